//! What a mail says: headers, addresses, date, kind, text in its parts, attachments.
//!
//! One raw message goes in, one [`Message`] comes out. It does not know where the bytes came from, what other
//! messages say, or who is who.

pub mod address;
mod body;
pub mod card;
pub mod date;
mod header;
mod key;
mod kind;
pub mod limits;
mod lines;
mod mime;
mod parser;
mod quoted;
mod segments;
pub mod subject;
mod text;
mod tnef;
mod words;

pub use parser::{Context, Parser, Unreadable};
pub use subject::bare_subject;
pub use words::Words;

use crate::problem::ProblemKind;

/// The part a header address plays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Role {
    /// `From`
    From = 0,
    /// `Sender`: who sent it for the author.
    Sender = 1,
    /// `Reply-To`
    ReplyTo = 2,
    /// `To`
    To = 3,
    /// `Cc`
    Cc = 4,
    /// `Bcc`
    Bcc = 5,
    /// `Resent-From`
    ResentFrom = 6,
    /// `Resent-To`
    ResentTo = 7,
    /// `Resent-Cc`
    ResentCc = 8,
    /// `Resent-Bcc`
    ResentBcc = 9,
    /// `X-From`: Enron's second spelling of the sender.
    XFrom = 10,
    /// `X-To`
    XTo = 11,
    /// `X-cc`
    XCc = 12,
    /// `X-bcc`
    XBcc = 13,
}

/// A header that tells to whom a copy went, whatever `To` and `Cc` say. It belongs to the copy, not to the mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Audience {
    /// `Delivered-To`: the mailbox it was put into.
    DeliveredTo = 0,
    /// `X-Original-To`: whom the envelope named, before aliases.
    OriginalTo = 1,
    /// `Envelope-To`, `X-Envelope-To`: the same, of other servers.
    EnvelopeTo = 2,
    /// `X-libpst-forensic-bcc`: a blind copy that readpst found among the properties of the sender's item.
    ForensicBcc = 3,
}

impl Audience {
    /// All, by number.
    pub const ALL: [Self; 4] = [
        Self::DeliveredTo,
        Self::OriginalTo,
        Self::EnvelopeTo,
        Self::ForensicBcc,
    ];

    /// The header's name.
    pub fn header(self) -> &'static str {
        match self {
            Self::DeliveredTo => "Delivered-To",
            Self::OriginalTo => "X-Original-To",
            Self::EnvelopeTo => "Envelope-To",
            Self::ForensicBcc => "X-libpst-forensic-bcc",
        }
    }
}

/// What sort of address it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum AddressKind {
    /// A name without an address.
    None = 0,
    /// `local@domain`, in lower case, the domain in its ASCII form.
    Smtp = 1,
    /// An Exchange distinguished name, `/o=../ou=../cn=..`, in lower case.
    X500 = 2,
    /// A Notes path, `kenneth lay/corp/enron@enron`, in lower case.
    Notes = 3,
    /// Something else that stands where an address should, such as a local user name.
    Other = 4,
}

impl AddressKind {
    /// The kind of that number.
    pub fn from_number(number: u8) -> Self {
        match number {
            1 => Self::Smtp,
            2 => Self::X500,
            3 => Self::Notes,
            4 => Self::Other,
            _ => Self::None,
        }
    }
}

/// A name and address as one header spells it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct HeaderAddress {
    /// The display name, decoded, on one line, without quotes; empty if there is none.
    pub name: String,
    /// The canonical address; empty for [`AddressKind::None`].
    pub address: String,
    /// What sort of address.
    pub kind: AddressKind,
}

/// A header address in its role.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Participant {
    /// Its role.
    pub role: Role,
    /// Its address.
    pub address: HeaderAddress,
}

/// Where a date was taken from, best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum DateSource {
    /// The `Date` header.
    Date = 0,
    /// The newest plausible `Received` header.
    Received = 1,
    /// The separator line of the mbox.
    Separator = 2,
}

/// A point in time that a mail claims.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    /// Seconds since 1970-01-01T00:00:00Z; between [`EARLIEST`] and [`LATEST`].
    pub seconds: i64,
    /// Minutes east of UTC as written; `None` if unknown (`-0000`, or no zone).
    pub zone: Option<i16>,
    /// Where it was taken from.
    pub source: DateSource,
}

/// The earliest date believed: 1971-01-02, so that the many clocks that started at 1970-01-01 are undated.
pub const EARLIEST: i64 = 366 * 86_400;
/// The latest date believed: 2100-01-01.
pub const LATEST: i64 = 4_102_444_800;

