//! Looking things up in a case: texts, headers as written, copies, attachments, problems.

use std::path::{Path, PathBuf};

use rusqlite::{Connection, OptionalExtension, Row};

use super::original::Stretch;
use super::text::{self, Text};
use super::{database_error, open_read_only};
use crate::error::Result;
use crate::problem::{Problem, ProblemKind};

/// A case opened for reading.
#[derive(Debug)]
pub struct Lookup {
    pub(super) folder: PathBuf,
    pub(super) database: Connection,
}

/// Headers of a version as written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Head {
    /// The subject.
    pub subject: String,
    /// The `Date` header as written.
    pub date_raw: String,
    /// Where the date was taken from: `Date`, `Received`, `separator`; empty if undated.
    pub date_source: &'static str,
    /// Kind of mail and why.
    pub kind_reason: String,
}

/// One copy of a version.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FoundCopy {
    /// The file as the user named it.
    pub path: String,
    /// Offset in it; `None` for a message that was encoded inside another.
    pub offset: Option<u64>,
    /// Length in bytes.
    pub length: u64,
    /// Digest of the bytes, in hexadecimal.
    pub sha256: String,
    /// Message-ID.
    pub message_id: Option<String>,
    /// The mailbox' custodian.
    pub custodian: String,
    /// The file on disk and the path inside it.
    pub place: (PathBuf, Option<String>),
    /// The bytes of that file it is read from.
    pub stretch: Stretch,
}

/// An attachment as listed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// The file name as given.
    pub name: String,
    /// The media type.
    pub media_type: String,
    /// Bytes, decoded.
    pub size: u64,
    /// Digest of the decoded bytes, in hexadecimal.
    pub sha256: String,
}

/// A source file with what was recorded of it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RecordedFile {
    /// Its row in the database.
    pub row: i64,
    /// It could be read to its end.
    pub whole: bool,
    /// As the user named it.
    pub path: String,
    /// On disk.
    pub absolute: PathBuf,
    /// Path inside the file on disk.
    pub member: Option<String>,
    /// Digest of all bytes, in hexadecimal.
    pub sha256: String,
    /// Bytes (unpacked).
    pub size: u64,
}

impl Lookup {
    /// Opens a case.
    ///
    /// # Errors
    /// If there is none, or it is of another version.
    pub fn open(folder: &Path) -> Result<Self> {
        Ok(Self {
            folder: folder.to_path_buf(),
            database: open_read_only(folder)?,
        })
    }

    pub(super) fn rows<T>(
        &self,
        sql: &str,
        params: impl rusqlite::Params,
        row: impl FnMut(&Row) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>> {
        let read = || -> rusqlite::Result<Vec<T>> {
            self.database
                .prepare_cached(sql)?
                .query_map(params, row)?
                .collect()
        };
        read().map_err(|e| database_error(&self.folder, &e))
    }

    /// The text of a version (its row).
    ///
    /// # Errors
    /// If the case cannot be read.
    pub fn text(&self, version: i64) -> Result<Text> {
        text::of_version(&self.database, version)
    }

    /// The pattern that tells custodians, if one was given.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn custodian(&self) -> Result<Option<String>> {
        let sql = "SELECT value FROM meta WHERE key = 'custodian'";
        let found = self.database.query_row(sql, [], |r| r.get(0)).optional();
        found.map_err(|e| database_error(&self.folder, &e))
    }

    /// Headers of a version (its row).
    ///
    /// # Errors
    /// If the case cannot be read.
    pub fn head(&self, version: i64) -> Result<Head> {
        let sql = "SELECT subject, date_raw, date_source, kind_reason FROM version WHERE id = ?1";
        let read = |r: &Row| {
            let date_source = match r.get::<_, Option<i64>>(2)? {
                Some(0) => "Date",
                Some(1) => "Received",
                Some(_) => "separator",
                None => "",
            };
            Ok(Head {
                subject: r.get(0)?,
                date_raw: r.get(1)?,
                date_source,
                kind_reason: r.get(3)?,
            })
        };
        let found = self
            .database
            .prepare_cached(sql)
            .and_then(|mut s| s.query_row([version], read).optional());
        found
            .map(Option::unwrap_or_default)
            .map_err(|e| database_error(&self.folder, &e))
    }

