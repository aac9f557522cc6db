//! Places for a drawing of some hundred vertices: distances on paper follow distances in the graph. It does not know pages.

use super::Csr;
use super::random::Random;
use std::cmp::Ordering;
use std::collections::BinaryHeap;

/// Up to so many vertices [`stress`] is fit for: its cost is quadratic.
pub const STRESS_MOST: usize = 400;
/// An edge between two groups is longer by so much than one within: groups keep apart.
const BETWEEN: f64 = 1.8;
/// Sweeps over all vertices for each start.
const SWEEPS: usize = 150;

/// Places for the vertices of a symmetric graph, in units of an edge of median weight; stronger ties are shorter, those between
/// two `group`s longer. Parts that are not connected get places of their own round the origin: see `super::page`.
///
/// Of several random starts the one is taken whose lines cross least (16 for up to 100 vertices, 2 above). Stress
/// majorisation: E. Gansner, Y. Koren, S. North, "Graph drawing by stress majorization", 2004. O(starts · sweeps · n²).
pub fn stress(graph: &Csr, group: &[Option<u32>], seed: u64) -> Vec<(f64, f64)> {
    let n = graph.len();
    let wanted = distances(graph, group);
    let edges = edges(graph);
    let starts = if n <= 100 { 16 } else { 2 };
    let mut random = Random::new(seed);
    let mut best: Option<(u64, Vec<(f64, f64)>)> = None;
    for _ in 0..starts {
        let mut at: Vec<(f64, f64)> = (0..n).map(|_| somewhere(&mut random, n)).collect();
        for _ in 0..SWEEPS {
            sweep(&mut at, &wanted);
        }
        let crossings = crossings(&at, &edges);
        if best.as_ref().is_none_or(|(least, _)| crossings < *least) {
            best = Some((crossings, at));
        }
    }
    best.map_or_else(Vec::new, |(_, at)| at)
}

fn somewhere(random: &mut Random, n: usize) -> (f64, f64) {
    let side = (n as f64).sqrt();
    let mut one = || random.below(1 << 20) as f64 / f64::from(1 << 20) * side;
    (one(), one())
}

/// All distances, row by row; infinite between parts that are not connected.
fn distances(graph: &Csr, group: &[Option<u32>]) -> Vec<f64> {
    let n = graph.len();
    let mut weights: Vec<f64> = (0..n).flat_map(|v| graph.weights(v)).copied().collect();
    weights.sort_by(f64::total_cmp);
    let median = weights.get(weights.len() / 2).copied().unwrap_or(1.0);
    let of = |v: usize| group.get(v).copied().flatten();
    let length = |s: usize, t: usize, w: f64| {
        let tie = (median / w).powf(0.2).clamp(0.7, 1.5);
        tie * if of(s) == of(t) { 1.0 } else { BETWEEN }
    };
    (0..n).flat_map(|v| from_one(graph, v, &length)).collect()
}

/// Dijkstra's distances from one vertex.
fn from_one(graph: &Csr, start: usize, length: &dyn Fn(usize, usize, f64) -> f64) -> Vec<f64> {
    let mut far = vec![f64::INFINITY; graph.len()];
    let mut waiting = BinaryHeap::from([Near(0.0, start)]);
    far[start] = 0.0;
    while let Some(Near(d, v)) = waiting.pop() {
        if d > far[v] {
            continue;
        }
        for (t, w) in graph.row(v) {
            let through = d + length(v, t, w);
            if through < far[t] {
                far[t] = through;
                waiting.push(Near(through, t));
            }
        }
    }
    far
}

/// Nearest first, then the smaller number.
#[derive(PartialEq)]
struct Near(f64, usize);

impl Eq for Near {}

