//! Reads the index: lists of messages and places by word, lists by key, what is known of a message, how actors are called.
//! A cold process reads only the rows it needs.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags, OptionalExtension, params};

use super::documents::{self, Document};
use super::postings::{self, Numbers};
use super::{
    Actor, CHUNK, DOCUMENT, FIELDS, FILE, Fault, Key, meta, open, open_read_only, stamp, version,
};
use crate::error::{Error, Result};

/// An index opened for reading.
#[derive(Debug)]
pub struct Index {
    folder: PathBuf,
    database: Connection,
    /// How many messages and documents it has.
    pub entries: u32,
    /// How many of them are dated: the first ones.
    pub dated: u32,
    /// Words of all of them, quoted ones not counted.
    pub words: u64,
}

/// Words that are looked up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted<'a> {
    /// This word.
    Word(&'a str),
    /// All words that begin so.
    Prefix(&'a str),
}

/// A message or document as it stands in the index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its id.
    pub id: String,
    /// Row of its version, or of the document, in the case.
    pub row: i64,
    /// Seconds since 1970; of a document, of the first mail that carries it.
    pub date: Option<i64>,
    /// Number of the first message of its conversation; 0 if there is none.
    pub thread: u32,
    /// Kind of mail, or a document; see [`super::KINDS`].
    pub kind: u8,
}

impl Entry {
    /// Whether it is a document.
    pub fn is_document(&self) -> bool {
        self.kind == DOCUMENT
    }
}

/// An actor as it stands in the index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// Its number.
    pub number: u32,
    /// Its id.
    pub id: String,
    /// What to call it.
    pub label: String,
    /// Its kind.
    pub kind: String,
    /// How many messages it has a part in.
    pub messages: u32,
}