/// What kind of mail it is, with the reason in [`Message::kind_reason`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Kind {
    /// Written by a person to people.
    Personal = 0,
    /// Sent through a mailing list.
    List = 1,
    /// Sent to many by a program: newsletters, campaigns.
    Bulk = 2,
    /// An automatic reply: out of office, vacation.
    AutoReply = 3,
    /// From a machine: bounces, alerts, tickets, calendars.
    Notification = 4,
}

impl Kind {
    /// The name in tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::Personal => "personal",
            Self::List => "list",
            Self::Bulk => "bulk",
            Self::AutoReply => "automatic_reply",
            Self::Notification => "notification",
        }
    }
}

/// What a stretch of the text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum SegmentKind {
    /// The writer's own words.
    Own = 0,
    /// Words of an earlier mail.
    Quoted = 1,
    /// The header that introduces quoted words ("On .. wrote:", "-----Original Message-----", "From: .. Sent: ..").
    QuotedHeader = 2,
    /// A signature.
    Signature = 3,
    /// A disclaimer or a footer of a list or a mail service.
    Disclaimer = 4,
}

/// A stretch of [`Message::text`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Segment {
    /// What it is.
    pub kind: SegmentKind,
    /// Depth of quoting: 0 for own words.
    pub depth: u8,
    /// First byte in the text.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

/// What a quoted header tells of the mail it quotes.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct QuotedHeader {
    /// Index of its segment.
    pub segment: u32,
    /// The writer.
    pub from: Option<HeaderAddress>,
    /// Its date, if it could be read. No zone is known: seconds as if it were UTC.
    pub date: Option<i64>,
    /// Its subject.
    pub subject: Option<String>,
    /// Its `To` and `Cc` as written, one after the other; empty if it names none.
    pub recipients: String,
}

/// An attachment as the message lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    /// The file name as given, decoded; empty if there is none. Never used as a path.
    pub name: String,
    /// The media type, in lower case, such as `application/pdf`.
    pub media_type: String,
    /// Size in bytes, decoded.
    pub size: u64,
    /// Digest of the decoded bytes.
    pub sha256: crate::origin::Sha256Digest,
    /// The decoded bytes.
    pub bytes: Vec<u8>,
}

/// A message inside the message (`message/rfc822`), to be read as its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Embedded {
    /// Where it starts in the outer message, if its bytes stand there as they are (not encoded).
    pub offset: Option<u64>,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// One message as one copy of it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// `Message-ID` without angle brackets; `None` if absent.
    pub message_id: Option<String>,
    /// Ids this message replies to, nearest parent first: `In-Reply-To`, then `References` from the last to the first. Capped.
    pub parents: Vec<String>,
    /// The date, if there is a plausible one.
    pub date: Option<Date>,
    /// The `Date` header as written.
    pub date_raw: String,
    /// The subject, decoded, on one line.
    pub subject: String,
    /// Header addresses in the order of [`Role`], then of the headers.
    pub participants: Vec<Participant>,
    /// To whom this copy went, as headers of its delivery tell; no part of what the mail says.
    pub audience: Vec<(Audience, HeaderAddress)>,
    /// Personal, list, bulk, automatic reply or notification.
    pub kind: Kind,
    /// Why, in a few words that name the header or phrase, such as "List-Id header".
    pub kind_reason: String,
    /// The list it came through, as far as a header names it: an address if possible, else the List-Id.
    pub list: Option<String>,
    /// The body as text; [`Words`] tells whose words they are.
    pub text: String,
    /// The attachments.
    pub attachments: Vec<Attachment>,
    /// The messages inside.
    pub embedded: Vec<Embedded>,
    /// Keys by which copies of one mail are known; see [`ContentKey`].
    pub key: ContentKey,
    /// Soft errors.
    pub problems: Vec<(ProblemKind, String)>,
}

/// How many line digests are kept.
pub const MAX_LINES: usize = 32;

/// Keys by which copies of one mail are known, whatever their Message-ID and line breaks: first 128 bits of SHA-256 digests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct ContentKey {
    /// Digest of the letters and digits of the whole text (quote marks, spaces and line breaks left out), the subject
    /// without its reply marks, and the attachments' digests.
    pub body: [u8; 16],
    /// Digest of `body`, sender address, date (seconds) and the To and Cc addresses, sorted.
    pub strict: [u8; 16],
    /// How many letters and digits the body digest covers: short bodies prove little.
    pub letters: u32,
}
