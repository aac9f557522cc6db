//! Places for what a network's rows show: a page in millimetres. It does not draw.

use std::collections::BTreeMap;

use super::figure::letters;
use super::{GraphRows, Values, select};
use crate::analysis::{self, Csr};

/// Width and height of the map of a printed figure, in millimetres.
pub const MAP: (f64, f64) = (172.0, 150.0);
/// Radius of the largest and of the smallest node, in millimetres; between, the area is in proportion.
pub const RADIUS: (f64, f64) = (4.6, 1.55);
/// Size of names, in millimetres (6.5 points).
pub const LETTERS: f64 = 2.3;
/// The longest name on paper, in sizes of its letters.
pub const NAME: f64 = 13.0;

/// The first rows have bold names, larger by that.
pub const BOLD: usize = 8;
/// How much larger.
pub const LARGER: f64 = 1.12;

/// Radius of a node whose centrality is `size` of the largest.
pub fn radius(size: f64) -> f64 {
    (RADIUS.0 * size.max(0.0).sqrt()).max(RADIUS.1)
}

/// More rows have no place on a page.
pub const PAGE_MOST: usize = analysis::STRESS_MOST;

/// Gives a whole network its places: what fits a page lies as it does there, the others round their neighbours. Actors that do not count in the
/// measures stand in rows below. Some 10 ms for a page, about 1 s of one core for 30,000 actors with 100,000 ties.
pub fn network(graph: &mut GraphRows, seed: u64) {
    let mut page = select::page(graph);
    if page.counts() == graph.counts() {
        return on_page(graph, seed);
    }
    on_page(&mut page, seed);
    let n = graph.nodes.rows();
    // The files scale a picture to 100 units a node and side, and draw discs of 4 to 40 units.
    let half = 30.0 * (n.max(1) as f64).sqrt();
    let given = given(graph, &page, 0.5 * half / (MAP.0 / 2.0));
    let radius: Vec<f64> = graph
        .drawing
        .size
        .iter()
        .map(|s| 1.7 * (3.0 + 18.0 * f64::from(s.max(0.0)).sqrt()))
        .collect();
    let places = analysis::scene(
        &measured(graph).symmetrised(),
        &analysis::Scene {
            group: &graph.drawing.community,
            rank: &graph.drawing.size,
            radius: &radius,
            given: &given,
            half,
            seed,
        },
    );
    graph.drawing.x = places.iter().map(|p| p.0 as f32).collect();
    graph.drawing.y = places.iter().map(|p| p.1 as f32).collect();
}

/// Where the rows of the page lie in the whole.
fn given(graph: &GraphRows, page: &GraphRows, scale: f64) -> Vec<Option<(f64, f64)>> {
    let on_page: BTreeMap<&str, usize> = texts(page, "Id")
        .iter()
        .map(String::as_str)
        .zip(0..)
        .collect();
    let place = |id: &String| {
        let row = *on_page.get(id.as_str())?;
        let at = |values: &[f32]| Some(f64::from(*values.get(row)?) * scale);
        Some((at(&page.drawing.x)?, at(&page.drawing.y)?))
    };
    texts(graph, "Id").iter().map(place).collect()
}

/// Gives the rows places on a page, if they are no more than [`PAGE_MOST`]: nothing overlaps, names have room. O(n²), some 10 ms for 100 rows.
pub fn on_page(graph: &mut GraphRows, seed: u64) {
    with_page(graph, seed, analysis::page);
}

/// The same with one row in the middle and the others in rings round it.
pub fn around(graph: &mut GraphRows, row: usize, seed: u64) {
    with_page(graph, seed, |csr, page| analysis::rings(csr, row, page));
}

fn with_page(
    graph: &mut GraphRows,
    seed: u64,
    lay_out: impl Fn(&Csr, &analysis::Page) -> Vec<(f64, f64)>,
) {
    if graph.nodes.rows() > PAGE_MOST {
        return;
    }
    let csr = ties(graph).symmetrised();
    let drawing = &graph.drawing;
    let radii: Vec<f64> = drawing.size.iter().map(|s| radius(f64::from(*s))).collect();
    let text: Vec<(f64, f64)> = texts(graph, "Label")
        .iter()
        .enumerate()
        .map(|(row, label)| {
            let size = LETTERS * if row < BOLD { LARGER } else { 1.0 };
            let label = letters::fitted(label, true, NAME);
            (size * letters::width(&label, true), size * 1.25)
        })
        .collect();
    let page = analysis::Page {
        size: MAP,
        radius: &radii,
        text: &text,
        group: &drawing.community,
        seed,
    };
    let places = lay_out(&csr, &page);
    graph.drawing.x = places.iter().map(|p| p.0 as f32).collect();
    graph.drawing.y = places.iter().map(|p| p.1 as f32).collect();
}

fn texts<'a>(graph: &'a GraphRows, column: &str) -> &'a [String] {
    match graph.nodes.column(column).map(|c| &c.values) {
        Some(Values::Text(texts)) => texts,
        _ => &[],
    }
}

/// Ties that count in the measures.
fn measured(graph: &GraphRows) -> Csr {
    let community = &graph.drawing.community;
    let counts = |v: u32| community.get(v as usize).is_some_and(Option::is_some);
    ties_where(graph, |e| {
        select::is_measured(graph, e) && counts(graph.source[e]) && counts(graph.target[e])
    })
}

fn ties(graph: &GraphRows) -> Csr {
    ties_where(graph, |_| true)
}

fn ties_where(graph: &GraphRows, keep: impl Fn(usize) -> bool) -> Csr {
    let weights: &[Option<f64>] = match graph.edges.column("Weight").map(|c| &c.values) {
        Some(Values::Real(weights)) => weights,
        _ => &[],
    };
    let kept = (0..graph.source.len().min(weights.len())).filter(|e| keep(*e));
    let arcs: Vec<(u32, u32, f64)> = kept
        .map(|e| (graph.source[e], graph.target[e], weights[e].unwrap_or(0.0)))
        .collect();
    Csr::from_arcs(graph.nodes.rows(), &arcs)
}
