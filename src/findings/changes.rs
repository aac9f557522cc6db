//! Changes: months from which on a tie, a person or an organization writes more or less, measured against the whole archive.
//! It does not know why.

use rayon::prelude::*;

use super::calendar;
use super::series::{Series, THIN, Whose, series};
use crate::analysis;
use crate::case::facts::NONE;
use crate::network::Context;
use crate::network::tie::EVIDENCE;

/// A series that does not change gives a false alarm with at most this probability.
pub const LEVEL: f64 = 0.01;
/// One change of one series.
#[derive(Clone, Debug, PartialEq)]
pub struct Turn {
    /// Whose letters.
    pub whose: Whose,
    /// First month of the new rate, see [`calendar::month`].
    pub month: i32,
    /// Letters a month before, at the mean volume of what they are compared with.
    pub before: f64,
    /// Letters a month since, until the next change.
    pub after: f64,
    /// The probability of such a change in a series that does not change.
    pub p: f64,
    /// The part of false ones to be expected among all that are as sure as this or surer (Benjamini and Hochberg, over all series).
    pub q: f64,
    /// The custodian whose mailbox the numbers are compared with, or [`NONE`] for the whole archive.
    pub mailbox: u32,
    /// The first letters from that month on; if there are none, the last before.
    pub evidence: Vec<u32>,
}

/// The changes of all series (see [`series`]), the surest first. What is compared is the part of the letters of each month that the mailbox
/// holds which holds most of the series (else the archive), so more mail in it is no change. See [`analysis::changes`] for the test.
pub fn changes(context: &Context) -> Vec<Turn> {
    let all = series(context);
    let exposures: Vec<Vec<f64>> = all.volumes.iter().map(|v| exposure(v)).collect();
    let of_series = |one: &Series| -> Vec<Turn> {
        let exposure = &exposures[one.seen_in as usize];
        let found = analysis::changes(&all.counts(one), Some(exposure), LEVEL);
        let turn = |change: &analysis::Change| {
            let month = all.first + change.at as i32;
            Turn {
                whose: one.whose,
                month,
                before: change.before_rate,
                after: change.after_rate,
                p: change.p,
                q: 1.0,
                mailbox: if one.seen_in as usize + 1 == exposures.len() {
                    NONE
                } else {
                    one.seen_in
                },
                evidence: evidence(one, month),
            }
        };
        found.iter().map(turn).collect()
    };
    let mut found: Vec<Turn> = all.list.par_iter().flat_map_iter(of_series).collect();
    let p: Vec<f64> = found.iter().map(|turn| turn.p).collect();
    let tests = all.list.len().max(found.len()) as u64;
    for (turn, q) in found
        .iter_mut()
        .zip(analysis::benjamini_hochberg(&p, tests))
    {
        turn.q = q;
    }
    let size = |turn: &Turn| (turn.after - turn.before).abs();
    found.sort_by(|a, b| {
        let surest = a.p.total_cmp(&b.p).then(size(b).total_cmp(&size(a)));
        surest.then((a.whose, a.month).cmp(&(b.whose, b.month)))
    });
    found
}

/// Volume by month, 1 the mean of the months that hold anything; 0 for thin ones, see [`THIN`]: a rate over them would be a wild guess.
fn exposure(volume: &[u32]) -> Vec<f64> {
    let mut held: Vec<u32> = volume.iter().copied().filter(|n| *n > 0).collect();
    held.sort_unstable();
    let median = f64::from(held.get(held.len() / 2).copied().unwrap_or(0));
    let mean = held.iter().map(|n| f64::from(*n)).sum::<f64>() / held.len().max(1) as f64;
    let part = |n: &u32| match f64::from(*n) {
        thin if thin < THIN * median => 0.0,
        enough => enough / mean.max(f64::MIN_POSITIVE),
    };
    volume.iter().map(part).collect()
}

fn evidence(series: &Series, month: i32) -> Vec<u32> {
    let start = calendar::start(month);
    let place = series.letters.partition_point(|l| l.0 < start);
    let since = series.letters[place..].iter().take(EVIDENCE);
    let mut proof: Vec<u32> = since.map(|l| l.1).collect();
    if proof.is_empty() {
        proof.extend(series.letters.last().map(|l| l.1));
    }
    proof
}
