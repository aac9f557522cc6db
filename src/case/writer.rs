//! The one writer of facts: takes parsed messages part by part and appends them in large transactions.
//!
//! Equal header addresses, addresses and versions are stored once; a version is known by the digest of what it says.
//! It does not decide which versions are one mail.

use rusqlite::{Connection, OpenFlags, OptionalExtension, params};
use rustc_hash::FxHashMap;
use sha2::{Digest, Sha256};

use super::{Case, connect, database_error};
use crate::error::{Error, Result};
use crate::mention::Mention;
use crate::message::{Message, Participant};
use crate::origin::Sha256Digest;
use crate::problem::{Problem, ProblemKind};
use crate::source::{FileEnd, SourceFile};

/// Bytes of mail after which a transaction is committed: what a killed run may have to read again.
const COMMIT_BYTES: u64 = 64 << 20;
/// Bytes of text that are compressed together.
const BLOCK_BYTES: usize = 256 << 10;
/// Fast and about 2.5 : 1 on mail; higher levels cost more time than the disk they save.
const ZSTD_LEVEL: i32 = 1;

/// One raw message, read.
#[derive(Debug)]
pub struct ReadCopy {
    /// Offset in the file; `None` for an embedded message that was encoded.
    pub offset: Option<u64>,
    /// Length in bytes.
    pub length: u64,
    /// Digest of the bytes.
    pub sha256: Sha256Digest,
    /// Index, in the same [`ReadPart`], of the copy it lies in, and its place there.
    pub outer: Option<(usize, usize)>,
    /// What it says, with the names found in it; `None` if it could not be read.
    pub message: Option<(Message, Vec<Mention>)>,
}

/// One part of a source file, read.
#[derive(Debug)]
pub struct ReadPart {
    /// The file.
    pub file: std::sync::Arc<SourceFile>,
    /// Number of the part.
    pub number: u32,
    /// Its messages; an embedded message comes after its outer one.
    pub copies: Vec<ReadCopy>,
    /// With the last part.
    pub end: Option<FileEnd>,
    /// Problems of the part and its messages.
    pub problems: Vec<Problem>,
    /// Bytes of mail in it.
    pub bytes: u64,
}

/// Appends facts to a case.
pub struct Writer<'a> {
    case: &'a Case,
    database: Connection,
    addresses: FxHashMap<(u8, Box<str>), i64>,
    header_addresses: FxHashMap<(i64, Box<str>), i64>,
    versions: FxHashMap<[u8; 16], i64>,
    mailboxes: FxHashMap<(String, u8), i64>,
    files: FxHashMap<String, FileState>,
    next_copy: i64,
    block: Vec<u8>,
    next_block: i64,
    uncommitted: u64,
    in_transaction: bool,
}

struct FileState {
    id: i64,
    seen: rustc_hash::FxHashSet<u32>,
    done: bool,
}

/// What the case knows of files, for skipping those that are done.
#[derive(Clone, Debug, Default)]
pub struct KnownFiles(FxHashMap<(String, Option<String>), (u64, i64)>);

impl KnownFiles {
    /// Whether the file was read to its end before and looks the same (size and time of modification).
    pub fn holds(&self, file: &SourceFile) -> bool {
        let key = (
            file.absolute.to_string_lossy().into_owned(),
            file.member.clone(),
        );
        self.0.get(&key) == Some(&(file.disk_size, file.modified))
    }
}

impl<'a> Writer<'a> {
    /// Opens the facts for appending; loads what is needed to know equal ones again. O(facts).
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn new(case: &'a Case) -> Result<Self> {
        let database = connect(case.folder(), OpenFlags::default())?;
        let mut writer = Self {
            case,
            database,
            addresses: FxHashMap::default(),
            header_addresses: FxHashMap::default(),
            versions: FxHashMap::default(),
            mailboxes: FxHashMap::default(),
            files: FxHashMap::default(),
            next_copy: 1,
            block: Vec::with_capacity(BLOCK_BYTES * 2),
            next_block: 1,
            uncommitted: 0,
            in_transaction: false,
        };
        writer
            .load()
            .map_err(|e| database_error(case.folder(), &e))?;
        Ok(writer)
    }

