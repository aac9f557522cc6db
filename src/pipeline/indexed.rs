//! What is concluded, as the index of the case holds it.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::OnceLock;

use super::Conclusions;
use super::carriers::{Carriers, carriers};
use crate::case::Case;
use crate::case::facts::NONE;
use crate::case::index::DOCUMENT;
use crate::case::index::build::{self, Called, Contents, Entry, Row, Words};
use crate::case::index::documents;
use crate::case::index::read::Index;
use crate::error::Result;
use crate::mention::watch;
use crate::message::{Kind, Role};
use crate::network::Period;
use crate::network::build::Include;
use crate::people::decisions;

/// Files in the case folder by which conclusions change.
const SAID: [&str; 2] = [decisions::FILE, watch::FILE];

/// The community of each correspondent, and the names of the communities.
pub type Communities = (Vec<Option<u32>>, Vec<String>);

/// Makes the full-text index of a case, unless it is there and of the same. `communities` is asked once, as late as can be: it may
/// wait until they are known.
///
/// # Errors
/// If the case cannot be read or the index not be written.
pub fn index(
    case: &Case,
    conclusions: &Conclusions,
    communities: impl Fn() -> Communities + Sync,
) -> Result<()> {
    let custodians = custodians(conclusions);
    let described = Described::new(conclusions, &custodians);
    let made = OnceLock::new();
    let actors = || actors(conclusions, communities(), &custodians.names);
    let contents = Contents {
        rows: described
            .order
            .iter()
            .map(|one| described.row(*one))
            .collect(),
        entry: &|n| described.entry(n),
        words: &|n| described.words(n),
        actors: &|| made.get_or_init(actors),
        said: &SAID,
    };
    build::make(case, &contents)
}

fn actors(
    conclusions: &Conclusions,
    communities: Communities,
    custodians: &[String],
) -> [Vec<Called>; 4] {
    let (of_people, names) = communities;
    let numbered = (0_usize..).zip(&names);
    [
        people(conclusions, &of_people),
        organizations(conclusions),
        custodians.iter().map(|name| plain(name, name)).collect(),
        numbered
            .map(|(n, name)| plain(&n.to_string(), name))
            .collect(),
    ]
}

/// Opens the index of a case.
///
/// # Errors
/// If there is none, or it is older than the case.
pub fn open_index(folder: &Path) -> Result<Index> {
    Index::open(folder, &SAID)
}

fn plain(id: &str, label: &str) -> Called {
    Called {
        id: id.to_owned(),
        label: label.to_owned(),
        ..Called::default()
    }
}

/// Custodians by name, and those of each version and file.
struct Custodians {
    names: Vec<String>,
    of_version: Vec<Vec<u32>>,
    of_file: Vec<Option<u32>>,
}

fn custodians(conclusions: &Conclusions) -> Custodians {
    let facts = &conclusions.facts;
    let names: BTreeSet<&str> = facts
        .files
        .iter()
        .map(|file| file.custodian.as_str())
        .filter(|name| !name.is_empty())
        .collect();
    let names: Vec<String> = names.into_iter().map(str::to_owned).collect();
    let of_file: Vec<Option<u32>> = facts
        .files
        .iter()
        .map(|file| {
            names
                .binary_search(&file.custodian)
                .ok()
                .map(|place| place as u32)
        })
        .collect();
    let mut of_version = vec![Vec::new(); facts.versions.len()];
    for copy in facts.copies.iter().filter(|copy| copy.version != NONE) {
        if let Some(custodian) = of_file[copy.file as usize] {
            let all = &mut of_version[copy.version as usize];
            if !all.contains(&custodian) {
                all.push(custodian);
            }
        }
    }
    Custodians {
        names,
        of_version,
        of_file,
    }
}

/// What is numbered: index among the messages or the documents. Messages come first in their order.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Item {
    Message(u32),
    Document(u32),
}

struct Described<'a> {
    conclusions: &'a Conclusions,
    custodians: &'a Custodians,
    carriers: Vec<Carriers>,
    /// Messages and documents by their numbers, less one.
    order: Vec<Item>,
    /// Number of each message.
    number: Vec<u32>,
}

