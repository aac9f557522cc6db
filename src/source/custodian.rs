//! Whose mailbox it is, as far as the path tells. Knows paths only.

use regex::Regex;

use super::Format;

/// The custodian of the mailbox at `path`, as the user would name the path; empty if nothing tells.
///
/// A `pattern` of the user decides alone (its first group, or all of the match). Else: `enron.<custodian>.<folder>`
/// as file name; the CMU tree `<custodian>/<folder>/<n>.`, if a custodian is written `lastname-x`; the folder that
/// holds a folder `Maildir`; the name of an Outlook data file.
pub(super) fn custodian(path: &str, format: Format, pattern: Option<&Regex>) -> String {
    if let Some(pattern) = pattern {
        let found = pattern.captures(path).and_then(|c| c.get(1).or(c.get(0)));
        return found.map_or(String::new(), |m| m.as_str().to_string());
    }
    let parts: Vec<&str> = path
        .split(['/', '!'])
        .filter(|part| !part.is_empty())
        .collect();
    if let Some(owner) = parts.iter().rev().find_map(|part| data_file(part)) {
        return owner.to_string();
    }
    match format {
        Format::Mbox => parts.last().and_then(|name| enron(name)),
        Format::Folder => parts
            .iter()
            .rev()
            .skip(1)
            .rev()
            .rfind(|part| is_surname(part))
            .copied(),
        Format::Maildir => owner(&parts),
        Format::Single | Format::Document => None,
    }
    .unwrap_or_default()
    .to_string()
}

fn enron(name: &str) -> Option<&str> {
    let (custodian, folder) = name.strip_prefix("enron.")?.split_once('.')?;
    (!folder.is_empty()).then_some(custodian)
}

/// An Outlook data file is somebody's mailbox.
fn data_file(part: &str) -> Option<&str> {
    let (name, ending) = part.rsplit_once('.')?;
    let is_it = ["pst", "ost"]
        .iter()
        .any(|known| ending.eq_ignore_ascii_case(known));
    (is_it && !name.is_empty()).then_some(name)
}

/// `lay-k`, `williams-w3`, `mims-thurston-p`.
fn is_surname(part: &str) -> bool {
    let Some((last, first)) = part.rsplit_once('-') else {
        return false;
    };
    let first = first.trim_end_matches(|c: char| c.is_ascii_digit());
    last.len() > 1
        && last.bytes().all(|b| b.is_ascii_lowercase() || b == b'-')
        && first.len() == 1
        && first.as_bytes()[0].is_ascii_lowercase()
}

fn owner<'a>(parts: &[&'a str]) -> Option<&'a str> {
    let at = parts
        .iter()
        .position(|part| part.trim_start_matches('.').eq_ignore_ascii_case("maildir"))?;
    parts.get(at.checked_sub(1)?).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_tell_the_custodian() {
        for (path, format, expected) in [
            ("data/enron.doe-j.sent", Format::Mbox, "doe-j"),
            ("data/enron.doe-j.a.b", Format::Mbox, "doe-j"),
            ("data/inbox.mbox", Format::Mbox, ""),
            ("tree/doe-j/inbox", Format::Folder, "doe-j"),
            (
                "a.tar.gz!maildir/mims-thurston-p/sent/x",
                Format::Folder,
                "mims-thurston-p",
            ),
            ("tree/some-folder", Format::Folder, ""),
            ("home/ann/Maildir/.Sent", Format::Maildir, "ann"),
            ("Maildir", Format::Maildir, ""),
            ("x/ann lee.pst!Inbox/old", Format::Folder, "ann lee"),
        ] {
            assert_eq!(custodian(path, format, None), expected, "{path}");
        }
    }

    #[test]
    fn a_pattern_decides_alone() {
        let pattern = Regex::new("^boxes/([a-z]+)/").expect("pattern");
        assert_eq!(
            custodian("boxes/ann/x", Format::Mbox, Some(&pattern)),
            "ann"
        );
        assert_eq!(
            custodian("y/enron.doe-j.sent", Format::Mbox, Some(&pattern)),
            ""
        );
    }
}
