//! The measures against networkx and igraph (`tests/graphs/expected.py`), and properties that hold for any graph.

#![allow(clippy::unwrap_used)]

use mailties::analysis::*;
use proptest::prelude::*;
use serde_json::Value;
use std::path::{Path, PathBuf};

struct Case {
    name: String,
    directed: bool,
    /// As in the file; an undirected graph is symmetric.
    graph: Csr,
    undirected: Csr,
    expected: Value,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/graphs")
}

fn cases() -> Vec<Case> {
    let mut names: Vec<PathBuf> = std::fs::read_dir(folder())
        .unwrap()
        .map(|e| e.unwrap().path())
        .collect();
    names.retain(|p| p.extension().is_some_and(|e| e == "txt"));
    names.sort();
    assert_eq!(names.len(), 20, "graphs in {}", folder().display());
    names.iter().map(|p| case(p)).collect()
}

fn case(path: &Path) -> Case {
    let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
    let text = std::fs::read_to_string(path).unwrap();
    let mut lines = text.lines();
    let (n, kind) = lines.next().unwrap().split_once(' ').unwrap();
    let arc = |line: &str| {
        let f: Vec<&str> = line.split(' ').collect();
        (
            f[0].parse().unwrap(),
            f[1].parse().unwrap(),
            f[2].parse().unwrap(),
        )
    };
    let arcs: Vec<(u32, u32, f64)> = lines.map(arc).collect();
    let given = Csr::from_arcs(n.parse().unwrap(), &arcs);
    let directed = kind == "directed";
    let undirected = given.symmetrised();
    let graph = if directed { given } else { undirected.clone() };
    let json =
        std::fs::read_to_string(folder().join("expected").join(format!("{name}.json"))).unwrap();
    Case {
        name,
        directed,
        graph,
        undirected,
        expected: serde_json::from_str(&json).unwrap(),
    }
}

impl Case {
    fn wanted(&self, key: &str) -> Vec<Option<f64>> {
        let list = self.expected[key].as_array();
        let list = list.unwrap_or_else(|| panic!("{}: no {key}", self.name));
        list.iter().map(Value::as_f64).collect()
    }

    fn check(&self, key: &str, values: &[f64]) {
        let values: Vec<Option<f64>> = values.iter().map(|&x| Some(x)).collect();
        self.check_some(key, &values);
    }

    fn check_some(&self, key: &str, values: &[Option<f64>]) {
        let wanted = self.wanted(key);
        assert_eq!(values.len(), wanted.len(), "{}: {key}", self.name);
        for (v, (&got, &want)) in values.iter().zip(&wanted).enumerate() {
            let near = match (got, want) {
                (Some(a), Some(b)) => close(a, b),
                (a, b) => a == b,
            };
            assert!(
                near,
                "{}: {key} of {v}: {got:?}, networkx says {want:?}",
                self.name
            );
        }
    }
}

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-9 * b.abs().max(1.0)
}

fn exact(directed: bool, normalised: bool) -> Betweenness {
    Betweenness {
        directed,
        normalised,
        sources: Sources::Exact,
        ..Betweenness::default()
    }
}

#[test]
fn measures_of_undirected_graphs_are_those_of_networkx() {
    for c in cases() {
        let u = &c.undirected;
        c.check("degree", &degree(u).values);
        c.check("strength", &node_strength(u).values);
        c.check("core", &core_number(u).values);
        c.check("betweenness", &betweenness(u, exact(false, false)).values);
        c.check(
            "betweenness_normalised",
            &betweenness(u, exact(false, true)).values,
        );
        c.check("harmonic", &harmonic(u, Harmonic::default()).values);
        c.check_some("constraint", &constraint(u).values);
        c.check_some("effective_size", &effective_size(u).values);
        c.check("clustering", &clustering(u).values);
        let sizes: Vec<f64> = weak_components(u).sizes.iter().map(|&s| s as f64).collect();
        c.check("components", &sizes);
        assert_eq!(
            weak_components(&c.graph).labels,
            weak_components(u).labels,
            "{}",
            c.name
        );
    }
}

#[test]
fn measures_of_directed_graphs_are_those_of_networkx() {
    let mut directed = 0;
    for c in cases() {
        let g = &c.graph;
        c.check(
            "pagerank",
            &pagerank(
                g,
                PageRank {
                    tolerance: 1e-12,
                    ..PageRank::default()
                },
            )
            .values,
        );
        if !c.directed {
            continue;
        }
        directed += 1;
        c.check("out_degree", &degree(g).values);
        c.check("in_degree", &degree(&g.transposed()).values);
        c.check("out_strength", &node_strength(g).values);
        c.check("in_strength", &node_strength(&g.transposed()).values);
        c.check(
            "betweenness_directed",
            &betweenness(g, exact(true, false)).values,
        );
        c.check(
            "betweenness_directed_normalised",
            &betweenness(g, exact(true, true)).values,
        );
        c.check(
            "harmonic_directed",
            &harmonic(
                g,
                Harmonic {
                    directed: true,
                    ..Harmonic::default()
                },
            )
            .values,
        );
        let sizes: Vec<f64> = strong_components(g)
            .sizes
            .iter()
            .map(|&s| s as f64)
            .collect();
        c.check("strong_components", &sizes);
        let found = reciprocity(g);
        assert!(
            close(
                found.overall.unwrap(),
                c.expected["reciprocity"].as_f64().unwrap()
            ),
            "{}",
            c.name
        );
        c.check_some("reciprocity_of", &found.values);
    }
    assert_eq!(directed, 4);
}