impl<'a> Described<'a> {
    fn new(conclusions: &'a Conclusions, custodians: &'a Custodians) -> Self {
        let list = &conclusions.messages.list;
        let carriers = carriers(conclusions);
        let dates = |m: u32| list[m as usize].date;
        let messages = (0..list.len() as u32).map(|m| (dates(m), Item::Message(m)));
        let documents = (0..).zip(&carriers).map(|(d, of)| {
            let first = of.messages.first();
            (first.and_then(|m| dates(*m)), Item::Document(d))
        });
        let mut dated: Vec<(bool, Option<i64>, Item)> = messages
            .chain(documents)
            .map(|(date, item)| (date.is_none(), date, item))
            .collect();
        dated.sort_unstable();
        let order: Vec<Item> = dated.into_iter().map(|(.., item)| item).collect();
        let mut number = vec![0; list.len()];
        for (item, n) in order.iter().zip(1_u32..) {
            if let Item::Message(m) = item {
                number[*m as usize] = n;
            }
        }
        Self {
            conclusions,
            custodians,
            carriers,
            order,
            number,
        }
    }

    fn row(&self, item: Item) -> Row {
        let Conclusions {
            facts, messages, ..
        } = self.conclusions;
        match item {
            Item::Message(m) => {
                let version = messages.list[m as usize].version;
                Row::Version(facts.versions[version as usize].row)
            }
            Item::Document(d) => Row::Document(facts.documents[d as usize].row),
        }
    }

    fn entry(&self, number: u32) -> Entry {
        match self.order[number as usize - 1] {
            Item::Message(m) => self.message(m),
            Item::Document(d) => self.document(d),
        }
    }

    fn message(&self, m: u32) -> Entry {
        let Conclusions {
            facts,
            messages,
            threads,
            organizations,
            ..
        } = self.conclusions;
        let message = &messages.list[m as usize];
        let version = &facts.versions[message.version as usize];
        let named: BTreeSet<u32> = organizations
            .named(facts, message.version)
            .into_iter()
            .chain(self.parties_to(m))
            .collect();
        let versions = messages.versions_of(message).iter();
        let custodians: BTreeSet<u32> = versions
            .flat_map(|(v, _)| self.custodians.of_version[*v as usize].iter().copied())
            .collect();
        Entry {
            id: message
                .id
                .get(1..)
                .and_then(|digits| u64::from_str_radix(digits, 16).ok())
                .unwrap_or(0),
            row: self.row(Item::Message(m)),
            digest: version.digest,
            date: message.date,
            thread: self.number[threads.thread[m as usize] as usize],
            kind: kind(version.kind),
            people: self.people(m),
            organizations: named.into_iter().collect(),
            custodians: custodians.into_iter().collect(),
            document: None,
        }
    }

    /// A document: what the messages that carry it are found by, and the organizations that it names itself. It has the date and the
    /// conversation of the first of them; what it says of its own dates is not trusted.
    fn document(&self, d: u32) -> Entry {
        let Conclusions {
            facts,
            messages,
            threads,
            organizations,
            ..
        } = self.conclusions;
        let (document, of) = (&facts.documents[d as usize], &self.carriers[d as usize]);
        let mut people: BTreeMap<u32, u8> = BTreeMap::new();
        let mut named: BTreeSet<u32> = organizations
            .named_in_document(facts, d)
            .into_iter()
            .collect();
        for m in &of.messages {
            for (who, roles) in self.people(*m) {
                *people.entry(who).or_default() |= roles;
            }
            named.extend(self.parties_to(*m));
        }
        let in_mail = of
            .versions
            .iter()
            .flat_map(|v| &self.custodians.of_version[*v as usize]);
        let in_files = of
            .files
            .iter()
            .filter_map(|f| self.custodians.of_file[*f as usize].as_ref());
        let custodians: BTreeSet<u32> = in_mail.chain(in_files).copied().collect();
        let first = of.messages.first();
        let mut digest = [0; 16];
        digest.copy_from_slice(&document.sha256.0[..16]);
        Entry {
            id: document.sha256.prefix(),
            row: self.row(Item::Document(d)),
            digest,
            date: first.and_then(|m| messages.list[*m as usize].date),
            thread: first.map_or(0, |m| self.number[threads.thread[*m as usize] as usize]),
            kind: DOCUMENT,
            people: people.into_iter().collect(),
            organizations: named.into_iter().collect(),
            custodians: custodians.into_iter().collect(),
            document: Some(documents::Document {
                title: document.metadata.title.clone(),
                name: of
                    .names(facts)
                    .first()
                    .copied()
                    .unwrap_or_default()
                    .to_owned(),
                format: document.format.name().to_owned(),
                messages: of.messages.len() as u32,
                first: first.map_or(0, |m| self.number[*m as usize]),
            }),
        }
    }