impl PartialOrd for Near {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Near {
    fn cmp(&self, other: &Self) -> Ordering {
        other.0.total_cmp(&self.0).then(other.1.cmp(&self.1))
    }
}

/// Moves each vertex to where its wanted distances agree best, all others staying.
fn sweep(at: &mut [(f64, f64)], wanted: &[f64]) {
    let n = at.len();
    for v in 0..n {
        let (mut x, mut y, mut all) = (0.0, 0.0, 0.0);
        for (u, &d) in wanted[v * n..(v + 1) * n].iter().enumerate() {
            if u == v || !d.is_finite() {
                continue;
            }
            let (dx, dy) = (at[v].0 - at[u].0, at[v].1 - at[u].1);
            let weight = 1.0 / (d * d);
            let stretch = d / (dx * dx + dy * dy).sqrt().max(1e-6);
            x += weight * (at[u].0 + dx * stretch);
            y += weight * (at[u].1 + dy * stretch);
            all += weight;
        }
        if all > 0.0 {
            at[v] = (x / all, y / all);
        }
    }
}

/// Each edge once.
fn edges(graph: &Csr) -> Vec<(usize, usize)> {
    let all = (0..graph.len()).flat_map(|v| graph.row(v).map(move |(t, _)| (v, t)));
    all.filter(|(s, t)| s < t).collect()
}

/// How often lines cross, and twice how often a line runs over a vertex that is not its own.
fn crossings(at: &[(f64, f64)], edges: &[(usize, usize)]) -> u64 {
    let mut count = 0;
    for (i, &(a, b)) in edges.iter().enumerate() {
        for &(c, d) in &edges[..i] {
            let apart = a != c && a != d && b != c && b != d;
            count += u64::from(apart && cross(at[a], at[b], at[c], at[d]));
        }
        for (v, &p) in at.iter().enumerate() {
            count += 2 * u64::from(v != a && v != b && from_line(p, at[a], at[b]) < 0.15);
        }
    }
    count
}

fn side(a: (f64, f64), b: (f64, f64), p: (f64, f64)) -> f64 {
    (b.0 - a.0) * (p.1 - a.1) - (b.1 - a.1) * (p.0 - a.0)
}

fn cross(a: (f64, f64), b: (f64, f64), c: (f64, f64), d: (f64, f64)) -> bool {
    (side(a, b, c) > 0.0) != (side(a, b, d) > 0.0) && (side(c, d, a) > 0.0) != (side(c, d, b) > 0.0)
}

/// Distance of a point from a stretch.
fn from_line(p: (f64, f64), a: (f64, f64), b: (f64, f64)) -> f64 {
    let (dx, dy) = (b.0 - a.0, b.1 - a.1);
    let square = (dx * dx + dy * dy).max(1e-12);
    let t = (((p.0 - a.0) * dx + (p.1 - a.1) * dy) / square).clamp(0.0, 1.0);
    (p.0 - a.0 - t * dx).hypot(p.1 - a.1 - t * dy)
}

#[cfg(test)]
mod tests {
    use super::*;

    // A path of three edges of equal weight has no stress if it lies straight: ends three lengths apart.
    #[test]
    fn a_path_lies_straight() {
        let arcs = [(0, 1, 1.0), (1, 2, 1.0), (2, 3, 1.0)];
        let at = stress(&Csr::from_arcs(4, &arcs).symmetrised(), &[], 1);
        let far = (at[0].0 - at[3].0).hypot(at[0].1 - at[3].1);
        assert!((far - 3.0).abs() < 0.02, "{far}");
    }

    // Two squares that are tied can be drawn without a crossing.
    #[test]
    fn a_cube_without_one_edge_has_few_crossings() {
        let ladder = [
            (0, 1),
            (1, 2),
            (2, 3),
            (4, 5),
            (5, 6),
            (6, 7),
            (0, 4),
            (1, 5),
            (2, 6),
            (3, 7),
        ];
        let arcs: Vec<_> = ladder.iter().map(|&(s, t)| (s, t, 1.0)).collect();
        let graph = Csr::from_arcs(8, &arcs).symmetrised();
        let at = stress(&graph, &[], 7);
        assert_eq!(crossings(&at, &edges(&graph)), 0);
    }

    #[test]
    fn crossing_lines_are_seen() {
        let at = [(0.0, 0.0), (2.0, 2.0), (0.0, 2.0), (2.0, 0.0)];
        assert_eq!(crossings(&at, &[(0, 1), (2, 3)]), 1);
        assert_eq!(crossings(&at, &[(0, 2), (1, 3)]), 0);
    }

    #[test]
    fn odd_input_has_finite_places() {
        assert!(stress(&Csr::from_arcs(0, &[]), &[], 1).is_empty());
        let arcs = [(0, 1, 1e100), (1, 2, 1e-100), (3, 4, 1.0)];
        let at = stress(&Csr::from_arcs(6, &arcs).symmetrised(), &[Some(1)], 1);
        assert!(at.iter().all(|p| p.0.is_finite() && p.1.is_finite()));
    }
}
