//! Ties, people and organizations in time: the letters of each, in order; how long it was silent, and when it began anew.
//! It does not know why.

use rustc_hash::FxHashMap;

use super::calendar::month;
use super::custodians::custodians;
use super::custody::Holdings;
use super::mail::{self, FEW, pair};
use crate::case::facts::NONE;
use crate::network::Context;

/// With fewer letters there is nothing to compare a silence or a change with.
pub const LETTERS: u32 = 30;
/// A silence ends a habit, and another begins after it: mail in so many months before and after.
pub const HABIT: usize = 3;
/// The archive's beginning and end: months outside of which lies one letter of so many are wrong clocks.
const STRAY: usize = 1_000;
/// A mailbox that holds this part of the letters of a series tells when they could be seen; else the whole archive does.
const HOLDS: f64 = 0.5;
/// A month of which a mailbox holds less than this part of its usual month (the median) says nothing about a silence.
pub const THIN: f64 = 0.25;

/// Whose letters a series holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Whose {
    /// Between two correspondents, in both directions.
    Tie(u32, u32),
    /// Of a correspondent, sent or received.
    Person(u32),
    /// Of an organization: somebody who belonged to it then sent or received them.
    Organization(u32),
}

/// All series of a case.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AllSeries {
    /// Those of [`LETTERS`] or more; in order.
    pub list: Vec<Series>,
    /// First month of the archive.
    pub first: i32,
    /// Letters in each month from the first on: of the mailbox of each custodian (an index in [`super::custodians::Custodians::list`]), and last of
    /// the archive.
    pub volumes: Vec<Vec<u32>>,
}

/// One series.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// Whose.
    pub whose: Whose,
    /// Times and numbers of its letters, in order.
    pub letters: Vec<(i64, u32)>,
    /// Which of [`AllSeries::volumes`] tells when its letters could be seen.
    pub seen_in: u32,
}

/// The series of all ties, people and organizations, over letters that count in the measures, of at most [`FEW`] recipients. O(n log n).
pub fn series(context: &Context) -> AllSeries {
    let measured = context.measured_people();
    let mut letters = mail::by_date(context);
    letters.retain(|one| {
        let letter = &one.letter;
        letter.measured
            && letter.recipients.len() <= FEW
            && measured[letter.sender.who as usize]
            && letter.recipients.iter().any(|p| measured[p.who as usize])
    });
    let (first, volume) = volume(letters.iter().map(|one| month(one.date)));
    let inside = first..first + volume.len() as i32;
    letters.retain(|one| inside.contains(&month(one.date)));
    let custodians = custodians(context);
    let holdings = Holdings::new(context, &custodians);
    let mut volumes = vec![vec![0; volume.len()]; custodians.list.len()];
    for one in &letters {
        let at = (month(one.date) - first) as usize;
        for custodian in holdings.of(one.letter.message).filter(|c| *c != NONE) {
            volumes[custodian as usize][at] += 1;
        }
    }
    volumes.push(volume);
    let mut all: Vec<(Whose, u32)> = Vec::new();
    for (place, one) in (0..).zip(&letters) {
        whose(context, &one.letter, &measured, |whose| {
            all.push((whose, place))
        });
    }
    let mut counts: FxHashMap<Whose, u32> = FxHashMap::default();
    for (whose, _) in &all {
        *counts.entry(*whose).or_default() += 1;
    }
    // A stable order of places within each.
    all.retain(|(whose, _)| counts.get(whose).is_some_and(|n| *n >= LETTERS));
    all.sort_unstable();
    all.dedup();
    let of_one = all.chunk_by(|a, b| a.0 == b.0);
    let series = |all: &[(Whose, u32)]| Series {
        whose: all[0].0,
        letters: (all.iter().map(|(_, place)| &letters[*place as usize]))
            .map(|one| (one.date, one.letter.message))
            .collect(),
        seen_in: volumes.len() as u32 - 1,
    };
    let mut list: Vec<Series> = of_one.map(series).collect();
    list.retain(|one| one.letters.len() >= LETTERS as usize);
    for one in &mut list {
        one.seen_in = holder(one, &holdings).unwrap_or(one.seen_in);
    }
    AllSeries {
        list,
        first,
        volumes,
    }
}

/// The custodian whose mailbox holds most of the letters, if it is enough of them.
fn holder(series: &Series, holdings: &Holdings) -> Option<u32> {
    let mut counts: FxHashMap<u32, u32> = FxHashMap::default();
    for (_, message) in &series.letters {
        for custodian in holdings.of(*message).filter(|c| *c != NONE) {
            *counts.entry(custodian).or_default() += 1;
        }
    }
    let most = counts
        .into_iter()
        .max_by_key(|(c, n)| (*n, std::cmp::Reverse(*c)))?;
    (f64::from(most.1) >= HOLDS * series.letters.len() as f64).then_some(most.0)
}

