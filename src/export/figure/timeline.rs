//! Messages by month as columns: one row a series, months that could not be seen hatched. It counts nothing.

use std::io::{self, Write};

use super::Style;
use super::canvas::{Anchor, Canvas, INK, MARGIN, NOTE, Text, WIDTH, clean};
use crate::report::figure::letters::{self, grouped};
use crate::report::figure::{Series, Timeline};

/// Colour of the columns.
const COLUMN: &str = "#0072B2";
/// Room for the numbers at the left, in letters.
const AXIS: f64 = 3.2;
/// Columns that can be told apart; beyond, neighbouring months share one.
const COLUMNS: usize = 360;

/// Draws series of months.
///
/// # Errors
/// Those of `out`; `InvalidData` if series differ in length.
pub fn write(figure: &Timeline, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let months = figure.series.first().map_or(0, |s| s.values.len());
    if figure.series.iter().any(|s| s.values.len() != months) {
        return Err(io::Error::new(
            io::ErrorKind::InvalidData,
            "series of unequal length",
        ));
    }
    let mut canvas = Canvas::default();
    let mut y = if style.is_print() {
        canvas.head(&figure.words)
    } else {
        1.0
    };
    hatching(&mut canvas, style);
    let plot = Plot::new(figure, style, months);
    for series in &figure.series {
        y = plot.row(&mut canvas, series, y);
    }
    y = plot.months(&mut canvas, y) + 2.0;
    if figure.series.iter().any(|s| s.values.contains(&None)) {
        y = plot.key(&mut canvas, y);
    }
    if style.is_print() {
        y = canvas.foot(y + 2.0, &figure.words);
    }
    out.write_all(canvas.finish(style, &figure.words, y).as_bytes())
}

fn hatching(canvas: &mut Canvas, style: &Style) {
    canvas.raw("<defs><pattern");
    canvas.attribute("id", &style.id("hatch"));
    canvas.raw(" width=\"12\" height=\"12\" patternUnits=\"userSpaceOnUse\"><path d=\"M0 12L12 0\" stroke=\"#8A8A8A\" stroke-width=\"1.5\"/></pattern></defs>\n");
}

struct Plot<'a> {
    figure: &'a Timeline,
    months: usize,
    /// Months a column.
    step: usize,
    letters: f64,
    left: f64,
    height: f64,
    most: u64,
    hatch: String,
}

impl<'a> Plot<'a> {
    fn new(figure: &'a Timeline, style: &Style, months: usize) -> Self {
        let letters = style.letters();
        let step = months.div_ceil(COLUMNS).max(1);
        let most = figure
            .series
            .iter()
            .map(|s| highest(s, step))
            .max()
            .unwrap_or(0);
        let rows = figure.series.len();
        let height = if rows <= 1 {
            42.0
        } else if rows <= 4 {
            22.0
        } else {
            13.0
        };
        Self {
            figure,
            months,
            step,
            letters,
            left: MARGIN + AXIS * letters,
            height,
            most,
            hatch: format!("url(#{})", style.id("hatch")),
        }
    }

    fn x(&self, month: usize) -> f64 {
        let share = month as f64 / self.months.max(1) as f64;
        self.left + share * (WIDTH - MARGIN - self.left)
    }

    /// A row with its name above; where the next begins.
    fn row(&self, canvas: &mut Canvas, series: &Series, top: f64) -> f64 {
        let size = self.letters;
        let room = (WIDTH - 2.0 * MARGIN) / size;
        let name = letters::fitted(&clean(&series.label), true, room);
        canvas.text(&Text {
            bold: true,
            ..Text::new((MARGIN, top + size), size, &name)
        });
        let marks = if series.marks.is_empty() {
            0.0
        } else {
            1.4 * size
        };
        let top = top + 2.1 * size + marks;
        let base = top + self.height;
        let most = if self.figure.own_scale {
            highest(series, self.step)
        } else {
            self.most
        };
        let scale = round_up(most);
        for (value, share) in [(scale, 1.0), (scale / 2, 0.5)] {
            let y = base - share * self.height;
            if value > 0 && (share == 1.0 || scale.is_multiple_of(2)) {
                canvas.line((self.left, y), (WIDTH - MARGIN, y), 0.12, "#C8C8C8");
                let words = grouped(value);
                canvas.text(&Text {
                    fill: NOTE,
                    anchor: Anchor::End,
                    ..Text::new((self.left - 1.0, y + 0.36 * size * 0.9), size * 0.9, &words)
                });
            }
        }
        self.columns(canvas, series, base, scale);
        canvas.line((self.left, base), (WIDTH - MARGIN, base), 0.25, INK);
        self.marks(canvas, series, top, base);
        base + 1.1 * size
    }

