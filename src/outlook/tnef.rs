//! winmail.dat (MS-OXTNEF): an item as attributes, old ones with a meaning of their own and new ones that hold properties. Does not know
//! the mail that carried it.

mod attribute;
mod properties;

use super::codepage::{self, DEFAULT, Page};
use super::item::{Attached, Content, Item};
use super::property::{Properties, Value};
use super::{tag, value};
use attribute::{Attribute, Attributes};
use properties::Object;

/// What it begins with.
pub const SIGNATURE: [u8; 4] = [0x78, 0x9F, 0x3E, 0x22];
/// Items inside one another are read to this depth, as messages in general.
const DEPTH: usize = 20;
/// Recipients and attachments of one item; nobody writes to more, and each costs much more memory than the bytes that make it.
const PARTS: usize = 100_000;

/// Whether bytes begin as TNEF does.
pub fn is_tnef(bytes: &[u8]) -> bool {
    bytes.starts_with(&SIGNATURE)
}

/// Reads TNEF. Of a damaged file as much as can be read; the doubts of the item say so. Checksums are not looked at: many programs write wrong
/// ones. O(size).
///
/// # Errors
/// Why nothing can be read, as a clause.
pub fn read(bytes: &[u8]) -> Result<Item, String> {
    let mut item = read_at(bytes, 0, DEFAULT)?;
    codepage::resolve(&mut item);
    Ok(item)
}

fn read_at(bytes: &[u8], depth: usize, outer: Page) -> Result<Item, String> {
    if !is_tnef(bytes) {
        return Err("it does not begin as TNEF does".to_owned());
    }
    let mut reader = Reader {
        item: Item::default(),
        depth,
        page: outer,
    };
    let mut attributes = Attributes::new(bytes.get(6..).unwrap_or_default());
    let mut found = 0_usize;
    for attribute in &mut attributes {
        reader.take(&attribute);
        found += 1;
    }
    if attributes.is_cut() {
        let doubt = "the TNEF data end within an attribute, or what follows is none";
        reader.item.doubts.push(doubt.to_owned());
    }
    if found == 0 {
        return Err("it holds no attributes".to_owned());
    }
    Ok(reader.item)
}

struct Reader {
    item: Item,
    depth: usize,
    page: Page,
}

/// Attributes, by their numbers without the type.
mod id {
    pub const FROM: u16 = 0x8000;
    pub const SUBJECT: u16 = 0x8004;
    pub const DATE_SENT: u16 = 0x8005;
    pub const DATE_RECEIVED: u16 = 0x8006;
    pub const MESSAGE_CLASS: u16 = 0x8008;
    pub const BODY: u16 = 0x800C;
    pub const ATTACH_DATA: u16 = 0x800F;
    pub const ATTACH_TITLE: u16 = 0x8010;
    pub const ATTACH_TRANSPORT_NAME: u16 = 0x9001;
    pub const ATTACH_BEGINS: u16 = 0x9002;
    pub const PROPERTIES: u16 = 0x9003;
    pub const RECIPIENTS: u16 = 0x9004;
    pub const ATTACH_PROPERTIES: u16 = 0x9005;
    pub const CODE_PAGE: u16 = 0x9007;
    pub const DATE_START: u16 = 0x0006;
    pub const DATE_END: u16 = 0x0007;
    pub const SENT_FOR: u16 = 0x0001;
}

impl Reader {
    fn take(&mut self, attribute: &Attribute) {
        let data = attribute.data;
        match attribute.id {
            id::ATTACH_BEGINS => self.begin(),
            id::ATTACH_DATA => {
                if let Some(attached) = self.attached() {
                    attached.content = Content::Bytes(data.to_vec());
                }
            }
            id::ATTACH_TITLE => self.name(tag::ATTACH_FILE_NAME, data),
            id::ATTACH_TRANSPORT_NAME => self.name(tag::ATTACH_LONG_FILE_NAME, data),
            id::ATTACH_PROPERTIES => self.attached_properties(data),
            _ if attribute.of_attachment => {}
            id::PROPERTIES => {
                let (properties, _, whole) = properties::read(data);
                self.doubt(whole, "the properties of the message are damaged");
                self.merge(properties);
            }
            id::RECIPIENTS => {
                let (recipients, whole) = properties::rows(data, PARTS);
                self.doubt(whole, "the list of recipients is damaged");
                self.item.recipients.extend(recipients);
            }
            _ => self.old(attribute.id, data),
        }
    }

    /// What is said without properties. Properties go before it.
    fn old(&mut self, number: u16, data: &[u8]) {
        let narrow = || Value::Narrow(data.to_vec());
        let value = match number {
            id::SUBJECT => Some((tag::SUBJECT, narrow())),
            id::BODY => Some((tag::BODY, narrow())),
            id::MESSAGE_CLASS => Some((tag::MESSAGE_CLASS, class(data))),
            id::DATE_SENT => time(data).map(|time| (tag::CLIENT_SUBMIT_TIME, time)),
            id::DATE_RECEIVED => time(data).map(|time| (tag::DELIVERY_TIME, time)),
            id::DATE_START => time(data).map(|time| (tag::START_DATE, time)),
            id::DATE_END => time(data).map(|time| (tag::END_DATE, time)),
            id::CODE_PAGE => self.code_page(data),
            id::FROM => return self.from(attribute::triple(data)),
            id::SENT_FOR => return self.sent_for(attribute::pair(data)),
            _ => None,
        };
        if let Some((id, value)) = value {
            self.item.properties.plain.entry(id).or_insert(value);
        }
    }

