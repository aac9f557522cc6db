//! Describes the sets of addresses as correspondents: id, label, kind, aliases with their reasons, names. It joins nothing.

use rustc_hash::FxHashMap;

use super::decisions::Applied;
use super::evidence::Evidence;
use super::join::{self, Link};
use super::kind::{Behaviour, Kind, SENT_FOR_ONE_RECEIVED, classify};
use super::local::{self, Fit};
use super::resolve::{Alias, Correspondent, Joined, People, Units, local_part};
use super::{name, template};
use crate::case::facts::{Facts, NONE};
use crate::conversation::distinct::Messages;
use crate::conversation::thread::Threads;
use crate::message::{AddressKind, Role};

/// What descriptions are made from.
#[derive(Clone, Copy)]
pub struct Sources<'a> {
    /// The facts.
    pub facts: &'a Facts,
    /// The distinct messages.
    pub messages: &'a Messages,
    /// Who answers whom.
    pub threads: &'a Threads,
    /// What mails show side by side.
    pub evidence: &'a Evidence,
    /// The name of each header address as people say it.
    pub spoken: &'a [String],
    /// What correspondents are made of.
    pub units: &'a Units,
}

/// Describes all sets that have mail. O(n log n).
pub fn describe(of: &Sources, joined: &mut Joined, decisions: &Applied) -> People {
    let n = of.units.uses.len() as u32;
    let mut members: Vec<(u32, u32)> = (0..n).map(|u| (joined.joiner.find(u), u)).collect();
    members.sort_unstable();
    let describer = Describer {
        of: *of,
        mailings: &joined.mailings,
        links: joined.joiner.links(),
        links_of: join::by_address(joined.joiner.links()),
    };
    let mut people = describer.people(&members);
    describer.doubts(joined, &mut people);
    describer.decided(decisions, &mut people);
    people
}

struct Describer<'a> {
    of: Sources<'a>,
    mailings: &'a [u32],
    links: &'a [Link],
    links_of: FxHashMap<u32, Vec<u32>>,
}

