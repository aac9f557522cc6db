//! Sets of addresses that go by the same full name: which are one person, and which only have the same name.
//!
//! A name alone joins nothing. Within one organization's domain the local parts must be made from the name too, and something
//! else must agree: the initial between, correspondents in common, or a family name that is rare there. Between domains,
//! correspondents in common must show it. What speaks against it (other initials, other mailboxes, mail to each other) keeps
//! apart, and where a third fits one of two but contradicts the other, nobody can tell whose it is: then nothing is joined.

use rustc_hash::FxHashMap;

use super::candidates::{self, Place, shared_domain};
use super::contacts::{self, Contacts};
use super::join::{Joiner, Link, Why};
use super::local::Fit;
use super::nickname;
use super::profile::{Profile, mailbox};
use crate::case::facts::{Facts, NONE};
use crate::conversation::distinct::Messages;
use crate::conversation::union_find::UnionFind;
use crate::message::Role;

/// Nor are larger clusters of names that pass into one another.
const LARGEST: usize = 128;
/// A family name that so many sets have in one domain is rare there.
const RARE: usize = 3;
/// Two that stand together among the recipients this often, in a fifth of what one of them gets, are two.
const TOGETHER: u32 = 3;
/// Correspondents in common that join sets of different domains: with a mail provider, if both local parts spell the name; and
/// otherwise. Between organizations they must be a third of the correspondents of one, too.
const COMMON_FULL: usize = 2;
const COMMON_OTHERWISE: usize = 3;
const COMMON_PART: usize = 3;
/// Messages to the own name at a mail provider that show that it is the writer's.
const HOME: u32 = 3;
/// A third is no rival if the two have so many times the correspondents in common that it has with one of them.
const RIVAL: usize = 5;
/// Who has this share of all mail (one in so many) is nobody's mark, but never with fewer messages than [`BUSY_LEAST`].
const BUSY_SHARE: usize = 100;
const BUSY_LEAST: usize = 200;
/// People may be active at two organizations for so long.
const OVERLAP: i64 = 30 * 86_400;

/// Two sets with one name that were not joined, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Doubt {
    /// An address of one set.
    pub a: u32,
    /// An address of the other.
    pub b: u32,
    /// What speaks against it.
    pub reason: String,
}

/// Joins namesakes that are one; gives those that are not. O(n log n) for names that are not too common.
pub fn join(
    facts: &Facts,
    messages: &Messages,
    profiles: &[Profile],
    place: Place,
    joiner: &mut Joiner,
) -> Vec<Doubt> {
    let pairs = candidates::pairs(profiles, place);
    let mut judge = Judge::new(facts, messages, profiles, &pairs, place, joiner);
    judge.rare = match place {
        Place::SameDomain => candidates::family_names(profiles),
        Place::Elsewhere => FxHashMap::default(),
    };
    judge.decide(&pairs, joiner)
}

struct Judge<'a> {
    facts: &'a Facts,
    profiles: &'a [Profile],
    place: Place,
    /// Numbers of the profiles that are in a pair, by profile; else [`NONE`].
    number: Vec<u32>,
    /// Profiles of each cluster: those linked by pairs.
    clusters: FxHashMap<u32, Vec<u32>>,
    cluster: Vec<u32>,
    contacts: Contacts,
    /// Sets with so much mail that they tell nothing.
    busy: Vec<bool>,
    rare: FxHashMap<(String, String), usize>,
}

impl<'a> Judge<'a> {
    fn new(
        facts: &'a Facts,
        messages: &Messages,
        profiles: &'a [Profile],
        pairs: &[(u32, u32)],
        place: Place,
        joiner: &mut Joiner,
    ) -> Self {
        let mut links = UnionFind::new(profiles.len());
        let mut number = vec![NONE; profiles.len()];
        let mut listed = Vec::new();
        for &(a, b) in pairs {
            links.join(a, b);
            for p in [a, b] {
                if number[p as usize] == NONE {
                    number[p as usize] = listed.len() as u32;
                    listed.push(p);
                }
            }
        }
        let cluster: Vec<u32> = (0..profiles.len() as u32).map(|p| links.find(p)).collect();
        let mut clusters: FxHashMap<u32, Vec<u32>> = FxHashMap::default();
        for &p in &listed {
            clusters.entry(cluster[p as usize]).or_default().push(p);
        }
        let set_of: Vec<u32> = (0..facts.addresses.len() as u32)
            .map(|a| joiner.find(a))
            .collect();
        let mut looked_at = vec![NONE; facts.addresses.len()];
        for (n, p) in (0..).zip(&listed) {
            looked_at[profiles[*p as usize].set as usize] = n;
        }
        let groups: Vec<u32> = listed.iter().map(|p| cluster[*p as usize]).collect();
        let contacts = contacts::gather(facts, messages, &set_of, &looked_at, &groups);
        Self {
            facts,
            profiles,
            place,
            number,
            clusters,
            cluster,
            contacts,
            busy: match place {
                Place::SameDomain => Vec::new(),
                Place::Elsewhere => busy(facts, messages, &set_of),
            },
            rare: FxHashMap::default(),
        }
    }

