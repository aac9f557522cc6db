//! Makes the index: texts are read from the case block by block on all cores, their words put aside in sorted files, and these merged
//! into the index. The memory it takes does not depend on the size of the archive, but for a few bytes a message.

use std::fs;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use rusqlite::{Connection, OpenFlags, params};
use rustc_hash::{FxHashMap, FxHashSet};

use super::postings::{self, List};
use super::runs::{self, Gathered};
use super::{
    Actor, CHUNK, FILE, Fault, Field, Key, SCHEMA, VERSION, WORK, meta, open, open_read_only,
    passages, stamp, words,
};
use crate::case::Case;
use crate::case::text::unpack;
use crate::error::Result;
use crate::message::SegmentKind;
use crate::origin::Sha256Digest;

/// Blocks of text (about 256 KiB each) that are gathered in memory before they are put aside.
const BLOCKS: usize = 64;
/// Bytes of a row of `called`.
const CALLED: usize = 64 << 10;

/// A message as it is indexed.
#[derive(Clone, Debug, Default)]
pub struct Message {
    /// The digits of its id.
    pub id: u64,
    /// Row of the version that stands for it, and its digest.
    pub row: i64,
    /// See `row`.
    pub digest: [u8; 16],
    /// Seconds since 1970.
    pub date: Option<i64>,
    /// Number of the first message of its conversation.
    pub thread: u32,
    /// Number of its kind.
    pub kind: u8,
    /// Senders and recipients, sorted; the second number has bit 0 for From, 1 for To, 2 for Cc, 3 for Bcc.
    pub people: Vec<(u32, u8)>,
    /// Organizations, sorted.
    pub organizations: Vec<u32>,
    /// Custodians, sorted.
    pub custodians: Vec<u32>,
}

/// A correspondent, organization, custodian or community.
#[derive(Clone, Debug, Default)]
pub struct Called {
    /// Its id.
    pub id: String,
    /// What to call it.
    pub label: String,
    /// Its kind.
    pub kind: String,
    /// Its community, for correspondents.
    pub community: Option<u32>,
    /// Addresses or domains.
    pub addresses: Vec<String>,
    /// Other names.
    pub names: Vec<String>,
}

/// All that is indexed besides texts.
pub struct Contents<'a> {
    /// How many messages; they are numbered from 1 by date (undated last), then id.
    pub messages: u32,
    /// A message by its number.
    pub message: &'a (dyn Fn(u32) -> Message + Sync),
    /// Names of senders and recipients as written in a message, each once.
    pub names: &'a (dyn Fn(u32) -> Vec<&'a str> + Sync),
    /// Correspondents, organizations, custodians, communities.
    pub actors: [Vec<Called>; 4],
    /// Names of files in the case folder that say what the user said.
    pub said: &'a [&'a str],
}

/// Makes the index of a case, unless it is there already and of the same. O(bytes of text) on all cores.
///
/// # Errors
/// If the case cannot be read or the index not be written.
pub fn make(case: &Case, contents: &Contents) -> Result<()> {
    make_in(case.folder(), contents).map_err(|fault| fault.told(case.folder(), "write"))
}

fn make_in(folder: &Path, contents: &Contents) -> std::result::Result<(), Fault> {
    let fingerprint = fingerprint(contents);
    let stamp = stamp(folder, &open_read_only(folder)?, contents.said)?;
    let work = folder.join(WORK);
    clear(&work)?;
    if is_made(folder, &fingerprint, &stamp) {
        return Ok(());
    }
    fs::create_dir_all(&work)?;
    let (runs, lengths) = gather(folder, &work, contents)?;
    write(
        folder,
        &work,
        contents,
        &runs,
        &lengths,
        &[("fingerprint", &fingerprint), ("stamp", &stamp)],
    )?;
    let made = work.join(FILE);
    fs::File::open(&made)?.sync_all()?;
    fs::rename(made, folder.join(FILE))?;
    clear(&work)?;
    Ok(())
}