/// Letters by month, without the stray ones at both ends.
fn volume(months: impl Iterator<Item = i32>) -> (i32, Vec<u32>) {
    let months: Vec<i32> = months.collect();
    let stray = months.len() / STRAY;
    let (Some(&first), Some(&last)) = (months.get(stray), months.iter().rev().nth(stray)) else {
        return (0, Vec::new());
    };
    let mut volume = vec![0; (last - first) as usize + 1];
    for at in months {
        if let Some(count) = volume.get_mut((at - first) as usize) {
            *count += 1;
        }
    }
    (first, volume)
}

fn whose(
    context: &Context,
    letter: &crate::network::Letter,
    measured: &[bool],
    mut put: impl FnMut(Whose),
) {
    let sender = letter.sender;
    let mine = context.organization(sender, letter.message);
    put(Whose::Person(sender.who));
    let mut organizations = vec![mine];
    for party in letter
        .recipients
        .iter()
        .filter(|p| measured[p.who as usize])
    {
        let (a, b) = pair(sender.who, party.who);
        put(Whose::Tie(a, b));
        put(Whose::Person(party.who));
        organizations.push(context.organization(*party, letter.message));
    }
    organizations.sort_unstable();
    organizations.dedup();
    for one in organizations.into_iter().filter(|o| *o != NONE) {
        put(Whose::Organization(one));
    }
}

impl AllSeries {
    /// Letters of each month where those of the series could be seen: in the mailbox that holds most of them, else in the archive.
    pub fn volume(&self, series: &Series) -> &[u32] {
        let volume = self.volumes.get(series.seen_in as usize);
        volume.map_or(&[], Vec::as_slice)
    }

    /// Letters of a series in each month of the archive.
    pub fn counts(&self, series: &Series) -> Vec<u32> {
        let mut counts = vec![0; self.volume(series).len()];
        for (date, _) in &series.letters {
            let at = usize::try_from(month(*date) - self.first);
            if let Some(count) = at.ok().and_then(|at| counts.get_mut(at)) {
                *count += 1;
            }
        }
        counts
    }
}

/// The longest silence of a series.
#[derive(Clone, Debug, PartialEq)]
pub struct Silence {
    /// Whose.
    pub whose: Whose,
    /// First and last letter of all, with their times.
    pub ends: [(i64, u32); 2],
    /// Letters.
    pub letters: u32,
    /// Months with letters.
    pub months: u32,
    /// The last letter before the longest silence and the first after it, with their times.
    pub silence: [(i64, u32); 2],
    /// The custodian whose mailbox tells when the letters could be seen, or [`NONE`] for the whole archive.
    pub mailbox: u32,
    /// Letters to be expected in that time, by the volume of the mailbox or archive and the part of it that is its own otherwise.
    pub expected: f64,
    /// The probability of so many silent months by chance, see [`silences`]; `None` if there was no habit before or after.
    pub p: Option<f64>,
    /// The letters before and after the silence, the first and the last.
    pub evidence: Vec<u32>,
}

impl Silence {
    /// Its length in days.
    pub fn days(&self) -> f64 {
        (self.silence[1].0 - self.silence[0].0) as f64 / 86_400.0
    }
}

/// The longest silence of each series, the least probable first. The probability: otherwise k of n months from its first to its
/// last had letters, so a month is silent with 1 - (k + 1/2) / (n + 1) (Jeffreys' estimate), and each whole month of the silence by itself.
/// Bursts of mail within a month do not count for more than one. Months of which the mailbox that holds most of the letters (else the archive)
/// holds little or nothing are left out: there, silence is the mailbox's. O(n).
pub fn silences(context: &Context) -> Vec<Silence> {
    let all = series(context);
    let volumes: Vec<Volume> = (all.volumes.iter())
        .map(|counts| Volume::new(all.first, counts))
        .collect();
    let archive = volumes.len() - 1;
    let mut found: Vec<Silence> = (all.list.iter())
        .filter_map(|one| {
            let mut found = longest(one, &volumes[one.seen_in as usize])?;
            if one.seen_in as usize == archive {
                found.mailbox = NONE;
            }
            Some(found)
        })
        .collect();
    found.sort_by(|a, b| {
        let p = |s: &Silence| s.p.unwrap_or(f64::INFINITY);
        let rank = p(a)
            .total_cmp(&p(b))
            .then(b.expected.total_cmp(&a.expected));
        rank.then(a.whose.cmp(&b.whose))
    });
    found
}

/// Letters of a mailbox or of the archive in time.
struct Volume {
    first: i32,
    /// Letters before each month.
    sums: Vec<u64>,
    /// Whether enough is held of each month.
    held: Vec<bool>,
}

