//! A bundle: a ZIP with the messages behind a tie, a page to read and a manifest; written, and read again. The same bytes for the
//! same input: nothing is compressed, no time and no system stands in it. It knows no mail and no case.

mod page;

use std::fs::File;
use std::io::{self, Cursor, Read, Seek, Write};

use serde::{Deserialize, Serialize};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

use crate::error::{Error, Result};
use crate::report::proof::{Row, Tie};

pub use page::page;

/// Version of the form. 1: first version.
pub const VERSION: u32 = 1;
/// Name of the manifest in a bundle.
pub const MANIFEST: &str = "manifest.json";
/// Name of the page in a bundle.
pub const PAGE: &str = "index.html";
/// What is in a bundle may be so many times as long as the bundle, in case somebody has compressed it; the rest is not read.
const TIMES: u64 = 16;

/// What a bundle says of itself.
#[derive(Clone, Debug, Serialize)]
pub struct Manifest {
    /// [`VERSION`].
    pub bundle_version: u32,
    /// Name and version of the program.
    pub program: String,
    /// Version of the schema of the case.
    pub schema_version: i64,
    /// Version of what made the facts of the case.
    pub facts_version: i64,
    /// What was asked for.
    pub query: Query,
    /// The tie and how it is counted.
    pub tie: Tie,
    /// Which copy of a message is here, and what `sha256` covers.
    pub note: &'static str,
    /// The page.
    pub page: Page,
    /// The messages, in the order of the page.
    pub messages: Vec<Entry>,
}

/// What the user typed.
#[derive(Clone, Debug, Serialize)]
pub struct Query {
    /// The first end.
    pub a: String,
    /// The second end.
    pub b: String,
    /// Mail with the people of an organization.
    pub mail: bool,
    /// `--after`.
    pub after: Option<String>,
    /// `--before`.
    pub before: Option<String>,
}

/// The page in the bundle.
#[derive(Clone, Debug, Serialize)]
pub struct Page {
    /// [`PAGE`].
    pub file: &'static str,
    /// Digest of its bytes.
    pub sha256: String,
}

/// A message of a bundle.
#[derive(Clone, Debug, Serialize)]
pub struct Entry {
    /// Name in the bundle.
    pub file: String,
    /// Its bytes.
    pub bytes: u64,
    /// Digest of them.
    pub sha256: String,
    /// Its subject.
    pub subject: String,
    /// What it shows.
    #[serde(flatten)]
    pub row: Row,
    /// Of a document that it carries: the words around the name there; else empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub document_words: String,
    /// Message-ID.
    pub message_id: Option<String>,
    /// Which copy it is, in the order of places, from 1.
    pub copy: usize,
    /// Copies in the case.
    pub copies: usize,
    /// Where it lies in the archive.
    pub origin: Place,
    /// Where the other copies lie.
    pub other_copies: Vec<Place>,
}

/// A place in an archive.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// The file as it was named when it was read.
    pub file: String,
    /// The path in it, if it is a container.
    pub member: Option<String>,
    /// First byte of the stretch.
    pub offset: u64,
    /// Bytes of the stretch.
    pub length: u64,
    /// If the message was encoded inside another, which lies in the stretch: which of the messages in it, level by level.
    #[serde(default)]
    pub within: Vec<u32>,
    /// Digest of the message.
    pub sha256: String,
}

/// The name of a message in a bundle: made of numbers and of the id, which is made of digits.
pub fn name(number: usize, row: &Row) -> String {
    format!("messages/{number:04}-{}.eml", row.id)
}

/// A bundle that is being written.
pub struct Packer<W: Write + Seek>(ZipWriter<W>);

impl<W: Write + Seek> Packer<W> {
    /// An empty one.
    pub fn new(out: W) -> Self {
        Self(ZipWriter::new(out))
    }

    /// Adds a file.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn add(&mut self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Stored)
            .last_modified_time(DateTime::default())
            .unix_permissions(0o644);
        self.0.start_file(name, options)?;
        self.0.write_all(bytes)
    }

    /// Ends it.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn finish(self) -> io::Result<W> {
        Ok(self.0.finish()?)
    }
}

