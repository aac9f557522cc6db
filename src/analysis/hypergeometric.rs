//! One draw without replacement: its probabilities, and its moments when they are tilted. It does not know sums of draws.
//!
//! N. L. Johnson, A. W. Kemp, S. Kotz, Univariate Discrete Distributions, 2005, chapter 6.

use super::significance::Cell;

/// A hypergeometric variable less its least value: it lies in `0..=span`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Draw {
    /// The least value that was taken off.
    pub least: u64,
    /// The largest value that is left.
    pub span: u64,
    /// `P(j + 1) / P(j) = (a - j)(b - j) / ((c + j)(d + j))`.
    ratio: [f64; 4],
    /// Mean of what is left.
    pub mean: f64,
}

/// Sums over a tilted draw: logarithm of the sum of its weights `P(j) exp(tilt j)`, and its first four cumulants.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Tilted {
    pub logarithm: f64,
    pub cumulants: [f64; 4],
}

/// Probability of at least one marked item where none is forced, by sums of positive terms only. O(fewer of marked and drawn).
pub(super) fn any(cell: &Cell) -> f64 {
    let (few, many) = (cell.marked.min(cell.drawn), cell.marked.max(cell.drawn));
    let (many, total) = (many as f64, cell.total as f64);
    if few > 1 << 22 {
        // At most the expected number (Markov's bound).
        return (few as f64 * (many / total)).min(1.0);
    }
    let mut any = 0.0;
    for t in 0..few {
        any += many / (total - t as f64) * (1.0 - any);
        if any == 1.0 {
            break;
        }
    }
    any
}

impl Draw {
    /// More marked or drawn than there are counts as all.
    pub(super) fn new(cell: &Cell) -> Self {
        let marked = cell.marked.min(cell.total);
        let drawn = cell.drawn.min(cell.total);
        let unmarked = cell.total - marked;
        let least = drawn.saturating_sub(unmarked);
        let (a, b) = (marked - least, drawn - least);
        let mean = marked as f64 * (drawn as f64 / cell.total.max(1) as f64) - least as f64;
        Self {
            least,
            span: a.min(b),
            ratio: [
                a as f64,
                b as f64,
                least as f64 + 1.0,
                (unmarked - (drawn - least)) as f64 + 1.0,
            ],
            mean,
        }
    }

    /// `P(j + 1) / P(j)`, falling in `j`.
    fn ratio(&self, j: u64) -> f64 {
        let ([a, b, c, d], j) = (self.ratio, j as f64);
        (a - j) * (b - j) / ((c + j) * (d + j))
    }

