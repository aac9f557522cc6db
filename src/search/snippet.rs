//! The words of a message or document around what was found, with the hits marked. It does not know how marks are printed.

use super::query::{DEFAULT, Query, Text};
use crate::case::index::{Field, passages, words};
use crate::case::text;
use crate::message::SegmentKind;

/// Words of a snippet.
const WORDS: usize = 32;
/// Bytes of a passage that are looked at.
const BYTES: usize = 1 << 20;

/// A stretch of a snippet; `true`: it was looked for.
pub type Piece = (String, bool);

/// The parts of a query that a text can show: not what is excluded.
pub fn shown(query: &Query) -> Vec<&Text> {
    match query {
        Query::And(parts) | Query::Or(parts) => parts.iter().flat_map(shown).collect(),
        Query::Text(text) => vec![text],
        _ => Vec::new(),
    }
}

/// The best stretch of a message's text: the one in which most of the query stands; in its own words first, in quoted ones if the query
/// asks for these. Without any, the beginning. O(bytes).
pub fn of(text: &text::Text, query: &[&Text]) -> Vec<Piece> {
    let mut best: Option<((usize, usize), Vec<Piece>)> = None;
    for field in [Field::Own, Field::Quoted] {
        let asked: Vec<&Text> = query
            .iter()
            .copied()
            .filter(|part| part.fields.contains(&field))
            .collect();
        let may_begin = field == Field::Own && best.is_none();
        if asked.is_empty() && !may_begin {
            continue;
        }
        for (start, end) in passages(&text.segments, field) {
            let Some(passage) = text.text.get(start..end) else {
                continue;
            };
            if asked.is_empty() && best.is_some() {
                break;
            }
            let stretch = Passage::new(bounded(passage)).best(&asked);
            if let Some((value, pieces)) = stretch
                && best.as_ref().is_none_or(|(other, _)| value > *other)
            {
                best = Some((value, pieces));
            }
        }
    }
    best.map(|(_, pieces)| pieces).unwrap_or_default()
}

/// The same of a document, all of whose text is its own.
pub fn of_document(text: String, query: &[&Text]) -> Vec<Piece> {
    let segments = stretches(&text)
        .map(|(start, end)| (SegmentKind::Own, 0, start, end))
        .collect();
    of(&text::Text { text, segments }, query)
}

/// A text cut at ends of lines, as far as there are any, into stretches that are looked at whole.
fn stretches(text: &str) -> impl Iterator<Item = (usize, usize)> + '_ {
    let mut start = 0;
    std::iter::from_fn(move || {
        let rest = text.get(start..).filter(|rest| !rest.is_empty())?;
        let mut length = bounded(rest).len();
        if length < rest.len()
            && let Some(line) = rest[..length].rfind('\n')
        {
            length = line + 1;
        }
        start += length;
        Some((start - length, start))
    })
}

/// A line with the hits marked: a subject.
pub fn line(line: &str, field: Field, query: &[&Text]) -> Vec<Piece> {
    let asked: Vec<&Text> = query
        .iter()
        .copied()
        .filter(|part| part.fields.contains(&field) || part.fields == DEFAULT)
        .collect();
    let passage = Passage::new(line);
    let marks = passage.marks(&asked);
    let mut pieces = passage.pieces(0, passage.words.len(), &marks);
    if pieces.is_empty() {
        pieces.push((line.to_owned(), false));
    }
    pieces
}

fn bounded(passage: &str) -> &str {
    let mut end = passage.len().min(BYTES);
    while !passage.is_char_boundary(end) {
        end -= 1;
    }
    &passage[..end]
}

struct Passage<'a> {
    text: &'a str,
    words: Vec<(String, usize, usize)>,
}

impl<'a> Passage<'a> {
    fn new(text: &'a str) -> Self {
        let mut all = Vec::new();
        words::each(text, |word, start, end| {
            all.push((word.to_owned(), start, end))
        });
        Self { text, words: all }
    }

    /// For each word the parts of the query (by number plus one) that it belongs to: the last of them, 0 for none.
    fn marks(&self, query: &[&Text]) -> Vec<usize> {
        let mut marks = vec![0; self.words.len()];
        for (number, part) in (1..).zip(query) {
            let fits = |at: usize, (word, is_prefix): &(String, bool)| {
                self.words.get(at).is_some_and(|(here, ..)| {
                    here == word || (*is_prefix && here.starts_with(word.as_str()))
                })
            };
            for at in 0..self.words.len() {
                if part.near.is_some() {
                    if part.words.iter().any(|word| fits(at, word)) {
                        marks[at] = number;
                    }
                } else if (at..).zip(&part.words).all(|(at, word)| fits(at, word)) {
                    marks[at..at + part.words.len()].fill(number);
                }
            }
        }
        marks
    }