#[test]
fn communities_are_as_good_as_those_of_igraph() {
    let mut compared = 0;
    for c in cases() {
        let Some(wanted) = c.expected["leiden_modularity"].as_f64() else {
            continue;
        };
        compared += 1;
        let found = leiden(&c.undirected, Leiden::default());
        assert!(
            found.modularity >= wanted - 0.01,
            "{}: {} < {wanted}",
            c.name,
            found.modularity
        );
        let partition: Vec<u32> = c
            .wanted("partition")
            .iter()
            .map(|x| x.unwrap() as u32)
            .collect();
        let q = modularity(&c.undirected, &partition, 1.0);
        assert!(
            close(q, c.expected["modularity"].as_f64().unwrap()),
            "{}",
            c.name
        );
        let q = modularity(&c.undirected, &partition, 0.5);
        assert!(
            close(q, c.expected["modularity_half"].as_f64().unwrap()),
            "{}",
            c.name
        );
    }
    assert_eq!(compared, 17);
}

#[test]
fn the_backbone_is_that_of_the_paper() {
    for c in cases() {
        let found = disparity(&c.undirected);
        for wanted in c.expected["disparity"].as_array().unwrap() {
            let (a, b) = (
                wanted[0].as_u64().unwrap() as usize,
                wanted[1].as_u64().unwrap() as u32,
            );
            let at =
                c.undirected.arcs(a).start + c.undirected.targets(a).binary_search(&b).unwrap();
            assert!(
                close(found.values[at], wanted[2].as_f64().unwrap()),
                "{}: {a} {b}",
                c.name
            );
        }
    }
}

#[test]
fn estimates_keep_to_the_error_they_state() {
    let mut sampled = 0;
    for c in cases() {
        let u = &c.undirected;
        let sources = Sources::Pivots(40);
        let found = [
            (
                "betweenness",
                betweenness(
                    u,
                    Betweenness {
                        sources,
                        ..Betweenness::default()
                    },
                ),
            ),
            (
                "harmonic",
                harmonic(
                    u,
                    Harmonic {
                        sources,
                        ..Harmonic::default()
                    },
                ),
            ),
        ];
        for (key, scores) in found {
            let Some(error) = scores.method.error else {
                c.check(key, &scores.values);
                continue;
            };
            sampled += 1;
            for (got, wanted) in scores.values.iter().zip(c.wanted(key)) {
                let off = (got - wanted.unwrap()).abs();
                assert!(
                    off <= error,
                    "{}: {key} is off by {off}, error {error}",
                    c.name
                );
            }
        }
    }
    assert!(sampled >= 10, "{sampled}");
}

/// A graph of up to `most` vertices with isolates, loops, parallel arcs and trees.
fn any_graph(most: usize) -> impl Strategy<Value = Csr> {
    (1..most).prop_flat_map(|n| {
        let vertex = 0..n as u32;
        let arc = (vertex.clone(), vertex, 1..20u32);
        proptest::collection::vec(arc, 0..2 * n).prop_map(move |arcs| {
            let arcs: Vec<_> = arcs
                .iter()
                .map(|&(s, t, w)| (s, t, f64::from(w) / 4.0))
                .collect();
            Csr::from_arcs(n, &arcs)
        })
    })
}

fn permuted(graph: &Csr, to: &[u32]) -> Csr {
    let renamed = |v: usize| graph.row(v).map(move |(t, w)| (to[v], to[t], w));
    let arcs: Vec<_> = (0..graph.len()).flat_map(renamed).collect();
    Csr::from_arcs(graph.len(), &arcs)
}

fn in_pool<T: Send>(threads: usize, f: impl FnOnce() -> T + Send) -> T {
    rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build()
        .unwrap()
        .install(f)
}

type Measure = fn(&Csr) -> Vec<f64>;

