//! Text to the terminal, and the escape at that border: nothing from a mail moves the cursor, colours a line or turns the
//! direction of writing. It does not know whether there is a terminal.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::io::{self, Write};

use super::cell::{self, Cell};
use super::rows::spill;
use crate::report::{Table, Values};

/// Columns between two cells.
const GAP: usize = 2;

/// Narrowest a text column is cut to.
const NARROWEST: usize = 8;

/// Whether a terminal obeys this character or shows nothing for it: controls, line separators, bidirectional marks,
/// zero-width and tag characters, what is no character.
pub fn is_hostile(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{00AD}' | '\u{061C}' | '\u{180E}'
            | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
            | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' | '\u{FFFE}' | '\u{FFFF}')
}

/// Text that is safe to print: hostile characters as `\u{202e}`, tags and other invisible ones too. Nothing else changes.
pub fn terminal_safe(text: &str) -> Cow<'_, str> {
    let unsafe_here = |c: char| is_hostile(c) || matches!(c, '\u{E0000}'..='\u{E0FFF}');
    if !text.contains(unsafe_here) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if unsafe_here(c) {
            // Writing to a String cannot fail.
            let _ = write!(out, "\\u{{{:x}}}", u32::from(c));
        } else {
            out.push(c);
        }
    }
    Cow::Owned(out)
}

/// Columns a text takes on a terminal, about: 2 for East Asian and emoji, 0 for combining marks, else 1 (after Unicode
/// Standard Annex 11, by blocks).
pub fn width(text: &str) -> usize {
    if text.is_ascii() {
        return text.len();
    }
    text.chars().map(char_width).sum()
}

fn char_width(c: char) -> usize {
    match u32::from(c) {
        0x0300..=0x036F
        | 0x0483..=0x0489
        | 0x0591..=0x05BD
        | 0x064B..=0x065F
        | 0x1AB0..=0x1AFF
        | 0x1DC0..=0x1DFF
        | 0x200D
        | 0x20D0..=0x20FF
        | 0xFE00..=0xFE0F
        | 0xFE20..=0xFE2F => 0,
        0x1100..=0x115F
        | 0x2E80..=0x303E
        | 0x3041..=0xA4CF
        | 0xA960..=0xA97F
        | 0xAC00..=0xD7A3
        | 0xF900..=0xFAFF
        | 0xFE30..=0xFE6F
        | 0xFF00..=0xFF60
        | 0xFFE0..=0xFFE6
        | 0x1F300..=0x1F64F
        | 0x1F680..=0x1F6FF
        | 0x1F900..=0x1F9FF
        | 0x20000..=0x3FFFD => 2,
        _ => 1,
    }
}

/// Writes a table with aligned columns, numbers to the right, a line of column names first; reals are rounded to four
/// significant digits. With a maximal `width` the widest text columns are cut (`…`), ids last since they are typed again;
/// without one nothing is cut.
///
/// # Errors
/// Those of `out`.
pub fn write_table(table: &Table, width: Option<usize>, out: &mut dyn Write) -> io::Result<()> {
    let widths = widths(table, width);
    let mut line = String::new();
    for (column, &room) in table.columns.iter().zip(&widths) {
        pad(&mut line, column.name, room, is_number(&column.values));
    }
    end_line(&mut line);
    let mut scratch = String::new();
    for row in 0..table.rows() {
        for (column, &room) in table.columns.iter().zip(&widths) {
            let cell = shown(&column.values, row, &mut scratch);
            pad(&mut line, &cell, room, is_number(&column.values));
        }
        end_line(&mut line);
        spill(&mut line, out)?;
    }
    out.write_all(line.as_bytes())
}

fn is_number(values: &Values) -> bool {
    matches!(values, Values::Integer(_) | Values::Real(_))
}

fn shown<'a>(values: &'a Values, row: usize, scratch: &'a mut String) -> Cow<'a, str> {
    if let Values::Real(column) = values {
        return Cow::Owned(column[row].map(round).unwrap_or_default());
    }
    match cell::cell(values, row, scratch) {
        Cell::Absent => Cow::Borrowed(""),
        Cell::Bare(digits) => Cow::Borrowed(digits),
        Cell::Text(text) => terminal_safe(text),
    }
}

/// Four significant digits, no more than needed.
fn round(value: f64) -> String {
    if !value.is_finite() {
        return String::new();
    }
    let magnitude = if value == 0.0 {
        0
    } else {
        value.abs().log10().floor() as i32
    };
    if !(-5..15).contains(&magnitude) {
        return format!("{value:.3e}");
    }
    let places = usize::try_from(3 - magnitude).unwrap_or(0);
    let text = format!("{value:.places$}");
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text
    }
}

