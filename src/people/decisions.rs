//! What the user decided about people: a plain TOML file that is kept with the case and applied on every run. It reads and checks;
//! [`mod@super::resolve`] applies. It does not know where the file lies.
//!
//! ```toml
//! [[same]]
//! addresses = ["hanna@tides.example", "hweir@freemail.example"]
//!
//! [[different]]
//! addresses = ["anna.keller@tides.example", "anna.keller@port.example"]
//!
//! [[person]]
//! address = "hanna@tides.example"
//! label = "Hanna Weir"
//! kind = "person"                  # person, list, role_account, robot
//! organization = "tides.example"   # "" for none
//! ```

use rustc_hash::FxHashMap;
use serde::Deserialize;

use super::kind::Kind;
use crate::case::facts::Facts;
use crate::conversation::union_find::UnionFind;
use crate::error::{Error, Result};
use crate::message::AddressKind;

/// The name of the file in the folder of a case.
pub const FILE: &str = "decisions.toml";
/// Most addresses of one entry.
const MOST_ADDRESSES: usize = 200;

/// Decisions of the user, checked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Decisions {
    /// Groups of addresses that are one correspondent.
    pub same: Vec<Group>,
    /// Groups of addresses of which no two are one correspondent.
    pub different: Vec<Group>,
    /// What is said of one correspondent.
    pub person: Vec<Person>,
}

/// Addresses that belong together, or do not.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// Two or more, as `show` prints them.
    pub addresses: Vec<String>,
    /// For the reader.
    #[serde(default)]
    pub note: String,
}

/// What is said of one correspondent.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Person {
    /// One of its addresses.
    pub address: String,
    /// What to call it.
    pub label: Option<String>,
    /// Its kind.
    pub kind: Option<String>,
    /// The id of its organization; empty for none.
    pub organization: Option<String>,
    /// For the reader.
    #[serde(default)]
    pub note: String,
}

/// Reads and checks a file of decisions; `file` is how errors name it.
///
/// # Errors
/// If it is no TOML, has a key that means nothing, or contradicts itself: with the line.
pub fn parse(text: &str, file: &str) -> Result<Decisions> {
    let decisions: Decisions = toml::from_str(text).map_err(|e| {
        let line = e.span().map_or(1, |span| {
            text.bytes()
                .take(span.start)
                .filter(|b| *b == b'\n')
                .count()
                + 1
        });
        let reason = e.message().replace('`', "'").replace('\n', "; ");
        Error::usage(format!("'{file}' line {line}: {reason}")).hint(SHAPE)
    })?;
    decisions.check(file)?;
    Ok(decisions)
}

const SHAPE: &str = "an entry looks like this:\n[[same]]\naddresses = [\"one@tides.example\", \"other@tides.example\"]";

impl Decisions {
    /// There are none.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    fn check(&self, file: &str) -> Result<()> {
        for (what, groups) in [("same", &self.same), ("different", &self.different)] {
            for (number, group) in (1..).zip(groups) {
                let n = group.addresses.len();
                if !(2..=MOST_ADDRESSES).contains(&n) {
                    return Err(Error::usage(format!(
                        "'{file}': [[{what}]] number {number} has {n} addresses, from 2 to {MOST_ADDRESSES} make sense"
                    )));
                }
            }
        }
        for person in &self.person {
            person.check(file)?;
        }
        self.contradiction().map_or(Ok(()), |(a, b)| {
            Err(Error::usage(format!(
                "'{file}' contradicts itself: '{a}' and '{b}' are in one [[different]] and joined by [[same]]"
            )))
        })
    }

    /// Two addresses that are said to be the same and different.
    fn contradiction(&self) -> Option<(&str, &str)> {
        let mut number: FxHashMap<String, u32> = FxHashMap::default();
        let mut of = |address: &str| {
            let next = number.len() as u32;
            *number.entry(key(address)).or_insert(next)
        };
        let numbers = |groups: &[Group], of: &mut dyn FnMut(&str) -> u32| -> Vec<Vec<u32>> {
            groups
                .iter()
                .map(|g| g.addresses.iter().map(|a| of(a)).collect())
                .collect()
        };
        let same = numbers(&self.same, &mut of);
        let different = numbers(&self.different, &mut of);
        let mut sets = UnionFind::new(number.len());
        for pair in same.iter().flat_map(|group| group.windows(2)) {
            sets.join(pair[0], pair[1]);
        }
        for (group, numbers) in self.different.iter().zip(&different) {
            let mut seen: FxHashMap<u32, usize> = FxHashMap::default();
            for (at, &n) in numbers.iter().enumerate() {
                if let Some(before) = seen.insert(sets.find(n), at) {
                    return Some((&group.addresses[before], &group.addresses[at]));
                }
            }
        }
        None
    }
}