    fn decide(&self, pairs: &[(u32, u32)], joiner: &mut Joiner) -> Vec<Doubt> {
        let mut believed: Vec<(usize, u32, u32, String)> = Vec::new();
        let mut doubts = Vec::new();
        for &(a, b) in pairs {
            if self.clusters[&self.cluster[a as usize]].len() > LARGEST {
                continue;
            }
            let doubt = self
                .against(a, b, joiner)
                .or_else(|| self.third(a, b, joiner));
            match (doubt, self.for_one(a, b)) {
                // Between domains namesakes are nothing special, unless something speaks for one person.
                (Some(reason), agrees)
                    if self.namesakes(a, b)
                        && (self.place == Place::SameDomain || agrees.is_some()) =>
                {
                    doubts.push(self.doubt(a, b, reason));
                }
                (None, Some((strength, words))) => believed.push((strength, a, b, words)),
                _ => {}
            }
        }
        // The strongest first, so that the reasons that are kept are the best ones.
        believed.sort_by(|x, y| y.0.cmp(&x.0).then((x.1, x.2).cmp(&(y.1, y.2))));
        for (_, a, b, words) in believed {
            let (pa, pb) = (&self.profiles[a as usize], &self.profiles[b as usize]);
            joiner.join(Link {
                a: self.address(pa, pb),
                b: self.address(pb, pa),
                why: Why::Said(words),
                message: if pb.message == NONE {
                    pa.message
                } else {
                    pb.message
                },
            });
        }
        doubts
    }

    fn doubt(&self, a: u32, b: u32, reason: String) -> Doubt {
        let (pa, pb) = (&self.profiles[a as usize], &self.profiles[b as usize]);
        Doubt {
            a: self.address(pa, pb),
            b: self.address(pb, pa),
            reason,
        }
    }

    /// The address of a set that the judgement is about: the one that fits best, in the common domain if there is one.
    fn address(&self, of: &Profile, other: &Profile) -> u32 {
        let domain = shared_domain(of, other);
        let best = of
            .smtp
            .iter()
            .max_by_key(|(a, d, fit)| (Some(d.as_str()) == domain, *fit, std::cmp::Reverse(*a)));
        best.map_or(of.set, |(a, ..)| *a)
    }

    fn numbers(&self, a: u32, b: u32) -> (u32, u32) {
        (self.number[a as usize], self.number[b as usize])
    }

    /// Their given names are forms of one another; the family name is the same.
    fn namesakes(&self, a: u32, b: u32) -> bool {
        let (a, b) = (&self.profiles[a as usize], &self.profiles[b as usize]);
        let mut pairs = a
            .firsts
            .iter()
            .flat_map(|x| b.firsts.iter().map(move |y| (x, y)));
        pairs.any(|(x, y)| nickname::compatible(x, y))
    }

    /// What speaks against the two being one.
    fn against(&self, a: u32, b: u32, joiner: &mut Joiner) -> Option<String> {
        let (pa, pb) = (&self.profiles[a as usize], &self.profiles[b as usize]);
        if joiner.are_apart(pa.set, pb.set) {
            return Some("a decision or the mail itself says that they are two".into());
        }
        if !self.namesakes(a, b) {
            return Some(format!(
                "other given names: {} and {}",
                pa.name.first, pb.name.first
            ));
        }
        if pa.name.suffix != pb.name.suffix {
            return Some(format!(
                "only one is '{}'",
                format!("{} {}", pa.name.suffix, pb.name.suffix).trim()
            ));
        }
        if !pa.middles.is_empty()
            && !pb.middles.is_empty()
            && !pa.middles.iter().any(|m| pb.middles.contains(m))
        {
            let show = |p: &Profile| p.middles.iter().collect::<String>().to_uppercase();
            return Some(format!("other initials: {} and {}", show(pa), show(pb)));
        }
        if let Some(p) = [pa, pb].into_iter().find(|p| p.middles.len() > 1) {
            let all: Vec<String> = p
                .middles
                .iter()
                .map(|m| m.to_uppercase().to_string())
                .collect();
            return Some(format!(
                "one goes by several initials itself: {}",
                all.join(" and ")
            ));
        }
        if let Some((x, y)) = self.other_mailboxes(pa, pb) {
            return Some(format!("different mailboxes: {x} and {y}"));
        }
        if self.numbered(pa, pb) {
            return Some("their local parts differ in a number only".into());
        }
        self.mail_against(a, b)
    }

