//! `recognize`: names in text. The mails are invented; which words are names was decided by reading them.

use std::collections::BTreeSet;

use mailties::mention::recognizer::{NameKind, Recognizer};
use proptest::prelude::*;
use serde_json::Value;

use crate::support::Work;

/// Mails that name well-known organizations, and use words that only look like them.
const MAILS: &[&str] = &[
    "Subject: study for the board\n\nMira,\n\nI spoke to a friend at RAND yesterday. The RAND Corporation has a study on tides, see\nhttp://www.rand.org/pubs/tides.html for a summary. We picked ten ports at rand() last time, please use a better\nrand function.\n\nThanks,\nPriya\n",
    "Subject: RE: study for the board\n\nPriya,\n\nRAND sent the draft today. Snapchat was mentioned on page 3, Snap Inc. asked for changes. Please snap a picture of the\ngauge when you are there.\n\nMira\n",
    "Subject: newsletter\n\nThe Motion Picture Association of America (MPAA) wrote to Google about the takedown notices. A spokesman for the MPAA\nsaid that Google had not answered. The goliath task on our own list is still open; the target is Friday, and the orange\nbuoys are ready.\n",
    "Subject: visit\n\nThe Democratic Party asked for a tour of the harbour. The DNC will pay for the boat. Downing Street has said nothing\nso far. We met Ellen Marsh of Tidewater Instruments, Inc. and her colleague from Harbour Freight LLP.\n",
];

fn lines() -> String {
    MAILS
        .iter()
        .enumerate()
        .map(|(id, text)| format!("{}\n", serde_json::json!({"id": id, "text": text})))
        .collect()
}

/// Surfaces and what they were taken for: kind and well-known organization.
fn found(arguments: &[&str]) -> BTreeSet<(u64, String, String, String)> {
    let output = Work::new().mailties(arguments).stdin(lines()).ok();
    let mut found = BTreeSet::new();
    for line in output.stdout.lines() {
        let answer: Value = serde_json::from_str(line).expect("a JSON object a line");
        let id = answer["id"].as_u64().expect("the id given");
        for mention in answer["mentions"].as_array().expect("mentions") {
            let text = |key: &str| mention[key].as_str().unwrap_or_default().to_owned();
            found.insert((id, text("surface"), text("kind"), text("organization")));
        }
    }
    found
}

#[test]
fn well_known_organizations_are_found_and_their_decoys_are_not() {
    let found = found(&["recognize", "-"]);
    let organizations: BTreeSet<(u64, &str, &str)> = found
        .iter()
        .filter(|f| f.2 == "organization")
        .map(|f| (f.0, f.1.as_str(), f.3.as_str()))
        .collect();
    for expected in [
        (0, "RAND", "RAND Corporation"),
        (0, "RAND Corporation", "RAND Corporation"),
        (1, "RAND", "RAND Corporation"),
        (1, "Snapchat", "Snap Inc."),
        (1, "Snap Inc.", "Snap Inc."),
        (
            2,
            "Motion Picture Association of America",
            "Motion Picture Association",
        ),
        (2, "MPAA", "Motion Picture Association"),
        (2, "Google", "Google"),
        (3, "Democratic Party", "Democratic Party"),
        (3, "DNC", "Democratic National Committee"),
        (3, "Downing Street", "10 Downing Street"),
        (3, "Tidewater Instruments, Inc.", ""),
        (3, "Harbour Freight LLP", ""),
    ] {
        assert!(
            organizations.contains(&expected),
            "{expected:?} is not in {organizations:#?}"
        );
    }
    let small = ["rand", "snap", "goliath", "target", "orange"];
    for (_, surface, ..) in &found {
        assert!(
            !small.iter().any(|s| surface.split(' ').any(|w| w == *s)),
            "{surface} is no name"
        );
    }
    let people: BTreeSet<&str> = found
        .iter()
        .filter(|f| f.2 == "person")
        .map(|f| f.1.as_str())
        .collect();
    for person in ["Mira", "Priya", "Ellen Marsh"] {
        assert!(people.contains(person), "{person} is not in {people:?}");
    }
}

