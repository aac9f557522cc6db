//! Bytes out of files, and out of containers inside containers: each layer owns the one below and gives it back. Nothing
//! is unpacked to disk but an Outlook file that lies in a container, and no more than a buffer of each layer is held.

use std::fs::File;
use std::io::{self, BufReader, Cursor, Read, Seek};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use flate2::bufread::MultiGzDecoder;
use sha2::{Digest, Sha256};

use super::Limits;
use super::items::Items;
use super::tar::Tar;
use super::zip::Zip;
use crate::origin::Sha256Digest;
use crate::outlook::archive::Storage;

/// What one file on disk may still unpack to.
pub(super) struct Budget {
    pub limits: Limits,
    unpacked: AtomicU64,
    /// Bytes of the file on disk that were read.
    taken: AtomicU64,
}

/// The error of a named limit.
#[derive(Debug)]
pub(super) struct Exceeded(String);

impl std::fmt::Display for Exceeded {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Exceeded {}

impl Exceeded {
    fn error(text: String) -> io::Error {
        io::Error::other(Self(text))
    }

    /// Is that error a limit?
    pub(super) fn is(error: &io::Error) -> bool {
        error.get_ref().is_some_and(|inner| inner.is::<Self>())
    }
}

impl Budget {
    pub(super) fn new(limits: Limits) -> Arc<Self> {
        Arc::new(Self {
            limits,
            unpacked: AtomicU64::new(0),
            taken: AtomicU64::new(0),
        })
    }

    pub(super) fn taken(&self) -> u64 {
        self.taken.load(Relaxed)
    }

    /// Charges `count` bytes that brought a stream to `given` bytes out of `taken` packed ones.
    pub(super) fn charge(&self, count: usize, given: u64, taken: u64) -> io::Result<()> {
        let limits = &self.limits;
        let total = self.unpacked.fetch_add(count as u64, Relaxed) + count as u64;
        let text = if given > limits.ratio_free && given / limits.ratio.max(1) > taken {
            format!("it unpacks to more than {} times its size", limits.ratio)
        } else if given > limits.member {
            format!("it unpacks to more than {} bytes", limits.member)
        } else if total > limits.unpacked {
            format!(
                "the file on disk unpacks to more than {} bytes",
                limits.unpacked
            )
        } else {
            return Ok(());
        };
        Err(Exceeded::error(text))
    }
}

/// A layer of bytes.
pub(super) enum Stream {
    Empty(io::Empty),
    Disk(Box<Disk>),
    Replay(Box<Replay>),
    Gzip(Box<Packed<MultiGzDecoder<BufReader<Counted>>>>),
    Zstd(Box<Packed<zstd::Decoder<'static, BufReader<Counted>>>>),
    Tar(Box<Tar>),
    Zip(Box<Zip>),
    Items(Box<Items>),
}

impl Stream {
    pub(super) fn gzip(below: Self, budget: Arc<Budget>) -> Self {
        Self::Gzip(Packed::new(
            MultiGzDecoder::new(Counted::buffered(below)),
            budget,
        ))
    }

    pub(super) fn zstd(below: Self, budget: Arc<Budget>) -> io::Result<Self> {
        let decoder = zstd::Decoder::with_buffer(Counted::buffered(below))?;
        Ok(Self::Zstd(Packed::new(decoder, budget)))
    }

    /// `head` again, and then what is left of `below`.
    pub(super) fn replay(head: Vec<u8>, below: Self) -> Self {
        Self::Replay(Box::new(Replay { head, at: 0, below }))
    }

    /// No bytes.
    pub(super) fn nothing() -> Self {
        Self::Empty(io::empty())
    }

    /// The same bytes once more, for readers that jump to and fro: of a file on disk or in memory itself, of the content of a container
    /// a copy in a file without a name. Gives it with the stream to go on with.
    pub(super) fn storage(mut self) -> io::Result<(Box<dyn Storage>, Self)> {
        let lowest = match &self {
            Self::Replay(replay) => &replay.below,
            other => other,
        };
        if let Self::Disk(disk) = lowest {
            return Ok((disk.input.again()?, self));
        }
        let mut copy = tempfile::tempfile()?;
        io::copy(&mut self, &mut copy)?;
        copy.rewind()?;
        Ok((Box::new(copy), self))
    }

