//! The layer of an Outlook file: its members are items, each written down as a mail, a card, a calendar or text.

use std::io::{self, Cursor, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};

use super::stream::Stream;
use super::unpack::Member;
use crate::outlook::archive::{Archive, Kind, Storage};
use crate::outlook::{Step, Tally};
use crate::problem::ProblemKind;

/// An Outlook file that is open.
pub(super) struct Items {
    below: Stream,
    archive: Archive,
    current: Cursor<Vec<u8>>,
    failed: bool,
}

/// What an Outlook file says of its next item.
pub(super) enum Item {
    Member(Member),
    Left(String, ProblemKind, String),
}

impl Items {
    /// Reads `storage`; gives back `below` at the end.
    pub(super) fn open(kind: Kind, storage: Box<dyn Storage>, below: Stream) -> io::Result<Self> {
        Ok(Self {
            below,
            archive: Archive::open(kind, storage)?,
            current: Cursor::default(),
            failed: false,
        })
    }

    /// A fault in a reader ends the file, not the run.
    pub(super) fn next(&mut self) -> Option<Item> {
        self.current = Cursor::default();
        if self.failed {
            return None;
        }
        let step = catch_unwind(AssertUnwindSafe(|| self.archive.next()));
        let Ok(step) = step else {
            self.failed = true;
            let detail = "the reader of Outlook files failed on it; the rest was left out";
            let kind = ProblemKind::DamagedContainer;
            return Some(Item::Left(String::new(), kind, detail.into()));
        };
        Some(match step? {
            Step::Item { path, bytes } => {
                self.current = Cursor::new(bytes);
                Item::Member(Member::File(path.into_bytes()))
            }
            Step::Left { path, kind, detail } => Item::Left(path, kind, detail),
        })
    }

    /// Goes to the item of that path, if the file has an index of them.
    pub(super) fn seek(&mut self, path: &str) {
        self.archive.seek(path);
    }

    pub(super) fn tally(&self) -> Tally {
        self.archive.tally()
    }

    pub(super) fn into_inner(self) -> Stream {
        self.below
    }
}

impl Read for Items {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.current.read(buffer)
    }
}
