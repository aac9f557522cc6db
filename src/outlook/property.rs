//! Properties: numbered values of items, recipients and attachments (MS-OXCDATA 2.11, MS-OXPROPS). Does not know how a file stores them.

use std::collections::BTreeMap;

/// The value of a property.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// PtypInteger16, PtypInteger32, PtypInteger64, PtypErrorCode.
    Integer(i64),
    /// PtypFloating32, PtypFloating64, PtypFloatingTime as written.
    Real(f64),
    /// PtypBoolean.
    Boolean(bool),
    /// PtypTime: seconds since 1970, UTC.
    Time(i64),
    /// PtypString, or PtypString8 with its code page undone.
    Text(String),
    /// PtypString8 whose code page is not known yet.
    Narrow(Vec<u8>),
    /// PtypBinary, PtypGuid, PtypObject.
    Bytes(Vec<u8>),
    /// PtypMultipleString, or PtypMultipleString8 with its code page undone.
    Texts(Vec<String>),
    /// PtypMultipleString8 whose code page is not known yet.
    Narrows(Vec<Vec<u8>>),
    /// PtypMultipleBinary: the members of a distribution list lie so.
    Binaries(Vec<Vec<u8>>),
}

/// What a property of 0x8000 and above is called (MS-OXPROPS: its set, and a number or name in it).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Name {
    /// The property set: a GUID as its 16 bytes lie in the file.
    pub set: [u8; 16],
    /// Number or name.
    pub key: Key,
}

/// See [`Name::key`].
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Key {
    /// A long id (LID).
    Number(u32),
    /// A name.
    Text(String),
}

/// The properties of one object. Of a property that comes twice the first counts.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Properties {
    /// By property id; those of 0x8000 and above only if they have no name.
    pub plain: BTreeMap<u16, Value>,
    /// By name.
    pub named: BTreeMap<Name, Value>,
}

impl Properties {
    /// The text of a property; `None` if it is absent, empty or no text.
    pub fn text(&self, id: u16) -> Option<&str> {
        match self.plain.get(&id) {
            Some(Value::Text(text)) if !text.is_empty() => Some(text),
            _ => None,
        }
    }

    /// The number of a property.
    pub fn integer(&self, id: u16) -> Option<i64> {
        match self.plain.get(&id) {
            Some(Value::Integer(number)) => Some(*number),
            _ => None,
        }
    }

    /// The time of a property: seconds since 1970, UTC.
    pub fn time(&self, id: u16) -> Option<i64> {
        match self.plain.get(&id) {
            Some(Value::Time(seconds)) => Some(*seconds),
            _ => None,
        }
    }

    /// A property with a name that is a number in a set.
    pub fn numbered(&self, set: [u8; 16], number: u32) -> Option<&Value> {
        let key = Key::Number(number);
        self.named.get(&Name { set, key })
    }

    /// The bytes of a property.
    pub fn bytes(&self, id: u16) -> Option<&[u8]> {
        match self.plain.get(&id) {
            Some(Value::Bytes(bytes)) => Some(bytes),
            _ => None,
        }
    }
}
