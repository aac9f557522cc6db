//! Reads the texts of a case block by block on all cores, and puts their words aside in sorted files. It does not know the index.

use std::path::{Path, PathBuf};

use rayon::prelude::*;
use rusqlite::Connection;
use rustc_hash::FxHashMap;

use super::build::{Contents, Row};
use super::runs::Gathered;
use super::{Fault, Field, open_read_only, passages};
use crate::case::text::unpack;
use crate::message::SegmentKind;

/// Bytes of text that are unpacked and gathered together before their words are put aside. A document has up to 16 MiB.
const BATCH: u64 = 16 << 20;
/// Distinct words that are gathered before they are put aside: about 120 bytes each. Mail has a tenth of that in a batch, tables of numbers
/// have more.
const WORDS: usize = 1 << 19;

/// Where a text lies.
struct Place {
    block: i64,
    start: usize,
    length: usize,
    row: Row,
    number: u32,
}

/// Files of words, and the number of words of some entries.
type Put = (Vec<PathBuf>, Vec<(u32, u32)>);

/// Puts the words of all texts aside in files; returns these, and the number of words of each entry (quoted ones not counted).
pub(super) fn gather(
    folder: &Path,
    work: &Path,
    contents: &Contents,
) -> std::result::Result<(Vec<PathBuf>, Vec<u32>), Fault> {
    let database = open_read_only(folder)?;
    let places = places(&database, contents)?;
    let batches = batches(&places, &sizes(&database)?);
    let gathered: Vec<Put> = batches
        .into_par_iter()
        .enumerate()
        .map(|(n, places)| gather_batch(folder, &work.join(format!("run-{n}")), places, contents))
        .collect::<std::result::Result<_, Fault>>()?;
    let mut all = vec![0; contents.entries() as usize];
    let mut paths = Vec::new();
    for (some, lengths) in gathered {
        paths.extend(some);
        for (number, length) in lengths {
            all[number as usize - 1] = length;
        }
    }
    Ok((paths, all))
}

/// The texts of all messages and documents in the order in which they lie in the case.
fn places(
    database: &Connection,
    contents: &Contents,
) -> std::result::Result<Vec<Place>, rusqlite::Error> {
    let by_row: FxHashMap<Row, u32> = contents.rows.iter().copied().zip(1..).collect();
    let mut places = Vec::with_capacity(by_row.len());
    for table in ["version", "document"] {
        let row_of = match table {
            "version" => Row::Version,
            _ => Row::Document,
        };
        let sql = format!("SELECT id, text_block, text_start, text_length FROM {table}");
        let mut statement = database.prepare(&sql)?;
        let mut rows = statement.query([])?;
        while let Some(found) = rows.next()? {
            let row = row_of(found.get(0)?);
            if let Some(&number) = by_row.get(&row) {
                places.push(Place {
                    block: found.get(1)?,
                    start: found.get::<_, i64>(2)? as usize,
                    length: found.get::<_, i64>(3)? as usize,
                    row,
                    number,
                });
            }
        }
    }
    places.sort_unstable_by_key(|place| (place.block, place.start, place.number));
    Ok(places)
}

/// Bytes of each block, unpacked.
fn sizes(database: &Connection) -> rusqlite::Result<FxHashMap<i64, u64>> {
    let mut statement = database.prepare("SELECT id, length FROM text_block")?;
    let row = |r: &rusqlite::Row| Ok((r.get(0)?, r.get::<_, i64>(1)?.cast_unsigned()));
    statement.query_map([], row)?.collect()
}

/// Blocks in a row of [`BATCH`] bytes or just more; those of one block stay together.
fn batches<'a>(places: &'a [Place], sizes: &FxHashMap<i64, u64>) -> Vec<&'a [Place]> {
    let mut batches = Vec::new();
    let (mut first, mut end, mut bytes) = (0, 0, 0);
    for of_block in places.chunk_by(|a, b| a.block == b.block) {
        end += of_block.len();
        bytes += sizes.get(&of_block[0].block).copied().unwrap_or(0);
        if bytes >= BATCH || end == places.len() {
            batches.push(&places[first..end]);
            (first, bytes) = (end, 0);
        }
    }
    batches
}

/// What one message or document says.
struct Said {
    number: u32,
    /// A message's; a document has a title.
    subject: Option<String>,
    /// Block, first byte, length.
    text: (usize, usize, usize),
    segments: Vec<(SegmentKind, u8, usize, usize)>,
    attachments: Vec<String>,
}

