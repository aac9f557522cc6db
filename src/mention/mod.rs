//! Names found in text. It knows words and spans, not who or what they are.
//!
//! Two ways: an address or a web address names the organization of its domain ([`domains`]); the recognizer finds names of organizations
//! and persons ([`recognizer`]): text is cut ([`token`]), runs of words with capitals are looked up ([`reading`]), described
//! ([`features`]) and labelled ([`tagger`]).

pub mod candidate;
mod chunk;
pub mod domains;
pub mod features;
pub mod gather;
pub mod known;
pub mod lexicon;
pub mod name;
pub mod providers;
pub mod reading;
pub mod recognizer;
pub mod tagger;
pub mod token;
pub mod votes;
pub mod watch;

/// What a name in a text is taken for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A registrable domain, in an address or a web address.
    Domain,
    /// An organization's name.
    Organization,
    /// An organization of the watch list, by the name it has there.
    Watched,
    /// A definition, such as `Tide Gauge Works (TGW)`: no mention, it tells what the short form means.
    Definition,
}

impl Kind {
    /// From the number that it has as `u8`.
    pub fn from_number(number: u8) -> Self {
        match number {
            0 => Self::Domain,
            1 => Self::Organization,
            3 => Self::Definition,
            _ => Self::Watched,
        }
    }
}

/// How a name was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rule {
    /// In an e-mail or web address.
    Domain,
    /// By the recognizer.
    Tagger,
    /// It is a well-known name.
    Lexicon,
    /// By what all texts of the case say about it.
    Votes,
    /// It stands in the watch list.
    WatchList,
    /// In the signature, however it was found there: no mention, it tells who writes.
    Signature,
}

impl Rule {
    const ALL: [(Self, &'static str); 6] = [
        (Self::Domain, "domain"),
        (Self::Tagger, "tagger"),
        (Self::Lexicon, "lexicon"),
        (Self::Votes, "votes"),
        (Self::WatchList, "watch list"),
        (Self::Signature, "signature"),
    ];

    /// From the number that it has as `u8`.
    pub fn from_number(number: u8) -> Self {
        Self::ALL
            .get(usize::from(number))
            .map_or(Self::Tagger, |(rule, _)| *rule)
    }

    /// The word for it.
    pub fn word(self) -> &'static str {
        Self::ALL[self as usize].1
    }
}

/// A name found in the subject or the own words of one mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    /// What it is taken for.
    pub kind: Kind,
    /// The name as first written, on one line: for a domain the registrable one in lower case.
    pub name: String,
    /// How the first of them was found.
    pub rule: Rule,
    /// How often it was found.
    pub times: u32,
    /// How sure the surest of them is, in percent.
    pub confidence: u8,
    /// First byte of the first in the text; [`IN_SUBJECT`] if that is in the subject.
    pub start: u32,
}

/// In place of a byte in the text.
pub const IN_SUBJECT: u32 = u32::MAX;
