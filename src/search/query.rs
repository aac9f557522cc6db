//! What is asked of an index: words, names, dates, and how they are joined. It does not know how it was typed.

use crate::case::index::Field;

/// The largest N of `"a b"~N`: less than the break between two passages.
pub const FARTHEST: u32 = 100;

/// Where words are looked for by default.
pub const DEFAULT: &[Field] = &[Field::Subject, Field::Own, Field::Attachment, Field::Name];

/// What is asked.
#[derive(Clone, Debug, PartialEq)]
pub enum Query {
    /// Everything.
    All,
    /// All of these.
    And(Vec<Query>),
    /// Any of these.
    Or(Vec<Query>),
    /// Not this.
    Not(Box<Query>),
    /// Words.
    Text(Text),
    /// Somebody or something by its name; the place is the byte where it was typed.
    Named(Side, String, usize),
    /// Dated in or after this second.
    After(i64),
    /// Dated before this second.
    Before(i64),
    /// A message with attachments.
    Attachment,
    /// A kind of mail, or documents.
    Kind(u8),
    /// Documents of a format, by its place in [`crate::case::index::formats`].
    Format(u32),
}

/// Words in a row, or near each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// Where.
    pub fields: &'static [Field],
    /// The words, folded; `true`: any word that begins so.
    pub words: Vec<(String, bool)>,
    /// All within so many words, in any order; `None`: one after the other.
    pub near: Option<u32>,
}

/// What a name is the name of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The sender.
    From,
    /// A recipient in To.
    To,
    /// A recipient in Cc.
    Cc,
    /// A recipient in Bcc.
    Bcc,
    /// Sender or recipient.
    With,
    /// An organization.
    Organization,
    /// A custodian.
    Custodian,
    /// A community.
    Community,
    /// A message of the conversation.
    Thread,
}
