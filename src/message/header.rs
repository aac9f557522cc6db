//! The header block of a message: fields found, names known, values left raw. It does not know what values mean.

use memchr::memchr;

use super::limits;

/// A header field this room has a use for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// An address field.
    Address(super::Role),
    /// A field that tells to whom the copy went.
    Audience(super::Audience),
    /// `Date`
    Date,
    /// `Received`
    Received,
    /// `Message-ID`
    MessageId,
    /// `In-Reply-To`
    InReplyTo,
    /// `References`
    References,
    /// `Subject`
    Subject,
    /// `Content-Type`
    ContentType,
    /// `Content-Transfer-Encoding`
    TransferEncoding,
    /// `Content-Disposition`
    Disposition,
    /// `List-Id`
    ListId,
    /// `List-Post`, `Mailing-List`, `X-Mailing-List`, `X-BeenThere`
    ListPost,
    /// `List-Unsubscribe`
    ListUnsubscribe,
    /// `Precedence`
    Precedence,
    /// `Auto-Submitted`
    AutoSubmitted,
    /// `X-Autoreply`, `X-Autorespond`, `X-Auto-Response`: present on automatic replies.
    AutoReply,
    /// `X-Auto-Response-Suppress`
    AutoSuppress,
    /// `Return-Path`
    ReturnPath,
    /// `Feedback-ID`, `X-Campaign*`, `X-MC-User`, `X-SG-EID`: marks of mass mailers.
    Campaign,
    /// Any other well-formed field.
    Other,
}

/// The header block.
#[derive(Debug, Default)]
pub struct Headers<'a> {
    fields: Vec<(Field, &'a [u8])>,
    /// Where the body starts.
    pub body: usize,
    /// More fields than [`limits::HEADERS`].
    pub cut: bool,
    /// Some field is there that may tell the kind of mail.
    pub marked: bool,
}

impl<'a> Headers<'a> {
    /// Reads the header block at the start of `raw`. Lines that are no field are passed over before the first field,
    /// and between two fields if a known field follows; else the body starts there. O(n).
    pub fn read(raw: &'a [u8]) -> Self {
        let mut headers = Self::default();
        let (mut at, mut junk) = (0, 0);
        let mut start = None; // value of the open field
        while at < raw.len() {
            let end = line_end(raw, at);
            let line = trim_end(&raw[at..end]);
            if line.is_empty() {
                if headers.fields.is_empty() && start.is_none() {
                    at = end;
                    continue;
                }
                headers.close(raw, &mut start, at);
                headers.body = end;
                return headers;
            }
            if matches!(line[0], b' ' | b'\t') && start.is_some() {
                at = end;
                continue;
            }
            match split(line) {
                Some((field, value)) => {
                    headers.close(raw, &mut start, at);
                    start = Some((field, at + value));
                }
                None if start.is_none() => {
                    junk += 1;
                    if junk > MAX_JUNK {
                        break;
                    }
                }
                None if line.starts_with(b"From ") || line.starts_with(b">From ") => {}
                None if !known_next(raw, end) => {
                    headers.close(raw, &mut start, at);
                    headers.body = at;
                    return headers;
                }
                None => {}
            }
            at = end;
        }
        headers.close(raw, &mut start, at.min(raw.len()));
        headers.body = raw.len();
        headers
    }

    fn close(&mut self, raw: &'a [u8], start: &mut Option<(Field, usize)>, end: usize) {
        let Some((field, from)) = start.take() else {
            return;
        };
        if self.fields.len() >= limits::HEADERS {
            // Late fields we need are still worth having; the others are what fills a bomb.
            self.cut = true;
            if matches!(field, Field::Other | Field::Audience(_))
                || self.fields.len() >= 2 * limits::HEADERS
            {
                return;
            }
        }
        self.marked |= marks_kind(field);
        self.fields
            .push((field, raw[from.min(end)..end].trim_ascii()));
    }

    /// No field at all.
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty()
    }

    /// No field that mail has: a text that merely contains a colon.
    pub fn is_mail(&self) -> bool {
        self.fields
            .iter()
            .any(|(field, _)| !matches!(field, Field::Other | Field::Audience(_)))
    }

    /// The raw value of the first such field that is not empty, else of the first.
    pub fn first(&self, field: Field) -> Option<&'a [u8]> {
        let mut all = self.all(field);
        let first = all.next()?;
        if first.is_empty() {
            return Some(all.find(|value| !value.is_empty()).unwrap_or(first));
        }
        Some(first)
    }

    /// The raw values of all such fields.
    pub fn all(&self, field: Field) -> impl Iterator<Item = &'a [u8]> {
        self.fields
            .iter()
            .filter(move |(name, _)| *name == field)
            .map(|(_, value)| *value)
    }

    /// All fields in order.
    pub fn iter(&self) -> impl Iterator<Item = &(Field, &'a [u8])> {
        self.fields.iter()
    }
}

fn marks_kind(field: Field) -> bool {
    matches!(
        field,
        Field::ListId
            | Field::ListPost
            | Field::ListUnsubscribe
            | Field::Precedence
            | Field::AutoSubmitted
            | Field::AutoReply
            | Field::AutoSuppress
            | Field::ReturnPath
            | Field::Campaign
    )
}

/// Lines before the first field that are passed over.
const MAX_JUNK: usize = 20;

