//! Joins addresses to sets and keeps the reasons, so that every join can be explained and undone. It does not judge evidence.

use rustc_hash::FxHashMap;

use super::evidence::Rule;
use crate::conversation::union_find::UnionFind;

/// Why two addresses are one correspondent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// Mails show both for one: the rule and the number of messages.
    Seen(Rule, u32),
    /// In words; `{}` stands for the other address.
    Said(String),
}

impl Why {
    /// The reason as a sentence part; `other` is the address it belongs with.
    pub fn reason(&self, other: &str) -> String {
        match self {
            Self::Seen(rule, times) => rule.reason(*times, other),
            Self::Said(words) => words.replacen("{}", other, 1),
        }
    }
}

/// Two addresses that were joined, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// One.
    pub a: u32,
    /// The other.
    pub b: u32,
    /// Why.
    pub why: Why,
    /// A message that shows it, or [`crate::case::facts::NONE`].
    pub message: u32,
}

/// Nobody has more mailboxes, in all systems together.
const MOST_BOXES: usize = 64;

/// Sets of addresses, the links that made them, and what must stay apart.
#[derive(Clone, Debug)]
pub struct Joiner {
    sets: UnionFind,
    apart: FxHashMap<u32, Vec<u32>>,
    /// Mailboxes of each set: the system they are in, and their name there.
    boxes: FxHashMap<u32, Vec<(u64, u64)>>,
    links: Vec<Link>,
}

impl Joiner {
    /// `n` addresses, each alone.
    pub fn new(n: usize) -> Self {
        Self {
            sets: UnionFind::new(n),
            apart: FxHashMap::default(),
            boxes: FxHashMap::default(),
            links: Vec::new(),
        }
    }

    /// The set of an address, named by its smallest member.
    pub fn find(&mut self, x: u32) -> u32 {
        self.sets.find(x)
    }

    /// From now on no join brings these two together; false if they are together already.
    pub fn keep_apart(&mut self, a: u32, b: u32) -> bool {
        let (a_set, b_set) = (self.find(a), self.find(b));
        if a_set == b_set {
            return false;
        }
        self.apart.entry(a_set).or_default().push(b);
        self.apart.entry(b_set).or_default().push(a);
        true
    }

    /// Whether the sets of these two must stay apart.
    pub fn are_apart(&mut self, a: u32, b: u32) -> bool {
        let (a, b) = (self.find(a), self.find(b));
        let (Some(of_a), Some(of_b)) = (self.apart.get(&a), self.apart.get(&b)) else {
            return false;
        };
        // The shorter list decides as well as the longer one.
        let (list, other) = if of_a.len() <= of_b.len() {
            (of_a, b)
        } else {
            (of_b, a)
        };
        list.iter().any(|&x| self.sets.find(x) == other)
    }

    /// An address is a mailbox in a system: whoever has another one there is somebody else.
    pub fn is_box(&mut self, address: u32, system: u64, name: u64) {
        let set = self.find(address);
        self.boxes.entry(set).or_default().push((system, name));
    }

    /// Both have mailboxes in one system, and none in common.
    fn have_other_boxes(&self, a: u32, b: u32) -> bool {
        let (Some(of_a), Some(of_b)) = (self.boxes.get(&a), self.boxes.get(&b)) else {
            return false;
        };
        of_a.len() + of_b.len() > MOST_BOXES
            || (of_a.iter().any(|x| of_b.iter().any(|y| x.0 == y.0))
                && !of_a.iter().any(|x| of_b.contains(x)))
    }

    /// Joins two addresses unless they are one set already, must stay apart or have different mailboxes in one system; tells
    /// whether it did.
    pub fn join(&mut self, link: Link) -> bool {
        let (a, b) = (self.find(link.a), self.find(link.b));
        !self.have_other_boxes(a, b) && self.decide(link)
    }

