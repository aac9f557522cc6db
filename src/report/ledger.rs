//! The ledger: what was found in each mailbox, and what became of it. Its sums are those of the whole case.

use std::collections::BTreeMap;

use super::{Table, Values};
use crate::case::facts::{Facts, NONE, Version};
use crate::conversation::distinct::Messages;
use crate::message::Role;

/// What is counted of one mailbox.
#[derive(Default)]
struct Ledger {
    path: String,
    custodian: String,
    format: u8,
    files: i64,
    whole: i64,
    bytes: u64,
    skipped: u64,
    found: i64,
    copies: i64,
    unreadable: i64,
    undated: i64,
    no_sender: i64,
    no_recipients: i64,
    /// Numbers of documents, each as often as it is found.
    documents: Vec<u32>,
}

const FORMATS: [&str; 5] = ["mbox", "maildir", "folder", "single", "documents"];

/// One row a mailbox, by path. A distinct message counts in the mailbox of its first copy, in the order of files and places;
/// containers that hold files of their own are no mailboxes. O(copies).
pub fn mailboxes(facts: &Facts, messages: &Messages) -> Table {
    let (mut rows, place) = mailboxes_of(facts);
    let mut seen = vec![false; messages.list.len()];
    for copy in &facts.copies {
        let Some(ledger) = rows.get_mut(place[copy.file as usize]) else {
            continue;
        };
        ledger.found += 1;
        if copy.version == NONE {
            ledger.unreadable += 1;
            continue;
        }
        let message = messages.of_version[copy.version as usize] as usize;
        if std::mem::replace(&mut seen[message], true) {
            ledger.copies += 1;
        } else {
            let one = &messages.list[message];
            ledger.first_copy(facts, &facts.versions[one.version as usize], one.date);
        }
    }
    find_documents(facts, &mut rows, &place);
    rows.sort_by(|a, b| (&a.path, a.format).cmp(&(&b.path, b.format)));
    table(facts, &rows)
}

/// The documents of each mailbox: attached to a copy in it, or files of it.
fn find_documents(facts: &Facts, rows: &mut [Ledger], place: &[usize]) {
    let readable = facts.copies.iter().filter(|c| c.version != NONE);
    for copy in readable {
        if let Some(ledger) = rows.get_mut(place[copy.file as usize]) {
            let carried = facts.carried_by(copy.version).iter();
            ledger.documents.extend(carried.map(|c| c.document));
        }
    }
    for (file, document) in &facts.loose {
        if let Some(ledger) = rows.get_mut(place[*file as usize]) {
            ledger.documents.push(*document);
        }
    }
    for ledger in rows {
        ledger.documents.sort_unstable();
        ledger.documents.dedup();
    }
}

/// The mailboxes with their files, and the mailbox of each file.
fn mailboxes_of(facts: &Facts) -> (Vec<Ledger>, Vec<usize>) {
    let mut rows: Vec<Ledger> = Vec::new();
    let mut place = Vec::with_capacity(facts.files.len());
    let mut by_path = BTreeMap::new();
    for file in &facts.files {
        if file.is_container && file.whole {
            place.push(usize::MAX);
            continue;
        }
        let row = *by_path
            .entry((&file.mailbox, file.format))
            .or_insert_with(|| {
                rows.push(Ledger {
                    path: file.mailbox.clone(),
                    custodian: file.custodian.clone(),
                    format: file.format,
                    ..Ledger::default()
                });
                rows.len() - 1
            });
        let ledger = &mut rows[row];
        ledger.files += 1;
        ledger.bytes += file.size;
        ledger.skipped += file.skipped;
        ledger.whole += i64::from(file.whole);
        place.push(row);
    }
    (rows, place)
}

impl Ledger {
    fn first_copy(&mut self, facts: &Facts, version: &Version, date: Option<i64>) {
        let has = |roles: &[Role]| {
            let mut there = facts.participants_of(version).iter();
            there.any(|(role, _)| roles.contains(role))
        };
        self.undated += i64::from(date.is_none());
        self.no_sender += i64::from(!has(&[Role::From]));
        self.no_recipients += i64::from(!has(&[Role::To, Role::Cc, Role::Bcc]));
    }

    /// What was done with what is not as usual.
    fn done(&self) -> Vec<String> {
        let unread = self.files - self.whole;
        let what = [
            (self.copies, "copies count once, each place is kept"),
            (
                self.unreadable,
                "unreadable messages are listed as problems and count in nothing else",
            ),
            (self.undated, "undated messages count, but in no period"),
            (
                self.no_sender,
                "messages without sender are listed and have no tie",
            ),
            (
                self.no_recipients,
                "messages without recipients are listed and have no tie; what they name counts",
            ),
            (
                unread,
                "files that end too early or are damaged were read as far as they go",
            ),
            (
                self.skipped.cast_signed(),
                "bytes that belong to no message were passed over and are listed as problems",
            ),
        ];
        let there = what.iter().filter(|(count, _)| *count > 0);
        there.map(|(_, told)| (*told).to_owned()).collect()
    }
}

fn table(facts: &Facts, rows: &[Ledger]) -> Table {
    let with_text = |r: &Ledger| {
        let all = r.documents.iter();
        all.filter(|d| facts.documents[**d as usize].length > 0)
            .count() as i64
    };
    let number =
        |f: &dyn Fn(&Ledger) -> i64| Values::Integer(rows.iter().map(|r| Some(f(r))).collect());
    let text = |f: &dyn Fn(&Ledger) -> String| Values::Text(rows.iter().map(f).collect());
    let format = |r: &Ledger| {
        FORMATS
            .get(usize::from(r.format))
            .copied()
            .unwrap_or("single")
            .to_owned()
    };
    Table::default()
        .with("mailbox", "file or folder", text(&|r| r.path.clone()))
        .with(
            "format",
            "mbox, maildir, folder (one file a message), single, documents (files without a mail)",
            text(&format),
        )
        .with(
            "custodian",
            "whose mailbox, as far as the path tells",
            text(&|r| r.custodian.clone()),
        )
        .with("files", "files", number(&|r| r.files))
        .with(
            "bytes",
            "bytes (unpacked)",
            number(&|r| r.bytes.cast_signed()),
        )
        .with(
            "skipped_bytes",
            "bytes that belong to no message",
            number(&|r| r.skipped.cast_signed()),
        )
        .with(
            "found",
            "raw messages; found = distinct + copies + unreadable",
            number(&|r| r.found),
        )
        .with(
            "distinct",
            "first copies of distinct messages, mailboxes taken in the order of their paths",
            number(&|r| r.found - r.copies - r.unreadable),
        )
        .with("copies", "further copies", number(&|r| r.copies))
        .with(
            "unreadable",
            "messages that could not be read",
            number(&|r| r.unreadable),
        )
        .with(
            "broken_files",
            "files that could not be read to their end",
            number(&|r| r.files - r.whole),
        )
        .with(
            "undated",
            "of the distinct: without a believable date",
            number(&|r| r.undated),
        )
        .with(
            "without_sender",
            "of the distinct: without a sender",
            number(&|r| r.no_sender),
        )
        .with(
            "without_recipients",
            "of the distinct: without To, Cc and Bcc",
            number(&|r| r.no_recipients),
        )
        .with(
            "done",
            "what was done with copies and with what is not as it should be",
            Values::List(rows.iter().map(Ledger::done).collect()),
        )
        .with(
            "documents",
            "distinct documents attached to its messages or among its files; one in several mailboxes counts in each",
            number(&|r| r.documents.len() as i64),
        )
        .with(
            "documents_with_text",
            "those of them that have text",
            number(&with_text),
        )
}
