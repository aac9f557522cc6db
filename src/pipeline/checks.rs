//! Checks that somebody else can repeat: sources against what the case says of them, and (in `bundle`) a bundle against an archive.

pub mod bundle;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use crate::case::checks::Recorded;
use crate::case::lookup::{Lookup, RecordedFile};
use crate::case::original::{Inside, Place, Stretch, read_all};
use crate::error::Result;
use crate::origin::Sha256Digest;
use crate::source::{self, Again, Wanted, reread};

/// Something that is not as it should be.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Difference {
    /// What was checked, in a word.
    pub check: &'static str,
    /// The file.
    pub file: String,
    /// First byte of what differs.
    pub offset: Option<u64>,
    /// A sentence.
    pub detail: String,
}

/// What was looked at.
#[derive(Clone, Debug, Default)]
pub struct Looked {
    /// Files.
    pub files: u64,
    /// Copies of messages.
    pub copies: u64,
    /// Bytes of the files.
    pub bytes: u64,
    /// What differs, sorted.
    pub differences: Vec<Difference>,
}

/// Differing messages that are named of one file.
const NAMED: usize = 20;
/// Larger files are read twice, by two threads: for the digest of the whole and for those of the messages.
const LARGE: u64 = 32 << 20;
/// Messages of a large file that one thread reads at a time.
const SLICE: usize = 2048;

/// One file on disk and what the case says of it and of the members in it.
type Group<'a> = (&'a PathBuf, Vec<Member<'a>>);

/// A file or member, and its copies with the row of the file.
type Member<'a> = (&'a RecordedFile, &'a [(i64, Recorded)]);

/// Reads all sources again: digests of the files and of every copy in them. O(bytes), on all cores.
///
/// # Errors
/// If the case cannot be read. What is wrong with a source is a difference.
pub fn sources(folder: &Path) -> Result<Looked> {
    let lookup = Lookup::open(folder)?;
    let files = lookup.files()?;
    let copies = lookup.recorded_copies()?;
    let mut of_file: BTreeMap<i64, &[(i64, Recorded)]> = BTreeMap::new();
    for group in copies.chunk_by(|a, b| a.0 == b.0) {
        of_file.insert(group[0].0, group);
    }
    let mut groups: BTreeMap<&PathBuf, Vec<Member>> = BTreeMap::new();
    for file in &files {
        let copies = of_file.get(&file.row).copied().unwrap_or_default();
        groups
            .entry(&file.absolute)
            .or_default()
            .push((file, copies));
    }
    let groups: Vec<Group> = groups.into_iter().collect();
    let found: Vec<Vec<Difference>> = groups.par_iter().map(group).collect();
    let mut differences: Vec<Difference> = found.into_iter().flatten().collect();
    differences.sort_unstable();
    Ok(Looked {
        files: files.len() as u64,
        copies: copies.len() as u64,
        bytes: files.iter().map(|file| file.size).sum(),
        differences,
    })
}

fn group((path, files): &Group) -> Vec<Difference> {
    match files.as_slice() {
        [(file, copies)] if file.member.is_none() && file.size > LARGE => large(file, copies),
        _ => one_pass(path, files),
    }
}

/// What is found of one file, before it is told.
#[derive(Default)]
struct Found {
    /// Messages that differ: first byte, length, and whether all bytes are there.
    messages: Vec<(u64, u64, bool)>,
    end: Option<(u64, Sha256Digest)>,
    failed: Option<String>,
}

impl Found {
    /// The copies that are read from one stretch, in the order of [`Stretch::within`].
    fn stretch(&mut self, copies: &[(i64, Recorded)], bytes: &[u8]) {
        let mut inside = Inside::new(bytes);
        for (_, copy) in copies {
            let Stretch {
                offset,
                length,
                within,
            } = &copy.stretch;
            let right = if within.is_empty() {
                Sha256Digest::of(bytes) == copy.sha256
            } else {
                inside.find(within, &copy.sha256.to_string()).is_some()
            };
            if !right {
                self.messages
                    .push((*offset, *length, bytes.len() as u64 == *length));
            }
        }
    }

