//! Which messages carry each document, when first, in whose mailboxes, and under which names: as the index needs it. It does not know
//! who is who.

use std::cmp::Reverse;

use rustc_hash::FxHashSet;

use super::Conclusions;
use crate::case::facts::Facts;

/// Of one document.
#[derive(Clone, Debug, Default)]
pub(super) struct Carriers {
    /// The distinct messages that carry it in any of their versions: by date, undated last, then by number.
    pub(super) messages: Vec<u32>,
    /// The versions that carry it.
    pub(super) versions: Vec<u32>,
    /// The files that are this document.
    pub(super) files: Vec<u32>,
    /// The names that it came under, that of most messages first.
    pub(super) names: Vec<u32>,
}

/// Of all documents, in their order. O(n log n) in what is carried.
pub(super) fn carriers(conclusions: &Conclusions) -> Vec<Carriers> {
    let Conclusions {
        facts, messages, ..
    } = conclusions;
    let mut all = vec![Carriers::default(); facts.documents.len()];
    let mut named: Vec<(u32, u32, u32)> = Vec::with_capacity(facts.carried.len());
    for carried in &facts.carried {
        let message = messages.of_version[carried.version as usize];
        let one = &mut all[carried.document as usize];
        one.messages.push(message);
        one.versions.push(carried.version);
        named.push((carried.document, carried.name, message));
    }
    for (file, document) in &facts.loose {
        all[*document as usize].files.push(*file);
    }
    for one in &mut all {
        one.messages.sort_unstable_by_key(|m| {
            let date = messages.list[*m as usize].date;
            (date.is_none(), date, *m)
        });
        one.messages.dedup();
        one.versions.dedup();
    }
    add_names(&mut all, named);
    all
}

/// Names by the number of messages, then by the alphabet (which is their order).
fn add_names(all: &mut [Carriers], mut named: Vec<(u32, u32, u32)>) {
    named.sort_unstable();
    named.dedup();
    let mut counted: Vec<(u32, Reverse<usize>, u32)> = named
        .chunk_by(|a, b| (a.0, a.1) == (b.0, b.1))
        .map(|same| (same[0].0, Reverse(same.len()), same[0].1))
        .collect();
    counted.sort_unstable();
    for (document, _, name) in counted {
        all[document as usize].names.push(name);
    }
}

impl Carriers {
    /// The names that it came under, those of files last.
    pub(super) fn names<'a>(&self, facts: &'a Facts) -> Vec<&'a str> {
        let attached = self.names.iter().map(|n| &*facts.file_names[*n as usize]);
        let files = self.files.iter().map(|f| {
            let path = facts.files[*f as usize].path.as_str();
            path.rsplit(['/', '\\']).next().unwrap_or(path)
        });
        let mut seen = FxHashSet::default();
        let names = attached.chain(files);
        names
            .filter(|name| !name.trim().is_empty() && seen.insert(*name))
            .collect()
    }
}
