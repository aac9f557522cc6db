//! Threads: which message answers which.
//!
//! First by what the headers say (In-Reply-To, then References from the nearest on). Where they are silent, by the words a
//! message quotes, or by a reply mark with the same subject among the same people; such a guess carries its rule. A parent is
//! never later than its child, and loops end.

use rustc_hash::FxHashMap;

use super::distinct::Messages;
use super::union_find::UnionFind;
use crate::case::facts::{Facts, NONE, Version};
use crate::message::Role;

/// How the parent is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// In-Reply-To or References.
    Header,
    /// It quotes lines that the parent's writer wrote.
    Quote,
    /// A reply mark, the same subject, people in common.
    Subject,
}

impl Rule {
    /// The name in tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::Header => "header",
            Self::Quote => "quoted text (inferred)",
            Self::Subject => "subject (inferred)",
        }
    }
}

/// Parents and threads of all messages.
#[derive(Clone, Debug, Default)]
pub struct Threads {
    /// Parent of each message and how it is known.
    pub parent: Vec<Option<(u32, Rule)>>,
    /// The message that names the thread of each message: its earliest.
    pub thread: Vec<u32>,
}

/// A quoting reply may be this late.
const QUOTE_DAYS: i64 = 365;
/// A reply known by its subject only may be this late.
const SUBJECT_DAYS: i64 = 30;
/// A line that this many messages wrote is a phrase, not a quotation.
const COMMON_LINE: usize = 8;
/// Candidates looked at for one subject.
const CANDIDATES: usize = 200;

/// Finds parents and threads. O(n log n).
pub fn threads(facts: &Facts, messages: &Messages) -> Threads {
    let builder = Builder::new(facts, messages);
    let mut found = Threads {
        parent: vec![None; messages.list.len()],
        thread: Vec::new(),
    };
    let mut sets = UnionFind::new(messages.list.len());
    for rule in [Rule::Header, Rule::Quote, Rule::Subject] {
        for child in 0..messages.list.len() as u32 {
            if found.parent[child as usize].is_some() {
                continue;
            }
            // A child starts its own tree, so a parent in the same tree would close a loop.
            if let Some(parent) = builder
                .parent(child, rule)
                .filter(|&p| sets.find(p) != sets.find(child))
            {
                sets.join(parent, child);
                found.parent[child as usize] = Some((parent, rule));
            }
        }
    }
    found.thread = name_threads(messages, &mut sets);
    found
}

fn name_threads(messages: &Messages, sets: &mut UnionFind) -> Vec<u32> {
    let mut first: FxHashMap<u32, u32> = FxHashMap::default();
    let earlier = |a: u32, b: u32| {
        let key = |m: u32| (messages.list[m as usize].date.unwrap_or(i64::MAX), m);
        if key(a) <= key(b) { a } else { b }
    };
    for m in 0..messages.list.len() as u32 {
        let root = sets.find(m);
        first
            .entry(root)
            .and_modify(|f| *f = earlier(*f, m))
            .or_insert(m);
    }
    (0..messages.list.len() as u32)
        .map(|m| first[&sets.find(m)])
        .collect()
}

struct Builder<'a> {
    facts: &'a Facts,
    messages: &'a Messages,
    by_id: FxHashMap<u64, u32>,
    by_line: FxHashMap<u64, Vec<u32>>,
    by_subject: FxHashMap<u64, Vec<(i64, u32)>>,
}

impl<'a> Builder<'a> {
    fn new(facts: &'a Facts, messages: &'a Messages) -> Self {
        let mut by_id = FxHashMap::default();
        for copy in facts
            .copies
            .iter()
            .filter(|c| c.version != NONE && c.message_id != 0)
        {
            let message = messages.of_version[copy.version as usize];
            by_id
                .entry(copy.message_id)
                .and_modify(|m: &mut u32| *m = (*m).min(message))
                .or_insert(message);
        }
        let mut builder = Self {
            facts,
            messages,
            by_id,
            by_line: FxHashMap::default(),
            by_subject: FxHashMap::default(),
        };
        builder.index();
        builder
    }

