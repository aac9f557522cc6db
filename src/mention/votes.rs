//! The second pass: what all texts of a case together say about a name decides where the recognizer was unsure. It counts votes by
//! key, it knows no text; the same votes in any order give the same verdicts.
//!
//! Memory grows with the number of different names found, not with the texts: what was not found is counted in sketches of fixed size
//! (count-min, Cormode and Muthukrishnan 2005), which may count too much, never too little.

use rustc_hash::FxHashMap;

use crate::mention::Rule;
use crate::mention::candidate::{Candidate, Context};
use crate::mention::known::Known;
use crate::mention::name;
use crate::mention::recognizer::{Found, NameKind};

/// Counts of many keys in little memory.
#[derive(Clone, Debug)]
struct Sketch {
    counts: [Vec<u32>; 2],
}

impl Sketch {
    fn new(log: u32) -> Self {
        Self {
            counts: [vec![0; 1 << log], vec![0; 1 << log]],
        }
    }

    fn places(&self, key: u64) -> [usize; 2] {
        let mixed = (key ^ (key >> 31)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let mask = self.counts[0].len() - 1;
        [(mixed >> 42) as usize & mask, (mixed >> 16) as usize & mask]
    }

    fn add(&mut self, key: u64) {
        let places = self.places(key);
        for (counts, place) in self.counts.iter_mut().zip(places) {
            counts[place] = counts[place].saturating_add(1);
        }
    }

    fn count(&self, key: u64) -> u32 {
        let places = self.places(key);
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
    /// Of these, in capitals only.
    upper: u32,
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
            capital: Sketch::new(20),
            lower: Sketch::new(21),
            host: Sketch::new(18),
            defined: Sketch::new(16),
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
    /// Only where it stands in capitals.
    OrganizationInCapitals,
    /// It names none, whatever the recognizer said.
    Nothing,
}

/// Confidence from which a mention is a sure one.
const SURE: f32 = 0.7;

impl Votes {
    /// Adds one text: the names found in it and the signs of names ([`crate::mention::candidate`]).
    pub fn add(&mut self, text: &str, found: &[Found], candidates: &[Candidate]) {
        self.names(text, found);
        for one in candidates {
            self.sign(one);
        }
    }

    /// Adds the names found in a text.
    pub fn names(&mut self, text: &str, found: &[Found]) {
        for one in found {
            let surface = text.get(one.start..one.end).unwrap_or_default();
            let tally = self.found.entry(name::phrase(surface).0).or_default();
            match one.kind {
                NameKind::Organization => {
                    tally.organization += 1;
                    tally.sure += u32::from(one.confidence >= SURE);
                    tally.upper += u32::from(is_upper(surface));
                }
                NameKind::Person => {
                    tally.person += 1;
                    // The surname alone means the person too.
                    if let Some((_, surname)) = surface.rsplit_once(char::is_whitespace) {
                        self.found
                            .entry(name::phrase(surname).0)
                            .or_default()
                            .person += 1;
                    }
                }
            }
        }
    }

    /// Adds a sign of a name.
    #[inline]
    pub fn sign(&mut self, one: &Candidate) {
        match one.context {
            Context::Capital => &mut self.capital,
            Context::Lower => &mut self.lower,
            Context::Host => &mut self.host,
            Context::Defined => &mut self.defined,
        }
        .add(one.key);
    }

    /// Adds the votes of other texts.
    pub fn merge(&mut self, other: &Self) {
        #[allow(clippy::iter_over_hash_type, reason = "sums do not depend on order")]
        for (key, tally) in &other.found {
            let mine = self.found.entry(*key).or_default();
            mine.organization += tally.organization;
            mine.sure += tally.sure;
            mine.upper += tally.upper;
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
        if organization == 0 {
            return Verdict::Open;
        }
        let seen = self.capital.count(key).max(organization);
        let lower = self.lower.count(key);
        let is_common = lower >= 5 && lower > 2 * seen;
        let is_known = known.by_phrase(key).is_some();
        let is_backed = self.host.count(key) > 0 || self.defined.count(key) > 0 || is_known;
        let is_person = tally.person >= organization;
        let (of, out) = if is_backed { BACKED } else { ALONE };
        let often = organization * out >= seen * of && organization >= 2;
        if often && !is_person && !is_common && tally.sure * 2 >= organization {
            return match tally.upper == organization {
                true => Verdict::OrganizationInCapitals,
                false => Verdict::Organization,
            };
        }
        let rarely = seen >= 6 && organization * RARE < seen;
        let doubtful = tally.sure * 4 < organization;
        if !is_known
            && !is_backed
            && (tally.person > 2 * organization || rarely || is_common && doubtful)
        {
            return Verdict::Nothing;
        }
        Verdict::Open
    }
}

/// Share of the places where a name stands with capitals at which the recognizer took it for an organization, from which it is one everywhere:
/// if a host, a definition or the list of well-known organizations backs it, and if not.
const BACKED: (u32, u32) = (1, 2);
const ALONE: (u32, u32) = (2, 3);
/// One in so many is taken for a slip.
const RARE: u32 = 8;

/// Whether a name has no small letter.
fn is_upper(surface: &str) -> bool {
    !surface.chars().any(char::is_lowercase)
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
            let surface = text.get(one.start..one.end).unwrap_or_default();
            let last = surface.rsplit(char::is_whitespace).next();
            one.kind != NameKind::Organization
                || one.confidence >= CERTAIN
                || last.is_some_and(name::is_legal_form)
                || self.of(name::phrase(surface).0) != Verdict::Nothing
        });
        // Candidates lie apart from each other, so each has to keep clear of what was found only.
        let missed = candidates.iter().filter(|one| {
            let place = found.partition_point(|f| f.end <= one.start);
            self.promotes(text, one) && found.get(place).is_none_or(|next| next.start >= one.end)
        });
        let mut missed: Vec<Found> = missed.map(voted).collect();
        found.append(&mut missed);
        found.sort_by_key(|one| one.start);
    }

