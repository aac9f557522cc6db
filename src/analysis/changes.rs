//! Change points: from when on a series of counts runs at another rate. It does not know what is counted.

use super::crossing::{Growth, leaves, outside};
use serde::Serialize;

/// The rate changes with a step.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Change {
    /// First step of the new rate.
    pub at: usize,
    /// Events by unit of exposure from the change before (or the beginning) on.
    pub before_rate: f64,
    /// Events by unit of exposure until the next change (or the end).
    pub after_rate: f64,
    /// Probability that a stretch of constant rate looks as much like a change somewhere in it; at most the level asked for.
    pub p: f64,
}

/// Change points of the rate of a series, rising. `exposure` says how much each step could have seen (1 each if absent); steps
/// without a positive, finite one do not count. A series of constant rate gives a change with a probability of at most `level`.
///
/// Binary segmentation: where the likelihood ratio of two rates to one is largest, the stretch is cut if a stretch with the same number of events at
/// constant rate reaches that ratio anywhere with a probability of at most `level` (exact, given the number of events, by the probability that the
/// growing count leaves a band; no simulation), and both parts are looked at likewise. Events of mail come in bursts: the ratio is first divided by the
/// dispersion that neighbouring steps show, if above 1, so bursts alone are no change. O(steps^2) at worst.
///
/// A. J. Scott, M. Knott, A cluster analysis method, Biometrics 30, 1974 (segmentation); K. J. Worsley, The power of likelihood ratio and
/// cumulative sum tests for a change in a binomial probability, Biometrika 70, 1983; M. Noe, Ann. Math. Stat. 43, 1972 (exact bands).
pub fn changes(counts: &[u32], exposure: Option<&[f64]>, level: f64) -> Vec<Change> {
    let seen = |i: usize| exposure.map_or(1.0, |e| e.get(i).copied().unwrap_or(0.0));
    let fits = |&i: &usize| seen(i) > 0.0 && seen(i).is_finite();
    let steps: Vec<usize> = (0..counts.len()).filter(fits).collect();
    let series = Series::new(
        steps.iter().map(|&i| counts[i]).collect(),
        steps.iter().map(|&i| seen(i)).collect(),
    );
    let mut cuts: Vec<(usize, f64)> = Vec::new();
    let mut waiting = vec![(0, steps.len())];
    while let Some((start, end)) = waiting.pop() {
        if let Some((cut, p)) = series.cut(start, end, level) {
            cuts.push((cut, p));
            waiting.extend([(start, cut), (cut, end)]);
        }
    }
    cuts.sort_by_key(|cut| cut.0);
    let ends = cuts.iter().map(|c| c.0).chain([steps.len()]).skip(1);
    let starts = [0].into_iter().chain(cuts.iter().map(|c| c.0));
    let change = |((&(cut, p), start), end): ((&(usize, f64), usize), usize)| Change {
        at: steps[cut],
        before_rate: series.rate(start, cut),
        after_rate: series.rate(cut, end),
        p,
    };
    cuts.iter().zip(starts).zip(ends).map(change).collect()
}

/// Counts and exposures with their running sums.
struct Series {
    counts: Vec<u32>,
    exposure: Vec<f64>,
    counted: Vec<u64>,
    exposed: Vec<f64>,
}

impl Series {
    fn new(counts: Vec<u32>, exposure: Vec<f64>) -> Self {
        let (mut counted, mut exposed) = (vec![0], vec![0.0]);
        let (mut sum, mut all) = (0, 0.0);
        for (&count, &seen) in counts.iter().zip(&exposure) {
            sum += u64::from(count);
            all += seen;
            counted.push(sum);
            exposed.push(all);
        }
        Self {
            counts,
            exposure,
            counted,
            exposed,
        }
    }

    fn rate(&self, start: usize, end: usize) -> f64 {
        let events = self.counted[end] - self.counted[start];
        events as f64 / (self.exposed[end] - self.exposed[start])
    }

