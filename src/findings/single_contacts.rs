//! Single points of contact: pairs of organizations whose mail goes nearly all through one person. It does not know why.

use rustc_hash::FxHashMap;

use super::mail::FEW;
use super::mailboxes;
use crate::case::facts::NONE;
use crate::network::Context;
use crate::network::tie::EVIDENCE;
use crate::people::Kind;

/// Fewer messages between two organizations tell nothing about who else might write.
pub const MESSAGES: u32 = 20;
/// Nearly all: this share of the messages between the two, or more.
pub const SHARE: f64 = 0.8;
/// Both organizations have so many people in the archive: of a smaller one it is no choice who writes.
pub const PEOPLE: u32 = 3;

/// One person through whom the mail of two organizations goes.
#[derive(Clone, Debug, PartialEq)]
pub struct SingleContact {
    /// The person.
    pub who: u32,
    /// Its organization.
    pub organization: u32,
    /// The organization that it is the contact to.
    pub other: u32,
    /// Messages between the two organizations.
    pub messages: u32,
    /// Those that it sent or received.
    pub through: u32,
    /// People of its organization in the archive.
    pub colleagues: u32,
    /// Those of them who have mail with the other organization.
    pub writing: u32,
    /// Who of the other organization has most of the messages, and how many.
    pub opposite: (u32, u32),
    /// The archive holds its mailbox.
    pub own_mailbox: bool,
    /// Mailboxes of others of its organization that the archive holds.
    pub other_mailboxes: u32,
    /// First and last dated message through it.
    pub seen: Option<(i64, i64)>,
    /// Messages through it: those with the fewest recipients.
    pub evidence: Vec<u32>,
}

impl SingleContact {
    /// Part of the messages that goes through it.
    pub fn share(&self) -> f64 {
        f64::from(self.through) / f64::from(self.messages.max(1))
    }

    /// Its own mailbox is the only one of its organization that the archive holds: then nearly all mail must be its own.
    pub fn by_mailbox(&self) -> bool {
        self.own_mailbox && self.other_mailboxes == 0
    }
}

/// A person on one side of a message between two organizations.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Through {
    /// The two organizations, the smaller number first.
    pair: (u32, u32),
    /// That of the person.
    organization: u32,
    person: u32,
    recipients: u32,
    message: u32,
}

/// Finds single points of contact: of pairs of organizations with [`MESSAGES`] or more letters between them (each party counts for the
/// organization of its day; at most [`FEW`] recipients), the person that [`SHARE`] of them go through. Those that the choice of mailboxes
/// does not explain first, then by falling number of messages. O(n log n).
pub fn single_contacts(context: &Context) -> Vec<SingleContact> {
    let (mut all, colleagues) = through(context);
    all.sort_unstable();
    all.dedup();
    let boxes = Boxes::new(context);
    let mut found = Vec::new();
    for pair in all.chunk_by(|a, b| a.pair == b.pair) {
        let mut messages: Vec<u32> = pair.iter().map(|t| t.message).collect();
        messages.sort_unstable();
        messages.dedup();
        let messages = messages.len() as u32;
        if messages < MESSAGES {
            continue;
        }
        let sides: Vec<&[Through]> = pair
            .chunk_by(|a, b| a.organization == b.organization)
            .collect();
        let [low, high] = sides[..] else { continue };
        let people = |side: &[Through]| colleagues.get(&side[0].organization).copied();
        let (Some(PEOPLE..), Some(PEOPLE..)) = (people(low), people(high)) else {
            continue;
        };
        for (side, opposite) in [(low, high), (high, low)] {
            let (top, writing) = most(side);
            let organization = side[0].organization;
            let (other, _) = most(opposite);
            let one = SingleContact {
                who: top[0].person,
                organization,
                other: opposite[0].organization,
                messages,
                through: top.len() as u32,
                colleagues: people(side).unwrap_or(0),
                writing,
                opposite: (other[0].person, other.len() as u32),
                own_mailbox: boxes.owners.contains(&top[0].person),
                other_mailboxes: boxes.others(organization, top[0].person),
                seen: seen(context, top),
                evidence: evidence(top),
            };
            if one.share() >= SHARE {
                found.push(one);
            }
        }
    }
    found.sort_by_key(|c| {
        let size = std::cmp::Reverse((c.messages, c.through));
        (c.by_mailbox(), size, c.organization, c.other)
    });
    found
}

/// Who takes part in mail between organizations, and the number of persons of each organization that write or receive at all.
fn through(context: &Context) -> (Vec<Through>, FxHashMap<u32, u32>) {
    let person: Vec<bool> = (context.people.list.iter())
        .map(|p| p.kind == Kind::Person)
        .collect();
    let measured = context.measured_people();
    let mut all = Vec::new();
    let mut members: Vec<(u32, u32)> = Vec::new();
    for letter in context.letters() {
        if !letter.measured || letter.recipients.len() > FEW {
            continue;
        }
        let mine = context.organization(letter.sender, letter.message);
        members.push((mine, letter.sender.who));
        for party in &letter.recipients {
            let theirs = context.organization(*party, letter.message);
            members.push((theirs, party.who));
            let ends = [(mine, letter.sender.who), (theirs, party.who)];
            let counts = ends
                .iter()
                .all(|end| end.0 != NONE && measured[end.1 as usize]);
            if !counts || mine == theirs {
                continue;
            }
            all.extend(ends.map(|(organization, person)| Through {
                pair: (mine.min(theirs), mine.max(theirs)),
                organization,
                person,
                recipients: letter.recipients.len() as u32,
                message: letter.message,
            }));
        }
    }
    members.retain(|(organization, who)| *organization != NONE && person[*who as usize]);
    members.sort_unstable();
    members.dedup();
    let of_one = members.chunk_by(|a, b| a.0 == b.0);
    (all, of_one.map(|m| (m[0].0, m.len() as u32)).collect())
}

/// The messages of the person with most of them, and the number of persons. The side is sorted by person.
fn most(side: &[Through]) -> (&[Through], u32) {
    let mut persons = 0;
    let mut top: &[Through] = &[];
    for one in side.chunk_by(|a, b| a.person == b.person) {
        persons += 1;
        if one.len() > top.len() {
            top = one;
        }
    }
    (top, persons)
}

fn seen(context: &Context, mails: &[Through]) -> Option<(i64, i64)> {
    let dates = mails.iter().filter_map(|t| context.date(t.message));
    Some((dates.clone().min()?, dates.max()?))
}

fn evidence(mails: &[Through]) -> Vec<u32> {
    mails.iter().take(EVIDENCE).map(|t| t.message).collect()
}

/// Whose mailboxes the archive holds.
struct Boxes {
    /// Sorted.
    owners: Vec<u32>,
    /// Owners by organization.
    of: FxHashMap<u32, Vec<u32>>,
}

impl Boxes {
    fn new(context: &Context) -> Self {
        let held = mailboxes::held(context);
        let owners: Vec<u32> = (0..held.len())
            .filter(|p| held[*p])
            .map(|p| p as u32)
            .collect();
        let mut of: FxHashMap<u32, Vec<u32>> = FxHashMap::default();
        for &owner in &owners {
            for one in context.organizations.of(owner) {
                let owners = of.entry(one.organization).or_default();
                if !owners.contains(&owner) {
                    owners.push(owner);
                }
            }
        }
        Self { owners, of }
    }

    fn others(&self, organization: u32, who: u32) -> u32 {
        let all = self.of.get(&organization);
        all.map_or(0, |all| all.iter().filter(|o| **o != who).count() as u32)
    }
}