    /// The layer below; `None` for the file on disk.
    pub(super) fn below(self) -> Option<Self> {
        match self {
            Self::Disk(_) | Self::Empty(_) => None,
            Self::Replay(replay) => Some(replay.below),
            Self::Gzip(packed) => Some(packed.decoder.into_inner().into_inner().below),
            Self::Zstd(packed) => Some(packed.decoder.finish().into_inner().below),
            Self::Tar(tar) => Some(tar.into_inner()),
            Self::Zip(zip) => Some(zip.into_inner()),
            Self::Items(items) => Some(items.into_inner()),
        }
    }
}

impl Read for Stream {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Empty(empty) => empty.read(buffer),
            Self::Disk(disk) => disk.read(buffer),
            Self::Replay(replay) => replay.read(buffer),
            Self::Gzip(packed) => packed.read(buffer, |d| d.get_ref().get_ref().taken),
            Self::Zstd(packed) => packed.read(buffer, |d| d.get_ref().get_ref().taken),
            Self::Tar(tar) => tar.read(buffer),
            Self::Zip(zip) => zip.read(buffer),
            Self::Items(items) => items.read(buffer),
        }
    }
}

/// What lies lowest: a file on disk, or bytes in memory.
pub(super) enum Input {
    File(PathBuf, File),
    Memory(Cursor<Arc<[u8]>>),
}

impl Input {
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        Ok(Self::File(path.to_path_buf(), File::open(path)?))
    }

    /// The same from its first byte.
    fn again(&self) -> io::Result<Box<dyn Storage>> {
        Ok(match self {
            Self::File(path, _) => Box::new(File::open(path)?),
            Self::Memory(bytes) => Box::new(Cursor::new(bytes.get_ref().clone())),
        })
    }
}

impl Read for Input {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::File(_, file) => file.read(buffer),
            Self::Memory(bytes) => bytes.read(buffer),
        }
    }
}

/// What lies lowest, with the digest of what was read of it.
pub(super) struct Disk {
    input: Input,
    head: Vec<u8>,
    at: usize,
    hasher: Sha256,
    budget: Arc<Budget>,
}

impl Disk {
    /// `head` was read from `input` already.
    pub(super) fn new(head: Vec<u8>, input: Input, budget: Arc<Budget>) -> Self {
        Self {
            input,
            head,
            at: 0,
            hasher: Sha256::new(),
            budget,
        }
    }

    /// Reads the rest and gives the size and the digest.
    pub(super) fn finish(mut self) -> io::Result<(u64, Sha256Digest)> {
        drain(&mut self, u64::MAX)?;
        Ok((
            self.budget.taken(),
            Sha256Digest(self.hasher.finalize().into()),
        ))
    }
}

impl Read for Disk {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = if self.at < self.head.len() {
            take(&self.head, &mut self.at, buffer)
        } else {
            self.input.read(buffer)?
        };
        self.hasher.update(&buffer[..n]);
        self.budget.taken.fetch_add(n as u64, Relaxed);
        Ok(n)
    }
}

pub(super) struct Replay {
    head: Vec<u8>,
    at: usize,
    below: Stream,
}

impl Read for Replay {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.at < self.head.len() {
            Ok(take(&self.head, &mut self.at, buffer))
        } else {
            self.below.read(buffer)
        }
    }
}

fn take(head: &[u8], at: &mut usize, buffer: &mut [u8]) -> usize {
    let n = buffer.len().min(head.len() - *at);
    buffer[..n].copy_from_slice(&head[*at..*at + n]);
    *at += n;
    n
}

/// Counts the packed bytes that a decoder takes.
pub(super) struct Counted {
    pub below: Stream,
    pub taken: u64,
}

impl Counted {
    pub(super) fn buffered(below: Stream) -> BufReader<Self> {
        BufReader::with_capacity(64 << 10, Self { below, taken: 0 })
    }
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.below.read(buffer)?;
        self.taken += n as u64;
        Ok(n)
    }
}

/// A decoder with its limits. After an error it gives nothing more.
pub(super) struct Packed<D> {
    decoder: D,
    given: u64,
    budget: Arc<Budget>,
    failed: bool,
}

impl<D: Read> Packed<D> {
    fn new(decoder: D, budget: Arc<Budget>) -> Box<Self> {
        Box::new(Self {
            decoder,
            given: 0,
            budget,
            failed: false,
        })
    }

    fn read(&mut self, buffer: &mut [u8], taken: impl Fn(&D) -> u64) -> io::Result<usize> {
        if self.failed {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let result = self.decoder.read(buffer).and_then(|n| {
            self.given += n as u64;
            self.budget
                .charge(n, self.given, taken(&self.decoder))
                .map(|()| n)
        });
        self.failed = result.is_err();
        result
    }
}

/// Reads and drops up to `count` bytes; says how many there were.
pub(super) fn drain(input: &mut dyn Read, count: u64) -> io::Result<u64> {
    let mut buffer = [0; 16 << 10];
    let mut done = 0;
    while done < count {
        let want = usize::try_from(count - done)
            .unwrap_or(usize::MAX)
            .min(buffer.len());
        match input.read(&mut buffer[..want]) {
            Ok(0) => break,
            Ok(n) => done += n as u64,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(done)
}
