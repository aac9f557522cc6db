//! Domains: which part of a host name was registered by somebody, and which domains a text names.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use memchr::memmem;
use publicsuffix::{List, Psl};

use super::Mention;
use crate::message::{Message, SegmentKind};

/// The Public Suffix List of publicsuffix.org (MPL-2.0), as it was on the day its header tells.
static LIST: LazyLock<List> = LazyLock::new(|| {
    List::from_bytes(include_bytes!("public_suffix_list.dat")).unwrap_or_default()
});

/// The registrable domain of a host name by the Public Suffix List: `mail.port.example.co.uk` gives `example.co.uk`.
/// `None` for a suffix alone, a host without a dot, or an address literal. The host must be in lower case and ASCII.
///
/// Source: publicsuffix.org; private suffixes (such as `blogspot.com`) are taken as suffixes too, since their users are not
/// one organization.
pub fn registrable(host: &str) -> Option<&str> {
    let host = host.trim_matches('.');
    let numeric = host
        .rsplit('.')
        .next()
        .is_none_or(|top| top.bytes().all(|b| b.is_ascii_digit()));
    if numeric
        || !host
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'.' || b == b'-')
    {
        return None;
    }
    let domain = LIST.domain(host.as_bytes())?.as_bytes().len();
    host.get(host.len() - domain..)
}

/// Whether the domain ends in a top-level domain that exists; text is full of `e.g.this` and `file.txt`.
fn has_known_suffix(host: &str) -> bool {
    LIST.suffix(host.as_bytes())
        .is_some_and(|suffix| suffix.is_known())
}

/// The organizations' domains that the subject and the own words name in e-mail and web addresses. O(n).
pub fn mentions(message: &Message) -> Vec<Mention> {
    let mut found = BTreeMap::new();
    scan(&message.subject, &mut found);
    for segment in message
        .segments
        .iter()
        .filter(|s| s.kind == SegmentKind::Own)
    {
        if let Some(text) = message
            .text
            .get(segment.start as usize..segment.end as usize)
        {
            scan(text, &mut found);
        }
    }
    found
        .into_iter()
        .map(|(name, times)| Mention {
            rule: "domain",
            name,
            times,
        })
        .collect()
}

fn scan(text: &str, found: &mut BTreeMap<String, u32>) {
    let bytes = text.as_bytes();
    for at in memchr::memchr_iter(b'@', bytes) {
        let local = at > 0
            && (bytes[at - 1].is_ascii_alphanumeric()
                || matches!(bytes[at - 1], b'_' | b'-' | b'+'));
        if local {
            note(host_at(text, at + 1), found);
        }
    }
    for at in memmem::find_iter(bytes, b"://") {
        note(
            host_at(text, at + 3).rsplit('@').next().unwrap_or_default(),
            found,
        );
    }
    for at in memmem::find_iter(bytes, b"www.") {
        if at == 0
            || !matches!(bytes[at - 1], b'/' | b'.' | b'@')
                && !bytes[at - 1].is_ascii_alphanumeric()
        {
            note(host_at(text, at), found);
        }
    }
}

fn host_at(text: &str, start: usize) -> &str {
    let rest = &text[start..];
    let end = rest
        .bytes()
        .position(|b| !(b.is_ascii_alphanumeric() || b == b'.' || b == b'-'))
        .unwrap_or(rest.len());
    &rest[..end]
}

/// A host name is at most 253 characters (RFC 1035).
const LONGEST_HOST: usize = 253;

fn note(host: &str, found: &mut BTreeMap<String, u32>) {
    let host = host.trim_matches(['.', '-']);
    if host.len() > LONGEST_HOST || !host.contains('.') {
        return;
    }
    let host = host.to_ascii_lowercase();
    if let Some(domain) = registrable(&host).filter(|_| has_known_suffix(&host)) {
        *found.entry(domain.to_owned()).or_default() += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // From the test file of publicsuffix.org.
    #[test]
    fn registrable_domains_follow_the_public_suffix_list() {
        for (host, domain) in [
            ("example.com", Some("example.com")),
            ("a.b.example.com", Some("example.com")),
            ("com", None),
            ("b.c.kobe.jp", Some("b.c.kobe.jp")),
            ("www.city.kobe.jp", Some("city.kobe.jp")),
            ("test.k12.ak.us", Some("test.k12.ak.us")),
            ("mail.parliament.uk", Some("parliament.uk")),
            ("127.0.0.1", None),
            ("localhost", None),
        ] {
            assert_eq!(registrable(host), domain, "{host}");
        }
    }

    #[test]
    fn texts_name_domains_by_addresses_only() {
        let mut found = BTreeMap::new();
        scan(
            "See http://www.tides.org/x or www.Port.gov, mail jo@mail.port.gov. Not e.g.this, file.txt@ or a@b.c; @tides.org",
            &mut found,
        );
        assert_eq!(
            found.into_iter().collect::<Vec<_>>(),
            [("port.gov".to_owned(), 2), ("tides.org".to_owned(), 1)]
        );
    }
}
