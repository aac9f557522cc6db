//! What the archive could see: ranks without the own mailbox, witnesses of ties, and what stays unsaid. Numbers by hand.

use crate::support::{Work, row};

fn mail(n: usize, from: &str, to: &str, month: usize) -> String {
    format!(
        "From x@y.example Mon Feb  5 10:00:00 2001\nFrom: {from}\nTo: {to}\nSubject: Slipway {n}\nDate: {} {} 2001 09:00:00 +0000\n\
         Message-ID: <{n}@yard.example>\n\nSlipway number {n} was painted again this week, twice.\n\n",
        n % 27 + 1,
        ["Jan", "Feb", "Mar", "Apr"][month]
    )
}

const ANN: &str = "Ann Moor <ann@yard.example>";
const BEA: &str = "Bea Lind <bea@yard.example>";
const CAL: &str = "Cal Rust <cal@dock.example>";
const DAG: &str = "Dag Holm <dag@dock.example>";
const EVA: &str = "Eva Strand <eva@dock.example>";

/// Ann's mailbox is in the archive, with 20 mails to her and 2 to Bea of which she got a copy; and Bea's, with two that Ann has too.
fn archive(work: &Work) {
    let mut ann = String::new();
    for n in 0..18 {
        let from = [BEA, CAL, DAG, EVA][n % 4];
        ann.push_str(&mail(n, from, ANN, n % 4));
    }
    let shared: String = (18..20)
        .map(|n| mail(n, CAL, &format!("{BEA}, {ANN}"), 1))
        .collect();
    ann.push_str(&shared);
    work.write("in/enron.moor-a.inbox", &ann);
    let mut bea = shared;
    for n in 20..26 {
        bea.push_str(&mail(n, [CAL, DAG][n % 2], BEA, 1));
    }
    work.write("in/enron.lind-b.inbox", &bea);
    work.mailties(["analyze", "in", "--case", "case"]).ok();
}

#[test]
fn rank_is_measured_without_the_own_mailbox_too() {
    let work = Work::new();
    archive(&work);
    let people = work.table("case/people/nodes.csv");
    let ann = row(&people, "Id", "ann@yard.example");
    assert_eq!((&*ann["rank"], &*ann["custodian"]), ("1", "true"));
    // 18 of her 20 mails lie in her mailbox alone.
    assert_eq!(ann["own_mailbox_only"], "18");
    let value = |id: &str, column: &str| -> f64 {
        let cell = &row(&people, "Id", id)[column];
        cell.parse().expect("a number")
    };
    // Without them two mails of Cal's are left, shared with Bea, who has six more of her own.
    let without = "pagerank_without_own_mailbox";
    for id in ["ann@yard.example", "bea@yard.example"] {
        assert!(value(id, without) < value(id, "pagerank"), "{id}");
    }
    assert_eq!(
        row(&people, "Id", "bea@yard.example")["own_mailbox_only"],
        "6"
    );
    let cal = row(&people, "Id", "cal@dock.example");
    assert_eq!(
        (&*cal["custodian"], &*cal["own_mailbox_only"]),
        ("false", "")
    );
    assert_eq!(cal["pagerank"], cal["pagerank_without_own_mailbox"]);
}

#[test]
fn ties_tell_who_could_witness_them() {
    let work = Work::new();
    archive(&work);
    let ties = work.table("case/people/edges.csv");
    let tie = |a: &str, b: &str| {
        let found = ties.iter().find(|t| t["Source"] == a && t["Target"] == b);
        found
            .map(|t| (t["witness"].clone(), t["mailboxes"].clone()))
            .expect("a tie")
    };
    let found = |w: &str, n: &str| (w.to_owned(), n.to_owned());
    assert_eq!(
        tie("bea@yard.example", "ann@yard.example"),
        found("both", "1")
    );
    assert_eq!(
        tie("cal@dock.example", "ann@yard.example"),
        found("target", "2")
    );
    assert_eq!(
        tie("dag@dock.example", "bea@yard.example"),
        found("target", "1")
    );
    let firms = work.table("case/organizations/edges.csv");
    // dock.example has no mailbox here, yard.example has.
    assert_eq!(firms[0]["witness"], "target");
}

#[test]
fn absence_is_told_with_what_could_have_been_seen() {
    let work = Work::new();
    archive(&work);
    let run = work.mailties(["absent", "case", "dag@dock.example", "eva@dock.example"]);
    let said = run.ok().stdout;
    assert!(
        said.contains("No mail between Dag Holm and Eva Strand"),
        "{said}"
    );
    assert!(said.contains("No mailbox of either is here"), "{said}");
    let run = work.mailties(["absent", "case", "eva@dock.example", "bea@yard.example"]);
    let said = run.ok().stdout;
    // Bea's mailbox holds 2 + 6 dated messages, all of February.
    assert!(
        said.contains("The mailbox 'lind-b' of Bea Lind is in the archive: 8 messages"),
        "{said}"
    );
    assert!(said.contains("Only Bea Lind's side is here"), "{said}");
    let months = work.mailties([
        "absent",
        "case",
        "cal@dock.example",
        "bea@yard.example",
        "--csv",
    ]);
    let months = months.ok().table();
    let february = row(&months, "month", "2001-02");
    // 2 shared mails and three of the six are from Cal.
    assert_eq!(
        (&*february["between"], &*february["in_mailbox_of_b"]),
        ("5", "8")
    );
    let run = work.mailties(["absent", "case", "bea@yard.example", "bea@yard.example"]);
    run.code(2);
}
