//! The cells of one sheet, its comments and text boxes. It does not know which sheets there are.

use std::collections::BTreeMap;

use super::Workbook;
use super::record::{Record, Text, f64_at, records, u16_at, u32_at};
use crate::document::found::{Fault, Found, Reading};
use crate::document::{sheet, summary};

/// Reads sheets.
pub(super) struct Cells<'a> {
    workbook: &'a Workbook,
    /// How many cells may still be read.
    left: usize,
    /// The row that is being written.
    row: Option<u16>,
    /// Whose text comes next, and texts of boxes by number.
    object: u16,
    boxes: BTreeMap<u16, String>,
    /// Comments: cell, box, author.
    notes: Vec<(String, u16, String)>,
}

impl<'a> Cells<'a> {
    pub(super) fn new(workbook: &'a Workbook, left: usize) -> Self {
        Self {
            workbook,
            left,
            row: None,
            object: 0,
            boxes: BTreeMap::new(),
            notes: Vec::new(),
        }
    }

    /// Reads the sheet that begins here, up to its end: a row a line, then comments and text boxes.
    pub(super) fn read(&mut self, bytes: &[u8], found: &mut Found) -> Reading {
        let mut depth = 0_usize;
        let mut ended = false;
        for record in records(bytes) {
            match record.id {
                0x09 | 0x209 | 0x409 | 0x809 => depth += 1,
                0x2f => return Err(Fault::encrypted()),
                0x0a if depth <= 1 => {
                    ended = true;
                    break;
                }
                0x0a => depth -= 1,
                _ => self.record(&record, found)?,
            }
        }
        found.end_line();
        self.row = None;
        self.beside(found)?;
        match ended {
            true => Ok(()),
            false => Err(Fault::damaged("a sheet has no end")),
        }
    }

    fn record(&mut self, record: &Record<'_>, found: &mut Found) -> Reading {
        let data = record.data();
        match record.id {
            0xbd => self.numbers(data, found),
            0x07 | 0x207 => {
                let text = if record.id == 7 {
                    self.workbook.short(data)
                } else {
                    self.workbook.long(data)
                };
                sheet::cell(&text.unwrap_or_default(), found)
            }
            0x14 | 0x15 if !data.is_empty() => {
                let text = if self.workbook.unicode {
                    self.workbook.long(data)
                } else {
                    self.workbook.short(data)
                };
                self.row = None;
                found.line(&sheet::margin(&text.unwrap_or_default()))
            }
            0x1c => {
                self.note(data);
                Ok(())
            }
            0x5d => {
                self.object = u16_at(data, 6).unwrap_or_default();
                Ok(())
            }
            0x1b6 => {
                let length = u16_at(data, 10).unwrap_or_default();
                let mut text = Text::new(record);
                text.next_piece();
                let text = text.flagged(length.into());
                self.boxes.entry(self.object).or_default().push_str(&text);
                Ok(())
            }
            _ => match self.text(record.id, data) {
                Some((row, text)) => self.cell(row, &text, found),
                None => Ok(()),
            },
        }
    }

    /// The row and text of a cell; empty where a formula gives a text, which comes in the next record.
    fn text(&self, id: u16, data: &[u8]) -> Option<(u16, String)> {
        let row = u16_at(data, 0)?;
        let format = u16_at(data, 4)?;
        let book = self.workbook;
        let number = |number| book.number(number, format);
        let text = match id {
            0xfd => book.strings.get(u32_at(data, 6)? as usize)?.to_owned(),
            0x204 | 0xd6 => book.long(data.get(6..)?)?,
            0x04 => book.short(data.get(7..)?)?,
            0x203 => number(f64_at(data, 6)?),
            0x03 => sheet::number(f64_at(data, 7)?),
            0x02 => u16_at(data, 7)?.to_string(),
            0x27e => number(packed(u32_at(data, 6)?)),
            0x205 => truth(*data.get(6)?, *data.get(7)?),
            0x05 => truth(*data.get(7)?, *data.get(8)?),
            0x06 | 0x206 | 0x406 => {
                let at = if id == 6 && self.is_first_version() {
                    7
                } else {
                    6
                };
                match data.get(at..at + 8)? {
                    // The text comes in a record of its own.
                    [0 | 3, .., 0xff, 0xff] => String::new(),
                    [kind @ (1 | 2), _, value, .., 0xff, 0xff] => truth(*value, kind - 1),
                    _ => number(f64_at(data, at)?),
                }
            }
            _ => return None,
        };
        Some((row, text))
    }

