//! Distinct messages: which versions are one mail. By content, not by Message-ID alone.
//!
//! Three rules, each an equality, so that the outcome does not depend on the order of the copies:
//! 1. `same content`: sender, date, subject, recipients (To, Cc), letters and digits of the text, and attachments agree.
//! 2. `same id and text`: one Message-ID, and subject, text and attachments agree.
//! 3. `same text and time`: subject, text ([`ENOUGH_LETTERS`] or more) and attachments, and the second of the date agree;
//!    the senders agree or are spelled in different systems (SMTP against X.500 or Notes); and the recipients (To, Cc) have
//!    an address in common, or one side has none, or they too are spelled in different systems.

use rustc_hash::{FxHashMap, FxHashSet};

use super::union_find::UnionFind;
use crate::case::facts::{Facts, NONE, Version};
use crate::message::{AddressKind, Role};

/// Fewer letters prove nothing: "Thanks!" is written by many people at the same second.
pub const ENOUGH_LETTERS: u32 = 40;

/// Rule by which a version belongs to its message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    /// The version that gives the message its id.
    First,
    /// Rule 1.
    Content,
    /// Rule 2.
    IdAndText,
    /// Rule 3.
    TextAndTime,
}

impl Rule {
    /// The name in tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::First => "first",
            Self::Content => "same content",
            Self::IdAndText => "same id and text",
            Self::TextAndTime => "same text and time",
        }
    }
}

/// A distinct mail.
#[derive(Clone, Debug)]
pub struct Message {
    /// `m` and 16 hexadecimal digits of the smallest content key.
    pub id: String,
    /// Index of the version that stands for it: the one with most participants, then the smallest digest.
    pub version: u32,
    /// Its versions, in order: a range in [`Messages::versions`].
    pub versions: (u32, u32),
    /// Number of copies.
    pub copies: u32,
    /// Date of the version that stands for it.
    pub date: Option<i64>,
}

/// The distinct messages of a case.
#[derive(Clone, Debug, Default)]
pub struct Messages {
    /// Sorted by id.
    pub list: Vec<Message>,
    /// Versions message by message, with the rule that joined each.
    pub versions: Vec<(u32, Rule)>,
    /// Message of each version.
    pub of_version: Vec<u32>,
    /// Copies that could not be read.
    pub unreadable: u64,
    /// All copies.
    pub found: u64,
}

impl Messages {
    /// Copies beyond the first of each message.
    pub fn duplicate_copies(&self) -> u64 {
        self.found - self.unreadable - self.list.len() as u64
    }

    /// The versions of a message.
    pub fn versions_of(&self, message: &Message) -> &[(u32, Rule)] {
        &self.versions[message.versions.0 as usize..message.versions.1 as usize]
    }
}

/// Joins versions to distinct messages. O(n log n).
pub fn distinct(facts: &Facts) -> Messages {
    let n = facts.versions.len();
    let mut joiner = Joiner {
        sets: UnionFind::new(n),
        rule: vec![Rule::First; n],
    };
    joiner.by_content(facts);
    joiner.by_id(facts);
    joiner.by_time(facts);
    collect(facts, joiner)
}

struct Joiner {
    sets: UnionFind,
    rule: Vec<Rule>,
}

impl Joiner {
    /// Joins with the first of equals; `later` carries the rule.
    fn join(&mut self, first: u32, later: u32, rule: Rule) {
        if self.sets.join(first, later) && self.rule[later as usize] == Rule::First {
            self.rule[later as usize] = rule;
        }
    }

    fn by_content(&mut self, facts: &Facts) {
        let mut first = FxHashMap::default();
        for (i, version) in (0..).zip(&facts.versions) {
            let earlier = *first.entry(version.strict_key).or_insert(i);
            self.join(earlier, i, Rule::Content);
        }
    }

    fn by_id(&mut self, facts: &Facts) {
        let mut first = FxHashMap::default();
        let mut ids: Vec<(u64, u32)> = facts
            .copies
            .iter()
            .filter(|c| c.version != NONE && c.message_id != 0)
            .map(|c| (c.message_id, c.version))
            .collect();
        ids.sort_unstable();
        ids.dedup();
        for (id, version) in ids {
            let body = facts.versions[version as usize].body_key;
            let earlier = *first.entry((id, body)).or_insert(version);
            self.join(earlier, version, Rule::IdAndText);
        }
    }

