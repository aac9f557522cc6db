//! A mail as a MIME message: headers, bodies, attachments, items within. Does not know how other items are written.

use std::collections::BTreeSet;

use super::entity::Entity;
use super::{base64, body, header, heads, transcribe_at};
use crate::outlook::item::{Attached, Content, Item};
use crate::outlook::{object, tag};
use crate::problem::ProblemKind;

/// Items inside one another are written to this depth; messages are read to no more.
const DEPTH: usize = 20;

/// Bytes of an id of a part.
const ID: usize = 512;

/// Writes a mail. O(size times depth).
pub fn mail(
    item: &Item,
    id: &str,
    depth: usize,
    problems: &mut Vec<(ProblemKind, String)>,
) -> Vec<u8> {
    let mut out = heads::headers(item);
    out.push_str("MIME-Version: 1.0\n");
    if let Some(signed) = signed(item) {
        let mut out = out.into_bytes();
        out.extend_from_slice(signed);
        return out;
    }
    let seed = format!("{id}/{depth}");
    let mut doubts = Vec::new();
    let text = body::body(
        &item.properties,
        &format!("{seed}/alternative"),
        &mut doubts,
    );
    problems.extend(
        doubts
            .into_iter()
            .map(|doubt| (ProblemKind::Encoding, doubt)),
    );
    let mut parts: Vec<Entity> = text.into_iter().collect();
    let shown = parts
        .first()
        .map(|text| shown(&text.body))
        .unwrap_or_default();
    for (number, attached) in item.attachments.iter().enumerate() {
        let place = format!("{id}/{number}");
        parts.push(attachment(attached, &place, depth, &shown, problems));
    }
    if parts.is_empty() {
        parts.push(Entity::text("text/plain", ""));
    }
    // An attachment alone, without any words, is one of several all the same.
    if item.attachments.len() == 1 && parts.len() == 1 {
        parts.insert(0, Entity::text("text/plain", ""));
    }
    let whole = Entity::several("mixed", parts, &seed);
    out.push_str(&whole.head);
    out.push('\n');
    let mut out = out.into_bytes();
    out.extend_from_slice(&whole.body);
    out
}

/// The body of a signed mail, which Outlook keeps as one attachment with headers of its own.
fn signed(item: &Item) -> Option<&[u8]> {
    let class = item.properties.text(tag::MESSAGE_CLASS)?;
    let [attached] = item.attachments.as_slice() else {
        return None;
    };
    let Content::Bytes(bytes) = &attached.content else {
        return None;
    };
    let signed = class
        .to_ascii_lowercase()
        .contains(".smime.multipartsigned");
    let entity = bytes.get(..13)?.eq_ignore_ascii_case(b"Content-Type:");
    (signed && entity).then_some(bytes.as_slice())
}

fn attachment(
    attached: &Attached,
    place: &str,
    depth: usize,
    shown: &BTreeSet<Vec<u8>>,
    problems: &mut Vec<(ProblemKind, String)>,
) -> Entity {
    let name = name(attached);
    let content_id = attached.properties.text(tag::ATTACH_CONTENT_ID);
    let part = match &attached.content {
        Content::Bytes(bytes) => match object(attached, bytes) {
            Some(inner) => file(attached, &inner),
            None => file(attached, bytes),
        },
        Content::Item(item) if depth < DEPTH => {
            return embedded(item, &name, place, depth + 1, problems);
        }
        Content::Item(_) => {
            let detail =
                format!("items lie inside one another deeper than {DEPTH}: the rest was left out");
            problems.push((ProblemKind::Limit, detail));
            file(attached, &[])
        }
        Content::Absent(why) => {
            let name = if name.is_empty() {
                "without a name"
            } else {
                &name
            };
            problems.push((
                ProblemKind::Unreadable,
                format!("attachment '{name}': {why}"),
            ));
            file(attached, &[])
        }
    };
    let inline =
        content_id.is_some_and(|id| shown.contains(id.trim_matches(['<', '>']).trim().as_bytes()));
    part.attached(inline, &name, content_id)
}

