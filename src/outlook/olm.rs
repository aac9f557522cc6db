//! Items of Outlook for Mac's archives (OLM, a ZIP): XML with mails (`<emails>`), contacts or appointments, one or several a file. Microsoft does not
//! say what the elements mean; those read here are what archives have been seen to hold. Does not know the ZIP: an attachment is a path in
//! it ([`path`]).

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::item::{Attached, Content, Item};
use super::property::{Key, Name, Properties, Value};
use super::{tag, value};

/// Elements inside one another: real files have six.
const DEPTH: usize = 64;

/// Reads the items of one XML file of an archive; none if it holds something else (settings, categories). References to entities other than
/// the five of XML are left out, so nothing unfolds. O(n).
///
/// # Errors
/// The file is not well-formed, as a clause; or elements lie in one another deeper than any program writes.
pub fn read(xml: &[u8]) -> Result<Vec<Item>, String> {
    let xml = match xml.strip_prefix(b"\xFF\xFE") {
        Some(wide) => value::utf16(wide),
        None => String::from_utf8_lossy(xml).into_owned(),
    };
    let mut reader = Reader::from_str(xml.trim_start_matches('\u{feff}'));
    reader.config_mut().allow_dangling_amp = true;
    let mut items = Items::default();
    loop {
        match reader.read_event() {
            Ok(Event::Start(element)) => items.open(&element)?,
            Ok(Event::Empty(element)) => {
                items.open(&element)?;
                items.close();
            }
            Ok(Event::End(_)) => items.close(),
            Ok(Event::Text(text)) => items.text.push_str(&text),
            Ok(Event::CData(text)) => items.text.push_str(&text),
            Ok(Event::GeneralRef(name)) => items.text.push_str(&reference(&name)),
            Ok(Event::Eof) => break,
            Ok(_) => {}
            Err(why) => {
                return Err(format!(
                    "the XML is damaged near byte {}: {why}",
                    reader.error_position()
                ));
            }
        }
    }
    if items.path.is_empty() {
        Ok(items.found)
    } else {
        Err("the XML ends within an element".to_owned())
    }
}

/// Where in the ZIP the content of an attachment of such an item lies.
pub fn path(attached: &Attached) -> Option<&str> {
    attached.properties.text(tag::ATTACH_LONG_PATH_NAME)
}

/// The five entities of XML, and characters by number.
fn reference(name: &str) -> String {
    let number = match name.strip_prefix("#x") {
        Some(digits) => u32::from_str_radix(digits, 16).ok(),
        None => name
            .strip_prefix('#')
            .and_then(|digits| digits.parse().ok()),
    };
    if let Some(c) = number.and_then(char::from_u32) {
        return c.to_string();
    }
    match name {
        "lt" => "<",
        "gt" => ">",
        "amp" => "&",
        "quot" => "\"",
        "apos" => "'",
        _ => "",
    }
    .to_owned()
}

#[derive(Default)]
struct Items {
    found: Vec<Item>,
    item: Option<Item>,
    /// Names of the elements that are open.
    path: Vec<String>,
    text: String,
    /// The person or attachment that is being read: what was said of it.
    part: Vec<(String, String)>,
}

impl Items {
    fn open(&mut self, element: &BytesStart) -> Result<(), String> {
        if self.path.len() >= DEPTH {
            return Err(format!(
                "its elements lie inside one another deeper than {DEPTH}"
            ));
        }
        let name = element.local_name().as_ref().to_owned();
        if let Some(class) = class(&name) {
            let mut item = Item::default();
            let class = Value::Text(class.to_owned());
            item.properties.plain.insert(tag::MESSAGE_CLASS, class);
            self.item = Some(item);
        } else if is_part(&name) {
            self.part = element
                .html_attributes()
                .with_checks(false)
                .flatten()
                .map(|attribute| {
                    let name = attribute.key.local_name().as_ref().to_owned();
                    (name, unescaped(&attribute.value))
                })
                .collect();
        }
        self.path.push(name);
        self.text.clear();
        Ok(())
    }

    fn close(&mut self) {
        let Some(name) = self.path.pop() else {
            return;
        };
        let text = std::mem::take(&mut self.text);
        if class(&name).is_some() {
            self.found.extend(self.item.take());
        } else if is_part(&name) {
            let part = std::mem::take(&mut self.part);
            if let Some(item) = &mut self.item {
                take_part(item, &self.path, &part);
            }
        } else if self.path.iter().any(|above| is_part(above)) {
            self.part.push((name, text));
        } else if let Some(item) = &mut self.item {
            field(item, &name, text);
        }
    }
}

