//! The graph that all measures read: compressed sparse rows. It does not know what a vertex stands for.

use petgraph::EdgeType;
use petgraph::graph::{Graph, IndexType};

/// Weights that are taken: wide enough for any use, narrow enough that no sum, square or ratio of them overflows.
const WEIGHTS: std::ops::RangeInclusive<f64> = 1e-100..=1e100;

/// Arcs `source -> target` with a weight, sorted by source, then target. There are no loops, no parallel arcs, and every
/// weight lies in 1e-100..=1e100. An undirected graph holds each edge as two arcs of equal weight.
#[derive(Debug, Clone, PartialEq)]
pub struct Csr {
    offsets: Vec<usize>,
    targets: Vec<u32>,
    weights: Vec<f64>,
}

impl Csr {
    /// From arcs over the vertices `0..n` in any order. Parallel arcs are summed; loops, arcs to a vertex that is not in
    /// `0..n` and arcs whose weight is not in 1e-100..=1e100 (so 0, negative, infinite, NaN too) are left out. O(n + arcs).
    pub fn from_arcs(n: usize, arcs: &[(u32, u32, f64)]) -> Self {
        let fits = |&&(s, t, w): &&(u32, u32, f64)| {
            s != t && (s as usize) < n && (t as usize) < n && WEIGHTS.contains(&w)
        };
        let kept = || arcs.iter().filter(fits);
        let by_target = bucket(n, || kept().map(|&(s, t, w)| (t, s, w)));
        by_target.transposed().merged()
    }

    /// From a petgraph graph; `weight` gives the weight of an edge. An undirected graph becomes a symmetric `Csr`.
    /// Vertex `v` is `NodeIndex::new(v)`. Loops, parallel edges and weights as in [`Csr::from_arcs`].
    pub fn from_graph<N, E, Ty: EdgeType, Ix: IndexType>(
        graph: &Graph<N, E, Ty, Ix>,
        weight: impl Fn(&E) -> f64,
    ) -> Self {
        let arc = |e: &petgraph::graph::Edge<E, Ix>| {
            let (s, t) = (e.source().index(), e.target().index());
            (s as u32, t as u32, weight(&e.weight))
        };
        let mut arcs: Vec<(u32, u32, f64)> = graph.raw_edges().iter().map(arc).collect();
        if !graph.is_directed() {
            arcs.extend_from_within(..);
            let half = arcs.len() / 2;
            for (s, t, _) in &mut arcs[half..] {
                std::mem::swap(s, t);
            }
        }
        Self::from_arcs(graph.node_count(), &arcs)
    }

    /// Number of vertices.
    pub fn len(&self) -> usize {
        self.offsets.len() - 1
    }

    /// True if there is no vertex.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Number of arcs; twice the number of edges of an undirected graph.
    pub fn arc_count(&self) -> usize {
        self.targets.len()
    }

    /// Positions of the arcs of vertex `v` among all arcs.
    pub fn arcs(&self, v: usize) -> std::ops::Range<usize> {
        self.offsets[v]..self.offsets[v + 1]
    }

    /// Out-degree of `v`.
    pub fn degree(&self, v: usize) -> usize {
        self.offsets[v + 1] - self.offsets[v]
    }

    /// Targets of the arcs of `v`, ascending.
    pub fn targets(&self, v: usize) -> &[u32] {
        &self.targets[self.arcs(v)]
    }

    /// Weights of the arcs of `v`, in the order of [`Csr::targets`].
    pub fn weights(&self, v: usize) -> &[f64] {
        &self.weights[self.arcs(v)]
    }

