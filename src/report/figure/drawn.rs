//! A network's rows as a figure: words, numbers in sentences. It does not lay out and does not choose.

use super::letters::grouped;
use super::{Edge, Network, Node, Shape, Words};
use crate::report::{GraphRows, Table, Values};

/// Below this stability a group is doubtful.
const DOUBTFUL: f64 = 0.75;

/// The figure of the rows given, with their places, out of so many nodes and ties of the whole network.
pub fn network(shown: &GraphRows, whole: (usize, usize), seed: u64) -> Network {
    let labels = texts(&shown.nodes, "Label");
    Network {
        words: words(shown, whole, seed),
        directed: shown.directed,
        nodes: (0..shown.nodes.rows())
            .map(|row| node(shown, row))
            .collect(),
        edges: (0..shown.source.len())
            .map(|row| edge(shown, labels, row))
            .collect(),
        groups: shown.communities.clone(),
        size: "PageRank".into(),
        width: "tie strength".into(),
        ego: None,
    }
}

/// The same with one row in the middle.
pub fn ego(shown: &GraphRows, row: usize, whole: (usize, usize), seed: u64) -> Network {
    let mut figure = network(shown, whole, seed);
    let label = texts(&shown.nodes, "Label")
        .get(row)
        .map_or("", String::as_str);
    figure.words.title = match shown.name {
        "people" => format!("Who writes with {label}"),
        "mentions" => format!("Who and what is named with {label}"),
        "co_mentions" => format!("What is named together with {label}"),
        _ => format!("Who is tied to {label}"),
    };
    figure.words.subtitle = format!(
        "{} nearest to it and {} ties among them, of {} actors in all",
        shown.nodes.rows().saturating_sub(1),
        grouped(shown.source.len() as u64),
        grouped(whole.0 as u64)
    );
    figure.ego = Some(row as u32);
    figure
}

fn texts<'a>(table: &'a Table, name: &str) -> &'a [String] {
    match table.column(name).map(|c| &c.values) {
        Some(Values::Text(texts)) => texts,
        _ => &[],
    }
}

fn words(shown: &GraphRows, (all, all_ties): (usize, usize), seed: u64) -> Words {
    let (title, actors) = match shown.name {
        "people" => ("Who writes to whom", "correspondents"),
        "organizations" => ("Which organizations write with each other", "organizations"),
        "mentions" => ("Who names which organization", "people and organizations"),
        "co_mentions" => ("Which organizations are named together", "organizations"),
        other => (other, "actors"),
    };
    let (nodes, ties) = (shown.nodes.rows(), shown.source.len());
    let subtitle = if nodes < all || ties < all_ties {
        format!(
            "{nodes} of {} {actors}, {ties} of {} ties",
            grouped(all as u64),
            grouped(all_ties as u64)
        )
    } else {
        format!("{nodes} {actors}, {ties} ties")
    };
    Words {
        title: title.into(),
        subtitle,
        note: format!(
            "{} Places: by stress majorisation or in rings, seed {seed}; nearness on paper is no measure.",
            shown.caption
        ),
        source: format!("Source: {}. Drawn by mailties.", shown.title),
    }
}

fn node(graph: &GraphRows, row: usize) -> Node {
    let drawing = &graph.drawing;
    let label = texts(&graph.nodes, "Label")
        .get(row)
        .cloned()
        .unwrap_or_default();
    let at = |values: &[f32]| {
        values
            .get(row)
            .copied()
            .filter(|v| v.is_finite())
            .map_or(0.0, f64::from)
    };
    let size = at(&drawing.size).clamp(0.0, 1.0);
    let shape = drawing.shape.get(row).copied().unwrap_or(0);
    Node {
        about: about_node(graph, row),
        label,
        shape: Shape::ALL
            .get(usize::from(shape))
            .copied()
            .unwrap_or(Shape::Circle),
        at: (at(&drawing.x), at(&drawing.y)),
        size,
        group: drawing.community.get(row).copied().flatten(),
        unstable: real(&graph.nodes, "stability", row).is_some_and(|s| s < DOUBTFUL),
    }
}

/// `p@x.example, person; 18 sent, 54 received; 17 ties; PageRank 0.111`.
fn about_node(graph: &GraphRows, row: usize) -> String {
    let mut parts = Vec::new();
    let text = |name| texts(&graph.nodes, name).get(row).filter(|t| !t.is_empty());
    parts.extend(text("Id").cloned());
    parts.extend(text("kind").map(|k| k.replace('_', " ")));
    for (name, word) in [
        ("sent", "sent"),
        ("received", "received"),
        ("people", "people"),
        ("messages", "messages"),
        ("mentions", "mentions"),
        ("degree", "ties"),
    ] {
        parts.extend(integer(&graph.nodes, name, row).map(|n| format!("{n} {word}")));
    }
    parts.extend(real(&graph.nodes, "pagerank", row).map(|p| format!("PageRank {p:.4}")));
    parts.join(", ")
}

fn edge(graph: &GraphRows, labels: &[String], row: usize) -> Edge {
    let (source, target) = (graph.source[row], graph.target[row]);
    let label = |node: u32| labels.get(node as usize).map_or("", String::as_str);
    let strength = real(&graph.edges, "Weight", row).unwrap_or(0.0).max(0.0);
    let way = if graph.directed { "to" } else { "and" };
    let mut about = format!("{} {way} {}: ", label(source), label(target));
    if let Some(messages) = integer(&graph.edges, "messages", row) {
        about.push_str(&format!("{messages} messages, "));
    }
    about.push_str(&format!("strength {strength:.1}"));
    if let (Some(first), Some(last)) = (
        day(&graph.edges, "first", row),
        day(&graph.edges, "last", row),
    ) {
        about.push_str(&format!(", {first} to {last}"));
    }
    Edge {
        source,
        target,
        strength,
        about,
    }
}

fn integer(table: &Table, name: &str, row: usize) -> Option<i64> {
    match &table.column(name)?.values {
        Values::Integer(values) => values.get(row).copied().flatten(),
        _ => None,
    }
}

fn real(table: &Table, name: &str, row: usize) -> Option<f64> {
    match &table.column(name)?.values {
        Values::Real(values) => values.get(row).copied().flatten().filter(|v| v.is_finite()),
        Values::Integer(values) => values.get(row).copied().flatten().map(|v| v as f64),
        _ => None,
    }
}

fn day(table: &Table, name: &str, row: usize) -> Option<String> {
    match &table.column(name)?.values {
        Values::Day(values) => values.get(row).copied().flatten().map(crate::report::day),
        _ => None,
    }
}
