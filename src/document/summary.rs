//! What a document says of itself: title, author, company, dates. It does not know the document's text.
//!
//! Sources: ECMA-376 part 2 section 10, OpenDocument 1.3 part 3 section 4.3, [MS-OLEPS].

use super::Metadata;
use super::compound::Compound;
use super::found::Found;
use super::package::Package;
use super::xml::{Node, Xml, decode};
use super::{codepage, dates};

/// Letters that are kept of one property; a title has 255 at most in Office.
const LETTERS: usize = 1024;

/// Reads the properties of an Office Open XML package.
pub(super) fn of_package(package: &mut Package<'_>, found: &mut Found) {
    of_part(package, "docProps/core.xml", "creator", found);
    of_part(package, "docProps/app.xml", "", found);
}

/// Reads the properties of an OpenDocument package; there `creator` is who changed it last.
pub(super) fn of_open_document(package: &mut Package<'_>, found: &mut Found) {
    of_part(package, "meta.xml", "initial-creator", found);
}

fn of_part(package: &mut Package<'_>, part: &str, author: &str, found: &mut Found) {
    let Some(bytes) = package.part(part, found) else {
        return;
    };
    let text = decode(&bytes);
    let mut xml = Xml::new(&text);
    let mut name = String::new();
    while let Ok(Some(node)) = xml.next() {
        match node {
            Node::Open(open) if open.name() == "document-statistic" => {
                let pages = open.get("page-count");
                found.metadata.pages = pages.and_then(|pages| pages.parse().ok());
            }
            Node::Open(open) => name = open.name().to_owned(),
            Node::Text(text) => set(&mut found.metadata, &name, author, &text),
            Node::Close(_) => name.clear(),
        }
    }
    let said = &mut found.metadata;
    for property in [
        &mut said.title,
        &mut said.author,
        &mut said.modified_by,
        &mut said.company,
    ] {
        *property = one_line(property);
    }
}

/// Puts the text of an element where it belongs. A text may come in several pieces.
fn set(metadata: &mut Metadata, name: &str, author: &str, text: &str) {
    match name {
        "title" => add(&mut metadata.title, text),
        "creator" | "initial-creator" if name == author => add(&mut metadata.author, text),
        "lastModifiedBy" | "creator" => add(&mut metadata.modified_by, text),
        "Company" => add(&mut metadata.company, text),
        "created" | "creation-date" => metadata.created = dates::iso(text),
        "modified" | "date" => metadata.modified = dates::iso(text),
        "Pages" | "Slides" => metadata.pages = text.trim().parse().ok(),
        _ => {}
    }
}

fn add(property: &mut String, text: &str) {
    if property.len() < LETTERS {
        property.push_str(text);
    }
}

/// A property as one line without control characters, cut to a sensible length.
pub(super) fn one_line(text: &str) -> String {
    let mut line = String::new();
    let words = text.split(|c: char| c.is_whitespace() || c.is_control());
    for word in words.filter(|word| !word.is_empty()) {
        if !line.is_empty() {
            line.push(' ');
        }
        line.extend(word.chars().take(LETTERS));
        if line.len() > LETTERS {
            break;
        }
    }
    line
}

/// Reads the properties of a compound file (Word, Excel and PowerPoint before 2007).
pub(super) fn of_compound(file: &mut Compound<'_>, found: &mut Found) {
    // They may be damaged without the document being so: that is not told.
    let ignored = &mut Found::default();
    if let Some(bytes) = file.stream("\u{5}SummaryInformation", ignored) {
        let _ = set_of(&bytes, |id, value| summary(&mut found.metadata, id, value));
    }
    if let Some(bytes) = file.stream("\u{5}DocumentSummaryInformation", ignored) {
        let _ = set_of(&bytes, |id, value| more(&mut found.metadata, id, value));
    }
}

/// A property's value.
enum Value {
    Text(String),
    Number(u32),
    Time(Option<i64>),
}

fn summary(metadata: &mut Metadata, id: u32, value: Value) {
    match (id, value) {
        (2, Value::Text(text)) => metadata.title = text,
        (4, Value::Text(text)) => metadata.author = text,
        (8, Value::Text(text)) => metadata.modified_by = text,
        (12, Value::Time(time)) => metadata.created = time,
        (13, Value::Time(time)) => metadata.modified = time,
        (14, Value::Number(pages)) if pages > 0 => metadata.pages = Some(pages),
        _ => {}
    }
}

fn more(metadata: &mut Metadata, id: u32, value: Value) {
    match (id, value) {
        (15, Value::Text(text)) => metadata.company = text,
        (7, Value::Number(slides)) if slides > 0 => metadata.pages = Some(slides),
        _ => {}
    }
}

/// Properties of the first set in a stream; nothing where it is damaged.
fn set_of(bytes: &[u8], mut property: impl FnMut(u32, Value)) -> Option<()> {
    let start = u32_at(bytes, 44)? as usize;
    let set = bytes.get(start..)?;
    let count = u32_at(set, 4)?.min(1024) as usize;
    let place = |index: usize| {
        Some((
            u32_at(set, 8 + index * 8)?,
            u32_at(set, 12 + index * 8)? as usize,
        ))
    };
    let page = (0..count).filter_map(place).find(|(id, _)| *id == 1);
    let page = page.and_then(|(_, at)| u32_at(set, at.checked_add(4)?));
    let page = page.map_or(1252, |page| (page & 0xffff) as u16);
    for (id, at) in (0..count).map_while(place) {
        if let Some(value) = set.get(at..).and_then(|bytes| value(bytes, page)) {
            property(id, value);
        }
    }
    Some(())
}

fn value(bytes: &[u8], page: u16) -> Option<Value> {
    let length = || u32_at(bytes, 4).map(|length| length as usize);
    let content = |length: usize| bytes.get(8..8usize.checked_add(length)?.min(bytes.len()));
    match u32_at(bytes, 0)? & 0xffff {
        0x1e => {
            let text = codepage::decode(page, content(length()?)?);
            Some(Value::Text(ended(&text)))
        }
        0x1f => {
            let text = codepage::decode(1200, content(length()?.checked_mul(2)?)?);
            Some(Value::Text(ended(&text)))
        }
        0x40 => {
            let time = bytes.get(4..12)?.try_into().ok()?;
            Some(Value::Time(dates::file_time(u64::from_le_bytes(time))))
        }
        2 | 3 => Some(Value::Number(u32_at(bytes, 4)?)),
        _ => None,
    }
}

/// A text up to its first zero.
fn ended(text: &str) -> String {
    one_line(text.split('\0').next().unwrap_or_default())
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    let field = bytes.get(at..at.checked_add(4)?)?;
    Some(u32::from_le_bytes(field.try_into().ok()?))
}
