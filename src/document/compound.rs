//! Compound files, in which programs kept several streams in one file before ZIP took over. It does not know what streams mean.
//!
//! Source: [MS-CFB].

use std::io::{Cursor, Read};

use cfb::CompoundFile;

use super::found::{Fault, Found};
use super::limits::UNPACKED_BYTES;

/// The first bytes of each.
pub(super) const SIGNATURE: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

/// An open compound file.
pub(super) struct Compound<'a>(CompoundFile<Cursor<&'a [u8]>>);

impl<'a> Compound<'a> {
    pub(super) fn open(bytes: &'a [u8]) -> Result<Self, Fault> {
        CompoundFile::open(Cursor::new(bytes))
            .map(Self)
            .map_err(|_| Fault::damaged("its directory of streams is damaged"))
    }

    /// Whether there is a stream or storage of that name at the top; letters may be small or capital.
    pub(super) fn has(&self, name: &str) -> bool {
        self.named(name).is_some()
    }

    /// The name as it is written. The directory is asked in its order: where that is wrong, a search would miss it.
    fn named(&self, name: &str) -> Option<String> {
        let entries = self.0.read_root_storage();
        let mut names = entries.map(|entry| entry.name().to_owned());
        names.find(|found| found.eq_ignore_ascii_case(name))
    }

    /// The bytes of a stream, if there is one of that name. A fault in it is noted in `found`; what could be read is given.
    pub(super) fn stream(&mut self, name: &str, found: &mut Found) -> Option<Vec<u8>> {
        let name = self.named(name)?;
        let damaged = || {
            Fault::damaged(format!(
                "its stream '{}' is damaged",
                name.trim_start_matches('\u{5}')
            ))
        };
        let mut bytes = Vec::new();
        match self.0.open_stream(&name) {
            Ok(stream) => {
                if stream.take(UNPACKED_BYTES).read_to_end(&mut bytes).is_err() {
                    found.note(damaged());
                }
            }
            Err(_) => found.note(damaged()),
        }
        Some(bytes)
    }
}
