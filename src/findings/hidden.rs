//! Hidden audience: who got a message without standing where the other recipients could see it. Graded by what shows it; only what a `Bcc`
//! says is a fact, and only that is in ties.
//!
//! It does not know why somebody got it: what lies in a mailbox may have been forwarded, moved or dragged there.

use rustc_hash::{FxHashMap, FxHashSet};

use super::custodians::{self, Custodians};
use crate::case::facts::{Copy, NONE};
use crate::message::{Audience, Kind, Role};
use crate::network::Context;
use crate::people;

/// What shows it, the surest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Grade {
    /// `Bcc` in the sender's copy: a fact.
    Stated,
    /// `X-libpst-forensic-bcc`: found among the properties of the sender's item.
    Forensic,
    /// The copy was delivered to somebody whom no header names.
    Delivered,
    /// A copy lies in the mailbox of somebody whom no header names.
    Presence,
}

impl Grade {
    /// The name in tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::Stated => "stated",
            Self::Forensic => "forensic",
            Self::Delivered => "delivered",
            Self::Presence => "presence",
        }
    }
}

/// Somebody who got a message unseen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hidden {
    /// The message.
    pub message: u32,
    /// Its sender, or [`NONE`].
    pub sender: u32,
    /// Who got it, or [`NONE`] if the address is no correspondent's.
    pub who: u32,
    /// The header address that shows it, or [`NONE`].
    pub header: u32,
    /// Which header of the delivery it stands in, of [`Grade::Forensic`] and [`Grade::Delivered`].
    pub by: Option<Audience>,
    /// What shows it.
    pub grade: Grade,
    /// The file with the copy that shows it.
    pub file: u32,
}

/// Roles that the other recipients see.
const SEEN: [Role; 11] = [
    Role::From,
    Role::Sender,
    Role::ReplyTo,
    Role::To,
    Role::Cc,
    Role::ResentFrom,
    Role::ResentTo,
    Role::ResentCc,
    Role::XFrom,
    Role::XTo,
    Role::XCc,
];
/// Somebody to whom mail for a visible recipient comes so often and in such a share is reached through that recipient: an alias, a list, a deputy.
const HABIT: u32 = 3;
const HABIT_SHARE: f64 = 0.3;
/// A mailbox that is not called like its owner is the owner's own if so much of its mail shows it.
const SURE_SHARE: f64 = 0.8;

/// The hidden audience of all messages of the period: by date (undated last), message, grade. One entry a message and person, the surest.
/// O(participants and copies, n log n).
pub fn hidden(context: &Context, custodians: &Custodians) -> Vec<Hidden> {
    let finder = Finder::new(context, custodians);
    let mut found = finder.stated();
    found.extend(finder.forensic());
    found.extend(finder.delivered());
    found.extend(finder.present());
    let person = |h: &Hidden| (h.who, if h.who == NONE { h.header } else { NONE });
    found.sort_unstable_by_key(|h| (h.message, person(h), h.grade, h.file, h.header));
    found.dedup_by_key(|h| (h.message, person(h)));
    found.retain(|h| context.period.holds(finder.date(h.message)));
    found.sort_by_key(|h| {
        let date = finder.date(h.message);
        (date.unwrap_or(i64::MAX), h.message, h.grade)
    });
    found
}

/// On which side of a message somebody stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Side {
    From,
    To,
}

struct Finder<'a> {
    context: &'a Context<'a>,
    custodians: &'a Custodians,
    /// Correspondents whom the others see, message by message: `seen[first[m]..first[m + 1]]`, sorted.
    seen: Vec<u32>,
    first: Vec<u32>,
    /// The first file with each version.
    file_of: Vec<u32>,
}

impl<'a> Finder<'a> {
    fn new(context: &'a Context<'a>, custodians: &'a Custodians) -> Self {
        let (mut seen, mut first) = (Vec::new(), vec![0]);
        for message in &context.messages.list {
            let start = seen.len();
            for (version, _) in context.messages.versions_of(message) {
                seen.extend(context.people.in_roles(context.facts, *version, &SEEN));
            }
            seen[start..].sort_unstable();
            first.push(seen.len() as u32);
        }
        let mut file_of = vec![NONE; context.facts.versions.len()];
        for copy in context
            .facts
            .copies
            .iter()
            .rev()
            .filter(|c| c.version != NONE)
        {
            file_of[copy.version as usize] = copy.file;
        }
        Self {
            context,
            custodians,
            seen,
            first,
            file_of,
        }
    }

