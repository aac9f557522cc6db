//! Missing mail: messages that others quote or answer, but of which no copy is in the archive; rebuilt from what is quoted of them.
//!
//! A quoted header tells a writer, the clock of some reader, and mostly a subject; the zone of that clock is unknown. It is in the archive if a
//! message of that writer with that subject was sent at that minute, in any zone; see [`Shelf`]. What is left is brought together: quotations with
//! the same writer, subject and minute are one mail. It does not know texts; nothing of this is counted anywhere else.

mod shelf;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::case::facts::{NONE, Quoted};
use crate::conversation::thread::Rule;
use crate::network::Context;
pub use shelf::Shelf;

/// A message that is missing.
#[derive(Clone, Debug, PartialEq)]
pub struct Missing {
    /// Who wrote it, or [`NONE`] if the quotations do not tell or several fit.
    pub sender: u32,
    /// The fullest quotation: index in [`crate::case::facts::Facts::quoted`], or [`NONE`] if only its id is known.
    pub quoted: u32,
    /// Its time as quoted: seconds as if it were UTC.
    pub date: Option<i64>,
    /// Key of its id in [`crate::case::facts::Facts::ids`], or 0.
    pub message_id: u64,
    /// The messages that quote it or answer it, by date.
    pub evidence: Vec<u32>,
    /// How sure it is that such a mail was sent and is not here, 0 to 1; see `sure`.
    pub confidence: f64,
}

/// The missing messages that messages of the period quote or answer: by date as quoted (undated last), then writer and evidence.
/// O(q log n) for q quotations.
pub fn missing(context: &Context) -> Vec<Missing> {
    let shelf = Shelf::new(context);
    let quotations = quotations(context);
    let absent = shelf.absent(context, &quotations);
    let mut groups = group(&shelf, &quotations, &absent);
    let ids = ids(context, &quotations, &absent, &groups);
    add_ids(&mut groups, ids);
    let mut all: Vec<Missing> = groups.into_iter().map(|g| g.finish(context)).collect();
    all.sort_by(|a, b| {
        let key = |m: &Missing| (m.date.unwrap_or(i64::MAX), m.sender);
        (key(a).cmp(&key(b))).then_with(|| a.evidence.cmp(&b.evidence))
    });
    all
}

/// A quoted header and the message it stands in.
#[derive(Clone, Copy, Debug)]
pub struct Quotation<'a> {
    message: u32,
    number: u32,
    says: &'a Quoted,
    date: i64,
    /// Digest of the base subject: its own, else that of the message; 0 for none.
    subject: u64,
}

/// The dated quotations with a writer, of the messages of the period.
fn quotations<'a>(context: &Context<'a>) -> Vec<Quotation<'a>> {
    let mut all = Vec::new();
    for (message, one) in (0..).zip(&context.messages.list) {
        if !context.period.holds(one.date) {
            continue;
        }
        let version = &context.facts.versions[one.version as usize];
        for (number, says) in (version.quoted.0..).zip(context.facts.quoted_in(version)) {
            let (Some(date), true) = (says.date, says.from != NONE) else {
                continue;
            };
            let subject = if says.base == 0 {
                version.subject
            } else {
                says.base
            };
            all.push(Quotation {
                message,
                number,
                says,
                date,
                subject,
            });
        }
    }
    all
}

/// A missing mail in the making.
struct Group {
    quoted: u32,
    sender: u32,
    date: Option<i64>,
    whole: bool,
    message_id: u64,
    evidence: Vec<u32>,
}

/// Joins quotations of one mail: the same writer, subject and minute of the hour, at most [`shelf::ZONES`] apart.
fn group(shelf: &Shelf, quotations: &[Quotation], absent: &[u32]) -> Vec<Group> {
    let minute = |q: &Quotation| q.date.rem_euclid(3600) / 60;
    let mut keyed: Vec<(u64, u64, i64, i64, u32)> = absent
        .iter()
        .map(|&n| {
            let q = &quotations[n as usize];
            (q.subject, shelf.writer(q.says.from), minute(q), q.date, n)
        })
        .collect();
    keyed.sort_unstable();
    let mut groups: Vec<(Group, (u64, u64, i64, i64))> = Vec::new();
    for (subject, writer, minute, date, n) in keyed {
        let q = &quotations[n as usize];
        let same = groups.last().is_some_and(|(_, (s, w, m, d))| {
            (*s, *w) == (subject, writer)
                && minute - m <= 1
                && (date - d).abs() <= shelf::ZONES + 60
        });
        if !same {
            let sender = shelf.only(q.says.from);
            let group = Group {
                quoted: q.number,
                sender,
                date: Some(q.date),
                whole: false,
                message_id: 0,
                evidence: Vec::new(),
            };
            groups.push((group, (subject, writer, minute, date)));
        }
        if let Some((group, _)) = groups.last_mut() {
            group.add(q, quotations);
        }
    }
    groups.into_iter().map(|(group, _)| group).collect()
}

impl Group {
    /// The quotation that tells most stands for all.
    fn add(&mut self, q: &Quotation, quotations: &[Quotation]) {
        let fullness = |says: &Quoted| (!says.subject.is_empty(), says.recipients.len());
        let best = quotations.binary_search_by_key(&self.quoted, |q| q.number);
        let before = best.map_or((false, 0), |at| fullness(quotations[at].says));
        if fullness(q.says) > before {
            self.quoted = q.number;
            self.date = Some(q.date);
        }
        self.whole |= !q.says.subject.is_empty() && q.date.rem_euclid(86_400) != 0;
        self.evidence.push(q.message);
    }

