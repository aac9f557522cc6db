//! Code names: words that the same people use in the same contexts as the name of an organization, and mostly in its place. A hint, no proof.
//!
//! It takes numbers of words and messages; it does not read texts. Contexts are compared as in distributional semantics (P. Turney, P. Pantel, From
//! frequency to meaning, JAIR 37, 2010: positive pointwise mutual information, cosine); words and people by the log-likelihood ratio of T. Dunning
//! (Accurate methods for the statistics of surprise and coincidence, Computational Linguistics 19, 1993).

use rustc_hash::FxHashMap;

use crate::case::facts::NONE;
use crate::message::Role;
use crate::network::Context;

/// Messages with more recipients tell little of who knows a word.
const MOST_RECIPIENTS: usize = 30;
/// A word must stand in so many messages.
const FEWEST: usize = 3;
/// Candidates whose contexts are compared.
pub const LOOKED_AT: usize = 400;

/// How alike the people are who use a word and who name the organization.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fellows {
    /// Number of the word, as it was given.
    pub word: u32,
    /// Cosine of those who wrote or got the messages, weighted by how rare they are; 0 to 1.
    pub people: f64,
    /// Log-likelihood ratio: messages with the word, and messages by people who name the organization.
    pub association: f64,
}

/// Who writes and gets messages.
#[derive(Debug)]
pub struct Parties {
    sender: Vec<u32>,
    /// Sender and recipients: `all[first[m]..first[m + 1]]`.
    all: Vec<u32>,
    first: Vec<u32>,
    /// How much each correspondent tells: the logarithm of messages for each of its own.
    weight: Vec<f64>,
}

impl Parties {
    /// Of all messages. O(participants).
    pub fn new(context: &Context) -> Self {
        let (mut sender, mut all, mut first) = (Vec::new(), Vec::new(), vec![0]);
        let mut times = vec![0_u32; context.people.list.len()];
        for one in &context.messages.list {
            let of = |roles: &[Role]| context.people.in_roles(context.facts, one.version, roles);
            let from = of(&[Role::From]);
            sender.push(from.first().copied().unwrap_or(NONE));
            let to = of(&[Role::To, Role::Cc]);
            let few = to.len() <= MOST_RECIPIENTS;
            let mut here: Vec<u32> = from
                .into_iter()
                .chain(to.into_iter().filter(|_| few))
                .collect();
            here.sort_unstable();
            here.dedup();
            for who in &here {
                times[*who as usize] += 1;
            }
            all.extend(here);
            first.push(all.len() as u32);
        }
        let messages = sender.len() as f64;
        let weight = times
            .iter()
            .map(|t| (messages / f64::from((*t).max(1))).ln_1p())
            .collect();
        Self {
            sender,
            all,
            first,
            weight,
        }
    }

    fn of(&self, message: u32) -> &[u32] {
        &self.all[self.first[message as usize] as usize..self.first[message as usize + 1] as usize]
    }

    /// How much each correspondent has to do with some messages.
    fn vector(&self, messages: &[u32]) -> FxHashMap<u32, f64> {
        let mut counted: FxHashMap<u32, f64> = FxHashMap::default();
        for message in messages {
            for who in self.of(*message) {
                *counted.entry(*who).or_default() += 1.0;
            }
        }
        #[expect(clippy::iter_over_hash_type, reason = "each value by itself")]
        for (who, value) in &mut counted {
            *value = value.sqrt() * self.weight[*who as usize];
        }
        counted
    }
}

/// The words whose people are most like those who name the organization: at most [`LOOKED_AT`], the most alike first.
///
/// `words`: the messages with each word, sorted; `named`: those that name the organization. O(participants of all of them).
pub fn fellows(parties: &Parties, named: &[u32], words: &[Vec<u32>]) -> Vec<Fellows> {
    let home = parties.vector(named);
    let length = norm(&home);
    let mut writes = vec![false; parties.weight.len()];
    for message in named {
        if let Some(writes) = writes.get_mut(parties.sender[*message as usize] as usize) {
            *writes = true;
        }
    }
    let by_writers = |messages: &mut dyn Iterator<Item = u32>| {
        let by = |m: &u32| writes.get(parties.sender[*m as usize] as usize) == Some(&true);
        messages.filter(by).count() as f64
    };
    let total = parties.sender.len() as f64;
    let marked = by_writers(&mut (0..parties.sender.len() as u32));
    let mut all: Vec<Fellows> = (0..)
        .zip(words)
        .filter(|(_, messages)| messages.len() >= FEWEST)
        .map(|(word, messages)| {
            let here = parties.vector(messages);
            let both = by_writers(&mut messages.iter().copied());
            Fellows {
                word,
                people: cosine(&home, length, &here),
                association: likelihood_ratio(both, messages.len() as f64, marked, total),
            }
        })
        .filter(|f| f.people > 0.0 && f.association > 0.0)
        .collect();
    all.sort_by(|a, b| b.people.total_cmp(&a.people).then(a.word.cmp(&b.word)));
    all.truncate(LOOKED_AT);
    all
}