    /// Targets and weights of the arcs of `v`.
    pub fn row(&self, v: usize) -> impl Iterator<Item = (usize, f64)> + '_ {
        let weights = self.weights(v).iter().copied();
        self.targets(v).iter().map(|&t| t as usize).zip(weights)
    }

    /// Sum of the weights of the arcs of `v`.
    pub fn strength(&self, v: usize) -> f64 {
        self.weights(v).iter().sum()
    }

    /// All targets, by source.
    pub fn all_targets(&self) -> &[u32] {
        &self.targets
    }

    /// Every arc turned round. O(n + arcs).
    pub fn transposed(&self) -> Self {
        let arcs =
            || (0..self.len()).flat_map(|s| self.row(s).map(move |(t, w)| (t as u32, s as u32, w)));
        bucket(self.len(), arcs)
    }

    /// The undirected skeleton: an edge where there is an arc in either direction, its weight the sum of both. O(n + arcs).
    /// (The skeleton of a graph that is symmetric already has the double weights.)
    pub fn symmetrised(&self) -> Self {
        let back = self.transposed();
        let mut both = Self {
            offsets: vec![0],
            targets: Vec::with_capacity(2 * self.arc_count()),
            weights: Vec::with_capacity(2 * self.arc_count()),
        };
        for v in 0..self.len() {
            both.push_union(self, &back, v);
        }
        both
    }

    /// The subgraph of the vertices in `order`, renumbered by their place in it; rows are sorted anew. `order` names no
    /// vertex twice. O(n + arcs).
    pub(super) fn reordered(&self, order: &[u32]) -> Self {
        let mut place = vec![u32::MAX; self.len()];
        for (i, &v) in order.iter().enumerate() {
            place[v as usize] = i as u32;
        }
        let arcs = || {
            order.iter().enumerate().flat_map(|(i, &v)| {
                let row = self.row(v as usize);
                let renamed = row.map(|(t, w)| (place[t], w));
                renamed
                    .filter(|&(t, _)| t != u32::MAX)
                    .map(move |(t, w)| (t, i as u32, w))
            })
        };
        bucket(order.len(), arcs).transposed()
    }

    /// The vertices by falling degree, then number: neighbours of hubs lie close in memory.
    pub(super) fn by_degree(&self) -> Vec<u32> {
        let mut order: Vec<u32> = (0..self.len() as u32).collect();
        order.sort_by_key(|&v| std::cmp::Reverse(self.degree(v as usize)));
        order
    }

    /// For each arc the position of the arc in the other direction. Only for symmetric graphs. O(n + arcs).
    pub(super) fn opposite(&self) -> Vec<usize> {
        let mut next = self.offsets.clone();
        let mut opposite = vec![0; self.arc_count()];
        for (arc, &t) in self.targets.iter().enumerate() {
            opposite[arc] = next[t as usize];
            next[t as usize] += 1;
        }
        opposite
    }

    /// Appends the union of row `v` of two graphs.
    fn push_union(&mut self, a: &Self, b: &Self, v: usize) {
        let (mut i, mut j) = (a.arcs(v), b.arcs(v));
        loop {
            let left = a.targets[i.clone()].first().copied();
            let right = b.targets[j.clone()].first().copied();
            let target = match (left, right) {
                (None, None) => break,
                (Some(t), None) | (None, Some(t)) => t,
                (Some(t), Some(u)) => t.min(u),
            };
            let mut weight = 0.0;
            if left == Some(target) {
                weight += a.weights[i.start];
                i.start += 1;
            }
            if right == Some(target) {
                weight += b.weights[j.start];
                j.start += 1;
            }
            self.targets.push(target);
            self.weights.push(weight.min(f64::MAX));
        }
        self.offsets.push(self.targets.len());
    }

    /// Neighbouring parallel arcs summed into one.
    fn merged(mut self) -> Self {
        let mut kept = 0;
        for v in 0..self.len() {
            let row = self.arcs(v);
            self.offsets[v] = kept;
            let start = kept;
            for arc in row {
                if kept > start && self.targets[kept - 1] == self.targets[arc] {
                    self.weights[kept - 1] =
                        (self.weights[kept - 1] + self.weights[arc]).min(f64::MAX);
                } else {
                    self.targets[kept] = self.targets[arc];
                    self.weights[kept] = self.weights[arc];
                    kept += 1;
                }
            }
        }
        let n = self.len();
        self.offsets[n] = kept;
        self.targets.truncate(kept);
        self.weights.truncate(kept);
        self
    }
}

