//! The file as pages and blocks: how much may still be read, what was doubtful. Does not know what blocks hold.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use super::fault::{Fault, Read, damaged, limit};
use super::file::{File, Storage};
use super::header::{Format, HEADER_BYTES, Header};
use super::limits::{BLOCK, DOUBTS, ITEM_BYTES, SLACK, UNPACKING, WORK};
use super::page::{Page, Tree};
use super::scan::Leaves;

/// Offsets of pages are multiples of it, so pages never overlap much.
pub(super) const ALIGNED: u64 = 512;
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
    /// Leaves of the trees wherever they lie, once a page was missed.
    spare: Option<Arc<Leaves>>,
    /// Blocks found by them.
    pub(super) rescued: u64,
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
            spare: None,
            rescued: 0,
        };
        store.left_in_all = store
            .file
            .length()
            .saturating_mul(WORK)
            .saturating_add(SLACK);
        store.settle_format();
        store.next_item();
        Ok(store)
    }

    /// Versions above 23 are not all in the specification: the first page of the index shows which format it is.
    fn settle_format(&mut self) {
        let guess = self.header.format;
        let other = match guess {
            Format::Ansi => return,
            Format::Unicode => Format::Large,
            Format::Large => Format::Unicode,
        };
        let mut fits = |format: Format| {
            let page = self.file.read(self.header.nodes, format.page_bytes());
            page.is_ok_and(|page| Page::parse(page, Tree::Nodes, format).is_ok())
        };
        if !fits(guess) && fits(other) {
            self.header.format = other;
        }
    }

    pub(super) fn format(&self) -> Format {
        self.header.format
    }

    /// From here on the bytes of another item are counted.
    pub(super) fn next_item(&mut self) {
        self.left = ITEM_BYTES;
    }

    /// Counts bytes that are about to be copied.
    ///
    /// # Errors
    /// Too many.
    pub(super) fn charge(&mut self, bytes: u64) -> Read<()> {
        self.spend(bytes, bytes)
    }

    /// Counts a block that is about to be read, of so many bytes in the file and so many unpacked.
    ///
    /// # Errors
    /// Too many.
    pub(super) fn charge_block(&mut self, stored: u64, unpacked: u64) -> Read<()> {
        self.spend(
            unpacked.max(BLOCK),
            stored.max(BLOCK) + unpacked / UNPACKING,
        )
    }

    /// Whether so many bytes may still be read of this item.
    ///
    /// # Errors
    /// They may not.
    pub(super) fn may_read(&self, bytes: u64) -> Read<()> {
        match bytes > self.left {
            true => Err(too_large()),
            false => Ok(()),
        }
    }

    fn spend(&mut self, memory: u64, work: u64) -> Read<()> {
        if memory > self.left {
            return Err(too_large());
        }
        if work > self.left_in_all {
            return Err(limit(
                "the file hands out the same bytes again and again: no more of it is read",
            ));
        }
        self.left -= memory;
        self.left_in_all -= work;
        Ok(())
    }

    /// Something at that offset has a checksum that does not fit.
    pub(super) fn doubt(&mut self, offset: u64) {
        if self.doubtful.len() < DOUBTS {
            self.doubtful.insert(offset);
        }
    }

    /// How many pages and blocks have a checksum that does not fit.
    pub(super) fn doubts(&self) -> usize {
        self.doubtful.len()
    }

    /// All leaves of the trees; the first time the whole file is read.
    pub(super) fn spare(&mut self) -> Arc<Leaves> {
        let spare = match self.spare.take() {
            Some(spare) => spare,
            None => Arc::new(Leaves::read(self)),
        };
        self.spare = Some(Arc::clone(&spare));
        spare
    }

    /// A page of a B-tree.
    pub(super) fn page(&mut self, offset: u64, tree: Tree) -> Read<Arc<Page>> {
        if let Some(page) = self.pages.get(&offset) {
            return Ok(Arc::clone(page));
        }
        if !offset.is_multiple_of(ALIGNED) {
            return Err(damaged("no page of the index begins there"));
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

fn too_large() -> Fault {
    limit(format!(
        "the item is larger than {} MiB: what is beyond is left out",
        ITEM_BYTES >> 20
    ))
}
