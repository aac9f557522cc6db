//! Heaps, B-trees on heaps and tables for the writer of test files.

use super::write::{Form, Ids, Prop, Writer};

/// A heap being written.
pub struct Heap {
    form: Form,
    kind: u8,
    pub root: u32,
    blocks: Vec<Vec<Vec<u8>>>,
}

impl Heap {
    pub fn new(form: Form, kind: u8) -> Self {
        Self {
            form,
            kind,
            root: 0,
            blocks: vec![Vec::new()],
        }
    }

    /// Adds an item; its id.
    pub fn put(&mut self, bytes: &[u8]) -> u32 {
        let last = self.blocks.last().map_or(0, |items| {
            items.iter().map(Vec::len).sum::<usize>() + 2 * items.len()
        });
        // 66 bytes of header, the table of offsets; a block of 4k files counts its bytes with 16 bits too.
        if last + bytes.len() + 66 + 12 > self.form.room().min(32_000) {
            self.blocks.push(Vec::new());
        }
        let block = self.blocks.len() as u32 - 1;
        let items = self.blocks.last_mut().unwrap();
        items.push(bytes.to_vec());
        let shift = if self.form == Form::Large { 19 } else { 16 };
        (block << shift) | ((items.len() as u32) << 5)
    }

    /// Its data blocks.
    pub fn finish(self) -> Vec<Vec<u8>> {
        let blocks = self.blocks.into_iter().enumerate();
        blocks
            .map(|(n, items)| {
                let mut block = match n {
                    0 => vec![0, 0, 0xEC, self.kind],
                    _ => vec![0, 0],
                };
                if n == 0 {
                    block.extend(self.root.to_le_bytes());
                    block.extend([0; 4]);
                } else if n % 128 == 8 {
                    block.extend([0; 64]);
                }
                let mut offsets = vec![block.len() as u16];
                for item in &items {
                    block.extend(item);
                    offsets.push(block.len() as u16);
                }
                block.resize(block.len().next_multiple_of(2), 0);
                let map = block.len() as u16;
                block[..2].copy_from_slice(&map.to_le_bytes());
                block.extend((items.len() as u16).to_le_bytes());
                block.extend([0; 2]);
                block.extend(offsets.into_iter().flat_map(u16::to_le_bytes));
                block
            })
            .collect()
    }
}

/// A B-tree of sorted records; the id of its header.
pub fn tree(heap: &mut Heap, key: u8, rest: u8, records: &[Vec<u8>]) -> u32 {
    let mut levels = 0u8;
    let mut level = records.to_vec();
    let root = loop {
        if level.is_empty() {
            break 0;
        }
        let most = 3580 / level[0].len();
        let mut above = Vec::new();
        for part in level.chunks(most) {
            let id = heap.put(&part.concat());
            above.push([&part[0][..usize::from(key)], &id.to_le_bytes()].concat());
        }
        if above.len() == 1 {
            let id = &above[0][usize::from(key)..];
            break u32::from_le_bytes([id[0], id[1], id[2], id[3]]);
        }
        levels += 1;
        level = above;
    };
    heap.put(&[&[0xB5, key, rest, levels][..], &root.to_le_bytes()].concat())
}

/// A column: number, type, offset, bytes.
struct Column(u16, u16, usize, usize);

impl Writer {
    /// A table context.
    pub fn table(&mut self, rows: &[(u32, Vec<Prop>)]) -> Ids {
        let (columns, ends) = layout(rows);
        let mut heap = Heap::new(self.form, 0x7C);
        let mut subnodes = Vec::new();
        let mut matrix = Vec::new();
        for (id, props) in rows {
            let mut row = vec![0u8; ends[3]];
            row[..4].copy_from_slice(&id.to_le_bytes());
            row[ends[2]] |= 0xC0;
            for Prop(id, _, bytes) in props {
                let n = columns.iter().position(|column| column.0 == *id).unwrap();
                let Column(_, kind, at, size) = columns[n];
                let mut value = match fixed(kind) {
                    Some(_) => bytes.clone(),
                    None => self.value(bytes, &mut heap, &mut subnodes),
                };
                value.resize(size, 0);
                row[at..at + size].copy_from_slice(&value);
                row[ends[2] + n / 8] |= 0x80 >> (n % 8);
            }
            matrix.push(row);
        }
        let size = if self.form == Form::Ansi { 2 } else { 4 };
        let mut index: Vec<(u32, Vec<u8>)> = Vec::new();
        for (n, (id, _)) in rows.iter().enumerate() {
            let number = (n as u32).to_le_bytes();
            index.push((*id, [&id.to_le_bytes()[..], &number[..size]].concat()));
        }
        index.sort();
        let index: Vec<Vec<u8>> = index.into_iter().map(|(_, entry)| entry).collect();
        let index = tree(&mut heap, 4, size as u8, &index);
        let place = match ends[3] * rows.len() {
            0 => 0,
            1..=3580 => heap.put(&matrix.concat()),
            _ => {
                let room = self.form.room();
                let parts = matrix.chunks(room / ends[3]).map(<[Vec<u8>]>::concat);
                let mut parts: Vec<Vec<u8>> = parts.collect();
                let last = parts.len() - 1;
                parts[..last]
                    .iter_mut()
                    .for_each(|part| part.resize(room, 0));
                subnodes.push((0x003F + 0x20_0000, (self.pieces(parts), 0)));
                0x003F + 0x20_0000
            }
        };
        let mut info = vec![0x7C, columns.len() as u8];
        info.extend(ends.iter().flat_map(|end| (*end as u16).to_le_bytes()));
        info.extend([index, place, 0].iter().flat_map(|id| id.to_le_bytes()));
        for (n, Column(id, kind, at, size)) in columns.iter().enumerate() {
            info.extend(
                [
                    kind.to_le_bytes(),
                    id.to_le_bytes(),
                    (*at as u16).to_le_bytes(),
                ]
                .concat(),
            );
            info.extend([*size as u8, n as u8]);
        }
        heap.root = heap.put(&info);
        let data = self.pieces(heap.finish());
        (data, self.subnodes(subnodes))
    }
}

/// Bytes of a value that lies in its row.
fn fixed(kind: u16) -> Option<usize> {
    match kind {
        0x0B => Some(1),
        0x02 => Some(2),
        0x03 => Some(4),
        0x40 => Some(8),
        _ => None,
    }
}

/// Columns, and where those of 4 and 8 bytes, of 2, of 1 and the bits end.
fn layout(rows: &[(u32, Vec<Prop>)]) -> (Vec<Column>, [usize; 4]) {
    let mut all = vec![(0x67F2, 3), (0x67F3, 3)];
    for Prop(id, kind, _) in rows.iter().flat_map(|(_, props)| props) {
        if !all.contains(&(*id, *kind)) {
            all.push((*id, *kind));
        }
    }
    let size = |kind: u16| fixed(kind).unwrap_or(4);
    let mut at = 0;
    let mut columns = Vec::new();
    let mut ends = [0; 4];
    for (n, sizes) in [&[4, 8][..], &[2], &[1]].into_iter().enumerate() {
        for (id, kind) in all.iter().filter(|(_, kind)| sizes.contains(&size(*kind))) {
            columns.push(Column(*id, *kind, at, size(*kind)));
            at += size(*kind);
        }
        ends[n] = at;
    }
    ends[3] = at + columns.len().div_ceil(8);
    (columns, ends)
}
