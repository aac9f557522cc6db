//! Degree and node strength: how many ties, and how strong in sum.

use super::{Csr, Method, Scores};

/// Number of arcs that leave each vertex: out-degree of a directed graph, degree of a symmetric one; for the in-degree
/// give the transposed graph. O(n).
pub fn degree(graph: &Csr) -> Scores {
    let values = (0..graph.len()).map(|v| graph.degree(v) as f64).collect();
    let method = Method::direct(
        "degree",
        "S. Wasserman, K. Faust, Social Network Analysis, 1994, 4.2",
    );
    Scores { values, method }
}

/// Sum of the weights of the arcs that leave each vertex; for the incoming ones give the transposed graph. O(n + arcs).
pub fn node_strength(graph: &Csr) -> Scores {
    let values = (0..graph.len())
        .map(|v| graph.strength(v).min(f64::MAX))
        .collect();
    let reference =
        "A. Barrat et al., The architecture of complex weighted networks, PNAS 101, 2004";
    let method = Method::direct("node_strength", reference);
    Scores { values, method }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn in_out_and_undirected() {
        let graph = Csr::from_arcs(4, &[(0, 1, 0.5), (0, 2, 2.0), (1, 0, 0.25)]);
        assert_eq!(degree(&graph).values, [2.0, 1.0, 0.0, 0.0]);
        assert_eq!(degree(&graph.transposed()).values, [1.0, 1.0, 1.0, 0.0]);
        assert_eq!(degree(&graph.symmetrised()).values, [2.0, 1.0, 1.0, 0.0]);
        assert_eq!(
            node_strength(&graph.symmetrised()).values,
            [2.75, 0.75, 2.0, 0.0]
        );
    }
}
