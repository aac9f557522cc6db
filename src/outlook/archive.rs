//! Files of Outlook as a list of items, each written down in a form that other programs know. It does not know who reads them.

use std::io::{self, Read, Seek};

use super::{Step, Tally};

/// What a file is read from.
pub trait Storage: Read + Seek + Send {}

impl<T: Read + Seek + Send> Storage for T {}

/// The kinds of files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A data file: PST or OST.
    Pst,
    /// A message of its own: MSG or OFT.
    Msg,
    /// What Outlook sends as `winmail.dat`.
    Tnef,
    /// The XML of one or more messages in an archive of Outlook for Mac.
    Olm,
}

/// An open file.
pub struct Archive {
    tally: Tally,
}

impl Archive {
    /// Opens a file of that kind.
    ///
    /// # Errors
    /// If it cannot be read or is not what it says; in plain words.
    pub fn open(_kind: Kind, _storage: Box<dyn Storage>) -> io::Result<Self> {
        Err(io::Error::other("not read yet"))
    }

    /// What comes next.
    pub fn next(&mut self) -> Option<Step> {
        None
    }

    /// The sums so far.
    pub fn tally(&self) -> Tally {
        self.tally
    }
}

/// Whether a compound file is a message of Outlook (and not a document).
pub fn is_msg(_bytes: &[u8]) -> bool {
    false
}
