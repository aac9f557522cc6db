//! The parts of a MIME message: text, attachments, messages inside. The outside MIME reader finds the parts; which are
//! the body is decided here. Messages inside are handed on as bytes, never opened. It does not know the header fields
//! of mail.

use std::borrow::Cow;
use std::ops::Range;

use mail_parser::decoders::base64::base64_decode;
use mail_parser::{
    ContentType, Encoding, HeaderName, MessageParser, MessagePart, MimeHeaders, PartType,
};
use regex::bytes::Regex;

use super::body::{Body, lenient_base64, lines, quoted_printable};
use super::{Attachment, Embedded, limits, text, tnef};
use crate::document::html;
use crate::origin::Sha256Digest;
use crate::problem::ProblemKind;

/// The MIME reader with its settings.
pub struct Reader {
    parser: MessageParser,
    /// Types of parts that hold messages, in header lines.
    inner: Option<Regex>,
}

impl Reader {
    /// A reader that looks at MIME headers only.
    pub fn new() -> Self {
        let parser = MessageParser::new()
            .header_content_type(HeaderName::ContentType)
            .header_content_type(HeaderName::ContentDisposition)
            .header_text(HeaderName::ContentTransferEncoding)
            .default_header_ignore();
        let inner = r"(?im)^content-type:\s*(?:message/(?:rfc822|global)|multipart/digest)";
        Self {
            parser,
            inner: Regex::new(inner).ok(),
        }
    }

    /// Reads a whole message. `verbatim`: its bytes stand in the source as they are, so that offsets can be told.
    /// O(n).
    pub fn read(&self, raw: &[u8], verbatim: bool) -> Body {
        self.read_at(raw, verbatim, 0)
    }

    fn read_at(&self, raw: &[u8], verbatim: bool, depth: usize) -> Body {
        let hidden = self.hide(raw);
        let mut body = Body::default();
        let Some(message) = self.parser.parse(hidden.as_ref()) else {
            body.problems.push((
                ProblemKind::Encoding,
                "the body has no parts that can be read".into(),
            ));
            return body;
        };
        let tree = Tree::of(&message.parts, &mut body);
        let plain = tree.alternatives_with_text(&message.parts);
        let source = Source {
            raw,
            hidden: matches!(hidden, Cow::Owned(_)),
            verbatim,
        };
        for leaf in &tree.leaves {
            let part = &message.parts[leaf.part];
            match leaf.sort(part) {
                Sort::Html if leaf.alternative.is_some_and(|a| plain.contains(&a)) => {}
                Sort::Html => source.html(part, &mut body),
                Sort::Text => source.text(part, &mut body),
                Sort::Message => source.message(part, &mut body),
                Sort::Attachment => source.attachment(part, &mut body),
            }
        }
        tnef::unpack(&mut body, depth, |raw| self.read_at(raw, false, depth + 1));
        body
    }

    /// The outside reader opens messages within messages, down to any depth. Their types are hidden from it by one
    /// changed letter (same length, so offsets stay), and they come out as closed parts.
    fn hide<'a>(&self, raw: &'a [u8]) -> Cow<'a, [u8]> {
        let Some(regex) = &self.inner else {
            return Cow::Borrowed(raw);
        };
        let mut ends = regex.find_iter(raw).map(|found| found.end()).peekable();
        if ends.peek().is_none() {
            return Cow::Borrowed(raw);
        }
        let mut copy = raw.to_vec();
        for end in ends {
            copy[end - 1] = HIDDEN;
        }
        Cow::Owned(copy)
    }
}

/// Stands for the last letter of a hidden type.
const HIDDEN: u8 = b'_';

/// What a part is.
enum Sort {
    Text,
    Html,
    Message,
    Attachment,
}

struct Leaf {
    part: usize,
    /// The innermost `multipart/alternative` around it.
    alternative: Option<usize>,
    /// It lies in a `multipart/digest`.
    digest: bool,
    /// It is the whole message.
    alone: bool,
}

