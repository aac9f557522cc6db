//! What sort of text bytes are, if they are text: a mail, a web page, XML, a card, a calendar, a table or words. It does not know formats that
//! are not text.

use memchr::memmem;

use super::Format;

/// Bytes at the beginning that are looked at for the sort of text.
const LOOKED_AT: usize = 64 << 10;

/// The sort of text, or [`Format::Unknown`] if it is none. O(n).
pub(super) fn plain(bytes: &[u8]) -> Format {
    let Some(head) = head(bytes) else {
        let is_page = |tag: &[u8]| {
            bytes
                .get(..tag.len())
                .is_some_and(|found| found.eq_ignore_ascii_case(tag))
        };
        return match is_page(b"<html") || is_page(b"<!doctype html") {
            true => Format::Html,
            false => Format::Unknown,
        };
    };
    let text = head.trim_start_matches('\u{feff}');
    let start = text.trim_start();
    let begins = |what: &str| {
        start
            .get(..what.len())
            .is_some_and(|found| found.eq_ignore_ascii_case(what))
    };
    match () {
        () if begins("{\\rtf") => Format::Rtf,
        () if begins("BEGIN:VCARD") => Format::Card,
        () if begins("BEGIN:VCALENDAR") => Format::Calendar,
        () if start.starts_with('<') => markup(start),
        () if is_mail(text) => Format::Mail,
        () if is_table(text, head.len() < LOOKED_AT) => Format::Csv,
        () => Format::Text,
    }
}

/// The first part of a text, decoded well enough to see its sort; nothing if it is no text.
fn head(bytes: &[u8]) -> Option<String> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let head = &bytes[..bytes.len().min(LOOKED_AT)];
    let utf16 = |unit: fn([u8; 2]) -> u16| {
        let units = head.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
        char::decode_utf16(units)
            .map(|c| c.unwrap_or('\u{fffd}'))
            .collect::<String>()
    };
    let decoded = match zeros(head) {
        _ if head.starts_with(&[0xff, 0xfe]) => utf16(u16::from_le_bytes),
        _ if head.starts_with(&[0xfe, 0xff]) => utf16(u16::from_be_bytes),
        (even, odd) if odd > 40 && even < 5 => utf16(u16::from_le_bytes),
        (even, odd) if even > 40 && odd < 5 => utf16(u16::from_be_bytes),
        (0, 0) if !bytes.contains(&0) => head.iter().map(|&byte| latin(byte)).collect(),
        _ => return None,
    };
    let control = |c: &char| {
        c.is_control()
            && !matches!(
                c,
                '\t' | '\n' | '\r' | '\u{c}' | '\u{1a}' | '\u{1b}' | '\u{80}'..='\u{9f}'
            )
    };
    let odd = decoded.chars().filter(control).count();
    let broken = decoded.matches('\u{fffd}').count();
    // A few stray bytes do not make a text something else; a picture has them everywhere.
    (odd * 200 <= decoded.len() && broken * 20 <= decoded.len()).then_some(decoded)
}

/// Percentage of zeros among the bytes at even and at odd places.
fn zeros(head: &[u8]) -> (usize, usize) {
    let count = |first: usize| {
        head.iter()
            .skip(first)
            .step_by(2)
            .filter(|&&b| b == 0)
            .count()
    };
    let half = (head.len() / 2).max(1);
    (
        (count(0) * 100).div_ceil(half),
        (count(1) * 100).div_ceil(half),
    )
}

fn latin(byte: u8) -> char {
    char::from(byte)
}

