//! Who belonged to which organization, and when: an archive whose truth was planted. Counts are by hand.

use crate::support::{Work, row};

/// Date, sender, recipient. Tess leaves Quayside for Northlight; she writes from a private address too, and once more years after.
const MAILS: &[(&str, &str, &str)] = &[
    (
        "5 Feb 2001",
        "Tess Arden <tess@quayside.example>",
        "mira@northlight.example",
    ),
    (
        "20 Feb 2001",
        "Tess Arden <tess@quayside.example>",
        "Mira Holt <mira@northlight.example>",
    ),
    (
        "12 Feb 2001",
        "Tess Arden <tessarden@hotmail.com>",
        "mira@northlight.example",
    ),
    (
        "2 Jul 2001",
        "Tess Arden <tess.arden@northlight.example>",
        "jon@quayside.example",
    ),
    (
        "9 Jul 2001",
        "Tess Arden <tess.arden@northlight.example>",
        "mira@northlight.example",
    ),
    (
        "20 Jul 2001",
        "Tess Arden <tessarden@hotmail.com>",
        "jon@quayside.example",
    ),
    (
        "20 Jul 2003",
        "Tess Arden <tessarden@hotmail.com>",
        "jon@quayside.example",
    ),
    // Others write to the old address for long: that is no sign that she was there.
    (
        "1 Sep 2001",
        "mira@northlight.example",
        "tess@quayside.example",
    ),
    (
        "3 Sep 2001",
        "\"Ida Holm (RAND Corporation)\" <idaholm@hotmail.com>",
        "mira@northlight.example",
    ),
];

const DECISIONS: &str = "[[same]]\naddresses = [\"tess@quayside.example\", \"tess.arden@northlight.example\", \"tessarden@hotmail.com\"]\n";

fn analyzed(decisions: &str) -> Work {
    let work = Work::new();
    let mut mbox = String::new();
    for (n, (day, from, to)) in MAILS.iter().enumerate() {
        mbox.push_str(&format!(
            "From x@y.example Mon Feb  5 10:00:00 2001\nFrom: {from}\nTo: {to}\nSubject: reels {n}\nDate: {day} 09:00:00 +0000\n\
             Message-ID: <{n}@x.example>\n\nReel {n} has come back from the laboratory.\n\n"
        ));
    }
    mbox.push_str(&signed());
    work.write("mail.mbox", mbox);
    work.write("decisions.toml", decisions);
    work.mailties([
        "analyze",
        "mail.mbox",
        "--case",
        "case",
        "--people",
        "decisions.toml",
    ])
    .ok();
    work
}

/// Mails from private addresses with signatures: Olaf's name one organization in two mails; Pia's name two; three people have the
/// same advertisement; Rolf signs once only.
fn signed() -> String {
    const SIGNED: &[(&str, &str)] = &[
        (
            "olaf.brandt@hotmail.com",
            "Olaf Brandt\nRAND Corporation, Santa Monica",
        ),
        (
            "olaf.brandt@hotmail.com",
            "Olaf Brandt\nRAND Corporation, Santa Monica",
        ),
        ("pia.lund@hotmail.com", "Pia Lund\nOracle Corporation"),
        ("pia.lund@hotmail.com", "Pia Lund\nMicrosoft Corporation"),
        ("rolf.dahl@hotmail.com", "Rolf Dahl\nOracle Corporation"),
        ("a.one@yahoo.com", "Get more at http://www.microsoft.com"),
        ("a.one@yahoo.com", "Get more at http://www.microsoft.com"),
        ("b.two@yahoo.com", "Get more at http://www.microsoft.com"),
        ("b.two@yahoo.com", "Get more at http://www.microsoft.com"),
        ("c.three@yahoo.com", "Get more at http://www.microsoft.com"),
    ];
    let numbered = SIGNED.iter().enumerate();
    let mails = numbered.map(|(n, (from, signature))| {
        let minute = n + 10;
        format!(
            "From x@y.example Mon Feb  5 10:00:00 2001\nFrom: {from}\nTo: mira@northlight.example\nSubject: prints {n}\n\
             Date: 5 Feb 2001 09:{minute}:00 +0000\nMessage-ID: <s{n}@x.example>\n\nPrint {n} is ready for the evening.\n\n-- \n{signature}\n\n"
        )
    });
    mails.collect()
}

