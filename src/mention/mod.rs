//! Names found in text. It knows words and spans, not who or what they are.

pub mod domains;
pub mod gather;
pub mod watch;

/// What a name in a text is taken for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A registrable domain, in an address or a web address.
    Domain,
    /// An organization's name.
    Organization,
    /// A person's name.
    Person,
}

impl Kind {
    /// From the number that it has as `u8`.
    pub fn from_number(number: u8) -> Self {
        match number {
            0 => Self::Domain,
            1 => Self::Organization,
            _ => Self::Person,
        }
    }
}

/// A name found in the own words or the subject of one message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    /// What it is taken for.
    pub kind: Kind,
    /// The name as first written, on one line: for a domain the registrable one in lower case.
    pub name: String,
    /// How often it was found.
    pub times: u32,
    /// How sure the surest of them is, in percent.
    pub confidence: u8,
    /// First byte of the first in the text of the message; [`IN_SUBJECT`] if that is in the subject.
    pub start: u32,
}

/// In place of a byte in the text.
pub const IN_SUBJECT: u32 = u32::MAX;
