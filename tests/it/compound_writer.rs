//! Writes compound files (MS-CFB, version 3) for tests, by the specification: sectors of 512 bytes, small streams in a stream of their own.

/// A storage or a stream.
pub enum Node {
    /// Name and children.
    Storage(String, Vec<Node>),
    /// Name and bytes.
    Stream(String, Vec<u8>),
}

/// A stream of that name.
pub fn stream(name: &str, bytes: &[u8]) -> Node {
    Node::Stream(name.to_owned(), bytes.to_vec())
}

/// A storage of that name.
pub fn storage(name: &str, children: Vec<Node>) -> Node {
    Node::Storage(name.to_owned(), children)
}

const END: u32 = 0xFFFF_FFFE;
const FREE: u32 = 0xFFFF_FFFF;
const SECTOR: usize = 512;

#[derive(Clone)]
struct Entry {
    name: String,
    kind: u8,
    right: u32,
    child: u32,
    start: u32,
    size: u32,
}

#[derive(Default)]
struct Writer {
    sectors: Vec<u8>,
    fat: Vec<u32>,
    small: Vec<u8>,
    small_fat: Vec<u32>,
    entries: Vec<Entry>,
}

/// The file that holds these nodes.
pub fn compound(nodes: Vec<Node>) -> Vec<u8> {
    let mut writer = Writer::default();
    writer.entry("Root Entry", 5, END, 0);
    let child = writer.nodes(nodes);
    writer.entries[0].child = child;
    writer.finish()
}

impl Writer {
    fn entry(&mut self, name: &str, kind: u8, start: u32, size: usize) -> usize {
        self.entries.push(Entry {
            name: name.to_owned(),
            kind,
            right: FREE,
            child: FREE,
            start,
            size: size as u32,
        });
        self.entries.len() - 1
    }

    /// Siblings hang one behind the other; readers walk any tree.
    fn nodes(&mut self, nodes: Vec<Node>) -> u32 {
        let mut first = FREE;
        let mut last = None;
        for node in nodes {
            let at = match node {
                Node::Stream(name, bytes) => {
                    let start = self.bytes(&bytes);
                    self.entry(&name, 2, start, bytes.len())
                }
                Node::Storage(name, children) => {
                    let at = self.entry(&name, 1, 0, 0);
                    self.entries[at].child = self.nodes(children);
                    at
                }
            };
            match last {
                None => first = at as u32,
                Some(last) => {
                    let last: &mut Entry = &mut self.entries[last];
                    last.right = at as u32;
                }
            }
            last = Some(at);
        }
        first
    }

    fn bytes(&mut self, bytes: &[u8]) -> u32 {
        if bytes.is_empty() {
            END
        } else if bytes.len() < 4096 {
            chained(bytes, 64, &mut self.small, &mut self.small_fat)
        } else {
            chained(bytes, SECTOR, &mut self.sectors, &mut self.fat)
        }
    }

    fn finish(mut self) -> Vec<u8> {
        let small = std::mem::take(&mut self.small);
        let size = small.len();
        let start = match size {
            0 => END,
            _ => chained(&small, SECTOR, &mut self.sectors, &mut self.fat),
        };
        (self.entries[0].start, self.entries[0].size) = (start, size as u32);
        let mut directory: Vec<u8> = self.entries.iter().flat_map(raw).collect();
        directory.resize(directory.len().next_multiple_of(SECTOR), 0);
        let directory = chained(&directory, SECTOR, &mut self.sectors, &mut self.fat);
        let small_fat: Vec<u8> = self
            .small_fat
            .iter()
            .flat_map(|n| n.to_le_bytes())
            .collect();
        let small_fat = match small_fat.len() {
            0 => END,
            _ => chained(&small_fat, SECTOR, &mut self.sectors, &mut self.fat),
        };
        // The table of sectors has entries for its own sectors as well.
        let mut tables = 1;
        while (self.fat.len() + tables) * 4 > tables * SECTOR {
            tables += 1;
        }
        assert!(tables <= 109, "a test file is smaller than 7 MB");
        let first_table = self.fat.len() as u32;
        self.fat.extend(vec![0xFFFF_FFFD; tables]);
        self.fat.resize(tables * SECTOR / 4, FREE);

        let mut out = vec![0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
        out.resize(24, 0);
        out.extend([0x3E, 0, 3, 0, 0xFE, 0xFF, 9, 0, 6, 0]);
        out.resize(44, 0);
        for number in [tables as u32, directory, 0, 4096, small_fat, 1, END, 0] {
            out.extend(number.to_le_bytes());
        }
        for at in 0..109 {
            let sector = if at < tables as u32 {
                first_table + at
            } else {
                FREE
            };
            out.extend(sector.to_le_bytes());
        }
        out.extend(self.sectors);
        out.extend(self.fat.iter().flat_map(|number| number.to_le_bytes()));
        out
    }
}

/// Adds bytes in sectors of that size, one behind the other; the first of them.
fn chained(bytes: &[u8], sector: usize, out: &mut Vec<u8>, table: &mut Vec<u32>) -> u32 {
    let first = table.len() as u32;
    let count = bytes.len().div_ceil(sector) as u32;
    table.extend((1..count).map(|at| first + at));
    table.push(END);
    out.extend_from_slice(bytes);
    out.resize(table.len() * sector, 0);
    first
}

fn raw(entry: &Entry) -> Vec<u8> {
    let mut out: Vec<u8> = entry
        .name
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let length = out.len() as u16 + 2;
    out.resize(64, 0);
    out.extend(length.to_le_bytes());
    out.extend([entry.kind, 1]);
    for number in [FREE, entry.right, entry.child] {
        out.extend(number.to_le_bytes());
    }
    out.resize(116, 0);
    out.extend(entry.start.to_le_bytes());
    out.extend(entry.size.to_le_bytes());
    out.extend([0; 4]);
    out
}
