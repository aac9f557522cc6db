//! Communities that stay: of many runs of the Leiden algorithm the one that agrees best with the others, and how far they agree. It does
//! not know how a run is made.

use super::leiden::{Ground, REFERENCE};
use super::overlap::Overlap;
use super::{Csr, Leiden, Method, modularity};
use rayon::prelude::*;
use serde::Serialize;

/// Parameters of [`consensus`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Consensus {
    /// Above 1 more and smaller communities, below 1 fewer and larger ones.
    pub resolution: f64,
    /// Seed of all runs.
    pub seed: u64,
    /// Runs; a graph of more than [`Consensus::FULL`] arcs takes fewer in proportion, but not fewer than [`Consensus::FEWEST`].
    pub runs: u64,
}

impl Consensus {
    /// Arcs up to which all runs are made.
    pub const FULL: usize = 600_000;
    /// Runs that are made of any graph.
    pub const FEWEST: u64 = 4;
    /// Only a run whose modularity lies at most so far below the best one (as a share of it) may be chosen.
    pub const NEAR: f64 = 0.002;

    fn runs_for(&self, arcs: usize) -> u64 {
        let part = self.runs.saturating_mul(Self::FULL as u64) / arcs.max(1) as u64;
        part.max(Self::FEWEST).min(self.runs).max(1)
    }
}

impl Default for Consensus {
    fn default() -> Self {
        Self {
            resolution: 1.0,
            seed: 1,
            runs: 16,
        }
    }
}

/// A partition into communities, and how stable it is.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ConsensusCommunities {
    /// Community of each vertex; 0 is the largest, of equally large ones the one with the smallest vertex comes first. An
    /// isolated vertex is a community of its own.
    pub labels: Vec<u32>,
    /// Vertices in each community, falling.
    pub sizes: Vec<u64>,
    /// For each vertex the share of the other runs in which it lies in the community that it lies in here. A community of another run is
    /// this one if of all of that run it overlaps most with this one, and this one of all here most with it (by Jaccard's index); if
    /// none is, nobody is in it. 1 for an isolated vertex, and if there is one run only. In 0..=1.
    pub stability: Vec<f64>,
    /// For each community the mean stability of its members.
    pub community_stability: Vec<f64>,
    /// Modularity of the partition at the resolution asked for.
    pub modularity: f64,
    /// Runs made.
    pub runs: u64,
    /// How they were made.
    pub method: Method,
}

/// Communities of a symmetric weighted graph by [`super::leiden()`] with many seeds: of the runs whose modularity is within
/// [`Consensus::NEAR`] of the best the one that agrees best with all runs (highest mean adjusted Rand index; of equal ones the first),
/// cut into connected parts. About O(runs * (arcs + runs * n)); independent of the number of threads.
///
/// The choice of the most central partition: A. Strehl, J. Ghosh, Cluster ensembles, JMLR 3, 2002; that single runs differ, and consensus
/// as the cure: A. Lancichinetti, S. Fortunato, Consensus clustering in complex networks, Sci. Rep. 2, 2012.
pub fn consensus(graph: &Csr, parameters: Consensus) -> ConsensusCommunities {
    let ground = Ground::new(graph, parameters.resolution);
    let leiden = Leiden {
        resolution: parameters.resolution,
        seed: parameters.seed,
        runs: parameters.runs_for(graph.arc_count()),
        max_passes: PASSES,
        ..Leiden::default()
    };
    let runs = ground.runs(leiden);
    let best = runs.iter().map(|r| r.quality).fold(f64::MIN, f64::max);
    let near = |quality: f64| quality >= best - Consensus::NEAR * best.abs();
    let partitions: Vec<Vec<u32>> = runs
        .par_iter()
        .map(|run| ground.labels(graph, &run.labels).0)
        .collect();
    let agreement = agreements(&partitions);
    let chosen = (0..runs.len())
        .filter(|&i| near(runs[i].quality))
        .reduce(|a, b| if agreement[b] > agreement[a] { b } else { a })
        .unwrap_or(0);
    let method = Method {
        exact: false,
        iterations: runs.iter().map(|r| r.passes).sum(),
        converged: runs.iter().all(|r| r.converged),
        ..Method::direct("consensus", REFERENCE)
    }
    .with("quality", "modularity")
    .with("resolution", parameters.resolution)
    .with("seed", parameters.seed)
    .with("runs", leiden.runs)
    .with("passes_at_most", PASSES)
    .with("weights", "arc weights")
    .with("chosen", "the run nearest to all others by the adjusted Rand index, within 0.2 % of the best modularity")
    .with("agreement", format!("{:.4}", agreement[chosen]))
    .with("stability", "share of the other runs in which the vertex lies in this community; communities are matched if each overlaps most with the other")
    .with("see", "A. Lancichinetti, S. Fortunato, Consensus clustering in complex networks, Sci. Rep. 2, 2012");
    finished(graph, partitions, chosen, parameters.resolution, method)
}

