//! The sample archive and the generated archives: what was planted in them, read from their truth files.

#![allow(dead_code)] // Parts of the truth wait for the tests that compare with them.

mod came_out;
mod generated;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;

#[path = "../../examples/generate_archive/generator.rs"]
pub mod generator;

/// `sample_mbox/`
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("sample_mbox")
}

/// `sample_mbox/truth.json`; fields that no test needs yet stand in `rest`.
#[derive(Debug, Deserialize)]
pub struct Truth {
    pub counts: Counts,
    /// Distinct messages by kind.
    pub kinds: BTreeMap<String, u64>,
    pub people: Vec<Person>,
    pub role_accounts: Vec<Account>,
    pub robots: Vec<Account>,
    pub lists: Vec<Account>,
    pub organizations: Vec<Organization>,
    /// Messages between people of two organizations.
    pub organization_ties: Vec<Between>,
    pub communities: Vec<Community>,
    pub broker: Broker,
    pub graph: GraphCounts,
    pub vanishing_tie: Vanishing,
    pub successor: Successor,
    pub code_name: CodeName,
    pub three_addresses: ThreeAddresses,
    pub duplicates: Vec<Duplicate>,
    pub dates: Vec<DateTruth>,
    /// Message-IDs of mails that no header dates.
    pub undated: Vec<String>,
    pub bcc: Vec<Bcc>,
    pub html_only: Vec<String>,
    pub automatic_reply: Vec<String>,
    pub attachments: Vec<AttachmentTruth>,
    pub unescaped_from_lines: Vec<FromLine>,
    pub mentions: Vec<MentionTruth>,
    pub decoys: Vec<Decoy>,
    pub ties: Vec<Tie>,
    pub messages: Vec<MessageTruth>,
    #[serde(flatten)]
    pub rest: BTreeMap<String, serde_json::Value>,
}

/// `found` = `distinct` + `copies` + `unreadable`.
#[derive(Debug, Deserialize)]
pub struct Counts {
    pub found: u64,
    pub distinct: u64,
    pub copies: u64,
    pub unreadable: u64,
    /// Messages inside messages, not in `found`.
    pub embedded: u64,
    /// Messages by file.
    pub files: BTreeMap<String, u64>,
}

#[derive(Debug, Deserialize)]
pub struct Person {
    pub id: String,
    pub name: String,
    /// The main one first; in lower case.
    pub addresses: Vec<String>,
    pub organization: Option<String>,
    /// Personal mails sent.
    pub sent: u64,
    /// Personal mails received.
    pub received: u64,
    /// By networkx, normalized.
    pub betweenness: f64,
    pub same_name_as: Option<String>,
}

#[derive(Debug, Deserialize)]
pub struct Account {
    pub address: String,
    #[serde(default)]
    pub messages: Vec<String>,
}

#[derive(Debug, Deserialize)]
pub struct Organization {
    pub id: String,
    pub name: String,
    pub domains: Vec<String>,
    pub people: Vec<String>,
}

#[derive(Debug, Deserialize)]
pub struct Between {
    pub between: [String; 2],
    pub messages: u64,
}

#[derive(Debug, Deserialize)]
pub struct Community {
    pub id: String,
    pub members: Vec<String>,
}

#[derive(Debug, Deserialize)]
pub struct Broker {
    pub id: String,
    pub rank_by_messages_sent: usize,
    pub betweenness: f64,
    pub next: String,
    pub next_betweenness: f64,
}

/// The tie graph of personal mail between people.
#[derive(Debug, Deserialize)]
pub struct GraphCounts {
    pub people: usize,
    pub undirected_ties: usize,
    pub directed_ties: usize,
}

#[derive(Debug, Deserialize)]
pub struct Vanishing {
    pub between: [String; 2],
    pub messages: u64,
    pub first: String,
    pub last: String,
    /// The last mail before the silence.
    pub last_before: String,
    /// The first one after it.
    pub first_after: String,
}

#[derive(Debug, Deserialize)]
pub struct Successor {
    pub id: String,
    pub follows: String,
    pub first: String,
}

#[derive(Debug, Deserialize)]
pub struct CodeName {
    pub word: String,
    pub means: String,
    pub explained_in: String,
    pub used_in: Vec<String>,
}

#[derive(Debug, Deserialize)]
pub struct ThreeAddresses {
    pub id: String,
    pub x500: String,
    pub private: String,
    pub x500_beside_smtp: Vec<String>,
    pub x500_as_sender: Vec<String>,
    pub x500_as_recipient: Vec<String>,
    pub private_with_reply_to: Vec<String>,
}