/// Counting sort of arcs by their first vertex; the order within a row is that of the iterator.
fn bucket<I: Iterator<Item = (u32, u32, f64)>>(n: usize, arcs: impl Fn() -> I) -> Csr {
    let mut offsets = vec![0usize; n + 1];
    for (s, _, _) in arcs() {
        offsets[s as usize + 1] += 1;
    }
    for v in 0..n {
        offsets[v + 1] += offsets[v];
    }
    let mut next = offsets.clone();
    let mut targets = vec![0u32; offsets[n]];
    let mut weights = vec![0.0; offsets[n]];
    for (s, t, w) in arcs() {
        let place = &mut next[s as usize];
        targets[*place] = t;
        weights[*place] = w;
        *place += 1;
    }
    Csr {
        offsets,
        targets,
        weights,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use petgraph::graph::{DiGraph, UnGraph};

    fn arcs(csr: &Csr) -> Vec<(usize, usize, f64)> {
        (0..csr.len())
            .flat_map(|s| csr.row(s).map(move |(t, w)| (s, t, w)))
            .collect()
    }

    #[test]
    fn parallel_arcs_are_summed_and_the_rest_left_out() {
        let given = [
            (2, 0, 1.0),
            (0, 2, 3.0),
            (0, 1, 1.0),
            (0, 2, 0.5),
            (1, 1, 9.0),
            (0, 7, 1.0),
            (1, 2, 0.0),
            (1, 2, f64::NAN),
            (1, 2, f64::INFINITY),
            (1, 2, -1.0),
            (1, 2, 1e-300),
        ];
        let csr = Csr::from_arcs(3, &given);
        assert_eq!(arcs(&csr), [(0, 1, 1.0), (0, 2, 3.5), (2, 0, 1.0)]);
        assert_eq!(
            arcs(&csr.transposed()),
            [(0, 2, 1.0), (1, 0, 1.0), (2, 0, 3.5)]
        );
        let both = csr.symmetrised();
        assert_eq!(
            arcs(&both),
            [(0, 1, 1.0), (0, 2, 4.5), (1, 0, 1.0), (2, 0, 4.5)]
        );
        assert_eq!(both.opposite(), [2, 3, 0, 1]);
    }

    #[test]
    fn petgraph_graphs_come_in() {
        let directed = DiGraph::<(), u32>::from_edges([(0u32, 1u32, 2), (1, 2, 3)]);
        let csr = Csr::from_graph(&directed, |&w| f64::from(w));
        assert_eq!(arcs(&csr), [(0, 1, 2.0), (1, 2, 3.0)]);
        let undirected = UnGraph::<(), u32>::from_edges([(0u32, 1u32, 2), (1, 0, 3)]);
        let csr = Csr::from_graph(&undirected, |&w| f64::from(w));
        assert_eq!(arcs(&csr), [(0, 1, 5.0), (1, 0, 5.0)]);
    }

    #[test]
    fn subgraphs_are_renumbered() {
        let path = Csr::from_arcs(4, &[(0, 1, 1.0), (1, 2, 2.0), (2, 3, 3.0)]).symmetrised();
        let inner = path.reordered(&[2, 1, 3]);
        assert_eq!(
            arcs(&inner),
            [(0, 1, 2.0), (0, 2, 3.0), (1, 0, 2.0), (2, 0, 3.0)]
        );
        assert_eq!(path.by_degree(), [1, 2, 0, 3]);
    }

    #[test]
    fn the_empty_graph_has_no_row() {
        let csr = Csr::from_arcs(0, &[]);
        assert!(csr.is_empty() && csr.symmetrised().is_empty() && csr.arc_count() == 0);
    }
}
