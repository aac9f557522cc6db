//! Decides which pairs that headers show side by side are believed. Lists that were shifted by a place pair strangers, and
//! some gateways give one SMTP address for many people.

use rustc_hash::{FxHashMap, FxHashSet};

use super::evidence::{Evidence, Pair, Rule};
use super::join::{Joiner, Link, Why};
use super::local::{self, Fit};
use super::name;
use super::profile::{Names, mailbox};
use crate::case::facts::Facts;
use crate::message::AddressKind;

/// An address of another system joins the SMTP address that has at least this share (in percent) of its pairs.
const CLEAR_SHARE: u64 = 80;
/// An SMTP address that stands beside so many names of other systems with different family names, none of them in half of its
/// pairs, is shared.
const SHARED: usize = 4;

/// Joins what is believed; gives the shared SMTP addresses with the number of people they stand for, sorted.
pub fn join(
    facts: &Facts,
    evidence: &Evidence,
    names: &Names,
    joiner: &mut Joiner,
) -> Vec<(u32, usize)> {
    for pair in evidence.pairs.iter().filter(|p| {
        matches!(
            p.rule,
            Rule::PlusTag | Rule::ReplyTo | Rule::Sender | Rule::Card
        )
    }) {
        joiner.join(link(pair, pair.a, pair.b));
    }
    let sides = Sides::new(facts, evidence, names);
    let shared = sides.shared();
    let known: FxHashSet<u32> = shared.iter().map(|(address, _)| *address).collect();
    for of_one in sides.list.chunk_by(|a, b| a.other == b.other) {
        for side in sides.believed(of_one, &known) {
            joiner.join(link(&side.best, side.other, side.smtp));
        }
    }
    shared
}

fn link(pair: &Pair, a: u32, b: u32) -> Link {
    Link {
        a,
        b,
        why: Why::Seen(pair.rule, pair.times),
        message: pair.message,
    }
}

/// An address of another system beside an SMTP address: all rules together.
struct Side {
    other: u32,
    smtp: u32,
    times: u64,
    best: Pair,
}

/// A family name, and initials with their uses.
type Given<'a> = (Option<&'a str>, Vec<(char, u64)>);

struct Sides<'a> {
    facts: &'a Facts,
    names: &'a Names,
    /// Sorted by `other`, then by `smtp`.
    list: Vec<Side>,
    /// How often each SMTP address stands beside the X.500 name that it stands beside most.
    most: FxHashMap<u32, u64>,
    /// Of each SMTP address: the family name and the initials that it is given, looked up once.
    given: FxHashMap<u32, Given<'a>>,
}

/// Names of one address that are compared with others.
const MOST_NAMES: usize = 50;

/// An X.500 name that stands beside an SMTP address at less than this share (in percent) of its foremost one is somebody else's
/// whom a gateway gave the same address.
const MINOR_SHARE: u64 = 20;

impl<'a> Sides<'a> {
    fn new(facts: &'a Facts, evidence: &Evidence, names: &'a Names) -> Self {
        let is_smtp = |a: u32| facts.addresses[a as usize].kind == AddressKind::Smtp;
        let mut list: Vec<Side> = evidence
            .pairs
            .iter()
            .filter(|p| is_smtp(p.a) != is_smtp(p.b))
            .map(|p| {
                let (other, smtp) = if is_smtp(p.a) { (p.b, p.a) } else { (p.a, p.b) };
                Side {
                    other,
                    smtp,
                    times: p.times.into(),
                    best: *p,
                }
            })
            .collect();
        list.sort_by_key(|s| (s.other, s.smtp, s.best.rule, s.best.a));
        list.dedup_by(|next, kept| {
            let same = (next.other, next.smtp) == (kept.other, kept.smtp);
            kept.times += if same { next.times } else { 0 };
            same
        });
        let mut most = FxHashMap::default();
        for side in list
            .iter()
            .filter(|s| facts.addresses[s.other as usize].kind == AddressKind::X500)
        {
            let times = most.entry(side.smtp).or_insert(0);
            *times = side.times.max(*times);
        }
        Self {
            facts,
            names,
            given: list
                .iter()
                .map(|s| s.smtp)
                .collect::<FxHashSet<u32>>()
                .into_iter()
                .map(|a| (a, (names.family(a), names.initials(a))))
                .collect(),
            list,
            most,
        }
    }

    fn is_minor(&self, side: &Side) -> bool {
        let x500 = self.facts.addresses[side.other as usize].kind == AddressKind::X500;
        x500 && self
            .most
            .get(&side.smtp)
            .is_some_and(|most| side.times * 100 < most * MINOR_SHARE)
    }