    /// The code page of all old attributes and of strings that say no other.
    fn code_page(&mut self, data: &[u8]) -> Option<(u16, Value)> {
        let number = i64::from(u32::from_le_bytes(data.get(..4)?.try_into().ok()?));
        self.page = codepage::page(number)?;
        Some((tag::MESSAGE_CODE_PAGE, Value::Integer(number)))
    }

    fn from(&mut self, found: Option<(&[u8], &[u8])>) {
        if let Some((name, address)) = found {
            let ids = (
                tag::SENDER_NAME,
                tag::SENDER_ADDRESS_TYPE,
                tag::SENDER_ADDRESS,
            );
            self.person(ids, name, address);
        }
    }

    fn sent_for(&mut self, found: Option<(&[u8], &[u8])>) {
        if let Some((name, address)) = found {
            let ids = (
                tag::SENT_REPRESENTING_NAME,
                tag::SENT_REPRESENTING_ADDRESS_TYPE,
                tag::SENT_REPRESENTING_ADDRESS,
            );
            self.person(ids, name, address);
        }
    }

    /// An address is written `SMTP:ann@x.test`.
    fn person(
        &mut self,
        (name_id, kind_id, address_id): (u16, u16, u16),
        name: &[u8],
        address: &[u8],
    ) {
        let colon = address.iter().position(|&byte| byte == b':');
        let (kind, address) = match colon {
            Some(at) => (&address[..at], &address[at + 1..]),
            None => (&b""[..], address),
        };
        for (id, text) in [(name_id, name), (kind_id, kind), (address_id, address)] {
            let text = Value::Narrow(text.to_vec());
            self.item.properties.plain.entry(id).or_insert(text);
        }
    }

    fn merge(&mut self, properties: Properties) {
        for (id, value) in properties.plain {
            self.item.properties.plain.insert(id, value);
        }
        self.item.properties.named.extend(properties.named);
    }

    fn begin(&mut self) {
        if self.item.attachments.len() >= PARTS {
            let doubt = format!("more than {PARTS} attachments: the rest was left out");
            self.doubt(self.item.doubts.contains(&doubt), &doubt);
            return;
        }
        self.item.attachments.push(Attached {
            properties: Properties::default(),
            content: Content::Absent("the content is not in the file".to_owned()),
        });
    }

    fn attached(&mut self) -> Option<&mut Attached> {
        self.item.attachments.last_mut()
    }

    fn name(&mut self, id: u16, data: &[u8]) {
        if let Some(attached) = self.attached() {
            let name = Value::Narrow(data.to_vec());
            attached.properties.plain.entry(id).or_insert(name);
        }
    }

    fn attached_properties(&mut self, data: &[u8]) {
        let (mut properties, object, whole) = properties::read(data);
        self.doubt(whole, "the properties of an attachment are damaged");
        let content = match properties.plain.remove(&tag::ATTACH_DATA) {
            Some(Value::Bytes(bytes)) => Some(Content::Bytes(bytes)),
            _ => object.and_then(|object| self.object(&object)),
        };
        let Some(attached) = self.attached() else {
            return;
        };
        for (id, value) in properties.plain {
            attached.properties.plain.insert(id, value);
        }
        attached.properties.named.extend(properties.named);
        if let Some(content) = content {
            attached.content = content;
        }
    }

    /// What is attached as an object: another item, a file, or a compound file of another program.
    fn object(&mut self, object: &Object) -> Option<Content> {
        if !object.is_message() {
            let nothing = object.data.is_empty();
            return (!nothing).then(|| Content::Bytes(object.data.to_vec()));
        }
        if self.depth >= DEPTH {
            return Some(Content::Absent(format!(
                "items lie inside one another deeper than {DEPTH}: this one was left out"
            )));
        }
        Some(match read_at(object.data, self.depth + 1, self.page) {
            Ok(item) => Content::Item(Box::new(item)),
            Err(why) => Content::Absent(format!("an attached item that cannot be read: {why}")),
        })
    }

    fn doubt(&mut self, fine: bool, doubt: &str) {
        if !fine {
            self.item.doubts.push(doubt.to_owned());
        }
    }
}

/// `IPM.Microsoft Mail.Note` was the old name of `IPM.Note`.
fn class(data: &[u8]) -> Value {
    let class = codepage::guess(DEFAULT, data);
    let old = class.strip_prefix("IPM.Microsoft Mail.");
    Value::Text(match old {
        Some("Note") => "IPM.Note".to_owned(),
        Some("Non-Delivery") => "Report.IPM.Note.NDR".to_owned(),
        Some("Read Receipt") => "Report.IPM.Note.IPNRN".to_owned(),
        _ if class.eq_ignore_ascii_case("IPM.Microsoft Schedule.MtgReq") => {
            "IPM.Schedule.Meeting.Request".to_owned()
        }
        _ => class,
    })
}

