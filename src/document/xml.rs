//! XML as a row of openings, closings and texts, by local names: office formats write the same names under several namespaces. No
//! document type, no entities but the five of XML and numbers. It does not know what elements mean.

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::escape::{resolve_predefined_entity, unescape};
use quick_xml::events::{BytesEnd, BytesRef, BytesStart, Event};

use super::found::Fault;
use super::limits::DEPTH;

/// What comes next.
#[derive(Debug)]
pub(super) enum Node<'a> {
    /// An element begins; each that begins also ends.
    Open(Open<'a>),
    /// An element ends.
    Close(Close<'a>),
    /// Text between tags.
    Text(Cow<'a, str>),
}

/// A start tag.
#[derive(Debug)]
pub(super) struct Open<'a>(BytesStart<'a>);

impl Open<'_> {
    /// Its name without the prefix.
    pub(super) fn name(&self) -> &str {
        self.0.local_name().into_inner()
    }

    /// Its name with the prefix.
    pub(super) fn full_name(&self) -> &str {
        self.0.name().into_inner()
    }

    /// The value of an attribute, by its name without the prefix.
    pub(super) fn get(&self, name: &str) -> Option<String> {
        self.value(|key| key.rsplit(':').next() == Some(name))
    }

    /// The value of an attribute, by its name with the prefix.
    pub(super) fn get_full(&self, name: &str) -> Option<String> {
        self.value(|key| key == name)
    }

    /// The values of several attributes at once, by their names without the prefix.
    pub(super) fn pick<const N: usize>(&self, names: [&str; N]) -> [Option<Cow<'_, str>>; N] {
        let mut values = [const { None }; N];
        let mut attributes = self.0.attributes();
        for attribute in attributes.with_checks(false).flatten() {
            let key = attribute.key.local_name().into_inner();
            if let Some(at) = names.iter().position(|&name| name == key) {
                values[at] = Some(attribute.value);
            }
        }
        values
    }

    fn value(&self, is: impl Fn(&str) -> bool) -> Option<String> {
        let mut attributes = self.0.attributes();
        let attribute = attributes
            .with_checks(false)
            .flatten()
            .find(|attribute| is(attribute.key.into_inner()))?;
        let raw: &str = &attribute.value;
        Some(unescape(raw).map_or_else(|_| raw.to_owned(), Cow::into_owned))
    }
}

/// An end tag.
#[derive(Debug)]
pub(super) struct Close<'a>(BytesEnd<'a>);

impl Close<'_> {
    /// Its name without the prefix.
    pub(super) fn name(&self) -> &str {
        self.0.local_name().into_inner()
    }

    /// Its name with the prefix.
    pub(super) fn full_name(&self) -> &str {
        self.0.name().into_inner()
    }
}

/// The text of an XML file, whatever its encoding: UTF-8, or UTF-16 by its first bytes. What cannot be decoded becomes U+FFFD. O(n).
pub(super) fn decode(bytes: &[u8]) -> Cow<'_, str> {
    let units = |unit: fn([u8; 2]) -> u16| {
        let units = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
        let chars = char::decode_utf16(units).map(|char| char.unwrap_or('\u{fffd}'));
        Cow::Owned(chars.collect())
    };
    match bytes {
        [0xff, 0xfe, ..] | [b'<', 0, ..] => units(u16::from_le_bytes),
        [0xfe, 0xff, ..] | [0, b'<', ..] => units(u16::from_be_bytes),
        _ => String::from_utf8_lossy(bytes),
    }
}

/// Reads XML from its text.
pub(super) struct Xml<'a> {
    reader: Reader<&'a [u8]>,
    depth: usize,
}

impl<'a> Xml<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let mut reader = Reader::from_str(text.trim_start_matches('\u{feff}'));
        let config = reader.config_mut();
        config.expand_empty_elements = true;
        config.check_end_names = false;
        config.allow_unmatched_ends = true;
        config.allow_dangling_amp = true;
        Self { reader, depth: 0 }
    }

    /// What comes next; nothing at the end. An element that never ends is damage, as is an entity of the file's own.
    pub(super) fn next(&mut self) -> Result<Option<Node<'a>>, Fault> {
        loop {
            let event = self
                .reader
                .read_event()
                .map_err(|_| Fault::damaged("its XML is damaged"))?;
            match event {
                Event::Start(start) => return self.open(start).map(Some),
                Event::End(end) => {
                    self.depth = self.depth.saturating_sub(1);
                    return Ok(Some(Node::Close(Close(end))));
                }
                Event::Text(text) => return Ok(Some(Node::Text(text.into_inner()))),
                Event::CData(text) => return Ok(Some(Node::Text(text.into_inner()))),
                Event::GeneralRef(reference) => return entity(&reference).map(Some),
                Event::Eof if self.depth > 0 => {
                    return Err(Fault::damaged("its XML ends too early"));
                }
                Event::Eof => return Ok(None),
                _ => {}
            }
        }
    }

    fn open(&mut self, start: BytesStart<'a>) -> Result<Node<'a>, Fault> {
        self.depth += 1;
        match self.depth > DEPTH {
            true => Err(Fault::limit("its XML is nested too deeply")),
            false => Ok(Node::Open(Open(start))),
        }
    }

    /// The text of the element that has just begun, up to its end; that of elements within counts.
    pub(super) fn text(&mut self) -> Result<String, Fault> {
        let mut text = String::new();
        let depth = self.depth;
        while let Some(node) = self.next()? {
            match node {
                Node::Text(more) => text.push_str(&more),
                Node::Close(_) if self.depth < depth => break,
                _ => {}
            }
        }
        Ok(text)
    }

    /// Passes over the element that has just begun, with all in it.
    pub(super) fn skip(&mut self) -> Result<(), Fault> {
        let depth = self.depth;
        while let Some(node) = self.next()? {
            if matches!(node, Node::Close(_)) && self.depth < depth {
                break;
            }
        }
        Ok(())
    }
}

/// The character that a reference stands for. A name of the file's own would ask for its document type, and may stand for gigabytes.
fn entity<'a>(reference: &BytesRef<'_>) -> Result<Node<'a>, Fault> {
    let refused = || Fault::damaged("its XML has entities of its own");
    if reference.is_char_ref() {
        let character = reference.resolve_char_ref().ok().flatten();
        return Ok(Node::Text(Cow::Owned(
            character.unwrap_or('\u{fffd}').into(),
        )));
    }
    let text = resolve_predefined_entity(reference).ok_or_else(refused)?;
    Ok(Node::Text(Cow::Borrowed(text)))
}
