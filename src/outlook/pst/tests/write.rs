//! Writes small PST and OST files by [MS-PST], for tests: header, B-trees, blocks, heaps, property and table contexts. Written
//! apart from the reader and checked with readpst and pffexport. Allocation maps are left out: readers do not look at them.

use std::io::Write;

use super::structure::{Heap, tree};

/// Ids of 4 bytes, of 8 bytes, and those with pages of 4096 bytes and compressed blocks.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Form {
    Ansi,
    Unicode,
    Large,
}

impl Form {
    /// Bytes of an id.
    pub fn id(self) -> usize {
        if self == Self::Ansi { 4 } else { 8 }
    }

    /// Bytes of data that a block holds at most.
    pub fn room(self) -> usize {
        match self {
            Self::Ansi => 8180,
            Self::Unicode => 8176,
            Self::Large => 65_000,
        }
    }
}

/// Enciphers a block by its id; with the number of the cipher in the header.
pub type Cipher = (u8, fn(&mut [u8], u32));

/// A property: its number, its type, its bytes.
#[derive(Clone)]
pub struct Prop(pub u16, pub u16, pub Vec<u8>);

pub fn text(id: u16, text: &str) -> Prop {
    Prop(id, 0x1F, utf16(text))
}

pub fn number(id: u16, number: i32) -> Prop {
    Prop(id, 3, number.to_le_bytes().to_vec())
}

pub fn binary(id: u16, bytes: &[u8]) -> Prop {
    Prop(id, 0x102, bytes.to_vec())
}

pub fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// An item.
#[derive(Clone, Default)]
pub struct Mail {
    pub props: Vec<Prop>,
    pub recipients: Vec<Vec<Prop>>,
    pub attachments: Vec<(Vec<Prop>, Given)>,
}

/// What is attached.
#[derive(Clone)]
pub enum Given {
    Bytes(Vec<u8>),
    Mail(Mail),
    Nothing,
}

/// A block: its id and its data, not enciphered.
struct Block {
    id: u64,
    data: Vec<u8>,
}

/// Data, subnodes.
pub type Ids = (u64, u64);

/// A file being written.
pub struct Writer {
    pub form: Form,
    cipher: Option<Cipher>,
    blocks: Vec<Block>,
    /// Node, data, subnodes, parent.
    pub nodes: Vec<(u32, u64, u64, u32)>,
    /// Folder, parent, name.
    shelves: Vec<(u32, u32, String)>,
}

impl Writer {
    /// A file with a store, a map of names and a root folder.
    pub fn new(form: Form, cipher: Option<Cipher>) -> Self {
        let mut writer = Self {
            form,
            cipher,
            blocks: Vec::new(),
            nodes: Vec::new(),
            shelves: Vec::new(),
        };
        let mut top = vec![0; 20];
        top.extend(0x8022u32.to_le_bytes());
        writer.node(0x21, 0, &[text(0x3001, "Store"), binary(0x35E0, &top)]);
        let names = [(0x8083u32, 6u16, 0u16), (0, 5, 1)];
        let entries = names.map(|(key, set, index)| {
            [
                &key.to_le_bytes()[..],
                &set.to_le_bytes(),
                &index.to_le_bytes(),
            ]
            .concat()
        });
        let mut keywords = 16u32.to_le_bytes().to_vec();
        keywords.extend(utf16("Keywords"));
        let address: Vec<u8> = (1..=16).collect();
        writer.node(
            0x61,
            0,
            &[
                number(1, 251),
                binary(2, &address),
                binary(3, &entries.concat()),
                binary(4, &keywords),
            ],
        );
        writer.folder(0x122, 0x122, "");
        writer
    }

    fn wide(&self, number: u64) -> Vec<u8> {
        number.to_le_bytes()[..self.form.id()].to_vec()
    }

    fn block(&mut self, data: Vec<u8>, internal: bool) -> u64 {
        let id = 4 * (self.blocks.len() as u64 + 1) + if internal { 2 } else { 0 };
        self.blocks.push(Block { id, data });
        id
    }

    /// Data in as many blocks as they need.
    pub fn data(&mut self, bytes: &[u8]) -> u64 {
        let pieces = bytes.chunks(self.form.room()).map(<[u8]>::to_vec);
        self.pieces(pieces.collect())
    }

