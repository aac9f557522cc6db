//! Rows to GraphML, in the one dialect that networkx, igraph, NetworKit, yEd and Gephi all read: default namespace, one
//! graph, every key first, key ids unique over nodes and edges and equal to the names, lists as joined text. It does
//! not know who computed the rows. Reference: graphml.graphdrawing.org, "GraphML Primer".

use std::io::{self, Write};

use super::cell;
use super::number;
use super::rows::{Rows, write_blocks};
use super::xml::{escaped, push_attribute, push_cell, push_escaped};
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
    text.push_str("<graph id=\"");
    push_escaped(&mut text, graph.name);
    text.push_str("\" edgedefault=\"");
    text.push_str(if graph.directed {
        "directed"
    } else {
        "undirected"
    });
    text.push_str("\">\n");
    out.write_all(text.as_bytes())?;
    let ids = escaped(&rows.ids);
    let positions = rows.positions();
    let opens = keys
        .nodes
        .iter()
        .map(|key| opening(key))
        .collect::<Vec<_>>();
    write_blocks(ids.len(), out, |text, scratch, node| {
        push_node(
            text,
            &rows,
            (node, &ids[node]),
            positions[node],
            &opens,
            scratch,
        );
    })?;
    let opens = keys
        .edges
        .iter()
        .map(|key| opening(key))
        .collect::<Vec<_>>();
    write_blocks(graph.source.len(), out, |text, scratch, edge| {
        push_edge(text, &rows, edge, (&ids, &opens), scratch);
    })?;
    out.write_all(b"</graph>\n</graphml>\n")
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
    text.push_str("<key");
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

/// The beginning of a key's element, made once.
fn opening(key: &str) -> String {
    let mut text = String::from("<data key=\"");
    push_escaped(&mut text, key);
    text.push_str("\">");
    text
}

const CLOSE: &str = "</data>";

fn push_node(
    text: &mut String,
    rows: &Rows,
    (node, id): (usize, &str),
    [x, y]: [f32; 2],
    opens: &[String],
    scratch: &mut String,
) {
    text.push_str("<node id=\"");
    text.push_str(id);
    text.push_str("\"><data key=\"label\">");
    push_escaped(text, &rows.labels[node]);
    for (open, value) in [
        ("</data><data key=\"x\">", x),
        ("</data><data key=\"y\">", y),
        ("</data><data key=\"size\">", rows.size(node)),
    ] {
        text.push_str(open);
        number::push_coordinate(text, value);
    }
    text.push_str("</data><data key=\"color\">");
    text.push_str(&palette::hex(palette::color(
        rows.graph.drawing.community[node],
    )));
    text.push_str(CLOSE);
    for (open, column) in opens.iter().zip(rows.graph.nodes.columns.iter().skip(2)) {
        let around = (open.as_str(), CLOSE);
        cell::push_between(text, (&column.values, node), around, scratch, push_cell);
    }
    text.push_str("</node>\n");
}

fn push_edge(
    text: &mut String,
    rows: &Rows,
    edge: usize,
    (ids, opens): (&[String], &[String]),
    scratch: &mut String,
) {
    let (source, target) = rows.ends(edge);
    text.push_str("<edge id=\"");
    number::push_index(text, edge);
    text.push_str("\" source=\"");
    text.push_str(&ids[source]);
    text.push_str("\" target=\"");
    text.push_str(&ids[target]);
    text.push_str("\">");
    for (open, column) in opens.iter().zip(&rows.graph.edges.columns) {
        let around = (open.as_str(), CLOSE);
        cell::push_between(text, (&column.values, edge), around, scratch, push_cell);
    }
    text.push_str("</edge>\n");
}
