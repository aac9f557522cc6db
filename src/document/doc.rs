//! Word before 2007: all text of a document, also footnotes, headers, comments and text boxes, and who saved it. It does not know formatting.
//!
//! Source: [MS-DOC], sections 2.4.1 (text), 2.5 (file information block), 2.8.35 (pieces), 2.9.277 (saved by); for Word 6 and 95, whose
//! block is shorter, the places that antiword reads.

mod letters;
mod page;

use super::compound::Compound;
use super::found::{Fault, Found, Reading};
use super::{codepage, summary};
use letters::Letters;

/// The first bytes of Word 2, which is no compound file.
pub(super) const WORD_2: &[u8] = b"\xdb\xa5\x2d\0";
/// The first version whose text lies in two streams: Word 97.
const WORD_97: u16 = 193;
/// Pieces of text; a book that was edited for years has some ten thousand.
const PIECES: usize = 1 << 20;
/// Names that are read of those who commented or saved.
const NAMES: usize = 1000;

/// Where a version keeps what is read of its file information block.
struct Places {
    /// Counts of letters: text, footnotes, headers, macros, comments, endnotes, text boxes, those of headers.
    counts: usize,
    /// Place and length of the table of pieces.
    pieces: usize,
}

const SHORT: Places = Places {
    counts: 0x34,
    pieces: 0x160,
};
const LONG: Places = Places {
    counts: 0x4c,
    pieces: 0x1a2,
};
/// Place and length of the names of those who commented, in Word 97 and later.
const COMMENTERS: usize = 0x1ba;
/// The same of those who saved the document last, each with the path.
const SAVERS: usize = 0x2d2;

/// A stretch of text: how many letters, where it begins, how it is written.
struct Piece {
    letters: usize,
    start: usize,
    page: u16,
}

/// Reads a document of Word. O(n).
pub(super) fn read(bytes: &[u8], found: &mut Found) -> Reading {
    if bytes.starts_with(WORD_2) {
        return old(bytes, u16_at(bytes, 0x0a).unwrap_or_default(), found);
    }
    let mut file = Compound::open(bytes)?;
    summary::of_compound(&mut file, found);
    let Some(main) = file.stream("WordDocument", found) else {
        return Err(Fault::damaged("it has no stream of text"));
    };
    let short = || Fault::damaged("its first block is cut off");
    let version = u16_at(&main, 2).ok_or_else(short)?;
    let flags = u16_at(&main, 0x0a).ok_or_else(short)?;
    if flags & 0x0100 != 0 {
        return Err(Fault::encrypted());
    }
    if version < WORD_97 {
        return old(&main, flags, found);
    }
    let name = match flags & 0x0200 {
        0 => "0Table",
        _ => "1Table",
    };
    let table = file.stream(name, found).unwrap_or_default();
    let list = part(&main, &table, LONG.pieces).and_then(pieces);
    let result = match list {
        Some(list) => text(&main, list, total(&main, LONG.counts), found),
        None => loose(&main, found),
    };
    names(&main, &table, found)?;
    result
}

/// Word 6 and 95: one stream, one byte a letter; two in East Asia. Word 2 is like them where its text is of one piece.
fn old(main: &[u8], flags: u16, found: &mut Found) -> Reading {
    let complex = flags & 4 != 0;
    let page = |text: &[u8]| match flags & 0x1000 {
        0 => page::of(main, text),
        _ => 1200,
    };
    let list = part(main, main, SHORT.pieces).filter(|_| complex);
    match list.and_then(pieces) {
        Some(mut list) => {
            let page = page(bounds(main).unwrap_or_default());
            for piece in &mut list {
                piece.page = page;
            }
            text(main, list, total(main, SHORT.counts), found)
        }
        None if complex => loose(main, found),
        None => stretch(main, page, found),
    }
}

/// How many letters all parts of the document have.
fn total(main: &[u8], at: usize) -> usize {
    let count =
        |index: usize| u32_at(main, at + index * 4).filter(|count| *count <= i32::MAX as u32);
    (0..8).filter_map(count).map(|count| count as usize).sum()
}

/// A part of the table stream whose place and length are in the first block.
fn part<'t>(main: &[u8], table: &'t [u8], at: usize) -> Option<&'t [u8]> {
    let start = u32_at(main, at)? as usize;
    let length = u32_at(main, at + 4)? as usize;
    table
        .get(start..start.checked_add(length)?)
        .filter(|part| !part.is_empty())
}

