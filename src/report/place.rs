//! Places for what a network's rows show: a page in millimetres. It does not draw.

use super::figure::letters;
use super::{GraphRows, Values};
use crate::analysis::{self, Csr};

/// Width and height of the map of a printed figure, in millimetres.
pub const MAP: (f64, f64) = (172.0, 150.0);
/// Radius of the largest and of the smallest node, in millimetres; between, the area is in proportion.
pub const RADIUS: (f64, f64) = (4.6, 1.55);
/// Size of names, in millimetres (6.5 points).
pub const LETTERS: f64 = 2.3;
/// The longest name on paper, in sizes of its letters.
pub const NAME: f64 = 13.0;

/// Radius of a node whose centrality is `size` of the largest.
pub fn radius(size: f64) -> f64 {
    (RADIUS.0 * size.max(0.0).sqrt()).max(RADIUS.1)
}

/// Gives the rows places on a page, if they are no more than fit one: nothing overlaps, names have room. O(n²), some 10 ms for 100 rows.
pub fn on_page(graph: &mut GraphRows, seed: u64) {
    if graph.nodes.rows() > analysis::STRESS_MOST {
        return;
    }
    let csr = ties(graph).symmetrised();
    let drawing = &graph.drawing;
    let radii: Vec<f64> = drawing.size.iter().map(|s| radius(f64::from(*s))).collect();
    let text: Vec<(f64, f64)> = labels(graph)
        .iter()
        .map(|label| {
            (
                LETTERS * letters::width(&letters::fitted(label, true, NAME), true),
                LETTERS * 1.25,
            )
        })
        .collect();
    let places = analysis::page(
        &csr,
        &analysis::Page {
            size: MAP,
            radius: &radii,
            text: &text,
            group: &drawing.community,
            seed,
        },
    );
    graph.drawing.x = places.iter().map(|p| p.0 as f32).collect();
    graph.drawing.y = places.iter().map(|p| p.1 as f32).collect();
}

fn labels(graph: &GraphRows) -> &[String] {
    match graph.nodes.column("Label").map(|c| &c.values) {
        Some(Values::Text(labels)) => labels,
        _ => &[],
    }
}

fn ties(graph: &GraphRows) -> Csr {
    let weights: &[Option<f64>] = match graph.edges.column("Weight").map(|c| &c.values) {
        Some(Values::Real(weights)) => weights,
        _ => &[],
    };
    let ends = graph.source.iter().zip(&graph.target).zip(weights);
    let arcs: Vec<(u32, u32, f64)> = ends.map(|((s, t), w)| (*s, *t, w.unwrap_or(0.0))).collect();
    Csr::from_arcs(graph.nodes.rows(), &arcs)
}
