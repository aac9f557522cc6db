//! A sliding view of a stream that also computes its digest. Knows no format.

use std::io::{self, Read};

use sha2::{Digest, Sha256};

use crate::origin::Sha256Digest;

/// The bytes of one stream that are looked at now. The buffer is used again for the next stream.
pub(super) struct Window {
    /// Always initialised; `start..fill` is what counts.
    buffer: Vec<u8>,
    start: usize,
    fill: usize,
    /// Offset of `buffer[start]` in the stream.
    offset: u64,
    hasher: Sha256,
    /// No more bytes will come.
    ended: bool,
    error: Option<io::Error>,
}

impl Window {
    pub(super) fn new() -> Self {
        Self {
            buffer: Vec::new(),
            start: 0,
            fill: 0,
            offset: 0,
            hasher: Sha256::new(),
            ended: false,
            error: None,
        }
    }

    /// Gets ready for another stream.
    pub(super) fn reset(&mut self) {
        let mut buffer = std::mem::take(&mut self.buffer);
        if buffer.len() > KEEP {
            buffer = Vec::new();
        }
        *self = Self {
            buffer,
            ..Self::new()
        };
    }

    /// Reads on until `want` bytes are there or the stream ends. What is there afterwards does not depend on how many
    /// bytes each read gave.
    pub(super) fn fill(&mut self, input: &mut dyn Read, want: usize) {
        if self.ended || self.fill - self.start >= want {
            return;
        }
        self.make_room(want);
        let goal = self.start + want;
        while self.fill < goal {
            match input.read(&mut self.buffer[self.fill..goal]) {
                Ok(0) => return self.ended = true,
                Ok(n) => {
                    self.hasher.update(&self.buffer[self.fill..self.fill + n]);
                    self.fill += n;
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => {
                    self.error = Some(error);
                    return self.ended = true;
                }
            }
        }
    }

    /// Moves what is there to the front only if that is less than what was dropped, so that the cost stays linear.
    fn make_room(&mut self, want: usize) {
        if self.start + want > self.buffer.len() && self.start >= self.fill - self.start {
            self.buffer.copy_within(self.start..self.fill, 0);
            self.fill -= self.start;
            self.start = 0;
        }
        if self.start + want > self.buffer.len() {
            self.buffer
                .resize((self.start + want).next_multiple_of(64 << 10), 0);
        }
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.buffer[self.start..self.fill]
    }

    /// Drops the first `count` bytes.
    pub(super) fn advance(&mut self, count: usize) {
        self.start += count;
        self.offset += count as u64;
    }

    pub(super) fn offset(&self) -> u64 {
        self.offset
    }

    /// No more bytes will come than are there.
    pub(super) fn ended(&self) -> bool {
        self.ended
    }

    pub(super) fn error(&self) -> Option<&io::Error> {
        self.error.as_ref()
    }

    /// Bytes read and their digest; to be asked at the end.
    pub(super) fn finish(&mut self) -> (u64, Sha256Digest) {
        let size = self.offset + (self.fill - self.start) as u64;
        (size, Sha256Digest(self.hasher.finalize_reset().into()))
    }
}

/// A buffer that one huge message made larger than this is given back.
const KEEP: usize = 16 << 20;

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives one byte per read.
    struct Slow<'a>(&'a [u8]);

    impl Read for Slow<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let n = buffer.len().min(1);
            self.0.read(&mut buffer[..n])
        }
    }

    #[test]
    fn what_is_seen_does_not_depend_on_the_reads() {
        let mut window = Window::new();
        let mut input = Slow(b"abcdefghij");
        window.fill(&mut input, 4);
        assert_eq!(window.bytes(), b"abcd");
        window.advance(3);
        window.fill(&mut input, 4);
        assert_eq!((window.bytes(), window.offset()), (&b"defg"[..], 3));
        window.fill(&mut input, 100);
        assert!(window.ended());
        let (size, digest) = window.finish();
        assert_eq!((size, digest), (10, Sha256Digest::of(b"abcdefghij")));
    }
}
