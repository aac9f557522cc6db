//! Conclusions about organizations: what domains and names mean, and who belongs to what, and when.
//!
//! It does not know ties or messages' texts.

pub mod affiliation;
mod definitions;
pub mod domain;
pub mod identity;

use rustc_hash::FxHashMap;

use self::affiliation::{Affiliation, Reason, Shown, Signed};
use self::identity::{Identities, Meant, Said};
use crate::case::facts::{Facts, Mention, NONE};
use crate::conversation::distinct::{Message, Messages};
use crate::mention::domains::registrable;
use crate::mention::known::Known;
use crate::mention::providers::is_provider;
use crate::mention::watch::{self, WatchList};
use crate::mention::{Kind, Rule};
use crate::message::{AddressKind, Role};

/// Most aliases kept of one organization.
const ALIASES: usize = 12;

/// What `organizations` needs to know of a correspondent.
#[derive(Clone, Debug)]
pub struct Member {
    /// Its addresses (indices in [`Facts::addresses`]), the canonical one first.
    pub addresses: Vec<u32>,
    /// The user's word: the id of its organization, empty for none.
    pub organization: Option<String>,
}

/// An organization.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Organization {
    /// A registrable domain, else the name in lower case with hyphens.
    pub id: String,
    /// What to call it: its name in the watch list or among the well-known, the most used name in texts, else the domain.
    pub label: String,
    /// As the watch list or the list of well-known ones has it; else by the domain `government`, `military`, `education`,
    /// `international` or `organization`.
    pub kind: String,
    /// The name of the organization it belongs to, if it is known.
    pub parent: String,
    /// The label is more than a domain.
    pub named: bool,
    /// What it is known by.
    pub reason: &'static str,
    /// Domains that belong to it as they stand in addresses, sorted; the registrable one too if it is used.
    pub domains: Vec<String>,
    /// Other names in the watch list, in texts (most used first), and Exchange organizations (`/o=..`) whose members turned out to be here.
    pub aliases: Vec<String>,
}

/// All organizations.
#[derive(Clone, Debug, Default)]
pub struct Organizations {
    /// Sorted by id.
    pub list: Vec<Organization>,
    /// The one organization that stands for each correspondent, or [`NONE`]: the user's word, else that of its canonical address,
    /// else the one that most messages show.
    pub of_member: Vec<u32>,
    /// The user's word decides for the correspondent, at all times.
    pub decided: Vec<bool>,
    /// Who belonged to what and when; sorted by correspondent, then by first day.
    pub affiliations: Vec<Affiliation>,
    /// Organization of each of [`Facts::addresses`], or [`NONE`].
    pub of_address: Vec<u32>,
    /// Organization of each of [`Facts::names`], or [`NONE`].
    pub of_name: Vec<u32>,
    /// Lines of the watch list, without those that deny an organization, and the organization of each, or [`NONE`] if nothing in
    /// the case means it.
    pub of_watched: Vec<(u32, u32)>,
}

impl Organizations {
    /// The affiliations of a correspondent, in order of their first days.
    pub fn of(&self, member: u32) -> &[Affiliation] {
        let start = self.affiliations.partition_point(|a| a.member < member);
        let end = self.affiliations[start..].partition_point(|a| a.member == member);
        &self.affiliations[start..start + end]
    }

    /// Whether a header address tells an organization.
    pub fn tells(&self, facts: &Facts, header: u32) -> bool {
        let address = facts.header_addresses[header as usize].address;
        self.of_address[address as usize] != NONE
    }

    /// The organization that a correspondent stands for in a message of that time, with that header address, or [`NONE`]: the user's
    /// word, else what the address tells, else the affiliation in force.
    pub fn at(&self, facts: &Facts, member: u32, header: u32, date: Option<i64>) -> u32 {
        let principal = self.of_member[member as usize];
        if self.decided[member as usize] {
            return principal;
        }
        let address = facts.header_addresses[header as usize].address;
        let told = self.of_address[address as usize];
        if told != NONE {
            return told;
        }
        let kind = facts.addresses[address as usize].kind;
        match date {
            None => principal,
            Some(_) => affiliation::in_force(self.of(member), date, kind)
                .map_or(NONE, |one| one.organization),
        }
    }

