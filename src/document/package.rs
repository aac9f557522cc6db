//! The parts of a ZIP package, as office formats use it: found by name, unpacked within bounds. It believes no size that is
//! written, and reads a package that lost its end by its local headers. It does not know what parts mean.
//!
//! Source: PKWARE APPNOTE.TXT 6.3.

use std::collections::BTreeMap;
use std::io::Read;

use flate2::Crc;
use flate2::bufread::DeflateDecoder;
use memchr::memmem;

use super::found::{Fault, Found};
use super::limits::{ENTRIES, RATIO, UNPACKED_BYTES};

const LOCAL: &[u8] = b"PK\x03\x04";
const CENTRAL: &[u8] = b"PK\x01\x02";
const END: &[u8] = b"PK\x05\x06";
const LOCATOR_64: &[u8] = b"PK\x06\x07";
const END_64: &[u8] = b"PK\x06\x06";
/// What a part may always unpack to, however small it is packed.
const FREE: u64 = 1 << 20;

/// One member.
#[derive(Clone, Debug)]
struct Part {
    name: String,
    encrypted: bool,
    method: u16,
    crc: Option<u32>,
    /// Bytes that hold it packed, perhaps more.
    packed: usize,
    /// Where its local header lies.
    header: usize,
}

/// A ZIP package.
#[derive(Debug)]
pub(super) struct Package<'a> {
    bytes: &'a [u8],
    /// By name in small letters, `/` between folders.
    parts: BTreeMap<String, Part>,
    /// Bytes that may still be unpacked.
    left: u64,
    /// Its list of members is lost.
    pub(super) damaged: bool,
}

impl<'a> Package<'a> {
    /// The members, by the central directory or, where that is lost, by their own headers. O(n).
    pub(super) fn open(bytes: &'a [u8]) -> Self {
        let listed = central(bytes).unwrap_or_default();
        let damaged = listed.is_empty();
        let parts = if damaged { scan(bytes) } else { listed };
        let key = |part: Part| (part.name.to_ascii_lowercase(), part);
        Self {
            bytes,
            // Of two of one name the first counts; the second may be of a package within.
            parts: parts.into_iter().rev().map(key).collect(),
            left: UNPACKED_BYTES,
            damaged,
        }
    }

    /// Names of all parts as they are written, in alphabetical order of small letters.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.parts.values().map(|part| part.name.as_str())
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.parts.contains_key(&name.to_ascii_lowercase())
    }

    /// The bytes of a part, if there is one of that name, in whatever letters. A fault in it is noted in `found`; what could be unpacked is given.
    pub(super) fn part(&mut self, name: &str, found: &mut Found) -> Option<Vec<u8>> {
        let part = self.parts.get(&name.to_ascii_lowercase())?.clone();
        match self.unpack(&part) {
            Ok((bytes, fault)) => {
                fault.into_iter().for_each(|fault| found.note(fault));
                Some(bytes)
            }
            Err(fault) => {
                found.note(fault);
                None
            }
        }
    }

    fn unpack(&mut self, part: &Part) -> Result<(Vec<u8>, Option<Fault>), Fault> {
        let damaged = || Fault::damaged(format!("its part '{}' is damaged", part.name));
        let data = data(self.bytes, part).ok_or_else(damaged)?;
        if part.encrypted {
            return Err(Fault::encrypted());
        }
        let bound = (FREE + RATIO * data.len() as u64).min(self.left);
        let mut bytes = Vec::new();
        let read = match part.method {
            0 => data.take(bound + 1).read_to_end(&mut bytes),
            8 => DeflateDecoder::new(data)
                .take(bound + 1)
                .read_to_end(&mut bytes),
            _ => return Err(damaged()),
        };
        let over = bytes.len() as u64 > bound;
        self.left = self.left.saturating_sub(bytes.len() as u64);
        let fault = if over {
            Some(Fault::limit("it unpacks to more than is read"))
        } else if read.is_err() || part.crc.is_some_and(|crc| crc != sum(&bytes)) {
            Some(damaged())
        } else {
            None
        };
        Ok((bytes, fault))
    }
}

fn sum(bytes: &[u8]) -> u32 {
    let mut crc = Crc::new();
    crc.update(bytes);
    crc.sum()
}

/// The packed bytes, as far as the file has them.
fn data<'a>(bytes: &'a [u8], part: &Part) -> Option<&'a [u8]> {
    let header = bytes.get(part.header..)?;
    if !header.starts_with(LOCAL) {
        return None;
    }
    let skip = 30 + usize::from(u16_at(header, 26)?) + usize::from(u16_at(header, 28)?);
    let data = header.get(skip..)?;
    Some(&data[..part.packed.min(data.len())])
}

