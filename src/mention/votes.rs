//! The second pass: what all texts of a case together say about a name decides where the recognizer was unsure. It counts votes by
//! key, it knows no text; the same votes in any order give the same verdicts.
//!
//! Memory grows with the number of different names found, not with the texts: what was not found is counted in sketches of fixed size
//! (count-min, Cormode and Muthukrishnan 2005), which may count too much, never too little.

use rustc_hash::FxHashMap;

use crate::mention::candidate::{Candidate, Context};
use crate::mention::known::Known;
use crate::mention::name;
use crate::mention::recognizer::{Found, NameKind};

/// Counts of many keys in little memory.
#[derive(Clone, Debug)]
struct Sketch {
    counts: [Vec<u32>; 2],
}

const WIDTH: usize = 1 << 18;

impl Sketch {
    fn new() -> Self {
        Self {
            counts: [vec![0; WIDTH], vec![0; WIDTH]],
        }
    }

    fn places(key: u64) -> [usize; 2] {
        let mixed = (key ^ (key >> 31)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        [(mixed >> 46) as usize, (mixed >> 20) as usize % WIDTH]
    }

    fn add(&mut self, key: u64) {
        for (counts, place) in self.counts.iter_mut().zip(Self::places(key)) {
            counts[place] = counts[place].saturating_add(1);
        }
    }

    fn count(&self, key: u64) -> u32 {
        let places = Self::places(key);
        self.counts[0][places[0]].min(self.counts[1][places[1]])
    }

    fn merge(&mut self, other: &Self) {
        for (mine, theirs) in self
            .counts
            .iter_mut()
            .flatten()
            .zip(other.counts.iter().flatten())
        {
            *mine = mine.saturating_add(*theirs);
        }
    }
}

/// What was found for one key.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Tally {
    organization: u32,
    /// Of these, with high confidence.
    sure: u32,
    person: u32,
}

/// The votes of many texts.
#[derive(Clone, Debug)]
pub struct Votes {
    found: FxHashMap<u64, Tally>,
    capital: Sketch,
    lower: Sketch,
    host: Sketch,
    defined: Sketch,
}

impl Default for Votes {
    fn default() -> Self {
        Self {
            found: FxHashMap::default(),
            capital: Sketch::new(),
            lower: Sketch::new(),
            host: Sketch::new(),
            defined: Sketch::new(),
        }
    }
}

/// What all texts together say about a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Verdict {
    /// Too little was said: the recognizer is right.
    #[default]
    Open,
    /// Wherever it stands with capitals it names an organization.
    Organization,
    /// It names none, whatever the recognizer said.
    Nothing,
}

/// Confidence from which a mention is a sure one.
const SURE: f32 = 0.8;

impl Votes {
    /// Adds one text: the names found in it and the signs of names ([`crate::mention::candidate`]).
    pub fn add(&mut self, text: &str, found: &[Found], candidates: &[Candidate]) {
        for one in found {
            let key = text
                .get(one.start..one.end)
                .map_or(0, |t| name::phrase(t).0);
            let tally = self.found.entry(key).or_default();
            match one.kind {
                NameKind::Organization => {
                    tally.organization += 1;
                    tally.sure += u32::from(one.confidence >= SURE);
                }
                NameKind::Person => tally.person += 1,
            }
        }
        for one in candidates {
            match one.context {
                Context::Capital => &mut self.capital,
                Context::Lower => &mut self.lower,
                Context::Host => &mut self.host,
                Context::Defined => &mut self.defined,
            }
            .add(one.key);
        }
    }

    /// Adds the votes of other texts.
    pub fn merge(&mut self, other: &Self) {
        #[allow(clippy::iter_over_hash_type, reason = "sums do not depend on order")]
        for (key, tally) in &other.found {
            let mine = self.found.entry(*key).or_default();
            mine.organization += tally.organization;
            mine.sure += tally.sure;
            mine.person += tally.person;
        }
        self.capital.merge(&other.capital);
        self.lower.merge(&other.lower);
        self.host.merge(&other.host);
        self.defined.merge(&other.defined);
    }

    /// The verdict on each key found. O(keys).
    pub fn verdicts(&self, known: &Known) -> Verdicts {
        #[allow(
            clippy::iter_over_hash_type,
            reason = "one verdict a key, whatever the order"
        )]
        let by_key = self
            .found
            .iter()
            .map(|(key, tally)| (*key, self.verdict(*key, *tally, known)))
            .filter(|(_, verdict)| *verdict != Verdict::Open)
            .collect();
        Verdicts { by_key }
    }

    fn verdict(&self, key: u64, tally: Tally, known: &Known) -> Verdict {
        let organization = tally.organization;
        let seen = self.capital.count(key).max(organization + tally.person);
        let lower = self.lower.count(key);
        let backed = self.host.count(key) > 0
            || self.defined.count(key) > 0
            || known.by_phrase(key).is_some();
        let common = lower > seen;
        if organization == 0 {
            return Verdict::Open;
        }
        let strong = tally.sure * 2 >= organization || backed;
        if strong
            && organization * 3 >= seen
            && organization > tally.person
            && (organization >= 2 || backed)
            && (!common || backed)
        {
            return Verdict::Organization;
        }
        if backed && organization * 5 >= seen && organization > tally.person && !common {
            return Verdict::Organization;
        }
        if !backed
            && (tally.person > organization
                || seen >= 6 && organization * 6 < seen
                || common && tally.sure == 0)
        {
            return Verdict::Nothing;
        }
        Verdict::Open
    }
}

/// The verdicts on all keys.
#[derive(Clone, Debug, Default)]
pub struct Verdicts {
    by_key: FxHashMap<u64, Verdict>,
}

impl Verdicts {
    /// The verdict on a key.
    pub fn of(&self, key: u64) -> Verdict {
        self.by_key.get(&key).copied().unwrap_or_default()
    }

    /// Drops names that are none, adds those that the recognizer missed (rule `votes`); the result is in order. O(n log n).
    pub fn apply(&self, text: &str, found: &mut Vec<Found>, candidates: &[Candidate]) {
        found.retain(|one| {
            let key = text
                .get(one.start..one.end)
                .map_or(0, |t| name::phrase(t).0);
            one.kind != NameKind::Organization || self.of(key) != Verdict::Nothing
        });
        for one in candidates.iter().filter(|c| c.context == Context::Capital) {
            if self.of(one.key) != Verdict::Organization {
                continue;
            }
            let place = found.partition_point(|f| f.end <= one.start);
            if found.get(place).is_none_or(|next| next.start >= one.end) {
                found.insert(
                    place,
                    Found {
                        start: one.start,
                        end: one.end,
                        kind: NameKind::Organization,
                        confidence: VOTED,
                        rule: "votes",
                    },
                );
            }
        }
    }
}

/// Confidence in a name that only other texts vouch for.
const VOTED: f32 = 0.7;
