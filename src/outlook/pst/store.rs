//! The file as pages and blocks: how much may still be read, what was doubtful. Does not know what blocks hold.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use super::fault::{Read, limit};
use super::file::{File, Storage};
use super::header::{Format, HEADER_BYTES, Header};
use super::limits::{INFLATION, ITEM_BYTES, SLACK, WORK};
use super::page::{Page, Tree};

/// Pages that are kept; then all are dropped.
const PAGES: usize = 2048;

/// An open file.
pub(super) struct Store {
    pub(super) file: File,
    pub(super) header: Header,
    pages: HashMap<u64, Arc<Page>>,
    /// Offsets of pages and blocks whose checksum does not fit.
    doubtful: BTreeSet<u64>,
    /// Bytes that may still be read for this item, and for all.
    left: u64,
    left_in_all: u64,
}

impl Store {
    /// Reads the header.
    pub(super) fn open(storage: Box<dyn Storage>) -> std::io::Result<Self> {
        let mut file = File::new(storage)?;
        let head = file.length().min(HEADER_BYTES as u64) as usize;
        let head = file
            .read(0, head)
            .map_err(|fault| std::io::Error::other(fault.words))?;
        let header = Header::read(&head)?;
        let mut store = Self {
            file,
            header,
            pages: HashMap::new(),
            doubtful: BTreeSet::new(),
            left: 0,
            left_in_all: 0,
        };
        store.left_in_all = store.may_cost();
        store.next_item();
        Ok(store)
    }

    pub(super) fn format(&self) -> Format {
        self.header.format
    }

    /// Bytes that may be read and copied of all items together.
    fn may_cost(&self) -> u64 {
        let inflation = match self.format() {
            Format::Large => INFLATION,
            _ => 1,
        };
        let length = self.file.length();
        length
            .saturating_mul(inflation * WORK)
            .saturating_add(SLACK)
    }

    /// From here on the bytes of another item are counted.
    pub(super) fn next_item(&mut self) {
        self.left = ITEM_BYTES.min(self.may_cost());
    }

    /// Counts bytes that are about to be read or copied.
    ///
    /// # Errors
    /// Too many.
    pub(super) fn charge(&mut self, bytes: u64) -> Read<()> {
        if bytes > self.left {
            return Err(limit("it is larger than an item may be"));
        }
        if bytes > self.left_in_all {
            return Err(limit(
                "the file hands out the same bytes again and again: no more of it is read",
            ));
        }
        self.left -= bytes;
        self.left_in_all -= bytes;
        Ok(())
    }

    /// Something at that offset has a checksum that does not fit.
    pub(super) fn doubt(&mut self, offset: u64) {
        self.doubtful.insert(offset);
    }

    /// How many pages and blocks have a checksum that does not fit.
    pub(super) fn doubts(&self) -> usize {
        self.doubtful.len()
    }

    /// A page of a B-tree.
    pub(super) fn page(&mut self, offset: u64, tree: Tree) -> Read<Arc<Page>> {
        if let Some(page) = self.pages.get(&offset) {
            return Ok(Arc::clone(page));
        }
        let bytes = self.file.read(offset, self.format().page_bytes())?;
        let page = Arc::new(Page::parse(bytes, tree, self.format())?);
        if !page.sound {
            self.doubt(offset);
        }
        // Node pages are visited once.
        if tree == Tree::Blocks {
            if self.pages.len() >= PAGES {
                self.pages.clear();
            }
            self.pages.insert(offset, Arc::clone(&page));
        }
        Ok(page)
    }
}
