//! Rows to DOT for Graphviz, fit for a page of an article: the caller passes what fits one. Clusters by colour, kinds by
//! shape, centrality by area, names of the most central, a legend in words. The escape at that border is here too.
//! It does not choose what to draw. Reference: graphviz.org, "The DOT Language" and "Attributes".
//!
//! The legend is part of the graph's label and no nodes of its own, so that counts of nodes stay right. Gephi's own DOT
//! import loads such a file empty: Gephi users take the GEXF.

use std::io::{self, Write};

use dot_writer::{Attributes, DotWriter, Scope};

use super::cell::{self, Cell};
use super::rows::{Rows, unit};
use crate::report::{GraphRows, Values, palette, place};

/// Names are written beside so many of the largest nodes.
pub const NAMED: usize = 30;

/// The longest name on paper, in characters.
const NAME: usize = 32;

/// Characters a line of the caption.
const LINE: usize = 100;

/// Colours in words, in the order of [`palette::OKABE_ITO`].
const COLORS: [&str; 8] = [
    "blue",
    "orange",
    "green",
    "pink",
    "light blue",
    "red",
    "yellow",
    "black",
];

/// Graphviz' shape of each kind and its name in the legend.
const SHAPES: [(&str, &str, &str); 5] = [
    ("circle", "circle", "person"),
    ("square", "square", "organization"),
    ("diamond", "diamond", "list"),
    ("hexagon", "hexagon", "role account"),
    ("triangle", "triangle", "robot"),
];

/// Writes a network with the places it has, or for Graphviz' `sfdp` if it is more than a page (stated in the file): `dot -Tpdf graph.dot`. An A4 page.
///
/// # Errors
/// Those of `out`; `InvalidData` if the rows do not fit together.
pub fn write(graph: &GraphRows, out: &mut dyn Write) -> io::Result<()> {
    let rows = Rows::new(graph)?;
    // dot-writer panics when a write fails; a Vec never fails.
    let mut bytes = Vec::new();
    {
        let mut writer = DotWriter::from(&mut bytes);
        let mut scope = if graph.directed {
            writer.digraph()
        } else {
            writer.graph()
        };
        let page = Page::new(&rows);
        page.set_defaults(&mut scope);
        for node in 0..rows.ids.len() {
            page.draw_node(&mut scope, node);
        }
        for edge in 0..graph.source.len() {
            page.draw_edge(&mut scope, edge);
        }
    }
    out.write_all(&bytes)
}

/// Size of names on a page, in points.
const LETTERS: f32 = 6.5;

/// Places in inches on the map of a printed figure, y upward.
fn places(rows: &Rows) -> Vec<[f32; 2]> {
    let places = rows.positions();
    let reach = |i: usize| places.iter().map(|p| p[i].abs()).fold(1.0, f32::max);
    // Names stand out to both sides.
    let room = [
        (place::MAP.0 - 30.0) as f32 / 50.8,
        (place::MAP.1 - 12.0) as f32 / 50.8,
    ];
    let scale = (room[0] / reach(0)).min(room[1] / reach(1));
    places
        .iter()
        .map(|p| [p[0] * scale, -p[1] * scale])
        .collect()
}

/// What the whole page decides for its parts.
struct Page<'a> {
    rows: &'a Rows<'a>,
    /// Whether each node's name is written.
    named: Vec<bool>,
    /// Size of names in points; the page is scaled down to A4 afterwards, so it grows with the drawing.
    font: f32,
    /// Strength of the strongest tie.
    strongest: f64,
    /// Places in inches, y upward, if there are few enough nodes for a page.
    places: Option<Vec<[f32; 2]>>,
}

impl<'a> Page<'a> {
    fn new(rows: &'a Rows<'a>) -> Self {
        let nodes = rows.ids.len();
        let size = |node: &usize| unit(rows.graph.drawing.size[*node]);
        let mut order: Vec<usize> = (0..nodes).collect();
        order.sort_by(|a, b| size(b).total_cmp(&size(a)).then(a.cmp(b)));
        let mut named = vec![false; nodes];
        for &node in order.iter().take(NAMED) {
            named[node] = true;
        }
        let edges = 0..rows.graph.source.len();
        Self {
            rows,
            named,
            font: if nodes <= place::PAGE_MOST {
                LETTERS
            } else {
                (14.0 * (nodes as f32 / 60.0).sqrt()).clamp(13.0, 28.0)
            },
            strongest: edges
                .map(|edge| strength(rows.graph, edge))
                .fold(0.0, f64::max),
            places: (nodes <= place::PAGE_MOST).then(|| places(rows)),
        }
    }

