//! Which nodes there are ([MS-PST] 2.4): folders, items, the names of properties; and what the tables of folders list that the
//! index has lost. Does not know what an item holds.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::block::Subnode;
use super::context::Context;
use super::fault::{Fault, Read, damaged, limit};
use super::folder::{Folder, Folders, ROOT};
use super::limits::{NODES, PROBLEMS};
use super::names::{self, Names};
use super::store::Store;
use super::table::rows;
use super::tree::{self, Lost, Node};
use crate::outlook::codepage::{DEFAULT, guess};
use crate::outlook::property::Value;

/// Types of nodes, in the lower five bits of their id.
const TYPE: u32 = 0x1F;
const FOLDER: u32 = 0x02;
const MESSAGE: u32 = 0x04;
/// Tables of a folder, with the rest of its id: the folders in it, the items in it.
const HIERARCHY: u32 = 0x0D;
const CONTENTS: u32 = 0x0E;
/// PidTagDisplayName.
const DISPLAY_NAME: u16 = 0x3001;

/// What the index of nodes says.
#[derive(Default)]
pub(super) struct Index {
    /// The items, in the order they are handed out.
    pub(super) items: Vec<Node>,
    pub(super) folders: Folders,
    pub(super) names: Names,
    /// Items that the tree of the index has lost, found elsewhere.
    pub(super) found_again: BTreeSet<u32>,
    pub(super) faults: Vec<Fault>,
}

/// Nodes by what they are.
#[derive(Default)]
struct Sorted {
    items: Vec<Node>,
    folders: BTreeMap<u32, Node>,
    /// Tables of folders.
    tables: BTreeMap<u32, Node>,
    names: Option<Node>,
    too_many: bool,
}

impl Sorted {
    fn put(&mut self, node: Node) {
        let all = self.items.len() + self.folders.len() + self.tables.len();
        if all >= NODES {
            self.too_many = true;
            return;
        }
        match node.id & TYPE {
            MESSAGE => self.items.push(node),
            FOLDER => {
                self.folders.entry(node.id).or_insert(node);
            }
            HIERARCHY | CONTENTS => {
                self.tables.entry(node.id).or_insert(node);
            }
            _ if node.id == names::NODE => self.names = self.names.or(Some(node)),
            _ => {}
        }
    }

    fn table(&self, folder: u32, kind: u32) -> Option<Node> {
        self.tables.get(&(folder & !TYPE | kind)).copied()
    }
}

impl Index {
    /// Reads it.
    pub(super) fn read(store: &mut Store) -> Self {
        let mut index = Self::default();
        let mut nodes = Sorted::default();
        let mut lost = Vec::new();
        tree::nodes(
            store,
            &mut |node| nodes.put(node),
            &mut |offset, keys, fault| {
                if lost.len() < PROBLEMS {
                    lost.push(keys);
                    index.faults.push(page(offset, fault));
                }
            },
        );
        if nodes.too_many {
            let words =
                format!("the file has more than {NODES} items and folders: the rest is left out");
            index.faults.push(limit(words));
        }
        if !lost.is_empty() {
            let lost = tree::apart(lost.clone());
            index.search(store, &mut nodes, &lost);
        }
        index.names(store, nodes.names);
        if !lost.is_empty() {
            index.lost_items(store, &mut nodes);
        }
        index.folders(store, &nodes);
        index.order(nodes.items);
        index
    }

    /// Looks for the nodes of lost pages in all leaves of the file, the latest first.
    fn search(&mut self, store: &mut Store, nodes: &mut Sorted, lost: &[Lost]) {
        let items = nodes.items.iter().map(|node| node.id);
        let others = nodes.folders.keys().chain(nodes.tables.keys());
        let mut known: HashSet<u32> = items.chain(others.copied()).collect();
        let spare = store.spare();
        for leaf in &spare.nodes {
            for node in tree::nodes_of(store, leaf.offset) {
                let key = u64::from(node.id);
                let missed = lost
                    .iter()
                    .any(|(first, end)| (*first..*end).contains(&key));
                if missed && known.insert(node.id) {
                    nodes.put(node);
                    if node.id & TYPE == MESSAGE {
                        self.found_again.insert(node.id);
                    }
                }
            }
        }
        if !self.found_again.is_empty() {
            let words = format!(
                "items that the damaged index has lost and that were found in other pages of it, where they may be old or deleted: {}",
                self.found_again.len()
            );
            self.faults.push(damaged(words));
        }
    }

