//! Contact cards (vCard 2.1, RFC 2426, RFC 6350): a name and the addresses that somebody wrote down for it. Does not know whose
//! address book it is.

use super::address::{Found, Style, parse_list};
use super::body::quoted_printable;
use super::{AddressKind, HeaderAddress, limits, text};

/// A card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    /// The name on it, on one line; empty if there is none.
    pub name: String,
    /// The addresses on it, each once, in order.
    pub addresses: Vec<HeaderAddress>,
}

/// Most cards of one file that are read: an address book of a large company.
pub const CARDS: usize = 100_000;
/// Most addresses of one card.
const ADDRESSES: usize = 50;

/// The cards in a text that have an address; lists of people are left out, since their addresses are not one person's. O(n).
pub fn cards(text: &str) -> Vec<Card> {
    let mut found = Vec::new();
    let mut open: Option<Open> = None;
    for line in unfolded(text) {
        let Some(property) = Property::of(&line) else {
            continue;
        };
        let value = || property.value();
        match property.name.as_str() {
            "BEGIN" if property.raw.trim().eq_ignore_ascii_case("VCARD") => {
                open = Some(Open::default());
            }
            "END" => {
                let card = open.take().and_then(Open::close);
                found.extend(card.filter(|_| found.len() < CARDS));
            }
            name => {
                let Some(card) = &mut open else { continue };
                match name {
                    "FN" => card.full = value(),
                    "N" => card.parts = value(),
                    "EMAIL" | "X-EX" => card.add(&value()),
                    "KIND" | "X-KIND" | "X-ADDRESSBOOKSERVER-KIND" => {
                        card.is_list |= property.raw.trim().eq_ignore_ascii_case("group");
                    }
                    _ => {}
                }
            }
        }
    }
    found
}

#[derive(Default)]
struct Open {
    full: String,
    /// Family; given; additional; prefix; suffix.
    parts: String,
    addresses: Vec<String>,
    is_list: bool,
}

impl Open {
    fn add(&mut self, address: &str) {
        if self.addresses.len() < ADDRESSES {
            self.addresses.push(address.trim().to_owned());
        }
    }

    fn close(self) -> Option<Card> {
        let name = match self.full.trim() {
            "" => {
                let mut parts = self.parts.split(';');
                let family = parts.next().unwrap_or_default().trim();
                let given = parts.next().unwrap_or_default().trim();
                format!("{given} {family}")
            }
            full => full.to_owned(),
        };
        let name = text::one_line(name.trim(), limits::NAME_BYTES).0;
        let mut addresses: Vec<HeaderAddress> = Vec::new();
        for written in &self.addresses {
            if let Some(address) = address(written, &name)
                && !addresses.contains(&address)
            {
                addresses.push(address);
            }
        }
        (!self.is_list && !addresses.is_empty()).then_some(Card { name, addresses })
    }
}

fn address(written: &str, name: &str) -> Option<HeaderAddress> {
    let mut found = Vec::new();
    let written = match written.contains('<') {
        true => written.to_owned(),
        false => format!("<{written}>"),
    };
    parse_list(&written, Style::One, 1, &mut found);
    match found.into_iter().next()? {
        Found::Address(found) if found.kind != AddressKind::None => Some(HeaderAddress {
            name: name.to_owned(),
            ..found
        }),
        _ => None,
    }
}

/// Lines that begin with a space or a tab go on with the one before; so does what follows a soft line break of quoted-printable.
fn unfolded(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut soft = false;
    for line in text.lines() {
        let line = line.trim_end_matches('\r');
        match (line.strip_prefix([' ', '\t']), lines.last_mut()) {
            (Some(rest), Some(last)) if last.len() < limits::VALUE_BYTES => last.push_str(rest),
            (_, Some(last)) if soft && last.len() < limits::VALUE_BYTES => {
                last.pop();
                last.push_str(line);
            }
            _ => lines.push(line.to_owned()),
        }
        let last = lines.last().map_or("", String::as_str);
        soft = last.ends_with('=') && last.to_ascii_uppercase().contains("QUOTED-PRINTABLE");
    }
    lines
}

/// A line of a card.
struct Property<'a> {
    /// In capitals, without a group.
    name: String,
    parameters: &'a str,
    raw: &'a str,
}

impl<'a> Property<'a> {
    fn of(line: &'a str) -> Option<Self> {
        let mut quoted = false;
        let colon = line.bytes().position(|b| {
            quoted ^= b == b'"';
            b == b':' && !quoted
        })?;
        let (head, raw) = (&line[..colon], &line[colon + 1..]);
        let (name, parameters) = head.split_once(';').unwrap_or((head, ""));
        let name = name.rsplit('.').next().unwrap_or(name);
        Some(Self {
            name: name.trim().to_ascii_uppercase(),
            parameters,
            raw,
        })
    }

    /// The value as text.
    fn value(&self) -> String {
        let parameters = self.parameters.to_ascii_uppercase();
        if !parameters.contains("QUOTED-PRINTABLE") {
            return unescaped(self.raw);
        }
        let bytes = quoted_printable(self.raw.as_bytes());
        let charset = parameters
            .split(';')
            .find_map(|p| p.strip_prefix("CHARSET="));
        match charset {
            Some(charset) => text::decode_charset(&bytes, charset).into_owned(),
            None => text::guess(&bytes).into_owned(),
        }
    }
}

fn unescaped(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    let mut chars = raw.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some('n' | 'N') => out.push(' '),
                Some(other) => out.push(other),
                None => {}
            },
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn short(card: &Card) -> (String, Vec<String>) {
        let addresses = card.addresses.iter().map(|a| a.address.clone());
        (card.name.clone(), addresses.collect())
    }

    // RFC 6350, section 3.2 (folding), RFC 2426 (groups), vCard 2.1 (quoted-printable).
    #[test]
    fn cards_of_all_versions_are_read() {
        let text = "BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Anna \r\n Moor\r\nEMAIL;PREF=1:Anna.Moor@X.test\r\nitem1.EMAIL;TYPE=\"home:x\":am@y.test\r\nEND:VCARD\r\n\
            BEGIN:VCARD\nVERSION:2.1\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=BCller;J=\n=C3=B6rg\nEMAIL;INTERNET:jm@x.test\nX-EX:/O=X/OU=A/CN=RECIPIENTS/CN=JMULLER\nEND:VCARD\n";
        let found = cards(text);
        let found: Vec<_> = found.iter().map(short).collect();
        assert_eq!(
            found,
            [
                (
                    "Anna Moor".to_owned(),
                    vec!["anna.moor@x.test".to_owned(), "am@y.test".to_owned()]
                ),
                (
                    "Jörg Müller".to_owned(),
                    vec![
                        "jm@x.test".to_owned(),
                        "/o=x/ou=a/cn=recipients/cn=jmuller".to_owned()
                    ]
                ),
            ]
        );
    }

    #[test]
    fn lists_cards_without_address_and_broken_ones_give_nothing() {
        for text in [
            "BEGIN:VCARD\nFN:All\nX-KIND:group\nEMAIL:all@x.test\nEND:VCARD",
            "BEGIN:VCARD\nFN:Ann\nEND:VCARD",
            "BEGIN:VCARD\nFN:Ann\nEMAIL:a@x.test",
            "END:VCARD",
            "EMAIL:a@x.test\nEND:VCARD",
        ] {
            assert_eq!(cards(text), [], "{text}");
        }
    }
}
