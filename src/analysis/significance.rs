//! How improbable a count is that chance alone would give, and what to make of many such tests. It does not know what is counted.

use super::hypergeometric::Draw;
use super::{far_tail, hypergeometric};

/// One urn: of `total` items `marked` are marked, and `drawn` are drawn without putting back.
///
/// For a tie, one cell a month: all messages of the month, those of the one, those of the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cell {
    /// Items in the urn.
    pub total: u64,
    /// Marked ones among them, at most `total` (more counts as `total`).
    pub marked: u64,
    /// Items drawn, at most `total` (more counts as `total`).
    pub drawn: u64,
}

/// Additions of products up to which [`tail`] is exact: some 20 ms. A tie of 1,000 messages over 60 months needs 2 million.
pub const EXACT_WORK: u64 = 20_000_000;

/// Probability that independent draws from all cells give `observed` marked items or more. In `f64::MIN_POSITIVE..=1`, never 0:
/// what is smaller, or cannot happen at all, is `f64::MIN_POSITIVE`.
///
/// Exact (sums of positive terms only: relative error below 1e-11) as long as the products of the values of a cell and those
/// of the sum are at most [`EXACT_WORK`]; O(cells) if the draws are few. Above that an expansion around the tilted mean, see
/// `far_tail.rs`; its largest relative error on a grid of sums, from the mean to 1e-290, is below 1e-6.
///
/// R. A. Fisher, The logic of inductive inference, 1935 (one cell); M. Tumminello et al., Statistically validated networks in
/// bipartite complex systems, PLoS ONE 6, 2011 (its use for ties).
pub fn tail(cells: &[Cell], observed: u64) -> f64 {
    tail_within(cells, observed, EXACT_WORK)
}

fn tail_within(cells: &[Cell], observed: u64, work: u64) -> f64 {
    if observed == 0 {
        return 1.0;
    }
    let forced = |c: &Cell| c.marked.saturating_add(c.drawn) > c.total;
    if observed == 1 && !cells.iter().any(forced) {
        let any = cells.iter().map(hypergeometric::any);
        let any = any.fold(0.0, |sum, any| sum + any * (1.0 - sum));
        return any.clamp(f64::MIN_POSITIVE, 1.0);
    }
    let mut draws: Vec<Draw> = cells.iter().map(Draw::new).collect();
    let least = draws.iter().map(|d| d.least).fold(0, u64::saturating_add);
    draws.retain(|d| d.span > 0);
    let most = draws.iter().map(|d| d.span).fold(0, u64::saturating_add);
    let Some(wanted) = observed.checked_sub(least).filter(|&wanted| wanted > 0) else {
        return 1.0;
    };
    if wanted > most {
        return f64::MIN_POSITIVE;
    }
    let missing = most - wanted;
    let found = if cost(&draws, wanted) <= work {
        reached(&draws, wanted as usize)
    } else if cost(&draws, missing + 1) <= work {
        nearly_all(&draws, missing as usize)
    } else {
        far_tail::tail(&draws, wanted)
    };
    found.clamp(f64::MIN_POSITIVE, 1.0)
}

/// Steps of an exact sum that keeps `kept` values.
fn cost(draws: &[Draw], kept: u64) -> u64 {
    let mut before = 1_u64;
    draws.iter().fold(0, |cost: u64, draw| {
        let step = draw.span.saturating_mul(before.min(kept));
        before = before.saturating_add(draw.span);
        cost.saturating_add(step)
    })
}

