//! Header lines: folded, and with encoded words (RFC 2047) for what is not ASCII. What strangers wrote cannot begin a line of its own. Does
//! not know which headers a mail has.

use super::base64;
use crate::outlook::person::Person;

/// Lines are folded where they would be longer.
const LINE: usize = 76;
/// Bytes of UTF-8 in one encoded word, which then has 64 letters, so that a short name of a header fits before it.
const WORD: usize = 39;

/// One line of text: control characters, line ends among them, become spaces; spaces at both ends go.
pub fn one_line(text: &str) -> String {
    let clean: String = text
        .chars()
        .map(|c| {
            if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') {
                ' '
            } else {
                c
            }
        })
        .collect();
    clean.trim().to_owned()
}

/// Adds `Name: value`; nothing if the value is empty.
pub fn add(name: &str, value: &str, out: &mut String) {
    let value = one_line(value);
    if value.is_empty() {
        return;
    }
    out.push_str(name);
    out.push_str(": ");
    fold(&encoded(&value), name.len() + 2, out);
    out.push('\n');
}

/// Adds a list of addresses, each on a line of its own where they do not fit on one; nothing if there are none.
pub fn add_list(name: &str, list: &[String], out: &mut String) {
    let mut column = name.len() + 2;
    for (at, one) in list.iter().enumerate() {
        if at == 0 {
            out.push_str(name);
            out.push_str(": ");
        } else if column + one.len() + 2 > LINE {
            out.push_str(",\n ");
            column = 1;
        } else {
            out.push_str(", ");
            column += 2;
        }
        out.push_str(one);
        column += one.len();
    }
    if !list.is_empty() {
        out.push('\n');
    }
}

/// A person as headers write it: `name <address>`, an Exchange name in the place of the address if there is no other.
pub fn written(person: &Person) -> String {
    match person.address() {
        Some(address) => with_address(&person.name, address),
        None => phrase(&person.name),
    }
}

/// The second spelling of a person: the Exchange name, if the header has the Internet address; else what the header has of the name.
pub fn second(person: &Person) -> String {
    match (&person.exchange, person.name.is_empty()) {
        (Some(exchange), _) => with_address(&person.name, exchange),
        (None, false) => phrase(&person.name),
        (None, true) => written(person),
    }
}

fn with_address(name: &str, address: &str) -> String {
    let address: String = one_line(address)
        .chars()
        .filter(|c| !matches!(c, '<' | '>'))
        .collect();
    let name = one_line(name);
    if name.is_empty() || name.eq_ignore_ascii_case(&address) {
        return format!("<{address}>");
    }
    format!("{} <{address}>", phrase(&name))
}

/// A name as a phrase: as it is, in quotes, or encoded.
fn phrase(name: &str) -> String {
    let name = one_line(name);
    if !name.is_ascii() {
        return encoded(&name).replace('\n', " ");
    }
    let plain = |c: char| c.is_ascii_alphanumeric() || " !#$%&'*+-/=?^_`{|}~".contains(c);
    if !name.is_empty() && name.chars().all(plain) && !name.contains("=?") {
        return name;
    }
    let mut quoted = String::from("\"");
    for c in name.chars() {
        if matches!(c, '"' | '\\') {
            quoted.push('\\');
        }
        quoted.push(c);
    }
    quoted.push('"');
    quoted
}

/// ASCII as it is; anything else as encoded words, with a space between them that readers leave out.
fn encoded(text: &str) -> String {
    if text.is_ascii() {
        return text.to_owned();
    }
    let mut out = Vec::new();
    let mut start = 0;
    while start < text.len() {
        let mut end = (start + WORD).min(text.len());
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        if start > 0 {
            out.push(b' ');
        }
        out.extend_from_slice(b"=?utf-8?B?");
        base64::add(&text.as_bytes()[start..end], &mut out);
        out.extend_from_slice(b"?=");
        start = end;
    }
    out.into_iter().map(char::from).collect()
}

/// Adds ASCII text with line ends in front of spaces, where the line would be too long.
fn fold(text: &str, mut column: usize, out: &mut String) {
    for (at, word) in text.split(' ').enumerate() {
        if at > 0 {
            if column + 1 + word.len() > LINE && !word.is_empty() {
                out.push('\n');
                column = 0;
            }
            out.push(' ');
            column += 1;
        }
        out.push_str(word);
        column += word.len();
    }
}

/// A parameter: `; filename="memo.pdf"`, or by RFC 2231 if it is not ASCII.
pub fn parameter(name: &str, value: &str) -> String {
    /// No file system has longer names, in bytes.
    const LONGEST: usize = 1024;
    let mut value = one_line(value);
    while value.len() > LONGEST {
        value.pop();
    }
    if value.is_ascii() {
        let value = value.replace('\\', "\\\\").replace('"', "\\\"");
        return format!(";\n {name}=\"{value}\"");
    }
    let mut out = format!(";\n {name}*=utf-8''");
    for byte in value.bytes() {
        match byte {
            b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b'.' | b'-' | b'_' => out.push(byte.into()),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(name: &str, value: &str) -> String {
        let mut out = String::new();
        add(name, value, &mut out);
        out
    }

    #[test]
    fn nobody_smuggles_a_line_in() {
        let out = header("Subject", "a\r\nBcc: spy@x.test\u{2028}b\0\u{85}c");
        assert_eq!(out, "Subject: a  Bcc: spy@x.test b  c\n");
        assert_eq!(header("Subject", " \r\n "), "");
        let out = parameter("filename", "a\"\r\nX: y");
        assert_eq!(out, ";\n filename=\"a\\\"  X: y\"");
    }

    /// Python: `email.header.decode_header` gives the text back.
    #[test]
    fn encoded_words() {
        assert_eq!(
            header("Subject", "Grüße"),
            "Subject: =?utf-8?B?R3LDvMOfZQ==?=\n"
        );
        let long = header("Subject", &"ü".repeat(200));
        for line in long.lines() {
            assert!(line.len() <= 78 && line.is_ascii(), "{line}");
        }
        assert_eq!(parameter("name", "ü.pdf"), ";\n name*=utf-8''%C3%BC.pdf");
    }

    #[test]
    fn people_as_headers_write_them() {
        let person = |name: &str, smtp: Option<&str>, exchange: Option<&str>| Person {
            name: name.to_owned(),
            smtp: smtp.map(str::to_owned),
            exchange: exchange.map(str::to_owned),
            other: None,
        };
        let ann = person("Moor, Ann", Some("a@x.test"), Some("/O=X/CN=AMOOR"));
        assert_eq!(written(&ann), "\"Moor, Ann\" <a@x.test>");
        assert_eq!(second(&ann), "\"Moor, Ann\" </O=X/CN=AMOOR>");
        assert_eq!(written(&person("Ann", None, None)), "Ann");
        assert_eq!(written(&person("", Some("a@x.test"), None)), "<a@x.test>");
        let evil = person("a\n", Some("a@x.test>, spy@x.test <b"), None);
        assert_eq!(written(&evil), "a <a@x.test, spy@x.test b>");
    }

    #[test]
    fn long_lines_are_folded() {
        let out = header("References", &"<0123456789@x.test> ".repeat(20));
        assert!(out.lines().all(|line| line.len() <= 76));
        assert_eq!(out.replace('\n', "").matches('<').count(), 20);
        let mut list = String::new();
        add_list(
            "To",
            &vec!["somebody@somewhere.test".to_owned(); 9],
            &mut list,
        );
        assert!(list.lines().all(|line| line.len() <= 78), "{list}");
    }
}