#[derive(Debug, Deserialize)]
pub struct Duplicate {
    pub message_id: String,
    /// `same_bytes`, `stripped_id`, `rewrapped`, `stripped_id_and_rewrapped`.
    pub rule: String,
    pub original: String,
    pub copy: String,
}

#[derive(Debug, Deserialize)]
pub struct DateTruth {
    pub message_id: String,
    pub header: Option<String>,
    /// The date to come out, UTC.
    pub date: Option<String>,
    /// Where it is taken from.
    pub from: Option<String>,
}

#[derive(Debug, Deserialize)]
pub struct Bcc {
    pub message_id: String,
    pub bcc: Vec<String>,
}

#[derive(Debug, Deserialize)]
pub struct AttachmentTruth {
    pub message_id: String,
    pub name: String,
    pub bytes: u64,
    pub sha256: String,
}

#[derive(Debug, Deserialize)]
pub struct FromLine {
    pub message_id: String,
    pub line: String,
}

#[derive(Debug, Deserialize)]
pub struct MentionTruth {
    pub organization: String,
    #[serde(rename = "as")]
    pub surface: String,
    /// `subject`, `own`, or `rest`: quoted words and signatures.
    #[serde(rename = "where")]
    pub place: String,
    pub message_id: String,
}

#[derive(Debug, Deserialize)]
pub struct Decoy {
    pub word: String,
    pub message_id: String,
}

/// A directed tie of personal mail between people.
#[derive(Debug, Deserialize)]
pub struct Tie {
    pub from: String,
    pub to: String,
    pub messages: u64,
    pub strength: f64,
    pub first: Option<String>,
    pub last: Option<String>,
}

#[derive(Debug, Deserialize)]
pub struct MessageTruth {
    pub message_id: String,
    /// A person's id, or the address of a list, role account or robot.
    pub from: String,
    pub to: Vec<String>,
    pub cc: Vec<String>,
    pub bcc: Vec<String>,
    pub date: Option<String>,
    pub kind: String,
    pub subject: String,
    pub parent: Option<String>,
    pub files: Vec<String>,
}

/// Reads `sample_mbox/truth.json`.
pub fn truth() -> Truth {
    let text =
        std::fs::read_to_string(folder().join("truth.json")).expect("sample_mbox/truth.json");
    serde_json::from_str(&text).expect("truth.json in its form")
}

/// Separator lines as `sample_mbox` and the generator write them: an address and a date of 24 characters.
fn separators(mbox: &[u8]) -> u64 {
    let rule =
        regex::bytes::Regex::new(r"(?m)^From \S+@\S+ \w{3} \w{3} [ \d]\d \d\d:\d\d:\d\d \d{4}$")
            .expect("a pattern");
    rule.find_iter(mbox).count() as u64
}

#[test]
fn sums_of_the_truth_come_out() {
    let truth = truth();
    let counts = &truth.counts;
    assert_eq!(
        counts.found,
        counts.distinct + counts.copies + counts.unreadable
    );
    assert_eq!(counts.found, counts.files.values().sum::<u64>());
    assert_eq!(counts.distinct, truth.messages.len() as u64);
    assert_eq!(counts.copies, truth.duplicates.len() as u64);
    assert_eq!(truth.kinds.values().sum::<u64>(), counts.distinct);
    assert_eq!(truth.graph.directed_ties, truth.ties.len());
}

#[test]
fn files_hold_what_the_truth_says() {
    let truth = truth();
    for (name, &messages) in truth
        .counts
        .files
        .iter()
        .filter(|(name, _)| name.ends_with(".mbox"))
    {
        let bytes = std::fs::read(folder().join(name)).expect("a file of the sample");
        assert_eq!(separators(&bytes), messages, "{name}");
    }
}

#[test]
fn generated_archive_is_the_same_twice_and_counts_itself() {
    let options = generator::Options {
        messages: 600,
        seed: 5,
        one_file: false,
    };
    let (once, again) = (generator::generate(&options), generator::generate(&options));
    assert_eq!(once.files, again.files);
    assert_eq!(once.truth, again.truth);
    assert_eq!(once.truth.distinct, 600);
    assert!(once.truth.onset.messages > 5 && once.truth.onset.first > 1_262_584_800);
    assert_eq!(
        once.truth.found,
        once.truth.distinct + once.truth.copies.values().sum::<u64>()
    );
    for (name, bytes) in &once.files {
        assert_eq!(separators(bytes), once.truth.files[name], "{name}");
    }
}
