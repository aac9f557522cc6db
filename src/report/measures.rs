//! The measures of one network: which actors are measured, by what, and the values put back in their places.

use crate::analysis::{self, ConsensusCommunities, Csr, Method, Scores};
use crate::case::facts::NONE;
use crate::findings::custody::Standing;
use crate::network::Ties;

/// Parameters that a user may set.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Settings {
    /// Seed of everything that draws numbers.
    pub seed: u64,
    /// Exact betweenness whatever it costs.
    pub exact: bool,
    /// Resolution of communities.
    pub resolution: f64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            seed: 1,
            exact: false,
            resolution: 1.0,
        }
    }
}

/// Values of all actors of a network; `None` for those left out of the measures.
#[derive(Clone, Debug, Default)]
pub struct Measures {
    /// Number of different actors with a tie to or from this one.
    pub degree: Vec<Option<f64>>,
    /// Ties that arrive (directed networks).
    pub in_degree: Vec<Option<f64>>,
    /// Ties that leave (directed networks).
    pub out_degree: Vec<Option<f64>>,
    /// Sum of tie strengths, both directions.
    pub node_strength: Vec<Option<f64>>,
    /// PageRank.
    pub pagerank: Vec<Option<f64>>,
    /// Betweenness.
    pub betweenness: Vec<Option<f64>>,
    /// Harmonic closeness.
    pub closeness: Vec<Option<f64>>,
    /// Core number.
    pub core: Vec<Option<f64>>,
    /// Burt's constraint.
    pub constraint: Vec<Option<f64>>,
    /// Weak component, 0 the largest.
    pub component: Vec<Option<u32>>,
    /// Strong component, 0 the largest (directed networks).
    pub strong_component: Vec<Option<u32>>,
    /// Community, 0 the largest; `None` also for those without ties.
    pub community: Vec<Option<u32>>,
    /// Members of each community of two or more.
    pub community_sizes: Vec<u64>,
    /// Share of the runs of the algorithm in which the actor lies in its community; `None` also for those without ties.
    pub stability: Vec<Option<f64>>,
    /// Mean stability of the members of each community of two or more.
    pub community_stability: Vec<f64>,
    /// Modularity of the partition.
    pub modularity: f64,
    /// Share of ties that go both ways (directed networks).
    pub reciprocity: Option<f64>,
    /// Actors measured.
    pub actors: u64,
    /// Ties measured.
    pub ties: u64,
    /// Of each tie, the share of false discoveries among those at least as improbable; see [`crate::findings::chance`].
    pub q_values: Vec<Option<f64>>,
    /// Of each tie, in how many mailboxes its messages lie.
    pub mailboxes: Vec<u32>,
    /// Whether the archive holds a mailbox of each actor.
    pub witnesses: Vec<bool>,
    /// Rank with and without the own mailbox (people).
    pub standing: Standing,
    /// How each was made.
    pub methods: Vec<Method>,
}

/// The part of a network that is measured, numbered without gaps.
struct Measured {
    /// Index of each vertex, or [`NONE`].
    place: Vec<u32>,
    directed: Csr,
    both: Csr,
    is_directed: bool,
}

impl Measured {
    fn new(network: &Ties) -> Self {
        let mut next = 0;
        let place: Vec<u32> = network
            .measured
            .iter()
            .map(|&counts| {
                next += u32::from(counts);
                if counts { next - 1 } else { NONE }
            })
            .collect();
        let arcs: Vec<(u32, u32, f64)> = network
            .ends
            .iter()
            .zip(&network.ties)
            .filter(|(_, tie)| tie.measured > 0)
            .map(|((a, b), tie)| {
                (
                    place[*a as usize],
                    place[*b as usize],
                    tie.measured_strength,
                )
            })
            .filter(|(a, b, _)| *a != NONE && *b != NONE)
            .collect();
        let directed = Csr::from_arcs(next as usize, &arcs);
        let both = directed.symmetrised();
        Self {
            place,
            directed,
            both,
            is_directed: network.directed,
        }
    }

    /// The graph that PageRank walks on.
    fn walked(&self) -> &Csr {
        if self.is_directed {
            &self.directed
        } else {
            &self.both
        }
    }