    /// Data in given blocks, listed if they are many.
    pub fn pieces(&mut self, pieces: Vec<Vec<u8>>) -> u64 {
        let total: usize = pieces.iter().map(Vec::len).sum();
        let mut ids: Vec<u64> = pieces
            .into_iter()
            .map(|piece| self.block(piece, false))
            .collect();
        let most = (self.form.room() - 8) / self.form.id();
        let mut level = 1u8;
        while ids.len() > 1 || level == 2 && ids.len() > most {
            let lists: Vec<Vec<u64>> = ids.chunks(most).map(<[u64]>::to_vec).collect();
            ids = lists
                .iter()
                .map(|ids| {
                    let mut list = vec![1, level];
                    list.extend((ids.len() as u16).to_le_bytes());
                    list.extend((total as u32).to_le_bytes());
                    list.extend(ids.iter().flat_map(|id| self.wide(*id)));
                    self.block(list, true)
                })
                .collect();
            level += 1;
            assert!(level <= 3 || ids.len() == 1, "too much data");
        }
        ids.first().copied().unwrap_or(0)
    }

    /// Lists subnodes; they come in the order of their ids.
    pub fn subnodes(&mut self, mut list: Vec<(u32, Ids)>) -> u64 {
        if list.is_empty() {
            return 0;
        }
        list.sort_by_key(|(id, _)| *id);
        let head = |level: u8, count: usize, form: Form| {
            let mut head = vec![2, level];
            head.extend((count as u16).to_le_bytes());
            head.resize(if form == Form::Ansi { 4 } else { 8 }, 0);
            head
        };
        let mut leaves = Vec::new();
        for part in list.chunks((self.form.room() - 8) / (3 * self.form.id())) {
            let mut bytes = head(0, part.len(), self.form);
            for (id, (data, below)) in part {
                bytes.extend(
                    [u64::from(*id), *data, *below]
                        .map(|n| self.wide(n))
                        .concat(),
                );
            }
            leaves.push((part[0].0, self.block(bytes, true)));
        }
        if let [(_, only)] = leaves[..] {
            return only;
        }
        let mut bytes = head(1, leaves.len(), self.form);
        for (id, block) in leaves {
            bytes.extend([u64::from(id), block].map(|n| self.wide(n)).concat());
        }
        self.block(bytes, true)
    }

    /// A property context; `more` are further subnodes.
    pub fn properties(&mut self, props: &[Prop], more: Vec<(u32, Ids)>) -> Ids {
        let mut heap = Heap::new(self.form, 0xBC);
        let mut subnodes = more;
        let mut records = Vec::new();
        for Prop(id, kind, bytes) in props {
            let value = match kind {
                0x02 | 0x03 | 0x04 | 0x0A | 0x0B => {
                    let mut value = bytes.clone();
                    value.resize(4, 0);
                    value
                }
                _ => self.value(bytes, &mut heap, &mut subnodes),
            };
            records.push([&id.to_le_bytes()[..], &kind.to_le_bytes(), &value].concat());
        }
        records.sort();
        heap.root = tree(&mut heap, 2, 6, &records);
        let data = self.pieces(heap.finish());
        (data, self.subnodes(subnodes))
    }

    /// A value in the heap, or in a subnode if it is long.
    pub fn value(
        &mut self,
        bytes: &[u8],
        heap: &mut Heap,
        subnodes: &mut Vec<(u32, Ids)>,
    ) -> Vec<u8> {
        let id = match bytes.len() {
            0 => 0,
            1..=3580 => heap.put(bytes),
            _ => {
                let id = ((subnodes.len() as u32 + 1) << 5) | 0x1F;
                subnodes.push((id, (self.data(bytes), 0)));
                id
            }
        };
        id.to_le_bytes().to_vec()
    }

    /// A node with properties.
    pub fn node(&mut self, id: u32, parent: u32, props: &[Prop]) {
        let (data, below) = self.properties(props, Vec::new());
        self.nodes.push((id, data, below, parent));
    }

    pub fn folder(&mut self, id: u32, parent: u32, name: &str) {
        let truth = Prop(0x360A, 0x0B, vec![1]);
        self.node(
            id,
            parent,
            &[
                text(0x3001, name),
                number(0x3602, 0),
                number(0x3603, 0),
                truth,
            ],
        );
        self.shelves.push((id, parent, name.to_owned()));
    }

