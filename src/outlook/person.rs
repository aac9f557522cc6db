//! A sender or recipient: name and addresses, out of the many properties that hold them. Does not know how headers write people.

use super::codepage::{self, DEFAULT};
use super::property::Properties;
use super::{tag, value};

/// A person, list or room.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Person {
    /// The display name; empty if there is none.
    pub name: String,
    /// The address on the Internet.
    pub smtp: Option<String>,
    /// The name in Exchange: `/O=../CN=..`.
    pub exchange: Option<String>,
    /// An address of another system, a fax or a Notes name.
    pub other: Option<String>,
}

/// Which properties hold a person.
struct Ids {
    names: &'static [u16],
    smtp: u16,
    kind: u16,
    address: u16,
    key: u16,
    entry: u16,
}

const AUTHOR: Ids = Ids {
    names: &[tag::SENT_REPRESENTING_NAME],
    smtp: tag::SENT_REPRESENTING_SMTP_ADDRESS,
    kind: tag::SENT_REPRESENTING_ADDRESS_TYPE,
    address: tag::SENT_REPRESENTING_ADDRESS,
    key: tag::SENT_REPRESENTING_SEARCH_KEY,
    entry: tag::SENT_REPRESENTING_ENTRY_ID,
};
const SENDER: Ids = Ids {
    names: &[tag::SENDER_NAME],
    smtp: tag::SENDER_SMTP_ADDRESS,
    kind: tag::SENDER_ADDRESS_TYPE,
    address: tag::SENDER_ADDRESS,
    key: tag::SENDER_SEARCH_KEY,
    entry: tag::SENDER_ENTRY_ID,
};
const RECIPIENT: Ids = Ids {
    names: &[tag::DISPLAY_NAME, tag::RECIPIENT_DISPLAY_NAME],
    smtp: tag::SMTP_ADDRESS,
    kind: tag::ADDRESS_TYPE,
    address: tag::EMAIL_ADDRESS,
    key: tag::SEARCH_KEY,
    entry: tag::ENTRY_ID,
};

/// In whose name an item was sent.
pub fn author(item: &Properties) -> Option<Person> {
    read(item, &AUTHOR)
}

/// Who sent it.
pub fn sender(item: &Properties) -> Option<Person> {
    read(item, &SENDER)
}

/// A recipient.
pub fn recipient(recipient: &Properties) -> Option<Person> {
    read(recipient, &RECIPIENT)
}

fn read(properties: &Properties, ids: &Ids) -> Option<Person> {
    let text = |id| {
        properties
            .text(id)
            .map(str::trim)
            .filter(|text| !text.is_empty())
    };
    let mut person = Person {
        name: ids
            .names
            .iter()
            .find_map(|&id| text(id))
            .map(bare)
            .unwrap_or_default(),
        ..Person::default()
    };
    if let Some(address) = text(ids.smtp) {
        person.take("SMTP", address);
    }
    if let Some(address) = text(ids.address) {
        person.take(text(ids.kind).unwrap_or_default(), address);
    }
    if person.address().is_none() {
        if let Some((kind, address)) = properties.bytes(ids.key).and_then(from_key) {
            person.take(&kind, &address);
        } else if let Some(found) = properties.bytes(ids.entry).and_then(from_entry) {
            let name = std::mem::take(&mut person.name);
            person = found;
            if !name.is_empty() {
                person.name = name;
            }
        }
    }
    person.settled()
}

impl Person {
    /// Somebody of whom only this text is known: a name or an address.
    pub fn named(text: &str) -> Option<Self> {
        Self {
            name: bare(text.trim()),
            ..Self::default()
        }
        .settled()
    }

    /// Somebody as a contact keeps them: name, type of the address, address. Any may be empty.
    pub fn written(name: &str, kind: &str, address: &str) -> Self {
        let mut person = Self {
            name: bare(name),
            ..Self::default()
        };
        person.take(kind, address);
        person
    }

    /// Takes an address on the Internet, if it is one and none is known.
    pub fn offer(&mut self, address: &str) {
        if is_smtp(address) && !address.contains(' ') {
            self.take("SMTP", address);
        }
    }

