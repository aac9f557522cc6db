//! What is in the archive, put up so that a quoted header is soon found: messages by writer and time, and by subject and time. It does not
//! know what is done with those that are not found.

use rustc_hash::FxHashMap;

use super::Quotation;
use crate::case::facts::{HeaderAddress, NONE, digest};
use crate::conversation::thread::Rule;
use crate::message::Role;
use crate::network::Context;
use crate::people::name::full_key;

/// Clocks of the world are at most so far from UTC, in seconds; a quotation may show any of them.
pub const ZONES: i64 = 14 * 3600;
/// A quoted time has minutes mostly, and mail takes a while: a message may be sent so many seconds before or after.
const BEFORE: i64 = 60;
const AFTER: i64 = 120;
/// A difference between clocks that holds for this share of what was found is usual in this archive.
const USUAL: f64 = 0.05;

/// The messages of an archive, and the names of their writers.
#[derive(Debug)]
pub struct Shelf {
    /// Writer, date, digest of the base subject, message; sorted.
    by_writer: Vec<(u32, i64, u64, u32)>,
    /// Digest of the base subject, date, message; sorted.
    by_subject: Vec<(u64, i64, u32)>,
    /// Correspondents each header address may stand for.
    meant: FxHashMap<u32, Vec<u32>>,
    /// A key for the writer of each header address that a quotation has.
    writers: FxHashMap<u32, u64>,
}

impl Shelf {
    /// From all messages. O(n log n).
    pub fn new(context: &Context) -> Self {
        let (mut by_writer, mut by_subject) = (Vec::new(), Vec::new());
        for (m, one) in (0..).zip(&context.messages.list) {
            let Some(date) = one.date else { continue };
            let subject = context.facts.versions[one.version as usize].subject;
            for (version, _) in context.messages.versions_of(one) {
                for who in
                    context
                        .people
                        .in_roles(context.facts, *version, &[Role::From, Role::Sender])
                {
                    by_writer.push((who, date, subject, m));
                }
            }
            by_subject.push((subject, date, m));
        }
        by_writer.sort_unstable();
        by_writer.dedup();
        by_subject.sort_unstable();
        let (meant, writers) = names(context);
        Self {
            by_writer,
            by_subject,
            meant,
            writers,
        }
    }

    /// A key that is the same for all spellings of a writer that are known to be one.
    pub fn writer(&self, header: u32) -> u64 {
        self.writers.get(&header).copied().unwrap_or_default()
    }

    /// The correspondent, if only one is meant.
    pub fn only(&self, header: u32) -> u32 {
        match self.meant.get(&header).map(Vec::as_slice) {
            Some([one]) => *one,
            _ => NONE,
        }
    }

    /// The quotations whose mail is not here, by number.
    ///
    /// It is here if (1) a message of that writer with that subject was sent at that minute by some clock of the world; or (2) of that writer or with
    /// that subject, at that minute by a clock that is usual in this archive: the differences that 5 % of those found by (1) have; or (3) the quotation is
    /// the first in its text and the message answers one that is here, by its header or by the words it quotes. If only a day is quoted, the minute is
    /// free and (2) does not hold.
    pub fn absent(&self, context: &Context, quotations: &[Quotation]) -> Vec<u32> {
        let mut hours = [0_u32; 29];
        let mut left: Vec<u32> = Vec::new();
        for (n, q) in (0..).zip(quotations) {
            match self.same(q) {
                Some(hour) => hours[(hour + 14).clamp(0, 28) as usize] += 1,
                None => left.push(n),
            }
        }
        let all: u32 = hours.iter().sum();
        let usual: Vec<i64> = (-14..=14)
            .zip(hours)
            .filter(|(_, times)| *times > 0 && f64::from(*times) >= USUAL * f64::from(all))
            .map(|(hour, _)| hour)
            .collect();
        let answers = |q: &Quotation| {
            let parent = context.threads.parent[q.message as usize];
            q.says.first && matches!(parent, Some((_, Rule::Header | Rule::Quote)))
        };
        left.retain(|n| {
            let q = &quotations[*n as usize];
            !answers(q) && !self.usual(q, &usual)
        });
        left
    }

