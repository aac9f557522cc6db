//! Names found in the texts of a case: reads all texts twice (a name is weighed by what all of them say) and keeps what was found.
//! The mail is not parsed again. It does not know which organization a name means.

use std::collections::BTreeMap;

use rayon::prelude::*;
use rusqlite::{Connection, OptionalExtension, params};
use rustc_hash::FxHashMap;

use super::facts::{Facts, Mention};
use super::text::unpack;
use super::{Case, connect, database_error, open_read_only};
use crate::error::{Error, Result};
use crate::mention::gather::{Gatherer, Read, Written};
use crate::mention::known::Known;
use crate::mention::recognizer::Recognizer;
use crate::mention::votes::Votes;
use crate::mention::watch::WatchList;
use crate::mention::{self, Kind, Rule};
use crate::message::SegmentKind;
use crate::origin::Sha256Digest;

/// The names that were found when the case was last named, by row of version; rows of names are numbered from 1.
pub(super) struct Named {
    pub(super) names: Vec<(Kind, Box<str>)>,
    pub(super) found: FxHashMap<i64, Vec<Mention>>,
    /// The same by row of document.
    pub(super) in_documents: FxHashMap<i64, Vec<Mention>>,
}

pub(super) fn load(database: &Connection) -> rusqlite::Result<Named> {
    let names = database
        .prepare("SELECT kind, text FROM name ORDER BY id")?
        .query_map([], |r| Ok((Kind::from_number(r.get(0)?), r.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    Ok(Named {
        names,
        found: found(database, "SELECT version, found FROM mention")?,
        in_documents: found(database, "SELECT document, found FROM document_mention")?,
    })
}

fn found(database: &Connection, sql: &str) -> rusqlite::Result<FxHashMap<i64, Vec<Mention>>> {
    let mut found = FxHashMap::default();
    let mut statement = database.prepare(sql)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let packed = row.get_ref(1)?.as_blob().unwrap_or_default();
        let mentions = packed.as_chunks::<11>().0.iter().map(unpacked).collect();
        found.insert(row.get(0)?, mentions);
    }
    Ok(found)
}

fn unpacked(packed: &[u8; 11]) -> Mention {
    let [a, b, c, d, e, f, g, h, times, confidence, rule] = *packed;
    Mention {
        name: u32::from_le_bytes([a, b, c, d]),
        start: u32::from_le_bytes([e, f, g, h]),
        times,
        confidence,
        rule: Rule::from_number(rule),
    }
}

fn packed(mention: &Mention) -> [u8; 11] {
    let [a, b, c, d] = mention.name.to_le_bytes();
    let [e, f, g, h] = mention.start.to_le_bytes();
    let Mention {
        times,
        confidence,
        rule,
        ..
    } = *mention;
    [a, b, c, d, e, f, g, h, times, confidence, rule as u8]
}

/// Finds the names in the given versions (one for each distinct mail, so that no mail has two votes) and in all documents, stores them in
/// the case and puts them among the facts. Tables have no vote: a name that fills a column is no more likely. O(bytes of text), on all cores; the result does not depend on their number.
///
/// # Errors
/// If the case cannot be read or written.
pub fn find(case: &Case, facts: &mut Facts, versions: &[u32], watch: &WatchList) -> Result<()> {
    let texts = fingerprint(facts, versions, watch);
    if is_named(case, &texts)? {
        return Ok(());
    }
    let blocks = blocks(case, facts, versions)?;
    let first = |strand: Strand| -> Result<(Votes, Vec<Vec<Read>>)> {
        let mut votes = Votes::default();
        let mut gatherer = Gatherer::new(watch);
        let mut silent = Votes::default();
        let read = strand.each(case, |texts, block| {
            let read = texts.iter().map(|text| {
                let votes = if text.votes { &mut votes } else { &mut silent };
                gatherer.read(&text.written(block), votes)
            });
            read.collect()
        })?;
        Ok((votes, read))
    };
    let passed: Vec<(Votes, Vec<Vec<Read>>)> = strands(&blocks)
        .into_par_iter()
        .map(first)
        .collect::<Result<_>>()?;
    let mut votes = Votes::default();
    for (some, _) in &passed {
        votes.merge(some);
    }
    let verdicts = votes.verdicts(Known::embedded());
    let second = |(strand, (_, read)): (Strand, &(Votes, Vec<Vec<Read>>))| -> Result<Vec<_>> {
        let mut gatherer = Gatherer::new(watch);
        let mut read = read.iter();
        let found = strand.each(case, |texts, block| {
            let read = read.next().map_or(&[][..], Vec::as_slice);
            let one = |(text, read): (&Text, &Read)| {
                let found = gatherer.mentions(&text.written(block), read, &verdicts);
                (text.owner, found)
            };
            texts.iter().zip(read).map(one).collect::<Vec<_>>()
        })?;
        Ok(found.into_iter().flatten().collect())
    };
    let found: Vec<Vec<(Owner, Vec<mention::Mention>)>> = strands(&blocks)
        .into_par_iter()
        .zip(&passed)
        .map(second)
        .collect::<Result<_>>()?;
    let mut found: Vec<(Owner, Vec<mention::Mention>)> = found
        .into_iter()
        .flatten()
        .filter(|(_, m)| !m.is_empty())
        .collect();
    found.sort_unstable_by_key(|(owner, _)| *owner);
    put(facts, found);
    let mut database = connect(case.folder(), rusqlite::OpenFlags::default())?;
    store(&mut database, facts, &texts).map_err(|e| database_error(case.folder(), &e))
}

/// Version of what is kept of names. 1: definitions and names in signatures too. 2: names in documents.
const VERSION: u8 = 2;

/// What the names depend on: the texts, the watch list, the recognizer.
fn fingerprint(facts: &Facts, versions: &[u32], watch: &WatchList) -> String {
    let mut digests: Vec<[u8; 16]> = versions
        .iter()
        .map(|v| facts.versions[*v as usize].digest)
        .collect();
    digests.sort_unstable();
    let mut bytes = digests.concat();
    for document in &facts.documents {
        bytes.extend_from_slice(&document.sha256.0);
    }
    bytes.push(VERSION);
    bytes.extend_from_slice(Recognizer::embedded().fingerprint().as_bytes());
    for one in &watch.list {
        bytes.extend_from_slice(format!("{one:?}").as_bytes());
    }
    Sha256Digest::of(&bytes).to_string()
}

/// Whether the names in the case are those of these texts.
fn is_named(case: &Case, texts: &str) -> Result<bool> {
    let database = open_read_only(case.folder())?;
    let found: Option<String> = database
        .query_row("SELECT value FROM meta WHERE key = 'named'", [], |r| {
            r.get(0)
        })
        .optional()
        .map_err(|e| database_error(case.folder(), &e))?;
    Ok(found.as_deref() == Some(texts))
}

/// Whose text it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Owner {
    /// Index in [`Facts::versions`].
    Version(u32),
    /// Index in [`Facts::documents`].
    Document(u32),
}

/// Where a text lies in its block.
struct Text {
    owner: Owner,
    /// What it says has a vote.
    votes: bool,
    /// The subject; of a document its title and company.
    subject: String,
    start: usize,
    length: usize,
    own: Vec<(u32, u32)>,
    signatures: Vec<(u32, u32)>,
}

impl Text {
    fn written<'a>(&'a self, block: &'a str) -> Written<'a> {
        Written {
            subject: &self.subject,
            text: block
                .get(self.start..self.start + self.length)
                .unwrap_or_default(),
            own: &self.own,
            signatures: &self.signatures,
        }
    }
}

/// The texts of the versions by block.
fn blocks(case: &Case, facts: &Facts, versions: &[u32]) -> Result<Vec<(i64, Vec<Text>)>> {
    let by_row: FxHashMap<i64, u32> = versions
        .iter()
        .map(|v| (facts.versions[*v as usize].row, *v))
        .collect();
    let mut blocks: BTreeMap<i64, Vec<Text>> = BTreeMap::new();
    let mut read = |database: &Connection| -> rusqlite::Result<()> {
        let mut statement = database.prepare("SELECT id, text_block, subject, text_start, text_length, segments FROM version ORDER BY id")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let Some(&version) = by_row.get(&row.get(0)?) else {
                continue;
            };
            let segments = unpack(row.get_ref(5)?.as_blob().unwrap_or_default());
            let of = |wanted: SegmentKind| -> Vec<(u32, u32)> {
                let these = segments.iter().filter(|(kind, ..)| *kind == wanted);
                these
                    .map(|(_, _, start, end)| (*start as u32, *end as u32))
                    .collect()
            };
            blocks.entry(row.get(1)?).or_default().push(Text {
                owner: Owner::Version(version),
                votes: true,
                subject: row.get(2)?,
                start: row.get::<_, i64>(3)? as usize,
                length: row.get::<_, i64>(4)? as usize,
                own: of(SegmentKind::Own),
                signatures: of(SegmentKind::Signature),
            });
        }
        Ok(())
    };
    let database = open_read_only(case.folder())?;
    read(&database)
        .and_then(|()| add_documents(&database, facts, &mut blocks))
        .map_err(|e| database_error(case.folder(), &e))?;
    Ok(blocks.into_iter().collect())
}