    /// SMTP addresses that stand for several people: beside many family names, or two mailboxes of one system.
    fn shared(&self) -> Vec<(u32, usize)> {
        let mut of_smtp: FxHashMap<u32, Vec<&Side>> = FxHashMap::default();
        for side in &self.list {
            of_smtp.entry(side.smtp).or_default().push(side);
        }
        let mut found: Vec<(u32, usize)> = of_smtp
            .into_iter()
            .filter_map(|(smtp, sides)| {
                let people = self.family_names(&sides).max(self.mailboxes(&sides));
                (people > 1).then_some((smtp, people))
            })
            .collect();
        found.sort_unstable();
        found
    }

    /// How many family names an SMTP address stands beside; 1 if one of them is clearly the foremost.
    fn family_names(&self, sides: &[&Side]) -> usize {
        let mut names: Vec<(&str, u64)> = sides
            .iter()
            .map(|s| (self.family_name(s.other), s.times))
            .collect();
        names.sort_unstable();
        let same = names.chunk_by(|a, b| a.0 == b.0);
        let sums: Vec<u64> = same.map(|same| same.iter().map(|s| s.1).sum()).collect();
        let (top, all) = (
            sums.iter().max().copied().unwrap_or(0),
            sums.iter().sum::<u64>(),
        );
        if sums.len() >= SHARED && top * 2 < all {
            sums.len()
        } else {
            1
        }
    }

    /// How many mailboxes of one system an SMTP address stands beside, rare ones left out.
    fn mailboxes(&self, sides: &[&Side]) -> usize {
        let text = |s: &Side| &*self.facts.addresses[s.other as usize].text;
        let known = sides
            .iter()
            .filter(|s| s.times > 1 && !self.is_minor(s) && self.is_x500(s));
        let mut boxes: Vec<(&str, &str)> = known.filter_map(|s| mailbox(text(s))).collect();
        boxes.sort_unstable();
        boxes.dedup();
        boxes
            .chunk_by(|a, b| a.0 == b.0)
            .map(<[_]>::len)
            .max()
            .unwrap_or(1)
    }

    fn is_x500(&self, side: &Side) -> bool {
        self.facts.addresses[side.other as usize].kind == AddressKind::X500
    }

    /// An initial between that the SMTP address is hardly ever given, while it is given another one.
    fn contradicts(&self, side: &Side) -> bool {
        let Some((_, of_smtp)) = self.given.get(&side.smtp) else {
            return false;
        };
        let of_other = self.names.initials(side.other);
        let Some(most) = of_smtp.iter().map(|(_, n)| *n).max() else {
            return false;
        };
        let times = |c: char| of_smtp.iter().find(|(d, _)| *d == c).map_or(0, |(_, n)| *n);
        !of_other.is_empty()
            && of_other
                .iter()
                .all(|(c, _)| times(*c) * 100 < most * MINOR_SHARE)
    }

    fn family_name(&self, address: u32) -> &str {
        let own = || super::resolve::local_part(&self.facts.addresses[address as usize].text);
        self.names.family(address).unwrap_or_else(own)
    }

    fn believed<'s>(&self, of_one: &'s [Side], shared: &FxHashSet<u32>) -> Vec<&'s Side> {
        let total: u64 = of_one.iter().map(|s| s.times).sum();
        let mut found: Vec<&Side> = of_one
            .iter()
            .filter(|s| !shared.contains(&s.smtp) && !self.is_minor(s))
            .filter(|s| {
                let clear = s.times * 100 >= total * CLEAR_SHARE;
                let certain = s.best.rule != Rule::RecipientPair || s.times >= 2;
                let fits = || self.fits(s.other, s.smtp);
                let family = || {
                    let of_other = self.names.family(s.other);
                    of_other.is_none() || self.given.get(&s.smtp).is_some_and(|g| g.0 == of_other)
                };
                !self.contradicts(s)
                    && ((clear && certain && family()) || ((clear || s.times >= 2) && fits()))
            })
            .collect();
        found.sort_by_key(|s| (std::cmp::Reverse(s.times), s.smtp));
        found
    }

    /// The local part is the mailbox' own name, or is made from a name given for it.
    fn fits(&self, other: u32, smtp: u32) -> bool {
        let local = super::resolve::local_part(&self.facts.addresses[smtp as usize].text);
        let own = super::resolve::local_part(&self.facts.addresses[other as usize].text);
        let in_path = || {
            name::full_name(&name::spoken(own))
                .is_some_and(|full| local::fit(&full, local) > Fit::None)
        };
        own == local
            || in_path()
            || self
                .names
                .of(other)
                .take(MOST_NAMES)
                .any(|(full, _)| local::fit(full, local) > Fit::None)
    }
}
