//! Members of a tar archive, one after the other, without going back (POSIX.1-2017 pax, ustar, GNU long names).
//! The `tar` crate lends its members and so cannot be kept between two calls; the tests compare with it.

use std::io::{self, Read};

use super::stream::{Stream, drain};
use super::unpack::Member;

const BLOCK: usize = 512;
/// Longest name or pax header that is read; more is dropped.
const NAME: u64 = 64 << 10;

/// A tar archive; reading gives the bytes of the current member.
pub(super) struct Tar {
    below: Stream,
    /// Bytes of the current member that were not read.
    left: u64,
    padding: u64,
    ended: bool,
}

/// What the next header says beyond its own fields.
#[derive(Default)]
struct Extra {
    name: Option<Vec<u8>>,
    size: Option<u64>,
}

impl Tar {
    pub(super) fn new(below: Stream) -> Self {
        Self {
            below,
            left: 0,
            padding: 0,
            ended: false,
        }
    }

    pub(super) fn into_inner(self) -> Stream {
        self.below
    }

    /// Goes to the next member.
    ///
    /// # Errors
    /// If the archive is damaged or ends too early; then there is no going on.
    pub(super) fn next(&mut self) -> io::Result<Option<Member>> {
        let mut extra = Extra::default();
        while !self.ended {
            let result = self.header(&mut extra);
            match result {
                Ok(Some(member)) => return Ok(Some(member)),
                Ok(None) => {}
                Err(error) => {
                    self.ended = true;
                    return Err(error);
                }
            }
        }
        Ok(None)
    }

    /// Reads one header; `None` if it is no member but changes the next, or the end.
    fn header(&mut self, extra: &mut Extra) -> io::Result<Option<Member>> {
        self.skip()?;
        let mut block = [0; BLOCK];
        let got = read_full(&mut self.below, &mut block)?;
        if got == BLOCK && block == [0; BLOCK] {
            self.ended = true;
            return Ok(None);
        }
        if got < BLOCK {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        if !is_header(&block) {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "no tar header"));
        }
        let declared = number(&block[124..136]).ok_or(io::ErrorKind::InvalidData)?;
        let kind = block[156];
        let size = if matches!(kind, b'x' | b'g' | b'L' | b'K') {
            declared
        } else {
            extra.size.unwrap_or(declared)
        };
        self.left = size;
        self.padding = (BLOCK as u64 - size % BLOCK as u64) % BLOCK as u64;
        match kind {
            b'x' | b'L' => self.extra(kind, extra)?,
            b'g' | b'K' => {}
            _ => {
                let extra = std::mem::take(extra);
                return Ok(member(kind, extra.name.unwrap_or_else(|| name(&block))));
            }
        }
        Ok(None)
    }

    fn skip(&mut self) -> io::Result<()> {
        let rest = self.left.saturating_add(self.padding);
        let member = self.left;
        (self.left, self.padding) = (0, 0);
        if drain(&mut self.below, rest)? < member {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok(())
    }

    fn extra(&mut self, kind: u8, extra: &mut Extra) -> io::Result<()> {
        let mut text = Vec::new();
        self.by_ref().take(NAME).read_to_end(&mut text)?;
        if kind == b'L' {
            text.truncate(memchr::memchr(0, &text).unwrap_or(text.len()));
            extra.name = Some(text);
        } else {
            pax(&text, extra);
        }
        Ok(())
    }
}

impl Read for Tar {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let most = usize::try_from(self.left)
            .unwrap_or(usize::MAX)
            .min(buffer.len());
        if most == 0 {
            return Ok(0);
        }
        let n = self.below.read(&mut buffer[..most])?;
        if n == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        self.left -= n as u64;
        Ok(n)
    }
}

/// A header has a sum of its bytes, its own eight taken as blanks. Old writers added signed bytes.
pub(super) fn is_header(block: &[u8]) -> bool {
    let Some(block) = block.get(..BLOCK) else {
        return false;
    };
    let Some(told) = number(&block[148..156]) else {
        return false;
    };
    let others = || {
        block
            .iter()
            .enumerate()
            .map(|(at, &b)| if (148..156).contains(&at) { b' ' } else { b })
    };
    let unsigned: u64 = others().map(u64::from).sum();
    let signed: i64 = others().map(|b| i64::from(b.cast_signed())).sum();
    told == unsigned || i64::try_from(told) == Ok(signed)
}

/// Octal text, or base 256 with the highest bit set (GNU).
fn number(field: &[u8]) -> Option<u64> {
    if field[0] & 0x80 != 0 {
        let first = u64::from(field[0] & 0x7f);
        return field[1..]
            .iter()
            .try_fold(first, |n, &b| n.checked_mul(256)?.checked_add(u64::from(b)));
    }
    let text = field
        .split(|&b| b == 0)
        .next()
        .unwrap_or_default()
        .trim_ascii();
    text.iter().try_fold(0_u64, |n, &b| {
        let digit = (b'0'..=b'7').contains(&b).then(|| u64::from(b - b'0'))?;
        n.checked_mul(8)?.checked_add(digit)
    })
}

fn name(block: &[u8; BLOCK]) -> Vec<u8> {
    let text =
        |range: std::ops::Range<usize>| block[range].split(|&b| b == 0).next().unwrap_or_default();
    let (name, prefix) = (text(0..100), text(345..500));
    if block[257..].starts_with(b"ustar\0") && !prefix.is_empty() {
        [prefix, b"/", name].concat()
    } else {
        name.to_vec()
    }
}

fn member(kind: u8, name: Vec<u8>) -> Option<Member> {
    match kind {
        b'0' | 0 | b'7' if !name.ends_with(b"/") => Some(Member::File(name)),
        b'0' | 0 | b'5' => None,
        b'1' | b'2' => Some(Member::Link(name)),
        _ => Some(Member::Unread(
            name,
            "a member that is neither a file nor a folder",
        )),
    }
}

/// Lines `length key=value\n`.
fn pax(mut text: &[u8], extra: &mut Extra) {
    while let Some(blank) = memchr::memchr(b' ', &text[..text.len().min(20)]) {
        let length = std::str::from_utf8(&text[..blank])
            .ok()
            .and_then(|n| n.parse::<usize>().ok());
        let Some(line) = length.and_then(|length| text.get(blank + 1..length)) else {
            return;
        };
        text = &text[blank + 1 + line.len()..];
        let line = line.strip_suffix(b"\n").unwrap_or(line);
        if let Some(path) = line.strip_prefix(b"path=") {
            extra.name = Some(path.to_vec());
        } else if let Some(size) = line.strip_prefix(b"size=") {
            extra.size = std::str::from_utf8(size).ok().and_then(|n| n.parse().ok());
        }
    }
}

/// Reads until `buffer` is full or the stream ends.
pub(super) fn read_full(input: &mut dyn Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut got = 0;
    while got < buffer.len() {
        match input.read(&mut buffer[got..]) {
            Ok(0) => break,
            Ok(n) => got += n,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(got)
}