/// The parts that a page shows where it refers to them: `cid:` and the id.
fn shown(page: &[u8]) -> BTreeSet<Vec<u8>> {
    let ends = |byte: &u8| byte.is_ascii_whitespace() || b"\"'<>)&;".contains(byte);
    memchr::memmem::find_iter(page, b"cid:")
        .map(|at| &page[at + 4..])
        .map(|rest| rest[..rest.iter().take(ID).position(ends).unwrap_or(0)].to_vec())
        .collect()
}

/// The file in an object of another program.
fn object(attached: &Attached, bytes: &[u8]) -> Option<Vec<u8>> {
    /// ATTACH_OLE
    const OBJECT: i64 = 6;
    let is_object = attached.properties.integer(tag::ATTACH_METHOD) == Some(OBJECT);
    is_object.then(|| object::unwrapped(bytes)).flatten()
}

fn file(attached: &Attached, bytes: &[u8]) -> Entity {
    let kind = attached
        .properties
        .text(tag::ATTACH_MIME_TAG)
        .unwrap_or_default()
        .trim();
    if kind.eq_ignore_ascii_case("message/rfc822") && !bytes.is_empty() && !bytes.contains(&0) {
        return Entity {
            head: "Content-Type: message/rfc822\nContent-Transfer-Encoding: 8bit\n".to_owned(),
            body: bytes.to_vec(),
        };
    }
    let kind = if is_type(kind) {
        kind
    } else {
        "application/octet-stream"
    };
    Entity {
        head: format!("Content-Type: {kind}\nContent-Transfer-Encoding: base64\n"),
        body: base64::lines(bytes),
    }
}

/// `image/png`; none that would make the part one of several, or a message.
fn is_type(kind: &str) -> bool {
    let token = |part: &str| {
        !part.is_empty()
            && part
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"!#$&-^_.+".contains(&byte))
    };
    kind.len() <= 127
        && kind.split_once('/').is_some_and(|(top, sub)| {
            token(top)
                && token(sub)
                && !top.eq_ignore_ascii_case("multipart")
                && !top.eq_ignore_ascii_case("message")
        })
}

fn embedded(
    item: &Item,
    name: &str,
    place: &str,
    depth: usize,
    problems: &mut Vec<(ProblemKind, String)>,
) -> Entity {
    let inner = transcribe_at(item, place, depth);
    let called = if name.is_empty() {
        "without a name"
    } else {
        name
    };
    let within = |(kind, detail)| (kind, format!("in the attached item '{called}': {detail}"));
    problems.extend(inner.problems.into_iter().map(within));
    let kind = match inner.ending {
        "vcf" => "text/vcard; charset=utf-8",
        "ics" => "text/calendar; charset=utf-8",
        "txt" => "text/plain; charset=utf-8",
        _ => "message/rfc822",
    };
    let name = match name {
        "" => String::new(),
        name => format!("{}.{}", header::one_line(name), inner.ending),
    };
    Entity {
        head: format!("Content-Type: {kind}\nContent-Transfer-Encoding: 8bit\n"),
        body: inner.bytes,
    }
    .attached(false, &name, None)
}

/// What an attachment is called.
pub fn name(attached: &Attached) -> String {
    let text = |id| attached.properties.text(id).map(header::one_line);
    let own = [
        tag::ATTACH_LONG_FILE_NAME,
        tag::ATTACH_FILE_NAME,
        tag::DISPLAY_NAME,
    ];
    let subject = match &attached.content {
        Content::Item(item) => heads::subject(&item.properties),
        _ => None,
    };
    own.into_iter()
        .filter_map(text)
        .chain(subject.map(|subject| header::one_line(&subject)))
        .find(|name| !name.is_empty())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_that_a_page_shows() {
        let page = b"<img src=\"cid:a@x\"><img src='cid:b'> url(cid:c) cid:";
        let all: Vec<Vec<u8>> = shown(page).into_iter().collect();
        assert_eq!(all, [&b""[..], b"a@x", b"b", b"c"]);
    }

    #[test]
    fn types_of_files() {
        assert!(is_type("image/png") && is_type("application/vnd.ms-excel"));
        for bad in [
            "",
            "image",
            "multipart/mixed",
            "Message/rfc822",
            "a/b; c",
            "a/b\nX: y",
        ] {
            assert!(!is_type(bad), "{bad}");
        }
    }
}