    /// The best address there is.
    pub fn address(&self) -> Option<&str> {
        [&self.smtp, &self.exchange, &self.other]
            .into_iter()
            .find_map(Option::as_deref)
    }

    /// Both spellings are known.
    pub fn is_tied(&self) -> bool {
        self.smtp.is_some() && self.exchange.is_some()
    }

    /// Adds an address of that type (`PR_ADDRTYPE`). The first of a kind stays.
    fn take(&mut self, kind: &str, address: &str) {
        let address = bare(address);
        if address.is_empty() {
            return;
        }
        let slot = if is_exchange(&address) || kind.eq_ignore_ascii_case("EX") {
            &mut self.exchange
        } else if is_smtp(&address) && (kind.is_empty() || kind.eq_ignore_ascii_case("SMTP")) {
            &mut self.smtp
        } else if kind.eq_ignore_ascii_case("MAPIPDL") {
            return;
        } else {
            &mut self.other
        };
        slot.get_or_insert(address);
    }

    /// A name that is an address is one; nothing known is nobody.
    fn settled(mut self) -> Option<Self> {
        if self.address().is_none() && is_smtp(&self.name) && !self.name.contains(' ') {
            self.smtp = Some(std::mem::take(&mut self.name));
        }
        if self
            .address()
            .is_some_and(|address| address.eq_ignore_ascii_case(&self.name))
        {
            self.name.clear();
        }
        (!self.name.is_empty() || self.address().is_some()).then_some(self)
    }
}

/// Without the quotes that Outlook puts around addresses.
fn bare(text: &str) -> String {
    let text = text.trim();
    let inner = text
        .strip_prefix('\'')
        .and_then(|text| text.strip_suffix('\''))
        .unwrap_or(text);
    inner.trim().to_owned()
}

fn is_exchange(address: &str) -> bool {
    address
        .get(..3)
        .is_some_and(|head| head.eq_ignore_ascii_case("/o="))
}

fn is_smtp(address: &str) -> bool {
    address
        .rsplit_once('@')
        .is_some_and(|(local, domain)| !local.is_empty() && !domain.is_empty())
}

/// A search key: `SMTP:ANN@X.TEST`, with a zero behind.
fn from_key(key: &[u8]) -> Option<(String, String)> {
    let end = key.iter().position(|&byte| byte == 0).unwrap_or(key.len());
    let text = std::str::from_utf8(&key[..end]).ok()?;
    let (kind, address) = text.split_once(':')?;
    match kind {
        "SMTP" if is_smtp(address) => Some((kind.to_owned(), address.to_ascii_lowercase())),
        "EX" if is_exchange(address) => Some((kind.to_owned(), address.to_owned())),
        _ => None,
    }
}

const ONE_OFF: [u8; 16] = [
    0x81, 0x2B, 0x1F, 0xA4, 0xBE, 0xA3, 0x10, 0x19, 0x9D, 0x6E, 0x00, 0xDD, 0x01, 0x0F, 0x54, 0x02,
];
const EXCHANGE: [u8; 16] = [
    0xDC, 0xA7, 0x40, 0xC8, 0xC0, 0x42, 0x10, 0x1A, 0xB4, 0xB9, 0x08, 0x00, 0x2B, 0x2F, 0xE1, 0x82,
];

/// What a member of a list is wrapped in (MS-OXOCNTC 2.2.2.4.1.1).
const WRAPPED: [u8; 16] = [
    0xC0, 0x91, 0xAD, 0xD3, 0x51, 0x9D, 0xCF, 0x11, 0xA4, 0xA9, 0x00, 0xAA, 0x00, 0x47, 0xFA, 0xA4,
];

/// A person out of an entry id: one-off (MS-OXCDATA 2.2.5.1) or of Exchange's address book (2.2.5.2), and either as a list has it.
pub fn from_entry(mut entry: &[u8]) -> Option<Person> {
    if entry.get(4..20)? == WRAPPED {
        entry = &entry[21.min(entry.len())..];
    }
    let set: [u8; 16] = entry.get(4..20)?.try_into().ok()?;
    let mut person = Person::default();
    if set == EXCHANGE {
        let name = entry.get(28..)?;
        let end = name
            .iter()
            .position(|&byte| byte == 0)
            .unwrap_or(name.len());
        person.take("EX", &DEFAULT.text(&name[..end]).0);
    } else if set == ONE_OFF {
        let wide = entry.get(23)? & 0x80 != 0;
        let mut rest = entry.get(24..)?;
        person.name = bare(&string(&mut rest, wide)?);
        let kind = string(&mut rest, wide)?;
        person.take(&kind, &string(&mut rest, wide)?);
    }
    person.settled()
}