    /// Lists folders and items of each folder in its tables, as other readers expect.
    fn shelve(&mut self) {
        let items: Vec<(u32, u32)> = self.nodes.iter().map(|node| (node.0, node.3)).collect();
        let shelves = std::mem::take(&mut self.shelves);
        for (id, _, _) in &shelves {
            let below = shelves
                .iter()
                .filter(|(below, parent, _)| parent == id && below != id);
            let folders = below.map(|(id, _, name)| (*id, vec![text(0x3001, name)]));
            let items = items
                .iter()
                .filter(|(item, parent)| parent == id && item & 0x1F == 4);
            let items = items.map(|(item, _)| (*item, vec![text(0x1A, "IPM.Note")]));
            let tables = [
                (0x0D, folders.collect()),
                (0x0E, items.collect()),
                (0x0F, Vec::new()),
            ];
            for (kind, rows) in tables {
                let (data, below) = self.table(&rows);
                self.nodes.push(((id & !0x1F) | kind, data, below, 0));
            }
        }
    }

    pub fn mail(&mut self, id: u32, parent: u32, mail: &Mail) {
        let (data, below) = self.item(mail);
        self.nodes.push((id, data, below, parent));
    }

    /// An item with its tables.
    pub fn item(&mut self, mail: &Mail) -> Ids {
        let mut subnodes = vec![(0x692, self.table(&numbered(&mail.recipients, 1, 1)))];
        let mut rows = Vec::new();
        for (n, (props, given)) in mail.attachments.iter().enumerate() {
            let mut props = props.clone();
            let mut below = Vec::new();
            match given {
                Given::Bytes(bytes) => props.extend([number(0x3705, 1), binary(0x3701, bytes)]),
                Given::Mail(mail) => {
                    let inner = self.item(mail);
                    below.push((0x20_0024, inner));
                    let object = [0x20_0024u32, 100].map(u32::to_le_bytes).concat();
                    props.extend([number(0x3705, 5), Prop(0x3701, 0x0D, object)]);
                }
                Given::Nothing => props.push(number(0x3705, 2)),
            }
            let id = 0x8025 + 0x20 * n as u32;
            subnodes.push((id, self.properties(&props, below)));
            rows.push(vec![number(0x3705, 1)]);
        }
        let rows = numbered(&rows, 0x8025, 0x20);
        subnodes.push((0x671, self.table(&rows)));
        self.properties(&mail.props, subnodes)
    }

    /// All bytes of the file.
    pub fn finish(mut self) -> Vec<u8> {
        self.shelve();
        let mut file = vec![
            0u8;
            if self.form == Form::Large {
                0x22000
            } else {
                0x4800
            }
        ];
        let blocks = std::mem::take(&mut self.blocks);
        let mut places = Vec::new();
        for block in blocks {
            places.push(self.put_block(&mut file, block));
        }
        self.nodes.sort();
        let nodes = self.nodes.iter().map(|(id, data, below, parent)| {
            let mut entry = [u64::from(*id), *data, *below]
                .map(|n| self.wide(n))
                .concat();
            entry.extend(parent.to_le_bytes());
            entry.resize(4 * self.form.id(), 0);
            (u64::from(*id), entry)
        });
        let nodes = self.pages(&mut file, nodes.collect(), 0x81);
        let blocks = self.pages(&mut file, places, 0x80);
        self.header(&mut file, nodes, blocks);
        file
    }

    /// Appends a block; its entry in the index.
    fn put_block(&self, file: &mut Vec<u8>, mut block: Block) -> (u64, Vec<u8>) {
        if let (Some((_, encipher)), 0) = (self.cipher, block.id & 2) {
            encipher(&mut block.data, block.id as u32);
        }
        let unpacked = block.data.len() as u16;
        if self.form == Form::Large && block.data.len() > 512 {
            let mut zlib = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
            zlib.write_all(&block.data).unwrap();
            block.data = std::cmp::min_by_key(zlib.finish().unwrap(), block.data, Vec::len);
        }
        let (at, stored) = (file.len() as u64, block.data.len() as u16);
        let (trailer, step) = match self.form {
            Form::Ansi => (12, 64),
            Form::Unicode => (16, 64),
            Form::Large => (24, 512),
        };
        let sum = crc(&block.data).to_le_bytes();
        file.extend(&block.data);
        file.resize((file.len() + trailer).next_multiple_of(step) - trailer, 0);
        file.extend(stored.to_le_bytes());
        file.extend(signature(at, block.id));
        match self.form {
            Form::Ansi => file.extend([self.wide(block.id), sum.to_vec()].concat()),
            _ => file.extend([sum.to_vec(), self.wide(block.id)].concat()),
        }
        let mut entry = [block.id, at].map(|n| self.wide(n)).concat();
        entry.extend(stored.to_le_bytes());
        if self.form == Form::Large {
            file.extend([&[0; 2], &unpacked.to_le_bytes()[..], &[0; 4]].concat());
            entry.extend(unpacked.to_le_bytes());
        }
        entry.extend(2u16.to_le_bytes());
        entry.resize(3 * self.form.id(), 0);
        (block.id, entry)
    }

