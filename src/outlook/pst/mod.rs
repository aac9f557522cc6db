//! PST and OST files of Outlook, after [MS-PST]: every item that the index of nodes lists, with the folder it lies in. Storage,
//! bytes and structures are read as they are needed, so memory is that of one item, and a few bytes for each node.
//!
//! Layers, each in its file and each above the one before: `file`, `header`, `page` and `tree` (where blocks and nodes lie), `block`
//! (data and subnodes), `heap`, `context` and `table` (properties and rows), `message` and `folder`.
//!
//! An item is a node of the type "normal message": mail, appointments, contacts, notes. Nodes of the type "associated" (views,
//! rules and settings of folders) are not items of people, and search folders only point at items that lie elsewhere: both are left
//! out. Does not know what an item says, or what becomes of it.

mod block;
mod bytes;
mod cipher;
mod context;
mod crc;
mod fault;
mod file;
mod folder;
mod header;
mod heap;
mod index;
mod limits;
mod message;
mod names;
mod page;
mod scan;
mod store;
mod table;
#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
mod tree;
mod value;

use self::block::Subnode;
use self::fault::Fault;
use self::folder::RECOVERED;
use self::index::Index;
use self::message::Reader;
use self::store::Store;
use self::tree::Node;
use super::Tally;
use super::item::Item;
use crate::problem::ProblemKind;

pub use self::file::Storage;
pub use self::header::is_pst;

/// Something that could not be read, or was doubtful.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// The item, as [`Pst::next`] names it; empty: the file itself.
    pub path: String,
    /// What kind.
    pub kind: ProblemKind,
    /// One sentence for the reader.
    pub detail: String,
}

/// An open PST or OST file.
pub struct Pst {
    store: Store,
    index: Index,
    /// The number of the next item.
    next: usize,
    tally: Tally,
    troubles: Vec<Trouble>,
    /// How many more there were.
    untold: u64,
}

impl Pst {
    /// Opens a file and reads which nodes it has.
    ///
    /// # Errors
    /// The file cannot be read, or in plain words: it is no PST, cut short in its header, or of a kind that is not known.
    pub fn open(storage: Box<dyn Storage>) -> std::io::Result<Self> {
        let mut store = Store::open(storage)?;
        let mut index = Index::read(&mut store);
        let faults = std::mem::take(&mut index.faults);
        let mut pst = Self {
            tally: Tally {
                expected: index.items.len() as u64,
                ..Tally::default()
            },
            store,
            index,
            next: 0,
            troubles: Vec::new(),
            untold: 0,
        };
        pst.check_header();
        faults.into_iter().for_each(|fault| pst.trouble("", fault));
        if pst.index.items.is_empty() {
            pst.tell_doubts();
        }
        Ok(pst)
    }

    /// The next item, or why it cannot be read: with its path, the names of its folders and the id of its node in hex.
    #[allow(
        clippy::should_implement_trait,
        reason = "troubles are asked in between"
    )]
    pub fn next(&mut self) -> Option<(String, Result<Item, String>)> {
        let node = *self.index.items.get(self.next)?;
        self.next += 1;
        let (path, recovered) = self.path(node);
        self.store.next_item();
        let mut reader = Reader {
            store: &mut self.store,
            names: &self.index.names,
            faults: Vec::new(),
        };
        let node = Subnode {
            data: node.data,
            subnodes: node.subnodes,
        };
        let item = reader.item(node, 0);
        let faults = reader.faults;
        self.troubles_of(&path, faults);
        self.count(item.is_ok(), recovered);
        if self.next == self.index.items.len() {
            self.tell_doubts();
        }
        Some((path, item.map_err(|fault| fault.words)))
    }

    /// Goes to the item of that path, with or without an ending, so that it comes next; false if there is none. The sums
    /// count what is handed out. O(items).
    pub fn seek(&mut self, path: &str) -> bool {
        let id = path.rsplit('/').next().unwrap_or(path);
        let id = id.split('.').next().unwrap_or(id);
        let Ok(id) = u32::from_str_radix(id, 16) else {
            return false;
        };
        let place = self.index.items.iter().position(|node| node.id == id);
        self.next = place.unwrap_or(self.next);
        place.is_some()
    }

    /// What was found so far.
    pub fn tally(&self) -> Tally {
        self.tally
    }

    /// What could not be read or was doubtful since this was last asked.
    pub fn troubles(&mut self) -> Vec<Trouble> {
        let mut troubles = std::mem::take(&mut self.troubles);
        if self.untold > 0 {
            troubles.push(Trouble {
                path: String::new(),
                kind: ProblemKind::Limit,
                detail: format!("{} more problems are not listed", self.untold),
            });
            self.untold = 0;
        }
        troubles
    }

    /// The path of an item, and whether it lies where the index does not lead.
    fn path(&self, node: Node) -> (String, bool) {
        let shelf = self.index.folders.shelf(node.parent);
        let again = !shelf.recovered && self.index.found_again.contains(&node.id);
        let mut path = match again {
            true => format!("{RECOVERED}/"),
            false => String::new(),
        };
        if !shelf.path.is_empty() {
            path.push_str(&shelf.path);
            path.push('/');
        }
        path.push_str(&format!("{:x}", node.id));
        (path, shelf.recovered || again)
    }

    fn count(&mut self, read: bool, recovered: bool) {
        match read {
            true => self.tally.found += 1,
            false => self.tally.failed += 1,
        }
        self.tally.recovered += u64::from(read && recovered);
    }

    /// Tells the first problems of an item, and how many more there are.
    fn troubles_of(&mut self, path: &str, faults: Vec<Fault>) {
        let more = faults.len().saturating_sub(limits::OF_AN_ITEM);
        for fault in faults.into_iter().take(limits::OF_AN_ITEM) {
            self.trouble(path, fault);
        }
        if more > 0 {
            let words = format!("{more} more of its parts could not be read");
            self.trouble(path, fault::damaged(words));
        }
    }

    fn trouble(&mut self, path: &str, fault: Fault) {
        if self.troubles.len() >= limits::PROBLEMS {
            self.untold += 1;
            return;
        }
        self.troubles.push(Trouble {
            path: path.to_owned(),
            kind: fault.kind,
            detail: fault.words,
        });
    }

    fn check_header(&mut self) {
        let (header, length) = (self.store.header, self.store.file.length());
        if !header.sound {
            let words = "the checksum of the header does not fit";
            self.trouble("", fault::damaged(words));
        }
        if header.length > length {
            let words = format!(
                "the file has {length} bytes but should have {}: its end is missing",
                header.length
            );
            self.trouble("", fault::truncated(words));
        }
    }

    fn tell_doubts(&mut self) {
        if self.store.rescued > 0 {
            let words = format!(
                "the index of blocks is damaged; blocks that were found by reading the whole file: {}",
                self.store.rescued
            );
            self.trouble("", fault::damaged(words));
        }
        let doubts = self.store.doubts();
        if doubts > 0 {
            let words = format!(
                "pages and blocks whose checksum does not fit, so what they say may be wrong: {doubts}"
            );
            self.trouble("", fault::damaged(words));
        }
    }
}
