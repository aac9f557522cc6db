//! Who is who: joins addresses by evidence, in a fixed order, and describes each correspondent.
//!
//! Addresses of different systems (SMTP against X.500 or Notes) are joined when mails show both for one person; an address
//! of the older system goes to the SMTP address that it is most often shown with, and only if that is clearly one.

use rustc_hash::FxHashMap;

use super::evidence::{self, Evidence, Rule};
use super::kind::{Behaviour, Kind, classify};
use super::name;
use crate::case::facts::{Facts, NONE};
use crate::conversation::distinct::Messages;
use crate::conversation::thread::Threads;
use crate::conversation::union_find::UnionFind;
use crate::message::{AddressKind, Role};

/// An address of another system joins the SMTP address that has at least this share (in percent) of its pairs.
const CLEAR_SHARE: u64 = 80;

/// An address of a correspondent, and why it belongs.
#[derive(Clone, Debug)]
pub struct Alias {
    /// Index in [`Facts::addresses`], or [`NONE`] for a correspondent known by name only.
    pub address: u32,
    /// Why.
    pub reason: String,
}

/// A person, list, role account or robot.
#[derive(Clone, Debug)]
pub struct Correspondent {
    /// The canonical address: of the SMTP addresses the most used, else of the others; `name:` and the name in lower case if there is none.
    pub id: String,
    /// The most used full name; else the local part of the address.
    pub label: String,
    /// Person, list, role account or robot.
    pub kind: Kind,
    /// Why that kind.
    pub kind_reason: String,
    /// Its addresses, the canonical one first.
    pub aliases: Vec<Alias>,
    /// Its names as spoken, most used first, with the number of uses.
    pub names: Vec<(String, u32)>,
    /// Messages sent, of any kind.
    pub sent: u32,
    /// Messages received.
    pub received: u32,
    /// Time of the first and last dated message sent or received.
    pub seen: Option<(i64, i64)>,
}

/// All correspondents.
#[derive(Clone, Debug, Default)]
pub struct People {
    /// Sorted by id.
    pub list: Vec<Correspondent>,
    /// Correspondent of each header address, or [`NONE`].
    pub of_header: Vec<u32>,
}

impl People {
    /// The correspondents in the given roles of a version, in order, each once.
    pub fn in_roles(&self, facts: &Facts, version: u32, roles: &[Role]) -> Vec<u32> {
        let mut found = Vec::new();
        for (role, header) in facts.participants_of(&facts.versions[version as usize]) {
            let who = self.of_header[*header as usize];
            if roles.contains(role) && who != NONE && !found.contains(&who) {
                found.push(who);
            }
        }
        found
    }
}

/// Roles that make an address a correspondent.
const PRIMARY: [Role; 8] = [
    Role::From,
    Role::Sender,
    Role::To,
    Role::Cc,
    Role::Bcc,
    Role::ResentFrom,
    Role::ResentTo,
    Role::ResentCc,
];

/// Resolves all header addresses to correspondents. O(n log n).
pub fn resolve(facts: &Facts, messages: &Messages, threads: &Threads) -> People {
    let evidence = evidence::gather(facts, messages);
    let (mut sets, reasons) = join(facts, &evidence);
    let units = Units::new(facts, messages);
    let described = Describer {
        facts,
        messages,
        threads,
        evidence: &evidence,
        units: &units,
    };
    described.people(&mut sets, &reasons)
}

/// What correspondents are made of: addresses, and header addresses that are names only. Addresses come first in numbering.
struct Units {
    /// Unit of each header address, [`NONE`] if it stands in no primary role and shares no address with one that does.
    of_header: Vec<u32>,
    uses: Vec<u32>,
}

impl Units {
    fn new(facts: &Facts, messages: &Messages) -> Self {
        let addresses = facts.addresses.len() as u32;
        let unit = |header: u32| {
            let spelled = &facts.header_addresses[header as usize];
            match facts.addresses[spelled.address as usize].kind {
                AddressKind::None => addresses + header,
                _ => spelled.address,
            }
        };
        let mut uses = vec![0_u32; facts.addresses.len() + facts.header_addresses.len()];
        for message in &messages.list {
            for (role, header) in facts.participants_of(&facts.versions[message.version as usize]) {
                if PRIMARY.contains(role) {
                    uses[unit(*header) as usize] += 1;
                }
            }
        }
        let of_header = (0..facts.header_addresses.len() as u32).map(unit).collect();
        Self { of_header, uses }
    }
}

