//! Rows to GEXF 1.3 as Gephi's importer reads it: typed attributes, positions, sizes, colours. Dates are text; with spells
//! Gephi's timeline plays the ties.
//! It does not know who computed them. Reference: gexf.net/1.3, `gexf.rng`; Gephi's `ImporterGEXF.java`.

use std::io::{self, Write};

use super::cell;
use super::number;
use super::rows::{Rows, write_blocks};
use super::xml::{escaped, push_attribute, push_cell, push_escaped};
use crate::report::spells::Spells;
use crate::report::{GraphRows, Table, Values, palette};

/// Writes a network. O(cells); memory: one chunk and the Ids.
///
/// # Errors
/// Those of `out`; `InvalidData` if the rows do not fit together.
pub fn write(graph: &GraphRows, out: &mut dyn Write) -> io::Result<()> {
    write_in_time(graph, None, out)
}

/// The same with times: each tie is there in the months with mail, each actor from its first to its last such month; what
/// has no dated mail is always there.
///
/// # Errors
/// Those of [`write()`]; `InvalidData` if there are not as many spells as rows.
pub fn write_in_time(
    graph: &GraphRows,
    spells: Option<&Spells>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let fits =
        |s: &Spells| s.edges.len() == graph.source.len() && s.nodes.len() == graph.nodes.rows();
    if !spells.is_none_or(fits) {
        let kind = io::ErrorKind::InvalidData;
        return Err(io::Error::new(kind, "there are not as many spells as rows"));
    }
    let rows = Rows::new(graph)?;
    let ids = escaped(&rows.ids);
    let common = graph.edges.columns.iter().skip(1);
    let common: Vec<_> = common.map(|c| common_value(&c.values)).collect();
    let mut text = String::new();
    push_head(&mut text, graph, spells.is_some());
    declare(&mut text, "node", &graph.nodes, 2, &[]);
    declare(&mut text, "edge", &graph.edges, 1, &common);
    text.push_str("<nodes>\n");
    out.write_all(text.as_bytes())?;
    let opens = openings(&graph.nodes);
    let positions = rows.positions();
    write_blocks(ids.len(), out, |text, scratch, node| {
        push_node(
            text,
            (&rows, spells),
            (node, &ids[node]),
            positions[node],
            &opens,
            scratch,
        );
    })?;
    out.write_all(b"</nodes>\n<edges>\n")?;
    let opens = openings(&graph.edges);
    write_blocks(graph.source.len(), out, |text, scratch, edge| {
        push_edge(
            text,
            (&rows, spells),
            edge,
            (&ids, &opens, &common),
            scratch,
        );
    })?;
    out.write_all(b"</edges>\n</graph>\n</gexf>\n")
}

fn push_head(text: &mut String, graph: &GraphRows, in_time: bool) {
    text.push_str("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<gexf xmlns=\"http://gexf.net/1.3\" xmlns:viz=\"http://gexf.net/1.3/viz\" version=\"1.3\">\n<meta");
    if let Some(newest) = newest(&graph.nodes) {
        push_attribute(text, "lastmodifieddate", &newest);
    }
    text.push_str(">\n<creator>mailties</creator>\n<description>");
    push_escaped(text, &cell::one_line(&graph.title));
    text.push_str(". ");
    push_escaped(text, &cell::one_line(&graph.caption));
    text.push_str("</description>\n</meta>\n<graph mode=\"");
    text.push_str(if in_time {
        "dynamic\" timeformat=\"date\" timerepresentation=\"interval"
    } else {
        "static"
    });
    text.push_str("\" defaultedgetype=\"");
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

/// A column with its default: readers fill it in where a row has none.
fn declare(text: &mut String, class: &str, table: &Table, skip: usize, common: &[Option<Common>]) {
    if table.columns.len() <= skip {
        return;
    }
    text.push_str("<attributes");
    push_attribute(text, "class", class);
    text.push_str(">\n");
    for (number, column) in table.columns.iter().skip(skip).enumerate() {
        text.push_str("<attribute");
        push_attribute(text, "id", column.name);
        push_attribute(text, "title", column.name);
        push_attribute(text, "type", kind(&column.values));
        let Some(common) = common.get(number).copied().flatten() else {
            text.push_str("/>\n");
            continue;
        };
        text.push_str("><default>");
        match common {
            Common::Integer(value) => number::push_integer(text, value),
            Common::Flag(value) => text.push_str(if value { "true" } else { "false" }),
        }
        text.push_str("</default></attribute>\n");
    }
    text.push_str("</attributes>\n");
}

/// The value that most rows of a tie's column have. It is declared once and left out of the rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Common {
    Integer(i64),
    Flag(bool),
}

