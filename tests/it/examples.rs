//! The examples do what they say, are short, and say little. Expected values are from the sample's truth file, from the
//! files themselves, or from networkx (`examples/measure_graph.rs`).

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
const RUN: [&str; 5] = ["find_copies", "measure_graph", "read_message", "split_mailbox", "strongest_ties"];

/// Lines that an example prints and has at most.
const PRINTED: usize = 25;
const WRITTEN: usize = 60;

fn lines(printed: &[u8]) -> Vec<String> {
    let text = String::from_utf8(printed.to_vec()).expect("an example prints UTF-8");
    let lines: Vec<String> = text.lines().map(str::to_owned).collect();
    assert!((2..PRINTED).contains(&lines.len()), "{} lines:\n{text}", lines.len());
    lines
}

#[track_caller]
fn says(lines: &[String], line: &str) {
    assert!(lines.iter().any(|found| found == line), "'{line}' was expected in\n{}", lines.join("\n"));
}

fn truth() -> serde_json::Value {
    let text = fs::read_to_string(support::sample().join("truth.json")).expect("the sample's truth");
    serde_json::from_str(&text).expect("JSON")
}

#[test]
fn every_example_is_short_and_run_here() {
    let mut found = Vec::new();
    for entry in fs::read_dir(support::package().join("examples")).expect("examples") {
        let path = entry.expect("an entry").path();
        if path.extension().is_some_and(|end| end == "rs") {
            let count = fs::read_to_string(&path).expect("a source file").lines().count();
            assert!(count <= WRITTEN, "{} has {count} lines", path.display());
            found.push(path.file_stem().expect("a name").to_string_lossy().into_owned());
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
        let at = lines.iter().position(|line| line.starts_with(&start)).unwrap_or_else(|| panic!("{name} is missing in {lines:?}"));
        assert!(lines[at].ends_with(&format!(": {count} messages")), "{}", lines[at]);
        let size = fs::metadata(&path).expect("a file").len();
        let sum = lines[at..].iter().find(|line| line.contains(" framing + ")).expect("a sum");
        let numbers: Vec<u64> = sum.split_whitespace().filter_map(|word| word.parse().ok()).collect();
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
    let message = truth["messages"].as_array().expect("messages").iter().find(of).expect("the message");
    let person = |id: &serde_json::Value| {
        let people = truth["people"].as_array().expect("people").iter();
        people.clone().find(|person| person["id"] == *id).expect("a person").clone()
    };
    let shown = |person: serde_json::Value| format!("{} <{}>", text(&person["name"]), text(&person["addresses"][0]));
    says(&lines, &format!("subject  {}", text(&message["subject"])));
    says(&lines, &format!("From     {}", shown(person(&message["from"]))));
    says(&lines, &format!("To       {}", shown(person(&message["to"][0]))));
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
    let rows: Vec<Vec<&str>> = lines.iter().map(|line| line.split_whitespace().collect()).collect();
    for (row, expected) in rows[1..].iter().zip(KITE) {
        assert_eq!(row[..4], expected);
    }
    assert_eq!(rows[1..11].len(), KITE.len());
}

/// networkx 3.x: `degree`, `betweenness_centrality(normalized=False)`, `pagerank(tol=1e-12)` of `krackhardt_kite_graph()`.
const KITE: [[&str; 4]; 10] = [
];

#[test]
fn strongest_ties_are_those_of_the_truth() {
    let mut printed = Vec::new();
    strongest_ties::run(&support::sample(), &mut printed).expect("it runs");
    let lines = lines(&printed);
}

#[test]
fn find_copies_finds_the_planted_ones() {
    let mut printed = Vec::new();
    find_copies::run(&support::sample(), &mut printed).expect("it runs");
    let lines = lines(&printed);
    let counts = &truth()["counts"];
    let sum = format!(
        "{} found = {} distinct + {} copies + {} unreadable",
        counts["found"], counts["distinct"], counts["copies"], counts["unreadable"]
    );
    says(&lines, &sum);
}