/// The width of each column; the widest texts give way until the line fits.
fn widths(table: &Table, limit: Option<usize>) -> Vec<usize> {
    let mut scratch = String::new();
    let mut widths = Vec::with_capacity(table.columns.len());
    for column in &table.columns {
        let cells = (0..table.rows())
            .map(|row| width(&shown(&column.values, row, &mut scratch)))
            .max();
        widths.push(cells.unwrap_or(0).max(width(column.name)));
    }
    let Some(limit) = limit else { return widths };
    let gaps = GAP * widths.len().saturating_sub(1);
    let fixed = |column: usize| is_number(&table.columns[column].values);
    for (column, width) in widths.iter_mut().enumerate() {
        if !fixed(column) {
            *width = (*width).min(limit.max(NARROWEST));
        }
    }
    let mut excess = (widths.iter().sum::<usize>() + gaps).saturating_sub(limit);
    while excess > 0 {
        let cuttable = (0..widths.len()).filter(|&c| !fixed(c) && widths[c] > NARROWEST);
        let Some(widest) = cuttable.max_by_key(|&c| (!is_id(table.columns[c].name), widths[c]))
        else {
            break;
        };
        widths[widest] -= 1;
        excess -= 1;
    }
    widths
}

/// What a reader types into the next command.
fn is_id(name: &str) -> bool {
    matches!(name, "Id" | "id" | "Source" | "Target")
}

fn pad(line: &mut String, cell: &str, room: usize, right: bool) {
    if !line.is_empty() && !line.ends_with('\n') {
        line.push_str(&" ".repeat(GAP));
    }
    let taken = width(cell);
    let blank = " ".repeat(room.saturating_sub(taken));
    if right {
        line.push_str(&blank);
    }
    if taken > room {
        push_cut(line, cell, room);
    } else {
        line.push_str(cell);
    }
    if !right {
        line.push_str(&blank);
    }
}

fn push_cut(line: &mut String, cell: &str, room: usize) {
    let mut left = room.saturating_sub(1);
    for c in cell.chars() {
        let Some(rest) = left.checked_sub(char_width(c)) else {
            break;
        };
        left = rest;
        line.push(c);
    }
    line.push('…');
    line.push_str(&" ".repeat(left));
}

fn end_line(line: &mut String) {
    line.truncate(line.trim_end_matches(' ').len());
    line.push('\n');
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn nothing_reaches_the_terminal() {
        assert_eq!(terminal_safe("plain é 日本"), "plain é 日本");
        assert_eq!(
            terminal_safe("\u{1b}]0;x\u{7}\r\n\u{202e}\u{9b}\u{200b}"),
            "\\u{1b}]0;x\\u{7}\\u{d}\\u{a}\\u{202e}\\u{9b}\\u{200b}"
        );
    }

    #[test]
    fn widths_of_scripts() {
        assert_eq!(width("abc"), 3);
        assert_eq!(width("日本"), 4);
        assert_eq!(width("e\u{301}"), 1);
        assert_eq!(width("é"), 1);
    }

    #[test]
    fn four_digits() {
        for (value, expected) in [
            (0.0, "0"),
            (1.0, "1"),
            (0.123_456, "0.1235"),
            (12345.678, "12346"),
            (1e-9, "1.000e-9"),
            (-2.5, "-2.5"),
            (99.999, "100"),
        ] {
            assert_eq!(round(value), expected);
        }
    }

    fn table() -> Table {
        Table::default()
            .with(
                "Label",
                "",
                Values::Text(vec![
                    "Ada Quay of the Harbour Office".into(),
                    "日\u{1b}".into(),
                ]),
            )
            .with("ties", "", Values::Integer(vec![Some(3), None]))
            .with("share", "", Values::Real(vec![Some(1.0 / 3.0), Some(2.0)]))
    }

    #[test]
    fn a_pipe_gets_everything() {
        let mut out = Vec::new();
        write_table(&table(), None, &mut out).unwrap();
        assert_eq!(
            String::from_utf8(out).unwrap(),
            "Label                           ties   share\n\
             Ada Quay of the Harbour Office     3  0.3333\n\
             日                                         2\n"
        );
    }

    #[test]
    fn a_terminal_gets_what_fits() {
        let mut out = Vec::new();
        write_table(&table(), Some(30), &mut out).unwrap();
        assert_eq!(
            String::from_utf8(out).unwrap(),
            "Label             ties   share\nAda Quay of the…     3  0.3333\n日                           2\n"
        );
    }
}
