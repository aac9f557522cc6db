//! All facts that conclusions need, in memory and in a canonical order.
//!
//! Numbers in the database depend on the order in which mail was read; here everything is numbered anew by what it says,
//! so that conclusions are the same whatever the order, the number of threads or of runs. No text is loaded.

use rusqlite::Connection;
use rustc_hash::FxHashMap;

use super::{documents, naming, open_read_only};
use crate::document::{Format, Metadata, State};
use crate::error::{Error, Result};
use crate::mention;
use crate::message::{AddressKind, Audience, Kind, Role};
use crate::origin::Sha256Digest;

/// Marks an absent number.
pub const NONE: u32 = u32::MAX;

/// A distinct address.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Address {
    /// Its kind.
    pub kind: AddressKind,
    /// Its canonical text; empty for [`AddressKind::None`].
    pub text: Box<str>,
}

/// A distinct header address: number of its address, and the name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct HeaderAddress {
    /// Index in [`Facts::addresses`].
    pub address: u32,
    /// The display name; empty if there is none.
    pub name: Box<str>,
}

/// What a version says, as numbers.
#[derive(Clone, Debug)]
pub struct Version {
    /// Its row in the database.
    pub row: i64,
    /// Digest of everything it says.
    pub digest: [u8; 16],
    /// See [`crate::message::ContentKey`].
    pub body_key: [u8; 16],
    /// See [`crate::message::ContentKey`].
    pub strict_key: [u8; 16],
    /// Letters and digits that the keys cover.
    pub letters: u32,
    /// Seconds since 1970, if dated.
    pub date: Option<i64>,
    /// Kind of mail.
    pub kind: Kind,
    /// Digest of the base subject (without reply marks); 0 if empty.
    pub subject: u64,
    /// The subject has a reply or forward mark.
    pub is_reply: bool,
    /// Digest of the list's name; 0 if none.
    pub list: u64,
    /// Participants: a range in [`Facts::participants`].
    pub participants: (u32, u32),
    /// Digests of the ids it replies to: a range in [`Facts::parents`].
    pub parents: (u32, u32),
    /// Names found in it: a range in [`Facts::mentions`].
    pub mentions: (u32, u32),
    /// Names found in its signature: the range in [`Facts::mentions`] that follows.
    pub signed: (u32, u32),
    /// Line digests: ranges in [`Facts::lines`] of own and of quoted lines.
    pub own_lines: (u32, u32),
    /// See `own_lines`.
    pub quoted_lines: (u32, u32),
    /// Headers of quoted mail in it: a range in [`Facts::quoted`].
    pub quoted: (u32, u32),
}

/// One copy, as numbers.
#[derive(Clone, Copy, Debug)]
pub struct Copy {
    /// Index in [`Facts::versions`], or [`NONE`] if it could not be read.
    pub version: u32,
    /// Index in [`Facts::files`].
    pub file: u32,
    /// Digest of its Message-ID; 0 if it has none.
    pub message_id: u64,
    /// It lies in another message.
    pub embedded: bool,
    /// Length in bytes.
    pub length: u64,
    /// To whom it went: a range in [`Facts::audience`].
    pub audience: (u32, u32),
}

/// What the header of a quoted mail tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quoted {
    /// The writer: index in [`Facts::header_addresses`], or [`NONE`].
    pub from: u32,
    /// Its date as written: seconds as if it were UTC.
    pub date: Option<i64>,
    /// Digest of the base subject; 0 if none is given.
    pub base: u64,
    /// Subject as written; empty if none is given.
    pub subject: Box<str>,
    /// `To` and `Cc` as written; empty if none is given.
    pub recipients: Box<str>,
    /// It is the first in its text.
    pub first: bool,
}

/// A file of the archive.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct File {
    /// As the user would name it.
    pub path: String,
    /// Its mailbox.
    pub mailbox: String,
    /// Format of the mailbox.
    pub format: u8,
    /// Custodian of the mailbox.
    pub custodian: String,
    /// Bytes (unpacked).
    pub size: u64,
    /// Bytes that belong to no message.
    pub skipped: u64,
    /// Digest of all bytes, in hexadecimal.
    pub sha256: String,
    /// The same as bytes.
    pub digest: [u8; 32],
    /// It could be read to its end.
    pub whole: bool,
    /// It holds no message of its own: an archive of files, each of which stands here too, or nothing at all.
    pub is_container: bool,
}

