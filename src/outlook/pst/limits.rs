//! How much of a hostile file is read at most; each limit is told where it bites.

/// Bytes of one item, all that is embedded in it included: as large as the largest document that is read. Outlook itself
/// sends and receives up to 150 MB.
pub(super) const ITEM_BYTES: u64 = 256 << 20;
/// Items in items in items: as deep as mail in mail is read.
pub(super) const DEPTH: usize = 20;
/// Properties of one object: their ids are 16 bits wide.
pub(super) const PROPERTIES: usize = 1 << 16;
/// Rows of one table: recipients or attachments of one item.
pub(super) const ROWS: usize = 1 << 17;
/// Subnodes of one item.
pub(super) const SUBNODES: usize = 1 << 18;
/// Levels of a B-tree: with 15 entries a page, 15 to the 12th is more nodes than a file can hold.
pub(super) const LEVELS: u8 = 12;
/// Characters of the name of a folder that its path keeps.
pub(super) const NAME_CHARS: usize = 120;
/// Folders in folders whose names a path keeps.
pub(super) const FOLDERS: usize = 64;
/// Items and folders of one file: 50 GB, what Outlook lets a file grow to, hold about a million.
pub(super) const NODES: usize = 8 << 20;
/// Problems that wait to be taken; beyond them only their number is kept.
pub(super) const PROBLEMS: usize = 10_000;
/// Problems of one item that are told.
pub(super) const OF_AN_ITEM: usize = 10;
/// Pages and blocks with a wrong checksum that are counted.
pub(super) const DOUBTS: usize = 100_000;
/// What a value costs besides its bytes.
pub(super) const VALUE: u64 = 64;
/// What a block costs at least: it must be found and fetched.
pub(super) const BLOCK: u64 = 512;
/// How often its own length a file may be read and copied for all items together: more is a file that hands out the same
/// bytes again and again. Sound files need about three times their length.
pub(super) const WORK: u64 = 16;
/// Bytes that are unpacked as fast as one is read.
pub(super) const UNPACKING: u64 = 8;
/// What small files may be read and copied beyond that.
pub(super) const SLACK: u64 = 4 << 20;
