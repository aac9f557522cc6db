//! Table contexts ([MS-PST] 2.3.4): rows with the same properties, in a heap or in a subnode. Does not know what a row is.

use std::collections::BTreeSet;

use super::block::{Subnode, Subnodes, pieces, subnodes};
use super::bytes::{u8_at, u16_at, u32_at};
use super::context::{Listed, value};
use super::fault::{Fault, Read, damaged, limit};
use super::heap::Heap;
use super::limits::{ROWS, VALUE};
use super::names::Names;
use super::store::Store;
use super::value::{decode, width};
use crate::outlook::property::{Properties, Value};

/// The kind of a heap with a table, and the first byte of its description.
const KIND: u8 = 0x7C;
/// Bytes of the description before the columns, and of a column.
const HEAD: usize = 22;
const COLUMN: usize = 8;
/// Bytes of the id of a row.
const ID: u8 = 4;

/// A row: its id and its properties.
pub(super) struct Row {
    pub(super) id: u32,
    pub(super) properties: Properties,
}

/// The rows of a table in their order, and what could not be read.
#[derive(Default)]
pub(super) struct Rows {
    pub(super) rows: Vec<Row>,
    pub(super) faults: Vec<Fault>,
}

struct Column {
    id: u16,
    kind: u16,
    at: usize,
    bytes: usize,
    bit: usize,
}

/// What a table says of itself.
struct Table {
    heap: Heap,
    subnodes: Subnodes,
    columns: Vec<Column>,
    /// Where the bits lie that say which cells exist.
    bits: usize,
    /// Bytes of a row.
    row: usize,
    index: u32,
    rows: u32,
}

/// Reads the rows of a table.
pub(super) fn rows(store: &mut Store, names: &Names, node: Subnode) -> Read<Rows> {
    let (below, faults) = subnodes(store, node.subnodes);
    let table = Table::read(Heap::read(store, node.data)?, below)?;
    let mut found = Rows {
        rows: Vec::new(),
        faults,
    };
    let bytes = table.matrix(store)?;
    for number in table.numbers(&mut found.faults, &bytes) {
        let row = match table.find(&bytes, number) {
            Ok(row) => row,
            Err(fault) => {
                if found.faults.last() != Some(&fault) {
                    found.faults.push(fault);
                }
                continue;
            }
        };
        let properties = table.cells(store, names, row, &mut found.faults);
        found.rows.push(Row {
            id: u32_at(row, 0).unwrap_or(0),
            properties,
        });
    }
    Ok(found)
}

impl Table {
    fn read(heap: Heap, subnodes: Subnodes) -> Read<Self> {
        let wrong = || damaged("it holds no table");
        if heap.kind != KIND {
            return Err(wrong());
        }
        let info = heap.item(heap.root)?;
        let count = u8_at(info, 1).ok_or_else(wrong)?;
        let columns: Option<Vec<Column>> = (0..usize::from(count))
            .map(|n| column(info, HEAD + n * COLUMN))
            .collect();
        let field = |at| u16_at(info, at).map(usize::from).ok_or_else(wrong);
        let id = |at| u32_at(info, at).ok_or_else(wrong);
        let table = Self {
            columns: columns.ok_or_else(wrong)?,
            bits: field(6)?,
            row: field(8)?,
            index: id(10)?,
            rows: id(14)?,
            subnodes,
            heap,
        };
        match table.row >= 4 && table.bits <= table.row {
            true => Ok(table),
            false => Err(wrong()),
        }
    }

    /// The blocks that hold the rows; a row never lies in two.
    fn matrix(&self, store: &mut Store) -> Read<Vec<Read<Vec<u8>>>> {
        if self.rows == 0 {
            return Ok(Vec::new());
        }
        if self.rows & 0x1F == 0 {
            let bytes = self.heap.item(self.rows)?;
            store.charge(bytes.len() as u64)?;
            return Ok(vec![Ok(bytes.to_vec())]);
        }
        match self.subnodes.get(&self.rows) {
            Some(subnode) => pieces(store, subnode.data),
            None => Err(damaged("its rows are not in the file")),
        }
    }

