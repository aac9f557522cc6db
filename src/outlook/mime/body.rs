//! The bodies of an item: plain text, HTML, and RTF if nothing else is there. Does not know headers or attachments.

use encoding_rs::Encoding;

use super::entity::Entity;
use crate::outlook::codepage::{self, DEFAULT, Page};
use crate::outlook::property::{Properties, Value};
use crate::outlook::{compressed_rtf, rtf, tag};

/// The bodies of an item, as one part; `None` if it has none.
pub fn body(properties: &Properties, seed: &str, doubts: &mut Vec<String>) -> Option<Entity> {
    let mut text = text_of(properties);
    let mut page = html(properties);
    if page.is_none() {
        (text, page) = with_rich(properties, text, doubts);
    }
    let mut parts = Vec::new();
    parts.extend(text.map(|text| Entity::text("text/plain", &text)));
    parts.extend(page.map(|page| Entity::text("text/html", &page)));
    (!parts.is_empty()).then(|| Entity::several("alternative", parts, seed))
}

/// The text of an item, of its RTF if it has no other.
pub fn plain(properties: &Properties, doubts: &mut Vec<String>) -> String {
    let text = text_of(properties);
    let (text, page) = match text {
        Some(text) => (Some(text), None),
        None => with_rich(properties, None, doubts),
    };
    text.or(page)
        .or_else(|| html(properties))
        .unwrap_or_default()
}

/// What RTF adds: HTML that was put into it, or its text if there is no other.
fn with_rich(
    properties: &Properties,
    text: Option<String>,
    doubts: &mut Vec<String>,
) -> (Option<String>, Option<String>) {
    let Some(packed) = properties.bytes(tag::RTF_COMPRESSED) else {
        return (text, None);
    };
    let Some((rich, whole)) = compressed_rtf::unpack(packed) else {
        doubts.push("the rich text of the body is compressed in an unknown way".to_owned());
        return (text, None);
    };
    let read = rtf::text(&rich);
    if !whole || read.damaged {
        doubts.push("the rich text of the body is damaged".to_owned());
    }
    match (read.html, text) {
        _ if read.text.trim().is_empty() => (text_of(properties), None),
        (true, text) => (text, Some(read.text)),
        (false, None) => (Some(read.text), None),
        (false, text) => (text, None),
    }
}

fn text_of(properties: &Properties) -> Option<String> {
    properties.text(tag::BODY).map(str::to_owned)
}

/// The HTML as text.
pub fn html(properties: &Properties) -> Option<String> {
    match properties.plain.get(&tag::HTML)? {
        Value::Text(text) => Some(text.clone()),
        Value::Bytes(bytes) => Some(decoded(properties, bytes)),
        _ => None,
    }
    .filter(|html| !html.trim().is_empty())
}

/// By the code page of the item, unless the page says UTF-8 and is.
fn decoded(properties: &Properties, bytes: &[u8]) -> String {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    if bytes.starts_with(b"\xFF\xFE") {
        return crate::outlook::value::utf16(bytes);
    }
    let own = charset(bytes);
    let pages = codepage::pages(properties, DEFAULT);
    let page = match (pages.html, own) {
        (_, Some(own)) if own == encoding_rs::UTF_8 && std::str::from_utf8(bytes).is_ok() => {
            Page::Web(own)
        }
        (Some(page), _) => page,
        (None, Some(own)) => Page::Web(own),
        (None, None) => pages.strings,
    };
    codepage::guess(page, bytes)
}

/// `charset=` near the beginning of a page.
fn charset(bytes: &[u8]) -> Option<&'static Encoding> {
    const NEAR: usize = 4096;
    let head = bytes[..bytes.len().min(NEAR)].to_ascii_lowercase();
    let at = memchr::memmem::find(&head, b"charset=")? + 8;
    let name = &head[at..];
    let name = name
        .strip_prefix(b"\"")
        .or_else(|| name.strip_prefix(b"'"))
        .unwrap_or(name);
    let end = name
        .iter()
        .position(|byte| !byte.is_ascii_alphanumeric() && !b"-_:.".contains(byte))
        .unwrap_or(name.len());
    // In bytes that could be searched for ASCII it is not UTF-16, whatever it says.
    Encoding::for_label(&name[..end]).map(Encoding::output_encoding)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(bytes: &[u8], number: Option<i64>) -> Option<String> {
        let mut properties = Properties::default();
        properties
            .plain
            .insert(tag::HTML, Value::Bytes(bytes.to_vec()));
        if let Some(number) = number {
            properties
                .plain
                .insert(tag::INTERNET_CODE_PAGE, Value::Integer(number));
        }
        html(&properties)
    }

    #[test]
    fn code_pages_of_html() {
        assert_eq!(page(b"<p>\xcf", Some(1251)).as_deref(), Some("<p>П"));
        let own = b"<meta charset='windows-1251'>\xcf";
        assert!(page(own, None).is_some_and(|html| html.ends_with('П')));
        let utf8 = "<meta content=\"text/html; charset=utf-8\">é".as_bytes();
        assert!(page(utf8, Some(1252)).is_some_and(|html| html.ends_with('é')));
        assert_eq!(page(b" ", None), None);
    }
}
