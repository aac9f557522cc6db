//! Portable Document Format: the text of its pages, of the notes and form fields on them, and what it says of itself. Objects and
//! encryption are the crate `hayro-syntax`'s; unpacking, fonts and the setting of text are ours. It does not know how text is used.
//!
//! Pictures are not looked into: a page that was scanned has no text.

mod cmap;
mod content;
mod encoding;
mod font;
mod info;
mod layout;
mod note;
mod stream;
mod width;

use hayro_syntax::object::{Array, Stream};
use hayro_syntax::page::Page;
use hayro_syntax::{DecryptionError, LoadPdfError, Pdf};
use memchr::memmem;

use self::content::{Matrix, Resources, Setter, Shared};
use super::State;
use super::found::{Fault, Found, Reading};

/// Reads a PDF. O(n) in what it unpacks to.
pub(super) fn read(bytes: &[u8], found: &mut Found) -> Reading {
    let pdf = Pdf::new(bytes.to_vec()).map_err(|error| fault(error, bytes))?;
    let mut shared = Shared::new();
    info::read(&pdf, &mut shared.budget, &mut found.metadata);
    let (mut blank, mut scanned) = (0, 0);
    for (index, page) in pdf.pages().iter().enumerate() {
        found.page(index + 1)?;
        let (before, pictures) = (found.len(), shared.pictures);
        let result = page_text(page, &mut shared, found);
        found.part(result)?;
        if found.len() == before {
            blank += 1;
            scanned += usize::from(shared.pictures > pictures);
        }
    }
    doubts(found, &shared, blank, scanned)
}

fn fault(error: LoadPdfError, bytes: &[u8]) -> Fault {
    match error {
        LoadPdfError::Decryption(DecryptionError::PasswordProtected) => Fault::encrypted(),
        LoadPdfError::Decryption(_) => Fault::new(State::Encrypted, "its encryption is not known"),
        // Without its password, objects of a protected file are noise, which may be all that is wrong.
        LoadPdfError::Invalid if memmem::find(bytes, b"/Encrypt").is_some() => Fault::encrypted(),
        LoadPdfError::Invalid => Fault::damaged("no pages can be found in it"),
    }
}

fn page_text(page: &Page<'_>, shared: &mut Shared, found: &mut Found) -> Reading {
    let resources = page.resources();
    let resources = Resources::of(resources.fonts.clone(), resources.x_objects.clone());
    let mut setter = Setter::new(shared);
    let (content, broken) = content(page, setter.shared);
    let result = setter.run(&content, &resources, Matrix::SAME);
    found.end_line();
    found.push(&setter.layout.finish())?;
    note::read(page, &resources, shared, found)?;
    result.and(broken)
}

/// The streams of a page as one, with a blank between: an operator may not run across, but a line of them may.
fn content(page: &Page<'_>, shared: &mut Shared) -> (Vec<u8>, Reading) {
    let (mut content, mut result) = (Vec::new(), Ok(()));
    let raw = page.raw();
    let one = raw.get::<Stream<'_>>("Contents").into_iter();
    let many = raw.get::<Array<'_>>("Contents").into_iter();
    for stream in one.chain(many.flat_map(|many| many.iter::<Stream<'_>>())) {
        match stream::unpack(&stream, &mut shared.budget) {
            Ok(part) => content.extend(part),
            Err(fault) => result = Err(fault),
        }
        content.push(b'\n');
        if result
            .as_ref()
            .is_err_and(|fault| fault.state == State::Limit)
        {
            break;
        }
    }
    (content, result)
}

/// What is missing though nothing was broken.
fn doubts(found: &Found, shared: &Shared, blank: usize, scanned: usize) -> Reading {
    let state = match found.is_blank() {
        true => State::NoText,
        false => State::Read,
    };
    let detail = match (scanned, shared.unknown) {
        (0, 0) => return Ok(()),
        (0, unknown) if unknown * 20 < shared.known + unknown => return Ok(()),
        (0, unknown) => {
            let all = shared.known + unknown;
            format!("its fonts do not tell which letters {unknown} of its {all} signs are")
        }
        (scanned, _) if scanned == blank => {
            format!("a scan: {scanned} of its pages have pictures and no text")
        }
        (scanned, _) => format!(
            "a scan: {scanned} of its pages have pictures and no text, {} more are blank",
            blank - scanned
        ),
    };
    Err(Fault::new(state, detail))
}
