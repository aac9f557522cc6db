//! One address in its canonical form: SMTP, Exchange, Notes, IMCEA-encoded.

use std::borrow::Cow;

use super::super::limits::ADDRESS_BYTES;
use super::super::{AddressKind, HeaderAddress};
use super::list::{Style, parse_list};

/// What an address text turned out to be.
pub(super) enum Canonical {
    /// An address.
    Address(AddressKind, String),
    /// An encoded name and address, such as IMCEANOTES holds.
    Whole(HeaderAddress),
    /// Nobody: empty, or `undisclosed-recipients`.
    Nobody,
    /// Longer than an address can be.
    TooLong,
}

/// The canonical form of one address without a name: kind and text, or `None` if there is none.
/// `A@X.TEST.` gives `a@x.test`; `/O=X/CN=A` gives `/o=x/cn=a`. O(n).
pub fn canonical(text: &str) -> Option<(AddressKind, String)> {
    match resolve(text, true) {
        Canonical::Address(kind, address) => Some((kind, address)),
        Canonical::Whole(whole) if whole.kind != AddressKind::None => {
            Some((whole.kind, whole.address))
        }
        _ => None,
    }
}

/// An address as RFC 5322 writes it, so that reading it gives the same again.
pub fn print(address: &HeaderAddress) -> String {
    let mut out = String::new();
    if !address.name.is_empty() {
        out.push('"');
        for c in address.name.chars() {
            if matches!(c, '"' | '\\') {
                out.push('\\');
            }
            out.push(c);
        }
        out.push('"');
    }
    if address.kind != AddressKind::None {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push('<');
        out.push_str(&address.address);
        out.push('>');
    }
    out
}

/// `encoded`: whether an IMCEA form may be decoded; what was inside one is not decoded again.
pub(super) fn resolve(text: &str, encoded: bool) -> Canonical {
    if is_plain(text.as_bytes()) {
        return Canonical::Address(AddressKind::Smtp, text.to_ascii_lowercase());
    }
    if is_exchange(text.as_bytes()) {
        return Canonical::Address(AddressKind::X500, one_case(text));
    }
    let text = text.strip_prefix("??S").unwrap_or(text);
    let text =
        text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '\'' | ';' | ','));
    let text = strip_mailto(strip_route(text));
    let text = text.trim_end_matches(['.', '\'']);
    if text.is_empty() || text == "@" || is_nobody(text) {
        return Canonical::Nobody;
    }
    if encoded
        && starts_with(text, "IMCEA")
        && let Some(inner) = imcea(text)
    {
        return inner;
    }
    if text.len() > ADDRESS_BYTES {
        return Canonical::TooLong;
    }
    if text.starts_with('/') && text.contains('=') {
        return Canonical::Address(AddressKind::X500, one_case(text));
    }
    // A gateway's name behind a whole address: `a@x.test@ENRON`.
    let mut text = text;
    while let Some((before, gateway)) = rsplit_at(text) {
        if before.contains('@') && !gateway.contains('.') && !before.starts_with('"') {
            text = before.trim_matches(['<', '>', ' ']);
        } else {
            break;
        }
    }
    let Some((local, domain)) = rsplit_at(text) else {
        let kind = if text.contains('/') {
            AddressKind::Notes
        } else {
            AddressKind::Other
        };
        return Canonical::Address(kind, one_case(text));
    };
    let (local, domain) = (local.trim(), domain.trim().trim_end_matches('.'));
    if local.is_empty() {
        return Canonical::Nobody;
    }
    if domain.is_empty() {
        return Canonical::Address(AddressKind::Other, one_case(local));
    }
    if !local.starts_with('"')
        && (local.contains('/') && !domain.contains('.')
            || local.contains(' ') && !domain.contains('.'))
    {
        return Canonical::Address(AddressKind::Notes, one_case(&format!("{local}@{domain}")));
    }
    smtp(local, domain)
}

