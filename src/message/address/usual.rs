//! Items of address lists as most are written, found without the long way. It does not understand odd ones.

use super::super::limits::ADDRESS_BYTES;
use super::canonical::is_nobody;
use super::list::{Style, is_tidy};

/// An item as most are: a plain name alone, before an address in brackets, or before a Notes path.
pub(super) struct Usual<'a> {
    pub(super) name: &'a str,
    /// What follows it.
    pub(super) rest: Rest<'a>,
    /// A comma ends it.
    pub(super) comma: bool,
    /// Where the next item starts.
    pub(super) next: usize,
}

/// What follows the name of an item.
pub(super) enum Rest<'a> {
    Nothing,
    /// What stands in brackets.
    Angle(&'a str),
    /// Name and path.
    Notes(&'a str),
}

impl<'a> Usual<'a> {
    /// The item at `at` if it is a usual one; else it takes the long way. O(its length).
    pub(super) fn read(text: &'a str, at: usize, style: Style) -> Option<Self> {
        if style == Style::Inner {
            return None;
        }
        let bytes = text.as_bytes();
        let start = at + blanks(&bytes[at..]);
        let name_end = start
            + bytes[start..]
                .iter()
                .position(|&byte| !is_name(byte))
                .unwrap_or(bytes.len() - start);
        let name = text[start..name_end].trim_end_matches(' ');
        if name.len() > ADDRESS_BYTES || !is_tidy(name.as_bytes()) {
            return None;
        }
        let (rest, end) = match bytes.get(name_end) {
            Some(b'<') => {
                let (content, end) = bracket(text, name_end + 1)?;
                (Rest::Angle(content), end)
            }
            Some(b'/') if name.len() == name_end - start && !name.is_empty() => {
                let end = name_end + notes_path(name, &bytes[name_end..])?;
                (Rest::Notes(&text[start..end]), end)
            }
            _ if name.is_empty() => return None,
            _ => (Rest::Nothing, name_end),
        };
        let end = end + blanks(&bytes[end..]);
        let comma = match bytes.get(end) {
            None => false,
            Some(b',') if style != Style::One => true,
            Some(_) => return None,
        };
        let next = end + usize::from(comma);
        Some(Self {
            name,
            rest,
            comma,
            next: next + blanks(&bytes[next..]),
        })
    }
}

/// How many bytes of white space stand at the start.
fn blanks(bytes: &[u8]) -> usize {
    bytes
        .iter()
        .take_while(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n'))
        .count()
}

fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b' ' | b'.' | b'-' | b'&')
}

/// What stands in brackets without quotes or comments, and where it ends.
fn bracket(text: &str, start: usize) -> Option<(&str, usize)> {
    let length = text.as_bytes()[start..]
        .iter()
        .position(|byte| matches!(byte, b'>' | b'<' | b'"' | b',' | b'('))?;
    let end = start + length;
    let content = text[start..end].trim();
    (text.as_bytes()[end] == b'>' && !content.is_empty()).then_some((content, end + 1))
}

/// The length of `/HOU/ECT@ECT` at the start, where `name` stands before it: without a dot, which would be a host's.
fn notes_path(name: &str, bytes: &[u8]) -> Option<usize> {
    let last = name.rsplit(' ').next().unwrap_or_default();
    if last.contains('.') || name.starts_with("IMCEA") || is_nobody(name) {
        return None;
    }
    let part = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'_' | b'-');
    let path = bytes.iter().take_while(|byte| part(byte)).count();
    let host = bytes
        .get(path + 1..)?
        .iter()
        .take_while(|byte| part(byte))
        .count();
    let whole = bytes[path] == b'@' && host > 0 && name.len() + path + host < ADDRESS_BYTES;
    whole.then_some(path + 1 + host)
}
