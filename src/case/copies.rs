//! Copies looked up for many versions at once: one pass over the table, since it has no index on digests.

use std::path::PathBuf;

use rusqlite::{OptionalExtension, Row};
use rustc_hash::FxHashMap;

use super::lookup::{FoundCopy, Lookup};
use super::original::Stretch;
use crate::error::Result;

/// A file that copies lie in.
struct InFile {
    path: String,
    custodian: String,
    place: (PathBuf, Option<String>),
}

impl Lookup {
    /// The copies of these versions (rows) in current files, each with the row of its version, sorted by place. O(copies in the case).
    ///
    /// # Errors
    /// If the case cannot be read.
    pub fn copies_of(&self, versions: &[i64]) -> Result<Vec<(i64, FoundCopy)>> {
        let mut wanted: FxHashMap<Vec<u8>, i64> = FxHashMap::default();
        for &version in versions {
            let digest: Option<Vec<u8>> =
                self.row("SELECT digest FROM version WHERE id = ?1", [version], |r| {
                    r.get(0)
                })?;
            wanted.extend(digest.map(|digest| (digest, version)));
        }
        let files = self.files_by_row()?;
        let sql =
            "SELECT version, file, offset, length, sha256, message_id, outer, position FROM copy";
        let found = self.rows(sql, [], |r| {
            let version = match r.get_ref(0)?.as_blob() {
                Ok(digest) => wanted.get(digest).copied(),
                Err(_) => None,
            };
            let file = files.get(&r.get::<_, i64>(1)?);
            match (version, file) {
                (Some(version), Some(file)) => copy(r, file).map(|copy| Some((version, copy))),
                _ => Ok(None),
            }
        })?;
        let mut copies = Vec::new();
        for (version, (mut copy, outer)) in found.into_iter().flatten() {
            if let Some((row, position)) = outer.filter(|_| copy.offset.is_none()) {
                copy.stretch = self.stretch(row, position)?;
            }
            copies.push((version, copy));
        }
        copies.sort_unstable_by(|a, b| a.1.cmp(&b.1));
        Ok(copies)
    }

    fn files_by_row(&self) -> Result<FxHashMap<i64, InFile>> {
        let sql = "SELECT f.id, f.path, m.custodian, f.absolute, f.member FROM file f JOIN mailbox m ON m.id = f.mailbox WHERE f.state IN (1, 2)";
        let files = self.rows(sql, [], |r| {
            let file = InFile {
                path: r.get(1)?,
                custodian: r.get(2)?,
                place: (PathBuf::from(r.get::<_, String>(3)?), r.get(4)?),
            };
            Ok((r.get(0)?, file))
        })?;
        Ok(files.into_iter().collect())
    }

    /// The stretch that a message which was encoded inside another is read from: upwards to the first that lies as it is.
    pub(super) fn stretch(&self, outer: i64, position: u32) -> Result<Stretch> {
        let mut stretch = Stretch {
            within: vec![position],
            ..Stretch::default()
        };
        let mut next = Some(outer);
        while let Some(row) = next {
            let sql = "SELECT offset, length, outer, position FROM copy WHERE id = ?1";
            type Found = (Option<i64>, i64, Option<i64>, Option<u32>);
            let found: Option<Found> = self.row(sql, [row], |r| {
                Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?))
            })?;
            let Some((offset, length, outer, position)) = found else {
                break;
            };
            if let Some(offset) = offset {
                (stretch.offset, stretch.length) = (offset.cast_unsigned(), length.cast_unsigned());
                break;
            }
            stretch.within.extend(position);
            // Rows of outer copies are smaller: a loop would be a damaged case.
            next = outer.filter(|outer| *outer < row);
        }
        stretch.within.reverse();
        Ok(stretch)
    }

    fn row<T>(
        &self,
        sql: &str,
        params: impl rusqlite::Params,
        row: impl FnOnce(&Row) -> rusqlite::Result<T>,
    ) -> Result<Option<T>> {
        let read = || {
            self.database
                .prepare_cached(sql)?
                .query_row(params, row)
                .optional()
        };
        read().map_err(|e| super::database_error(&self.folder, &e))
    }
}

/// A copy, and the row of the message it lies in with its place there.
fn copy(r: &Row, file: &InFile) -> rusqlite::Result<(FoundCopy, Option<(i64, u32)>)> {
    let offset = r.get::<_, Option<i64>>(2)?.map(i64::cast_unsigned);
    let length = r.get::<_, i64>(3)?.cast_unsigned();
    let copy = FoundCopy {
        path: file.path.clone(),
        offset,
        length,
        sha256: super::lookup::hexadecimal(&r.get::<_, Vec<u8>>(4)?),
        message_id: r.get(5)?,
        custodian: file.custodian.clone(),
        place: file.place.clone(),
        stretch: Stretch {
            offset: offset.unwrap_or(0),
            length,
            within: Vec::new(),
        },
    };
    let outer: Option<i64> = r.get(6)?;
    let position: Option<u32> = r.get(7)?;
    Ok((copy, outer.zip(position)))
}
