//! The documents of a case: which there are, which message carries which, what they say of themselves. It does not know who sent a message.

use rusqlite::Connection;
use rustc_hash::{FxHashMap, FxHashSet};

use super::facts::{Document, Facts};
use super::lookup::{Lookup, hexadecimal};
use super::text;
use crate::document::{Format, Metadata, State};
use crate::error::Result;
use crate::origin::Sha256Digest;

/// Documents by the keys of the database.
pub(super) struct Rows {
    documents: Vec<Document>,
    /// Row of a version, and a digest that it lists.
    attached: Vec<(i64, [u8; 32])>,
    /// Digests: what lies in what.
    inside: FxHashMap<[u8; 32], Vec<[u8; 32]>>,
}

pub(super) fn load(database: &Connection) -> rusqlite::Result<Rows> {
    let documents = database
        .prepare("SELECT id, sha256, format, state FROM document ORDER BY sha256")?
        .query_map([], |r| {
            Ok(Document {
                row: r.get(0)?,
                sha256: Sha256Digest(r.get(1)?),
                format: Format::from_name(r.get_ref(2)?.as_str()?),
                state: State::from_name(r.get_ref(3)?.as_str()?),
                mentions: (0, 0),
            })
        })?
        .collect::<rusqlite::Result<_>>()?;
    let attached = database
        .prepare("SELECT version, sha256 FROM attachment")?
        .query_map([], |r| Ok((r.get(0)?, r.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    let mut inside: FxHashMap<[u8; 32], Vec<[u8; 32]>> = FxHashMap::default();
    let mut statement = database.prepare("SELECT outer, inner FROM inside")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        inside.entry(row.get(0)?).or_default().push(row.get(1)?);
    }
    Ok(Rows {
        documents,
        attached,
        inside,
    })
}

/// Puts the documents that some version carries, or that are files of their own, among the facts.
pub(super) fn add(facts: &mut Facts, rows: Rows) {
    let versions: FxHashMap<i64, u32> = facts.versions.iter().map(|v| v.row).zip(0..).collect();
    let mut carried: Vec<(u32, [u8; 32])> = Vec::new();
    for (row, sha256) in &rows.attached {
        if let Some(&version) = versions.get(row) {
            let all = with_inside(sha256, &rows.inside);
            carried.extend(all.into_iter().map(|sha256| (version, sha256)));
        }
    }
    let mut loose: Vec<(u32, [u8; 32])> = Vec::new();
    let files = (0..).zip(&facts.files);
    for (file, one) in files.filter(|(_, one)| one.format == LOOSE) {
        let all = with_inside(&one.digest, &rows.inside);
        loose.extend(all.into_iter().map(|sha256| (file, sha256)));
    }
    let alive: FxHashSet<[u8; 32]> = (carried.iter().map(|(_, d)| *d))
        .chain(loose.iter().map(|(_, d)| *d))
        .collect();
    let documents = rows.documents.into_iter();
    facts.documents = documents.filter(|d| alive.contains(&d.sha256.0)).collect();
    let place: FxHashMap<[u8; 32], u32> =
        (facts.documents.iter().map(|d| d.sha256.0).zip(0..)).collect();
    let numbered = |pairs: Vec<(u32, [u8; 32])>| -> Vec<(u32, u32)> {
        let known = pairs.into_iter();
        let mut known: Vec<(u32, u32)> = known
            .filter_map(|(a, sha256)| Some((a, *place.get(&sha256)?)))
            .collect();
        known.sort_unstable();
        known.dedup();
        known
    };
    facts.carried = numbered(carried);
    facts.loose = numbered(loose);
}

/// Format of a mailbox that is a folder of documents.
const LOOSE: u8 = crate::source::Format::Document as u8;

/// A document and those that lie in it, however deep.
fn with_inside(sha256: &[u8; 32], inside: &FxHashMap<[u8; 32], Vec<[u8; 32]>>) -> Vec<[u8; 32]> {
    let mut all = vec![*sha256];
    if inside.is_empty() {
        return all;
    }
    let mut seen: FxHashSet<[u8; 32]> = all.iter().copied().collect();
    let mut next = 0;
    while next < all.len() {
        let inner = inside.get(&all[next]).into_iter().flatten();
        all.extend(inner.copied().filter(|one| seen.insert(*one)));
        next += 1;
    }
    all
}

/// What is recorded of a document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recorded {
    /// Digest of its bytes, in hexadecimal.
    pub sha256: String,
    /// Its size in bytes.
    pub size: u64,
    /// Name of its format.
    pub format: String,
    /// Name of its state.
    pub state: String,
    /// Why it has no text, or not all of it.
    pub detail: String,
    /// What it says of itself.
    pub metadata: Metadata,
    /// Bytes of its text.
    pub length: u64,
}

impl Lookup {
    /// What is recorded of each document, by row.
    ///
    /// # Errors
    /// If the case cannot be read.
    pub fn documents(&self) -> Result<FxHashMap<i64, Recorded>> {
        let sql = "SELECT id, sha256, size, format, state, detail, title, author, modified_by, company, created, modified, pages, text_length FROM document";
        let rows = self.rows(sql, [], |r| {
            let recorded = Recorded {
                sha256: hexadecimal(&r.get::<_, Vec<u8>>(1)?),
                size: r.get::<_, i64>(2)?.cast_unsigned(),
                format: r.get(3)?,
                state: r.get(4)?,
                detail: r.get(5)?,
                metadata: Metadata {
                    title: r.get(6)?,
                    author: r.get(7)?,
                    modified_by: r.get(8)?,
                    company: r.get(9)?,
                    created: r.get(10)?,
                    modified: r.get(11)?,
                    pages: r.get(12)?,
                },
                length: r.get::<_, i64>(13)?.cast_unsigned(),
            };
            Ok((r.get(0)?, recorded))
        })?;
        Ok(rows.into_iter().collect())
    }

    /// The text of a document (its row).
    ///
    /// # Errors
    /// If the case cannot be read.
    pub fn document_text(&self, document: i64) -> Result<String> {
        text::of_document(&self.database, document)
    }

    /// Names under which mails carry documents: row of the version, digest of the document in hexadecimal, name; sorted.
    ///
    /// # Errors
    /// If the case cannot be read.
    pub fn attached_names(&self) -> Result<Vec<(i64, String, String)>> {
        let sql = "SELECT version, sha256, name FROM attachment";
        let mut names = self.rows(sql, [], |r| {
            Ok((r.get(0)?, hexadecimal(&r.get::<_, Vec<u8>>(1)?), r.get(2)?))
        })?;
        names.sort_unstable();
        Ok(names)
    }

    /// Documents that lie in others: digests in hexadecimal of the outer and the inner, and the path there; sorted.
    ///
    /// # Errors
    /// If the case cannot be read.
    pub fn inside(&self) -> Result<Vec<(String, String, String)>> {
        let mut inside = self.rows("SELECT outer, inner, path FROM inside", [], |r| {
            let outer = hexadecimal(&r.get::<_, Vec<u8>>(0)?);
            Ok((outer, hexadecimal(&r.get::<_, Vec<u8>>(1)?), r.get(2)?))
        })?;
        inside.sort_unstable();
        Ok(inside)
    }

    /// The sums of Outlook files, by path: expected, found, failed, recovered.
    ///
    /// # Errors
    /// If the case cannot be read.
    pub fn outlook_files(&self) -> Result<Vec<(String, [u64; 4])>> {
        let sql = "SELECT path, expected, found, failed, recovered FROM outlook_file ORDER BY path";
        self.rows(sql, [], |r| {
            let number = |i: usize| r.get::<_, i64>(i).map(i64::cast_unsigned);
            Ok((r.get(0)?, [number(1)?, number(2)?, number(3)?, number(4)?]))
        })
    }
}