/// A document, as numbers.
#[derive(Clone, Debug)]
pub struct Document {
    /// Its row in the database.
    pub row: i64,
    /// Digest of its bytes.
    pub sha256: Sha256Digest,
    /// Its size in bytes.
    pub size: u64,
    /// Its format.
    pub format: Format,
    /// What became of reading it.
    pub state: State,
    /// Why it has no text, or not all of it; empty if there is no doubt.
    pub detail: Box<str>,
    /// What it says of itself.
    pub metadata: Metadata,
    /// Bytes of its text.
    pub length: u64,
    /// Names found in it: a range in [`Facts::mentions`].
    pub mentions: (u32, u32),
}

/// A contact card in some document.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Card {
    /// Its addresses: indices in [`Facts::addresses`], sorted.
    pub addresses: Vec<u32>,
    /// The name on it.
    pub name: Box<str>,
    /// The document: index in [`Facts::documents`].
    pub document: u32,
}

/// A document that a message carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Carried {
    /// Index in [`Facts::versions`].
    pub version: u32,
    /// Index in [`Facts::documents`].
    pub document: u32,
    /// Its name there: index in [`Facts::file_names`].
    pub name: u32,
}

impl Document {
    /// Its id in tables: `d` and the first 16 digits of its digest.
    pub fn id(&self) -> String {
        format!("d{:016x}", self.sha256.prefix())
    }
}

/// Facts in canonical order.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// Sorted by kind and text.
    pub addresses: Vec<Address>,
    /// Sorted by address and name.
    pub header_addresses: Vec<HeaderAddress>,
    /// Sorted by digest.
    pub versions: Vec<Version>,
    /// Role and index in `header_addresses`.
    pub participants: Vec<(Role, u32)>,
    /// Digests of Message-IDs.
    pub parents: Vec<u64>,
    /// Line digests.
    pub lines: Vec<u64>,
    /// Sorted by file, then offset.
    pub copies: Vec<Copy>,
    /// Sorted by path.
    pub files: Vec<File>,
    /// Names of lists by digest.
    pub lists: FxHashMap<u64, Box<str>>,
    /// Names found in versions, in the order of their first places there.
    pub mentions: Vec<Mention>,
    /// Headers of quoted mail, by version, in the order of the text.
    pub quoted: Vec<Quoted>,
    /// To whom copies went: which header tells it, and index in `header_addresses`.
    pub audience: Vec<(Audience, u32)>,
    /// Ids that are replied to, by digest.
    pub ids: FxHashMap<u64, Box<str>>,
    /// Distinct names found, sorted.
    pub names: Vec<(mention::Kind, Box<str>)>,
    /// Documents that a version carries or that are files of their own, sorted by digest.
    pub documents: Vec<Document>,
    /// Which version carries which document, attached or in an attached container; sorted.
    pub carried: Vec<Carried>,
    /// Files that are documents: index in `files`, and in `documents`; with the documents in them. Sorted.
    pub loose: Vec<(u32, u32)>,
    /// Contact cards with two or more addresses that mails know, sorted.
    pub cards: Vec<Card>,
    /// Names of attachments, sorted; of a document in a container with its path there behind `!`.
    pub file_names: Vec<Box<str>>,
    /// Outlook files, sorted by path: items expected, found, failed, recovered.
    pub outlook_files: Vec<(String, [u64; 4])>,
}

/// A name found in a version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mention {
    /// Index in [`Facts::names`].
    pub name: u32,
    /// First byte in the text, or [`crate::mention::IN_SUBJECT`].
    pub start: u32,
    /// How often; 255 stands for more.
    pub times: u8,
    /// How sure, in percent.
    pub confidence: u8,
    /// How it was found.
    pub rule: mention::Rule,
}

impl Facts {
    /// The documents that a version carries; one may come under several names.
    pub fn carried_by(&self, version: u32) -> &[Carried] {
        let start = self.carried.partition_point(|c| c.version < version);
        let count = self.carried[start..].partition_point(|c| c.version == version);
        &self.carried[start..start + count]
    }

    /// Names found in a document.
    pub fn mentions_of(&self, document: &Document) -> &[Mention] {
        &self.mentions[document.mentions.0 as usize..document.mentions.1 as usize]
    }

    /// Adds the names found in a document.
    pub(super) fn add_document_mentions(
        &mut self,
        document: u32,
        found: impl Iterator<Item = Mention>,
    ) {
        let first = self.mentions.len() as u32;
        self.mentions.extend(found);
        self.documents[document as usize].mentions = (first, self.mentions.len() as u32);
    }