    /// Share of the exposure of a stretch that lies before `cut`.
    fn share(&self, start: usize, cut: usize, end: usize) -> f64 {
        let all = self.exposed[end] - self.exposed[start];
        ((self.exposed[cut] - self.exposed[start]) / all).clamp(0.0, 1.0)
    }

    /// The best place to cut a stretch and its p-value, if that is at most `level`.
    fn cut(&self, start: usize, end: usize, level: f64) -> Option<(usize, f64)> {
        let total = self.counted[end] - self.counted[start];
        if end - start < 2 || total < 2 {
            return None;
        }
        let ratio = |cut: usize| {
            let before = self.counted[cut] - self.counted[start];
            log_ratio(before, total, self.share(start, cut, end))
        };
        let first = (start + 1, ratio(start + 1));
        let (cut, largest) = (start + 2..end)
            .map(|cut| (cut, ratio(cut)))
            .fold(first, |best, one| if one.1 > best.1 { one } else { best });
        let wanted = largest / self.dispersion(start, end, cut).max(1.0);
        if wanted <= 0.0 {
            return None;
        }
        // The place that was found alone is a bound from below.
        let q = self.share(start, cut, end);
        let (low, high) = band(total, q, wanted);
        if outside(total, q, low, high) > level {
            return None;
        }
        let growth = Growth {
            total,
            shares: &self.exposure[start..end],
        };
        let bands: Vec<(u64, u64)> = (start + 1..end)
            .map(|cut| band(total, self.share(start, cut, end), wanted))
            .collect();
        let p = leaves(&growth, &bands).max(f64::MIN_POSITIVE);
        (p <= level).then_some((cut, p))
    }

    /// Mean squared difference of neighbouring steps over what a constant rate gives, without the pair at `cut` and the largest
    /// tenth (at least one: another change may be there); 1 if there are few pairs with events.
    fn dispersion(&self, start: usize, end: usize, cut: usize) -> f64 {
        let mut found: Vec<f64> = Vec::new();
        for i in (start + 1..end).filter(|&i| i != cut) {
            let (a, b) = (f64::from(self.counts[i - 1]), f64::from(self.counts[i]));
            let q = self.exposure[i - 1] / (self.exposure[i - 1] + self.exposure[i]);
            if a + b > 0.0 && q > 0.0 && q < 1.0 {
                found.push((a - (a + b) * q).powi(2) / ((a + b) * q * (1.0 - q)));
            }
        }
        found.sort_by(f64::total_cmp);
        let kept = found.len().saturating_sub(1.max(found.len() / 10));
        if kept < LEAST_PAIRS {
            return 1.0;
        }
        found[..kept].iter().sum::<f64>() / kept as f64
    }
}

/// Pairs of steps with events that a dispersion is made of.
const LEAST_PAIRS: usize = 6;

/// Logarithm of the likelihood ratio of `x` of `n` events where a share `q` is expected.
fn log_ratio(x: u64, n: u64, q: f64) -> f64 {
    let part = |x: u64, q: f64| match x {
        0 => 0.0,
        _ => x as f64 * (x as f64 / (n as f64 * q)).ln(),
    };
    let found = part(x, q) + part(n - x, 1.0 - q);
    if found.is_finite() {
        found.max(0.0)
    } else {
        0.0
    }
}

