//! The backbone of a network: the ties that are more than noise. Rows in, rows out; it tests nothing itself but asks `analysis/`.

use super::{GraphRows, Values, select};
use crate::analysis::{self, Csr};

/// Which ties are more than noise.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Backbone {
    /// Those that stand out for one of their ends by the disparity filter, with a significance below this.
    ///
    /// M. Serrano, M. Boguna, A. Vespignani, Extracting the multiscale backbone of complex weighted networks, 2009.
    Disparity(f64),
    /// Those whose messages are more than the noise of both ends would give, with a p-value below this.
    ///
    /// M. Coscia, F. Neffke, Network backboning with noisy data, 2017.
    Noise(f64),
    /// Those with a q-value below this; see [`crate::findings::chance`].
    Chance(f64),
}

impl Backbone {
    /// From `0.05` (disparity), `disparity<0.05`, `noise<0.05` or `q<0.01`; levels lie in 0 to 1.
    pub fn parse(text: &str) -> Option<Self> {
        let (name, level) = text.split_once('<').unwrap_or(("disparity", text));
        let level = level
            .trim()
            .parse()
            .ok()
            .filter(|x| (0.0..=1.0).contains(x))?;
        match name.trim() {
            "disparity" => Some(Self::Disparity(level)),
            "noise" => Some(Self::Noise(level)),
            "q" => Some(Self::Chance(level)),
            _ => None,
        }
    }

    /// For each edge row whether it is kept.
    fn kept(self, graph: &GraphRows) -> Vec<bool> {
        match self {
            Self::Chance(level) => {
                let q = reals(graph, "q_value").iter();
                q.map(|q| q.is_some_and(|q| q < level)).collect()
            }
            Self::Disparity(level) => {
                let csr =
                    weighted(graph, |e| reals(graph, "Weight")[e].unwrap_or(0.0)).symmetrised();
                below(graph, &csr, &analysis::disparity(&csr).values, level)
            }
            Self::Noise(level) => {
                // Counts of events, not shares of them.
                let messages = match graph.edges.column("messages").map(|c| &c.values) {
                    Some(Values::Integer(messages)) => messages.as_slice(),
                    _ => &[],
                };
                let csr = weighted(graph, |e| messages[e].unwrap_or(0) as f64);
                let csr = if graph.directed {
                    csr
                } else {
                    csr.symmetrised()
                };
                below(graph, &csr, &analysis::noise_corrected(&csr).p, level)
            }
        }
    }
}

fn reals<'a>(graph: &'a GraphRows, column: &str) -> &'a [Option<f64>] {
    match graph.edges.column(column).map(|c| &c.values) {
        Some(Values::Real(values)) => values,
        _ => &[],
    }
}

fn weighted(graph: &GraphRows, weight: impl Fn(usize) -> f64) -> Csr {
    let ends = graph.source.iter().zip(&graph.target).enumerate();
    let arcs: Vec<(u32, u32, f64)> = ends.map(|(e, (s, t))| (*s, *t, weight(e))).collect();
    Csr::from_arcs(graph.nodes.rows(), &arcs)
}

/// For each edge row whether the value of its arc is below a level.
fn below(graph: &GraphRows, csr: &Csr, values: &[f64], level: f64) -> Vec<bool> {
    let ends = graph.source.iter().zip(&graph.target);
    let kept = |(s, t): (&u32, &u32)| {
        let place = csr.arcs(*s as usize).find(|a| csr.all_targets()[*a] == *t);
        place.is_some_and(|a| values[a] < level)
    };
    ends.map(kept).collect()
}

/// The ties that are more than noise, and the actors they tie.
pub fn backbone(graph: &GraphRows, by: Backbone) -> GraphRows {
    let kept = by.kept(graph);
    let mut tied = vec![false; graph.nodes.rows()];
    let edges: Vec<u32> = (0..graph.source.len() as u32)
        .filter(|e| kept.get(*e as usize).copied().unwrap_or(false))
        .collect();
    for &e in &edges {
        tied[graph.source[e as usize] as usize] = true;
        tied[graph.target[e as usize] as usize] = true;
    }
    let nodes: Vec<u32> = (0..graph.nodes.rows() as u32)
        .filter(|n| tied[*n as usize])
        .collect();
    select::rows(graph, &nodes, edges.into_iter())
}
