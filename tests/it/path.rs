//! `path`: chains of mail. Strengths are by hand.

use crate::support::Work;

/// Ada wrote to Ben four times and Ben to Cleo four times (each step costs 1/2), to Dora once, who wrote to Cleo once (each costs 1);
/// a list reaches everybody; Cleo names RAND.
fn analyzed() -> Work {
    let work = Work::new();
    let mut mails = Vec::new();
    for n in 0..4 {
        mails.push((
            "Ada One <ada@tides.example>",
            "ben@port.example",
            format!("ab{n}"),
        ));
        mails.push((
            "Ben Two <ben@port.example>",
            "cleo@quay.example",
            format!("bc{n}"),
        ));
    }
    mails.push((
        "ada@tides.example",
        "Dora Four <dora@mole.example>",
        "ad".into(),
    ));
    mails.push((
        "dora@mole.example",
        "Cleo Three <cleo@quay.example>",
        "dc".into(),
    ));
    mails.push((
        "Eve Five <eve@island.example>",
        "Finn Six <finn@island.example>",
        "ef".into(),
    ));
    mails.push((
        "cleo@quay.example",
        "ben@port.example",
        "the RAND Corporation called".into(),
    ));
    let mbox: String = (0..)
        .zip(&mails)
        .map(|(n, (from, to, subject))| {
            format!(
                "From x@y.example Mon Mar  5 10:00:00 2012\nFrom: {from}\nTo: {to}\nSubject: {subject}\n\
                 Date: Mon, 5 Mar 2012 10:{n:02}:00 +0000\nMessage-ID: <{n}@x.example>\n\nThe gauge {n} was read.\n\n"
            )
        })
        .collect();
    work.write("mail.mbox", mbox);
    work.mailties(["analyze", "mail.mbox", "--case", "case"])
        .ok();
    work
}

#[test]
fn the_best_chains_come_first_and_each_step_has_its_mails() {
    let work = analyzed();
    let steps = work
        .mailties(["path", "case", "ada one", "cleo three", "--csv"])
        .ok()
        .table();
    let rows: Vec<[&str; 6]> = steps
        .iter()
        .map(|s| ["path", "step", "from", "to", "messages", "tie"].map(|c| s[c].as_str()))
        .collect();
    let [ada, ben, cleo, dora] = [
        "ada@tides.example",
        "ben@port.example",
        "cleo@quay.example",
        "dora@mole.example",
    ];
    // Four messages to one recipient each: strength 4, cost 1/2; Ben and Cleo have five.
    assert_eq!(
        rows,
        [
            ["1", "1", ada, ben, "4", "mail"],
            ["1", "2", ben, cleo, "5", "mail"],
            ["2", "1", ada, dora, "1", "mail"],
            ["2", "2", dora, cleo, "1", "mail"],
        ]
    );
    for step in &steps {
        let first = step["evidence"].split(';').next().unwrap_or_default();
        let (from, to) = (&step["from"], &step["to"]);
        let proof = work
            .mailties(["why", "case", from, to, "--csv"])
            .ok()
            .table();
        assert!(proof.iter().any(|m| m["id"] == first), "{step:?}");
    }
}

#[test]
fn organizations_are_ends() {
    let work = analyzed();
    work.mailties(["path", "case", "ada one", "rand.org", "-k", "1"])
        .ok()
        .says("1. Ada One to RAND Corporation, 3 steps\n")
        .says("   Ben Two (ben@port.example) wrote with Cleo Three (cleo@quay.example): 5 messages, 2012-03-05 to 2012-03-05, strength 5.0\n")
        .says("   Cleo Three (cleo@quay.example) names RAND Corporation (rand.org): 1 messages");
    work.mailties(["path", "case", "rand.org", "ada one", "-k", "1"])
        .ok()
        .says("   RAND Corporation (rand.org) is named by Cleo Three");
}

#[test]
fn no_chain_is_said_to_be_no_proof() {
    let work = analyzed();
    let run = work.mailties(["path", "case", "ada one", "eve five"]);
    run.code(1)
        .complains("error: no chain of mail between people leads from 'ada one' to 'eve five' in this case")
        .complains("hint: that is not proof that there is none");
    work.mailties(["path", "case", "ada one", "ada@tides.example"])
        .code(2)
        .complains("are the same; a path has two ends");
}
