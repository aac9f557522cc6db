//! Finds all triangles, and the clustering that follows from their number.

use super::{Csr, Method, Scores};

/// The arcs of a triangle on vertices a > b > c: positions of the arcs a to b, a to c and b to c.
pub(super) struct Triangle {
    pub ab: usize,
    pub ac: usize,
    pub bc: usize,
}

/// Hands over every triangle of a symmetric graph once. The vertices should be numbered by falling degree
/// ([`Csr::by_degree`]): then it takes O(arcs^1.5), else hubs make it quadratic.
///
/// M. Latapy, Main-memory triangle computations for very large sparse graphs, 2008.
pub(super) fn triangles(graph: &Csr, mut each: impl FnMut(Triangle)) {
    const NONE: usize = usize::MAX;
    let mut arc_to = vec![NONE; graph.len()];
    let lower = |v: usize| graph.targets(v).partition_point(|&t| (t as usize) < v);
    let smaller: Vec<usize> = (0..graph.len())
        .map(|v| graph.arcs(v).start + lower(v))
        .collect();
    let targets = graph.all_targets();
    for a in 0..graph.len() {
        let row = graph.arcs(a).start..smaller[a];
        row.clone()
            .for_each(|arc| arc_to[targets[arc] as usize] = arc);
        for ab in row.clone() {
            let b = targets[ab] as usize;
            for bc in graph.arcs(b).start..smaller[b] {
                let ac = arc_to[targets[bc] as usize];
                if ac != NONE {
                    each(Triangle { ab, ac, bc });
                }
            }
        }
        row.for_each(|arc| arc_to[targets[arc] as usize] = NONE);
    }
}

/// Triangles at each vertex of a symmetric graph.
pub(super) fn triangle_counts(graph: &Csr) -> Vec<u64> {
    let order = graph.by_degree();
    let sorted = graph.reordered(&order);
    let mut source = vec![0u32; sorted.arc_count()];
    (0..sorted.len()).for_each(|v| source[sorted.arcs(v)].fill(v as u32));
    let mut counts = vec![0u64; graph.len()];
    triangles(&sorted, |t| {
        for v in [source[t.ab], source[t.bc], sorted.all_targets()[t.bc]] {
            counts[order[v as usize] as usize] += 1;
        }
    });
    counts
}

/// Local clustering: the fraction of pairs of neighbours that are neighbours of each other, 0 with fewer than two
/// neighbours. Takes a symmetric graph; weights do not count. O(arcs^1.5).
pub fn clustering(graph: &Csr) -> Scores {
    let of = |(v, &count): (usize, &u64)| {
        let degree = graph.degree(v) as f64;
        if degree < 2.0 {
            0.0
        } else {
            2.0 * count as f64 / (degree * (degree - 1.0))
        }
    };
    let values = triangle_counts(graph).iter().enumerate().map(of).collect();
    let reference =
        "D. Watts, S. Strogatz, Collective dynamics of small-world networks, Nature 393, 1998";
    Scores {
        values,
        method: Method::direct("clustering", reference),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_triangle_with_a_tail() {
        let arcs = [(0, 1, 1.0), (1, 2, 1.0), (2, 0, 1.0), (2, 3, 1.0)];
        let graph = Csr::from_arcs(5, &arcs).symmetrised();
        assert_eq!(triangle_counts(&graph), [1, 1, 1, 0, 0]);
        assert_eq!(clustering(&graph).values, [1.0, 1.0, 1.0 / 3.0, 0.0, 0.0]);
    }
}
