//! Blocks and what is made of them ([MS-PST] 2.2.2.8): data in one block or in many, and the subnodes of a node. Deciphers and
//! unpacks. Does not know what the data mean.

use std::collections::{BTreeMap, HashSet};
use std::io::Read as _;

use flate2::bufread::ZlibDecoder;

use super::bytes::{id_at, u8_at, u16_at, u32_at};
use super::crc::crc;
use super::fault::{Fault, Read, damaged, limit};
use super::header::Format;
use super::limits::SUBNODES;
use super::store::Store;
use super::tree::{Place, place};

/// The bit of a block id that says that it lists blocks or nodes and holds no data itself.
const INTERNAL: u64 = 2;
/// Begins a list of data blocks; its level is 1, or 2 if it lists such lists.
const DATA_LIST: u8 = 1;
/// Begins a list of subnodes; its level is 0, or 1 if it lists such lists.
const SUBNODE_LIST: u8 = 2;

/// Data and subnodes of something below a node (0: none).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Subnode {
    pub(super) data: u64,
    pub(super) subnodes: u64,
}

/// The subnodes of a node, by id.
pub(super) type Subnodes = BTreeMap<u32, Subnode>;

/// The data blocks of a node, in their order: each, or why it cannot be read.
pub(super) fn pieces(store: &mut Store, id: u64) -> Read<Vec<Read<Vec<u8>>>> {
    let ids = leaves(store, id)?;
    Ok(ids.into_iter().map(|id| block(store, id)).collect())
}

/// The data of a node, all of it.
pub(super) fn whole(store: &mut Store, id: u64) -> Read<Vec<u8>> {
    let mut ids = leaves(store, id)?.into_iter();
    let Some(first) = ids.next() else {
        return Ok(Vec::new());
    };
    let mut data = block(store, first)?;
    for id in ids {
        data.append(&mut block(store, id)?);
    }
    Ok(data)
}

/// The data blocks of a node: itself, or those it lists, or those its lists list.
fn leaves(store: &mut Store, id: u64) -> Read<Vec<u64>> {
    if id & !1 == 0 {
        return Ok(Vec::new());
    }
    if id & INTERNAL == 0 {
        return Ok(vec![id]);
    }
    let list = block(store, id)?;
    let (level, ids) = listed(store, &list)?;
    match level {
        1 => Ok(ids),
        2 => {
            let mut all = Vec::new();
            for id in ids {
                let list = block(store, id)?;
                let (level, mut ids) = listed(store, &list)?;
                if level != 1 {
                    return Err(damaged("a list of blocks stands on a wrong level"));
                }
                all.append(&mut ids);
            }
            Ok(all)
        }
        _ => Err(damaged("a list of blocks stands on a wrong level")),
    }
}

/// Level and ids of a list of data blocks.
fn listed(store: &mut Store, list: &[u8]) -> Read<(u8, Vec<u64>)> {
    if u8_at(list, 0) != Some(DATA_LIST) {
        return Err(damaged("a list of blocks is none"));
    }
    let (Some(level), Some(count)) = (u8_at(list, 1), u16_at(list, 2)) else {
        return Err(damaged("a list of blocks is cut short"));
    };
    let wide = store.format().wide();
    let size = if wide { 8 } else { 4 };
    let ids: Option<Vec<u64>> = (0..usize::from(count))
        .map(|n| id_at(list, 8 + n * size, wide))
        .collect();
    store.charge(8 * u64::from(count))?;
    // So one large attachment does not use up what others need.
    store.may_read(u32_at(list, 4).unwrap_or(0).into())?;
    let ids = ids.ok_or_else(|| damaged("a list of blocks is cut short"))?;
    Ok((level, ids))
}

/// The subnodes that a block lists, and why some cannot be read.
pub(super) fn subnodes(store: &mut Store, id: u64) -> (Subnodes, Vec<Fault>) {
    let mut found = Subnodes::new();
    let mut faults = Vec::new();
    let mut seen = HashSet::new();
    let mut waiting = vec![(id, u8::MAX)];
    while let Some((id, below)) = waiting.pop() {
        if id & !1 == 0 || !seen.insert(id) {
            continue;
        }
        if let Err(fault) = entries(store, id, below, &mut found, &mut waiting) {
            faults.push(fault);
        }
    }
    (found, faults)
}