/// The least and the largest number of events whose logarithm of the ratio is below `wanted` (above 0).
fn band(n: u64, q: f64, wanted: f64) -> (u64, u64) {
    // Equal ratios count as reached, whatever rounding does.
    let inside = |x: u64| log_ratio(x, n, q) < wanted * (1.0 - 1e-9);
    let middle = ((n as f64 * q) as u64).min(n);
    let (mut low, mut outer) = (middle, 0);
    while outer < low {
        let x = outer + (low - outer) / 2;
        if inside(x) { low = x } else { outer = x + 1 }
    }
    let (mut high, mut outer) = (middle, n);
    while high < outer {
        let x = outer - (outer - high) / 2;
        if inside(x) { high = x } else { outer = x - 1 }
    }
    (low, high)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::random::Random;

    /// A Poisson variable, by multiplying uniform ones (D. Knuth).
    fn poisson(random: &mut Random, mean: f64) -> u32 {
        let uniform = |random: &mut Random| (random.next() >> 11) as f64 / (1u64 << 53) as f64;
        let (mut count, mut product) = (0, uniform(random));
        while product > (-mean).exp() {
            count += 1;
            product *= uniform(random);
        }
        count
    }

    #[test]
    fn a_clear_step_by_hand() {
        let counts = [2, 3, 1, 2, 3, 2, 9, 11, 10, 8, 12, 10];
        let found = changes(&counts, None, 0.01);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].at, 6);
        assert!((found[0].before_rate - 13.0 / 6.0).abs() < 1e-12);
        assert!((found[0].after_rate - 10.0).abs() < 1e-12);
        // 13 of 73 in one half: scipy's binomtest gives 2.7e-8 for this place alone; eleven places at most.
        assert!(found[0].p > 2.7e-8 && found[0].p < 11.0 * 2.8e-8);
    }

    #[test]
    fn a_month_that_the_archive_hardly_saw_is_no_change() {
        let counts = [20, 22, 19, 21, 2, 3, 2, 20, 21, 18];
        let seen = [1.0, 1.0, 1.0, 1.0, 0.1, 0.1, 0.1, 1.0, 1.0, 1.0];
        assert!(changes(&counts, Some(&seen), 0.01).is_empty());
        let found = changes(&counts, None, 0.01);
        assert_eq!(found.iter().map(|c| c.at).collect::<Vec<_>>(), [4, 7]);
        let unseen = [1.0, 1.0, 1.0, 1.0, 0.0, f64::NAN, -1.0, 1.0, 1.0, 1.0];
        assert!(changes(&counts, Some(&unseen), 0.01).is_empty());
    }

    #[test]
    fn nothing_comes_of_nothing() {
        for counts in [&[][..], &[5], &[0, 0, 0], &[1, 0], &[7, 7, 7, 7]] {
            assert!(changes(counts, None, 0.05).is_empty(), "{counts:?}");
        }
        assert_eq!(changes(&[u32::MAX, 0, 0, u32::MAX], None, 0.01).len(), 2);
    }

    #[test]
    fn constant_rates_raise_no_more_alarms_than_allowed() {
        let mut random = Random::new(7);
        for (mean, level) in [(0.3, 0.05), (3.0, 0.05), (20.0, 0.05), (3.0, 0.01)] {
            let series = |random: &mut Random| -> Vec<u32> {
                (0..60).map(|_| poisson(random, mean)).collect()
            };
            let alarms = (0..2000)
                .filter(|_| !changes(&series(&mut random), None, level).is_empty())
                .count() as f64;
            // Three standard deviations of a binomial count above the mean; and it is no test that never rejects.
            let (wanted, off) = (2000.0 * level, (2000.0 * level * (1.0 - level)).sqrt());
            assert!(alarms <= wanted + 3.0 * off, "{mean} {level}: {alarms}");
            assert!(alarms >= 0.2 * wanted, "{mean} {level}: {alarms}");
        }
    }

    #[test]
    fn a_threefold_rate_is_found_within_a_month() {
        let mut random = Random::new(11);
        let rate = |month: usize| if month < 24 { 8.0 } else { 24.0 };
        let found = (0..200).filter(|_| {
            let counts: Vec<u32> = (0..48).map(|m| poisson(&mut random, rate(m))).collect();
            let found = changes(&counts, None, 0.01);
            found.iter().any(|c| c.at.abs_diff(24) <= 1)
        });
        assert!(found.count() >= 190);
    }
}