    /// Participants of a version.
    pub fn participants_of(&self, version: &Version) -> &[(Role, u32)] {
        self.participants_of_range(version.participants)
    }

    /// Participants in a range, as [`Version::participants`] gives it.
    pub fn participants_of_range(&self, range: (u32, u32)) -> &[(Role, u32)] {
        &self.participants[range.0 as usize..range.1 as usize]
    }

    /// Address of a header address.
    pub fn address_of(&self, header_address: u32) -> &Address {
        &self.addresses[self.header_addresses[header_address as usize].address as usize]
    }

    /// Digests of the ids a version replies to.
    pub fn parents_of(&self, version: &Version) -> &[u64] {
        &self.parents[version.parents.0 as usize..version.parents.1 as usize]
    }

    /// Names found in a version.
    pub fn mentions_in(&self, version: &Version) -> &[Mention] {
        &self.mentions[version.mentions.0 as usize..version.mentions.1 as usize]
    }

    /// Names found in a version's signature.
    pub fn signed_in(&self, version: &Version) -> &[Mention] {
        &self.mentions[version.signed.0 as usize..version.signed.1 as usize]
    }

    /// Adds the names found in a version; those in the signature come last.
    pub(super) fn add_mentions(&mut self, version: u32, found: impl Iterator<Item = Mention>) {
        let first = self.mentions.len();
        self.mentions.extend(found);
        let added = &mut self.mentions[first..];
        added.sort_by_key(|m| m.rule == mention::Rule::Signature);
        let own = added.partition_point(|m| m.rule != mention::Rule::Signature);
        let (middle, end) = ((first + own) as u32, (first + added.len()) as u32);
        let version = &mut self.versions[version as usize];
        version.mentions = (first as u32, middle);
        version.signed = (middle, end);
    }

    /// Headers of the mail that a version quotes.
    pub fn quoted_in(&self, version: &Version) -> &[Quoted] {
        &self.quoted[version.quoted.0 as usize..version.quoted.1 as usize]
    }

    /// To whom a copy went, as headers of its delivery tell.
    pub fn audience_of(&self, copy: &Copy) -> &[(Audience, u32)] {
        &self.audience[copy.audience.0 as usize..copy.audience.1 as usize]
    }

    /// Line digests in a range.
    pub fn lines_in(&self, range: (u32, u32)) -> &[u64] {
        &self.lines[range.0 as usize..range.1 as usize]
    }
}

/// Loads the facts of a case. O(n log n) in their number; on two cores.
///
/// # Errors
/// If the case cannot be read.
pub fn load(folder: &std::path::Path) -> Result<Facts> {
    let open = || open_read_only(folder);
    let (texts, (heads, places, named, carried)) = rayon::join(
        || open().and_then(|d| read(&d, load_texts)),
        || {
            (
                open().and_then(|d| read(&d, load_heads)),
                open().and_then(|d| read(&d, load_places)),
                open().and_then(|d| read(&d, naming::load)),
                open().and_then(|d| read(&d, documents::load)),
            )
        },
    );
    let mut facts = canonical(heads?, texts?, places?);
    documents::add(&mut facts, carried?);
    add_names(&mut facts, named?);
    Ok(facts)
}

fn read<T>(
    database: &Connection,
    load: impl FnOnce(&Connection) -> rusqlite::Result<T>,
) -> Result<T> {
    load(database).map_err(|e| Error::new(format!("the case database cannot be read: {e}")))
}

/// Header addresses, numbered as in the database.
struct Heads {
    addresses: Vec<(Address, i64)>,
    header_addresses: Vec<HeaderAddress>,
}

/// Versions, and what they refer to by ranges; header addresses numbered as in the database.
#[derive(Default)]
struct Texts {
    versions: Vec<Version>,
    participants: Vec<(Role, u32)>,
    parents: Vec<u64>,
    lines: Vec<u64>,
    lists: FxHashMap<u64, Box<str>>,
    quoted: Vec<Quoted>,
    ids: FxHashMap<u64, Box<str>>,
}

/// Copies with the digest of their version, the row of their file and their offset.
struct Places {
    copies: Vec<(Copy, Option<[u8; 16]>, i64, i64)>,
    files: Vec<(File, i64)>,
    audience: Vec<(Audience, u32)>,
}

fn rows<T>(
    database: &Connection,
    sql: &str,
    row: impl FnMut(&rusqlite::Row) -> rusqlite::Result<T>,
) -> rusqlite::Result<Vec<T>> {
    database.prepare(sql)?.query_map([], row)?.collect()
}

