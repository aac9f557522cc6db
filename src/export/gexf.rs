//! Rows to GEXF 1.3 as Gephi's importer reads it: typed attributes, positions, sizes, colours. Static: dates are text.
//! It does not know who computed them. Reference: gexf.net/1.3, `gexf.rng`; Gephi's `ImporterGEXF.java`.

use std::io::{self, Write};

use super::cell::{self, Cell};
use super::number;
use super::rows::{Rows, spill};
use super::xml::{push_attribute, push_cell, push_escaped};
use crate::report::{GraphRows, Table, Values, palette};

/// Writes a network. O(cells); memory: one chunk and the Ids.
///
/// # Errors
/// Those of `out`; `InvalidData` if the rows do not fit together.
pub fn write(graph: &GraphRows, out: &mut dyn Write) -> io::Result<()> {
    let rows = Rows::new(graph)?;
    let mut text = String::new();
    push_head(&mut text, graph);
    declare(&mut text, "node", &graph.nodes, 2);
    declare(&mut text, "edge", &graph.edges, 1);
    text.push_str("    <nodes>\n");
    let opens = openings(&graph.nodes);
    let positions = rows.positions();
    for (node, position) in positions.iter().enumerate() {
        push_node(&mut text, &rows, node, *position, &opens);
        spill(&mut text, out)?;
    }
    text.push_str("    </nodes>\n    <edges>\n");
    let opens = openings(&graph.edges);
    for edge in 0..graph.source.len() {
        push_edge(&mut text, &rows, edge, &opens);
        spill(&mut text, out)?;
    }
    text.push_str("    </edges>\n  </graph>\n</gexf>\n");
    out.write_all(text.as_bytes())
}

fn push_head(text: &mut String, graph: &GraphRows) {
    text.push_str("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<gexf xmlns=\"http://gexf.net/1.3\" xmlns:viz=\"http://gexf.net/1.3/viz\" version=\"1.3\">\n  <meta");
    if let Some(newest) = newest(&graph.nodes) {
        push_attribute(text, "lastmodifieddate", &newest);
    }
    text.push_str(">\n    <creator>mailties</creator>\n    <description>");
    push_escaped(text, &cell::one_line(&graph.title));
    text.push_str(". ");
    push_escaped(text, &cell::one_line(&graph.caption));
    text.push_str("</description>\n  </meta>\n  <graph mode=\"static\" defaultedgetype=\"");
    text.push_str(if graph.directed {
        "directed"
    } else {
        "undirected"
    });
    text.push_str("\">\n");
}

/// The newest day of the column `last`: a fixed date, where the clock's would differ from run to run.
fn newest(nodes: &Table) -> Option<String> {
    let (Values::Day(days) | Values::Instant(days)) = &nodes.column("last")?.values else {
        return None;
    };
    let mut text = String::new();
    number::push_day(&mut text, days.iter().flatten().copied().max()?).then_some(text)
}

fn declare(text: &mut String, class: &str, table: &Table, skip: usize) {
    if table.columns.len() <= skip {
        return;
    }
    text.push_str("    <attributes");
    push_attribute(text, "class", class);
    text.push_str(">\n");
    for column in table.columns.iter().skip(skip) {
        text.push_str("      <attribute");
        push_attribute(text, "id", column.name);
        push_attribute(text, "title", column.name);
        push_attribute(text, "type", kind(&column.values));
        text.push_str("/>\n");
    }
    text.push_str("    </attributes>\n");
}

/// Lists are joined text: networkx reads Gephi's list types as text anyway, and so the cell is the same in all files.
fn kind(values: &Values) -> &'static str {
    match values {
        Values::Text(_) | Values::List(_) | Values::Day(_) | Values::Instant(_) => "string",
        Values::Integer(_) => "long",
        Values::Real(_) => "double",
        Values::Flag(_) => "boolean",
    }
}

/// The beginning of each column's element, made once.
fn openings(table: &Table) -> Vec<String> {
    let opening = |name| {
        let mut text = String::from("<attvalue");
        push_attribute(&mut text, "for", name);
        text.push_str(" value=\"");
        text
    };
    table
        .columns
        .iter()
        .map(|column| opening(column.name))
        .collect()
}

fn push_values(
    text: &mut String,
    table: &Table,
    row: usize,
    skip: usize,
    opens: &[String],
    scratch: &mut String,
) {
    text.push_str("<attvalues>");
    for (column, open) in table.columns.iter().zip(opens).skip(skip) {
        match cell::cell(&column.values, row, scratch) {
            Cell::Absent => continue,
            Cell::Bare(digits) => {
                text.push_str(open);
                text.push_str(digits);
            }
            Cell::Text(value) => {
                text.push_str(open);
                push_cell(text, value);
            }
        }
        text.push_str("\"/>");
    }
    text.push_str("</attvalues>");
}

fn push_node(text: &mut String, rows: &Rows, node: usize, [x, y]: [f32; 2], opens: &[String]) {
    text.push_str("      <node");
    push_attribute(text, "id", &rows.ids[node]);
    push_attribute(text, "label", &rows.labels[node]);
    text.push('>');
    let mut scratch = String::new();
    push_values(text, &rows.graph.nodes, node, 2, opens, &mut scratch);
    text.push_str("<viz:size value=\"");
    number::push_coordinate(text, rows.size(node));
    text.push_str("\"/><viz:position x=\"");
    number::push_coordinate(text, x);
    text.push_str("\" y=\"");
    number::push_coordinate(text, y);
    text.push_str("\" z=\"0\"/><viz:color");
    let color = palette::color(rows.graph.drawing.community[node]);
    for (name, part) in [
        (" r=\"", color[0]),
        ("\" g=\"", color[1]),
        ("\" b=\"", color[2]),
    ] {
        text.push_str(name);
        number::push_integer(text, i64::from(part));
    }
    text.push_str("\"/></node>\n");
}

fn push_edge(text: &mut String, rows: &Rows, edge: usize, opens: &[String]) {
    let (source, target) = rows.ends(edge);
    text.push_str("      <edge id=\"e");
    number::push_index(text, edge);
    text.push('"');
    push_attribute(text, "source", &rows.ids[source]);
    push_attribute(text, "target", &rows.ids[target]);
    let mut scratch = String::new();
    if let Some(weight) = rows.graph.edges.columns.first()
        && let Cell::Bare(digits) = cell::cell(&weight.values, edge, &mut scratch)
    {
        push_attribute(text, "weight", digits);
    }
    text.push('>');
    push_values(text, &rows.graph.edges, edge, 1, opens, &mut scratch);
    text.push_str("</edge>\n");
}
