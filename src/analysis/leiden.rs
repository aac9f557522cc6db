//! Communities by the Leiden algorithm. It knows a weighted undirected graph only.

use super::components::{canonical, weak_components};
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
    let whole = Level::new(graph);
    let one = |run| run_once(graph, &whole, parameters, run);
    let runs: Vec<Run> = (0..parameters.runs.max(1))
        .into_par_iter()
        .map(one)
        .collect();
    let better = |best: Run, run: Run| {
        if run.quality > best.quality {
            run
        } else {
            best
        }
    };
    let Run {
        labels,
        passes,
        converged,
        ..
    } = runs.into_iter().reduce(better).unwrap_or_default();
    let (labels, sizes) = canonical(connected(graph, &labels));
    let method = Method {
        exact: false,
        iterations: passes,
        converged,
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

/// How one run ended.
#[derive(Default)]
struct Run {
    labels: Vec<u32>,
    quality: f64,
    passes: u64,
    converged: bool,
}

/// Passes until one gains too little. The generator of each run is seeded by the seed and the number of the run.
fn run_once(graph: &Csr, whole: &Level, parameters: Leiden, run: u64) -> Run {
    let mut random = Random::new(Random::new(parameters.seed).next().wrapping_add(run));
    let mut run = Run {
        labels: (0..graph.len() as u32).collect(),
        quality: f64::NEG_INFINITY,
        passes: 0,
        converged: graph.arc_count() == 0,
    };
    while run.passes < parameters.max_passes && !run.converged {
        run.labels = pass(whole, run.labels, parameters.resolution, &mut random);
        let reached = modularity(graph, &run.labels, parameters.resolution);
        run.converged = reached - run.quality < parameters.least_gain;
        run.quality = reached;
        run.passes += 1;
    }
    run
}

const REFERENCE: &str =
    "V. Traag, L. Waltman, N. J. van Eck, From Louvain to Leiden, Sci. Rep. 9, 2019";

/// One pass from the partition `labels` of the whole graph to a better one.
fn pass(whole: &Level, mut labels: Vec<u32>, resolution: f64, random: &mut Random) -> Vec<u32> {
    let mut inner: Option<Level> = None;
    // Vertex of the current level for each vertex of the whole graph, and community of each vertex of the level.
    let mut vertex: Vec<u32> = (0..labels.len() as u32).collect();
    let mut community = labels.clone();
    loop {
        let level = inner.as_ref().unwrap_or(whole);
        level.move_vertices(&mut community, resolution, random);
        let (refined, count) = renumbered(level.refine(&community, resolution, random));
        for v in 0..labels.len() {
            labels[v] = community[vertex[v] as usize];
            vertex[v] = refined[vertex[v] as usize];
        }
        if count == level.len() {
            return labels;
        }
        let mut outer = vec![0; count];
        for (v, &r) in refined.iter().enumerate() {
            outer[r as usize] = community[v];
        }
        community = renumbered(outer).0;
        inner = Some(level.aggregated(&refined, count));
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

/// Cuts every community into its connected parts (which never lowers modularity).
fn connected(graph: &Csr, labels: &[u32]) -> Vec<u32> {
    let inside = |v: usize| graph.row(v).filter(move |&(t, _)| labels[t] == labels[v]);
    let arcs: Vec<(u32, u32, f64)> = (0..graph.len())
        .flat_map(|v| inside(v).map(move |(t, w)| (v as u32, t as u32, w)))
        .collect();
    weak_components(&Csr::from_arcs(graph.len(), &arcs)).labels
}

/// A graph whose vertices stand for sets of vertices of the whole graph.
struct Level {
    offsets: Vec<usize>,
    arcs: Vec<(u32, f64)>,
    /// Strength of each vertex, with what lies inside it.
    strength: Vec<f64>,
    /// Sum of all strengths (2m).
    total: f64,
}

/// Weights from one vertex to the communities around it; `weight` is 0 but for the `touched`.
struct Around {
    weight: Vec<f64>,
    touched: Vec<u32>,
}

impl Around {
    fn new(n: usize) -> Self {
        Self {
            weight: vec![0.0; n],
            touched: Vec::new(),
        }
    }

    fn clear(&mut self) {
        for &c in &self.touched {
            self.weight[c as usize] = 0.0;
        }
        self.touched.clear();
    }

    fn add(&mut self, community: u32, weight: f64) {
        let sum = &mut self.weight[community as usize];
        if *sum == 0.0 {
            self.touched.push(community);
        }
        *sum += weight;
    }
}

impl Level {
    fn new(graph: &Csr) -> Self {
        let mut offsets = vec![0];
        let mut arcs = Vec::with_capacity(graph.arc_count());
        for v in 0..graph.len() {
            arcs.extend(graph.row(v).map(|(t, w)| (t as u32, w)));
            offsets.push(arcs.len());
        }
        let strength: Vec<f64> = (0..graph.len()).map(|v| graph.strength(v)).collect();
        Self {
            offsets,
            arcs,
            total: strength.iter().sum(),
            strength,
        }
    }

    fn len(&self) -> usize {
        self.strength.len()
    }

    fn row(&self, v: usize) -> &[(u32, f64)] {
        &self.arcs[self.offsets[v]..self.offsets[v + 1]]
    }

    fn shuffled(&self, random: &mut Random) -> Vec<u32> {
        let mut order: Vec<u32> = (0..self.len() as u32).collect();
        random.shuffle(&mut order);
        order
    }

    fn strengths_of(&self, community: &[u32]) -> Vec<f64> {
        let mut sums = vec![0.0; self.len()];
        for (v, &c) in community.iter().enumerate() {
            sums[c as usize] += self.strength[v];
        }
        sums
    }

    /// Moves each vertex to the neighbouring community (or an empty one) that gains most; whoever has a neighbour that moved
    /// elsewhere is looked at again.
    fn move_vertices(&self, community: &mut [u32], resolution: f64, random: &mut Random) {
        let n = self.len();
        let mut strength = self.strengths_of(community);
        let mut members = vec![0u32; n];
        community.iter().for_each(|&c| members[c as usize] += 1);
        let mut empty: Vec<u32> = (0..n as u32)
            .rev()
            .filter(|&c| members[c as usize] == 0)
            .collect();
        let mut queue: std::collections::VecDeque<u32> = self.shuffled(random).into();
        let mut waiting = vec![true; n];
        let mut around = Around::new(n);
        while let Some(v) = queue.pop_front() {
            let v = v as usize;
            waiting[v] = false;
            let own = community[v];
            self.row(v)
                .iter()
                .for_each(|&(t, w)| around.add(community[t as usize], w));
            let pull = resolution * self.strength[v] / self.total;
            strength[own as usize] -= self.strength[v];
            let mut best = (
                around.weight[own as usize] - pull * strength[own as usize],
                own,
            );
            // A hair's breadth is not worth a move: rounding must not move vertices for ever.
            let least = 1e-12 * self.strength[v];
            for &c in &around.touched {
                let gain = around.weight[c as usize] - pull * strength[c as usize];
                if gain > best.0 + least {
                    best = (gain, c);
                }
            }
            if best.0 < -least
                && members[own as usize] > 1
                && let Some(&c) = empty.last()
            {
                best = (0.0, c);
            }
            around.clear();
            strength[best.1 as usize] += self.strength[v];
            if best.1 != own {
                community[v] = best.1;
                members[own as usize] -= 1;
                members[best.1 as usize] += 1;
                if members[own as usize] == 0 {
                    empty.push(own);
                }
                empty.pop_if(|c| *c == best.1);
                for &(t, _) in self.row(v) {
                    if community[t as usize] != best.1 && !waiting[t as usize] {
                        waiting[t as usize] = true;
                        queue.push_back(t);
                    }
                }
            }
        }
    }

    /// Parts of each community that are well connected: starts from single vertices and merges each that is still single and
    /// well connected into the part that gains most.
    fn refine(&self, community: &[u32], resolution: f64, random: &mut Random) -> Vec<u32> {
        let n = self.len();
        let mut part: Vec<u32> = (0..n as u32).collect();
        let whole = self.strengths_of(community);
        let mut strength = self.strength.clone();
        let mut single = vec![true; n];
        // Weight from each part to the rest of its community.
        let inside = |v: usize| {
            self.row(v)
                .iter()
                .filter(move |a| community[a.0 as usize] == community[v])
        };
        let mut cut: Vec<f64> = (0..n).map(|v| inside(v).map(|a| a.1).sum()).collect();
        let well = |cut: f64, own: f64, all: f64| {
            cut >= resolution * own * (all - own) / self.total * (1.0 - 1e-12)
        };
        let mut around = Around::new(n);
        for v in self.shuffled(random) {
            let v = v as usize;
            let all = whole[community[v] as usize];
            if !single[v] || !well(cut[v], self.strength[v], all) {
                continue;
            }
            inside(v).for_each(|&(t, w)| around.add(part[t as usize], w));
            let pull = resolution * self.strength[v] / self.total;
            let mut best = (0.0, v as u32);
            for &p in &around.touched {
                let gain = around.weight[p as usize] - pull * strength[p as usize];
                if gain > best.0 && well(cut[p as usize], strength[p as usize], all) {
                    best = (gain, p);
                }
            }
            let to = best.1 as usize;
            if to != v {
                cut[to] += cut[v] - 2.0 * around.weight[to];
                strength[to] += self.strength[v];
                part[v] = to as u32;
                single[to] = false;
            }
            around.clear();
        }
        part
    }

    /// The graph whose vertices are the `count` parts.
    fn aggregated(&self, part: &[u32], count: usize) -> Self {
        let mut start = vec![0usize; count + 1];
        part.iter().for_each(|&p| start[p as usize + 1] += 1);
        (0..count).for_each(|p| start[p + 1] += start[p]);
        let mut next = start.clone();
        let mut members = vec![0u32; part.len()];
        for (v, &p) in part.iter().enumerate() {
            members[next[p as usize]] = v as u32;
            next[p as usize] += 1;
        }
        let mut around = Around::new(count);
        let (mut offsets, mut arcs, mut strength) = (vec![0], Vec::new(), vec![0.0; count]);
        for p in 0..count {
            for &v in &members[start[p]..start[p + 1]] {
                strength[p] += self.strength[v as usize];
                self.row(v as usize)
                    .iter()
                    .for_each(|&(t, w)| around.add(part[t as usize], w));
            }
            let outside = around.touched.iter().filter(|&&q| q as usize != p);
            arcs.extend(outside.map(|&q| (q, around.weight[q as usize])));
            offsets.push(arcs.len());
            around.clear();
        }
        Self {
            offsets,
            arcs,
            strength,
            total: self.total,
        }
    }
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
}
