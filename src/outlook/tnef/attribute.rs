//! The attributes of TNEF, one after the other. Does not know what they mean.

/// An attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attribute<'a> {
    /// It belongs to the attachment that began last; else to the message.
    pub of_attachment: bool,
    /// Its number without its type.
    pub id: u16,
    /// Its bytes.
    pub data: &'a [u8],
}

/// Walks attributes: level (1 byte), number and type (2 each), length (4), bytes, checksum (2).
#[derive(Clone, Debug)]
pub struct Attributes<'a> {
    rest: &'a [u8],
    cut: bool,
}

impl<'a> Attributes<'a> {
    /// Begins behind signature and key.
    pub fn new(rest: &'a [u8]) -> Self {
        Self { rest, cut: false }
    }

    /// It ended within an attribute, or at something that is none.
    pub fn is_cut(&self) -> bool {
        self.cut
    }
}

impl<'a> Iterator for Attributes<'a> {
    type Item = Attribute<'a>;

    fn next(&mut self) -> Option<Attribute<'a>> {
        if self.cut || self.rest.is_empty() {
            return None;
        }
        let head = self.rest.get(..9);
        let Some(head) = head.filter(|head| matches!(head[0], 1 | 2)) else {
            // Some programs fill up with zeros.
            self.cut = self.rest.iter().any(|&byte| byte != 0);
            self.rest = &[];
            return None;
        };
        let length = u32::from_le_bytes([head[5], head[6], head[7], head[8]]) as usize;
        let rest = &self.rest[9..];
        let data = &rest[..length.min(rest.len())];
        self.cut = data.len() < length;
        self.rest = rest[data.len()..].get(2..).unwrap_or_default();
        Some(Attribute {
            of_attachment: head[0] == 2,
            id: u16::from_le_bytes([head[1], head[2]]),
            data,
        })
    }
}

/// Name and address of attFrom (a TRP structure: two numbers, the length of the name, that of the address, both strings).
pub fn triple(data: &[u8]) -> Option<(&[u8], &[u8])> {
    let number = |at: usize| {
        Some(usize::from(u16::from_le_bytes(
            data.get(at..at + 2)?.try_into().ok()?,
        )))
    };
    let name = data.get(8..8 + number(4)?)?;
    let address = data.get(8 + name.len()..)?;
    let length = number(6)?.min(address.len());
    Some((ended(name), ended(&address[..length])))
}

/// Name and address of attSentFor: two strings with their lengths.
pub fn pair(data: &[u8]) -> Option<(&[u8], &[u8])> {
    let (name, rest) = string(data)?;
    let (address, _) = string(rest)?;
    Some((name, address))
}

fn string(data: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = data.split_first_chunk::<2>()?;
    let length = usize::from(u16::from_le_bytes(*length));
    Some((ended(rest.get(..length)?), &rest[length..]))
}

fn ended(text: &[u8]) -> &[u8] {
    let end = text
        .iter()
        .position(|&byte| byte == 0)
        .unwrap_or(text.len());
    &text[..end]
}