fn entries(
    store: &mut Store,
    id: u64,
    below: u8,
    found: &mut Subnodes,
    waiting: &mut Vec<(u64, u8)>,
) -> Read<()> {
    let list = block(store, id)?;
    let wide = store.format().wide();
    let (size, head) = if wide { (8, 8) } else { (4, 4) };
    let (Some(SUBNODE_LIST), Some(level), Some(count)) =
        (u8_at(&list, 0), u8_at(&list, 1), u16_at(&list, 2))
    else {
        return Err(damaged("a list of subnodes is none"));
    };
    if level >= below {
        return Err(damaged("a list of subnodes stands on a wrong level"));
    }
    let fields = if level == 0 { 3 } else { 2 };
    store.charge(48 * u64::from(count))?;
    for n in 0..usize::from(count) {
        let at = head + n * fields * size;
        let short = || damaged("a list of subnodes is cut short");
        let key = u32_at(&list, at).ok_or_else(short)?;
        let data = id_at(&list, at + size, wide).ok_or_else(short)?;
        if level > 0 {
            waiting.push((data, level));
            continue;
        }
        let subnodes = id_at(&list, at + 2 * size, wide).ok_or_else(short)?;
        if found.len() >= SUBNODES {
            return Err(limit("it has more subnodes than are read"));
        }
        found.entry(key).or_insert(Subnode { data, subnodes });
    }
    Ok(())
}

/// One block, deciphered and unpacked.
fn block(store: &mut Store, id: u64) -> Read<Vec<u8>> {
    let place = place(store, id)?;
    store.charge_block(u64::from(place.stored), u64::from(place.unpacked))?;
    let mut data = store.file.read(place.offset, usize::from(place.stored))?;
    check(store, place, &data)?;
    if place.unpacked != place.stored {
        data = unpacked(&data, place)?;
    }
    if place.id & INTERNAL == 0 {
        store.header.cipher.undo(&mut data, place.id as u32);
    }
    Ok(data)
}

/// Looks at the trailer of a block: if all fits but the id, another block lies here.
fn check(store: &mut Store, place: Place, data: &[u8]) -> Read<()> {
    let format = store.format();
    let (trailer, step, sum, id) = match format {
        Format::Ansi => (12, 64, 8, 4),
        Format::Unicode => (16, 64, 4, 8),
        Format::Large => (24, 512, 4, 8),
    };
    let end = (u64::from(place.stored) + trailer).next_multiple_of(step);
    let Some(at) = place.offset.checked_add(end - trailer) else {
        return Err(damaged("a block lies beyond the end of the file"));
    };
    let fits = match store.file.read(at, trailer as usize) {
        Err(_) => false,
        Ok(bytes) => {
            let sound =
                u16_at(&bytes, 0) == Some(place.stored) && u32_at(&bytes, sum) == Some(crc(data));
            let other = id_at(&bytes, id, format.wide()).is_none_or(|id| id | 1 != place.id | 1);
            if sound && other {
                return Err(damaged(format!(
                    "where the block {:x} should lie there is another",
                    place.id
                )));
            }
            sound
        }
    };
    if !fits && place.spare {
        return Err(damaged(format!(
            "where the block {:x} once lay there is none",
            place.id
        )));
    }
    if !fits {
        store.doubt(place.offset);
    }
    store.rescued += u64::from(place.spare);
    Ok(())
}

fn unpacked(data: &[u8], place: Place) -> Read<Vec<u8>> {
    let mut bytes = Vec::with_capacity(usize::from(place.unpacked));
    let read = ZlibDecoder::new(data)
        .take(u64::from(place.unpacked))
        .read_to_end(&mut bytes);
    match read {
        Ok(length) if length == usize::from(place.unpacked) => Ok(bytes),
        _ => Err(damaged(format!(
            "the block {:x} cannot be unpacked",
            place.id
        ))),
    }
}
