//! The body: text out of MIME parts, attachments, messages inside. It does not know header meanings beyond MIME.

use std::borrow::Cow;

use mail_parser::Encoding;
use mail_parser::decoders::base64::base64_decode;
use mail_parser::decoders::quoted_printable::quoted_printable_decode;

use super::header::{Field, Headers};
use super::mime::Reader;
use super::{Attachment, Embedded, limits, text};
use crate::problem::ProblemKind;

/// What a body holds.
#[derive(Debug, Default)]
pub struct Body {
    /// The text, with `\n` line ends.
    pub text: String,
    /// Listed attachments.
    pub attachments: Vec<Attachment>,
    /// Messages inside.
    pub embedded: Vec<Embedded>,
    /// What was doubtful.
    pub problems: Vec<(ProblemKind, String)>,
}

impl Body {
    /// Adds a stretch of text on a line of its own.
    pub(super) fn append(&mut self, text: String) {
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.text.push('\n');
        }
        if self.text.is_empty() && text.len() <= limits::TEXT_BYTES {
            self.text = text;
            return;
        }
        let mut end = text
            .len()
            .min(limits::TEXT_BYTES.saturating_sub(self.text.len()));
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        self.text.push_str(&text[..end]);
        if end < text.len() {
            self.limit(format!(
                "the text is longer than {} MiB; its rest is left out",
                limits::TEXT_BYTES >> 20
            ));
        }
    }

    /// Tells once that a limit was reached.
    pub(super) fn limit(&mut self, what: String) {
        let problem = (ProblemKind::Limit, what);
        if !self.problems.contains(&problem) {
            self.problems.push(problem);
        }
    }
}

/// Reads the body of a message whose header block is known.
pub fn read(
    raw: &[u8],
    headers: &Headers<'_>,
    reader: &Reader,
    verbatim: bool,
    unescape: bool,
) -> Body {
    let mut body = match Simple::of(headers) {
        Some(simple) => simple.read(&raw[headers.body..]),
        None => reader.read(raw, verbatim),
    };
    if unescape
        && !matches!(
            Simple::of(headers),
            Some(Simple {
                encoding: Encoding::Base64,
                ..
            })
        )
    {
        unescape_from(&mut body.text);
    }
    body
}

/// A body of one text part, which needs no MIME reader.
struct Simple<'a> {
    charset: Option<&'a str>,
    encoding: Encoding,
}

impl<'a> Simple<'a> {
    fn of(headers: &Headers<'a>) -> Option<Self> {
        if headers
            .first(Field::Disposition)
            .is_some_and(|value| !starts_with(value, b"inline"))
        {
            return None;
        }
        let encoding = match headers.first(Field::TransferEncoding) {
            None => Encoding::None,
            Some(value) if value.eq_ignore_ascii_case(b"quoted-printable") => {
                Encoding::QuotedPrintable
            }
            Some(value) if value.eq_ignore_ascii_case(b"base64") => Encoding::Base64,
            Some(value) if value.contains(&b'(') => return None,
            Some(_) => Encoding::None,
        };
        let Some(value) = headers.first(Field::ContentType) else {
            return Some(Self {
                charset: None,
                encoding,
            });
        };
        if !starts_with(value, b"text/plain") && !value.eq_ignore_ascii_case(b"text") {
            return None;
        }
        let rest = std::str::from_utf8(&value[value.len().min(10)..]).ok()?;
        if rest.contains(['(', '*']) || rest.contains("name=") {
            return None;
        }
        let charset = rest.split(';').find_map(|parameter| {
            let (name, value) = parameter.split_once('=')?;
            name.trim()
                .eq_ignore_ascii_case("charset")
                .then(|| value.trim().trim_matches(['"', '\'']))
        });
        Some(Self { charset, encoding })
    }

    fn read(&self, raw: &[u8]) -> Body {
        let mut body = Body::default();
        let bytes = match self.encoding {
            Encoding::None => Cow::Borrowed(raw),
            Encoding::QuotedPrintable => quoted_printable(raw),
            Encoding::Base64 => match base64_decode(raw) {
                Some(bytes) => Cow::Owned(bytes),
                None => {
                    body.problems
                        .push((ProblemKind::Encoding, "damaged base64 in the body".into()));
                    Cow::Owned(lenient_base64(raw))
                }
            },
        };
        let charset = self.charset.unwrap_or_default();
        let decoded = match bytes {
            Cow::Borrowed(bytes) => text::decode_charset(bytes, charset),
            Cow::Owned(bytes) => Cow::Owned(text::decode_owned(bytes, charset)),
        };
        body.append(lines(decoded));
        body
    }
}

fn starts_with(value: &[u8], start: &[u8]) -> bool {
    value
        .get(..start.len())
        .is_some_and(|head| head.eq_ignore_ascii_case(start))
}