    fn date(&self, message: u32) -> Option<i64> {
        self.context.messages.list[message as usize].date
    }

    fn seen(&self, message: u32) -> &[u32] {
        let (from, to) = (
            self.first[message as usize],
            self.first[message as usize + 1],
        );
        &self.seen[from as usize..to as usize]
    }

    /// The header addresses of a message in some roles, of all versions.
    fn headers(&self, message: u32, roles: &'static [Role]) -> impl Iterator<Item = u32> {
        let facts = self.context.facts;
        let one = &self.context.messages.list[message as usize];
        let versions = self.context.messages.versions_of(one).iter();
        let all = versions.flat_map(|(v, _)| facts.participants_of(&facts.versions[*v as usize]));
        all.filter(|(role, _)| roles.contains(role))
            .map(|(_, header)| *header)
    }

    /// Whether the others see this address or who it belongs to.
    fn sees(&self, message: u32, header: u32) -> bool {
        let who = self.context.people.of_header[header as usize];
        if who != NONE {
            return self.seen(message).binary_search(&who).is_ok();
        }
        let facts = self.context.facts;
        let address = facts.header_addresses[header as usize].address;
        let same = |h: u32| facts.header_addresses[h as usize].address == address || h == header;
        self.headers(message, &SEEN).any(same)
    }

    fn entry(&self, message: u32, header: u32, grade: Grade, file: u32) -> Hidden {
        let version = self.context.messages.list[message as usize].version;
        let people = self.context.people;
        let sender = people.in_roles(self.context.facts, version, &[Role::From]);
        Hidden {
            message,
            sender: sender.first().copied().unwrap_or(NONE),
            who: people
                .of_header
                .get(header as usize)
                .copied()
                .unwrap_or(NONE),
            header,
            by: None,
            grade,
            file,
        }
    }

    /// Blind copies that stand in some version.
    fn stated(&self) -> Vec<Hidden> {
        let facts = self.context.facts;
        let mut found = Vec::new();
        for (v, version) in facts.versions.iter().enumerate() {
            let message = self.context.messages.of_version[v];
            for (_, header) in facts
                .participants_of(version)
                .iter()
                .filter(|(r, _)| *r == Role::Bcc)
            {
                if !self.sees(message, *header) {
                    found.push(self.entry(message, *header, Grade::Stated, self.file_of[v]));
                }
            }
        }
        found
    }

    /// Copies that say to whom they went, with their message.
    fn told(&self) -> impl Iterator<Item = (u32, &'a Copy)> {
        let copies = self.context.facts.copies.iter();
        copies
            .filter(|c| c.version != NONE && c.audience.0 < c.audience.1)
            .map(|c| (self.context.messages.of_version[c.version as usize], c))
    }

    fn forensic(&self) -> Vec<Hidden> {
        let mut found = Vec::new();
        for (message, copy) in self.told() {
            for &(by, header) in self.context.facts.audience_of(copy) {
                if by == Audience::ForensicBcc && !self.sees(message, header) {
                    let one = self.entry(message, header, Grade::Forensic, copy.file);
                    found.push(Hidden {
                        by: Some(by),
                        ..one
                    });
                }
            }
        }
        found
    }

    fn delivered(&self) -> Vec<Hidden> {
        let facts = self.context.facts;
        // Messages whose delivery is known, by visible recipient; and those of them that came to an address that nobody sees.
        let (mut all, mut through) = (FxHashMap::default(), FxHashMap::default());
        let mut found = Vec::new();
        let mut counted = FxHashSet::default();
        for (message, copy) in self.told() {
            let audience = facts.audience_of(copy);
            let unseen = envelope(audience).filter(|_| !self.explained(message, copy, audience));
            let address = unseen.map_or(NONE, |(_, h)| facts.header_addresses[h as usize].address);
            for recipient in self.recipients(message) {
                if counted.insert((message, recipient, NONE)) {
                    *all.entry(recipient).or_insert(0_u32) += 1;
                }
                if unseen.is_some() && counted.insert((message, recipient, address)) {
                    *through.entry((address, recipient)).or_insert(0_u32) += 1;
                }
            }
            if let Some((by, header)) = unseen {
                let one = self.entry(message, header, Grade::Delivered, copy.file);
                found.push((
                    Hidden {
                        by: Some(by),
                        ..one
                    },
                    address,
                ));
            }
        }
        let reached = |h: &Hidden, address: u32| {
            self.recipients(h.message).into_iter().any(|r| {
                let times = through.get(&(address, r)).copied().unwrap_or(0);
                habit(times, all.get(&r).copied().unwrap_or(0))
            })
        };
        let kept = found
            .into_iter()
            .filter(|(h, address)| !reached(h, *address));
        kept.map(|(hidden, _)| hidden).collect()
    }

