//! Reads what was read before once more: the untouched bytes of messages, or the digest of a whole file. Does not cut.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

use sha2::{Digest, Sha256};

use super::Limits;
use super::look::look;
use super::sniff::Kind;
use super::stream::{Input as Lying, Stream, drain};
use super::tar::read_full;
use super::unpack::{Archive, Step};
use super::walk::display;
use super::window::Window;
use crate::error::{Error, Result};
use crate::origin::Sha256Digest;

/// The bytes of one message as they lie in the source: `length` bytes from `offset` of the file, or of its `member`
/// (as [`super::SourceFile::member`] names it). The caller compares their digest.
/// Time: O(length) for a plain file, O(what lies before) for a member. Memory: O(length).
///
/// # Errors
/// If the file or the member is not there, cannot be read or is shorter.
pub fn read_origin(file: &Path, member: Option<&str>, offset: u64, length: u64) -> Result<Vec<u8>> {
    let bytes = with_stream(file, member, |mut input| {
        input.skip(offset)?;
        let mut bytes = Vec::new();
        input.read().take(length).read_to_end(&mut bytes)?;
        Ok(bytes)
    })?;
    if bytes.len() as u64 == length {
        Ok(bytes)
    } else {
        let told = format!(
            "cannot read {length} bytes at byte {offset} of '{}': it is shorter now",
            name(file, member)
        );
        Err(Error::new(told)
            .hint("the source was changed after it was read; run `mailties verify`"))
    }
}

/// Size and SHA-256 of a whole file, or of its `member`, unpacked. O(size), constant memory.
///
/// # Errors
/// If the file or the member is not there or cannot be read.
pub fn digest(file: &Path, member: Option<&str>) -> Result<(u64, Sha256Digest)> {
    with_stream(file, member, |mut input| {
        let mut hasher = Sha256::new();
        let mut buffer = vec![0; 256 << 10];
        let mut size = 0;
        loop {
            let n = read_full(input.read(), &mut buffer)?;
            if n == 0 {
                return Ok((size, Sha256Digest(hasher.finalize().into())));
            }
            hasher.update(&buffer[..n]);
            size += n as u64;
        }
    })
}

/// What of a file on disk is to be read once more.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// The member, as [`super::SourceFile::member`] names it; `None` is the file as it lies on disk.
    pub member: Option<String>,
    /// Stretches of it: offset and length, sorted; one may lie in another, or be the same.
    pub stretches: Vec<(u64, u64)>,
}

/// What [`reread`] finds of what is wanted.
#[derive(Debug)]
pub enum Again<'a> {
    /// The bytes of a stretch (its index); fewer than wanted if the source is shorter now.
    Stretch(usize, &'a [u8]),
    /// It was read to its end: size and digest of all bytes.
    End(u64, Sha256Digest),
    /// It is not there or could not be read to its end.
    Failed(Error),
}

/// Reads a file on disk once, from its first byte to its last, and hands out what is wanted of it, with the index in `wanted`.
/// O(size) also for a container with many members; memory: the stretches that lie in one another at one place.
pub fn reread(file: &Path, wanted: &[Wanted], each: &mut dyn FnMut(usize, Again)) {
    let failed = |e: io::Error| Error::io(format!("read '{}'", display(file)), &e);
    let members: BTreeMap<&str, usize> = (wanted.iter().zip(0..))
        .filter_map(|(w, i)| Some((w.member.as_deref()?, i)))
        .collect();
    if members.is_empty() {
        let mut input = match File::open(file).map_err(failed) {
            Ok(input) => input,
            Err(error) => {
                return (0..wanted.len()).for_each(|i| each(i, Again::Failed(error.clone())));
            }
        };
        for (one, index) in wanted.iter().zip(0..) {
            let rewound = input.rewind();
            let found =
                rewound.and_then(|()| pass(&mut input, one, &mut |again| each(index, again)));
            told(file, None, found, &mut |again| each(index, again));
        }
        return;
    }
    let mut left: Vec<bool> = vec![true; wanted.len()];
    let mut end = None;
    match open(file) {
        Ok(Some(mut archive)) if archive.can_seek() && members.len() == wanted.len() => {
            for (index, one) in wanted.iter().enumerate() {
                let member = one.member.as_deref().unwrap_or_default();
                if sought(&mut archive, member) {
                    left[index] = false;
                    let found = pass(archive.input(), one, &mut |again| each(index, again));
                    told(file, Some(member), found, &mut |again| each(index, again));
                }
            }
        }
        Ok(Some(mut archive)) => {
            end = members_again(&mut archive, file, wanted, &members, &mut left, each)
        }
        Ok(None) => {}
        Err(e) => {
            let error = failed(e);
            return (0..wanted.len()).for_each(|i| each(i, Again::Failed(error.clone())));
        }
    }
    for (index, one) in wanted.iter().enumerate().filter(|(i, _)| left[*i]) {
        match (&one.member, end) {
            (None, Some((size, sha256))) => each(index, Again::End(size, sha256)),
            _ => each(index, Again::Failed(missing(file, one.member.as_deref()))),
        }
    }
}

