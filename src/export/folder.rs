//! The files of one network in a case folder: the same names for each network.

use std::path::Path;

use super::csv::{self, Profile};
use super::figure::{self, Style};
use super::files::Outlet;
use super::{dot, gexf, graphml};
use crate::error::Result;
use crate::report::GraphRows;
use crate::report::figure::Network;

/// The files that [`write()`] makes.
pub const FILES: [&str; 6] = [
    "nodes.csv",
    "edges.csv",
    "graph.gexf",
    "graph.graphml",
    "graph.dot",
    "graph.svg",
];

/// Puts all files of a network into `folder`, on all cores; `page` is what fits a page, with its places there, `drawn` the figure of it.
///
/// # Errors
/// If a file cannot be written; files that stood there before stay as they were.
pub fn write(
    to: &dyn Outlet,
    folder: &Path,
    graph: &GraphRows,
    page: &GraphRows,
    drawn: &Network,
) -> Result<()> {
    to.folder(folder)?;
    let file = |name: &str| folder.join(name);
    let mut results: [Result<()>; 6] = [const { Ok(()) }; 6];
    let [nodes, edges, gexf_out, graphml_out, dot_out, svg_out] = &mut results;
    rayon::scope(|scope| {
        scope.spawn(|_| *gexf_out = to.put(&file(FILES[2]), &mut |out| gexf::write(graph, out)));
        scope.spawn(|_| {
            *graphml_out = to.put(&file(FILES[3]), &mut |out| graphml::write(graph, out))
        });
        scope.spawn(|_| {
            *edges = to.put(&file(FILES[1]), &mut |out| {
                csv::write_edges(graph, Profile::Safe, out)
            })
        });
        scope.spawn(|_| {
            *nodes = to.put(&file(FILES[0]), &mut |out| {
                csv::write_nodes(graph, Profile::Safe, out)
            })
        });
        scope.spawn(|_| *dot_out = to.put(&file(FILES[4]), &mut |out| dot::write(page, out)));
        scope.spawn(|_| {
            *svg_out = to.put(&file(FILES[5]), &mut |out| {
                figure::network::write(drawn, &Style::Print, out)
            })
        });
    });
    results.into_iter().collect()
}
