//! The tail of a large sum of draws, where an exact sum would take too long. It does not know small sums.
//!
//! The draws are tilted so that the mean of their sum is what was observed (F. Esscher, 1932; H. E. Daniels, Saddlepoint
//! approximations in statistics, 1954); there the probabilities of the single values are those of a normal density with the corrections of
//! Edgeworth by the third and fourth cumulants; they are tilted back and summed. So there is no singularity at the mean, as in the
//! formula of Lugannani and Rice.

use super::hypergeometric::{Draw, Tilted};

/// Below this standard deviation of the tilted sum the expansion is not trusted, and Chernoff's bound taken.
const LEAST_DEVIATION: f64 = 8.0;
/// Standard deviations that are summed.
const REACH: f64 = 12.0;

/// Above this largest sum only Hoeffding's bound is taken: an expansion would take long; such a tie needs no test.
const MOST: u64 = 1 << 22;

/// P(sum of the draws >= wanted), for 0 < wanted <= the largest sum.
pub(super) fn tail(draws: &[Draw], wanted: u64) -> f64 {
    let mean: f64 = draws.iter().map(|d| d.mean).sum();
    let wanted = wanted as f64;
    let most: u64 = draws.iter().map(|d| d.span).fold(0, u64::saturating_add);
    if most > MOST {
        // A draw is a sum of `span` independent events (V. Vatutin, V. Mikhailov, 1982), so W. Hoeffding's bound (1963) holds.
        return (-2.0 * (wanted - mean).max(0.0).powi(2) / most as f64).exp();
    }
    let tilt = if wanted <= mean {
        0.0
    } else {
        tilt_to(draws, wanted)
    };
    let Tilted {
        logarithm,
        cumulants,
    } = sum(draws, tilt);
    let deviation = cumulants[1].sqrt();
    let bound = logarithm - tilt * wanted;
    if deviation < LEAST_DEVIATION || tilt.is_infinite() {
        return bound.exp();
    }
    let last = (REACH * deviation + (cumulants[0] - wanted).max(0.0)) as u64;
    let chance = |j: u64| {
        let x = (wanted + j as f64 - cumulants[0]) / deviation;
        edgeworth(x, &cumulants, deviation) * (-tilt * j as f64).exp()
    };
    let rest: f64 = (0..=last).map(chance).sum();
    (bound + rest.ln()).exp()
}

/// Density of a sum at `x` standard deviations from its mean.
fn edgeworth(x: f64, cumulants: &[f64; 4], deviation: f64) -> f64 {
    let skew = cumulants[2] / deviation.powi(3);
    let excess = cumulants[3] / deviation.powi(4);
    let y = x * x;
    let third = x * (y - 3.0);
    let fourth = y * (y - 6.0) + 3.0;
    let sixth = y * (y * (y - 15.0) + 45.0) - 15.0;
    let normal = (-0.5 * y).exp() / (deviation * std::f64::consts::TAU.sqrt());
    let correction = skew / 6.0 * third + excess / 24.0 * fourth + skew * skew / 72.0 * sixth;
    normal * (1.0 + correction).max(0.0)
}

fn sum(draws: &[Draw], tilt: f64) -> Tilted {
    let mut sum = Tilted::default();
    for draw in draws {
        let one = draw.tilted(tilt);
        sum.logarithm += one.logarithm;
        for (all, own) in sum.cumulants.iter_mut().zip(one.cumulants) {
            *all += own;
        }
    }
    sum
}

/// The tilt at which the mean is `wanted` (above the mean without a tilt): Newton's method within halved bounds.
fn tilt_to(draws: &[Draw], wanted: f64) -> f64 {
    let (mut low, mut high, mut tilt) = (0.0_f64, 60.0_f64, 0.0_f64);
    for _ in 0..80 {
        let found = sum(draws, tilt);
        let off = found.cumulants[0] - wanted;
        if off.abs() <= 1e-9 * wanted {
            break;
        }
        if off > 0.0 {
            high = tilt;
        } else {
            low = tilt;
        }
        let next = tilt - off / found.cumulants[1];
        tilt = if next > low && next < high {
            next
        } else {
            0.5 * (low + high)
        };
    }
    tilt
}
