//! The examples do what they say, are short, and say little. Expected values are from the sample's truth file, from the
//! files themselves, or from networkx (`examples/measure_graph.rs`).

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use crate::support;

#[allow(dead_code, reason = "its main is for cargo run")]
#[path = "../../examples/find_copies.rs"]
mod find_copies;
#[allow(dead_code, reason = "its main is for cargo run")]
#[path = "../../examples/measure_graph.rs"]
mod measure_graph;
#[allow(dead_code, reason = "its main is for cargo run")]
#[path = "../../examples/read_message.rs"]
mod read_message;
#[allow(dead_code, reason = "its main is for cargo run")]
#[path = "../../examples/split_mailbox.rs"]
mod split_mailbox;
#[allow(dead_code, reason = "its main is for cargo run")]
#[path = "../../examples/strongest_ties.rs"]
mod strongest_ties;

/// The examples that are run here.
const RUN: [&str; 5] = [
    "find_copies",
    "measure_graph",
    "read_message",
    "split_mailbox",
    "strongest_ties",
];

/// Lines that an example prints and has at most.
const PRINTED: usize = 25;
const WRITTEN: usize = 60;

fn lines(printed: &[u8]) -> Vec<String> {
    let text = String::from_utf8(printed.to_vec()).expect("an example prints UTF-8");
    let lines: Vec<String> = text.lines().map(str::to_owned).collect();
    assert!(
        (2..PRINTED).contains(&lines.len()),
        "{} lines:\n{text}",
        lines.len()
    );
    lines
}

#[track_caller]
fn says(lines: &[String], line: &str) {
    assert!(
        lines.iter().any(|found| found == line),
        "'{line}' was expected in\n{}",
        lines.join("\n")
    );
}

fn truth() -> serde_json::Value {
    let text =
        fs::read_to_string(support::sample().join("truth.json")).expect("the sample's truth");
    serde_json::from_str(&text).expect("JSON")
}

#[test]
fn every_example_is_short_and_run_here() {
    let mut found = Vec::new();
    for entry in fs::read_dir(support::package().join("examples")).expect("examples") {
        let path = entry.expect("an entry").path();
        if path.extension().is_some_and(|end| end == "rs") {
            let count = fs::read_to_string(&path)
                .expect("a source file")
                .lines()
                .count();
            assert!(count <= WRITTEN, "{} has {count} lines", path.display());
            found.push(
                path.file_stem()
                    .expect("a name")
                    .to_string_lossy()
                    .into_owned(),
            );
        }
    }
    found.sort();
    assert_eq!(found, RUN);
}

#[test]
fn split_mailbox_accounts_for_every_byte() {
    let mut printed = Vec::new();
    split_mailbox::run(&support::sample(), &mut printed).expect("it runs");
    let lines = lines(&printed);
    let truth = truth();
    let files = truth["counts"]["files"].as_object().expect("files");
    assert!(!files.is_empty());
    for (name, count) in files {
        let path = support::sample().join(name);
        let start = format!("{} (", path.display());
        let at = lines
            .iter()
            .position(|line| line.starts_with(&start))
            .unwrap_or_else(|| panic!("{name} is missing in {lines:?}"));
        assert!(
            lines[at].ends_with(&format!(": {count} messages")),
            "{}",
            lines[at]
        );
        let size = fs::metadata(&path).expect("a file").len();
        let sum = lines[at..]
            .iter()
            .find(|line| line.contains(" framing + "))
            .expect("a sum");
        let numbers: Vec<u64> = sum
            .split_whitespace()
            .filter_map(|word| word.parse().ok())
            .collect();
        assert_eq!(numbers, [numbers[0], numbers[1], 0, size], "{sum}");
        assert_eq!(numbers[0] + numbers[1], size, "{sum}");
    }
}

#[test]
fn read_message_tells_who_what_and_what_is_inside() {
    let mut printed = Vec::new();
    let path = support::sample().join("loose/forwarded-harbour-council-request-for-th.eml");
    read_message::run(&path, &mut printed).expect("it runs");
    let lines = lines(&printed);
    let truth = truth();
    let nested = &truth["nested"];
    let of = |message: &&serde_json::Value| message["message_id"] == nested["message_id"];
    let message = truth["messages"]
        .as_array()
        .expect("messages")
        .iter()
        .find(of)
        .expect("the message");
    let person = |id: &serde_json::Value| {
        let people = truth["people"].as_array().expect("people").iter();
        people
            .clone()
            .find(|person| person["id"] == *id)
            .expect("a person")
            .clone()
    };
    let shown = |person: serde_json::Value| {
        format!(
            "{} <{}>",
            text(&person["name"]),
            text(&person["addresses"][0])
        )
    };
    says(&lines, &format!("subject  {}", text(&message["subject"])));
    says(
        &lines,
        &format!("From     {}", shown(person(&message["from"]))),
    );
    says(
        &lines,
        &format!("To       {}", shown(person(&message["to"][0]))),
    );
    says(&lines, "inside   1 messages");
}

