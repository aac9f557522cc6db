//! What a stretch of bytes is, told by its first bytes and never by its name. Does not read files.

use super::separator::{LINE, is_field_byte, separator};
use super::tar;

/// How many bytes are looked at first.
pub(super) const HEAD: usize = 64 << 10;

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// No bytes, or blank ones only.
    Empty,
    Mbox,
    Message,
    /// Apple Mail: a line with the length, the message, a property list.
    Emlx,
    Gzip,
    Zstd,
    Tar,
    Zip,
    /// An Outlook data file.
    Pst,
    /// A compound file: a message of Outlook or an old Office document.
    Compound,
    /// A message of Outlook.
    Msg,
    /// winmail.dat
    Tnef,
    /// Messages of Outlook for Mac as XML.
    Olm,
    /// XML: messages of Outlook for Mac or a document.
    Xml,
    /// A document: text, a picture.
    Document,
    /// Known, and neither mail nor a document that is read; the words say what.
    Other(&'static str),
    /// Text in UTF-16.
    Utf16,
    Unknown,
}

/// File signatures, from the formats' own specifications.
const SIGNATURES: [(&[u8], Kind); 30] = [
    (b"\x1f\x8b\x08", Kind::Gzip),
    (b"\x28\xb5\x2f\xfd", Kind::Zstd),
    (b"PK\x03\x04", Kind::Zip),
    (b"PK\x05\x06", Kind::Zip),
    (b"!BDN", Kind::Pst),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Kind::Compound),
    (b"\x78\x9f\x3e\x22", Kind::Tnef),
    (b"BEGIN:VCARD", Kind::Document),
    (b"BEGIN:VCALENDAR", Kind::Document),
    (b"%PDF-", Kind::Document),
    (b"{\\rtf", Kind::Document),
    (b"\x89PNG\r\n\x1a\n", Kind::Document),
    (b"\xff\xd8\xff", Kind::Document),
    (b"GIF87a", Kind::Document),
    (b"GIF89a", Kind::Document),
    (b"II*\0", Kind::Document),
    (b"MM\0*", Kind::Document),
    (
        b"7z\xbc\xaf\x27\x1c",
        Kind::Other("a 7-Zip archive, which is not read yet"),
    ),
    (
        b"Rar!\x1a\x07",
        Kind::Other("a RAR archive, which is not read yet"),
    ),
    (b"BZh", Kind::Other("bzip2 data, which is not read yet")),
    (b"\xfd7zXZ\0", Kind::Other("xz data, which is not read yet")),
    (b"SQLite format 3\0", Kind::Other("an SQLite database")),
    (b"\x7fELF", Kind::Other("a program")),
    (b"MZ", Kind::Other("a program")),
    (b"<!DOCTYPE", Kind::Document),
    (b"<!doctype", Kind::Document),
    (b"<html", Kind::Document),
    (b"<HTML", Kind::Document),
    (b"<?xml", Kind::Xml),
    (b"OggS", Kind::Other("a sound file")),
];

/// Tells what begins with `head` (the first [`HEAD`] bytes, or all of a shorter file). O(head).
pub(super) fn sniff(head: &[u8]) -> Kind {
    if let Some((_, kind)) = SIGNATURES
        .iter()
        .find(|(signature, _)| head.starts_with(signature))
    {
        return match kind {
            Kind::Zip => zip(head),
            Kind::Xml => xml(head),
            kind => *kind,
        };
    }
    if tar::is_header(head) {
        return Kind::Tar;
    }
    if head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff") {
        return utf16(head);
    }
    text(&head[preamble(head)..])
}

/// An archive, or an Office or OpenDocument file, which are archives with a fixed first member.
fn zip(head: &[u8]) -> Kind {
    let name = head.get(30..).unwrap_or_default();
    let first: [&[u8]; 7] = [
        b"[Content_Types].xml",
        b"_rels/",
        b"mimetype",
        b"docProps/",
        b"word/",
        b"xl/",
        b"ppt/",
    ];
    if first.iter().any(|start| name.starts_with(start)) {
        Kind::Document
    } else {
        Kind::Zip
    }
}

/// Outlook for Mac keeps messages in elements of these names.
fn xml(head: &[u8]) -> Kind {
    let start = &head[..head.len().min(512)];
    let has = |name: &[u8]| memchr::memmem::find(start, name).is_some();
    if has(b"<emails") || has(b"<email>") || has(b"<email ") {
        Kind::Olm
    } else {
        Kind::Document
    }
}

/// Text in UTF-16: a document, unless it is mail that somebody saved that way.
fn utf16(head: &[u8]) -> Kind {
    let narrow: Vec<u8> = head[2..].iter().copied().filter(|b| *b != 0).collect();
    match text(&narrow[preamble(&narrow)..]) {
        Kind::Mbox | Kind::Message => Kind::Utf16,
        _ => Kind::Document,
    }
}

/// Length of what may stand before the first message without meaning anything: a byte order mark, blank lines.
pub(super) fn preamble(head: &[u8]) -> usize {
    let mark = if head.starts_with(b"\xef\xbb\xbf") {
        3
    } else {
        0
    };
    let blank = head[mark..]
        .iter()
        .take_while(|b| matches!(b, b'\n' | b'\r' | b' ' | b'\t'));
    let end = mark + blank.count();
    // A line that starts with blanks belongs to what follows.
    let line = memchr::memrchr2(b'\n', b'\r', &head[mark..end]).map_or(mark, |at| mark + at + 1);
    if end == head.len() { end } else { line }
}

