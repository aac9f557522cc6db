//! The two B-trees of the file ([MS-PST] 2.2.2.7.7): every node that it has, and where a block lies. Does not know what nodes are.

use std::collections::HashSet;

use super::bytes::{id_at, u16_at, u32_at};
use super::fault::{Fault, Read, damaged};
use super::header::Format;
use super::limits::LEVELS;
use super::page::{Page, Tree};
use super::store::Store;

/// A node: an id, and the blocks that hold its data and list its subnodes (0: none).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Node {
    pub(super) id: u32,
    /// The node of the folder it lies in.
    pub(super) parent: u32,
    pub(super) data: u64,
    pub(super) subnodes: u64,
}

/// Where a block lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// Its id.
    pub(super) id: u64,
    pub(super) offset: u64,
    /// Bytes of its data in the file.
    pub(super) stored: u16,
    /// Bytes of its data unpacked: more only in [`Format::Large`].
    pub(super) unpacked: u16,
    /// Found in a leaf that the tree does not lead to: it counts only if the block itself says that it is this one.
    pub(super) spare: bool,
}

/// Ids of blocks differ in the bits above: readers ignore the lowest.
const IGNORED: u64 = 1;

/// Keys of a page that cannot be read: from the first to before the second.
pub(super) type Lost = (u64, u64);

/// Gives every node of the file to `each`, in the order of the tree, and every page that cannot be read to `lost`: its offset, its
/// keys, and why. Each page is visited once, so a tree with loops ends.
pub(super) fn nodes(
    store: &mut Store,
    each: &mut dyn FnMut(Node),
    lost: &mut dyn FnMut(u64, Lost, Fault),
) {
    let format = store.format();
    let mut seen = HashSet::new();
    let mut waiting = vec![(store.header.nodes, LEVELS, (0, u64::MAX))];
    while let Some((offset, below, keys)) = waiting.pop() {
        if !seen.insert(offset) {
            lost(
                offset,
                keys,
                damaged("the index leads to it more than once"),
            );
            continue;
        }
        match level(store, offset, Tree::Nodes, below) {
            Err(fault) => lost(offset, keys, fault),
            Ok(page) if page.level == 0 => page
                .entries()
                .filter_map(|entry| node(entry, format))
                .for_each(&mut *each),
            Ok(page) => {
                // From the last to the first, each ends where the one after it begins.
                let children: Vec<_> = page
                    .entries()
                    .filter_map(|entry| child(entry, format))
                    .collect();
                let mut end = keys.1;
                for (first, offset) in children.into_iter().rev() {
                    waiting.push((offset, page.level, (first, end)));
                    end = first;
                }
            }
        }
    }
}

/// Ranges of keys, in order and apart.
pub(super) fn apart(mut ranges: Vec<Lost>) -> Vec<Lost> {
    ranges.sort();
    let mut apart: Vec<Lost> = Vec::new();
    for (first, end) in ranges {
        match apart.last_mut() {
            Some(last) if first <= last.1 => last.1 = last.1.max(end),
            _ => apart.push((first, end)),
        }
    }
    apart
}

/// Nodes of a leaf that the tree does not lead to.
pub(super) fn nodes_of(store: &mut Store, leaf: u64) -> Vec<Node> {
    let format = store.format();
    let page = store.page(leaf, Tree::Nodes);
    let nodes = page.iter().flat_map(|page| page.entries());
    nodes.filter_map(|entry| node(entry, format)).collect()
}

/// Where the block of that id lies. If the tree is damaged there, by any sound leaf of the file that lists it.
pub(super) fn place(store: &mut Store, id: u64) -> Read<Place> {
    let key = id & !IGNORED;
    match leaf_of(store, key) {
        Ok(Some(leaf)) => listed(store, leaf, key)?.ok_or_else(|| missing(id)),
        Ok(None) => Err(missing(id)),
        Err(fault) => {
            for leaf in store.spare().of_block(key) {
                if let Ok(Some(place)) = listed(store, leaf, key) {
                    return Ok(Place {
                        spare: true,
                        ..place
                    });
                }
            }
            Err(fault)
        }
    }
}

/// The leaf that lists a block, if it is listed.
fn leaf_of(store: &mut Store, key: u64) -> Read<Option<u64>> {
    let format = store.format();
    let (mut offset, mut below) = (store.header.blocks, LEVELS);
    loop {
        let page = level(store, offset, Tree::Blocks, below).map_err(|fault| Fault {
            words: format!(
                "the index of blocks is damaged at offset {offset}: {}",
                fault.words
            ),
            ..fault
        })?;
        if page.level == 0 {
            return Ok(Some(offset));
        }
        let child = page
            .entries()
            .filter_map(|entry| child(entry, format))
            .filter(|(first, _)| first & !IGNORED <= key)
            .max_by_key(|(first, _)| *first);
        (offset, below) = match child {
            Some((_, offset)) => (offset, page.level),
            None => return Ok(None),
        };
    }
}

fn listed(store: &mut Store, leaf: u64, key: u64) -> Read<Option<Place>> {
    let format = store.format();
    let page = level(store, leaf, Tree::Blocks, LEVELS)?;
    let mut places = page.entries().filter_map(|entry| block(entry, format));
    Ok(places.find(|place| place.id & !IGNORED == key))
}

fn missing(id: u64) -> Fault {
    damaged(format!("the block {id:x} is not in the file"))
}

/// A page whose level is below another's.
fn level(store: &mut Store, offset: u64, tree: Tree, below: u8) -> Read<std::sync::Arc<Page>> {
    let page = store.page(offset, tree)?;
    match page.level < below {
        true => Ok(page),
        false => Err(damaged("it stands on a wrong level of the index")),
    }
}

/// The key of an entry.
pub(super) fn key(entry: &[u8], format: Format) -> Option<u64> {
    let key = id_at(entry, 0, format.wide())?;
    Some(key & !IGNORED)
}

/// First key and offset of a page below.
fn child(entry: &[u8], format: Format) -> Option<(u64, u64)> {
    let wide = format.wide();
    let size = if wide { 8 } else { 4 };
    Some((id_at(entry, 0, wide)?, id_at(entry, 2 * size, wide)?))
}

fn node(entry: &[u8], format: Format) -> Option<Node> {
    let wide = format.wide();
    let size = if wide { 8 } else { 4 };
    Some(Node {
        // Of 8 bytes the upper half is not used.
        id: u32_at(entry, 0)?,
        data: id_at(entry, size, wide)?,
        subnodes: id_at(entry, 2 * size, wide)?,
        parent: u32_at(entry, 3 * size)?,
    })
}

fn block(entry: &[u8], format: Format) -> Option<Place> {
    let wide = format.wide();
    let size = if wide { 8 } else { 4 };
    let stored = u16_at(entry, 2 * size)?;
    let unpacked = match format {
        Format::Large => u16_at(entry, 2 * size + 2)?,
        _ => stored,
    };
    Some(Place {
        id: id_at(entry, 0, wide)?,
        offset: id_at(entry, size, wide)?,
        stored,
        unpacked,
        spare: false,
    })
}
