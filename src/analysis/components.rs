//! Weak and strong components.

use super::{Csr, Method};
use serde::Serialize;

/// A partition into components.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Components {
    /// Component of each vertex; 0 is the largest, of equally large ones the one with the smallest vertex comes first.
    pub labels: Vec<u32>,
    /// Vertices in each component, falling.
    pub sizes: Vec<u64>,
    /// How they were made.
    pub method: Method,
}

const TARJAN: &str =
    "R. Tarjan, Depth-first search and linear graph algorithms, SIAM J. Comput. 1, 1972";

/// Components of the graph without directions. O(n + arcs).
pub fn weak_components(graph: &Csr) -> Components {
    let mut parent: Vec<u32> = (0..graph.len() as u32).collect();
    for v in 0..graph.len() {
        for &t in graph.targets(v) {
            let (a, b) = (root(&mut parent, v as u32), root(&mut parent, t));
            parent[a.max(b) as usize] = a.min(b);
        }
    }
    let labels = (0..graph.len() as u32)
        .map(|v| root(&mut parent, v))
        .collect();
    finished(labels, "weak_components")
}

/// For each vertex the smallest vertex that it reaches without leaving its group. O(n + arcs).
pub(super) fn components_within(graph: &Csr, group: &[u32]) -> Vec<u32> {
    let mut parent: Vec<u32> = (0..graph.len() as u32).collect();
    for v in 0..graph.len() {
        for &t in graph.targets(v) {
            if (t as usize) < v && group[t as usize] == group[v] {
                let (a, b) = (root(&mut parent, v as u32), root(&mut parent, t));
                parent[a.max(b) as usize] = a.min(b);
            }
        }
    }
    let all = 0..graph.len() as u32;
    all.map(|v| root(&mut parent, v)).collect()
}

/// Components within which every vertex reaches every other along the arcs. Iterative. O(n + arcs).
pub fn strong_components(graph: &Csr) -> Components {
    let mut search = Search {
        graph,
        index: vec![0; graph.len()],
        next: 1,
        labels: vec![u32::MAX; graph.len()],
        open: Vec::new(),
        stack: Vec::new(),
    };
    for v in 0..graph.len() {
        if search.index[v] == 0 {
            search.from(v);
        }
    }
    finished(search.labels, "strong_components")
}

fn finished(labels: Vec<u32>, name: &'static str) -> Components {
    let (labels, sizes) = canonical(labels);
    Components {
        labels,
        sizes,
        method: Method::direct(name, TARJAN),
    }
}

/// Root of `v` in a forest, halving the path on the way.
fn root(parent: &mut [u32], mut v: u32) -> u32 {
    while parent[v as usize] != v {
        let up = parent[parent[v as usize] as usize];
        parent[v as usize] = up;
        v = up;
    }
    v
}

/// Renames labels (each below the number of vertices) by falling size, then smallest vertex; gives the sizes too.
pub(super) fn canonical(mut labels: Vec<u32>) -> (Vec<u32>, Vec<u64>) {
    let mut size = vec![0u64; labels.len()];
    let mut seen: Vec<u32> = Vec::new();
    for &label in &labels {
        if size[label as usize] == 0 {
            seen.push(label);
        }
        size[label as usize] += 1;
    }
    seen.sort_by_key(|&label| std::cmp::Reverse(size[label as usize]));
    let sizes = seen.iter().map(|&label| size[label as usize]).collect();
    let mut renamed = vec![0u32; labels.len()];
    for (new, &label) in seen.iter().enumerate() {
        renamed[label as usize] = new as u32;
    }
    for label in &mut labels {
        *label = renamed[*label as usize];
    }
    (labels, sizes)
}

/// Tarjan's search with its stack on the heap. `index` is 0 for an unseen vertex and falls to the lowest one reached.
struct Search<'a> {
    graph: &'a Csr,
    index: Vec<u32>,
    next: u32,
    labels: Vec<u32>,
    open: Vec<u32>,
    stack: Vec<(u32, usize, u32)>,
}

impl Search<'_> {
    fn from(&mut self, start: usize) {
        self.enter(start);
        while let Some(&(v, arc, own)) = self.stack.last() {
            if arc == self.graph.arcs(v as usize).end {
                self.leave(v as usize, own);
                continue;
            }
            if let Some(top) = self.stack.last_mut() {
                top.1 += 1;
            }
            let t = self.graph.all_targets()[arc] as usize;
            if self.index[t] == 0 {
                self.enter(t);
            } else if self.labels[t] == u32::MAX {
                self.index[v as usize] = self.index[v as usize].min(self.index[t]);
            }
        }
    }

    fn enter(&mut self, v: usize) {
        self.index[v] = self.next;
        self.stack
            .push((v as u32, self.graph.arcs(v).start, self.next));
        self.open.push(v as u32);
        self.next += 1;
    }

    /// `v` is done: if nothing before it was reached, it closes a component; its caller hears how far back it reached.
    fn leave(&mut self, v: usize, own: u32) {
        self.stack.pop();
        if self.index[v] == own {
            while let Some(member) = self.open.pop() {
                self.labels[member as usize] = v as u32;
                if member as usize == v {
                    break;
                }
            }
        } else if let Some(&(caller, _, _)) = self.stack.last() {
            let low = self.index[v].min(self.index[caller as usize]);
            self.index[caller as usize] = low;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_go_by_size_then_smallest_vertex() {
        let graph = Csr::from_arcs(7, &[(6, 4, 1.0), (4, 5, 1.0), (1, 2, 1.0)]);
        let found = weak_components(&graph);
        assert_eq!(found.labels, [2, 1, 1, 3, 0, 0, 0]);
        assert_eq!(found.sizes, [3, 2, 1, 1]);
    }

    #[test]
    fn strong_components_follow_directions() {
        let arcs = [
            (0, 1, 1.0),
            (1, 2, 1.0),
            (2, 0, 1.0),
            (2, 3, 1.0),
            (3, 4, 1.0),
            (4, 3, 1.0),
        ];
        let found = strong_components(&Csr::from_arcs(6, &arcs));
        assert_eq!(found.labels, [0, 0, 0, 1, 1, 2]);
    }

    #[test]
    fn a_long_path_needs_no_stack() {
        let arcs: Vec<_> = (0..300_000).map(|v| (v, v + 1, 1.0)).collect();
        let graph = Csr::from_arcs(300_001, &arcs);
        assert_eq!(strong_components(&graph).sizes.len(), 300_001);
        assert_eq!(weak_components(&graph).sizes, [300_001]);
    }
}
