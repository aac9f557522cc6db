//! Compound files (MS-CFB): storages and streams in one file, as MSG and the older Office formats use them. Read only, and from
//! damaged files as much as is there. Does not know what the streams mean.
//!
//! Why not the crate `cfb`: it refuses a whole file for one wrong number, and takes `uuid` and a clock along.

use std::cell::Cell;

/// What each compound file begins with.
pub const SIGNATURE: [u8; 8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
/// Numbers from here on are no sectors: end of a chain, free, and the like.
const NO_SECTOR: u32 = 0xFFFF_FFFA;
/// Bytes of an entry of the directory.
const ENTRY: usize = 128;
/// All streams together may be read to this many times the size of the file: once or twice is what readers need; streams that share their
/// sectors would be a bomb.
const BUDGET: u64 = 4;

/// A compound file.
pub struct Compound<'a> {
    bytes: &'a [u8],
    sector: usize,
    cutoff: u64,
    fat: Vec<u32>,
    small_fat: Vec<u32>,
    /// Sectors of the stream that holds the small ones.
    small: Vec<u32>,
    entries: Vec<Entry>,
    budget: Cell<u64>,
}

/// A storage or stream, by its number in the directory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Id(usize);

#[derive(Clone, Debug, Default)]
struct Entry {
    name: String,
    stream: bool,
    start: u32,
    size: u64,
    children: Vec<Id>,
}

/// What a stream holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stream {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// False if there should be more.
    pub whole: bool,
}

impl<'a> Compound<'a> {
    /// Reads the tables of a file. O(size of the file) time; less memory than that.
    pub fn open(bytes: &'a [u8]) -> Result<Self, String> {
        if !bytes.starts_with(&SIGNATURE) {
            return Err("it does not begin as a compound file does".to_owned());
        }
        let shift = number16(bytes, 0x1E).ok_or("it ends within its first 76 bytes")?;
        if shift != 9 && shift != 12 {
            return Err(format!(
                "its sectors have 2^{shift} bytes, which no program writes"
            ));
        }
        let mut file = Self {
            bytes,
            sector: 1 << shift,
            cutoff: u64::from(number32(bytes, 0x38).unwrap_or(4096)),
            fat: Vec::new(),
            small_fat: Vec::new(),
            small: Vec::new(),
            entries: Vec::new(),
            budget: Cell::new((bytes.len() as u64).saturating_mul(BUDGET)),
        };
        file.fat = file.table(&file.fat_sectors());
        file.small_fat = file.table(&file.chain(number32(bytes, 0x3C).unwrap_or(NO_SECTOR)).0);
        file.directory()?;
        Ok(file)
    }

    /// The storage that holds all.
    pub fn root(&self) -> Id {
        Id(0)
    }

    /// What lies in a storage, in the order of its directory.
    pub fn children(&self, storage: Id) -> &[Id] {
        &self.entries[storage.0].children
    }

    /// The name of an entry.
    pub fn name(&self, id: Id) -> &str {
        &self.entries[id.0].name
    }

    /// Whether it is a stream; else it is a storage.
    pub fn is_stream(&self, id: Id) -> bool {
        self.entries[id.0].stream
    }

    /// The child of that name (letters A to Z in either case).
    pub fn child(&self, storage: Id, name: &str) -> Option<Id> {
        self.children(storage)
            .iter()
            .copied()
            .find(|&id| self.name(id).eq_ignore_ascii_case(name))
    }

    /// The bytes of a stream. Those of all streams together are bounded.
    pub fn read(&self, id: Id) -> Stream {
        let Some(entry) = self.entries.get(id.0).filter(|entry| entry.stream) else {
            return Stream::default();
        };
        let wanted = entry.size.min(self.bytes.len() as u64);
        let Some(left) = self.budget.get().checked_sub(wanted) else {
            return Stream::default();
        };
        self.budget.set(left);
        let wanted = usize::try_from(wanted).unwrap_or(usize::MAX);
        let bytes = if entry.size < self.cutoff {
            self.read_small(entry.start, wanted)
        } else {
            self.read_large(entry.start, wanted)
        };
        let whole = bytes.len() as u64 == entry.size;
        Stream { bytes, whole }
    }

