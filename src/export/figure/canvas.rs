//! SVG put together: numbers, texts, escapes, the frame of a figure. It does not know what a figure shows.
//!
//! Coordinates come in millimetres and are written in tenths. Nothing is fetched, nothing runs: no script, no style sheet, no font,
//! no picture. Attributes instead of classes, so that drawing programs read it too.

use std::fmt::Write as _;

use super::Style;
use crate::export::{cell, xml};
use crate::report::figure::{Words, letters};

/// Fonts of one width: what is measured here comes out so on any machine.
pub const FONTS: &str = "Arial, 'Liberation Sans', Arimo, Helvetica, sans-serif";
/// Width of a figure in print, in millimetres: two columns of A4.
pub const WIDTH: f64 = 180.0;
/// Margin at both sides.
pub const MARGIN: f64 = 4.0;
/// Black of texts.
pub const INK: &str = "#1A1A1A";
/// Grey of notes; 7:1 on white.
pub const NOTE: &str = "#555555";
/// Letters of notes and legends, in millimetres.
pub const SMALL: f64 = 2.3;

/// How a text stands at its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// Its place is its left end.
    Start,
    /// Its middle.
    Middle,
    /// Its right end.
    End,
}

/// A text and its look.
#[derive(Clone, Copy, Debug)]
pub struct Text<'a> {
    /// Where, on the line the letters stand on.
    pub at: (f64, f64),
    /// Size of the letters.
    pub size: f64,
    /// Heavy letters.
    pub bold: bool,
    /// Colour.
    pub fill: &'a str,
    /// Which part of it is there.
    pub anchor: Anchor,
    /// The words, from anybody.
    pub words: &'a str,
}

impl<'a> Text<'a> {
    /// A plain text from its left end on.
    pub fn new(at: (f64, f64), size: f64, words: &'a str) -> Self {
        Self {
            at,
            size,
            bold: false,
            fill: INK,
            anchor: Anchor::Start,
            words,
        }
    }
}

/// The body of a drawing.
#[derive(Debug, Default)]
pub struct Canvas {
    out: String,
}

impl Canvas {
    /// Markup of our own; texts of others go through [`Canvas::text`] and [`Canvas::title`].
    pub fn raw(&mut self, markup: &str) {
        self.out.push_str(markup);
    }

    /// ` name="value"` in tenths of a millimetre.
    pub fn length(&mut self, name: &str, millimetres: f64) {
        let _ = write!(self.out, " {name}=\"");
        push(&mut self.out, millimetres);
        self.out.push('"');
    }

    /// ` name="text"`, escaped.
    pub fn attribute(&mut self, name: &str, text: &str) {
        xml::push_attribute(&mut self.out, name, text);
    }

    /// `<title>`: what a reader of the screen hears, and what a pointer shows.
    pub fn title(&mut self, words: &str) {
        self.out.push_str("<title>");
        xml::push_escaped(&mut self.out, &clean(words));
        self.out.push_str("</title>");
    }

    /// A line of text.
    pub fn text(&mut self, text: &Text) {
        self.out.push_str("<text");
        self.length("x", text.at.0);
        self.length("y", text.at.1);
        self.length("font-size", text.size);
        if text.bold {
            self.out.push_str(" font-weight=\"bold\"");
        }
        match text.anchor {
            Anchor::Start => {}
            Anchor::Middle => self.out.push_str(" text-anchor=\"middle\""),
            Anchor::End => self.out.push_str(" text-anchor=\"end\""),
        }
        if text.fill != INK {
            self.attribute("fill", text.fill);
        }
        self.out.push('>');
        xml::push_escaped(&mut self.out, &clean(text.words));
        self.out.push_str("</text>\n");
    }

    /// Lines of text below each other; where the next would stand.
    pub fn paragraph(
        &mut self,
        (x, mut y): (f64, f64),
        size: f64,
        fill: &str,
        room: f64,
        words: &str,
    ) -> f64 {
        for line in letters::lines(&clean(words), false, room / size) {
            self.text(&Text {
                fill,
                ..Text::new((x, y), size, &line)
            });
            y += size * 1.35;
        }
        y
    }

    /// A straight line.
    pub fn line(&mut self, from: (f64, f64), to: (f64, f64), width: f64, color: &str) {
        self.out.push_str("<path d=\"M");
        point(&mut self.out, from);
        self.out.push('L');
        point(&mut self.out, to);
        self.out.push('"');
        self.attribute("stroke", color);
        self.length("stroke-width", width);
        self.out.push_str("/>\n");
    }