    fn spread<T: Copy>(&self, values: &[T]) -> Vec<Option<T>> {
        self.place
            .iter()
            .map(|&p| values.get(p as usize).copied())
            .collect()
    }
}

/// Computes all measures of a network, on all cores. See each measure for its cost.
pub fn measure(network: &Ties, settings: Settings) -> Measures {
    let graph = Measured::new(network);
    let ((communities, rank), rest) = rayon::join(
        || communities_and_rank(&graph, settings),
        || spread_out(&graph, settings),
    );
    let mut found = rest;
    found.actors = graph.both.len() as u64;
    found.ties = graph.walked().arc_count() as u64 / if network.directed { 1 } else { 2 };
    let labels: Vec<Option<u32>> = labelled(&communities, &graph.both);
    found.community = graph
        .spread(&labels)
        .into_iter()
        .map(Option::flatten)
        .collect();
    found.community_sizes = communities
        .sizes
        .iter()
        .copied()
        .filter(|s| *s > 1)
        .collect();
    let stability = graph.spread(&communities.stability).into_iter();
    found.stability = stability
        .zip(&found.community)
        .map(|(stability, community)| stability.filter(|_| community.is_some()))
        .collect();
    found.community_stability = communities.community_stability;
    found
        .community_stability
        .truncate(found.community_sizes.len());
    found.modularity = communities.modularity;
    found.pagerank = graph.spread(&rank.values);
    found.methods.insert(0, rank.method);
    found.methods.push(communities.method);
    found
}

/// An actor without ties is in no community.
fn labelled(communities: &ConsensusCommunities, graph: &Csr) -> Vec<Option<u32>> {
    let labels = communities.labels.iter().enumerate();
    labels
        .map(|(v, label)| (graph.degree(v) > 0).then_some(*label))
        .collect()
}

fn communities_and_rank(graph: &Measured, settings: Settings) -> (ConsensusCommunities, Scores) {
    let parameters = analysis::Consensus {
        seed: settings.seed,
        resolution: settings.resolution,
        ..analysis::Consensus::default()
    };
    let rank = analysis::pagerank(graph.walked(), analysis::PageRank::default());
    (analysis::consensus(&graph.both, parameters), rank)
}

fn spread_out(graph: &Measured, settings: Settings) -> Measures {
    let mut parameters = analysis::Betweenness {
        seed: settings.seed,
        ..analysis::Betweenness::default()
    };
    if settings.exact {
        parameters.sources = analysis::Sources::Exact;
    }
    let mut harmonic = analysis::Harmonic {
        normalised: true,
        seed: settings.seed,
        ..analysis::Harmonic::default()
    };
    if settings.exact {
        harmonic.sources = analysis::Sources::Exact;
    }
    let mut found = Measures::default();
    let mut take = |scores: Scores| {
        found.methods.push(scores.method);
        graph.spread(&scores.values)
    };
    found.betweenness = take(analysis::betweenness(&graph.both, parameters));
    found.closeness = take(analysis::harmonic(&graph.both, harmonic));
    found.core = take(analysis::core_number(&graph.both));
    found.degree = take(analysis::degree(&graph.both));
    found.node_strength = take(analysis::node_strength(&graph.both));
    let constraint = analysis::constraint(&graph.both);
    found.methods.push(constraint.method);
    found.constraint = graph
        .spread(&constraint.values)
        .into_iter()
        .map(Option::flatten)
        .collect();
    let weak = analysis::weak_components(&graph.both);
    found.component = graph.spread(&weak.labels);
    found.methods.push(weak.method);
    if graph.is_directed {
        let strong = analysis::strong_components(&graph.directed);
        found.strong_component = graph.spread(&strong.labels);
        found.methods.push(strong.method);
        let out = analysis::degree(&graph.directed);
        found.out_degree = graph.spread(&out.values);
        found.in_degree = graph.spread(&analysis::degree(&graph.directed.transposed()).values);
        let reciprocity = analysis::reciprocity(&graph.directed);
        found.reciprocity = reciprocity.overall;
        found.methods.push(reciprocity.method);
    }
    found
}
