//! Which sets of addresses are worth comparing: those that go by one name in one place. It does not judge them.

use rustc_hash::FxHashMap;

use super::local::Fit;
use super::nickname;
use super::profile::Profile;
use crate::mention::providers::is_provider;

/// More sets with one name in one place are not compared: the name is too common to tell anything.
const TOO_COMMON: usize = 40;
/// The same between domains.
const TOO_COMMON_ELSEWHERE: usize = 8;

/// Where sets are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Within the domain of one organization.
    SameDomain,
    /// Between domains.
    Elsewhere,
}

/// Profiles by a key, in order.
type Groups = Vec<Vec<u32>>;

/// Keys are digests; who is put together by chance is told apart by name afterwards.
fn grouped(mut keyed: Vec<(u64, u32)>) -> Groups {
    keyed.sort_unstable();
    keyed.dedup();
    keyed
        .chunk_by(|a, b| a.0 == b.0)
        .filter(|g| g.len() > 1)
        .map(|g| g.iter().map(|k| k.1).collect())
        .collect()
}

fn key(domain: &str, last: &str, first: &str) -> u64 {
    use std::hash::{Hash, Hasher};
    let mut hasher = rustc_hash::FxHasher::default();
    (domain, last, first).hash(&mut hasher);
    hasher.finish()
}

fn by_domain(profiles: &[Profile]) -> Groups {
    let mut keyed = Vec::new();
    for (number, p) in (0..).zip(profiles) {
        for (_, domain, _) in p
            .smtp
            .iter()
            .filter(|(_, d, fit)| *fit > Fit::None && !is_provider(d))
        {
            for first in p.firsts.iter().flat_map(|f| nickname::stands_for(f)) {
                keyed.push((key(domain, &p.name.last, first), number));
            }
        }
    }
    grouped(keyed)
}

fn by_name(profiles: &[Profile]) -> Groups {
    let mut keyed = Vec::new();
    for (number, p) in (0..)
        .zip(profiles)
        .filter(|(_, p)| p.fit() > Fit::None || p.private)
    {
        for first in p.firsts.iter().flat_map(|f| nickname::stands_for(f)) {
            keyed.push((key("", &p.name.last, first), number));
        }
    }
    grouped(keyed)
}

/// How many profiles have each family name in each domain.
pub fn family_names(profiles: &[Profile]) -> FxHashMap<(String, String), usize> {
    let mut found: FxHashMap<(String, String), usize> = FxHashMap::default();
    for p in profiles {
        let mut domains: Vec<&str> = p.smtp.iter().map(|(_, d, _)| d.as_str()).collect();
        domains.sort_unstable();
        domains.dedup();
        for domain in domains {
            *found
                .entry((domain.to_owned(), p.name.last.clone()))
                .or_default() += 1;
        }
    }
    found
}

/// Pairs of profiles with one family name and forms of one given name, in one organization's domain or between domains; names
/// that are too common are left out. O(n log n).
pub fn pairs(profiles: &[Profile], place: Place) -> Vec<(u32, u32)> {
    let (groups, most) = match place {
        Place::SameDomain => (by_domain(profiles), TOO_COMMON),
        Place::Elsewhere => (by_name(profiles), TOO_COMMON_ELSEWHERE),
    };
    let mut pairs = Vec::new();
    for group in groups.iter().filter(|g| g.len() <= most) {
        for (i, &a) in group.iter().enumerate() {
            for &b in &group[i + 1..] {
                let (pa, pb) = (&profiles[a as usize], &profiles[b as usize]);
                let shared = shared_domain(pa, pb).is_some();
                if pa.name.last == pb.name.last && shared == (place == Place::SameDomain) {
                    pairs.push((a, b));
                }
            }
        }
    }
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}

/// The first organization's domain in which both have an address.
pub fn shared_domain<'a>(a: &'a Profile, b: &Profile) -> Option<&'a str> {
    let mut domains: Vec<&str> = a.smtp.iter().map(|(_, d, _)| d.as_str()).collect();
    domains.sort_unstable();
    domains
        .into_iter()
        .find(|d| !is_provider(d) && b.smtp.iter().any(|(_, other, _)| other == d))
}
