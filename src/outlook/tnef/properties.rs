//! Properties as TNEF writes them: a number of them, then each with its type, its name if it has one, and its values (MS-OXTNEF 2.1.3.4).
//! Does not know what they mean.

use crate::outlook::property::{Key, Name, Properties, Value};
use crate::outlook::tag;
use crate::outlook::value::{self, BINARY, GUID, OBJECT, SEVERAL, STRING, STRING8};

/// The content of an attachment that is an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Object<'a> {
    /// What kind of object: a GUID.
    interface: [u8; 16],
    /// Its bytes.
    pub data: &'a [u8],
}

impl Object<'_> {
    /// It is an item (IID_IMessage), in TNEF of its own.
    pub fn is_message(&self) -> bool {
        self.interface == [7, 3, 2, 0, 0, 0, 0, 0, 0xC0, 0, 0, 0, 0, 0, 0, 0x46]
    }
}

/// Properties, the object among them if there is one, and whether all of them could be read.
pub fn read(data: &[u8]) -> (Properties, Option<Object<'_>>, bool) {
    let mut input = Input { rest: data };
    let mut properties = Properties::default();
    let mut object = None;
    let whole = row(&mut input, &mut properties, &mut object).is_some();
    (properties, object, whole)
}

/// The rows of a table of recipients, `most` at most; and whether all of them could be read.
pub fn rows(data: &[u8], most: usize) -> (Vec<Properties>, bool) {
    let mut input = Input { rest: data };
    let mut rows = Vec::new();
    let Some(count) = input.number() else {
        return (rows, data.is_empty());
    };
    for _ in 0..count {
        let mut properties = Properties::default();
        let whole = !input.rest.is_empty() && row(&mut input, &mut properties, &mut None).is_some();
        if !properties.plain.is_empty() {
            rows.push(properties);
        }
        if !whole || rows.len() > most {
            return (rows, false);
        }
    }
    (rows, true)
}

fn row<'a>(
    input: &mut Input<'a>,
    properties: &mut Properties,
    object: &mut Option<Object<'a>>,
) -> Option<()> {
    for _ in 0..input.number()? {
        let kind = input.short()?;
        let id = input.short()?;
        let name = if id >= 0x8000 {
            Some(name(input)?)
        } else {
            None
        };
        let values = values(input, kind)?;
        if kind == OBJECT && id == tag::ATTACH_DATA {
            *object = values.first().and_then(|value| {
                let (interface, data) = value.split_first_chunk::<16>()?;
                let interface = *interface;
                Some(Object { interface, data })
            });
            continue;
        }
        let Some(value) = one(kind, &values) else {
            continue;
        };
        match name {
            Some(name) => properties.named.entry(name).or_insert(value),
            None => properties.plain.entry(id).or_insert(value),
        };
    }
    Some(())
}

fn name(input: &mut Input) -> Option<Name> {
    let set = input.take(16)?.try_into().ok()?;
    let key = match input.number()? {
        0 => Key::Number(input.number()?),
        _ => Key::Text(value::utf16(input.filled()?)),
    };
    Some(Name { set, key })
}

/// The bytes of all values of a property. Values with a length of their own, and several values, come with their number.
fn values<'a>(input: &mut Input<'a>, kind: u16) -> Option<Vec<&'a [u8]>> {
    let base = kind & !SEVERAL;
    let sized = matches!(base, STRING8 | STRING | BINARY | OBJECT);
    let count = if sized || kind & SEVERAL != 0 {
        input.number()?
    } else {
        1
    };
    let mut values = Vec::new();
    for _ in 0..count {
        values.push(match base {
            _ if sized => input.filled()?,
            GUID => input.take(16)?,
            0x0005 | 0x0006 | 0x0007 | 0x0014 | 0x0040 => input.take(8)?,
            0x0002 | 0x0003 | 0x0004 | 0x000A | 0x000B => input.take(4)?,
            0x0000 | 0x0001 if count == 1 => &[],
            _ => return None,
        });
    }
    Some(values)
}

fn one(kind: u16, values: &[&[u8]]) -> Option<Value> {
    if kind & SEVERAL != 0 {
        return value::several(kind, values.iter().map(|value| value.to_vec()).collect());
    }
    let first = values.first()?;
    value::scalar(kind, first).or_else(|| value::sized(kind, first.to_vec()))
}

struct Input<'a> {
    rest: &'a [u8],
}

impl<'a> Input<'a> {
    fn take(&mut self, bytes: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.rest.split_at_checked(bytes)?;
        self.rest = rest;
        Some(taken)
    }

    fn short(&mut self) -> Option<u16> {
        Some(u16::from_le_bytes(self.take(2)?.try_into().ok()?))
    }

    fn number(&mut self) -> Option<u32> {
        Some(u32::from_le_bytes(self.take(4)?.try_into().ok()?))
    }

    /// Bytes with their length, filled up to four; at the very end the filling may lack.
    fn filled(&mut self) -> Option<&'a [u8]> {
        let length = usize::try_from(self.number()?).ok()?;
        let value = self.take(length)?;
        let filling = (length.next_multiple_of(4) - length).min(self.rest.len());
        self.take(filling)?;
        Some(value)
    }
}