    /// Which rows count: those of the index, for a row that was deleted still lies there. All, if there is no index to be read.
    fn numbers(&self, faults: &mut Vec<Fault>, blocks: &[Read<Vec<u8>>]) -> BTreeSet<usize> {
        match self.heap.records(self.index, ID, ROWS) {
            Ok(tree) if tree.faults.is_empty() => {
                tree.records.iter().filter_map(|one| number(one)).collect()
            }
            other => {
                faults.push(damaged("the index of its rows is damaged: all are taken"));
                if let Ok(tree) = other {
                    faults.extend(tree.faults);
                }
                let all = blocks.iter().map(|block| match block {
                    Ok(bytes) => bytes.len() / self.row,
                    Err(_) => 0,
                });
                let all = all.sum::<usize>();
                if all > ROWS {
                    faults.push(limit("it lists more than is read"));
                }
                (0..all.min(ROWS)).collect()
            }
        }
    }

    fn find<'a>(&self, blocks: &'a [Read<Vec<u8>>], number: usize) -> Read<&'a [u8]> {
        let missing = || damaged("a row is not in the file");
        // All blocks but the last are as full as they can be, so they hold equally many rows.
        let mut full = blocks[..blocks.len().saturating_sub(1)]
            .iter()
            .chain(blocks);
        let each = match full.find_map(|block| block.as_ref().ok()) {
            Some(full) => full.len() / self.row,
            None => 0,
        };
        let block = number.checked_div(each).and_then(|n| blocks.get(n));
        match block.ok_or_else(missing)? {
            Err(fault) => Err(fault.clone()),
            Ok(bytes) => {
                let at = number % each * self.row;
                bytes.get(at..at + self.row).ok_or_else(missing)
            }
        }
    }

    fn cells(
        &self,
        store: &mut Store,
        names: &Names,
        row: &[u8],
        faults: &mut Vec<Fault>,
    ) -> Properties {
        let mut properties = Properties::default();
        for column in &self.columns {
            if !self.exists(row, column) {
                continue;
            }
            match self.cell(store, row, column) {
                Ok(Some(value)) => names.put(&mut properties, column.id, value),
                Ok(None) => {}
                Err(fault) => faults.push(Fault {
                    words: format!("property {:04x}: {}", column.id, fault.words),
                    ..fault
                }),
            }
        }
        properties
    }

    fn exists(&self, row: &[u8], column: &Column) -> bool {
        let byte = row.get(self.bits + column.bit / 8);
        byte.is_some_and(|byte| byte & (0x80 >> (column.bit % 8)) != 0)
    }

    fn cell(&self, store: &mut Store, row: &[u8], column: &Column) -> Read<Option<Value>> {
        let bytes = row
            .get(column.at..column.at + column.bytes)
            .ok_or_else(|| damaged("it lies outside of its row"))?;
        if width(column.kind).is_some() {
            store.charge(VALUE)?;
            return Ok(decode(column.kind, bytes));
        }
        let Ok(at) = <[u8; 4]>::try_from(bytes) else {
            return Ok(None);
        };
        let listed = Listed {
            id: column.id,
            kind: column.kind,
            value: at,
        };
        value(store, &self.heap, &self.subnodes, listed)
    }
}

fn column(info: &[u8], at: usize) -> Option<Column> {
    Some(Column {
        kind: u16_at(info, at)?,
        id: u16_at(info, at + 2)?,
        at: usize::from(u16_at(info, at + 4)?),
        bytes: usize::from(u8_at(info, at + 6)?),
        bit: usize::from(u8_at(info, at + 7)?),
    })
}

/// The number of a row by its entry in the index: 4 bytes, in ANSI files 2.
fn number(entry: &[u8]) -> Option<usize> {
    match entry.len() {
        6 => u16_at(entry, 4).map(usize::from),
        _ => u32_at(entry, 4).map(|number| number as usize),
    }
}