/// Goes to a member of an Outlook file; false if it is not there.
fn sought(archive: &mut Archive, member: &str) -> bool {
    archive.seek(member);
    loop {
        match archive.next() {
            Step::Member(path) => return path == member,
            Step::Left(..) => {}
            Step::Counted(..) | Step::End(_) => return false,
        }
    }
}

/// Goes through a container; takes those it finds from `left`. Size and digest of the file on disk, if it could be read to its end.
fn members_again(
    archive: &mut Archive,
    file: &Path,
    wanted: &[Wanted],
    members: &BTreeMap<&str, usize>,
    left: &mut [bool],
    each: &mut dyn FnMut(usize, Again),
) -> Option<(u64, Sha256Digest)> {
    let mut window = Window::new();
    loop {
        match archive.next() {
            Step::Member(path) => {
                if let Some(&index) = members.get(path.as_str()) {
                    left[index] = false;
                    let found = pass(archive.input(), &wanted[index], &mut |again| {
                        each(index, again)
                    });
                    told(file, Some(&path), found, &mut |again| each(index, again));
                    continue;
                }
                let below = format!("{path}!");
                let above = (members.range(below.as_str()..).next())
                    .is_some_and(|(name, _)| name.starts_with(&below));
                if above || archive.is_packed() {
                    descend(archive, &mut window);
                }
            }
            Step::Left(..) | Step::Counted(..) => {}
            Step::End(end) => return end,
        }
    }
}

fn told(
    file: &Path,
    member: Option<&str>,
    found: io::Result<(u64, Sha256Digest)>,
    each: &mut dyn FnMut(Again),
) {
    match found {
        Ok((size, sha256)) => each(Again::End(size, sha256)),
        Err(e) => each(Again::Failed(Error::io(
            format!("read '{}'", name(file, member)),
            &e,
        ))),
    }
}

/// Reads one stream to its end.
fn pass(
    input: &mut dyn Read,
    wanted: &Wanted,
    each: &mut dyn FnMut(Again),
) -> io::Result<(u64, Sha256Digest)> {
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; 256 << 10];
    let mut stretches = Stretches {
        wanted: &wanted.stretches,
        next: 0,
        open: Vec::new(),
        at: 0,
    };
    let mut hand_out = |index: usize, bytes: &[u8]| each(Again::Stretch(index, bytes));
    let ended = loop {
        match read_full(input, &mut buffer) {
            Ok(0) => break Ok(()),
            Ok(n) => {
                hasher.update(&buffer[..n]);
                stretches.feed(&buffer[..n], &mut hand_out);
            }
            Err(error) => break Err(error),
        }
    };
    stretches.finish(&mut hand_out);
    ended.map(|()| (stretches.at, Sha256Digest(hasher.finalize().into())))
}

/// Stretches are inside one another no deeper than messages are read; more is a case that was tampered with.
const OPEN: usize = 64;

/// Cuts stretches out of bytes that come one after the other.
struct Stretches<'a> {
    wanted: &'a [(u64, u64)],
    next: usize,
    /// The first of those that are the same stretch, how many they are, and their bytes so far.
    open: Vec<(usize, usize, Vec<u8>)>,
    at: u64,
}

impl Stretches<'_> {
    fn feed(&mut self, bytes: &[u8], each: &mut dyn FnMut(usize, &[u8])) {
        let mut start = 0;
        while start < bytes.len() {
            let rest = bytes.len() - start;
            // Up to where the next stretch begins, so that those before it are closed first.
            let until = self.wanted.get(self.next).map_or(rest, |(offset, _)| {
                usize::try_from(offset.saturating_sub(self.at)).map_or(rest, |n| n.min(rest))
            });
            self.extend(&bytes[start..start + until], each);
            start += until;
            while let Some(&(offset, length)) = self.wanted.get(self.next)
                && offset <= self.at
                && start < bytes.len()
            {
                let rest = self.wanted[self.next..].iter();
                let same = rest.take_while(|other| **other == (offset, length)).count();
                if self.open.len() < OPEN && offset == self.at && length > 0 {
                    self.open.push((self.next, same, Vec::new()));
                } else {
                    (self.next..self.next + same).for_each(|index| each(index, &[]));
                }
                self.next += same;
            }
        }
    }

    fn extend(&mut self, bytes: &[u8], each: &mut dyn FnMut(usize, &[u8])) {
        for (index, _, kept) in &mut self.open {
            let missing = self.wanted[*index].1 - kept.len() as u64;
            let n = usize::try_from(missing).map_or(bytes.len(), |m| m.min(bytes.len()));
            kept.extend_from_slice(&bytes[..n]);
        }
        let wanted = self.wanted;
        self.open.retain(|(first, same, kept)| {
            let whole = kept.len() as u64 == wanted[*first].1;
            if whole {
                (*first..first + same).for_each(|index| each(index, kept));
            }
            !whole
        });
        self.at += bytes.len() as u64;
    }

    fn finish(&mut self, each: &mut dyn FnMut(usize, &[u8])) {
        for (first, same, kept) in self.open.drain(..) {
            (first..first + same).for_each(|index| each(index, &kept));
        }
        (self.next..self.wanted.len()).for_each(|index| each(index, &[]));
    }
}

