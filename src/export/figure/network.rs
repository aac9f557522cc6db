//! A network as a figure: lines below, shapes with letters above, names where there is room, legend and notes. It lays nothing out.

use std::io::{self, Write};

use super::Style;
use super::canvas::{Anchor, Canvas, INK, Text, WIDTH, clean, push};
use super::legend::legend;
use super::mark::{self, Line};
use super::names::{Crowd, Name, Spot, place};
use crate::report::figure::{Network, letter, letters};
use crate::report::{palette, place as page};

type Point = (f64, f64);

/// Names of a figure in a page.
const INLINE: usize = 30;
/// The most central have bold names.
const BOLD: usize = 8;
/// Width of the strongest line and least width of any, in millimetres.
const LINE: (f64, f64) = (2.4, 0.22);

/// Draws a network.
///
/// # Errors
/// Those of `out`; `InvalidData` if a tie ends at no node.
pub fn write(figure: &Network, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let ends = figure.edges.iter().flat_map(|e| [e.source, e.target]);
    if ends
        .into_iter()
        .any(|end| end as usize >= figure.nodes.len())
    {
        return Err(io::Error::new(
            io::ErrorKind::InvalidData,
            "a tie to a node that is not there",
        ));
    }
    let mut canvas = Canvas::default();
    let top = if style.is_print() {
        canvas.head(&figure.words)
    } else {
        1.0
    };
    let map = Map::new(figure, style, top);
    canvas.raw("<g>\n");
    map.lines(&mut canvas);
    canvas.raw("</g>\n<g>\n");
    for node in 0..figure.nodes.len() {
        map.node(&mut canvas, node, style);
    }
    canvas.raw("</g>\n");
    let left_out = map.names(&mut canvas, style);
    let mut height = top + map.height + 1.0;
    if style.is_print() {
        height = legend(&mut canvas, figure, height + 3.0);
        let mut words = figure.words.clone();
        if left_out > 0 {
            words
                .note
                .push_str(&format!(" {left_out} names are left out for want of room."));
        }
        height = canvas.foot(height + 1.0, &words);
    }
    out.write_all(canvas.finish(style, &figure.words, height).as_bytes())
}

/// The places of all parts, in millimetres of the figure.
struct Map<'a> {
    figure: &'a Network,
    at: Vec<Point>,
    radius: Vec<f64>,
    top: f64,
    height: f64,
    strongest: f64,
}

impl<'a> Map<'a> {
    fn new(figure: &'a Network, style: &Style, top: f64) -> Self {
        let radius: Vec<f64> = figure
            .nodes
            .iter()
            .map(|n| page::radius(n.size) * style.marks())
            .collect();
        let (scale, middle, height) = fit(figure, &radius);
        let at = |p: Point| {
            (
                (p.0 - middle.0) * scale + WIDTH / 2.0,
                (p.1 - middle.1) * scale + top + height / 2.0,
            )
        };
        Self {
            at: figure.nodes.iter().map(|n| at(n.at)).collect(),
            radius,
            top,
            height,
            strongest: figure.edges.iter().map(|e| e.strength).fold(0.0, f64::max),
            figure,
        }
    }

    fn line(&self, edge: usize) -> Line {
        let edge = &self.figure.edges[edge];
        let (source, target) = (edge.source as usize, edge.target as usize);
        Line {
            from: self.at[source],
            to: self.at[target],
            radius: self.radius[target] + 0.3,
            width: width(edge.strength, self.strongest),
            directed: self.figure.directed,
            bend: if self.figure.directed {
                mark::BEND
            } else {
                0.0
            },
        }
    }

    /// The weakest first, so that strong ones lie above.
    fn lines(&self, canvas: &mut Canvas) {
        let edges = &self.figure.edges;
        let mut order: Vec<usize> = (0..edges.len())
            .filter(|&e| edges[e].source != edges[e].target)
            .collect();
        order.sort_by(|&a, &b| {
            edges[a]
                .strength
                .total_cmp(&edges[b].strength)
                .then(a.cmp(&b))
        });
        for e in order {
            let line = self.line(e);
            let group = |node: u32| self.figure.nodes[node as usize].group;
            let (source, target) = (group(edges[e].source), group(edges[e].target));
            let inside = source == target && letter(source).is_some();
            let color = if inside {
                palette::hex(palette::for_lines(palette::color(source)))
            } else {
                "#6E6E6E".into()
            };
            let rest = if line.directed {
                format!(" fill=\"{color}\" fill-opacity=\"0.6\">")
            } else {
                let mut rest =
                    format!(" stroke=\"{color}\" stroke-opacity=\"0.6\" stroke-width=\"");
                push(&mut rest, line.width);
                rest.push_str("\">");
                rest
            };
            canvas.path(&line.data(), &rest);
            canvas.title(&edges[e].about);
            canvas.raw("</path>\n");
        }
    }

    fn node(&self, canvas: &mut Canvas, number: usize, style: &Style) {
        let node = &self.figure.nodes[number];
        let link = style.link(number);
        if let Some(to) = &link {
            canvas.raw("<a");
            canvas.attribute("href", to);
            canvas.raw(">");
        }
        canvas.raw("<g>");
        canvas.title(&format!("{}: {}", node.label, node.about));
        let (at, radius) = (self.at[number], self.radius[number]);
        mark::node(canvas, at, radius, node.shape, node.group, node.unstable);
        canvas.raw(if link.is_some() {
            "</g></a>\n"
        } else {
            "</g>\n"
        });
    }

