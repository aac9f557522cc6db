//! Letters of Word that are no text: ends of paragraphs, cells and rows, fields. It does not know where text lies.

use crate::document::found::{Fault, Reading};
use crate::document::limits::TEXT_BYTES;

/// The code of a field is not longer; a mark without its end is no field.
const CODE: usize = 8 << 10;

/// Text as it grows.
#[derive(Default)]
pub(super) struct Letters {
    text: String,
    /// Where the code of each open field began; nothing once its result goes on.
    fields: Vec<Option<usize>>,
    /// Whether the last letter ended a cell: one more ends the row.
    cell: bool,
}

impl Letters {
    pub(super) fn push(&mut self, text: &str) -> Reading {
        for letter in text.chars() {
            self.letter(letter);
        }
        match self.text.len() > TEXT_BYTES {
            true => Err(Fault::limit("it has more text than is kept of a document")),
            false => Ok(()),
        }
    }

    fn letter(&mut self, letter: char) {
        let after_cell = std::mem::replace(&mut self.cell, letter == '\u{7}');
        match letter {
            '\u{7}' if after_cell => {
                self.text.pop();
                self.text.push('\n');
                self.cell = false;
            }
            '\u{7}' => self.text.push('\t'),
            '\r' | '\u{b}' | '\u{c}' | '\u{e}' => self.text.push('\n'),
            '\u{13}' => self.fields.push(Some(self.text.len())),
            '\u{14}' => {
                if let Some(start) = self.fields.last_mut().and_then(Option::take) {
                    self.drop_code(start);
                }
            }
            '\u{15}' => {
                if let Some(start) = self.fields.pop().flatten() {
                    self.drop_code(start);
                }
            }
            '\u{1e}' => self.text.push('-'),
            '\u{1f}' | '\u{ad}' => {}
            '\u{a0}' => self.text.push(' '),
            letter if letter < ' ' && letter != '\t' => {}
            letter => self.text.push(letter),
        }
    }

    fn drop_code(&mut self, start: usize) {
        // Formulas, with the letters above and beside others in East Asia, are all code.
        let code = self.text.get(start..).unwrap_or_default();
        if code.len() <= CODE && !code.trim_start().starts_with("EQ ") {
            self.text.truncate(start);
        }
    }

    pub(super) fn finish(self) -> String {
        self.text
    }
}

#[cfg(test)]
mod tests {
    use super::Letters;

    fn text(letters: &str) -> String {
        let mut text = Letters::default();
        assert!(text.push(letters).is_ok());
        text.finish()
    }

    #[test]
    fn fields_show_their_result() {
        assert_eq!(
            text("a \u{13} HYPERLINK \"x\" \u{14}link\u{15} b\r"),
            "a link b\n"
        );
        assert_eq!(
            text("\u{13}IF \u{13}PAGE\u{14}3\u{15}=3\u{14}yes\u{15}."),
            "yes."
        );
        assert_eq!(text("\u{13} XE \"index\" \u{15}word"), "word");
        assert_eq!(text("\u{13}EQ \\o(a,b)\u{15}"), "EQ \\o(a,b)");
        assert_eq!(text("lost \u{13} mark\r\u{14}"), "lost ");
        assert_eq!(text("stray \u{15}\u{14}end"), "stray end");
    }

    #[test]
    fn a_mark_without_its_end_costs_no_text() {
        let long = format!("\u{13}{}\u{14}", "word ".repeat(5000));
        assert_eq!(text(&long).len(), 25_000);
    }

    #[test]
    fn cells_and_rows_are_told_apart() {
        assert_eq!(text("a\u{7}b\u{7}\u{7}c\u{7}d\u{7}\u{7}e"), "a\tb\nc\td\ne");
        assert_eq!(text("a\u{1e}b\u{1f}c\u{a0}d\u{1}"), "a-bc d");
    }
}
