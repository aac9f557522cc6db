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

/// Triangles at each vertex of a symmetric graph. As [`triangles`], on the bare numbers of the neighbours of higher degree.
pub(super) fn triangle_counts(graph: &Csr) -> Vec<u64> {
    let order = graph.by_degree();
    let mut rank = vec![0u32; graph.len()];
    (0..).zip(&order).for_each(|(i, &v)| rank[v as usize] = i);
    let mut higher = Vec::with_capacity(graph.arc_count() / 2);
    let mut offsets = vec![0];
    for (i, &v) in (0u32..).zip(&order) {
        let ranks = graph.targets(v as usize).iter().map(|&t| rank[t as usize]);
        higher.extend(ranks.filter(|&r| r < i));
        offsets.push(higher.len());
    }
    let of = |i: usize| &higher[offsets[i]..offsets[i + 1]];
    let mut marked_by = vec![u32::MAX; graph.len()];
    let mut found = vec![0u64; graph.len()];
    for a in 0..graph.len() {
        of(a).iter().for_each(|&b| marked_by[b as usize] = a as u32);
        for &b in of(a) {
            let mut both = 0;
            for &c in of(b as usize) {
                let closed = u64::from(marked_by[c as usize] == a as u32);
                found[c as usize] += closed;
                both += closed;
            }
            found[a] += both;
            found[b as usize] += both;
        }
    }
    rank.iter().map(|&r| found[r as usize]).collect()
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
