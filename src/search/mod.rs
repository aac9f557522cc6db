//! Search: a query over the index of a case. It knows words, names, messages and documents; it does not draw conclusions, and it does
//! not print.

pub mod capitals;
pub mod counts;
pub mod distance;
pub mod evaluate;
mod fields;
pub mod names;
mod near;
mod parse;
pub mod period;
pub mod query;
pub mod snippet;
pub mod wrong;

use std::path::Path;

use counts::Counts;
use evaluate::{Evaluator, Scored};
pub use parse::parse;
use query::{Query, Text};
use rustc_hash::FxHashMap;
use snippet::Piece;
use wrong::Wrong;

use crate::case::index::documents::Document;
use crate::case::index::read::{Entry, Index, Named};
use crate::case::index::{Actor, Field};
use crate::case::lookup::Lookup;

/// How hits are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// By date, oldest first, undated last; else by score.
    pub by_date: bool,
    /// One hit for each conversation: its best, or its first. A document that no message carries stands for itself.
    pub by_thread: bool,
    /// Hits shown at most.
    pub limit: usize,
}

/// A hit: a message or a document.
#[derive(Clone, Debug)]
pub struct Hit {
    /// Which.
    pub entry: Entry,
    /// How well it fits; 0 if no words were asked for.
    pub score: f32,
    /// Senders; of a document, of the first message that carries it.
    pub from: Vec<Named>,
    /// Recipients, likewise.
    pub to: Vec<Named>,
    /// The subject, or the title of a document; hits marked.
    pub subject: Vec<Piece>,
    /// Words around the hits.
    pub snippet: Vec<Piece>,
    /// The first message of its conversation; empty if there is none.
    pub thread: String,
    /// Hits in its conversation; 1 if they are not grouped.
    pub hits: u32,
    /// What else is known of a document.
    pub document: Option<Carried>,
}

/// A document, as a hit.
#[derive(Clone, Debug)]
pub struct Carried {
    /// What the index knows of it.
    pub known: Document,
    /// Its name, hits marked.
    pub name: Vec<Piece>,
    /// The first message that carries it; empty if there is none.
    pub first: String,
}

/// What was found.
#[derive(Clone, Debug)]
pub struct Found {
    /// Counts of all of it.
    pub counts: Counts,
    /// Conversations found, if they were asked for.
    pub threads: Option<usize>,
    /// How many hits there are, of which the first are shown: conversations, if they were asked for.
    pub all_hits: usize,
    /// The first of them.
    pub hits: Vec<Hit>,
    /// Whom the names in the query stand for.
    pub meanings: Vec<String>,
}

/// How many messages and documents a query finds.
///
/// # Errors
/// See [`Wrong`].
pub fn count(index: &Index, query: &Query) -> Result<(usize, Vec<String>), Wrong> {
    let mut evaluator = Evaluator::new(index);
    let found = evaluator.find(query)?;
    Ok((found.len(), evaluator.meanings))
}

/// Numbers and scores of all messages and documents found, in the order asked for: ties in score by date, then id.
///
/// # Errors
/// See [`Wrong`].
pub fn all(index: &Index, query: &Query, by_date: bool) -> Result<Scored, Wrong> {
    let mut found = Evaluator::new(index).find(query)?;
    if !by_date {
        order(&mut found);
    }
    Ok(found)
}

fn order(found: &mut Scored) {
    found.sort_unstable_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
}

/// Makes a search. `folder` is that of the index.
///
/// # Errors
/// See [`Wrong`].
pub fn search(
    folder: &Path,
    index: &Index,
    query: &Query,
    options: Options,
) -> Result<Found, Wrong> {
    let mut evaluator = Evaluator::new(index);
    let found = evaluator.find(query)?;
    let numbers: Vec<u32> = found.iter().map(|(number, _)| *number).collect();
    let counts = counts::counts(index, &numbers)?;
    let (shown, threads, all_hits) = chosen(index, found, &numbers, options)?;
    let lookup = Lookup::open(folder)?;
    let texts = snippet::shown(query);
    let hits = shown
        .into_iter()
        .map(|chosen| hit(index, &lookup, &texts, chosen));
    let hits = hits.collect::<Result<Vec<_>, Wrong>>()?;
    Ok(Found {
        counts,
        threads,
        all_hits,
        hits,
        meanings: evaluator.meanings,
    })
}

fn hit(
    index: &Index,
    lookup: &Lookup,
    texts: &[&Text],
    (number, score, hits): (u32, f32, u32),
) -> Result<Hit, Wrong> {
    let entry = index.entry(number)?;
    let id = |number| match number {
        0 => Ok(String::new()),
        number => index.entry(number).map(|entry| entry.id),
    };
    let known = index.document(number)?;
    let (subject, snippet) = match &known {
        None => {
            let subject = lookup.head(entry.row)?.subject;
            (subject, snippet::of(&lookup.text(entry.row)?, texts))
        }
        Some(known) => {
            let text = lookup.document_text(entry.row)?;
            (known.title.clone(), snippet::of_document(text, texts))
        }
    };
    let (from, to) = match &known {
        None => people_of(index, number)?,
        Some(known) if known.first == 0 => (Vec::new(), Vec::new()),
        Some(known) => people_of(index, known.first)?,
    };
    let carried = |known: Document| -> Result<Carried, Wrong> {
        Ok(Carried {
            name: snippet::line(&known.name, Field::Attachment, texts),
            first: id(known.first)?,
            known,
        })
    };
    Ok(Hit {
        subject: snippet::line(&subject, Field::Subject, texts),
        snippet,
        thread: id(entry.thread)?,
        entry,
        score,
        from,
        to,
        hits,
        document: known.map(carried).transpose()?,
    })
}

/// Number, score and hits in the conversation.
type Chosen = Vec<(u32, f32, u32)>;

/// The hits to show, how many conversations there are if they are grouped, and how many hits.
fn chosen(
    index: &Index,
    mut found: Scored,
    numbers: &[u32],
    options: Options,
) -> Result<(Chosen, Option<usize>, usize), Wrong> {
    let mut hits: FxHashMap<u32, u32> = FxHashMap::default();
    let mut thread_of: FxHashMap<u32, u32> = FxHashMap::default();
    if options.by_thread {
        let threads = numbers.iter().zip(index.threads(numbers)?);
        for (number, thread) in threads.filter(|(_, thread)| *thread > 0) {
            *hits.entry(thread).or_default() += 1;
            thread_of.insert(*number, thread);
        }
    }
    if !options.by_date {
        order(&mut found);
    }
    let threads = options.by_thread.then_some(hits.len());
    let all_hits = hits.len() + found.len() - thread_of.len();
    let mut shown = Chosen::new();
    for (number, score) in found {
        if shown.len() == options.limit {
            break;
        }
        match thread_of.get(&number) {
            None => shown.push((number, score, 1)),
            Some(thread) => shown.extend(hits.remove(thread).map(|hits| (number, score, hits))),
        }
    }
    Ok((shown, threads, all_hits))
}

/// Senders and recipients of a message.
fn people_of(index: &Index, number: u32) -> Result<(Vec<Named>, Vec<Named>), Wrong> {
    let mut all = Vec::new();
    index.people(&[number], |_, who, roles| all.push((who, roles)))?;
    let named = |in_roles: u8| {
        let some = all.iter().filter(|(_, roles)| roles & in_roles != 0);
        some.map(|(who, _)| index.actor(Actor::Person, *who))
            .collect::<Result<Vec<_>, _>>()
    };
    Ok((named(0b1)?, named(0b1110)?))
}
