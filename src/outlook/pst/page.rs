//! One page of a B-tree ([MS-PST] 2.2.2.7.7): its level and its entries. Does not know what an entry means, or which page is
//! the parent of which.

use super::bytes::{id_at, u8_at, u16_at, u32_at};
use super::crc::crc;
use super::fault::{Read, damaged};
use super::header::Format;

/// Which tree a page is of: the type in its trailer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tree {
    Blocks = 0x80,
    Nodes = 0x81,
}

/// A page, its entries checked to lie inside it.
#[derive(Debug)]
pub(super) struct Page {
    /// 0 is a leaf.
    pub(super) level: u8,
    bytes: Vec<u8>,
    entry: usize,
    count: usize,
    /// The checksum fits.
    pub(super) sound: bool,
}

/// Where the fields of a page lie.
struct Layout {
    /// Bytes that hold entries; the counts follow.
    room: usize,
    /// Offset of the trailer; the checksum is of all before it.
    trailer: usize,
    /// Offset of the checksum.
    sum: usize,
}

impl Layout {
    fn of(format: Format) -> Self {
        let (room, trailer, sum) = match format {
            Format::Ansi => (496, 500, 508),
            Format::Unicode => (488, 496, 500),
            Format::Large => (4056, 4072, 4076),
        };
        Self { room, trailer, sum }
    }
}

impl Page {
    /// Reads a page of the tree from its bytes.
    pub(super) fn parse(bytes: Vec<u8>, tree: Tree, format: Format) -> Read<Self> {
        let layout = Layout::of(format);
        let kinds = (
            u8_at(&bytes, layout.trailer),
            u8_at(&bytes, layout.trailer + 1),
        );
        if kinds != (Some(tree as u8), Some(tree as u8)) {
            return Err(damaged("it is no page of the index"));
        }
        let (count, after) = match format {
            Format::Large => (u16_at(&bytes, layout.room).map(usize::from), 4),
            _ => (u8_at(&bytes, layout.room).map(usize::from), 2),
        };
        let entry = u8_at(&bytes, layout.room + after).map(usize::from);
        let level = u8_at(&bytes, layout.room + after + 1);
        let (Some(count), Some(entry), Some(level)) = (count, entry, level) else {
            return Err(damaged("it is cut short"));
        };
        if entry < least(tree, level, format) || count * entry > layout.room {
            return Err(damaged("its entries do not fit into it"));
        }
        let sound = u32_at(&bytes, layout.sum) == bytes.get(..layout.trailer).map(crc);
        Ok(Self {
            level,
            bytes,
            entry,
            count,
            sound,
        })
    }

    /// Where the two bytes lie that say of which tree a page is.
    pub(super) fn kind_at(format: Format) -> u64 {
        Layout::of(format).trailer as u64
    }

    /// Its id, if its checksum fits and it was written at that offset: its signature is made of both ([MS-PST] 5.5).
    pub(super) fn signed(&self, offset: u64, format: Format) -> Option<u64> {
        let layout = Layout::of(format);
        let at = match format {
            Format::Ansi => layout.trailer + 4,
            _ => layout.trailer + 8,
        };
        let id = id_at(&self.bytes, at, format.wide())?;
        let both = (offset ^ id) as u32;
        let signature = (both >> 16) as u16 ^ both as u16;
        let fits = u16_at(&self.bytes, layout.trailer + 2) == Some(signature);
        (self.sound && fits).then_some(id)
    }

    /// Its entries, each of at least the bytes that its kind has.
    pub(super) fn entries(&self) -> impl Iterator<Item = &[u8]> {
        self.bytes.chunks_exact(self.entry).take(self.count)
    }
}

/// Bytes that an entry has at least.
fn least(tree: Tree, level: u8, format: Format) -> usize {
    match (tree, level, format.wide()) {
        (Tree::Nodes, 0, true) => 28,
        (Tree::Nodes, 0, false) => 16,
        (Tree::Blocks, 0, true) => 20,
        (_, _, true) => 24,
        (_, _, false) => 12,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    /// A Unicode page of nodes with two entries, by hand after [MS-PST] 2.2.2.7.7.1.
    fn page() -> Vec<u8> {
        let mut bytes = vec![0u8; 512];
        bytes[0] = 0x21;
        bytes[32] = 0x61;
        bytes[488..492].copy_from_slice(&[2, 15, 32, 0]);
        bytes[496..498].copy_from_slice(&[0x81, 0x81]);
        let sum = crc(&bytes[..496]);
        bytes[500..504].copy_from_slice(&sum.to_le_bytes());
        bytes
    }

    #[test]
    fn entries_are_as_many_as_the_page_says() {
        let read = Page::parse(page(), Tree::Nodes, Format::Unicode).unwrap();
        assert!(read.sound && read.level == 0);
        let keys: Vec<u8> = read.entries().map(|entry| entry[0]).collect();
        assert_eq!(keys, [0x21, 0x61]);
    }

    #[test]
    fn a_page_that_contradicts_itself_is_damaged() {
        assert!(Page::parse(page(), Tree::Blocks, Format::Unicode).is_err());
        assert!(Page::parse(vec![0; 512], Tree::Nodes, Format::Unicode).is_err());
        assert!(Page::parse(Vec::new(), Tree::Nodes, Format::Unicode).is_err());
        let mut many = page();
        many[488] = 16;
        assert!(Page::parse(many, Tree::Nodes, Format::Unicode).is_err());
        let mut narrow = page();
        narrow[490] = 0;
        assert!(Page::parse(narrow, Tree::Nodes, Format::Unicode).is_err());
        let mut flipped = page();
        flipped[5] ^= 1;
        assert!(
            !Page::parse(flipped, Tree::Nodes, Format::Unicode)
                .unwrap()
                .sound
        );
    }
}
