//! Places for large graphs by forces: ties pull, vertices push. Some places may be given. It does not know pages or sizes.

use rayon::prelude::*;

use super::random::Random;
use super::tree::{Body, Tree};
use super::{Csr, layout};

type Point = (f64, f64);

/// What is so much farther than it is wide counts as one.
const THETA: f32 = 1.2;
/// Rounds from a start that knows the groups only, and from one round given places.
const ROUNDS: usize = 150;
const ROUNDS_GIVEN: usize = 24;
/// A tie between two groups pulls less.
const BETWEEN: f64 = 0.35;
/// Vertices a thread works on at a time.
const CHUNK: usize = 256;

/// Places for a symmetric graph without any given ones; the picture is about sqrt(n) wide.
///
/// Energy as in M. Jacomy, T. Venturini, S. Heymann, M. Bastian, "ForceAtlas2", 2014: a vertex of degree k pushes with k + 1, falling with the
/// distance; ties pull with weight^0.3 times the distance. Each round moves every vertex towards its balance (force over stiffness), by a step that gets
/// shorter. It starts from [`layout()`], so groups stay together. O(rounds · (n log n + arcs)); the same bits on any number of threads.
pub fn free(graph: &Csr, group: &[Option<u32>], seed: u64) -> Vec<Point> {
    let degree: Vec<f64> = (0..graph.len()).map(|v| graph.degree(v) as f64).collect();
    let start = layout(graph, group, &degree, seed);
    let reach = start
        .iter()
        .fold(1e-9, |r: f32, p| r.max(p.0.abs()).max(p.1.abs()));
    let half = (graph.len() as f64).sqrt() / 2.0;
    let scale = half / f64::from(reach);
    let mut at: Vec<Point> = start
        .iter()
        .map(|p| (f64::from(p.0) * scale, f64::from(p.1) * scale))
        .collect();
    let all = vec![true; graph.len()];
    rounds(graph, group, &mut at, &all, (half, ROUNDS));
    at
}

/// Places round given ones, which stay: each vertex starts among its neighbours that have a place, then forces part them. `half` is half the width that the
/// picture should have. Vertices that no path ties to a given place are `None`.
pub fn around(
    graph: &Csr,
    group: &[Option<u32>],
    given: &[Option<Point>],
    half: f64,
    seed: u64,
) -> Vec<Option<Point>> {
    let mut random = Random::new(seed);
    let mut placed: Vec<Option<Point>> = (0..graph.len())
        .map(|v| given.get(v).copied().flatten())
        .collect();
    let mut layer: Vec<u32> = (0..graph.len() as u32)
        .filter(|v| placed[*v as usize].is_some())
        .collect();
    while !layer.is_empty() {
        let next = next_layer(graph, &placed, &layer);
        let found: Vec<Point> = next
            .iter()
            .map(|&v| among(graph, &placed, v as usize, half, &mut random))
            .collect();
        for (&v, p) in next.iter().zip(found) {
            placed[v as usize] = Some(p);
        }
        layer = next;
    }
    let reached: Vec<u32> = (0..graph.len() as u32)
        .filter(|v| placed[*v as usize].is_some())
        .collect();
    let inner = graph.reordered(&reached);
    let of = |v: &u32| group.get(*v as usize).copied().flatten();
    let groups: Vec<Option<u32>> = reached.iter().map(of).collect();
    let mut at: Vec<Point> = reached
        .iter()
        .map(|&v| placed[v as usize].unwrap_or_default())
        .collect();
    let free: Vec<bool> = reached
        .iter()
        .map(|&v| given.get(v as usize).copied().flatten().is_none())
        .collect();
    rounds(&inner, &groups, &mut at, &free, (half, ROUNDS_GIVEN));
    for (&v, p) in reached.iter().zip(at) {
        placed[v as usize] = Some(p);
    }
    placed
}

/// Neighbours of a layer that have no place yet.
fn next_layer(graph: &Csr, placed: &[Option<Point>], layer: &[u32]) -> Vec<u32> {
    let mut next: Vec<u32> = layer
        .iter()
        .flat_map(|&v| graph.targets(v as usize).iter().copied())
        .filter(|t| placed[*t as usize].is_none())
        .collect();
    next.sort_unstable();
    next.dedup();
    next
}

/// The middle of its neighbours, a little beside it; who has one only is put outward of it.
fn among(graph: &Csr, placed: &[Option<Point>], v: usize, half: f64, random: &mut Random) -> Point {
    let (mut x, mut y, mut all, mut count) = (0.0, 0.0, 0.0, 0);
    for (t, w) in graph.row(v) {
        if let Some(p) = placed[t] {
            let w = w.powf(0.3);
            (x, y, all, count) = (x + w * p.0, y + w * p.1, all + w, count + 1);
        }
    }
    let middle = if all > 0.0 {
        (x / all, y / all)
    } else {
        (0.0, 0.0)
    };
    let far = half * if count < 2 { 0.12 } else { 0.04 };
    let angle = random.below(1 << 16) as f64 / f64::from(1 << 16) * std::f64::consts::TAU;
    let far = far * (0.3 + random.below(1 << 16) as f64 / f64::from(1 << 16));
    (middle.0 + far * angle.cos(), middle.1 + far * angle.sin())
}