    fn finish(mut self, context: &Context) -> Missing {
        let date = |m: &u32| {
            (
                context.messages.list[*m as usize].date.unwrap_or(i64::MAX),
                *m,
            )
        };
        self.evidence.sort_unstable_by_key(date);
        self.evidence.dedup();
        Missing {
            sender: self.sender,
            quoted: self.quoted,
            date: self.date,
            message_id: self.message_id,
            confidence: sure(
                self.message_id != 0,
                self.quoted != NONE,
                self.whole,
                self.evidence.len(),
            ),
            evidence: self.evidence,
        }
    }
}

/// How sure: set by reading, see the note in the README. An id that is answered and a quoted header say the same: 0.98. A header with writer, time
/// and subject in several messages: 0.95, in one: 0.9. An id alone: 0.9. A header without a subject, or with a day only: 0.6.
fn sure(id: bool, quoted: bool, whole: bool, messages: usize) -> f64 {
    match (id, quoted, whole) {
        (true, true, _) => 0.98,
        (true, false, _) => 0.9,
        (_, _, true) if messages > 1 => 0.95,
        (_, _, true) => 0.9,
        _ => 0.6,
    }
}

/// An id that no message has: who answers it, and the group of the mail that is quoted there, if any.
struct Unknown {
    id: u64,
    group: Option<u32>,
    evidence: Vec<u32>,
}

/// Ids that are answered and not here, sorted. An id is passed over if the mail it stands for is here under another one: its words are quoted, or the first
/// header in a direct answer is that of a message that is here; or if it is no id but an address.
fn ids(
    context: &Context,
    quotations: &[Quotation],
    absent: &[u32],
    groups: &[Group],
) -> Vec<Unknown> {
    let facts = context.facts;
    let copies = facts
        .copies
        .iter()
        .filter(|c| c.version != NONE && c.message_id != 0);
    let here: FxHashSet<u64> = copies.map(|c| c.message_id).collect();
    let group_of = first_groups(quotations, absent, groups);
    let mut found: FxHashMap<u64, Unknown> = FxHashMap::default();
    let mut known = FxHashSet::default();
    for (m, one) in (0_u32..).zip(&context.messages.list) {
        let version = &facts.versions[one.version as usize];
        if !context.period.holds(one.date) {
            continue;
        }
        for (nth, &id) in facts.parents_of(version).iter().enumerate() {
            if here.contains(&id) {
                continue;
            }
            let group = group_of.get(&m).copied().filter(|_| nth == 0);
            let by_words = matches!(context.threads.parent[m as usize], Some((_, Rule::Quote)));
            if nth == 0 && (by_words || group == Some(None)) {
                known.insert(id);
            }
            let unknown = found.entry(id).or_insert(Unknown {
                id,
                group: None,
                evidence: Vec::new(),
            });
            unknown.evidence.push(m);
            unknown.group = unknown.group.or(group.flatten());
        }
    }
    let is_address = |id: u64| {
        let text = facts.ids.get(&id).map_or("", |text| text);
        let smtp = crate::message::AddressKind::Smtp;
        (facts
            .addresses
            .binary_search_by(|a| (a.kind, &*a.text).cmp(&(smtp, text))))
        .is_ok()
    };
    let mut all: Vec<Unknown> = found.into_values().collect();
    all.retain(|u| !known.contains(&u.id) && !is_address(u.id));
    all.sort_unstable_by_key(|u| (u.evidence.first().copied(), u.id));
    all
}

/// For each message with a quotation that is the first in its text: the group of the missing mail, or `None` if that mail is here.
fn first_groups(
    quotations: &[Quotation],
    absent: &[u32],
    groups: &[Group],
) -> FxHashMap<u32, Option<u32>> {
    let firsts = quotations.iter().filter(|q| q.says.first);
    let mut all: FxHashMap<u32, Option<u32>> = firsts.map(|q| (q.message, None)).collect();
    let mut of_message: FxHashMap<u32, Vec<u32>> = FxHashMap::default();
    for (number, group) in (0..).zip(groups) {
        for message in &group.evidence {
            of_message.entry(*message).or_default().push(number);
        }
    }
    for q in absent
        .iter()
        .map(|n| &quotations[*n as usize])
        .filter(|q| q.says.first)
    {
        let candidates = of_message.get(&q.message).into_iter().flatten();
        let near = |g: &&u32| {
            let apart = groups[**g as usize]
                .date
                .map_or(i64::MAX, |d| (d - q.date).abs());
            apart <= shelf::ZONES + 60
        };
        all.insert(
            q.message,
            candidates.min_by_key(|g| (!near(g), **g)).copied(),
        );
    }
    all
}

/// An id goes to the mail that its direct answers quote; else it is a missing mail of its own.
fn add_ids(groups: &mut Vec<Group>, ids: Vec<Unknown>) {
    for unknown in ids {
        let group = unknown.group.and_then(|g| groups.get_mut(g as usize));
        match group.filter(|g| g.message_id == 0) {
            Some(group) => {
                group.message_id = unknown.id;
                group.evidence.extend(unknown.evidence);
            }
            None => groups.push(Group {
                quoted: NONE,
                sender: NONE,
                date: None,
                whole: false,
                message_id: unknown.id,
                evidence: unknown.evidence,
            }),
        }
    }
}
