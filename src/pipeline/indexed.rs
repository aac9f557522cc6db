//! What is concluded, as the index of the case holds it.

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::OnceLock;

use super::Conclusions;
use crate::case::Case;
use crate::case::facts::NONE;
use crate::case::index::build::{self, Called, Contents, Message};
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
    let list = &conclusions.messages.list;
    let mut order: Vec<u32> = (0..list.len() as u32).collect();
    order.sort_unstable_by_key(|m| (list[*m as usize].date.is_none(), list[*m as usize].date, *m));
    let mut number = vec![0; list.len()];
    for (m, n) in order.iter().zip(1_u32..) {
        number[*m as usize] = n;
    }
    let custodians = custodians(conclusions);
    let described = Described {
        conclusions,
        order: &order,
        number: &number,
        custodians: &custodians,
    };
    let made = OnceLock::new();
    let actors = || actors(conclusions, communities(), &custodians.names);
    let contents = Contents {
        messages: list.len() as u32,
        rows: order.iter().map(|m| row(conclusions, *m)).collect(),
        message: &|n| described.message(n),
        names: &|n| described.names(n),
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

fn row(conclusions: &Conclusions, m: u32) -> i64 {
    let version = conclusions.messages.list[m as usize].version;
    conclusions.facts.versions[version as usize].row
}

fn plain(id: &str, label: &str) -> Called {
    Called {
        id: id.to_owned(),
        label: label.to_owned(),
        ..Called::default()
    }
}

/// Custodians by name, and those of each version.
struct Custodians {
    names: Vec<String>,
    of_version: Vec<Vec<u32>>,
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
    Custodians { names, of_version }
}

struct Described<'a> {
    conclusions: &'a Conclusions,
    order: &'a [u32],
    number: &'a [u32],
    custodians: &'a Custodians,
}

impl<'a> Described<'a> {
    fn message(&self, number: u32) -> Message {
        let Conclusions {
            facts,
            messages,
            threads,
            people,
            organizations,
            ..
        } = self.conclusions;
        let m = self.order[number as usize - 1] as usize;
        let message = &messages.list[m];
        let version = &facts.versions[message.version as usize];
        let mut roles: Vec<(u32, u8)> = Vec::new();
        for (bit, role) in [Role::From, Role::To, Role::Cc, Role::Bcc]
            .into_iter()
            .enumerate()
        {
            roles.extend(
                people
                    .in_roles(facts, message.version, &[role])
                    .into_iter()
                    .map(|who| (who, 1 << bit)),
            );
        }
        roles.sort_unstable();
        let all: Vec<(u32, u8)> = roles
            .chunk_by(|a, b| a.0 == b.0)
            .map(|same| (same[0].0, same.iter().fold(0, |all, (_, role)| all | role)))
            .collect();
        let context = self
            .conclusions
            .context(Period::default(), Include::default());
        let of_people = context.parties_to(m as u32);
        let named: BTreeSet<u32> = organizations
            .named(facts, message.version)
            .into_iter()
            .chain(of_people)
            .collect();
        let versions = messages.versions_of(message).iter();
        let custodians: BTreeSet<u32> = versions
            .flat_map(|(v, _)| self.custodians.of_version[*v as usize].iter().copied())
            .collect();
        Message {
            id: message
                .id
                .get(1..)
                .and_then(|digits| u64::from_str_radix(digits, 16).ok())
                .unwrap_or(0),
            row: version.row,
            digest: version.digest,
            date: message.date,
            thread: self.number[threads.thread[m] as usize],
            kind: kind(version.kind),
            people: all,
            organizations: named.into_iter().collect(),
            custodians: custodians.into_iter().collect(),
        }
    }

    fn names(&self, number: u32) -> Vec<&'a str> {
        let facts = &self.conclusions.facts;
        let message = &self.conclusions.messages.list[self.order[number as usize - 1] as usize];
        let participants = facts.participants_of(&facts.versions[message.version as usize]);
        let mut names: Vec<&str> = participants
            .iter()
            .map(|(_, header)| &*facts.header_addresses[*header as usize].name)
            .filter(|name| !name.is_empty())
            .collect();
        names.sort_unstable();
        names.dedup();
        names
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