    fn index(&mut self) {
        // Only lines that somebody quotes are worth keeping.
        for message in &self.messages.list {
            for &line in self
                .facts
                .lines_in(self.version_of(message.version).quoted_lines)
            {
                self.by_line.entry(line).or_default();
            }
        }
        for (m, message) in (0..).zip(&self.messages.list) {
            let version = &self.facts.versions[message.version as usize];
            for line in self.facts.lines_in(version.own_lines) {
                if let Some(writers) = self
                    .by_line
                    .get_mut(line)
                    .filter(|w| w.len() < COMMON_LINE && w.last() != Some(&m))
                {
                    writers.push(m);
                }
            }
            if let (Some(date), true) = (message.date, version.subject != 0) {
                self.by_subject
                    .entry(version.subject)
                    .or_default()
                    .push((date, m));
            }
        }
        #[expect(clippy::iter_over_hash_type, reason = "each list is sorted by itself")]
        for list in self.by_subject.values_mut() {
            list.sort_unstable();
        }
    }

    fn version_of(&self, version: u32) -> &'a Version {
        &self.facts.versions[version as usize]
    }

    fn version(&self, message: u32) -> &'a Version {
        self.version_of(self.messages.list[message as usize].version)
    }

    fn parent(&self, child: u32, rule: Rule) -> Option<u32> {
        match rule {
            Rule::Header => self.by_header(child),
            Rule::Quote => self.by_quote(child),
            Rule::Subject => self.by_subject(child),
        }
    }

    fn by_header(&self, child: u32) -> Option<u32> {
        let message = &self.messages.list[child as usize];
        let versions = self
            .messages
            .versions_of(message)
            .iter()
            .map(|(v, _)| self.version_of(*v));
        versions
            .flat_map(|v| self.facts.parents_of(v))
            .filter_map(|id| self.by_id.get(id).copied())
            .find(|&parent| parent != child)
    }

    /// The message that wrote most of the quoted lines; the latest of equals.
    fn by_quote(&self, child: u32) -> Option<u32> {
        let version = self.version(child);
        let mut votes: FxHashMap<u32, u32> = FxHashMap::default();
        for line in self.facts.lines_in(version.quoted_lines) {
            let writers = self.by_line.get(line).filter(|w| w.len() < COMMON_LINE);
            for &writer in writers.into_iter().flatten() {
                if self.may_answer(child, writer, QUOTE_DAYS) {
                    *votes.entry(writer).or_default() += 1;
                }
            }
        }
        let mut ranked: Vec<(u32, Option<i64>, std::cmp::Reverse<u32>)> = votes
            .into_iter()
            .map(|(m, n)| (n, self.messages.list[m as usize].date, std::cmp::Reverse(m)))
            .collect();
        ranked.sort_unstable();
        ranked.pop().map(|(.., m)| m.0)
    }

    fn by_subject(&self, child: u32) -> Option<u32> {
        let version = self.version(child);
        let date = self.messages.list[child as usize].date?;
        let candidates = self
            .by_subject
            .get(&version.subject)
            .filter(|_| version.is_reply)?;
        let end = candidates.partition_point(|&c| c < (date, child));
        candidates[..end]
            .iter()
            .rev()
            .take(CANDIDATES)
            .take_while(|(earlier, _)| date - earlier <= SUBJECT_DAYS * 86_400)
            .find(|&&(_, m)| self.answers(child, m))
            .map(|&(_, m)| m)
    }

    /// The writer of `child` was a party of `parent`, and the other way round; or both went through one list.
    fn answers(&self, child: u32, parent: u32) -> bool {
        let (child, parent) = (self.version(child), self.version(parent));
        let writes = |v: &Version, other: &Version| {
            self.senders(v).any(|s| self.parties(other).any(|p| p == s))
        };
        (child.list != 0 && child.list == parent.list)
            || (writes(child, parent) && writes(parent, child))
            || (self.parties(child).count() == 1 && self.parties(parent).count() == 1)
    }

    fn senders(&self, version: &Version) -> impl Iterator<Item = u32> + use<'a> {
        let facts = self.facts;
        facts
            .participants_of_range(version.participants)
            .iter()
            .filter(|(role, _)| *role == Role::From)
            .map(|(_, h)| facts.header_addresses[*h as usize].address)
    }

    fn parties(&self, version: &Version) -> impl Iterator<Item = u32> + use<'a> {
        let facts = self.facts;
        facts
            .participants_of_range(version.participants)
            .iter()
            .filter(|(role, _)| matches!(role, Role::From | Role::To | Role::Cc | Role::Bcc))
            .map(|(_, h)| facts.header_addresses[*h as usize].address)
    }

    fn may_answer(&self, child: u32, parent: u32, days: i64) -> bool {
        if child == parent {
            return false;
        }
        match (
            self.messages.list[child as usize].date,
            self.messages.list[parent as usize].date,
        ) {
            (Some(later), Some(earlier)) => later >= earlier && later - earlier <= days * 86_400,
            _ => true,
        }
    }
}
