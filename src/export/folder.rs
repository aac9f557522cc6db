//! The files of one network in a case folder: the same names for each network.

use std::path::Path;

use super::csv::{self, Profile};
use super::files::Outlet;
use super::{dot, gexf, graphml};
use crate::error::Result;
use crate::report::GraphRows;

/// The files that [`write()`] makes.
pub const FILES: [&str; 5] = [
    "nodes.csv",
    "edges.csv",
    "graph.gexf",
    "graph.graphml",
    "graph.dot",
];

/// Puts all files of a network into `folder`, on all cores; `page` is what fits the drawing for Graphviz.
///
/// # Errors
/// If a file cannot be written; files that stood there before stay as they were.
pub fn write(to: &dyn Outlet, folder: &Path, graph: &GraphRows, page: &GraphRows) -> Result<()> {
    to.folder(folder)?;
    let file = |name: &str| folder.join(name);
    let mut results: [Result<()>; 5] = [Ok(()), Ok(()), Ok(()), Ok(()), Ok(())];
    let [nodes, edges, gexf_out, graphml_out, dot_out] = &mut results;
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
    });
    results.into_iter().collect()
}
