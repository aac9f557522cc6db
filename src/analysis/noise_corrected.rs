//! The noise-corrected null model: which arcs are heavier than the activity of their ends alone would make them.

use super::normal::upper_tail;
use super::{Csr, Method};
use serde::Serialize;

/// One value an arc, in the order of the arcs of the graph.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NoiseCorrected {
    /// Lift of the arc over its expectation, -1..=1: `(k w - 1) / (k w + 1)` with `k = total / (strength out * strength in)`.
    pub score: Vec<f64>,
    /// Standard deviation of the score, as the paper estimates it.
    pub deviation: Vec<f64>,
    /// Of the two, the larger: the normal tail of score / deviation (what the paper cuts at 1.64 is 0.05 here), and Chernoff's bound of
    /// the binomial null model. In `f64::MIN_POSITIVE..=1`.
    pub p: Vec<f64>,
    /// How they were made.
    pub method: Method,
}

/// Scores of all arcs; the weights are taken as counts of events. Takes a directed or a symmetric graph. O(n + arcs).
///
/// Score and deviation are those of the authors' program. Its deviation nearly vanishes for an arc that is all that one of its ends
/// has, however small the arc, so that the ratio alone would call a single message a certain tie; hence the bound in `p`. For
/// mail with its many small counts [`super::tail`] is the sharper test.
///
/// M. Coscia, F. Neffke, Network backboning with noisy data, ICDE 2017.
pub fn noise_corrected(graph: &Csr) -> NoiseCorrected {
    let out: Vec<f64> = (0..graph.len()).map(|v| graph.strength(v)).collect();
    let mut into = vec![0.0; graph.len()];
    for v in 0..graph.len() {
        graph.row(v).for_each(|(t, w)| into[t] += w);
    }
    let total: f64 = out.iter().sum();
    let method = Method::direct(
        "noise_corrected",
        "M. Coscia, F. Neffke, Network backboning with noisy data, ICDE 2017",
    )
    .with("p", "the larger of the normal tail and Chernoff's bound");
    let mut found = NoiseCorrected {
        score: Vec::with_capacity(graph.arc_count()),
        deviation: Vec::with_capacity(graph.arc_count()),
        p: Vec::with_capacity(graph.arc_count()),
        method,
    };
    for (v, &own) in out.iter().enumerate() {
        for (t, w) in graph.row(v) {
            let (score, deviation) = scored(w, own, into[t], total);
            found.score.push(score);
            found.deviation.push(deviation);
            found
                .p
                .push(probability(score, deviation, w, own, into[t], total));
        }
    }
    found
}

/// Score and deviation of an arc of weight `w` between ends that send `out` and receive `into` of `total`.
fn scored(w: f64, out: f64, into: f64, total: f64) -> (f64, f64) {
    let lift = w * (total / out / into);
    let score = (lift - 1.0) / (lift + 1.0);
    let mean = out / total * (into / total);
    // Of the hypergeometric prior.
    let variance = mean * (1.0 - out / total) * (1.0 - into / total) / (total - 1.0);
    if variance.is_nan() || variance <= 0.0 {
        return (score, 0.0);
    }
    let alpha = mean * mean / variance * (1.0 - mean) - mean;
    let beta = mean / variance * (1.0 - mean * mean) - (1.0 - mean);
    let expected = (alpha + w) / (alpha + beta + total);
    let noise = (expected * (1.0 - expected) * total).max(0.0).sqrt();
    let kappa = total / out / into;
    let slope = 1.0 / out / into - kappa * (1.0 / out + 1.0 / into);
    let change = 2.0 * (kappa + w * slope) / ((lift + 1.0) * (lift + 1.0));
    let deviation = change.abs() * noise;
    (
        score,
        if deviation.is_finite() {
            deviation
        } else {
            0.0
        },
    )
}