/// Sums in the order of keys, so that the last digit is the same on every run.
fn sum_by_key(terms: impl Iterator<Item = (u64, f64)>) -> f64 {
    let mut terms: Vec<(u64, f64)> = terms.collect();
    terms.sort_unstable_by_key(|(key, _)| *key);
    terms.into_iter().map(|(_, value)| value).sum()
}

fn norm(vector: &FxHashMap<u32, f64>) -> f64 {
    sum_by_key(vector.iter().map(|(k, v)| (u64::from(*k), v * v))).sqrt()
}

fn cosine(a: &FxHashMap<u32, f64>, length: f64, b: &FxHashMap<u32, f64>) -> f64 {
    let both = b
        .iter()
        .filter_map(|(k, v)| Some((u64::from(*k), v * a.get(k)?)));
    let lengths = length * norm(b);
    if lengths > 0.0 {
        sum_by_key(both) / lengths
    } else {
        0.0
    }
}

/// Dunning's ratio of a 2 x 2 table, 0 if there are fewer than chance would give. `both` of `drawn` are marked, as are `marked` of `total`.
pub fn likelihood_ratio(both: f64, drawn: f64, marked: f64, total: f64) -> f64 {
    if both * total <= drawn * marked {
        return 0.0;
    }
    let cell = |seen: f64, row: f64, column: f64| {
        if seen > 0.0 {
            seen * (seen * total / (row * column)).ln()
        } else {
            0.0
        }
    };
    let (rest, unmarked) = (total - drawn, total - marked);
    2.0 * (cell(both, drawn, marked)
        + cell(drawn - both, drawn, unmarked)
        + cell(marked - both, rest, marked)
        + cell(unmarked - (drawn - both), rest, unmarked))
}

/// Words around words: how often each stands near the organization (number 0) and near the candidates (1 and on), and how often it stands
/// anywhere.
#[derive(Clone, Debug, Default)]
pub struct Contexts {
    of: Vec<FxHashMap<u64, f64>>,
    anywhere: FxHashMap<u64, f64>,
    total: f64,
}

impl Contexts {
    /// From counted pairs of number and word, and from a fair sample of all words.
    pub fn new(
        numbers: usize,
        near: impl Iterator<Item = (u32, u64)>,
        anywhere: impl Iterator<Item = u64>,
    ) -> Self {
        let mut contexts = Self {
            of: vec![FxHashMap::default(); numbers],
            ..Self::default()
        };
        for (number, word) in near {
            *contexts.of[number as usize].entry(word).or_default() += 1.0;
            contexts.anywhere.entry(word).or_insert(1.0);
        }
        for word in anywhere {
            if let Some(times) = contexts.anywhere.get_mut(&word) {
                *times += 1.0;
            }
            contexts.total += 1.0;
        }
        contexts.total += contexts.anywhere.len() as f64;
        contexts
    }

    /// Positive pointwise mutual information with each word, damped where it rests on few.
    fn vector(&self, number: usize) -> FxHashMap<u64, f64> {
        let all = sum_by_key(self.of[number].iter().map(|(k, v)| (*k, *v)));
        let value = |(word, times): (&u64, &f64)| {
            let expected = all * self.anywhere[word] / self.total;
            let information = (times / expected).ln().max(0.0);
            (*word, information * times / (times + 1.0))
        };
        self.of[number].iter().map(value).collect()
    }