/// The table of pieces, behind properties that are passed over.
fn pieces(mut bytes: &[u8]) -> Option<Vec<Piece>> {
    while bytes.first() == Some(&1) {
        bytes = bytes.get(3 + usize::from(u16_at(bytes, 1)?)..)?;
    }
    let length = u32_at(bytes, 1).filter(|_| bytes.first() == Some(&2))? as usize;
    let bytes = bytes.get(5..5usize.checked_add(length)?)?;
    let count = (bytes.len().checked_sub(4)? / 12).min(PIECES);
    let mut list = Vec::with_capacity(count);
    for index in 0..count {
        let from = u32_at(bytes, index * 4)?;
        let to = u32_at(bytes, index * 4 + 4)?;
        let place = u32_at(bytes, count * 4 + 4 + index * 8 + 2)?;
        let (start, page) = match place & 0x4000_0000 {
            0 => (place & 0x3fff_ffff, 1200),
            _ => ((place & 0x3fff_ffff) / 2, 1252),
        };
        list.push(Piece {
            letters: to.checked_sub(from)? as usize,
            start: start as usize,
            page,
        });
    }
    Some(list)
}

fn text(main: &[u8], list: Vec<Piece>, total: usize, found: &mut Found) -> Reading {
    let mut letters = Letters::default();
    let mut left = total;
    let mut cut = false;
    for piece in list {
        let count = piece.letters.min(left);
        left -= count;
        let bytes = count * if piece.page == 1200 { 2 } else { 1 };
        let end = piece.start.saturating_add(bytes);
        cut |= end > main.len();
        let bytes = main.get(piece.start.min(main.len())..end.min(main.len()));
        letters.push(&codepage::decode(piece.page, bytes.unwrap_or_default()))?;
    }
    found.push(&letters.finish())?;
    match cut {
        true => Err(Fault::damaged("a part of its text is cut off")),
        false => Ok(()),
    }
}

/// What can be had without a table of pieces: the stretch in which the text of most files lies, as it stands.
fn loose(main: &[u8], found: &mut Found) -> Reading {
    stretch(main, |_| 1252, found)?;
    Err(Fault::damaged("its table of pieces is damaged"))
}

fn stretch(main: &[u8], page: impl Fn(&[u8]) -> u16, found: &mut Found) -> Reading {
    let bytes = bounds(main).ok_or_else(|| Fault::damaged("its text cannot be found"))?;
    let mut letters = Letters::default();
    letters.push(&codepage::decode(page(bytes), bytes))?;
    found.push(&letters.finish())
}

/// The stretch of the stream in which text lies.
fn bounds(main: &[u8]) -> Option<&[u8]> {
    let (from, to) = (u32_at(main, 0x18)?, u32_at(main, 0x1c)?);
    main.get(from as usize..(to as usize).min(main.len()))
}

/// Those who commented, and those who saved the document, which Word once kept without being asked.
fn names(main: &[u8], table: &[u8], found: &mut Found) -> Reading {
    if let Some(mut bytes) = part(main, table, COMMENTERS) {
        let mut names = Vec::new();
        while let Some(name) = name(&mut bytes).filter(|_| names.len() < NAMES) {
            names.push(name);
        }
        names.retain(|name| !name.is_empty());
        if !names.is_empty() {
            found.line(&format!("[comments by {}]", names.join("; ")))?;
        }
    }
    let savers = part(main, table, SAVERS).filter(|bytes| bytes.starts_with(&[0xff, 0xff]));
    let Some(mut bytes) = savers.and_then(|bytes| bytes.get(6..)) else {
        return Ok(());
    };
    for _ in 0..NAMES {
        let (Some(who), Some(path)) = (name(&mut bytes), name(&mut bytes)) else {
            break;
        };
        found.line(&format!("[saved by {who}: {path}]"))?;
    }
    Ok(())
}

/// A name in UTF-16 with its length before it.
fn name(bytes: &mut &[u8]) -> Option<String> {
    let end = 2 + usize::from(u16_at(bytes, 0)?) * 2;
    let name = codepage::decode(1200, bytes.get(2..end)?);
    *bytes = &bytes[end..];
    Some(summary::one_line(&name))
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    let field = bytes.get(at..at.checked_add(2)?)?;
    Some(u16::from_le_bytes(field.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    let field = bytes.get(at..at.checked_add(4)?)?;
    Some(u32::from_le_bytes(field.try_into().ok()?))
}
