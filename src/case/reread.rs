//! All texts of a case read back, block by block on all cores, without parsing the mail again. It does not know what they are read for.

use std::path::Path;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::text::unpack;
use super::{database_error, open_read_only};
use crate::error::{Error, Result};
use crate::message::SegmentKind;

/// Blocks (about 256 KiB each) that are read one after the other.
const BLOCKS: i64 = 16;

/// What one message says by itself.
#[derive(Debug)]
pub struct Said<'a> {
    /// Its number, as it was asked for.
    pub message: u32,
    /// The subject.
    pub subject: &'a str,
    /// Its own words, in stretches.
    pub own: Vec<&'a str>,
}

struct Place {
    block: i64,
    start: usize,
    length: usize,
    message: u32,
    subject: String,
    segments: Vec<u8>,
}

/// Calls `read` with each of the messages asked for (row of a version, number); gives what it returns in the order of the numbers, whatever the
/// number of threads. O(bytes of text).
///
/// # Errors
/// If the case cannot be read.
pub fn each<T: Send>(
    folder: &Path,
    wanted: &FxHashMap<i64, u32>,
    read: impl Fn(&Said) -> T + Sync,
) -> Result<Vec<T>> {
    let places = places(folder, wanted)?;
    let chunks: Vec<&[Place]> = places
        .chunk_by(|a, b| a.block / BLOCKS == b.block / BLOCKS)
        .collect();
    let chunks: Vec<Vec<(u32, T)>> = chunks
        .into_par_iter()
        .map(|places| chunk(folder, places, &read))
        .collect::<Result<_>>()?;
    let mut all: Vec<(u32, T)> = chunks.into_iter().flatten().collect();
    all.sort_by_key(|(message, _)| *message);
    Ok(all.into_iter().map(|(_, value)| value).collect())
}

fn places(folder: &Path, wanted: &FxHashMap<i64, u32>) -> Result<Vec<Place>> {
    let database = open_read_only(folder)?;
    let read = || -> rusqlite::Result<Vec<Place>> {
        let sql = "SELECT id, text_block, text_start, text_length, subject, segments FROM version";
        let mut statement = database.prepare(sql)?;
        let mut rows = statement.query([])?;
        let mut places = Vec::with_capacity(wanted.len());
        while let Some(row) = rows.next()? {
            if let Some(&message) = wanted.get(&row.get(0)?) {
                places.push(Place {
                    block: row.get(1)?,
                    start: row.get::<_, i64>(2)? as usize,
                    length: row.get::<_, i64>(3)? as usize,
                    message,
                    subject: row.get(4)?,
                    segments: row.get(5)?,
                });
            }
        }
        places.sort_unstable_by_key(|p| (p.block, p.start, p.message));
        Ok(places)
    };
    read().map_err(|e| database_error(folder, &e))
}

fn chunk<T>(
    folder: &Path,
    places: &[Place],
    read: &(impl Fn(&Said) -> T + Sync),
) -> Result<Vec<(u32, T)>> {
    let damaged =
        |e: &dyn std::fmt::Display| Error::new(format!("a text of the case cannot be read: {e}"));
    let database = open_read_only(folder)?;
    let mut statement = database
        .prepare("SELECT bytes, length FROM text_block WHERE id = ?1")
        .map_err(|e| damaged(&e))?;
    let mut all = Vec::with_capacity(places.len());
    for of_block in places.chunk_by(|a, b| a.block == b.block) {
        let (packed, length): (Vec<u8>, i64) = statement
            .query_row([of_block[0].block], |r| Ok((r.get(0)?, r.get(1)?)))
            .map_err(|e| damaged(&e))?;
        let block = zstd::bulk::decompress(&packed, usize::try_from(length).unwrap_or(0))
            .map_err(|e| damaged(&e))?;
        for place in of_block {
            let bytes = block.get(place.start..place.start.saturating_add(place.length));
            let text = std::str::from_utf8(bytes.unwrap_or_default()).map_err(|e| damaged(&e))?;
            let segments = unpack(&place.segments);
            let own = segments
                .iter()
                .filter(|(kind, ..)| *kind == SegmentKind::Own);
            let said = Said {
                message: place.message,
                subject: &place.subject,
                own: own
                    .filter_map(|(_, _, start, end)| text.get(*start..*end))
                    .collect(),
            };
            all.push((place.message, read(&said)));
        }
    }
    Ok(all)
}
