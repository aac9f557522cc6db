//! The k best paths between two vertices. It does not know what an arc stands for.
//!
//! Source: J. Y. Yen, "Finding the k shortest loopless paths in a network", Management Science 17 (1971); each single search is
//! E. W. Dijkstra's (1959).

use std::cmp::{Ordering, Reverse};
use std::collections::{BTreeSet, BinaryHeap};

use super::Csr;

/// A path and what it costs.
#[derive(Clone, Debug, PartialEq)]
pub struct Path {
    /// Sum of the costs of its arcs.
    pub cost: f64,
    /// Its vertices, both ends included.
    pub vertices: Vec<u32>,
}

/// A number with a total order.
#[derive(Clone, Copy, PartialEq)]
struct Cost(f64);

impl Eq for Cost {}

impl PartialOrd for Cost {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Cost {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.total_cmp(&other.0)
    }
}

/// The up to `k` cheapest paths without loops from `source` to `target`, cheapest first; of equal cost the one with the smaller
/// vertices. The weight of an arc is its cost. Empty if there is none, or if both are the same vertex.
/// O(k · length · (n + arcs) log n).
pub fn k_shortest(graph: &Csr, source: u32, target: u32, k: usize) -> Vec<Path> {
    let n = graph.len();
    if source == target || source as usize >= n || target as usize >= n || k == 0 {
        return Vec::new();
    }
    let mut search = Search::new(graph);
    let Some(first) = search.path(source, target, &[]) else {
        return Vec::new();
    };
    let mut found = vec![first];
    let mut candidates: BTreeSet<(Cost, Vec<u32>)> = BTreeSet::new();
    while found.len() < k {
        let last = found[found.len() - 1].vertices.clone();
        for place in 0..last.len() - 1 {
            let root = &last[..=place];
            // The next steps of paths that are known already are closed.
            let closed: Vec<u32> = found
                .iter()
                .filter(|path| path.vertices.starts_with(root))
                .map(|path| path.vertices[place + 1])
                .collect();
            search.block(&root[..place]);
            if let Some(rest) = search.path(root[place], target, &closed) {
                let mut vertices = root[..place].to_vec();
                vertices.extend(rest.vertices);
                let cost = Cost(search.cost(&vertices));
                candidates.insert((cost, vertices));
            }
            search.unblock(&root[..place]);
        }
        match candidates.pop_first() {
            Some((cost, vertices)) => found.push(Path {
                cost: cost.0,
                vertices,
            }),
            None => break,
        }
    }
    found
}

/// One search after the other, with vertices that may not be used.
struct Search<'a> {
    graph: &'a Csr,
    blocked: Vec<bool>,
    distance: Vec<f64>,
    before: Vec<u32>,
    touched: Vec<u32>,
}

impl<'a> Search<'a> {
    fn new(graph: &'a Csr) -> Self {
        let n = graph.len();
        Self {
            graph,
            blocked: vec![false; n],
            distance: vec![f64::INFINITY; n],
            before: vec![u32::MAX; n],
            touched: Vec::new(),
        }
    }

    fn block(&mut self, vertices: &[u32]) {
        for &v in vertices {
            self.blocked[v as usize] = true;
        }
    }

    fn unblock(&mut self, vertices: &[u32]) {
        for &v in vertices {
            self.blocked[v as usize] = false;
        }
    }

    fn cost(&self, vertices: &[u32]) -> f64 {
        let arc = |pair: &[u32]| {
            let mut row = self.graph.row(pair[0] as usize);
            row.find(|(v, _)| *v == pair[1] as usize)
                .map_or(f64::INFINITY, |(_, w)| w)
        };
        vertices.windows(2).map(arc).sum()
    }

