//! Compound files, in which programs kept several streams in one file before ZIP took over. How they are read, `outlook` knows; this tells
//! what was damaged. It does not know what streams mean.

use super::found::{Fault, Found};
use crate::outlook::compound;

/// The first bytes of each.
pub(super) const SIGNATURE: &[u8] = &compound::SIGNATURE;

/// An open compound file.
pub(super) struct Compound<'a>(compound::Compound<'a>);

impl<'a> Compound<'a> {
    pub(super) fn open(bytes: &'a [u8]) -> Result<Self, Fault> {
        compound::Compound::open(bytes)
            .map(Self)
            .map_err(|_| Fault::damaged("its directory of streams is damaged"))
    }

    /// Whether there is a stream or storage of that name at the top; letters may be small or capital.
    pub(super) fn has(&self, name: &str) -> bool {
        self.0.child(self.0.root(), name).is_some()
    }

    /// The bytes of a stream, if there is one of that name. A fault in it is noted in `found`; what could be read is given.
    pub(super) fn stream(&mut self, name: &str, found: &mut Found) -> Option<Vec<u8>> {
        let id = self.0.child(self.0.root(), name)?;
        if !self.0.is_stream(id) {
            return None;
        }
        let stream = self.0.read(id);
        if !stream.whole {
            let name = name.trim_start_matches('\u{5}');
            found.note(Fault::damaged(format!("its stream '{name}' is damaged")));
        }
        Some(stream.bytes)
    }
}
