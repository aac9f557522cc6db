//! Bytes: paths are walked, containers opened, mailboxes cut into raw messages. It does not know what a message says
//! beyond what cutting needs.

mod again;
mod custodian;
mod inside;
mod items;
mod limits;
mod look;
mod reader;
mod separator;
mod sniff;
mod split;
mod stream;
mod tar;
mod unpack;
mod walk;
mod window;
mod zip;

use std::path::PathBuf;
use std::sync::Arc;

pub use again::{Again, Wanted, digest, read_origin, reread};
pub use inside::{Inside, inside};
pub use limits::Limits;
pub use reader::{Event, Options, Progress, Reader};

use crate::origin::Sha256Digest;
use crate::problem::Problem;

/// How messages lie in a mailbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Format {
    /// One file, messages behind separator lines.
    Mbox = 0,
    /// A folder with `cur` and `new`.
    Maildir = 1,
    /// A folder whose files are one message each.
    Folder = 2,
    /// One file that is one message.
    Single = 3,
    /// One file that is a document and holds no message.
    Document = 4,
}

impl Format {
    /// The name in tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::Mbox => "mbox",
            Self::Maildir => "maildir",
            Self::Folder => "folder",
            Self::Single => "single",
            Self::Document => "document",
        }
    }
}

/// One container of messages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mailbox {
    /// As the user would name it: the given path and what follows; `!` stands before the path inside a container.
    pub path: String,
    /// How messages lie in it.
    pub format: Format,
    /// Whose mailbox it is, as far as the path tells; empty if it does not.
    pub custodian: String,
}

/// One stretch of bytes with a name: a file, or a member of a container.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceFile {
    /// The mailbox it belongs to.
    pub mailbox: Arc<Mailbox>,
    /// As the user would name it; see [`crate::origin::Origin::path`].
    pub path: String,
    /// The file on disk (of the outermost container), absolute.
    pub absolute: PathBuf,
    /// Path inside that file, if it is a container; levels are joined by `!`.
    pub member: Option<String>,
    /// Size in bytes of the file on disk.
    pub disk_size: u64,
    /// Its time of modification in nanoseconds since 1970; only to see whether it changed.
    pub modified: i64,
}

/// One raw message in a [`Part`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    /// Offset of its first byte in the source file; the separator line is not part of the message.
    pub offset: u64,
    /// Its bytes within [`Part::bytes`].
    pub range: std::ops::Range<usize>,
    /// The mbox separator line, without its end, if there is one.
    pub separator: Option<std::ops::Range<usize>>,
    /// `>From ` lines are to be read with one `>` less.
    pub unescape: bool,
    /// Names and addresses are written `name at host` (pipermail).
    pub obfuscated: bool,
}

/// What is known at the end of a source file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileEnd {
    /// Bytes read (unpacked).
    pub size: u64,
    /// Digest of all of them.
    pub sha256: Sha256Digest,
    /// Bytes that only hold messages together: separator lines with their ends, the one line end before the next
    /// separator or at the end, a byte order mark, blank lines at the start, an .emlx' length line; a container's or a document's own bytes.
    pub framing: u64,
    /// Bytes that belong to no message and are no framing. The messages' lengths + framing + skipped = size.
    pub skipped: u64,
    /// The file could be read to its end.
    pub whole: bool,
}

/// A stretch of one source file: whole messages.
#[derive(Clone, Debug)]
pub struct Part {
    /// The file.
    pub file: Arc<SourceFile>,
    /// Which stretch of it: 0, 1, 2 ..; the cuts depend on the bytes alone, so a stretch is the same on every run.
    pub number: u32,
    /// The bytes.
    pub bytes: Vec<u8>,
    /// They are a document: all of it, or nothing if it is larger than [`Limits::document`].
    pub document: bool,
    /// The messages in them, in order.
    pub spans: Vec<Span>,
    /// With the last part of a file.
    pub end: Option<FileEnd>,
    /// What went wrong in this stretch.
    pub problems: Vec<Problem>,
}
