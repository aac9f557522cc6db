//! Betweenness: how many shortest paths lead through a vertex. Weights do not count.

use super::components::{Components, weak_components};
use super::fold::fold;
use super::paths::{Ground, Paths};
use super::random::Random;
use super::sampled::Sample;
use super::{Csr, Method, Scores};
use rayon::prelude::*;

/// How many sources [`betweenness`] starts from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sources {
    /// All vertices.
    Exact,
    /// A random sample without replacement of so many vertices.
    Pivots(usize),
    /// All if sources times arcs, after folding, are at most `work`, else `pivots`.
    Budget {
        /// Most sources times arcs; 4 * 10^8 is about half a second of betweenness on two cores.
        work: u64,
        /// Size of the sample otherwise.
        pivots: usize,
    },
}

/// Parameters of [`betweenness`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Betweenness {
    /// Along the arcs, counting ordered pairs; otherwise the graph must be symmetric and unordered pairs are counted.
    pub directed: bool,
    /// Divide by the number of pairs without the vertex: `(n-1)(n-2)`, half of it if undirected.
    pub normalised: bool,
    /// Exact or sampled.
    pub sources: Sources,
    /// Seed of the sample.
    pub seed: u64,
}

impl Default for Betweenness {
    fn default() -> Self {
        let sources = Sources::Budget {
            work: 400_000_000,
            pivots: 256,
        };
        Self {
            directed: false,
            normalised: false,
            sources,
            seed: 1,
        }
    }
}

/// For each vertex the sum over all pairs of other vertices of the fraction of their shortest paths that lead through it
/// (as networkx and igraph define it). Values are >= 0.
///
/// Brandes' algorithm, sources in parallel; in undirected graphs after folding hanging trees, which changes
/// no value. O(sources * arcs) time, O(n) memory a thread. A sample gives an unbiased estimate; the method then states how
/// far a value may be off.
pub fn betweenness(graph: &Csr, parameters: Betweenness) -> Scores {
    let components = weak_components(graph);
    let problem = if parameters.directed {
        Problem::directed(graph, &components)
    } else {
        Problem::undirected(graph, &components)
    };
    let plan = Plan::new(&problem, parameters);
    let sums = problem.run(&plan);
    let pairs = if parameters.directed { 1.0 } else { 0.5 };
    let n = graph.len() as f64;
    let all = if parameters.normalised && n > 2.0 {
        pairs * (n - 1.0) * (n - 2.0)
    } else {
        1.0
    };
    let factor = pairs / all;
    let mut values: Vec<f64> = problem.through.iter().map(|x| x * factor).collect();
    for (&v, sum) in problem.order.iter().zip(&sums.first) {
        values[v as usize] += sum * plan.scale * factor;
    }
    let sample = plan.sampled().then(|| Sample {
        drawn: plan.drawn,
        population: plan.population,
        values: problem.order.len(),
        range: n,
        variance: sums.largest_variance(plan.drawn),
    });
    let method = method(parameters, &plan);
    Scores {
        values,
        method: match sample {
            None => method,
            Some(sample) => sample.stated(method, factor),
        },
    }
}

fn method(parameters: Betweenness, plan: &Plan) -> Method {
    let method = Method {
        iterations: plan.drawn as u64,
        ..Method::direct(
            "betweenness",
            "U. Brandes, A faster algorithm for betweenness centrality, 2001",
        )
    }
    .with("directed", parameters.directed)
    .with("normalised", parameters.normalised)
    .with("weights", "not used")
    .with(
        "sources",
        if plan.sampled() {
            plan.drawn.to_string()
        } else {
            "all".to_owned()
        },
    );
    if !plan.sampled() {
        return method;
    }
    method.with("seed", parameters.seed).with(
        "sampling",
        "U. Brandes, C. Pich, Centrality estimation in large networks, 2007",
    )
}

/// The graph that is searched, its vertices renumbered, and what is known without a search.
struct Problem {
    ground: Ground,
    /// Original number of each vertex of the ground.
    order: Vec<u32>,
    /// For each original vertex its place in the ground, if a search from it tells anything.
    place: Vec<Option<u32>>,
    /// Ordered pairs settled by folding, per original vertex.
    through: Vec<f64>,
}