#[test]
fn signatures_tell_an_organization_where_the_address_does_not() {
    let work = analyzed(DECISIONS);
    let all = work.table("case/affiliations.csv");
    let olaf = row(&all, "Id", "olaf.brandt@hotmail.com");
    assert_eq!(
        (
            olaf["organization"].as_str(),
            olaf["reason"].as_str(),
            olaf["sent"].as_str()
        ),
        ("rand.org", "named in the signature", "2")
    );
    for nobody in ["pia.lund", "rolf.dahl", "a.one", "b.two", "c.three"] {
        assert!(all.iter().all(|a| !a["Id"].starts_with(nobody)), "{nobody}");
    }
    // A signature is no mention.
    let ties = work.table("case/mentions/edges.csv");
    assert!(
        ties.iter()
            .all(|t| t["Source"] != "olaf.brandt@hotmail.com")
    );
}

#[test]
fn a_person_who_moves_has_both_organizations_each_in_its_time() {
    let work = analyzed(DECISIONS);
    let all = work.table("case/affiliations.csv");
    let tess: Vec<_> = all.iter().filter(|a| a["Label"] == "Tess Arden").collect();
    let spans: Vec<[&str; 5]> = tess
        .iter()
        .map(|a| ["organization", "first", "last", "sent", "received"].map(|c| a[c].as_str()))
        .collect();
    assert_eq!(
        spans,
        [
            ["quayside.example", "2001-02-05", "2001-02-20", "2", "1"],
            ["northlight.example", "2001-07-02", "2001-07-09", "2", "0"],
        ]
    );
    assert_eq!(tess[0]["reason"], "domain of the address");
    assert_eq!(tess[0]["shown_by"], "Tess Arden <tess@quayside.example>");
    let people = work.table("case/people/nodes.csv");
    assert_eq!(
        row(&people, "Label", "Tess Arden")["affiliations"],
        "quayside.example 2001-02-05 to 2001-02-20;northlight.example 2001-07-02 to 2001-07-09"
    );
    let id = &row(&people, "Label", "Tess Arden")["Id"];
    work.mailties(["show", "case", id])
        .ok()
        .says("Organization  northlight.example 2001-07-02 to 2001-07-09 (domain of the address: Tess Arden <tess.arden@northlight.example>");
}

// Quayside - Northlight: two mails in February and one from the private address then; two in July, one of them private; and the one
// to the old address. The mail between two people of Northlight and the private one of 2003 count for nobody.
#[test]
fn ties_are_credited_to_the_organization_of_the_day() {
    let work = analyzed(DECISIONS);
    let ties = work.table("case/organizations/edges.csv");
    let ends = |t: &std::collections::BTreeMap<String, String>| {
        t["Source"].contains("side") != t["Target"].contains("side")
            && (t["Source"].contains("north") || t["Target"].contains("north"))
    };
    let tie: Vec<_> = ties.iter().filter(|t| ends(t)).collect();
    assert_eq!(tie.len(), 1);
    assert_eq!(
        (tie[0]["messages"].as_str(), tie[0]["last"].as_str()),
        ("6", "2001-09-01")
    );
    let organizations = work.table("case/organizations/nodes.csv");
    // Tess, and Jon or Mira.
    for id in ["quayside.example", "northlight.example"] {
        assert_eq!(row(&organizations, "Id", id)["people"], "2", "{id}");
    }
}

#[test]
fn brackets_behind_a_name_and_the_users_word_tell_an_organization() {
    let work = analyzed(
        "[[person]]\naddress = \"jon@quayside.example\"\norganization = \"northlight.example\"\n",
    );
    let all = work.table("case/affiliations.csv");
    let ida = row(&all, "Label", "Ida Holm");
    assert_eq!(
        (
            ida["organization"].as_str(),
            ida["reason"].as_str(),
            ida["sent"].as_str()
        ),
        ("rand.org", "in brackets behind the name", "1")
    );
    let jon = row(&all, "Id", "jon@quayside.example");
    assert_eq!(
        (
            jon["organization"].as_str(),
            jon["reason"].as_str(),
            jon["evidence"].as_str()
        ),
        ("northlight.example", "your decision", "")
    );
}
