//! A web page as a document: its letters by the character set it states, its title and author, its text. It does not know tags; `html` does.

use std::borrow::Cow;

use encoding_rs::Encoding;

use super::found::{Found, Reading};
use super::summary::one_line;
use super::{Metadata, html, text};

/// Bytes at the beginning in which a page says its character set, title and author. Browsers look at 1 KiB for the first.
const HEAD: usize = 64 << 10;
/// Tags of the head that are looked at.
const TAGS: usize = 1000;

/// Reads a web page. O(n).
pub(super) fn read(bytes: &[u8], found: &mut Found) -> Reading {
    let page = decode(bytes);
    metadata(&page, &mut found.metadata);
    let title = found.metadata.title.clone();
    found.line(&title)?;
    found.push(&html::to_text(&page))
}

/// The letters of a page: by its first bytes, else as it says, else by trial.
fn decode(bytes: &[u8]) -> Cow<'_, str> {
    let head = &bytes[..bytes.len().min(HEAD)];
    let stated = charset(&String::from_utf8_lossy(head));
    match stated {
        Some(encoding) if Encoding::for_bom(bytes).is_none() && encoding != encoding_rs::UTF_8 => {
            encoding.decode_without_bom_handling(bytes).0
        }
        _ => text::decode(bytes),
    }
}

/// The character set that a page states. One of two bytes a letter it cannot be, as this was read.
fn charset(head: &str) -> Option<&'static Encoding> {
    let lower = head.to_ascii_lowercase();
    let start = lower.find("charset")? + "charset".len();
    let value = lower[start..].trim_start().strip_prefix('=')?;
    let value = value.trim_start_matches([' ', '"', '\'']);
    let end = value.find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '_' | ':'));
    let encoding = Encoding::for_label(&value.as_bytes()[..end.unwrap_or(value.len())])?;
    encoding.is_ascii_compatible().then_some(encoding)
}

/// Title and author from the head of a page.
pub(super) fn metadata(page: &str, metadata: &mut Metadata) {
    let mut end = page.len().min(HEAD);
    while !page.is_char_boundary(end) {
        end -= 1;
    }
    let mut rest = &page[..end];
    for _ in 0..TAGS {
        let Some((tag, after)) = rest
            .split_once('<')
            .and_then(|(_, after)| after.split_once('>'))
        else {
            return;
        };
        rest = after;
        let name = tag.split_ascii_whitespace().next().unwrap_or_default();
        if name.eq_ignore_ascii_case("title") && metadata.title.is_empty() {
            let end = after.find("</").unwrap_or(after.len());
            metadata.title = plain(&after[..end]);
        } else if name.eq_ignore_ascii_case("meta")
            && attribute(tag, "name").is_some_and(|name| name.eq_ignore_ascii_case("author"))
            && metadata.author.is_empty()
        {
            metadata.author = plain(attribute(tag, "content").unwrap_or_default());
        }
    }
}

fn plain(text: &str) -> String {
    one_line(&html::to_text(text))
}

/// The value of an attribute, with or without quotation marks.
fn attribute<'t>(tag: &'t str, name: &str) -> Option<&'t str> {
    let lower = tag.to_ascii_lowercase();
    for (at, _) in lower.match_indices(name) {
        let after = tag[at + name.len()..].trim_start();
        let free = lower[..at].ends_with(|c: char| c.is_ascii_whitespace());
        let Some(value) = after.strip_prefix('=').filter(|_| free) else {
            continue;
        };
        let value = value.trim_start();
        return match value.chars().next()? {
            quote @ ('"' | '\'') => value[1..].split(quote).next(),
            _ => value.split_ascii_whitespace().next(),
        };
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{Metadata, decode, metadata};

    #[test]
    fn pages_say_their_letters() {
        for (bytes, wanted) in [
            (
                &b"<meta charset=koi8-r>\xf0\xd2"[..],
                "<meta charset=koi8-r>Пр",
            ),
            (
                b"<meta content='text/html; charset=\"utf-8\"'>\xe9",
                "<meta content='text/html; charset=\"utf-8\"'>é",
            ),
            (b"\xff\xfe<\0p\0>\0", "<p>"),
            (b"<p>caf\xc3\xa9", "<p>café"),
            (b"charset", "charset"),
        ] {
            assert_eq!(decode(bytes), wanted);
        }
    }

    #[test]
    fn pages_name_their_author() {
        let mut found = Metadata::default();
        let page = "<!-- x --><HTML><TITLE>A &amp;\n B</TITLE><meta content=\"Ann Example\" NAME=author><p>";
        metadata(page, &mut found);
        assert_eq!(found.title, "A & B");
        assert_eq!(found.author, "Ann Example");
        metadata("<meta name='author' content", &mut Metadata::default());
        metadata("<", &mut Metadata::default());
    }
}