/// P(sum >= wanted): the probabilities of all smaller sums, and that of all others together, cell by cell.
fn reached(draws: &[Draw], wanted: usize) -> f64 {
    let (mut sums, mut next, mut one) = (vec![1.0], Vec::new(), Vec::new());
    let mut reached = 0.0;
    for draw in draws {
        draw.probabilities(&mut one);
        let span = one.len() - 1;
        next.clear();
        next.resize((sums.len() + span).min(wanted), 0.0);
        for (i, &sum) in sums.iter().enumerate() {
            for (place, p) in next[i..].iter_mut().zip(&one) {
                *place += sum * p;
            }
        }
        // From here on `one[j]` is the probability of `j` or more.
        (0..span).rev().for_each(|j| one[j] += one[j + 1]);
        for (i, &sum) in sums.iter().enumerate().rev() {
            match one.get(wanted - i) {
                Some(rest) => reached += sum * rest,
                None => break,
            }
        }
        std::mem::swap(&mut sums, &mut next);
    }
    reached
}

/// P(at most `missing` of all that could be marked are not).
fn nearly_all(draws: &[Draw], missing: usize) -> f64 {
    let (mut sums, mut next, mut one) = (vec![1.0], Vec::new(), Vec::new());
    for draw in draws {
        draw.probabilities(&mut one);
        one.reverse();
        next.clear();
        next.resize((sums.len() + one.len() - 1).min(missing + 1), 0.0);
        for (i, &sum) in sums.iter().enumerate() {
            for (place, p) in next[i..].iter_mut().zip(&one) {
                *place += sum * p;
            }
        }
        std::mem::swap(&mut sums, &mut next);
    }
    sums.iter().sum()
}