    /// Each has mailboxes in one place, none of them the other's.
    fn other_mailboxes(&self, a: &Profile, b: &Profile) -> Option<(&'a str, &'a str)> {
        let boxes = |p: &Profile| -> Vec<(&'a str, &'a str)> {
            p.mailboxes
                .iter()
                .filter_map(|x| mailbox(&self.facts.addresses[*x as usize].text))
                .collect()
        };
        let (a, b) = (boxes(a), boxes(b));
        let of_both = a
            .iter()
            .find_map(|x| b.iter().find(|y| x.0 == y.0).map(|y| (x.1, y.1)));
        of_both.filter(|_| !a.iter().any(|x| b.contains(x)))
    }

    /// `ann.lee@x` and `ann.lee2@x`, or mailboxes so: a number is how a second bearer of a name is told apart.
    fn numbered(&self, a: &Profile, b: &Profile) -> bool {
        let text = |x: u32| &*self.facts.addresses[x as usize].text;
        let own = |p: &Profile, domain: &str| -> Vec<&'a str> {
            let smtp = p.smtp.iter().filter(|(_, d, _)| d == domain);
            let locals = smtp.filter_map(|(x, ..)| Some(text(*x).rsplit_once('@')?.0));
            let boxes = p
                .mailboxes
                .iter()
                .filter_map(|x| Some(mailbox(text(*x))?.1));
            locals.chain(boxes).collect()
        };
        let Some(domain) = shared_domain(a, b) else {
            return false;
        };
        let bare = |local: &'a str| local.trim_end_matches(|c: char| c.is_ascii_digit());
        let (a, b) = (own(a, domain), own(b, domain));
        let mut pairs = a.iter().flat_map(|x| b.iter().map(move |y| (*x, *y)));
        pairs.any(|(x, y)| x != y && !bare(x).is_empty() && bare(x) == bare(y))
    }

    fn mail_against(&self, a: u32, b: u32) -> Option<String> {
        let (x, y) = self.numbers(a, b);
        let (pa, pb) = (&self.profiles[a as usize], &self.profiles[b as usize]);
        if self.contacts.talk(x, y) && !pa.private && !pb.private {
            return Some("they write to each other".into());
        }
        let together = self
            .contacts
            .together
            .get(&(x.min(y), x.max(y)))
            .copied()
            .unwrap_or(0);
        let least = self.contacts.received[x as usize].min(self.contacts.received[y as usize]);
        if together >= TOGETHER && together >= least / 5 {
            return Some(format!("recipients side by side in {together} messages"));
        }
        if self.place == Place::Elsewhere && !pa.private && !pb.private {
            let (s, t) = (self.contacts.active(x)?, self.contacts.active(y)?);
            let overlap = s.1.min(t.1) - s.0.max(t.0);
            return (overlap > OVERLAP)
                .then(|| "active at two organizations at the same time".into());
        }
        None
    }

    /// A third who fits one of two but contradicts the other: nobody can tell whose it is.
    fn third(&self, a: u32, b: u32, joiner: &mut Joiner) -> Option<String> {
        let cluster = &self.clusters[&self.cluster[a as usize]];
        let others = cluster.iter().filter(|r| **r != a && **r != b);
        for &r in others {
            let (with_a, with_b) = (self.against(a, r, joiner), self.against(b, r, joiner));
            if with_a.is_none() != with_b.is_none()
                && self.is_rival(r, if with_a.is_none() { a } else { b }, (a, b))
            {
                let third = &self.profiles[r as usize];
                let shown = third
                    .smtp
                    .first()
                    .map_or("", |(x, ..)| &*self.facts.addresses[*x as usize].text);
                return Some(format!(
                    "{shown} has the name too, and could be only one of them"
                ));
            }
        }
        None
    }

    /// The third has about as much in common with the one that it fits as the two have.
    fn is_rival(&self, third: u32, fits: u32, pair: (u32, u32)) -> bool {
        let common = |a: u32, b: u32| {
            let (x, y) = self.numbers(a, b);
            self.contacts.in_common(x, y, |_| true)
        };
        common(pair.0, pair.1) < RIVAL * (common(third, fits) + 1)
    }

    /// What agrees between domains, where a local part alone says little.
    fn elsewhere(&self, a: &Profile, b: &Profile, x: u32, y: u32) -> Option<(usize, String)> {
        if a.spelled || b.spelled || a.fit().max(b.fit()) < Fit::Full {
            return None;
        }
        let common = self.contacts.in_common(x, y, |c| !self.busy[c as usize]);
        let words = format!("{common} correspondents in common");
        let wrote = |x, y| self.contacts.wrote.get(&(x, y)).copied().unwrap_or(0);
        let home = wrote(x, y).max(wrote(y, x));
        match a.fit().min(b.fit()) {
            Fit::Full | Fit::Initial if !a.private && !b.private => {
                let all = |n: u32| self.contacts.with[n as usize].len();
                let part = common * COMMON_PART >= all(x).min(all(y));
                (common >= COMMON_OTHERWISE && part).then_some((common, words))
            }
            Fit::Full if common >= COMMON_FULL => Some((common, words)),
            // Who writes to the own name at a mail provider sends work home.
            Fit::Full if home >= HOME && a.private != b.private => Some((
                common,
                format!("{home} messages from one to the other, at a mail provider"),
            )),
            Fit::Initial if common >= COMMON_OTHERWISE => Some((common, words)),
            Fit::None => {
                let (private, number) = if a.private { (a, x) } else { (b, y) };
                let all = self.contacts.with[number as usize].len();
                let common = self.contacts.in_common(x, y, |_| true);
                let enough = private.private && common >= COMMON_FULL && common * 3 >= all * 2;
                enough.then(|| {
                    (
                        common,
                        format!("{common} of its {all} correspondents in common"),
                    )
                })
            }
            _ => None,
        }
    }

    /// What agrees besides the name: how strong it is, and the reason in words.
    fn for_one(&self, a: u32, b: u32) -> Option<(usize, String)> {
        let (pa, pb) = (&self.profiles[a as usize], &self.profiles[b as usize]);
        let (x, y) = self.numbers(a, b);
        let name = |p: &Profile| {
            if p.spelled {
                format!("{} (spelled by the address)", shown(p))
            } else {
                shown(p)
            }
        };
        let names = if shown(pa) == shown(pb) {
            format!("same name '{}'", shown(pa))
        } else {
            format!("names '{}' and '{}'", name(pa), name(pb))
        };
        if self.place == Place::Elsewhere {
            let (common, words) = self.elsewhere(pa, pb, x, y)?;
            return Some((
                common,
                format!("{names} as {{}}, {words}; nobody else has the name"),
            ));
        }
        let domain = shared_domain(pa, pb)?;
        if pa.fit_in(domain) == Fit::None || pb.fit_in(domain) == Fit::None {
            return None;
        }
        let common = self.contacts.in_common(x, y, |_| true);
        let initials = !pa.middles.is_empty() && pa.middles.iter().any(|m| pb.middles.contains(m));
        let rare = self
            .rare
            .get(&(domain.to_owned(), pa.name.last.clone()))
            .is_some_and(|n| *n <= RARE);
        let more = match (initials, common, rare) {
            (true, 0, _) => "same initial between".to_owned(),
            (true, n, _) => format!("same initial between, {n} correspondents in common"),
            (false, n, _) if n > 0 => format!("{n} correspondents in common"),
            (_, _, true) => "a family name that is rare there".to_owned(),
            _ => return None,
        };
        let strength = common + if initials { 1_000 } else { 0 };
        Some((
            strength,
            format!("{names} as {{}} in {domain}, local parts made from it, {more}"),
        ))
    }
}

