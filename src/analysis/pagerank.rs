//! PageRank, weighted. It knows arcs and weights only.

use super::{Csr, Method, Scores};

/// Parameters of [`pagerank`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PageRank {
    /// Probability to follow an arc rather than to jump, in `0..1`.
    pub damping: f64,
    /// Largest sum over all vertices of what is missing from the exact value.
    pub tolerance: f64,
    /// Most sweeps over the graph.
    pub max_sweeps: u64,
}

impl Default for PageRank {
    fn default() -> Self {
        Self {
            damping: 0.85,
            tolerance: 1e-10,
            max_sweeps: 500,
        }
    }
}

/// Stationary probability of a walk that follows arcs in proportion to their weights and otherwise jumps anywhere; a
/// vertex without outgoing arcs jumps anywhere. Values are positive and sum to 1. O(arcs) a sweep, some 60 sweeps.
///
/// Jumps and dangling vertices spread evenly alike, so the values are the solution of `y = 1 + damping * P' y`, scaled to
/// sum 1. That is solved in place (Gauss and Seidel), which takes half the sweeps of the power method. The error is
/// bounded by the residual r of the last sweep: `|y - exact|_1 <= |r|_1 / (1 - damping)`, doubled by the scaling.
pub fn pagerank(graph: &Csr, parameters: PageRank) -> Scores {
    let n = graph.len();
    let damping = parameters.damping.clamp(0.0, 0.999);
    let back = graph.transposed();
    let share: Vec<f64> = (0..n).map(|v| share_of_arc(graph, v, damping)).collect();
    let mut walk = Walk {
        passed: share.clone(),
        values: vec![1.0; n],
        share,
    };
    let (mut sweeps, mut error) = (0, if n == 0 { 0.0 } else { f64::INFINITY });
    while error > parameters.tolerance && sweeps < parameters.max_sweeps {
        let moved = walk.sweep(&back);
        sweeps += 1;
        error = walk.error_bound(moved, damping);
    }
    let sum: f64 = walk.values.iter().sum();
    walk.values.iter_mut().for_each(|x| *x /= sum);
    let method = Method {
        error: Some(error),
        iterations: sweeps,
        converged: error <= parameters.tolerance,
        ..Method::direct(
            "pagerank",
            "L. Page, S. Brin et al., The PageRank citation ranking, 1999",
        )
    };
    let method = method
        .with("damping", damping)
        .with("tolerance", parameters.tolerance)
        .with("dangling", "spread evenly")
        .with("weights", "arc weights")
        .with("error_is", "bound of the summed absolute error");
    Scores {
        values: walk.values,
        method,
    }
}

/// What an arc of weight 1 passes on of a value of 1.
fn share_of_arc(graph: &Csr, v: usize, damping: f64) -> f64 {
    let strength = graph.strength(v);
    if strength > 0.0 && strength.is_finite() {
        damping / strength
    } else {
        0.0
    }
}

/// State of the iteration; `passed[v] = values[v] * share[v]`.
struct Walk {
    values: Vec<f64>,
    passed: Vec<f64>,
    share: Vec<f64>,
}

impl Walk {
    /// One sweep in place; returns the sum of the changes.
    fn sweep(&mut self, back: &Csr) -> f64 {
        let mut moved = 0.0;
        for v in 0..self.values.len() {
            let mut sum = 1.0;
            for (&u, &w) in back.targets(v).iter().zip(back.weights(v)) {
                sum += w * self.passed[u as usize];
            }
            moved += (sum - self.values[v]).abs();
            self.values[v] = sum;
            self.passed[v] = sum * self.share[v];
        }
        moved
    }

    /// After a sweep that moved the values by `moved` in sum, the residual is what the later half of the moves adds to the
    /// vertices before them: at most `damping * moved`.
    fn error_bound(&self, moved: f64, damping: f64) -> f64 {
        let sum: f64 = self.values.iter().sum();
        2.0 * damping * moved / (1.0 - damping) / sum
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_vertices_by_hand() {
        // 0 -> 1, vertex 1 dangling: x0 = 0.075 + 0.425 x1, x0 + x1 = 1.
        let scores = pagerank(&Csr::from_arcs(2, &[(0, 1, 3.0)]), PageRank::default());
        assert!((scores.values[0] - 0.5 / 1.425).abs() < 1e-10);
        assert!(scores.method.converged && scores.method.error.is_some_and(|e| e <= 1e-10));
    }

    #[test]
    fn degenerate_graphs() {
        assert!(
            pagerank(&Csr::from_arcs(0, &[]), PageRank::default())
                .values
                .is_empty()
        );
        assert_eq!(
            pagerank(&Csr::from_arcs(1, &[]), PageRank::default()).values,
            [1.0]
        );
        assert_eq!(
            pagerank(&Csr::from_arcs(4, &[]), PageRank::default()).values,
            [0.25; 4]
        );
    }

    #[test]
    fn it_says_when_it_did_not_converge() {
        let ring = Csr::from_arcs(3, &[(0, 1, 1.0), (1, 2, 1.0), (2, 0, 1.0), (0, 2, 1.0)]);
        let scores = pagerank(
            &ring,
            PageRank {
                max_sweeps: 2,
                ..PageRank::default()
            },
        );
        assert!(!scores.method.converged && scores.method.iterations == 2);
    }
}
