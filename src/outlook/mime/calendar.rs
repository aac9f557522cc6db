//! An appointment as iCalendar (RFC 5545). Does not know mails.

use super::card::escaped;
use super::header::one_line;
use super::heads::{names, subject};
use super::time::calendar_time;
use crate::outlook::item::{Content, Item};
use crate::outlook::person::{self, Person};
use crate::outlook::property::{Properties, Value};
use crate::outlook::tag;

const LOCATION: u32 = 0x8208;
const START: u32 = 0x820D;
const END: u32 = 0x820E;

/// Writes an appointment, and those attached to it: the days on which a series is otherwise.
pub fn calendar(item: &Item) -> Vec<u8> {
    let mut out = "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//mailties//EN\n".to_owned();
    event(item, &mut out);
    for attached in &item.attachments {
        if let Content::Item(other) = &attached.content {
            event(other, &mut out);
        }
    }
    out.push_str("END:VCALENDAR\n");
    out.into_bytes()
}

fn event(item: &Item, out: &mut String) {
    let properties = &item.properties;
    out.push_str("BEGIN:VEVENT\n");
    let changed = properties.time(tag::LAST_MODIFICATION_TIME);
    line(
        out,
        "DTSTAMP",
        &moment(changed.or(properties.time(tag::CREATION_TIME))),
    );
    let start = time(properties, START).or(properties.time(tag::START_DATE));
    let end = time(properties, END).or(properties.time(tag::END_DATE));
    line(out, "DTSTART", &moment(start));
    line(out, "DTEND", &moment(end));
    line(
        out,
        "SUMMARY",
        &escaped(&one_line(&subject(properties).unwrap_or_default())),
    );
    line(
        out,
        "LOCATION",
        &escaped(&one_line(text(properties, LOCATION))),
    );
    let organizer = person::author(properties).or_else(|| person::sender(properties));
    if let Some(organizer) = organizer {
        line_of(out, "ORGANIZER", &organizer);
    }
    let mut invited: Vec<Person> = item
        .recipients
        .iter()
        .filter_map(person::recipient)
        .collect();
    if invited.is_empty() {
        let all =
            [tag::DISPLAY_TO, tag::DISPLAY_CC].map(|id| properties.text(id).unwrap_or_default());
        invited = all.into_iter().flat_map(names).collect();
    }
    for person in &invited {
        line_of(out, "ATTENDEE", person);
    }
    let body = properties.text(tag::BODY).unwrap_or_default();
    line(out, "DESCRIPTION", &escaped(body.trim()));
    out.push_str("END:VEVENT\n");
}

fn line(out: &mut String, name: &str, value: &str) {
    if !value.is_empty() {
        out.push_str(&format!("{name}:{value}\n"));
    }
}

/// Of somebody without an address Exchange writes `invalid:nomail`.
fn line_of(out: &mut String, name: &str, person: &Person) {
    let called = one_line(&person.name).replace('"', "'");
    let called = if called.is_empty() {
        String::new()
    } else {
        format!(";CN=\"{called}\"")
    };
    let address = match (&person.smtp, person.address()) {
        (Some(smtp), _) => format!("mailto:{}", one_line(smtp)),
        (None, Some(other)) => format!("x500:{}", one_line(other)),
        (None, None) => "invalid:nomail".to_owned(),
    };
    line(out, &format!("{name}{called}"), &address);
}

fn moment(seconds: Option<i64>) -> String {
    seconds.and_then(calendar_time).unwrap_or_default()
}

fn time(properties: &Properties, number: u32) -> Option<i64> {
    match properties.numbered(tag::SET_APPOINTMENT, number)? {
        Value::Time(seconds) => Some(*seconds),
        _ => None,
    }
}

fn text(properties: &Properties, number: u32) -> &str {
    match properties.numbered(tag::SET_APPOINTMENT, number) {
        Some(Value::Text(text)) => text,
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::property::{Key, Name};
    use super::*;

    #[test]
    fn an_appointment() {
        let mut item = Item::default();
        for (id, text) in [
            (tag::SUBJECT, "Lunch, at \"X\""),
            (tag::SENDER_NAME, "Ann \"A\" Moor"),
            (tag::SENDER_ADDRESS, "ann@x.test"),
            (tag::DISPLAY_TO, "Bo"),
            (tag::BODY, "a\nEND:VEVENT"),
        ] {
            item.properties
                .plain
                .insert(id, Value::Text(text.to_owned()));
        }
        let (set, key) = (tag::SET_APPOINTMENT, Key::Number(START));
        item.properties
            .named
            .insert(Name { set, key }, Value::Time(951_782_400));
        assert_eq!(
            String::from_utf8_lossy(&calendar(&item)),
            "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//mailties//EN\nBEGIN:VEVENT\nDTSTART:20000229T000000Z\n\
             SUMMARY:Lunch\\, at \"X\"\nORGANIZER;CN=\"Ann 'A' Moor\":mailto:ann@x.test\n\
             ATTENDEE;CN=\"Bo\":invalid:nomail\nDESCRIPTION:a\\nEND:VEVENT\nEND:VEVENT\nEND:VCALENDAR\n"
        );
    }
}
