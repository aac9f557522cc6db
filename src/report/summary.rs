//! Counts of a run, the tables about the whole case, and what a reader is told first.

use serde::Serialize;

pub use super::ledger::mailboxes;
use super::{GraphRows, Table, Values};
use crate::case::facts::Facts;
use crate::conversation::distinct::Messages;
use crate::problem::Problem;

/// The sums that must come out: found = distinct + duplicate copies + unreadable.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Raw messages found, those inside messages included.
    pub found: u64,
    /// Distinct messages.
    pub distinct: u64,
    /// Copies beyond the first of each.
    pub duplicate_copies: u64,
    /// Messages that could not be read.
    pub unreadable: u64,
    /// Of those found, how many lay inside another message.
    pub embedded: u64,
    /// Distinct messages without a believable date.
    pub undated: u64,
    /// Mailboxes.
    pub mailboxes: u64,
    /// Files (members of containers included).
    pub files: u64,
    /// Bytes of all files.
    pub bytes: u64,
    /// Bytes that belong to no message.
    pub skipped_bytes: u64,
    /// Files that could not be read to their end.
    pub broken_files: u64,
    /// Rows of problems.csv.
    pub problems: u64,
}

impl Counts {
    /// Counts everything.
    pub fn new(facts: &Facts, messages: &Messages, problems: &[Problem]) -> Self {
        let files = || facts.files.iter().filter(|f| !f.is_container);
        let mut mailboxes: Vec<&str> = files().map(|f| f.mailbox.as_str()).collect();
        mailboxes.sort_unstable();
        mailboxes.dedup();
        Self {
            found: messages.found,
            distinct: messages.list.len() as u64,
            duplicate_copies: messages.duplicate_copies(),
            unreadable: messages.unreadable,
            embedded: facts.copies.iter().filter(|c| c.embedded).count() as u64,
            undated: messages.list.iter().filter(|m| m.date.is_none()).count() as u64,
            mailboxes: mailboxes.len() as u64,
            files: files().count() as u64,
            bytes: files().map(|f| f.size).sum(),
            skipped_bytes: files().map(|f| f.skipped).sum(),
            broken_files: facts.files.iter().filter(|f| !f.whole).count() as u64,
            problems: problems.len() as u64,
        }
    }
}

/// `problems.csv`.
pub fn problems(problems: &[Problem]) -> Table {
    Table::default()
        .with(
            "source",
            "file, as given and what follows",
            Values::Text(problems.iter().map(|p| p.source.clone()).collect()),
        )
        .with(
            "offset",
            "byte in the file; empty if there is none",
            Values::Integer(
                problems
                    .iter()
                    .map(|p| p.offset.map(u64::cast_signed))
                    .collect(),
            ),
        )
        .with(
            "kind",
            "what kind of problem",
            Values::Text(problems.iter().map(|p| p.kind.name().to_owned()).collect()),
        )
        .with(
            "detail",
            "what was found and what was done",
            Values::Text(problems.iter().map(|p| p.detail.clone()).collect()),
        )
}

/// Gives the networks their titles and captions: what is shown, what it means, what a missing line means.
pub fn entitle(graph: &mut GraphRows, counts: &Counts) {
    let (actors, line) = match graph.name {
        "people" => (
            "correspondents",
            "A line: mail from one to the other; its width: tie strength, the sum over its messages of 1 / number of recipients.",
        ),
        "organizations" => (
            "organizations",
            "A line: mail between people of both; its width: the sum over its messages of the share of recipients on the other side.",
        ),
        "co_mentions" => (
            "organizations",
            "A line: messages whose own words or subject name both; its width: the sum over these of 1 / (number of organizations named - 1).",
        ),
        _ => (
            "correspondents and organizations",
            "A line: messages whose own words or subject name the organization.",
        ),
    };
    let period = match period(graph) {
        Some((first, last)) => format!(", nearly all from {first} to {last}"),
        None => String::new(),
    };
    graph.title = format!(
        "{} {actors}, {} ties, from {} distinct messages in {} mailboxes{period}",
        graph.nodes.rows(),
        graph.source.len(),
        counts.distinct,
        counts.mailboxes
    );
    graph.caption = format!(
        "Size: PageRank. Colour: community (Leiden). {line} Only what these mailboxes hold is shown: no line does not mean no tie."
    );
}

/// First and last day of the ties, as `YYYY-MM-DD`, without the earliest and latest half percent: one clock that runs wrong must not
/// set the period of a whole archive.
fn period(graph: &GraphRows) -> Option<(String, String)> {
    let days = |name: &str| match graph.edges.column(name).map(|c| &c.values) {
        Some(Values::Day(days)) => days.iter().flatten().copied().collect::<Vec<i64>>(),
        _ => Vec::new(),
    };
    let (mut first, mut last) = (days("first"), days("last"));
    first.sort_unstable();
    last.sort_unstable();
    let cut = first
        .len()
        .div_ceil(200)
        .min(first.len().saturating_sub(1) / 2);
    Some((
        super::day(*first.get(cut)?),
        super::day(*last.get(last.len().checked_sub(1 + cut)?)?),
    ))
}
