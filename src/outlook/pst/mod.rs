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
mod limits;
mod message;
mod names;
mod page;
mod store;
mod table;
mod tree;
mod value;

use std::collections::BTreeMap;

use self::block::Subnode;
use self::context::Context;
use self::fault::Fault;
use self::folder::{Folder, Folders};
use self::message::Reader;
use self::names::Names;
use self::store::Store;
use self::tree::Node;
use super::Tally;
use super::item::Item;
use crate::problem::ProblemKind;

pub use self::file::Storage;
pub use self::header::is_pst;

/// Types of nodes, in the lower five bits of their id.
const TYPE: u32 = 0x1F;
const FOLDER: u32 = 0x02;
const MESSAGE: u32 = 0x04;
/// PidTagDisplayName.
const DISPLAY_NAME: u16 = 0x3001;

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
    names: Names,
    folders: Folders,
    /// The items, in the order they are handed out.
    items: Vec<Node>,
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
        let mut pst = Self {
            store: Store::open(storage)?,
            names: Names::default(),
            folders: Folders::new(&BTreeMap::new()),
            items: Vec::new(),
            next: 0,
            tally: Tally::default(),
            troubles: Vec::new(),
            untold: 0,
        };
        pst.check_header();
        pst.index();
        Ok(pst)
    }

    /// The next item, or why it cannot be read: with its path, the names of its folders and the id of its node in hex.
    #[allow(clippy::should_implement_trait)]
    pub fn next(&mut self) -> Option<(String, Result<Item, String>)> {
        let node = *self.items.get(self.next)?;
        self.next += 1;
        let shelf = self.folders.shelf(node.parent);
        let path = match shelf.path.is_empty() {
            true => format!("{:x}", node.id),
            false => format!("{}/{:x}", shelf.path, node.id),
        };
        self.store.next_item();
        let mut reader = Reader {
            store: &mut self.store,
            names: &self.names,
            faults: Vec::new(),
        };
        let item = reader.item(subnode(node), 0);
        let faults = reader.faults;
        for fault in faults {
            self.trouble(&path, fault);
        }
        self.count(item.is_ok(), shelf.recovered);
        if self.next == self.items.len() {
            self.tell_doubts();
        }
        Some((path, item.map_err(|fault| fault.words)))
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

    fn count(&mut self, read: bool, recovered: bool) {
        match read {
            true => self.tally.found += 1,
            false => self.tally.failed += 1,
        }
        self.tally.recovered += u64::from(read && recovered);
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

    /// Reads which nodes there are: folders, items, the names of properties.
    fn index(&mut self) {
        let mut folders = Vec::new();
        let mut names = None;
        let mut lost = Vec::new();
        let items = &mut self.items;
        tree::nodes(
            &mut self.store,
            &mut |node| match node.id & TYPE {
                FOLDER => folders.push(node),
                MESSAGE => items.push(node),
                _ if node.id == names::NODE => names = Some(node),
                _ => {}
            },
            &mut |offset, fault| lost.push((offset, fault)),
        );
        for (offset, fault) in lost {
            let words = format!(
                "a page of the index of nodes, at offset {offset}, cannot be read, and what it lists is lost: {}",
                fault.words
            );
            self.trouble("", Fault { words, ..fault });
        }
        self.read_names(names);
        self.read_folders(folders);
        self.order();
        if self.items.is_empty() {
            self.tell_doubts();
        }
    }

    fn read_names(&mut self, node: Option<Node>) {
        let Some(node) = node else {
            let words = "the names of properties are not in the file";
            return self.trouble("", fault::damaged(words));
        };
        match Names::read(&mut self.store, node) {
            Ok((names, faults)) => {
                self.names = names;
                for fault in faults {
                    self.trouble("", fault);
                }
            }
            Err(fault) => {
                let words = format!("the names of properties: {}", fault.words);
                self.trouble("", Fault { words, ..fault });
            }
        }
    }

    fn read_folders(&mut self, nodes: Vec<Node>) {
        let mut folders = BTreeMap::new();
        for node in nodes {
            self.store.next_item();
            let name = match name(&mut self.store, node) {
                Ok(name) => name,
                Err(fault) => {
                    let words = format!(
                        "the folder {:x} has lost its name: {}",
                        node.id, fault.words
                    );
                    self.trouble("", Fault { words, ..fault });
                    None
                }
            };
            let parent = node.parent;
            folders.entry(node.id).or_insert(Folder { parent, name });
        }
        self.folders = Folders::new(&folders);
    }

    /// Puts the items in order; of two with one id the first counts.
    fn order(&mut self) {
        let folders = &self.folders;
        self.items.sort_by_key(|node| (node.id, *node));
        let before = self.items.len();
        self.items.dedup_by_key(|node| node.id);
        let twice = before - self.items.len();
        self.items
            .sort_by_key(|node| (folders.rank(node.parent), node.id));
        self.tally.expected = self.items.len() as u64;
        if twice > 0 {
            let words = format!("the index lists {twice} items twice: the first of each counts");
            self.trouble("", fault::damaged(words));
        }
    }

    fn tell_doubts(&mut self) {
        let doubts = self.store.doubts();
        if doubts > 0 {
            let words = format!(
                "the checksums of {doubts} pages or blocks do not fit: what they say may be wrong"
            );
            self.trouble("", fault::damaged(words));
        }
    }
}

fn subnode(node: Node) -> Subnode {
    Subnode {
        data: node.data,
        subnodes: node.subnodes,
    }
}

/// The name of a folder.
fn name(store: &mut Store, node: Node) -> fault::Read<Option<String>> {
    let context = Context::open(store, node.data, node.subnodes)?;
    let Some(listed) = context.one(DISPLAY_NAME) else {
        return Ok(None);
    };
    let value = context.value(store, listed)?;
    Ok(value.and_then(|value| match value {
        super::property::Value::Text(text) => Some(text),
        super::property::Value::Narrow(bytes) => Some(latin(&bytes)),
        _ => None,
    }))
}

/// Names of folders in ANSI files have no code page beside them.
fn latin(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| char::from(*byte)).collect()
}
