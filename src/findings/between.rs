//! Mail between organizations, direction by direction, and the people it goes through. It does not know which of them are shown.

use rustc_hash::FxHashMap;

use crate::case::facts::NONE;
use crate::network::{Contact, Context, organization_contacts};

/// Mail between organizations, message by message.
#[derive(Clone, Debug)]
pub struct Between {
    contacts: Vec<Contact>,
}

impl Between {
    /// All of it. O(messages).
    pub fn new(context: &Context) -> Self {
        Self {
            contacts: organization_contacts(context),
        }
    }

    /// Messages from each of `organizations` to each, row by row; `None` from one to itself.
    pub fn matrix(&self, organizations: &[u32]) -> Vec<Option<u64>> {
        let places: FxHashMap<u32, usize> = organizations.iter().copied().zip(0..).collect();
        let mut seen: Vec<(usize, usize, u32)> = Vec::new();
        for contact in &self.contacts {
            let (Some(&a), Some(&b)) = (places.get(&contact.source), places.get(&contact.target))
            else {
                continue;
            };
            let (from, to) = if contact.forward { (a, b) } else { (b, a) };
            seen.push((from, to, contact.message));
        }
        seen.sort_unstable();
        seen.dedup();
        let n = organizations.len();
        let mut cells: Vec<Option<u64>> = (0..n * n)
            .map(|cell| (cell / n != cell % n).then_some(0))
            .collect();
        for (from, to, _) in seen {
            if let Some(count) = &mut cells[from * n + to] {
                *count += 1;
            }
        }
        cells
    }

    /// The people through whom most messages between two organizations go: correspondent and messages, the most first, at most `most`.
    pub fn through(&self, a: u32, b: u32, most: usize) -> Vec<(u32, u32)> {
        let ends = (a.min(b), a.max(b));
        let between = self
            .contacts
            .iter()
            .filter(|c| (c.source, c.target) == ends);
        let mut pairs: Vec<(u32, u32)> = between
            .flat_map(|c| [(c.persons.0, c.message), (c.persons.1, c.message)])
            .filter(|(who, _)| *who != NONE)
            .collect();
        pairs.sort_unstable();
        pairs.dedup();
        let mut counted: Vec<(u32, u32)> = pairs
            .chunk_by(|x, y| x.0 == y.0)
            .map(|same| (same[0].0, same.len() as u32))
            .collect();
        counted.sort_unstable_by_key(|(who, n)| (std::cmp::Reverse(*n), *who));
        counted.truncate(most);
        counted
    }
}
