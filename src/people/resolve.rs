//! Who is who: joins addresses by evidence, in a fixed order, the surest first. What each kind of evidence proves stands in
//! files of its own; how the result is described, in `describe.rs`.

use rustc_hash::FxHashMap;

use super::candidates::Place;
use super::decisions::{self, Applied, Decisions};
use super::describe;
use super::evidence::{self, Evidence};
use super::join::{Joiner, Link, Why};
use super::kind::Kind;
use super::local::{self, Fit};
use super::namesakes::{self, Doubt};
use super::nickname;
use super::profile::{self, Names, Profile, Profiles, mailbox};
use super::{mailings, name, pairs};
use crate::case::facts::{Facts, NONE, digest};
use crate::conversation::distinct::Messages;
use crate::conversation::thread::Threads;
use crate::mention::domains::registrable;
use crate::message::{AddressKind, Role};

/// An address of a correspondent, and why it belongs.
#[derive(Clone, Debug)]
pub struct Alias {
    /// Index in [`Facts::addresses`], or [`NONE`] for a correspondent known by name only.
    pub address: u32,
    /// Why.
    pub reason: String,
    /// A message that shows it, or [`NONE`].
    pub message: u32,
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
    /// What is doubtful about it: namesakes that it was kept apart from and why, several people behind one address.
    pub doubts: Vec<String>,
    /// The user's word for its organization: an id, or empty for none.
    pub organization: Option<String>,
}

