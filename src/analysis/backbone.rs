//! The disparity filter: which edges carry more than chance would give them.

use super::{ArcScores, Csr, Method};

/// For each arc of a symmetric weighted graph the probability that, at one of its ends, an edge of a vertex of that degree
/// and strength has this weight or more if weights fall by chance; the smaller of the two ends, so both arcs of an edge have
/// the same value. In 0..=1; 1 where both ends have no other edge. The backbone at level 0.05 is what lies below 0.05.
/// O(n + arcs).
///
/// M. A. Serrano, M. Boguna, A. Vespignani, Extracting the multiscale backbone of complex weighted networks, PNAS 106, 2009.
pub fn disparity(graph: &Csr) -> ArcScores {
    let mut own = Vec::with_capacity(graph.arc_count());
    for v in 0..graph.len() {
        let (degree, strength) = (graph.degree(v) as f64, graph.strength(v).min(f64::MAX));
        own.extend(
            graph
                .weights(v)
                .iter()
                .map(|w| (1.0 - w / strength).max(0.0).powf(degree - 1.0)),
        );
    }
    let values = graph
        .opposite()
        .iter()
        .zip(&own)
        .map(|(&back, &alpha)| alpha.min(own[back]))
        .collect();
    let reference = "M. A. Serrano, M. Boguna, A. Vespignani, Extracting the multiscale backbone, PNAS 106, 2009";
    ArcScores {
        values,
        method: Method::direct("disparity", reference).with("ends", "the smaller of both"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_strong_edge_of_a_hub_stands_out() {
        let graph = Csr::from_arcs(4, &[(0, 1, 8.0), (0, 2, 1.0), (0, 3, 1.0)]).symmetrised();
        let alpha = disparity(&graph).values;
        // (1 - 8/10)^2 and (1 - 1/10)^2.
        let wanted = [0.04, 0.81, 0.81, 0.04, 0.81, 0.81];
        assert!(alpha.iter().zip(wanted).all(|(a, b)| (a - b).abs() < 1e-12));
        let pair = Csr::from_arcs(2, &[(0, 1, 3.0)]).symmetrised();
        assert_eq!(disparity(&pair).values, [1.0, 1.0]);
    }
}