fn class(element: &str) -> Option<&'static str> {
    match element {
        "email" => Some("IPM.Note"),
        "contact" => Some("IPM.Contact"),
        "appointment" => Some("IPM.Appointment"),
        _ => None,
    }
}

fn is_part(element: &str) -> bool {
    matches!(
        element,
        "emailAddress" | "contactEmailAddress" | "appointmentAttendee" | "messageAttachment"
    )
}

/// The references in the value of an attribute.
fn unescaped(value: &str) -> String {
    let mut out = String::new();
    let mut rest = value;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        match after.split_once(';').filter(|(name, _)| name.len() <= 8) {
            Some((name, behind)) => {
                out.push_str(&reference(name));
                rest = behind;
            }
            None => {
                out.push('&');
                rest = after;
            }
        }
    }
    out + rest
}

/// Elements with text, and the property each is.
const TEXTS: &[(&str, u16)] = &[
    ("OPFMessageCopySubject", tag::SUBJECT),
    ("OPFMessageCopyMessageID", tag::MESSAGE_ID),
    ("OPFMessageCopyInternetMessageID", tag::MESSAGE_ID),
    ("OPFMessageCopyInReplyTo", tag::IN_REPLY_TO),
    ("OPFMessageCopyReferences", tag::REFERENCES),
    ("OPFMessageCopyHTMLBody", tag::HTML),
    ("OPFMessageCopyBody", tag::BODY),
    ("OPFContactCopyDisplayName", tag::DISPLAY_NAME),
    ("OPFContactCopyFirstName", tag::GIVEN_NAME),
    ("OPFContactCopyLastName", tag::SURNAME),
    ("OPFContactCopyBusinessCompany", tag::COMPANY),
    ("OPFContactCopyBusinessDepartment", tag::DEPARTMENT),
    ("OPFContactCopyBusinessTitle", tag::TITLE),
    ("OPFContactCopyBusinessPhone", tag::OFFICE_PHONE),
    ("OPFContactCopyHomePhone", tag::HOME_PHONE),
    ("OPFContactCopyCellPhone", tag::MOBILE_PHONE),
    ("OPFContactCopyNotesPlain", tag::BODY),
    ("OPFCalendarEventCopySummary", tag::SUBJECT),
    ("OPFCalendarEventCopyDescriptionPlain", tag::BODY),
];
/// Elements with a time, in UTC whether they say so or not.
const TIMES: &[(&str, u16)] = &[
    ("OPFMessageCopySentTime", tag::CLIENT_SUBMIT_TIME),
    ("OPFMessageCopyReceivedTime", tag::DELIVERY_TIME),
    ("OPFMessageCopyModDate", tag::LAST_MODIFICATION_TIME),
    ("OPFCalendarEventCopyStartTime", tag::START_DATE),
    ("OPFCalendarEventCopyEndTime", tag::END_DATE),
    ("OPFCalendarEventCopyModDate", tag::LAST_MODIFICATION_TIME),
];

fn field(item: &mut Item, name: &str, text: String) {
    let plain = &mut item.properties.plain;
    let of = |table: &[(&str, u16)]| Some(table.iter().find(|(element, _)| *element == name)?.1);
    if text.trim().is_empty() {
    } else if let Some(id) = of(TIMES) {
        match time(text.trim()) {
            Some(seconds) => _ = plain.entry(id).or_insert(Value::Time(seconds)),
            None => item
                .doubts
                .push(format!("a date that cannot be read: {}", text.trim())),
        }
    } else if let Some(id) = of(TEXTS) {
        // What is called the body is HTML in many archives.
        let id = if id == tag::BODY && is_page(&text) {
            tag::HTML
        } else {
            id
        };
        plain.entry(id).or_insert(Value::Text(text));
    } else if name == "OPFCalendarEventCopyLocation" {
        put(&mut item.properties, tag::SET_APPOINTMENT, 0x8208, text);
    } else if name == "OPFCalendarEventCopyOrganizer" {
        plain.entry(tag::SENDER_NAME).or_insert(Value::Text(text));
    }
}

fn is_page(text: &str) -> bool {
    let head: String = text.trim_start().chars().take(9).collect();
    let head = head.to_ascii_lowercase();
    head.starts_with("<html") || head.starts_with("<!doctype")
}

fn put(properties: &mut Properties, set: [u8; 16], number: u32, text: String) {
    let key = Key::Number(number);
    properties
        .named
        .entry(Name { set, key })
        .or_insert(Value::Text(text));
}

