//! The tables of the index besides words: lists of messages by key, what is known of each message, how actors are called.

use rusqlite::{Connection, params};
use rustc_hash::{FxHashMap, FxHashSet};

use super::build::{Called, Contents, Message};
use super::postings::{self, List};
use super::{Actor, Key, words};

/// Bytes of a row of `called`.
const CALLED: usize = 64 << 10;

/// Lists of messages by key.
pub(super) struct Keys<'a, 'b> {
    contents: &'a Contents<'b>,
    lists: FxHashMap<(Key, u32), List>,
    /// Messages in which each correspondent takes part.
    parts: Vec<u32>,
}

impl<'a, 'b> Keys<'a, 'b> {
    pub(super) fn new(contents: &'a Contents<'b>) -> Self {
        Self {
            contents,
            lists: FxHashMap::default(),
            parts: vec![0; (contents.actors)()[0].len()],
        }
    }

    pub(super) fn add(&mut self, number: u32, message: &Message, has_attachment: bool) {
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
            if let Some(community) = (self.contents.actors)()[0][*who as usize].community {
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

    pub(super) fn write(&self, database: &Connection) -> rusqlite::Result<()> {
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
pub(super) struct Chunks {
    bytes: [Vec<u8>; 4],
}

impl Chunks {
    pub(super) fn add(&mut self, message: &Message, length: u32) {
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
