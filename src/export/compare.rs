//! Files that are not written but compared, byte for byte, with those that lie there. It does not know what is in them.

use std::fs::File;
use std::io::{self, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use super::files::{Contents, Outlet};
use crate::error::{Result, reason};

/// A file that is not as it would be written now: the first byte that differs, and a sentence.
pub type Differing = (PathBuf, Option<u64>, String);

/// Compares all files it is given.
#[derive(Debug, Default)]
pub struct Compare {
    found: Mutex<(u64, Vec<Differing>)>,
}

impl Compare {
    /// Number of files compared, and those that differ, sorted.
    pub fn found(self) -> (u64, Vec<Differing>) {
        let (files, mut differing) = self
            .found
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner);
        differing.sort_unstable();
        (files, differing)
    }
}

impl Outlet for Compare {
    fn put(&self, path: &Path, contents: Contents) -> Result<()> {
        let differing = match compare(path, contents) {
            Ok(None) => None,
            Ok(Some((offset, told))) => Some((path.to_path_buf(), Some(offset), told.to_owned())),
            Err(error) => Some((
                path.to_path_buf(),
                None,
                format!("it cannot be read: {}", reason(&error)),
            )),
        };
        let mut found = self.found.lock().unwrap_or_else(PoisonError::into_inner);
        found.0 += 1;
        found.1.extend(differing);
        Ok(())
    }

    fn folder(&self, _path: &Path) -> Result<()> {
        Ok(())
    }
}

fn compare(path: &Path, contents: Contents) -> io::Result<Option<(u64, &'static str)>> {
    let mut side = BesideFile {
        file: BufReader::with_capacity(256 << 10, File::open(path)?),
        at: 0,
        differs: None,
        scratch: Vec::new(),
    };
    contents(&mut side)?;
    if let Some(offset) = side.differs {
        return Ok(Some((
            offset,
            "it is another than the facts give from this byte on",
        )));
    }
    let rest = side.file.read(&mut [0])?;
    Ok((rest > 0).then_some((side.at, "it goes on where it should end")))
}

/// Takes what would be written and compares it.
struct BesideFile {
    file: BufReader<File>,
    at: u64,
    differs: Option<u64>,
    scratch: Vec<u8>,
}

impl Write for BesideFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.differs.is_none() {
            self.scratch.clear();
            (&mut self.file)
                .take(bytes.len() as u64)
                .read_to_end(&mut self.scratch)?;
            if self.scratch != bytes {
                let same = self
                    .scratch
                    .iter()
                    .zip(bytes)
                    .take_while(|(a, b)| a == b)
                    .count();
                self.differs = Some(self.at + same as u64);
            }
            self.at += bytes.len() as u64;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn the_first_byte_that_differs_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.csv");
        std::fs::write(&path, "Id,Label\n1,x\n").unwrap();
        let offset = |texts: &[&str]| {
            let compare = Compare::default();
            let mut write =
                |out: &mut dyn Write| texts.iter().try_for_each(|t| out.write_all(t.as_bytes()));
            compare.put(&path, &mut write).unwrap();
            compare.found().1.first().map(|(_, offset, _)| *offset)
        };
        assert_eq!(offset(&["Id,Label\n", "1,x\n"]), None);
        assert_eq!(offset(&["Id,Label\n", "2,x\n"]), Some(Some(9)));
        assert_eq!(offset(&["Id,Label\n"]), Some(Some(9)));
        assert_eq!(offset(&["Id,Label\n1,x\n", "2,y\n"]), Some(Some(13)));
        std::fs::remove_file(&path).unwrap();
        assert_eq!(offset(&["x"]), Some(None));
    }
}