/// Passes of a run: a run may stop before it has settled, since others stand beside it.
const PASSES: u64 = 5;

fn finished(
    graph: &Csr,
    mut partitions: Vec<Vec<u32>>,
    chosen: usize,
    resolution: f64,
    method: Method,
) -> ConsensusCommunities {
    let runs = partitions.len() as u64;
    let labels = partitions.swap_remove(chosen);
    let stability = stability(&labels, &partitions);
    let communities = labels.iter().map(|&c| c as usize + 1).max().unwrap_or(0);
    let mut sizes = vec![0u64; communities];
    let mut community_stability = vec![0.0; communities];
    for (&c, s) in labels.iter().zip(&stability) {
        sizes[c as usize] += 1;
        community_stability[c as usize] += s;
    }
    for (sum, &size) in community_stability.iter_mut().zip(&sizes) {
        *sum /= size as f64;
    }
    ConsensusCommunities {
        modularity: modularity(graph, &labels, resolution),
        labels,
        sizes,
        stability,
        community_stability,
        runs,
        method,
    }
}

/// Mean adjusted Rand index of each partition with all others; 1 if there is one only.
fn agreements(partitions: &[Vec<u32>]) -> Vec<f64> {
    let runs = partitions.len();
    let pairs: Vec<(usize, usize)> = (0..runs)
        .flat_map(|a| (a + 1..runs).map(move |b| (a, b)))
        .collect();
    let found: Vec<f64> = pairs
        .par_iter()
        .map(|&(a, b)| Overlap::new(&partitions[a], &partitions[b]).adjusted_rand())
        .collect();
    let mut mean = vec![if runs < 2 { 1.0 } else { 0.0 }; runs];
    for (&(a, b), index) in pairs.iter().zip(found) {
        mean[a] += index / (runs - 1) as f64;
        mean[b] += index / (runs - 1) as f64;
    }
    mean
}

/// See [`ConsensusCommunities::stability`].
fn stability(labels: &[u32], others: &[Vec<u32>]) -> Vec<f64> {
    let mut hits = vec![0u32; labels.len()];
    for other in others {
        let matched = Overlap::new(labels, other).mutual();
        for ((hits, &own), &there) in hits.iter_mut().zip(labels).zip(other) {
            *hits += u32::from(matched[own as usize] == Some(there));
        }
    }
    let share = |hits: u32| match others.len() {
        0 => 1.0,
        all => f64::from(hits) / all as f64,
    };
    hits.into_iter().map(share).collect()
}

/// What one resolution gives.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AtResolution {
    /// The resolution.
    pub resolution: f64,
    /// Members of each community of two or more, falling.
    pub sizes: Vec<u64>,
    /// Modularity at this resolution.
    pub modularity: f64,
    /// Mean stability of the vertices that are in a community of two or more; 1 if there is none.
    pub stability: f64,
}

/// The resolutions that [`at_resolutions`] is meant for.
pub const RESOLUTIONS: [f64; 5] = [0.25, 0.5, 1.0, 2.0, 4.0];

