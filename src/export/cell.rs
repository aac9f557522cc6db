//! One cell as text: the cleaning that all files share. What a border needs beyond it, the border's file does.

use std::borrow::Cow;

use super::number;
use crate::report::Values;

/// The most characters of a label.
pub const LABEL: usize = 120;

/// Appends `open`, the cell and `close`; nothing if it is absent. `text` appends words from strangers, escaped;
/// `scratch` is only storage. As [`cell`], without a copy of the digits.
pub fn push_between(
    out: &mut String,
    (values, row): (&Values, usize),
    (open, close): (&str, &str),
    scratch: &mut String,
    text: impl Fn(&mut String, &str),
) {
    let start = out.len();
    out.push_str(open);
    let known = match values {
        Values::Integer(column) => column[row].is_some_and(|value| {
            number::push_integer(out, value);
            true
        }),
        Values::Real(column) => column[row].is_some_and(|value| number::push_real(out, value)),
        Values::Day(column) => column[row].is_some_and(|value| number::push_day(out, value)),
        Values::Instant(column) => {
            column[row].is_some_and(|value| number::push_instant(out, value))
        }
        Values::Flag(_) | Values::Text(_) | Values::List(_) => match cell(values, row, scratch) {
            Cell::Absent => false,
            Cell::Bare(bare) => {
                out.push_str(bare);
                true
            }
            Cell::Text(words) => {
                text(out, words);
                true
            }
        },
    };
    if known {
        out.push_str(close);
    } else {
        out.truncate(start);
    }
}

/// A cell of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cell<'a> {
    /// Nothing is known: an empty cell, a missing attribute.
    Absent,
    /// Text from strangers, on one line; to be escaped.
    Text(&'a str),
    /// Digits, a date, `true` or `false`: in need of no escape.
    Bare(&'a str),
}

/// Reads a cell; `scratch` is only its storage. The items of a list are joined by `;`, a `;` inside one becomes `,`.
pub fn cell<'a>(values: &'a Values, row: usize, scratch: &'a mut String) -> Cell<'a> {
    scratch.clear();
    match values {
        Values::Text(column) => return text(one_line_into(&column[row], scratch)),
        Values::List(column) => {
            join_into(&column[row], scratch);
            return text(scratch);
        }
        Values::Integer(column) => push(column[row], scratch, |out, value| {
            number::push_integer(out, value);
            true
        }),
        Values::Real(column) => push(column[row], scratch, number::push_real),
        Values::Day(column) => push(column[row], scratch, number::push_day),
        Values::Instant(column) => push(column[row], scratch, number::push_instant),
        Values::Flag(column) => scratch.push_str(if column[row] { "true" } else { "false" }),
    }
    if scratch.is_empty() {
        Cell::Absent
    } else {
        Cell::Bare(scratch)
    }
}

fn push<T>(value: Option<T>, out: &mut String, write: impl Fn(&mut String, T) -> bool) {
    // What cannot be written, such as an infinite number, is absent: nothing is appended.
    if let Some(value) = value {
        write(out, value);
    }
}

fn text(text: &str) -> Cell<'_> {
    if text.is_empty() {
        Cell::Absent
    } else {
        Cell::Text(text)
    }
}

/// Control characters and line separators become spaces, what no XML can hold becomes U+FFFD, spaces around go.
/// Bidirectional marks stay: they belong to names in Arabic and Hebrew.
pub fn one_line(text: &str) -> Cow<'_, str> {
    if is_plain(text) {
        return Cow::Borrowed(text);
    }
    let mut scratch = String::new();
    match one_line_into(text, &mut scratch) {
        same if same == text => Cow::Borrowed(text),
        _ => Cow::Owned(scratch),
    }
}

fn one_line_into<'a>(text: &'a str, scratch: &'a mut String) -> &'a str {
    if is_plain(text) {
        return text;
    }
    scratch.clear();
    let inner = text.trim_matches(|c| clean(c).is_whitespace());
    scratch.extend(inner.chars().map(clean));
    scratch
}

