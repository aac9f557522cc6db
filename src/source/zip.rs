//! Members of a zip archive in the order of their local headers, without going back (PKWARE APPNOTE 6.3.10), so that an
//! archive inside another is read the same way. At the end the count is compared with the directory, which an archive
//! with overlapping members (a bomb) or a cut one does not match. The `zip` crate needs to seek; the tests use it.

use std::io::{self, BufRead, BufReader, Read};
use std::sync::Arc;

use flate2::{Crc, Decompress, FlushDecompress, Status};

use super::stream::{Budget, Counted, Stream, drain};
use super::tar::read_full;
use super::unpack::Member;

/// A zip archive; reading gives the bytes of the current member.
pub(super) struct Zip {
    input: BufReader<Counted>,
    budget: Arc<Budget>,
    entry: Option<Entry>,
    found: u64,
    ended: bool,
}

/// The current member.
struct Entry {
    /// `None`: it is stored as it is.
    inflate: Option<Box<Decompress>>,
    /// Packed bytes that were not read, if the header tells.
    left: Option<u64>,
    /// Packed and plain size, if the header tells.
    told: Option<(u64, u64)>,
    taken: u64,
    given: u64,
    crc: Crc,
    told_crc: u32,
    /// Crc and sizes follow the bytes.
    descriptor: bool,
    wide: bool,
    /// All was unpacked.
    ended: bool,
    /// And the sum was compared.
    done: bool,
    failed: bool,
}

fn damaged(text: &'static str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, text)
}

impl Zip {
    pub(super) fn new(below: Stream, budget: Arc<Budget>) -> Self {
        Self {
            input: Counted::buffered(below),
            budget,
            entry: None,
            found: 0,
            ended: false,
        }
    }

    pub(super) fn into_inner(self) -> Stream {
        self.input.into_inner().below
    }

    /// Goes to the next member.
    ///
    /// # Errors
    /// If the archive is damaged or ends too early; then there is no going on.
    pub(super) fn next(&mut self) -> io::Result<Option<Member>> {
        if self.ended {
            return Ok(None);
        }
        let result = self.header();
        self.ended = !matches!(result, Ok(Some(_)));
        result
    }

    fn header(&mut self) -> io::Result<Option<Member>> {
        loop {
            self.skip()?;
            match &self.bytes::<4>()? {
                b"PK\x03\x04" => {}
                b"PK\x01\x02" => return self.directory().map(|()| None),
                b"PK\x05\x06" | b"PK\x06\x08" => return Ok(None),
                _ => return Err(damaged("no zip header where one should be")),
            }
            self.found += 1;
            if let Some(member) = self.local()? {
                return Ok(Some(member));
            }
        }
    }

    /// A local header behind its signature.
    fn local(&mut self) -> io::Result<Option<Member>> {
        let head = self.bytes::<26>()?;
        let flags = u16_at(&head, 2);
        let method = u16_at(&head, 4);
        let mut name = vec![0; usize::from(u16_at(&head, 22))];
        self.exactly(&mut name)?;
        let mut extra = vec![0; usize::from(u16_at(&head, 24))];
        self.exactly(&mut extra)?;
        let wide = zip64(&extra);
        let size = |at: usize, within: std::ops::Range<usize>| match u32_at(&head, at) {
            u32::MAX => wide
                .and_then(|field| field.get(within))
                .map_or(u64::from(u32::MAX), |bytes| u64_at(bytes, 0)),
            size => u64::from(size),
        };
        let (packed, plain) = (size(14, 8..16), size(18, 0..8));
        let descriptor = flags & 8 != 0;
        // A stored member of unknown length can only be taken for empty; what follows it tells whether it is.
        let unknown = descriptor && packed == 0 && method != 0;
        self.entry = Some(Entry {
            inflate: (method == 8).then(|| Box::new(Decompress::new(false))),
            left: (!unknown).then_some(packed),
            told: (!unknown).then_some((packed, plain)),
            taken: 0,
            given: 0,
            crc: Crc::new(),
            told_crc: u32_at(&head, 10),
            descriptor,
            wide: wide.is_some(),
            ended: false,
            done: false,
            failed: false,
        });
        let folder = name.ends_with(b"/") || name.ends_with(b"\\");
        let why = if flags & 1 != 0 {
            "an encrypted member; unpack it with its password first"
        } else if method != 0 && method != 8 {
            "packed by a method that is not read"
        } else if folder {
            return Ok(None);
        } else {
            return Ok(Some(Member::File(name)));
        };
        self.fail();
        Ok(Some(Member::Unread(name, why)))
    }

    fn fail(&mut self) {
        if let Some(entry) = &mut self.entry {
            entry.failed = true;
        }
    }