/// All correspondents.
#[derive(Clone, Debug, Default)]
pub struct People {
    /// Sorted by id.
    pub list: Vec<Correspondent>,
    /// Correspondent of each header address, or [`NONE`].
    pub of_header: Vec<u32>,
    /// Decisions of the user that matched nothing, as sentences.
    pub unmatched: Vec<String>,
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

/// Resolves all header addresses to correspondents; the decisions of the user come first. O(n log n).
pub fn resolve(
    facts: &Facts,
    messages: &Messages,
    threads: &Threads,
    decisions: &Decisions,
) -> People {
    let headers = &facts.header_addresses;
    let (evidence, (spoken, units)) = rayon::join(
        || evidence::gather(facts, messages),
        || {
            let spoken = headers.iter().map(|h| name::spoken(&h.name));
            (spoken.collect::<Vec<String>>(), Units::new(facts, messages))
        },
    );
    let applied = decisions::apply(decisions, facts, &units.of_header);
    let mut joined = join(facts, messages, &evidence, &spoken, &applied);
    let of = describe::Sources {
        facts,
        messages,
        threads,
        evidence: &evidence,
        spoken: &spoken,
        units: &units,
    };
    let mut people = describe::describe(&of, &mut joined, &applied);
    people.unmatched = applied.unmatched;
    people
}

/// Sets of addresses, and what is doubtful.
pub struct Joined {
    /// The sets.
    pub joiner: Joiner,
    /// SMTP addresses that stand for several people, with their number; sorted.
    pub shared: Vec<(u32, usize)>,
    /// Addresses that were made anew for each mailing; sorted.
    pub mailings: Vec<u32>,
    /// Namesakes that were kept apart.
    pub doubts: Vec<Doubt>,
}

fn join(
    facts: &Facts,
    messages: &Messages,
    evidence: &Evidence,
    spoken: &[String],
    decisions: &Applied,
) -> Joined {
    let mut joiner = Joiner::new(facts.addresses.len() + facts.header_addresses.len());
    for &(a, b) in &decisions.different {
        joiner.keep_apart(a, b);
    }
    for (address, one) in (0..).zip(&facts.addresses) {
        if let Some((system, own)) = mailbox(&one.text).filter(|_| one.kind == AddressKind::X500) {
            joiner.is_box(address, digest(system), digest(own));
        }
    }
    for &(a, b) in &decisions.same {
        joiner.decide(Link {
            a,
            b,
            why: Why::Said("one with {} by your decision".into()),
            message: NONE,
        });
    }
    let names = Names::new(facts, evidence, spoken);
    let shared = pairs::join(facts, evidence, &names, &mut joiner);
    let mailings = mailings::join(facts, messages, evidence, spoken, &mut joiner);
    let profiles = |joiner: &mut Joiner, before: Profiles| {
        profile::profiles(facts, &names, joiner, &shared, before)
    };
    let mut known = profiles(&mut joiner, Profiles::default());
    mailbox_names(facts, &known.list, &shared, &mut joiner);
    let mut doubts = Vec::new();
    for place in [Place::SameDomain, Place::Elsewhere] {
        known = profiles(&mut joiner, known);
        let found = namesakes::join(facts, messages, &known.list, place, &mut joiner);
        doubts.extend(found);
    }
    Joined {
        joiner,
        shared,
        mailings,
        doubts,
    }
}

/// An SMTP address whose local part is the name of a mailbox (`klay@` and `/o=../cn=klay`) in the domain where the mailbox' owner
/// has another SMTP address: joined if that mailbox is the only one of its name there and the names agree.
fn mailbox_names(
    facts: &Facts,
    profiles: &[Profile],
    shared: &[(u32, usize)],
    joiner: &mut Joiner,
) {
    let mut owners: FxHashMap<(&str, &str), Vec<usize>> = FxHashMap::default();
    for (number, p) in profiles.iter().enumerate() {
        let mut domains: Vec<&str> = p.smtp.iter().map(|(_, d, _)| d.as_str()).collect();
        domains.sort_unstable();
        domains.dedup();
        for (_, own) in p
            .mailboxes
            .iter()
            .filter_map(|m| mailbox(&facts.addresses[*m as usize].text))
        {
            for &domain in &domains {
                owners.entry((domain, own)).or_default().push(number);
            }
        }
    }
    for (address, one) in (0..)
        .zip(&facts.addresses)
        .filter(|(_, a)| a.kind == AddressKind::Smtp)
    {
        let Some((local, host)) = one.text.rsplit_once('@') else {
            continue;
        };
        let Some(domain) = registrable(host) else {
            continue;
        };
        let Some([owner]) = owners.get(&(domain, local)).map(Vec::as_slice) else {
            continue;
        };
        let owner = &profiles[*owner];
        let set = joiner.find(address);
        let agrees = match profiles.binary_search_by_key(&set, |p| p.set) {
            Ok(other) => agree(owner, &profiles[other]),
            Err(_) => local::fit(&owner.name, local) > Fit::None,
        };
        if agrees && shared.binary_search_by_key(&address, |s| s.0).is_err() {
            let with = owner
                .smtp
                .iter()
                .filter(|(_, d, _)| d == domain)
                .max_by_key(|(a, _, fit)| (*fit, std::cmp::Reverse(*a)));
            joiner.join(Link {
                a: address,
                b: with.map_or(owner.set, |(a, ..)| *a),
                why: Why::Said(format!("'{local}' is the mailbox name of {{}}, the only one in {domain}, and the names agree")),
                message: owner.message,
            });
        }
    }
}

/// The names could be one person's.
fn agree(a: &Profile, b: &Profile) -> bool {
    a.name.last == b.name.last
        && a.name.suffix == b.name.suffix
        && a.firsts
            .iter()
            .any(|x| b.firsts.iter().any(|y| nickname::compatible(x, y)))
        && (a.middles.is_empty()
            || b.middles.is_empty()
            || a.middles.iter().any(|m| b.middles.contains(m)))
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

/// What correspondents are made of: addresses, and header addresses that are names only. Addresses come first in numbering.
pub struct Units {
    /// Unit of each header address, [`NONE`] if it stands in no primary role and shares no address with one that does.
    pub of_header: Vec<u32>,
    /// Messages in which each unit plays a primary part.
    pub uses: Vec<u32>,
}

impl Units {
    fn new(facts: &Facts, messages: &Messages) -> Self {
        let addresses = facts.addresses.len() as u32;
        // Names without an address are one if their ids are.
        let mut first: FxHashMap<String, u32> = FxHashMap::default();
        let mut unit = |header: u32| {
            let spelled = &facts.header_addresses[header as usize];
            match facts.addresses[spelled.address as usize].kind {
                AddressKind::None => {
                    addresses
                        + *first
                            .entry(spelled.name.trim().to_lowercase())
                            .or_insert(header)
                }
                _ => spelled.address,
            }
        };
        let of_header: Vec<u32> = (0..facts.header_addresses.len() as u32)
            .map(&mut unit)
            .collect();
        let mut uses = vec![0_u32; facts.addresses.len() + facts.header_addresses.len()];
        for message in &messages.list {
            for (role, header) in facts.participants_of(&facts.versions[message.version as usize]) {
                if PRIMARY.contains(role) {
                    uses[of_header[*header as usize] as usize] += 1;
                }
            }
        }
        Self { of_header, uses }
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