impl Index {
    /// Opens the index of a case. `said`: names of files in the folder that say what the user said.
    ///
    /// # Errors
    /// If there is no case, no index, or one that is older than the case; the hint says what to do.
    pub fn open(folder: &Path, said: &[&str]) -> Result<Self> {
        let case = open_read_only(folder)?;
        let stale = |what: &str| {
            Error::new(format!("the case '{}' {what}", folder.display()))
                .hint("make it with: mailties analyze PATH... --case DIR, with the same paths as before; only what is missing is done")
        };
        if !folder.join(FILE).is_file() {
            return Err(stale("has no index of its words"));
        }
        let read = || -> std::result::Result<Self, Fault> {
            let database = open(folder, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
            if meta(&database, "version")?.as_deref() != Some(&version()) {
                return Err(stale("has an index of another version of this program").into());
            }
            if meta(&database, "stamp")? != Some(stamp(folder, &case, said)?) {
                return Err(stale("has changed since its index was made").into());
            }
            let number = |key| -> rusqlite::Result<u64> {
                Ok(meta(&database, key)?
                    .and_then(|text| text.parse().ok())
                    .unwrap_or(0))
            };
            let (entries, dated, words) = (
                number("entries")? as u32,
                number("dated")? as u32,
                number("words")?,
            );
            Ok(Self {
                folder: folder.to_path_buf(),
                database,
                entries,
                dated,
                words,
            })
        };
        read().map_err(|fault| fault.told(folder, "read"))
    }

    fn told<T>(&self, read: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T> {
        read(&self.database).map_err(|error| Fault::Database(error).told(&self.folder, "read"))
    }

    /// Calls `found` with the field, the list of entries and the places of each word wanted; without `places` those are empty.
    ///
    /// # Errors
    /// If the index cannot be read.
    pub fn words(
        &self,
        wanted: Wanted,
        places: bool,
        mut found: impl FnMut(usize, &[u8], &[u8]),
    ) -> Result<()> {
        let what = if places {
            "field, list, places"
        } else {
            "field, list"
        };
        self.told(|database| {
            let (sql, end) = match wanted {
                Wanted::Word(_) => (
                    format!("SELECT {what} FROM word WHERE word = ?1 AND ?2 = ''"),
                    String::new(),
                ),
                Wanted::Prefix(prefix) => (
                    format!("SELECT {what} FROM word WHERE word >= ?1 AND word < ?2"),
                    format!("{prefix}\u{10FFFF}"),
                ),
            };
            let (Wanted::Word(word) | Wanted::Prefix(word)) = wanted;
            let mut statement = database.prepare_cached(&sql)?;
            let mut rows = statement.query(params![word, end])?;
            while let Some(row) = rows.next()? {
                let field = usize::from(row.get::<_, u8>(0)?);
                let empty: &[u8] = &[];
                let places = if places {
                    row.get_ref(2)?.as_blob().unwrap_or(empty)
                } else {
                    empty
                };
                if field < FIELDS {
                    found(field, row.get_ref(1)?.as_blob().unwrap_or(empty), places);
                }
            }
            Ok(())
        })
    }

    /// The messages and documents of a key, sorted.
    ///
    /// # Errors
    /// If the index cannot be read.
    pub fn with(&self, key: Key, number: u32) -> Result<Vec<u32>> {
        self.told(|database| {
            let list = database
                .prepare_cached("SELECT list FROM key WHERE kind = ?1 AND number = ?2")?
                .query_row(params![key as u8, number], |r| r.get::<_, Vec<u8>>(0))
                .optional()?;
            Ok(postings::entries(&list.unwrap_or_default())
                .map(|(entry, _)| entry)
                .collect())
        })
    }

    /// Whether a number has entries in any of these keys.
    ///
    /// # Errors
    /// If the index cannot be read.
    pub fn has_any(&self, keys: &[Key], number: u32) -> Result<bool> {
        self.told(|database| {
            let mut statement =
                database.prepare_cached("SELECT 1 FROM key WHERE kind = ?1 AND number = ?2")?;
            for key in keys {
                if statement.exists(params![*key as u8, number])? {
                    return Ok(true);
                }
            }
            Ok(false)
        })
    }

    /// A message or document by its number.
    ///
    /// # Errors
    /// If the index cannot be read or has no such entry.
    pub fn entry(&self, number: u32) -> Result<Entry> {
        self.told(|database| {
            database
                .prepare_cached("SELECT id, row, date, thread, kind FROM entry WHERE number = ?1")?
                .query_row([number], |r| {
                    let kind = r.get(4)?;
                    let sort = if kind == DOCUMENT { 'd' } else { 'm' };
                    Ok(Entry {
                        id: format!("{sort}{:016x}", r.get::<_, i64>(0)?.cast_unsigned()),
                        row: r.get(1)?,
                        date: r.get(2)?,
                        thread: r.get(3)?,
                        kind,
                    })
                })
        })
    }

    /// What is shown of a document, by its number; none for a message.
    ///
    /// # Errors
    /// If the index cannot be read.
    pub fn document(&self, number: u32) -> Result<Option<Document>> {
        self.told(|database| documents::read(database, number))
    }

    /// The number of a message or document by its id.
    ///
    /// # Errors
    /// If the index cannot be read.
    pub fn number(&self, id: &str) -> Result<Option<u32>> {
        let (sort, digits) = id.trim().split_at_checked(1).unwrap_or_default();
        let is_document = sort.eq_ignore_ascii_case("d");
        if !is_document && !sort.eq_ignore_ascii_case("m") || digits.len() != 16 {
            return Ok(None);
        }
        let Ok(id) = u64::from_str_radix(digits, 16) else {
            return Ok(None);
        };
        let sql = "SELECT number FROM entry WHERE id = ?1 AND (kind = ?2) = ?3 ORDER BY number";
        self.told(|database| {
            database
                .query_row(sql, params![id.cast_signed(), DOCUMENT, is_document], |r| {
                    r.get(0)
                })
                .optional()
        })
    }

    /// The first dated entry of this second or later; one beyond the last dated if there is none. O(log n).
    ///
    /// # Errors
    /// If the index cannot be read.
    pub fn first_since(&self, second: i64) -> Result<u32> {
        let (mut low, mut high) = (1, self.dated + 1);
        while low < high {
            let middle = low + (high - low) / 2;
            if self.entry(middle)?.date.is_some_and(|date| date < second) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        Ok(low)
    }

    /// The number of words of every entry, by its number minus one.
    ///
    /// # Errors
    /// If the index cannot be read.
    pub fn lengths(&self) -> Result<Vec<u32>> {
        let mut all = Vec::with_capacity(self.entries as usize);
        self.told(|database| {
            let mut statement =
                database.prepare("SELECT bytes FROM chunk WHERE what = 0 ORDER BY number")?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                let bytes = row.get_ref(0)?.as_blob().unwrap_or_default();
                all.extend(
                    bytes
                        .as_chunks::<4>()
                        .0
                        .iter()
                        .map(|four| u32::from_le_bytes(*four)),
                );
            }
            Ok(())
        })?;
        all.resize(self.entries as usize, 0);
        Ok(all)
    }

    /// The thread of each of these entries (sorted); 0 for none.
    ///
    /// # Errors
    /// If the index cannot be read.
    pub fn threads(&self, messages: &[u32]) -> Result<Vec<u32>> {
        let mut threads = Vec::with_capacity(messages.len());
        self.chunks(1, messages, |bytes, places| {
            let all = bytes.as_chunks::<4>().0;
            let thread = |place: &u32| {
                all.get(*place as usize)
                    .map_or(0, |four| u32::from_le_bytes(*four))
            };
            threads.extend(places.iter().map(thread));
        })?;
        Ok(threads)
    }

    /// Calls `each` with the place in the list, and the correspondents and roles (as in [`super::build::Entry::people`]), of each of
    /// these entries (sorted).
    ///
    /// # Errors
    /// If the index cannot be read.
    pub fn people(&self, messages: &[u32], mut each: impl FnMut(usize, u32, u8)) -> Result<()> {
        self.numbers(2, messages, true, &mut each)
    }

    /// The same for organizations.
    ///
    /// # Errors
    /// If the index cannot be read.
    pub fn organizations(&self, messages: &[u32], mut each: impl FnMut(usize, u32)) -> Result<()> {
        self.numbers(3, messages, false, &mut |place, number, _| {
            each(place, number)
        })
    }

    fn numbers(
        &self,
        what: u8,
        messages: &[u32],
        roles: bool,
        each: &mut dyn FnMut(usize, u32, u8),
    ) -> Result<()> {
        let mut at = 0;
        self.chunks(what, messages, |bytes, places| {
            let mut numbers = Numbers::new(bytes);
            let mut place = 0;
            for wanted in places {
                while place < *wanted {
                    let count = numbers.next().unwrap_or(0) as u32;
                    numbers.pass(if roles {
                        count.saturating_mul(2)
                    } else {
                        count
                    });
                    place += 1;
                }
                let mut last = 0_u32;
                for _ in 0..numbers.next().unwrap_or(0) {
                    let Some(step) = numbers.next() else { break };
                    last = last.wrapping_add(step as u32);
                    let role = if roles {
                        numbers.next().unwrap_or(0)
                    } else {
                        0
                    };
                    each(at, last, role as u8);
                }
                place += 1;
                at += 1;
            }
        })
    }

    /// Calls `each` with the bytes of each chunk that has some of these messages (sorted), and their places in it.
    fn chunks(
        &self,
        what: u8,
        messages: &[u32],
        mut each: impl FnMut(&[u8], &[u32]),
    ) -> Result<()> {
        let mut places = Vec::new();
        self.told(|database| {
            let mut statement = database
                .prepare_cached("SELECT bytes FROM chunk WHERE what = ?1 AND number = ?2")?;
            for group in messages.chunk_by(|a, b| (a - 1) / CHUNK == (b - 1) / CHUNK) {
                places.clear();
                places.extend(group.iter().map(|message| (message - 1) % CHUNK));
                let mut rows = statement.query(params![what, (group[0] - 1) / CHUNK])?;
                let row = rows.next()?.ok_or(rusqlite::Error::QueryReturnedNoRows)?;
                each(row.get_ref(0)?.as_blob().unwrap_or_default(), &places);
            }
            Ok(())
        })
    }

    /// An actor by its number.
    ///
    /// # Errors
    /// If the index cannot be read or has no such actor.
    pub fn actor(&self, actor: Actor, number: u32) -> Result<Named> {
        self.told(|database| {
            database
                .prepare_cached(
                    "SELECT id, label, kind, messages FROM actor WHERE what = ?1 AND number = ?2",
                )?
                .query_row(params![actor as u8, number], |r| {
                    Ok(Named {
                        number,
                        id: r.get(0)?,
                        label: r.get(1)?,
                        kind: r.get(2)?,
                        messages: r.get(3)?,
                    })
                })
        })
    }

    /// Calls `each` with number, sort (0 id or address, 1 label, 2 label folded, 3 other name folded) and text of everything that actors are called.
    ///
    /// # Errors
    /// If the index cannot be read.
    pub fn called(
        &self,
        actor: Actor,
        mut each: impl FnMut(u32, u8, &str) -> ControlFlow<()>,
    ) -> Result<()> {
        self.told(|database| {
            let mut statement = database
                .prepare_cached("SELECT lines FROM called WHERE what = ?1 ORDER BY part")?;
            let mut rows = statement.query([actor as u8])?;
            while let Some(row) = rows.next()? {
                let lines = row.get_ref(0)?.as_str().unwrap_or_default().lines();
                for line in lines {
                    let mut parts = line.splitn(3, '\t');
                    let number = parts.next().and_then(|text| text.parse().ok()).unwrap_or(0);
                    let sort = parts.next().and_then(|text| text.parse().ok()).unwrap_or(0);
                    if each(number, sort, parts.next().unwrap_or_default()).is_break() {
                        return Ok(());
                    }
                }
            }
            Ok(())
        })
    }
}