fn load_heads(database: &Connection) -> rusqlite::Result<Heads> {
    Ok(Heads {
        addresses: rows(
            database,
            "SELECT kind, text, id FROM address ORDER BY id",
            |r| {
                Ok((
                    Address {
                        kind: AddressKind::from_number(r.get(0)?),
                        text: r.get(1)?,
                    },
                    r.get(2)?,
                ))
            },
        )?,
        header_addresses: rows(
            database,
            "SELECT address, name FROM header_address ORDER BY id",
            |r| {
                Ok(HeaderAddress {
                    address: index(r.get(0)?),
                    name: r.get(1)?,
                })
            },
        )?,
    })
}

/// Rows are numbered from 1 without gaps; indices from 0.
fn index(row: i64) -> u32 {
    u32::try_from(row - 1).unwrap_or(NONE)
}

fn load_texts(database: &Connection) -> rusqlite::Result<Texts> {
    let mut texts = Texts::default();
    let quoted = load_quoted(database, &mut texts)?;
    let sql = "SELECT id, digest, body_key, strict_key, letters, date, kind, subject, list, parents, own_lines, quoted_lines, participants
         FROM version ORDER BY id";
    let mut statement = database.prepare(sql)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let mut version = texts.version(row)?;
        version.quoted = quoted.get(&version.row).copied().unwrap_or_default();
        texts.versions.push(version);
    }
    Ok(texts)
}

/// What belongs to a row: from the first to the one behind the last.
type Ranges = FxHashMap<i64, (u32, u32)>;

/// Headers of quoted mail; gives the range of each version. They lie version by version, as they were written.
fn load_quoted(database: &Connection, texts: &mut Texts) -> rusqlite::Result<Ranges> {
    let mut ranges = Ranges::default();
    let sql = "SELECT version, header_address, date, subject, recipients FROM quoted ORDER BY version, segment";
    let mut statement = database.prepare(sql)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let at = texts.quoted.len() as u32;
        let range = ranges.entry(row.get(0)?).or_insert((at, at));
        range.1 = at + 1;
        let subject = row.get_ref(3)?.as_str().unwrap_or_default();
        let base = crate::message::subject::base(subject).0;
        texts.quoted.push(Quoted {
            from: row.get::<_, Option<u32>>(1)?.unwrap_or(NONE),
            date: row.get(2)?,
            base: if base.is_empty() { 0 } else { digest(&base) },
            subject: subject.into(),
            recipients: row.get_ref(4)?.as_str().unwrap_or_default().into(),
            first: range.0 == at,
        });
    }
    Ok(ranges)
}

/// To whom copies went; gives the range of each copy.
fn load_audience(database: &Connection) -> rusqlite::Result<(Vec<(Audience, u32)>, Ranges)> {
    let mut audience = Vec::new();
    let mut ranges = Ranges::default();
    let sql = "SELECT copy, header, header_address FROM audience ORDER BY copy, rowid";
    let mut statement = database.prepare(sql)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let at = audience.len() as u32;
        ranges.entry(row.get(0)?).or_insert((at, at)).1 = at + 1;
        let header = Audience::ALL.get(usize::from(row.get::<_, u8>(1)?));
        audience.push((
            *header.unwrap_or(&Audience::DeliveredTo),
            row.get::<_, u32>(2)?,
        ));
    }
    Ok((audience, ranges))
}

impl Texts {
    fn version(&mut self, r: &rusqlite::Row) -> rusqlite::Result<Version> {
        let (base, is_reply) =
            crate::message::subject::base(r.get_ref(7)?.as_str().unwrap_or_default());
        let parents_start = self.parents.len() as u32;
        let parents = r.get_ref(9)?.as_str().unwrap_or_default();
        for id in parents.lines() {
            let key = digest(id);
            self.ids.entry(key).or_insert_with(|| id.into());
            self.parents.push(key);
        }
        let list = r.get_ref(8)?.as_str().map(|name| (digest(name), name)).ok();
        if let Some((key, name)) = list {
            self.lists.entry(key).or_insert_with(|| name.into());
        }
        let first = self.participants.len() as u32;
        let packed = r
            .get_ref(12)?
            .as_blob()
            .unwrap_or_default()
            .as_chunks::<5>()
            .0;
        self.participants.extend(
            packed
                .iter()
                .map(|&[who, a, b, c, d]| (role(who), u32::from_le_bytes([a, b, c, d]))),
        );
        Ok(Version {
            row: r.get(0)?,
            digest: r.get(1)?,
            body_key: r.get(2)?,
            strict_key: r.get(3)?,
            letters: r.get(4)?,
            date: r.get(5)?,
            kind: kind(r.get(6)?),
            subject: if base.is_empty() { 0 } else { digest(&base) },
            is_reply,
            list: list.map_or(0, |(key, _)| key),
            participants: (first, self.participants.len() as u32),
            parents: (parents_start, self.parents.len() as u32),
            mentions: (0, 0),
            signed: (0, 0),
            own_lines: push_lines(
                &mut self.lines,
                r.get_ref(10)?.as_blob().unwrap_or_default(),
            ),
            quoted_lines: push_lines(
                &mut self.lines,
                r.get_ref(11)?.as_blob().unwrap_or_default(),
            ),
            quoted: (0, 0),
        })
    }
}

