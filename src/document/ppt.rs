//! PowerPoint before 2007: the text of slides, notes, comments, and of tables and letters in it. Slides that were changed since the file
//! was first saved are read once, as they are now. It does not know the order in which slides are shown.
//!
//! Source: [MS-PPT], sections 2.1.2 (how to find what is in use), 2.3.2 (edits), 2.9 (text).

mod embedded;

use std::collections::{BTreeMap, BTreeSet};

use super::codepage;
use super::compound::Compound;
use super::found::{Fault, Found, Reading};
use super::{limits, summary};

/// Records inside one another; PowerPoint itself makes about ten.
const DEPTH: usize = 32;
/// Edits that are followed back; one is added each time a file is saved quickly.
const EDITS: usize = 10_000;
/// In place of the usual mark if a password is needed.
const PROTECTED: u32 = 0xf3d1_c4df;

const DOCUMENT: u16 = 1001;
const PERSIST: u16 = 1011;
const MAIN_MASTER: u16 = 1016;
const HANDOUT: u16 = 4041;
const TEXT_CHARS: u16 = 4000;
const TEXT_BYTES: u16 = 4008;
const STRING: u16 = 4026;
const HEADERS_FOOTERS: u16 = 4057;
const LIST_WITH_TEXT: u16 = 4080;
const USER_EDIT: u16 = 4085;
const OBJECT: u16 = 4113;
const BINARY_TAG: u16 = 5003;
const DIRECTORY: u16 = 6002;
const COMMENT: u16 = 12000;
const PLACEHOLDER: u16 = 3011;
const SHAPE: u16 = 0xf004;
const CLIENT_DATA: u16 = 0xf011;

/// A record: what it is and what it holds.
#[derive(Clone, Copy)]
struct Record<'a> {
    kind: u16,
    instance: u16,
    container: bool,
    body: &'a [u8],
}

/// Reads a presentation of PowerPoint. O(n).
pub(super) fn read(bytes: &[u8], found: &mut Found) -> Reading {
    let mut file = Compound::open(bytes)?;
    summary::of_compound(&mut file, found);
    let user = file.stream("Current User", found).unwrap_or_default();
    let Some(main) = file.stream("PowerPoint Document", found) else {
        return Err(Fault::damaged("it has no stream of slides"));
    };
    if u32_at(&user, 12) == Some(PROTECTED) {
        return Err(Fault::encrypted());
    }
    let (live, masters) = u32_at(&user, 16)
        .and_then(|edit| in_use(&main, edit as usize))
        .unzip();
    let mut left = limits::UNPACKED_BYTES;
    let mut rest = &main[..];
    while !rest.is_empty() {
        let at = main.len() - rest.len();
        let Some(record) = next(&mut rest) else {
            return Err(Fault::damaged("a record of it is cut off"));
        };
        let master = matches!(record.kind, MAIN_MASTER | HANDOUT)
            || masters
                .as_ref()
                .is_some_and(|list: &BTreeSet<usize>| list.contains(&at));
        if live
            .as_ref()
            .is_none_or(|list: &BTreeSet<usize>| list.contains(&at))
        {
            match record.kind {
                OBJECT => embedded::read(record, &mut left, found)?,
                _ => inside(record, master, 0, found)?,
            }
        }
    }
    Ok(())
}

/// Where the records begin that are in use, and which of them are masters; nothing if that cannot be told. O(n log n).
fn in_use(main: &[u8], newest: usize) -> Option<(BTreeSet<usize>, BTreeSet<usize>)> {
    let mut places = BTreeMap::new();
    let mut edit = newest;
    for _ in 0..EDITS {
        let record = at(main, edit).filter(|record| record.kind == USER_EDIT)?;
        let directory = at(main, u32_at(record.body, 12)? as usize)?;
        if directory.kind != DIRECTORY {
            return None;
        }
        // Newer edits come first: what they name again is in use there.
        entries(directory.body, |number, place| {
            places.entry(number).or_insert(place as usize);
        });
        let before = u32_at(record.body, 8)? as usize;
        if before == 0 || before >= edit {
            break;
        }
        edit = before;
    }
    let document = at(main, newest).and_then(|edit| u32_at(edit.body, 16));
    let document = document.and_then(|number| at(main, *places.get(&number)?));
    let masters = document.map(masters).unwrap_or_default();
    let masters = masters
        .iter()
        .filter_map(|number| places.get(number).copied())
        .collect();
    Some((places.into_values().collect(), masters))
}

