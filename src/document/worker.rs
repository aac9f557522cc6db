//! Stand-in.

use std::path::PathBuf;

use super::{Extracted, Format, Metadata, State};

/// Reads documents.
#[derive(Debug)]
pub struct Reader {}

impl Reader {
    /// In a process of its own, or in this one.
    pub fn new(_program: Option<PathBuf>) -> Self {
        Self {}
    }

    /// Reads a document.
    pub fn read(&mut self, bytes: &[u8]) -> Extracted {
        let text = String::from_utf8_lossy(bytes).into_owned();
        Extracted {
            format: Format::Text,
            state: State::Read,
            detail: String::new(),
            text,
            metadata: Metadata::default(),
        }
    }
}
