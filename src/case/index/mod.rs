//! The full-text index of a case, beside its database: which words stand in which messages and documents and where, and who and what
//! else these are found by. It is derived: everything in it can be made again from the case. It does not know queries.
//!
//! Messages and documents are numbered together from 1 by date, messages first, then id; undated ones last. So lists are sorted by date,
//! and a period is a range. A document has the date of the first mail that carries it. The file is made under another name and renamed; a
//! run that is killed leaves the old index or none.

pub mod build;
pub mod documents;
mod gather;
pub mod postings;
pub mod read;
mod runs;
mod tables;
pub mod words;

use std::io;
use std::path::Path;

use rusqlite::{Connection, OpenFlags, OptionalExtension};

use super::open_read_only;
use crate::document::Format;
use crate::error::Error;
use crate::message::SegmentKind;
use crate::origin::Sha256Digest;

/// The file, in the case folder.
pub const FILE: &str = "index.db";
/// Where it is being made.
const WORK: &str = "index.part";
/// Changes when the tables, the words or what is indexed change; an index of another version is made anew.
const VERSION: u32 = 2;
/// Entries (messages and documents) of one row of `chunk`.
const CHUNK: u32 = 1024;

/// Places between two passages (attachment names, own words before and after a quotation): no phrase and no proximity spans them.
pub const BREAK: u32 = 128;

/// Number of [`Field`]s.
pub const FIELDS: usize = 5;

/// What words stand in. Of a message, or of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Field {
    /// The subject; the title of a document.
    Subject = 0,
    /// What the writer wrote, the signature too; the text of a document.
    Own = 1,
    /// What is quoted or forwarded, with its headers; and disclaimers.
    Quoted = 2,
    /// The names of attached files; those that a document came under.
    Attachment = 3,
    /// Names of senders and recipients as written in this message; author and company as a document tells them.
    Name = 4,
}

/// What else a message is found by; the number says which. A document is found by what the messages that carry it are found by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Key {
    /// Sender: number of the correspondent.
    From = 0,
    /// Recipient.
    To = 1,
    /// Recipient of a copy.
    Cc = 2,
    /// Recipient of a blind copy.
    Bcc = 3,
    /// An organization that is named in subject or own words (in the document), or to which a sender or recipient belongs.
    Organization = 4,
    /// A community that a sender or recipient belongs to.
    Community = 5,
    /// Kind of mail, or a document: place in [`KINDS`].
    Kind = 6,
    /// The custodian of a mailbox that holds a copy.
    Custodian = 7,
    /// The conversation: number of its first message. A document belongs to that of the first message that carries it.
    Thread = 8,
    /// It has attachments (number 0); messages only.
    Attachment = 9,
    /// Format of a document: place in [`formats`].
    Format = 10,
}

/// Names of the kinds of mail by number, and that of documents.
pub const KINDS: [&str; 6] = [
    "personal",
    "list",
    "bulk",
    "automatic_reply",
    "notification",
    "document",
];

/// The kind that documents are of.
pub const DOCUMENT: u8 = 5;

/// Names of the formats of documents by number.
pub fn formats() -> impl Iterator<Item = &'static str> {
    Format::names()
}

/// What an index must have been made with: numbers of formats are those of this program.
fn version() -> String {
    let formats: Vec<&str> = formats().collect();
    format!("{VERSION} {}", formats.join(" "))
}

const SCHEMA: &str = "
-- version; fingerprint: of all that the index is made of; stamp: of the case it was made from; entries, dated, words.
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
-- A word in a field: 0 subject, 1 own words, 2 quoted words, 3 names of attachments, 4 names. See index/postings.rs.
CREATE TABLE word (word TEXT, field INTEGER, entries INTEGER NOT NULL, list BLOB NOT NULL, places BLOB NOT NULL,
  PRIMARY KEY (word, field)) WITHOUT ROWID;
