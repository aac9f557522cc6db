//! The measures against networkx and igraph on 50 random graphs (`tests/graphs/random_graphs.py`): weighted, directed, disconnected, with
//! isolates. And samples: how often they keep to the error that they state.

#![allow(clippy::unwrap_used)]

use mailties::analysis::*;
use std::collections::HashMap;
use std::path::Path;

struct Case {
    name: String,
    directed: bool,
    graph: Csr,
    undirected: Csr,
    expected: HashMap<String, Vec<Option<f64>>>,
}

fn cases() -> Vec<Case> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/graphs/random_graphs.tsv");
    let text = std::fs::read_to_string(path).unwrap();
    let blocks = text.split("graph\t").filter(|block| !block.is_empty());
    blocks.map(case).collect()
}

fn case(block: &str) -> Case {
    let mut lines = block.lines().map(|l| l.split('\t').collect::<Vec<_>>());
    let head = lines.next().unwrap();
    let (mut arcs, mut expected) = (Vec::new(), HashMap::new());
    for line in lines {
        if line[0] == "arc" {
            let vertex = |i: usize| line[i].parse::<u32>().unwrap();
            arcs.push((vertex(1), vertex(2), line[3].parse().unwrap()));
        } else {
            let value = |text: &&str| (*text != "-").then(|| text.parse().unwrap());
            let values: Vec<Option<f64>> = line[1..].iter().map(value).collect();
            expected.insert(line[0].to_owned(), values);
        }
    }
    let given = Csr::from_arcs(head[1].parse().unwrap(), &arcs);
    let undirected = given.symmetrised();
    let directed = head[2] == "directed";
    Case {
        name: head[0].to_owned(),
        directed,
        graph: if directed { given } else { undirected.clone() },
        undirected,
        expected,
    }
}

impl Case {
    fn check(&self, key: &str, values: &[f64]) {
        let values: Vec<Option<f64>> = values.iter().copied().map(Some).collect();
        self.check_some(key, &values);
    }

    fn check_some(&self, key: &str, values: &[Option<f64>]) {
        let wanted = &self.expected[key];
        assert_eq!(values.len(), wanted.len(), "{}: {key}", self.name);
        for (v, (got, want)) in values.iter().zip(wanted).enumerate() {
            let near = match (got, want) {
                (Some(a), Some(b)) => (a - b).abs() <= 1e-9 * b.abs().max(1.0),
                (a, b) => a == b,
            };
            assert!(near, "{}: {key} of {v}: {got:?} {want:?}", self.name);
        }
    }
}

fn sizes(components: &Components) -> Vec<f64> {
    components.sizes.iter().map(|&s| s as f64).collect()
}

fn between(directed: bool) -> Betweenness {
    Betweenness {
        directed,
        sources: Sources::Exact,
        ..Betweenness::default()
    }
}

#[test]
fn fifty_random_graphs_as_networkx_and_igraph_have_them() {
    let cases = cases();
    assert_eq!(cases.len(), 50);
    for c in &cases {
        let u = &c.undirected;
        c.check("u_degree", &degree(u).values);
        c.check("u_strength", &node_strength(u).values);
        c.check("u_betweenness", &betweenness(u, between(false)).values);
        c.check("u_harmonic", &harmonic(u, Harmonic::default()).values);
        c.check("u_core", &core_number(u).values);
        c.check_some("u_constraint", &constraint(u).values);
        c.check_some("u_effective_size", &effective_size(u).values);
        c.check("u_clustering", &clustering(u).values);
        c.check("u_components", &sizes(&weak_components(u)));
        if c.expected.contains_key("u_modularity_by_thirds") {
            let thirds: Vec<u32> = (0..u.len() as u32).map(|v| v % 3).collect();
            c.check("u_modularity_by_thirds", &[modularity(u, &thirds, 1.0)]);
        }
        let tolerance = 1e-12;
        let rank = PageRank {
            tolerance,
            ..PageRank::default()
        };
        c.check("pagerank", &pagerank(&c.graph, rank).values);
    }
    let directed = cases.iter().filter(|c| c.directed);
    assert_eq!(directed.map(check_directed).count(), 25);
}

fn check_directed(c: &Case) {
    let (g, back) = (&c.graph, c.graph.transposed());
    c.check("out_degree", &degree(g).values);
    c.check("in_degree", &degree(&back).values);
    c.check("out_strength", &node_strength(g).values);
    c.check("in_strength", &node_strength(&back).values);
    c.check("betweenness", &betweenness(g, between(true)).values);
    let along = Harmonic {
        directed: true,
        ..Harmonic::default()
    };
    c.check("harmonic", &harmonic(g, along).values);
    c.check("strong_components", &sizes(&strong_components(g)));
}

/// A scale-free graph with hanging trees and a second component, by a generator of its own (D. Knuth's MMIX constants).
fn archive() -> Csr {
    let mut state = 5_u64;
    let mut below = |bound: u64| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (((state >> 32) * bound) >> 32) as u32
    };
    let mut arcs = Vec::new();
    for v in 1..900_u32 {
        for _ in 0..1 + below(3) {
            let near = below(u64::from(v)).min(below(u64::from(v)));
            arcs.push((v, near, 1.0));
        }
    }
    arcs.extend((901..1000).map(|v| (v, v - 1, 1.0)));
    Csr::from_arcs(1000, &arcs).symmetrised()
}

#[test]
fn a_hundred_samples_keep_to_their_error_in_95_cases() {
    let graph = archive();
    let exact = betweenness(&graph, between(false)).values;
    let near = harmonic(&graph, Harmonic::default()).values;
    let off = |a: &[f64], b: &[f64]| {
        let differences = a.iter().zip(b).map(|(a, b)| (a - b).abs());
        differences.fold(0.0, f64::max)
    };
    let (mut kept, mut useful) = ([0, 0], [0.0, 0.0]);
    for seed in 0..100 {
        let sources = Sources::Pivots(128);
        let sampled = [
            betweenness(
                &graph,
                Betweenness {
                    sources,
                    seed,
                    ..between(false)
                },
            ),
            harmonic(
                &graph,
                Harmonic {
                    sources,
                    seed,
                    ..Harmonic::default()
                },
            ),
        ];
        for (i, exact) in [&exact, &near].into_iter().enumerate() {
            let error = sampled[i].method.error.unwrap();
            kept[i] += usize::from(off(&sampled[i].values, exact) <= error);
            useful[i] += error / exact.iter().copied().fold(0.0, f64::max) / 100.0;
        }
    }
    assert!(kept[0] >= 95 && kept[1] >= 95, "{kept:?}");
    // A bound that is never passed because it is huge would be no use: it is a part of the largest value.
    assert!(useful[0] < 0.5 && useful[1] < 0.5, "{useful:?}");
}