    /// How like the contexts of a candidate are to those of the organization, 0 to 1.
    pub fn likeness(&self) -> Vec<f64> {
        let length =
            |v: &FxHashMap<u64, f64>| sum_by_key(v.iter().map(|(k, x)| (*k, x * x))).sqrt();
        let home = self.vector(0);
        let own = length(&home);
        (1..self.of.len())
            .map(|number| {
                let other = self.vector(number);
                let both = other
                    .iter()
                    .filter_map(|(k, v)| Some((*k, v * home.get(k)?)));
                let lengths = own * length(&other);
                if lengths > 0.0 {
                    sum_by_key(both) / lengths
                } else {
                    0.0
                }
            })
            .collect()
    }
}

/// How a word shares messages with the name of the organization.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sharing {
    /// 1 if none of those who use both use them in one message, 0 if always.
    pub complement: f64,
    /// Messages with both.
    pub bridges: Vec<u32>,
    /// Conversations with both.
    pub threads: u32,
}

/// Compares the messages of a word with those that name the organization; both sorted. O(n).
pub fn sharing(context: &Context, parties: &Parties, named: &[u32], with: &[u32]) -> Sharing {
    let users = |messages: &[u32]| -> Vec<u32> {
        let mut all: Vec<u32> = messages
            .iter()
            .map(|m| parties.sender[*m as usize])
            .collect();
        all.sort_unstable();
        all.dedup();
        all
    };
    let (one, other) = (users(named), users(with));
    let both = |m: &&u32| {
        let who = parties.sender[**m as usize];
        one.binary_search(&who).is_ok() && other.binary_search(&who).is_ok()
    };
    let bridges: Vec<u32> = with
        .iter()
        .copied()
        .filter(|m| named.binary_search(m).is_ok())
        .collect();
    let (a, b) = (
        named.iter().filter(both).count(),
        with.iter().filter(both).count(),
    );
    let joint = bridges.iter().filter(|m| both(m)).count();
    let threads = |messages: &[u32]| -> Vec<u32> {
        let mut all: Vec<u32> = messages
            .iter()
            .map(|m| context.threads.thread[*m as usize])
            .collect();
        all.sort_unstable();
        all.dedup();
        all
    };
    let here = threads(named);
    let shared = threads(with)
        .iter()
        .filter(|t| here.binary_search(t).is_ok())
        .count();
    Sharing {
        complement: if a.min(b) == 0 {
            0.0
        } else {
            1.0 - joint as f64 / a.min(b) as f64
        },
        bridges,
        threads: shared as u32,
    }
}

/// One number from the parts: people x contexts x complement, less by half without any mail or conversation that has both.
pub fn score(people: f64, contexts: f64, sharing: &Sharing) -> f64 {
    let bridged = match (sharing.bridges.is_empty(), sharing.threads) {
        (false, _) => 1.0,
        (true, 1..) => 0.8,
        _ => 0.5,
    };
    people * contexts * sharing.complement * bridged
}

#[cfg(test)]
mod tests {
    use super::*;

    // Observed [[10, 10], [20, 160]], expected [[3, 17], [27, 153]], by the definition.
    #[test]
    fn the_likelihood_ratio_is_twice_the_sum_of_observed_times_log_observed_over_expected() {
        let by_hand: f64 = 2.0
            * (10.0 * (10.0_f64 / 3.0).ln()
                + 10.0 * (10.0_f64 / 17.0).ln()
                + 20.0 * (20.0_f64 / 27.0).ln()
                + 160.0 * (160.0_f64 / 153.0).ln());
        assert!((likelihood_ratio(10.0, 20.0, 30.0, 200.0) - by_hand).abs() < 1e-9);
        assert_eq!(likelihood_ratio(1.0, 20.0, 30.0, 200.0), 0.0);
    }

    #[test]
    fn the_same_company_of_words_is_like_and_another_is_not() {
        // Three context words for 0 and 1, two others for 2; the ninth word stands everywhere, so it tells nothing.
        let near = [
            (0, 7),
            (0, 8),
            (0, 9),
            (1, 7),
            (1, 8),
            (1, 9),
            (2, 5),
            (2, 6),
            (2, 9),
        ];
        let anywhere = (0..100).map(|n| if n % 2 == 0 { 9 } else { n });
        let likeness = Contexts::new(3, near.into_iter(), anywhere).likeness();
        assert!(
            (likeness[0] - 1.0).abs() < 1e-9 && likeness[1] == 0.0,
            "{likeness:?}"
        );
    }
}
