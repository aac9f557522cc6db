//! Checks of the facts among themselves: references, sums, texts. It does not look at the sources.

use std::path::Path;

use rayon::prelude::*;

use super::lookup::Lookup;
use super::original::Stretch;
use crate::error::Result;
use crate::origin::Sha256Digest;

/// A copy as recorded, for checking it against its source.
#[derive(Clone, Debug)]
pub struct Recorded {
    /// Where it is read from.
    pub stretch: Stretch,
    /// Its digest.
    pub sha256: Sha256Digest,
}

/// Columns that name rows of another table without SQLite knowing: what is said if one does not.
const REFERENCES: [(&str, &str); 10] = [
    (
        "SELECT count(*) FROM copy c JOIN file f ON f.id = c.file WHERE f.state IN (1, 2) AND c.version IS NOT NULL AND c.version NOT IN (SELECT digest FROM version)",
        "copies name a version that is not there",
    ),
    (
        "SELECT count(*) FROM attachment WHERE version NOT IN (SELECT id FROM version)",
        "attachments belong to no version",
    ),
    (
        "SELECT count(*) FROM audience WHERE copy NOT IN (SELECT id FROM copy)",
        "deliveries belong to no copy",
    ),
    (
        "SELECT count(*) FROM quoted WHERE version NOT IN (SELECT id FROM version)",
        "quoted headers belong to no version",
    ),
    (
        "SELECT count(*) FROM mention WHERE version NOT IN (SELECT id FROM version)",
        "mentions belong to no version",
    ),
    (
        "SELECT count(*) FROM attachment WHERE sha256 NOT IN (SELECT sha256 FROM document)",
        "attachments are no document",
    ),
    (
        "SELECT count(*) FROM document_mention WHERE document NOT IN (SELECT id FROM document)",
        "mentions belong to no document",
    ),
    (
        "SELECT count(*) FROM document WHERE text_block NOT IN (SELECT id FROM text_block)",
        "texts of documents lie in a block that is not there",
    ),
    (
        "SELECT count(*) FROM version WHERE text_block NOT IN (SELECT id FROM text_block)",
        "texts lie in a block that is not there",
    ),
    (
        "SELECT count(*) FROM version WHERE length(participants) % 5 <> 0 OR length(segments) % 10 <> 0",
        "versions have damaged participants or segments",
    ),
];

impl Lookup {
    /// References that lead nowhere, as sentences.
    ///
    /// # Errors
    /// If the case cannot be read.
    pub fn dangling(&self) -> Result<Vec<String>> {
        let mut wrong = Vec::new();
        for (sql, told) in REFERENCES {
            let count = self.rows(sql, [], |r| r.get::<_, i64>(0))?;
            if let Some(count) = count.first().filter(|count| **count > 0) {
                wrong.push(format!("{count} {told}"));
            }
        }
        Ok(wrong)
    }

    /// Files whose bytes are not accounted for: path, and the sentence. Of each, messages + framing + skipped = size.
    ///
    /// # Errors
    /// If the case cannot be read.
    pub fn sums(&self) -> Result<Vec<(String, String)>> {
        let sql = "SELECT f.path, f.size, f.framing, f.skipped, coalesce(sum(c.length), 0) FROM file f
             LEFT JOIN copy c ON c.file = f.id AND c.outer IS NULL WHERE f.state IN (1, 2) GROUP BY f.id ORDER BY f.path";
        let rows = self.rows(sql, [], |r| {
            let number = |i: usize| r.get::<_, i64>(i);
            Ok((
                r.get::<_, String>(0)?,
                number(1)?,
                number(2)?,
                number(3)?,
                number(4)?,
            ))
        })?;
        let wrong = rows.into_iter().filter_map(|(path, size, framing, skipped, messages)| {
            let sum = i128::from(framing) + i128::from(skipped) + i128::from(messages);
            (sum != i128::from(size)).then(|| {
                let told = format!(
                    "its bytes are not accounted for: {messages} in messages + {framing} between them + {skipped} skipped, of {size}"
                );
                (path, told)
            })
        });
        Ok(wrong.collect())
    }

    /// The copies in current files, by the row of the file, sorted by offset.
    ///
    /// # Errors
    /// If the case cannot be read.
    pub fn recorded_copies(&self) -> Result<Vec<(i64, Recorded)>> {
        let sql = "SELECT c.file, c.offset, c.length, c.sha256, c.outer, c.position FROM copy c JOIN file f ON f.id = c.file WHERE f.state IN (1, 2)";
        let rows = self.rows(sql, [], |r| {
            let mut sha256 = Sha256Digest::default();
            let bytes: Vec<u8> = r.get(3)?;
            if let Ok(bytes) = bytes.as_slice().try_into() {
                sha256.0 = bytes;
            }
            let offset = r.get::<_, Option<i64>>(1)?.map(i64::cast_unsigned);
            let stretch = Stretch {
                offset: offset.unwrap_or(0),
                length: r.get::<_, i64>(2)?.cast_unsigned(),
                within: Vec::new(),
            };
            let outer: (Option<i64>, Option<u32>) = (r.get(4)?, r.get(5)?);
            let encoded = outer.0.zip(outer.1).filter(|_| offset.is_none());
            Ok((r.get::<_, i64>(0)?, Recorded { stretch, sha256 }, encoded))
        })?;
        let mut copies = Vec::with_capacity(rows.len());
        for (file, mut copy, encoded) in rows {
            if let Some((outer, position)) = encoded {
                copy.stretch = self.stretch(outer, position)?;
            }
            copies.push((file, copy));
        }
        copies.sort_by(|a, b| (a.0, &a.1.stretch).cmp(&(b.0, &b.1.stretch)));
        Ok(copies)
    }
}

