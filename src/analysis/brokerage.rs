//! Brokerage by Gould and Fernandez: how often a vertex stands between two others that are not tied, counted by their groups.

use super::triangles::triangles;
use super::{Csr, Method};

const REFERENCE: &str =
    "R. Gould, R. Fernandez, Structures of mediation, Sociological Methodology 19, 1989";

/// Marks a vertex that is in no group.
pub const UNGROUPED: u32 = u32::MAX;

/// The five roles of the broker v in an open triad a -> v -> b, by the groups of the three.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BrokerRole {
    /// All three in one group.
    Coordinator,
    /// a and b in one group, v in another (also called itinerant).
    Consultant,
    /// v and b in one group, a in another: v lets in.
    Gatekeeper,
    /// a and v in one group, b in another: v speaks for it.
    Representative,
    /// All in different groups.
    Liaison,
}

impl BrokerRole {
    /// All of them, in the order of the counts.
    pub const ALL: [Self; 5] = [
        Self::Coordinator,
        Self::Consultant,
        Self::Gatekeeper,
        Self::Representative,
        Self::Liaison,
    ];

    /// The role of `v` between `a` and `b`, by their groups.
    pub fn of(a: u32, v: u32, b: u32) -> Self {
        match (a == v, v == b, a == b) {
            (true, true, _) => Self::Coordinator,
            (_, _, true) => Self::Consultant,
            (_, true, _) => Self::Gatekeeper,
            (true, ..) => Self::Representative,
            _ => Self::Liaison,
        }
    }
}

/// Counts of open triads.
#[derive(Clone, Debug, PartialEq)]
pub struct Brokerage {
    /// For each vertex the triads that it brokers, in the order of [`BrokerRole::ALL`].
    pub counts: Vec<[u64; 5]>,
    /// How they were made.
    pub method: Method,
}

/// For each vertex v the ordered pairs (a, b), a not b, with arcs a -> v and v -> b but none a -> b, by the role of v. Weights do
/// not count. `groups[v]` is the group of v, any number, or [`UNGROUPED`]: such a vertex and its arcs count for nothing. All pairs are
/// counted by the numbers of neighbours in each group, then those with an arc a -> b, found as triangles, are taken off; so hubs cost
/// no more than O(arcs^1.5) in all. Equals R's `sna::brokerage` (raw scores), which calls consultant w_O, and whose names of
/// gatekeeper and representative (b_IO, b_OI) go by the direction: an arc that comes in from another group is the gatekeeper's here,
/// as in the paper.
pub fn brokerage(graph: &Csr, groups: &[u32]) -> Brokerage {
    let group = |v: usize| groups.get(v).copied().unwrap_or(UNGROUPED);
    let mut arcs = Vec::new();
    for v in (0..graph.len()).filter(|&v| group(v) != UNGROUPED) {
        let row = graph.targets(v).iter();
        let grouped = row.filter(|&&t| group(t as usize) != UNGROUPED);
        arcs.extend(grouped.map(|&t| (v as u32, t, 1.0)));
    }
    let kept = Csr::from_arcs(graph.len(), &arcs);
    let mut counts = all_pairs(&kept, group);
    closed(&kept, |a, v, b| {
        let role = BrokerRole::of(group(a), group(v), group(b));
        counts[v][role as usize] -= 1;
    });
    Brokerage {
        counts,
        method: Method::direct("brokerage", REFERENCE).with("weights", "not used"),
    }
}

/// Pairs of an in-neighbour and another out-neighbour, tied or not.
fn all_pairs(graph: &Csr, group: impl Fn(usize) -> u32) -> Vec<[u64; 5]> {
    let back = graph.transposed();
    // Group, in-neighbours, out-neighbours, those that are both.
    let mut tally: Vec<(u32, [u64; 3])> = Vec::new();
    let of_vertex = |v: usize| {
        tally.clear();
        let (into, out) = (back.targets(v), graph.targets(v));
        let mutual = into.iter().filter(|t| out.binary_search(t).is_ok());
        for (kind, neighbours) in [into, out].into_iter().enumerate() {
            tally.extend(neighbours.iter().map(|&t| (group(t as usize), one(kind))));
        }
        tally.extend(mutual.map(|&t| (group(t as usize), one(2))));
        tally.sort_unstable_by_key(|t| t.0);
        tally.dedup_by(|next, first| {
            let same = next.0 == first.0;
            if same {
                (0..3).for_each(|i| first.1[i] += next.1[i]);
            }
            same
        });
        by_role(&tally, group(v))
    };
    (0..graph.len()).map(of_vertex).collect()
}

fn one(kind: usize) -> [u64; 3] {
    std::array::from_fn(|i| u64::from(i == kind))
}

/// By the numbers of neighbours in each group.
fn by_role(tally: &[(u32, [u64; 3])], own: u32) -> [u64; 5] {
    let (mut own_in, mut own_out, mut coordinator) = (0, 0, 0);
    let (mut other_in, mut other_out, mut same, mut mutual) = (0, 0, 0, 0);
    for &(group, [into, out, both]) in tally {
        if group == own {
            (own_in, own_out) = (into, out);
            coordinator = into * out - both;
        } else {
            other_in += into;
            other_out += out;
            same += into * out;
            mutual += both;
        }
    }
    [
        coordinator,
        same - mutual,
        other_in * own_out,
        own_in * other_out,
        other_in * other_out - same,
    ]
}

