//! Documents: the text, and what it says of itself, of a file that is no mail. It looks at bytes alone, never at names. It does not know
//! who sent the file, or where it lay.
//!
//! Readers of documents are complex and files hostile, so they run in a process of their own, which may crash or hang.

mod codepage;
mod compound;
mod dates;
mod doc;
mod docx;
mod format;
mod found;
pub mod html;
pub mod limits;
mod name;
mod ooxml;
mod opendocument;
mod package;
mod pdf;
mod ppt;
mod pptx;
mod rtf;
mod sheet;
mod story;
mod summary;
mod text;
mod web;
pub mod worker;
mod xls;
mod xlsx;
mod xml;

use std::panic::{AssertUnwindSafe, catch_unwind};

pub use format::format;

use found::{Fault, Found};

/// What sort of document it is, told by its bytes.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
pub enum Format {
    /// Word, since 2007.
    Docx,
    /// Excel, since 2007.
    Xlsx,
    /// PowerPoint, since 2007.
    Pptx,
    /// Word, before.
    Doc,
    /// Excel, before.
    Xls,
    /// PowerPoint, before.
    Ppt,
    /// OpenDocument text.
    Odt,
    /// OpenDocument spreadsheet.
    Ods,
    /// OpenDocument presentation.
    Odp,
    /// Portable Document Format.
    Pdf,
    /// Rich Text Format.
    Rtf,
    /// A web page.
    Html,
    /// Text with separators, of one number of fields on each line.
    Csv,
    /// Other text.
    Text,
    /// XML of no known kind.
    Xml,
    /// A calendar (RFC 5545).
    Calendar,
    /// An address book card (RFC 6350).
    Card,
    /// A picture.
    Image,
    /// Sound or film.
    Media,
    /// An archive: ZIP, tar, gzip, 7-Zip ...
    Archive,
    /// A mail, or a file of Outlook.
    Mail,
    /// A program.
    Program,
    /// Something else.
    Unknown,
}

/// What became of reading it.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
pub enum State {
    /// It has text.
    Read,
    /// It was read and has no text: a picture, a scan, an empty file.
    NoText,
    /// It is protected by a password.
    Encrypted,
    /// Its bytes are not what its format asks for; text found up to there is kept.
    Damaged,
    /// Its format is not read.
    Unsupported,
    /// A limit was reached; text found up to there is kept.
    Limit,
    /// The reader crashed or hung on it.
    Failed,
}

/// What a document says of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Metadata {
    /// Its title.
    pub title: String,
    /// Who made it.
    pub author: String,
    /// Who changed it last.
    pub modified_by: String,
    /// The company.
    pub company: String,
    /// When it was made: seconds since 1970, UTC (its time zone is often unknown).
    pub created: Option<i64>,
    /// When it was changed last.
    pub modified: Option<i64>,
    /// How many pages, sheets or slides.
    pub pages: Option<u32>,
}

/// What was found in a document.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Extracted {
    /// Its format.
    pub format: Format,
    /// What became of it.
    pub state: State,
    /// Why, in a sentence without a full stop; empty for [`State::Read`] without any doubt.
    pub detail: String,
    /// Its text: paragraphs and rows on lines of their own, cells with a tab between; LF, no control characters else.
    pub text: String,
    /// What it says of itself.
    pub metadata: Metadata,
}

/// The text of a document, and what it says of itself: whatever was found until a fault stopped the reading, and that fault.
/// Always gives a result; a crash inside a reader is [`State::Failed`], but one that cannot be caught (no memory left) ends the process.
pub fn extract(bytes: &[u8]) -> Extracted {
    let format = format(bytes);
    let mut found = Found::default();
    let read = AssertUnwindSafe(|| read(format, bytes, &mut found));
    let result =
        catch_unwind(read).unwrap_or_else(|_| Err(Fault::new(State::Failed, "its reader crashed")));
    found.finish(format, result)
}

/// Asks the reader of that format. What it found before a fault stays in `found`.
fn read(format: Format, bytes: &[u8], found: &mut Found) -> Result<(), Fault> {
    if bytes.len() > limits::DOCUMENT_BYTES {
        return Err(Fault::limit("it is larger than documents that are read"));
    }
    let none = |detail| Err(Fault::new(State::NoText, detail));
    let not_read = |detail| Err(Fault::new(State::Unsupported, detail));
    match format {
        Format::Doc => doc::read(bytes, found),
        Format::Docx => docx::read(bytes, found),
        Format::Xlsx => xlsx::read(bytes, found),
        Format::Pptx => pptx::read(bytes, found),
        Format::Rtf => rtf::read(bytes, found),
        Format::Html => web::read(bytes, found),
        Format::Text | Format::Csv => text::read(bytes, found),
        Format::Xml => text::read_xml(bytes, found),
        Format::Calendar | Format::Card => text::read_lines(bytes, found),
        Format::Ppt => ppt::read(bytes, found),
        Format::Pdf => pdf::read(bytes, found),
        Format::Xls => xls::read(bytes, found),
        Format::Odt | Format::Ods | Format::Odp => opendocument::read(bytes, found),
        Format::Image => none("a picture"),
        Format::Media => none("sound or film"),
        Format::Program => none("a program"),
        Format::Archive => not_read("an archive; its members are documents of their own"),
        Format::Mail => not_read("a mail"),
        _ if format::is_encrypted_package(bytes) => Err(Fault::encrypted()),
        Format::Unknown if bytes.is_empty() => none("it is empty"),
        Format::Unknown if bytes.starts_with(compound::SIGNATURE) => {
            compound::Compound::open(bytes).and_then(|_| not_read("its format is not read"))
        }
        _ => not_read("its format is not read"),
    }
}