fn add_documents(
    database: &Connection,
    facts: &Facts,
    blocks: &mut BTreeMap<i64, Vec<Text>>,
) -> rusqlite::Result<()> {
    let by_row: FxHashMap<i64, u32> = facts.documents.iter().map(|d| d.row).zip(0..).collect();
    let sql =
        "SELECT id, text_block, title, company, text_start, text_length FROM document ORDER BY id";
    let mut statement = database.prepare(sql)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let Some(&document) = by_row.get(&row.get(0)?) else {
            continue;
        };
        let (title, company): (String, String) = (row.get(2)?, row.get(3)?);
        let length: u32 = row.get(5)?;
        blocks.entry(row.get(1)?).or_default().push(Text {
            owner: Owner::Document(document),
            votes: !facts.documents[document as usize].format.is_table(),
            subject: [title, company].join("\n"),
            start: row.get::<_, i64>(4)? as usize,
            length: length as usize,
            own: vec![(0, length)],
            signatures: Vec::new(),
        });
    }
    Ok(())
}

/// Every n-th block.
struct Strand<'a> {
    blocks: &'a [(i64, Vec<Text>)],
    first: usize,
    step: usize,
}

/// One strand for each thread.
fn strands(blocks: &[(i64, Vec<Text>)]) -> Vec<Strand<'_>> {
    let step = rayon::current_num_threads();
    (0..step)
        .map(|first| Strand {
            blocks,
            first,
            step,
        })
        .collect()
}