fn load_places(database: &Connection) -> rusqlite::Result<Places> {
    let files = rows(
        database,
        "SELECT f.path, m.path, m.format, m.custodian, f.size, f.skipped, f.sha256, f.state, f.id, f.framing
         FROM file f JOIN mailbox m ON m.id = f.mailbox WHERE f.state IN (1, 2)",
        |r| {
            let sha256: Vec<u8> = r.get(6)?;
            let file = File {
                path: r.get(0)?,
                mailbox: r.get(1)?,
                format: r.get(2)?,
                custodian: r.get(3)?,
                size: r.get::<_, i64>(4)?.cast_unsigned(),
                skipped: r.get::<_, i64>(5)?.cast_unsigned(),
                sha256: sha256.iter().map(|b| format!("{b:02x}")).collect(),
                digest: sha256.try_into().unwrap_or_default(),
                whole: r.get::<_, i64>(7)? == 1,
                is_container: r.get::<_, i64>(9)? == r.get::<_, i64>(4)?,
            };
            Ok((file, r.get(8)?))
        },
    )?;
    let (audience, ranges) = load_audience(database)?;
    let copies = rows(
        database,
        "SELECT version, file, message_id, outer IS NOT NULL, length, file, offset, id FROM copy",
        |r| {
            let copy = Copy {
                version: NONE,
                file: NONE,
                message_id: r.get_ref(2)?.as_str().map_or(0, digest),
                embedded: r.get(3)?,
                length: r.get::<_, i64>(4)?.cast_unsigned(),
                audience: match ranges.is_empty() {
                    true => (0, 0),
                    false => ranges.get(&r.get(7)?).copied().unwrap_or_default(),
                },
            };
            Ok((
                copy,
                r.get(0)?,
                r.get(5)?,
                r.get::<_, Option<i64>>(6)?.unwrap_or(i64::MAX),
            ))
        },
    )?;
    Ok(Places {
        copies,
        files,
        audience,
    })
}

fn push_lines(lines: &mut Vec<u64>, bytes: &[u8]) -> (u32, u32) {
    let start = lines.len() as u32;
    lines.extend(
        bytes
            .as_chunks::<8>()
            .0
            .iter()
            .map(|chunk| u64::from_le_bytes(*chunk)),
    );
    (start, lines.len() as u32)
}

/// A seedless digest for comparing texts in memory; never 0.
pub fn digest(text: &str) -> u64 {
    use std::hash::{Hash, Hasher};
    let mut hasher = rustc_hash::FxHasher::default();
    text.hash(&mut hasher);
    hasher.finish().max(1)
}