    /// The organizations that a version names, sorted, each once.
    pub fn named(&self, facts: &Facts, version: u32) -> Vec<u32> {
        self.meant(facts.mentions_in(&facts.versions[version as usize]))
    }

    /// The organizations that a document names, sorted, each once.
    pub fn named_in_document(&self, facts: &Facts, document: u32) -> Vec<u32> {
        self.meant(facts.mentions_of(&facts.documents[document as usize]))
    }

    fn meant(&self, mentions: &[Mention]) -> Vec<u32> {
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

/// Tells what each domain and each name means, groups them to organizations and assigns correspondents to them: `of_header` gives the
/// correspondent of each header address. O(n log n).
pub fn organizations(
    facts: &Facts,
    messages: &Messages,
    members: &[Member],
    of_header: &[u32],
    watch: &WatchList,
) -> Organizations {
    let mut domains: FxHashMap<&str, u32> = FxHashMap::default();
    for domain in smtp_hosts(facts).filter_map(domain::organization) {
        *domains.entry(domain).or_default() += 1;
    }
    let times = times(facts);
    let names: Vec<(Kind, &str, u32)> = facts
        .names
        .iter()
        .zip(&times)
        .map(|((kind, text), times)| (*kind, &**text, *times))
        .collect();
    let said = Said {
        names: &names,
        domains: &domains,
    };
    let identities = Identities::new(watch, Known::embedded(), said);
    let exchange = exchange_organizations(facts, members);
    let of_addresses: Vec<Option<Meant>> = (0..facts.addresses.len() as u32)
        .map(|address| identities.of_domain(address_domain(facts, address, &exchange)?))
        .collect();
    let of_members: Vec<Option<Meant>> = members
        .iter()
        .map(|m| match m.organization.as_deref() {
            Some("") => None,
            Some(decided) if decided.contains('.') => identities.of_domain(decided),
            Some(decided) => identities.of_name(Kind::Organization, decided),
            None => of_addresses[canonical(facts, m)? as usize],
        })
        .collect();
    let in_brackets: Vec<Option<Meant>> = facts
        .header_addresses
        .iter()
        .map(|header| {
            let inside = affiliation::bracketed(&header.name)?;
            identities
                .of_name(Kind::Organization, inside)
                .filter(|meant| matches!(meant, Meant::Watched(_) | Meant::Known(_)))
        })
        .collect();
    let of_names: Vec<Option<Meant>> = facts
        .names
        .iter()
        .map(|(kind, text)| identities.of_name(*kind, text))
        .collect();
    let mut meant: Vec<Meant> = of_members
        .iter()
        .chain(&of_names)
        .chain(&of_addresses)
        .chain(&in_brackets)
        .flatten()
        .copied()
        .collect();
    meant.sort_unstable();
    meant.dedup();
    let mut ids: Vec<(String, Meant)> = meant.into_iter().map(|m| (identities.id(m), m)).collect();
    ids.sort_unstable();
    // Of what has the same id the first is the better known.
    let mut list: Vec<Organization> = Vec::new();
    let mut places: FxHashMap<Meant, u32> = FxHashMap::default();
    for (id, meant) in ids {
        if list.last().is_none_or(|last| last.id != id) {
            list.push(described(id, meant, &identities));
        }
        places.insert(meant, list.len() as u32 - 1);
    }
    let place = |meant: &Option<Meant>| meant.and_then(|m| places.get(&m).copied()).unwrap_or(NONE);
    let mut all = Organizations {
        of_member: of_members.iter().map(place).collect(),
        decided: members.iter().map(|m| m.organization.is_some()).collect(),
        affiliations: Vec::new(),
        of_address: of_addresses.iter().map(place).collect(),
        of_name: of_names.iter().map(place).collect(),
        of_watched: (0..)
            .zip(&watch.list)
            .filter(|(_, one)| one.kind != watch::NONE)
            .map(|(line, _)| (line, place(&Some(Meant::Watched(line)))))
            .collect(),
        list,
    };
    for host in smtp_hosts(facts) {
        if let Some(one) = identities
            .of_domain(host)
            .and_then(|m| all.list.get_mut(place(&Some(m)) as usize))
        {
            one.domains.push(host.to_owned());
        }
    }
    let shown = |header: usize| -> Shown {
        let address = facts.header_addresses[header].address as usize;
        match (all.of_address[address], place(&in_brackets[header])) {
            (NONE, NONE) => None,
            (NONE, inside) => Some((inside, Reason::DisplayName)),
            (told, _) if facts.addresses[address].kind == AddressKind::Smtp => {
                Some((told, Reason::Domain))
            }
            (told, _) => Some((told, Reason::OlderSystem)),
        }
    };
    let shown: Vec<Shown> = (0..facts.header_addresses.len()).map(shown).collect();
    let signed = signed(facts, messages, of_header, &shown, &all);
    all.affiliations = affiliation::affiliations(facts, messages, of_header, &shown, &signed);
    all.settle_members();
    all.add_aliases(facts, &times);
    let mut names: Vec<(&str, &str)> = exchange.iter().map(|(o, d)| (*d, *o)).collect();
    names.sort_unstable();
    for (domain, name) in names {
        if let Some(one) = identities
            .of_domain(domain)
            .and_then(|m| all.list.get_mut(place(&Some(m)) as usize))
        {
            one.aliases.push(format!("/o={name}"));
        }
    }
    for one in &mut all.list {
        one.domains.sort_unstable();
        one.domains.dedup();
    }
    all
}

/// The messages whose sender's address tells no organization and whose signature names just one.
fn signed(
    facts: &Facts,
    messages: &Messages,
    of_header: &[u32],
    shown: &[Shown],
    all: &Organizations,
) -> Vec<Signed> {
    let one = |(message, one): (u32, &Message)| {
        let version = &facts.versions[one.version as usize];
        let names = facts.signed_in(version);
        let mut meant = names.iter().map(|m| all.of_name[m.name as usize]);
        let organization = meant.find(|o| *o != NONE)?;
        let participants = facts.participants_of(version).iter();
        let mut from = participants.filter(|(role, _)| *role == Role::From);
        let header = from.next()?.1;
        let others = meant.any(|o| o != organization && o != NONE);
        let known = of_header[header as usize] != NONE && shown[header as usize].is_none();
        let id = &all.list[organization as usize].id;
        let host = facts.address_of(header).text.rsplit('@').next();
        let believed = is_firm(
            id,
            registrable(host.unwrap_or_default()).unwrap_or_default(),
        );
        (known && !others && believed).then_some(Signed {
            message,
            header,
            organization,
        })
    };
    (0..).zip(&messages.list).filter_map(one).collect()
}

/// Whether a signature may tell an organization to somebody with an address at a provider: it has a domain (names alone are too often
/// places and services), that is neither a provider's nor called like this one.
fn is_firm(id: &str, provider: &str) -> bool {
    let label = |domain: &str| domain.split('.').next().unwrap_or_default().to_owned();
    id.contains('.') && !is_provider(id) && label(id) != label(provider)
}

/// The hosts of all SMTP addresses of correspondents.
fn smtp_hosts(facts: &Facts) -> impl Iterator<Item = &str> {
    let smtp = facts
        .addresses
        .iter()
        .filter(|a| a.kind == AddressKind::Smtp);
    smtp.map(|address| address.text.rsplit('@').next().unwrap_or_default())
}

/// How often each name was found, signatures apart.
fn times(facts: &Facts) -> Vec<u32> {
    let mut times = vec![0; facts.names.len()];
    let own = facts.mentions.iter().filter(|m| m.rule != Rule::Signature);
    for mention in own {
        times[mention.name as usize] += u32::from(mention.times);
    }
    times
}

fn described(id: String, meant: Meant, identities: &Identities) -> Organization {
    let (kind, parent) = identities.kind_and_parent(meant);
    Organization {
        label: identities.written(meant).to_owned(),
        kind: if kind.is_empty() {
            "organization"
        } else {
            kind
        }
        .to_owned(),
        parent: parent.to_owned(),
        named: identities.is_named(meant),
        reason: identities.reason(meant),
        domains: Vec::new(),
        aliases: identities.aliases(meant).to_vec(),
        id,
    }
}

impl Organizations {
    /// The user's word replaces what mail shows; who has no organization by the canonical address has the one that most messages show.
    fn settle_members(&mut self) {
        let decided = &self.decided;
        self.affiliations.retain(|a| !decided[a.member as usize]);
        for (member, decided) in (0..).zip(&self.decided) {
            let organization = self.of_member[member as usize];
            if *decided && organization != NONE {
                self.affiliations
                    .push(Affiliation::decided(member, organization));
            }
        }
        self.affiliations.sort_by_key(|a| a.member);
        for same in self.affiliations.chunk_by(|a, b| a.member == b.member) {
            let most = same
                .iter()
                .max_by_key(|a| (a.messages(), std::cmp::Reverse(a.organization)));
            let place = &mut self.of_member[same[0].member as usize];
            if let Some(most) = most.filter(|_| *place == NONE) {
                *place = most.organization;
            }
        }
    }

    /// The names that texts give each organization, most used first; one that only had its domain is called by the first of them.
    fn add_aliases(&mut self, facts: &Facts, times: &[u32]) {
        let mut order: Vec<usize> = (0..facts.names.len()).collect();
        order.sort_by_key(|name| (std::cmp::Reverse(times[*name]), *name));
        for name in order {
            let (kind, text) = &facts.names[name];
            let Some(one) = self.list.get_mut(self.of_name[name] as usize) else {
                continue;
            };
            if *kind != Kind::Organization {
                continue;
            }
            if !one.named {
                one.named = true;
                one.label = text.to_string();
            } else if one.label != **text
                && one.aliases.len() < ALIASES
                && !one.aliases.iter().any(|known| **known == **text)
            {
                one.aliases.push(text.to_string());
            }
        }
    }
}

fn smtp_domain<'a>(facts: &'a Facts, member: &Member) -> Option<&'a str> {
    let first = member
        .addresses
        .iter()
        .find(|a| facts.addresses[**a as usize].kind == AddressKind::Smtp)?;
    domain::organization(facts.addresses[*first as usize].text.rsplit('@').next()?)
}

/// The address that tells a correspondent's organization: the first SMTP address, else the first of an older system.
fn canonical(facts: &Facts, member: &Member) -> Option<u32> {
    let kind = |a: &u32| facts.addresses[*a as usize].kind;
    let mut all = member.addresses.iter();
    let smtp = all.find(|a| kind(a) == AddressKind::Smtp);
    let older = |a: &&u32| older_name(facts, **a).is_some();
    smtp.or_else(|| member.addresses.iter().find(older))
        .copied()
}

/// The domain that an address stands for.
fn address_domain<'a>(
    facts: &'a Facts,
    address: u32,
    exchange: &FxHashMap<&str, &'a str>,
) -> Option<&'a str> {
    let one = &facts.addresses[address as usize];
    match one.kind {
        AddressKind::Smtp => domain::organization(one.text.rsplit('@').next()?),
        _ => exchange.get(older_name(facts, address)?).copied(),
    }
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
fn exchange_organizations<'a>(facts: &'a Facts, members: &[Member]) -> FxHashMap<&'a str, &'a str> {
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
            (n * 2 > total).then_some((name, domain))
        })
        .collect()
}
