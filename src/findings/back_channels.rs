//! Back-channels: two people who write at their work addresses, and on private ones too. It does not know what they write there.

use super::mail::{self, FEW, pair};
use crate::case::facts::NONE;
use crate::message::AddressKind;
use crate::network::tie::EVIDENCE;
use crate::network::{Context, Party};
use crate::people::Kind;

/// So many mails between their work addresses show that they have to do with each other at work.
pub const WORK: u32 = 3;
/// One mail with a private address may be a slip of the address book.
pub const PRIVATE: u32 = 2;

/// Two people and their two channels.
#[derive(Clone, Debug, PartialEq)]
pub struct BackChannel {
    /// The two, the smaller number first.
    pub people: (u32, u32),
    /// A header address with the private address of each that was used first, or [`NONE`].
    pub private: (u32, u32),
    /// Mails between work addresses.
    pub work: u32,
    /// Mails between private addresses of both.
    pub both_private: u32,
    /// Mails with a private address on one side.
    pub one_private: u32,
    /// Mails between work addresses before the first with a private one.
    pub work_before: u32,
    /// The first mail with a private address, and its time.
    pub first: (u32, i64),
    /// Time of the last one.
    pub last: i64,
    /// Time of the last mail between work addresses.
    pub last_work: i64,
    /// The first mails with a private address; those with private addresses on both sides before the others.
    pub evidence: Vec<u32>,
}

impl BackChannel {
    /// Only one of the two uses a private address.
    pub fn one_sided(&self) -> bool {
        self.private.0 == NONE || self.private.1 == NONE
    }

    /// Part of the mails since the first private one that have a private address.
    pub fn share_after(&self) -> f64 {
        let private = self.both_private + self.one_private;
        let work = self.work - self.work_before;
        f64::from(private) / f64::from((private + work).max(1))
    }
}

/// What an address tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Channel {
    Work,
    Private,
    Unknown,
}

/// A mail between two people.
struct Mail {
    pair: (u32, u32),
    date: i64,
    message: u32,
    /// Header addresses of the two.
    headers: (u32, u32),
}

/// Finds pairs of persons with [`WORK`] or more letters (at most [`FEW`] recipients) between addresses that tell an organization, and [`PRIVATE`] or more
/// with an address of one of them or both that tells none, such as one of a mail provider. Those who both use private ones
/// first, then by falling number of private mails. O(n log n).
pub fn back_channels(context: &Context) -> Vec<BackChannel> {
    let mut mails = mails(context);
    mails.sort_unstable_by_key(|m| (m.pair, m.date, m.message));
    let of_pairs = mails.chunk_by(|a, b| a.pair == b.pair);
    let mut found: Vec<BackChannel> = of_pairs.filter_map(|m| channel(context, m)).collect();
    found.sort_by_key(|c| {
        let size = std::cmp::Reverse((c.both_private, c.one_private));
        (c.one_sided(), size, c.people)
    });
    found
}

fn mails(context: &Context) -> Vec<Mail> {
    let person: Vec<bool> = (context.people.list.iter())
        .map(|p| p.kind == Kind::Person)
        .collect();
    let mut mails = Vec::new();
    for one in mail::by_date(context) {
        let letter = one.letter;
        let sender = letter.sender;
        if !letter.measured || letter.recipients.len() > FEW || !person[sender.who as usize] {
            continue;
        }
        let others = letter.recipients.iter().filter(|p| person[p.who as usize]);
        mails.extend(others.map(|other| {
            let (low, high) = ordered(sender, *other);
            Mail {
                pair: pair(sender.who, other.who),
                date: one.date,
                message: letter.message,
                headers: (low.header, high.header),
            }
        }));
    }
    mails
}

fn ordered(a: Party, b: Party) -> (Party, Party) {
    if a.who < b.who { (a, b) } else { (b, a) }
}

fn channel_of(context: &Context, header: u32) -> Channel {
    let facts = context.facts;
    if context.organizations.tells(facts, header) {
        return Channel::Work;
    }
    match facts.address_of(header).kind {
        AddressKind::Smtp => Channel::Private,
        _ => Channel::Unknown,
    }
}

/// The channels of one pair, whose mails are in the order of their dates.
fn channel(context: &Context, mails: &[Mail]) -> Option<BackChannel> {
    use Channel::{Private, Work};
    if mails.len() < (WORK + PRIVATE) as usize {
        return None;
    }
    let mut found = BackChannel {
        people: mails[0].pair,
        private: (NONE, NONE),
        work: 0,
        both_private: 0,
        one_private: 0,
        work_before: 0,
        first: (NONE, 0),
        last: 0,
        last_work: 0,
        evidence: Vec::new(),
    };
    let mut later = Vec::new();
    for mail in mails {
        let (low, high) = mail.headers;
        let channels = (channel_of(context, low), channel_of(context, high));
        let keep = |known: u32, header: u32, channel: Channel| match channel {
            Private if known == NONE => header,
            _ => known,
        };
        match channels {
            (Work, Work) => {
                found.work += 1;
                found.last_work = mail.date;
                continue;
            }
            (Private, Private) => {
                found.both_private += 1;
                found.evidence.push(mail.message);
            }
            (Private, Work) | (Work, Private) => {
                found.one_private += 1;
                later.push(mail.message);
            }
            _ => continue,
        }
        found.private.0 = keep(found.private.0, low, channels.0);
        found.private.1 = keep(found.private.1, high, channels.1);
        if found.first.0 == NONE {
            found.first = (mail.message, mail.date);
            found.work_before = found.work;
        }
        found.last = mail.date;
    }
    let enough = found.work >= WORK && found.both_private + found.one_private >= PRIVATE;
    found.evidence.extend(later);
    found.evidence.truncate(EVIDENCE);
    enough.then_some(found)
}