    /// The cheapest path whose first step leads to none of `closed`.
    fn path(&mut self, source: u32, target: u32, closed: &[u32]) -> Option<Path> {
        for v in self.touched.drain(..) {
            self.distance[v as usize] = f64::INFINITY;
            self.before[v as usize] = u32::MAX;
        }
        let mut waiting = BinaryHeap::from([Reverse((Cost(0.0), source))]);
        self.distance[source as usize] = 0.0;
        self.touched.push(source);
        while let Some(Reverse((Cost(cost), v))) = waiting.pop() {
            if v == target {
                return Some(self.traced(source, target));
            }
            if cost > self.distance[v as usize] {
                continue;
            }
            for (next, weight) in self.graph.row(v as usize) {
                if self.blocked[next] || v == source && closed.contains(&(next as u32)) {
                    continue;
                }
                let reached = cost + weight;
                let known = self.distance[next];
                // Of equal ways the one over the smaller vertex.
                if reached < known
                    || reached == known && v < self.before[next] && next != source as usize
                {
                    self.before[next] = v;
                    if reached < known {
                        self.distance[next] = reached;
                        self.touched.push(next as u32);
                        waiting.push(Reverse((Cost(reached), next as u32)));
                    }
                }
            }
        }
        None
    }

    fn traced(&self, source: u32, target: u32) -> Path {
        let mut vertices = vec![target];
        let mut at = target;
        while at != source {
            at = self.before[at as usize];
            vertices.push(at);
        }
        vertices.reverse();
        Path {
            cost: self.distance[target as usize],
            vertices,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of Yen's algorithm in the literature: vertices C D E F G H, paths from C to H.
    fn example() -> Csr {
        let arcs = [
            (0, 1, 3.0),
            (0, 2, 2.0),
            (1, 3, 4.0),
            (2, 1, 1.0),
            (2, 3, 2.0),
            (2, 4, 3.0),
            (3, 4, 2.0),
            (3, 5, 1.0),
            (4, 5, 2.0),
        ];
        Csr::from_arcs(6, &arcs)
    }

    #[test]
    fn the_textbook_example() {
        let found = k_shortest(&example(), 0, 5, 3);
        let paths: Vec<(f64, &[u32])> = found.iter().map(|p| (p.cost, &*p.vertices)).collect();
        // C-E-F-H 5, C-E-G-H 7, C-D-F-H 8 (C-E-D-F-H and C-E-F-G-H cost 8 and 8 too: the smaller vertices come first).
        assert_eq!(
            paths,
            [
                (5.0, &[0, 2, 3, 5][..]),
                (7.0, &[0, 2, 4, 5]),
                (8.0, &[0, 1, 3, 5])
            ]
        );
    }

    /// All paths without loops, by trying everything.
    fn all(graph: &Csr, path: &mut Vec<u32>, target: u32, out: &mut Vec<(f64, Vec<u32>)>) {
        let at = path[path.len() - 1];
        if at == target {
            let cost = Search::new(graph).cost(path);
            return out.push((cost, path.clone()));
        }
        for &next in graph.targets(at as usize) {
            if !path.contains(&next) {
                path.push(next);
                all(graph, path, target, out);
                path.pop();
            }
        }
    }

    #[test]
    fn the_same_as_trying_every_path() {
        for seed in 0_u32..40 {
            let mut state = seed.wrapping_mul(2_654_435_761).wrapping_add(1);
            let mut next = |below: u32| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (state >> 16) % below
            };
            let arcs: Vec<(u32, u32, f64)> = (0..14)
                .map(|_| (next(7), next(7), f64::from(1 + next(4))))
                .collect();
            let graph = Csr::from_arcs(7, &arcs).symmetrised();
            let mut expected = Vec::new();
            all(&graph, &mut vec![0], 6, &mut expected);
            expected.sort_by(|a, b| a.0.total_cmp(&b.0));
            let found = k_shortest(&graph, 0, 6, 5);
            assert_eq!(found.len(), expected.len().min(5), "seed {seed}");
            for (path, (cost, _)) in found.iter().zip(&expected) {
                assert!((path.cost - cost).abs() < 1e-12, "seed {seed}");
                assert!(expected.iter().any(|(_, v)| *v == path.vertices));
            }
        }
    }

    #[test]
    fn no_way_and_odd_ends() {
        let graph = Csr::from_arcs(3, &[(0, 1, 1.0)]);
        assert!(k_shortest(&graph, 0, 2, 3).is_empty());
        assert!(k_shortest(&graph, 0, 0, 3).is_empty());
        assert!(k_shortest(&graph, 0, 9, 3).is_empty());
        assert_eq!(k_shortest(&graph, 0, 1, 3).len(), 1);
    }
}
