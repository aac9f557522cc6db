//! Reads what was read before once more: the untouched bytes of one message, or the digest of a whole file. Does not cut.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

use sha2::{Digest, Sha256};

use super::Limits;
use super::sniff::{HEAD, Kind, sniff};
use super::stream::{Stream, drain};
use super::tar::read_full;
use super::unpack::{Archive, Step};
use super::walk::display;
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
    let mut input = File::open(file).map_err(told)?;
    let Some(member) = member else {
        return work(Input::File(&mut input)).map_err(told);
    };
    let archive = open(input, file)
        .and_then(|archive| archive.map_or(Ok(None), |archive| find(archive, member)));
    match archive.map_err(told)? {
        Some(mut archive) => work(Input::Member(archive.input())).map_err(told),
        None => Err(
            Error::new(format!("cannot find '{member}' in '{}'", display(file)))
                .hint("the source was changed after it was read; run `mailties verify`"),
        ),
    }
}

fn name(file: &Path, member: Option<&str>) -> String {
    member.map_or_else(
        || display(file),
        |member| format!("{}!{member}", display(file)),
    )
}

fn open(mut input: File, file: &Path) -> io::Result<Option<Archive>> {
    let head = head(&mut input)?;
    let kind = sniff(&head);
    if !kind.is_container() {
        return Ok(None);
    }
    Archive::new(
        kind,
        head,
        input,
        file.file_name().unwrap_or_default(),
        Limits::default(),
    )
    .map(Some)
}

fn head(input: &mut dyn Read) -> io::Result<Vec<u8>> {
    let mut head = vec![0; HEAD];
    let n = read_full(input, &mut head)?;
    head.truncate(n);
    Ok(head)
}

/// Goes to that member, and into no container that does not hold it.
fn find(mut archive: Archive, member: &str) -> io::Result<Option<Archive>> {
    loop {
        match archive.next() {
            Step::Member(path) if path == member => return Ok(Some(archive)),
            Step::Member(path) => {
                let above = member
                    .strip_prefix(&path)
                    .is_some_and(|rest| rest.starts_with('!'));
                if above || archive.is_packed() {
                    let head = head(archive.input())?;
                    let kind = sniff(&head);
                    if kind.is_container() {
                        // A container that lies too deep was not read before either.
                        let _ = archive.descend(kind, head);
                    }
                }
            }
            Step::Left(..) => {}
            Step::End(_) => return Ok(None),
        }
    }
}

impl Kind {
    /// Can it hold members?
    pub(super) fn is_container(self) -> bool {
        matches!(self, Self::Gzip | Self::Zstd | Self::Tar | Self::Zip)
    }
}