impl Strand<'_> {
    /// Calls `visit` with the texts and the bytes of each block, in order.
    fn each<T>(&self, case: &Case, mut visit: impl FnMut(&[Text], &str) -> T) -> Result<Vec<T>> {
        let damaged = |e: &dyn std::fmt::Display| {
            Error::new(format!("a text of the case cannot be read: {e}"))
        };
        let database = open_read_only(case.folder())?;
        let mut statement = database
            .prepare("SELECT bytes, length FROM text_block WHERE id = ?1")
            .map_err(|e| damaged(&e))?;
        let mut visited = Vec::new();
        for (id, texts) in self.blocks.iter().skip(self.first).step_by(self.step) {
            let (packed, length): (Vec<u8>, i64) = statement
                .query_row([id], |r| Ok((r.get(0)?, r.get(1)?)))
                .map_err(|e| damaged(&e))?;
            let block = zstd::bulk::decompress(&packed, usize::try_from(length).unwrap_or(0))
                .map_err(|e| damaged(&e))?;
            let block = String::from_utf8(block).map_err(|e| damaged(&e))?;
            visited.push(visit(texts, &block));
        }
        Ok(visited)
    }
}

/// Puts what was found, in order, among the facts.
fn put(facts: &mut Facts, found: Vec<(Owner, Vec<mention::Mention>)>) {
    let mut names: Vec<(Kind, &str)> = found
        .iter()
        .flat_map(|(_, mentions)| mentions.iter().map(|m| (m.kind, m.name.as_str())))
        .collect();
    names.par_sort_unstable();
    names.dedup();
    // What was found before, with other texts beside it, does not hold any more.
    facts.mentions.clear();
    for version in &mut facts.versions {
        (version.mentions, version.signed) = ((0, 0), (0, 0));
    }
    for document in &mut facts.documents {
        document.mentions = (0, 0);
    }
    for (owner, mentions) in &found {
        let numbered = mentions.iter().map(|m| Mention {
            name: names.binary_search(&(m.kind, m.name.as_str())).unwrap_or(0) as u32,
            start: m.start,
            times: u8::try_from(m.times).unwrap_or(u8::MAX),
            confidence: m.confidence,
            rule: m.rule,
        });
        match *owner {
            Owner::Version(version) => facts.add_mentions(version, numbered),
            Owner::Document(document) => facts.add_document_mentions(document, numbered),
        }
    }
    facts.names = names
        .into_iter()
        .map(|(kind, name)| (kind, name.into()))
        .collect();
}

/// Replaces what the case knew of names.
fn store(database: &mut Connection, facts: &Facts, texts: &str) -> rusqlite::Result<()> {
    let transaction = database.transaction()?;
    transaction
        .execute_batch("DELETE FROM name; DELETE FROM mention; DELETE FROM document_mention;")?;
    transaction.execute("INSERT OR REPLACE INTO meta VALUES ('named', ?1)", [texts])?;
    {
        let mut name = transaction.prepare("INSERT INTO name VALUES (?1, ?2, ?3)")?;
        for ((kind, text), id) in facts.names.iter().zip(1_i64..) {
            name.execute(params![id, *kind as u8, text])?;
        }
        let versions = facts.versions.iter();
        let versions = versions.map(|v| (v.row, (v.mentions.0, v.signed.1)));
        store_found(&transaction, "mention", facts, versions.collect())?;
        let documents = facts.documents.iter().map(|d| (d.row, d.mentions));
        store_found(&transaction, "document_mention", facts, documents.collect())?;
    }
    transaction.commit()
}

fn store_found(
    database: &Connection,
    table: &str,
    facts: &Facts,
    mut rows: Vec<(i64, (u32, u32))>,
) -> rusqlite::Result<()> {
    let mut insert = database.prepare(&format!("INSERT INTO {table} VALUES (?1, ?2)"))?;
    rows.retain(|(_, (first, end))| first < end);
    rows.sort_unstable();
    for (row, (first, end)) in rows {
        let found = facts.mentions[first as usize..end as usize].iter();
        let found: Vec<u8> = found.flat_map(packed).collect();
        insert.execute(params![row, found])?;
    }
    Ok(())
}
