//! Harmonic closeness: how near all others are. Weights do not count.

use super::random::Random;
use super::sampled::Sample;
use super::waves::{BATCH, Source, Waves};
use super::{Csr, Method, Scores, Sources};
use rayon::prelude::*;

/// Parameters of [`harmonic`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Harmonic {
    /// Distances along the arcs, from the others to the vertex; otherwise the graph must be symmetric.
    pub directed: bool,
    /// Divide by `n - 1`: values in 0..=1.
    pub normalised: bool,
    /// Exact or sampled.
    pub sources: Sources,
    /// Seed of the sample.
    pub seed: u64,
}

impl Default for Harmonic {
    fn default() -> Self {
        let sources = Sources::Budget {
            work: 20_000_000_000,
            pivots: 512,
        };
        Self {
            directed: false,
            normalised: false,
            sources,
            seed: 1,
        }
    }
}

/// For each vertex the sum of 1/distance from every other vertex, 0 where there is no path (networkx's
/// `harmonic_centrality`; igraph's is divided by `n - 1`, as `normalised` does). Defined for disconnected graphs.
///
/// Breadth-first search from 256 sources at once, a bit each, in parallel; in undirected graphs vertices with one neighbour
/// follow from that neighbour. O(sources / 256 * arcs * levels) time at most. A sample gives an unbiased estimate; the method
/// then states how far a value may be off.
pub fn harmonic(graph: &Csr, parameters: Harmonic) -> Scores {
    let n = graph.len();
    let leaves = if parameters.directed {
        Leaves::none(n)
    } else {
        Leaves::of(graph)
    };
    let count = match parameters.sources {
        Sources::Exact => n,
        Sources::Pivots(k) => k.clamp(1, n.max(1)).min(n),
        Sources::Budget { work, pivots } => {
            let needed = leaves.kept as u64 * graph.arc_count() as u64;
            if needed <= work {
                n
            } else {
                pivots.clamp(1, n.max(1))
            }
        }
    };
    let (mut values, sample) = if count == n {
        (exact(graph, &leaves, parameters.directed), None)
    } else {
        sampled(graph, count, parameters)
    };
    let all = if parameters.normalised && n > 1 {
        (n - 1) as f64
    } else {
        1.0
    };
    values.iter_mut().for_each(|x| *x /= all);
    let method = Method {
        iterations: count as u64,
        ..Method::direct(
            "harmonic",
            "P. Boldi, S. Vigna, Axioms for centrality, Internet Mathematics 10, 2014",
        )
    }
    .with("directed", parameters.directed)
    .with("normalised", parameters.normalised)
    .with("weights", "not used")
    .with(
        "sources",
        if sample.is_none() {
            "all".to_owned()
        } else {
            count.to_string()
        },
    );
    let method = match sample {
        None => method,
        Some(sample) => sample.stated(method.with("seed", parameters.seed), 1.0 / all),
    };
    Scores { values, method }
}

/// Which vertices have one neighbour and follow from it.
struct Leaves {
    /// The neighbour a leaf follows from; itself for all others.
    of: Vec<u32>,
    /// Leaves at each vertex.
    count: Vec<u32>,
    kept: usize,
}

impl Leaves {
    fn none(n: usize) -> Self {
        Self {
            of: (0..n as u32).collect(),
            count: vec![0; n],
            kept: n,
        }
    }

    fn of(graph: &Csr) -> Self {
        let mut leaves = Self::none(graph.len());
        for v in 0..graph.len() {
            let &[up] = graph.targets(v) else { continue };
            // Of a pair that has nobody else the first one stays.
            if graph.degree(up as usize) > 1 || (up as usize) < v {
                leaves.of[v] = up;
                leaves.count[up as usize] += 1;
                leaves.kept -= 1;
            }
        }
        leaves
    }
}

/// Every vertex is a source, leaves by way of their neighbour.
fn exact(graph: &Csr, leaves: &Leaves, directed: bool) -> Vec<f64> {
    let mut order = graph.by_degree();
    order.retain(|&v| leaves.of[v as usize] == v);
    let inner = graph.reordered(&order);
    let source = |(i, &v): (usize, &u32)| Source {
        vertex: i as u32,
        leaves: leaves.count[v as usize],
    };
    let mut sources: Vec<Source> = order.iter().enumerate().map(source).collect();
    // Alike numbers of leaves beside each other, and within them neighbours of the same hub.
    let hub = |v: u32| inner.targets(v as usize).first().copied().unwrap_or(v);
    sources.sort_unstable_by_key(|s| (s.leaves, hub(s.vertex), s.vertex));
    // 1/distance, and 1/(distance + 1) as the leaves of the vertex see it.
    let into = directed.then(|| inner.transposed());
    let sums = summed(
        &inner,
        into.as_ref().unwrap_or(&inner),
        &sources,
        |distance, near, behind| {
            let d = f64::from(distance);
            let own = if distance == 0 { 0.0 } else { near / d };
            [
                own + behind / (d + 1.0),
                near / (d + 1.0) + behind / (d + 2.0),
            ]
        },
    );
    let mut place = vec![0; graph.len()];
    for (i, &v) in order.iter().enumerate() {
        place[v as usize] = i;
    }
    let value = |(v, &up): (usize, &u32)| {
        let sums = sums[place[up as usize]];
        // A leaf sees itself nowhere, but its neighbour sees it at distance 1.
        if up as usize == v {
            sums[0]
        } else {
            sums[1] - 0.5
        }
    };
    leaves.of.iter().enumerate().map(value).collect()
}