/// Joins addresses; the reason stands with the address that was joined to another.
fn join(facts: &Facts, evidence: &Evidence) -> (UnionFind, FxHashMap<u32, (Rule, u32, u32)>) {
    let mut sets = UnionFind::new(facts.addresses.len() + facts.header_addresses.len());
    let mut reasons = FxHashMap::default();
    for (rule, joined, with, n) in decide(facts, evidence) {
        if sets.join(joined, with) {
            reasons.entry(joined).or_insert((rule, with, n));
        }
    }
    (sets, reasons)
}

/// Pairs that are believed: rule, the address that is joined, the one it is joined with, and how often they were seen.
fn decide(facts: &Facts, evidence: &Evidence) -> Vec<(Rule, u32, u32, u32)> {
    let mut partners: FxHashMap<u32, Vec<(u32, Rule, u32)>> = FxHashMap::default();
    let mut believed = Vec::new();
    for &(rule, a, b, n) in &evidence.pairs {
        match rule {
            Rule::PlusTag => {
                let tagged = |x: u32| {
                    facts.addresses[x as usize]
                        .text
                        .split('@')
                        .next()
                        .is_some_and(|l| l.contains('+'))
                };
                let (joined, with) = if tagged(a) { (a, b) } else { (b, a) };
                believed.push((rule, joined, with, n));
            }
            Rule::ReplyTo => believed.push((rule, b, a, n)),
            _ => {
                let smtp = |x: u32| facts.addresses[x as usize].kind == AddressKind::Smtp;
                let (other, with) = if smtp(a) { (b, a) } else { (a, b) };
                partners.entry(other).or_default().push((with, rule, n));
            }
        }
    }
    let mut others: Vec<u32> = partners.keys().copied().collect();
    others.sort_unstable();
    believed.extend(
        others
            .into_iter()
            .filter_map(|other| clear_partner(facts, other, &partners[&other])),
    );
    believed
}

fn clear_partner(
    facts: &Facts,
    other: u32,
    pairs: &[(u32, Rule, u32)],
) -> Option<(Rule, u32, u32, u32)> {
    let mut by_partner: Vec<(u32, u64)> = Vec::new();
    for (with, _, n) in pairs {
        match by_partner.iter_mut().find(|(w, _)| w == with) {
            Some((_, sum)) => *sum += u64::from(*n),
            None => by_partner.push((*with, u64::from(*n))),
        }
    }
    let total: u64 = by_partner.iter().map(|(_, n)| n).sum();
    let &(with, n) = by_partner
        .iter()
        .max_by_key(|(w, n)| (*n, std::cmp::Reverse(*w)))?;
    let &(_, rule, times) = pairs
        .iter()
        .filter(|(w, ..)| *w == with)
        .min_by_key(|(_, rule, n)| (*rule, std::cmp::Reverse(*n)))?;
    let certain = rule != Rule::RecipientPair || n >= 2 || fits(facts, other, with);
    (n * 100 >= total * CLEAR_SHARE && certain).then_some((rule, other, with, times))
}

/// The last name of an X.500 or Notes name and the local part have letters in common.
fn fits(facts: &Facts, other: u32, smtp: u32) -> bool {
    let local = facts.addresses[smtp as usize]
        .text
        .split('@')
        .next()
        .unwrap_or_default();
    let text = &facts.addresses[other as usize].text;
    let name = text
        .rsplit_once("cn=")
        .map_or_else(|| text.split('/').next().unwrap_or_default(), |(_, cn)| cn);
    let letters: String = local.chars().filter(|c| c.is_alphabetic()).collect();
    name == letters || name::fits_local_part(name, local)
}

struct Describer<'a> {
    facts: &'a Facts,
    messages: &'a Messages,
    threads: &'a Threads,
    evidence: &'a Evidence,
    units: &'a Units,
}