impl Volume {
    fn new(first: i32, counts: &[u32]) -> Self {
        let mut sums = vec![0_u64];
        for n in counts {
            sums.push(sums[sums.len() - 1] + u64::from(*n));
        }
        let mut usual: Vec<u32> = counts.iter().copied().filter(|n| *n > 0).collect();
        usual.sort_unstable();
        let median = usual.get(usual.len() / 2).copied().unwrap_or(0);
        let enough = |n: &u32| *n > 0 && f64::from(*n) >= THIN * f64::from(median);
        Self {
            first,
            sums,
            held: counts.iter().map(enough).collect(),
        }
    }

    /// Letters before a time; months are taken as even.
    fn before(&self, time: i64) -> f64 {
        let at = month(time);
        let start = super::calendar::start(at);
        let length = (super::calendar::start(at + 1) - start) as f64;
        let sum = |months: i32| {
            let at = months.clamp(0, self.sums.len() as i32 - 1);
            self.sums[at as usize] as f64
        };
        let (low, high) = (sum(at - self.first), sum(at - self.first + 1));
        low + (high - low) * (time - start) as f64 / length
    }

    /// Months of which enough is held.
    fn held(&self, months: std::ops::Range<i32>) -> f64 {
        let held = |month: i32| {
            let at = usize::try_from(month - self.first).ok();
            at.and_then(|at| self.held.get(at))
                .is_some_and(|held| *held)
        };
        months.filter(|m| held(*m)).count() as f64
    }
}

fn longest(series: &Series, volume: &Volume) -> Option<Silence> {
    let letters = &series.letters;
    let pair = letters
        .windows(2)
        .max_by_key(|pair| (pair[1].0 - pair[0].0, -pair[0].0))?;
    let ends = [*letters.first()?, *letters.last()?];
    let silent = volume.before(pair[1].0) - volume.before(pair[0].0);
    let other = volume.before(ends[1].0) - volume.before(ends[0].0) - silent;
    let expected = match other > 0.0 {
        true => (letters.len() - 1) as f64 * silent / other,
        false => 0.0,
    };
    let mut months: Vec<i32> = letters.iter().map(|l| month(l.0)).collect();
    months.dedup();
    Some(Silence {
        whose: series.whose,
        ends,
        letters: letters.len() as u32,
        months: months.len() as u32,
        silence: [pair[0], pair[1]],
        mailbox: series.seen_in,
        expected,
        p: chance(&months, month(pair[0].0), volume),
        evidence: [pair[0], pair[1], ends[0], ends[1]].map(|l| l.1).to_vec(),
    })
}

/// The probability of the silent months after the month `last` by chance; `months` are those with letters.
fn chance(months: &[i32], last: i32, volume: &Volume) -> Option<f64> {
    let place = months.partition_point(|m| *m <= last);
    let next = *months.get(place)?;
    if place < HABIT || months.len() - place < HABIT {
        return None;
    }
    let silent = volume.held(last + 1..next);
    let all = volume.held(months[0]..months[months.len() - 1] + 1) - silent;
    let active = months.iter().map(|m| volume.held(*m..*m + 1)).sum::<f64>();
    let one = 1.0 - (active + 0.5) / (all + 1.0);
    Some(one.powf(silent))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::calendar::start;

    // By hand: an archive with 10 letters a month for 12 months; a tie with one in each of the first three and of the last three.
    #[test]
    fn the_longest_silence_and_what_was_to_be_expected() {
        let months = [0, 1, 2, 9, 10, 11];
        let letters: Vec<(i64, u32)> = (months.iter().map(|m| 12 * 2001 + m).map(start))
            .zip(0..)
            .collect();
        let series = Series {
            whose: Whose::Person(3),
            letters,
            seen_in: 0,
        };
        let found = longest(&series, &Volume::new(12 * 2001, &[10; 12])).expect("a silence");
        // March 1 to October 1.
        assert_eq!(found.silence, [series.letters[2], series.letters[3]]);
        assert_eq!((found.letters, found.months, found.days()), (6, 6, 214.0));
        // 70 of the archive's letters in the silence, 40 otherwise, in which 5 came after another one.
        assert_eq!(found.expected, 5.0 * 70.0 / 40.0);
        // Six silent months, March to September; six of the six others have a letter.
        let p = found.p.expect("a habit");
        assert!((p - (1.0 - 6.5 / 7.0_f64).powi(6)).abs() < 1e-15);
        // A mailbox that holds little of four of them is no witness of those.
        let thin = [10, 10, 10, 2, 0, 1, 2, 10, 10, 10, 10, 10];
        let found = longest(&series, &Volume::new(12 * 2001, &thin)).expect("a silence");
        let p = found.p.expect("a habit");
        assert!((p - (1.0 - 6.5 / 7.0_f64).powi(2)).abs() < 1e-15);
    }

    #[test]
    fn wrong_clocks_do_not_stretch_the_archive() {
        let months = std::iter::once(-100)
            .chain((0..4_000).map(|i| i / 100))
            .chain([999]);
        let (first, volume) = volume(months);
        assert_eq!((first, volume.len()), (0, 40));
        assert!(volume.iter().all(|n| *n == 100));
    }
}
