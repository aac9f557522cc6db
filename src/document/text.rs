//! Documents that are text already: plain text, tables, XML, calendars and cards. It does not know what their lines mean.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::found::{Found, Reading};
use super::xml::{Node, Xml};

/// Bytes that are looked at to tell letters of two bytes.
const HEAD: usize = 4 << 10;

/// Reads text as it stands. O(n).
pub(super) fn read(bytes: &[u8], found: &mut Found) -> Reading {
    found.push(&decode(bytes))
}

/// The letters of a text: by its first bytes, UTF-16 by its zeros, UTF-8 if it is, else Windows-1252. O(n).
pub(super) fn decode(bytes: &[u8]) -> Cow<'_, str> {
    let encoding = match Encoding::for_bom(bytes) {
        Some((encoding, _)) => encoding,
        None => without_mark(bytes),
    };
    encoding.decode_with_bom_removal(bytes).0
}

fn without_mark(bytes: &[u8]) -> &'static Encoding {
    let head = &bytes[..bytes.len().min(HEAD)];
    let zeros = |first: usize| {
        head.iter()
            .skip(first)
            .step_by(2)
            .filter(|b| **b == 0)
            .count()
    };
    let few = head.len() / 40;
    match (zeros(0), zeros(1)) {
        (even, odd) if odd > head.len() / 5 && even <= few => UTF_16LE,
        (even, odd) if even > head.len() / 5 && odd <= few => UTF_16BE,
        _ if std::str::from_utf8(bytes).is_ok() => UTF_8,
        _ => WINDOWS_1252,
    }
}

/// The text of XML, a line for each stretch between tags. O(n).
pub(super) fn read_xml(bytes: &[u8], found: &mut Found) -> Reading {
    let text = match stated(bytes) {
        Some(encoding) => encoding.decode_without_bom_handling(bytes).0,
        None => decode(bytes),
    };
    let mut xml = Xml::new(&text);
    while let Some(node) = xml.next()? {
        match node {
            Node::Text(text) if text.trim().is_empty() => {}
            Node::Text(text) => found.push(&text)?,
            _ => found.end_line(),
        }
    }
    Ok(())
}

/// The encoding in the declaration of XML, if it is not Unicode.
fn stated(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(200)]);
    let value = head.split_once("encoding=")?.1;
    let label = value.trim_start_matches(['"', '\'']);
    let end = label.find(['"', '\'', '?'])?;
    let encoding = Encoding::for_label(&label.as_bytes()[..end])?;
    (encoding.is_ascii_compatible() && encoding != UTF_8).then_some(encoding)
}

/// Calendars and cards: lines that were folded are made whole (RFC 5545, 3.1), pictures and other bytes in them are left out. O(n).
pub(super) fn read_lines(bytes: &[u8], found: &mut Found) -> Reading {
    let text = decode(bytes);
    let mut left_out = false;
    for line in text.lines() {
        if let Some(more) = line.strip_prefix([' ', '\t']) {
            if !left_out {
                push_unescaped(more, found)?;
            }
            continue;
        }
        found.end_line();
        let name = line.split(':').next().unwrap_or_default();
        left_out = name
            .to_ascii_uppercase()
            .split([';', '='])
            .any(|word| matches!(word, "BASE64" | "B"));
        if !left_out {
            push_unescaped(line, found)?;
        }
    }
    Ok(())
}

/// `\n`, `\,` and `\;` are what they stand for.
fn push_unescaped(line: &str, found: &mut Found) -> Reading {
    let line = line.replace("\\n", "\n").replace("\\N", "\n");
    found.push(&line.replace("\\,", ",").replace("\\;", ";"))
}

#[cfg(test)]
mod tests {
    use super::super::{Extracted, Format, State};
    use super::{Found, read, read_lines, read_xml};

    fn text(reader: fn(&[u8], &mut Found) -> super::Reading, bytes: &[u8]) -> Extracted {
        let mut found = Found::default();
        let result = reader(bytes, &mut found);
        found.finish(Format::Text, result)
    }

    #[test]
    fn letters_are_told_by_their_bytes() {
        for (bytes, wanted) in [
            (&b"caf\xc3\xa9"[..], "café\n"),
            (b"caf\xe9 \x80", "café €\n"),
            (b"\xef\xbb\xbfa", "a\n"),
            (b"\xff\xfea\0\xe9\0", "aé\n"),
            (b"a\0b\0c\0", "abc\n"),
            (b"\0a\0b\0c", "abc\n"),
            (b"a\r\nb\x00\x07c", "a\nbc\n"),
        ] {
            assert_eq!(text(read, bytes).text, wanted);
        }
        assert_eq!(text(read, b" \n").state, State::NoText);
    }

    #[test]
    fn xml_is_its_text() {
        let xml = b"<?xml version='1.0' encoding='ISO-8859-1'?><a x='no'><b>caf\xe9 &amp; c</b><b/> <c>d</c></a>";
        assert_eq!(text(read_xml, xml).text, "café & c\nd\n");
        let bomb = b"<!DOCTYPE a [<!ENTITY b 'bbbb'>]><a>x&b;</a>";
        let found = text(read_xml, bomb);
        assert_eq!((found.text.as_str(), found.state), ("x\n", State::Damaged));
    }

    #[test]
    fn folded_lines_are_whole() {
        let card = b"BEGIN:VCARD\r\nFN:Ann Exam\r\n ple\r\nNOTE:a\\, b\\nc\r\nPHOTO;ENCODING=b:AAAA\r\n BBBB\r\nEND:VCARD\r\n";
        assert_eq!(
            text(read_lines, card).text,
            "BEGIN:VCARD\nFN:Ann Example\nNOTE:a, b\nc\nEND:VCARD\n"
        );
    }
}