const MEASURES: [(&str, Measure); 9] = [
    ("pagerank", |g| {
        pagerank(
            g,
            PageRank {
                tolerance: 1e-12,
                ..PageRank::default()
            },
        )
        .values
    }),
    ("betweenness", |g| {
        betweenness(&g.symmetrised(), exact(false, false)).values
    }),
    ("betweenness directed", |g| {
        betweenness(g, exact(true, true)).values
    }),
    ("harmonic", |g| {
        harmonic(&g.symmetrised(), Harmonic::default()).values
    }),
    ("harmonic directed", |g| {
        harmonic(
            g,
            Harmonic {
                directed: true,
                ..Harmonic::default()
            },
        )
        .values
    }),
    ("core", |g| core_number(&g.symmetrised()).values),
    ("constraint", |g| {
        constraint(&g.symmetrised())
            .values
            .iter()
            .map(|x| x.unwrap_or(-1.0))
            .collect()
    }),
    ("clustering", |g| clustering(&g.symmetrised()).values),
    ("strength", |g| node_strength(g).values),
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn new_numbers_for_the_vertices_change_no_value(graph in any_graph(40), seed in any::<u64>()) {
        let mut to: Vec<u32> = (0..graph.len() as u32).collect();
        to.sort_by_key(|&v| u64::from(v).wrapping_mul(seed | 1).rotate_left(29).wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let other = permuted(&graph, &to);
        for (name, measure) in MEASURES {
            let (a, b) = (measure(&graph), measure(&other));
            prop_assert_eq!(a.len(), graph.len());
            for v in 0..graph.len() {
                prop_assert!(a[v].is_finite() && close(a[v], b[to[v] as usize]), "{} of {}: {} {}", name, v, a[v], b[to[v] as usize]);
            }
        }
    }

    #[test]
    fn folding_changes_no_value(graph in any_graph(40)) {
        // The directed variant does not fold; it counts ordered pairs.
        let u = graph.symmetrised();
        let folded = betweenness(&u, exact(false, false)).values;
        let plain = betweenness(&u, exact(true, false)).values;
        let near = folded.iter().zip(&plain).all(|(a, b)| close(2.0 * a, *b));
        prop_assert!(near, "{:?} {:?}", folded, plain);
        let near = harmonic(&u, Harmonic::default()).values;
        let plain = harmonic(&u, Harmonic { directed: true, ..Harmonic::default() }).values;
        prop_assert!(near.iter().zip(&plain).all(|(a, b)| close(*a, *b)));
    }

    #[test]
    fn all_vertices_as_sample_is_exact(graph in any_graph(40)) {
        let u = graph.symmetrised();
        let sampled = betweenness(&u, Betweenness { sources: Sources::Pivots(u.len()), ..Betweenness::default() });
        prop_assert!(sampled.method.exact);
        prop_assert_eq!(sampled.values, betweenness(&u, exact(false, false)).values);
        let sampled = harmonic(&u, Harmonic { sources: Sources::Pivots(u.len()), ..Harmonic::default() });
        let all = harmonic(&u, Harmonic { sources: Sources::Exact, ..Harmonic::default() });
        prop_assert!(sampled.method.exact);
        prop_assert_eq!(sampled.values, all.values);
    }

    #[test]
    fn one_thread_and_two_give_the_same_bits(graph in any_graph(200)) {
        let u = graph.symmetrised();
        let pivots = Betweenness { sources: Sources::Pivots(9), ..Betweenness::default() };
        let some = Harmonic { sources: Sources::Pivots(9), ..Harmonic::default() };
        let run = || (
            betweenness(&u, exact(false, false)), betweenness(&u, pivots), betweenness(&graph, exact(true, false)),
            harmonic(&u, Harmonic::default()), harmonic(&u, some), pagerank(&graph, PageRank::default()),
            leiden(&u, Leiden::default()),
        );
        prop_assert_eq!(in_pool(1, run), in_pool(2, run));
    }

    #[test]
    fn communities_are_connected_and_their_modularity_is_right(graph in any_graph(80), seed in 0..9u64) {
        let u = graph.symmetrised();
        let found = leiden(&u, Leiden { seed, ..Leiden::default() });
        let inside = |v: usize| { let l = &found.labels; u.row(v).filter(move |&(t, _)| l[t] == l[v]) };
        let arcs: Vec<_> = (0..u.len()).flat_map(|v| inside(v).map(move |(t, w)| (v as u32, t as u32, w))).collect();
        prop_assert_eq!(&weak_components(&Csr::from_arcs(u.len(), &arcs)).labels, &found.labels);
        // Newman's formula pair by pair.
        let total: f64 = (0..u.len()).map(|v| u.strength(v)).sum();
        let mut q = 0.0;
        for a in 0..u.len() {
            for b in (0..u.len()).filter(|&b| found.labels[a] == found.labels[b]) {
                let w = u.row(a).find(|r| r.0 == b).map_or(0.0, |r| r.1);
                q += if total > 0.0 { w / total - u.strength(a) * u.strength(b) / (total * total) } else { 0.0 };
            }
        }
        prop_assert!(close(q, found.modularity), "{} {}", q, found.modularity);
    }

    #[test]
    fn a_drawing_has_finite_places_and_no_overlap(graph in any_graph(60)) {
        let u = graph.symmetrised();
        let found = leiden(&u, Leiden::default());
        let community: Vec<_> = found.labels.iter().map(|&c| Some(c).filter(|c| c % 5 != 4)).collect();
        let at = layout(&u, &community, &degree(&u).values, 1);
        prop_assert_eq!(at.len(), u.len());
        for (i, a) in at.iter().enumerate() {
            prop_assert!(a.0.is_finite() && a.1.is_finite());
            for b in &at[..i] {
                prop_assert!((a.0 - b.0).hypot(a.1 - b.1) > 1.0, "{:?} {:?}", a, b);
            }
        }
        prop_assert_eq!(at, layout(&u, &community, &degree(&u).values, 1));
    }
}
