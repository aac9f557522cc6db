//! What a set of addresses is known by: its one full name, its mailboxes, its SMTP addresses. Sets that go by several people's
//! names, or by none, have no profile. It does not compare.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::evidence::{Evidence, Named};
use super::join::Joiner;
use super::local::{self, Fit};
use super::name::{self, FullName};
use super::nickname;
use crate::case::facts::{Facts, NONE};
use crate::mention::domains::registrable;
use crate::mention::providers::is_provider;
use crate::message::AddressKind;

/// One set of addresses with one full name.
#[derive(Clone, Debug)]
pub struct Profile {
    /// The set, named by its smallest address.
    pub set: u32,
    /// Its most used full name.
    pub name: FullName,
    /// All given names it goes by, forms of one another.
    pub firsts: Vec<String>,
    /// Initials of names between, of those that are used in a fifth or more of its names with initials.
    pub middles: Vec<char>,
    /// X.500 names that are mailboxes.
    pub mailboxes: Vec<u32>,
    /// SMTP addresses, each with its registrable domain and how it fits the name.
    pub smtp: Vec<(u32, String, Fit)>,
    /// A message that gives the name, or [`NONE`].
    pub message: u32,
    /// No header gives a name: the local part spells it.
    pub spelled: bool,
    /// All its addresses are at mail providers.
    pub private: bool,
}

impl Profile {
    /// How its best fitting address in a domain fits the name.
    pub fn fit_in(&self, domain: &str) -> Fit {
        let fits = self
            .smtp
            .iter()
            .filter(|(_, d, _)| d == domain)
            .map(|(.., fit)| *fit);
        fits.max().unwrap_or(Fit::None)
    }

    /// How its best fitting address fits the name.
    pub fn fit(&self) -> Fit {
        self.smtp
            .iter()
            .map(|(.., fit)| *fit)
            .max()
            .unwrap_or(Fit::None)
    }
}

/// Set or address, full name, times, first message.
type Given = (u32, u32, u32, u32);

/// The full names that headers give for addresses, read once.
#[derive(Debug)]
pub struct Names {
    /// Distinct full names.
    list: Vec<FullName>,
    /// Address, full name, times, first message; sorted by address.
    given: Vec<Given>,
}

impl Names {
    /// Reads them. O(header addresses).
    pub fn new(facts: &Facts, evidence: &Evidence, spoken: &[String]) -> Self {
        let mut number: FxHashMap<&str, u32> = FxHashMap::default();
        let mut by_name: FxHashMap<FullName, u32> = FxHashMap::default();
        let mut list = Vec::new();
        let mut read = |text: &'_ str| {
            let Some(full) = name::full_name(text) else {
                return NONE;
            };
            *by_name.entry(full).or_insert_with_key(|full| {
                list.push(full.clone());
                list.len() as u32 - 1
            })
        };
        let mut given: Vec<Given> = Vec::new();
        let own = evidence.own.iter().map(|n| (false, n));
        let all = own.chain(evidence.beside.iter().map(|n| (true, n)));
        for (
            beside,
            &Named {
                address,
                header,
                times,
                message,
            },
        ) in all
        {
            let text = spoken[header as usize].as_str();
            let full = *number.entry(text).or_insert_with(|| read(text));
            // A second header with the same address counted above.
            let twice = beside && facts.header_addresses[header as usize].address == address;
            if full != NONE && !twice && facts.addresses[address as usize].kind != AddressKind::None
            {
                given.push((address, full, times, message));
            }
        }
        given.sort_unstable();
        Self { list, given }
    }

    /// The full names given for an address, with their uses.
    pub fn of(&self, address: u32) -> impl Iterator<Item = (&FullName, u64)> {
        let start = self.given.partition_point(|g| g.0 < address);
        let of_it = self.given[start..]
            .iter()
            .take_while(move |g| g.0 == address);
        of_it.map(|g| (&self.list[g.1 as usize], u64::from(g.2)))
    }

    /// The family name that an address is given most; the first in order of equals.
    pub fn family(&self, address: u32) -> Option<&str> {
        let mut uses: Vec<(&str, u64)> = self
            .of(address)
            .map(|(n, times)| (&*n.last, times))
            .collect();
        uses.sort_unstable();
        let sums = uses
            .chunk_by(|a, b| a.0 == b.0)
            .map(|same| (same.iter().map(|s| s.1).sum::<u64>(), same[0].0));
        sums.max_by_key(|(n, last)| (*n, std::cmp::Reverse(*last)))
            .map(|(_, last)| last)
    }

    /// How often an address is given each initial between.
    pub fn initials(&self, address: u32) -> Vec<(char, u64)> {
        let mut uses: Vec<(char, u64)> = self
            .of(address)
            .filter_map(|(n, times)| Some((n.middle.chars().next()?, times)))
            .collect();
        uses.sort_unstable();
        uses.chunk_by(|a, b| a.0 == b.0)
            .map(|same| (same[0].0, same.iter().map(|s| s.1).sum()))
            .collect()
    }
}

