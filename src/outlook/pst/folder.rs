//! The tree of folders: which lies in which, what their paths are. Does not know what lies in them.

use std::collections::{BTreeMap, HashSet};

use super::limits::{FOLDERS, NAME_CHARS};

/// The folder that holds all others; its own name is no part of a path.
pub(super) const ROOT: u32 = 0x122;
/// Stands for the root in paths of what does not lie below it.
pub(super) const RECOVERED: &str = "[recovered]";

/// A folder as its node has it.
pub(super) struct Folder {
    pub(super) parent: u32,
    /// `None` if its name cannot be read.
    pub(super) name: Option<String>,
}

/// A folder in its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Shelf {
    pub(super) path: String,
    /// It does not lie below the root.
    pub(super) recovered: bool,
}

/// The folders of a file, in the order of the tree.
#[derive(Default)]
pub(super) struct Folders {
    /// By node: its place in the order.
    ranks: BTreeMap<u32, usize>,
    shelves: Vec<Shelf>,
}

impl Folders {
    /// Puts folders in order: a folder before those in it, those in it by their node; what is not below the root last.
    pub(super) fn new(folders: &BTreeMap<u32, Folder>) -> Self {
        let mut below: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        for (id, folder) in folders {
            if folder.parent != *id && *id != ROOT {
                below.entry(folder.parent).or_default().push(*id);
            }
        }
        let mut order = Self {
            ranks: BTreeMap::new(),
            shelves: Vec::new(),
        };
        let root = Shelf {
            path: String::new(),
            recovered: false,
        };
        if folders.contains_key(&ROOT) {
            order.add(ROOT, root, folders, &below);
        }
        // Folders whose parent is not there, then those that lie in each other.
        let orphan = |folder: &Folder| !folders.contains_key(&folder.parent);
        let orphans = folders.iter().filter(|(_, folder)| orphan(folder));
        for (id, folder) in orphans.chain(folders.iter()) {
            let path = format!("{RECOVERED}/{}", clean(*id, folder.name.as_deref(), false));
            let shelf = Shelf {
                path,
                recovered: true,
            };
            order.add(*id, shelf, folders, &below);
        }
        order
    }

    fn add(
        &mut self,
        id: u32,
        shelf: Shelf,
        folders: &BTreeMap<u32, Folder>,
        below: &BTreeMap<u32, Vec<u32>>,
    ) {
        let mut waiting = vec![(id, shelf, 1)];
        let mut seen = HashSet::new();
        while let Some((id, shelf, depth)) = waiting.pop() {
            if self.ranks.contains_key(&id) || !seen.insert(id) {
                continue;
            }
            for child in below.get(&id).into_iter().flatten().rev() {
                let name = folders.get(child).and_then(|folder| folder.name.as_deref());
                let first = shelf.path.is_empty();
                let name = clean(*child, name, first);
                let path = match (first, depth < FOLDERS) {
                    (true, _) => name,
                    (false, true) => format!("{}/{name}", shelf.path),
                    // Deeper than anybody files mail: the path stops to grow.
                    (false, false) => shelf.path.clone(),
                };
                let recovered = shelf.recovered;
                waiting.push((*child, Shelf { path, recovered }, depth + 1));
            }
            self.ranks.insert(id, self.shelves.len());
            self.shelves.push(shelf);
        }
    }

    /// The place of a folder in the order; what lies in no folder comes last.
    pub(super) fn rank(&self, id: u32) -> usize {
        self.ranks.get(&id).copied().unwrap_or(usize::MAX)
    }

    /// Path of what lies in a folder, and whether it is below the root.
    pub(super) fn shelf(&self, id: u32) -> Shelf {
        let shelf = self.ranks.get(&id).and_then(|rank| self.shelves.get(*rank));
        shelf.cloned().unwrap_or_else(|| Shelf {
            path: RECOVERED.to_owned(),
            recovered: true,
        })
    }
}

/// The name of a folder as a part of a path: no separators, no control characters, not empty, not `.` or `..`.
fn clean(id: u32, name: Option<&str>, first: bool) -> String {
    let name: String = name
        .unwrap_or_default()
        .chars()
        .take(NAME_CHARS)
        .map(|c| match c {
            '/' | '\\' => '_',
            c if c.is_control() => ' ',
            c => c,
        })
        .collect();
    match name.trim() {
        "" | "." | ".." => format!("folder {id:x}"),
        name if first && name == RECOVERED => format!("{name} {id:x}"),
        name => name.to_owned(),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn folders(list: &[(u32, u32, &str)]) -> Folders {
        let one = |(id, parent, name): &(u32, u32, &str)| {
            let name = Some((*name).to_owned());
            (
                *id,
                Folder {
                    parent: *parent,
                    name,
                },
            )
        };
        Folders::new(&list.iter().map(one).collect())
    }

    #[test]
    fn paths_are_the_folders_below_the_root_in_the_order_of_the_tree() {
        let tree = folders(&[
            (ROOT, ROOT, ""),
            (0x8022, ROOT, "Top"),
            (0x8042, 0x8062, "2001/Q1"),
            (0x8062, 0x8022, "Inbox"),
            (0x8082, 0x8022, ".."),
        ]);
        let path = |id| tree.shelf(id).path;
        assert_eq!(path(0x8022), "Top");
        assert_eq!(path(0x8042), "Top/Inbox/2001_Q1");
        assert_eq!(path(0x8082), "Top/folder 8082");
        let mut ids = [0x8082, 0x8042, 0x8062, 0x8022, ROOT];
        ids.sort_by_key(|id| tree.rank(*id));
        assert_eq!(ids, [ROOT, 0x8022, 0x8062, 0x8042, 0x8082]);
    }

    #[test]
    fn what_is_not_below_the_root_is_recovered() {
        let tree = folders(&[
            (ROOT, ROOT, ""),
            (0x8022, ROOT, "[recovered]"),
            (0x8042, 0x9002, "Lost"),
            (0x8062, 0x8042, "In it"),
            (0x8082, 0x80A2, "Loop"),
            (0x80A2, 0x8082, "Back"),
        ]);
        let shelf = |id| {
            let Shelf { path, recovered } = tree.shelf(id);
            (path, recovered)
        };
        assert_eq!(shelf(0x8022), ("[recovered] 8022".into(), false));
        assert_eq!(shelf(0x8062), ("[recovered]/Lost/In it".into(), true));
        assert_eq!(shelf(0x80A2), ("[recovered]/Loop/Back".into(), true));
        assert_eq!(shelf(0x7777), ("[recovered]".into(), true));
    }
}