    /// Names in the order of the nodes; how many found no place.
    fn names(&self, canvas: &mut Canvas, style: &Style) -> usize {
        let words: Vec<String> = self
            .figure
            .nodes
            .iter()
            .map(|n| letters::fitted(&clean(&n.label), true, page::NAME))
            .collect();
        let size = |n: usize| style.letters() * if n < BOLD { 1.12 } else { 1.0 };
        let names: Vec<Name> = (0..words.len())
            .map(|n| Name {
                at: (self.at[n].0, self.at[n].1 - self.top),
                radius: self.radius[n],
                half: (
                    letters::width(&words[n], n < BOLD) * size(n) / 2.0,
                    size(n) * 0.55,
                ),
            })
            .collect();
        let discs: Vec<(Point, f64)> = names.iter().map(|n| (n.at, n.radius)).collect();
        let mut crowd = Crowd::new((WIDTH, self.height));
        for e in 0..self.figure.edges.len() {
            let line = self.line(e);
            for i in 1..40 {
                let p = line.along(f64::from(i) / 40.0);
                crowd.add((p.0, p.1 - self.top), 0.2 + line.width);
            }
        }
        let mut spots = place(&names, &discs, &crowd, (WIDTH, self.height));
        if !style.is_print() {
            // Large letters: the first names only, and none that needs a line.
            let few = |(n, spot): (usize, &mut Option<Spot>)| {
                *spot = spot.filter(|s| n < INLINE && !s.far)
            };
            spots.iter_mut().enumerate().for_each(few);
        }
        self.leaders(canvas, &names, &spots);
        let text = |n: usize, spot: Spot, fill| Text {
            bold: n < BOLD,
            anchor: Anchor::Middle,
            fill,
            ..Text::new(
                (spot.at.0, spot.at.1 + self.top + 0.36 * size(n)),
                size(n),
                &words[n],
            )
        };
        // A white halo of its own below each name: some drawing programs paint a stroke over the letters.
        canvas.raw("<g aria-hidden=\"true\" stroke=\"#FFFFFF\" stroke-width=\"7\" stroke-linejoin=\"round\" stroke-opacity=\"0.85\">\n");
        let found = || {
            spots
                .iter()
                .enumerate()
                .filter_map(|(n, spot)| spot.map(|s| (n, s)))
        };
        found().for_each(|(n, spot)| canvas.text(&text(n, spot, "#FFFFFF")));
        canvas.raw("</g>\n<g>\n");
        for (n, spot) in found() {
            let link = style.link(n);
            if let Some(to) = &link {
                canvas.raw("<a");
                canvas.attribute("href", to);
                canvas.raw(">");
            }
            canvas.text(&text(n, spot, INK));
            if link.is_some() {
                canvas.raw("</a>\n");
            }
        }
        canvas.raw("</g>\n");
        spots.iter().filter(|s| s.is_none()).count()
    }

    fn leaders(&self, canvas: &mut Canvas, names: &[Name], spots: &[Option<Spot>]) {
        for (name, spot) in names.iter().zip(spots) {
            let Some(spot) = spot.filter(|s| s.far) else {
                continue;
            };
            let near = (
                name.at
                    .0
                    .clamp(spot.at.0 - name.half.0, spot.at.0 + name.half.0),
                name.at
                    .1
                    .clamp(spot.at.1 - name.half.1, spot.at.1 + name.half.1),
            );
            let down = |p: Point| (p.0, p.1 + self.top);
            let (dx, dy) = (near.0 - name.at.0, near.1 - name.at.1);
            let out = name.radius / dx.hypot(dy).max(name.radius);
            let edge = (name.at.0 + out * dx, name.at.1 + out * dy);
            canvas.line(down(edge), down(near), 0.18, INK);
        }
    }
}

/// Width of a line in millimetres: its square grows with the strength.
pub(super) fn width(strength: f64, strongest: f64) -> f64 {
    let share = if strongest > 0.0 {
        (strength / strongest).clamp(0.0, 1.0)
    } else {
        0.0
    };
    (LINE.0 * share.sqrt()).max(LINE.1)
}

/// Scale, middle and height, so that all boxes (of node and name below) fit the width of the map.
fn fit(figure: &Network, radius: &[f64]) -> (f64, Point, f64) {
    let text = |n: usize| {
        let width = letters::width(
            &letters::fitted(&clean(&figure.nodes[n].label), true, page::NAME),
            true,
        );
        width * page::LETTERS / 2.0
    };
    let half: Vec<f64> = (0..radius.len())
        .map(|n| radius[n].max(text(n)) + 0.4)
        .collect();
    let down = page::LETTERS * 1.3;
    let span = |scale: f64| {
        let (mut low, mut high) = ((f64::MAX, f64::MAX), (f64::MIN, f64::MIN));
        for (n, node) in figure.nodes.iter().enumerate() {
            let (x, y) = (node.at.0 * scale, node.at.1 * scale);
            low = (low.0.min(x - half[n]), low.1.min(y - radius[n] - 0.6));
            high = (high.0.max(x + half[n]), high.1.max(y + radius[n] + down));
        }
        (low, high)
    };
    if radius.is_empty() {
        return (1.0, (0.0, 0.0), 20.0);
    }
    let room = (WIDTH - 2.0, page::MAP.1);
    let fits = |scale: f64| {
        let (low, high) = span(scale);
        high.0 - low.0 <= room.0 && high.1 - low.1 <= room.1
    };
    let (mut least, mut most) = (0.0, 1e6);
    for _ in 0..60 {
        let middle = (least + most) / 2.0;
        if fits(middle) {
            least = middle;
        } else {
            most = middle;
        }
    }
    let (low, high) = span(least);
    let height = (high.1 - low.1).max(20.0);
    (
        least,
        (
            (low.0 + high.0) / 2.0 / least.max(1e-12),
            (low.1 + high.1) / 2.0 / least.max(1e-12),
        ),
        height,
    )
}
