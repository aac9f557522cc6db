//! Files that are there whole or not at all. It does not know what is in them.

use std::fs::{self, File};
use std::io::{self, BufWriter, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};

/// Bytes gathered before each write to the disk.
const BUFFER: usize = 256 * 1024;

/// A file being written under a temporary name beside its own: `.NAME.part`. [`AtomicFile::commit`] renames it;
/// dropped before, it is removed and the old file stays.
#[derive(Debug)]
pub struct AtomicFile {
    path: PathBuf,
    part: PathBuf,
    out: Option<BufWriter<File>>,
}

impl AtomicFile {
    /// Opens the temporary file. A leftover of an interrupted run is replaced, never followed.
    ///
    /// # Errors
    /// If the folder is missing or cannot be written to.
    pub fn create(path: impl Into<PathBuf>) -> Result<Self> {
        let path = path.into();
        let part = part_of(&path).ok_or_else(|| {
            Error::new(format!(
                "cannot write to '{}': it is not a file name",
                path.display()
            ))
        })?;
        let open = || {
            match fs::remove_file(&part) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
            File::create_new(&part)
        };
        match open() {
            Ok(file) => Ok(Self {
                out: Some(BufWriter::with_capacity(BUFFER, file)),
                path,
                part,
            }),
            Err(error) => Err(cannot_write(&path, &error)),
        }
    }

    /// Flushes, with `sync` also to the disk itself, and gives the file its name.
    ///
    /// # Errors
    /// If the disk is full or the name is taken by a folder; the temporary file is removed then.
    pub fn commit(mut self, sync: bool) -> Result<()> {
        let finish = |out: Option<BufWriter<File>>, part: &Path, path: &Path| {
            if let Some(out) = out {
                let file = out.into_inner().map_err(io::IntoInnerError::into_error)?;
                if sync {
                    file.sync_all()?;
                }
            }
            fs::rename(part, path)
        };
        let out = self.out.take();
        finish(out, &self.part, &self.path).map_err(|error| {
            // What is left of the temporary file is of no use; that it cannot be removed is told by the first error.
            let _ = fs::remove_file(&self.part);
            cannot_write(&self.path, &error)
        })
    }
}

impl Write for AtomicFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.out {
            Some(out) => out.write(bytes),
            None => Err(io::ErrorKind::BrokenPipe.into()),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.as_mut().map_or(Ok(()), Write::flush)
    }
}

impl Seek for AtomicFile {
    fn seek(&mut self, place: SeekFrom) -> io::Result<u64> {
        match &mut self.out {
            Some(out) => out.seek(place),
            None => Err(io::ErrorKind::BrokenPipe.into()),
        }
    }
}

impl Drop for AtomicFile {
    fn drop(&mut self) {
        if let Some(out) = self.out.take() {
            // Not into_inner: the rest of the buffer must not be written.
            drop(out.into_parts());
            let _ = fs::remove_file(&self.part);
        }
    }
}

/// Writes a file by its writer, then renames it into place. The old file stays until the new one is whole.
///
/// # Errors
/// The writer's own, or the disk's, as "cannot write to 'PATH': ...".
pub fn write_atomically(
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<()> {
    let mut file = AtomicFile::create(path)?;
    write(&mut file).map_err(|error| cannot_write(path, &error))?;
    file.commit(false)
}

/// Writes the contents of a file.
pub type Contents<'a> = &'a mut dyn FnMut(&mut dyn Write) -> io::Result<()>;

/// Where files go: to the disk, or to a comparison with what lies there.
pub trait Outlet: Sync {
    /// Takes a file.
    ///
    /// # Errors
    /// If it cannot be written.
    fn put(&self, path: &Path, contents: Contents) -> Result<()>;

    /// Makes sure that files can be put into a folder.
    ///
    /// # Errors
    /// If not.
    fn folder(&self, path: &Path) -> Result<()>;
}

/// The disk; see [`write_atomically`].
#[derive(Clone, Copy, Debug)]
pub struct Disk;

impl Outlet for Disk {
    fn put(&self, path: &Path, contents: Contents) -> Result<()> {
        write_atomically(path, |out| contents(out))
    }

    fn folder(&self, path: &Path) -> Result<()> {
        check_writable(path)
    }
}

/// Makes the folder if it is missing and tries whether a file can be written in it: asked before the work starts.
///
/// # Errors
/// If not, with the reason and a hint.
pub fn check_writable(folder: &Path) -> Result<()> {
    let probe = || {
        fs::create_dir_all(folder)?;
        let name = folder.join(".write-check.part");
        match fs::remove_file(&name) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let written = File::create_new(&name).and_then(|mut file| file.write_all(b"."));
        let removed = fs::remove_file(&name);
        written.and(removed)
    };
    probe().map_err(|error| {
        cannot_write(folder, &error)
            .hint("choose a folder you may write to, such as --case ./mailties-case")
    })
}

fn cannot_write(path: &Path, error: &io::Error) -> Error {
    Error::io(format_args!("write to '{}'", path.display()), error)
}

fn part_of(path: &Path) -> Option<PathBuf> {
    let mut name = std::ffi::OsString::from(".");
    name.push(path.file_name()?);
    name.push(".part");
    Some(path.with_file_name(name))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<_> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn whole_or_not_at_all() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.csv");
        write_atomically(&path, |out| out.write_all(b"old")).unwrap();
        let error = write_atomically(&path, |out| {
            out.write_all(b"half of the new")?;
            Err(io::ErrorKind::StorageFull.into())
        })
        .unwrap_err();
        assert_eq!(
            error.message,
            format!("cannot write to '{}': the disk is full", path.display())
        );
        assert_eq!(fs::read(&path).unwrap(), b"old");
        assert_eq!(names(folder.path()), ["a.csv"]);
    }

    #[test]
    fn a_leftover_is_replaced_and_a_link_is_not_followed() {
        let folder = tempfile::tempdir().unwrap();
        let victim = folder.path().join("victim");
        fs::write(&victim, "mine").unwrap();
        #[cfg(unix)]
        std::os::unix::fs::symlink(&victim, folder.path().join(".a.csv.part")).unwrap();
        write_atomically(&folder.path().join("a.csv"), |out| out.write_all(b"new")).unwrap();
        assert_eq!(fs::read(&victim).unwrap(), b"mine");
        assert_eq!(names(folder.path()), ["a.csv", "victim"]);
    }

    #[test]
    fn an_unwritable_folder_is_found_first() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        fs::write(&file, "").unwrap();
        check_writable(&folder.path().join("new/deep")).unwrap();
        assert!(names(&folder.path().join("new/deep")).is_empty());
        let error = check_writable(&file.join("below")).unwrap_err();
        assert!(error.message.ends_with("it is not a folder"), "{error}");
        assert!(error.hint.is_some());
    }
}