    /// Senders and recipients of a message with their roles, sorted.
    fn people(&self, m: u32) -> Vec<(u32, u8)> {
        let Conclusions {
            facts,
            messages,
            people,
            ..
        } = self.conclusions;
        let version = messages.list[m as usize].version;
        let mut roles: Vec<(u32, u8)> = Vec::new();
        for (bit, role) in [Role::From, Role::To, Role::Cc, Role::Bcc]
            .into_iter()
            .enumerate()
        {
            let all = people.in_roles(facts, version, &[role]);
            roles.extend(all.into_iter().map(|who| (who, 1 << bit)));
        }
        roles.sort_unstable();
        roles
            .chunk_by(|a, b| a.0 == b.0)
            .map(|same| (same[0].0, same.iter().fold(0, |all, (_, role)| all | role)))
            .collect()
    }

    fn parties_to(&self, m: u32) -> Vec<u32> {
        let context = self
            .conclusions
            .context(Period::default(), Include::default());
        context.parties_to(m)
    }

    fn words(&self, number: u32) -> Words<'a> {
        let facts = &self.conclusions.facts;
        let mut words = match self.order[number as usize - 1] {
            Item::Message(m) => {
                let message = &self.conclusions.messages.list[m as usize];
                let participants = facts.participants_of(&facts.versions[message.version as usize]);
                let headers = participants.iter().map(|(_, header)| *header as usize);
                Words {
                    names: headers.map(|h| &*facts.header_addresses[h].name).collect(),
                    ..Words::default()
                }
            }
            Item::Document(d) => {
                let said = &facts.documents[d as usize].metadata;
                Words {
                    names: vec![&said.author, &said.modified_by, &said.company],
                    title: &said.title,
                    came_as: self.carriers[d as usize].names(facts),
                }
            }
        };
        words.names.retain(|name| !name.is_empty());
        words.names.sort_unstable();
        words.names.dedup();
        words
    }
}

/// As [`crate::case::index::KINDS`] has them.
fn kind(kind: Kind) -> u8 {
    match kind {
        Kind::Personal => 0,
        Kind::List => 1,
        Kind::Bulk => 2,
        Kind::AutoReply => 3,
        Kind::Notification => 4,
    }
}

fn people(conclusions: &Conclusions, communities: &[Option<u32>]) -> Vec<Called> {
    let called = |(p, one): (usize, &crate::people::Correspondent)| {
        let mut names: Vec<&(String, u32)> = one.names.iter().collect();
        names.sort_by_key(|(_, uses)| Reverse(*uses));
        Called {
            id: one.id.clone(),
            label: one.label.clone(),
            kind: one.kind.name().to_owned(),
            community: communities.get(p).copied().flatten(),
            addresses: one
                .aliases
                .iter()
                .filter(|alias| alias.address != NONE)
                .map(|alias| {
                    conclusions.facts.addresses[alias.address as usize]
                        .text
                        .to_string()
                })
                .collect(),
            names: names.into_iter().map(|(name, _)| name.clone()).collect(),
        }
    };
    conclusions
        .people
        .list
        .iter()
        .enumerate()
        .map(called)
        .collect()
}

fn organizations(conclusions: &Conclusions) -> Vec<Called> {
    let called = |one: &crate::organizations::Organization| Called {
        id: one.id.clone(),
        label: one.label.clone(),
        kind: one.kind.clone(),
        community: None,
        addresses: one.domains.clone(),
        names: one.aliases.clone(),
    };
    conclusions.organizations.list.iter().map(called).collect()
}
