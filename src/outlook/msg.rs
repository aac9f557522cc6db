//! Single items of Outlook: MSG and OFT files (MS-OXMSG), which are compound files with a stream or a slot for each property. Does not
//! know what the properties say.

use std::collections::BTreeMap;

use super::codepage;
use super::compound::{Compound, Id};
use super::item::{Attached, Content, Item};
use super::property::{Key, Name, Properties, Value};
use super::value::{self, BINARY, GUID, SEVERAL, STRING, STRING8};
use super::{object, tag};

/// Items inside one another are read to this depth, as messages in general.
const DEPTH: usize = 20;

/// Whether bytes are an MSG or OFT file: a compound file with the streams of an item. O(size).
pub fn is_msg(bytes: &[u8]) -> bool {
    let Ok(file) = Compound::open(bytes) else {
        return false;
    };
    file.children(file.root()).iter().any(|&id| {
        let name = file.name(id);
        name == PROPERTIES || name.starts_with(STREAM)
    })
}

/// Reads an MSG or OFT file: its item with all that is attached. What could not be read stands in the doubts of the item. O(size); memory
/// at most a few times the size of the file.
///
/// # Errors
/// Why it cannot be read at all, as a clause.
pub fn read(bytes: &[u8]) -> Result<Item, String> {
    let file = Compound::open(bytes)?;
    let names = names(&file);
    let reader = Reader { file, names };
    let root = reader.file.root();
    let mut item = reader.item(root, TOP, 0);
    let properties = &item.properties;
    if properties.plain.is_empty() && properties.named.is_empty() {
        return Err("it holds no properties of an item".to_owned());
    }
    codepage::resolve(&mut item);
    Ok(item)
}

const PROPERTIES: &str = "__properties_version1.0";
const STREAM: &str = "__substg1.0_";
/// Bytes before the slots of a property stream: of the item of the file, of an item in it, of a recipient or attachment.
const TOP: usize = 32;
const EMBEDDED: usize = 24;
const PART: usize = 8;

/// Properties of 0x8000 and above.
type Names = BTreeMap<u16, Name>;

struct Reader<'a> {
    file: Compound<'a>,
    names: Names,
}

impl Reader<'_> {
    fn item(&self, storage: Id, head: usize, depth: usize) -> Item {
        let mut doubts = Vec::new();
        let properties = self.properties(storage, head, &mut doubts);
        let recipients = self
            .parts(storage, "__recip_version1.0_")
            .into_iter()
            .map(|part| self.properties(part, PART, &mut doubts))
            .collect();
        let mut attachments = Vec::new();
        for part in self.parts(storage, "__attach_version1.0_") {
            let mut properties = self.properties(part, PART, &mut doubts);
            let content = self.content(part, &mut properties, depth);
            attachments.push(Attached {
                properties,
                content,
            });
        }
        Item {
            properties,
            recipients,
            attachments,
            doubts,
        }
    }

    /// Storages of recipients or attachments, in the order of their numbers.
    fn parts(&self, storage: Id, prefix: &str) -> Vec<Id> {
        let mut parts: Vec<(u32, Id)> = Vec::new();
        for &id in self.file.children(storage) {
            let number = strip(self.file.name(id), prefix).map(|rest| rest.trim_start_matches('#'));
            if let Some(number) = number.filter(|_| !self.file.is_stream(id)) {
                parts.push((u32::from_str_radix(number, 16).unwrap_or(u32::MAX), id));
            }
        }
        parts.sort();
        parts.into_iter().map(|(_, id)| id).collect()
    }

    fn properties(&self, storage: Id, head: usize, doubts: &mut Vec<String>) -> Properties {
        let mut properties = Properties::default();
        if let Some(id) = self.file.child(storage, PROPERTIES) {
            let slots = self.file.read(id).bytes;
            for slot in slots.get(head..).unwrap_or_default().chunks_exact(16) {
                let kind = u16::from_le_bytes([slot[0], slot[1]]);
                if let Some(value) = value::scalar(kind, &slot[8..]) {
                    self.put(
                        &mut properties,
                        u16::from_le_bytes([slot[2], slot[3]]),
                        value,
                    );
                }
            }
        }
        let mut several: BTreeMap<(u16, u16), BTreeMap<u32, Vec<u8>>> = BTreeMap::new();
        for &stream in self.file.children(storage) {
            let Some(tag) = Tag::of(self.file.name(stream)) else {
                continue;
            };
            if !self.file.is_stream(stream) || !tag.is_read() {
                continue;
            }
            let read = self.file.read(stream);
            if !read.whole {
                doubts.push(format!("the value of property {:04X} is cut short", tag.id));
            }
            if let Some(at) = tag.index {
                let values = several.entry((tag.id, tag.kind)).or_default();
                values.insert(at, read.bytes);
            } else if let Some(value) = value::sized(tag.kind, read.bytes) {
                self.put(&mut properties, tag.id, value);
            }
        }
        for ((id, kind), values) in several {
            if let Some(value) = value::several(kind, values.into_values().collect()) {
                self.put(&mut properties, id, value);
            }
        }
        properties
    }

    /// Of two values of one property, text goes before text in a code page.
    fn put(&self, properties: &mut Properties, id: u16, value: Value) {
        let slot = match self.names.get(&id) {
            Some(name) => properties
                .named
                .entry(name.clone())
                .or_insert_with(|| value.clone()),
            None => properties.plain.entry(id).or_insert_with(|| value.clone()),
        };
        if matches!((&*slot, &value), (Value::Narrow(_), Value::Text(_))) {
            *slot = value;
        }
    }

    fn content(&self, part: Id, properties: &mut Properties, depth: usize) -> Content {
        if let Some(Value::Bytes(bytes)) = properties.plain.remove(&tag::ATTACH_DATA) {
            return Content::Bytes(bytes);
        }
        let object = format!("{STREAM}{:04X}{:04X}", tag::ATTACH_DATA, value::OBJECT);
        let Some(object) = self.file.child(part, &object) else {
            return absent(properties);
        };
        if self.file.child(object, PROPERTIES).is_none() {
            return match object::packed(&self.file, object) {
                Some(bytes) => Content::Bytes(bytes),
                None => {
                    Content::Absent("an object of another program, which is not read".to_owned())
                }
            };
        }
        if depth >= DEPTH {
            return Content::Absent(format!(
                "items lie inside one another deeper than {DEPTH}: this one was left out"
            ));
        }
        Content::Item(Box::new(self.item(object, EMBEDDED, depth + 1)))
    }
}