    fn load(&mut self) -> rusqlite::Result<()> {
        let database = &self.database;
        self.next_copy =
            database.query_row("SELECT coalesce(max(id), 0) + 1 FROM copy", [], |r| {
                r.get(0)
            })?;
        self.next_block =
            database.query_row("SELECT coalesce(max(id), 0) + 1 FROM text_block", [], |r| {
                r.get(0)
            })?;
        each(database, "SELECT kind, text, id FROM address", |r| {
            self.addresses.insert((r.get(0)?, r.get(1)?), r.get(2)?);
            Ok(())
        })?;
        each(
            database,
            "SELECT address, name, id FROM header_address",
            |r| {
                self.header_addresses
                    .insert((r.get(0)?, r.get(1)?), r.get(2)?);
                Ok(())
            },
        )?;
        each(database, "SELECT digest, id FROM version", |r| {
            self.versions.insert(r.get(0)?, r.get(1)?);
            Ok(())
        })?;
        each(database, "SELECT path, format, id FROM mailbox", |r| {
            self.mailboxes.insert((r.get(0)?, r.get(1)?), r.get(2)?);
            Ok(())
        })
    }

    /// The files that were read to their end before.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn known_files(&self) -> Result<KnownFiles> {
        let mut known = KnownFiles::default();
        each(
            &self.database,
            "SELECT absolute, member, disk_size, modified FROM file WHERE state IN (1, 2)",
            |r| {
                known.0.insert(
                    (r.get(0)?, r.get(1)?),
                    (r.get::<_, i64>(2)?.cast_unsigned(), r.get(3)?),
                );
                Ok(())
            },
        )
        .map_err(|e| self.error(&e))?;
        Ok(known)
    }

    fn error(&self, error: &rusqlite::Error) -> Error {
        database_error(self.case.folder(), error)
    }

    /// Appends one part. A part that is in the case already is passed over.
    ///
    /// # Errors
    /// If the database cannot be written.
    pub fn add(&mut self, part: ReadPart) -> Result<()> {
        self.try_add(part).map_err(|e| self.error(&e))
    }

    /// Appends a problem that belongs to no mailbox.
    ///
    /// # Errors
    /// If the database cannot be written.
    pub fn add_problem(&mut self, problem: &Problem) -> Result<()> {
        self.begin()
            .and_then(|()| self.insert_problem(None, problem))
            .map_err(|e| self.error(&e))
    }

    /// Commits everything. Call it at the end.
    ///
    /// # Errors
    /// If the database cannot be written.
    pub fn finish(mut self) -> Result<()> {
        self.commit()
            .and_then(|()| self.database.execute_batch(super::schema::INDEXES))
            .map_err(|e| self.error(&e))
    }

    fn begin(&mut self) -> rusqlite::Result<()> {
        if !self.in_transaction {
            self.database.execute_batch("BEGIN IMMEDIATE")?;
            self.in_transaction = true;
        }
        Ok(())
    }

    fn commit(&mut self) -> rusqlite::Result<()> {
        self.begin()?;
        self.flush_block()?;
        self.database.execute_batch("COMMIT")?;
        self.in_transaction = false;
        self.uncommitted = 0;
        Ok(())
    }

    fn try_add(&mut self, part: ReadPart) -> rusqlite::Result<()> {
        self.begin()?;
        let file = self.file(&part.file)?;
        let state = self
            .files
            .get_mut(&part.file.path)
            .filter(|state| !state.done);
        let is_new = state.is_some_and(|state| state.seen.insert(part.number));
        if is_new {
            self.append(file, &part)?;
        }
        if let Some(end) = &part.end {
            self.end_file(file, &part.file.path, end)?;
        } else if is_new {
            self.prepared(
                "INSERT INTO part VALUES (?1, ?2)",
                params![file, part.number],
            )?;
        }
        self.uncommitted += part.bytes;
        if self.uncommitted >= COMMIT_BYTES {
            self.commit()?;
        }
        Ok(())
    }

    fn append(&mut self, file: i64, part: &ReadPart) -> rusqlite::Result<()> {
        let first = self.next_copy;
        for copy in &part.copies {
            let version = copy
                .message
                .as_ref()
                .map(|(m, names)| self.version(m, names))
                .transpose()?;
            let message_id = copy
                .message
                .as_ref()
                .and_then(|(m, _)| m.message_id.as_deref());
            let outer = copy
                .outer
                .map(|(index, _)| first + index.cast_signed() as i64);
            self.prepared(
                "INSERT INTO copy VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
                params![
                    self.next_copy,
                    file,
                    copy.offset.map(u64::cast_signed),
                    copy.length.cast_signed(),
                    copy.sha256.0,
                    version,
                    message_id,
                    outer,
                    copy.outer.map(|(_, place)| place as i64),
                ],
            )?;
            self.next_copy += 1;
        }
        part.problems
            .iter()
            .try_for_each(|problem| self.insert_problem(Some(file), problem))
    }

    fn prepared(&self, sql: &str, params: impl rusqlite::Params) -> rusqlite::Result<()> {
        self.database
            .prepare_cached(sql)?
            .execute(params)
            .map(|_| ())
    }

    fn insert_problem(&self, file: Option<i64>, problem: &Problem) -> rusqlite::Result<()> {
        self.prepared(
            "INSERT INTO problem VALUES (?1, ?2, ?3, ?4, ?5)",
            params![
                file,
                problem.source,
                problem.offset.map_or(-1, u64::cast_signed),
                problem.kind.name(),
                problem.detail
            ],
        )
    }

    /// The row of a file; a file that has changed since it was read replaces its older self.
    fn file(&mut self, file: &SourceFile) -> rusqlite::Result<i64> {
        if let Some(state) = self.files.get(&file.path) {
            return Ok(state.id);
        }
        let absolute = file.absolute.to_string_lossy();
        let found = self
            .database
            .prepare_cached("SELECT id, state, disk_size, modified FROM file WHERE absolute = ?1 AND member IS ?2 AND state < 3")?
            .query_row(params![absolute, file.member], |r| {
                Ok((r.get::<_, i64>(0)?, r.get::<_, i64>(1)?, r.get::<_, i64>(2)?, r.get::<_, i64>(3)?))
            })
            .optional()?;
        let same = |size: i64, modified: i64| {
            size == file.disk_size.cast_signed() && modified == file.modified
        };
        let state = match found {
            Some((id, state, size, modified)) if same(size, modified) => FileState {
                id,
                seen: self.parts(id)?,
                done: state != 0,
            },
            other => {
                if let Some((id, ..)) = other {
                    self.replace_file(id, file)?;
                }
                FileState {
                    id: self.insert_file(file)?,
                    seen: Default::default(),
                    done: false,
                }
            }
        };
        let id = state.id;
        self.files.insert(file.path.clone(), state);
        Ok(id)
    }

    fn parts(&self, file: i64) -> rusqlite::Result<rustc_hash::FxHashSet<u32>> {
        let mut statement = self
            .database
            .prepare_cached("SELECT number FROM part WHERE file = ?1")?;
        statement.query_map([file], |r| r.get(0))?.collect()
    }

    fn replace_file(&self, id: i64, file: &SourceFile) -> rusqlite::Result<()> {
        self.prepared("UPDATE file SET state = 3 WHERE id = ?1", [id])?;
        self.prepared("DELETE FROM part WHERE file = ?1", [id])?;
        self.prepared("DELETE FROM problem WHERE file = ?1", [id])?;
        self.insert_problem(
            None,
            &Problem {
                source: file.path.clone(),
                offset: None,
                kind: ProblemKind::Changed,
                detail: "the file has changed since an earlier run; it was read anew and its older contents no longer count".into(),
            },
        )
    }

    fn insert_file(&mut self, file: &SourceFile) -> rusqlite::Result<i64> {
        let mailbox = self.mailbox(&file.mailbox)?;
        self.prepared(
            "INSERT INTO file (mailbox, path, absolute, member, disk_size, modified, state) VALUES (?1, ?2, ?3, ?4, ?5, ?6, 0)",
            params![
                mailbox,
                file.path,
                file.absolute.to_string_lossy(),
                file.member,
                file.disk_size.cast_signed(),
                file.modified
            ],
        )?;
        Ok(self.database.last_insert_rowid())
    }

    fn mailbox(&mut self, mailbox: &crate::source::Mailbox) -> rusqlite::Result<i64> {
        let key = (mailbox.path.clone(), mailbox.format as u8);
        if let Some(&id) = self.mailboxes.get(&key) {
            return Ok(id);
        }
        self.prepared(
            "INSERT INTO mailbox (path, format, custodian) VALUES (?1, ?2, ?3)",
            params![mailbox.path, mailbox.format as u8, mailbox.custodian],
        )?;
        let id = self.database.last_insert_rowid();
        self.mailboxes.insert(key, id);
        Ok(id)
    }

    fn end_file(&mut self, file: i64, path: &str, end: &FileEnd) -> rusqlite::Result<()> {
        self.prepared(
            "UPDATE file SET size = ?2, skipped = ?3, sha256 = ?4, state = ?5 WHERE id = ?1",
            params![
                file,
                end.size.cast_signed(),
                end.skipped.cast_signed(),
                end.sha256.0,
                if end.whole { 1 } else { 2 }
            ],
        )?;
        self.prepared("DELETE FROM part WHERE file = ?1", [file])?;
        if let Some(state) = self.files.get_mut(path) {
            state.done = true;
        }
        Ok(())
    }

    fn header_address(
        &mut self,
        participant: &crate::message::HeaderAddress,
    ) -> rusqlite::Result<i64> {
        let kind = participant.kind as u8;
        let address = match self
            .addresses
            .get(&(kind, participant.address.as_str().into()))
        {
            Some(&id) => id,
            None => {
                let id = self.addresses.len() as i64 + 1;
                self.prepared(
                    "INSERT INTO address VALUES (?1, ?2, ?3)",
                    params![id, kind, participant.address],
                )?;
                self.addresses
                    .insert((kind, participant.address.as_str().into()), id);
                id
            }
        };
        let key = (address, participant.name.as_str().into());
        if let Some(&id) = self.header_addresses.get(&key) {
            return Ok(id);
        }
        let id = self.header_addresses.len() as i64 + 1;
        self.prepared(
            "INSERT INTO header_address VALUES (?1, ?2, ?3)",
            params![id, address, participant.name],
        )?;
        self.header_addresses.insert(key, id);
        Ok(id)
    }

    fn version(&mut self, message: &Message, mentions: &[Mention]) -> rusqlite::Result<i64> {
        let digest = version_digest(message);
        if let Some(&id) = self.versions.get(&digest) {
            return Ok(id);
        }
        let id = self.versions.len() as i64 + 1;
        self.versions.insert(digest, id);
        let start = self.store_text(&message.text)?;
        self.prepared(
            "INSERT INTO version VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20)",
            params![
                id,
                digest,
                message.key.body,
                message.key.strict,
                message.key.letters,
                message.date.map(|d| d.seconds),
                message.date.and_then(|d| d.zone),
                message.date.map(|d| d.source as u8),
                message.date_raw,
                message.subject,
                message.kind as u8,
                message.kind_reason,
                message.list,
                message.parents.join("\n"),
                self.next_block,
                start as i64,
                message.text.len() as i64,
                segment_bytes(message),
                line_bytes(&message.own_lines),
                line_bytes(&message.quoted_lines),
            ],
        )?;
        self.details(id, message, mentions)?;
        if self.block.len() >= BLOCK_BYTES {
            self.flush_block()?;
        }
        Ok(id)
    }

    fn details(
        &mut self,
        version: i64,
        message: &Message,
        mentions: &[Mention],
    ) -> rusqlite::Result<()> {
        for (position, Participant { role, address }) in message.participants.iter().enumerate() {
            let address = self.header_address(address)?;
            self.prepared(
                "INSERT INTO participant VALUES (?1, ?2, ?3, ?4)",
                params![version, position as i64, *role as u8, address],
            )?;
        }
        for quoted in &message.quoted_headers {
            let from = quoted
                .from
                .as_ref()
                .map(|from| self.header_address(from))
                .transpose()?;
            self.prepared(
                "INSERT INTO quoted VALUES (?1, ?2, ?3, ?4, ?5)",
                params![version, quoted.segment, from, quoted.date, quoted.subject],
            )?;
        }
        for (position, a) in message.attachments.iter().enumerate() {
            self.prepared(
                "INSERT INTO attachment VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                params![
                    version,
                    position as i64,
                    a.name,
                    a.media_type,
                    a.size.cast_signed(),
                    a.sha256.0
                ],
            )?;
        }
        mentions.iter().try_for_each(|m| {
            self.prepared(
                "INSERT INTO mention VALUES (?1, ?2, ?3, ?4)",
                params![version, m.rule, m.name, m.times],
            )
        })
    }

    fn store_text(&mut self, text: &str) -> rusqlite::Result<usize> {
        let start = self.block.len();
        self.block.extend_from_slice(text.as_bytes());
        Ok(start)
    }

    fn flush_block(&mut self) -> rusqlite::Result<()> {
        if self.block.is_empty() {
            return Ok(());
        }
        let packed = zstd::bulk::compress(&self.block, ZSTD_LEVEL)
            .map_err(|e| rusqlite::Error::ToSqlConversionFailure(Box::new(e)))?;
        self.prepared(
            "INSERT INTO text_block VALUES (?1, ?2, ?3)",
            params![self.next_block, self.block.len() as i64, packed],
        )?;
        self.next_block += 1;
        self.block.clear();
        Ok(())
    }
}

