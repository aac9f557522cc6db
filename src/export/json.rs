//! Rows to JSON, and the escape at that border: a table as an array of objects, a network as graphology (sigma.js) reads
//! it. Text is exact; absent is `null` in a table and no attribute in a network.

use std::fmt::Write as _;
use std::io::{self, Write};

use super::number;
use super::rows::{Rows, spill};
use crate::report::{GraphRows, Table, Values, palette};

/// Writes a table as an array of objects, one a line, keys in the columns' order.
///
/// # Errors
/// Those of `out`.
pub fn write_table(table: &Table, out: &mut dyn Write) -> io::Result<()> {
    let mut text = String::from("[");
    for row in 0..table.rows() {
        text.push_str(if row == 0 { "\n{" } else { ",\n{" });
        for (number, column) in table.columns.iter().enumerate() {
            if number > 0 {
                text.push(',');
            }
            push_string(&mut text, column.name);
            text.push(':');
            if !push_value(&mut text, &column.values, row) {
                text.push_str("null");
            }
        }
        text.push('}');
        spill(&mut text, out)?;
    }
    text.push_str(if table.rows() == 0 { "]\n" } else { "\n]\n" });
    out.write_all(text.as_bytes())
}

/// Writes anything that serde knows, indented, with a final newline: the manifest.
///
/// # Errors
/// Those of `out`.
pub fn write_pretty(value: &impl serde::Serialize, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, value)?;
    out.write_all(b"\n")
}

/// The same for a screen: what a terminal would obey is written as `\u....`, so the value is the same.
///
/// # Errors
/// Those of `out`.
pub fn write_shown(value: &impl serde::Serialize, out: &mut dyn Write) -> io::Result<()> {
    let mut bytes = Vec::new();
    write_pretty(value, &mut bytes)?;
    let text = String::from_utf8_lossy(&bytes);
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        // All of these are in the basic plane, and outside of strings only line ends are.
        if c != '\n' && super::text::is_hostile(c) {
            let _ = write!(safe, "\\u{:04x}", u32::from(c));
        } else {
            safe.push(c);
        }
    }
    out.write_all(safe.as_bytes())
}

/// Writes a network in graphology's serialization (graphology.github.io/serialization.html), with what sigma.js draws:
/// numeric `x`, `y`, `size`, and `color`, `label`, `weight`.
///
/// # Errors
/// Those of `out`; `InvalidData` if the rows do not fit together.
pub fn write_graph(graph: &GraphRows, out: &mut dyn Write) -> io::Result<()> {
    let rows = Rows::new(graph)?;
    let mut text = String::from("{\"attributes\":{\"name\":");
    push_string(&mut text, graph.name);
    for (key, value) in [("title", &graph.title), ("caption", &graph.caption)] {
        push_key(&mut text, key);
        push_string(&mut text, value);
    }
    push_key(&mut text, "communities");
    push_strings(&mut text, &graph.communities);
    text.push_str("},\n\"options\":{\"type\":\"");
    text.push_str(if graph.directed {
        "directed"
    } else {
        "undirected"
    });
    text.push_str("\",\"multi\":false,\"allowSelfLoops\":true},\n\"nodes\":[");
    for (node, position) in rows.positions().into_iter().enumerate() {
        text.push_str(if node == 0 { "\n" } else { ",\n" });
        push_node(&mut text, &rows, node, position);
        spill(&mut text, out)?;
    }
    text.push_str("],\n\"edges\":[");
    for edge in 0..graph.source.len() {
        text.push_str(if edge == 0 { "\n" } else { ",\n" });
        push_edge(&mut text, &rows, edge);
        spill(&mut text, out)?;
    }
    text.push_str("]}\n");
    out.write_all(text.as_bytes())
}

fn push_node(text: &mut String, rows: &Rows, node: usize, [x, y]: [f32; 2]) {
    text.push_str("{\"key\":");
    push_string(text, &rows.ids[node]);
    text.push_str(",\"attributes\":{\"label\":");
    push_string(text, &rows.labels[node]);
    for (key, value) in [("x", x), ("y", y), ("size", rows.size(node))] {
        push_key(text, key);
        number::push_coordinate(text, value);
    }
    push_key(text, "color");
    let color = palette::color(rows.graph.drawing.community[node]);
    push_string(text, &palette::hex(color));
    let taken = ["label", "x", "y", "size", "color"];
    push_attributes(text, &rows.graph.nodes, node, 2, &taken);
    text.push_str("}}");
}

fn push_edge(text: &mut String, rows: &Rows, edge: usize) {
    let (source, target) = rows.ends(edge);
    text.push_str("{\"key\":\"e");
    number::push_index(text, edge);
    text.push_str("\",\"source\":");
    push_string(text, &rows.ids[source]);
    text.push_str(",\"target\":");
    push_string(text, &rows.ids[target]);
    if !rows.graph.directed {
        text.push_str(",\"undirected\":true");
    }
    text.push_str(",\"attributes\":{\"weight\":");
    let weight = rows.graph.edges.columns.first();
    if !weight.is_some_and(|column| push_value(text, &column.values, edge)) {
        text.push_str("null");
    }
    push_attributes(text, &rows.graph.edges, edge, 1, &["weight"]);
    text.push_str("}}");
}