fn text(head: &[u8]) -> Kind {
    if head.is_empty() {
        Kind::Empty
    } else if separator(head, true).is_some() {
        Kind::Mbox
    } else if is_header_block(&head[envelope(head)..]) {
        Kind::Message
    } else if emlx_length(head).is_some_and(|(line, _)| is_header_block(&head[line..])) {
        Kind::Emlx
    } else {
        Kind::Unknown
    }
}

/// Length of a first line `From a@b` that is no separator (no date, or blank lines behind it), with those blank lines.
pub(super) fn envelope(head: &[u8]) -> usize {
    let end = memchr::memchr(b'\n', &head[..head.len().min(LINE)]);
    match end.filter(|_| head.starts_with(b"From ")) {
        Some(end) => end + 1 + preamble(&head[end + 1..]),
        None => 0,
    }
}

/// The first line of an .emlx: its length with the line end, and the number on it.
pub(super) fn emlx_length(head: &[u8]) -> Option<(usize, u64)> {
    let end = memchr::memchr(b'\n', &head[..head.len().min(24)])?;
    let digits = std::str::from_utf8(&head[..end]).ok()?.trim();
    let number = digits
        .bytes()
        .all(|b| b.is_ascii_digit())
        .then(|| digits.parse().ok())??;
    Some((end + 1, number))
}

/// Headers by which a mail is known; one is enough, and it need not be the first (`Status: RO` often is).
const KNOWN: [&str; 22] = [
    "from",
    "to",
    "cc",
    "bcc",
    "sender",
    "reply-to",
    "date",
    "subject",
    "message-id",
    "received",
    "return-path",
    "delivered-to",
    "in-reply-to",
    "references",
    "mime-version",
    "content-type",
    "resent-from",
    "resent-to",
    "x-from",
    "x-mozilla-status",
    "newsgroups",
    "envelope-to",
];

/// Does it start with lines `Name: text` up to a blank line, one of them a mail header?
fn is_header_block(head: &[u8]) -> bool {
    let mut known = 0;
    let mut private = 0;
    for (number, line) in head.split(|b| matches!(b, b'\n' | b'\r')).enumerate() {
        match line.first() {
            // A blank line ends the block; between CR and LF there is an empty one that does not.
            None if number > 0 => {
                if known > 0 {
                    return true;
                }
            }
            Some(b' ' | b'\t') if number > 0 => {}
            _ => {
                let name = line.iter().take_while(|&&b| is_field_byte(b)).count();
                let is_field = name > 0 && line[name..].trim_ascii_start().first() == Some(&b':');
                let quoted = number > 0 && line.starts_with(b">From ");
                if !is_field && !quoted {
                    return known > 1;
                }
                let name = &line[..name];
                known += usize::from(
                    KNOWN
                        .iter()
                        .any(|k| k.as_bytes().eq_ignore_ascii_case(name)),
                );
                private += usize::from(name.len() > 2 && name[..2].eq_ignore_ascii_case(b"X-"));
            }
        }
    }
    known > 0 || private > 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mail_is_known_by_any_header() {
        for head in [
            "Status: RO\nFrom: a@x.test\n\nhi",
            "From: a@x.test\r\nTo: b@x.test\r\n\r\nx",
            "\u{feff}From: a@x.test\n\nx",
            "\n\nSubject: x\n\n",
            "Received:\n\t",
            "From: a@x.test\rTo: b@x.test\r\rx",
            "From: a@x.test\nTo: b@x.test\nSubject: no body",
            "From a@x.test\n\nReturn-Path: <a@x.test>\nSubject: x\n\nx",
        ] {
            assert_eq!(sniff(head.as_bytes()), Kind::Message, "{head:?}");
        }
    }

    #[test]
    fn other_text_is_not_mail() {
        for head in [
            "Dear all,\nFrom: me\n",
            "Note: buy milk\n\n",
            "http://x.test/\n",
            "a;b;c\n1;2;3\n",
            "x",
        ] {
            assert_eq!(sniff(head.as_bytes()), Kind::Unknown, "{head:?}");
        }
        assert_eq!(sniff(b""), Kind::Empty);
        assert_eq!(sniff(b"\n"), Kind::Empty);
        assert_eq!(sniff(&[0; 65536]), Kind::Unknown);
    }

    #[test]
    fn containers_are_known_by_their_signature() {
        assert_eq!(sniff(b"\x1f\x8b\x08\0"), Kind::Gzip);
        assert_eq!(sniff(b"\x28\xb5\x2f\xfd\0"), Kind::Zstd);
        assert_eq!(sniff(b"!BDN\0\0"), Kind::Pst);
        let mut zip = b"PK\x03\x04".to_vec();
        zip.resize(30, 0);
        assert_eq!(sniff(&zip), Kind::Zip);
        zip.extend_from_slice(b"[Content_Types].xml");
        assert_eq!(sniff(&zip), Kind::Document);
    }

    #[test]
    fn apple_mail_has_its_length_in_front() {
        let head = b"16        \nFrom: a@x.test\n\n<?xml";
        assert_eq!(sniff(head), Kind::Emlx);
        assert_eq!(emlx_length(head), Some((11, 16)));
    }
}
