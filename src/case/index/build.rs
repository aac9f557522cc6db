//! Makes the index from the words of all texts and from what is concluded, beside the old one, and puts it in its place.

use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags, params};
use rustc_hash::FxHashSet;

use super::documents::{self, Document};
use super::gather::gather;
use super::runs;
use super::tables::{Chunks, Keys, write_actors};
use super::{CHUNK, FILE, Fault, SCHEMA, WORK, meta, open, open_read_only, stamp, version};
use crate::case::{Case, seal};
use crate::error::Result;
use crate::origin::Sha256Digest;

/// What an entry is, with its row in the case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Row {
    /// A message; row of the version that stands for it.
    Version(i64),
    /// A document.
    Document(i64),
}

/// A message or document as it is indexed.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The digits of its id.
    pub id: u64,
    /// Where it stands in the case, and its digest.
    pub row: Row,
    /// See `row`.
    pub digest: [u8; 16],
    /// Seconds since 1970.
    pub date: Option<i64>,
    /// Number of the first message of its conversation; 0 if there is none.
    pub thread: u32,
    /// Number of its kind.
    pub kind: u8,
    /// Senders and recipients, sorted; the second number has bit 0 for From, 1 for To, 2 for Cc, 3 for Bcc.
    pub people: Vec<(u32, u8)>,
    /// Organizations, sorted.
    pub organizations: Vec<u32>,
    /// Custodians, sorted.
    pub custodians: Vec<u32>,
    /// What else is known, if it is a document.
    pub document: Option<Document>,
}

/// The words of a message or document that stand in no text.
#[derive(Clone, Debug, Default)]
pub struct Words<'a> {
    /// Names of people as written, each once.
    pub names: Vec<&'a str>,
    /// Of a document, its title; a message's subject is with its text.
    pub title: &'a str,
    /// Of a document, the names that it came under.
    pub came_as: Vec<String>,
}

/// A correspondent, organization, custodian or community.
#[derive(Clone, Debug, Default)]
pub struct Called {
    /// Its id.
    pub id: String,
    /// What to call it.
    pub label: String,
    /// Its kind.
    pub kind: String,
    /// Its community, for correspondents.
    pub community: Option<u32>,
    /// Addresses or domains.
    pub addresses: Vec<String>,
    /// Other names.
    pub names: Vec<String>,
}

/// All that is indexed besides texts.
pub struct Contents<'a> {
    /// Where messages and documents stand in the case; they are numbered from 1 by date (undated last), messages first, then by id.
    pub rows: Vec<Row>,
    /// One of them by its number.
    pub entry: &'a (dyn Fn(u32) -> Entry + Sync),
    /// Its words that stand in no text.
    pub words: &'a (dyn Fn(u32) -> Words<'a> + Sync),
    /// Correspondents, organizations, custodians, communities. Asked for as late as can be: it may wait until they are known.
    pub actors: &'a (dyn Fn() -> &'a [Vec<Called>; 4] + Sync),
    /// Names of files in the case folder that say what the user said.
    pub said: &'a [&'a str],
}

impl Contents<'_> {
    /// How many messages and documents.
    pub(super) fn entries(&self) -> u32 {
        self.rows.len() as u32
    }
}

/// Makes the index of a case, unless it is there already and of the same. O(bytes of text) on all cores.
///
/// # Errors
/// If the case cannot be read or the index not be written.
pub fn make(case: &Case, contents: &Contents) -> Result<()> {
    make_in(case.folder(), contents).map_err(|fault| {
        // Half an index is of no use, and the disk may be full; that it cannot be removed is told by the first error.
        let _ = clear(&case.folder().join(WORK));
        fault.told(case.folder(), "write")
    })
}

fn make_in(folder: &Path, contents: &Contents) -> std::result::Result<(), Fault> {
    let stamp = stamp(folder, &open_read_only(folder)?, contents.said)?;
    let work = folder.join(WORK);
    clear(&work)?;
    let seal = folder.join(seal::name(FILE));
    if folder.join(FILE).is_file() && is_made(folder, &fingerprint(contents), &stamp, &seal) {
        if !seal.exists() {
            fs::write(&seal, seal::text(folder, FILE)?)?;
        }
        return Ok(());
    }
    fs::create_dir_all(&work)?;
    let (runs, lengths) = gather(folder, &work, contents)?;
    write(folder, &work, contents, &runs, &lengths, &stamp)?;
    let made = work.join(FILE);
    fs::File::open(&made)?.sync_all()?;
    // The seal first: if the run dies in between, the old index is of another stamp and is made anew.
    let new_seal = work.join(seal::name(FILE));
    fs::write(&new_seal, seal::text(&work, FILE)?)?;
    fs::rename(new_seal, seal)?;
    fs::rename(made, folder.join(FILE))?;
    clear(&work)?;
    Ok(())
}

