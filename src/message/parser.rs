//! THE STAIRS of this room: one raw message through header, date, addresses, body, kind and keys. What its words are is asked of
//! `words.rs`, where nobody knows the message yet.

use std::borrow::Cow;
use std::panic::{AssertUnwindSafe, catch_unwind};

use super::address::{Found, Style, parse_list};
use super::header::{Field, Headers};
use super::key::{content_key, letters};
use super::mime::Reader;
use super::{
    Audience, Date, DateSource, HeaderAddress, Message, Participant, Role, body, date, kind,
    limits, text,
};
use crate::problem::ProblemKind;

/// What is known about a raw message from where it lay.
#[derive(Clone, Copy, Debug, Default)]
pub struct Context<'a> {
    /// The mbox separator line: its date is the last resort.
    pub separator: Option<&'a [u8]>,
    /// One `>` goes off lines that start with `>From `.
    pub unescape: bool,
    /// Addresses are written `name at host` (pipermail).
    pub obfuscated: bool,
}

/// Why a raw message could not be read: a sentence without a full stop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable(pub String);

/// Reads raw messages; one for each thread, used again and again.
pub struct Parser {
    mime: Reader,
    letters: Vec<u8>,
    found: Vec<Found>,
}

impl Default for Parser {
    fn default() -> Self {
        Self::new()
    }
}

impl Parser {
    /// A parser with empty buffers.
    pub fn new() -> Self {
        Self {
            mime: Reader::new(),
            letters: Vec::new(),
            found: Vec::new(),
        }
    }

    /// Reads one raw message (without its mbox separator line). O(n) time; memory about three times the message.
    ///
    /// # Errors
    /// [`Unreadable`] if there is no mail header at all, or the message is over 1 GiB, or the MIME reader gives up.
    pub fn read(&mut self, raw: &[u8], context: &Context<'_>) -> Result<Message, Unreadable> {
        if raw.len() > limits::MESSAGE_BYTES {
            return Err(Unreadable("the message is larger than 1 GiB".into()));
        }
        let bytes = plain(raw);
        let verbatim = matches!(&bytes, Cow::Borrowed(kept) if kept.len() == raw.len());
        let shift = raw.len()
            - if let Cow::Borrowed(kept) = &bytes {
                kept.len()
            } else {
                raw.len()
            };
        let headers = Headers::read(&bytes);
        if headers.is_empty() {
            return Err(Unreadable("no mail header was found".into()));
        }
        if !headers.is_mail() {
            return Err(Unreadable(
                "the lines at the start are no mail header".into(),
            ));
        }
        let mut message = self.head(&headers, context);
        // The one place where a panic is caught: debug builds of mail-parser 0.11 stop at an assertion on damaged mail.
        let mime = &self.mime;
        let mut read = catch_unwind(AssertUnwindSafe(|| {
            body::read(
                &bytes,
                &headers,
                mime,
                verbatim || shift > 0,
                context.unescape,
            )
        }))
        .map_err(|_| Unreadable("the MIME reader gave up on the body".into()))?;
        for embedded in &mut read.embedded {
            embedded.offset = embedded.offset.map(|offset| offset + shift as u64);
        }
        message.text = read.text;
        message.attachments = read.attachments;
        message.embedded = read.embedded;
        message.problems.append(&mut read.problems);
        self.finish(&headers, &mut message);
        Ok(message)
    }

    /// What the header block says.
    fn head(&mut self, headers: &Headers<'_>, context: &Context<'_>) -> Message {
        let mut problems = Vec::new();
        if headers.cut {
            problems.push((
                ProblemKind::Limit,
                format!(
                    "more than {} header fields; the rest is left out",
                    limits::HEADERS
                ),
            ));
        }
        let (subject, long) = headers
            .first(Field::Subject)
            .map(|raw| text::one_line(&text::value(capped(raw)), limits::SUBJECT_BYTES))
            .unwrap_or_default();
        if long {
            problems.push((
                ProblemKind::Limit,
                format!("the subject is longer than {} bytes", limits::SUBJECT_BYTES),
            ));
        }
        let (date, date_raw) = dated(headers, context, &mut problems);
        let participants = self.participants(headers, context, &mut problems);
        let message_id = headers
            .first(Field::MessageId)
            .and_then(|raw| ids(raw).into_iter().next());
        Message {
            parents: parents(headers, message_id.as_deref(), &mut problems),
            message_id,
            date,
            date_raw,
            subject,
            participants,
            audience: audience(headers),
            kind: super::Kind::Personal,
            kind_reason: String::new(),
            list: None,
            text: String::new(),
            attachments: Vec::new(),
            embedded: Vec::new(),
            key: super::ContentKey::default(),
            problems,
        }
    }

