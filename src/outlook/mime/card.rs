//! A contact or a list of people as a vCard 3.0 (RFC 2426). Addresses in Exchange stand in `X-EX`, members of a list in `X-MEMBER` as
//! headers of mails write them. Does not know mails.

use super::header::{one_line, written};
use crate::outlook::item::Item;
use crate::outlook::person::{self, Person};
use crate::outlook::property::{Properties, Value};
use crate::outlook::tag;

/// The three addresses of a contact (PSETID_Address): display name, type, address, display name of Exchange, entry id.
const ADDRESSES: [[u32; 5]; 3] = [
    [0x8080, 0x8082, 0x8083, 0x8084, 0x8085],
    [0x8090, 0x8092, 0x8093, 0x8094, 0x8095],
    [0x80A0, 0x80A2, 0x80A3, 0x80A4, 0x80A5],
];
const LIST_MEMBERS: u32 = 0x8055;
const LIST_ONE_OFFS: u32 = 0x8054;
const FILE_AS: u32 = 0x8005;

/// Writes a contact.
pub fn card(item: &Item) -> Vec<u8> {
    let properties = &item.properties;
    let text = |id| properties.text(id).unwrap_or_default();
    let mut card = Card("BEGIN:VCARD\nVERSION:3.0\n".to_owned());
    let full = [
        text(tag::DISPLAY_NAME),
        named(properties, FILE_AS),
        text(tag::SUBJECT),
    ];
    card.line(
        "FN",
        full.into_iter()
            .find(|name| !name.trim().is_empty())
            .unwrap_or_default(),
    );
    let parts = [
        text(tag::SURNAME),
        text(tag::GIVEN_NAME),
        text(tag::MIDDLE_NAME),
    ];
    card.structured("N", &parts);
    for address in addresses(properties) {
        card.person(&address);
    }
    card.structured("ORG", &[text(tag::COMPANY), text(tag::DEPARTMENT)]);
    card.line("TITLE", text(tag::TITLE));
    for (kind, id) in [
        ("WORK", tag::OFFICE_PHONE),
        ("HOME", tag::HOME_PHONE),
        ("CELL", tag::MOBILE_PHONE),
        ("FAX", tag::FAX),
    ] {
        card.line(&format!("TEL;TYPE={kind}"), text(id));
    }
    for (name, id) in [
        ("X-MANAGER", tag::MANAGER),
        ("X-ASSISTANT", tag::ASSISTANT),
        ("X-SPOUSE", tag::SPOUSE),
    ] {
        card.line(name, text(id));
    }
    if is_list(properties) {
        card.line("X-KIND", "group");
        for member in members(properties) {
            card.line("X-MEMBER", &written(&member));
        }
    }
    card.text("NOTE", text(tag::BODY));
    card.0.push_str("END:VCARD\n");
    card.0.into_bytes()
}

/// A list of people, not a person.
fn is_list(properties: &Properties) -> bool {
    let class = properties.text(tag::MESSAGE_CLASS).unwrap_or_default();
    class
        .get(..12)
        .is_some_and(|class| class.eq_ignore_ascii_case("IPM.DistList"))
}

struct Card(String);

impl Card {
    /// A line of text; nothing if it is empty.
    fn line(&mut self, name: &str, value: &str) {
        self.text(name, &one_line(value));
    }

    /// Text of several lines.
    fn text(&mut self, name: &str, value: &str) {
        let value = value.trim();
        if !value.is_empty() {
            self.0.push_str(&format!("{name}:{}\n", escaped(value)));
        }
    }

    fn structured(&mut self, name: &str, parts: &[&str]) {
        if parts.iter().any(|part| !part.trim().is_empty()) {
            let parts: Vec<String> = parts.iter().map(|part| escaped(&one_line(part))).collect();
            self.0.push_str(&format!(
                "{name}:{}\n",
                parts.join(";").trim_end_matches(';')
            ));
        }
    }

