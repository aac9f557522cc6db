//! Measures a small graph: `cargo run --example measure_graph`.
//!
//! Teaches `analysis`, which knows vertices and arcs and nothing of mail, on D. Krackhardt's kite (1990): Diane has the most
//! contacts, but Heather stands between the others and the two at the tail. Who is central depends on the question.

use std::error::Error;
use std::io::Write;

use mailties::analysis::{
    Betweenness, Csr, Leiden, PageRank, betweenness, degree, leiden, pagerank,
};

const NAMES: [&str; 10] = [
    "Andre", "Beverley", "Carol", "Diane", "Ed", "Fernando", "Garth", "Heather", "Ike", "Jane",
];
/// The neighbours of each vertex that have a higher number.
const TIES: [&[u32]; 9] = [
    &[1, 2, 3, 5],
    &[3, 4, 6],
    &[3, 5],
    &[4, 5, 6],
    &[6],
    &[6, 7],
    &[7],
    &[8],
    &[9],
];

/// Prints the measures, and how one of them was made.
///
/// # Errors
/// If nothing can be written.
pub fn run(out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    let mut arcs = Vec::new();
    for (source, targets) in (0..).zip(TIES) {
        arcs.extend(targets.iter().map(|&target| (source, target, 1.0)));
    }
    let graph = Csr::from_arcs(NAMES.len(), &arcs).symmetrised();
    let degrees = degree(&graph);
    let between = betweenness(&graph, Betweenness::default());
    let rank = pagerank(&graph, PageRank::default());
    let communities = leiden(&graph, Leiden::default());
    writeln!(out, "           degree  betweenness  pagerank  community")?;
    for (v, name) in NAMES.iter().enumerate() {
        write!(out, "{name:<10}{:>7}", degrees.values[v])?;
        write!(out, "{:>13.3}{:>10.4}", between.values[v], rank.values[v])?;
        writeln!(out, "{:>11}", communities.labels[v])?;
    }
    writeln!(out, "modularity {:.4}", communities.modularity)?;
    writeln!(out, "{:?}", between.method)?;
    Ok(())
}

fn main() -> Result<(), Box<dyn Error>> {
    run(&mut std::io::stdout().lock())
}
