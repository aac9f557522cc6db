//! What the archive could see: whose mailboxes are in it, which of them could witness a tie, and where an actor would stand if the own mailbox
//! had stayed shut. It does not know columns.
//!
//! A leaked archive is the mail of those whose mailboxes leaked: they look central because all their mail is in it, and others' only as far as they
//! wrote to them. So each correspondent whose mailbox is here is measured once more on the mail that lies in some *other* mailbox too.

use rayon::prelude::*;

use super::custodians::Custodians;
use crate::analysis::{self, Csr, PageRank};
use crate::case::facts::NONE;
use crate::network::{Contact, Context, Ties};

/// Of so many custodians, the highest in rank, the PageRank without the own mailbox is computed: one PageRank each.
const MEASURED: usize = 100;
/// Owes the rank to the own mailbox who would stand more than so many times as far down without it ..
const TIMES: u32 = 2;
/// .. and at least so many places.
const PLACES: u32 = 5;
/// Accuracy of these PageRanks: ranks need no more.
const TOLERANCE: f64 = 1e-7;

/// In whose mailboxes each message lies.
#[derive(Clone, Debug)]
pub struct Holdings {
    /// Custodians (indices in [`Custodians::list`]) that hold a copy of each message: sorted pairs of message and custodian.
    pairs: Vec<(u32, u32)>,
    /// Where those of each message begin.
    first: Vec<u32>,
    /// Correspondents whose own mailbox is in the archive.
    pub is_custodian: Vec<bool>,
    /// Owner of each custodian's mailbox, or [`NONE`].
    owners: Vec<u32>,
}

impl Holdings {
    /// From the copies of all messages. O(copies log copies).
    pub fn new(context: &Context, custodians: &Custodians) -> Self {
        let facts = context.facts;
        let copies = facts.copies.iter().filter(|c| c.version != NONE);
        let mut pairs: Vec<(u32, u32)> = copies
            .map(|c| {
                let message = context.messages.of_version[c.version as usize];
                (message, custodians.of_file[c.file as usize])
            })
            .collect();
        pairs.par_sort_unstable();
        pairs.dedup();
        let messages = context.messages.list.len() as u32;
        let begin = |m: u32| pairs.partition_point(|(other, _)| *other < m) as u32;
        let first = (0..=messages).into_par_iter().map(begin).collect();
        let owners: Vec<u32> = custodians
            .list
            .iter()
            .map(|one| one.correspondent.unwrap_or(NONE))
            .collect();
        let mut is_custodian = vec![false; context.people.list.len()];
        for owner in owners.iter().filter(|owner| **owner != NONE) {
            is_custodian[*owner as usize] = true;
        }
        Self {
            pairs,
            first,
            is_custodian,
            owners,
        }
    }

    /// The custodians that hold a copy of a message; [`NONE`] for a mailbox of nobody known.
    pub fn of(&self, message: u32) -> impl Iterator<Item = u32> {
        let (from, to) = (
            self.first[message as usize],
            self.first[message as usize + 1],
        );
        self.pairs[from as usize..to as usize]
            .iter()
            .map(|(_, c)| *c)
    }

    /// The correspondent in whose own mailbox alone a message lies, or [`NONE`].
    fn only_with(&self, message: u32) -> u32 {
        let owner = |c: u32| self.owners.get(c as usize).copied().unwrap_or(NONE);
        let mut owners = self.of(message).map(owner);
        match owners.next() {
            Some(first) if owners.all(|other| other == first) => first,
            _ => NONE,
        }
    }

    /// Whether somebody with a mailbox here belonged to each organization at some time.
    pub fn organizations(&self, context: &Context) -> Vec<bool> {
        let mut here = vec![false; context.organizations.list.len()];
        for affiliation in &context.organizations.affiliations {
            let member = affiliation.member as usize;
            here[affiliation.organization as usize] |= self.is_custodian[member];
        }
        here
    }

    /// For each tie, in how many mailboxes its messages lie. `contacts` are those that the network sums. O(n log n).
    pub fn mailboxes(&self, ties: &Ties, contacts: &[Contact]) -> Vec<u32> {
        let place = |c: &Contact| ties.ends.binary_search(&(c.source, c.target));
        let mut seen: Vec<(u32, u32)> = contacts
            .par_iter()
            .filter_map(|c| Some((place(c).ok()? as u32, c.message)))
            .flat_map_iter(|(tie, message)| self.of(message).map(move |c| (tie, c)))
            .collect();
        seen.par_sort_unstable();
        seen.dedup();
        let mut counts = vec![0; ties.ends.len()];
        for (tie, _) in seen {
            counts[tie as usize] += 1;
        }
        counts
    }
}

/// Which mailboxes could have held all the mail of a tie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Witness {
    /// Those of both ends are in the archive.
    Both,
    /// That of the source, or of the smaller organization id, alone.
    Source,
    /// That of the target alone.
    Target,
    /// Neither: the tie shows only where a third mailbox got a copy.
    ThirdParty,
}

impl Witness {
    /// From whether the mailbox of each end is there.
    pub fn new(source: bool, target: bool) -> Self {
        match (source, target) {
            (true, true) => Self::Both,
            (true, false) => Self::Source,
            (false, true) => Self::Target,
            (false, false) => Self::ThirdParty,
        }
    }

    /// As tables have it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Both => "both",
            Self::Source => "source",
            Self::Target => "target",
            Self::ThirdParty => "third_party",
        }
    }
}

