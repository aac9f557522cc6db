//! The documents of a case: which there are, which message carries which, what they say of themselves. It does not know who sent a message.

use rusqlite::Connection;
use rustc_hash::{FxHashMap, FxHashSet};

use super::facts::{Address, Card, Carried, Document, Facts};
use super::lookup::Lookup;
use super::text;
use crate::document::{Format, Metadata, State};
use crate::error::Result;
use crate::message::AddressKind;
use crate::origin::Sha256Digest;

type Digest = [u8; 32];

/// Documents by the keys of the database.
pub(super) struct Rows {
    documents: Vec<Document>,
    /// Row of a version, a digest that it lists, and the name there.
    attached: Vec<(i64, Digest, String)>,
    inside: Inside,
    outlook_files: Vec<(String, [u64; 4])>,
    cards: Vec<Written>,
}

/// An address on a contact card: document, number of the card, name, address.
type Written = (Digest, i64, String, Address);

/// What lies in a document, with its path there.
type Inside = FxHashMap<Digest, Vec<(Digest, String)>>;

pub(super) fn load(database: &Connection) -> rusqlite::Result<Rows> {
    let attached = database
        .prepare("SELECT version, sha256, name FROM attachment")?
        .query_map([], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))?
        .collect::<rusqlite::Result<_>>()?;
    let mut inside = Inside::default();
    let mut statement = database.prepare("SELECT outer, inner, path FROM inside ORDER BY path")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let inner = (row.get(1)?, row.get(2)?);
        inside.entry(row.get(0)?).or_default().push(inner);
    }
    Ok(Rows {
        documents: documents(database)?,
        attached,
        inside,
        outlook_files: outlook_files(database)?,
        cards: cards(database)?,
    })
}

fn documents(database: &Connection) -> rusqlite::Result<Vec<Document>> {
    let sql = "SELECT id, sha256, size, format, state, detail, text_length, title, author, modified_by, company, created, modified, pages
         FROM document ORDER BY sha256";
    let row = |r: &rusqlite::Row| {
        Ok(Document {
            row: r.get(0)?,
            sha256: Sha256Digest(r.get(1)?),
            size: r.get::<_, i64>(2)?.cast_unsigned(),
            format: Format::from_name(r.get_ref(3)?.as_str()?),
            state: State::from_name(r.get_ref(4)?.as_str()?),
            detail: r.get(5)?,
            length: r.get::<_, i64>(6)?.cast_unsigned(),
            metadata: Metadata {
                title: r.get(7)?,
                author: r.get(8)?,
                modified_by: r.get(9)?,
                company: r.get(10)?,
                created: r.get(11)?,
                modified: r.get(12)?,
                pages: r.get(13)?,
            },
            mentions: (0, 0),
        })
    };
    database.prepare(sql)?.query_map([], row)?.collect()
}

fn outlook_files(database: &Connection) -> rusqlite::Result<Vec<(String, [u64; 4])>> {
    let sql = "SELECT path, expected, found, failed, recovered FROM outlook_file ORDER BY path";
    let row = |r: &rusqlite::Row| {
        let number = |i: usize| r.get::<_, i64>(i).map(i64::cast_unsigned);
        Ok((r.get(0)?, [number(1)?, number(2)?, number(3)?, number(4)?]))
    };
    database.prepare(sql)?.query_map([], row)?.collect()
}

fn cards(database: &Connection) -> rusqlite::Result<Vec<Written>> {
    let sql = "SELECT document, card, name, kind, address FROM contact ORDER BY document, card";
    let row = |r: &rusqlite::Row| {
        let address = Address {
            kind: AddressKind::from_number(r.get(3)?),
            text: r.get(4)?,
        };
        Ok((r.get(0)?, r.get(1)?, r.get(2)?, address))
    };
    database.prepare(sql)?.query_map([], row)?.collect()
}

