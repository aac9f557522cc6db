//! Articulation points: vertices without which a connected part falls apart.

use super::Csr;

/// Whether each vertex is an articulation point. Takes a symmetric graph; weights do not count. Without recursion. O(n + arcs).
///
/// J. Hopcroft, R. Tarjan, Efficient algorithms for graph manipulation, Communications of the ACM 16, 1973.
pub fn articulation_points(graph: &Csr) -> Vec<bool> {
    let mut search = Search {
        graph,
        entered: vec![0; graph.len()],
        lowest: vec![0; graph.len()],
        is_point: vec![false; graph.len()],
        time: 0,
    };
    for root in 0..graph.len() {
        if search.entered[root] == 0 {
            search.from(root);
        }
    }
    search.is_point
}

struct Search<'a> {
    graph: &'a Csr,
    /// When it was entered, from 1 on; 0: not yet.
    entered: Vec<u32>,
    /// The earliest entered that its branch reaches by one arc back.
    lowest: Vec<u32>,
    is_point: Vec<bool>,
    time: u32,
}

impl Search<'_> {
    fn enter(&mut self, v: usize) {
        self.time += 1;
        self.entered[v] = self.time;
        self.lowest[v] = self.time;
    }

    fn from(&mut self, root: usize) {
        let graph = self.graph;
        // Vertex, the one it was entered from, the next arc to look at.
        let mut path: Vec<(usize, usize, usize)> = vec![(root, root, 0)];
        let mut branches = 0;
        self.enter(root);
        while let Some((v, from, next)) = path.last_mut() {
            let (v, from) = (*v, *from);
            let Some(&t) = graph.targets(v).get(*next) else {
                path.pop();
                self.leave(v, from, root);
                continue;
            };
            *next += 1;
            let t = t as usize;
            if self.entered[t] == 0 {
                branches += u32::from(v == root);
                self.enter(t);
                path.push((t, v, 0));
            } else if t != from {
                self.lowest[v] = self.lowest[v].min(self.entered[t]);
            }
        }
        self.is_point[root] = branches > 1;
    }

    fn leave(&mut self, v: usize, from: usize, root: usize) {
        if v == root {
            return;
        }
        self.lowest[from] = self.lowest[from].min(self.lowest[v]);
        if from != root && self.lowest[v] >= self.entered[from] {
            self.is_point[from] = true;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::random::Random;
    use super::*;

    fn points(n: usize, edges: &[(u32, u32)]) -> Vec<usize> {
        let arcs: Vec<(u32, u32, f64)> = edges.iter().map(|&(a, b)| (a, b, 1.0)).collect();
        let found = articulation_points(&Csr::from_arcs(n, &arcs).symmetrised());
        (0..n).filter(|v| found[*v]).collect()
    }

    // Values: networkx 3.6.1, articulation_points.
    #[test]
    fn values_of_networkx() {
        assert_eq!(points(5, &[(0, 1), (1, 2), (2, 3), (3, 4)]), [1, 2, 3]);
        let barbell = [(0, 1), (1, 2), (2, 0), (2, 3), (3, 4), (4, 5), (5, 3)];
        assert_eq!(points(7, &barbell), [2, 3]);
        assert!(points(4, &[(0, 1), (1, 2), (2, 3), (3, 0)]).is_empty());
        assert_eq!(points(4, &[(0, 1), (0, 2), (0, 3)]), [0]);
        // Two parts, one a triangle with two tails.
        let two = [(0, 1), (1, 2), (2, 0), (2, 3), (0, 4), (6, 7), (7, 8)];
        assert_eq!(points(9, &two), [0, 2, 7]);
    }

    /// The definition: without it there are more connected parts among the others.
    fn by_definition(n: usize, edges: &[(u32, u32)]) -> Vec<usize> {
        let parts = |without: usize| {
            let mut part: Vec<usize> = (0..n).collect();
            for _ in 0..n {
                for (a, b) in edges.iter().map(|e| (e.0 as usize, e.1 as usize)) {
                    if a != without && b != without {
                        let least = part[a].min(part[b]);
                        (part[a], part[b]) = (least, least);
                    }
                }
            }
            (0..n).filter(|v| part[*v] == *v).count()
        };
        let all = parts(n);
        // The vertex itself remains as one part; an isolated one was one before.
        let falls_apart = |v: &usize| parts(*v) > all + 1;
        (0..n).filter(falls_apart).collect()
    }

    #[test]
    fn random_graphs_agree_with_the_definition() {
        let mut random = Random::new(3);
        for round in 0..80_u32 {
            let n = 3 + random.below(15);
            let count = 1 + random.below(2 * n);
            let mut end = || random.below(n) as u32;
            let edges: Vec<(u32, u32)> = (0..count).map(|_| (end(), end())).collect();
            let edges: Vec<_> = edges.into_iter().filter(|(a, b)| a != b).collect();
            assert_eq!(points(n, &edges), by_definition(n, &edges), "round {round}");
        }
    }

    #[test]
    fn a_path_of_a_million_needs_no_stack() {
        let edges: Vec<(u32, u32)> = (0..1_000_000).map(|v| (v, v + 1)).collect();
        assert_eq!(points(1_000_001, &edges).len(), 999_999);
    }
}
