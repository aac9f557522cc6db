//! Names found in text. It knows words and spans, not who or what they are.
//!
//! So far one rule: an address or a web address names the organization of its domain. A recognizer of names comes with a
//! later version; the texts are kept in the case so that it need not read the archive again.

pub mod domains;

/// A name found in the own words or the subject of one message.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Mention {
    /// The rule that found it: `domain`.
    pub rule: &'static str,
    /// The name: for `domain` a registrable domain in lower case.
    pub name: String,
    /// How often.
    pub times: u32,
}