/// Estimates from `count` sources drawn without replacement, and how they were drawn.
fn sampled(graph: &Csr, count: usize, parameters: Harmonic) -> (Vec<f64>, Option<Sample>) {
    let n = graph.len();
    let order = graph.by_degree();
    let inner = graph.reordered(&order);
    let mut drawn: Vec<u32> = (0..n as u32).collect();
    Random::new(parameters.seed).shuffle(&mut drawn);
    drawn.truncate(count);
    drawn.sort_unstable();
    let sources: Vec<Source> = drawn
        .iter()
        .map(|&vertex| Source { vertex, leaves: 0 })
        .collect();
    let into = parameters.directed.then(|| inner.transposed());
    let sums = summed(
        &inner,
        into.as_ref().unwrap_or(&inner),
        &sources,
        |distance, near, _| {
            let d = f64::from(distance);
            if distance == 0 {
                [0.0; 2]
            } else {
                [near / d, near / (d * d)]
            }
        },
    );
    let (k, all) = (count as f64, n as f64);
    let mut values = vec![0.0; n];
    for (&v, sum) in order.iter().zip(&sums) {
        values[v as usize] = sum[0] * all / k;
    }
    let variance = |s: &[f64; 2]| (s[1] - s[0] * s[0] / k).max(0.0) / (k - 1.0).max(1.0);
    let largest = sums.iter().map(variance).fold(0.0, f64::max);
    let sample = Sample {
        drawn: count,
        population: n,
        values: n,
        range: 1.0,
        variance: largest,
    };
    (values, Some(sample))
}

/// Per vertex the sum of what `term` gives for `(distance, sources at that distance, leaves of those sources)`.
fn summed(
    graph: &Csr,
    into: &Csr,
    sources: &[Source],
    term: impl Fn(u32, f64, f64) -> [f64; 2] + Sync,
) -> Vec<[f64; 2]> {
    let chunks = if graph.len() > 200_000 { 8 } else { 32 };
    let batches = sources.len().div_ceil(BATCH).div_ceil(chunks).max(1);
    let of_chunk = |chunk: &[Source]| {
        let mut waves = Waves::new(graph, into);
        let mut sums = vec![[0.0; 2]; graph.len()];
        for batch in chunk.chunks(BATCH) {
            waves.run(batch, |v, distance, near, behind| {
                let [a, b] = term(distance, near, behind);
                sums[v][0] += a;
                sums[v][1] += b;
            });
        }
        sums
    };
    let parts: Vec<Vec<[f64; 2]>> = sources.par_chunks(batches * BATCH).map(of_chunk).collect();
    let mut sums = vec![[0.0; 2]; graph.len()];
    for part in &parts {
        for (sum, x) in sums.iter_mut().zip(part) {
            sum[0] += x[0];
            sum[1] += x[1];
        }
    }
    sums
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_by_hand() {
        let path = Csr::from_arcs(5, &[(0, 1, 1.0), (1, 2, 1.0), (2, 3, 1.0)]);
        let ends = 1.0 + 0.5 + 1.0 / 3.0;
        let values = harmonic(&path.symmetrised(), Harmonic::default()).values;
        assert!(
            values
                .iter()
                .zip([ends, 2.5, 2.5, ends, 0.0])
                .all(|(a, b)| (a - b).abs() < 1e-12)
        );
        let directed = Harmonic {
            directed: true,
            ..Harmonic::default()
        };
        let values = harmonic(&path, directed).values;
        assert!(
            values
                .iter()
                .zip([0.0, 1.0, 1.5, ends, 0.0])
                .all(|(a, b)| (a - b).abs() < 1e-12)
        );
    }

    #[test]
    fn pairs_and_stars_follow_from_their_neighbour() {
        let pair = Csr::from_arcs(2, &[(0, 1, 1.0)]).symmetrised();
        assert_eq!(harmonic(&pair, Harmonic::default()).values, [1.0, 1.0]);
        let star: Vec<_> = (1..300).map(|v| (0, v, 1.0)).collect();
        let star = Csr::from_arcs(300, &star).symmetrised();
        let values = harmonic(
            &star,
            Harmonic {
                normalised: true,
                ..Harmonic::default()
            },
        )
        .values;
        assert!(
            (values[0] - 1.0).abs() < 1e-12
                && (values[7] - (1.0 + 298.0 / 2.0) / 299.0).abs() < 1e-12
        );
    }
}
