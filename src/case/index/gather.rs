//! Reads the texts of a case block by block on all cores, and puts their words aside in sorted files. It does not know the index.

use std::path::{Path, PathBuf};

use rayon::prelude::*;
use rusqlite::Connection;
use rustc_hash::FxHashMap;

use super::build::Contents;
use super::runs::Gathered;
use super::{Fault, Field, open_read_only, passages};
use crate::case::text::unpack;
use crate::message::SegmentKind;

/// Blocks of text (about 256 KiB each) that are gathered in memory before they are put aside.
const BLOCKS: i64 = 64;

/// Where a text lies.
struct Place {
    block: i64,
    start: usize,
    row: i64,
    message: u32,
}

/// Puts the words of all texts aside in files; returns these, and the number of words of each message (quoted ones not counted).
pub(super) fn gather(
    folder: &Path,
    work: &Path,
    contents: &Contents,
) -> std::result::Result<(Vec<PathBuf>, Vec<u32>), Fault> {
    let places = places(folder, contents)?;
    let chunks: Vec<&[Place]> = places
        .chunk_by(|a, b| a.block / BLOCKS == b.block / BLOCKS)
        .collect();
    let gathered: Vec<(PathBuf, Vec<(u32, u32)>)> = chunks
        .into_par_iter()
        .enumerate()
        .map(|(n, places)| {
            let path = work.join(format!("run-{n}"));
            let lengths = gather_chunk(folder, &path, places, contents)?;
            Ok((path, lengths))
        })
        .collect::<std::result::Result<_, Fault>>()?;
    let mut all = vec![0; contents.messages as usize];
    let mut paths = Vec::new();
    for (path, lengths) in gathered {
        paths.push(path);
        for (message, length) in lengths {
            all[message as usize - 1] = length;
        }
    }
    Ok((paths, all))
}

/// The texts of all messages in the order in which they lie in the case.
fn places(folder: &Path, contents: &Contents) -> std::result::Result<Vec<Place>, Fault> {
    let by_row: FxHashMap<i64, u32> = contents.rows.iter().copied().zip(1..).collect();
    let database = open_read_only(folder)?;
    let mut statement = database.prepare("SELECT id, text_block, text_start FROM version")?;
    let mut rows = statement.query([])?;
    let mut places = Vec::with_capacity(by_row.len());
    while let Some(row) = rows.next()? {
        let id = row.get(0)?;
        if let Some(&message) = by_row.get(&id) {
            places.push(Place {
                block: row.get(1)?,
                start: row.get::<_, i64>(2)? as usize,
                row: id,
                message,
            });
        }
    }
    places.sort_unstable_by_key(|place| (place.block, place.start, place.message));
    Ok(places)
}

/// What one message says.
struct Said {
    message: u32,
    subject: String,
    text: (usize, usize, usize),
    segments: Vec<(SegmentKind, u8, usize, usize)>,
    attachments: Vec<String>,
}

fn gather_chunk(
    folder: &Path,
    path: &Path,
    places: &[Place],
    contents: &Contents,
) -> std::result::Result<Vec<(u32, u32)>, Fault> {
    let database = open_read_only(folder)?;
    let (blocks, mut said) = read_chunk(&database, places)?;
    said.sort_unstable_by_key(|one| one.message);
    let mut gathered = Gathered::default();
    let mut lengths = Vec::with_capacity(said.len());
    for one in &said {
        let (block, start, length) = one.text;
        let text = blocks[block].get(start..start + length).unwrap_or_default();
        let of =
            |field| passages(&one.segments, field).filter_map(|(start, end)| text.get(start..end));
        let mut add = |field: Field, passages: &mut dyn Iterator<Item = &str>| {
            gathered.add(one.message, field as usize, passages)
        };
        add(Field::Quoted, &mut of(Field::Quoted));
        let words = [
            add(Field::Subject, &mut std::iter::once(one.subject.as_str())),
            add(Field::Own, &mut of(Field::Own)),
            add(
                Field::Attachment,
                &mut one.attachments.iter().map(String::as_str),
            ),
            add(Field::Name, &mut (contents.names)(one.message).into_iter()),
        ];
        lengths.push((one.message, words.into_iter().fold(0, u32::saturating_add)));
    }
    gathered.write(path)?;
    Ok(lengths)
}

fn read_chunk(
    database: &Connection,
    places: &[Place],
) -> std::result::Result<(Vec<String>, Vec<Said>), Fault> {
    let mut version =
        database.prepare("SELECT subject, text_length, segments FROM version WHERE id = ?1")?;
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
        let (subject, length, segments): (String, i64, Vec<u8>) =
            version.query_row([place.row], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))?;
        let attachments = attachment
            .query_map([place.row], |r| r.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        said.push(Said {
            message: place.message,
            subject,
            text: (blocks.len() - 1, place.start, length as usize),
            segments: unpack(&segments),
            attachments,
        });
    }
    Ok((blocks, said))
}
