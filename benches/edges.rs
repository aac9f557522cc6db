//! One measure of a graph in a file, timed, so that other programs can be timed beside it on the same file:
//! `cargo bench --bench edges -- FILE betweenness [THREADS]`; `benches/measures_against.py` runs it with its peers.
//!
//! FILE: one edge a line, two vertex names, `#` starts a comment. The graph is taken as undirected, each edge once.
//! MEASURE: `betweenness` (exact) or `leiden`. Prints the vertices, the edges, a check value and the seconds.

#![allow(clippy::print_stdout)] // a program that reports

use std::collections::{BTreeSet, HashMap};
use std::error::Error;
use std::time::Instant;

use mailties::analysis::{Betweenness, Csr, Leiden, Sources, betweenness, leiden};

fn graph(text: &str) -> (Csr, usize) {
    let mut numbers: HashMap<&str, u32> = HashMap::new();
    let mut edges = BTreeSet::new();
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let mut ends = line.split_whitespace();
        let (Some(a), Some(b)) = (ends.next(), ends.next()) else {
            continue;
        };
        let mut number = |name| {
            let next = numbers.len() as u32;
            *numbers.entry(name).or_insert(next)
        };
        let (a, b) = (number(a), number(b));
        if a != b {
            edges.insert((a.min(b), a.max(b)));
        }
    }
    let arcs: Vec<(u32, u32, f64)> = edges.iter().map(|&(a, b)| (a, b, 1.0)).collect();
    (
        Csr::from_arcs(numbers.len(), &arcs).symmetrised(),
        edges.len(),
    )
}

fn measure(graph: &Csr, measure: &str) -> Result<f64, Box<dyn Error>> {
    match measure {
        "betweenness" => {
            let exact = Betweenness {
                sources: Sources::Exact,
                ..Betweenness::default()
            };
            Ok(betweenness(graph, exact).values.iter().sum())
        }
        "leiden" => Ok(leiden(graph, Leiden::default()).modularity),
        other => Err(format!("'{other}' is neither betweenness nor leiden").into()),
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args()
        .skip(1)
        .filter(|a| a != "--bench")
        .collect();
    let [file, name, rest @ ..] = arguments.as_slice() else {
        println!("usage: cargo bench --bench edges -- FILE betweenness|leiden [THREADS]");
        return Ok(());
    };
    let threads = rest.first().map_or(Ok(0), |n| n.parse())?;
    let (graph, edges) = graph(&std::fs::read_to_string(file)?);
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build()?;
    let start = Instant::now();
    let check = pool.install(|| measure(&graph, name).map_err(|e| e.to_string()))?;
    let seconds = start.elapsed().as_secs_f64();
    println!(
        "{} vertices, {edges} edges, {name} {check:.6}, {seconds:.2} s",
        graph.len()
    );
    Ok(())
}
