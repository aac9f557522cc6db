//! What Outlook and Exchange keep: files whose items are properties (MAPI), not mail as it travels. Each item is written down as what other
//! programs know: a mail as a MIME message, a contact as a vCard, an appointment as iCalendar, other things as text. The
//! same item always gives the same bytes. It does not know what a mail says, or where the file lay.

pub mod archive;
pub mod codepage;
pub mod compound;
pub mod compressed_rtf;
pub mod item;
pub mod mime;
pub mod msg;
mod object;
pub mod olm;
mod person;
pub mod property;
pub mod pst;
pub mod rtf;
mod tag;
pub mod tnef;
mod value;

use crate::problem::ProblemKind;

/// What comes next in an Outlook file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// An item: its path in the file (folders and an id, `Inbox/200024.eml`) and what it says.
    Item {
        /// Folders as they are called, `/` between them, and the id of the item with the ending of its form.
        path: String,
        /// A MIME message, a vCard, iCalendar or text.
        bytes: Vec<u8>,
    },
    /// Something that could not be read, with its path (empty: the file itself), or a doubt about what was.
    Left {
        /// As above.
        path: String,
        /// What kind of problem.
        kind: ProblemKind,
        /// One sentence for the reader.
        detail: String,
    },
}

/// How many items a file says it has, and what became of them: expected = found + failed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Items that the file's own index lists.
    pub expected: u64,
    /// Items that were handed out.
    pub found: u64,
    /// Items that could not be read.
    pub failed: u64,
    /// Of those found, the ones that lie in no folder.
    pub recovered: u64,
}