/// A bundle that is read again.
pub struct Unpacker {
    archive: ZipArchive<File>,
    /// Bytes that may still be read.
    left: u64,
}

/// A file of a bundle.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unpacked {
    /// Its name.
    pub name: String,
    /// Its bytes, as they lie there.
    pub bytes: Vec<u8>,
    /// Where they begin in the bundle.
    pub start: u64,
    /// What is wrong with it, such as a check sum.
    pub wrong: Option<String>,
}

impl Unpacker {
    /// Opens a bundle; `shown` is its name.
    ///
    /// # Errors
    /// If it is no ZIP or its directory is damaged; the place is named.
    pub fn open(mut file: File, shown: &str) -> Result<Self> {
        let directory = directory(&mut file).unwrap_or(0);
        let left = file
            .metadata()
            .map_or(0, |meta| meta.len())
            .saturating_mul(TIMES);
        let archive = ZipArchive::new(file).map_err(|e| {
            Error::new(format!(
                "'{shown}' is no bundle, or its directory (from byte {directory} to its end) is damaged: {}",
                e.to_string().to_lowercase()
            ))
        })?;
        Ok(Self { archive, left })
    }

    /// Number of files in it.
    pub fn len(&self) -> usize {
        self.archive.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.archive.is_empty()
    }

    /// The file of that number; if nothing of it can be read, it says so.
    pub fn get(&mut self, index: usize) -> Unpacked {
        let mut unpacked = Unpacked::default();
        let raw = self.archive.by_index_raw(index).and_then(|stored| {
            unpacked.start = stored.data_start().unwrap_or_else(|| stored.header_start());
            unpacked.name = stored.name()?.into_owned();
            Ok(())
        });
        let read = raw.and_then(|()| {
            let file = self.archive.by_index(index)?;
            file.take(self.left).read_to_end(&mut unpacked.bytes)?;
            Ok(())
        });
        self.left -= unpacked.bytes.len() as u64;
        unpacked.wrong = read.err().map(|e| e.to_string().to_lowercase());
        if unpacked.name.is_empty() {
            unpacked.name = format!("file {}", index + 1);
        }
        unpacked
    }
}

/// Where the end record says that the directory begins; the end record itself if it is none. PKWARE APPNOTE 4.3.16.
fn directory(file: &mut File) -> io::Result<u64> {
    const END: u64 = 22;
    let end = file.metadata()?.len().saturating_sub(END);
    let mut record = Vec::new();
    file.seek(io::SeekFrom::Start(end))?;
    file.take(END).read_to_end(&mut record)?;
    Ok(match record.get(16..20) {
        Some(&[a, b, c, d]) if record.starts_with(b"PK\x05\x06") => {
            u64::from(u32::from_le_bytes([a, b, c, d])).min(end)
        }
        _ => end,
    })
}

/// The first byte in which a bundle differs from what [`Packer`] makes of the files in it; none if it is as it was written.
/// Memory: the size of the bundle at most.
///
/// # Errors
/// If it cannot be read.
pub fn first_strange_byte<'a>(
    file: &mut File,
    files: impl Iterator<Item = (&'a str, &'a [u8])>,
) -> io::Result<Option<u64>> {
    let size = file.metadata()?.len();
    let mut packer = Packer::new(Cursor::new(Vec::new()));
    let mut packed = 0;
    for (name, bytes) in files {
        packed += bytes.len() as u64;
        if packed > size {
            // Somebody has compressed it: its first byte that tells so is in the first header.
            return Ok(Some(0));
        }
        packer.add(name, bytes)?;
    }
    let expected = packer.finish()?.into_inner();
    let mut found = Vec::with_capacity(expected.len());
    file.rewind()?;
    file.take(expected.len() as u64 + 1)
        .read_to_end(&mut found)?;
    Ok(first_difference(&expected, &found))
}

/// Where two stretches of bytes differ first; the length of the shorter if it is the beginning of the other.
pub fn first_difference(a: &[u8], b: &[u8]) -> Option<u64> {
    let same = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    (same < a.len().max(b.len())).then_some(same as u64)
}
