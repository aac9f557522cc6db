//! Property contexts ([MS-PST] 2.3.3): the properties of a node, from its heap and its subnodes. Does not know what they mean.

use super::block::{Subnodes, subnodes, whole};
use super::bytes::{u16_at, u32_at};
use super::fault::{Fault, Read, damaged};
use super::heap::Heap;
use super::limits::{PROPERTIES, VALUE};
use super::names::Names;
use super::store::Store;
use super::value::{decode, decode_owned, width};
use crate::outlook::property::{Properties, Value};

/// The kind of a heap with properties.
const KIND: u8 = 0xBC;
/// Bytes of the number of a property, and of its type and value.
const KEY: u8 = 2;

/// One property as it is listed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Listed {
    pub(super) id: u16,
    pub(super) kind: u16,
    /// The value itself, or where it lies.
    pub(super) value: [u8; 4],
}

/// The properties of a node, not read yet.
pub(super) struct Context {
    pub(super) heap: Heap,
    pub(super) subnodes: Subnodes,
    pub(super) listed: Vec<Listed>,
    /// What could not be read of it.
    pub(super) faults: Vec<Fault>,
}

impl Context {
    /// Opens that of a node by its blocks.
    ///
    /// # Errors
    /// There is no list of properties.
    pub(super) fn open(store: &mut Store, data: u64, below: u64) -> Read<Self> {
        let heap = Heap::read(store, data)?;
        if heap.kind != KIND {
            return Err(damaged("it holds no properties"));
        }
        let (subnodes, mut faults) = subnodes(store, below);
        let mut tree = heap.records(heap.root, KEY, PROPERTIES)?;
        faults.append(&mut tree.faults);
        let listed = tree.records.iter().filter_map(|one| listed(one)).collect();
        Ok(Self {
            listed,
            heap,
            subnodes,
            faults,
        })
    }

    /// Reads all properties but that one; what cannot be read becomes a fault.
    pub(super) fn properties(
        &mut self,
        store: &mut Store,
        names: &Names,
        but: Option<u16>,
    ) -> Properties {
        let mut properties = Properties::default();
        for listed in &self.listed {
            if Some(listed.id) == but {
                continue;
            }
            match value(store, &self.heap, &self.subnodes, *listed) {
                Ok(Some(value)) => names.put(&mut properties, listed.id, value),
                Ok(None) => {}
                Err(fault) => self.faults.push(Fault {
                    words: format!("property {:04x}: {}", listed.id, fault.words),
                    ..fault
                }),
            }
        }
        properties
    }

    /// One property, if it is listed.
    pub(super) fn one(&self, id: u16) -> Option<Listed> {
        self.listed.iter().find(|listed| listed.id == id).copied()
    }

    /// The value of one.
    pub(super) fn value(&self, store: &mut Store, listed: Listed) -> Read<Option<Value>> {
        value(store, &self.heap, &self.subnodes, listed)
    }
}

fn listed(record: &[u8]) -> Option<Listed> {
    Some(Listed {
        id: u16_at(record, 0)?,
        kind: u16_at(record, 2)?,
        value: record.get(4..8)?.try_into().ok()?,
    })
}

/// The value of a property that is listed in a heap.
pub(super) fn value(
    store: &mut Store,
    heap: &Heap,
    subnodes: &Subnodes,
    listed: Listed,
) -> Read<Option<Value>> {
    let Listed { kind, value, .. } = listed;
    store.charge(VALUE)?;
    if width(kind).is_some_and(|width| width <= 4) {
        return Ok(decode(kind, &value));
    }
    let at = u32_at(&value, 0).unwrap_or(0);
    // An id of type 0 is one of the heap, any other one of a subnode.
    if at & 0x1F == 0 {
        let bytes = heap.item(at)?;
        store.charge(bytes.len() as u64)?;
        return Ok(decode(kind, bytes));
    }
    let Some(subnode) = subnodes.get(&at) else {
        return Err(damaged("its value is not in the file"));
    };
    Ok(decode_owned(kind, whole(store, subnode.data)?))
}