/// Where correspondents stand with and without the own mailbox.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Standing {
    /// Place by PageRank, 1 the first; `None` for those not measured. Equal values share a place.
    pub rank: Vec<Option<u32>>,
    /// Messages sent or received that lie in the own mailbox alone; of custodians only.
    pub own_only: Vec<Option<u32>>,
    /// PageRank on all mail but that which lies in the own mailbox alone. Of those without a mailbox here it is the PageRank.
    pub pagerank: Vec<Option<f64>>,
    /// Place by that.
    pub rank_without: Vec<Option<u32>>,
    /// Stands so high because the own mailbox is in the archive.
    pub owes: Vec<bool>,
}

/// The standing of all correspondents; `pagerank` is that of the whole network, `contacts` what it sums.
///
/// Leaving one mailbox out and measuring anew (the jackknife) is done for the 100 custodians of the highest rank; the others keep their value, which
/// can only flatter them. O(custodians * ties).
pub fn standing(
    holdings: &Holdings,
    ties: &Ties,
    contacts: &[Contact],
    pagerank: &[Option<f64>],
) -> Standing {
    let rank = ranks(pagerank);
    let own = Own::new(holdings, ties, contacts);
    let mut custodians: Vec<u32> = (0..holdings.is_custodian.len() as u32)
        .filter(|v| holdings.is_custodian[*v as usize] && rank[*v as usize].is_some())
        .collect();
    custodians.sort_unstable_by_key(|v| rank[*v as usize]);
    custodians.truncate(MEASURED);
    let place = numbered(ties.measured);
    let measured: Vec<(u32, f64)> = custodians
        .par_iter()
        .map(|&v| (v, own.pagerank_without(ties, &place, v)))
        .collect();
    let mut without = pagerank.to_vec();
    for (v, value) in measured {
        without[v as usize] = Some(value);
    }
    let rank_without = ranks(&without);
    let owes = rank.iter().zip(&rank_without).map(|pair| match pair {
        (Some(with), Some(without)) => *without > TIMES * with && *without >= with + PLACES,
        _ => false,
    });
    Standing {
        owes: owes.collect(),
        own_only: own.messages(holdings),
        rank,
        pagerank: without,
        rank_without,
    }
}

/// Places by falling value, from 1; equal values share a place.
fn ranks(values: &[Option<f64>]) -> Vec<Option<u32>> {
    let mut falling: Vec<f64> = values.iter().copied().flatten().collect();
    falling.sort_unstable_by(|a, b| b.total_cmp(a));
    let place = |x: f64| falling.partition_point(|other| *other > x) as u32 + 1;
    values.iter().map(|value| value.map(place)).collect()
}

/// Numbers of the measured vertices without gaps, else [`NONE`].
fn numbered(measured: &[bool]) -> Vec<u32> {
    let mut next = 0;
    let number = |&counts: &bool| {
        next += u32::from(counts);
        if counts { next - 1 } else { NONE }
    };
    measured.iter().map(number).collect()
}

/// What lies in one mailbox alone: owner of it, tie, message, share; sorted.
struct Own {
    all: Vec<(u32, u32, u32, f64)>,
}

impl Own {
    fn new(holdings: &Holdings, ties: &Ties, contacts: &[Contact]) -> Self {
        let own = |c: &Contact| {
            let owner = holdings.only_with(c.message);
            if owner == NONE || !c.measured {
                return None;
            }
            let tie = ties.ends.binary_search(&(c.source, c.target)).ok()?;
            Some((owner, tie as u32, c.message, c.share))
        };
        let mut all: Vec<_> = contacts.par_iter().filter_map(own).collect();
        all.par_sort_unstable_by_key(|(owner, tie, message, _)| (*owner, *tie, *message));
        Self { all }
    }

    fn of(&self, owner: u32) -> &[(u32, u32, u32, f64)] {
        let from = self.all.partition_point(|one| one.0 < owner);
        let to = self.all.partition_point(|one| one.0 <= owner);
        &self.all[from..to]
    }

    /// Messages of each custodian that lie in the own mailbox alone.
    fn messages(&self, holdings: &Holdings) -> Vec<Option<u32>> {
        let count = |v: u32| {
            let mut messages: Vec<u32> = self.of(v).iter().map(|one| one.2).collect();
            messages.sort_unstable();
            messages.dedup();
            messages.len() as u32
        };
        (0..)
            .zip(&holdings.is_custodian)
            .map(|(v, is)| is.then(|| count(v)))
            .collect()
    }

    /// PageRank of `owner` on the network without what lies in the own mailbox alone.
    fn pagerank_without(&self, ties: &Ties, place: &[u32], owner: u32) -> f64 {
        let mut own = self.of(owner).chunk_by(|a, b| a.1 == b.1).peekable();
        let mut arcs = Vec::with_capacity(ties.ties.len());
        for (number, ((a, b), tie)) in (0..).zip(ties.ends.iter().zip(&ties.ties)) {
            let (mut strength, mut messages) = (tie.measured_strength, tie.measured);
            if let Some(less) = own.next_if(|same| same[0].1 == number) {
                strength -= less.iter().map(|one| one.3).sum::<f64>();
                messages = messages.saturating_sub(less.len() as u32);
            }
            let (a, b) = (place[*a as usize], place[*b as usize]);
            // A sum of shares that are all taken away again is seldom quite 0.
            if messages > 0 && a != NONE && b != NONE {
                arcs.push((a, b, strength));
            }
        }
        let measured = place.iter().filter(|p| **p != NONE).count();
        let parameters = PageRank {
            tolerance: TOLERANCE,
            ..PageRank::default()
        };
        let values = analysis::pagerank(&Csr::from_arcs(measured, &arcs), parameters).values;
        values
            .get(place[owner as usize] as usize)
            .copied()
            .unwrap_or(0.0)
    }
}