    fn set_defaults(&self, scope: &mut Scope) {
        let label = caption(self.rows);
        // On a page every node has its place, the same as in the figure and in the GEXF.
        let (layout, overlap) = match self.places {
            Some(_) => ("neato", "true"),
            None => ("sfdp", "prism"),
        };
        scope
            .graph_attributes()
            .set("layout", layout, false)
            .set("start", "1", false)
            .set("overlap", overlap, false)
            .set("overlap_scaling", "3", false)
            .set("sep", "+4", true)
            .set("outputorder", "edgesfirst", false)
            // Straight lines: the curves of Graphviz 2.43 (splines=true) crash on some graphs of 60 nodes.
            .set("splines", "line", false)
            .set("size", "7.8,11.2", true)
            .set("margin", "0.2", true)
            .set("bgcolor", "white", false)
            .set("charset", "UTF-8", true)
            .set("fontname", "DejaVu Sans", true)
            .set("fontsize", &number(self.font * 1.1), false)
            .set("labelloc", "b", false)
            .set("labeljust", "l", false)
            .set("label", &label, true);
        scope
            .node_attributes()
            .set("style", "filled", false)
            .set("fixedsize", "shape", false)
            .set("label", "", true)
            .set("color", "#333333", true)
            .set("penwidth", "0.6", false)
            .set("fontname", "DejaVu Sans", true)
            .set("fontsize", &number(self.font), false);
        scope
            .edge_attributes()
            .set("color", "#77777766", true)
            .set("arrowsize", "0.5", false);
    }

    fn draw_node(&self, scope: &mut Scope, node: usize) {
        let drawing = &self.rows.graph.drawing;
        let radius = place::radius(f64::from(unit(drawing.size[node])));
        let inches = (2.0 * radius / 25.4) as f32 * if self.places.is_some() { 1.0 } else { 2.0 };
        let width = number(inches);
        let shape = SHAPES
            .get(usize::from(drawing.shape[node]))
            .unwrap_or(&SHAPES[0]);
        let mut attributes = scope.node_named(quoted(&self.rows.ids[node]));
        attributes
            .set("shape", shape.0, false)
            .set("width", &width, false)
            .set("height", &width, false)
            .set(
                "fillcolor",
                &palette::hex(palette::color(drawing.community[node])),
                true,
            );
        if let Some([x, y]) = self.places.as_ref().and_then(|p| p.get(node)) {
            attributes.set("pos", &format!("{},{}!", number(*x), number(*y)), true);
        }
        if self.named[node] {
            attributes.set("label", &self.name_below(node, inches), true);
        }
        attributes.set("tooltip", &escaped(&self.rows.labels[node]), true);
    }

    /// The name pushed below its shape by empty lines: `fixedsize=shape` keeps the shape's size, and the layout keeps
    /// the room of the name free.
    fn name_below(&self, node: usize, inches: f32) -> String {
        let lines = (inches * 72.0 / (self.font * 1.2) + 1.2).round();
        let mut label = "\\n".repeat(lines as usize);
        label.push_str(&escaped(&shortened(&self.rows.labels[node], NAME)));
        label
    }

    fn draw_edge(&self, scope: &mut Scope, edge: usize) {
        let graph = self.rows.graph;
        let (source, target) = self.rows.ends(edge);
        let community = |node: usize| graph.drawing.community[node];
        let share = if self.strongest > 0.0 {
            strength(graph, edge) / self.strongest
        } else {
            0.0
        };
        let mut attributes = scope
            .edge(
                quoted(&self.rows.ids[source]),
                quoted(&self.rows.ids[target]),
            )
            .attributes();
        let mut digits = String::new();
        if let Some(weight) = graph.edges.columns.first()
            && let Cell::Bare(weight) = cell::cell(&weight.values, edge, &mut digits)
        {
            attributes.set("weight", weight, true);
        }
        attributes.set("penwidth", &number(0.4 + 3.6 * share.sqrt() as f32), false);
        if community(source).is_some() && community(source) == community(target) {
            let color = palette::hex(palette::color(community(source)));
            attributes.set("color", &format!("{color}77"), true);
        }
    }
}

/// The tie strength of an edge row, 0 if it is no number.
fn strength(graph: &GraphRows, edge: usize) -> f64 {
    let weight = match graph.edges.columns.first().map(|column| &column.values) {
        Some(Values::Real(weights)) => weights[edge],
        Some(Values::Integer(weights)) => weights[edge].map(|weight| weight as f64),
        _ => None,
    };
    weight
        .filter(|weight| weight.is_finite())
        .unwrap_or(0.0)
        .max(0.0)
}

