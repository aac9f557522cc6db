//! Word since 2007: which parts hold text. It does not know how text stands in them.

use super::found::{Found, Reading};
use super::package::Package;
use super::{ooxml, story, summary};

/// Kinds of parts with text, in the order in which they are told.
const KINDS: &[&str] = &[
    "main",
    "header",
    "footer",
    "footnotes",
    "endnotes",
    "comments",
    "diagramData",
    "chart",
    "glossary",
];

/// Reads a document.
pub(super) fn read(bytes: &[u8], found: &mut Found) -> Reading {
    let mut package = Package::open(bytes);
    summary::of_package(&mut package, found);
    let parts = ooxml::typed(&mut package, found);
    for kind in KINDS {
        story::of_kind(&mut package, &parts, kind, found)?;
    }
    ooxml::embedded(&package, found)
}
