//! Which messages and documents a query finds, and how well each fits. It does not know texts. A message is here what the index has a
//! number for: a document too.
//!
//! The score is BM25 (Robertson and Zaragoza 2009, "The Probabilistic Relevance Framework"), k1 = 1.2, b = 0.75, summed over the words,
//! phrases and prefixes that are asked for; all fields of a message are one text, in which a word of the subject (of a document: the title) counts [`SUBJECT`] times.
//! Names, dates and what is excluded have no score.

use super::names;
use super::near;
use super::query::{Query, Side, Text};
use super::wrong::Wrong;
use crate::case::index::postings;
use crate::case::index::read::{Index, Wanted};
use crate::case::index::{Actor, FIELDS, Field, Key};

const K1: f64 = 1.2;
const B: f64 = 0.75;
/// How often a word in the subject counts.
pub const SUBJECT: u32 = 3;

/// A message and its score; sorted by message.
pub type Scored = Vec<(u32, f32)>;

/// Evaluates queries over one index.
pub struct Evaluator<'a> {
    index: &'a Index,
    lengths: Option<Vec<u32>>,
    /// Whom the names stand for, as told to the user.
    pub meanings: Vec<String>,
}

impl<'a> Evaluator<'a> {
    /// Over this index.
    pub fn new(index: &'a Index) -> Self {
        Self {
            index,
            lengths: None,
            meanings: Vec::new(),
        }
    }

    /// The messages that a query finds. O(lists of its words).
    ///
    /// # Errors
    /// If a name means nobody or several, or the index cannot be read.
    pub fn find(&mut self, query: &Query) -> Result<Scored, Wrong> {
        Ok(match query {
            Query::All => range(1, self.index.entries),
            Query::And(parts) => self.all(parts)?,
            Query::Or(parts) => {
                let mut any = Scored::new();
                for part in parts {
                    let found = self.find(part)?;
                    any = union(&any, &found);
                }
                any
            }
            Query::Not(part) => {
                let found = self.find(part)?;
                without(&range(1, self.index.entries), &found)
            }
            Query::Text(text) => self.text(text)?,
            Query::Named(side, name, at) => unscored(self.named(*side, name, *at)?),
            Query::After(second) => range(self.index.first_since(*second)?, self.index.dated),
            Query::Before(second) => range(1, self.index.first_since(*second)? - 1),
            Query::Attachment => unscored(self.index.with(Key::Attachment, 0)?),
            Query::Kind(kind) => unscored(self.index.with(Key::Kind, (*kind).into())?),
            Query::Format(format) => unscored(self.index.with(Key::Format, *format)?),
        })
    }

    fn all(&mut self, parts: &[Query]) -> Result<Scored, Wrong> {
        let mut all: Option<Scored> = None;
        for part in parts.iter().filter(|part| !matches!(part, Query::Not(_))) {
            let found = self.find(part)?;
            all = Some(match all {
                None => found,
                Some(before) => both(&before, &found),
            });
        }
        let mut all = all.unwrap_or_else(|| range(1, self.index.entries));
        for part in parts {
            if let Query::Not(part) = part {
                let found = self.find(part)?;
                all = without(&all, &found);
            }
        }
        Ok(all)
    }

    fn text(&mut self, text: &Text) -> Result<Scored, Wrong> {
        let mut times = vec![0_u32; self.index.entries as usize + 1];
        let mut add = |field: usize, message: u32, count: u32| {
            let count = if field == Field::Subject as usize {
                count.saturating_mul(SUBJECT)
            } else {
                count
            };
            if let Some(sum) = times.get_mut(message as usize) {
                *sum = sum.saturating_add(count);
            }
        };
        match text.words.as_slice() {
            [(word, is_prefix)] => {
                let wanted = if *is_prefix {
                    Wanted::Prefix(word)
                } else {
                    Wanted::Word(word)
                };
                let mut asked = [false; FIELDS];
                text.fields
                    .iter()
                    .for_each(|field| asked[*field as usize] = true);
                self.index.words(wanted, false, |field, list, _| {
                    if asked[field] {
                        postings::entries(list)
                            .for_each(|(message, count)| add(field, message, count));
                    }
                })?;
            }
            _ => near::find(self.index, text, add)?,
        }
        self.score(&times)
    }

