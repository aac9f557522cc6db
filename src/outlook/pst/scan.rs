//! Pages of the index that nothing leads to, found by reading the whole file: what stands in for pages that are damaged. A page counts
//! if its checksum fits and its signature says that it was written at that place. Does not know which of them are out of date.

use super::header::Format;
use super::page::{Page, Tree};
use super::store::Store;
use super::tree::key;

/// Pages that are looked at for one key: those of earlier times may list it too.
const CANDIDATES: usize = 64;

/// Leaves of a tree that are kept: 20 entries each, of 50 GB about 300,000.
const MOST: usize = 1 << 21;

/// A leaf of a B-tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Leaf {
    first: u64,
    last: u64,
    /// Of two leaves the one with the higher id was written later.
    pub(super) id: u64,
    pub(super) offset: u64,
}

/// All sound leaves of the file.
#[derive(Default)]
pub(super) struct Leaves {
    /// Of nodes, the latest first.
    pub(super) nodes: Vec<Leaf>,
    /// Of blocks, by their first key.
    blocks: Vec<Leaf>,
}

impl Leaves {
    /// Reads the whole file once.
    pub(super) fn read(store: &mut Store) -> Self {
        let mut leaves = Self::default();
        let format = store.format();
        let size = format.page_bytes() as u64;
        let mut offset = 0;
        while offset + size <= store.file.length() {
            for tree in [Tree::Nodes, Tree::Blocks] {
                let kept = match tree {
                    Tree::Nodes => &mut leaves.nodes,
                    Tree::Blocks => &mut leaves.blocks,
                };
                if kept.len() < MOST {
                    kept.extend(leaf(store, offset, tree, format));
                }
            }
            offset += super::store::ALIGNED;
        }
        leaves.nodes.sort_by_key(|leaf| std::cmp::Reverse(leaf.id));
        leaves.blocks.sort();
        leaves
    }

    /// Offsets of the leaves that may list a block.
    pub(super) fn of_block(&self, key: u64) -> Vec<u64> {
        let after = self.blocks.partition_point(|leaf| leaf.first <= key);
        let before = self.blocks[..after].iter().rev().take(CANDIDATES);
        before
            .filter(|leaf| leaf.last >= key)
            .map(|leaf| leaf.offset)
            .collect()
    }
}

fn leaf(store: &mut Store, offset: u64, tree: Tree, format: Format) -> Option<Leaf> {
    // Most of the file is data: two bytes tell.
    let kind = store.file.read(offset + Page::kind_at(format), 2).ok()?;
    if kind != [tree as u8; 2] {
        return None;
    }
    let bytes = store.file.read(offset, format.page_bytes()).ok()?;
    let page = Page::parse(bytes, tree, format).ok()?;
    let id = page.signed(offset, format)?;
    if page.level > 0 {
        return None;
    }
    let keys = || page.entries().filter_map(|entry| key(entry, format));
    Some(Leaf {
        first: keys().min()?,
        last: keys().max()?,
        id,
        offset,
    })
}
