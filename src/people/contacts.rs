//! What the mail between a few looked-at sets of addresses shows: whom each writes with, whether they write to one another,
//! stand in one list of recipients, and when. It does not judge.

use rustc_hash::FxHashMap;

use crate::case::facts::{Facts, NONE};
use crate::conversation::distinct::Messages;
use crate::message::Role;

/// What is known of the sets looked at.
#[derive(Clone, Debug, Default)]
pub struct Contacts {
    /// Of each set: those it wrote to or got mail from, as numbers of sets of all addresses; sorted.
    pub with: Vec<Vec<u32>>,
    /// Messages that each set received.
    pub received: Vec<u32>,
    /// First and last dated message that each set sent.
    pub sent: Vec<Option<(i64, i64)>>,
    /// The same of messages received.
    pub seen: Vec<Option<(i64, i64)>>,
    /// Messages from one set of a group to another: sender, recipient.
    pub wrote: FxHashMap<(u32, u32), u32>,
    /// Messages with two sets of a group among their recipients; the lower first.
    pub together: FxHashMap<(u32, u32), u32>,
}

/// Most recipients of a message that are looked at as standing together.
const TOGETHER: usize = 64;

/// Gathers the contacts of `sets` looked at. `set_of` gives the set of each address, `looked_at` the number of a looked-at set or
/// [`NONE`], `groups` the group of each looked-at set: only within a group they are compared. O(participants).
pub fn gather(
    facts: &Facts,
    messages: &Messages,
    set_of: &[u32],
    looked_at: &[u32],
    groups: &[u32],
) -> Contacts {
    let n = groups.len();
    let mut found = Contacts {
        with: vec![Vec::new(); n],
        received: vec![0; n],
        sent: vec![None; n],
        seen: vec![None; n],
        ..Contacts::default()
    };
    let (mut from, mut to) = (Vec::new(), Vec::new());
    for message in &messages.list {
        from.clear();
        to.clear();
        for (role, header) in facts.participants_of(&facts.versions[message.version as usize]) {
            let address = facts.header_addresses[*header as usize].address;
            match role {
                Role::From => from.push(set_of[address as usize]),
                Role::To | Role::Cc | Role::Bcc => to.push(set_of[address as usize]),
                _ => {}
            }
        }
        let mut sets = from.iter().chain(&to);
        if sets.all(|set| looked_at[*set as usize] == NONE) {
            continue;
        }
        to.sort_unstable();
        to.dedup();
        found.add(&from, &to, message.date, looked_at, groups);
    }
    for list in &mut found.with {
        list.sort_unstable();
        list.dedup();
    }
    found
}

impl Contacts {
    fn add(
        &mut self,
        from: &[u32],
        to: &[u32],
        date: Option<i64>,
        looked_at: &[u32],
        groups: &[u32],
    ) {
        let number = |set: &u32| Some(looked_at[*set as usize]).filter(|n| *n != NONE);
        let mut recipients: Vec<u32> = to.iter().filter_map(number).collect();
        for sender in from.iter().filter_map(number) {
            self.with[sender as usize].extend_from_slice(to);
            widen(&mut self.sent[sender as usize], date);
            for &r in recipients
                .iter()
                .filter(|r| **r != sender && groups[**r as usize] == groups[sender as usize])
            {
                *self.wrote.entry((sender, r)).or_default() += 1;
            }
        }
        for &r in &recipients {
            self.with[r as usize].extend_from_slice(from);
            self.received[r as usize] += 1;
            widen(&mut self.seen[r as usize], date);
        }
        if recipients.len() < 2 || recipients.len() > TOGETHER {
            return;
        }
        recipients.sort_unstable_by_key(|r| (groups[*r as usize], *r));
        for group in recipients.chunk_by(|a, b| groups[*a as usize] == groups[*b as usize]) {
            for (i, &a) in group.iter().enumerate() {
                for &b in &group[i + 1..] {
                    *self.together.entry((a, b)).or_default() += 1;
                }
            }
        }
    }

    /// How many correspondents two sets have in common, of those that `counts` lets pass. O(sum of their correspondents).
    pub fn in_common(&self, a: u32, b: u32, counts: impl Fn(u32) -> bool) -> usize {
        let (mut a, mut b) = (&self.with[a as usize][..], &self.with[b as usize][..]);
        let mut n = 0;
        while let (Some(x), Some(y)) = (a.first(), b.first()) {
            n += usize::from(x == y && counts(*x));
            if x <= y {
                a = &a[1..];
            }
            if y <= x {
                b = &b[1..];
            }
        }
        n
    }

    /// Both wrote to each other.
    pub fn talk(&self, a: u32, b: u32) -> bool {
        self.wrote.contains_key(&(a, b)) && self.wrote.contains_key(&(b, a))
    }

    /// First and last message sent; received, if none was sent.
    pub fn active(&self, a: u32) -> Option<(i64, i64)> {
        self.sent[a as usize].or(self.seen[a as usize])
    }
}

fn widen(span: &mut Option<(i64, i64)>, date: Option<i64>) {
    if let Some(date) = date {
        let (first, last) = span.unwrap_or((date, date));
        *span = Some((first.min(date), last.max(date)));
    }
}
