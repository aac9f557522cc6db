//! Burt's constraint and effective size: how far a vertex's neighbours are tied to each other.

use super::triangles::{triangle_counts, triangles};
use super::{Csr, Method, PartialScores};

const REFERENCE: &str = "R. S. Burt, Structural Holes, 1992, chapter 2";

/// For each vertex i the sum over its neighbours j of `(p_ij + sum over q of p_iq p_qj)^2`, where `p_ij` is the part of i's node
/// strength that goes to j; low for a broker. Positive, mostly below 1, at most 1.125 in practice; `None` for an isolated
/// vertex. Takes a symmetric weighted graph (of a directed one, symmetrised: both directions summed). Equals
/// `networkx.constraint(weight=...)` and igraph's `constraint(weights)`. O(arcs^1.5).
pub fn constraint(graph: &Csr) -> PartialScores {
    let order = graph.by_degree();
    let sorted = graph.reordered(&order);
    let part = parts(&sorted);
    let mut reach = part.clone();
    let back = sorted.opposite();
    triangles(&sorted, |t| {
        let (ba, ca, cb) = (back[t.ab], back[t.ac], back[t.bc]);
        reach[t.ab] += part[t.ac] * part[cb];
        reach[ba] += part[t.bc] * part[ca];
        reach[t.ac] += part[t.ab] * part[t.bc];
        reach[ca] += part[cb] * part[ba];
        reach[t.bc] += part[ba] * part[t.ac];
        reach[cb] += part[ca] * part[t.ab];
    });
    let mut values = vec![None; graph.len()];
    for (i, &v) in order.iter().enumerate() {
        let squares = reach[sorted.arcs(i)].iter().map(|r| r * r);
        values[v as usize] = (sorted.degree(i) > 0).then(|| squares.sum());
    }
    let method = Method::direct("constraint", REFERENCE)
        .with("weights", "arc weights, both directions summed");
    PartialScores { values, method }
}

/// For each arc the part of its source's strength that it carries.
fn parts(graph: &Csr) -> Vec<f64> {
    let mut parts = Vec::with_capacity(graph.arc_count());
    for v in 0..graph.len() {
        let strength = graph.strength(v).min(f64::MAX);
        parts.extend(graph.weights(v).iter().map(|w| w / strength));
    }
    parts
}

/// For each vertex its degree less the mean degree of its neighbours among themselves: how many separate contacts it has.
/// Unweighted, as networkx's `effective_size` without weights (S. P. Borgatti, 1997); `None` for an isolated vertex. Takes a
/// symmetric graph. O(arcs^1.5).
pub fn effective_size(graph: &Csr) -> PartialScores {
    let of = |(v, &count): (usize, &u64)| {
        let degree = graph.degree(v) as f64;
        (degree > 0.0).then(|| degree - 2.0 * count as f64 / degree)
    };
    let values = triangle_counts(graph).iter().enumerate().map(of).collect();
    let method = Method::direct("effective_size", REFERENCE).with("weights", "not used");
    PartialScores { values, method }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_and_a_triangle_by_hand() {
        let star = Csr::from_arcs(4, &[(0, 1, 1.0), (0, 2, 1.0)]).symmetrised();
        assert_eq!(
            constraint(&star).values,
            [Some(0.5), Some(1.0), Some(1.0), None]
        );
        assert_eq!(
            effective_size(&star).values,
            [Some(2.0), Some(1.0), Some(1.0), None]
        );
        let triangle = Csr::from_arcs(3, &[(0, 1, 1.0), (1, 2, 1.0), (2, 0, 1.0)]).symmetrised();
        // Twice (1/2 + 1/4)^2.
        assert_eq!(constraint(&triangle).values, [Some(1.125); 3]);
    }
}
