//! The one writer of facts: takes packed parts and appends them in large transactions.
//!
//! Equal addresses and header addresses are stored once. It does not decide which versions are one mail.

use rusqlite::{Connection, OpenFlags, OptionalExtension, params};
use rustc_hash::{FxHashMap, FxHashSet};

use super::pack::{Facts, NewDocument, NewVersion, ReadPart, Seen, half};
use super::{Case, connect, database_error};
use crate::document::Extracted;
use crate::error::{Error, Result};
use crate::message::card::Card;
use crate::message::{AddressKind, HeaderAddress, Segment};
use crate::origin::Sha256Digest;
use crate::outlook::Tally;
use crate::problem::{Problem, ProblemKind};
use crate::source::{FileEnd, SourceFile};

/// Bytes of mail after which a transaction is committed: what a killed run may have to read again.
const COMMIT_BYTES: u64 = 64 << 20;

/// Appends facts to a case.
pub struct Writer<'a> {
    case: &'a Case,
    database: Connection,
    /// By address, with an empty name.
    addresses: FxHashMap<HeaderAddress, i64>,
    header_addresses: FxHashMap<HeaderAddress, u32>,
    mailboxes: FxHashMap<(String, u8), i64>,
    files: FxHashMap<String, FileState>,
    next_copy: i64,
    next_version: i64,
    next_block: i64,
    next_document: i64,
    uncommitted: u64,
    in_transaction: bool,
}

struct FileState {
    id: i64,
    /// Parts in the case. They come in any order.
    seen: FxHashSet<u32>,
    /// Number of the last part, and what it tells.
    end: Option<(u32, FileEnd)>,
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
        let mut writer = Self {
            case,
            database: connect(case.folder(), OpenFlags::default())?,
            addresses: FxHashMap::default(),
            header_addresses: FxHashMap::default(),
            mailboxes: FxHashMap::default(),
            files: FxHashMap::default(),
            next_copy: 1,
            next_version: 1,
            next_block: 1,
            next_document: 1,
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
        let next = |table: &str| {
            database.query_row(
                &format!("SELECT coalesce(max(id), 0) + 1 FROM {table}"),
                [],
                |r| r.get(0),
            )
        };
        (self.next_copy, self.next_version) = (next("copy")?, next("version")?);
        (self.next_block, self.next_document) = (next("text_block")?, next("document")?);
        let mut by_row: FxHashMap<i64, HeaderAddress> = FxHashMap::default();
        each(database, "SELECT kind, text, id FROM address", |r| {
            let address = HeaderAddress {
                name: String::new(),
                address: r.get(1)?,
                kind: AddressKind::from_number(r.get(0)?),
            };
            by_row.insert(r.get(2)?, address.clone());
            self.addresses.insert(address, r.get(2)?);
            Ok(())
        })?;
        each(
            database,
            "SELECT address, name, id FROM header_address",
            |r| {
                let address = by_row.get(&r.get(0)?).cloned();
                if let Some(address) = address {
                    self.header_addresses.insert(
                        HeaderAddress {
                            name: r.get(1)?,
                            ..address
                        },
                        r.get(2)?,
                    );
                }
                Ok(())
            },
        )?;
        each(database, "SELECT path, format, id FROM mailbox", |r| {
            self.mailboxes.insert((r.get(0)?, r.get(1)?), r.get(2)?);
            Ok(())
        })
    }

    /// The versions and documents in the case.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn seen(&self) -> Result<Seen> {
        let mut known = FxHashSet::default();
        each(&self.database, "SELECT digest FROM version", |r| {
            known.insert(r.get(0)?);
            Ok(())
        })
        .map_err(|e| self.error(&e))?;
        let mut documents = FxHashSet::default();
        each(&self.database, "SELECT sha256 FROM document", |r| {
            documents.insert(half(&Sha256Digest(r.get(0)?)));
            Ok(())
        })
        .map_err(|e| self.error(&e))?;
        Ok(Seen::new(known, documents))
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