impl Describer<'_> {
    fn people(&self, members: &[(u32, u32)]) -> People {
        let n = self.of.units.uses.len() as u32;
        let sets: Vec<&[(u32, u32)]> = members
            .chunk_by(|a, b| a.0 == b.0)
            .filter(|set| set.iter().any(|(_, u)| self.of.units.uses[*u as usize] > 0))
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
            .of
            .units
            .of_header
            .iter()
            .map(|u| of_unit[*u as usize])
            .collect();
        let mut people = People {
            list: Vec::with_capacity(order.len()),
            of_header,
            unmatched: Vec::new(),
        };
        let mut behaviours = self.behaviours(&people, order.len());
        let names = self.names(&people, order.len());
        for ((id, set), (behaviour, names)) in
            order.into_iter().zip(behaviours.iter_mut().zip(names))
        {
            people.list.push(self.describe(id, set, behaviour, names));
        }
        people
    }

    /// The most used SMTP address, else the most used other one; the smallest of equals.
    fn canonical(&self, set: &[(u32, u32)]) -> u32 {
        let rank = |u: u32| {
            let kind = self
                .of
                .facts
                .addresses
                .get(u as usize)
                .map_or(AddressKind::None, |a| a.kind);
            (
                kind == AddressKind::Smtp,
                self.of.units.uses[u as usize],
                std::cmp::Reverse(u),
            )
        };
        set.iter()
            .map(|(_, u)| *u)
            .max_by_key(|u| rank(*u))
            .unwrap_or(NONE)
    }

    fn text(&self, unit: u32) -> String {
        match self.of.facts.addresses.get(unit as usize) {
            Some(address) => address.text.to_string(),
            None => {
                let header = unit as usize - self.of.facts.addresses.len();
                format!(
                    "name:{}",
                    self.of.facts.header_addresses[header]
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
        behaviour.behaviour.made_anew = units
            .iter()
            .filter(|u| self.mailings.binary_search(u).is_ok())
            .count() as u32;
        self.look_at_mail(&locals, behaviour);
        let (kind, kind_reason) = classify(&locals, &behaviour.behaviour);
        // A person goes by a person's name, if there is one.
        let label = names
            .iter()
            .find(|(n, _)| kind == Kind::Person && name::full_name(n).is_some())
            .or_else(|| names.iter().find(|(n, _)| n.contains(' ')))
            .or(names.first())
            .map(|(n, _)| n.clone());
        Correspondent {
            label: label.unwrap_or_else(|| local_part(&id).to_owned()),
            kind,
            kind_reason,
            aliases: self.aliases(&units, canonical),
            doubts: Vec::new(),
            organization: None,
            names,
            sent: behaviour.behaviour.sent.iter().sum(),
            received: behaviour.behaviour.received,
            seen: behaviour.seen,
            id,
        }
    }

    /// The aliases in the order of `units`, each with the reason by which it hangs on another one.
    fn aliases(&self, units: &[u32], canonical: u32) -> Vec<Alias> {
        let mut ways = join::ways_to(canonical, self.links, &self.links_of);
        ways.sort_unstable();
        let alias = |&unit: &u32| {
            let address = if (unit as usize) < self.of.facts.addresses.len() {
                unit
            } else {
                NONE
            };
            let way = ways
                .binary_search_by_key(&unit, |w| w.0)
                .ok()
                .map(|at| ways[at]);
            let (reason, message) = match way {
                Some((_, link, next)) => {
                    let link = &self.links[link as usize];
                    (link.why.reason(&self.text(next)), link.message)
                }
                None => ("canonical address".into(), NONE),
            };
            Alias {
                address,
                reason,
                message,
            }
        };
        units.iter().map(alias).collect()
    }

    /// What the user decided stands above what was concluded.
    fn decided(&self, decisions: &Applied, people: &mut People) {
        let mut of_unit: FxHashMap<u32, u32> = FxHashMap::default();
        if decisions.person.is_empty() {
            return;
        }
        for (unit, who) in self.of.units.of_header.iter().zip(&people.of_header) {
            of_unit.insert(*unit, *who);
        }
        for (unit, said) in &decisions.person {
            let who = of_unit.get(unit).copied().unwrap_or(NONE);
            let Some(one) = people.list.get_mut(who as usize) else {
                continue;
            };
            if let Some(label) = &said.label {
                one.label = label.trim().to_owned();
            }
            if let Some(kind) = said.kind() {
                (one.kind, one.kind_reason) = (kind, "your decision".into());
            }
            one.organization = said.organization.as_ref().map(|o| o.trim().to_lowercase());
        }
    }

    /// Looks closer at who only sends.
    fn look_at_mail(&self, locals: &[&str], gathered: &mut Gathered) {
        let one = &mut gathered.behaviour;
        let few = gathered.versions.len() as u32 / SENT_FOR_ONE_RECEIVED;
        if one.received > few || one.replies > 0 || gathered.versions.len() < LOOKED_AT {
            return;
        }
        let full = one.names.iter().filter_map(|(n, _)| name::full_name(n));
        one.spells_name = full
            .take(LOOKED_AT)
            .any(|name| locals.iter().any(|l| local::fit(&name, l) > Fit::None));
        one.from_template = template::made(self.of.facts, &gathered.versions);
    }

    /// Tells each correspondent what is doubtful about it.
    fn doubts(&self, joined: &Joined, people: &mut People) {
        let mut of_address = vec![NONE; self.of.facts.addresses.len()];
        for (h, who) in self.of.facts.header_addresses.iter().zip(&people.of_header) {
            of_address[h.address as usize] = *who;
        }
        for (address, several) in &joined.shared {
            if let Some(one) = people.list.get_mut(of_address[*address as usize] as usize) {
                one.doubts.push(format!(
                    "{} stands beside the names of {several} different people: a shared address, or one that a gateway gave to many",
                    self.of.facts.addresses[*address as usize].text
                ));
            }
        }
        for doubt in &joined.doubts {
            let (a, b) = (of_address[doubt.a as usize], of_address[doubt.b as usize]);
            if a == b {
                continue;
            }
            for (one, other) in [(a, doubt.b), (b, doubt.a)] {
                if let Some(one) = people.list.get_mut(one as usize) {
                    let other = &self.of.facts.addresses[other as usize].text;
                    one.doubts.push(format!(
                        "not joined with {other}, which has the same name: {}",
                        doubt.reason
                    ));
                }
            }
        }
    }

    /// Spoken names of each correspondent: most used first, then the longest, then by letters.
    fn names(&self, people: &People, n: usize) -> Vec<Vec<(String, u32)>> {
        let spoken = self.of.spoken;
        let mut counted: Vec<(u32, &str, u32)> = Vec::new();
        for message in &self.of.messages.list {
            for (_, header) in self
                .of
                .facts
                .participants_of(&self.of.facts.versions[message.version as usize])
            {
                let who = people.of_header[*header as usize];
                if who != NONE && !spoken[*header as usize].is_empty() {
                    counted.push((who, &spoken[*header as usize], 1));
                }
            }
        }
        for super::evidence::Named {
            address,
            header,
            times,
            ..
        } in &self.of.evidence.beside
        {
            let who = self
                .of
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
        for (number, message) in (0_u32..).zip(&self.of.messages.list) {
            let version = &self.of.facts.versions[message.version as usize];
            let senders = people.in_roles(self.of.facts, message.version, &[Role::From]);
            let recipients = people.in_roles(
                self.of.facts,
                message.version,
                &[Role::To, Role::Cc, Role::Bcc],
            );
            let answers = self.of.threads.parent[number as usize].is_some();
            for &s in &senders {
                let one = &mut found[s as usize];
                one.behaviour.sent[version.kind as usize] += 1;
                one.behaviour.replies += u32::from(answers);
                one.behaviour.marked += u32::from(version.is_reply);
                one.subjects.push(version.subject);
                one.versions.push(message.version);
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
            let address = self.of.facts.address_of(header as u32);
            let key = crate::case::facts::digest(&address.text);
            if who != NONE
                && self
                    .of
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

/// Fewer mails, or more names, are not looked at.
const LOOKED_AT: usize = 5;

#[derive(Clone, Default)]
struct Gathered {
    behaviour: Behaviour,
    subjects: Vec<u64>,
    versions: Vec<u32>,
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
