//! PowerPoint since 2007: slides in their order, with the notes and comments of each. It does not know how text stands in them.

use super::found::{Found, Reading};
use super::ooxml::{Typed, each, embedded, relations, typed};
use super::package::Package;
use super::story::{Authors, of_part};
use super::summary;

/// Parts that belong to a slide and hold text.
const KINDS: &[&str] = &["notesSlide", "comments", "diagramData", "chart"];

/// Reads a presentation.
pub(super) fn read(bytes: &[u8], found: &mut Found) -> Reading {
    let mut package = Package::open(bytes);
    summary::of_package(&mut package, found);
    let parts = typed(&mut package, found);
    let authors = authors(&mut package, &parts, found);
    let slides = slides(&mut package, &parts, found);
    found.metadata.pages = u32::try_from(slides.len()).ok();
    for (number, slide) in slides.iter().enumerate() {
        found.page(number + 1)?;
        if is_hidden(&mut package, slide) {
            found.line(&format!("[hidden slide {}]", number + 1))?;
        }
        of_part(&mut package, slide, &authors, found)?;
        let relations = relations(&mut package, slide, found);
        for kind in KINDS {
            let own = |kind: &str, found: &str| {
                found
                    .to_ascii_lowercase()
                    .contains(&kind.to_ascii_lowercase())
            };
            for relation in relations
                .iter()
                .filter(|relation| own(kind, &relation.kind))
            {
                of_part(&mut package, &relation.target, &authors, found)?;
            }
        }
    }
    embedded(&package, found)
}

/// Names of slides in the order of the show; those that are in no show come last.
fn slides(package: &mut Package<'_>, parts: &[Typed], found: &mut Found) -> Vec<String> {
    let main = parts.iter().find(|part| part.kind == "main");
    let main = main
        .map_or("ppt/presentation.xml", |part| &part.name)
        .to_owned();
    let relations = relations(package, &main, found);
    let mut slides = Vec::new();
    each(package, &main, found, |open| {
        if open.name() == "sldId" {
            let id = open.get_full("r:id").unwrap_or_default();
            let target = relations.iter().find(|relation| relation.id == id);
            slides.extend(target.map(|relation| relation.target.clone()));
        }
    });
    let mut known: std::collections::BTreeSet<String> = slides.iter().cloned().collect();
    for part in parts.iter().filter(|part| part.kind == "slide") {
        if known.insert(part.name.clone()) {
            slides.push(part.name.clone());
        }
    }
    slides.retain(|slide| package.has(slide));
    slides
}

fn is_hidden(package: &mut Package<'_>, slide: &str) -> bool {
    let mut hidden = false;
    each(package, slide, &mut Found::default(), |open| {
        hidden |= open.full_name() == "p:sld" && open.get("show").as_deref() == Some("0");
    });
    hidden
}

/// Who wrote comments, by number: `cmAuthor` of 2007, `author` since 2021.
fn authors(package: &mut Package<'_>, parts: &[Typed], found: &mut Found) -> Authors {
    let mut authors = Authors::new();
    for part in parts
        .iter()
        .filter(|part| matches!(part.kind.as_str(), "commentAuthors" | "authors"))
    {
        each(package, &part.name, found, |open| {
            if let (Some(id), Some(name)) = (open.get_full("id"), open.get_full("name")) {
                authors.insert(id, name);
            }
        });
    }
    authors
}