/// A file that can seek, or a member that cannot.
enum Input<'a> {
    File(&'a mut File),
    Member(&'a mut Stream),
}

impl Input<'_> {
    fn skip(&mut self, count: u64) -> io::Result<()> {
        match self {
            Self::File(file) => file.seek(SeekFrom::Start(count)).map(|_| ()),
            Self::Member(member) => drain(*member, count).map(|_| ()),
        }
    }

    fn read(&mut self) -> &mut dyn Read {
        match self {
            Self::File(file) => *file,
            Self::Member(member) => *member,
        }
    }
}

fn with_stream<T>(
    file: &Path,
    member: Option<&str>,
    work: impl FnOnce(Input) -> io::Result<T>,
) -> Result<T> {
    let told = |error: io::Error| Error::io(format!("read '{}'", name(file, member)), &error);
    let Some(member) = member else {
        let mut input = File::open(file).map_err(told)?;
        return work(Input::File(&mut input)).map_err(told);
    };
    let archive = open(file).map_err(told)?;
    match archive.and_then(|archive| find(archive, member)) {
        Some(mut archive) => work(Input::Member(archive.input())).map_err(told),
        None => Err(missing(file, Some(member))),
    }
}

fn missing(file: &Path, member: Option<&str>) -> Error {
    let told = match member {
        Some(member) => format!("cannot find '{member}' in '{}'", display(file)),
        None => format!("cannot read '{}' to its end", display(file)),
    };
    Error::new(told).hint("the source was changed after it was read; run `mailties verify`")
}

fn name(file: &Path, member: Option<&str>) -> String {
    member.map_or_else(
        || display(file),
        |member| format!("{}!{member}", display(file)),
    )
}

fn open(file: &Path) -> io::Result<Option<Archive>> {
    let mut input = Lying::open(file)?;
    let mut window = Window::new();
    let kind = look(&mut window, &mut input);
    if !kind.is_container() {
        return Ok(None);
    }
    let head = window.bytes().to_vec();
    let name = file.file_name().unwrap_or_default();
    Archive::new(kind, head, input, name, Limits::default()).map(Some)
}

/// Goes into the current member, if it is a container that can be read.
fn descend(archive: &mut Archive, window: &mut Window) {
    let kind = look(window, archive.input());
    if window.error().is_none() && kind.is_container() {
        // A container that lies too deep was not read before either.
        let _ = archive.descend(kind, window.bytes().to_vec());
    }
}

/// Goes to that member, and into no container that does not hold it.
fn find(mut archive: Archive, member: &str) -> Option<Archive> {
    let mut window = Window::new();
    archive.seek(member);
    loop {
        match archive.next() {
            Step::Member(path) if path == member => return Some(archive),
            Step::Member(path) => {
                let above = member
                    .strip_prefix(&path)
                    .is_some_and(|rest| rest.starts_with('!'));
                if above || archive.is_packed() {
                    descend(&mut archive, &mut window);
                    archive.seek(member);
                }
            }
            Step::Left(..) | Step::Counted(..) => {}
            Step::End(_) => return None,
        }
    }
}

impl Kind {
    /// Can it hold members?
    pub(super) fn is_container(self) -> bool {
        matches!(
            self,
            Self::Gzip
                | Self::Zstd
                | Self::Tar
                | Self::Zip
                | Self::Pst
                | Self::Msg
                | Self::Tnef
                | Self::Olm
        )
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    /// What a pass over these bytes hands out, in the order of the stretches.
    fn cut(bytes: &[u8], stretches: &[(u64, u64)], step: usize) -> Vec<Vec<u8>> {
        let mut found = vec![None; stretches.len()];
        let mut cutter = Stretches {
            wanted: stretches,
            next: 0,
            open: Vec::new(),
            at: 0,
        };
        let mut each = |index: usize, bytes: &[u8]| {
            assert!(found[index].replace(bytes.to_vec()).is_none(), "twice");
        };
        for piece in bytes.chunks(step) {
            cutter.feed(piece, &mut each);
        }
        cutter.finish(&mut each);
        found.into_iter().map(Option::unwrap).collect()
    }

    #[test]
    fn stretches_in_one_another_and_behind_the_end_are_cut_in_any_pieces() {
        let bytes: Vec<u8> = (0..100).collect();
        let stretches = [
            (0, 10),
            (0, 3),
            (10, 5),
            (12, 60),
            (20, 30),
            (49, 1),
            (90, 20),
            (100, 1),
            (500, 2),
        ];
        let expected: Vec<Vec<u8>> = stretches
            .iter()
            .map(|&(offset, length)| {
                let start = usize::try_from(offset).unwrap().min(100);
                let end = usize::try_from(offset + length).unwrap().min(100);
                bytes[start..end].to_vec()
            })
            .collect();
        for step in [1, 7, 10, 100] {
            assert_eq!(
                cut(&bytes, &stretches, step),
                expected,
                "{step} bytes at a time"
            );
        }
    }
}