    fn tell(mut self, (file, copies): &Member) -> Vec<Difference> {
        let difference = |offset, detail| Difference {
            check: "source",
            file: file.path.clone(),
            offset,
            detail,
        };
        // What could not be read to its end then cannot now; what was read of it is compared all the same.
        if let Some(failed) = self.failed.filter(|_| file.whole) {
            return vec![difference(None, failed)];
        }
        let mut told = Vec::new();
        self.messages.sort_unstable();
        self.messages.dedup();
        for (offset, length, whole) in self.messages.iter().take(NAMED) {
            let what = if *whole {
                "is not as it was read"
            } else {
                "is not there any more"
            };
            told.push(difference(
                Some(*offset),
                format!(
                    "the message at bytes {offset} to {} {what}",
                    offset + length
                ),
            ));
        }
        if self.messages.len() > NAMED {
            let more = self.messages.len() - NAMED;
            told.push(difference(None, format!("{more} more messages differ")));
        }
        let known = file.whole || file.size > 0;
        match self.end {
            Some((size, sha256)) if known && sha256.to_string() != file.sha256 => {
                let mut detail =
                    format!("it has changed: {} bytes when read, {size} now", file.size);
                if self.messages.is_empty() && !copies.is_empty() {
                    detail.push_str(
                        "; all messages are as they were, so it is between or behind them",
                    );
                }
                told.push(difference(None, detail));
            }
            _ => {}
        }
        told
    }
}

/// The copies of each stretch; those of a file are sorted by stretch.
fn by_stretch(copies: &[(i64, Recorded)]) -> Vec<&[(i64, Recorded)]> {
    let place = |(_, copy): &(i64, Recorded)| (copy.stretch.offset, copy.stretch.length);
    copies.chunk_by(|a, b| place(a) == place(b)).collect()
}

fn one_pass(path: &Path, files: &[Member]) -> Vec<Difference> {
    let stretches: Vec<Vec<&[(i64, Recorded)]>> =
        files.iter().map(|(_, copies)| by_stretch(copies)).collect();
    let place = |group: &&[(i64, Recorded)]| (group[0].1.stretch.offset, group[0].1.stretch.length);
    let wanted: Vec<Wanted> = (files.iter().zip(&stretches))
        .map(|((file, _), groups)| Wanted {
            member: file.member.clone(),
            stretches: groups.iter().map(place).collect(),
        })
        .collect();
    let mut found: Vec<Found> = files.iter().map(|_| Found::default()).collect();
    reread(path, &wanted, &mut |index, again| {
        let one = &mut found[index];
        match again {
            Again::Stretch(number, bytes) => one.stretch(stretches[index][number], bytes),
            Again::End(size, sha256) => one.end = Some((size, sha256)),
            Again::Failed(error) => one.failed = Some(error.message),
        }
    });
    let told = found.into_iter().zip(files);
    told.flat_map(|(found, member)| found.tell(member))
        .collect()
}

fn large(file: &RecordedFile, copies: &[(i64, Recorded)]) -> Vec<Difference> {
    let groups = by_stretch(copies);
    let (end, slices) = rayon::join(
        || source::digest(&file.absolute, None),
        || {
            let slices = groups.par_chunks(SLICE).map(|slice| {
                let mut found = Found::default();
                let places: Vec<Place> = (slice.iter())
                    .map(|group| Place {
                        file: &file.absolute,
                        member: None,
                        stretch: &group[0].1.stretch,
                    })
                    .collect();
                // It never ends early: what cannot be read is a difference.
                let _ = read_all(&places, &mut |index, bytes| {
                    found.stretch(slice[index], bytes.unwrap_or_default());
                    Ok(())
                });
                found.messages
            });
            slices.collect::<Vec<_>>()
        },
    );
    let mut found = Found {
        messages: slices.into_iter().flatten().collect(),
        ..Found::default()
    };
    match end {
        Ok(end) => found.end = Some(end),
        Err(error) => found.failed = Some(error.message),
    }
    found.tell(&(file, copies))
}
