//! Modularity of a given partition.

use super::Csr;

/// `sum over communities of (inside / 2m - resolution * (strength / 2m)^2)`, in -0.5..1 for resolution 1; 0 for a graph
/// without edges. Takes a symmetric graph and a label below `n` for every vertex. O(n + arcs).
///
/// M. Newman, M. Girvan, Finding and evaluating community structure in networks, Phys. Rev. E 69, 2004; the resolution:
/// J. Reichardt, S. Bornholdt, 2006.
pub fn modularity(graph: &Csr, labels: &[u32], resolution: f64) -> f64 {
    let communities = labels.iter().map(|&c| c as usize + 1).max().unwrap_or(0);
    let mut strength = vec![0.0; communities];
    let mut inside = 0.0;
    for (v, &own) in labels.iter().enumerate().take(graph.len()) {
        for (t, w) in graph.row(v) {
            strength[own as usize] += w;
            if labels[t] == own {
                inside += w;
            }
        }
    }
    let total: f64 = strength.iter().sum();
    if total <= 0.0 {
        return 0.0;
    }
    let expected: f64 = strength.iter().map(|s| (s / total) * (s / total)).sum();
    inside / total - resolution * expected
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_triangles_with_a_bridge() {
        let arcs =
            [(0, 1), (1, 2), (2, 0), (3, 4), (4, 5), (5, 3), (2, 3)].map(|(s, t)| (s, t, 1.0));
        let graph = Csr::from_arcs(6, &arcs).symmetrised();
        // 6 of 7 edges inside, half of the strength each: 6/7 - 1/2.
        let found = modularity(&graph, &[0, 0, 0, 1, 1, 1], 1.0);
        assert!((found - (6.0 / 7.0 - 0.5)).abs() < 1e-12);
        assert_eq!(modularity(&Csr::from_arcs(2, &[]), &[0, 1], 1.0), 0.0);
    }
}