/// The members as the central directory lists them; none if it cannot be found.
fn central(bytes: &[u8]) -> Option<Vec<Part>> {
    let tail = bytes.len().saturating_sub(65_557);
    let end = tail + memmem::rfind(&bytes[tail..], END)?;
    let (size, offset) = match end_64(bytes, end) {
        Some(sizes) => sizes,
        None => (
            u32_at(bytes, end + 12)?.into(),
            u32_at(bytes, end + 16)?.into(),
        ),
    };
    // What stands before the package, such as a program that unpacks it, moves all offsets.
    let moved = end
        .checked_sub(usize::try_from(size).ok()?)
        .filter(|&start| bytes[start..].starts_with(CENTRAL));
    let start = match moved {
        Some(start) => start,
        None => usize::try_from(offset).ok()?,
    };
    let base = start.saturating_sub(usize::try_from(offset).unwrap_or(start));
    let mut parts = Vec::new();
    let mut at = start;
    while parts.len() < ENTRIES && bytes.get(at..)?.starts_with(CENTRAL) {
        let Some((part, length)) = entry(&bytes[at..], base) else {
            break;
        };
        parts.push(part);
        at += length;
    }
    Some(parts)
}

/// Size and offset of the central directory by the end record for large files.
fn end_64(bytes: &[u8], end: usize) -> Option<(u64, u64)> {
    let locator = bytes.get(end.checked_sub(20)?..)?;
    let record = bytes.get(usize::try_from(u64_at(locator, 8)?).ok()?..)?;
    (locator.starts_with(LOCATOR_64) && record.starts_with(END_64))
        .then_some((u64_at(record, 40)?, u64_at(record, 48)?))
}

/// A line of the central directory, and its length.
fn entry(line: &[u8], base: usize) -> Option<(Part, usize)> {
    let name = usize::from(u16_at(line, 28)?);
    let extra = usize::from(u16_at(line, 30)?);
    let comment = usize::from(u16_at(line, 32)?);
    let (packed, header) = wide(line, name, extra)?;
    let part = Part {
        name: name_of(line.get(46..46 + name)?),
        encrypted: u16_at(line, 8)? & 1 != 0,
        method: u16_at(line, 10)?,
        crc: Some(u32_at(line, 16)?),
        packed,
        header: base.checked_add(header)?,
    };
    Some((part, 46 + name + extra + comment))
}

/// Packed size and offset, from the extra field of large files if they are not in the line itself.
fn wide(line: &[u8], name: usize, extra: usize) -> Option<(usize, usize)> {
    const ABSENT: u64 = 0xffff_ffff;
    let unpacked = u64::from(u32_at(line, 24)?);
    let mut sizes = [u64::from(u32_at(line, 20)?), u64::from(u32_at(line, 42)?)];
    let mut fields = line.get(46 + name..46 + name + extra)?;
    while let (Some(id), Some(length)) = (u16_at(fields, 0), u16_at(fields, 2)) {
        let end = (4 + usize::from(length)).min(fields.len());
        if id == 1 {
            let mut at = if unpacked == ABSENT { 12 } else { 4 };
            for size in sizes.iter_mut().filter(|size| **size == ABSENT) {
                *size = u64_at(&fields[..end], at).unwrap_or(ABSENT);
                at += 8;
            }
        }
        fields = &fields[end..];
    }
    Some((
        usize::try_from(sizes[0]).ok()?,
        usize::try_from(sizes[1]).ok()?,
    ))
}

/// The members by their local headers, wherever one stands.
fn scan(bytes: &[u8]) -> Vec<Part> {
    memmem::find_iter(bytes, LOCAL)
        .take(ENTRIES)
        .filter_map(|header| {
            let line = &bytes[header..];
            let name = usize::from(u16_at(line, 26)?);
            let flags = u16_at(line, 6)?;
            let unknown = flags & 8 != 0;
            let packed = u32_at(line, 18)? as usize;
            Some(Part {
                name: name_of(line.get(30..30 + name)?),
                encrypted: flags & 1 != 0,
                method: u16_at(line, 8)?,
                crc: (!unknown).then_some(u32_at(line, 14)?),
                packed: if unknown { usize::MAX } else { packed },
                header,
            })
        })
        .collect()
}

/// Some programs write `\` between folders, or a `/` before all.
fn name_of(bytes: &[u8]) -> String {
    let name = String::from_utf8_lossy(bytes).replace('\\', "/");
    name.trim_start_matches('/').to_owned()
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    let field = bytes.get(at..at.checked_add(2)?)?;
    Some(u16::from_le_bytes(field.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    let field = bytes.get(at..at.checked_add(4)?)?;
    Some(u32::from_le_bytes(field.try_into().ok()?))
}

fn u64_at(bytes: &[u8], at: usize) -> Option<u64> {
    let field = bytes.get(at..at.checked_add(8)?)?;
    Some(u64::from_le_bytes(field.try_into().ok()?))
}