    fn participants(
        &mut self,
        headers: &Headers<'_>,
        context: &Context<'_>,
        problems: &mut Vec<(ProblemKind, String)>,
    ) -> Vec<Participant> {
        let mut participants = Vec::new();
        for &(field, raw) in headers.iter() {
            let Field::Address(role) = field else {
                continue;
            };
            let mut value = text::guess(raw);
            if context.obfuscated {
                value = clear(value);
            }
            let left = limits::ADDRESSES - participants.len();
            self.found.clear();
            let whole = parse_list(&value, Style::Header, left, &mut self.found);
            participants.reserve(self.found.len());
            for found in self.found.drain(..) {
                match found {
                    Found::Address(address) => participants.push(Participant { role, address }),
                    Found::TooLong(start) => problems.push((
                        ProblemKind::Address,
                        format!("longer than an address can be: {start}"),
                    )),
                }
            }
            if !whole {
                problems.push((
                    ProblemKind::Limit,
                    format!(
                        "more than {} addresses; the rest is left out",
                        limits::ADDRESSES
                    ),
                ));
                break;
            }
        }
        participants.sort_by_key(|participant| participant.role);
        if !participants
            .iter()
            .any(|p| matches!(p.role, Role::From | Role::Sender))
        {
            problems.push((ProblemKind::NoSender, "no sender".into()));
        }
        participants
    }

    /// What needs header and body together.
    fn finish(&mut self, headers: &Headers<'_>, message: &mut Message) {
        message.list = kind::list(headers);
        letters(&message.text, &mut self.letters);
        message.key = content_key(
            &self.letters,
            &message.subject,
            &message.attachments,
            &message.participants,
            message.date,
        );
        let sender = message
            .participants
            .iter()
            .find(|p| p.role == Role::From)
            .map_or("", |p| p.address.address.as_str());
        (message.kind, message.kind_reason) = kind::of(headers, sender, &message.subject);
    }
}

/// To whom the copy went: each address once.
fn audience(headers: &Headers<'_>) -> Vec<(Audience, HeaderAddress)> {
    let mut all = Vec::new();
    for &(field, raw) in headers.iter() {
        let Field::Audience(header) = field else {
            continue;
        };
        let mut found = Vec::new();
        let left = limits::AUDIENCE.saturating_sub(all.len());
        parse_list(&text::guess(capped(raw)), Style::Header, left, &mut found);
        for found in found {
            if let Found::Address(address) = found
                && !all.contains(&(header, address.clone()))
            {
                all.push((header, address));
            }
        }
    }
    all
}

fn capped(raw: &[u8]) -> &[u8] {
    &raw[..raw.len().min(limits::VALUE_BYTES)]
}

/// The message as bytes with ASCII line ends and no mark in front: UTF-16 is turned into UTF-8, lone CR into LF.
fn plain(raw: &[u8]) -> Cow<'_, [u8]> {
    if raw.starts_with(b"\xff\xfe") || raw.starts_with(b"\xfe\xff") {
        let (text, _, _) = encoding_rs::UTF_16LE.decode(raw);
        return Cow::Owned(text.into_owned().into_bytes());
    }
    let raw = raw.strip_prefix(b"\xef\xbb\xbf").unwrap_or(raw);
    if memchr::memchr(b'\n', raw).is_none() && raw.contains(&b'\r') {
        return Cow::Owned(
            raw.iter()
                .map(|&b| if b == b'\r' { b'\n' } else { b })
                .collect(),
        );
    }
    Cow::Borrowed(raw)
}

