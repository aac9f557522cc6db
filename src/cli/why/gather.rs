//! What `why` takes from the case for each message: subject, a snippet of the text, the copy that shows it.

use std::path::Path;

use mailties::case::lookup::{FoundCopy, Lookup};
use mailties::case::text::Text;
use mailties::error::Result;
use mailties::message::SegmentKind;
use mailties::pipeline::Conclusions;
use mailties::report::proof::Row;
use rustc_hash::FxHashMap;

/// Letters of a snippet.
const SNIPPET: usize = 160;
/// Letters before a name.
const BEFORE: usize = 60;

/// Row by row.
#[derive(Debug, Default)]
pub struct Gathered {
    /// Subjects.
    pub subjects: Vec<String>,
    /// The first own words, or those around the name.
    pub snippets: Vec<String>,
    /// Where the message lies.
    pub copies: Vec<Option<Origin>>,
}

/// The copies of a message.
#[derive(Clone, Debug)]
pub struct Origin {
    /// All of them, of all its versions, in the order of places.
    pub copies: Vec<FoundCopy>,
    /// Which of them are of the version that shows it; at least one.
    pub shown: Vec<usize>,
}

impl Origin {
    /// The first copy, in the order of places, of the version that shows it.
    pub fn first(&self) -> &FoundCopy {
        &self.copies[self.shown[0]]
    }
}

/// Looks all rows up. O(copies in the case), and a text block for each row.
pub fn gather(folder: &Path, case: &Conclusions, rows: &[Row]) -> Result<Gathered> {
    let lookup = Lookup::open(folder)?;
    let mut gathered = Gathered::default();
    for row in rows {
        let version = case.facts.versions[row.version as usize].row;
        gathered.subjects.push(lookup.head(version)?.subject);
        let text = lookup.text(version)?;
        gathered.snippets.push(match row.place {
            Some(place) => around(&text.text, place),
            None => first_words(&text),
        });
    }
    gathered.copies = origins(&lookup, case, rows)?;
    Ok(gathered)
}

fn origins(lookup: &Lookup, case: &Conclusions, rows: &[Row]) -> Result<Vec<Option<Origin>>> {
    let mut of_row: FxHashMap<i64, u32> = FxHashMap::default();
    let mut wanted = Vec::new();
    for row in rows {
        let message = &case.messages.list[row.message as usize];
        for (version, _) in case.messages.versions_of(message) {
            let version = case.facts.versions[*version as usize].row;
            if of_row.insert(version, row.message).is_none() {
                wanted.push(version);
            }
        }
    }
    let mut by_message: FxHashMap<u32, Vec<(i64, FoundCopy)>> = FxHashMap::default();
    for (version, copy) in lookup.copies_of(&wanted)? {
        by_message
            .entry(of_row[&version])
            .or_default()
            .push((version, copy));
    }
    let origins = rows.iter().map(|row| {
        let copies = by_message.get(&row.message)?;
        let shown = case.facts.versions[row.version as usize].row;
        let (shown, copies): (Vec<bool>, Vec<FoundCopy>) = copies
            .iter()
            .map(|(version, copy)| (*version == shown, copy.clone()))
            .unzip();
        let shown: Vec<usize> = (0..copies.len()).filter(|i| shown[*i]).collect();
        (!shown.is_empty()).then_some(Origin { copies, shown })
    });
    Ok(origins.collect())
}

/// Words of a text on one line, at most so many letters.
fn one_line(text: &str, most: usize) -> String {
    let mut line = String::new();
    let mut letters = 0;
    for word in text.split_whitespace() {
        let length = word.chars().count();
        if letters + length > most {
            // A word that is longer than the snippet is cut.
            if line.is_empty() {
                line.extend(word.chars().take(most));
            }
            line.push('\u{2026}');
            break;
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
        letters += length + 1;
    }
    line
}

fn first_words(text: &Text) -> String {
    let own = text
        .segments
        .iter()
        .filter(|(kind, ..)| *kind == SegmentKind::Own);
    let mut words = String::new();
    for (_, _, start, end) in own {
        words.push_str(text.text.get(*start..*end).unwrap_or_default());
        words.push(' ');
        if words.len() > 8 * SNIPPET {
            break;
        }
    }
    one_line(&words, SNIPPET)
}

/// The words around a byte of a text.
fn around(text: &str, place: usize) -> String {
    let (before, after) = (
        text.get(..place).unwrap_or_default(),
        text.get(place..).unwrap_or(text),
    );
    let start = before
        .char_indices()
        .rev()
        .nth(BEFORE)
        .map_or(0, |(i, _)| i);
    // From the next word on.
    let cut = &before[start..];
    let cut = if start == 0 {
        cut
    } else {
        cut.split_once(char::is_whitespace)
            .map_or("", |(_, rest)| rest)
    };
    let rest: String = after.chars().take(4 * SNIPPET).collect();
    let line = one_line(&format!("{cut}{rest}"), SNIPPET);
    if start == 0 {
        line
    } else {
        format!("\u{2026}{line}")
    }
}

#[cfg(test)]
mod tests {
    use super::{around, one_line};

    #[test]
    fn snippets_hold_the_name_and_whole_words() {
        let text = format!(
            "{}the Tide Gauge Works wrote.\n\nMore {}",
            "word ".repeat(40),
            "x ".repeat(300)
        );
        let place = text.find("Tide").unwrap_or(0);
        let found = around(&text, place);
        assert!(
            found.contains("the Tide Gauge Works wrote. More"),
            "{found}"
        );
        assert!(
            found.starts_with("\u{2026}word ") && found.ends_with('\u{2026}'),
            "{found}"
        );
        assert_eq!(around("Tide", 0), "Tide");
        assert_eq!(one_line("a  b\n c", 3), "a b\u{2026}");
        assert_eq!(one_line("abcdef", 3), "abc\u{2026}");
    }
}
