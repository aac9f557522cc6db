//! A heap in the data blocks of a node, and B-trees on it ([MS-PST] 2.3.1, 2.3.2). Does not know what the records mean.

use std::collections::HashSet;

use super::block::pieces;
use super::bytes::{u8_at, u16_at, u32_at};
use super::fault::{Fault, Read, damaged, limit};
use super::header::Format;
use super::store::Store;

/// Begins every heap.
const HEAP: u8 = 0xEC;
/// Begins every B-tree on a heap.
const TREE: u8 = 0xB5;
/// Levels of a B-tree on a heap.
const LEVELS: u8 = 8;

/// A heap: numbered pieces of bytes.
pub(super) struct Heap {
    blocks: Vec<Read<Vec<u8>>>,
    large: bool,
    /// What it holds.
    pub(super) kind: u8,
    /// The item that holds the rest together.
    pub(super) root: u32,
}

/// The records of a B-tree, each as long as the tree says, and what could not be read.
pub(super) struct Records<'a> {
    pub(super) records: Vec<&'a [u8]>,
    pub(super) faults: Vec<Fault>,
}

impl Heap {
    /// Reads the heap of a node from its data blocks.
    pub(super) fn read(store: &mut Store, data: u64) -> Read<Self> {
        let blocks = pieces(store, data)?;
        let large = store.format() == Format::Large;
        let first = match blocks.first() {
            None => return Err(damaged("it holds nothing")),
            Some(Err(fault)) => return Err(fault.clone()),
            Some(Ok(first)) => first,
        };
        let (Some(HEAP), Some(kind), Some(root)) =
            (u8_at(first, 2), u8_at(first, 3), u32_at(first, 4))
        else {
            return Err(damaged("it holds no properties"));
        };
        Ok(Self {
            blocks,
            large,
            kind,
            root,
        })
    }

    /// The bytes of an item. The id 0 is an empty one.
    pub(super) fn item(&self, id: u32) -> Read<&[u8]> {
        if id == 0 {
            return Ok(&[]);
        }
        let (number, block) = match self.large {
            true => ((id >> 5) & 0x3FFF, id >> 19),
            false => ((id >> 5) & 0x7FF, id >> 16),
        };
        let block = match self.blocks.get(block as usize) {
            None => return Err(damaged("a value lies outside of its heap")),
            Some(Err(fault)) => return Err(fault.clone()),
            Some(Ok(block)) => block,
        };
        find(block, number as usize).ok_or_else(|| damaged("a value lies outside of its heap"))
    }

    /// Length of the keys of the B-tree at `root`, and its records, at most `most`.
    pub(super) fn records(&self, root: u32, key: u8, most: usize) -> Read<Records<'_>> {
        let head = self.item(root)?;
        let mut tree = Records {
            records: Vec::new(),
            faults: Vec::new(),
        };
        if head.is_empty() {
            return Ok(tree);
        }
        let (Some(TREE), Some(keys), Some(rest), Some(levels), Some(first)) = (
            u8_at(head, 0),
            u8_at(head, 1),
            u8_at(head, 2),
            u8_at(head, 3),
            u32_at(head, 4),
        ) else {
            return Err(damaged("a list of properties or rows is none"));
        };
        if keys != key || rest == 0 || levels > LEVELS {
            return Err(damaged("a list of properties or rows has a wrong form"));
        }
        self.walk(
            first,
            levels,
            [keys, rest].map(usize::from),
            most,
            &mut tree,
        );
        Ok(tree)
    }

    fn walk<'a>(
        &'a self,
        first: u32,
        levels: u8,
        [key, rest]: [usize; 2],
        most: usize,
        tree: &mut Records<'a>,
    ) {
        let mut seen = HashSet::new();
        let mut waiting = vec![(first, levels)];
        while let Some((id, level)) = waiting.pop() {
            let bytes = match self.item(id) {
                Ok(bytes) => bytes,
                Err(fault) => {
                    if tree.faults.last() != Some(&fault) {
                        tree.faults.push(fault);
                    }
                    continue;
                }
            };
            if level > 0 {
                let from = waiting.len();
                let ids = bytes.chunks_exact(key + 4);
                let ids = ids.filter_map(|child| u32_at(child, key));
                // Each item is looked at once, so a tree with loops ends.
                waiting.extend(ids.filter(|id| seen.insert(*id)).map(|id| (id, level - 1)));
                waiting[from..].reverse();
            } else {
                tree.records.extend(bytes.chunks_exact(key + rest));
            }
            if tree.records.len() > most || seen.len() > most {
                tree.records.truncate(most);
                tree.faults.push(limit("it lists more than is read"));
                return;
            }
        }
    }
}

/// Item `number`, counted from 1, by the table of offsets at the end of its block.
fn find(block: &[u8], number: usize) -> Option<&[u8]> {
    let table = usize::from(u16_at(block, 0)?);
    let count = usize::from(u16_at(block, table)?);
    if number == 0 || number > count {
        return None;
    }
    let start = usize::from(u16_at(block, table + 2 + 2 * number)?);
    let end = usize::from(u16_at(block, table + 4 + 2 * number)?);
    block.get(start..end)
}