    fn by_time(&mut self, facts: &Facts) {
        let mut groups: FxHashMap<([u8; 16], i64), Vec<u32>> = FxHashMap::default();
        let mut order = Vec::new();
        for (i, version) in (0..).zip(&facts.versions) {
            if let Some(date) = version.date.filter(|_| version.letters >= ENOUGH_LETTERS) {
                let group = groups.entry((version.body_key, date)).or_default();
                if group.len() == 1 {
                    order.push((version.body_key, date));
                }
                group.push(i);
            }
        }
        for key in order {
            self.join_group(facts, &groups[&key]);
        }
    }

    /// Most groups are pairs; a mass mail of thousands is compared with its first [`Self::COMPARED`] members only.
    fn join_group(&mut self, facts: &Facts, group: &[u32]) {
        for (i, &later) in group.iter().enumerate() {
            for &earlier in &group[..i.min(Self::COMPARED)] {
                if compatible(
                    facts,
                    &facts.versions[earlier as usize],
                    &facts.versions[later as usize],
                ) {
                    self.join(earlier, later, Rule::TextAndTime);
                }
            }
        }
    }

    const COMPARED: usize = 64;
}

fn compatible(facts: &Facts, a: &Version, b: &Version) -> bool {
    let senders = addresses(facts, a, &[Role::From]);
    let other_senders = addresses(facts, b, &[Role::From]);
    let to = addresses(facts, a, &[Role::To, Role::Cc]);
    let other_to = addresses(facts, b, &[Role::To, Role::Cc]);
    let senders_agree = senders.is_empty()
        || other_senders.is_empty()
        || meet(&senders, &other_senders)
        || systems_differ(facts, &senders, &other_senders);
    senders_agree
        && (to.is_empty()
            || other_to.is_empty()
            || meet(&to, &other_to)
            || systems_differ(facts, &to, &other_to))
}

fn addresses(facts: &Facts, version: &Version, roles: &[Role]) -> FxHashSet<u32> {
    facts
        .participants_of(version)
        .iter()
        .filter(|(role, _)| roles.contains(role))
        .map(|(_, header)| facts.header_addresses[*header as usize].address)
        .collect()
}

fn meet(a: &FxHashSet<u32>, b: &FxHashSet<u32>) -> bool {
    a.intersection(b).next().is_some()
}

/// One side all SMTP, the other all of an older system.
fn systems_differ(facts: &Facts, a: &FxHashSet<u32>, b: &FxHashSet<u32>) -> bool {
    let all = |set: &FxHashSet<u32>, smtp: bool| {
        set.iter()
            .all(|&x| (facts.addresses[x as usize].kind == AddressKind::Smtp) == smtp)
    };
    (all(a, true) && all(b, false)) || (all(a, false) && all(b, true))
}

fn collect(facts: &Facts, mut joiner: Joiner) -> Messages {
    let n = facts.versions.len();
    let mut copies = vec![0_u32; n];
    let mut messages = Messages {
        found: facts.copies.len() as u64,
        of_version: vec![0; n],
        ..Messages::default()
    };
    for copy in &facts.copies {
        match copies.get_mut(copy.version as usize) {
            Some(count) => *count += 1,
            None => messages.unreadable += 1,
        }
    }
    let mut members: Vec<(u32, u32)> = (0..n as u32).map(|v| (joiner.sets.find(v), v)).collect();
    members.sort_unstable();
    let mut sets: Vec<(String, &[(u32, u32)])> = members
        .chunk_by(|a, b| a.0 == b.0)
        .map(|set| (message_id(facts, set), set))
        .collect();
    sets.sort_unstable();
    for (number, (id, set)) in sets.into_iter().enumerate() {
        let start = messages.versions.len() as u32;
        for &(_, version) in set {
            messages
                .versions
                .push((version, joiner.rule[version as usize]));
            messages.of_version[version as usize] = number as u32;
        }
        let version = best(facts, set);
        messages.list.push(Message {
            id,
            version,
            versions: (start, messages.versions.len() as u32),
            copies: set.iter().map(|(_, v)| copies[*v as usize]).sum(),
            date: facts.versions[version as usize].date,
        });
    }
    messages
}

fn best(facts: &Facts, set: &[(u32, u32)]) -> u32 {
    let rank = |v: u32| {
        let version = &facts.versions[v as usize];
        (
            version.participants.1 - version.participants.0,
            std::cmp::Reverse(v),
        )
    };
    set.iter()
        .map(|(_, v)| *v)
        .max_by_key(|v| rank(*v))
        .unwrap_or(0)
}

fn message_id(facts: &Facts, set: &[(u32, u32)]) -> String {
    let key = set
        .iter()
        .map(|(_, v)| facts.versions[*v as usize].strict_key)
        .min()
        .unwrap_or_default();
    key[..8]
        .iter()
        .fold(String::from("m"), |id, byte| format!("{id}{byte:02x}"))
}