fn shown(p: &Profile) -> String {
    let capital = |word: &str| {
        let mut chars = word.chars();
        chars.next().map_or_else(String::new, |c| {
            c.to_uppercase().chain(chars).collect::<String>()
        })
    };
    let middle = p
        .middles
        .first()
        .map_or_else(String::new, |m| format!("{}. ", m.to_uppercase()));
    let suffix = if p.name.suffix.is_empty() {
        String::new()
    } else {
        format!(" {}", p.name.suffix.to_uppercase())
    };
    format!(
        "{} {middle}{}{suffix}",
        capital(&p.name.first),
        capital(&p.name.last)
    )
}

fn busy(facts: &Facts, messages: &Messages, set_of: &[u32]) -> Vec<bool> {
    let mut uses = vec![0_usize; set_of.len()];
    for message in &messages.list {
        let parties = facts.participants_of(&facts.versions[message.version as usize]);
        for (_, header) in parties
            .iter()
            .filter(|(role, _)| matches!(role, Role::From | Role::To | Role::Cc | Role::Bcc))
        {
            uses[set_of[facts.header_addresses[*header as usize].address as usize] as usize] += 1;
        }
    }
    let most = BUSY_LEAST.max(messages.list.len() / BUSY_SHARE);
    uses.into_iter().map(|n| n > most).collect()
}