    /// Subjects of all versions by row. O(versions).
    ///
    /// # Errors
    /// If the case cannot be read.
    pub fn subjects(&self) -> Result<Vec<(i64, String)>> {
        self.rows("SELECT id, subject FROM version ORDER BY id", [], |r| {
            Ok((r.get(0)?, r.get(1)?))
        })
    }

    /// The Message-ID of each version: the smallest of its copies. Sorted by row.
    ///
    /// # Errors
    /// If the case cannot be read.
    pub fn message_ids(&self) -> Result<Vec<(i64, String)>> {
        let sql = "SELECT v.id, min(c.message_id) FROM copy c JOIN version v ON v.digest = c.version WHERE c.message_id IS NOT NULL GROUP BY v.id ORDER BY v.id";
        self.rows(sql, [], |r| Ok((r.get(0)?, r.get(1)?)))
    }

    /// The copies of a version in current files, sorted by place. O(copies in the case).
    ///
    /// # Errors
    /// If the case cannot be read.
    pub fn copies(&self, version: i64) -> Result<Vec<FoundCopy>> {
        let copies = self.copies_of(&[version])?;
        Ok(copies.into_iter().map(|(_, copy)| copy).collect())
    }

    /// The attachments of a version.
    ///
    /// # Errors
    /// If the case cannot be read.
    pub fn attachments(&self, version: i64) -> Result<Vec<Listed>> {
        self.rows("SELECT name, media_type, size, sha256 FROM attachment WHERE version = ?1 ORDER BY position", [version], |r| {
            Ok(Listed {
                name: r.get(0)?,
                media_type: r.get(1)?,
                size: r.get::<_, i64>(2)?.cast_unsigned(),
                sha256: hexadecimal(&r.get::<_, Vec<u8>>(3)?),
            })
        })
    }

    /// All current source files, sorted.
    ///
    /// # Errors
    /// If the case cannot be read.
    pub fn files(&self) -> Result<Vec<RecordedFile>> {
        let sql = "SELECT path, absolute, member, sha256, size, id, state FROM file WHERE state IN (1, 2)";
        let mut files = self.rows(sql, [], |r| {
            Ok(RecordedFile {
                row: r.get(5)?,
                whole: r.get::<_, i64>(6)? == 1,
                path: r.get(0)?,
                absolute: PathBuf::from(r.get::<_, String>(1)?),
                member: r.get(2)?,
                sha256: hexadecimal(&r.get::<_, Vec<u8>>(3)?),
                size: r.get::<_, i64>(4)?.cast_unsigned(),
            })
        })?;
        files.sort_unstable_by(|a, b| (&a.path, a.row).cmp(&(&b.path, b.row)));
        Ok(files)
    }

    /// All problems, sorted by source, offset, kind and detail.
    ///
    /// # Errors
    /// If the case cannot be read.
    pub fn problems(&self) -> Result<Vec<Problem>> {
        let mut problems = self.rows(
            "SELECT source, offset, kind, detail FROM problem",
            [],
            |r| {
                Ok(Problem {
                    source: r.get(0)?,
                    offset: u64::try_from(r.get::<_, i64>(1)?).ok(),
                    kind: ProblemKind::from_name(&r.get::<_, String>(2)?)
                        .unwrap_or(ProblemKind::Unreadable),
                    detail: r.get(3)?,
                })
            },
        )?;
        problems.sort_unstable();
        Ok(problems)
    }

    /// Checks the database file itself: pages, indexes, foreign keys. Returns what is wrong.
    ///
    /// # Errors
    /// If the case cannot be read at all.
    pub fn integrity(&self) -> Result<Vec<String>> {
        let mut wrong = self.rows("PRAGMA integrity_check(10)", [], |r| r.get::<_, String>(0))?;
        wrong.retain(|line| line != "ok");
        wrong.extend(self.rows("PRAGMA foreign_key_check", [], |r| {
            Ok(format!(
                "a row of {} names a row that is not there",
                r.get::<_, String>(0)?
            ))
        })?);
        Ok(wrong)
    }
}

pub(super) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}