    fn person(&mut self, person: &Person) {
        if let Some(smtp) = &person.smtp {
            self.line("EMAIL;TYPE=INTERNET", smtp);
        }
        if let Some(exchange) = &person.exchange {
            self.line("X-EX", exchange);
        }
        if let Some(other) = &person.other {
            self.line("EMAIL;TYPE=X-OTHER", other);
        }
        let bare = person.name.split(" (").next().unwrap_or_default();
        if !bare.is_empty()
            && !self
                .0
                .contains(&format!("FN:{}\n", escaped(&one_line(bare))))
        {
            self.line("X-EMAIL-NAME", &person.name);
        }
    }
}

/// Text in a vCard or iCalendar (RFC 2426 4, RFC 5545 3.3.11).
pub fn escaped(text: &str) -> String {
    let mut out = String::new();
    for c in text.replace("\r\n", "\n").replace('\r', "\n").chars() {
        match c {
            '\n' => out.push_str("\\n"),
            '\\' | ',' | ';' => out.extend(['\\', c]),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

fn named(properties: &Properties, number: u32) -> &str {
    match properties.numbered(tag::SET_ADDRESS, number) {
        Some(Value::Text(text)) => text,
        _ => "",
    }
}

fn addresses(properties: &Properties) -> Vec<Person> {
    let mut found = Vec::new();
    for [display, kind, address, original, entry] in ADDRESSES {
        let mut person = Person::written(
            named(properties, display),
            named(properties, kind),
            named(properties, address),
        );
        // Of somebody in Exchange the address on the Internet may stand here.
        person.offer(named(properties, original));
        if person.address().is_none()
            && let Some(Value::Bytes(entry)) = properties.numbered(tag::SET_ADDRESS, entry)
            && let Some(other) = person::from_entry(entry)
        {
            person = other;
        }
        if person.address().is_some() {
            found.push(person);
        }
    }
    found
}

fn members(properties: &Properties) -> Vec<Person> {
    for number in [LIST_ONE_OFFS, LIST_MEMBERS] {
        if let Some(Value::Binaries(entries)) = properties.numbered(tag::SET_ADDRESS, number) {
            let people: Vec<Person> = entries
                .iter()
                .filter_map(|entry| person::from_entry(entry))
                .collect();
            if !people.is_empty() {
                return people;
            }
        }
    }
    Vec::new()
}

#[cfg(test)]
mod tests {
    use super::super::super::property::{Key, Name};
    use super::*;

    fn put(item: &mut Item, number: u32, value: Value) {
        let key = Key::Number(number);
        let set = tag::SET_ADDRESS;
        item.properties.named.insert(Name { set, key }, value);
    }

    #[test]
    fn a_contact() {
        let mut item = Item::default();
        for (id, text) in [
            (tag::DISPLAY_NAME, "Ann Moor"),
            (tag::SURNAME, "Moor"),
            (tag::GIVEN_NAME, "Ann"),
            (tag::COMPANY, "North; South\r\nEND:VCARD"),
            (tag::BODY, "one\r\ntwo"),
        ] {
            item.properties
                .plain
                .insert(id, Value::Text(text.to_owned()));
        }
        for (number, text) in [
            (0x8080, "Ann Moor (ann@x.test)"),
            (0x8083, "ann@x.test"),
            (0x8092, "EX"),
            (0x8093, "/o=X/cn=amoor"),
            (0x8094, "ann.moor@x.test"),
        ] {
            put(&mut item, number, Value::Text(text.to_owned()));
        }
        assert_eq!(
            String::from_utf8_lossy(&card(&item)),
            "BEGIN:VCARD\nVERSION:3.0\nFN:Ann Moor\nN:Moor;Ann\nEMAIL;TYPE=INTERNET:ann@x.test\n\
             EMAIL;TYPE=INTERNET:ann.moor@x.test\nX-EX:/o=X/cn=amoor\nORG:North\\; South  END:VCARD\nNOTE:one\\ntwo\nEND:VCARD\n"
        );
    }
}
