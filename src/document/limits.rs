//! How much of a document is read, and how long: named bounds with their reasons. What lies beyond is told.

use std::time::Duration;

/// Bytes of a document that is read at all: larger ones are films, disks and databases.
pub const DOCUMENT_BYTES: usize = 256 << 20;
/// Bytes of text kept of one document: a book has one million letters; a spreadsheet may have more.
pub const TEXT_BYTES: usize = 16 << 20;
/// Bytes that the parts of one document may unpack to.
pub const UNPACKED_BYTES: u64 = 256 << 20;
/// How many times its packed size a part may unpack to, beyond the first MiB; Apache Tika stops at 100 as well.
pub const RATIO: u64 = 100;
/// XML elements inside one another; Apache Tika stops at 100, real files stay below 60.
pub const DEPTH: usize = 256;
/// Pages, sheets or slides.
pub const PAGES: usize = 20_000;
/// Cells of a spreadsheet that hold something.
pub const CELLS: usize = 4_000_000;
/// Address space of the process that reads documents, in bytes.
pub const MEMORY: u64 = 768 << 20;
/// How long one document may take, by the clock of the wall.
pub const TIME: Duration = Duration::from_secs(60);
/// Entries of a ZIP package: a deck of 2,000 slides has some 20,000 parts.
pub const ENTRIES: usize = 100_000;