fn absent(properties: &Properties) -> Content {
    let path = [tag::ATTACH_LONG_PATH_NAME, tag::ATTACH_PATH_NAME]
        .into_iter()
        .find_map(|id| match properties.plain.get(&id) {
            Some(Value::Text(text)) => Some(text.clone()),
            Some(Value::Narrow(bytes)) => Some(codepage::guess(codepage::DEFAULT, bytes)),
            _ => None,
        });
    Content::Absent(match path {
        Some(path) => format!("a link to {path}"),
        None => "the content is not in the file".to_owned(),
    })
}

/// What the name of a stream tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Tag {
    id: u16,
    kind: u16,
    /// Of several values, which.
    index: Option<u32>,
}

impl Tag {
    /// `__substg1.0_` and eight digits, and for one of several values `-` and its number.
    fn of(name: &str) -> Option<Self> {
        let rest = strip(name, STREAM)?;
        let digits = rest.get(..8)?;
        let tag = u32::from_str_radix(digits, 16).ok()?;
        let index = match rest.get(8..) {
            None | Some("") => None,
            Some(more) => Some(u32::from_str_radix(more.strip_prefix('-')?, 16).ok()?),
        };
        Some(Self {
            id: (tag >> 16) as u16,
            kind: (tag & 0xFFFF) as u16,
            index,
        })
    }

    fn is_read(self) -> bool {
        match self.kind {
            STRING | STRING8 | BINARY | GUID => self.index.is_none(),
            _ => self.kind & SEVERAL != 0 && self.index.is_some(),
        }
    }
}

fn strip<'a>(name: &'a str, prefix: &str) -> Option<&'a str> {
    let head = name.get(..prefix.len())?;
    head.eq_ignore_ascii_case(prefix)
        .then(|| &name[prefix.len()..])
}

/// What the file says of properties with names (MS-OXMSG 2.2.3): three streams of sets, of entries, and of names that are text.
fn names(file: &Compound) -> Names {
    let mut names = Names::new();
    let Some(storage) = file.child(file.root(), "__nameid_version1.0") else {
        return names;
    };
    let read = |name| match file.child(storage, name) {
        Some(id) => file.read(id).bytes,
        None => Vec::new(),
    };
    let sets = read("__substg1.0_00020102");
    let texts = read("__substg1.0_00040102");
    for entry in read("__substg1.0_00030102").chunks_exact(8) {
        let number = u32::from_le_bytes([entry[0], entry[1], entry[2], entry[3]]);
        let set = u16::from_le_bytes([entry[4], entry[5]]);
        let index = u16::from_le_bytes([entry[6], entry[7]]);
        let key = match set & 1 {
            0 => Some(Key::Number(number)),
            _ => text_of(&texts, number).map(Key::Text),
        };
        let id = 0x8000_u16.checked_add(index);
        if let (Some(id), Some(set), Some(key)) = (id, set_of(&sets, set >> 1), key) {
            names.entry(id).or_insert(Name { set, key });
        }
    }
    names
}

fn set_of(sets: &[u8], number: u16) -> Option<[u8; 16]> {
    match number {
        0 => None,
        1 => Some(tag::SET_MAPI),
        2 => Some(tag::SET_PUBLIC_STRINGS),
        _ => sets
            .chunks_exact(16)
            .nth(usize::from(number) - 3)?
            .try_into()
            .ok(),
    }
}

fn text_of(texts: &[u8], at: u32) -> Option<String> {
    let at = usize::try_from(at).ok()?;
    let length = texts.get(at..at.checked_add(4)?)?.try_into().ok()?;
    let length = usize::try_from(u32::from_le_bytes(length)).ok()?;
    let text = texts.get(at + 4..(at + 4).checked_add(length)?)?;
    Some(value::utf16(text))
}