/// Removes what a killed run left.
fn clear(work: &Path) -> std::io::Result<()> {
    match fs::remove_dir_all(work) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Whether the index is of these contents; if so it gets the new stamp, and loses its seal before. One that cannot be read is made anew.
fn is_made(folder: &Path, fingerprint: &str, stamp: &str, seal: &Path) -> bool {
    let same = || -> std::result::Result<bool, Fault> {
        let index = open(folder, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        let same = meta(&index, "fingerprint")?.as_deref() == Some(fingerprint);
        if same && meta(&index, "stamp")?.as_deref() != Some(stamp) {
            if seal.exists() {
                fs::remove_file(seal)?;
            }
            index.execute("UPDATE meta SET value = ?1 WHERE key = 'stamp'", [stamp])?;
        }
        Ok(same)
    };
    same().unwrap_or(false)
}

/// A digest of all that goes into the index.
fn fingerprint(contents: &Contents) -> String {
    let mut bytes = Vec::new();
    let mut digest = Sha256Digest::of(version().as_bytes());
    for number in 1..=contents.entries() {
        let entry = (contents.entry)(number);
        bytes.extend_from_slice(format!("{entry:?}").as_bytes());
        // Those of a message stand in its version, which has a digest.
        if entry.document.is_some() {
            bytes.extend_from_slice(format!("{:?}", (contents.words)(number)).as_bytes());
        }
        if bytes.len() > 1 << 20 || number == contents.entries() {
            bytes.extend_from_slice(digest.to_string().as_bytes());
            digest = Sha256Digest::of(&bytes);
            bytes.clear();
        }
    }
    for called in (contents.actors)().iter().flatten() {
        bytes.extend_from_slice(format!("{called:?}").as_bytes());
    }
    bytes.extend_from_slice(digest.to_string().as_bytes());
    Sha256Digest::of(&bytes).to_string()
}

fn write(
    folder: &Path,
    work: &Path,
    contents: &Contents,
    runs: &[PathBuf],
    lengths: &[u32],
    stamp: &str,
) -> std::result::Result<(), Fault> {
    let mut database = Connection::open(work.join(FILE))?;
    // It is renamed when it is whole, so there is nothing to roll back to. Small pages: the ends of long lists waste less.
    database.execute_batch("PRAGMA page_size = 2048; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -8192;")?;
    let transaction = database.transaction()?;
    transaction.execute_batch(SCHEMA)?;
    {
        let mut insert = transaction.prepare("INSERT INTO word VALUES (?1, ?2, ?3, ?4, ?5)")?;
        runs::merge(runs, |entry| {
            insert.execute(params![
                entry.word,
                entry.field,
                entry.list.entries,
                entry.list.bytes,
                entry.places
            ])?;
            Ok::<(), Fault>(())
        })?;
    }
    let with_attachments = with_attachments(folder)?;
    let mut keys = Keys::new(contents);
    let dated = {
        let mut insert =
            transaction.prepare("INSERT INTO entry VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?;
        let mut chunks = Chunks::default();
        let mut dated = 0;
        for (number, length) in (1..=contents.entries()).zip(lengths) {
            let entry = (contents.entry)(number);
            let (row, has_attachment) = match entry.row {
                Row::Version(row) => (row, with_attachments.contains(&row)),
                Row::Document(row) => (row, false),
            };
            insert.execute(params![
                number,
                entry.id.cast_signed(),
                row,
                entry.date,
                entry.thread,
                entry.kind
            ])?;
            if let Some(document) = &entry.document {
                documents::write(&transaction, number, document)?;
            }
            dated += u32::from(entry.date.is_some());
            keys.add(number, &entry, has_attachment);
            chunks.add(&entry, *length);
            if number % CHUNK == 0 || number == contents.entries() {
                chunks.write(&transaction, (number - 1) / CHUNK)?;
            }
        }
        dated
    };
    keys.write(&transaction)?;
    write_actors(&transaction, contents, &keys)?;
    let words: u64 = lengths.iter().map(|length| u64::from(*length)).sum();
    let numbers = [
        ("entries", u64::from(contents.entries())),
        ("dated", dated.into()),
        ("words", words),
    ];
    let numbers = numbers.map(|(key, value)| (key, value.to_string()));
    let fingerprint = fingerprint(contents);
    let version = version();
    let texts = [
        ("version", version.as_str()),
        ("fingerprint", &fingerprint),
        ("stamp", stamp),
    ];
    let all = texts
        .into_iter()
        .chain(numbers.iter().map(|(key, value)| (*key, value.as_str())));
    for (key, value) in all {
        transaction.execute("INSERT INTO meta VALUES (?1, ?2)", [key, value])?;
    }
    transaction.commit()?;
    Ok(())
}

fn with_attachments(folder: &Path) -> std::result::Result<FxHashSet<i64>, Fault> {
    let database = open_read_only(folder)?;
    let mut statement = database.prepare("SELECT DISTINCT version FROM attachment")?;
    let rows = statement
        .query_map([], |r| r.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    Ok(rows)
}