impl Problem {
    fn undirected(graph: &Csr, components: &Components) -> Self {
        let size: Vec<u64> = components
            .labels
            .iter()
            .map(|&c| components.sizes[c as usize])
            .collect();
        let folded = fold(graph, &size);
        let weight = folded.weight.iter().map(|&w| w as f64).collect();
        Self::new(graph, folded.kept, components, weight, &folded.root, None)
            .with_through(folded.through)
    }

    fn directed(graph: &Csr, components: &Components) -> Self {
        let own: Vec<u32> = (0..graph.len() as u32).collect();
        let through = vec![0.0; graph.len()];
        Self::new(
            graph,
            graph.by_degree(),
            components,
            vec![1.0; graph.len()],
            &own,
            Some(graph.transposed()),
        )
        .with_through(through)
    }

    fn new(
        graph: &Csr,
        mut order: Vec<u32>,
        components: &Components,
        weight: Vec<f64>,
        root: &[u32],
        back: Option<Csr>,
    ) -> Self {
        let label = |v: &u32| components.labels[*v as usize];
        order.sort_by_key(label);
        let out = graph.reordered(&order);
        let mut place = vec![None; graph.len()];
        for (i, &v) in order.iter().enumerate() {
            place[v as usize] = Some(i as u32).filter(|_| out.degree(i) > 0);
        }
        let mut component_start: Vec<u32> = Vec::new();
        let mut component = Vec::with_capacity(order.len());
        for (i, v) in order.iter().enumerate() {
            if i == 0 || label(v) != label(&order[i - 1]) {
                component_start.push(i as u32);
            }
            component.push(component_start.len() as u32 - 1);
        }
        component_start.push(order.len() as u32);
        let ground = Ground {
            back: back.map(|back| back.reordered(&order)),
            weight: order.iter().map(|&v| weight[v as usize]).collect(),
            out,
            component_start,
            component,
        };
        let place = root.iter().map(|&v| place[v as usize]).collect();
        Self {
            ground,
            order,
            place,
            through: Vec::new(),
        }
    }

    fn with_through(mut self, through: Vec<f64>) -> Self {
        self.through = through;
        self
    }

    /// Sums the dependencies of all sources of the plan; chunks are fixed by the plan alone.
    fn run(&self, plan: &Plan) -> Sums {
        let n = self.order.len();
        let chunk = plan
            .sources
            .len()
            .div_ceil(chunks(n, plan.sources.len()))
            .max(1);
        let of_chunk = |chunk: &[(u32, f64)]| self.run_chunk(chunk, plan.sampled());
        let parts: Vec<Sums> = plan.sources.par_chunks(chunk).map(of_chunk).collect();
        let mut sums = Sums::new(n, plan.sampled());
        parts.iter().for_each(|part| sums.add(part));
        sums
    }

    fn run_chunk(&self, sources: &[(u32, f64)], squares: bool) -> Sums {
        let mut paths = Paths::new(&self.ground);
        let mut sums = Sums::new(self.order.len(), squares);
        for &(source, count) in sources {
            paths.dependencies(source, |v, dependency| {
                sums.first[v] += count * dependency;
                if squares {
                    sums.second[v] += count * dependency * dependency;
                }
            });
        }
        sums
    }
}

/// Into how many chunks the sources are cut: enough for many threads, fewer when the arrays of a chunk would cost more than
/// its searches.
fn chunks(n: usize, sources: usize) -> usize {
    let most = if n > 200_000 { 8 } else { 32 };
    (sources / 32).clamp(1, most)
}

/// Where to start from, and how often each source counts.
struct Plan {
    sources: Vec<(u32, f64)>,
    drawn: usize,
    population: usize,
    scale: f64,
}

impl Plan {
    fn new(problem: &Problem, parameters: Betweenness) -> Self {
        let mut telling: Vec<u32> = (0..problem.place.len() as u32).collect();
        telling.retain(|&v| problem.place[v as usize].is_some());
        let population = telling.len();
        let drawn = match parameters.sources {
            Sources::Exact => population,
            Sources::Pivots(k) => k.clamp(1, population.max(1)),
            Sources::Budget { work, pivots } => {
                let needed = problem.order.len() as u64 * problem.ground.out.arc_count() as u64;
                if needed <= work {
                    population
                } else {
                    pivots.clamp(1, population.max(1))
                }
            }
        };
        if drawn < population {
            Random::new(parameters.seed).shuffle(&mut telling);
            telling.truncate(drawn);
        }
        let places = telling.iter().filter_map(|&v| problem.place[v as usize]);
        let sources = counted(places.collect());
        let scale = if drawn < population {
            population as f64 / drawn as f64
        } else {
            1.0
        };
        Self {
            sources,
            drawn: drawn.min(population),
            population,
            scale,
        }
    }

