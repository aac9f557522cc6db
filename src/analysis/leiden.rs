//! Communities by the Leiden algorithm. It knows a weighted undirected graph only.

use super::components::{canonical, components_within};
use super::level::{Level, Scratch};
use super::random::Random;
use super::{Csr, Method, modularity};
use rayon::prelude::*;
use serde::Serialize;

/// Parameters of [`leiden`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Leiden {
    /// Above 1 more and smaller communities, below 1 fewer and larger ones.
    pub resolution: f64,
    /// Seed of the order in which vertices are looked at.
    pub seed: u64,
    /// So many runs with different orders are made, side by side; the one of highest modularity is kept.
    pub runs: u64,
    /// Most passes of a run; a pass that gains less than `least_gain` is the last.
    pub max_passes: u64,
    /// Modularity a pass must gain for another one to follow.
    pub least_gain: f64,
}

impl Default for Leiden {
    fn default() -> Self {
        Self {
            resolution: 1.0,
            seed: 1,
            runs: 2,
            max_passes: 10,
            least_gain: 1e-4,
        }
    }
}

/// A partition into communities.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Communities {
    /// Community of each vertex; 0 is the largest, of equally large ones the one with the smallest vertex comes first. An
    /// isolated vertex is a community of its own.
    pub labels: Vec<u32>,
    /// Vertices in each community, falling.
    pub sizes: Vec<u64>,
    /// Modularity of the partition at the resolution asked for.
    pub modularity: f64,
    /// How they were made.
    pub method: Method,
}

/// Partition of a symmetric weighted graph of high modularity. Every community is connected. Each pass moves vertices to the
/// best neighbouring community until none gains, refines each community from single vertices (merging only what is well
/// connected, always into the best), and goes on with the refined communities as vertices. About O(arcs) a pass.
///
/// V. Traag, L. Waltman, N. J. van Eck, From Louvain to Leiden: guaranteeing well-connected communities, 2019.
pub fn leiden(graph: &Csr, parameters: Leiden) -> Communities {
    let ground = Ground::new(graph, parameters.resolution);
    let runs = ground.runs(parameters);
    let better = |best: Run, run: Run| {
        if run.quality > best.quality {
            run
        } else {
            best
        }
    };
    let best = runs.into_iter().reduce(better).unwrap_or_default();
    let (labels, sizes) = ground.labels(graph, &best.labels);
    let method = Method {
        exact: false,
        iterations: best.passes,
        converged: best.converged,
        ..Method::direct("leiden", REFERENCE)
    }
    .with("quality", "modularity")
    .with("resolution", parameters.resolution)
    .with("seed", parameters.seed)
    .with("runs", parameters.runs)
    .with("weights", "arc weights")
    .with("least_gain", parameters.least_gain);
    Communities {
        modularity: modularity(graph, &labels, parameters.resolution),
        labels,
        sizes,
        method,
    }
}

pub(super) const REFERENCE: &str =
    "V. Traag, L. Waltman, N. J. van Eck, From Louvain to Leiden, Sci. Rep. 9, 2019";

/// How one run ended: a community for each vertex of the ground.
#[derive(Default)]
pub(super) struct Run {
    pub labels: Vec<u32>,
    pub quality: f64,
    pub passes: u64,
    pub converged: bool,
}

/// What all runs start from: the graph without isolated vertices, and with each vertex that has one neighbour put to that
/// neighbour, where it belongs in any best partition up to resolution 1 (K. Djidjev, M. Onus, 2013).
pub(super) struct Ground {
    pub level: Level,
    /// Vertex of the level for each vertex of the graph; `u32::MAX` for isolated ones.
    pub place: Vec<u32>,
}

impl Ground {
    pub(super) fn new(graph: &Csr, resolution: f64) -> Self {
        let n = graph.len();
        let mut place = vec![u32::MAX; n];
        let neighbour = |v: usize| graph.targets(v)[0] as usize;
        // Of two vertices that have each other only the first one is kept.
        let hangs = |v: usize| {
            resolution <= 1.0
                && graph.degree(v) == 1
                && (graph.degree(neighbour(v)) > 1 || neighbour(v) < v)
        };
        let mut next = 0;
        for (v, place) in place.iter_mut().enumerate() {
            if graph.degree(v) > 0 && !hangs(v) {
                *place = next;
                next += 1;
            }
        }
        for v in (0..n).filter(|&v| hangs(v)) {
            place[v] = place[neighbour(v)];
        }
        let level = Level::new(graph, &place, next as usize);
        Self { level, place }
    }

    /// Runs side by side, in the order of their numbers.
    pub(super) fn runs(&self, parameters: Leiden) -> Vec<Run> {
        let runs = (0..parameters.runs.max(1)).into_par_iter();
        runs.map(|run| self.run(parameters, run)).collect()
    }