/// A date in seven numbers, year to second and the day of the week (MS-OXTNEF 2.1.3.3.3), in UTC.
fn time(data: &[u8]) -> Option<Value> {
    let numbers = data
        .chunks_exact(2)
        .map(|two| i64::from(u16::from_le_bytes([two[0], two[1]])));
    let all: Vec<i64> = numbers.take(6).collect();
    let (date, clock) = all.split_first_chunk::<3>()?;
    value::moment(*date, clock.try_into().ok()?).map(Value::Time)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn attribute(level: u8, id: u16, data: &[u8]) -> Vec<u8> {
        let mut out = vec![level];
        out.extend(id.to_le_bytes());
        out.extend([0, 0]);
        out.extend((data.len() as u32).to_le_bytes());
        out.extend(data);
        // A wrong checksum does not matter.
        out.extend([9, 9]);
        out
    }

    fn file(attributes: &[Vec<u8>]) -> Vec<u8> {
        let mut out = SIGNATURE.to_vec();
        out.extend([1, 0]);
        out.extend(attributes.concat());
        out
    }

    /// Written by hand after MS-OXTNEF 2.1.3.4.
    fn text_property(id: u16, text: &str) -> Vec<u8> {
        let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let mut out = value::STRING.to_le_bytes().to_vec();
        out.extend(id.to_le_bytes());
        out.extend(1_u32.to_le_bytes());
        out.extend((wide.len() as u32).to_le_bytes());
        out.extend(&wide);
        out.resize(out.len().next_multiple_of(4), 0);
        out
    }

    #[test]
    fn old_and_new_attributes() {
        let mut properties = 1_u32.to_le_bytes().to_vec();
        properties.extend(text_property(tag::SENDER_NAME, "Ann"));
        let mut from = vec![4, 0, 0, 0, 3, 0, 12, 0];
        from.extend(b"AnnSMTP:a@x.tst");
        let mut recipients = 1_u32.to_le_bytes().to_vec();
        recipients.extend(1_u32.to_le_bytes());
        recipients.extend(text_property(tag::DISPLAY_NAME, "Bo"));
        let bytes = file(&[
            attribute(1, id::CODE_PAGE, &1251_u32.to_le_bytes()),
            attribute(1, id::SUBJECT, b"\xcf\0"),
            attribute(
                1,
                id::DATE_SENT,
                &[0xD0, 7, 2, 0, 29, 0, 0, 0, 0, 0, 0, 0, 2, 0],
            ),
            attribute(1, id::FROM, &from),
            attribute(1, id::PROPERTIES, &properties),
            attribute(1, id::RECIPIENTS, &recipients),
            attribute(2, id::ATTACH_BEGINS, &[0; 14]),
            attribute(2, id::ATTACH_TITLE, b"MEMO.TXT\0"),
            attribute(2, id::ATTACH_DATA, b"text"),
        ]);
        let item = read(&bytes).expect("an item");
        assert_eq!(item.properties.text(tag::SUBJECT), Some("П"));
        assert_eq!(item.properties.text(tag::SENDER_ADDRESS), Some("a@x.tst"));
        assert_eq!(
            item.properties.time(tag::CLIENT_SUBMIT_TIME),
            Some(951_782_400)
        );
        assert_eq!(item.recipients[0].text(tag::DISPLAY_NAME), Some("Bo"));
        assert_eq!(
            item.attachments[0].content,
            Content::Bytes(b"text".to_vec())
        );
        assert!(item.doubts.is_empty());
        let cut = read(&bytes[..bytes.len() - 4]).expect("most of it");
        assert_eq!(cut.attachments[0].content, Content::Bytes(b"te".to_vec()));
        assert_eq!(cut.doubts.len(), 1);
        for end in 0..bytes.len() {
            let _ = read(&bytes[..end]);
        }
    }

    #[test]
    fn items_in_items() {
        let mut inner = file(&[attribute(1, id::SUBJECT, b"deepest")]);
        for _ in 0..30 {
            let mut object = value::OBJECT.to_le_bytes().to_vec();
            object.extend(tag::ATTACH_DATA.to_le_bytes());
            object.extend(1_u32.to_le_bytes());
            object.extend((inner.len() as u32 + 16).to_le_bytes());
            object.extend([7, 3, 2, 0, 0, 0, 0, 0, 0xC0, 0, 0, 0, 0, 0, 0, 0x46]);
            object.extend(inner);
            object.resize(object.len().next_multiple_of(4), 0);
            let properties = [&1_u32.to_le_bytes()[..], &object].concat();
            inner = file(&[
                attribute(2, id::ATTACH_BEGINS, &[0; 14]),
                attribute(2, id::ATTACH_PROPERTIES, &properties),
            ]);
        }
        let mut item = &read(&inner).expect("an item");
        let mut depth = 0;
        while let Content::Item(inner) = &item.attachments[0].content {
            item = inner;
            depth += 1;
        }
        assert_eq!(depth, DEPTH);
    }
}
