//! Rows to GraphML, in the one dialect that networkx, igraph, NetworKit, yEd and Gephi all read: default namespace, one
//! graph, every key first, key ids unique over nodes and edges and equal to the names, lists as joined text. It does
//! not know who computed the rows. Reference: graphml.graphdrawing.org, "GraphML Primer".

use std::io::{self, Write};

use super::cell::{self, Cell};
use super::number;
use super::rows::{Rows, spill};
use super::xml::{push_attribute, push_cell, push_escaped};
use crate::report::{GraphRows, Table, Values, palette};

/// Keys that Gephi takes for the look of a node.
const LOOK: [(&str, &str); 5] = [
    ("label", "string"),
    ("x", "double"),
    ("y", "double"),
    ("size", "double"),
    ("color", "string"),
];

/// Writes a network. O(cells); memory: one chunk and the Ids.
///
/// # Errors
/// Those of `out`; `InvalidData` if the rows do not fit together.
pub fn write(graph: &GraphRows, out: &mut dyn Write) -> io::Result<()> {
    let rows = Rows::new(graph)?;
    let keys = Keys::new(graph);
    let mut text = String::new();
    text.push_str(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\">\n",
    );
    keys.declare(&mut text, graph);
    text.push_str("  <graph id=\"");
    push_escaped(&mut text, graph.name);
    text.push_str("\" edgedefault=\"");
    text.push_str(if graph.directed {
        "directed"
    } else {
        "undirected"
    });
    text.push_str("\">\n");
    let mut scratch = String::new();
    for (node, position) in rows.positions().into_iter().enumerate() {
        push_node(&mut text, &rows, node, position, &keys, &mut scratch);
        spill(&mut text, out)?;
    }
    for edge in 0..graph.source.len() {
        push_edge(&mut text, &rows, edge, &keys, &mut scratch);
        spill(&mut text, out)?;
    }
    text.push_str("  </graph>\n</graphml>\n");
    out.write_all(text.as_bytes())
}

/// The key of each column, in the columns' order; `Id` and `Label` have none.
struct Keys {
    nodes: Vec<String>,
    edges: Vec<String>,
}

impl Keys {
    /// Ids are unique without regard to case, over nodes and edges.
    fn new(graph: &GraphRows) -> Self {
        let mut taken: Vec<String> = LOOK.iter().map(|(name, _)| (*name).to_owned()).collect();
        let mut key = |name: &str, prefix: &str| {
            let mut key = name.to_owned();
            while taken.iter().any(|other| other.eq_ignore_ascii_case(&key)) {
                key.insert_str(0, prefix);
            }
            taken.push(key.clone());
            key
        };
        let columns = |table: &Table, skip| -> Vec<&'static str> {
            table.columns.iter().skip(skip).map(|c| c.name).collect()
        };
        let edges: Vec<_> = columns(&graph.edges, 1);
        let weight = key("weight", "edge_");
        let nodes = columns(&graph.nodes, 2)
            .into_iter()
            .map(|name| key(name, "node_"))
            .collect();
        let edges = edges.into_iter().map(|name| key(name, "edge_"));
        Self {
            nodes,
            edges: std::iter::once(weight).chain(edges).collect(),
        }
    }

    fn declare(&self, text: &mut String, graph: &GraphRows) {
        for (name, kind) in LOOK {
            push_key(text, "node", name, kind);
        }
        for (key, column) in self.nodes.iter().zip(graph.nodes.columns.iter().skip(2)) {
            push_key(text, "node", key, kind(&column.values));
        }
        for (number, (key, column)) in self.edges.iter().zip(&graph.edges.columns).enumerate() {
            let kind = if number == 0 {
                "double"
            } else {
                kind(&column.values)
            };
            push_key(text, "edge", key, kind);
        }
    }
}

fn push_key(text: &mut String, whose: &str, name: &str, kind: &str) {
    text.push_str("  <key");
    push_attribute(text, "id", name);
    push_attribute(text, "for", whose);
    push_attribute(text, "attr.name", name);
    push_attribute(text, "attr.type", kind);
    text.push_str("/>\n");
}

fn kind(values: &Values) -> &'static str {
    match values {
        Values::Text(_) | Values::List(_) | Values::Day(_) | Values::Instant(_) => "string",
        Values::Integer(_) => "long",
        Values::Real(_) => "double",
        Values::Flag(_) => "boolean",
    }
}

fn open_data(text: &mut String, key: &str) {
    text.push_str("<data key=\"");
    push_escaped(text, key);
    text.push_str("\">");
}

fn push_data(text: &mut String, key: &str, values: &Values, row: usize, scratch: &mut String) {
    match cell::cell(values, row, scratch) {
        Cell::Absent => return,
        Cell::Bare(digits) => {
            open_data(text, key);
            text.push_str(digits);
        }
        Cell::Text(value) => {
            open_data(text, key);
            push_cell(text, value);
        }
    }
    text.push_str("</data>");
}

fn push_node(
    text: &mut String,
    rows: &Rows,
    node: usize,
    [x, y]: [f32; 2],
    keys: &Keys,
    scratch: &mut String,
) {
    text.push_str("    <node");
    push_attribute(text, "id", &rows.ids[node]);
    text.push('>');
    open_data(text, "label");
    push_escaped(text, &rows.labels[node]);
    text.push_str("</data>");
    for (key, value) in [("x", x), ("y", y), ("size", rows.size(node))] {
        open_data(text, key);
        number::push_coordinate(text, value);
        text.push_str("</data>");
    }
    open_data(text, "color");
    text.push_str(&palette::hex(palette::color(
        rows.graph.drawing.community[node],
    )));
    text.push_str("</data>");
    for (key, column) in keys
        .nodes
        .iter()
        .zip(rows.graph.nodes.columns.iter().skip(2))
    {
        push_data(text, key, &column.values, node, scratch);
    }
    text.push_str("</node>\n");
}

fn push_edge(text: &mut String, rows: &Rows, edge: usize, keys: &Keys, scratch: &mut String) {
    let (source, target) = rows.ends(edge);
    text.push_str("    <edge id=\"e");
    number::push_index(text, edge);
    text.push('"');
    push_attribute(text, "source", &rows.ids[source]);
    push_attribute(text, "target", &rows.ids[target]);
    text.push('>');
    for (key, column) in keys.edges.iter().zip(&rows.graph.edges.columns) {
        push_data(text, key, &column.values, edge, scratch);
    }
    text.push_str("</edge>\n");
}