fn join_into(items: &[String], out: &mut String) {
    for item in items {
        let item = one_line(item);
        if item.is_empty() {
            continue;
        }
        if !out.is_empty() {
            out.push(';');
        }
        if item
            .bytes()
            .fold(false, |found, byte| found | (byte == b';'))
        {
            out.extend(item.chars().map(|c| if c == ';' { ',' } else { c }));
        } else {
            out.push_str(&item);
        }
    }
}

/// Printable ASCII without spaces around: nothing to clean.
fn is_plain(text: &str) -> bool {
    let bytes = text.as_bytes();
    // All bytes are looked at without a branch, so that the compiler takes many at a time.
    let odd = |odd, byte: &u8| odd | !(0x20..0x7f).contains(byte);
    !bytes.iter().fold(false, odd) && bytes.first() != Some(&b' ') && bytes.last() != Some(&b' ')
}

fn clean(c: char) -> char {
    match c {
        '\u{2028}' | '\u{2029}' => ' ',
        '\u{FFFE}' | '\u{FFFF}' => '\u{FFFD}',
        c if c.is_control() => ' ',
        c => c,
    }
}

/// A label: one line, single spaces, at most [`LABEL`] characters (the last one `…` if it was cut).
pub fn label(text: &str) -> Cow<'_, str> {
    if is_plain(text) && text.len() <= LABEL && !text.contains("  ") {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len().min(4 * LABEL));
    let mut left = LABEL;
    for c in one_line(text).chars() {
        if c.is_whitespace() && (out.is_empty() || out.ends_with(' ')) {
            continue;
        }
        if left == 0 {
            out.pop();
            out.push('…');
            break;
        }
        left -= 1;
        out.push(if c.is_whitespace() { ' ' } else { c });
    }
    let end = out.trim_end().len();
    out.truncate(end);
    Cow::Owned(out)
}

/// Whether readers take this text for a missing value: Gephi drops `null`, pandas `nan` and `null`.
pub fn is_null_word(text: &str) -> bool {
    text.eq_ignore_ascii_case("null") || text.eq_ignore_ascii_case("nan")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_line_cleans() {
        for (given, expected) in [
            ("plain", "plain"),
            ("", ""),
            (" a ", "a"),
            ("\u{0}a\nb\t\u{1b}[0m\u{7f}", "a b  [0m"),
            ("\u{85}x\u{2028}y\u{9b}", "x y"),
            ("\u{FFFE}x\u{FFFF}", "\u{FFFD}x\u{FFFD}"),
            ("\u{202e}abc", "\u{202e}abc"),
            ("é", "é"),
            ("\u{0} \u{0}", ""),
        ] {
            assert_eq!(one_line(given), expected, "{given:?}");
        }
    }

    #[test]
    fn labels_are_short() {
        assert_eq!(label("a  b\n\nc "), "a b c");
        assert_eq!(label(&"x".repeat(120)), "x".repeat(120));
        assert_eq!(label(&"x".repeat(121)), format!("{}…", "x".repeat(119)));
        assert_eq!(label(&"é".repeat(5000)).chars().count(), 120);
    }

    #[test]
    fn lists_are_joined() {
        let values = Values::List(vec![vec!["a;b".into(), "\n".into(), "c".into()], vec![]]);
        let mut scratch = String::new();
        assert_eq!(cell(&values, 0, &mut scratch), Cell::Text("a,b;c"));
        assert_eq!(cell(&values, 1, &mut scratch), Cell::Absent);
    }

    #[test]
    fn absent_is_never_a_word() {
        let mut scratch = String::new();
        let values = Values::Real(vec![
            None,
            Some(f64::NAN),
            Some(f64::NEG_INFINITY),
            Some(2.0),
        ]);
        for row in 0..3 {
            assert_eq!(cell(&values, row, &mut scratch), Cell::Absent);
        }
        assert_eq!(cell(&values, 3, &mut scratch), Cell::Bare("2.0"));
        assert_eq!(
            cell(&Values::Day(vec![None]), 0, &mut scratch),
            Cell::Absent
        );
        assert_eq!(
            cell(&Values::Flag(vec![true]), 0, &mut scratch),
            Cell::Bare("true")
        );
    }
}
