//! The archive by month, and months in which a mailbox holds nothing though it does before and after. It does not know why.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::calendar::{self, month};
use super::mailboxes::{self, Mailbox, mailboxes};
use crate::case::facts::NONE;
use crate::network::Context;

/// A longer time without any mail of the archive is no row a month: dates far off are mostly wrong clocks.
const SILENCE: i32 = 24;
/// Months before and after a gap that tell how much was to be expected.
const AROUND: i32 = 6;
/// On either side of a gap so many months around must hold mail; else it is a beginning or an end with a stray message.
const ACTIVE: usize = 2;
/// A mailbox begins and ends where all but this part of its messages lie between; those outside may have a wrong clock.
const STRAY: f64 = 0.01;

/// One month of the archive.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Month {
    /// Its number, see [`calendar::month`].
    pub month: i32,
    /// Distinct messages.
    pub messages: u32,
    /// Those that count in the measures.
    pub measured: u32,
    /// Different senders of those.
    pub writers: u32,
    /// Mailboxes that hold mail of this month.
    pub mailboxes: u32,
    /// Mailboxes that hold mail of earlier and of later months, but none of this.
    pub silent: u32,
    /// The mailbox with most mail of this month, as a number in the list of mailboxes, and the number of messages.
    pub largest: (u32, u32),
    /// Messages of the month with the fewest recipients first.
    pub evidence: Vec<u32>,
}

/// A time in which a mailbox holds nothing.
#[derive(Clone, Debug, PartialEq)]
pub struct Gap {
    /// The mailbox, as a number in the list of mailboxes.
    pub mailbox: u32,
    /// Whose it is, or [`NONE`].
    pub owner: u32,
    /// First month without mail.
    pub from: i32,
    /// Last one.
    pub to: i32,
    /// Messages a month around it, at most six months on either side.
    pub usual: f64,
    /// The probability that chance makes so many months empty, see [`gaps`].
    pub p: f64,
    /// Messages that the owner of the mailbox sent or received in that time, as other mailboxes show.
    pub elsewhere: u32,
    /// The archive's messages of those months.
    pub archive: u32,
    /// The last message before and the first one after; then messages of the owner that lie elsewhere.
    pub evidence: Vec<u32>,
}

/// All mailboxes, with the months of the archive and the gaps in them.
#[derive(Clone, Debug, PartialEq)]
pub struct Coverage {
    /// By name.
    pub mailboxes: Vec<Mailbox>,
    /// In order.
    pub months: Vec<Month>,
}

/// Counts the archive by month. O(n log n).
pub fn months(context: &Context) -> Coverage {
    let mailboxes = mailboxes(context);
    let mut months: BTreeMap<i32, Month> = BTreeMap::new();
    for one in &context.messages.list {
        if let Some(date) = one.date.filter(|_| context.period.holds(one.date)) {
            months.entry(month(date)).or_default().messages += 1;
        }
    }
    let mut writers: Vec<(i32, u32)> = Vec::new();
    for letter in context.letters().iter().filter(|l| l.measured) {
        if let Some(at) = context.date(letter.message).map(month) {
            writers.push((at, letter.sender.who));
            let of_month = months.entry(at).or_default();
            of_month.measured += 1;
            if of_month.evidence.len() < crate::network::tie::EVIDENCE {
                of_month.evidence.push(letter.message);
            }
        }
    }
    writers.sort_unstable();
    writers.dedup();
    for of_month in writers.chunk_by(|a, b| a.0 == b.0) {
        months.entry(of_month[0].0).or_default().writers = of_month.len() as u32;
    }
    let mut months = without_holes(months);
    for (number, mailbox) in (0..).zip(&mailboxes) {
        cover(&mut months, number, &counts(mailbox));
    }
    Coverage { mailboxes, months }
}

/// Months without mail between others are there too, but for long silences.
fn without_holes(months: BTreeMap<i32, Month>) -> Vec<Month> {
    let mut all: Vec<Month> = Vec::new();
    for (number, one) in months {
        let last = all.last().map(|last| last.month);
        if let Some(last) = last.filter(|last| number - last <= SILENCE) {
            all.extend((last + 1..number).map(|month| Month {
                month,
                ..Month::default()
            }));
        }
        all.push(Month {
            month: number,
            ..one
        });
    }
    all
}

