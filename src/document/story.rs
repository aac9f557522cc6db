//! Running text of Office Open XML: paragraphs, tables, text boxes, comments, deleted passages, whatever part they stand in. It does not
//! know which parts there are.
//!
//! Source: ECMA-376 part 1, sections 17 (WordprocessingML) and 21.1 (DrawingML text).

use std::collections::BTreeMap;

use super::found::{Found, Reading};
use super::ooxml::Typed;
use super::package::Package;
use super::xml::{Node, Open, Xml, decode};

/// Names of those who wrote comments, by the numbers that slides use for them.
pub(super) type Authors = BTreeMap<String, String>;

/// Reads all parts of that kind.
pub(super) fn of_kind(
    package: &mut Package<'_>,
    parts: &[Typed],
    kind: &str,
    found: &mut Found,
) -> Reading {
    for part in parts.iter().filter(|part| part.kind == kind) {
        of_part(package, &part.name, &Authors::new(), found)?;
    }
    Ok(())
}

/// Reads one part, if it is there; damage in it is noted and passed over.
pub(super) fn of_part(
    package: &mut Package<'_>,
    name: &str,
    authors: &Authors,
    found: &mut Found,
) -> Reading {
    let Some(bytes) = package.part(name, found) else {
        return Ok(());
    };
    let mut story = Story {
        authors,
        found,
        inline: 0,
        deleted: String::new(),
        deleting: 0,
    };
    let read = story.read(&mut Xml::new(&decode(&bytes)));
    let end = story.end_line();
    found.part(read.and(end))
}

struct Story<'a> {
    authors: &'a Authors,
    found: &'a mut Found,
    /// In how many cells and comments we are: there a paragraph does not end the line.
    inline: usize,
    /// What was deleted from the line; it is told after it.
    deleted: String,
    deleting: usize,
}

impl Story<'_> {
    fn read(&mut self, xml: &mut Xml<'_>) -> Reading {
        while let Some(node) = xml.next()? {
            match node {
                Node::Open(open) => self.open(&open, xml)?,
                Node::Close(close) => self.close(close.name())?,
                Node::Text(_) => {}
            }
        }
        Ok(())
    }

    fn open(&mut self, open: &Open<'_>, xml: &mut Xml<'_>) -> Reading {
        match open.name() {
            "t" | "delText" | "v" | "text" => {
                let text = xml.text()?;
                match self.deleting {
                    0 => self.found.push(&text)?,
                    _ => self.deleted.push_str(&text),
                }
                if matches!(open.name(), "v" | "text") {
                    self.found.gap(' ');
                }
            }
            // The same once more for older programs, or text that stands where it was moved to.
            "Fallback" | "moveFrom" => xml.skip()?,
            "tab" | "ptab" if open.get("val").is_none() => self.found.push("\t")?,
            "br" | "cr" if self.inline == 0 => self.end_line()?,
            "br" | "cr" => self.found.gap(' '),
            "noBreakHyphen" => self.found.push("-")?,
            "del" => self.deleting += 1,
            "tc" => self.inline += 1,
            "comment" | "cm" | "reply" => self.comment(open)?,
            "textpath" => self.found.push(&open.get("string").unwrap_or_default())?,
            _ => {}
        }
        Ok(())
    }

    fn close(&mut self, name: &str) -> Reading {
        match name {
            "p" | "tr" if self.inline == 0 => self.end_line()?,
            "p" | "tr" | "pt" => self.found.gap(' '),
            "tc" => {
                self.inline = self.inline.saturating_sub(1);
                self.found.gap('\t');
            }
            "comment" | "cm" | "reply" => {
                self.inline = self.inline.saturating_sub(1);
                self.found.close_bracket()?;
                self.end_line()?;
            }
            "del" => self.deleting = self.deleting.saturating_sub(1),
            _ => {}
        }
        Ok(())
    }

    fn comment(&mut self, open: &Open<'_>) -> Reading {
        let number = open.get("authorId").unwrap_or_default();
        let author = open
            .get("author")
            .or_else(|| self.authors.get(&number).cloned())
            .unwrap_or_default();
        self.inline += 1;
        self.end_line()?;
        match author.is_empty() {
            true => self.found.push("[comment: "),
            false => self.found.push(&format!("[comment by {author}: ")),
        }
    }

    fn end_line(&mut self) -> Reading {
        self.found.end_line();
        match std::mem::take(&mut self.deleted) {
            deleted if deleted.trim().is_empty() => Ok(()),
            deleted => self.found.line(&format!("[deleted: {deleted}]")),
        }
    }
}