    fn sampled(&self) -> bool {
        self.drawn < self.population
    }
}

/// Counts equal sources: several vertices may have been folded into one.
fn counted(mut places: Vec<u32>) -> Vec<(u32, f64)> {
    places.sort_unstable();
    let mut sources: Vec<(u32, f64)> = Vec::with_capacity(places.len());
    for v in places {
        match sources.last_mut() {
            Some(last) if last.0 == v => last.1 += 1.0,
            _ => sources.push((v, 1.0)),
        }
    }
    sources
}

/// Sums of the dependencies and, for a sample, of their squares.
struct Sums {
    first: Vec<f64>,
    second: Vec<f64>,
}

impl Sums {
    fn new(n: usize, squares: bool) -> Self {
        Self {
            first: vec![0.0; n],
            second: vec![0.0; if squares { n } else { 0 }],
        }
    }

    fn add(&mut self, part: &Self) {
        self.first
            .iter_mut()
            .zip(&part.first)
            .for_each(|(sum, x)| *sum += x);
        self.second
            .iter_mut()
            .zip(&part.second)
            .for_each(|(sum, x)| *sum += x);
    }

    /// Largest variance of the dependencies of a vertex.
    fn largest_variance(&self, drawn: usize) -> f64 {
        let k = drawn as f64;
        let variance =
            |(sum, squares): (&f64, &f64)| (squares - sum * sum / k).max(0.0) / (k - 1.0).max(1.0);
        let all = self.first.iter().zip(&self.second);
        all.map(variance).fold(0.0, f64::max)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exact() -> Betweenness {
        Betweenness {
            sources: Sources::Exact,
            ..Betweenness::default()
        }
    }

    #[test]
    fn a_path_and_a_star_by_hand() {
        let path = Csr::from_arcs(4, &[(0, 1, 1.0), (1, 2, 1.0), (2, 3, 1.0)]);
        assert_eq!(
            betweenness(&path.symmetrised(), exact()).values,
            [0.0, 2.0, 2.0, 0.0]
        );
        let directed = Betweenness {
            directed: true,
            ..exact()
        };
        assert_eq!(betweenness(&path, directed).values, [0.0, 2.0, 2.0, 0.0]);
        let star: Vec<_> = (1..6).map(|v| (0, v, 1.0)).collect();
        let star = Csr::from_arcs(6, &star).symmetrised();
        let normalised = Betweenness {
            normalised: true,
            ..exact()
        };
        assert_eq!(
            betweenness(&star, normalised).values,
            [1.0, 0.0, 0.0, 0.0, 0.0, 0.0]
        );
    }

    #[test]
    fn a_sample_says_so() {
        let ring: Vec<_> = (0..50).map(|v| (v, (v + 1) % 50, 1.0)).collect();
        let ring = Csr::from_arcs(50, &ring).symmetrised();
        let sampled = betweenness(
            &ring,
            Betweenness {
                sources: Sources::Pivots(10),
                ..exact()
            },
        );
        assert!(
            !sampled.method.exact
                && sampled.method.error.is_some()
                && sampled.method.iterations == 10
        );
        assert!(betweenness(&ring, exact()).method.exact);
    }

    #[test]
    fn more_paths_than_a_float_can_count() {
        // 1,200 diamonds in a row: 2^1200 shortest paths from end to end.
        let diamond = |i: u32| {
            [
                (3 * i, 3 * i + 1),
                (3 * i, 3 * i + 2),
                (3 * i + 1, 3 * i + 3),
                (3 * i + 2, 3 * i + 3),
            ]
        };
        let arcs: Vec<_> = (0..1200)
            .flat_map(diamond)
            .map(|(s, t)| (s, t, 1.0))
            .collect();
        let graph = Csr::from_arcs(3601, &arcs);
        let values = betweenness(
            &graph,
            Betweenness {
                directed: true,
                ..exact()
            },
        )
        .values;
        // Every path leads through each joint: the vertices before it times those behind it.
        assert!((values[1800] / (1800.0 * 1800.0) - 1.0).abs() < 1e-9);
        assert!((values[1801] / (1801.0 * 1799.0 / 2.0) - 1.0).abs() < 1e-3);
    }
}
