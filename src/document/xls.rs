//! Excel before 2007 (BIFF): which sheets there are, and what cells of all sheets share. It does not know how cells are written.
//!
//! Sources: [MS-XLS]; OpenOffice.org's Documentation of the Microsoft Excel File Format (BIFF2 to BIFF5).

mod cells;
mod record;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use memchr::memmem;

use super::compound::{Compound, SIGNATURE};
use super::format::WORKBOOK;
use super::found::{Fault, Found, Reading};
use super::limits::CELLS;
use super::sheet::{self, Strings};
use super::{codepage, summary};
use cells::Cells;
use record::{Record, Text, records, u16_at, u32_at};

/// What cells of all sheets share.
struct Workbook {
    /// Strings are Unicode (BIFF8, since 1997).
    unicode: bool,
    /// The code page of other strings.
    page: u16,
    strings: Strings,
    /// Whether the format of that number shows dates; and the formats of cells.
    formats: BTreeMap<u16, bool>,
    cell_formats: Vec<u16>,
    since_1904: bool,
    sheets: Vec<Sheet>,
    /// Where sheets begin.
    places: BTreeSet<usize>,
}

struct Sheet {
    name: String,
    at: usize,
    hidden: bool,
}

/// Reads a workbook.
pub(super) fn read(bytes: &[u8], found: &mut Found) -> Reading {
    let stream = stream(bytes, found)?;
    let workbook = Workbook::new(&stream)?;
    found.metadata.pages = u32::try_from(workbook.sheets.len()).ok();
    let mut cells = Cells::new(&workbook, CELLS);
    if workbook.sheets.is_empty() {
        return cells.read(&stream, found);
    }
    for (number, sheet) in workbook.sheets.iter().enumerate() {
        found.page(number + 1)?;
        let hidden = if sheet.hidden {
            "hidden sheet"
        } else {
            "sheet"
        };
        found.line(&format!("[{hidden} {}]", sheet.name))?;
        let read = match workbook.bytes_of(sheet, &stream) {
            Some(bytes) => cells.read(bytes, found),
            None => Err(Fault::damaged("a sheet lies beyond its end")),
        };
        found.part(read)?;
    }
    Ok(())
}

/// The records: a stream of a compound file, or the file itself before Excel 5.
fn stream<'a>(bytes: &'a [u8], found: &mut Found) -> Result<Cow<'a, [u8]>, Fault> {
    if !bytes.starts_with(SIGNATURE) {
        return Ok(Cow::Borrowed(bytes));
    }
    let mut file = match Compound::open(bytes) {
        Ok(file) => file,
        Err(fault) => return recovered(bytes, found, fault),
    };
    summary::of_compound(&mut file, found);
    let stream = ["Workbook", "Book"]
        .iter()
        .find_map(|name| file.stream(name, found));
    match stream {
        Some(stream) if !stream.is_empty() => Ok(Cow::Owned(stream)),
        _ => recovered(bytes, found, Fault::damaged("it has no workbook")),
    }
}

/// The records of a compound file that has lost its order: most lie in one piece, from a workbook's first record on.
fn recovered<'a>(bytes: &'a [u8], found: &mut Found, fault: Fault) -> Result<Cow<'a, [u8]>, Fault> {
    let start = memmem::find(bytes, WORKBOOK).ok_or_else(|| fault.clone())?;
    found.note(fault);
    Ok(Cow::Borrowed(&bytes[start..]))
}

impl Workbook {
    /// Reads what stands before the first sheet.
    fn new(stream: &[u8]) -> Result<Self, Fault> {
        let mut workbook = Self {
            unicode: u16_at(stream, 4) == Some(0x600),
            page: 1252,
            strings: Strings::default(),
            formats: BTreeMap::new(),
            cell_formats: Vec::new(),
            since_1904: false,
            sheets: Vec::new(),
            places: BTreeSet::new(),
        };
        for record in records(stream) {
            match record.id {
                0x0a => break,
                0x2f => return Err(Fault::encrypted()),
                _ => drop(workbook.global(&record)),
            }
        }
        Ok(workbook)
    }

    /// The bytes of a sheet: up to the next one, so that nothing is read twice.
    fn bytes_of<'a>(&self, sheet: &Sheet, stream: &'a [u8]) -> Option<&'a [u8]> {
        let next = self.places.range(sheet.at.saturating_add(1)..).next();
        let end = next.map_or(stream.len(), |&next| next.min(stream.len()));
        stream.get(sheet.at..end)
    }

    fn global(&mut self, record: &Record<'_>) -> Option<()> {
        let data = record.data();
        match record.id {
            0x22 => self.since_1904 = u16_at(data, 0)? == 1,
            0x42 => self.page = u16_at(data, 0)?,
            0x85 if self.places.insert(u32_at(data, 0)? as usize) => {
                let sheet = Sheet {
                    at: u32_at(data, 0)? as usize,
                    hidden: data.get(4)? & 3 != 0,
                    name: summary::one_line(&self.short(data.get(6..)?)?),
                };
                self.sheets.push(sheet);
            }
            0xe0 => self.cell_formats.push(u16_at(data, 2)?),
            0x41e => {
                let code = match self.unicode {
                    true => self.long(data.get(2..)?)?,
                    false => self.short(data.get(2..)?)?,
                };
                self.formats.insert(u16_at(data, 0)?, sheet::is_date(&code));
            }
            0xfc => {
                let mut text = Text::new(record);
                text.skip(8);
                while let Some(string) = text.string() {
                    self.strings.push(&string);
                    self.strings.end();
                }
            }
            _ => {}
        }
        Some(())
    }

    /// A string whose length is one byte.
    fn short(&self, data: &[u8]) -> Option<String> {
        let length = usize::from(*data.first()?);
        match self.unicode {
            true => Some(record::characters(data.get(1..)?, length)),
            false => Some(self.bytes(data.get(1..)?, length)),
        }
    }

    /// A string whose length is two bytes.
    fn long(&self, data: &[u8]) -> Option<String> {
        let length = usize::from(u16_at(data, 0)?);
        match self.unicode {
            true => Some(record::characters(data.get(2..)?, length)),
            false => Some(self.bytes(data.get(2..)?, length)),
        }
    }

    fn bytes(&self, data: &[u8], length: usize) -> String {
        codepage::decode(self.page, &data[..length.min(data.len())])
    }

    /// A number as its cell shows it: dates as dates.
    fn number(&self, number: f64, cell_format: u16) -> String {
        let format = self.cell_formats.get(usize::from(cell_format));
        let is_date = format.is_some_and(|format| {
            let built_in = || sheet::is_built_in_date((*format).into());
            self.formats.get(format).copied().unwrap_or_else(built_in)
        });
        let date = is_date.then(|| sheet::date(number, self.since_1904));
        date.flatten().unwrap_or_else(|| sheet::number(number))
    }
}