fn gather_batch(
    folder: &Path,
    path: &Path,
    places: &[Place],
    contents: &Contents,
) -> std::result::Result<Put, Fault> {
    let database = open_read_only(folder)?;
    let (blocks, mut said) = read_batch(&database, places)?;
    said.sort_unstable_by_key(|one| one.number);
    let mut gathered = Gathered::default();
    let (mut paths, mut lengths) = (Vec::new(), Vec::with_capacity(said.len()));
    let mut put = |gathered: Gathered| {
        let path = path.with_extension(paths.len().to_string());
        let written = gathered.write(&path);
        paths.push(path);
        written
    };
    for one in &said {
        let (block, start, length) = one.text;
        let text = blocks[block].get(start..start + length).unwrap_or_default();
        lengths.push((one.number, add(&mut gathered, one, text, contents)));
        if gathered.words() > WORDS {
            put(std::mem::take(&mut gathered))?;
        }
    }
    put(gathered)?;
    Ok((paths, lengths))
}

/// Adds all that one message or document says; returns the number of words, quoted ones not counted.
fn add(gathered: &mut Gathered, said: &Said, text: &str, contents: &Contents) -> u32 {
    let words = (contents.words)(said.number);
    let mut add = |field: Field, passages: &mut dyn Iterator<Item = &str>| {
        gathered.add(said.number, field as usize, passages)
    };
    let of =
        |field| passages(&said.segments, field).filter_map(|(start, end)| text.get(start..end));
    add(Field::Quoted, &mut of(Field::Quoted));
    let subject = said.subject.as_deref().unwrap_or(words.title);
    let attachments = said.attachments.iter().map(String::as_str);
    let counts = [
        add(Field::Subject, &mut std::iter::once(subject)),
        add(Field::Own, &mut of(Field::Own)),
        add(
            Field::Attachment,
            &mut attachments.chain(words.came_as.iter().map(String::as_str)),
        ),
        add(Field::Name, &mut words.names.into_iter()),
    ];
    counts.into_iter().fold(0, u32::saturating_add)
}

fn read_batch(
    database: &Connection,
    places: &[Place],
) -> std::result::Result<(Vec<String>, Vec<Said>), Fault> {
    let mut version = database.prepare("SELECT subject, segments FROM version WHERE id = ?1")?;
    let mut block = database.prepare("SELECT bytes, length FROM text_block WHERE id = ?1")?;
    let mut attachment =
        database.prepare("SELECT name FROM attachment WHERE version = ?1 ORDER BY position")?;
    let (mut blocks, mut said) = (Vec::new(), Vec::new());
    let mut last = None;
    for place in places {
        if last != Some(place.block) {
            let (packed, length): (Vec<u8>, i64) =
                block.query_row([place.block], |r| Ok((r.get(0)?, r.get(1)?)))?;
            let bytes = zstd::bulk::decompress(&packed, usize::try_from(length).unwrap_or(0))?;
            blocks.push(
                String::from_utf8(bytes)
                    .map_err(|_| std::io::Error::from(std::io::ErrorKind::InvalidData))?,
            );
            last = Some(place.block);
        }
        let mut one = Said {
            number: place.number,
            subject: None,
            text: (blocks.len() - 1, place.start, place.length),
            segments: vec![(SegmentKind::Own, 0, 0, place.length)],
            attachments: Vec::new(),
        };
        if let Row::Version(row) = place.row {
            let (subject, segments): (String, Vec<u8>) =
                version.query_row([row], |r| Ok((r.get(0)?, r.get(1)?)))?;
            one.subject = Some(subject);
            one.segments = unpack(&segments);
            one.attachments = attachment
                .query_map([row], |r| r.get(0))?
                .collect::<rusqlite::Result<_>>()?;
        }
        said.push(one);
    }
    Ok((blocks, said))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_taken_together_until_they_are_many_bytes() {
        let place = |block| Place {
            block,
            start: 0,
            length: 0,
            row: Row::Version(block),
            number: 1,
        };
        let places: Vec<Place> = [1, 1, 2, 3, 5, 5].map(place).into();
        let sizes = FxHashMap::from_iter([(1, 1), (2, BATCH - 1), (3, BATCH * 2), (5, 7)]);
        let found: Vec<Vec<i64>> = batches(&places, &sizes)
            .iter()
            .map(|some| some.iter().map(|place| place.block).collect())
            .collect();
        assert_eq!(found, [vec![1, 1, 2], vec![3], vec![5, 5]]);
        assert!(batches(&[], &sizes).is_empty());
    }
}