fn text(value: &serde_json::Value) -> &str {
    value.as_str().expect("a text")
}

#[test]
fn measure_graph_agrees_with_networkx() {
    let mut printed = Vec::new();
    measure_graph::run(&mut printed).expect("it runs");
    let lines = lines(&printed);
    let rows: Vec<Vec<&str>> = lines
        .iter()
        .map(|line| line.split_whitespace().collect())
        .collect();
    for (row, expected) in rows[1..].iter().zip(KITE) {
        assert_eq!(row[..4], expected);
    }
    assert_eq!(rows[1..11].len(), KITE.len());
}

/// networkx 3.x: `degree`, `betweenness_centrality(normalized=False)`, `pagerank(tol=1e-12)` of `krackhardt_kite_graph()`.
const KITE: [[&str; 4]; 10] = [
    ["Andre", "4", "0.833", "0.1019"],
    ["Beverley", "4", "0.833", "0.1019"],
    ["Carol", "3", "0.000", "0.0794"],
    ["Diane", "6", "3.667", "0.1471"],
    ["Ed", "3", "0.000", "0.0794"],
    ["Fernando", "5", "8.333", "0.1289"],
    ["Garth", "5", "8.333", "0.1289"],
    ["Heather", "3", "14.000", "0.0952"],
    ["Ike", "2", "8.000", "0.0857"],
    ["Jane", "1", "0.000", "0.0514"],
];

#[test]
fn strongest_ties_are_those_of_the_truth() {
    let mut printed = Vec::new();
    strongest_ties::run(&support::sample(), &mut printed).expect("it runs");
    let lines = lines(&printed);
    let truth = truth();
    let name = |id: &str| {
        let people = truth["people"].as_array().expect("people");
        let person = people.iter().find(|person| person["id"] == *id);
        person.map_or(id, |person| text(&person["name"])).to_owned()
    };
    // All kinds of mail count here; the truth's own `ties` are those of personal mail.
    let mut sums: BTreeMap<(String, String), (f64, u64)> = BTreeMap::new();
    for message in truth["messages"].as_array().expect("messages") {
        let recipients: BTreeSet<&str> = ["to", "cc", "bcc"]
            .iter()
            .flat_map(|role| message[role].as_array().expect("a list"))
            .map(text)
            .collect();
        for to in &recipients {
            let sum = sums
                .entry((text(&message["from"]).to_owned(), (*to).to_owned()))
                .or_default();
            *sum = (sum.0 + 1.0 / recipients.len() as f64, sum.1 + 1);
        }
    }
    let mut ties: Vec<(f64, String)> = sums
        .iter()
        .map(|((from, to), (strength, messages))| {
            let (from, to) = (name(from), name(to));
            (
                *strength,
                format!("{strength:>7.2}  {messages:>3} messages  {from} -> {to}"),
            )
        })
        .collect();
    ties.sort_by(|a, b| b.0.total_cmp(&a.0));
    assert!(ties.len() > 100);
    for (_, tie) in &ties[..10] {
        says(&lines, tie);
    }
}

#[test]
fn find_copies_finds_the_planted_ones() {
    let mut printed = Vec::new();
    find_copies::run(&support::sample(), &mut printed).expect("it runs");
    let lines = lines(&printed);
    let truth = truth();
    let count = |name: &str| truth["counts"][name].as_u64().expect("a count");
    // The truth counts the message that lies in another one apart.
    let (found, distinct) = (
        count("found") + count("embedded"),
        count("distinct") + count("embedded"),
    );
    let (copies, unreadable) = (count("copies"), count("unreadable"));
    says(
        &lines,
        &format!("{found} found = {distinct} distinct + {copies} copies + {unreadable} unreadable"),
    );
    let planted = truth["duplicates"].as_array().expect("copies").iter();
    let wrapped = planted
        .filter(|copy| text(&copy["rule"]).contains("rewrapped"))
        .count();
    says(
        &lines,
        &format!("{wrapped:>5} wordings by the rule 'same content'"),
    );
}