/// Communities at several resolutions: which sizes there are, and how firm. Cost of [`consensus`] for each.
pub fn at_resolutions(graph: &Csr, resolutions: &[f64], runs: u64, seed: u64) -> Vec<AtResolution> {
    let one = |&resolution: &f64| {
        let found = consensus(
            graph,
            Consensus {
                resolution,
                seed,
                runs,
            },
        );
        let sizes: Vec<u64> = found.sizes.iter().copied().filter(|s| *s > 1).collect();
        let members: u64 = sizes.iter().sum();
        let stable = sizes.iter().zip(&found.community_stability);
        let sum: f64 = stable.map(|(&size, s)| size as f64 * s).sum();
        AtResolution {
            resolution,
            stability: if members > 0 {
                sum / members as f64
            } else {
                1.0
            },
            sizes,
            modularity: found.modularity,
        }
    };
    resolutions.iter().map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ring_of_cliques(cliques: u32, size: u32) -> Csr {
        let clique = |c: u32| {
            let pairs = (0..size).flat_map(move |a| (0..a).map(move |b| (a, b)));
            let inside = pairs.map(move |(a, b)| (c * size + a, c * size + b, 1.0));
            inside.chain([(c * size, (c + 1) % cliques * size + 1, 1.0)])
        };
        let arcs: Vec<_> = (0..cliques).flat_map(clique).collect();
        Csr::from_arcs((cliques * size + 1) as usize, &arcs).symmetrised()
    }

    #[test]
    fn cliques_are_found_by_every_run() {
        let found = consensus(&ring_of_cliques(6, 6), Consensus::default());
        let wanted: Vec<u32> = (0..37).map(|v| v / 6).collect();
        assert_eq!(found.labels, wanted);
        assert_eq!(found.sizes, [6, 6, 6, 6, 6, 6, 1]);
        assert!(found.stability.iter().all(|s| *s == 1.0));
        assert_eq!((found.runs, found.community_stability.len()), (16, 7));
        // 15 edges in each of 6 cliques and 6 between them: 90/96 inside, a sixth of the strength each.
        assert!((found.modularity - (90.0 / 96.0 - 1.0 / 6.0)).abs() < 1e-12);
    }

    #[test]
    fn a_ring_has_no_communities_that_stay() {
        let arcs: Vec<_> = (0..60).map(|v| (v, (v + 1) % 60, 1.0)).collect();
        let found = consensus(
            &Csr::from_arcs(60, &arcs).symmetrised(),
            Consensus::default(),
        );
        let mean = found.stability.iter().sum::<f64>() / 60.0;
        assert!(mean < 0.8 && found.stability.iter().all(|s| (0.0..=1.0).contains(s)));
    }

    #[test]
    fn stability_by_hand() {
        let labels = [0, 0, 0, 0, 1, 1, 1, 2, 2];
        let others = vec![
            // The same under other names, but for vertex 3.
            vec![5, 5, 5, 7, 7, 7, 7, 1, 1],
            // 1 and 2 in one: it is 1 still (3 of 5, against 2 of 5), and 2 is gone.
            vec![0, 0, 0, 0, 1, 1, 1, 1, 1],
        ];
        assert_eq!(
            stability(&labels, &others),
            [1.0, 1.0, 1.0, 0.5, 1.0, 1.0, 1.0, 0.5, 0.5]
        );
        assert_eq!(stability(&labels, &[]), [1.0; 9]);
    }

    #[test]
    fn threads_and_degenerate_graphs() {
        let graph = ring_of_cliques(9, 4);
        let on = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
            let pool = pool.expect("a pool");
            pool.install(|| consensus(&graph, Consensus::default()))
        };
        assert_eq!(on(1), on(3));
        for n in [0, 3] {
            let found = consensus(&Csr::from_arcs(n, &[]), Consensus::default());
            assert_eq!((found.labels.len(), found.modularity), (n, 0.0));
            assert_eq!(found.stability, vec![1.0; n]);
        }
        assert_eq!(Consensus::default().runs_for(2_400_000), 4);
        assert_eq!(Consensus::default().runs_for(800_000), 12);
    }

    #[test]
    fn finer_resolutions_give_smaller_communities() {
        let found = at_resolutions(&ring_of_cliques(12, 6), &RESOLUTIONS, 8, 1);
        let counts: Vec<usize> = found.iter().map(|f| f.sizes.len()).collect();
        assert!(counts.windows(2).all(|w| w[0] <= w[1]) && counts[2] == 12);
        assert!(found[2].stability == 1.0 && found[0].sizes[0] > 6);
    }
}