/// The rounds: `free` vertices move.
fn rounds(
    graph: &Csr,
    group: &[Option<u32>],
    at: &mut [Point],
    free: &[bool],
    (half, rounds): (f64, usize),
) {
    let n = graph.len();
    if n < 2 {
        return;
    }
    let pulls = pulls(graph, group);
    let mass: Vec<f64> = (0..n).map(|v| graph.degree(v) as f64 + 1.0).collect();
    let stiff: Vec<f64> = (0..n)
        .map(|v| graph.arcs(v).map(|a| f64::from(pulls[a])).sum::<f64>())
        .collect();
    // Virial theorem: in balance the sum of pulls times distances is that of pushes. A tie is to be about a ninth of the width long.
    let total: f64 = mass.iter().sum();
    let pairs = (total * total - mass.iter().map(|m| m * m).sum::<f64>()) / 2.0;
    let tension: f64 = stiff.iter().sum::<f64>() / 2.0 * (half / 4.5).powi(2);
    let strength = tension / pairs.max(1e-9);
    // A weak pull to the middle keeps parts that nothing ties; outside of the width it grows.
    let gravity = |v: usize, p: Point| {
        let far = (p.0 * p.0 + p.1 * p.1) / (half * half);
        0.3 * strength * mass[v] * total / (half * half) * (1.0 + far * far)
    };
    for round in 0..rounds {
        let bodies: Vec<Body> = at
            .iter()
            .zip(&mass)
            .map(|(p, m)| Body {
                x: p.0 as f32,
                y: p.1 as f32,
                mass: *m as f32,
            })
            .collect();
        let tree = Tree::new(&bodies, THETA);
        let left = 1.0 - round as f64 / rounds as f64;
        let most = 0.15 * half * left * left + 0.002 * half;
        let step = |place: usize| {
            let v = tree.order[place] as usize;
            if !free[v] {
                return at[v];
            }
            let push = tree.push(place);
            let k = strength * mass[v];
            let p = at[v];
            let inward = gravity(v, p);
            let (mut fx, mut fy) = (
                k * f64::from(push.0) - inward * p.0,
                k * f64::from(push.1) - inward * p.1,
            );
            for (&t, a) in graph.targets(v).iter().zip(graph.arcs(v)) {
                let (q, w) = (at[t as usize], f64::from(pulls[a]));
                fx += w * (q.0 - p.0);
                fy += w * (q.1 - p.1);
            }
            let go = 0.5 / (stiff[v] + inward).max(1e-12);
            let (dx, dy) = (fx * go, fy * go);
            let cut = (most / dx.hypot(dy).max(1e-12)).min(1.0);
            (p.0 + dx * cut, p.1 + dy * cut)
        };
        let moved: Vec<Point> = (0..n)
            .into_par_iter()
            .with_min_len(CHUNK)
            .map(step)
            .collect();
        for (&v, p) in tree.order.iter().zip(moved) {
            at[v as usize] = p;
        }
    }
}

/// How strongly each arc pulls.
fn pulls(graph: &Csr, group: &[Option<u32>]) -> Vec<f32> {
    let of = |v: usize| group.get(v).copied().flatten();
    let mut pulls = Vec::with_capacity(graph.arc_count());
    for v in 0..graph.len() {
        for (t, w) in graph.row(v) {
            let apart = if of(v) == of(t) { 1.0 } else { BETWEEN };
            pulls.push((w.powf(0.3).clamp(1e-3, 1e3) * apart) as f32);
        }
    }
    pulls
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two cliques with one tie between.
    fn barbell(k: u32) -> Csr {
        let clique = |first: u32| {
            (first..first + k).flat_map(move |a| (a + 1..first + k).map(move |b| (a, b, 1.0)))
        };
        let arcs: Vec<_> = clique(0).chain(clique(k)).chain([(0, k, 1.0)]).collect();
        Csr::from_arcs(2 * k as usize, &arcs).symmetrised()
    }

    #[test]
    fn what_is_tied_lies_near() {
        let at = free(&barbell(20), &[], 3);
        let mean = |pairs: &mut dyn Iterator<Item = (usize, usize)>| {
            let (sum, count) = pairs.fold((0.0, 0.0), |(s, c), (a, b)| {
                (s + (at[a].0 - at[b].0).hypot(at[a].1 - at[b].1), c + 1.0)
            });
            sum / count
        };
        let inside = mean(&mut (0..20).flat_map(|a| (0..a).map(move |b| (a, b))));
        let between = mean(&mut (0..20).flat_map(|a| (20..40).map(move |b| (a, b))));
        assert!(between > 1.5 * inside, "{between} {inside}");
    }

    #[test]
    fn the_same_bits_on_one_thread_and_on_two() {
        let graph = barbell(300);
        let run = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new()
                .num_threads(threads)
                .build()
                .expect("threads");
            pool.install(|| free(&graph, &[], 3))
        };
        assert_eq!(run(1), run(2));
    }

    #[test]
    fn given_places_stay_and_parts_without_one_have_none() {
        let arcs = [(0, 1, 1.0), (1, 2, 1.0), (3, 4, 1.0)];
        let graph = Csr::from_arcs(5, &arcs).symmetrised();
        let at = around(&graph, &[], &[Some((7.0, 5.0))], 10.0, 1);
        assert_eq!(at[0], Some((7.0, 5.0)));
        assert!(at[1].is_some() && at[2].is_some() && at[3].is_none() && at[4].is_none());
    }

    #[test]
    fn odd_input_has_finite_places() {
        assert!(free(&Csr::from_arcs(0, &[]), &[], 1).is_empty());
        let arcs = [(0, 1, 1e100), (1, 2, 1e-100)];
        let at = free(&Csr::from_arcs(4, &arcs).symmetrised(), &[Some(1)], 1);
        assert!(at.iter().all(|p| p.0.is_finite() && p.1.is_finite()));
    }
}