fn probability(score: f64, deviation: f64, w: f64, out: f64, into: f64, total: f64) -> f64 {
    let expected = out / total * into;
    if deviation <= 0.0 || w <= expected {
        let half = if deviation > 0.0 {
            upper_tail(score / deviation)
        } else {
            1.0
        };
        return half.min(1.0);
    }
    // P(Binomial(total, mean) >= w) <= exp(-total * relative entropy of w / total to the mean).
    let rest = total - w;
    let other = if rest > 0.0 {
        rest * (rest / (total - expected)).ln()
    } else {
        0.0
    };
    let bound = (-(w * (w / expected).ln() + other)).exp();
    upper_tail(score / deviation)
        .max(bound)
        .clamp(f64::MIN_POSITIVE, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn graph() -> Csr {
        let arcs = [
            (0, 1, 8.0),
            (1, 0, 3.0),
            (0, 2, 1.0),
            (2, 0, 0.5),
            (3, 0, 6.0),
            (1, 2, 2.5),
            (2, 3, 4.0),
            (3, 1, 1.0),
            (4, 3, 2.0),
            (0, 4, 0.25),
        ];
        Csr::from_arcs(5, &arcs)
    }

    fn check(graph: &Csr, wanted: &[(f64, f64)]) {
        let found = noise_corrected(graph);
        assert_eq!(found.score.len(), wanted.len());
        for (i, (score, deviation)) in wanted.iter().enumerate() {
            assert!((found.score[i] - score).abs() < 1e-12, "{i}");
            assert!((found.deviation[i] - deviation).abs() < 1e-12, "{i}");
            assert!(
                found.p[i] >= upper_tail(score / deviation) * (1.0 - 1e-9) && found.p[i] <= 1.0
            );
        }
    }

    /// The formulas of the authors' program, computed apart from it with numpy.
    #[test]
    fn directed_and_symmetric() {
        check(
            &graph(),
            &[
                (0.4616006467259499, 0.043536736883949954),
                (-0.06804123711340204, 0.31903361202079633),
                (0.5066666666666666, 0.010478465920300786),
                (0.23722627737226284, 0.05380956191850874),
                (0.5716272600834492, 0.012613722495441562),
                (-0.5032967032967032, 0.6419260710657381),
                (0.6142857142857143, 0.045435615874673256),
                (0.43644067796610175, 0.03194004421970294),
                (-0.3808219178082192, 0.4117002019765691),
                (0.6496350364963503, 0.03903647925244373),
            ],
        );
        check(
            &graph().symmetrised(),
            &[
                (0.3913530152511543, 0.013743276571389205),
                (-0.27795527156549527, 0.3312585164094784),
                (0.16344916344916344, 0.053521792739550676),
                (-0.4983351831298557, 0.9664387232751485),
                (0.3913530152511543, 0.013743276571389205),
                (0.09815354713313897, 0.1589979001419256),
                (-0.5387755102040817, 0.4566623480134593),
                (-0.27795527156549527, 0.3312585164094784),
                (0.09815354713313897, 0.1589979001419256),
                (0.3696969696969697, 0.044969856223261495),
                (0.16344916344916344, 0.053521792739550676),
                (-0.5387755102040817, 0.4566623480134593),
                (0.3696969696969697, 0.044969856223261495),
                (0.5887521968365553, 0.0012722332289180711),
                (-0.4983351831298557, 0.9664387232751485),
                (0.5887521968365553, 0.0012722332289180711),
            ],
        );
    }

    #[test]
    fn a_single_message_is_no_certain_tie() {
        // The arc 0 -> 4 of weight 0.25: the ratio of score and deviation is 48.
        let found = noise_corrected(&graph());
        assert!(found.score[2] / found.deviation[2] > 40.0 && found.p[2] > 0.5);
        let pair = noise_corrected(&Csr::from_arcs(2, &[(0, 1, 5.0)]));
        assert_eq!((pair.score[0], pair.p[0]), (0.0, 1.0));
        let extreme = [(0, 1, 1e100), (1, 2, 1e-100), (2, 0, 1.0)];
        let found = noise_corrected(&Csr::from_arcs(3, &extreme));
        assert!(found.p.iter().chain(&found.score).all(|x| x.is_finite()));
    }
}
