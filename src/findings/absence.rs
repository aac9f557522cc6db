//! What the archive could have shown of mail between two ends, and what it did not: not seen is not the same as not written. It does not know
//! columns or sentences.

use std::collections::BTreeMap;

use super::calendar::month;
use super::custodians::Custodians;
use super::custody::Holdings;
use crate::case::facts::NONE;
use crate::network::{Context, Letter, Party, Period};

/// One end: a correspondent, or whoever belongs to an organization when a message is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// Number of a correspondent.
    Person(u32),
    /// Number of an organization.
    Organization(u32),
}

/// What one month holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Month {
    /// Messages from one end to the other.
    pub between: u32,
    /// Messages of others in which both stand.
    pub together: u32,
    /// Messages that each end sent or received, anywhere in the archive.
    pub of: [u32; 2],
    /// Messages in the mailboxes of each end.
    pub held: [u32; 2],
}

/// A custodian in whose mailbox mail of the two ends could lie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shelf {
    /// Name of the custodian.
    pub custodian: String,
    /// The end whose mailbox it is; `None` for third parties.
    pub end: Option<usize>,
    /// Dated messages in it in the period.
    pub messages: u32,
    /// Times of the first and last of them.
    pub seen: Option<(i64, i64)>,
    /// Messages of each end in it.
    pub of: [u32; 2],
}

/// What is known, and what could be.
#[derive(Clone, Debug, PartialEq)]
pub struct Absence {
    /// The months with mail of either end in the period, and up to 24 in a row without any between them.
    pub months: BTreeMap<i32, Month>,
    /// Messages between the ends in the period, in order of date.
    pub between: Vec<u32>,
    /// Messages between the ends at any other time, or undated.
    pub elsewhere: u32,
    /// Mailboxes of the ends first, then those of others that hold most mail of the ends.
    pub shelves: Vec<Shelf>,
}

impl Absence {
    /// Mailboxes of an end.
    pub fn own(&self, end: usize) -> impl Iterator<Item = &Shelf> {
        self.shelves.iter().filter(move |s| s.end == Some(end))
    }

    /// Months in which mail of an end is known but its own mailboxes hold none, though they hold some before and after.
    pub fn gaps(&self, end: usize) -> Vec<i32> {
        let held = |m: &&i32| self.months[m].held[end] > 0;
        let (first, last) = (
            self.months.keys().find(held),
            self.months.keys().rfind(held),
        );
        let (Some(first), Some(last)) = (first, last) else {
            return Vec::new();
        };
        let empty = |(m, month): (&i32, &Month)| (month.held[end] == 0).then_some(*m);
        self.months.range(first..=last).filter_map(empty).collect()
    }
}

/// Looks what is there of mail between two ends in the period of the context, and where it would be. O(copies).
pub fn absence(context: &Context, custodians: &Custodians, ends: [End; 2]) -> Absence {
    let period = context.period;
    let all = Context {
        period: Period::default(),
        ..*context
    };
    let mut found = Absence {
        months: BTreeMap::new(),
        between: Vec::new(),
        elsewhere: 0,
        shelves: Vec::new(),
    };
    let mut of = vec![[false; 2]; context.messages.list.len()];
    for letter in all.letters() {
        let date = context.date(letter.message);
        let parts = parts(context, &letter, ends);
        of[letter.message as usize] = [0, 1].map(|e| parts.sends[e] || parts.receives[e]);
        let between =
            (parts.sends[0] && parts.receives[1]) || (parts.sends[1] && parts.receives[0]);
        let Some(date) = date.filter(|d| period.holds(Some(*d))) else {
            found.elsewhere += u32::from(between);
            continue;
        };
        found.count(date, &of[letter.message as usize], between);
        if between {
            found.between.push(letter.message);
        }
    }
    found
        .between
        .sort_unstable_by_key(|m| (context.date(*m), *m));
    found.look(context, custodians, ends, &of);
    found.fill();
    found
}

/// Whether each end sends, and receives, a letter.
struct Parts {
    sends: [bool; 2],
    receives: [bool; 2],
}

fn parts(context: &Context, letter: &Letter, ends: [End; 2]) -> Parts {
    let is = |end: End, party: Party| match end {
        End::Person(p) => party.who == p,
        End::Organization(o) => context.organization(party, letter.message) == o,
    };
    Parts {
        sends: ends.map(|end| is(end, letter.sender)),
        receives: ends.map(|end| letter.recipients.iter().any(|party| is(end, *party))),
    }
}

impl Absence {
    fn count(&mut self, date: i64, of: &[bool; 2], between: bool) {
        if !of[0] && !of[1] {
            return;
        }
        let month = self.months.entry(month(date)).or_default();
        month.between += u32::from(between);
        month.together += u32::from(!between && of[0] && of[1]);
        for (count, has) in month.of.iter_mut().zip(of) {
            *count += u32::from(*has);
        }
    }

    /// Counts what lies in which mailbox.
    fn look(
        &mut self,
        context: &Context,
        custodians: &Custodians,
        ends: [End; 2],
        of: &[[bool; 2]],
    ) {
        let holdings = Holdings::new(context, custodians);
        let whose = |owner: Option<u32>| {
            let belongs = |end: &End| match (end, owner) {
                (_, None) => false,
                (End::Person(p), Some(owner)) => *p == owner,
                (End::Organization(o), Some(owner)) => {
                    let all = context.organizations.of(owner);
                    all.iter().any(|a| a.organization == *o)
                }
            };
            ends.iter().position(belongs)
        };
        let shelf = |one: &super::custodians::Custodian| Shelf {
            custodian: one.name.clone(),
            end: whose(one.correspondent),
            messages: 0,
            seen: None,
            of: [0; 2],
        };
        let mut shelves: Vec<Shelf> = custodians.list.iter().map(shelf).collect();
        for (message, of) in (0..).zip(of) {
            let date = context.date(message);
            let Some(date) = date.filter(|d| context.period.holds(Some(*d))) else {
                continue;
            };
            let mut held = [false; 2];
            for custodian in holdings.of(message).filter(|c| *c != NONE) {
                let shelf = &mut shelves[custodian as usize];
                shelf.messages += 1;
                let (a, b) = shelf.seen.unwrap_or((date, date));
                shelf.seen = Some((a.min(date), b.max(date)));
                for end in 0..2 {
                    shelf.of[end] += u32::from(of[end]);
                    held[end] |= shelf.end == Some(end);
                }
            }
            if held[0] || held[1] {
                let month = self.months.entry(month(date)).or_default();
                for (count, has) in month.held.iter_mut().zip(held) {
                    *count += u32::from(has);
                }
            }
        }
        shelves.retain(|s| s.end.is_some() || s.of != [0; 2]);
        shelves.sort_by_key(|s| {
            let both = s.of[0].saturating_add(s.of[1]);
            (s.end.unwrap_or(2), std::cmp::Reverse(both))
        });
        self.shelves = shelves;
    }

    /// Months without anything in between stand there too.
    fn fill(&mut self) {
        let known: Vec<i32> = self.months.keys().copied().collect();
        for pair in known.windows(2) {
            // Dates that no mail can have would make a long list of nothing.
            if pair[1].saturating_sub(pair[0]) <= EMPTY_MONTHS {
                for month in pair[0] + 1..pair[1] {
                    self.months.insert(month, Month::default());
                }
            }
        }
    }
}

/// So many months without mail in a row are listed; longer stretches are left out.
const EMPTY_MONTHS: i32 = 24;