#[test]
fn one_kind_alone_is_found_when_asked_for() {
    let all = found(&["recognize", "-"]);
    let organizations = found(&["recognize", "--kind", "organization", "-"]);
    let people = found(&["recognize", "--kind", "person", "-"]);
    assert!(!organizations.is_empty() && !people.is_empty());
    assert!(organizations.iter().all(|f| f.2 == "organization"));
    assert!(people.iter().all(|f| f.2 == "person"));
    assert_eq!(
        organizations
            .union(&people)
            .cloned()
            .collect::<BTreeSet<_>>(),
        all
    );
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let run = |threads: &str| {
        let many = lines().repeat(100);
        Work::new()
            .mailties(["recognize", "-", "--threads", threads])
            .stdin(many)
            .ok()
            .stdout
    };
    let one = run("1");
    assert!(one.len() > 10_000, "{} bytes", one.len());
    assert!(one == run("2"));
    assert!(one == run("7"));
}

#[test]
fn offsets_count_code_points() {
    let text = "\u{1F30A} na\u{ef}ve caf\u{e9}: the MPAA wrote.";
    let line = serde_json::json!({"id": "x", "text": text}).to_string();
    let output = Work::new()
        .mailties(["recognize", "--alone", "-"])
        .stdin(line)
        .ok();
    let answer: Value = serde_json::from_str(&output.stdout).expect("one answer");
    assert_eq!(answer["id"], "x");
    let mention = &answer["mentions"][0];
    // Counted by hand: the wave is one code point, and so are the letters with marks.
    assert_eq!(
        (&mention["start"], &mention["end"]),
        (&Value::from(18), &Value::from(22))
    );
    assert_eq!(mention["surface"], "MPAA");
}

#[test]
fn plain_text_gives_a_table() {
    let work = Work::new();
    work.write("letter.txt", MAILS[2]);
    work.mailties(["recognize", "letter.txt"])
        .ok()
        .says("surface")
        .says("MPAA");
    let rows = work
        .mailties(["recognize", "letter.txt", "--csv"])
        .ok()
        .table();
    let row = rows
        .iter()
        .find(|r| r["surface"] == "MPAA")
        .expect("the MPAA");
    assert_eq!(row["organization"], "Motion Picture Association");
    let json = work.mailties(["recognize", "letter.txt", "--json"]).ok();
    let json: Value = serde_json::from_str(&json.stdout).expect("an array");
    assert_eq!(json.as_array().map(Vec::len), Some(rows.len()));
}

#[test]
fn what_cannot_be_read_is_told_with_a_hint() {
    let work = Work::new();
    work.mailties(["recognize", "nowhere.txt"])
        .code(1)
        .complains("error: cannot read 'nowhere.txt': no such file or folder")
        .complains("hint: ");
    work.mailties(["recognize", "-"])
        .stdin("{\"id\": 1, \"text\": \"a\"}\n{\"id\": 2}\n")
        .code(1)
        .complains("error: line 2 of '-' is no JSON object with a text")
        .complains("hint: ");
}

/// Pieces that tokens are cut from, whole and broken.
fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("Jo Doe/HOU/ECT@ECT".to_owned()),
        Just("AT&T, Inc.".to_owned()),
        Just("U.S. ".to_owned()),
        Just("\n> >".to_owned()),
        Just("the Bank of ".to_owned()),
        Just("(ABC)".to_owned()),
        Just("http://www.".to_owned()),
        Just("\u{2019}s \u{130}\u{df}\u{1F30A}".to_owned()),
        ".{0,12}",
        "[A-Z][a-z]{1,8} ",
        "[ -~\n]{0,20}",
    ]
}

proptest! {
    #[test]
    fn any_text_is_read_and_spans_are_whole_characters(pieces in prop::collection::vec(piece(), 0..40)) {
        let text = pieces.concat();
        let mut found = Vec::new();
        Recognizer::embedded().read(&text, &mut found);
        let mut last = 0;
        for one in &found {
            prop_assert!(one.start >= last && one.start < one.end, "{one:?} in {text:?}");
            prop_assert!(text.get(one.start..one.end).is_some(), "{one:?} in {text:?}");
            prop_assert!((0.0..=1.0).contains(&one.confidence));
            prop_assert!(matches!(one.kind, NameKind::Organization | NameKind::Person));
            last = one.end;
        }
    }
}

#[test]
fn long_texts_without_lines_or_spaces_are_read() {
    let mut found = Vec::new();
    for text in [
        "A".repeat(200_000),
        "\u{e9}.".repeat(100_000),
        "Aa & ".repeat(50_000),
        "1,".repeat(100_000),
        "\n>".repeat(100_000),
    ] {
        Recognizer::embedded().read(&text, &mut found);
        assert!(
            found
                .iter()
                .all(|f| text.is_char_boundary(f.start) && text.is_char_boundary(f.end))
        );
    }
}