impl Leaf {
    fn sort(&self, part: &MessagePart<'_>) -> Sort {
        let kind = part.content_type();
        let (main, sub) = types(kind);
        if main.eq_ignore_ascii_case("message") && is_hidden(sub) || self.digest && kind.is_none() {
            return Sort::Message;
        }
        let attached = part
            .content_disposition()
            .is_some_and(ContentType::is_attachment);
        let named = part.attachment_name().is_some();
        let inline = part
            .content_disposition()
            .is_some_and(ContentType::is_inline);
        if !self.alone && (attached || named && !inline) || self.alone && attached && named {
            return Sort::Attachment;
        }
        match (kind, &part.body) {
            (None, PartType::Text(_)) => Sort::Text,
            _ if main.eq_ignore_ascii_case("multipart") => Sort::Text,
            _ if main.eq_ignore_ascii_case("text") && sub.eq_ignore_ascii_case("html") => {
                Sort::Html
            }
            _ if main.eq_ignore_ascii_case("text") && sub.eq_ignore_ascii_case("plain") => {
                Sort::Text
            }
            _ if main.eq_ignore_ascii_case("text") && sub.is_empty() => Sort::Text,
            _ if main.eq_ignore_ascii_case("message")
                && sub.eq_ignore_ascii_case("delivery-status") =>
            {
                Sort::Text
            }
            _ => Sort::Attachment,
        }
    }
}

fn is_hidden(sub: &str) -> bool {
    ["rfc822", "rfc82_", "global", "globa_"]
        .iter()
        .any(|known| sub.eq_ignore_ascii_case(known))
}

fn types<'a>(kind: Option<&'a ContentType<'a>>) -> (&'a str, &'a str) {
    kind.map_or(("", ""), |kind| {
        (kind.ctype(), kind.subtype().unwrap_or_default())
    })
}

/// The leaves of a message in the order they stand.
struct Tree {
    leaves: Vec<Leaf>,
}

impl Tree {
    fn of(parts: &[MessagePart<'_>], body: &mut Body) -> Self {
        let mut leaves = Vec::new();
        let mut seen = vec![false; parts.len()];
        let mut stack = vec![(0usize, 0usize, None, false)];
        let mut next = 0;
        loop {
            let Some((id, depth, alternative, digest)) = stack.pop() else {
                // Parts that a damaged message leaves without a parent.
                match (next..parts.len()).find(|&id| !seen[id]) {
                    Some(id) => {
                        next = id + 1;
                        stack.push((id, 1, None, false));
                        continue;
                    }
                    None => break,
                }
            };
            if id >= parts.len() || std::mem::replace(&mut seen[id], true) {
                continue;
            }
            if leaves.len() >= limits::PARTS {
                body.limit(format!(
                    "more than {} parts; the rest is left out",
                    limits::PARTS
                ));
                break;
            }
            let PartType::Multipart(children) = &parts[id].body else {
                leaves.push(Leaf {
                    part: id,
                    alternative,
                    digest,
                    alone: parts.len() == 1,
                });
                continue;
            };
            if depth >= limits::DEPTH {
                body.limit(format!(
                    "parts lie more than {} deep; what is deeper is left out",
                    limits::DEPTH
                ));
                break;
            }
            let (_, sub) = types(parts[id].content_type());
            let inner = if sub.eq_ignore_ascii_case("alternative") {
                Some(id)
            } else {
                alternative
            };
            let digest = sub.eq_ignore_ascii_case("diges_");
            for &child in children.iter().rev() {
                stack.push((child as usize, depth + 1, inner, digest));
            }
        }
        Self { leaves }
    }

    /// The alternatives that hold plain text, so that their HTML is not needed.
    fn alternatives_with_text(&self, parts: &[MessagePart<'_>]) -> Vec<usize> {
        let mut found = Vec::new();
        for leaf in &self.leaves {
            let Some(alternative) = leaf.alternative else {
                continue;
            };
            let part = &parts[leaf.part];
            let filled = part
                .text_contents()
                .is_some_and(|text| !text.trim().is_empty());
            if filled && matches!(leaf.sort(part), Sort::Text) && found.last() != Some(&alternative)
            {
                found.push(alternative);
            }
        }
        found
    }
}

struct Source<'a> {
    raw: &'a [u8],
    hidden: bool,
    verbatim: bool,
}

impl Source<'_> {
    fn range(&self, part: &MessagePart<'_>) -> Range<usize> {
        let start = (part.offset_body as usize).min(self.raw.len());
        start..(part.offset_end as usize).clamp(start, self.raw.len())
    }

