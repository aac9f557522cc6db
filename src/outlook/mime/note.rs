//! Notes, tasks and entries of a journal as text, with a first line that says what it is. Does not know mails.

use super::header::one_line;
use super::heads::subject;
use super::time::internet_date;
use crate::outlook::item::Item;
use crate::outlook::property::Value;
use crate::outlook::tag;

const TASK_START: u32 = 0x8104;
const TASK_DUE: u32 = 0x8105;
const TASK_OWNER: u32 = 0x811F;

/// Writes an item as text; `kind` is what it is: `Note`.
pub fn note(item: &Item, kind: &str, body: &str) -> Vec<u8> {
    let properties = &item.properties;
    let task = |number| properties.numbered(tag::SET_TASK, number);
    let date = |seconds: Option<i64>| seconds.and_then(internet_date).unwrap_or_default();
    let time = |number| match task(number) {
        Some(Value::Time(seconds)) => date(Some(*seconds)),
        _ => String::new(),
    };
    let owner = match task(TASK_OWNER) {
        Some(Value::Text(owner)) => owner,
        _ => "",
    };
    let mut out = String::new();
    for (name, value) in [
        (kind, subject(properties).unwrap_or_default()),
        ("Created", date(properties.time(tag::CREATION_TIME))),
        ("Starts", time(TASK_START)),
        ("Due", time(TASK_DUE)),
        ("Owner", owner.to_owned()),
    ] {
        let value = one_line(&value);
        if name == kind || !value.is_empty() {
            out.push_str(format!("{name}: {value}").trim_end());
            out.push('\n');
        }
    }
    out.push('\n');
    out.push_str(&body.replace("\r\n", "\n").replace('\r', "\n"));
    if !out.ends_with('\n') {
        out.push('\n');
    }
    out.into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note() {
        let mut item = Item::default();
        let subject = Value::Text("call\r\nBo".to_owned());
        item.properties.plain.insert(tag::SUBJECT, subject);
        item.properties
            .plain
            .insert(tag::CREATION_TIME, Value::Time(0));
        assert_eq!(
            String::from_utf8_lossy(&note(&item, "Note", "at\r\nnoon")),
            "Note: call  Bo\nCreated: Thu, 01 Jan 1970 00:00:00 +0000\n\nat\nnoon\n"
        );
    }
}