    /// The most probable value when each step up is worth `factor` more.
    fn mode(&self, factor: f64) -> u64 {
        let (mut low, mut high) = (0, self.span);
        while low < high {
            let middle = low + (high - low) / 2;
            if self.ratio(middle) * factor > 1.0 {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    }

    /// Probabilities of `0..=span`, each with a relative error of about 1e-15 times the steps from the mode. O(span).
    pub(super) fn probabilities(&self, into: &mut Vec<f64>) {
        let mode = if self.ratio(0) < 1.0 {
            0
        } else {
            self.mode(1.0) as usize
        };
        into.clear();
        into.resize(self.span as usize + 1, 0.0);
        into[mode] = 1.0;
        let mut sum = 1.0;
        for j in mode..self.span as usize {
            into[j + 1] = into[j] * self.ratio(j as u64);
            sum += into[j + 1];
        }
        for j in (0..mode).rev() {
            into[j] = into[j + 1] / self.ratio(j as u64);
            sum += into[j];
        }
        let share = 1.0 / sum;
        into.iter_mut().for_each(|p| *p *= share);
    }

    /// The draw with weights `P(j) exp(tilt j)`. O(standard deviation + shift of the mode).
    pub(super) fn tilted(&self, tilt: f64) -> Tilted {
        let factor = tilt.exp();
        let (mode, plain) = (self.mode(factor), self.mode(1.0));
        let sums = self.sums(mode, factor);
        // ln P(mode) by steps from the plain mode.
        let between = plain.min(mode)..plain.max(mode);
        let steps: f64 = between.map(|j| self.ratio(j).ln()).sum();
        let climb = if mode >= plain { steps } else { -steps };
        let logarithm = climb + tilt * mode as f64 + (sums[0] / self.sums(plain, 1.0)[0]).ln();
        let [m1, m2, m3, m4] = [1, 2, 3, 4].map(|i| sums[i] / sums[0]);
        let variance = (m2 - m1 * m1).max(0.0);
        let third = m3 - 3.0 * m1 * m2 + 2.0 * m1.powi(3);
        let fourth = m4 - 4.0 * m1 * m3 + 6.0 * m1 * m1 * m2 - 3.0 * m1.powi(4);
        Tilted {
            logarithm,
            cumulants: [
                mode as f64 + m1,
                variance,
                third,
                fourth - 3.0 * variance * variance,
            ],
        }
    }

    /// Sums of weights times the powers 0 to 4 of the distance from the mode, which weighs 1.
    fn sums(&self, mode: u64, factor: f64) -> [f64; 5] {
        let mut sums = [1.0, 0.0, 0.0, 0.0, 0.0];
        let mut add = |weight: f64, x: f64| {
            let mut term = weight;
            for sum in &mut sums {
                *sum += term;
                term *= x;
            }
            weight * x.powi(4) > 1e-18
        };
        let mut weight = 1.0;
        for j in mode..self.span {
            weight *= self.ratio(j) * factor;
            if !add(weight, (j + 1 - mode) as f64) {
                break;
            }
        }
        weight = 1.0;
        for j in (0..mode).rev() {
            weight /= self.ratio(j) * factor;
            if !add(weight, -((mode - j) as f64)) {
                break;
            }
        }
        sums
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draw(total: u64, marked: u64, drawn: u64) -> Draw {
        Draw::new(&Cell {
            total,
            marked,
            drawn,
        })
    }

    #[test]
    fn probabilities_by_hand() {
        // 5 of 10 drawn, 4 marked: C(4, j) C(6, 5 - j) / 252.
        let mut found = Vec::new();
        draw(10, 4, 5).probabilities(&mut found);
        let wanted = [6.0, 60.0, 120.0, 60.0, 6.0].map(|x| x / 252.0);
        assert!(found.iter().zip(wanted).all(|(a, b)| (a - b).abs() < 1e-15));
        // 5 of 7 drawn, 6 marked: at least 4.
        let forced = draw(7, 6, 5);
        assert_eq!((forced.least, forced.span), (4, 1));
        forced.probabilities(&mut found);
        assert!((found[1] - 2.0 / 7.0).abs() < 1e-15);
        let everything = draw(3, 9, 9);
        assert_eq!((everything.least, everything.span), (3, 0));
    }

    #[test]
    fn moments_are_those_of_the_textbook() {
        let (total, marked, drawn) = (500.0, 120.0, 80.0);
        let found = draw(500, 120, 80).tilted(0.0);
        let mean = drawn * marked / total;
        let variance = mean * (1.0 - marked / total) * (total - drawn) / (total - 1.0);
        assert!((found.cumulants[0] - mean).abs() < 1e-9);
        assert!((found.cumulants[1] - variance).abs() < 1e-9);
        assert!(found.logarithm.abs() < 1e-12);
    }

    #[test]
    fn a_tilt_weighs_each_value() {
        let draw = draw(40, 12, 9);
        let mut plain = Vec::new();
        draw.probabilities(&mut plain);
        let tilt = 1.7_f64;
        let weights = plain
            .iter()
            .enumerate()
            .map(|(j, p)| p * (tilt * j as f64).exp());
        let sum: f64 = weights.clone().sum();
        let mean: f64 = weights.enumerate().map(|(j, w)| j as f64 * w).sum::<f64>() / sum;
        let found = draw.tilted(tilt);
        assert!((found.logarithm - sum.ln()).abs() < 1e-12);
        assert!((found.cumulants[0] - mean).abs() < 1e-9);
    }
}