    /// Whether the votes make a name of these words with capitals, if the recognizer found none there.
    pub fn promotes(&self, text: &str, one: &Candidate) -> bool {
        let surface = text.get(one.start..one.end).unwrap_or_default();
        one.context == Context::Capital
            && match self.of(one.key) {
                Verdict::Organization => true,
                Verdict::OrganizationInCapitals => is_upper(surface),
                Verdict::Open | Verdict::Nothing => false,
            }
    }
}

fn voted(one: &Candidate) -> Found {
    Found {
        start: one.start,
        end: one.end,
        kind: NameKind::Organization,
        confidence: VOTED,
        rule: Rule::Votes,
    }
}

/// Confidence from which a mention stays, whatever other texts say.
const CERTAIN: f32 = 0.95;
/// Confidence in a name that only other texts vouch for.
const VOTED: f32 = 0.7;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mention::candidate::candidates;
    use crate::mention::token::Tokens;

    /// Texts, and for each what the recognizer is taken to have found: words, kind, confidence.
    type Given<'a> = (&'a str, &'a [(&'a str, NameKind, f32)]);

    fn read(text: &str, names: &[(&str, NameKind, f32)]) -> (Vec<Found>, Vec<Candidate>) {
        let mut signs = Vec::new();
        candidates(text, &mut Tokens::default(), &mut signs);
        let found = names.iter().map(|(words, kind, confidence)| {
            let start = text.find(words).expect("words of the text");
            Found {
                start,
                end: start + words.len(),
                kind: *kind,
                confidence: *confidence,
                rule: Rule::Tagger,
            }
        });
        (found.collect(), signs)
    }

    fn weighed(given: &[Given]) -> Vec<Vec<String>> {
        let mut votes = Votes::default();
        for (text, names) in given {
            let (found, signs) = read(text, names);
            votes.add(text, &found, &signs);
        }
        let verdicts = votes.verdicts(Known::embedded());
        let mut all = Vec::new();
        for (text, names) in given {
            let (mut found, signs) = read(text, names);
            verdicts.apply(text, &mut found, &signs);
            all.push(
                found
                    .iter()
                    .map(|f| text[f.start..f.end].to_owned())
                    .collect(),
            );
        }
        all
    }

    use NameKind::{Organization as O, Person as P};

    #[test]
    fn what_is_found_twice_is_found_everywhere() {
        let given: &[Given] = &[
            (
                "We met Tidely today, see http://www.tidely.example/",
                &[("Tidely", O, 0.9)],
            ),
            ("Then Tidely left.", &[("Tidely", O, 0.9)]),
            ("Who saw Tidely and tidely again?", &[]),
        ];
        assert_eq!(weighed(given), [["Tidely"], ["Tidely"], ["Tidely"]]);
    }

    #[test]
    fn a_surname_is_no_organization() {
        let given: &[Given] = &[
            ("Ann Marlow wrote.", &[("Ann Marlow", P, 0.9)]),
            ("Bo Marlow wrote.", &[("Bo Marlow", P, 0.9)]),
            ("Cy Marlow wrote.", &[("Cy Marlow", P, 0.9)]),
            ("Ask Marlow.", &[("Marlow", O, 0.6)]),
        ];
        assert!(weighed(given)[3].is_empty());
    }

    #[test]
    fn capitals_do_not_vouch_for_the_plain_word() {
        let given: &[Given] = &[
            ("TIDE pays.", &[("TIDE", O, 0.9)]),
            ("later TIDE left.", &[("TIDE", O, 0.9)]),
            ("we know what TIDE earns.", &[("TIDE", O, 0.9)]),
            ("TIDE owes.", &[("TIDE", O, 0.9)]),
            ("and so TIDE it is. Tide tables are out.", &[]),
        ];
        assert_eq!(weighed(given)[4], ["TIDE"]);
    }

    #[test]
    fn order_and_parts_change_nothing() {
        let texts: &[Given] = &[
            (
                "Tidely and Ann Marlow",
                &[("Tidely", O, 0.9), ("Ann Marlow", P, 0.7)],
            ),
            ("Tidely (TDY) tidely", &[("Tidely", O, 0.4)]),
            ("Marlow, jo@tidely.example", &[("Marlow", O, 0.4)]),
        ];
        let one = |order: &[usize]| {
            let mut votes = Votes::default();
            for i in order {
                let (found, signs) = read(texts[*i].0, texts[*i].1);
                votes.add(texts[*i].0, &found, &signs);
            }
            votes
        };
        let all = one(&[0, 1, 2]);
        let mut parts = one(&[2]);
        parts.merge(&one(&[1, 0]));
        for key in ["Tidely", "Marlow", "Ann Marlow", "TDY"].map(|n| name::phrase(n).0) {
            let of = |votes: &Votes| votes.verdicts(Known::embedded()).of(key);
            assert_eq!(of(&all), of(&parts));
            assert_eq!(all.found.get(&key), parts.found.get(&key));
        }
    }
}