/// `/o=x/cn=a` with nothing around it.
fn is_exchange(text: &[u8]) -> bool {
    text.first() == Some(&b'/')
        && text.last().is_some_and(u8::is_ascii_alphanumeric)
        && text.len() <= ADDRESS_BYTES
        && memchr::memchr(b'=', text).is_some()
}

/// Letters, digits and few signs around one `@`, with a dot in the domain, as most addresses are.
fn is_plain(text: &[u8]) -> bool {
    let (mut sign, mut dot, mut last) = (None, false, b'.');
    for (at, &byte) in text.iter().enumerate() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' => {}
            b'.' => dot |= sign.is_some() && last != b'@',
            b'@' if sign.is_none() && at > 0 => sign = Some(at),
            _ => return false,
        }
        if byte == b'.' && last == b'@' {
            return false;
        }
        last = byte;
    }
    dot && !matches!(last, b'.' | b'@')
        && text.len() <= ADDRESS_BYTES
        && !text.starts_with(b"IMCEA")
}

fn smtp(local: &str, domain: &str) -> Canonical {
    let Some(local) = local_part(local) else {
        return Canonical::Address(AddressKind::Other, one_case(&format!("{local}@{domain}")));
    };
    let Some(domain) = host(domain) else {
        return Canonical::Address(AddressKind::Other, one_case(&format!("{local}@{domain}")));
    };
    let address = format!("{local}@{domain}");
    if address.len() > ADDRESS_BYTES {
        return Canonical::TooLong;
    }
    Canonical::Address(AddressKind::Smtp, address)
}

fn rsplit_at(text: &str) -> Option<(&str, &str)> {
    memchr::memrchr(b'@', text.as_bytes()).map(|at| (&text[..at], &text[at + 1..]))
}

fn starts_with(text: &str, prefix: &str) -> bool {
    text.get(..prefix.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(prefix))
}

/// `@relay.test,@next.test:a@x.test`: the obsolete route goes.
fn strip_route(text: &str) -> &str {
    match text.rfind(':') {
        Some(colon) if text.starts_with('@') => text[colon + 1..].trim_start(),
        _ => text,
    }
}

fn strip_mailto(text: &str) -> &str {
    if starts_with(text, "mailto:") {
        text["mailto:".len()..].trim_start()
    } else if starts_with(text, "smtp:") {
        text["smtp:".len()..].trim_start()
    } else {
        text
    }
}

/// A placeholder for recipients that are not told.
pub(super) fn is_nobody(text: &str) -> bool {
    let first = text.bytes().next().unwrap_or_default() | 0x20;
    matches!(first, b'u' | b'r' | b'd' | b'm')
        && [
            "undisclosed",
            "unlisted-recipients",
            "unspecified-recipients",
            "recipient list not shown",
            "distribution list not shown",
            "unlisted recipients",
            "multiple recipients of",
        ]
        .iter()
        .any(|start| starts_with(text, start))
}