    /// Joins two addresses whatever their mailboxes, since the user says so; not what must stay apart.
    pub fn decide(&mut self, link: Link) -> bool {
        let (a, b) = (self.find(link.a), self.find(link.b));
        if a == b || self.are_apart(a, b) {
            return false;
        }
        self.sets.join(a, b);
        if let Some(of_other) = self.boxes.remove(&a.max(b)) {
            let all = self.boxes.entry(a.min(b)).or_default();
            all.extend(of_other);
            all.sort_unstable();
            all.dedup();
        }
        if let Some(mut of_other) = self.apart.remove(&a.max(b)) {
            self.apart
                .entry(a.min(b))
                .or_default()
                .append(&mut of_other);
        }
        self.links.push(link);
        true
    }

    /// The links in the order in which they were made: a tree for each set.
    pub fn links(&self) -> &[Link] {
        &self.links
    }
}

/// For each address that a link touches: its links, as indices.
pub fn by_address(links: &[Link]) -> FxHashMap<u32, Vec<u32>> {
    let mut of: FxHashMap<u32, Vec<u32>> = FxHashMap::default();
    for (index, link) in (0..).zip(links) {
        of.entry(link.a).or_default().push(index);
        of.entry(link.b).or_default().push(index);
    }
    of
}

/// The link by which each address of a set hangs on the next one on the way to `canonical`: address, link, that next one.
/// The canonical address comes not. O(size of the set).
pub fn ways_to(
    canonical: u32,
    links: &[Link],
    of: &FxHashMap<u32, Vec<u32>>,
) -> Vec<(u32, u32, u32)> {
    let mut found = Vec::new();
    let mut waiting = vec![(canonical, u32::MAX)];
    while let Some((at, by)) = waiting.pop() {
        for &link in of.get(&at).into_iter().flatten().filter(|l| **l != by) {
            let other = links[link as usize].a ^ links[link as usize].b ^ at;
            found.push((other, link, at));
            waiting.push((other, link));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link(a: u32, b: u32) -> Link {
        Link {
            a,
            b,
            why: Why::Said("told with {}".into()),
            message: 0,
        }
    }

    #[test]
    fn what_is_kept_apart_stays_apart_through_others() {
        let mut joiner = Joiner::new(6);
        assert!(joiner.join(link(0, 1)));
        assert!(joiner.keep_apart(1, 2));
        assert!(joiner.join(link(2, 3)));
        assert!(joiner.join(link(3, 4)));
        assert!(!joiner.join(link(4, 0)));
        assert!(!joiner.keep_apart(3, 4));
        assert!(joiner.join(link(5, 0)));
        assert!(joiner.are_apart(5, 2));
        assert!(!joiner.join(link(5, 1)));
    }

    #[test]
    fn different_mailboxes_in_one_system_are_different_people() {
        let mut joiner = Joiner::new(5);
        for (address, system, name) in [(0, 1, 10), (1, 1, 11), (2, 2, 11), (3, 1, 10)] {
            joiner.is_box(address, system, name);
        }
        assert!(!joiner.join(link(0, 1)));
        assert!(joiner.join(link(0, 2)));
        assert!(joiner.join(link(2, 3)));
        assert!(joiner.join(link(4, 1)));
        assert!(!joiner.join(link(4, 3)));
        assert!(joiner.decide(link(4, 3)));
    }

    #[test]
    fn every_address_has_a_way_to_the_canonical_one() {
        let mut joiner = Joiner::new(5);
        for (a, b) in [(0, 1), (2, 1), (3, 2), (0, 3)] {
            joiner.join(link(a, b));
        }
        let of = by_address(joiner.links());
        let mut ways = ways_to(3, joiner.links(), &of);
        ways.sort_unstable();
        assert_eq!(ways, [(0, 0, 1), (1, 1, 2), (2, 2, 3)]);
        assert_eq!(joiner.links()[0].why.reason("x"), "told with x");
    }
}
