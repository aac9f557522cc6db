//! Domains: which part of a host name was registered by somebody, and which domains a text names.

use std::sync::LazyLock;

use memchr::memmem;
use publicsuffix::{List, Psl};

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

/// Tells `found` the registrable domains that a text names in e-mail and web addresses, each with the first byte of its host. O(n).
pub fn domains(text: &str, found: &mut impl FnMut(&str, usize)) {
    let bytes = text.as_bytes();
    for at in memchr::memchr_iter(b'@', bytes) {
        let local = at > 0
            && (bytes[at - 1].is_ascii_alphanumeric()
                || matches!(bytes[at - 1], b'_' | b'-' | b'+'));
        if local {
            note(text, at + 1, found);
        }
    }
    for at in memmem::find_iter(bytes, b"://") {
        note(text, at + 3, found);
    }
    for at in memmem::find_iter(bytes, b"www.") {
        if at == 0
            || !matches!(bytes[at - 1], b'/' | b'.' | b'@')
                && !bytes[at - 1].is_ascii_alphanumeric()
        {
            note(text, at, found);
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

fn note(text: &str, start: usize, found: &mut impl FnMut(&str, usize)) {
    let host = host_at(text, start).trim_matches(['.', '-']);
    if host.len() > LONGEST_HOST || !host.contains('.') {
        return;
    }
    let host = host.to_ascii_lowercase();
    if let Some(domain) = registrable(&host).filter(|_| has_known_suffix(&host)) {
        found(domain, start);
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
        let mut found = Vec::new();
        domains(
            "See http://www.tides.org/x or www.Port.gov, mail jo@mail.port.gov. Not e.g.this, file.txt@ or a@b.c; @tides.org",
            &mut |domain, start| found.push((start, domain.to_owned())),
        );
        found.sort();
        assert_eq!(
            found,
            [
                (11, "tides.org".to_owned()),
                (30, "port.gov".to_owned()),
                (52, "port.gov".to_owned())
            ]
        );
    }
}
