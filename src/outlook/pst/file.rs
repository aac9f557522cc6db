//! Bytes at an offset of the file, a window of it read at once. Knows no structure.

use std::collections::{HashMap, VecDeque};
use std::io::{Read, Seek, SeekFrom};

use super::fault::{Fault, Read as Outcome, truncated};
use crate::problem::ProblemKind;

/// What a PST is read from: a file, or bytes in memory.
pub trait Storage: Read + Seek + Send {}

impl<T: Read + Seek + Send> Storage for T {}

/// Bytes of a window: blocks that are written together lie together.
const WINDOW: u64 = 32 * 1024;
/// Windows that are kept: 4 MiB.
const WINDOWS: usize = 128;

/// A file, read where it is asked.
pub(super) struct File {
    storage: Box<dyn Storage>,
    length: u64,
    windows: HashMap<u64, Vec<u8>>,
    /// The windows kept, oldest first.
    order: VecDeque<u64>,
}

impl File {
    pub(super) fn new(mut storage: Box<dyn Storage>) -> std::io::Result<Self> {
        let length = storage.seek(SeekFrom::End(0))?;
        Ok(Self {
            storage,
            length,
            windows: HashMap::new(),
            order: VecDeque::new(),
        })
    }

    pub(super) fn length(&self) -> u64 {
        self.length
    }

    /// `length` bytes at `offset`; all of them or a fault. At most 64 KiB are asked for.
    pub(super) fn read(&mut self, offset: u64, length: usize) -> Outcome<Vec<u8>> {
        let end = offset.checked_add(length as u64);
        if end.is_none_or(|end| end > self.length) {
            return Err(truncated(format!(
                "{length} bytes at offset {offset} lie beyond the end of the file"
            )));
        }
        let mut bytes = Vec::with_capacity(length);
        while bytes.len() < length {
            let at = offset + bytes.len() as u64;
            let inside = (at % WINDOW) as usize;
            let wanted = length - bytes.len();
            let window = self.window(at / WINDOW)?;
            let piece = window.get(inside..).unwrap_or_default();
            let piece = &piece[..piece.len().min(wanted)];
            if piece.is_empty() {
                return Err(truncated(format!("the file ends at offset {at} now")));
            }
            bytes.extend_from_slice(piece);
        }
        Ok(bytes)
    }

    fn window(&mut self, number: u64) -> Outcome<&[u8]> {
        if !self.windows.contains_key(&number) {
            let window = self.fetch(number * WINDOW).map_err(|error| Fault {
                kind: ProblemKind::Unreadable,
                words: format!("the file could not be read: {error}"),
            })?;
            if self.order.len() >= WINDOWS
                && let Some(oldest) = self.order.pop_front()
            {
                self.windows.remove(&oldest);
            }
            self.order.push_back(number);
            self.windows.insert(number, window);
        }
        Ok(self.windows.get(&number).map_or(&[], Vec::as_slice))
    }

    fn fetch(&mut self, offset: u64) -> std::io::Result<Vec<u8>> {
        self.storage.seek(SeekFrom::Start(offset))?;
        let mut window = Vec::with_capacity(WINDOW as usize);
        self.storage
            .by_ref()
            .take(WINDOW)
            .read_to_end(&mut window)?;
        Ok(window)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use std::io::Cursor;

    #[test]
    fn bytes_come_from_where_they_lie_across_windows_too() {
        let bytes: Vec<u8> = (0..200_000u32).map(|n| (n % 251) as u8).collect();
        let mut file = File::new(Box::new(Cursor::new(bytes.clone()))).unwrap();
        for (offset, length) in [
            (0, 1),
            (32_760, 20),
            (32_768, 8),
            (65_000, 40_000),
            (199_999, 1),
        ] {
            let read = file.read(offset, length).unwrap();
            assert_eq!(read, bytes[offset as usize..offset as usize + length]);
        }
        assert_eq!(
            file.read(199_999, 2).unwrap_err().kind,
            ProblemKind::Truncated
        );
        assert!(file.read(u64::MAX, 2).is_err());
    }
}