/// Rows of versions that are read at once.
const VERSIONS: i64 = 4096;

/// Reads all texts; what cannot be read, or does not lie where it should, as sentences. On all cores.
///
/// # Errors
/// If the case cannot be read.
pub fn texts(folder: &Path) -> Result<Vec<String>> {
    let lookup = Lookup::open(folder)?;
    let last = lookup.rows("SELECT coalesce(max(id), 0) FROM text_block", [], |r| {
        r.get::<_, i64>(0)
    })?;
    let last = last.first().copied().unwrap_or(0);
    // A block holds the texts of about a hundred versions.
    let step = (VERSIONS / 128).max(1);
    let starts: Vec<i64> = (0..=last / step).map(|i| i * step).collect();
    let wrong: Result<Vec<Vec<String>>> = starts
        .into_par_iter()
        .map_init(
            || Lookup::open(folder),
            |lookup, start| match lookup {
                Ok(lookup) => lookup.texts_of_blocks(start, start + step),
                Err(error) => Err(error.clone()),
            },
        )
        .collect();
    Ok(wrong?.into_iter().flatten().collect())
}

impl Lookup {
    /// The texts in blocks from `start` up to `end`.
    fn texts_of_blocks(&self, start: i64, end: i64) -> Result<Vec<String>> {
        let mut wrong = Vec::new();
        let mut blocks = std::collections::BTreeMap::new();
        let sql = "SELECT id, length, bytes FROM text_block WHERE id >= ?1 AND id < ?2";
        for (id, length, bytes) in self.rows(sql, [start, end], |r| {
            Ok((
                r.get::<_, i64>(0)?,
                r.get::<_, i64>(1)?,
                r.get::<_, Vec<u8>>(2)?,
            ))
        })? {
            let length = usize::try_from(length).unwrap_or(0);
            match zstd::bulk::decompress(&bytes, length) {
                Ok(text) if text.len() == length => drop(blocks.insert(id, text)),
                _ => wrong.push(format!("text block {id} cannot be unpacked")),
            }
        }
        let sql = "SELECT id, text_block, text_start, text_length, segments FROM version WHERE text_block >= ?1 AND text_block < ?2";
        for (version, block, start, length, segments) in self.rows(sql, [start, end], |r| {
            let number = |i: usize| r.get::<_, i64>(i);
            Ok((
                number(0)?,
                number(1)?,
                number(2)?,
                number(3)?,
                r.get::<_, Vec<u8>>(4)?,
            ))
        })? {
            let Some(block) = blocks.get(&block) else {
                continue;
            };
            let range = usize::try_from(start)
                .ok()
                .zip(usize::try_from(start + length).ok());
            let text = range.and_then(|(from, to)| block.get(from..to));
            let Some(text) = text.and_then(|text| std::str::from_utf8(text).ok()) else {
                wrong.push(format!(
                    "the text of version {version} does not lie in its block"
                ));
                continue;
            };
            if !covers(text, &segments) {
                wrong.push(format!(
                    "the parts of the text of version {version} do not cover it"
                ));
            }
        }
        let sql = "SELECT id, text_block, text_start, text_length FROM document WHERE text_block >= ?1 AND text_block < ?2";
        for (document, block, from, length) in self.rows(sql, [start, end], |r| {
            let number = |i: usize| r.get::<_, i64>(i);
            Ok((number(0)?, number(1)?, number(2)?, number(3)?))
        })? {
            let text = blocks.get(&block).map(|block| {
                let (from, end) = (from as usize, (from + length) as usize);
                let text = block.get(from..end);
                text.is_some_and(|text| std::str::from_utf8(text).is_ok())
            });
            if text == Some(false) {
                wrong.push(format!(
                    "the text of document {document} does not lie in its block"
                ));
            }
        }
        Ok(wrong)
    }
}

/// Segments lie end to end from the first byte to the last.
fn covers(text: &str, segments: &[u8]) -> bool {
    let mut at = 0;
    for (_, _, start, end) in super::text::unpack(segments) {
        if start != at || end < start || !text.is_char_boundary(end) {
            return false;
        }
        at = end;
    }
    at == text.len()
}