/// Profiles of all sets that have one and hold an SMTP address.
#[derive(Debug, Default)]
pub struct Profiles {
    /// By set.
    pub list: Vec<Profile>,
    /// All sets, with the number of their addresses and of the names given for them; sorted.
    sizes: Vec<(u32, usize, usize)>,
}

/// The profiles as the sets are now, with those made before. Sets only grow, so the profile of one that did not is the same.
/// O(n log n).
pub fn profiles(
    facts: &Facts,
    names: &Names,
    joiner: &mut Joiner,
    shared: &[(u32, usize)],
    before: Profiles,
) -> Profiles {
    let mut given: Vec<Given> = names
        .given
        .iter()
        .map(|&(a, full, times, message)| (joiner.find(a), full, times, message))
        .collect();
    given.sort_unstable();
    let mut members: Vec<(u32, u32)> = (0..facts.addresses.len() as u32)
        .filter(|a| {
            matches!(
                facts.addresses[*a as usize].kind,
                AddressKind::Smtp | AddressKind::X500
            )
        })
        .filter(|a| shared.binary_search_by_key(a, |s| s.0).is_err())
        .map(|a| (joiner.find(a), a))
        .collect();
    members.sort_unstable();
    let sets: Vec<&[(u32, u32)]> = members.chunk_by(|a, b| a.0 == b.0).collect();
    let given_for = |set: &[(u32, u32)]| {
        let root = set[0].0;
        let start = given.partition_point(|g| g.0 < root);
        let end = start + given[start..].partition_point(|g| g.0 == root);
        &given[start..end]
    };
    let size = |set: &&[(u32, u32)]| (set[0].0, set.len(), given_for(set).len());
    let sizes: Vec<(u32, usize, usize)> = sets.iter().map(size).collect();
    let grown = |now: &(u32, usize, usize)| before.sizes.binary_search(now).is_err();
    let anew = sets.par_iter().zip(&sizes).filter(|(_, now)| grown(now));
    let mut list: Vec<Profile> = anew
        .filter_map(|(set, _)| profile(facts, names, set, given_for(set)))
        .collect();
    let as_before = |p: &Profile| {
        let place = sizes.binary_search_by_key(&p.set, |size| size.0);
        place.is_ok_and(|place| !grown(&sizes[place]))
    };
    list.extend(before.list.into_iter().filter(as_before));
    list.sort_unstable_by_key(|p| p.set);
    Profiles { list, sizes }
}

fn profile(facts: &Facts, names: &Names, set: &[(u32, u32)], given: &[Given]) -> Option<Profile> {
    let of_kind = |kind: AddressKind| {
        set.iter()
            .map(|(_, a)| *a)
            .filter(move |a| facts.addresses[*a as usize].kind == kind)
    };
    of_kind(AddressKind::Smtp).next()?;
    let locals: Vec<&str> = of_kind(AddressKind::Smtp)
        .filter_map(|a| Some(facts.addresses[a as usize].text.rsplit_once('@')?.0))
        .collect();
    let mut profile = match dominant(names, &fitting(names, given, &locals)) {
        Some(profile) => profile,
        None if given.is_empty() => spelled(facts, of_kind(AddressKind::Smtp))?,
        None => return None,
    };
    profile.set = set[0].0;
    profile.mailboxes = of_kind(AddressKind::X500)
        .take(MOST_ADDRESSES)
        .filter(|a| mailbox(&facts.addresses[*a as usize].text).is_some())
        .collect();
    profile.smtp = of_kind(AddressKind::Smtp)
        .take(MOST_ADDRESSES)
        .filter_map(|a| {
            let (local, host) = facts.addresses[a as usize].text.rsplit_once('@')?;
            Some((
                a,
                registrable(host)?.to_owned(),
                local::fit(&profile.name, local),
            ))
        })
        .collect();
    profile.private = profile.smtp.iter().all(|(_, d, _)| is_provider(d));
    Some(profile)
}