fn canonical(heads: Heads, texts: Texts, places: Places) -> Facts {
    let (files, file_of) = sorted(places.files);
    let (addresses, address_of) = sorted(heads.addresses);
    let spelled = heads.header_addresses.into_iter().zip(1..).map(|(h, row)| {
        (
            HeaderAddress {
                address: address_of[&i64::from(h.address + 1)],
                name: h.name,
            },
            row,
        )
    });
    let (header_addresses, header_of) = sorted(spelled.collect());
    let mut facts = Facts {
        header_addresses: header_addresses.into_iter().map(|(h, _)| h).collect(),
        files: files.into_iter().map(|(f, _)| f).collect(),
        addresses: addresses.into_iter().map(|(a, _)| a).collect(),
        lists: texts.lists,
        lines: texts.lines,
        parents: texts.parents,
        participants: texts.participants,
        quoted: texts.quoted,
        ids: texts.ids,
        audience: places.audience,
        ..Facts::default()
    };
    let mut new_header = vec![NONE; facts.header_addresses.len() + 1];
    #[expect(
        clippy::iter_over_hash_type,
        reason = "each entry goes to a place of its own"
    )]
    for (row, new) in header_of {
        new_header[row as usize] = new;
    }
    for (_, header) in &mut facts.participants {
        *header = new_header[*header as usize];
    }
    for (_, header) in &mut facts.audience {
        *header = new_header[*header as usize];
    }
    for quoted in facts.quoted.iter_mut().filter(|q| q.from != NONE) {
        quoted.from = new_header[quoted.from as usize];
    }
    let by_digest: FxHashMap<[u8; 16], u32> =
        texts.versions.iter().map(|v| v.digest).zip(0..).collect();
    let copies: Vec<(Copy, i64, i64)> = places
        .copies
        .into_iter()
        .filter_map(|(copy, digest, file, offset)| {
            // A version that is not there yet comes with a part that a killed run did not commit.
            let version = digest.map_or(Some(NONE), |d| by_digest.get(&d).copied())?;
            Some((
                Copy {
                    version,
                    file: *file_of.get(&file)?,
                    ..copy
                },
                file,
                offset,
            ))
        })
        .collect();
    let version_of = add_versions(&mut facts, texts.versions, &copies);
    add_copies(&mut facts, copies, &version_of);
    facts
}

/// Items in order, and the new index of each row.
fn sorted<T: Ord>(mut items: Vec<(T, i64)>) -> (Vec<(T, i64)>, FxHashMap<i64, u32>) {
    items.sort_unstable();
    let index = items
        .iter()
        .zip(0..)
        .map(|((_, row), new)| (*row, new))
        .collect();
    (items, index)
}

/// Versions that a copy in a current file has, by digest; returns the new index of each old one.
fn add_versions(
    facts: &mut Facts,
    versions: Vec<Version>,
    copies: &[(Copy, i64, i64)],
) -> Vec<u32> {
    let mut new_index = vec![NONE; versions.len()];
    for (copy, ..) in copies.iter().filter(|(c, ..)| c.version != NONE) {
        new_index[copy.version as usize] = 0;
    }
    let alive = versions
        .into_iter()
        .zip(0_u32..)
        .filter(|(_, old)| new_index[*old as usize] == 0);
    let mut order: Vec<(Version, u32)> = alive.collect();
    order.sort_unstable_by_key(|(version, _)| version.digest);
    for ((version, old), new) in order.into_iter().zip(0..) {
        new_index[old as usize] = new;
        facts.versions.push(version);
    }
    new_index
}

fn add_copies(facts: &mut Facts, copies: Vec<(Copy, i64, i64)>, version_of: &[u32]) {
    let mut kept: Vec<(Copy, i64)> = copies
        .into_iter()
        .map(|(copy, _, offset)| {
            let version = version_of
                .get(copy.version as usize)
                .copied()
                .unwrap_or(NONE);
            (Copy { version, ..copy }, offset)
        })
        .collect();
    kept.sort_unstable_by_key(|(c, offset)| (c.file, *offset, c.version, c.message_id, c.length));
    facts.copies = kept.into_iter().map(|(copy, _)| copy).collect();
}

fn add_names(facts: &mut Facts, named: naming::Named) {
    facts.names = named.names;
    for version in 0..facts.versions.len() as u32 {
        let row = facts.versions[version as usize].row;
        if let Some(found) = named.found.get(&row) {
            facts.add_mentions(version, found.iter().copied());
        }
    }
    for document in 0..facts.documents.len() as u32 {
        let row = facts.documents[document as usize].row;
        if let Some(found) = named.in_documents.get(&row) {
            facts.add_document_mentions(document, found.iter().copied());
        }
    }
}

fn kind(n: u8) -> Kind {
    match n {
        1 => Kind::List,
        2 => Kind::Bulk,
        3 => Kind::AutoReply,
        4 => Kind::Notification,
        _ => Kind::Personal,
    }
}

fn role(n: u8) -> Role {
    const ROLES: [Role; 14] = [
        Role::From,
        Role::Sender,
        Role::ReplyTo,
        Role::To,
        Role::Cc,
        Role::Bcc,
        Role::ResentFrom,
        Role::ResentTo,
        Role::ResentCc,
        Role::ResentBcc,
        Role::XFrom,
        Role::XTo,
        Role::XCc,
        Role::XBcc,
    ];
    ROLES.get(usize::from(n)).copied().unwrap_or(Role::XBcc)
}