/// Cards of documents that are alive; addresses that no mail has are left out.
fn known_cards(facts: &Facts, cards: Vec<Written>, place: &FxHashMap<Digest, u32>) -> Vec<Card> {
    let mut known: Vec<Card> = Vec::new();
    for one in cards.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
        let Some(&document) = place.get(&one[0].0) else {
            continue;
        };
        let mut addresses: Vec<u32> = (one.iter())
            .filter_map(|(.., address)| facts.addresses.binary_search(address).ok())
            .map(|at| at as u32)
            .collect();
        addresses.sort_unstable();
        addresses.dedup();
        if addresses.len() > 1 {
            let name = one[0].2.as_str().into();
            known.push(Card {
                addresses,
                name,
                document,
            });
        }
    }
    known.sort_unstable();
    known
}

/// Puts the documents that some version carries, or that are files of their own, among the facts.
pub(super) fn add(facts: &mut Facts, rows: Rows) {
    let versions: FxHashMap<i64, u32> = facts.versions.iter().map(|v| v.row).zip(0..).collect();
    let mut carried: Vec<(u32, Digest, String)> = Vec::new();
    for (row, sha256, name) in &rows.attached {
        if let Some(&version) = versions.get(row) {
            let all = with_inside(sha256, name, &rows.inside);
            carried.extend(
                all.into_iter()
                    .map(|(sha256, name)| (version, sha256, name)),
            );
        }
    }
    let mut loose: Vec<(u32, Digest)> = Vec::new();
    let files = (0..).zip(&facts.files);
    for (file, one) in files.filter(|(_, one)| one.format == LOOSE) {
        let all = with_inside(&one.digest, "", &rows.inside);
        loose.extend(all.into_iter().map(|(sha256, _)| (file, sha256)));
    }
    let alive: FxHashSet<Digest> = (carried.iter().map(|(_, d, _)| *d))
        .chain(loose.iter().map(|(_, d)| *d))
        .collect();
    let documents = rows.documents.into_iter();
    facts.documents = documents.filter(|d| alive.contains(&d.sha256.0)).collect();
    let place: FxHashMap<Digest, u32> =
        (facts.documents.iter().map(|d| d.sha256.0).zip(0..)).collect();
    let mut names: Vec<&str> = carried.iter().map(|(.., name)| name.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    let numbered = carried.iter().filter_map(|(version, sha256, name)| {
        Some(Carried {
            version: *version,
            document: *place.get(sha256)?,
            name: names.binary_search(&name.as_str()).ok()? as u32,
        })
    });
    facts.carried = numbered.collect();
    facts.carried.sort_unstable();
    facts.carried.dedup();
    facts.file_names = names.into_iter().map(Into::into).collect();
    let numbered = loose.iter();
    facts.loose = numbered
        .filter_map(|(file, sha256)| Some((*file, *place.get(sha256)?)))
        .collect();
    facts.loose.sort_unstable();
    facts.loose.dedup();
    facts.outlook_files = rows.outlook_files;
    facts.cards = known_cards(facts, rows.cards, &place);
}

/// Format of a mailbox that is a folder of documents.
const LOOSE: u8 = crate::source::Format::Document as u8;

/// A document and those that lie in it, however deep, with their names.
fn with_inside(sha256: &Digest, name: &str, inside: &Inside) -> Vec<(Digest, String)> {
    let mut all = vec![(*sha256, name.to_owned())];
    if inside.is_empty() {
        return all;
    }
    let mut seen: FxHashSet<Digest> = FxHashSet::from_iter([*sha256]);
    let mut next = 0;
    while next < all.len() {
        let (outer, name) = all[next].clone();
        for (inner, path) in inside.get(&outer).into_iter().flatten() {
            if seen.insert(*inner) {
                all.push((*inner, format!("{name}!{path}")));
            }
        }
        next += 1;
    }
    all
}

impl Lookup {
    /// The text of a document (its row).
    ///
    /// # Errors
    /// If the case cannot be read.
    pub fn document_text(&self, document: i64) -> Result<String> {
        text::of_document(&self.database, document)
    }
}
