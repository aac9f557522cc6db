//! Conclusions about organizations: domains of addresses and of mentions, grouped and marked.
//!
//! An organization is a registrable domain so far. It does not know ties or messages' texts.

pub mod domain;

use rustc_hash::FxHashMap;

use crate::case::facts::{Facts, NONE};
use crate::mention::Kind;
use crate::message::AddressKind;

/// What `organizations` needs to know of a correspondent.
#[derive(Clone, Debug)]
pub struct Member {
    /// Its addresses (indices in [`Facts::addresses`]), the canonical one first.
    pub addresses: Vec<u32>,
}

/// An organization.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Organization {
    /// The registrable domain.
    pub id: String,
    /// What to call it: so far the domain.
    pub label: String,
    /// `organization`, `government`, `military`, `education`, `international`.
    pub kind: &'static str,
    /// Domains that belong to it as they stand in addresses, sorted; the registrable one too if it is used.
    pub domains: Vec<String>,
    /// Other names: Exchange organizations (`/o=..`) whose members turned out to be here.
    pub aliases: Vec<String>,
}

/// All organizations.
#[derive(Clone, Debug, Default)]
pub struct Organizations {
    /// Sorted by id.
    pub list: Vec<Organization>,
    /// Organization of each correspondent, or [`NONE`].
    pub of_member: Vec<u32>,
    /// Organization of each of [`Facts::names`], or [`NONE`].
    pub of_name: Vec<u32>,
}

impl Organizations {
    /// The organizations that a version names, sorted, each once.
    pub fn named(&self, facts: &Facts, version: u32) -> Vec<u32> {
        let mentions = facts.mentions_in(&facts.versions[version as usize]);
        let mut named: Vec<u32> = mentions
            .iter()
            .map(|mention| self.of_name[mention.name as usize])
            .filter(|organization| *organization != NONE)
            .collect();
        named.sort_unstable();
        named.dedup();
        named
    }
}

/// Groups domains to organizations and assigns correspondents to them. O(n log n).
pub fn organizations(facts: &Facts, members: &[Member]) -> Organizations {
    let exchange = exchange_organizations(facts, members);
    let domain_of: Vec<Option<String>> = members
        .iter()
        .map(|m| member_domain(facts, m, &exchange))
        .collect();
    let mentioned: Vec<Option<&str>> = facts
        .names
        .iter()
        .map(|(kind, text)| match kind {
            Kind::Domain => domain::organization(text),
            _ => None,
        })
        .collect();
    let mut ids: Vec<&str> = domain_of
        .iter()
        .flatten()
        .map(String::as_str)
        .chain(mentioned.iter().copied().flatten())
        .collect();
    ids.sort_unstable();
    ids.dedup();
    let place = |id: &str| ids.binary_search(&id).map_or(NONE, |i| i as u32);
    let of_member: Vec<u32> = domain_of
        .iter()
        .map(|d| d.as_deref().map_or(NONE, place))
        .collect();
    let mut list: Vec<Organization> = ids.iter().map(|id| described(id)).collect();
    for address in facts
        .addresses
        .iter()
        .filter(|a| a.kind == AddressKind::Smtp)
    {
        let host = address.text.rsplit('@').next().unwrap_or_default();
        if let Some(found) = domain::organization(host)
            .map(place)
            .and_then(|p| list.get_mut(p as usize))
        {
            found.domains.push(host.to_owned());
        }
    }
    let mut names: Vec<(&str, &str)> = exchange.iter().map(|(o, d)| (d.as_str(), *o)).collect();
    names.sort_unstable();
    for (id, name) in names {
        if let Some(found) = list.get_mut(place(id) as usize) {
            found.aliases.push(format!("/o={name}"));
        }
    }
    for one in &mut list {
        one.domains.sort_unstable();
        one.domains.dedup();
    }
    Organizations {
        of_name: mentioned.iter().map(|d| d.map_or(NONE, place)).collect(),
        list,
        of_member,
    }
}

fn described(id: &str) -> Organization {
    Organization {
        id: id.to_owned(),
        label: id.to_owned(),
        kind: domain::kind(id),
        domains: Vec::new(),
        aliases: Vec::new(),
    }
}

fn smtp_domain<'a>(facts: &'a Facts, member: &Member) -> Option<&'a str> {
    let first = member
        .addresses
        .iter()
        .map(|a| &facts.addresses[*a as usize])
        .find(|a| a.kind == AddressKind::Smtp)?;
    domain::organization(first.text.rsplit('@').next()?)
}

fn member_domain(
    facts: &Facts,
    member: &Member,
    exchange: &FxHashMap<&str, String>,
) -> Option<String> {
    let has_smtp = member
        .addresses
        .iter()
        .any(|a| facts.addresses[*a as usize].kind == AddressKind::Smtp);
    if has_smtp {
        return smtp_domain(facts, member).map(str::to_owned);
    }
    member
        .addresses
        .iter()
        .find_map(|a| exchange.get(older_name(facts, *a)?).cloned())
}

/// The organization part of an Exchange (`/o=..`) or Notes (`..@ORG`) name.
fn older_name(facts: &Facts, address: u32) -> Option<&str> {
    let address = &facts.addresses[address as usize];
    match address.kind {
        AddressKind::X500 => address
            .text
            .split('/')
            .find_map(|part| part.strip_prefix("o=")),
        AddressKind::Notes => address.text.rsplit_once('@').map(|(_, org)| org),
        _ => None,
    }
}

/// The domain that most correspondents with a name in an older system have, if it is a majority.
fn exchange_organizations<'a>(facts: &'a Facts, members: &[Member]) -> FxHashMap<&'a str, String> {
    let mut votes: FxHashMap<&str, FxHashMap<&str, u32>> = FxHashMap::default();
    for member in members {
        let Some(domain) = smtp_domain(facts, member) else {
            continue;
        };
        for name in member
            .addresses
            .iter()
            .filter_map(|a| older_name(facts, *a))
        {
            *votes.entry(name).or_default().entry(domain).or_default() += 1;
        }
    }
    votes
        .into_iter()
        .filter_map(|(name, domains)| {
            let total: u32 = domains.values().sum();
            let (domain, n) = domains
                .into_iter()
                .max_by_key(|(d, n)| (*n, std::cmp::Reverse(*d)))?;
            (n * 2 > total).then(|| (name, domain.to_owned()))
        })
        .collect()
}