    /// The bytes of a part without its transfer encoding.
    fn decoded(&self, part: &MessagePart<'_>, body: &mut Body) -> Cow<'_, [u8]> {
        let raw = &self.raw[self.range(part)];
        let encoding = part
            .headers
            .iter()
            .rev()
            .find(|header| header.name == HeaderName::ContentTransferEncoding)
            .and_then(|header| header.value.as_text());
        match encoding {
            Some(name) if name.eq_ignore_ascii_case("base64") => {
                if part.encoding == Encoding::Base64
                    && let PartType::Binary(bytes) | PartType::InlineBinary(bytes) = &part.body
                {
                    return Cow::Owned(bytes.to_vec());
                }
                base64_decode(raw).map_or_else(
                    || {
                        let problem = (ProblemKind::Encoding, "damaged base64".to_owned());
                        if !body.problems.contains(&problem) {
                            body.problems.push(problem);
                        }
                        Cow::Owned(lenient_base64(raw))
                    },
                    Cow::Owned,
                )
            }
            Some(name) if name.eq_ignore_ascii_case("quoted-printable") => quoted_printable(raw),
            _ => Cow::Borrowed(raw),
        }
    }

    /// The text of a part. ASCII is taken as the reader gives it; all else is decoded here, where guesses are ours.
    fn string<'b>(&'b self, part: &'b MessagePart<'_>, body: &mut Body) -> Cow<'b, str> {
        let charset = part
            .content_type()
            .and_then(|kind| kind.attribute("charset"));
        match &part.body {
            PartType::Text(text) | PartType::Html(text)
                if !self.hidden && !part.is_encoding_problem && text.is_ascii() =>
            {
                Cow::Borrowed(text)
            }
            _ => {
                let bytes = self.decoded(part, body);
                let text = charset.map_or_else(
                    || text::guess(&bytes),
                    |charset| text::decode_charset(&bytes, charset),
                );
                Cow::Owned(text.into_owned())
            }
        }
    }

    fn text(&self, part: &MessagePart<'_>, body: &mut Body) {
        let text = self.string(part, body);
        body.append(lines(text));
    }

    fn html(&self, part: &MessagePart<'_>, body: &mut Body) {
        let text = self.string(part, body);
        let mut end = text.len().min(limits::HTML_BYTES);
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        if end < text.len() {
            body.limit(format!(
                "HTML longer than {} MiB; its rest is left out",
                limits::HTML_BYTES >> 20
            ));
        }
        body.append(lines(html::to_text(&text[..end]).into()));
    }

    fn message(&self, part: &MessagePart<'_>, body: &mut Body) {
        let range = self.range(part);
        let bytes = self.decoded(part, body);
        let offset = matches!(bytes, Cow::Borrowed(_)) && self.verbatim;
        if !bytes.iter().all(u8::is_ascii_whitespace) {
            body.embedded.push(Embedded {
                offset: offset.then_some(range.start as u64),
                bytes: bytes.into_owned(),
            });
        }
    }

    fn attachment(&self, part: &MessagePart<'_>, body: &mut Body) {
        let bytes = self.decoded(part, body);
        let (main, sub) = types(part.content_type());
        let media_type = if main.is_empty() {
            "text/plain".into()
        } else {
            format!("{main}/{sub}").to_ascii_lowercase()
        };
        let name = part.attachment_name().unwrap_or_default();
        let attachment = Attachment {
            name: text::one_line(&text::words(name), limits::NAME_BYTES).0,
            media_type: text::one_line(&media_type, limits::NAME_BYTES).0,
            size: bytes.len() as u64,
            sha256: Sha256Digest::of(&bytes),
            bytes: bytes.into_owned(),
        };
        body.attachments.push(attachment);
    }
}
