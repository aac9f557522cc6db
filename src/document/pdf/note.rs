//! Notes and form fields on a PDF page: who wrote what beside the text, what was filled in. It does not know the page's own text.

use hayro_syntax::object::{Array, Dict, Name, Object, Stream, String as Bytes};
use hayro_syntax::page::Page;

use super::content::{Matrix, Resources, Setter, Shared};
use super::encoding::string;
use crate::document::found::{Found, Reading};

/// Notes on one page that are read.
const NOTES: usize = 10_000;
/// Steps from a field to the one above it that may hold its value.
const ABOVE: usize = 8;

/// Adds a line for each note and each field that holds something.
pub(super) fn read(
    page: &Page<'_>,
    resources: &Resources<'_>,
    shared: &mut Shared,
    found: &mut Found,
) -> Reading {
    let Some(notes) = page.raw().get::<Array<'_>>("Annots") else {
        return Ok(());
    };
    for note in notes.iter::<Dict<'_>>().take(NOTES) {
        shared.budget.spend(1 << 8)?;
        match note.get::<Name<'_>>("Subtype").as_deref() {
            Some(b"Widget") => field(&note, resources, shared, found)?,
            Some(b"Popup" | b"Link") => {}
            _ => comment(&note, found)?,
        }
    }
    Ok(())
}

fn comment(note: &Dict<'_>, found: &mut Found) -> Reading {
    let text = |key: &str| note.get::<Bytes<'_>>(key).map(|text| string(&text));
    let Some(content) = text("Contents").filter(|content| !content.trim().is_empty()) else {
        return Ok(());
    };
    match text("T").filter(|writer| !writer.trim().is_empty()) {
        Some(writer) => found.line(&format!("[note by {writer}: {content}]")),
        None => found.line(&format!("[note: {content}]")),
    }
}

/// What a field shows; if it shows nothing, its value.
fn field(
    note: &Dict<'_>,
    resources: &Resources<'_>,
    shared: &mut Shared,
    found: &mut Found,
) -> Reading {
    let mut shown = String::new();
    if let Some(form) = appearance(note) {
        let mut setter = Setter::new(shared);
        setter.form(&form, resources, Matrix::SAME)?;
        shown = setter.layout.finish();
    }
    if shown.trim().is_empty() {
        shown = value(note).unwrap_or_default();
    }
    match shown.trim().is_empty() {
        true => Ok(()),
        false => found.line(&shown),
    }
}

/// The form that draws a field in its present state.
fn appearance<'a>(note: &Dict<'a>) -> Option<Stream<'a>> {
    let looks = note.get::<Dict<'a>>("AP")?;
    if let Some(form) = looks.get::<Stream<'a>>("N") {
        return Some(form);
    }
    let state = note.get::<Name<'a>>("AS")?;
    looks.get::<Dict<'a>>("N")?.get::<Stream<'a>>(&state)
}

fn value(note: &Dict<'_>) -> Option<String> {
    let mut field = note.clone();
    for _ in 0..ABOVE {
        match field.get::<Object<'_>>("V") {
            Some(Object::String(value)) => return Some(string(&value)),
            Some(Object::Stream(_) | Object::Name(_)) => return None,
            _ => field = field.get::<Dict<'_>>("Parent")?,
        }
    }
    None
}