/// Months of a mailbox with the number of messages; in order, only those with mail.
fn counts(mailbox: &Mailbox) -> Vec<(i32, u32)> {
    let mut counts: Vec<(i32, u32)> = Vec::new();
    for (date, _) in &mailbox.messages {
        let at = month(*date);
        match counts.last_mut() {
            Some(last) if last.0 == at => last.1 += 1,
            _ => counts.push((at, 1)),
        }
    }
    counts
}

fn cover(months: &mut [Month], number: u32, counts: &[(i32, u32)]) {
    let (first, last) = span(counts);
    for one in months.iter_mut() {
        match counts.binary_search_by_key(&one.month, |c| c.0) {
            Ok(at) => {
                one.mailboxes += 1;
                if counts[at].1 > one.largest.1 {
                    one.largest = (number, counts[at].1);
                }
            }
            Err(_) => one.silent += u32::from((first..=last).contains(&one.month)),
        }
    }
}

/// First and last month, without those that hold only [`STRAY`] of the messages at either end.
fn span(counts: &[(i32, u32)]) -> (i32, i32) {
    let total: u32 = counts.iter().map(|c| c.1).sum();
    let stray = (f64::from(total) * STRAY) as u32;
    let end = |mut counts: std::iter::Copied<std::slice::Iter<(i32, u32)>>, from_end: bool| {
        let mut left = stray;
        loop {
            let next = if from_end {
                counts.next_back()
            } else {
                counts.next()
            };
            match next {
                Some((month, n)) if n > left => return month,
                Some((_, n)) => left -= n,
                None => return 0,
            }
        }
    };
    (
        end(counts.iter().copied(), false),
        end(counts.iter().copied(), true),
    )
}

/// Times of at most `SILENCE` months without a message in a mailbox that holds some before and after, in two months or more of the
/// six on either side. The probability: numbers of
/// messages a month are taken for negative binomial with the mean m and the variance v of the months around (at most six on
/// either side, those in the gap left out; Poisson if v is not above m), so a month is empty with (m / v)^(m^2 / (v - m)), and k
/// months with that to the k. By rising probability. O(n log n).
pub fn gaps(context: &Context) -> (Vec<Mailbox>, Vec<Gap>) {
    let Coverage { mailboxes, months } = months(context);
    let owners = mailboxes::owners(context, &mailboxes);
    let owned = Owned::new(context, &owners);
    let mut found = Vec::new();
    for ((number, mailbox), owner) in (0..).zip(&mailboxes).zip(owners) {
        let counts = counts(mailbox);
        for pair in counts.windows(2) {
            let (from, to) = (pair[0].0 + 1, pair[1].0 - 1);
            if from > to || to - from >= SILENCE {
                continue;
            }
            let Some((usual, p)) = chance(&counts, from, to) else {
                continue;
            };
            let of_archive = months.iter().filter(|m| (from..=to).contains(&m.month));
            let elsewhere = owned.elsewhere(owner, from, to);
            let mut evidence = around(mailbox, from);
            evidence.extend(elsewhere.iter().map(|m| m.1));
            evidence.truncate(crate::network::tie::EVIDENCE);
            found.push(Gap {
                mailbox: number,
                owner,
                from,
                to,
                usual,
                p,
                elsewhere: elsewhere.len() as u32,
                archive: of_archive.map(|m| m.messages).sum(),
                evidence,
            });
        }
    }
    found.sort_by(|a, b| {
        let size = |g: &Gap| (std::cmp::Reverse(g.elsewhere), g.mailbox, g.from);
        a.p.total_cmp(&b.p).then(size(a).cmp(&size(b)))
    });
    (mailboxes, found)
}

/// The last message before a gap and the first one after.
fn around(mailbox: &Mailbox, from: i32) -> Vec<u32> {
    let start = calendar::start(from);
    let place = mailbox.messages.partition_point(|m| m.0 < start);
    let both = place.saturating_sub(1)..(place + 1).min(mailbox.messages.len());
    mailbox.messages[both].iter().map(|m| m.1).collect()
}