impl Common {
    fn is_at(self, values: &Values, row: usize) -> bool {
        match (self, values) {
            (Self::Integer(value), Values::Integer(column)) => column[row] == Some(value),
            (Self::Flag(value), Values::Flag(column)) => column[row] == value,
            _ => false,
        }
    }
}

/// 0 or 1, `true` or `false`, whatever is more common. Only where every row has a value: readers would take the default
/// for what is absent. Ties only, and counts only: networkx notes defaults but leaves them out of the ties.
fn common_value(values: &Values) -> Option<Common> {
    match values {
        Values::Integer(column) if !column.is_empty() && column.iter().all(Option::is_some) => {
            let count = |value| column.iter().filter(|v| **v == Some(value)).count();
            Some(Common::Integer(i64::from(count(1) > count(0))))
        }
        Values::Flag(column) if !column.is_empty() => {
            let set = column.iter().filter(|flag| **flag).count();
            Some(Common::Flag(2 * set > column.len()))
        }
        _ => None,
    }
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

/// The elements around the values of the columns from `skip` on that `wanted` lets through; nothing if there are none.
fn push_values(
    text: &mut String,
    (table, row): (&Table, usize),
    skip: usize,
    opens: &[String],
    wanted: impl Fn(usize) -> bool,
    scratch: &mut String,
) {
    const OPEN: &str = "<attvalues>";
    let start = text.len();
    text.push_str(OPEN);
    for (number, (column, open)) in table.columns.iter().zip(opens).enumerate().skip(skip) {
        if wanted(number) {
            let around = (open.as_str(), "\"/>");
            cell::push_between(text, (&column.values, row), around, scratch, push_cell);
        }
    }
    if text.len() == start + OPEN.len() {
        text.truncate(start);
    } else {
        text.push_str("</attvalues>");
    }
}

fn push_node(
    text: &mut String,
    (rows, spells): (&Rows, Option<&Spells>),
    (node, id): (usize, &str),
    [x, y]: [f32; 2],
    opens: &[String],
    scratch: &mut String,
) {
    text.push_str("<node id=\"");
    text.push_str(id);
    text.push('"');
    push_attribute(text, "label", &rows.labels[node]);
    if let Some(spell) = spells.and_then(|s| s.nodes[node]) {
        push_spell(text, spell);
    }
    text.push('>');
    push_values(text, (&rows.graph.nodes, node), 2, opens, |_| true, scratch);
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

/// Both ends are inside; the end is the last day.
fn push_spell(text: &mut String, (from, to): (i64, i64)) {
    text.push_str(" start=\"");
    number::push_day(text, from);
    text.push_str("\" end=\"");
    number::push_day(text, to - 1);
    text.push('"');
}

fn push_edge(
    text: &mut String,
    (rows, spells): (&Rows, Option<&Spells>),
    edge: usize,
    (ids, opens, common): (&[String], &[String], &[Option<Common>]),
    scratch: &mut String,
) {
    let (source, target) = rows.ends(edge);
    text.push_str("<edge id=\"");
    number::push_index(text, edge);
    text.push_str("\" source=\"");
    text.push_str(&ids[source]);
    text.push_str("\" target=\"");
    text.push_str(&ids[target]);
    text.push('"');
    let edges = &rows.graph.edges;
    if let Some(weight) = edges.columns.first() {
        let around = (" weight=\"", "\"");
        cell::push_between(text, (&weight.values, edge), around, scratch, push_cell);
    }
    text.push('>');
    let wanted = |number: usize| {
        !common[number - 1].is_some_and(|value| value.is_at(&edges.columns[number].values, edge))
    };
    push_values(text, (edges, edge), 1, opens, wanted, scratch);
    let spells = spells.map_or(&[][..], |s| &s.edges[edge]);
    if !spells.is_empty() {
        text.push_str("<spells>");
        for spell in spells {
            text.push_str("<spell");
            push_spell(text, *spell);
            text.push_str("/>");
        }
        text.push_str("</spells>");
    }
    text.push_str("</edge>\n");
}