    /// Appends the pages of a B-tree over entries with their keys; id and offset of its root.
    fn pages(&self, file: &mut Vec<u8>, mut entries: Vec<(u64, Vec<u8>)>, kind: u8) -> [u64; 2] {
        let (size, room) = match self.form {
            Form::Ansi => (512, 496),
            Form::Unicode => (512, 488),
            Form::Large => (4096, 4056),
        };
        for level in 0u8.. {
            let entry = entries
                .first()
                .map_or(4 * self.form.id(), |(_, entry)| entry.len());
            let most = room / entry;
            let mut above = Vec::new();
            for part in entries.chunks(most) {
                file.resize(file.len().next_multiple_of(size), 0);
                let (at, id) = (file.len() as u64, 0x1000 + file.len() as u64 / 512);
                let mut page: Vec<u8> = part.iter().flat_map(|(_, entry)| entry.clone()).collect();
                page.resize(room, 0);
                match self.form {
                    Form::Large => page.extend(
                        [
                            (part.len() as u16).to_le_bytes(),
                            (most as u16).to_le_bytes(),
                        ]
                        .concat(),
                    ),
                    _ => page.extend([part.len() as u8, most as u8]),
                }
                page.extend([entry as u8, level]);
                page.resize(size - [12, 16, 24][self.form as usize], 0);
                let sum = crc(&page).to_le_bytes();
                page.extend([kind, kind]);
                page.extend(signature(at, id));
                match self.form {
                    Form::Ansi => page.extend([self.wide(id), sum.to_vec()].concat()),
                    _ => page.extend([sum.to_vec(), self.wide(id)].concat()),
                }
                page.resize(size, 0);
                file.extend(page);
                let key = part[0].0;
                above.push((key, [key, id, at].map(|n| self.wide(n)).concat()));
            }
            if let [(_, only)] = &above[..] {
                let field = |n: usize| {
                    let mut bytes = [0u8; 8];
                    bytes[..self.form.id()]
                        .copy_from_slice(&only[n * self.form.id()..][..self.form.id()]);
                    u64::from_le_bytes(bytes)
                };
                return [field(1), field(2)];
            }
            entries = above;
        }
        unreachable!("levels grow until one page is left")
    }

    fn header(&self, file: &mut [u8], nodes: [u64; 2], blocks: [u64; 2]) {
        let length = file.len() as u64;
        file[..4].copy_from_slice(b"!BDN");
        file[8..10].copy_from_slice(if self.form == Form::Large {
            b"SO"
        } else {
            b"SM"
        });
        file[10] = [15, 23, 36][self.form as usize];
        file[12] = 19;
        file[14..16].copy_from_slice(&[1, 1]);
        let (at, sentinel) = if self.form == Form::Ansi {
            ([168, 184, 192], 460)
        } else {
            ([184, 216, 232], 512)
        };
        let fields = [vec![length], nodes.to_vec(), blocks.to_vec()];
        for (at, numbers) in at.into_iter().zip(fields) {
            let bytes: Vec<u8> = numbers.iter().flat_map(|n| self.wide(*n)).collect();
            file[at..at + bytes.len()].copy_from_slice(&bytes);
        }
        file[sentinel] = 0x80;
        file[sentinel + 1] = self.cipher.map_or(0, |(number, _)| number);
        let sum = crc(&file[8..479]);
        file[4..8].copy_from_slice(&sum.to_le_bytes());
        if self.form != Form::Ansi {
            let sum = crc(&file[8..524]);
            file[524..528].copy_from_slice(&sum.to_le_bytes());
        }
    }
}

/// Rows with ids: the first, and the distance to the next.
fn numbered(rows: &[Vec<Prop>], first: u32, step: u32) -> Vec<(u32, Vec<Prop>)> {
    let ids = (0..).map(|n| first + n * step);
    ids.zip(rows.iter().cloned()).collect()
}

/// wSig of [MS-PST] 5.5.
fn signature(offset: u64, id: u64) -> [u8; 2] {
    let both = (offset ^ id) as u32;
    ((both >> 16) as u16 ^ both as u16).to_le_bytes()
}

/// Bit by bit, as the polynomial is defined; bytes of 0 before the first other do not change it.
pub fn crc(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| {
            (sum >> 1) ^ if sum & 1 == 1 { 0xEDB8_8320 } else { 0 }
        })
    })
}
