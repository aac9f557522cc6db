//! How likely a count that grows at a constant rate ever leaves a band. It does not know what is tested with it.

/// Multiplications up to which [`leaves`] follows the count exactly: some 5 ms.
const EXACT_WORK: f64 = 3e6;
/// Below this probability the sum over all times is taken in place of the exact one: it is a few times larger there, and costs little.
const SMALL: f64 = 1e-4;

/// The growing count: `total` events fall independently on steps, each with a probability in proportion to its share.
pub(super) struct Growth<'a> {
    pub total: u64,
    /// Shares of the steps, all above 0.
    pub shares: &'a [f64],
}

/// Probability that after some step but the last the count is below `band.0` or above `band.1` of that step (inclusive bounds). Exact by
/// following the count from step to step, or, if that is much work or the probability is very small, the sum over all steps, which is
/// not below it. In 0..=1. O(steps * width of the band * width of a step).
pub(super) fn leaves(growth: &Growth, band: &[(u64, u64)]) -> f64 {
    let union = union(growth, band).min(1.0);
    let width = band.iter().map(|b| b.1 - b.0).max().unwrap_or(0) as f64 + 1.0;
    let all: f64 = growth.shares.iter().sum();
    let largest = growth.shares.iter().copied().fold(0.0, f64::max) / all;
    let step = reach(growth.total as f64 * largest);
    let work = growth.shares.len() as f64 * width * width.min(2.0 * step);
    if union < SMALL || work > EXACT_WORK {
        return union;
    }
    (1.0 - stays(growth, band)).clamp(0.0, union)
}

/// So far from its mean a Poisson variable is followed.
fn reach(mean: f64) -> f64 {
    9.0 * mean.sqrt() + 25.0
}

/// Sum over the steps of the probability to be outside.
fn union(growth: &Growth, band: &[(u64, u64)]) -> f64 {
    let all: f64 = growth.shares.iter().sum();
    let mut share = 0.0;
    let outside = |(step, &(low, high)): (&f64, &(u64, u64))| {
        share += step;
        outside(growth.total, (share / all).min(1.0), low, high)
    };
    growth.shares.iter().zip(band).map(outside).sum()
}

/// P(B < low) + P(B > high) for a binomial variable of `n` trials.
pub(super) fn outside(n: u64, q: f64, low: u64, high: u64) -> f64 {
    let below = low
        .checked_sub(1)
        .map_or(0.0, |x| sum_from(n, 1.0 - q, n - x));
    let above = if high < n {
        sum_from(n, q, high + 1)
    } else {
        0.0
    };
    below + above
}

/// P(B >= x) for `x` not below the mean, where the terms fall.
fn sum_from(n: u64, q: f64, x: u64) -> f64 {
    if q <= 0.0 || q >= 1.0 {
        return if q >= 1.0 && x <= n { 1.0 } else { 0.0 };
    }
    let odds = q / (1.0 - q);
    let (mut term, mut sum) = (1.0, 1.0);
    for k in x..n {
        term *= (n - k) as f64 / (k + 1) as f64 * odds;
        sum += term;
        if term < 1e-17 * sum {
            break;
        }
    }
    let ways = ln_factorial(n) - ln_factorial(x) - ln_factorial(n - x);
    let first = ways + x as f64 * q.ln() + (n - x) as f64 * (-q).ln_1p();
    (first.exp() * sum).min(1.0)
}

/// Stirling's series; relative error below 1e-14.
pub(super) fn ln_factorial(n: u64) -> f64 {
    if n < 16 {
        return (2..=n).map(|k| k as f64).product::<f64>().ln();
    }
    let x = n as f64;
    let series = (1.0 / 12.0 - (1.0 / 360.0 - 1.0 / (1260.0 * x * x)) / (x * x)) / x;
    (x + 0.5) * x.ln() - x + 0.5 * std::f64::consts::TAU.ln() + series
}

/// P(inside the band after every step but the last): a Poisson process of the same mean, given its total.
fn stays(growth: &Growth, band: &[(u64, u64)]) -> f64 {
    let all: f64 = growth.shares.iter().sum();
    let total = growth.total as f64;
    let (mut start, mut chance) = (0_u64, vec![1.0]);
    for (i, share) in growth.shares.iter().enumerate() {
        let last = i + 1 == growth.shares.len();
        let (low, high) = if last {
            (growth.total, growth.total)
        } else {
            band[i]
        };
        let (first, steps) = poisson(total * share / all);
        let mut next = vec![0.0; (high - low + 1) as usize];
        for (s, p) in (start..).zip(&chance).filter(|(_, p)| **p > 0.0) {
            for (to, q) in (s + first..=high).zip(&steps) {
                if to >= low {
                    next[(to - low) as usize] += p * q;
                }
            }
        }
        (start, chance) = (low, next);
    }
    let at_total = total * total.ln() - total - ln_factorial(growth.total);
    chance.first().map_or(0.0, |p| p / at_total.exp())
}

/// Probabilities of a Poisson variable around its mean, and the first value.
fn poisson(mean: f64) -> (u64, Vec<f64>) {
    let reach = reach(mean);
    let first = (mean - reach).max(0.0) as u64;
    let last = (mean + reach) as u64;
    let start = first as f64 * mean.ln() - mean - ln_factorial(first);
    let mut term = start.exp();
    let mut found = Vec::with_capacity((last - first + 1) as usize);
    for k in first..=last {
        found.push(term);
        term *= mean / (k + 1) as f64;
    }
    (first, found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn binomial_tails() {
        // scipy.stats.binom: cdf(2, 10, 0.4) + sf(7, 10, 0.4); sf(130, 200, 0.5).
        assert!((outside(10, 0.4, 3, 7) - (0.1672897536 + 0.0122945536)).abs() < 1e-12);
        assert!((outside(200, 0.5, 0, 130) / 6.9287257861822675e-06 - 1.0).abs() < 1e-11);
        assert_eq!(outside(5, 0.3, 0, 5), 0.0);
        assert!((ln_factorial(20) - 42.335616460753485).abs() < 1e-12);
    }

    #[test]
    fn every_path_of_three_steps() {
        // 4 events on steps of shares 1, 2, 1: all 3^4 ways by hand.
        let shares = [1.0, 2.0, 1.0];
        let band = [(0, 1), (2, 3)];
        let mut wanted = 0.0;
        for ways in 0..81_u32 {
            let step = |i: u32| (ways / 3_u32.pow(i) % 3) as usize;
            let chance: f64 = (0..4).map(|i| shares[step(i)] / 4.0).product();
            let until = |s: usize| (0..4).filter(|&i| step(i) <= s).count() as u64;
            let inside = |s: usize| (band[s].0..=band[s].1).contains(&until(s));
            wanted += if inside(0) && inside(1) { 0.0 } else { chance };
        }
        let growth = Growth {
            total: 4,
            shares: &shares,
        };
        assert!((leaves(&growth, &band) - wanted).abs() < 1e-12);
    }
}