    /// Appends one part. A part that is in the case already is passed over, but for versions that are not: another part
    /// that holds them too may rely on them.
    ///
    /// # Errors
    /// If the database cannot be written.
    pub fn add(&mut self, part: ReadPart) -> Result<()> {
        if let Some(reason) = &part.facts.failed {
            return Err(Error::new(format!(
                "the texts of '{}' could not be compressed: {reason}",
                part.file.path
            )));
        }
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

    /// Appends the sums of an Outlook file.
    ///
    /// # Errors
    /// If the database cannot be written.
    pub fn add_tally(&mut self, path: &str, tally: &Tally) -> Result<()> {
        let sql = "INSERT OR REPLACE INTO outlook_file VALUES (?1, ?2, ?3, ?4, ?5)";
        let Tally {
            expected,
            found,
            failed,
            recovered,
        } = *tally;
        let row = params![
            path,
            expected.cast_signed(),
            found.cast_signed(),
            failed.cast_signed(),
            recovered.cast_signed()
        ];
        self.begin()
            .and_then(|()| self.prepared(sql, row))
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
        self.database.execute_batch("COMMIT")?;
        self.in_transaction = false;
        self.uncommitted = 0;
        Ok(())
    }

    fn try_add(&mut self, mut part: ReadPart) -> rusqlite::Result<()> {
        self.begin()?;
        let addresses = self.append_facts(std::mem::take(&mut part.facts))?;
        let file = self.file(&part.file)?;
        if let Some(state) = self
            .files
            .get_mut(&part.file.path)
            .filter(|state| !state.done)
        {
            let is_new = state.seen.insert(part.number);
            state.end = state.end.or(part.end.map(|end| (part.number, end)));
            // A file is done when its last part and all before it are there.
            let end = state
                .end
                .filter(|(last, _)| state.seen.len() as u64 == u64::from(*last) + 1);
            if is_new {
                self.append_copies(file, &part, &addresses)?;
            }
            match end {
                Some((_, end)) => self.end_file(file, &part.file.path, &end)?,
                None if is_new => self.prepared(
                    "INSERT INTO part VALUES (?1, ?2)",
                    params![file, part.number],
                )?,
                None => {}
            }
        }
        self.uncommitted += part.bytes;
        if self.uncommitted >= COMMIT_BYTES {
            self.commit()?;
        }
        Ok(())
    }

    fn append_copies(
        &mut self,
        file: i64,
        part: &ReadPart,
        addresses: &[u32],
    ) -> rusqlite::Result<()> {
        let first = self.next_copy;
        for copy in &part.copies {
            let outer = copy.outer.map(|(index, _)| first + index as i64);
            self.prepared(
                "INSERT INTO copy VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
                params![
                    self.next_copy,
                    file,
                    copy.offset.map(u64::cast_signed),
                    copy.length.cast_signed(),
                    copy.sha256.0,
                    copy.version.as_ref().map(|(digest, _)| digest),
                    copy.version.as_ref().and_then(|(_, id)| id.as_deref()),
                    outer,
                    copy.outer.map(|(_, place)| place as i64),
                ],
            )?;
            for (header, address) in &copy.audience {
                self.prepared(
                    "INSERT INTO audience VALUES (?1, ?2, ?3)",
                    params![self.next_copy, header, addresses[*address as usize]],
                )?;
            }
            self.next_copy += 1;
        }
        part.problems
            .iter()
            .try_for_each(|problem| self.insert_problem(Some(file), problem))
    }

    /// Gives the rows of the part's header addresses.
    fn append_facts(&mut self, facts: Facts) -> rusqlite::Result<Vec<u32>> {
        let addresses: Vec<u32> = facts
            .header_addresses
            .into_iter()
            .map(|a| self.header_address(a))
            .collect::<rusqlite::Result<_>>()?;
        for version in &facts.versions {
            self.insert_version(version, &addresses)?;
        }
        for document in &facts.documents {
            self.insert_document(document)?;
        }
        for (outer, inner, path) in &facts.inside {
            self.prepared(
                "INSERT INTO inside VALUES (?1, ?2, ?3)",
                params![outer.0, inner.0, path],
            )?;
        }
        for (document, cards) in &facts.cards {
            self.insert_cards(document, cards)?;
        }
        for (length, bytes) in &facts.blocks {
            self.prepared(
                "INSERT INTO text_block VALUES (?1, ?2, ?3)",
                params![self.next_block, *length as i64, bytes],
            )?;
            self.next_block += 1;
        }
        Ok(addresses)
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
                end: None,
                done: state != 0,
            },
            other => {
                if let Some((id, ..)) = other {
                    self.replace_file(id, file)?;
                }
                FileState {
                    id: self.insert_file(file)?,
                    seen: FxHashSet::default(),
                    end: None,
                    done: false,
                }
            }
        };
        let id = state.id;
        self.files.insert(file.path.clone(), state);
        Ok(id)
    }

    fn parts(&self, file: i64) -> rusqlite::Result<FxHashSet<u32>> {
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
            "UPDATE file SET size = ?2, skipped = ?3, framing = ?4, sha256 = ?5, state = ?6 WHERE id = ?1",
            params![
                file,
                end.size.cast_signed(),
                end.skipped.cast_signed(),
                end.framing.cast_signed(),
                end.sha256.0,
                if end.whole { 1 } else { 2 }
            ],
        )?;
        self.prepared("DELETE FROM part WHERE file = ?1", [file])?;
        if let Some(state) = self.files.get_mut(path) {
            *state = FileState {
                id: file,
                seen: FxHashSet::default(),
                end: None,
                done: true,
            };
        }
        Ok(())
    }

    fn header_address(&mut self, header: HeaderAddress) -> rusqlite::Result<u32> {
        if let Some(&id) = self.header_addresses.get(&header) {
            return Ok(id);
        }
        let address = HeaderAddress {
            name: String::new(),
            ..header.clone()
        };
        let row = match self.addresses.get(&address) {
            Some(&row) => row,
            None => {
                let row = self.addresses.len() as i64 + 1;
                self.prepared(
                    "INSERT INTO address VALUES (?1, ?2, ?3)",
                    params![row, header.kind as u8, header.address],
                )?;
                self.addresses.insert(address, row);
                row
            }
        };
        let id = self.header_addresses.len() as u32 + 1;
        self.prepared(
            "INSERT INTO header_address VALUES (?1, ?2, ?3)",
            params![id, row, header.name],
        )?;
        self.header_addresses.insert(header, id);
        Ok(id)
    }

    fn insert_version(&mut self, new: &NewVersion, addresses: &[u32]) -> rusqlite::Result<()> {
        let id = self.next_version;
        self.next_version += 1;
        let message = &new.message;
        let (block, start, length) = new.text;
        self.prepared(
            "INSERT INTO version VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21)",
            params![
                id,
                new.digest,
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
                participant_bytes(&new.participants, addresses),
                self.next_block + block as i64,
                start as i64,
                length as i64,
                segment_bytes(&new.words.segments),
                line_bytes(&new.words.own_lines),
                line_bytes(&new.words.quoted_lines),
            ],
        )?;
        self.insert_details(id, new, addresses)
    }

    fn insert_document(&mut self, new: &NewDocument) -> rusqlite::Result<()> {
        let id = self.next_document;
        self.next_document += 1;
        let (block, start, length) = new.text;
        let Extracted {
            format,
            state,
            detail,
            metadata,
            ..
        } = &new.extracted;
        self.prepared(
            "INSERT INTO document VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)",
            params![
                id,
                new.sha256.0,
                new.size.cast_signed(),
                format.name(),
                state.name(),
                detail,
                metadata.title,
                metadata.author,
                metadata.modified_by,
                metadata.company,
                metadata.created,
                metadata.modified,
                metadata.pages,
                self.next_block + block as i64,
                start as i64,
                length as i64,
            ],
        )
    }

    fn insert_cards(&mut self, document: &Sha256Digest, cards: &[Card]) -> rusqlite::Result<()> {
        for (number, card) in (0_i64..).zip(cards) {
            for one in &card.addresses {
                self.prepared(
                    "INSERT INTO contact VALUES (?1, ?2, ?3, ?4, ?5)",
                    params![document.0, number, card.name, one.kind as u8, one.address],
                )?;
            }
        }
        Ok(())
    }

    fn insert_details(
        &self,
        version: i64,
        new: &NewVersion,
        addresses: &[u32],
    ) -> rusqlite::Result<()> {
        for quoted in &new.quoted {
            let from = quoted.from.map(|from| addresses[from as usize]);
            self.prepared(
                "INSERT INTO quoted VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                params![
                    version,
                    quoted.segment,
                    from,
                    quoted.date,
                    quoted.subject,
                    Some(&quoted.recipients).filter(|text| !text.is_empty())
                ],
            )?;
        }
        for (position, a) in new.message.attachments.iter().enumerate() {
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

fn participant_bytes(participants: &[(u8, u32)], addresses: &[u32]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(participants.len() * 5);
    for (role, address) in participants {
        bytes.push(*role);
        bytes.extend_from_slice(&addresses[*address as usize].to_le_bytes());
    }
    bytes
}

fn segment_bytes(segments: &[Segment]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(segments.len() * 10);
    for segment in segments {
        bytes.extend_from_slice(&[segment.kind as u8, segment.depth]);
        bytes.extend_from_slice(&segment.start.to_le_bytes());
        bytes.extend_from_slice(&segment.end.to_le_bytes());
    }
    bytes
}

fn line_bytes(lines: &[u64]) -> Vec<u8> {
    lines.iter().flat_map(|line| line.to_le_bytes()).collect()
}