/// Mean number a month around a gap, and the probability of the gap; `None` if there is too little on either side.
fn chance(counts: &[(i32, u32)], from: i32, to: i32) -> Option<(f64, f64)> {
    let (first, last) = (counts.first()?.0, counts.last()?.0);
    let number = |month: i32| match counts.binary_search_by_key(&month, |c| c.0) {
        Ok(at) => f64::from(counts[at].1),
        Err(_) => 0.0,
    };
    let before: Vec<f64> = ((from - AROUND).max(first)..from).map(number).collect();
    let after: Vec<f64> = (to + 1..(to + 1 + AROUND).min(last + 1))
        .map(number)
        .collect();
    let active = |numbers: &[f64]| numbers.iter().filter(|n| **n > 0.0).count() >= ACTIVE;
    if !active(&before) || !active(&after) {
        return None;
    }
    let numbers = [before, after].concat();
    let n = numbers.len() as f64;
    let mean = numbers.iter().sum::<f64>() / n;
    let squares = numbers.iter().map(|x| (x - mean).powi(2)).sum::<f64>();
    Some((mean, empty(mean, squares / (n - 1.0)).powi(to - from + 1)))
}

/// The probability of an empty month, by mean and variance.
fn empty(mean: f64, variance: f64) -> f64 {
    if variance <= mean {
        return (-mean).exp();
    }
    (mean / variance).powf(mean * mean / (variance - mean))
}

/// Messages of the owners of mailboxes, wherever they lie.
struct Owned(FxHashMap<u32, Vec<(i64, u32)>>);

impl Owned {
    fn new(context: &Context, owners: &[u32]) -> Self {
        let owners = owners.iter().filter(|o| **o != NONE);
        let mut all: FxHashMap<u32, Vec<(i64, u32)>> = owners.map(|o| (*o, Vec::new())).collect();
        for letter in context.letters() {
            let Some(date) = context.date(letter.message) else {
                continue;
            };
            let parties = letter.recipients.iter().chain([&letter.sender]);
            for party in parties {
                if let Some(list) = all.get_mut(&party.who) {
                    list.push((date, letter.message));
                }
            }
        }
        #[expect(clippy::iter_over_hash_type, reason = "each list is sorted by itself")]
        for list in all.values_mut() {
            list.sort_unstable();
        }
        Self(all)
    }

    fn elsewhere(&self, owner: u32, from: i32, to: i32) -> &[(i64, u32)] {
        let all = self.0.get(&owner).map_or(&[][..], Vec::as_slice);
        let place = |month| all.partition_point(|m| m.0 < calendar::start(month));
        &all[place(from)..place(to + 1)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // scipy.stats: poisson(4).pmf(0); nbinom(n=10/3, p=0.25).pmf(0) has mean 10 and variance 40.
    #[test]
    fn the_chance_of_an_empty_month() {
        assert!((empty(4.0, 4.0) - 0.018_315_638_888_734_18).abs() < 1e-15);
        assert!((empty(10.0, 40.0) - 0.009_843_133_202_303_69).abs() < 1e-12);
    }

    // By hand: months 10 to 20 with two messages each, but none in 14 and 15: mean 2, variance 0, exp(-2)^2.
    #[test]
    fn a_gap_is_compared_with_the_months_around() {
        let counts: Vec<(i32, u32)> = (10..=20)
            .filter(|m| *m != 14 && *m != 15)
            .map(|m| (m, 2))
            .collect();
        let (usual, p) = chance(&counts, 14, 15).expect("enough months");
        assert_eq!(usual, 2.0);
        assert!((p - (-4.0_f64).exp()).abs() < 1e-15);
        // A stray message long after the end.
        assert_eq!(chance(&[(1, 5), (2, 5), (3, 5), (9, 1)], 4, 8), None);
    }

    #[test]
    fn stray_messages_do_not_stretch_a_mailbox() {
        let counts = [(1, 1), (40, 99), (41, 99), (80, 1)];
        assert_eq!(span(&counts), (40, 41));
        assert_eq!(span(&[(1, 1), (5, 2)]), (1, 5));
        assert_eq!(span(&[]), (0, 0));
    }
}