    /// Messages of a writer in a stretch of time.
    fn of(&self, who: u32, from: i64, to: i64) -> &[(u32, i64, u64, u32)] {
        let start = self.by_writer.partition_point(|w| (w.0, w.1) < (who, from));
        let length = self.by_writer[start..].partition_point(|w| (w.0, w.1) <= (who, to));
        &self.by_writer[start..start + length]
    }

    /// Messages with a subject in a stretch of time.
    fn about(&self, subject: u64, from: i64, to: i64) -> &[(u64, i64, u32)] {
        let start = self
            .by_subject
            .partition_point(|s| (s.0, s.1) < (subject, from));
        let length = self.by_subject[start..].partition_point(|s| (s.0, s.1) <= (subject, to));
        &self.by_subject[start..start + length]
    }

    /// Whether a message of that writer and subject is here, and how many hours its clock is behind.
    fn same(&self, q: &Quotation) -> Option<i64> {
        let day = if is_day(q.date) { 86_400 } else { 0 };
        let (from, to) = (q.date - ZONES - BEFORE, q.date + ZONES + AFTER + day);
        let writers = self.meant.get(&q.says.from).into_iter().flatten();
        writers
            .flat_map(|who| self.of(*who, from, to))
            .filter(|w| w.2 == q.subject && w.3 != q.message)
            .find_map(|w| if day > 0 { Some(0) } else { hour(w.1 - q.date) })
    }

    fn usual(&self, q: &Quotation, hours: &[i64]) -> bool {
        if is_day(q.date) {
            return false;
        }
        let writers = || self.meant.get(&q.says.from).into_iter().flatten();
        hours.iter().any(|hour| {
            let (from, to) = (q.date + hour * 3600 - BEFORE, q.date + hour * 3600 + AFTER);
            let other = |message: u32| message != q.message;
            let about = || self.about(q.subject, from, to).iter().any(|s| other(s.2));
            writers().any(|who| self.of(*who, from, to).iter().any(|w| other(w.3)))
                || q.subject != 0 && about()
        })
    }
}

/// Only a day was quoted.
fn is_day(date: i64) -> bool {
    date.rem_euclid(86_400) == 0
}

/// How many whole hours lie between two times, if only those do.
fn hour(apart: i64) -> Option<i64> {
    let hours = (apart + 1800).div_euclid(3600);
    (-BEFORE..=AFTER)
        .contains(&(apart - hours * 3600))
        .then_some(hours)
}

type Names = (FxHashMap<u32, Vec<u32>>, FxHashMap<u32, u64>);

/// Whom the header addresses of quotations mean: by address, else all who are called so.
fn names(context: &Context) -> Names {
    let mut called: FxHashMap<String, Vec<u32>> = FxHashMap::default();
    for (who, one) in (0..).zip(&context.people.list) {
        for (name, _) in &one.names {
            let key = full_key(name);
            let list = called.entry(key).or_default();
            if list.last() != Some(&who) {
                list.push(who);
            }
        }
    }
    called.remove("");
    let (mut meant, mut writers) = (FxHashMap::default(), FxHashMap::default());
    for quoted in context.facts.quoted.iter().filter(|q| q.from != NONE) {
        if writers.contains_key(&quoted.from) {
            continue;
        }
        let header = &context.facts.header_addresses[quoted.from as usize];
        let known = context.people.of_header[quoted.from as usize];
        let key = full_key(&header.name);
        let who = match known {
            NONE => called.get(&key).cloned().unwrap_or_default(),
            known => vec![known],
        };
        writers.insert(quoted.from, key_of(context, header, &who, &key));
        meant.insert(quoted.from, who);
    }
    (meant, writers)
}

fn key_of(context: &Context, header: &HeaderAddress, who: &[u32], key: &str) -> u64 {
    match who {
        [one] => u64::from(*one),
        _ if !key.is_empty() => digest(key),
        _ => {
            let address = &context.facts.addresses[header.address as usize].text;
            digest(&format!("{} {address}", header.name.to_lowercase()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_hours_lie_between_two_clocks() {
        for (apart, hours) in [
            (0, Some(0)),
            (59, Some(0)),
            (5 * 3600 + 30, Some(5)),
            (-3600, Some(-1)),
            (-3630, Some(-1)),
            (121, None),
            (1800, None),
        ] {
            assert_eq!(hour(apart), hours, "{apart}");
        }
    }
}
