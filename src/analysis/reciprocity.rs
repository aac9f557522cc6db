//! Reciprocity: how many arcs are answered by one in the other direction. Weights do not count.

use super::{Csr, Method};
use serde::Serialize;

/// Reciprocity of a graph and of its vertices.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Reciprocity {
    /// Answered arcs / arcs, in 0..=1; `None` without arcs.
    pub overall: Option<f64>,
    /// For each vertex twice its neighbours in both directions / (in-degree + out-degree); `None` for an isolated one.
    pub values: Vec<Option<f64>>,
    /// How they were made.
    pub method: Method,
}

/// As networkx's `overall_reciprocity` and `reciprocity` define them. O(n + arcs).
pub fn reciprocity(graph: &Csr) -> Reciprocity {
    let back = graph.transposed();
    let both: Vec<usize> = (0..graph.len())
        .map(|v| common(graph.targets(v), back.targets(v)))
        .collect();
    let of = |v: usize| {
        let all = graph.degree(v) + back.degree(v);
        (all > 0).then(|| 2.0 * both[v] as f64 / all as f64)
    };
    let answered: usize = both.iter().sum();
    let overall = (graph.arc_count() > 0).then(|| answered as f64 / graph.arc_count() as f64);
    let reference = "S. Wasserman, K. Faust, Social Network Analysis, 1994, 13.3";
    let values = (0..graph.len()).map(of).collect();
    Reciprocity {
        overall,
        values,
        method: Method::direct("reciprocity", reference),
    }
}

/// How many numbers two ascending lists share.
fn common(a: &[u32], b: &[u32]) -> usize {
    let (mut i, mut j, mut count) = (0, 0, 0);
    while i < a.len() && j < b.len() {
        count += usize::from(a[i] == b[j]);
        let (x, y) = (a[i], b[j]);
        i += usize::from(x <= y);
        j += usize::from(y <= x);
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_of_three_arcs_are_answered() {
        let found = reciprocity(&Csr::from_arcs(4, &[(0, 1, 1.0), (1, 0, 9.0), (1, 2, 1.0)]));
        assert_eq!(found.overall, Some(2.0 / 3.0));
        assert_eq!(found.values, [Some(1.0), Some(2.0 / 3.0), Some(0.0), None]);
        assert_eq!(reciprocity(&Csr::from_arcs(0, &[])).overall, None);
    }
}
