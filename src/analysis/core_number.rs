//! Core number: how deep in the dense part of the graph a vertex lies.

use super::{Csr, Method, Scores};

/// The largest k such that the vertex belongs to a subgraph in which everybody has at least k neighbours; 0 for an
/// isolated vertex. Takes a symmetric graph; weights do not count. O(n + arcs).
pub fn core_number(graph: &Csr) -> Scores {
    let reference =
        "V. Batagelj, M. Zaversnik, An O(m) algorithm for cores decomposition of networks, 2003";
    let values = Peeling::new(graph)
        .run(graph)
        .into_iter()
        .map(f64::from)
        .collect();
    Scores {
        values,
        method: Method::direct("core", reference),
    }
}

/// Vertices sorted by what is left of their degree; `start[d]` is where those of degree `d` begin.
struct Peeling {
    left: Vec<u32>,
    order: Vec<u32>,
    place: Vec<u32>,
    start: Vec<u32>,
}

impl Peeling {
    fn new(graph: &Csr) -> Self {
        let n = graph.len();
        let left: Vec<u32> = (0..n).map(|v| graph.degree(v) as u32).collect();
        let most = left.iter().copied().max().unwrap_or(0) as usize;
        let mut start = vec![0u32; most + 2];
        for &d in &left {
            start[d as usize + 1] += 1;
        }
        for d in 0..=most {
            start[d + 1] += start[d];
        }
        let (mut next, mut order, mut place) = (start.clone(), vec![0; n], vec![0; n]);
        for (v, &d) in left.iter().enumerate() {
            place[v] = next[d as usize];
            order[next[d as usize] as usize] = v as u32;
            next[d as usize] += 1;
        }
        Self {
            left,
            order,
            place,
            start,
        }
    }

    /// Takes the vertex of least degree away, again and again.
    fn run(mut self, graph: &Csr) -> Vec<u32> {
        for i in 0..graph.len() {
            let v = self.order[i] as usize;
            for &t in graph.targets(v) {
                if self.left[t as usize] > self.left[v] {
                    self.lower(t);
                }
            }
        }
        self.left
    }

    /// `v` loses a neighbour: it changes places with the first vertex of its degree, which then belongs to the degree below.
    fn lower(&mut self, v: u32) {
        let degree = self.left[v as usize] as usize;
        let (from, to) = (self.place[v as usize], self.start[degree]);
        let first = self.order[to as usize];
        self.order.swap(from as usize, to as usize);
        self.place[v as usize] = to;
        self.place[first as usize] = from;
        self.start[degree] += 1;
        self.left[v as usize] -= 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_triangle_with_a_tail() {
        let arcs = [
            (0, 1, 1.0),
            (1, 2, 1.0),
            (2, 0, 1.0),
            (2, 3, 1.0),
            (3, 4, 1.0),
        ];
        let graph = Csr::from_arcs(6, &arcs).symmetrised();
        assert_eq!(core_number(&graph).values, [2.0, 2.0, 2.0, 1.0, 1.0, 0.0]);
    }
}