    fn columns(&self, canvas: &mut Canvas, series: &Series, base: f64, scale: u64) {
        for (number, values) in series.values.chunks(self.step).enumerate() {
            let month = number * self.step;
            let (left, right) = (
                self.x(month),
                self.x((month + values.len()).min(self.months)),
            );
            let gap = (0.14 * (right - left)).min(0.5);
            let known: Option<u64> = values.iter().flatten().copied().reduce(u64::saturating_add);
            let (from, height, fill) = match known {
                None => (base - self.height, self.height, self.hatch.as_str()),
                Some(0) => continue,
                // What is not nothing is seen.
                Some(n) => {
                    let height = (n as f64 / scale.max(1) as f64 * self.height).max(0.3);
                    (base - height, height, COLUMN)
                }
            };
            canvas.raw("<rect");
            let bare = known.is_none();
            canvas.length("x", left + if bare { 0.0 } else { gap });
            canvas.length("y", from);
            canvas.length("width", right - left - if bare { 0.0 } else { 2.0 * gap });
            canvas.length("height", height);
            canvas.attribute("fill", fill);
            canvas.raw(">");
            let month = self.name(month);
            canvas.title(&match known {
                None => format!("{month}: not in the archive"),
                Some(n) => format!("{month}: {n} {}", self.figure.unit),
            });
            canvas.raw("</rect>\n");
        }
    }

    fn marks(&self, canvas: &mut Canvas, series: &Series, top: f64, base: f64) {
        let size = self.letters * 0.95;
        let mut free = MARGIN;
        for (month, words) in series.marks.iter().filter(|m| m.0 < self.months) {
            let x = (self.x(*month) + self.x(*month + 1)) / 2.0;
            let words = clean(words);
            let half = letters::width(&words, false) * size / 2.0;
            canvas.line((x, top - 0.3 * size), (x, base), 0.3, "#B34700");
            let middle = x.clamp(MARGIN + half, (WIDTH - MARGIN - half).max(MARGIN + half));
            if middle - half >= free {
                canvas.text(&Text {
                    fill: "#8A3700",
                    anchor: Anchor::Middle,
                    ..Text::new((middle, top - 0.6 * size), size, &words)
                });
                free = middle + half + size;
            }
        }
    }

    /// `2001-05`.
    fn name(&self, month: usize) -> String {
        let number =
            i64::from(self.figure.first.0) * 12 + i64::from(self.figure.first.1) - 1 + month as i64;
        format!(
            "{:04}-{:02}",
            number.div_euclid(12),
            number.rem_euclid(12) + 1
        )
    }

    /// Years, and months where there is room.
    fn months(&self, canvas: &mut Canvas, top: f64) -> f64 {
        let size = self.letters;
        let base = top - 1.1 * size;
        let offset = self.figure.first.1.saturating_sub(1) as usize;
        let width = self.x(1) - self.x(0);
        let every = [1, 3, 12, 24, 60, 120]
            .into_iter()
            .find(|n| width * *n as f64 >= 3.4 * size)
            .unwrap_or(240);
        let mut named = None;
        for month in 0..self.months {
            let of_year = (month + offset) % 12;
            let years = (month + offset) / 12;
            let tick = if every < 12 {
                of_year.is_multiple_of(every)
            } else {
                of_year == 0 && (years * 12).is_multiple_of(every)
            };
            if !tick && month > 0 {
                continue;
            }
            let x = self.x(month);
            canvas.line((x, base), (x, base + 1.0), 0.2, INK);
            let name = self.name(month);
            let (year, number) = name.split_at(4);
            let fits = named.is_none_or(|last: f64| x - last >= 3.2 * size);
            if fits && x + 2.5 * size <= WIDTH {
                let words = if every < 12 {
                    format!("{year}{number}")
                } else {
                    year.to_owned()
                };
                let words = if every < 12 && named.is_some() && of_year != 0 {
                    number[1..].to_owned()
                } else {
                    words
                };
                canvas.text(&Text {
                    fill: NOTE,
                    ..Text::new((x, base + 1.0 + size), size, &words)
                });
                named = Some(x + if words.len() > 4 { 1.0 * size } else { 0.0 });
            }
        }
        base + 1.0 + 1.4 * size
    }

    fn key(&self, canvas: &mut Canvas, y: f64) -> f64 {
        let size = self.letters;
        canvas.rectangle((self.left, y), (6.0, size), &self.hatch);
        let words = "no mailbox of the archive reaches here: nothing can be said";
        canvas.text(&Text {
            fill: NOTE,
            ..Text::new((self.left + 7.5, y + 0.85 * size), size, words)
        });
        y + 1.5 * size
    }
}

fn highest(series: &Series, step: usize) -> u64 {
    let sum = |c: &[Option<u64>]| c.iter().flatten().copied().fold(0, u64::saturating_add);
    series.values.chunks(step).map(sum).max().unwrap_or(0)
}

/// The next of 1, 2, 3, 4, 5, 6, 8, 10, 20 ...
fn round_up(value: u64) -> u64 {
    let mut ten: u64 = 1;
    loop {
        for step in [1, 2, 3, 4, 5, 6, 8] {
            let round = ten.saturating_mul(step);
            if round >= value || round == u64::MAX {
                return round;
            }
        }
        ten = ten.saturating_mul(10);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scales_end_at_round_numbers() {
        for (value, round) in [
            (0, 1),
            (1, 1),
            (3, 3),
            (7, 8),
            (11, 20),
            (214, 300),
            (8_001, 10_000),
        ] {
            assert_eq!(round_up(value), round);
        }
        assert_eq!(round_up(u64::MAX), u64::MAX);
    }
}
