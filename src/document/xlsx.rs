//! Excel since 2007: sheets in their order, hidden ones too, with comments and text boxes. It does not know what a package is made of.
//!
//! Source: ECMA-376 part 1, section 18.

mod cells;

use super::found::{Fault, Found, Reading};
use super::ooxml::{Relation, Typed, each, embedded, relations, typed};
use super::package::Package;
use super::story::{Authors, of_part};
use super::xml::{Node, Xml, decode};
use super::{State, sheet, summary};
use cells::{Styles, cells, shared};

/// A sheet as the workbook lists it.
struct Sheet {
    name: String,
    part: String,
    hidden: bool,
}

/// Reads a workbook.
pub(super) fn read(bytes: &[u8], found: &mut Found) -> Reading {
    let mut package = Package::open(bytes);
    summary::of_package(&mut package, found);
    let parts = typed(&mut package, found);
    if package.has("xl/workbook.bin") {
        return Err(Fault::new(State::Unsupported, "a binary workbook (xlsb)"));
    }
    let (sheets, since_1904) = sheets(&mut package, &parts, found);
    let styles = styles(&mut package, &parts, since_1904, found);
    let strings = shared(&mut package, &parts, found);
    found.metadata.pages = u32::try_from(sheets.len()).ok();
    let mut left = super::limits::CELLS;
    for (number, sheet) in sheets.iter().enumerate() {
        found.page(number + 1)?;
        let hidden = if sheet.hidden {
            "hidden sheet"
        } else {
            "sheet"
        };
        found.line(&format!("[{hidden} {}]", sheet.name))?;
        if let Some(bytes) = package.part(&sheet.part, found) {
            let read = cells(
                &mut Xml::new(&decode(&bytes)),
                &strings,
                &styles,
                &mut left,
                found,
            );
            found.part(read)?;
        }
        beside(&mut package, &sheet.part, found)?;
    }
    embedded(&package, found)
}

/// The sheets in their order, and whether days are counted since 1904. Sheets that no list names come last.
fn sheets(package: &mut Package<'_>, parts: &[Typed], found: &mut Found) -> (Vec<Sheet>, bool) {
    let main = parts.iter().find(|part| part.kind == "main");
    let main = main.map_or("xl/workbook.xml", |part| &part.name).to_owned();
    let relations = relations(package, &main, found);
    let (mut sheets, mut since_1904) = (Vec::new(), false);
    each(package, &main, found, |open| match open.name() {
        "sheet" => {
            let target = open.get_full("r:id").and_then(|id| target(&relations, &id));
            sheets.push(Sheet {
                name: open.get("name").unwrap_or_default(),
                part: target.unwrap_or_default(),
                hidden: open.get("state").is_some_and(|state| state != "visible"),
            });
        }
        "workbookPr" => since_1904 = matches!(open.get("date1904").as_deref(), Some("1" | "true")),
        _ => {}
    });
    for part in parts.iter().filter(|part| part.kind == "worksheet") {
        if !sheets
            .iter()
            .any(|sheet| sheet.part.eq_ignore_ascii_case(&part.name))
        {
            let name = part.name.rsplit('/').next().unwrap_or_default();
            sheets.push(Sheet {
                name: name.trim_end_matches(".xml").to_owned(),
                part: part.name.clone(),
                hidden: false,
            });
        }
    }
    (sheets, since_1904)
}

fn target(relations: &[Relation], id: &str) -> Option<String> {
    let relation = relations.iter().find(|relation| relation.id == id);
    relation.map(|relation| relation.target.clone())
}

/// Which of the cell formats show dates.
fn styles(
    package: &mut Package<'_>,
    parts: &[Typed],
    since_1904: bool,
    found: &mut Found,
) -> Styles {
    let part = parts.iter().find(|part| part.kind == "styles");
    let part = part.map_or("xl/styles.xml", |part| &part.name).to_owned();
    let mut own = std::collections::BTreeMap::new();
    let (mut dates, mut in_cells) = (Vec::new(), false);
    each(package, &part, found, |open| match open.name() {
        "numFmt" => {
            let id = open.get("numFmtId").and_then(|id| id.parse::<u32>().ok());
            let code = open.get("formatCode").unwrap_or_default();
            own.extend(id.map(|id| (id, sheet::is_date(&code))));
        }
        "cellXfs" => in_cells = true,
        "cellStyles" | "dxfs" | "cellStyleXfs" => in_cells = false,
        "xf" if in_cells => {
            let id = open
                .get("numFmtId")
                .and_then(|id| id.parse().ok())
                .unwrap_or(0);
            let known = own.get(&id).copied();
            dates.push(known.unwrap_or_else(|| sheet::is_built_in_date(id)));
        }
        _ => {}
    });
    Styles { dates, since_1904 }
}

/// Comments, text boxes and titles of charts that belong to a sheet.
fn beside(package: &mut Package<'_>, sheet: &str, found: &mut Found) -> Reading {
    for relation in relations(package, sheet, found) {
        match relation.kind.as_str() {
            "comments" => {
                let read = comments(package, &relation.target, found);
                found.part(read)?;
            }
            "drawing" => drawing(package, &relation.target, found)?,
            _ => {}
        }
    }
    Ok(())
}

fn drawing(package: &mut Package<'_>, part: &str, found: &mut Found) -> Reading {
    of_part(package, part, &Authors::new(), found)?;
    for relation in relations(package, part, found) {
        if matches!(relation.kind.as_str(), "chart" | "diagramData") {
            of_part(package, &relation.target, &Authors::new(), found)?;
        }
    }
    Ok(())
}

/// Comments with their authors and cells.
fn comments(package: &mut Package<'_>, part: &str, found: &mut Found) -> Reading {
    let Some(bytes) = package.part(part, found) else {
        return Ok(());
    };
    let text = decode(&bytes);
    let mut xml = Xml::new(&text);
    let mut authors = Vec::new();
    while let Some(node) = xml.next()? {
        match node {
            Node::Open(open) if open.name() == "author" => authors.push(xml.text()?),
            Node::Open(open) if open.name() == "comment" => {
                let cell = open.get("ref").unwrap_or_default();
                let author = open.get("authorId").and_then(|id| id.parse::<usize>().ok());
                let author = author
                    .and_then(|id| authors.get(id))
                    .map_or("", String::as_str);
                let by = if author.is_empty() { "" } else { " by " };
                let text = xml.text()?;
                found.line(&format!(
                    "[comment{by}{author} on {cell}: {}]",
                    summary::one_line(&text)
                ))?;
            }
            _ => {}
        }
    }
    Ok(())
}