    /// The stretch in which most different parts of the query stand, then most words of it, then the first; with that.
    fn best(&self, query: &[&Text]) -> Option<((usize, usize), Vec<Piece>)> {
        if self.words.is_empty() {
            return None;
        }
        let marks = self.marks(query);
        let mut counts = vec![0_usize; query.len() + 1];
        let (mut different, mut marked) = (0, 0);
        let mut best = ((0, 0), 0);
        for end in 0..marks.len() {
            if marks[end] > 0 {
                counts[marks[end]] += 1;
                different += usize::from(counts[marks[end]] == 1);
                marked += 1;
            }
            if let Some(gone) = end.checked_sub(WORDS).filter(|gone| marks[*gone] > 0) {
                counts[marks[gone]] -= 1;
                different -= usize::from(counts[marks[gone]] == 0);
                marked -= 1;
            }
            if (different, marked) > best.0 {
                best = ((different, marked), end);
            }
        }
        let (value, last) = best;
        // The first stretch that is best ends with its last hit: some words more stand behind it.
        let first = (last + WORDS / 4)
            .min(marks.len() - 1)
            .saturating_sub(WORDS - 1);
        let first = if value.0 == 0 { 0 } else { first };
        let end = (first + WORDS)
            .min(marks.len())
            .max(if value.0 == 0 { 0 } else { last + 1 });
        Some((value, self.pieces(first, end, &marks)))
    }

    /// The text from one word to another on one line, in marked and unmarked pieces.
    fn pieces(&self, first: usize, end: usize, marks: &[usize]) -> Vec<Piece> {
        let mut pieces: Vec<Piece> = Vec::new();
        if end == 0 {
            return pieces;
        }
        let whole = (first == 0, end == self.words.len());
        let start = if whole.0 { 0 } else { self.words[first].1 };
        let stop = if whole.1 {
            self.text.len()
        } else {
            self.words[end - 1].2
        };
        let mut at = start;
        for word in first..end {
            let (_, begins, ends) = self.words[word];
            if marks[word] == 0 {
                continue;
            }
            let joined = word > first && marks[word - 1] == marks[word] && marks[word] > 0;
            let between = self.text.get(at..begins).unwrap_or_default();
            match pieces.last_mut() {
                Some((last, true)) if joined && between.chars().all(|c| c.is_whitespace()) => {
                    last.push_str(between);
                    last.push_str(self.text.get(begins..ends).unwrap_or_default());
                }
                _ => {
                    pieces.push((between.to_owned(), false));
                    pieces.push((
                        self.text.get(begins..ends).unwrap_or_default().to_owned(),
                        true,
                    ));
                }
            }
            at = ends.max(at);
        }
        pieces.push((
            self.text.get(at..stop).unwrap_or_default().to_owned(),
            false,
        ));
        let mut pieces = on_one_line(pieces);
        if !whole.0 {
            pieces.insert(0, ("… ".to_owned(), false));
        }
        if !whole.1 {
            pieces.push((" …".to_owned(), false));
        }
        pieces
    }
}

/// Runs of white space become one space; empty pieces go.
fn on_one_line(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut after_space = true;
    let mut all: Vec<Piece> = Vec::new();
    for (text, marked) in pieces {
        let mut out = String::new();
        for c in text.chars() {
            let space = c.is_whitespace();
            if !(space && after_space) {
                out.push(if space { ' ' } else { c });
            }
            after_space = space;
        }
        if !out.is_empty() {
            all.push((out, marked));
        }
    }
    if let Some(last) = all.last_mut() {
        last.0.truncate(last.0.trim_end().len());
    }
    all.retain(|(text, _)| !text.is_empty());
    all
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::parse;
    use super::*;

    fn marked(text: &str, query: &str) -> String {
        let query = parse(query).unwrap();
        let text = text::Text {
            text: text.to_owned(),
            segments: vec![(SegmentKind::Own, 0, 0, text.len())],
        };
        of(&text, &shown(&query))
            .into_iter()
            .map(|(text, hit)| if hit { format!("[{text}]") } else { text })
            .collect()
    }

    #[test]
    fn hits_are_marked_as_written() {
        assert_eq!(
            marked("Der Été\n  kam, spät.", "ete spat"),
            "Der [Été] kam, [spät]."
        );
        assert_eq!(
            marked("to be or\nnot to be", "\"to be\""),
            "[to be] or not [to be]"
        );
        assert_eq!(marked("to be or not", "be -or not*"), "to [be] or [not]");
        assert_eq!(marked("nothing here", "gas"), "nothing here");
        assert_eq!(marked("", "gas"), "");
    }

    #[test]
    fn a_long_document_is_looked_at_to_its_end() {
        let long = format!("{}\nlast gas\n", "some words\n".repeat(2 * BYTES / 11));
        let cuts: Vec<(usize, usize)> = stretches(&long).collect();
        assert_eq!(cuts.len(), 3);
        assert!(
            cuts.iter()
                .all(|(start, end)| end - start <= BYTES && long[*start..*end].ends_with('\n'))
        );
        assert!(cuts.windows(2).all(|pair| pair[0].1 == pair[1].0) && cuts[2].1 == long.len());
        let asked = parse("gas").unwrap();
        let pieces = of_document(long, &shown(&asked));
        assert!(pieces.contains(&("gas".to_owned(), true)), "{pieces:?}");
        let one_line = "é".repeat(BYTES);
        let cuts: Vec<(usize, usize)> = stretches(&one_line).collect();
        assert!(cuts.len() == 2 && cuts[1].1 == one_line.len());
        assert!(of_document(String::new(), &shown(&asked)).is_empty());
    }

    #[test]
    fn the_stretch_with_most_of_the_query_is_shown() {
        let long = format!("gas {} gas power {}", "x ".repeat(100), "y ".repeat(100));
        let shown = marked(&long, "gas power");
        assert!(
            shown.contains("[gas] [power] y") && shown.starts_with("… x") && shown.ends_with("y …"),
            "{shown}"
        );
        assert!(shown.split_whitespace().count() <= WORDS + 2);
    }
}