/// Removes what a killed run left.
fn clear(work: &Path) -> std::io::Result<()> {
    match fs::remove_dir_all(work) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Whether the index is of these contents; if so it gets the new stamp. One that cannot be read is made anew.
fn is_made(folder: &Path, fingerprint: &str, stamp: &str) -> bool {
    let same = || -> rusqlite::Result<bool> {
        let index = open(folder, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        let same = meta(&index, "fingerprint")?.as_deref() == Some(fingerprint);
        if same && meta(&index, "stamp")?.as_deref() != Some(stamp) {
            index.execute("UPDATE meta SET value = ?1 WHERE key = 'stamp'", [stamp])?;
        }
        Ok(same)
    };
    folder.join(FILE).is_file() && same().unwrap_or(false)
}

/// A digest of all that goes into the index.
fn fingerprint(contents: &Contents) -> String {
    let mut bytes = Vec::new();
    let mut digest = Sha256Digest::of(&VERSION.to_le_bytes());
    for number in 1..=contents.messages {
        bytes.extend_from_slice(format!("{:?}", (contents.message)(number)).as_bytes());
        if bytes.len() > 1 << 20 || number == contents.messages {
            bytes.extend_from_slice(digest.to_string().as_bytes());
            digest = Sha256Digest::of(&bytes);
            bytes.clear();
        }
    }
    for called in contents.actors.iter().flatten() {
        bytes.extend_from_slice(format!("{called:?}").as_bytes());
    }
    bytes.extend_from_slice(digest.to_string().as_bytes());
    Sha256Digest::of(&bytes).to_string()
}

/// Where a text lies.
struct Place {
    block: i64,
    start: usize,
    row: i64,
    message: u32,
}

/// Puts the words of all texts aside in files; returns these, and the number of words of each message (quoted ones not counted).
fn gather(
    folder: &Path,
    work: &Path,
    contents: &Contents,
) -> std::result::Result<(Vec<PathBuf>, Vec<u32>), Fault> {
    let places = places(folder, contents)?;
    let chunks: Vec<&[Place]> = places
        .chunk_by(|a, b| a.block / BLOCKS as i64 == b.block / BLOCKS as i64)
        .collect();
    let gathered: Vec<(PathBuf, Vec<(u32, u32)>)> = chunks
        .into_par_iter()
        .enumerate()
        .map(|(n, places)| {
            let path = work.join(format!("run-{n}"));
            let lengths = gather_chunk(folder, &path, places, contents)?;
            Ok((path, lengths))
        })
        .collect::<std::result::Result<_, Fault>>()?;
    let mut all = vec![0; contents.messages as usize];
    let mut paths = Vec::new();
    for (path, lengths) in gathered {
        paths.push(path);
        for (message, length) in lengths {
            all[message as usize - 1] = length;
        }
    }
    Ok((paths, all))
}

/// The texts of all messages in the order in which they lie in the case.
fn places(folder: &Path, contents: &Contents) -> std::result::Result<Vec<Place>, Fault> {
    let by_row: FxHashMap<i64, u32> = (1..=contents.messages)
        .map(|n| ((contents.message)(n).row, n))
        .collect();
    let database = open_read_only(folder)?;
    let mut statement = database.prepare("SELECT id, text_block, text_start FROM version")?;
    let mut rows = statement.query([])?;
    let mut places = Vec::with_capacity(by_row.len());
    while let Some(row) = rows.next()? {
        let id = row.get(0)?;
        if let Some(&message) = by_row.get(&id) {
            places.push(Place {
                block: row.get(1)?,
                start: row.get::<_, i64>(2)? as usize,
                row: id,
                message,
            });
        }
    }
    places.sort_unstable_by_key(|place| (place.block, place.start, place.message));
    Ok(places)
}

/// What one message says.
struct Said {
    message: u32,
    subject: String,
    text: (usize, usize, usize),
    segments: Vec<(SegmentKind, u8, usize, usize)>,
    attachments: Vec<String>,
}

fn gather_chunk(
    folder: &Path,
    path: &Path,
    places: &[Place],
    contents: &Contents,
) -> std::result::Result<Vec<(u32, u32)>, Fault> {
    let database = open_read_only(folder)?;
    let (blocks, mut said) = read_chunk(&database, places)?;
    said.sort_unstable_by_key(|one| one.message);
    let mut gathered = Gathered::default();
    let mut lengths = Vec::with_capacity(said.len());
    for one in &said {
        let (block, start, length) = one.text;
        let text = blocks[block].get(start..start + length).unwrap_or_default();
        let of =
            |field| passages(&one.segments, field).filter_map(|(start, end)| text.get(start..end));
        let mut add = |field: Field, passages: &mut dyn Iterator<Item = &str>| {
            gathered.add(one.message, field as usize, passages)
        };
        add(Field::Quoted, &mut of(Field::Quoted));
        let words = [
            add(Field::Subject, &mut std::iter::once(one.subject.as_str())),
            add(Field::Own, &mut of(Field::Own)),
            add(
                Field::Attachment,
                &mut one.attachments.iter().map(String::as_str),
            ),
            add(Field::Name, &mut (contents.names)(one.message).into_iter()),
        ];
        lengths.push((one.message, words.into_iter().fold(0, u32::saturating_add)));
    }
    gathered.write(path)?;
    Ok(lengths)
}

fn read_chunk(
    database: &Connection,
    places: &[Place],
) -> std::result::Result<(Vec<String>, Vec<Said>), Fault> {
    let mut version =
        database.prepare("SELECT subject, text_length, segments FROM version WHERE id = ?1")?;
    let mut block = database.prepare("SELECT bytes, length FROM text_block WHERE id = ?1")?;
    let mut attachment =
        database.prepare("SELECT name FROM attachment WHERE version = ?1 ORDER BY position")?;
    let (mut blocks, mut said) = (Vec::new(), Vec::new());
    let mut last = None;
    for place in places {
        if last != Some(place.block) {
            let (packed, length): (Vec<u8>, i64) =
                block.query_row([place.block], |r| Ok((r.get(0)?, r.get(1)?)))?;
            let bytes = zstd::bulk::decompress(&packed, usize::try_from(length).unwrap_or(0))?;
            blocks.push(
                String::from_utf8(bytes)
                    .map_err(|_| std::io::Error::from(std::io::ErrorKind::InvalidData))?,
            );
            last = Some(place.block);
        }
        let (subject, length, segments): (String, i64, Vec<u8>) =
            version.query_row([place.row], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))?;
        let attachments = attachment
            .query_map([place.row], |r| r.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        said.push(Said {
            message: place.message,
            subject,
            text: (blocks.len() - 1, place.start, length as usize),
            segments: unpack(&segments),
            attachments,
        });
    }
    Ok((blocks, said))
}

fn write(
    folder: &Path,
    work: &Path,
    contents: &Contents,
    runs: &[PathBuf],
    lengths: &[u32],
    marks: &[(&str, &str)],
) -> std::result::Result<(), Fault> {
    let mut database = Connection::open(work.join(FILE))?;
    // It is renamed when it is whole, so there is nothing to roll back to.
    database.execute_batch("PRAGMA page_size = 4096; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -8192;")?;
    let transaction = database.transaction()?;
    transaction.execute_batch(SCHEMA)?;
    {
        let mut insert = transaction.prepare("INSERT INTO word VALUES (?1, ?2, ?3, ?4, ?5)")?;
        runs::merge(runs, |entry| {
            insert.execute(params![
                entry.word,
                entry.field,
                entry.list.messages,
                entry.list.bytes,
                entry.places
            ])?;
            Ok::<(), Fault>(())
        })?;
    }
    let with_attachments = with_attachments(folder)?;
    let mut keys = Keys::new(contents);
    let dated = {
        let mut insert =
            transaction.prepare("INSERT INTO message VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?;
        let mut chunks = Chunks::default();
        let mut dated = 0;
        for (number, length) in (1..=contents.messages).zip(lengths) {
            let message = (contents.message)(number);
            let row = params![
                number,
                message.id.cast_signed(),
                message.row,
                message.date,
                message.thread,
                message.kind
            ];
            insert.execute(row)?;
            dated += u32::from(message.date.is_some());
            keys.add(number, &message, with_attachments.contains(&message.row));
            chunks.add(&message, *length);
            if number % CHUNK == 0 || number == contents.messages {
                chunks.write(&transaction, (number - 1) / CHUNK)?;
            }
        }
        dated
    };
    keys.write(&transaction)?;
    write_actors(&transaction, contents, &keys)?;
    let words: u64 = lengths.iter().map(|length| u64::from(*length)).sum();
    let numbers = [
        ("version", u64::from(VERSION)),
        ("messages", u64::from(contents.messages)),
        ("dated", dated.into()),
        ("words", words),
    ];
    let numbers = numbers.map(|(key, value)| (key, value.to_string()));
    let all = marks
        .iter()
        .map(|(key, value)| (*key, *value))
        .chain(numbers.iter().map(|(key, value)| (*key, value.as_str())));
    for (key, value) in all {
        transaction.execute("INSERT INTO meta VALUES (?1, ?2)", [key, value])?;
    }
    transaction.commit()?;
    Ok(())
}

fn with_attachments(folder: &Path) -> std::result::Result<FxHashSet<i64>, Fault> {
    let database = open_read_only(folder)?;
    let mut statement = database.prepare("SELECT DISTINCT version FROM attachment")?;
    let rows = statement
        .query_map([], |r| r.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    Ok(rows)
}

/// Lists of messages by key.
struct Keys<'a, 'b> {
    contents: &'a Contents<'b>,
    lists: FxHashMap<(Key, u32), List>,
    /// Messages in which each correspondent takes part.
    parts: Vec<u32>,
}

impl<'a, 'b> Keys<'a, 'b> {
    fn new(contents: &'a Contents<'b>) -> Self {
        Self {
            contents,
            lists: FxHashMap::default(),
            parts: vec![0; contents.actors[0].len()],
        }
    }

    fn add(&mut self, number: u32, message: &Message, has_attachment: bool) {
        let mut add = |key: Key, which: u32| {
            self.lists
                .entry((key, which))
                .or_default()
                .push_once(number)
        };
        for (who, roles) in &message.people {
            self.parts[*who as usize] += 1;
            for (bit, key) in [Key::From, Key::To, Key::Cc, Key::Bcc]
                .into_iter()
                .enumerate()
            {
                if roles >> bit & 1 == 1 {
                    add(key, *who);
                }
            }
            if let Some(community) = self.contents.actors[0][*who as usize].community {
                add(Key::Community, community);
            }
        }
        message
            .organizations
            .iter()
            .for_each(|o| add(Key::Organization, *o));
        message
            .custodians
            .iter()
            .for_each(|c| add(Key::Custodian, *c));
        add(Key::Kind, message.kind.into());
        add(Key::Thread, message.thread);
        if has_attachment {
            add(Key::Attachment, 0);
        }
    }

    fn write(&self, database: &Connection) -> rusqlite::Result<()> {
        let mut insert = database.prepare("INSERT INTO key VALUES (?1, ?2, ?3, ?4)")?;
        let mut sorted: Vec<_> = self.lists.iter().collect();
        sorted.sort_unstable_by_key(|(key, _)| **key);
        for ((key, number), list) in sorted {
            insert.execute(params![*key as u8, number, list.messages, list.bytes])?;
        }
        Ok(())
    }

    /// Messages of an actor.
    fn messages(&self, actor: Actor, number: u32) -> u32 {
        let key = match actor {
            Actor::Person => return self.parts[number as usize],
            Actor::Organization => Key::Organization,
            Actor::Custodian => Key::Custodian,
            Actor::Community => Key::Community,
        };
        self.lists
            .get(&(key, number))
            .map_or(0, |list| list.messages)
    }
}

/// What is known of some messages in a row.
#[derive(Default)]
struct Chunks {
    bytes: [Vec<u8>; 4],
}

impl Chunks {
    fn add(&mut self, message: &Message, length: u32) {
        let [lengths, threads, people, organizations] = &mut self.bytes;
        lengths.extend(length.to_le_bytes());
        threads.extend(message.thread.to_le_bytes());
        postings::push(people, message.people.len() as u64);
        let mut last = 0;
        for (who, roles) in &message.people {
            postings::push(people, u64::from(who - last));
            people.push(*roles);
            last = *who;
        }
        postings::push(organizations, message.organizations.len() as u64);
        let mut last = 0;
        for which in &message.organizations {
            postings::push(organizations, u64::from(which - last));
            last = *which;
        }
    }

    fn write(&mut self, database: &Connection, number: u32) -> rusqlite::Result<()> {
        let mut insert = database.prepare_cached("INSERT INTO chunk VALUES (?1, ?2, ?3)")?;
        for (what, bytes) in self.bytes.iter_mut().enumerate() {
            insert.execute(params![what as i64, number, *bytes])?;
            bytes.clear();
        }
        Ok(())
    }
}

fn write_actors(database: &Connection, contents: &Contents, keys: &Keys) -> rusqlite::Result<()> {
    let mut insert = database.prepare("INSERT INTO actor VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?;
    let mut lines = database.prepare("INSERT INTO called VALUES (?1, ?2, ?3)")?;
    let all = [
        Actor::Person,
        Actor::Organization,
        Actor::Custodian,
        Actor::Community,
    ];
    for (actor, list) in all.into_iter().zip(&contents.actors) {
        let (mut part, mut text) = (0, String::new());
        for (number, one) in (0_u32..).zip(list) {
            let messages = keys.messages(actor, number);
            insert.execute(params![
                actor as u8,
                number,
                one.id,
                one.label,
                one.kind,
                messages
            ])?;
            push_called(&mut text, number, one);
            if text.len() > CALLED || number as usize + 1 == list.len() {
                lines.execute(params![actor as u8, part, text])?;
                part += 1;
                text.clear();
            }
        }
    }
    Ok(())
}

/// Appends the lines of one actor: ids and addresses in small letters, names folded, each once.
fn push_called(text: &mut String, number: u32, one: &Called) {
    let mut seen = FxHashSet::default();
    let ids = std::iter::once(&one.id)
        .chain(&one.addresses)
        .map(|id| (0, id.to_lowercase().replace(['\n', '\t'], " ")));
    let label = std::iter::once((1, words::folded(&one.label)));
    let names = one.names.iter().map(|name| (2, words::folded(name)));
    for (sort, name) in ids.chain(label).chain(names) {
        if !name.is_empty() && seen.insert((sort == 0, name.clone())) {
            text.push_str(&format!("{number}\t{sort}\t{name}\n"));
        }
    }
}