    /// Visible recipients, each once.
    fn recipients(&self, message: u32) -> Vec<u32> {
        let headers = self.headers(message, &[Role::To, Role::Cc]);
        let who = headers.map(|h| self.context.people.of_header[h as usize]);
        let mut all: Vec<u32> = who.filter(|who| *who != NONE).collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    /// Sender and visible recipients.
    fn ends(&self, message: u32) -> Vec<(Side, u32)> {
        let people = self.context.people;
        let from = self
            .headers(message, &[Role::From])
            .map(|h| people.of_header[h as usize]);
        let mut all: Vec<(Side, u32)> = from
            .filter(|who| *who != NONE)
            .map(|who| (Side::From, who))
            .collect();
        all.sort_unstable();
        all.dedup();
        all.extend(
            self.recipients(message)
                .into_iter()
                .map(|who| (Side::To, who)),
        );
        all
    }

    /// A visible recipient, the owner of the mailbox, a list or an alias of the same name explains the delivery.
    fn explained(&self, message: u32, copy: &Copy, audience: &[(Audience, u32)]) -> bool {
        let owner = self.custodians.owner(copy.file);
        let by_owner = owner.is_some_and(|o| self.recipients(message).binary_search(&o).is_ok());
        let local = |h: u32| {
            let text = &*self.context.facts.address_of(h).text;
            text.split(['@', '+']).next().unwrap_or_default()
        };
        let alias = |h: u32| self.headers(message, &SEEN).any(|s| local(s) == local(h));
        let deliveries = audience
            .iter()
            .filter(|(by, _)| *by != Audience::ForensicBcc);
        by_owner
            || self.through_list(message)
            || deliveries
                .clone()
                .any(|(_, h)| self.sees(message, *h) || alias(*h))
    }

    /// It went through a list, or to one, or is mass mail.
    fn through_list(&self, message: u32) -> bool {
        let version = self.context.messages.list[message as usize].version;
        let version = &self.context.facts.versions[version as usize];
        let is_list = |who: &u32| {
            let kind = self.context.people.list[*who as usize].kind;
            kind == people::Kind::List
        };
        version.list != 0
            || version.kind != Kind::Personal
            || self.seen(message).iter().any(is_list)
    }

    /// Copies in mailboxes of custodians whom no header names.
    fn present(&self) -> Vec<Hidden> {
        let mut candidates: Vec<(u32, u32, u32)> = self.lying().collect();
        candidates.sort_unstable();
        candidates.dedup_by_key(|(message, custodian, _)| (*message, *custodian));
        // Mail to each recipient and from each sender, and that of it which lies with each custodian unseen. A recipient whose mail comes there is an alias
        // or a list; a sender whose mail lies there writes from that mailbox: a deputy.
        let mut all: FxHashMap<(Side, u32), u32> = FxHashMap::default();
        for message in 0..self.context.messages.list.len() as u32 {
            for end in self.ends(message) {
                *all.entry(end).or_default() += 1;
            }
        }
        let mut lying: FxHashMap<(u32, Side, u32), u32> = FxHashMap::default();
        for (message, custodian, _) in &candidates {
            for (side, who) in self.ends(*message) {
                *lying.entry((*custodian, side, who)).or_default() += 1;
            }
        }
        let reached = |message: u32, custodian: u32| {
            let ends = self.ends(message);
            ends.iter().all(|(side, _)| *side == Side::From)
                || ends.into_iter().any(|(side, who)| {
                    let times = lying.get(&(custodian, side, who)).copied().unwrap_or(0);
                    habit(times, all.get(&(side, who)).copied().unwrap_or(0))
                })
        };
        let kept = candidates
            .iter()
            .filter(|(m, c, _)| !reached(*m, *c) && !self.called(*m, *c));
        kept.map(|&(message, custodian, file)| {
            let one = self.entry(message, NONE, Grade::Presence, file);
            let who = self.custodians.list[custodian as usize].correspondent;
            Hidden {
                who: who.unwrap_or(NONE),
                ..one
            }
        })
        .collect()
    }

    /// Message, custodian and file of copies that lie with somebody unseen, and are neither sent copies nor mass mail.
    fn lying(&self) -> impl Iterator<Item = (u32, u32, u32)> {
        let copies = self.context.facts.copies.iter();
        copies
            .filter(|c| c.version != NONE && !c.embedded)
            .filter_map(|copy| {
                let message = self.context.messages.of_version[copy.version as usize];
                let owner = self.sure_owner(copy.file)?;
                let seen = self.seen(message).binary_search(&owner).is_ok();
                (!seen
                    && !self.is_sent(copy.file)
                    && !self.through_list(message)
                    && !self.by_robot(message))
                .then(|| {
                    (
                        message,
                        self.custodians.of_file[copy.file as usize],
                        copy.file,
                    )
                })
            })
    }

    /// The owner of a mailbox, if it is called so or nearly all its mail shows it: a file that several people filled has none.
    fn sure_owner(&self, file: u32) -> Option<u32> {
        let custodian = self.custodians.of_file.get(file as usize)?;
        let one = self.custodians.list.get(*custodian as usize)?;
        one.correspondent
            .filter(|_| one.named || one.share >= SURE_SHARE)
    }

    /// The folder holds what its owner sent, under whatever address.
    fn is_sent(&self, file: u32) -> bool {
        let path = &self.context.facts.files[file as usize].path;
        let custodian = self.custodians.of_file[file as usize] as usize;
        let name = &self.custodians.list[custodian].name;
        let folder = path.rsplit(name.as_str()).next().unwrap_or_default();
        folder.to_ascii_lowercase().contains("sent")
    }

    fn by_robot(&self, message: u32) -> bool {
        let kind = |h: u32| {
            let who = self.context.people.of_header[h as usize];
            self.context.people.list.get(who as usize).map(|p| p.kind)
        };
        self.headers(message, &[Role::From])
            .any(|h| matches!(kind(h), Some(people::Kind::Robot | people::Kind::List)))
    }

    /// Somebody who is called like the custodian stands in the headers: most likely the custodian, by an address that was not joined.
    fn called(&self, message: u32, custodian: u32) -> bool {
        let one = &self.custodians.list[custodian as usize];
        let label = one
            .correspondent
            .map(|who| &self.context.people.list[who as usize].label);
        let surname = label
            .and_then(|l| l.split_whitespace().last())
            .unwrap_or_default();
        let names = [custodians::words(&one.name), custodians::words(surname)];
        self.headers(message, &SEEN).any(|h| {
            let header = &self.context.facts.header_addresses[h as usize];
            let text = format!("{} {}", header.name, self.context.facts.address_of(h).text);
            let text = text.to_lowercase();
            let holds = |words: &Vec<String>| {
                !words.is_empty() && words.iter().all(|word| text.contains(word.as_str()))
            };
            names.iter().any(holds)
        })
    }
}

/// Whom the envelope named: the address before aliases, as far as a header tells it; of several hops the first, which stands last.
fn envelope(audience: &[(Audience, u32)]) -> Option<(Audience, u32)> {
    let of = |wanted: Audience| audience.iter().rev().find(|(by, _)| *by == wanted).copied();
    of(Audience::OriginalTo)
        .or_else(|| of(Audience::EnvelopeTo))
        .or_else(|| of(Audience::DeliveredTo))
}

fn habit(times: u32, all: u32) -> bool {
    times >= HABIT && f64::from(times) >= HABIT_SHARE * f64::from(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_hop_tells_whom_the_envelope_named() {
        let hops = [(Audience::DeliveredTo, 1), (Audience::DeliveredTo, 2)];
        assert_eq!(envelope(&hops), Some((Audience::DeliveredTo, 2)));
        let both = [(Audience::DeliveredTo, 1), (Audience::OriginalTo, 3)];
        assert_eq!(envelope(&both), Some((Audience::OriginalTo, 3)));
        assert_eq!(envelope(&[(Audience::ForensicBcc, 1)]), None);
        assert!(habit(3, 10) && !habit(2, 2) && !habit(3, 11));
    }
}
