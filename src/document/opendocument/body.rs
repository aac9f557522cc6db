//! The text of an OpenDocument file, element by element. It does not know which files there are.

use std::collections::BTreeSet;

use crate::document::found::{Fault, Found, Reading};
use crate::document::limits::CELLS;
use crate::document::xml::{Close, Node, Open, Xml};

/// How often a cell or row that says it is repeated is told again; a sheet is filled with empty ones to its end.
const REPEATED: usize = 1000;
/// Spaces that one element may stand for.
const SPACES: usize = 100;

/// Reads one XML file.
pub(super) struct Body<'a> {
    found: &'a mut Found,
    /// It is the file of styles: only headers and footers of pages are text there.
    styles: bool,
    /// In how many elements with text we are; outside there is none.
    reading: usize,
    /// In how many cells, notes and comments we are: there a paragraph does not end the line.
    inline: usize,
    /// Styles of tables that are not shown; and the style that is being read.
    hidden: BTreeSet<String>,
    style: String,
    /// Slides and cells so far.
    pages: usize,
    cells: usize,
    /// How often the row and the cell that are being read stand there, and where their text began.
    row: (usize, usize),
    cell: (usize, usize),
}

impl<'a> Body<'a> {
    pub(super) fn new(styles: bool, found: &'a mut Found) -> Self {
        Self {
            found,
            styles,
            reading: 0,
            inline: 0,
            hidden: BTreeSet::new(),
            style: String::new(),
            pages: 0,
            cells: 0,
            row: (1, 0),
            cell: (1, 0),
        }
    }

    pub(super) fn read(&mut self, xml: &mut Xml<'_>) -> Reading {
        while let Some(node) = xml.next()? {
            match node {
                Node::Open(open) => self.open(&open, xml)?,
                Node::Close(close) => self.close(&close)?,
                Node::Text(text) if self.reading > 0 => self.text(&text)?,
                Node::Text(_) => {}
            }
        }
        Ok(())
    }

    /// White space counts once, line ends are spaces.
    fn text(&mut self, text: &str) -> Reading {
        match text.contains(['\n', '\r', '\t']) {
            true => self.found.push(&text.replace(['\n', '\r', '\t'], " ")),
            false => self.found.push(text),
        }
    }

    fn open(&mut self, open: &Open<'_>, xml: &mut Xml<'_>) -> Reading {
        match open.full_name() {
            "style:header" | "style:footer" | "style:header-first" | "style:footer-first"
            | "style:header-left" | "style:footer-left"
                if self.styles =>
            {
                self.reading += 1;
            }
            "text:p" | "text:h" if !self.styles => self.reading += 1,
            "text:s" if self.reading > 0 => {
                let count = open
                    .get("c")
                    .and_then(|count| count.parse().ok())
                    .unwrap_or(1);
                self.found.push(&" ".repeat(SPACES.min(count)))?;
            }
            "text:tab" if self.reading > 0 => self.found.push("\t")?,
            "text:line-break" if self.inline == 0 => self.found.end_line(),
            "text:line-break" => self.found.gap(' '),
            "text:ruby-text" => xml.skip()?,
            "text:deletion" => self.aside("[deleted: ")?,
            "text:note" => self.aside("[note: ")?,
            "text:note-citation" => xml.skip()?,
            "office:annotation" => self.aside("[comment: ")?,
            "dc:creator" if self.inline > 0 => {
                let name = xml.text()?;
                self.found.push(&format!("{name}: "))?;
            }
            "dc:date" | "meta:date-string" => xml.skip()?,
            "style:style" => self.style = open.get_full("style:name").unwrap_or_default(),
            "style:table-properties"
                if open.get_full("table:display").as_deref() == Some("false") =>
            {
                self.hidden.insert(self.style.clone());
            }
            "table:table" => self.table(open)?,
            "table:table-row" => {
                self.found.end_line();
                self.row = (repeated(open, "number-rows-repeated"), self.found.len());
            }
            "table:table-cell" | "table:covered-table-cell" => {
                self.inline += 1;
                self.cell = (repeated(open, "number-columns-repeated"), self.found.len());
            }
            "draw:page" => {
                self.pages += 1;
                self.found.page(self.pages)?;
                self.found.metadata.pages = u32::try_from(self.pages).ok();
            }
            "svg:title" | "svg:desc" => self.found.line(&xml.text()?)?,
            _ => {}
        }
        Ok(())
    }

    /// What stands beside the running text, in brackets.
    fn aside(&mut self, label: &str) -> Reading {
        self.inline += 1;
        self.found.gap(' ');
        self.found.push(label)
    }

    fn table(&mut self, open: &Open<'_>) -> Reading {
        let name = open.get_full("table:name").unwrap_or_default();
        let style = open.get_full("table:style-name").unwrap_or_default();
        if self.inline > 0 || name.is_empty() {
            return Ok(());
        }
        let hidden = self.hidden.contains(&style);
        let label = if hidden { "hidden sheet" } else { "sheet" };
        self.found.line(&format!("[{label} {name}]"))
    }

    fn close(&mut self, close: &Close<'_>) -> Reading {
        match close.full_name() {
            "style:header" | "style:footer" | "style:header-first" | "style:footer-first"
            | "style:header-left" | "style:footer-left"
                if self.styles =>
            {
                self.reading = self.reading.saturating_sub(1);
                self.found.end_line();
            }
            "text:p" | "text:h" => {
                self.reading = self.reading.saturating_sub(usize::from(!self.styles));
                match self.inline {
                    0 => self.found.end_line(),
                    _ => self.found.gap(' '),
                }
            }
            "text:deletion" | "text:note" | "office:annotation" => {
                self.inline = self.inline.saturating_sub(1);
                self.found.close_bracket()?;
                self.found.gap(' ');
            }
            "table:table-cell" | "table:covered-table-cell" => self.end_cell()?,
            "table:table-row" => self.end_row()?,
            _ => {}
        }
        Ok(())
    }

    fn end_cell(&mut self) -> Reading {
        self.inline = self.inline.saturating_sub(1);
        let (times, start) = std::mem::replace(&mut self.cell, (1, usize::MAX));
        self.found.gap('\t');
        self.again(start, times, '\t')
    }

    fn end_row(&mut self) -> Reading {
        let (times, start) = std::mem::replace(&mut self.row, (1, usize::MAX));
        self.found.end_line();
        self.again(start, times, '\n')
    }

    /// Tells what has been told since `start` again, so that it stands there so many times.
    fn again(&mut self, start: usize, times: usize, gap: char) -> Reading {
        let told = self.found.since(start).trim().to_owned();
        if told.is_empty() {
            return Ok(());
        }
        self.cells += times;
        if self.cells > CELLS {
            return Err(Fault::limit("it has more cells than are read"));
        }
        for _ in 1..times {
            self.found.gap(gap);
            self.found.push(&told)?;
        }
        self.found.gap(gap);
        Ok(())
    }
}

fn repeated(open: &Open<'_>, name: &str) -> usize {
    let times = open.get(name).and_then(|times| times.parse().ok());
    times.unwrap_or(1).clamp(1, REPEATED)
}