    fn names(&mut self, store: &mut Store, node: Option<Node>) {
        let read = match node {
            None => Err(damaged("they are not in the file")),
            Some(node) => Names::read(store, node),
        };
        match read {
            Ok((names, mut faults)) => {
                self.names = names;
                self.faults.append(&mut faults);
            }
            Err(fault) => self.faults.push(Fault {
                words: format!("the names of properties: {}", fault.words),
                ..fault
            }),
        }
    }

    /// Adds the items that folders list and the index has lost; without data, so each fails.
    fn lost_items(&mut self, store: &mut Store, nodes: &mut Sorted) {
        let known: BTreeSet<u32> = nodes.items.iter().map(|node| node.id).collect();
        let folders: Vec<u32> = nodes.folders.keys().copied().collect();
        let mut lost = BTreeMap::new();
        for folder in folders {
            let Some(table) = nodes.table(folder, CONTENTS) else {
                continue;
            };
            for id in listed(store, table).unwrap_or_default() {
                if id & TYPE == MESSAGE && !known.contains(&id) {
                    lost.entry(id).or_insert(folder);
                }
            }
        }
        let lost = lost.into_iter().map(|(id, parent)| Node {
            id,
            parent,
            data: 0,
            subnodes: 0,
        });
        lost.for_each(|node| nodes.put(node));
    }

    fn folders(&mut self, store: &mut Store, nodes: &Sorted) {
        let mut folders = BTreeMap::new();
        for (id, node) in &nodes.folders {
            let name = name(store, *node).unwrap_or_else(|fault| {
                self.faults.push(Fault {
                    words: format!("the folder {id:x} has lost its name: {}", fault.words),
                    ..fault
                });
                None
            });
            let parent = node.parent;
            folders.insert(*id, Folder { parent, name });
        }
        let orphan = |folder: &Folder| !nodes.folders.contains_key(&folder.parent);
        if folders
            .iter()
            .any(|(id, folder)| *id != ROOT && orphan(folder))
        {
            for id in nodes.folders.keys() {
                let table = nodes.table(*id, HIERARCHY);
                let below = table.and_then(|table| listed(store, table).ok());
                for child in below.unwrap_or_default() {
                    if let Some(folder) = folders.get_mut(&child).filter(|folder| orphan(folder)) {
                        folder.parent = *id;
                    }
                }
            }
        }
        self.folders = Folders::new(&folders);
    }

    /// Puts the items in order; of two with one id the first counts.
    fn order(&mut self, mut items: Vec<Node>) {
        items.sort();
        let before = items.len();
        items.dedup_by_key(|node| node.id);
        let twice = before - items.len();
        if twice > 0 {
            let words = format!("the index lists {twice} items twice: the first of each counts");
            self.faults.push(damaged(words));
        }
        items.sort_by_key(|node| (self.folders.rank(node.parent), node.id));
        self.items = items;
    }
}

fn page(offset: u64, fault: Fault) -> Fault {
    let words = format!(
        "a page of the index of nodes, at offset {offset}, cannot be read, and what it lists is lost: {}",
        fault.words
    );
    Fault { words, ..fault }
}

/// Ids of the rows of a table: nodes.
fn listed(store: &mut Store, table: Node) -> Read<Vec<u32>> {
    store.next_item();
    let node = Subnode {
        data: table.data,
        subnodes: table.subnodes,
    };
    let rows = rows(store, &Names::default(), node)?.rows;
    Ok(rows.iter().map(|row| row.id).collect())
}

/// The name of a folder.
fn name(store: &mut Store, node: Node) -> Read<Option<String>> {
    store.next_item();
    let context = Context::open(store, node.data, node.subnodes)?;
    let Some(listed) = context.one(DISPLAY_NAME) else {
        return Ok(None);
    };
    Ok(match context.value(store, listed)? {
        Some(Value::Text(text)) => Some(text),
        // Folders name no code page.
        Some(Value::Narrow(bytes)) => Some(guess(DEFAULT, &bytes)),
        _ => None,
    })
}