/// A web page, a picture drawn in XML, or other XML: by the first element that is no comment and no declaration.
fn markup(text: &str) -> Format {
    let mut rest = text;
    let mut declared = false;
    loop {
        rest = rest.trim_start();
        let end = match () {
            () if rest.starts_with("<!--") => "-->",
            () if rest.starts_with("<?") => "?>",
            () if starts_small(rest, "<!doctype html") => return Format::Html,
            () if rest.starts_with("<!") => ">",
            () => break,
        };
        declared |= rest.starts_with("<?xml");
        let Some(at) = rest.find(end) else {
            break;
        };
        rest = &rest[at + end.len()..];
    }
    let tags = [
        "<html", "<head", "<body", "<title", "<meta", "<table", "<div", "<p>", "<br", "<font",
        "<center", "<a ", "<h1", "<h2", "<span", "<style", "<script", "<link", "<img", "<ul",
        "<pre", "<b>", "<base",
    ];
    match () {
        () if tags.iter().any(|tag| starts_small(rest, tag)) => Format::Html,
        () if starts_small(rest, "<svg") => Format::Image,
        () if declared || is_element(rest) => Format::Xml,
        () if starts_small(text, "<!--") || memmem::find(text.as_bytes(), b"<html").is_some() => {
            Format::Html
        }
        () => Format::Text,
    }
}

/// An opening tag of some name, which another `<` or `/` follows later.
fn is_element(text: &str) -> bool {
    let name = text.strip_prefix('<').unwrap_or_default();
    let end = name.find(|c: char| c == '>' || c == '/' || c.is_whitespace());
    let named = |c: char| c.is_alphanumeric() || matches!(c, ':' | '_' | '-' | '.');
    end.is_some_and(|end| end > 0 && name[..end].chars().all(named))
        && (text.contains("</") || text.contains("/>"))
}

fn starts_small(text: &str, start: &str) -> bool {
    text.get(..start.len())
        .is_some_and(|found| found.eq_ignore_ascii_case(start))
}

/// Headers of which mails have at least one near the top.
const HEADERS: &[&str] = &[
    "return-path",
    "received",
    "from",
    "to",
    "date",
    "message-id",
    "mime-version",
    "subject",
    "delivered-to",
    "x-from",
    "sender",
    "reply-to",
    "status",
    "x-mozilla-status",
    "content-type",
    "x-priority",
    "dkim-signature",
    "arc-seal",
    "x-received",
];

/// A line between mails of an mbox, or a block of headers, of which two are a mail's.
fn is_mail(text: &str) -> bool {
    let mut lines = text.lines();
    if text.starts_with("From ") {
        lines.next();
    }
    let mut known = 0;
    for line in lines.take(60) {
        if line.starts_with([' ', '\t']) {
            continue;
        }
        let Some((name, _)) = line.split_once(':') else {
            break;
        };
        if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_graphic()) {
            break;
        }
        known += usize::from(HEADERS.contains(&name.to_ascii_lowercase().as_str()));
    }
    known >= 2
}

/// Lines that are compared to see that a text is a table.
const ROWS: usize = 20;

/// Whether each of the first lines, at least three, has the same number of one separator, at least one, outside quotes.
fn is_table(text: &str, whole: bool) -> bool {
    let counted = |separator: char| {
        let rows = rows(text, separator, whole);
        rows.len() >= 3 && rows[0] > 0 && rows.iter().all(|&count| count == rows[0])
    };
    [',', ';', '\t'].into_iter().any(counted)
}

/// How many separators each of the first rows has; a quoted field may hold line ends. Rows that are empty do not count.
fn rows(text: &str, separator: char, whole: bool) -> Vec<usize> {
    let (mut rows, mut count, mut quoted, mut empty) = (Vec::new(), 0, false, true);
    for character in text.chars() {
        match character {
            '"' => quoted = !quoted,
            '\n' if !quoted => {
                if !empty {
                    rows.push(count);
                }
                (count, empty) = (0, true);
                if rows.len() == ROWS {
                    return rows;
                }
                continue;
            }
            _ if character == separator && !quoted => count += 1,
            _ => {}
        }
        empty &= character.is_whitespace() && character != separator;
    }
    if whole && !empty {
        rows.push(count);
    }
    rows
}