impl Drop for Writer<'_> {
    fn drop(&mut self) {
        if self.in_transaction {
            // Reached only after an error: what is not committed is given up, the case stays whole.
            let _ = self.database.execute_batch("ROLLBACK");
        }
    }
}

fn each(
    database: &Connection,
    sql: &str,
    mut row: impl FnMut(&rusqlite::Row) -> rusqlite::Result<()>,
) -> rusqlite::Result<()> {
    let mut statement = database.prepare(sql)?;
    let mut rows = statement.query([])?;
    while let Some(found) = rows.next()? {
        row(found)?;
    }
    Ok(())
}

fn segment_bytes(message: &Message) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(message.segments.len() * 10);
    for segment in &message.segments {
        bytes.extend_from_slice(&[segment.kind as u8, segment.depth]);
        bytes.extend_from_slice(&segment.start.to_le_bytes());
        bytes.extend_from_slice(&segment.end.to_le_bytes());
    }
    bytes
}

fn line_bytes(lines: &[u64]) -> Vec<u8> {
    lines.iter().flat_map(|line| line.to_le_bytes()).collect()
}

/// The first 128 bits of the SHA-256 of everything a copy says but its Message-ID.
fn version_digest(message: &Message) -> [u8; 16] {
    let mut hash = Sha256::new();
    let mut field = |bytes: &[u8]| {
        hash.update((bytes.len() as u64).to_le_bytes());
        hash.update(bytes);
    };
    field(&message.key.strict);
    field(message.text.as_bytes());
    field(message.subject.as_bytes());
    field(message.date_raw.as_bytes());
    field(&message.date.map_or(i64::MIN, |d| d.seconds).to_le_bytes());
    field(&[message.kind as u8]);
    field(message.kind_reason.as_bytes());
    field(message.list.as_deref().unwrap_or("\0").as_bytes());
    for parent in &message.parents {
        field(parent.as_bytes());
    }
    for Participant { role, address } in &message.participants {
        field(&[*role as u8, address.kind as u8]);
        field(address.address.as_bytes());
        field(address.name.as_bytes());
    }
    for attachment in &message.attachments {
        field(attachment.name.as_bytes());
        field(attachment.media_type.as_bytes());
        field(&attachment.sha256.0);
    }
    let digest: [u8; 32] = hash.finalize().into();
    let mut first = [0; 16];
    first.copy_from_slice(&digest[..16]);
    first
}