    /// A rectangle.
    pub fn rectangle(&mut self, (x, y): (f64, f64), (width, height): (f64, f64), fill: &str) {
        self.out.push_str("<rect");
        self.length("x", x);
        self.length("y", y);
        self.length("width", width);
        self.length("height", height);
        self.attribute("fill", fill);
        self.out.push_str("/>\n");
    }

    /// A path's data; see [`point`].
    pub fn path(&mut self, data: &str, rest: &str) {
        let _ = write!(self.out, "<path d=\"{data}\"{rest}");
    }

    /// Title and subtitle at the top; where the figure begins.
    pub fn head(&mut self, words: &Words) -> f64 {
        self.rectangle((MARGIN, 0.0), (12.0, 1.4), INK);
        let mut y = 7.6;
        let room = WIDTH - 2.0 * MARGIN;
        for line in letters::lines(&clean(&words.title), true, room / 5.0) {
            self.text(&Text {
                bold: true,
                ..Text::new((MARGIN, y), 5.0, &line)
            });
            y += 6.2;
        }
        self.paragraph((MARGIN, y - 0.8), 3.1, NOTE, room, &words.subtitle) + 0.5
    }

    /// Note and source at the bottom; where the figure ends.
    pub fn foot(&mut self, y: f64, words: &Words) -> f64 {
        self.line((MARGIN, y), (WIDTH - MARGIN, y), 0.15, "#999999");
        let room = WIDTH - 2.0 * MARGIN;
        let y = self.paragraph((MARGIN, y + 3.6), SMALL, NOTE, room, &words.note);
        self.paragraph((MARGIN, y + 0.4), SMALL, NOTE, room, &words.source)
    }

    /// The whole file, or the element to stand in a page: `height` in millimetres.
    pub fn finish(self, style: &Style, words: &Words, height: f64) -> String {
        let mut whole = Self::default();
        if style.is_print() {
            whole.raw("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        }
        let (title, desc) = (style.id("title"), style.id("desc"));
        whole.raw("<svg xmlns=\"http://www.w3.org/2000/svg\"");
        // What holds links is no single picture to a reader by ear.
        let has_links = self.out.contains("<a ");
        whole.attribute("role", if has_links { "group" } else { "img" });
        match style {
            Style::Print => {
                let _ = write!(whole.out, " width=\"{WIDTH}mm\" height=\"{height:.1}mm\"");
            }
            Style::Inline { .. } => whole.raw(" width=\"100%\""),
        }
        whole.raw(" viewBox=\"0 0");
        for side in [WIDTH, height] {
            whole.out.push(' ');
            push(&mut whole.out, side);
        }
        whole.out.push('"');
        whole.attribute("font-family", FONTS);
        whole.attribute("fill", INK);
        whole.attribute("aria-labelledby", &format!("{title} {desc}"));
        whole.raw(">\n<title");
        whole.attribute("id", &title);
        whole.raw(">");
        xml::push_escaped(&mut whole.out, &clean(&words.title));
        whole.raw("</title>\n<desc");
        whole.attribute("id", &desc);
        whole.raw(">");
        xml::push_escaped(
            &mut whole.out,
            &clean(&format!("{}. {}", words.subtitle, words.note)),
        );
        whole.raw("</desc>\n");
        if style.is_print() {
            whole.rectangle((0.0, 0.0), (WIDTH, height), "#FFFFFF");
        }
        whole.raw(&self.out);
        whole.raw("</svg>\n");
        whole.out
    }
}

/// One line, without what turns the direction of writing or cannot be seen.
pub fn clean(words: &str) -> String {
    let line = cell::one_line(words);
    line.chars()
        .filter(|c| !crate::export::text::is_hostile(*c))
        .collect()
}

/// Appends millimetres as tenths, with one digit behind the point.
pub fn push(out: &mut String, millimetres: f64) {
    let hundredths = (millimetres * 100.0).round();
    let hundredths = if hundredths.is_finite() {
        hundredths as i64
    } else {
        0
    };
    if hundredths < 0 {
        out.push('-');
    }
    let size = hundredths.unsigned_abs();
    let _ = write!(out, "{}", size / 10);
    if size % 10 != 0 {
        let _ = write!(out, ".{}", size % 10);
    }
}

/// Appends a point of a path.
pub fn point(out: &mut String, (x, y): (f64, f64)) {
    push(out, x);
    out.push(' ');
    push(out, y);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_tenths_with_one_digit() {
        for (given, expected) in [
            (1.0, "10"),
            (0.123, "1.2"),
            (-0.05, "-0.5"),
            (0.001, "0"),
            (f64::NAN, "0"),
        ] {
            let mut out = String::new();
            push(&mut out, given);
            assert_eq!(out, expected);
        }
    }
}
