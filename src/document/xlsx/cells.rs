//! The cells of one sheet of a workbook, row by row. It does not know which sheets there are.

use crate::document::found::{Fault, Found, Reading};
use crate::document::ooxml::Typed;
use crate::document::package::Package;
use crate::document::sheet::{self, Strings};
use crate::document::xml::{Node, Open, Xml, decode};

/// What the styles of a workbook say of its numbers.
pub(super) struct Styles {
    /// Of each cell format, whether it shows a date.
    pub(super) dates: Vec<bool>,
    pub(super) since_1904: bool,
}

/// The texts that cells share, as far as the part is sound.
pub(super) fn shared(package: &mut Package<'_>, parts: &[Typed], found: &mut Found) -> Strings {
    let part = parts.iter().find(|part| part.kind == "sharedStrings");
    let part = part.map_or("xl/sharedStrings.xml", |part| &part.name);
    let mut strings = Strings::default();
    if let Some(bytes) = package.part(part, found)
        && let Err(fault) = strings_of(&mut Xml::new(&decode(&bytes)), &mut strings)
    {
        found.note(fault);
    }
    strings
}

fn strings_of(xml: &mut Xml<'_>, strings: &mut Strings) -> Reading {
    while let Some(node) = xml.next()? {
        match node {
            Node::Open(open) if open.name() == "t" => strings.push(&xml.text()?),
            // How the text is pronounced.
            Node::Open(open) if open.name() == "rPh" => xml.skip()?,
            Node::Close(close) if close.name() == "si" => strings.end(),
            _ => {}
        }
    }
    Ok(())
}

/// Reads the cells, a row a line, a tab between them; then what is printed above and below each page.
/// `left` is how many cells may still be read.
pub(super) fn cells(
    xml: &mut Xml<'_>,
    strings: &Strings,
    styles: &Styles,
    left: &mut usize,
    found: &mut Found,
) -> Reading {
    while let Some(node) = xml.next()? {
        match node {
            Node::Open(open) if open.name() == "c" => {
                *left = left
                    .checked_sub(1)
                    .ok_or_else(|| Fault::limit("it has more cells than are read"))?;
                cell(&open, xml, strings, styles, found)?;
            }
            Node::Open(open) if is_margin(open.name()) => {
                let text = sheet::margin(&xml.text()?);
                found.line(&text)?;
            }
            Node::Close(close) if close.name() == "row" => found.end_line(),
            _ => {}
        }
    }
    Ok(())
}

fn cell(
    open: &Open<'_>,
    xml: &mut Xml<'_>,
    strings: &Strings,
    styles: &Styles,
    found: &mut Found,
) -> Reading {
    let [kind, style] = open.pick(["t", "s"]);
    let mut text = String::new();
    while let Some(node) = xml.next()? {
        match node {
            Node::Open(open) if matches!(open.name(), "v" | "t") => text.push_str(&xml.text()?),
            Node::Open(open) if matches!(open.name(), "f" | "rPh") => xml.skip()?,
            Node::Close(close) if close.name() == "c" => break,
            _ => {}
        }
    }
    let text = match kind.as_deref() {
        Some("s") => text
            .trim()
            .parse()
            .ok()
            .and_then(|index| strings.get(index))
            .unwrap_or_default(),
        Some("b") if text.trim() == "1" => "TRUE",
        Some("b") => "FALSE",
        Some("n") | None => &number(text, style.as_deref(), styles),
        _ => &text,
    };
    sheet::cell(text, found)
}

/// A number in few digits, but dates as dates.
fn number(text: String, style: Option<&str>, styles: &Styles) -> String {
    let Ok(number) = text.trim().parse::<f64>() else {
        return text;
    };
    let style = style
        .and_then(|style| style.parse::<usize>().ok())
        .unwrap_or(0);
    let is_date = styles.dates.get(style).is_some_and(|&is_date| is_date);
    let date = is_date
        .then(|| sheet::date(number, styles.since_1904))
        .flatten();
    date.unwrap_or_else(|| sheet::number(number))
}

fn is_margin(name: &str) -> bool {
    matches!(
        name,
        "oddHeader" | "oddFooter" | "evenHeader" | "evenFooter" | "firstHeader" | "firstFooter"
    )
}