fn line_end(raw: &[u8], at: usize) -> usize {
    memchr(b'\n', &raw[at..]).map_or(raw.len(), |n| at + n + 1)
}

fn trim_end(line: &[u8]) -> &[u8] {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    line.strip_suffix(b"\r").unwrap_or(line)
}

/// Within the next three lines stands a field we know: a line that was folded without indenting is none.
fn known_next(raw: &[u8], mut at: usize) -> bool {
    for _ in 0..3 {
        if at >= raw.len() {
            return false;
        }
        let end = line_end(raw, at);
        let line = trim_end(&raw[at..end]);
        if line.is_empty() {
            return false;
        }
        if let Some((field, _)) = split(line) {
            return !matches!(field, Field::Other | Field::Audience(_));
        }
        at = end;
    }
    false
}

/// The field a line starts and where its value begins.
fn split(line: &[u8]) -> Option<(Field, usize)> {
    let colon = memchr(b':', &line[..line.len().min(MAX_NAME + 8)])?;
    let name = line[..colon].trim_ascii_end();
    if name.is_empty() || name.len() > MAX_NAME || !name.iter().all(u8::is_ascii_graphic) {
        return None;
    }
    Some((known(name), colon + 1))
}

const MAX_NAME: usize = 76;

fn known(name: &[u8]) -> Field {
    use super::{Audience, Role};
    let mut buffer = [0u8; 32];
    let Some(lower) = buffer.get_mut(..name.len()) else {
        return Field::Other;
    };
    lower.copy_from_slice(name);
    lower.make_ascii_lowercase();
    match &*lower {
        b"from" => Field::Address(Role::From),
        b"sender" => Field::Address(Role::Sender),
        b"reply-to" => Field::Address(Role::ReplyTo),
        b"to" | b"apparently-to" => Field::Address(Role::To),
        b"cc" => Field::Address(Role::Cc),
        b"bcc" => Field::Address(Role::Bcc),
        b"resent-from" => Field::Address(Role::ResentFrom),
        b"resent-to" => Field::Address(Role::ResentTo),
        b"resent-cc" => Field::Address(Role::ResentCc),
        b"resent-bcc" => Field::Address(Role::ResentBcc),
        b"x-from" => Field::Address(Role::XFrom),
        b"x-to" => Field::Address(Role::XTo),
        b"x-cc" => Field::Address(Role::XCc),
        b"x-bcc" => Field::Address(Role::XBcc),
        b"delivered-to" => Field::Audience(Audience::DeliveredTo),
        b"x-original-to" => Field::Audience(Audience::OriginalTo),
        b"envelope-to" | b"x-envelope-to" => Field::Audience(Audience::EnvelopeTo),
        b"x-libpst-forensic-bcc" => Field::Audience(Audience::ForensicBcc),
        b"date" => Field::Date,
        b"received" => Field::Received,
        b"message-id" => Field::MessageId,
        b"in-reply-to" => Field::InReplyTo,
        b"references" => Field::References,
        b"subject" => Field::Subject,
        b"content-type" => Field::ContentType,
        b"content-transfer-encoding" => Field::TransferEncoding,
        b"content-disposition" => Field::Disposition,
        b"list-id" => Field::ListId,
        b"list-post" | b"mailing-list" | b"x-mailing-list" | b"x-beenthere" => Field::ListPost,
        b"list-unsubscribe" => Field::ListUnsubscribe,
        b"precedence" => Field::Precedence,
        b"auto-submitted" => Field::AutoSubmitted,
        b"x-autoreply" | b"x-autorespond" | b"x-auto-response" | b"x-autoresponder" => {
            Field::AutoReply
        }
        b"x-auto-response-suppress" => Field::AutoSuppress,
        b"return-path" => Field::ReturnPath,
        b"feedback-id" | b"x-campaign" | b"x-campaign-id" | b"x-campaignid" | b"x-mc-user"
        | b"x-sg-eid" => Field::Campaign,
        _ => Field::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::super::Role;
    use super::*;

    #[test]
    fn reads_folded_fields_and_finds_the_body() {
        let raw = b"From: a@x.test\r\nSubject: one\r\n two\r\n\r\nbody";
        let headers = Headers::read(raw);
        assert_eq!(headers.first(Field::Subject), Some(&b"one\r\n two"[..]));
        assert_eq!(
            headers.first(Field::Address(Role::From)),
            Some(&b"a@x.test"[..])
        );
        assert_eq!(&raw[headers.body..], b"body");
    }

    #[test]
    fn survives_odd_heads() {
        for (raw, body) in [
            (&b"\n\nFrom: a@x.test\n\nx"[..], &b"x"[..]),
            (
                b">From a Mon Oct  1 01:02:03 2001\nFrom: a@x.test\n\nx",
                b"x",
            ),
            (
                b"From: a@x.test\nno colon here, so the body\nmore",
                b"no colon here, so the body\nmore",
            ),
            (
                b"From: a@x.test\nTo: b@x.test,\nc@x.test\nSubject: s\n\nx",
                b"x",
            ),
            (b"From: a@x.test", b""),
        ] {
            let headers = Headers::read(raw);
            assert_eq!(
                headers.first(Field::Address(Role::From)),
                Some(&b"a@x.test"[..])
            );
            assert_eq!(&raw[headers.body..], body);
        }
        assert!(Headers::read(b"\0\0\0").is_empty());
        assert!(Headers::read(b"").is_empty());
    }
}
