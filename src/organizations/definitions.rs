//! Short forms that the case itself defines, such as `Tide Gauge Works (TGW)`. It does not know what the long name means.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use crate::mention::{Kind, name};

/// So many times for each time that the case says the long name or the definition, its short form may stand alone: else most of
/// those who say `PRC` mean another.
const BACKING: u64 = 50;

/// A definition in a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Definition<'a> {
    /// The long name.
    pub long: &'a str,
    /// How often it was given.
    pub times: u64,
}

/// What short forms mean in a case, by the hash of their words.
#[derive(Debug, Default)]
pub struct Definitions<'a> {
    by_short: FxHashMap<u64, Definition<'a>>,
}

impl<'a> Definitions<'a> {
    /// From the names of a case with how often each was found. A short form that is defined in several ways means the one that two
    /// thirds of its definitions give, or nothing. O(n).
    pub fn new(names: &[(Kind, &'a str, u32)]) -> Self {
        let mut given: FxHashMap<u64, BTreeMap<String, Definition<'a>>> = FxHashMap::default();
        let mut said: FxHashMap<u64, u64> = FxHashMap::default();
        for (kind, text, times) in names {
            let times = u64::from(*times);
            let split = text.strip_suffix(')').and_then(|t| t.rsplit_once(" ("));
            match (kind, split) {
                (Kind::Definition, Some((long, short))) => {
                    let meanings = given.entry(name::phrase(short).0).or_default();
                    let one = meanings.entry(name::key(long));
                    one.or_insert(Definition { long, times: 0 }).times += times;
                }
                (Kind::Organization, _) => *said.entry(name::phrase(text).0).or_default() += times,
                _ => {}
            }
        }
        let times = |hash: u64| said.get(&hash).copied().unwrap_or(0);
        let clear = |(short, meanings): (u64, BTreeMap<String, Definition<'a>>)| {
            let all: u64 = meanings.values().map(|one| one.times).sum();
            let most = meanings.into_values().max_by_key(|one| one.times)?;
            let backed = most.times + times(name::phrase(most.long).0);
            let clear = most.times * 3 >= all * 2 && times(short) <= backed * BACKING;
            clear.then_some((short, most))
        };
        Self {
            by_short: given.into_iter().filter_map(clear).collect(),
        }
    }

    /// What a short form means, by the hash of its words ([`name::phrase`]).
    pub fn of(&self, short: u64) -> Option<Definition<'a>> {
        self.by_short.get(&short).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn long(names: &[(Kind, &'static str, u32)], short: &str) -> Option<&'static str> {
        let found = Definitions::new(names).of(name::phrase(short).0);
        found.map(|one| one.long)
    }

    #[test]
    fn a_short_form_means_what_most_of_its_definitions_give() {
        let one = (Kind::Definition, "Tide Gauge Works (TGW)", 2);
        assert_eq!(long(&[one], "TGW"), Some("Tide Gauge Works"));
        assert_eq!(long(&[one], "OHS"), None);
        let other = (Kind::Definition, "Thin Glass Wares (TGW)", 1);
        assert_eq!(long(&[one, other], "TGW"), Some("Tide Gauge Works"));
        let often = (Kind::Definition, "Thin Glass Wares (TGW)", 2);
        assert_eq!(long(&[one, often], "TGW"), None);
    }

    #[test]
    fn a_short_form_that_stands_alone_too_often_means_another() {
        let defined = (Kind::Definition, "Pipe Review Committee (PRC)", 1);
        let alone = |times| (Kind::Organization, "PRC", times);
        assert!(long(&[defined, alone(50)], "PRC").is_some());
        assert!(long(&[defined, alone(51)], "PRC").is_none());
        let named = (Kind::Organization, "Pipe Review Committee", 1);
        assert!(long(&[defined, alone(51), named], "PRC").is_some());
    }
}
