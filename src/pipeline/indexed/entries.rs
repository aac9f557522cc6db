//! Messages and documents, numbered as the index has them, each with what it is found by. It does not know words of texts.

use std::collections::{BTreeMap, BTreeSet};

use crate::case::facts::NONE;
use crate::case::index::DOCUMENT;
use crate::case::index::build::{Entry, Row, Words};
use crate::case::index::documents;
use crate::findings::documents::{Carrier, carriers, names};
use crate::message::{Kind, Role};
use crate::network::Period;
use crate::network::build::Include;
use crate::pipeline::Conclusions;

/// Custodians by name, and those of each version and document.
pub(super) struct Custodians {
    pub(super) names: Vec<String>,
    of_version: Vec<Vec<u32>>,
    of_document: Vec<BTreeSet<u32>>,
}

pub(super) fn custodians(conclusions: &Conclusions) -> Custodians {
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
    let mut of_document = vec![BTreeSet::new(); facts.documents.len()];
    for carried in &facts.carried {
        of_document[carried.document as usize].extend(&of_version[carried.version as usize]);
    }
    for (file, document) in &facts.loose {
        of_document[*document as usize].extend(of_file[*file as usize]);
    }
    Custodians {
        names,
        of_version,
        of_document,
    }
}

/// What is numbered: index among the messages or the documents. Messages come first in their order.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Item {
    Message(u32),
    Document(u32),
}

/// Messages and documents with what they are found by.
pub(super) struct Described<'a> {
    conclusions: &'a Conclusions,
    custodians: &'a Custodians,
    /// The messages that carry each document, by date.
    carriers: Vec<Vec<Carrier>>,
    /// The files that are a document: document and file, sorted.
    files: Vec<(u32, u32)>,
    /// Messages and documents by their numbers, less one.
    order: Vec<Item>,
    /// Number of each message.
    number: Vec<u32>,
}

impl<'a> Described<'a> {
    pub(super) fn new(conclusions: &'a Conclusions, custodians: &'a Custodians) -> Self {
        let list = &conclusions.messages.list;
        let context = conclusions.context(Period::default(), Include::default());
        let carriers = carriers(&context, None);
        let loose = conclusions.facts.loose.iter();
        let mut files: Vec<(u32, u32)> = loose.map(|(file, document)| (*document, *file)).collect();
        files.sort_unstable();
        let dates = |m: u32| list[m as usize].date;
        let messages = (0..list.len() as u32).map(|m| (dates(m), Item::Message(m)));
        let documents = (0..).zip(&carriers).map(|(d, of)| {
            (
                of.first().and_then(|first| dates(first.message)),
                Item::Document(d),
            )
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
            files,
            order,
            number,
        }
    }

    /// Where each of them stands in the case, in the order of their numbers.
    pub(super) fn rows(&self) -> Vec<Row> {
        self.order.iter().map(|one| self.row(*one)).collect()
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

    pub(super) fn entry(&self, number: u32) -> Entry {
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
        for Carrier { message, .. } in of {
            for (who, roles) in self.people(*message) {
                *people.entry(who).or_default() |= roles;
            }
            named.extend(self.parties_to(*message));
        }
        let first = of.first().map(|carrier| carrier.message);
        let mut digest = [0; 16];
        digest.copy_from_slice(&document.sha256.0[..16]);
        Entry {
            id: document.sha256.prefix(),
            row: self.row(Item::Document(d)),
            digest,
            date: first.and_then(|m| messages.list[m as usize].date),
            thread: first.map_or(0, |m| self.number[threads.thread[m as usize] as usize]),
            kind: DOCUMENT,
            people: people.into_iter().collect(),
            organizations: named.into_iter().collect(),
            custodians: self.custodians.of_document[d as usize]
                .iter()
                .copied()
                .collect(),
            document: Some(documents::Document {
                title: document.metadata.title.clone(),
                name: self.names(d).into_iter().next().unwrap_or_default(),
                format: document.format.name().to_owned(),
                messages: of.len() as u32,
                first: first.map_or(0, |m| self.number[m as usize]),
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

    /// The names that a document came under, the most frequent first.
    fn names(&self, d: u32) -> Vec<String> {
        let first = self.files.partition_point(|(document, _)| *document < d);
        let files = self.files[first..].iter();
        let files: Vec<u32> = files
            .take_while(|(document, _)| *document == d)
            .map(|(_, file)| *file)
            .collect();
        let context = self
            .conclusions
            .context(Period::default(), Include::default());
        let all = names(&context, &self.carriers[d as usize], &files);
        all.into_iter().map(|(name, _)| name).collect()
    }

    /// Its words that stand in no text.
    pub(super) fn words(&self, number: u32) -> Words<'a> {
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
                    came_as: self.names(d),
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