-- Lists of entries: kind as in index/mod.rs.
CREATE TABLE key (kind INTEGER, number INTEGER, entries INTEGER NOT NULL, list BLOB NOT NULL, PRIMARY KEY (kind, number)) WITHOUT ROWID;
-- Messages and documents (kind 5) by date; id: its hexadecimal digits as a number; row: of its version or document in the case; thread: 0 for none.
CREATE TABLE entry (number INTEGER PRIMARY KEY, id INTEGER NOT NULL, row INTEGER NOT NULL, date INTEGER, thread INTEGER NOT NULL, kind INTEGER NOT NULL);
CREATE INDEX entry_by_id ON entry (id);
-- Documents besides. name: the most frequent one; messages: how many carry it; first: number of the first of them, 0 for none.
CREATE TABLE document (number INTEGER PRIMARY KEY, title TEXT NOT NULL, name TEXT NOT NULL, format TEXT NOT NULL, messages INTEGER NOT NULL, first INTEGER NOT NULL);
-- Of 1024 entries each: 0 number of words (4 bytes each), 1 thread (4 bytes each), 2 people (count; difference, roles), 3 organizations (count; difference).
CREATE TABLE chunk (what INTEGER, number INTEGER, bytes BLOB NOT NULL, PRIMARY KEY (what, number)) WITHOUT ROWID;
-- What numbers stand for. what: 0 correspondents, 1 organizations, 2 custodians, 3 communities.
CREATE TABLE actor (what INTEGER, number INTEGER, id TEXT NOT NULL, label TEXT NOT NULL, kind TEXT NOT NULL, messages INTEGER NOT NULL, PRIMARY KEY (what, number)) WITHOUT ROWID;
-- How they are called: lines of number, sort, name. sort: 0 id or address, 1 label, 2 label folded, 3 other name folded.
CREATE TABLE called (what INTEGER, part INTEGER, lines TEXT NOT NULL, PRIMARY KEY (what, part)) WITHOUT ROWID;
";

/// What numbers of an index stand for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Actor {
    /// A correspondent.
    Person = 0,
    /// An organization.
    Organization = 1,
    /// A custodian.
    Custodian = 2,
    /// A community.
    Community = 3,
}

/// The passages of a text by field: own words (with the signature), and the rest.
pub fn passages(
    segments: &[(SegmentKind, u8, usize, usize)],
    field: Field,
) -> impl Iterator<Item = (usize, usize)> + '_ {
    segments.iter().filter_map(move |(kind, _, start, end)| {
        let own = matches!(kind, SegmentKind::Own | SegmentKind::Signature);
        (own == (field == Field::Own)).then_some((*start, *end))
    })
}

/// What went wrong with the index.
#[derive(Debug)]
enum Fault {
    Disk(io::Error),
    Database(rusqlite::Error),
    Told(Error),
}

impl From<io::Error> for Fault {
    fn from(error: io::Error) -> Self {
        Self::Disk(error)
    }
}

impl From<rusqlite::Error> for Fault {
    fn from(error: rusqlite::Error) -> Self {
        Self::Database(error)
    }
}

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        Self::Told(error)
    }
}

impl Fault {
    fn told(self, folder: &Path, tried: &str) -> Error {
        let what = format!("{tried} the index of the case '{}'", folder.display());
        match self {
            Self::Disk(error) => Error::io(what, &error),
            Self::Told(error) => error,
            Self::Database(error) => match error.sqlite_error_code() {
                Some(rusqlite::ErrorCode::DiskFull) => {
                    Error::new(format!("cannot {what}: the disk is full"))
                }
                _ => Error::new(format!(
                    "cannot {what}: {}",
                    error.to_string().to_lowercase()
                ))
                .hint(format!(
                    "delete '{}', then give analyze the same paths again",
                    folder.join(FILE).display()
                )),
            },
        }
    }
}

/// What tells a case from the same case with other facts, names, or words of the user (`said`: names of files in the folder).
fn stamp(folder: &Path, case: &Connection, said: &[&str]) -> std::result::Result<String, Fault> {
    let newest = |table: &str| {
        case.query_row(&format!("SELECT max(id) FROM {table}"), [], |r| {
            r.get::<_, Option<i64>>(0)
        })
    };
    let named: Option<String> = case
        .query_row("SELECT value FROM meta WHERE key = 'named'", [], |r| {
            r.get(0)
        })
        .optional()?;
    let mut stamp = format!(
        "{:?} {:?} {:?} {:?} {}",
        newest("version")?,
        newest("document")?,
        newest("copy")?,
        newest("file")?,
        named.unwrap_or_default()
    );
    for name in said {
        let digest = match std::fs::read(folder.join(name)) {
            Ok(bytes) => Sha256Digest::of(&bytes).to_string(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
            Err(error) => return Err(error.into()),
        };
        stamp = format!("{stamp} {digest}");
    }
    Ok(stamp)
}

fn meta(index: &Connection, key: &str) -> rusqlite::Result<Option<String>> {
    index
        .query_row("SELECT value FROM meta WHERE key = ?1", [key], |r| r.get(0))
        .optional()
}

fn open(folder: &Path, flags: OpenFlags) -> rusqlite::Result<Connection> {
    Connection::open_with_flags(folder.join(FILE), flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)
}