/// The names that a local part is made from, if they are a tenth of the uses: others were put there by lists and by strangers.
/// Else all of them.
fn fitting(names: &Names, given: &[Given], locals: &[&str]) -> Vec<Given> {
    let all: u64 = given.iter().map(|g| u64::from(g.2)).sum();
    let fits = |same: &&[Given]| {
        let name = &names.list[same[0].1 as usize];
        let mut locals = locals.iter().take(MOST_ADDRESSES);
        locals.any(|l| local::fit(name, l) > Fit::None)
    };
    let fitting: Vec<Given> = given
        .chunk_by(|a, b| a.1 == b.1)
        .take(MOST_NAMES)
        .filter(fits)
        .flatten()
        .copied()
        .collect();
    let of_these: u64 = fitting.iter().map(|g| u64::from(g.2)).sum();
    if of_these > 0 && of_these * 10 >= all {
        fitting
    } else {
        given.to_vec()
    }
}

/// Addresses and names of one set that are compared: nobody has more, but hostile mail may.
const MOST_ADDRESSES: usize = 24;
const MOST_NAMES: usize = 200;

/// Share (in percent) of the uses that the family name and the forms of the given name must have.
const CLEAR: u64 = 50;

/// The one name in most of the uses; the names it was given under before are few.
fn dominant(names: &Names, given: &[Given]) -> Option<Profile> {
    let all: u64 = given.iter().map(|g| u64::from(g.2)).sum();
    let name = |g: &Given| &names.list[g.1 as usize];
    let mut by_name: Vec<(u64, &FullName, u32)> = Vec::new();
    for same in given.chunk_by(|a, b| a.1 == b.1) {
        let times = same.iter().map(|g| u64::from(g.2)).sum();
        let message = same.iter().map(|g| g.3).min().unwrap_or(NONE);
        by_name.push((times, name(&same[0]), message));
    }
    by_name.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(b.1)));
    let &(_, top, message) = by_name.first()?;
    let of_one: Vec<&(u64, &FullName, u32)> = by_name
        .iter()
        .filter(|(_, n, _)| n.last == top.last && nickname::compatible(&n.first, &top.first))
        .collect();
    let times: u64 = of_one.iter().map(|n| n.0).sum();
    if times * 100 < all * CLEAR {
        return None;
    }
    let mut firsts: Vec<String> = of_one
        .iter()
        .filter(|n| n.0 * 10 >= times)
        .map(|n| n.1.first.clone())
        .collect();
    firsts.push(top.first.clone());
    firsts.sort_unstable();
    firsts.dedup();
    let with: u64 = of_one
        .iter()
        .filter(|n| !n.1.middle.is_empty())
        .map(|n| n.0)
        .sum();
    let mut middles: Vec<(char, u64)> = of_one
        .iter()
        .filter_map(|n| Some((n.1.middle.chars().next()?, n.0)))
        .collect();
    middles.sort_unstable();
    let middles = middles
        .chunk_by(|a, b| a.0 == b.0)
        .filter(|same| same.iter().map(|s| s.1).sum::<u64>() * 5 >= with)
        .map(|same| same[0].0)
        .collect();
    Some(Profile {
        set: NONE,
        name: top.clone(),
        firsts,
        middles,
        mailboxes: Vec::new(),
        smtp: Vec::new(),
        message,
        spelled: false,
        private: false,
    })
}

fn spelled(facts: &Facts, mut smtp: impl Iterator<Item = u32>) -> Option<Profile> {
    let name =
        smtp.find_map(|a| local::spelled(facts.addresses[a as usize].text.rsplit_once('@')?.0))?;
    Some(Profile {
        set: NONE,
        firsts: vec![name.first.clone()],
        middles: name.middle.chars().take(1).collect(),
        name,
        mailboxes: Vec::new(),
        smtp: Vec::new(),
        message: NONE,
        spelled: true,
        private: false,
    })
}

/// Of an X.500 name that is a mailbox: the organization (`/o=..`) that it is in, and its own name, which is the same when it moves
/// within. `None` for an entry in an address book of Notes.
pub fn mailbox(x500: &str) -> Option<(&str, &str)> {
    let (place, own) = x500.rsplit_once("/cn=")?;
    let organization = place.split('/').find(|part| part.starts_with("o="))?;
    (!place.ends_with("/cn=notesaddr") && !own.is_empty()).then_some((organization, own))
}