/// A person or an attachment, in the element where it stands.
fn take_part(item: &mut Item, path: &[String], part: &[(String, String)]) {
    let value = |name: &str| {
        let found = part
            .iter()
            .find(|(key, text)| key == name && !text.trim().is_empty());
        found.map(|(_, text)| text.trim().to_owned())
    };
    let zone = path.last().map_or("", String::as_str);
    let address = value("OPFContactEmailAddressAddress").or(value("OPFCalendarAttendeeAddress"));
    let name = value("OPFContactEmailAddressName").or(value("OPFCalendarAttendeeName"));
    match zone {
        "OPFMessageCopyFromAddresses" => {
            let ids = (tag::SENT_REPRESENTING_NAME, tag::SENT_REPRESENTING_ADDRESS);
            person(&mut item.properties, ids, name, address);
        }
        "OPFMessageCopySenderAddress" => {
            let ids = (tag::SENDER_NAME, tag::SENDER_ADDRESS);
            person(&mut item.properties, ids, name, address);
        }
        "OPFMessageCopyToAddresses" | "OPFCalendarEventCopyAttendeeList" => {
            recipient(item, 1, name, address)
        }
        "OPFMessageCopyCCAddresses" => recipient(item, 2, name, address),
        "OPFMessageCopyBCCAddresses" => recipient(item, 3, name, address),
        "OPFMessageCopyAttachmentList" => item.attachments.push(attached(&value)),
        "OPFContactCopyEmailAddressList" => contact(item, address),
        _ => {}
    }
}

fn person(
    properties: &mut Properties,
    ids: (u16, u16),
    name: Option<String>,
    address: Option<String>,
) {
    for (id, text) in [(ids.0, name), (ids.1, address)] {
        if let Some(text) = text {
            properties.plain.entry(id).or_insert(Value::Text(text));
        }
    }
}

fn recipient(item: &mut Item, kind: i64, name: Option<String>, address: Option<String>) {
    let mut one = Properties::default();
    person(
        &mut one,
        (tag::DISPLAY_NAME, tag::EMAIL_ADDRESS),
        name,
        address,
    );
    if !one.plain.is_empty() {
        one.plain.insert(tag::RECIPIENT_TYPE, Value::Integer(kind));
        item.recipients.push(one);
    }
}

/// Addresses of a contact: the three that a contact of Windows has; more become members that cards list as well.
fn contact(item: &mut Item, address: Option<String>) {
    let Some(address) = address else { return };
    let free = [0x8083, 0x8093, 0x80A3].into_iter().find(|number| {
        item.properties
            .numbered(tag::SET_ADDRESS, *number)
            .is_none()
    });
    match free {
        Some(number) => put(&mut item.properties, tag::SET_ADDRESS, number, address),
        None => item.doubts.push(format!(
            "the contact has more than three addresses: {address} was left out"
        )),
    }
}

fn attached(value: &dyn Fn(&str) -> Option<String>) -> Attached {
    let mut properties = Properties::default();
    for (name, id) in [
        ("OPFAttachmentName", tag::ATTACH_LONG_FILE_NAME),
        ("OPFAttachmentContentType", tag::ATTACH_MIME_TAG),
        ("OPFAttachmentContentID", tag::ATTACH_CONTENT_ID),
        ("OPFAttachmentURL", tag::ATTACH_LONG_PATH_NAME),
    ] {
        if let Some(text) = value(name) {
            properties.plain.insert(id, Value::Text(text));
        }
    }
    let why = match properties.text(tag::ATTACH_LONG_PATH_NAME) {
        Some(path) => format!("it should lie in the archive at {path}"),
        None => "the archive does not have its content".to_owned(),
    };
    Attached {
        properties,
        content: Content::Absent(why),
    }
}

/// `2011-07-05T15:32:11`, with `Z`, a fraction or an offset behind it, or none.
fn time(text: &str) -> Option<i64> {
    let number = |from: usize, to: usize| text.get(from..to)?.parse::<u16>().ok().map(i64::from);
    let date = [number(0, 4)?, number(5, 7)?, number(8, 10)?];
    let clock = [number(11, 13)?, number(14, 16)?, number(17, 19)?];
    let rest = text
        .get(19..)?
        .trim_start_matches(['.', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9']);
    let offset = match rest.get(..1) {
        Some("+" | "-") => {
            let digits: String = rest.chars().filter(char::is_ascii_digit).collect();
            let (hours, minutes) = (
                digits.get(..2)?.parse::<i64>().ok()?,
                digits.get(2..4)?.parse::<i64>().ok()?,
            );
            let size = hours * 3600 + minutes * 60;
            if rest.starts_with('-') { -size } else { size }
        }
        _ => 0,
    };
    Some(value::moment(date, clock)? - offset)
}

#[cfg(test)]
mod tests;