/// Numbers of the masters of slides, titles and notes.
fn masters(document: Record<'_>) -> Vec<u32> {
    let mut numbers = Vec::new();
    let mut rest = document.body;
    while let Some(record) = next(&mut rest) {
        match record.kind {
            DOCUMENT => numbers.extend(u32_at(record.body, 24).filter(|number| *number > 0)),
            LIST_WITH_TEXT if record.instance == 1 => {
                let mut list = record.body;
                while let Some(record) = next(&mut list) {
                    if record.kind == PERSIST {
                        numbers.extend(u32_at(record.body, 0));
                    }
                }
            }
            _ => {}
        }
    }
    numbers
}

fn entries(mut body: &[u8], mut entry: impl FnMut(u32, u32)) {
    while let Some(head) = u32_at(body, 0) {
        let (first, count) = (head & 0xf_ffff, head >> 20);
        for index in 0..count {
            let Some(place) = u32_at(body, 4 + index as usize * 4) else {
                return;
            };
            entry(first + index, place);
        }
        body = body.get(4 + count as usize * 4..).unwrap_or_default();
    }
}

fn at(main: &[u8], place: usize) -> Option<Record<'_>> {
    next(&mut main.get(place..)?)
}

/// The record at the start of `rest`, which then begins after it.
fn next<'a>(rest: &mut &'a [u8]) -> Option<Record<'a>> {
    let head = u16::from_le_bytes([*rest.first()?, *rest.get(1)?]);
    let kind = u16::from_le_bytes([*rest.get(2)?, *rest.get(3)?]);
    let end = 8usize.checked_add(u32_at(rest, 4)? as usize)?;
    let body = rest.get(8..end)?;
    *rest = &rest[end..];
    Some(Record {
        kind,
        instance: head >> 4,
        container: head & 15 == 15,
        body,
    })
}

/// Whether a shape waits to be filled in on the slides: on masters it holds instructions ("Click to edit ...").
fn is_placeholder(shape: Record<'_>) -> bool {
    held(shape, CLIENT_DATA).is_some_and(|data| held(data, PLACEHOLDER).is_some())
}

/// The first record of a kind right inside another.
fn held(parent: Record<'_>, kind: u16) -> Option<Record<'_>> {
    let mut rest = parent.body;
    std::iter::from_fn(|| next(&mut rest)).find(|record| record.kind == kind)
}

/// Adds text; but `*` alone stands for a number or date that is put in when the slide is shown.
fn line(text: &str, found: &mut Found) -> Reading {
    match text.trim() {
        "*" => Ok(()),
        text => found.line(text),
    }
}

fn inside(parent: Record<'_>, master: bool, depth: usize, found: &mut Found) -> Reading {
    if depth > DEPTH {
        return Err(Fault::limit("it has records too deep inside one another"));
    }
    let mut rest = parent.body;
    let mut writer = String::new();
    while let Some(record) = next(&mut rest) {
        match record.kind {
            TEXT_CHARS => line(&codepage::decode(1200, record.body), found)?,
            TEXT_BYTES => {
                let text: String = record.body.iter().map(|byte| char::from(*byte)).collect();
                line(&text, found)?;
            }
            STRING if parent.kind == HEADERS_FOOTERS => {
                found.line(&codepage::decode(1200, record.body))?;
            }
            STRING if parent.kind == COMMENT => {
                let text = codepage::decode(1200, record.body);
                match record.instance {
                    0 => writer = text,
                    1 => found.line(&format!("[comment by {writer}: {text}]"))?,
                    _ => {}
                }
            }
            LIST_WITH_TEXT if record.instance == 1 => {}
            SHAPE if master && is_placeholder(record) => {}
            BINARY_TAG => inside(record, master, depth + 1, found)?,
            _ if record.container => inside(record, master, depth + 1, found)?,
            _ => {}
        }
    }
    Ok(())
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    let field = bytes.get(at..at.checked_add(4)?)?;
    Some(u32::from_le_bytes(field.try_into().ok()?))
}

#[cfg(test)]
mod tests;