    /// Passes until one gains too little. The generator of each run is seeded by the seed and the number of the run.
    fn run(&self, parameters: Leiden, run: u64) -> Run {
        let mut random = Random::new(Random::new(parameters.seed).next().wrapping_add(run));
        let n = self.level.len();
        let mut scratch = Scratch::new(n);
        let mut run = Run {
            labels: (0..n as u32).collect(),
            quality: f64::NEG_INFINITY,
            passes: 0,
            converged: n == 0,
        };
        while run.passes < parameters.max_passes && !run.converged {
            let resolution = parameters.resolution;
            run.labels = self.pass(run.labels, resolution, &mut random, &mut scratch);
            let reached = self.level.modularity(&run.labels, resolution);
            run.converged = reached - run.quality < parameters.least_gain;
            run.quality = reached;
            run.passes += 1;
        }
        run
    }

    /// One pass from the partition `labels` of the whole level to a better one.
    fn pass(
        &self,
        mut labels: Vec<u32>,
        resolution: f64,
        random: &mut Random,
        scratch: &mut Scratch,
    ) -> Vec<u32> {
        let mut inner: Option<Level> = None;
        // Vertex of the current level for each vertex of the whole one, and community of each vertex of the current one.
        let mut vertex: Vec<u32> = (0..labels.len() as u32).collect();
        let mut community = labels.clone();
        loop {
            let level = inner.as_ref().unwrap_or(&self.level);
            level.move_vertices(&mut community, resolution, random, scratch);
            let (refined, count) =
                renumbered(level.refine(&community, resolution, random, scratch));
            for (label, vertex) in labels.iter_mut().zip(&mut vertex) {
                *label = community[*vertex as usize];
                *vertex = refined[*vertex as usize];
            }
            if count == level.len() {
                return labels;
            }
            let mut outer = vec![0; count];
            for (v, &r) in refined.iter().enumerate() {
                outer[r as usize] = community[v];
            }
            community = renumbered(outer).0;
            inner = Some(level.aggregated(&refined, count, scratch));
        }
    }

    /// Labels of the vertices of the graph from those of the level, canonical, and the sizes. Every community is cut into its
    /// connected parts (which never lowers modularity).
    pub(super) fn labels(&self, graph: &Csr, found: &[u32]) -> (Vec<u32>, Vec<u64>) {
        let label = |&p: &u32| found.get(p as usize).copied().unwrap_or(u32::MAX);
        let labels: Vec<u32> = self.place.iter().map(label).collect();
        canonical(components_within(graph, &labels))
    }
}

/// Labels in order of first occurrence, and their number. Labels are below their number of vertices, or that of a finer level.
fn renumbered(mut labels: Vec<u32>) -> (Vec<u32>, usize) {
    let most = labels.iter().map(|&c| c as usize + 1).max().unwrap_or(0);
    let mut new = vec![u32::MAX; most];
    let mut count = 0;
    for label in &mut labels {
        let name = &mut new[*label as usize];
        if *name == u32::MAX {
            *name = count;
            count += 1;
        }
        *label = *name;
    }
    (labels, count as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_triangles_with_a_bridge() {
        let arcs =
            [(0, 1), (1, 2), (2, 0), (3, 4), (4, 5), (5, 3), (2, 3)].map(|(s, t)| (s, t, 1.0));
        let graph = Csr::from_arcs(7, &arcs).symmetrised();
        let found = leiden(&graph, Leiden::default());
        assert_eq!(found.labels, [0, 0, 0, 1, 1, 1, 2]);
        assert_eq!(found.sizes, [3, 3, 1]);
        assert!((found.modularity - (6.0 / 7.0 - 0.5)).abs() < 1e-12);
    }

    #[test]
    fn without_edges_everybody_is_alone() {
        let found = leiden(&Csr::from_arcs(3, &[]), Leiden::default());
        assert_eq!((found.labels, found.modularity), (vec![0, 1, 2], 0.0));
    }

    #[test]
    fn whoever_has_one_neighbour_goes_with_it() {
        // A pair, a star, and an isolated vertex.
        let arcs = [(1, 0), (5, 2), (5, 3), (5, 4)].map(|(s, t)| (s, t, 1.0));
        let graph = Csr::from_arcs(7, &arcs).symmetrised();
        let found = leiden(&graph, Leiden::default());
        assert_eq!(found.labels, [1, 1, 0, 0, 0, 0, 2]);
        // Two communities with 3/4 and 1/4 of all strength, no tie between them.
        assert!((found.modularity - (1.0 - 9.0 / 16.0 - 1.0 / 16.0)).abs() < 1e-12);
        // At resolution 4 the star falls apart.
        let fine = leiden(
            &graph,
            Leiden {
                resolution: 4.0,
                ..Leiden::default()
            },
        );
        assert_eq!(fine.sizes, [2, 1, 1, 1, 1, 1]);
    }
}
