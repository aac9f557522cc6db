//! The original bytes of copies: read again from the source, which is never changed, and checked against the digest in the
//! case. It does not know messages as people see them, only copies.

use std::path::Path;

use super::lookup::FoundCopy;
use super::nested::nested;
use crate::error::{Error, Result};
use crate::message::{Context, Embedded, Parser};
use crate::origin::Sha256Digest;
use crate::source::{Again, Wanted, read_origin, reread};

/// Where the bytes of a copy are found: a stretch of the file as it lies there, and the way into it for a message that was
/// encoded inside another: which of the messages in it, level by level.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stretch {
    /// First byte in the file.
    pub offset: u64,
    /// Length in bytes.
    pub length: u64,
    /// Empty if the stretch is the copy itself.
    pub within: Vec<u32>,
}

/// The untouched bytes of a copy; their SHA-256 is the one in the case. O(length), for a member of a container O(what lies before).
///
/// # Errors
/// If the source is gone, shorter or another; file and offset are named.
pub fn fetch(copy: &FoundCopy) -> Result<Vec<u8>> {
    let (file, member) = (&copy.place.0, copy.place.1.as_deref());
    let Stretch { offset, length, .. } = copy.stretch;
    let lying = read_origin(file, member, offset, length).map_err(|error| gone(copy, &error))?;
    check(copy, &lying)
}

/// The untouched bytes of many copies, each source read once: `each` gets the index in `copies` and the bytes, or why there are none.
/// Copies should be sorted by place (as [`super::lookup::Lookup::copies_of`] sorts them).
///
/// # Errors
/// Those of `each`, which end it.
pub fn fetch_all(
    copies: &[&FoundCopy],
    each: &mut dyn FnMut(usize, Result<Vec<u8>>) -> Result<()>,
) -> Result<()> {
    let places: Vec<Place> = copies
        .iter()
        .map(|copy| Place {
            file: &copy.place.0,
            member: copy.place.1.as_deref(),
            stretch: &copy.stretch,
        })
        .collect();
    read_all(&places, &mut |index, found| {
        let copy = copies[index];
        let found = match found {
            Ok(lying) => check(copy, lying),
            Err(error) => Err(gone(copy, &error)),
        };
        each(index, found)
    })
}

/// A stretch of a file on disk, or of a member in it.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    /// The file on disk.
    pub file: &'a Path,
    /// The member, as [`crate::source::SourceFile::member`] names it.
    pub member: Option<&'a str>,
    /// The stretch.
    pub stretch: &'a Stretch,
}

/// Takes the index of a place and what lies there.
pub type Lying<'a> = &'a mut dyn FnMut(usize, Result<&[u8]>) -> Result<()>;

/// What lies in many places now, unchecked; neighbours in one file on disk are read in one go. What `stretch.within` says is left to
/// [`inner`].
///
/// # Errors
/// Those of `each`, which end it.
pub fn read_all(places: &[Place], each: Lying) -> Result<()> {
    let mut start = 0;
    for group in places.chunk_by(|a, b| a.file == b.file) {
        if group.iter().all(|place| place.member.is_none()) {
            for (index, place) in (start..).zip(group) {
                let Stretch { offset, length, .. } = *place.stretch;
                match read_origin(place.file, None, offset, length) {
                    Ok(bytes) => each(index, Ok(&bytes))?,
                    Err(error) => each(index, Err(error))?,
                }
            }
        } else {
            from_container(group, &mut |index, found| each(start + index, found))?;
        }
        start += group.len();
    }
    Ok(())
}

/// Places in one file on disk.
fn from_container(places: &[Place], each: Lying) -> Result<()> {
    let mut order: Vec<usize> = (0..places.len()).collect();
    order.sort_by_key(|&i| (places[i].member, places[i].stretch));
    let groups: Vec<&[usize]> = order
        .chunk_by(|&a, &b| places[a].member == places[b].member)
        .collect();
    let stretch = |i: &usize| (places[*i].stretch.offset, places[*i].stretch.length);
    let wanted: Vec<Wanted> = groups
        .iter()
        .map(|group| Wanted {
            member: places[group[0]].member.map(str::to_owned),
            stretches: group.iter().map(stretch).collect(),
        })
        .collect();
    let mut outcome = Ok(());
    let mut missing = vec![true; places.len()];
    reread(places[0].file, &wanted, &mut |member, again| {
        if outcome.is_err() {
            return;
        }
        match again {
            Again::Stretch(index, bytes) => {
                let index = groups[member][index];
                missing[index] = false;
                outcome = each(index, Ok(bytes));
            }
            Again::End(..) => {}
            Again::Failed(error) => {
                for &index in groups[member] {
                    if outcome.is_ok() && std::mem::take(&mut missing[index]) {
                        outcome = each(index, Err(error.clone()));
                    }
                }
            }
        }
    });
    outcome
}