impl Describer<'_> {
    fn people(&self, sets: &mut UnionFind, reasons: &FxHashMap<u32, (Rule, u32, u32)>) -> People {
        let n = self.units.uses.len() as u32;
        let mut members: Vec<(u32, u32)> = (0..n).map(|u| (sets.find(u), u)).collect();
        members.sort_unstable();
        let sets: Vec<&[(u32, u32)]> = members
            .chunk_by(|a, b| a.0 == b.0)
            .filter(|set| set.iter().any(|(_, u)| self.units.uses[*u as usize] > 0))
            .collect();
        let mut order: Vec<(String, &[(u32, u32)])> =
            sets.into_iter().map(|set| (self.id(set), set)).collect();
        order.sort_unstable();
        let mut of_unit = vec![NONE; n as usize];
        for ((_, set), number) in order.iter().zip(0..) {
            for (_, unit) in *set {
                of_unit[*unit as usize] = number;
            }
        }
        let of_header: Vec<u32> = self
            .units
            .of_header
            .iter()
            .map(|u| of_unit[*u as usize])
            .collect();
        let mut people = People {
            list: Vec::with_capacity(order.len()),
            of_header,
        };
        let mut behaviours = self.behaviours(&people, order.len());
        let names = self.names(&people, order.len());
        for ((id, set), (behaviour, names)) in
            order.into_iter().zip(behaviours.iter_mut().zip(names))
        {
            people
                .list
                .push(self.describe(id, set, behaviour, names, reasons));
        }
        people
    }

    /// The most used SMTP address, else the most used other one; the smallest of equals.
    fn canonical(&self, set: &[(u32, u32)]) -> u32 {
        let rank = |u: u32| {
            let kind = self
                .facts
                .addresses
                .get(u as usize)
                .map_or(AddressKind::None, |a| a.kind);
            (
                kind == AddressKind::Smtp,
                self.units.uses[u as usize],
                std::cmp::Reverse(u),
            )
        };
        set.iter()
            .map(|(_, u)| *u)
            .max_by_key(|u| rank(*u))
            .unwrap_or(NONE)
    }

    fn text(&self, unit: u32) -> String {
        match self.facts.addresses.get(unit as usize) {
            Some(address) => address.text.to_string(),
            None => {
                let header = unit as usize - self.facts.addresses.len();
                format!(
                    "name:{}",
                    self.facts.header_addresses[header]
                        .name
                        .trim()
                        .to_lowercase()
                )
            }
        }
    }

    fn id(&self, set: &[(u32, u32)]) -> String {
        self.text(self.canonical(set))
    }

    fn describe(
        &self,
        id: String,
        set: &[(u32, u32)],
        behaviour: &mut Gathered,
        names: Vec<(String, u32)>,
        reasons: &FxHashMap<u32, (Rule, u32, u32)>,
    ) -> Correspondent {
        let canonical = self.canonical(set);
        let mut units: Vec<u32> = set.iter().map(|(_, u)| *u).collect();
        units.sort_unstable_by_key(|u| (*u != canonical, *u));
        let texts: Vec<String> = units.iter().map(|u| self.text(*u)).collect();
        let locals: Vec<&str> = texts.iter().map(|t| local_part(t)).collect();
        behaviour.behaviour.names = names
            .iter()
            .filter(|(n, _)| n.contains(' '))
            .cloned()
            .collect();
        let (kind, kind_reason) = classify(&locals, &behaviour.behaviour);
        let label = names
            .iter()
            .find(|(n, _)| n.contains(' '))
            .or(names.first())
            .map(|(n, _)| n.clone());
        Correspondent {
            label: label.unwrap_or_else(|| local_part(&id).to_owned()),
            kind,
            kind_reason,
            aliases: units
                .iter()
                .map(|u| self.alias(*u, canonical, set, reasons))
                .collect(),
            names,
            sent: behaviour.behaviour.sent.iter().sum(),
            received: behaviour.behaviour.received,
            seen: behaviour.seen,
            id,
        }
    }

    fn alias(
        &self,
        unit: u32,
        canonical: u32,
        set: &[(u32, u32)],
        reasons: &FxHashMap<u32, (Rule, u32, u32)>,
    ) -> Alias {
        let address = if (unit as usize) < self.facts.addresses.len() {
            unit
        } else {
            NONE
        };
        let backwards = || {
            let of = |(rule, with, times): &(Rule, u32, u32), other: u32| {
                (*with == unit).then(|| {
                    format!(
                        "{} is: {}",
                        self.text(other),
                        rule.reason(*times, &self.text(unit))
                    )
                })
            };
            set.iter()
                .find_map(|(_, other)| reasons.get(other).and_then(|reason| of(reason, *other)))
        };
        let reason = match reasons.get(&unit) {
            _ if unit == canonical => "canonical address".into(),
            Some((rule, with, times)) => rule.reason(*times, &self.text(*with)),
            None => backwards().unwrap_or_else(|| "joined through others".into()),
        };
        Alias { address, reason }
    }

    /// Spoken names of each correspondent: most used first, then the longest, then by letters.
    fn names(&self, people: &People, n: usize) -> Vec<Vec<(String, u32)>> {
        let spoken: Vec<String> = self
            .facts
            .header_addresses
            .iter()
            .map(|h| name::spoken(&h.name))
            .collect();
        let mut counted: Vec<(u32, &str, u32)> = Vec::new();
        for message in &self.messages.list {
            for (_, header) in self
                .facts
                .participants_of(&self.facts.versions[message.version as usize])
            {
                let who = people.of_header[*header as usize];
                if who != NONE && !spoken[*header as usize].is_empty() {
                    counted.push((who, &spoken[*header as usize], 1));
                }
            }
        }
        for (address, header, times) in &self.evidence.names {
            let who = self
                .facts
                .header_addresses
                .partition_point(|h| h.address < *address);
            let who = people.of_header.get(who).copied().unwrap_or(NONE);
            // The name of a second header that has an address of its own was counted above, if that address was joined.
            if who != NONE
                && people.of_header[*header as usize] != who
                && !spoken[*header as usize].is_empty()
            {
                counted.push((who, &spoken[*header as usize], *times));
            }
        }
        counted.sort_unstable();
        let mut names = vec![Vec::new(); n];
        for same in counted.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
            names[same[0].0 as usize].push((same[0].1.to_owned(), same.iter().map(|s| s.2).sum()));
        }
        for list in &mut names {
            list.sort_by(|a: &(String, u32), b| {
                (b.1, b.0.len())
                    .cmp(&(a.1, a.0.len()))
                    .then_with(|| a.0.cmp(&b.0))
            });
        }
        names
    }

    fn behaviours(&self, people: &People, n: usize) -> Vec<Gathered> {
        let mut found = vec![Gathered::default(); n];
        for (number, message) in (0_u32..).zip(&self.messages.list) {
            let version = &self.facts.versions[message.version as usize];
            let senders = people.in_roles(self.facts, message.version, &[Role::From]);
            let recipients = people.in_roles(
                self.facts,
                message.version,
                &[Role::To, Role::Cc, Role::Bcc],
            );
            let answers = self.threads.parent[number as usize].is_some();
            for &s in &senders {
                let one = &mut found[s as usize];
                one.behaviour.sent[version.kind as usize] += 1;
                one.behaviour.replies += u32::from(answers);
                one.subjects.push(version.subject);
            }
            for &r in &recipients {
                found[r as usize].behaviour.received += 1;
            }
            for &who in senders.iter().chain(&recipients) {
                found[who as usize].see(message.date);
            }
        }
        for one in &mut found {
            one.subjects.sort_unstable();
            one.behaviour.same_subject = one
                .subjects
                .chunk_by(|a, b| a == b)
                .map(|c| c.len() as u32)
                .max()
                .unwrap_or(0);
        }
        self.mark_lists(people, &mut found);
        found
    }

    /// A list that headers name by its address.
    fn mark_lists(&self, people: &People, found: &mut [Gathered]) {
        for (header, &who) in people.of_header.iter().enumerate() {
            let address = self.facts.address_of(header as u32);
            let key = crate::case::facts::digest(&address.text);
            if who != NONE
                && self
                    .facts
                    .lists
                    .get(&key)
                    .is_some_and(|name| **name == *address.text)
            {
                found[who as usize].behaviour.is_list = true;
            }
        }
    }
}

#[derive(Clone, Default)]
struct Gathered {
    behaviour: Behaviour,
    subjects: Vec<u64>,
    seen: Option<(i64, i64)>,
}

impl Gathered {
    fn see(&mut self, date: Option<i64>) {
        if let Some(date) = date {
            let (first, last) = self.seen.unwrap_or((date, date));
            self.seen = Some((first.min(date), last.max(date)));
        }
    }
}

/// The local part of an SMTP address, the last common name of an X.500 name, the first part of a Notes path.
pub fn local_part(address: &str) -> &str {
    if let Some((local, _)) = address
        .rsplit_once('@')
        .filter(|(local, _)| !local.contains('/'))
    {
        return local;
    }
    address.rsplit_once("cn=").map_or_else(
        || {
            address
                .trim_start_matches("name:")
                .split('/')
                .next()
                .unwrap_or(address)
        },
        |(_, cn)| cn,
    )
}
