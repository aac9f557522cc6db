//! The seal of a database: digests as the last run left it, page by page, so that a changed byte is found and its place can be told.
//! It does not know what the pages hold.

use std::fmt::Write as _;
use std::fs::File;
use std::io::Read;
use std::path::Path;

use rayon::prelude::*;
use sha2::{Digest, Sha256};

use crate::error::{Error, Result};
use crate::origin::Sha256Digest;

/// Name of the seal of a database, beside it: its first line is one that `sha256sum --check` reads.
pub fn name(database: &str) -> String {
    format!("{database}.sha256")
}

/// Bytes of a page; as in the databases.
const PAGE: usize = 8192;
/// Pages that are read at once.
const BATCH: usize = 512;

/// What the seal shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Seal {
    /// The database is as it was sealed.
    Whole,
    /// There is no seal, or it is no seal.
    Missing,
    /// These stretches differ: first byte and one past the last.
    Broken(Vec<(u64, u64)>),
}

/// The text of the seal for a database in the folder as it is now. O(size), on all cores.
///
/// # Errors
/// If the database cannot be read.
pub fn text(folder: &Path, database: &str) -> Result<String> {
    let (whole, pages) = digests(&folder.join(database))?;
    let mut text =
        format!("{whole}  {database}\n# the first 16 digits of the SHA-256 of each {PAGE} bytes\n");
    for page in pages {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "# {page:016x}");
    }
    Ok(text)
}

/// Compares a database with its seal. O(size), on all cores.
///
/// # Errors
/// If the database cannot be read.
pub fn check(folder: &Path, database: &str) -> Result<Seal> {
    let Ok(sealed) = std::fs::read_to_string(folder.join(name(database))) else {
        return Ok(Seal::Missing);
    };
    let (whole, pages) = digests(&folder.join(database))?;
    let mut lines = sealed.lines();
    let first = lines.next().unwrap_or_default();
    let known: Vec<Option<u64>> = lines
        .skip(1)
        .map(|line| u64::from_str_radix(line.strip_prefix("# ")?, 16).ok())
        .collect();
    if known.is_empty() {
        return Ok(Seal::Missing);
    }
    let mut broken: Vec<(u64, u64)> = Vec::new();
    for number in 0..known.len().max(pages.len()) {
        if known.get(number).copied().flatten() == pages.get(number).copied() {
            continue;
        }
        let start = (number * PAGE) as u64;
        match broken.last_mut().filter(|(_, end)| *end == start) {
            Some((_, end)) => *end += PAGE as u64,
            None => broken.push((start, start + PAGE as u64)),
        }
    }
    if broken.is_empty() && first != format!("{whole}  {database}") {
        return Ok(Seal::Missing);
    }
    Ok(if broken.is_empty() {
        Seal::Whole
    } else {
        Seal::Broken(broken)
    })
}

/// The digest of the whole, and the beginnings of those of the pages.
fn digests(path: &Path) -> Result<(Sha256Digest, Vec<u64>)> {
    let told = |e: std::io::Error| Error::io(format!("read '{}'", path.display()), &e);
    let mut file = File::open(path).map_err(told)?;
    let (mut whole, mut pages) = (Sha256::new(), Vec::new());
    let mut buffer = Vec::with_capacity(BATCH * PAGE);
    loop {
        buffer.clear();
        let read = (&mut file)
            .take((BATCH * PAGE) as u64)
            .read_to_end(&mut buffer);
        if read.map_err(told)? == 0 {
            return Ok((Sha256Digest(whole.finalize().into()), pages));
        }
        let (_, of_pages) = rayon::join(
            || whole.update(&buffer),
            || {
                let pages = buffer.par_chunks(PAGE).with_min_len(64);
                pages
                    .map(|page| Sha256Digest::of(page).prefix())
                    .collect::<Vec<u64>>()
            },
        );
        pages.extend(of_pages);
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_byte_is_found_in_its_page() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        let mut bytes: Vec<u8> = (0..5 * PAGE + 100).map(|i| (i / 7 % 251) as u8).collect();
        std::fs::write(&path, &bytes).unwrap();
        assert_eq!(check(folder.path(), "a.db").unwrap(), Seal::Missing);
        std::fs::write(
            folder.path().join(name("a.db")),
            text(folder.path(), "a.db").unwrap(),
        )
        .unwrap();
        assert_eq!(check(folder.path(), "a.db").unwrap(), Seal::Whole);
        bytes[2 * PAGE + 5] ^= 1;
        bytes[5 * PAGE + 1] ^= 1;
        std::fs::write(&path, &bytes).unwrap();
        let page = PAGE as u64;
        let broken = Seal::Broken(vec![(2 * page, 3 * page), (5 * page, 6 * page)]);
        assert_eq!(check(folder.path(), "a.db").unwrap(), broken);
    }
}