    /// In BIFF2 cells have three bytes of format, and formulas the same number as in BIFF5 and BIFF8, which know formats by number.
    fn is_first_version(&self) -> bool {
        self.workbook.cell_formats.is_empty() && !self.workbook.unicode
    }

    fn cell(&mut self, row: u16, text: &str, found: &mut Found) -> Reading {
        self.left = self
            .left
            .checked_sub(1)
            .ok_or_else(|| Fault::limit("it has more cells than are read"))?;
        if self.row.replace(row) != Some(row) {
            found.end_line();
        }
        sheet::cell(text, found)
    }

    /// Several numbers of one row in one record.
    fn numbers(&mut self, data: &[u8], found: &mut Found) -> Reading {
        let row = u16_at(data, 0).unwrap_or_default();
        let cells = data
            .get(4..data.len().saturating_sub(2))
            .unwrap_or_default();
        for cell in cells.chunks_exact(6) {
            if let (Some(format), Some(value)) = (u16_at(cell, 0), u32_at(cell, 2)) {
                let text = self.workbook.number(packed(value), format);
                self.cell(row, &text, found)?;
            }
        }
        Ok(())
    }

    /// A comment; before Excel 97 with its text.
    fn note(&mut self, data: &[u8]) -> Option<()> {
        let cell = name(u16_at(data, 0)?, u16_at(data, 2)?);
        if self.workbook.unicode {
            let author = self.workbook.long(data.get(8..)?)?;
            self.notes.push((cell, u16_at(data, 6)?, author));
        } else {
            let text = self.workbook.long(data.get(4..)?)?;
            // Numbers of their own, from the top down.
            let number = u16::MAX - u16::try_from(self.notes.len()).ok()?;
            self.boxes.insert(number, text);
            self.notes.push((cell, number, String::new()));
        }
        Some(())
    }

    /// Tells comments, then text boxes.
    fn beside(&mut self, found: &mut Found) -> Reading {
        for (cell, number, author) in std::mem::take(&mut self.notes) {
            let by = if author.is_empty() { "" } else { " by " };
            let text = self.boxes.remove(&number).unwrap_or_default();
            let (author, text) = (summary::one_line(&author), flat(&text));
            found.line(&format!("[comment{by}{author} on {cell}: {text}]"))?;
        }
        for text in std::mem::take(&mut self.boxes).into_values() {
            found.line(&text)?;
        }
        Ok(())
    }
}

/// A text on one line.
fn flat(text: &str) -> String {
    text.replace(['\n', '\r'], " ")
}

/// A number in 30 bits: a whole number or the upper part of a floating one, perhaps times 100.
fn packed(value: u32) -> f64 {
    let number = match value & 2 {
        0 => f64::from_bits(u64::from(value & !3) << 32),
        _ => f64::from(value.cast_signed() >> 2),
    };
    if value & 1 == 0 {
        number
    } else {
        number / 100.0
    }
}

/// A truth value, or an error by its number.
fn truth(value: u8, is_error: u8) -> String {
    let text = match (is_error, value) {
        (0, 0) => "FALSE",
        (0, _) => "TRUE",
        (_, 0) => "#NULL!",
        (_, 7) => "#DIV/0!",
        (_, 15) => "#VALUE!",
        (_, 23) => "#REF!",
        (_, 29) => "#NAME?",
        (_, 36) => "#NUM!",
        _ => "#N/A",
    };
    text.to_owned()
}

/// The name of a cell by its row and column, both from 0: `B3`.
fn name(row: u16, column: u16) -> String {
    let letter = |number: u16| char::from(b'A' + (number % 26) as u8);
    match column / 26 {
        0 => format!("{}{}", letter(column), u32::from(row) + 1),
        high => format!(
            "{}{}{}",
            letter(high - 1),
            letter(column),
            u32::from(row) + 1
        ),
    }
}
