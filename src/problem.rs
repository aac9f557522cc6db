//! What could not be read or was doubtful, as a value with a place; a run goes on and lists it.

use std::fmt;

/// The kind of a problem; its name is the `kind` cell of `problems.csv`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum ProblemKind {
    /// A file or folder could not be opened or read.
    Unreadable,
    /// A file that holds no mail and is no container we know.
    NotMail,
    /// Bytes in a mailbox that belong to no message.
    SkippedBytes,
    /// A mailbox or container that ends before it should.
    Truncated,
    /// A container that is damaged.
    DamagedContainer,
    /// A named limit was reached; what lies beyond it was left out.
    Limit,
    /// A message that could not be read; it counts as unreadable.
    UnreadableMessage,
    /// A document that could not be read, or not to its end.
    UnreadableDocument,
    /// A message without a usable sender.
    NoSender,
    /// A date that is absent, not readable or out of range.
    Date,
    /// An address that could not be read; its raw text is in the detail.
    Address,
    /// An encoding or character set that was damaged or unknown.
    Encoding,
    /// A link, or a loop of links, that was not followed.
    Link,
    /// A source that has changed since it was read, or is gone.
    Changed,
    /// A choice between two readings that both make sense.
    Ambiguous,
    /// A decision or an option of the user that matched nothing.
    Unmatched,
}

impl ProblemKind {
    /// All kinds.
    pub const ALL: [Self; 16] = [
        Self::Unreadable,
        Self::NotMail,
        Self::SkippedBytes,
        Self::Truncated,
        Self::DamagedContainer,
        Self::Limit,
        Self::UnreadableMessage,
        Self::UnreadableDocument,
        Self::NoSender,
        Self::Date,
        Self::Address,
        Self::Encoding,
        Self::Link,
        Self::Changed,
        Self::Ambiguous,
        Self::Unmatched,
    ];

    /// The name in tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::Unreadable => "unreadable",
            Self::NotMail => "not_mail",
            Self::SkippedBytes => "skipped_bytes",
            Self::Truncated => "truncated",
            Self::DamagedContainer => "damaged_container",
            Self::Limit => "limit",
            Self::UnreadableMessage => "unreadable_message",
            Self::UnreadableDocument => "unreadable_document",
            Self::NoSender => "no_sender",
            Self::Date => "date",
            Self::Address => "address",
            Self::Encoding => "encoding",
            Self::Link => "link",
            Self::Changed => "changed",
            Self::Ambiguous => "ambiguous",
            Self::Unmatched => "unmatched",
        }
    }

    /// The kind of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

impl fmt::Display for ProblemKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Something that could not be read or was doubtful.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Problem {
    /// The file, as [`crate::origin::Origin::path`] names it.
    pub source: String,
    /// The byte offset, where there is one.
    pub offset: Option<u64>,
    /// What kind.
    pub kind: ProblemKind,
    /// One sentence for the reader. Raw text of strangers may be in it: escape it at each border.
    pub detail: String,
}