    fn read_large(&self, start: u32, wanted: usize) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut at = start;
        while bytes.len() < wanted && at < NO_SECTOR {
            let Some(sector) = self.sector(at) else { break };
            bytes.extend_from_slice(&sector[..sector.len().min(wanted - bytes.len())]);
            at = self.fat.get(at as usize).copied().unwrap_or(NO_SECTOR);
        }
        bytes
    }

    fn read_small(&self, start: u32, wanted: usize) -> Vec<u8> {
        const SMALL: usize = 64;
        let mut bytes = Vec::new();
        let mut at = start;
        while bytes.len() < wanted && at < NO_SECTOR {
            let place = at as usize * SMALL;
            let sector = self.small.get(place / self.sector);
            let within = place % self.sector;
            let Some(part) = sector
                .and_then(|&sector| self.sector(sector))
                .and_then(|sector| sector.get(within..sector.len().min(within + SMALL)))
            else {
                break;
            };
            bytes.extend_from_slice(&part[..part.len().min(wanted - bytes.len())]);
            at = self
                .small_fat
                .get(at as usize)
                .copied()
                .unwrap_or(NO_SECTOR);
        }
        bytes
    }

    /// A sector; the last of a file may be cut.
    fn sector(&self, number: u32) -> Option<&'a [u8]> {
        let start = (number as usize).checked_add(1)?.checked_mul(self.sector)?;
        let end = start.checked_add(self.sector)?.min(self.bytes.len());
        self.bytes
            .get(start..end)
            .filter(|sector| !sector.is_empty())
    }

    fn sectors(&self) -> usize {
        self.bytes.len() / self.sector
    }

    /// The sectors of the file's table of sectors: 109 in the header, the rest in a chain of its own. No more than the file has.
    fn fat_sectors(&self) -> Vec<u32> {
        let mut all: Vec<u32> = (0..109)
            .filter_map(|at| number32(self.bytes, 0x4C + at * 4))
            .filter(|&sector| sector < NO_SECTOR)
            .collect();
        let mut next = number32(self.bytes, 0x44).unwrap_or(NO_SECTOR);
        for _ in 0..self.sectors() {
            let Some(sector) = (next < NO_SECTOR).then(|| self.sector(next)).flatten() else {
                break;
            };
            let mut numbers: Vec<u32> = numbers(sector).collect();
            next = numbers.pop().unwrap_or(NO_SECTOR);
            all.extend(numbers.into_iter().filter(|&sector| sector < NO_SECTOR));
            if all.len() > self.sectors() {
                break;
            }
        }
        all.truncate(self.sectors());
        all
    }

    /// The numbers in some sectors; a sector that is not there counts as free ones.
    fn table(&self, sectors: &[u32]) -> Vec<u32> {
        let mut table = Vec::new();
        for &number in sectors {
            match self.sector(number) {
                Some(sector) => table.extend(numbers(sector)),
                None => table.resize(table.len() + self.sector / 4, u32::MAX),
            }
        }
        table
    }

    /// The sectors of a chain, each at most once; false if it does not come to an end.
    fn chain(&self, start: u32) -> (Vec<u32>, bool) {
        let mut chain = Vec::new();
        let mut at = start;
        while at < NO_SECTOR {
            if chain.len() >= self.sectors() || self.sector(at).is_none() {
                return (chain, false);
            }
            chain.push(at);
            at = self.fat.get(at as usize).copied().unwrap_or(NO_SECTOR);
        }
        (chain, true)
    }

    fn directory(&mut self) -> Result<(), String> {
        let (chain, _) = self.chain(number32(self.bytes, 0x30).unwrap_or(NO_SECTOR));
        let raw: Vec<&[u8]> = chain
            .iter()
            .filter_map(|&sector| self.sector(sector))
            .flat_map(|sector| sector.chunks_exact(ENTRY))
            .collect();
        let root = raw.first().ok_or("its directory is not in the file")?;
        self.small = self.chain(number32(root, 0x74).unwrap_or(NO_SECTOR)).0;
        self.entries = raw.iter().map(|raw| self.entry(raw)).collect();
        let mut seen = vec![false; raw.len()];
        seen[0] = true;
        let mut waiting = vec![0];
        while let Some(storage) = waiting.pop() {
            let children = siblings(&raw, raw[storage], &mut seen);
            waiting.extend(
                children
                    .iter()
                    .filter(|id| !self.entries[id.0].stream)
                    .map(|id| id.0),
            );
            self.entries[storage].children = children;
        }
        Ok(())
    }

    fn entry(&self, raw: &[u8]) -> Entry {
        let length = usize::from(number16(raw, 0x40).unwrap_or(0)).min(64);
        let low = u64::from(number32(raw, 0x78).unwrap_or(0));
        let high = u64::from(number32(raw, 0x7C).unwrap_or(0));
        Entry {
            name: super::value::utf16(&raw[..length & !1]),
            stream: raw.get(0x42) == Some(&2),
            start: number32(raw, 0x74).unwrap_or(NO_SECTOR),
            // Files with small sectors may have rubbish in the upper half.
            size: if self.sector == 512 {
                low
            } else {
                low | high << 32
            },
            children: Vec::new(),
        }
    }
}

/// The entries of a storage: a binary tree, walked from left to right. An entry belongs to one storage only.
fn siblings(raw: &[&[u8]], storage: &[u8], seen: &mut [bool]) -> Vec<Id> {
    let mut found = Vec::new();
    let mut waiting = Vec::new();
    let mut at = number32(storage, 0x4C).unwrap_or(u32::MAX);
    loop {
        let number = at as usize;
        if let Some(entry) = raw.get(number).filter(|_| !seen[number]) {
            seen[number] = true;
            waiting.push(number);
            at = number32(entry, 0x44).unwrap_or(u32::MAX);
        } else if let Some(number) = waiting.pop() {
            if matches!(raw[number].get(0x42), Some(1 | 2)) {
                found.push(Id(number));
            }
            at = number32(raw[number], 0x48).unwrap_or(u32::MAX);
        } else {
            return found;
        }
    }
}

fn numbers(bytes: &[u8]) -> impl Iterator<Item = u32> + '_ {
    bytes
        .chunks_exact(4)
        .map(|four| u32::from_le_bytes([four[0], four[1], four[2], four[3]]))
}

fn number16(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

fn number32(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}
