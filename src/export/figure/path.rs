//! How one reaches another: actors in a row, on each line what went between them. It finds no path.

use std::io::{self, Write};

use super::Style;
use super::canvas::{Anchor, Canvas, INK, MARGIN, NOTE, Text, WIDTH, clean};
use super::mark;
use crate::report::figure::{Chain, Path, letters};

/// Chains of more steps, and all in a page, go from top to bottom.
const STEPS: usize = 4;
/// Radius of an actor.
const RADIUS: f64 = 2.6;

/// Draws chains, one below the other. The node numbers for links count the actors of all chains, one after the other.
///
/// # Errors
/// Those of `out`; `InvalidData` if a chain has not one actor more than steps.
pub fn write(figure: &Path, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    if figure
        .chains
        .iter()
        .any(|c| c.actors.len() != c.steps.len() + 1)
    {
        return Err(io::Error::new(
            io::ErrorKind::InvalidData,
            "a chain with actors that do not fit its steps",
        ));
    }
    let mut canvas = Canvas::default();
    let mut y = if style.is_print() {
        canvas.head(&figure.words)
    } else {
        1.0
    };
    let strongest = figure
        .chains
        .iter()
        .flat_map(|c| &c.steps)
        .map(|s| s.strength)
        .fold(0.0, f64::max);
    let mut number = 0;
    for (i, chain) in figure.chains.iter().enumerate() {
        let draw = Row {
            style,
            strongest,
            first: number,
        };
        y = if style.is_print() && chain.steps.len() <= STEPS {
            draw.across(&mut canvas, chain, y)
        } else {
            draw.down(&mut canvas, chain, y)
        };
        number += chain.actors.len();
        if i + 1 < figure.chains.len() {
            canvas.line((MARGIN, y), (WIDTH - MARGIN, y), 0.12, "#C8C8C8");
            y += 2.0;
        }
    }
    if style.is_print() {
        y = canvas.foot(y + 1.0, &figure.words);
    }
    out.write_all(canvas.finish(style, &figure.words, y).as_bytes())
}

struct Row<'a> {
    style: &'a Style<'a>,
    strongest: f64,
    first: usize,
}

impl Row<'_> {
    fn width(&self, strength: f64) -> f64 {
        let share = if self.strongest > 0.0 {
            (strength / self.strongest).clamp(0.0, 1.0)
        } else {
            0.0
        };
        (2.0 * share.sqrt()).max(0.3)
    }

    fn across(&self, canvas: &mut Canvas, chain: &Chain, top: f64) -> f64 {
        let size = self.style.letters();
        let room = (WIDTH - 2.0 * MARGIN) / chain.actors.len() as f64;
        let x = |i: usize| MARGIN + (i as f64 + 0.5) * room;
        let y = top + 3.0 + 1.4 * size;
        for (i, step) in chain.steps.iter().enumerate() {
            canvas.line(
                (x(i), y),
                (x(i + 1), y),
                self.width(step.strength),
                "#7A7A7A",
            );
            let middle = (x(i) + x(i + 1)) / 2.0;
            let space = (room - 2.0 * RADIUS - 1.0) / size;
            let said = [
                (&step.line, -1.0 - 0.4 * size, INK),
                (&step.below, 1.2 + size, NOTE),
            ];
            for (words, down, fill) in said {
                let words = letters::fitted(&clean(words), false, space);
                canvas.text(&Text {
                    fill,
                    anchor: Anchor::Middle,
                    ..Text::new((middle, y + down), size, &words)
                });
            }
        }
        let mut bottom = y;
        for (i, (name, shape)) in chain.actors.iter().enumerate() {
            self.open(canvas, i);
            mark::outline(
                canvas,
                (x(i), y),
                RADIUS,
                *shape,
                " fill=\"#FFFFFF\" stroke=\"#1A1A1A\" stroke-width=\"4\"/>",
            );
            let mut line = y + RADIUS + 1.9 * size;
            for words in letters::lines(&clean(name), true, (room - 2.0) / size)
                .iter()
                .take(3)
            {
                canvas.text(&Text {
                    bold: true,
                    anchor: Anchor::Middle,
                    ..Text::new((x(i), line), size, words)
                });
                line += 1.25 * size;
            }
            self.close(canvas, i);
            bottom = bottom.max(line);
        }
        bottom + 0.6 * size
    }

    fn down(&self, canvas: &mut Canvas, chain: &Chain, top: f64) -> f64 {
        let size = self.style.letters();
        let (x, beside) = (MARGIN + 4.0, MARGIN + 10.0);
        let step = 3.4 * size + 2.0 * RADIUS;
        let y = |i: usize| top + RADIUS + 1.0 + i as f64 * step;
        let room = (WIDTH - MARGIN - beside) / size;
        for (i, hop) in chain.steps.iter().enumerate() {
            canvas.line(
                (x, y(i)),
                (x, y(i + 1)),
                self.width(hop.strength),
                "#7A7A7A",
            );
            let middle = (y(i) + y(i + 1)) / 2.0;
            for (words, down, fill) in [
                (&hop.line, -0.15 * size, INK),
                (&hop.below, 1.05 * size, NOTE),
            ] {
                let words = letters::fitted(&clean(words), false, room);
                canvas.text(&Text {
                    fill,
                    ..Text::new((beside, middle + down), size, &words)
                });
            }
        }
        for (i, (name, shape)) in chain.actors.iter().enumerate() {
            self.open(canvas, i);
            mark::outline(
                canvas,
                (x, y(i)),
                RADIUS,
                *shape,
                " fill=\"#FFFFFF\" stroke=\"#1A1A1A\" stroke-width=\"4\"/>",
            );
            let words = letters::fitted(&clean(name), true, room);
            canvas.text(&Text {
                bold: true,
                ..Text::new((beside, y(i) + 0.36 * size), size, &words)
            });
            self.close(canvas, i);
        }
        y(chain.actors.len().max(1) - 1) + RADIUS + 2.0 + size
    }

    fn open(&self, canvas: &mut Canvas, actor: usize) {
        if let Some(to) = self.style.link(self.first + actor) {
            canvas.raw("<a");
            canvas.attribute("href", &to);
            canvas.raw(">");
        }
    }

    fn close(&self, canvas: &mut Canvas, actor: usize) {
        if self.style.link(self.first + actor).is_some() {
            canvas.raw("</a>\n");
        }
    }
}
