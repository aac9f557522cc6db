//! Glyphs set on a page become lines of text: a gap is a space, a wide one a tab, another baseline a new line. It knows places and sizes,
//! not fonts or operators. Glyphs are taken in the order in which they are drawn.

/// A gap of this part of the letters' height is a space (pdftotext has 0.1; letters set apart reach that).
const SPACE: f64 = 0.15;
/// A gap of this many heights lies between columns.
const COLUMN: f64 = 2.0;
/// A step of this many heights across the line leaves it; less is an index or an exponent.
const LINE: f64 = 0.5;
/// Lines of one paragraph are not further apart than this many heights.
const PARAGRAPH: f64 = 2.0;

/// A place on a page, or a step from one to another.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Point {
    pub(super) x: f64,
    pub(super) y: f64,
}

impl Point {
    fn minus(self, other: Self) -> Self {
        Self {
            x: self.x - other.x,
            y: self.y - other.y,
        }
    }

    fn dot(self, other: Self) -> f64 {
        self.x * other.x + self.y * other.y
    }

    fn cross(self, other: Self) -> f64 {
        self.x * other.y - self.y * other.x
    }

    fn length(self) -> f64 {
        self.dot(self).sqrt()
    }
}

/// Where a run of glyphs begins and ends, and how high its letters are.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Run {
    pub(super) start: Point,
    pub(super) end: Point,
    pub(super) height: f64,
}

/// The text of one page as it grows.
#[derive(Debug, Default)]
pub(super) struct Layout {
    text: String,
    last: Option<Run>,
    /// The run before, to tell letters that are drawn twice to look bold.
    twin: Option<(Point, String)>,
}

impl Layout {
    /// Adds a run of glyphs that follow one another without a gap.
    pub(super) fn push(&mut self, run: Run, text: &str) {
        if self.is_twin(run, text) {
            return;
        }
        if let Some(last) = self.last {
            self.part(last, run);
        }
        self.join(text);
        match self.text.ends_with([' ', '\n', '\t']) || self.text.is_empty() {
            true => self.text.push_str(text.trim_start_matches(' ')),
            false => self.text.push_str(text),
        }
        if !text.trim().is_empty() {
            self.twin = Some((run.start, text.into()));
        }
        self.last = Some(run);
    }

    /// Whether the same was just drawn at nearly the same place.
    fn is_twin(&self, run: Run, text: &str) -> bool {
        self.twin.as_ref().is_some_and(|(start, before)| {
            run.start.minus(*start).length() < 0.1 * run.height && before == text
        })
    }

    /// Puts between two runs what their places ask for.
    fn part(&mut self, last: Run, run: Run) {
        let height = last.height.max(run.height);
        let along = run.end.minus(run.start);
        let before = last.end.minus(last.start);
        // Runs without width have no direction of their own.
        let (direction, length) = match along.length() {
            length if length > 0.0 => (along, length),
            _ if before.length() > 0.0 => (before, before.length()),
            _ => (Point { x: 1.0, y: 0.0 }, 1.0),
        };
        let turned = before.dot(along) < 0.7 * before.length() * along.length();
        let step = run.start.minus(last.end);
        let gap = step.dot(direction) / length;
        let across = step.cross(direction) / length;
        if turned || across.abs() > LINE * height || gap < -height {
            self.line(across < -LINE * height || across > PARAGRAPH * height);
        } else if gap > COLUMN * height {
            self.blank('\t');
        } else if gap > SPACE * run.height.min(last.height) {
            self.blank(' ');
        }
    }

    fn blank(&mut self, blank: char) {
        if blank == '\t' && self.text.ends_with(' ') {
            self.text.pop();
        }
        if !self.text.is_empty() && !self.text.ends_with([' ', '\n', '\t']) {
            self.text.push(blank);
        }
    }

    /// Puts a word together that was parted at the end of a line, as pdftotext does: else it could not be found.
    fn join(&mut self, next: &str) {
        let small = next.starts_with(char::is_lowercase);
        if small
            && let Some(before) = self.text.strip_suffix("-\n")
            && before.ends_with(char::is_alphabetic)
        {
            self.text.truncate(before.len());
        }
    }

    /// Ends the line; `far` also the paragraph.
    fn line(&mut self, far: bool) {
        while self.text.ends_with([' ', '\t']) {
            self.text.pop();
        }
        if self.text.is_empty() || self.text.ends_with("\n\n") {
            return;
        }
        if !self.text.ends_with('\n') {
            self.text.push('\n');
        }
        if far {
            self.text.push('\n');
        }
    }

    /// Bytes of text so far.
    pub(super) fn len(&self) -> usize {
        self.text.len()
    }

    /// The text.
    pub(super) fn finish(mut self) -> String {
        self.line(false);
        self.text
    }
}

#[cfg(test)]
mod tests {
    use super::{Layout, Point, Run};

    fn run(x: f64, y: f64, width: f64) -> Run {
        let start = Point { x, y };
        let end = Point { x: x + width, y };
        Run {
            start,
            end,
            height: 10.0,
        }
    }

    #[test]
    fn gaps_become_spaces_tabs_and_lines() {
        let mut page = Layout::default();
        page.push(run(0.0, 100.0, 20.0), "Hel");
        page.push(run(20.5, 100.0, 10.0), "lo");
        page.push(run(33.0, 100.0, 20.0), "you");
        page.push(run(53.0, 104.0, 5.0), "2");
        page.push(run(100.0, 100.0, 20.0), "there");
        page.push(run(0.0, 88.0, 20.0), "next");
        page.push(run(0.0, 40.0, 20.0), "far");
        page.push(run(0.1, 40.0, 20.0), "far");
        assert_eq!(page.finish(), "Hello you2\tthere\nnext\n\nfar\n");
    }

    #[test]
    fn words_parted_at_the_end_of_a_line_are_joined() {
        let mut page = Layout::default();
        for (at, text) in ["Corpo-", "ration 1999-", "2000 A-", "B"]
            .iter()
            .enumerate()
        {
            page.push(run(0.0, 100.0 - 12.0 * at as f64, 20.0), text);
        }
        assert_eq!(page.finish(), "Corporation 1999-\n2000 A-\nB\n");
    }

    #[test]
    fn letters_that_go_up_the_page_are_a_line() {
        let mut page = Layout::default();
        for (at, letter) in ["u", "p"].iter().enumerate() {
            let start = Point {
                x: 5.0,
                y: 6.0 * at as f64,
            };
            let end = Point {
                y: start.y + 6.0,
                ..start
            };
            let height = 10.0;
            page.push(Run { start, end, height }, letter);
        }
        assert_eq!(page.finish(), "up\n");
    }
}
