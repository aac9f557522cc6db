//! What `why` takes from the case for each message: subject, a snippet of the text, the copy that shows it.

use std::path::Path;

use mailties::case::lookup::{FoundCopy, Lookup};
use mailties::case::text::Text;
use mailties::error::Result;
use mailties::message::SegmentKind;
use mailties::pipeline::Conclusions;
use mailties::report::proof::Row;
use rustc_hash::FxHashMap;

use super::super::snippet::{SNIPPET, around, one_line};

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
        gathered
            .snippets
            .push(snippet(&lookup, case, row, version)?);
    }
    gathered.copies = origins(&lookup, case, rows)?;
    Ok(gathered)
}

/// The words around the name, in the message or in the document that holds it; else the first own words.
fn snippet(lookup: &Lookup, case: &Conclusions, row: &Row, version: i64) -> Result<String> {
    if let Some((document, place)) = row.in_document {
        let text = lookup.document_text(case.facts.documents[document as usize].row)?;
        return Ok(around(&text, place.unwrap_or(0)));
    }
    let text = lookup.text(version)?;
    Ok(match row.place {
        Some(place) => around(&text.text, place),
        None => first_words(&text),
    })
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