fn push_attributes(text: &mut String, table: &Table, row: usize, skip: usize, taken: &[&str]) {
    for column in table.columns.iter().skip(skip) {
        let start = text.len();
        push_key(text, column.name);
        if taken.contains(&column.name) || !push_value(text, &column.values, row) {
            text.truncate(start);
        }
    }
}

fn push_key(text: &mut String, key: &str) {
    text.push(',');
    push_string(text, key);
    text.push(':');
}

/// Appends a value; false, and nothing, if it is absent.
fn push_value(text: &mut String, values: &Values, row: usize) -> bool {
    match values {
        Values::Text(column) if column[row].is_empty() => return false,
        Values::Text(column) => push_string(text, &column[row]),
        Values::List(column) => push_strings(text, &column[row]),
        Values::Integer(column) => {
            let Some(value) = column[row] else {
                return false;
            };
            number::push_integer(text, value);
        }
        Values::Real(column) => {
            return column[row].is_some_and(|value| number::push_real(text, value));
        }
        Values::Day(column) => return push_date(text, column[row], number::push_day),
        Values::Instant(column) => return push_date(text, column[row], number::push_instant),
        Values::Flag(column) => text.push_str(if column[row] { "true" } else { "false" }),
    }
    true
}

fn push_date(text: &mut String, date: Option<i64>, push: fn(&mut String, i64) -> bool) -> bool {
    let start = text.len();
    text.push('"');
    let known = date.is_some_and(|seconds| push(text, seconds));
    if known {
        text.push('"');
    } else {
        text.truncate(start);
    }
    known
}

fn push_strings(text: &mut String, items: &[String]) {
    text.push('[');
    for (number, item) in items.iter().enumerate() {
        if number > 0 {
            text.push(',');
        }
        push_string(text, item);
    }
    text.push(']');
}

/// Appends a JSON string. Nothing is lost; what could act on a terminal (controls, bidirectional marks) or inside a page
/// (`<`) is written as `\u....`.
pub fn push_string(out: &mut String, text: &str) {
    out.push('"');
    let mut rest = text;
    while let Some(stop) = rest.find(needs_escape) {
        let (run, tail) = rest.split_at(stop);
        out.push_str(run);
        let mut chars = tail.chars();
        match chars.next() {
            Some('"') => out.push_str("\\\""),
            Some('\\') => out.push_str("\\\\"),
            Some('\n') => out.push_str("\\n"),
            // All of these are in the basic plane. Writing to a String cannot fail.
            Some(c) => {
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            None => {}
        }
        rest = chars.as_str();
    }
    out.push_str(rest);
    out.push('"');
}

fn needs_escape(c: char) -> bool {
    matches!(c, '"' | '\\' | '<') || super::text::is_hostile(c)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_table_reads_back() {
        let table = Table::default()
            .with(
                "a",
                "",
                Values::Text(vec!["=\"\\\n<\u{1b}\u{202e}\u{9b}".into(), String::new()]),
            )
            .with(
                "b",
                "",
                Values::List(vec![vec!["x;y".into(), "z".into()], vec![]]),
            )
            .with("c", "", Values::Real(vec![Some(f64::NAN), Some(0.5)]))
            .with("d", "", Values::Day(vec![Some(0), None]))
            .with("e", "", Values::Flag(vec![true, false]))
            .with("f", "", Values::Integer(vec![Some(i64::MIN), None]));
        let mut out = Vec::new();
        write_table(&table, &mut out).unwrap();
        assert!(out.is_ascii(), "nothing that a terminal obeys");
        assert!(!out.contains(&0x1b));
        let read: serde_json::Value = serde_json::from_slice(&out).unwrap();
        let expected = serde_json::json!([
            {"a": "=\"\\\n<\u{1b}\u{202e}\u{9b}", "b": ["x;y", "z"], "c": null, "d": "1970-01-01", "e": true, "f": i64::MIN},
            {"a": null, "b": [], "c": 0.5, "d": null, "e": false, "f": null},
        ]);
        assert_eq!(read, expected);
    }

    #[test]
    fn what_is_shown_moves_no_cursor_and_reads_back() {
        let value = serde_json::json!({"a": ["\u{1b}[2J\u{9b}\u{202e}\n\\", 1]});
        let mut out = Vec::new();
        write_shown(&value, &mut out).unwrap();
        assert!(out.is_ascii() && !out.contains(&0x1b));
        assert_eq!(
            serde_json::from_slice::<serde_json::Value>(&out).unwrap(),
            value
        );
    }

    #[test]
    fn an_empty_table_is_an_empty_array() {
        let mut out = Vec::new();
        write_table(&Table::default(), &mut out).unwrap();
        assert_eq!(out, b"[]\n");
    }
}
