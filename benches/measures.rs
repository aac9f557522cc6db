//! Every measure on one made graph of the shape of a mail archive: 40,000 vertices, some 150,000 edges, half of the ties
//! within teams, a third of the vertices with one neighbour. `cargo bench --bench measures`. Times depend on the machine;
//! compare with igraph or NetworKit on the same graph in the same run only.

use criterion::{Criterion, criterion_group, criterion_main};
use mailties::analysis::*;
use std::hint::black_box;

const VERTICES: u32 = 40_000;
const ARCS: usize = 190_000;

/// A linear congruential generator (D. Knuth's MMIX constants): the same graph on every machine.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: u32) -> u32 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (((self.0 >> 32) * u64::from(bound)) >> 32) as u32
    }

    /// Few vertices are taken often.
    fn skewed(&mut self) -> u32 {
        let x = f64::from(self.below(1 << 30)) / f64::from(1 << 30);
        (f64::from(VERTICES) * x * x * x) as u32
    }
}

fn archive() -> Csr {
    let mut numbers = Numbers(1);
    let arc = |_| {
        let sender = numbers.skewed();
        let team = sender - sender % 40;
        let inside = numbers.below(2) == 0;
        let receiver = if inside {
            team + numbers.below(40)
        } else {
            numbers.below(VERTICES)
        };
        (sender, receiver, f64::from(1 + numbers.below(16)) / 8.0)
    };
    let arcs: Vec<_> = (0..ARCS).map(arc).collect();
    Csr::from_arcs(VERTICES as usize, &arcs)
}

fn measures(c: &mut Criterion) {
    let directed = archive();
    let graph = directed.symmetrised();
    let mut group = c.benchmark_group("measures");
    group.sample_size(10);
    group.bench_function("symmetrised", |b| {
        b.iter(|| black_box(&directed).symmetrised())
    });
    group.bench_function("pagerank", |b| {
        b.iter(|| pagerank(&directed, PageRank::default()))
    });
    group.bench_function("core", |b| b.iter(|| core_number(&graph)));
    group.bench_function("weak_components", |b| b.iter(|| weak_components(&graph)));
    group.bench_function("strong_components", |b| {
        b.iter(|| strong_components(&directed))
    });
    group.bench_function("betweenness", |b| {
        b.iter(|| betweenness(&graph, Betweenness::default()))
    });
    group.bench_function("harmonic", |b| {
        b.iter(|| harmonic(&graph, Harmonic::default()))
    });
    group.bench_function("constraint", |b| b.iter(|| constraint(&graph)));
    group.bench_function("clustering", |b| b.iter(|| clustering(&graph)));
    group.bench_function("reciprocity", |b| b.iter(|| reciprocity(&directed)));
    group.bench_function("disparity", |b| b.iter(|| disparity(&graph)));
    group.bench_function("leiden", |b| b.iter(|| leiden(&graph, Leiden::default())));
    let found: Vec<_> = leiden(&graph, Leiden::default())
        .labels
        .into_iter()
        .map(Some)
        .collect();
    let rank = pagerank(&directed, PageRank::default()).values;
    group.bench_function("layout", |b| b.iter(|| layout(&graph, &found, &rank, 1)));
    group.finish();
}

criterion_group!(benches, measures);
criterion_main!(benches);
