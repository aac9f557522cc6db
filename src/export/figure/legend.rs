//! What the marks of a network mean: groups by letter and colour, shapes, areas, widths. It does not draw the network.

use super::canvas::{Canvas, MARGIN, NOTE, SMALL, Text, WIDTH, clean, push};
use super::mark::{self, Line};
use super::network::width;
use crate::report::figure::{Network, Shape, letter, letters};
use crate::report::place as page;

/// Groups, shapes, sizes and lines; where the next part begins.
pub fn legend(canvas: &mut Canvas, figure: &Network, top: f64) -> f64 {
    let y = groups(canvas, figure, top) + 2.2;
    let shapes: Vec<Shape> = Shape::ALL
        .into_iter()
        .filter(|s| figure.nodes.iter().any(|n| n.shape == *s))
        .collect();
    let mut x = MARGIN;
    for share in [1.0, 0.25] {
        let r = page::radius(share) * 0.75;
        mark::outline(canvas, (x + r, y - 0.8), r, Shape::Circle, BARE);
        x += 2.0 * r + 1.0;
    }
    x = say(
        canvas,
        (x + 0.8, y),
        &format!("area: {}; the smallest are drawn larger", figure.size),
    );
    if shapes.len() > 1 {
        x = x.max(WIDTH / 2.0 + 2.6);
        for shape in shapes {
            mark::outline(canvas, (x + 1.6, y - 0.8), 1.5, shape, BARE);
            x = say(canvas, (x + 4.2, y), shape.name()) - 1.0;
        }
    }
    if figure.nodes.iter().any(|n| n.unstable) {
        x = x.max(WIDTH / 2.0 + 2.6);
        mark::node(canvas, (x + 1.6, y - 0.8), 1.5, Shape::Circle, None, true);
        say(canvas, (x + 4.2, y), "its group is doubtful");
    }
    let strongest = figure.edges.iter().map(|e| e.strength).fold(0.0, f64::max);
    if strongest > 0.0 {
        return lines_key(canvas, figure, y + 6.0, strongest) + 3.4;
    }
    y + 4.6
}

/// A shape without colour.
const BARE: &str = " fill=\"#FFFFFF\" stroke=\"#1A1A1A\" stroke-width=\"1.5\"/>";

/// Three widths and what they stand for.
fn lines_key(canvas: &mut Canvas, figure: &Network, y: f64, strongest: f64) -> f64 {
    let mut x = MARGIN;
    for share in [1.0, 0.25, 0.0625] {
        let line = Line {
            from: (x, y - 0.8),
            to: (x + 9.0, y - 0.8),
            radius: 0.0,
            width: width(share, 1.0),
            directed: figure.directed,
            bend: 0.0,
        };
        let mut rest = String::from(" fill=\"#6E6E6E\"/>");
        if !figure.directed {
            rest = String::from(" stroke=\"#6E6E6E\" stroke-width=\"");
            push(&mut rest, line.width);
            rest.push_str("\"/>");
        }
        canvas.path(&line.data(), &rest);
        x = say(canvas, (x + 10.0, y), &format!("{:.1}", strongest * share)) - 2.0;
    }
    let way = if figure.directed {
        "; a line is thick at its sender and thin at its recipient"
    } else {
        ""
    };
    say(
        canvas,
        (x, y),
        &format!("{}{way}; in colour within a group", figure.width),
    );
    y
}

/// Words of the legend; where the next may begin.
fn say(canvas: &mut Canvas, at: (f64, f64), words: &str) -> f64 {
    canvas.text(&Text {
        fill: NOTE,
        ..Text::new(at, SMALL, words)
    });
    at.0 + letters::width(words, false) * SMALL + 4.0
}

/// Two columns: letter, name, number of nodes.
fn groups(canvas: &mut Canvas, figure: &Network, top: f64) -> f64 {
    let count = |group: u32| {
        figure
            .nodes
            .iter()
            .filter(|n| n.group == Some(group))
            .count()
    };
    let all =
        (0..figure.groups.len() as u32).filter(|&g| letter(Some(g)).is_some() && count(g) > 0);
    let mut entries: Vec<(Option<u32>, String)> = all
        .map(|g| {
            (
                Some(g),
                format!(
                    "{} ({})",
                    letters::fitted(&clean(&figure.groups[g as usize]), false, 27.0),
                    count(g)
                ),
            )
        })
        .collect();
    let others = figure
        .nodes
        .iter()
        .filter(|n| letter(n.group).is_none())
        .count();
    if others > 0 {
        entries.push((None, format!("other groups or none ({others})")));
    }
    let rows = entries.len().div_ceil(2);
    for (i, (group, words)) in entries.iter().enumerate() {
        let at = (
            MARGIN + (i / rows) as f64 * (WIDTH / 2.0 - 2.0),
            top + (i % rows) as f64 * 4.4,
        );
        mark::node(
            canvas,
            (at.0 + 1.7, at.1 - 0.8),
            1.7,
            Shape::Circle,
            *group,
            false,
        );
        canvas.text(&Text::new((at.0 + 4.6, at.1), SMALL * 1.05, words));
    }
    top + rows as f64 * 4.4
}
