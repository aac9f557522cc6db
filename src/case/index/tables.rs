//! The tables of the index besides words: lists of entries (messages and documents) by key, what is known of each, how actors are called.

use rusqlite::{Connection, params};
use rustc_hash::{FxHashMap, FxHashSet};

use super::build::{Called, Contents, Entry};
use super::postings::{self, List};
use super::{Actor, Key, formats, words};

/// Bytes of a row of `called`.
const CALLED: usize = 64 << 10;

/// Lists of entries by key.
pub(super) struct Keys<'a, 'b> {
    contents: &'a Contents<'b>,
    lists: FxHashMap<(Key, u32), List>,
    /// Documents among them.
    documents: FxHashMap<(Key, u32), u32>,
    /// Messages in which each correspondent takes part.
    parts: Vec<u32>,
}

impl<'a, 'b> Keys<'a, 'b> {
    pub(super) fn new(contents: &'a Contents<'b>) -> Self {
        Self {
            contents,
            lists: FxHashMap::default(),
            documents: FxHashMap::default(),
            parts: vec![0; (contents.actors)()[0].len()],
        }
    }

    pub(super) fn add(&mut self, number: u32, entry: &Entry, has_attachment: bool) {
        let is_document = entry.document.is_some();
        let mut add = |key: Key, which: u32| {
            let list = self.lists.entry((key, which)).or_default();
            let before = list.entries;
            list.push_once(number);
            if is_document && list.entries > before {
                *self.documents.entry((key, which)).or_default() += 1;
            }
        };
        for (who, roles) in &entry.people {
            self.parts[*who as usize] += u32::from(!is_document);
            for (bit, key) in [Key::From, Key::To, Key::Cc, Key::Bcc]
                .into_iter()
                .enumerate()
            {
                if roles >> bit & 1 == 1 {
                    add(key, *who);
                }
            }
            if let Some(community) = (self.contents.actors)()[0][*who as usize].community {
                add(Key::Community, community);
            }
        }
        (entry.organizations.iter()).for_each(|o| add(Key::Organization, *o));
        (entry.custodians.iter()).for_each(|c| add(Key::Custodian, *c));
        add(Key::Kind, entry.kind.into());
        if entry.thread > 0 {
            add(Key::Thread, entry.thread);
        }
        if has_attachment {
            add(Key::Attachment, 0);
        }
        if let Some(document) = &entry.document
            && let Some(format) = formats().position(|name| name == document.format)
        {
            add(Key::Format, format as u32);
        }
    }

    pub(super) fn write(&self, database: &Connection) -> rusqlite::Result<()> {
        let mut insert = database.prepare("INSERT INTO key VALUES (?1, ?2, ?3, ?4)")?;
        let mut sorted: Vec<_> = self.lists.iter().collect();
        sorted.sort_unstable_by_key(|(key, _)| **key);
        for ((key, number), list) in sorted {
            insert.execute(params![*key as u8, number, list.entries, list.bytes])?;
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
        let all = self
            .lists
            .get(&(key, number))
            .map_or(0, |list| list.entries);
        all - self.documents.get(&(key, number)).copied().unwrap_or(0)
    }
}

/// What is known of some entries in a row.
#[derive(Default)]
pub(super) struct Chunks {
    bytes: [Vec<u8>; 4],
}

impl Chunks {
    pub(super) fn add(&mut self, entry: &Entry, length: u32) {
        let [lengths, threads, people, organizations] = &mut self.bytes;
        lengths.extend(length.to_le_bytes());
        threads.extend(entry.thread.to_le_bytes());
        postings::push(people, entry.people.len() as u64);
        let mut last = 0;
        for (who, roles) in &entry.people {
            postings::push(people, u64::from(who - last));
            people.push(*roles);
            last = *who;
        }
        postings::push(organizations, entry.organizations.len() as u64);
        let mut last = 0;
        for which in &entry.organizations {
            postings::push(organizations, u64::from(which - last));
            last = *which;
        }
    }

    pub(super) fn write(&mut self, database: &Connection, number: u32) -> rusqlite::Result<()> {
        let mut insert = database.prepare_cached("INSERT INTO chunk VALUES (?1, ?2, ?3)")?;
        for (what, bytes) in self.bytes.iter_mut().enumerate() {
            insert.execute(params![what as i64, number, *bytes])?;
            bytes.clear();
        }
        Ok(())
    }
}

pub(super) fn write_actors(
    database: &Connection,
    contents: &Contents,
    keys: &Keys,
) -> rusqlite::Result<()> {
    let mut insert = database.prepare("INSERT INTO actor VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?;
    let mut lines = database.prepare("INSERT INTO called VALUES (?1, ?2, ?3)")?;
    let all = [
        Actor::Person,
        Actor::Organization,
        Actor::Custodian,
        Actor::Community,
    ];
    for (actor, list) in all.into_iter().zip((contents.actors)()) {
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

/// Appends the lines of one actor, each once: ids, addresses and its label in small letters, names folded. A label that is no name was
/// taken from the address.
fn push_called(text: &mut String, number: u32, one: &Called) {
    let plain = |name: &str| name.to_lowercase().replace(['\n', '\t'], " ");
    let mut seen = FxHashSet::default();
    let ids = std::iter::once(&one.id)
        .chain(&one.addresses)
        .map(|id| (0, plain(id)));
    let is_name =
        one.names.is_empty() && one.addresses.is_empty() || one.names.contains(&one.label);
    let label = is_name.then(|| [(1, plain(&one.label)), (2, words::folded(&one.label))]);
    let names = one.names.iter().map(|name| (3, words::folded(name)));
    for (sort, name) in ids.chain(label.into_iter().flatten()).chain(names) {
        if !name.is_empty() && (seen.insert((sort == 0, name.clone())) || sort == 2) {
            text.push_str(&format!("{number}\t{sort}\t{name}\n"));
        }
    }
}
