//! What a PDF says of itself: its information dictionary, and its XMP packet where that says more. It does not know pages.

use hayro_syntax::Pdf;
use hayro_syntax::object::{DateTime, Dict, Stream};

use super::encoding::string;
use super::stream::{Budget, unpack};
use crate::document::{Metadata, dates};

/// Reads both. What is broken is left out.
pub(super) fn read(pdf: &Pdf, budget: &mut Budget, metadata: &mut Metadata) {
    let info = pdf.metadata();
    let text = |field: &Option<Box<[u8]>>| field.as_deref().map(|bytes| one_line(&string(bytes)));
    metadata.title = text(&info.title).unwrap_or_default();
    metadata.author = text(&info.author).unwrap_or_default();
    metadata.created = info.creation_date.and_then(seconds);
    metadata.modified = info.modification_date.and_then(seconds);
    metadata.pages = u32::try_from(pdf.pages().len()).ok();
    let root = pdf.xref().get::<Dict<'_>>(pdf.xref().root_id());
    let packet = root.and_then(|root| root.get::<Stream<'_>>("Metadata"));
    if let Some(packet) = packet.and_then(|packet| unpack(&packet, budget).ok()) {
        from_packet(&String::from_utf8_lossy(&packet), metadata);
    }
}

fn from_packet(packet: &str, metadata: &mut Metadata) {
    for (field, name) in [
        (&mut metadata.title, "dc:title"),
        (&mut metadata.author, "dc:creator"),
        (&mut metadata.company, "pdfx:Company"),
    ] {
        if field.is_empty() {
            *field = element(packet, name).unwrap_or_default();
        }
    }
}

/// The text of an element of XMP, its own elements joined with `; `.
fn element(packet: &str, name: &str) -> Option<String> {
    let start = packet.find(&format!("<{name}>"))? + name.len() + 2;
    let inside = &packet[start..];
    let inside = &inside[..inside.find(&format!("</{name}>"))?];
    let mut parts = Vec::new();
    for part in inside.split('<') {
        let text = part.split_once('>').map_or(part, |(_, text)| text);
        let text = one_line(&entities(text));
        if !text.is_empty() {
            parts.push(text);
        }
    }
    Some(parts.join("; "))
}

fn entities(text: &str) -> String {
    let text = text.replace("&lt;", "<").replace("&gt;", ">");
    let text = text.replace("&quot;", "\"").replace("&apos;", "'");
    text.replace("&amp;", "&")
}

/// One line without control characters.
fn one_line(text: &str) -> String {
    let plain = |c: char| if c.is_control() { ' ' } else { c };
    let text: String = text.chars().map(plain).take(1000).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Seconds since 1970. Days by Howard Hinnant's `days_from_civil`.
fn seconds(date: DateTime) -> Option<i64> {
    let (month, day) = (i64::from(date.month), i64::from(date.day));
    if !(1..=12).contains(&month) || !(1..=31).contains(&day) || date.year < 1900 {
        return None;
    }
    let days = dates::days(date.year.into(), month, day);
    let clock = i64::from(date.hour) * 3600 + i64::from(date.minute) * 60 + i64::from(date.second);
    let hours = i64::from(date.utc_offset_hour);
    let minutes = i64::from(date.utc_offset_minute) * if hours < 0 { -1 } else { 1 };
    Some(days * 86_400 + clock - hours * 3600 - minutes * 60)
}

#[cfg(test)]
mod tests {
    use hayro_syntax::object::DateTime;

    use super::{element, seconds};

    #[test]
    fn dates_are_counted_in_utc() {
        let date = DateTime {
            year: 2001,
            month: 9,
            day: 9,
            hour: 3,
            minute: 46,
            second: 40,
            utc_offset_hour: 2,
            utc_offset_minute: 0,
        };
        assert_eq!(seconds(date), Some(1_000_000_000));
        assert_eq!(seconds(DateTime { month: 13, ..date }), None);
    }

    #[test]
    fn packets_name_people() {
        let packet = "<dc:creator> <rdf:Seq><rdf:li>A &amp; B</rdf:li>\n<rdf:li>C</rdf:li></rdf:Seq></dc:creator>";
        assert_eq!(element(packet, "dc:creator").as_deref(), Some("A & B; C"));
        assert_eq!(element("<dc:creator>", "dc:creator"), None);
    }
}