    /// Goes behind the current member.
    fn skip(&mut self) -> io::Result<()> {
        let Some(mut entry) = self.entry.take() else {
            return Ok(());
        };
        if let Some(left) = entry.left {
            if drain(&mut self.input, left)? < left {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
        } else if entry.failed && !entry.done {
            return Err(damaged("the end of a member cannot be found"));
        } else if !entry.done {
            let mut buffer = vec![0; 16 << 10];
            while entry.read(&mut self.input, &mut buffer, &self.budget)? > 0 {}
        }
        if entry.descriptor {
            self.descriptor(&entry)?;
        }
        Ok(())
    }

    /// Crc and sizes behind a member: with or without a signature, sizes of 4 or 8 bytes; only its values tell.
    fn descriptor(&mut self, entry: &Entry) -> io::Result<()> {
        if self.bytes::<4>()? == *b"PK\x07\x08" {
            self.bytes::<4>()?;
        }
        let sizes = self.bytes::<8>()?;
        let (packed, plain) = entry.told.unwrap_or((entry.taken, entry.given));
        if entry.wide || plain > 0 && u64_at(&sizes, 0) == packed {
            self.bytes::<8>()?;
        } else if u64::from(u32_at(&sizes, 0)) != packed {
            return Err(damaged("the length of a member is not told, or wrong"));
        }
        Ok(())
    }

    /// Counts the directory's entries; the first signature was read.
    fn directory(&mut self) -> io::Result<()> {
        let mut listed = 0_u64;
        loop {
            let head = self.bytes::<42>()?;
            listed += 1;
            let rest = [24, 26, 28]
                .map(|at| u64::from(u16_at(&head, at)))
                .iter()
                .sum();
            if drain(&mut self.input, rest)? < rest {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            if self.bytes::<4>()? != *b"PK\x01\x02" {
                break;
            }
        }
        if listed == self.found {
            Ok(())
        } else {
            Err(damaged(
                "its directory does not list the members that are in it",
            ))
        }
    }

    fn bytes<const N: usize>(&mut self) -> io::Result<[u8; N]> {
        let mut bytes = [0; N];
        self.exactly(&mut bytes)?;
        Ok(bytes)
    }

    fn exactly(&mut self, buffer: &mut [u8]) -> io::Result<()> {
        if read_full(&mut self.input, buffer)? < buffer.len() {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok(())
    }
}

impl Read for Zip {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let Some(entry) = &mut self.entry else {
            return Ok(0);
        };
        if entry.failed || entry.done || buffer.is_empty() {
            return Ok(0);
        }
        let result = entry.read(&mut self.input, buffer, &self.budget);
        entry.failed = result.is_err();
        result
    }
}

impl Entry {
    /// Some bytes of the member; 0 at its end, where the sum is checked.
    fn read(
        &mut self,
        input: &mut BufReader<Counted>,
        buffer: &mut [u8],
        budget: &Budget,
    ) -> io::Result<usize> {
        let n = if self.ended {
            0
        } else {
            self.unpack(input, buffer)?
        };
        self.crc.update(&buffer[..n]);
        self.given += n as u64;
        budget.charge(n, self.given, self.taken)?;
        if n == 0 {
            self.done = true;
            if !self.descriptor && self.crc.sum() != self.told_crc {
                return Err(damaged("its checksum is wrong"));
            }
        }
        Ok(n)
    }

    fn unpack(&mut self, input: &mut BufReader<Counted>, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let packed = input.fill_buf()?;
            let most = self.left.map_or(usize::MAX, |left| {
                usize::try_from(left).unwrap_or(usize::MAX)
            });
            let packed = &packed[..packed.len().min(most)];
            if packed.is_empty() && most > 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            let (took, gave, end) = match &mut self.inflate {
                Some(inflate) => inflated(inflate, packed, buffer)?,
                None => {
                    let n = packed.len().min(buffer.len());
                    buffer[..n].copy_from_slice(&packed[..n]);
                    (n, n, n == 0)
                }
            };
            let stuck = took == 0 && gave == 0;
            input.consume(took);
            self.taken += took as u64;
            if let Some(left) = &mut self.left {
                *left -= took as u64;
            }
            self.ended = end;
            if gave > 0 || end {
                return Ok(gave);
            }
            if stuck {
                return Err(damaged("a member ends too early"));
            }
        }
    }
}

/// Packed bytes taken, bytes given, end reached.
fn inflated(
    inflate: &mut Decompress,
    packed: &[u8],
    buffer: &mut [u8],
) -> io::Result<(usize, usize, bool)> {
    let (taken, given) = (inflate.total_in(), inflate.total_out());
    let status = inflate
        .decompress(packed, buffer, FlushDecompress::None)
        .map_err(|_| damaged("a member is damaged"))?;
    let took = usize::try_from(inflate.total_in() - taken).unwrap_or(usize::MAX);
    let gave = usize::try_from(inflate.total_out() - given).unwrap_or(usize::MAX);
    Ok((took, gave, status == Status::StreamEnd))
}

/// The field of 64-bit sizes among the extra fields.
fn zip64(mut extra: &[u8]) -> Option<&[u8]> {
    while extra.len() >= 4 {
        let (id, length) = (u16_at(extra, 0), usize::from(u16_at(extra, 2)));
        let field = extra.get(4..4 + length)?;
        if id == 1 {
            return Some(field);
        }
        extra = &extra[4 + length..];
    }
    None
}

fn u16_at(bytes: &[u8], at: usize) -> u16 {
    u16::from_le_bytes([bytes[at], bytes[at + 1]])
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from(u16_at(bytes, at)) | u32::from(u16_at(bytes, at + 2)) << 16
}

fn u64_at(bytes: &[u8], at: usize) -> u64 {
    u64::from(u32_at(bytes, at)) | u64::from(u32_at(bytes, at + 4)) << 32
}
