//! The section about documents: how many, what could not be read, and those that name organizations: the most travelled, the earliest.

use std::collections::BTreeMap;

use super::build::{Sources, integer};
use super::cells::Chosen;
use super::{Section, Sheet, words};
use crate::report::documents::counts::Documents;
use crate::report::figure::letters::grouped;
use crate::report::{Table, Values};

/// Rows of each table.
const ROWS: usize = 15;

const COLUMNS: &[Chosen] = &[
    ("Document", "id", None),
    ("Came as", "names", None),
    ("Format", "format", None),
    ("Messages", "messages", None),
    ("Senders", "senders", None),
    ("First sent", "first", None),
    ("First by", "first_sender_label", Some("first_sender")),
    ("Author, as it says", "author", None),
    ("Organizations named", "organizations", None),
];

/// The section, if there are documents.
pub(super) fn section(of: &Sources) -> Option<Section> {
    let table = of.table("documents").filter(|table| table.rows() > 0)?;
    let counts = Documents::new(of.context.facts);
    let unread = match counts.unread().as_str() {
        "" => String::new(),
        unread => format!(" Of the others no text, or not all, could be had: {unread}."),
    };
    let told = format!(
        "{} distinct documents, by their bytes, however many messages carry them: {}. {} have text.{unread} Words in pictures and scans are not read. All stand in documents.csv; `mailties show CASE DOCUMENT` shows one, `mailties list CASE flow DOCUMENT` through whom it went.",
        grouped(counts.found),
        formats(of),
        grouped(counts.with_text)
    );
    let naming: Vec<u32> = (0..table.rows() as u32)
        .filter(|row| names_any(table, *row as usize))
        .collect();
    let messages = |row: &u32| integer(table, "messages", *row as usize).unwrap_or(0);
    // The table is sorted by messages.
    let (travelled, others): (Vec<u32>, Vec<u32>) =
        naming.iter().partition(|row| messages(row) > 1);
    let mut earliest: Vec<(i64, u32)> = (others.into_iter())
        .filter_map(|row| Some((first(table, row as usize)?, row)))
        .collect();
    earliest.sort_unstable();
    let earliest: Vec<u32> = earliest.into_iter().map(|(_, row)| row).collect();
    let sheets = [
        (
            "Most travelled documents that name organizations",
            travelled,
        ),
        ("Earliest sent of the others that do", earliest),
    ];
    Some(Section {
        id: "documents",
        heading: "Documents",
        text: vec![words(told)],
        pictures: Vec::new(),
        sheets: sheets
            .into_iter()
            .filter(|(_, rows)| !rows.is_empty())
            .map(|(caption, rows)| sheet(of, table, caption, &rows))
            .collect(),
    })
}

fn sheet(of: &Sources, table: &Table, caption: &str, rows: &[u32]) -> Sheet {
    let mut one = of.first_rows(&table.pick(rows), "documents", COLUMNS, ROWS);
    one.caption = caption.to_owned();
    one
}

/// Formats with their numbers, the most frequent first.
fn formats(of: &Sources) -> String {
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    for one in &of.context.facts.documents {
        *counts.entry(one.format.name()).or_default() += 1;
    }
    let mut all: Vec<(&str, u64)> = counts.into_iter().collect();
    all.sort_by_key(|(name, count)| (std::cmp::Reverse(*count), *name));
    let told = all
        .iter()
        .map(|(name, count)| format!("{} {name}", grouped(*count)));
    told.collect::<Vec<_>>().join(", ")
}

fn names_any(table: &Table, row: usize) -> bool {
    match table.column("organizations").map(|c| &c.values) {
        Some(Values::List(lists)) => lists.get(row).is_some_and(|list| !list.is_empty()),
        _ => false,
    }
}

fn first(table: &Table, row: usize) -> Option<i64> {
    match table.column("first").map(|c| &c.values) {
        Some(Values::Day(days)) => days.get(row).copied().flatten(),
        _ => None,
    }
}
