//! The marks of actors and ties: shapes with a letter, lines that grow thin towards their end. It does not place them.

use super::canvas::{Anchor, Canvas, Text, point};
use crate::report::figure::{Shape, letter};
use crate::report::palette;

type Point = (f64, f64);

/// A shape of the given radius, with the letter of its group.
pub fn node(
    canvas: &mut Canvas,
    at: Point,
    radius: f64,
    shape: Shape,
    group: Option<u32>,
    broken: bool,
) {
    let color = palette::color(group.filter(|_| letter(group).is_some()));
    let mut rest = format!(
        " fill=\"{}\" stroke=\"#1A1A1A\" stroke-width=\"1.5\"",
        palette::hex(color)
    );
    if broken {
        rest.push_str(" stroke-dasharray=\"6 4\"");
    }
    rest.push_str("/>");
    outline(canvas, at, radius, shape, &rest);
    if let Some(letter) = letter(group) {
        let size = (radius * 1.25).clamp(2.0, 4.0);
        canvas.text(&Text {
            bold: true,
            anchor: Anchor::Middle,
            fill: if palette::is_light(color) {
                "#000000"
            } else {
                "#FFFFFF"
            },
            ..Text::new(
                (at.0, at.1 + 0.36 * size),
                size,
                letter.encode_utf8(&mut [0; 4]),
            )
        });
    }
}

/// The shape alone; `rest` ends its element. All shapes of one radius look alike in size.
pub fn outline(canvas: &mut Canvas, (x, y): Point, r: f64, shape: Shape, rest: &str) {
    let corners: &[Point] = match shape {
        Shape::Circle => {
            canvas.raw("<circle");
            canvas.length("cx", x);
            canvas.length("cy", y);
            canvas.length("r", r);
            canvas.raw(rest);
            return;
        }
        Shape::Square => &[(-0.89, -0.89), (0.89, -0.89), (0.89, 0.89), (-0.89, 0.89)],
        Shape::Diamond => &[(0.0, -1.25), (1.25, 0.0), (0.0, 1.25), (-1.25, 0.0)],
        Shape::Hexagon => &[
            (-1.1, 0.0),
            (-0.55, -0.95),
            (0.55, -0.95),
            (1.1, 0.0),
            (0.55, 0.95),
            (-0.55, 0.95),
        ],
        Shape::Triangle => &[(0.0, -1.35), (1.17, 0.68), (-1.17, 0.68)],
    };
    let mut data = String::from("M");
    for (i, corner) in corners.iter().enumerate() {
        if i > 0 {
            data.push('L');
        }
        point(&mut data, (x + corner.0 * r, y + corner.1 * r));
    }
    data.push('Z');
    canvas.path(&data, rest);
}

/// A tie from one disc to another.
#[derive(Clone, Copy, Debug)]
pub struct Line {
    /// Middle of the disc it starts at.
    pub from: Point,
    /// Middle of the disc it ends at.
    pub to: Point,
    /// Radius of that.
    pub radius: f64,
    /// Width at its start.
    pub width: f64,
    /// Thin at its end; else even.
    pub directed: bool,
    /// How far it bends to its right, as a share of its length; 0 if it has no direction.
    pub bend: f64,
}

/// How far a directed line bends, as a share of its length.
pub const BEND: f64 = 0.09;
/// Width at its end, as a share.
const THIN: f64 = 0.2;

impl Line {
    fn control(&self) -> Point {
        let (dx, dy) = (self.to.0 - self.from.0, self.to.1 - self.from.1);
        let bend = 2.0 * self.bend;
        (
            (self.from.0 + self.to.0) / 2.0 - bend * dy,
            (self.from.1 + self.to.1) / 2.0 + bend * dx,
        )
    }

    /// A point of the line, 0 its start, 1 the middle of the disc it ends at.
    pub fn along(&self, t: f64) -> Point {
        let (c, s) = (self.control(), 1.0 - t);
        let mix = |a: f64, b: f64, c: f64| s * s * a + 2.0 * s * t * b + t * t * c;
        (
            mix(self.from.0, c.0, self.to.0),
            mix(self.from.1, c.1, self.to.1),
        )
    }

    /// Where it meets the disc it ends at.
    fn end(&self) -> f64 {
        let (mut low, mut high) = (0.0, 1.0);
        for _ in 0..20 {
            let t = (low + high) / 2.0;
            let p = self.along(t);
            if (p.0 - self.to.0).hypot(p.1 - self.to.1) > self.radius {
                low = t;
            } else {
                high = t;
            }
        }
        low
    }

    /// The data of its path: an outline to be filled if it is directed, else a stroke.
    pub fn data(&self) -> String {
        let mut data = String::from("M");
        if !self.directed {
            point(&mut data, self.from);
            data.push('L');
            point(&mut data, self.to);
            return data;
        }
        let t = self.end();
        let end = self.along(t);
        let full = self.control();
        // The first part of a quadratic curve is one itself (de Casteljau).
        let control = (
            self.from.0 + t * (full.0 - self.from.0),
            self.from.1 + t * (full.1 - self.from.1),
        );
        let start = self.width / 2.0;
        let aside = |from: Point, to: Point, at: Point, by: f64| {
            let (dx, dy) = (to.0 - from.0, to.1 - from.1);
            let far = dx.hypot(dy).max(1e-9);
            (at.0 - dy / far * by, at.1 + dx / far * by)
        };
        let middle = start * (1.0 + THIN) / 2.0;
        point(&mut data, aside(self.from, control, self.from, start));
        data.push('Q');
        point(&mut data, aside(self.from, end, control, middle));
        data.push(' ');
        point(&mut data, aside(control, end, end, start * THIN));
        data.push('L');
        point(&mut data, aside(control, end, end, -start * THIN));
        data.push('Q');
        point(&mut data, aside(self.from, end, control, -middle));
        data.push(' ');
        point(&mut data, aside(self.from, control, self.from, -start));
        data.push('Z');
        data
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_directed_line_ends_at_the_disc_and_bends_to_its_right() {
        let line = Line {
            from: (0.0, 0.0),
            to: (100.0, 0.0),
            radius: 10.0,
            width: 2.0,
            directed: true,
            bend: BEND,
        };
        let end = line.along(line.end());
        assert!(((end.0 - 100.0).hypot(end.1) - 10.0).abs() < 0.01);
        // y grows downward: right of a line that goes right is below.
        assert!((line.along(0.5).1 - 9.0).abs() < 1e-9);
    }
}