/// Quoted-printable, RFC 2045 6.7; damaged escapes stay as they are. O(n).
pub(super) fn quoted_printable(raw: &[u8]) -> Cow<'_, [u8]> {
    if memchr::memchr(b'=', raw).is_none() {
        return Cow::Borrowed(raw);
    }
    let decoded = whole_quoted_printable(raw).or_else(|| quoted_printable_decode(raw));
    Cow::Owned(decoded.unwrap_or_else(|| lenient_quoted_printable(raw)))
}

/// Quoted-printable with `\n` line ends and whole escapes, stretch by stretch; `None` if it is anything else. Gives what
/// the outside decoder gives.
fn whole_quoted_printable(raw: &[u8]) -> Option<Vec<u8>> {
    if memchr::memchr(b'\r', raw).is_some() {
        return None;
    }
    let hex = |b: u8| (b as char).to_digit(16).map(|digit| digit as u8);
    let mut out = Vec::with_capacity(raw.len());
    // White space at the end of a line goes, but not what stands before this.
    let mut kept = 0;
    let mut at = 0;
    for sign in memchr::memchr2_iter(b'=', b'\n', raw) {
        if sign < at {
            continue; // the line end of a soft break
        }
        out.extend_from_slice(&raw[at..sign]);
        at = sign + 1;
        if raw[sign] == b'\n' {
            while out.len() > kept && out.last().is_some_and(u8::is_ascii_whitespace) {
                out.pop();
            }
            out.push(b'\n');
        } else if raw.get(at)? == &b'\n' {
            at += 1;
        } else {
            out.push(hex(raw[at])? << 4 | hex(*raw.get(at + 1)?)?);
            at += 2;
        }
        kept = out.len();
    }
    out.extend_from_slice(&raw[at..]);
    Some(out)
}

fn lenient_quoted_printable(raw: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = memchr::memchr(b'=', rest) {
        out.extend_from_slice(&rest[..at]);
        rest = &rest[at + 1..];
        let hex = |n: usize| rest.get(n).and_then(|&b| (b as char).to_digit(16));
        if let (Some(high), Some(low)) = (hex(0), hex(1)) {
            out.push((high * 16 + low) as u8);
            rest = &rest[2..];
        } else if let Some(next) = rest
            .strip_prefix(b"\n")
            .or_else(|| rest.strip_prefix(b"\r\n"))
        {
            rest = next;
        } else {
            out.push(b'=');
        }
    }
    out.extend_from_slice(rest);
    out
}

/// What can be made of damaged base64: its alphabet, the rest passed over. O(n).
pub(super) fn lenient_base64(raw: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(raw.len() / 4 * 3);
    let (mut bits, mut held) = (0u32, 0u32);
    for &byte in raw {
        let six = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            b'=' => {
                (bits, held) = (0, 0);
                continue;
            }
            _ => continue,
        };
        bits = (bits << 6 | u32::from(six)) & 0xffff;
        held += 6;
        if held >= 8 {
            held -= 8;
            out.push((bits >> held) as u8);
        }
    }
    out
}

/// A text with `\n` line ends and without NUL. O(n).
pub(super) fn lines(text: Cow<'_, str>) -> String {
    if memchr::memchr2(b'\r', 0, text.as_bytes()).is_none() {
        return text.into_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text.as_ref();
    while let Some(at) = memchr::memchr2(b'\r', 0, rest.as_bytes()) {
        out.push_str(&rest[..at]);
        let sign = rest.as_bytes()[at];
        rest = &rest[at + 1..];
        if sign == b'\r' && !rest.starts_with('\n') {
            out.push('\n');
        }
    }
    out.push_str(rest);
    out
}

/// Takes one `>` off lines that start with `>From `, `>>From ` ..
fn unescape_from(text: &mut String) {
    if memchr::memmem::find(text.as_bytes(), b">From ").is_none() {
        return;
    }
    let mut out = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let bare = line.trim_start_matches('>');
        let escaped = bare.len() < line.len() && bare.starts_with("From ");
        out.push_str(if escaped { &line[1..] } else { line });
    }
    *text = out;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quoted_printable_by_stretches_is_what_the_outside_decoder_gives() {
        for raw in [
            "a=20b=3D\nc",
            "soft=\nbreak  \n  \n",
            "kept =\n  \nx=20 \n=20\n",
            "=C3=A9\n\n= 41\n",
            "\tx \t\n\x0c\n=e9",
            "no sign \n",
            "",
        ] {
            let Some(ours) = whole_quoted_printable(raw.as_bytes()) else {
                assert!(raw.contains("= "), "{raw:?}");
                continue;
            };
            assert_eq!(
                Some(ours),
                quoted_printable_decode(raw.as_bytes()),
                "{raw:?}"
            );
        }
        for odd in ["a=\r\nb", "=4", "=", "=zz", "=\t\nx"] {
            assert_eq!(whole_quoted_printable(odd.as_bytes()), None, "{odd:?}");
        }
    }
}