fn check(copy: &FoundCopy, lying: &[u8]) -> Result<Vec<u8>> {
    inner(lying, &copy.stretch.within, &copy.sha256).ok_or_else(|| changed(copy))
}

/// The bytes of a copy from those of the stretch they lie in, if their SHA-256 (in hexadecimal) is the one wanted.
pub fn inner(lying: &[u8], within: &[u32], sha256: &str) -> Option<Vec<u8>> {
    Inside::new(lying).find(within, sha256).map(<[u8]>::to_vec)
}

/// The messages that lie, encoded, inside the one in a stretch. If they are asked for in the order of `within`, each is read once.
#[derive(Debug)]
pub struct Inside<'a> {
    lying: &'a [u8],
    /// How the lines of a mailbox are masked stands in no table: both readings, the digest tells which was the one.
    readings: [Vec<Level>; 2],
}

/// A message that was read on the way in: the way to it, and the messages in it.
#[derive(Debug)]
struct Level {
    way: Vec<u32>,
    messages: Vec<Embedded>,
}

impl<'a> Inside<'a> {
    /// Of the bytes of a stretch.
    pub fn new(lying: &'a [u8]) -> Self {
        Self {
            lying,
            readings: [Vec::new(), Vec::new()],
        }
    }

    /// The bytes at the end of that way, if their SHA-256 (in hexadecimal) is the one wanted; with an empty way the stretch itself.
    pub fn find(&mut self, within: &[u32], sha256: &str) -> Option<&[u8]> {
        let lying = self.lying;
        let is_it = |bytes: &[u8]| Sha256Digest::of(bytes).to_string() == sha256;
        if within.is_empty() {
            return is_it(lying).then_some(lying);
        }
        let [plain, unmasked] = &mut self.readings;
        let found = descend(plain, lying, within, false);
        if found.is_some_and(is_it) {
            return found;
        }
        descend(unmasked, lying, within, true).filter(|bytes| is_it(bytes))
    }
}

fn descend<'b>(
    levels: &'b mut Vec<Level>,
    lying: &[u8],
    within: &[u32],
    unescape: bool,
) -> Option<&'b [u8]> {
    let known = levels.iter().take(within.len());
    let kept = known
        .take_while(|level| within.starts_with(&level.way))
        .count();
    levels.truncate(kept);
    while levels.len() < within.len() {
        let depth = levels.len();
        let bytes = match levels.last() {
            Some(level) => &level.messages.get(within[depth - 1] as usize)?.bytes,
            None => lying,
        };
        let context = Context {
            unescape: unescape && depth == 0,
            ..Context::default()
        };
        // What cannot be read holds no messages.
        let read = Parser::new().read(bytes, &context);
        levels.push(Level {
            way: within[..depth].to_vec(),
            messages: read.map_or_else(|_| Vec::new(), |mut message| nested(&mut message).messages),
        });
    }
    let last = *within.last()? as usize;
    levels
        .last()?
        .messages
        .get(last)
        .map(|inner| inner.bytes.as_slice())
}

fn changed(copy: &FoundCopy) -> Error {
    Error::new(format!(
        "'{}' has changed since it was read: the digest of the message at byte {} differs",
        copy.path, copy.stretch.offset
    ))
}

fn gone(copy: &FoundCopy, error: &Error) -> Error {
    let place = shown(&copy.place.0, copy.place.1.as_deref());
    let told = format!(
        "no bytes of the message at byte {} of '{}': {}",
        copy.stretch.offset, copy.path, error.message
    );
    Error::new(told).hint(format!("when it was read it lay in '{place}'"))
}

fn shown(file: &Path, member: Option<&str>) -> String {
    member.map_or_else(
        || file.display().to_string(),
        |member| format!("{}!{member}", file.display()),
    )
}
