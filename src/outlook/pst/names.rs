//! What properties of 0x8000 and above are called in this file ([MS-PST] 2.4.7). Does not know what a name means.

use std::collections::BTreeMap;

use super::bytes::{u16_at, u32_at};
use super::context::Context;
use super::fault::{Fault, Read};
use super::store::Store;
use super::tree::Node;
use crate::outlook::property::{Key, Name, Properties, Value};
use crate::outlook::value::utf16;

/// The node with the map.
pub(super) const NODE: u32 = 0x61;
/// Its properties: the property sets, the entries, the names.
const SETS: u16 = 2;
const ENTRIES: u16 = 3;
const TEXTS: u16 = 4;
/// The first number that has a name.
const FIRST: u16 = 0x8000;
/// PS_MAPI {00020328-0000-0000-C000-000000000046}.
const MAPI: [u8; 16] = [0x28, 3, 2, 0, 0, 0, 0, 0, 0xC0, 0, 0, 0, 0, 0, 0, 0x46];
/// PS_PUBLIC_STRINGS {00020329-0000-0000-C000-000000000046}.
const PUBLIC_STRINGS: [u8; 16] = [0x29, 3, 2, 0, 0, 0, 0, 0, 0xC0, 0, 0, 0, 0, 0, 0, 0x46];

/// Numbers and their names.
#[derive(Default)]
pub(super) struct Names(BTreeMap<u16, Name>);

impl Names {
    /// Reads the map from its node.
    pub(super) fn read(store: &mut Store, node: Node) -> Read<(Self, Vec<Fault>)> {
        let context = Context::open(store, node.data, node.subnodes)?;
        let mut stream = |id| -> Read<Vec<u8>> {
            let Some(listed) = context.one(id) else {
                return Ok(Vec::new());
            };
            match context.value(store, listed)? {
                Some(Value::Bytes(bytes)) => Ok(bytes),
                _ => Ok(Vec::new()),
            }
        };
        let (sets, entries, texts) = (stream(SETS)?, stream(ENTRIES)?, stream(TEXTS)?);
        let names = entries
            .chunks_exact(8)
            .filter_map(|entry| named(entry, &sets, &texts))
            .collect();
        Ok((Self(names), context.faults))
    }

    /// Puts a property where it belongs: by its name if it has one. The first of two counts.
    pub(super) fn put(&self, properties: &mut Properties, id: u16, value: Value) {
        match self.0.get(&id) {
            Some(name) => {
                properties.named.entry(name.clone()).or_insert(value);
            }
            None => {
                properties.plain.entry(id).or_insert(value);
            }
        }
    }
}

fn named(entry: &[u8], sets: &[u8], texts: &[u8]) -> Option<(u16, Name)> {
    let key = u32_at(entry, 0)?;
    let set = u16_at(entry, 4)?;
    let id = FIRST.checked_add(u16_at(entry, 6)?)?;
    let is_text = set & 1 == 1;
    let set = match set >> 1 {
        0 => [0; 16],
        1 => MAPI,
        2 => PUBLIC_STRINGS,
        n => {
            let at = usize::from(n - 3) * 16;
            sets.get(at..at + 16)?.try_into().ok()?
        }
    };
    let key = match is_text {
        false => Key::Number(key),
        true => {
            let at = key as usize;
            let length = u32_at(texts, at)? as usize;
            let from = at.checked_add(4)?;
            Key::Text(utf16(texts.get(from..from.checked_add(length.min(1024))?)?))
        }
    };
    Some((id, Name { set, key }))
}
