//! How far estimates from a sample may be off. It does not know what was sampled.

use super::Method;
use super::normal::upper_tail;

/// Probability that some value is further off than the error that is stated.
pub const ERROR_LEVEL: f64 = 0.05;

/// Estimates of `values` sums, each over `population` terms in `0..=range`, from the same `drawn` terms without replacement.
pub(super) struct Sample {
    pub drawn: usize,
    pub population: usize,
    pub values: usize,
    pub range: f64,
    /// Largest variance of the drawn terms of a value (with `drawn - 1`).
    pub variance: f64,
}

impl Sample {
    /// Largest standard error of a sum (W. G. Cochran, Sampling Techniques, 1977, 2.8).
    fn standard_error(&self) -> f64 {
        let (k, all) = (self.drawn as f64, self.population as f64);
        if self.drawn < 2 {
            return all * self.range;
        }
        all * (self.variance / k * (1.0 - k / all).max(0.0)).sqrt()
    }

    /// No sum is further off with a probability of 1 - [`ERROR_LEVEL`], if means of the drawn terms are about normal (C. E. Bonferroni).
    fn likely(&self) -> f64 {
        let each = ERROR_LEVEL / (2.0 * self.values.max(1) as f64);
        let (mut low, mut high) = (0.0, 40.0);
        for _ in 0..60 {
            let middle = (low + high) / 2.0;
            if upper_tail(middle) > each {
                low = middle;
            } else {
                high = middle;
            }
        }
        (high * self.standard_error()).min(self.population as f64 * self.range)
    }

    /// No sum is further off with a probability of 1 - [`ERROR_LEVEL`], whatever the terms are: the smaller of the bounds of Hoeffding and
    /// Serfling and of the empirical one of Bernstein and Serfling (R. Bardenet, O.-A. Maillard, Concentration
    /// inequalities for sampling without replacement, Bernoulli 21, 2015, 2.4 and 4.3), each at half of the level.
    fn guaranteed(&self) -> f64 {
        let (k, all) = (self.drawn as f64, self.population as f64);
        let rest = if 2 * self.drawn <= self.population {
            1.0 - (k - 1.0) / all
        } else {
            (1.0 - k / all) * (1.0 + 1.0 / k)
        };
        let each = 2.0 * self.values.max(1) as f64 / ERROR_LEVEL;
        let plain = self.range * (rest * (2.0 * each).ln() / (2.0 * k)).sqrt();
        let logarithm = (10.0 * each).ln();
        let last = (7.0 / 3.0 + 3.0 / 2.0_f64.sqrt()) * self.range * logarithm / k;
        let empirical = (2.0 * rest * self.variance * logarithm / k).sqrt() + last;
        all * plain.min(empirical).min(self.range)
    }

    /// The method with its errors; `factor` is what the sums are multiplied with.
    pub(super) fn stated(&self, method: Method, factor: f64) -> Method {
        Method {
            exact: false,
            error: Some(self.likely() * factor),
            ..method
        }
        .with(
            "error_is",
            "no value is further off, with a probability of 95 % for all values at once (normal approximation)",
        )
        .with("standard_error", format!("{:.6e}", self.standard_error() * factor))
        .with("error_guaranteed", format!("{:.6e}", self.guaranteed() * factor))
        .with(
            "error_guaranteed_is",
            "the same without the approximation: Hoeffding and Serfling, or Bardenet and Maillard, 2015",
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_by_hand() {
        let sample = Sample {
            drawn: 100,
            population: 10_000,
            values: 1,
            range: 1.0,
            variance: 0.04,
        };
        // 10,000 * sqrt(0.04 / 100 * 0.99), and 1.959964 times that.
        assert!((sample.standard_error() - 198.997487).abs() < 1e-5);
        assert!((sample.likely() - 1.9599639845 * 198.997487).abs() < 1e-3);
        // sqrt(0.9901 * ln 80 / 200).
        assert!((sample.guaranteed() - 10_000.0 * 0.147287).abs() < 1.0);
        let one = Sample { drawn: 1, ..sample };
        assert_eq!(one.likely(), 10_000.0);
    }
}
