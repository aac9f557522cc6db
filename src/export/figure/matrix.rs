//! Who with whom as a table of shades, darker for more; the number stands in the cell where there is room. It sorts nothing.

use std::io::{self, Write};

use super::Style;
use super::canvas::{Anchor, Canvas, MARGIN, NOTE, Text, WIDTH, clean, push};
use crate::report::figure::Matrix;
use crate::report::figure::letters::{self, grouped};
use crate::report::palette;

/// The lightest and the darkest shade: one hue, so that grey paper keeps the order.
const SHADES: ([f64; 3], [f64; 3]) = ([226.0, 237.0, 246.0], [8.0, 48.0, 92.0]);
/// Cells are not larger than this, in millimetres.
const CELL: f64 = 13.0;
/// Names take so many sizes of their letters at most.
const NAME: f64 = 12.0;

/// Draws a table of shades. Fit for up to 40 rows and columns.
///
/// # Errors
/// Those of `out`; `InvalidData` if there are not rows times columns cells.
pub fn write(figure: &Matrix, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    if figure.cells.len() != figure.rows.len() * figure.columns.len() {
        return Err(io::Error::new(
            io::ErrorKind::InvalidData,
            "cells that are not rows times columns",
        ));
    }
    let mut canvas = Canvas::default();
    let top = if style.is_print() {
        canvas.head(&figure.words)
    } else {
        1.0
    };
    let grid = Grid::new(figure, style, top);
    grid.names(&mut canvas);
    grid.cells(&mut canvas);
    let mut y = grid.key(&mut canvas);
    if style.is_print() {
        y = canvas.foot(y + 2.0, &figure.words);
    }
    out.write_all(canvas.finish(style, &figure.words, y).as_bytes())
}

struct Grid<'a> {
    figure: &'a Matrix,
    rows: Vec<String>,
    columns: Vec<String>,
    size: f64,
    left: f64,
    top: f64,
    cell: (f64, f64),
    most: u64,
}

impl<'a> Grid<'a> {
    fn new(figure: &'a Matrix, style: &Style, top: f64) -> Self {
        let size = style.letters();
        let name = if style.is_print() { NAME } else { NAME * 0.75 };
        let fitted = |names: &[String]| -> Vec<String> {
            names
                .iter()
                .map(|n| letters::fitted(&clean(n), false, name))
                .collect()
        };
        let (rows, columns) = (fitted(&figure.rows), fitted(&figure.columns));
        let widest = |names: &[String]| {
            names
                .iter()
                .map(|n| letters::width(n, false))
                .fold(0.0, f64::max)
                * size
        };
        let left = MARGIN + 1.6 * size + widest(&rows);
        let wide = ((WIDTH - MARGIN - left) / columns.len().max(1) as f64).min(CELL);
        Self {
            left,
            top: top + 1.6 * size + widest(&columns) + 1.0,
            cell: (wide, wide.clamp(size * 1.25, 9.0)),
            most: figure.cells.iter().flatten().copied().max().unwrap_or(0),
            rows,
            columns,
            size,
            figure,
        }
    }

    /// Darkness by the square root: one large cell must not bleach all others.
    fn share(&self, value: u64) -> f64 {
        if self.most == 0 {
            0.0
        } else {
            (value as f64 / self.most as f64).sqrt()
        }
    }

    fn names(&self, canvas: &mut Canvas) {
        let size = self.size;
        for (r, name) in self.rows.iter().enumerate() {
            let y = self.top + (r as f64 + 0.5) * self.cell.1 + 0.36 * size;
            canvas.text(&Text {
                anchor: Anchor::End,
                ..Text::new((self.left - 1.0, y), size, name)
            });
        }
        for (c, name) in self.columns.iter().enumerate() {
            let x = self.left + (c as f64 + 0.5) * self.cell.0 + 0.36 * size;
            turned(canvas, (x, self.top - 1.0), name, size, "start");
        }
        let middle = self.top + self.rows.len() as f64 * self.cell.1 / 2.0;
        if !self.figure.row_word.is_empty() {
            turned(
                canvas,
                (MARGIN + size * 0.8, middle),
                &clean(&self.figure.row_word),
                size,
                "middle",
            );
        }
        let middle = self.left + self.columns.len() as f64 * self.cell.0 / 2.0;
        let words = clean(&self.figure.column_word);
        let high = self.top
            - 1.0
            - self
                .columns
                .iter()
                .map(|n| letters::width(n, false))
                .fold(0.0, f64::max)
                * size;
        canvas.text(&Text {
            fill: NOTE,
            anchor: Anchor::Middle,
            ..Text::new((middle, high - 0.7 * size), size, &words)
        });
    }