fn one_case(text: &str) -> String {
    if text.bytes().all(|b| b.is_ascii_graphic()) {
        return text.to_ascii_lowercase();
    }
    if single_spaced(text.as_bytes()) {
        return text.to_ascii_lowercase();
    }
    let lower = text.to_lowercase();
    let mut out = String::with_capacity(lower.len());
    for word in lower
        .split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty())
    {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// Printable ASCII with single spaces between words.
fn single_spaced(text: &[u8]) -> bool {
    let mut last = b' ';
    for &byte in text {
        if !matches!(byte, b' '..=b'~') || byte == b' ' && last == b' ' {
            return false;
        }
        last = byte;
    }
    last != b' '
}

/// The local part in lower case; quotes are kept only where they are needed. `None` if it cannot be one.
fn local_part(local: &str) -> Option<String> {
    if local
        .bytes()
        .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_'))
    {
        return Some(local.to_ascii_lowercase());
    }
    let lower = local.to_lowercase();
    if let Some(inner) = lower.strip_prefix('"') {
        let inner = inner.strip_suffix('"')?;
        if inner.is_empty() || inner.chars().any(char::is_control) {
            return None;
        }
        let mut plain = String::with_capacity(inner.len());
        let mut chars = inner.chars();
        while let Some(c) = chars.next() {
            plain.push(if c == '\\' { chars.next()? } else { c });
        }
        if plain.chars().all(is_atom) {
            return Some(plain);
        }
        return Some(format!(
            "\"{}\"",
            plain.replace('\\', "\\\\").replace('"', "\\\"")
        ));
    }
    let squeezed: String = if lower.contains([' ', '\t', '\r', '\n']) {
        squeeze(&lower)
    } else {
        lower
    };
    squeezed.chars().all(is_atom).then_some(squeezed)
}

/// White space around dots goes; elsewhere it stays (and makes the local part none).
fn squeeze(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let mut out = String::with_capacity(text.len());
    for word in words {
        if !out.is_empty() && !out.ends_with('.') && !word.starts_with('.') {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

fn is_atom(c: char) -> bool {
    if c.is_ascii() {
        c.is_ascii_graphic()
            && !matches!(
                c,
                '"' | '(' | ')' | ',' | ':' | ';' | '<' | '>' | '@' | '[' | ']' | '\\'
            )
    } else {
        !c.is_whitespace() && !c.is_control()
    }
}

/// A domain in lower case, in ASCII form (UTS 46), or a domain literal.
fn host(domain: &str) -> Option<String> {
    let spaced = domain.contains([' ', '\t', '\r', '\n']);
    let domain: Cow<'_, str> = if spaced {
        squeeze(domain).into()
    } else {
        domain.into()
    };
    if domain.starts_with('[') && domain.ends_with(']') {
        let literal = &domain[1..domain.len() - 1];
        let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | ':' | '-');
        return (!literal.is_empty() && literal.chars().all(fits))
            .then(|| domain.to_ascii_lowercase());
    }
    let fits = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_');
    if domain.is_ascii() {
        let whole = domain.bytes().all(fits) && !domain.starts_with('.');
        return whole.then(|| domain.to_ascii_lowercase());
    }
    if domain.len() > 255 {
        return None;
    }
    let ascii = idna::domain_to_ascii(&domain).ok()?;
    (!ascii.is_empty() && ascii.bytes().all(fits)).then_some(ascii)
}

/// IMCEA, as Exchange wraps foreign addresses: `IMCEA<type>-<address>@domain`, where `+HH` is a byte and `_` is `/`.
/// <https://learn.microsoft.com/en-us/exchange/imceaex-non-delivery-report>
fn imcea(text: &str) -> Option<Canonical> {
    let (kind, rest) = text.split_once('-')?;
    if rest.len() > 8 * ADDRESS_BYTES || kind.len() > 16 {
        return None;
    }
    let inner = rsplit_at(rest).map_or(rest, |(inner, _)| inner);
    let mut bytes = Vec::with_capacity(inner.len());
    let raw = inner.as_bytes();
    let mut at = 0;
    while at < raw.len() {
        let hex = |n: usize| raw.get(at + n).and_then(|&b| (b as char).to_digit(16));
        match (raw[at], hex(1), hex(2)) {
            (b'+', Some(high), Some(low)) => {
                bytes.push((high * 16 + low) as u8);
                at += 2;
            }
            (b'_', ..) => bytes.push(b'/'),
            (byte, ..) => bytes.push(byte),
        }
        at += 1;
    }
    let decoded = super::super::text::guess(&bytes);
    if kind.eq_ignore_ascii_case("IMCEAEX") || decoded.starts_with('/') {
        if decoded.len() > ADDRESS_BYTES {
            return Some(Canonical::TooLong);
        }
        return Some(Canonical::Address(AddressKind::X500, one_case(&decoded)));
    }
    let mut found = Vec::with_capacity(1);
    parse_list(&decoded, Style::Inner, 1, &mut found);
    match found.into_iter().next() {
        Some(super::list::Found::Address(whole)) => Some(Canonical::Whole(whole)),
        _ => Some(Canonical::Nobody),
    }
}