/// The q-value of each test: the least false discovery rate at which it is called a discovery. `tests` is the number of all tests made;
/// those that are not in `p` count with a p-value of 1, so it may be left at 0 if there are none. NaN counts as 1. In 0..=1. O(n log n).
///
/// Y. Benjamini, Y. Hochberg, Controlling the false discovery rate, J. R. Stat. Soc. B 57, 1995.
pub fn benjamini_hochberg(p: &[f64], tests: u64) -> Vec<f64> {
    let tests = tests.max(p.len() as u64) as f64;
    let value = |i: usize| if p[i].is_nan() { 1.0 } else { p[i] };
    let mut order: Vec<usize> = (0..p.len()).collect();
    order.sort_by(|&a, &b| value(a).total_cmp(&value(b)));
    let mut q = vec![1.0; p.len()];
    let mut least = 1.0_f64;
    for (rank, &i) in order.iter().enumerate().rev() {
        least = least.min(value(i) * tests / (rank + 1) as f64);
        q[i] = least;
    }
    q
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(total: u64, marked: u64, drawn: u64) -> Cell {
        Cell {
            total,
            marked,
            drawn,
        }
    }

    fn near(found: f64, wanted: f64) -> bool {
        (found / wanted - 1.0).abs() < 1e-11
    }

    /// By exact fractions (Python's `fractions` and `math.comb`); the single cells agree with scipy's `hypergeom.sf`.
    #[test]
    fn tails_by_exact_fractions() {
        let check = |cells: &[Cell], wanted: &[(u64, f64)]| {
            for &(observed, p) in wanted {
                let found = tail(cells, observed);
                assert!(near(found, p), "{cells:?} {observed}: {found} {p}");
            }
        };
        check(
            &[cell(10, 4, 5)],
            &[
                (1, 0.9761904761904762),
                (2, 0.7380952380952381),
                (4, 0.023809523809523808),
            ],
        );
        check(
            &[cell(100, 10, 20)],
            &[
                (1, 0.9048837275692115),
                (5, 0.025464546427043124),
                (9, 7.86904245373403e-07),
            ],
        );
        check(
            &[cell(52, 13, 5)],
            &[(3, 0.09276710684273709), (5, 0.0004951980792316927)],
        );
        let three = [cell(100, 10, 20), cell(80, 8, 4), cell(50, 40, 30)];
        check(
            &three,
            &[
                (20, 1.0),
                (25, 0.8374846462599886),
                (30, 0.05783188557128843),
                (40, 1.2297639445698802e-10),
            ],
        );
        check(
            &[cell(1000, 3, 4); 12],
            &[
                (1, 0.13448761126792916),
                (2, 0.009101510687025551),
                (5, 3.0260892632271056e-07),
                (12, 6.903153306288212e-21),
            ],
        );
        check(
            &[cell(5000, 60, 45); 6],
            &[
                (3, 0.6310468925663207),
                (10, 0.0016821004392889856),
                (40, 1.5454933875064857e-31),
            ],
        );
        check(
            &[cell(7, 7, 3), cell(5, 2, 4)],
            &[(3, 1.0), (4, 1.0), (5, 0.6)],
        );
    }

    #[test]
    fn what_must_be_and_what_cannot_be() {
        assert_eq!(tail(&[], 0), 1.0);
        assert_eq!(tail(&[], 1), f64::MIN_POSITIVE);
        assert_eq!(tail(&[cell(0, 0, 0)], 1), f64::MIN_POSITIVE);
        assert_eq!(tail(&[cell(10, 20, 3)], 3), 1.0);
        assert_eq!(tail(&[cell(10, 4, 3)], 4), f64::MIN_POSITIVE);
        // One way in C(2000, 1000), which is beyond the least positive number.
        assert_eq!(tail(&[cell(2000, 1000, 1000)], 1000), f64::MIN_POSITIVE);
        let huge = tail(
            &[cell(u64::MAX, u64::MAX / 2, u64::MAX / 3); 3],
            u64::MAX / 2,
        );
        assert!((f64::MIN_POSITIVE..=1.0).contains(&huge));
    }

    #[test]
    fn all_ways_of_summing_agree() {
        let cells = [
            cell(300, 40, 30),
            cell(90, 60, 50),
            cell(1000, 20, 500),
            cell(60, 9, 8),
        ];
        let draws = cells.map(|c| Draw::new(&c));
        let most: u64 = draws.iter().map(|d| d.span).sum();
        for wanted in 2..=most {
            let a = reached(&draws, wanted as usize);
            let b = nearly_all(&draws, (most - wanted) as usize);
            assert!(near(a, b), "{wanted}: {a} {b}");
        }
    }

    #[test]
    fn the_expansion_is_close_to_the_exact_sum() {
        let shapes = [
            vec![cell(20_000, 1_500, 600); 12],
            vec![cell(3_000, 900, 300); 6],
            (1..20).map(|i| cell(4_000, 30 * i, 900 - 20 * i)).collect(),
            vec![
                cell(100_000, 40_000, 1_000),
                cell(50_000, 200, 20_000),
                cell(9_000, 4_000, 500),
            ],
        ];
        let mut worst = 0.0_f64;
        for cells in &shapes {
            let mean: f64 = cells
                .iter()
                .map(|c| c.marked as f64 * c.drawn as f64 / c.total as f64)
                .sum();
            for step in 0..14 {
                let observed = (mean * (1.0 + 0.06 * f64::from(step - 1))) as u64;
                let exact = tail_within(cells, observed, u64::MAX);
                let found = tail_within(cells, observed, 0);
                if exact > 1e-290 {
                    worst = worst.max((found / exact - 1.0).abs());
                }
            }
        }
        assert!(worst < 1e-6, "{worst}");
    }

    /// R's `p.adjust(p, "BH")` and scipy's `false_discovery_control`.
    #[test]
    fn q_values() {
        let p = [0.01, 0.04, 0.03, 0.005, 0.5];
        let close = |found: Vec<f64>, wanted: [f64; 5]| {
            assert!(
                found.iter().zip(wanted).all(|(a, b)| (a - b).abs() < 1e-15),
                "{found:?}"
            );
        };
        close(benjamini_hochberg(&p, 0), [0.025, 0.05, 0.05, 0.025, 0.5]);
        close(benjamini_hochberg(&p, 10), [0.05, 0.1, 0.1, 0.05, 1.0]);
        assert_eq!(benjamini_hochberg(&[f64::NAN, 2.0], 0), [1.0, 1.0]);
        assert!(benjamini_hochberg(&[], 7).is_empty());
    }
}