/// The next string that ends with a zero.
fn string(rest: &mut &[u8], wide: bool) -> Option<String> {
    let size = if wide { 2 } else { 1 };
    let length = rest
        .chunks_exact(size)
        .position(|unit| unit.iter().all(|&byte| byte == 0))?;
    let (text, more) = rest.split_at(length * size);
    *rest = more.get(size..)?;
    Some(if wide {
        value::utf16(text)
    } else {
        codepage::guess(DEFAULT, text)
    })
}

/// The people of a list of entry ids (MS-OXCDATA 2.3.3: their number and size, then each with its length, filled up to four bytes).
pub fn from_entries(list: &[u8]) -> Vec<Person> {
    let mut people = Vec::new();
    let mut rest = list.get(8..).unwrap_or_default();
    while let Some((length, more)) = rest.split_first_chunk::<4>() {
        let length = u32::from_le_bytes(*length) as usize;
        let Some(entry) = more.get(..length) else {
            break;
        };
        people.extend(from_entry(entry));
        rest = more.get(length.next_multiple_of(4)..).unwrap_or_default();
    }
    people
}

#[cfg(test)]
mod tests {
    use super::super::property::Value;
    use super::*;

    fn properties(texts: &[(u16, &str)]) -> Properties {
        let mut properties = Properties::default();
        for (id, text) in texts {
            properties
                .plain
                .insert(*id, Value::Text((*text).to_owned()));
        }
        properties
    }

    #[test]
    fn both_spellings_are_kept() {
        let person = recipient(&properties(&[
            (tag::DISPLAY_NAME, "Moor, Ann"),
            (tag::ADDRESS_TYPE, "EX"),
            (tag::EMAIL_ADDRESS, "/o=X/cn=amoor"),
            (tag::SMTP_ADDRESS, "ann@x.test"),
        ]))
        .expect("somebody");
        assert!(person.is_tied());
        assert_eq!(person.address(), Some("ann@x.test"));
    }

    #[test]
    fn names_that_are_addresses() {
        let person = recipient(&properties(&[
            (tag::DISPLAY_NAME, "'ann@x.test'"),
            (tag::EMAIL_ADDRESS, "ann@x.test"),
        ]))
        .expect("somebody");
        assert_eq!(
            (person.name.as_str(), person.address()),
            ("", Some("ann@x.test"))
        );
        assert_eq!(Person::named(" "), None);
        assert_eq!(sender(&Properties::default()), None);
    }

    #[test]
    fn entry_ids() {
        let mut entry = vec![0; 4];
        entry.extend(ONE_OFF);
        entry.extend([0, 0, 1, 0x80]);
        for text in ["Bo", "SMTP", "bo@y.test"] {
            entry.extend(text.encode_utf16().chain([0]).flat_map(u16::to_le_bytes));
        }
        let bo = from_entry(&entry).expect("somebody");
        assert_eq!((bo.name.as_str(), bo.address()), ("Bo", Some("bo@y.test")));
        for end in 0..entry.len() {
            from_entry(&entry[..end]);
        }
        let mut list = vec![1, 0, 0, 0, 0, 0, 0, 0];
        list.extend(u32::try_from(entry.len()).unwrap_or(0).to_le_bytes());
        list.extend(&entry);
        assert_eq!(from_entries(&list), [bo]);
        let mut properties = Properties::default();
        let key = Value::Bytes(b"SMTP:BO@Y.TEST\0".to_vec());
        properties.plain.insert(tag::SENDER_SEARCH_KEY, key);
        assert_eq!(
            sender(&properties).and_then(|p| p.smtp).as_deref(),
            Some("bo@y.test")
        );
    }
}
