//! Measures a small graph: `cargo run --example measure_graph`.
//!
//! Teaches `analysis`, which knows vertices and arcs and nothing of mail, on D. Krackhardt's kite (1990): Diane has the most
//! contacts, but Heather stands between the others and the two at the tail. Who is central depends on the question.

use std::error::Error;
use std::io::Write;

use mailties::analysis::{Betweenness, Csr, Leiden, PageRank, betweenness, degree, leiden, pagerank};

const NAMES: [&str; 10] = ["Andre", "Beverley", "Carol", "Diane", "Ed", "Fernando", "Garth", "Heather", "Ike", "Jane"];
const TIES: [(u32, u32); 18] = [
    (0, 1), (0, 2), (0, 3), (0, 5), (1, 3), (1, 4), (1, 6), (2, 3), (2, 5),
    (3, 4), (3, 5), (3, 6), (4, 6), (5, 6), (5, 7), (6, 7), (7, 8), (8, 9),
];

/// Prints the measures, and how one of them was made.
///
/// # Errors
/// If nothing can be written.
pub fn run(out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    let arcs: Vec<(u32, u32, f64)> = TIES.iter().map(|&(a, b)| (a, b, 1.0)).collect();
    let graph = Csr::from_arcs(NAMES.len(), &arcs).symmetrised();
    let degrees = degree(&graph);
    let between = betweenness(&graph, Betweenness::default());
    let rank = pagerank(&graph, PageRank::default());
    let communities = leiden(&graph, Leiden::default());
    writeln!(out, "{:<10}{:>7}{:>13}{:>10}{:>11}", "", "degree", "betweenness", "pagerank", "community")?;
    for (v, name) in NAMES.iter().enumerate() {
        let (degree, between) = (degrees.values[v], between.values[v]);
        let (rank, community) = (rank.values[v], communities.labels[v]);
        writeln!(out, "{name:<10}{degree:>7}{between:>13.3}{rank:>10.4}{community:>11}")?;
    }
    writeln!(out, "modularity {:.4}", communities.modularity)?;
    writeln!(out, "{:?}", between.method)?;
    Ok(())
}

fn main() -> Result<(), Box<dyn Error>> {
    run(&mut std::io::stdout().lock())
}