/// Hands over all (a, v, b) with arcs a -> v, v -> b and a -> b.
fn closed(graph: &Csr, mut each: impl FnMut(usize, usize, usize)) {
    let both = graph.symmetrised();
    let order = both.by_degree();
    let sorted = both.reordered(&order);
    let mut source = vec![0_u32; sorted.arc_count()];
    (0..sorted.len()).for_each(|v| source[sorted.arcs(v)].fill(v as u32));
    // Whether the edge has an arc along this direction, and against it.
    let has = |s: u32, t: u32| {
        let (s, t) = (order[s as usize], order[t as usize]);
        graph.targets(s as usize).binary_search(&t).is_ok()
    };
    let along: Vec<[bool; 2]> = (source.iter().zip(sorted.all_targets()))
        .map(|(&s, &t)| [has(s, t), has(t, s)])
        .collect();
    triangles(&sorted, |t| {
        let corners = [source[t.ab], source[t.bc], sorted.all_targets()[t.bc]];
        let corners = corners.map(|v| order[v as usize] as usize);
        let arc = |from: usize, to: usize| {
            let (edge, turned) = match (from.min(to), from.max(to)) {
                (0, 1) => (t.ab, from == 1),
                (0, _) => (t.ac, from == 2),
                _ => (t.bc, from == 2),
            };
            along[edge][usize::from(turned)]
        };
        for [a, v, b] in ORDERS {
            if arc(a, v) && arc(v, b) && arc(a, b) {
                each(corners[a], corners[v], corners[b]);
            }
        }
    });
}

const ORDERS: [[usize; 3]; 6] = [
    [0, 1, 2],
    [0, 2, 1],
    [1, 0, 2],
    [1, 2, 0],
    [2, 0, 1],
    [2, 1, 0],
];

#[cfg(test)]
mod tests {
    use super::super::random::Random;
    use super::*;

    /// The definition, over all ordered pairs.
    fn by_definition(n: usize, arcs: &[(u32, u32, f64)], groups: &[u32]) -> Vec<[u64; 5]> {
        let has = |a: usize, b: usize| {
            arcs.iter()
                .any(|&(s, t, _)| (s as usize, t as usize) == (a, b))
        };
        let mut counts = vec![[0; 5]; n];
        for (a, v, b) in (0..n * n * n).map(|i| (i / n / n, i / n % n, i % n)) {
            let apart = a != v && v != b && a != b;
            let grouped = [a, v, b].iter().all(|x| groups[*x] != UNGROUPED);
            if apart && grouped && has(a, v) && has(v, b) && !has(a, b) {
                counts[v][BrokerRole::of(groups[a], groups[v], groups[b]) as usize] += 1;
            }
        }
        counts
    }

    #[test]
    fn each_role_by_hand() {
        // 1 stands between 0 and 2; the figure of the five roles in the paper.
        for (groups, role) in [
            ([7, 7, 7], BrokerRole::Coordinator),
            ([7, 8, 7], BrokerRole::Consultant),
            ([7, 8, 8], BrokerRole::Gatekeeper),
            ([7, 7, 8], BrokerRole::Representative),
            ([7, 8, 9], BrokerRole::Liaison),
        ] {
            let open = Csr::from_arcs(3, &[(0, 1, 1.0), (1, 2, 1.0)]);
            let mut wanted = [0; 5];
            wanted[role as usize] = 1;
            assert_eq!(brokerage(&open, &groups).counts, [[0; 5], wanted, [0; 5]]);
            let closed = Csr::from_arcs(3, &[(0, 1, 1.0), (1, 2, 1.0), (0, 2, 1.0)]);
            assert_eq!(brokerage(&closed, &groups).counts, [[0; 5]; 3]);
            // An arc back does not close it, and is no pair by itself.
            let back = Csr::from_arcs(3, &[(0, 1, 1.0), (1, 2, 1.0), (2, 0, 1.0)]);
            assert_eq!(brokerage(&back, &groups).counts[1], wanted);
            let mutual = Csr::from_arcs(2, &[(0, 1, 1.0), (1, 0, 1.0)]);
            assert_eq!(brokerage(&mutual, &groups).counts, [[0; 5]; 2]);
        }
        let open = Csr::from_arcs(3, &[(0, 1, 1.0), (1, 2, 1.0)]);
        assert_eq!(brokerage(&open, &[7, 8, UNGROUPED]).counts, [[0; 5]; 3]);
    }

    #[test]
    fn random_graphs_agree_with_the_definition() {
        let mut random = Random::new(7);
        for round in 0..60_u32 {
            let n = 2 + random.below(14);
            let groups: Vec<u32> = (0..n)
                .map(|_| match random.below(5) {
                    4 => UNGROUPED,
                    g => g as u32,
                })
                .collect();
            let density = 1 + random.below(9);
            let mut arcs = Vec::new();
            for (a, b) in (0..n * n).map(|i| ((i / n) as u32, (i % n) as u32)) {
                if a != b && random.below(10) < density {
                    arcs.push((a, b, 1.0));
                }
            }
            let graph = Csr::from_arcs(n, &arcs);
            let found = brokerage(&graph, &groups).counts;
            assert_eq!(found, by_definition(n, &arcs, &groups), "round {round}");
        }
    }
}