/// `name at host` as `name@host`.
fn clear(value: Cow<'_, str>) -> Cow<'_, str> {
    match value.find(" at ") {
        Some(at) if !value.contains('@') => {
            let after = value[at + 4..]
                .split_whitespace()
                .next()
                .unwrap_or_default();
            if after.contains('.') && !value[..at].contains(' ') {
                Cow::Owned(format!("{}@{}", &value[..at], &value[at + 4..]))
            } else {
                value
            }
        }
        _ => value,
    }
}

/// The date: from `Date`, else the newest plausible `Received`, else the separator line; and `Date` as written.
fn dated(
    headers: &Headers<'_>,
    context: &Context<'_>,
    problems: &mut Vec<(ProblemKind, String)>,
) -> (Option<Date>, String) {
    let written = headers
        .first(Field::Date)
        .map(|raw| text::guess(&raw[..raw.len().min(1024)]));
    let raw = text::one_line(written.as_deref().unwrap_or_default(), 256).0;
    let of = |moment: date::Moment, source| Date {
        seconds: moment.seconds,
        zone: moment.zone,
        source,
    };
    if let Some(moment) = date::parse(&raw) {
        return (Some(of(moment, DateSource::Date)), raw);
    }
    let what = if raw.is_empty() {
        "no date".into()
    } else {
        format!("the date cannot be used: {raw}")
    };
    problems.push((ProblemKind::Date, what));
    let received = headers
        .all(Field::Received)
        .filter_map(|raw| {
            let at = memchr::memrchr(b';', raw)?;
            date::parse(&text::guess(&raw[at + 1..]))
        })
        .max_by_key(|moment| moment.seconds);
    if let Some(moment) = received {
        return (Some(of(moment, DateSource::Received)), raw);
    }
    let separator = context.separator.and_then(|line| {
        let line = text::guess(line);
        let rest = line.strip_prefix("From ")?;
        let (_, rest) = rest.trim_start().split_once(' ')?;
        date::parse(rest)
    });
    (
        separator.map(|moment| of(moment, DateSource::Separator)),
        raw,
    )
}

/// The ids in a header value: what stands in angle brackets, else its words that could be ids.
fn ids(raw: &[u8]) -> Vec<String> {
    let value = text::guess(raw);
    let mut out = Vec::new();
    let mut rest = value.as_ref();
    while let Some(open) = rest.find('<') {
        let inner = &rest[open + 1..];
        let end = inner.find(['>', '<']).unwrap_or(inner.len());
        push_id(&inner[..end], &mut out);
        rest = inner[end..].strip_prefix('>').unwrap_or(&inner[end..]);
    }
    if out.is_empty() {
        for word in value
            .split_whitespace()
            .filter(|word| word.contains('@'))
            .take(1)
        {
            push_id(word, &mut out);
        }
        if out.is_empty() && !value.trim().is_empty() && !value.trim().contains(char::is_whitespace)
        {
            push_id(&value, &mut out);
        }
    }
    out
}

fn push_id(text: &str, out: &mut Vec<String>) {
    let id: String = if text.bytes().all(|b| b.is_ascii_graphic()) {
        text.to_owned()
    } else {
        let odd = |c: char| c.is_whitespace() || c.is_control();
        text.chars().filter(|&c| !odd(c)).collect()
    };
    if !id.is_empty() && id.len() <= limits::ID_BYTES {
        out.push(id);
    }
}

/// The parents, nearest first; not the message itself.
fn parents(
    headers: &Headers<'_>,
    own: Option<&str>,
    problems: &mut Vec<(ProblemKind, String)>,
) -> Vec<String> {
    let mut all: Vec<String> = headers.first(Field::InReplyTo).map(ids).unwrap_or_default();
    if let Some(raw) = headers.first(Field::References) {
        all.extend(ids(raw).into_iter().rev());
    }
    if all.is_empty() {
        return all;
    }
    let mut seen = std::collections::BTreeSet::new();
    all.retain(|id| Some(id.as_str()) != own && seen.insert(id.clone()));
    if all.len() > limits::PARENTS {
        problems.push((
            ProblemKind::Limit,
            format!(
                "more than {} references; the middle is left out",
                limits::PARENTS
            ),
        ));
        let tail = all.split_off(all.len() - (limits::PARENTS - 1));
        all.truncate(1);
        all.extend(tail);
    }
    all
}