    /// BM25 of one part of the query, from how often it stands in each message.
    fn score(&mut self, times: &[u32]) -> Result<Scored, Wrong> {
        let lengths = match self.lengths.take() {
            Some(lengths) => lengths,
            None => self.index.lengths()?,
        };
        let found = times.iter().filter(|times| **times > 0).count() as f64;
        let all = f64::from(self.index.entries);
        let rarity = (1.0 + (all - found + 0.5) / (found + 0.5)).ln();
        let average = (self.index.words as f64 / all.max(1.0)).max(1.0);
        let messages = (0_u32..).zip(times).filter(|(_, times)| **times > 0);
        let scored = messages.map(|(message, times)| {
            let length = lengths
                .get((message as usize).wrapping_sub(1))
                .copied()
                .unwrap_or(0);
            let times = f64::from(*times);
            let weight =
                times * (K1 + 1.0) / (times + K1 * (1.0 - B + B * f64::from(length) / average));
            (message, (rarity * weight) as f32)
        });
        let scored = scored.collect();
        self.lengths = Some(lengths);
        Ok(scored)
    }

    fn named(&mut self, side: Side, name: &str, at: usize) -> Result<Vec<u32>, Wrong> {
        let (actor, keys): (Actor, &[Key]) = match side {
            Side::From => (Actor::Person, &[Key::From]),
            Side::To => (Actor::Person, &[Key::To]),
            Side::Cc => (Actor::Person, &[Key::Cc]),
            Side::Bcc => (Actor::Person, &[Key::Bcc]),
            Side::With => (Actor::Person, &[Key::From, Key::To, Key::Cc, Key::Bcc]),
            Side::Organization => (Actor::Organization, &[Key::Organization]),
            Side::Custodian => (Actor::Custodian, &[Key::Custodian]),
            Side::Community => (Actor::Community, &[Key::Community]),
            Side::Thread => return self.thread(name, at),
        };
        let meant = names::find(self.index, actor, keys, name, at)?;
        let meaning = if meant.id == meant.label {
            meant.id.clone()
        } else {
            format!("{} ({})", meant.label, meant.id)
        };
        let meaning = format!("'{name}' is {meaning}");
        if !self.meanings.contains(&meaning) {
            self.meanings.push(meaning);
        }
        let mut all: Vec<u32> = Vec::new();
        for key in keys {
            all.extend(self.index.with(*key, meant.number)?);
        }
        if keys.len() > 1 {
            all.sort_unstable();
            all.dedup();
        }
        Ok(all)
    }

    fn thread(&mut self, id: &str, at: usize) -> Result<Vec<u32>, Wrong> {
        let number = self.index.number(id)?;
        let number = number
            .ok_or_else(|| Wrong::query(format!("there is no message '{id}' in this case"), at))?;
        match self.index.entry(number)?.thread {
            0 => Err(Wrong::query(format!("no message carries '{id}'"), at)),
            first => Ok(self.index.with(Key::Thread, first)?),
        }
    }
}

fn unscored(messages: Vec<u32>) -> Scored {
    messages.into_iter().map(|message| (message, 0.0)).collect()
}

fn range(first: u32, last: u32) -> Scored {
    (first..=last).map(|message| (message, 0.0)).collect()
}

fn both(a: &Scored, b: &Scored) -> Scored {
    let mut rest = b.iter().peekable();
    let matching = |(message, score): &(u32, f32)| {
        while rest.next_if(|(other, _)| other < message).is_some() {}
        let (_, other) = rest.next_if(|(other, _)| other == message)?;
        Some((*message, score + other))
    };
    a.iter().filter_map(matching).collect()
}

fn without(a: &Scored, b: &Scored) -> Scored {
    let mut rest = b.iter().peekable();
    let is_left = |(message, _): &&(u32, f32)| {
        while rest.next_if(|(other, _)| other < message).is_some() {}
        rest.peek().is_none_or(|(other, _)| other != message)
    };
    a.iter().filter(is_left).copied().collect()
}

fn union(a: &Scored, b: &Scored) -> Scored {
    let mut all = Scored::with_capacity(a.len() + b.len());
    let mut rest = b.iter().peekable();
    for (message, score) in a {
        while let Some(other) = rest.next_if(|(other, _)| other < message) {
            all.push(*other);
        }
        let other = rest
            .next_if(|(other, _)| other == message)
            .map_or(0.0, |(_, score)| *score);
        all.push((*message, score + other));
    }
    all.extend(rest);
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_are_joined_by_message() {
        let a = vec![(1, 1.0), (3, 1.0), (5, 0.5)];
        let b = vec![(0, 2.0), (3, 2.0), (5, 0.0), (9, 4.0)];
        assert_eq!(both(&a, &b), [(3, 3.0), (5, 0.5)]);
        assert_eq!(without(&a, &b), [(1, 1.0)]);
        assert_eq!(
            union(&a, &b),
            [(0, 2.0), (1, 1.0), (3, 3.0), (5, 0.5), (9, 4.0)]
        );
        assert!(range(4, 3).is_empty());
    }
}