    fn cells(&self, canvas: &mut Canvas) {
        let wide = self.columns.len();
        let size = self.size * 0.9;
        for (number, value) in self.figure.cells.iter().enumerate() {
            let (r, c) = (number / wide.max(1), number % wide.max(1));
            let at = (
                self.left + c as f64 * self.cell.0,
                self.top + r as f64 * self.cell.1,
            );
            let color = value.filter(|v| *v > 0).map(|v| shade(self.share(v)));
            canvas.raw("<rect");
            canvas.length("x", at.0);
            canvas.length("y", at.1);
            canvas.length("width", self.cell.0 - 0.3);
            canvas.length("height", self.cell.1 - 0.3);
            canvas.attribute(
                "fill",
                &color.map_or_else(|| "#FFFFFF".to_owned(), palette::hex),
            );
            canvas.raw(" stroke=\"#D0D0D0\" stroke-width=\"1\">");
            let (row, column) = (&self.figure.rows[r], &self.figure.columns[c]);
            let said = value.map_or_else(
                || "not known".to_owned(),
                |v| format!("{v} {}", self.figure.unit),
            );
            canvas.title(&format!(
                "{row} {} {column}: {said}",
                self.figure.column_word
            ));
            canvas.raw("</rect>\n");
            let words = value.filter(|v| *v > 0).map(grouped).unwrap_or_default();
            if letters::width(&words, false) * size <= self.cell.0 - 0.8 && !words.is_empty() {
                let fill = if color.is_some_and(palette::is_light) {
                    "#000000"
                } else {
                    "#FFFFFF"
                };
                let middle = (
                    at.0 + self.cell.0 / 2.0 - 0.15,
                    at.1 + self.cell.1 / 2.0 + 0.36 * size,
                );
                canvas.text(&Text {
                    fill,
                    anchor: Anchor::Middle,
                    ..Text::new(middle, size, &words)
                });
            }
        }
    }

    /// Four shades and what they stand for.
    fn key(&self, canvas: &mut Canvas) -> f64 {
        let y = self.top + self.rows.len() as f64 * self.cell.1 + self.size;
        let mut x = self.left;
        for share in [0.25, 0.5, 0.75, 1.0] {
            let value = (share * share * self.most as f64).round() as u64;
            canvas.rectangle(
                (x, y),
                (self.size * 1.6, self.size),
                &palette::hex(shade(share)),
            );
            let words = grouped(value);
            canvas.text(&Text {
                fill: NOTE,
                ..Text::new(
                    (x + self.size * 2.0, y + 0.85 * self.size),
                    self.size,
                    &words,
                )
            });
            x += self.size * (3.0 + letters::width(&words, false));
        }
        canvas.text(&Text {
            fill: NOTE,
            ..Text::new(
                (x, y + 0.85 * self.size),
                self.size,
                &clean(&self.figure.unit),
            )
        });
        y + 1.8 * self.size
    }
}

/// Text that reads upward.
fn turned(canvas: &mut Canvas, at: (f64, f64), words: &str, size: f64, anchor: &str) {
    let mut data = String::from("<g transform=\"translate(");
    push(&mut data, at.0);
    data.push(' ');
    push(&mut data, at.1);
    data.push_str(") rotate(-90)\">");
    canvas.raw(&data);
    let anchor = if anchor == "middle" {
        Anchor::Middle
    } else {
        Anchor::Start
    };
    canvas.text(&Text {
        anchor,
        ..Text::new((0.0, 0.0), size, words)
    });
    canvas.raw("</g>\n");
}

fn shade(share: f64) -> [u8; 3] {
    let (light, dark) = SHADES;
    std::array::from_fn(|i| (light[i] + share.clamp(0.0, 1.0) * (dark[i] - light[i])).round() as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    // WCAG 2: contrast of text on every shade at least 4.5, and luminance falls with the value.
    #[test]
    fn numbers_can_be_read_on_every_shade_and_grey_keeps_the_order() {
        let mut before = 2.0;
        for step in 0..=100 {
            let color = shade(f64::from(step) / 100.0);
            let text = if palette::is_light(color) {
                [0; 3]
            } else {
                [255; 3]
            };
            assert!(palette::contrast(color, text) >= 4.5, "{color:?}");
            let luminance = palette::luminance(color);
            assert!(luminance < before);
            before = luminance;
        }
    }
}