impl Person {
    fn check(&self, file: &str) -> Result<()> {
        let wrong = |what: String| {
            Err(Error::usage(format!(
                "'{file}': [[person]] '{}': {what}",
                self.address
            )))
        };
        if let Some(kind) = self.kind.as_ref().filter(|_| self.kind().is_none()) {
            return wrong(format!(
                "kind '{kind}' is none of person, list, role_account, robot"
            ));
        }
        if self.label.as_ref().is_some_and(|l| l.trim().is_empty()) {
            return wrong("the label is empty".into());
        }
        if self.label.is_none() && self.kind.is_none() && self.organization.is_none() {
            return wrong("it says neither label nor kind nor organization".into());
        }
        Ok(())
    }

    /// The kind it names.
    pub fn kind(&self) -> Option<Kind> {
        let all = [Kind::Person, Kind::List, Kind::Role, Kind::Robot];
        let named = self.kind.as_deref()?;
        all.into_iter().find(|k| k.name() == named)
    }
}

fn key(address: &str) -> String {
    address.trim().to_lowercase()
}

/// Decisions in the numbers of a case's facts.
#[derive(Debug, Default)]
pub struct Applied<'a> {
    /// Pairs of units that are one.
    pub same: Vec<(u32, u32)>,
    /// Pairs of units that are not.
    pub different: Vec<(u32, u32)>,
    /// What is said of the correspondent of a unit.
    pub person: Vec<(u32, &'a Person)>,
    /// What matched nothing, as sentences.
    pub unmatched: Vec<String>,
}

/// Finds the addresses of the decisions among the facts: an address by its text, a correspondent without one by its id
/// (`name:` and the name). Units are numbered as in [`super::resolve::Units`]. O(facts) if there are decisions.
pub fn apply<'a>(decisions: &'a Decisions, facts: &Facts, of_header: &[u32]) -> Applied<'a> {
    let mut applied = Applied::default();
    if decisions.is_empty() {
        return applied;
    }
    let mut units: FxHashMap<String, u32> = FxHashMap::default();
    for (number, address) in (0..).zip(&facts.addresses) {
        if address.kind != AddressKind::None {
            units.entry(address.text.to_string()).or_insert(number);
        }
    }
    for (header, unit) in facts.header_addresses.iter().zip(of_header) {
        if *unit as usize >= facts.addresses.len() {
            units
                .entry(format!("name:{}", key(&header.name)))
                .or_insert(*unit);
        }
    }
    let mut unmatched = Vec::new();
    let mut find = |what: &str, address: &str| {
        let unit = units.get(&key(address)).copied();
        if unit.is_none() {
            unmatched.push(format!("[[{what}]]: no mail has the address '{address}'"));
        }
        unit
    };
    for group in &decisions.same {
        let found: Vec<u32> = group
            .addresses
            .iter()
            .filter_map(|a| find("same", a))
            .collect();
        applied
            .same
            .extend(found.windows(2).map(|pair| (pair[0], pair[1])));
    }
    for group in &decisions.different {
        let found: Vec<u32> = group
            .addresses
            .iter()
            .filter_map(|a| find("different", a))
            .collect();
        for (i, &a) in found.iter().enumerate() {
            applied
                .different
                .extend(found[i + 1..].iter().map(|&b| (a, b)));
        }
    }
    for person in &decisions.person {
        if let Some(unit) = find("person", &person.address) {
            applied.person.push((unit, person));
        }
    }
    applied.unmatched = unmatched;
    applied
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong(text: &str) -> String {
        parse(text, "d.toml").expect_err("it is wrong").message
    }

    #[test]
    fn a_file_says_what_it_says() {
        let text = "[[same]]\naddresses = ['A@x.test', 'b@x.test']\nnote = 'told so'\n[[different]]\naddresses = ['a@x.test', 'c@x.test']\n[[person]]\naddress = 'a@x.test'\nkind = 'role_account'\n";
        let read = parse(text, "d.toml").expect("decisions");
        assert_eq!(read.same[0].addresses, ["A@x.test", "b@x.test"]);
        assert_eq!(read.person[0].kind(), Some(Kind::Role));
        assert!(parse("", "d.toml").expect("nothing").is_empty());
    }

    #[test]
    fn mistakes_are_told_with_their_place() {
        for (text, said) in [
            (
                "[[same]]\naddresses = ['a@x.test', 'b@x.test']\n[[sme]]\n",
                "line 3",
            ),
            ("[[same]]\nadresses = ['a@x.test']\n", "line 2"),
            ("[[same]\n", "line 1"),
            ("[[same]]\naddresses = ['a@x.test']\n", "has 1 addresses"),
            ("[[person]]\naddress = 'a@x.test'\n", "neither label"),
            (
                "[[person]]\naddress = 'a@x.test'\nkind = 'human'\n",
                "'human'",
            ),
            (
                "[[person]]\naddress = 'a@x.test'\nlabel = ' '\n",
                "label is empty",
            ),
            (
                "[[same]]\naddresses = ['a@x.test', 'b@x.test']\n[[same]]\naddresses = ['B@x.test', 'c@x.test']\n[[different]]\naddresses = ['c@x.test', 'a@x.test']\n",
                "contradicts itself",
            ),
        ] {
            let message = wrong(text);
            assert!(message.contains(said), "{text}: {message}");
        }
    }
}