fn number(value: f32) -> String {
    format!("{value:.2}")
}

fn shortened(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let mut short: String = text.chars().take(most - 1).collect();
    short.truncate(short.trim_end().len());
    short.push('…');
    short
}

/// Title, caption and legend, each on lines of its own, all to the left.
fn caption(rows: &Rows) -> String {
    let mut label = String::new();
    for text in [
        &rows.graph.title,
        &rows.graph.caption,
        &colors(rows),
        &shapes(rows),
    ] {
        for line in wrapped(&cell::one_line(text)) {
            label.push_str(&escaped(&line));
            label.push_str("\\l");
        }
    }
    label
}

/// `Colours: blue: Trading (22); orange: Legal (16); grey: others (3)`.
fn colors(rows: &Rows) -> String {
    let drawn = &rows.graph.drawing.community;
    let mut legend = String::new();
    for (number, color) in COLORS.iter().enumerate() {
        let count = drawn
            .iter()
            .flatten()
            .filter(|&&c| c as usize == number)
            .count();
        if count > 0 {
            let name = rows
                .graph
                .communities
                .get(number)
                .map_or("no name", String::as_str);
            let name = shortened(&cell::label(name), NAME);
            push_entry(&mut legend, &format!("{color}: {name} ({count})"));
        }
    }
    let others = drawn
        .iter()
        .filter(|c| c.is_none_or(|c| c as usize >= COLORS.len()))
        .count();
    if others > 0 {
        push_entry(&mut legend, &format!("grey: others ({others})"));
    }
    legend
}

/// Hard spaces keep an entry on one line.
fn push_entry(legend: &mut String, entry: &str) {
    legend.push_str(if legend.is_empty() { "Colours: " } else { "; " });
    legend.push_str(&entry.replace(' ', "\u{A0}"));
}

/// Names the shapes if there is more than one.
fn shapes(rows: &Rows) -> String {
    let used: Vec<String> = SHAPES
        .iter()
        .enumerate()
        .filter(|(code, _)| {
            rows.graph
                .drawing
                .shape
                .iter()
                .any(|&s| usize::from(s) == *code)
        })
        .map(|(_, (_, shape, kind))| format!("{shape}: {kind}"))
        .collect();
    if used.len() > 1 {
        format!("Shapes: {}", used.join("; "))
    } else {
        String::new()
    }
}

/// Breaks a text at spaces, but not at hard ones, into lines of about [`LINE`] characters.
fn wrapped(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut room = 0;
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let length = word.chars().count() + 1;
        match lines.last_mut() {
            Some(line) if length <= room => {
                line.push(' ');
                line.push_str(word);
                room -= length;
            }
            _ => {
                lines.push(word.to_owned());
                room = LINE.saturating_sub(length);
            }
        }
    }
    lines
}

/// An Id as DOT reads it back unchanged: in quotes, `"` escaped. Ids hold no backslash ([`super::rows::safe_id`]).
fn quoted(id: &str) -> String {
    format!("\"{}\"", id.replace('\\', "/").replace('"', "\\\""))
}

/// A text fit to stand between quotes in a label. Labels are escape strings: `\N`, `\G` would expand, a last `\` eat the
/// quote, `&lt;` become `<`. What is invisible or turns the direction of writing is left out.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '&' => out.push_str("&amp;"),
            '\n' | '\r' | '\t' => out.push(' '),
            c if super::text::is_hostile(c) => {}
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_cannot_leave_their_quotes() {
        assert_eq!(escaped("a\"]; x [URL=\"j"), "a\\\"]; x [URL=\\\"j");
        assert_eq!(escaped("\\N\\"), "\\\\N\\\\");
        assert_eq!(escaped("<b>&lt;\u{202e}\u{0}\n"), "<b>&amp;lt; ");
        assert_eq!(quoted("a\"b"), "\"a\\\"b\"");
    }

    #[test]
    fn lines_are_broken_between_words() {
        let lines = wrapped(&"word ".repeat(50));
        assert_eq!(lines.len(), 3);
        assert!(lines.iter().all(|line| line.chars().count() <= LINE));
        assert_eq!(wrapped(&"x".repeat(500)).len(), 1);
        assert!(wrapped("").is_empty());
    }

    #[test]
    fn one_name_a_shape_and_a_colour() {
        assert_eq!(COLORS.len(), palette::OKABE_ITO.len());
    }
}
