//! Texts read back from their blocks.

use rusqlite::{Connection, OptionalExtension};

use crate::error::{Error, Result};
use crate::message::SegmentKind;

/// The text of a version and its parts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text {
    /// The whole text.
    pub text: String,
    /// Its parts: kind, depth of quoting, first byte, one past the last byte.
    pub segments: Vec<(SegmentKind, u8, usize, usize)>,
}

/// The text of one version. One block (about 256 KiB) is unpacked.
///
/// # Errors
/// If the database cannot be read or a block is damaged.
pub fn of_version(database: &Connection, version: i64) -> Result<Text> {
    let damaged = |e: &dyn std::fmt::Display| {
        Error::new(format!("the text of a message cannot be read: {e}"))
    };
    let found = database
        .prepare_cached(
            "SELECT b.bytes, b.length, v.text_start, v.text_length, v.segments
             FROM version v JOIN text_block b ON b.id = v.text_block WHERE v.id = ?1",
        )
        .and_then(|mut statement| {
            statement
                .query_row([version], |r| {
                    Ok((
                        r.get::<_, Vec<u8>>(0)?,
                        r.get::<_, i64>(1)?,
                        r.get::<_, i64>(2)?,
                        r.get::<_, i64>(3)?,
                        r.get::<_, Vec<u8>>(4)?,
                    ))
                })
                .optional()
        })
        .map_err(|e| damaged(&e))?;
    let Some((packed, length, start, text_length, segments)) = found else {
        return Ok(Text::default());
    };
    let block = zstd::bulk::decompress(&packed, usize::try_from(length).unwrap_or(0))
        .map_err(|e| damaged(&e))?;
    let (start, end) = (start as usize, (start + text_length) as usize);
    let text = block
        .get(start..end)
        .ok_or_else(|| damaged(&"a block is too short"))?;
    Ok(Text {
        text: String::from_utf8_lossy(text).into_owned(),
        segments: unpack(&segments),
    })
}

/// The text of a document.
///
/// # Errors
/// If the database cannot be read or a block is damaged.
pub fn of_document(database: &Connection, document: i64) -> Result<String> {
    let damaged = |e: &dyn std::fmt::Display| {
        Error::new(format!("the text of a document cannot be read: {e}"))
    };
    let sql = "SELECT b.bytes, b.length, d.text_start, d.text_length
         FROM document d JOIN text_block b ON b.id = d.text_block WHERE d.id = ?1";
    let found: Option<(Vec<u8>, i64, i64, i64)> = database
        .query_row(sql, [document], |r| {
            Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?))
        })
        .optional()
        .map_err(|e| damaged(&e))?;
    let Some((packed, length, start, text)) = found else {
        return Ok(String::new());
    };
    let block = zstd::bulk::decompress(&packed, usize::try_from(length).unwrap_or(0))
        .map_err(|e| damaged(&e))?;
    let text = block.get(start as usize..(start + text) as usize);
    let text = text.ok_or_else(|| damaged(&"a block is too short"))?;
    Ok(String::from_utf8_lossy(text).into_owned())
}

/// Kind, depth, first byte and byte after the last of each segment.
pub(super) fn unpack(bytes: &[u8]) -> Vec<(SegmentKind, u8, usize, usize)> {
    let number = |b: &[u8]| {
        b.iter()
            .rev()
            .fold(0_usize, |n, &b| n << 8 | usize::from(b))
    };
    bytes
        .chunks_exact(10)
        .map(|c| {
            let kind = match c[0] {
                1 => SegmentKind::Quoted,
                2 => SegmentKind::QuotedHeader,
                3 => SegmentKind::Signature,
                4 => SegmentKind::Disclaimer,
                _ => SegmentKind::Own,
            };
            (kind, c[1], number(&c[2..6]), number(&c[6..10]))
        })
        .collect()
}
