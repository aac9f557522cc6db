//! Search: a query over the index of a case. It knows words, names and messages; it does not draw conclusions, and it does not print.

pub mod capitals;
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

use std::cmp::Reverse;
use std::path::Path;

use evaluate::{Evaluator, Scored};
pub use parse::parse;
use query::Query;
use rustc_hash::FxHashMap;
use snippet::Piece;
use wrong::Wrong;

use crate::case::index::read::{Entry, Index, Named};
use crate::case::index::{Actor, Field};
use crate::case::lookup::Lookup;

/// Actors that are told beside the hits.
const FACETS: usize = 10;

/// How hits are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// By date, oldest first, undated last; else by score.
    pub by_date: bool,
    /// One hit for each conversation: its best, or its first.
    pub by_thread: bool,
    /// Hits shown at most.
    pub limit: usize,
}

/// A hit.
#[derive(Clone, Debug)]
pub struct Hit {
    /// The message.
    pub message: Entry,
    /// How well it fits; 0 if no words were asked for.
    pub score: f32,
    /// Senders.
    pub from: Vec<Named>,
    /// Recipients.
    pub to: Vec<Named>,
    /// The subject, hits marked.
    pub subject: Vec<Piece>,
    /// Words around the hits.
    pub snippet: Vec<Piece>,
    /// The first message of its conversation.
    pub thread: String,
    /// Hits in its conversation; 1 if they are not grouped.
    pub hits: u32,
}

/// What was found.
#[derive(Clone, Debug)]
pub struct Found {
    /// Messages found.
    pub messages: usize,
    /// Conversations found, if they were asked for.
    pub threads: Option<usize>,
    /// The first of them.
    pub hits: Vec<Hit>,
    /// Those who take part in most of the messages found, with their number.
    pub people: Vec<(Named, u32)>,
    /// Organizations that are named or take part, likewise.
    pub organizations: Vec<(Named, u32)>,
    /// Messages found by year.
    pub years: Vec<(i64, u32)>,
    /// Messages found that are undated.
    pub undated: u32,
    /// Whom the names in the query stand for.
    pub meanings: Vec<String>,
}

/// How many messages a query finds.
///
/// # Errors
/// See [`Wrong`].
pub fn count(index: &Index, query: &Query) -> Result<(usize, Vec<String>), Wrong> {
    let mut evaluator = Evaluator::new(index);
    let found = evaluator.find(query)?;
    Ok((found.len(), evaluator.meanings))
}

/// Numbers and scores of all messages found, in the order asked for: ties in score by date, then id.
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
    let messages: Vec<u32> = found.iter().map(|(message, _)| *message).collect();
    let (years, undated) = years(index, &messages)?;
    let people = facet(index, Actor::Person, |count| {
        index.people(&messages, |_, who, _| count(who))
    })?;
    let organizations = facet(index, Actor::Organization, |count| {
        index.organizations(&messages, |_, which| count(which))
    })?;
    let (shown, threads) = chosen(index, found, &messages, options)?;
    let lookup = Lookup::open(folder)?;
    let texts = snippet::shown(query);
    let hits = shown.into_iter().map(|(number, score, hits)| {
        let message = index.message(number)?;
        let subject = lookup.head(message.version)?.subject;
        let (from, to) = people_of(index, number)?;
        Ok(Hit {
            subject: snippet::line(&subject, Field::Subject, &texts),
            snippet: snippet::of(&lookup.text(message.version)?, &texts),
            thread: index.message(message.thread)?.id,
            message,
            score,
            from,
            to,
            hits,
        })
    });
    let hits = hits.collect::<Result<Vec<_>, Wrong>>()?;
    Ok(Found {
        messages: messages.len(),
        threads,
        hits,
        people,
        organizations,
        years,
        undated,
        meanings: evaluator.meanings,
    })
}

/// Number, score and hits in the conversation.
type Chosen = Vec<(u32, f32, u32)>;

/// The hits to show, and how many conversations there are if they are grouped.
fn chosen(
    index: &Index,
    mut found: Scored,
    messages: &[u32],
    options: Options,
) -> Result<(Chosen, Option<usize>), Wrong> {
    let mut hits: FxHashMap<u32, u32> = FxHashMap::default();
    let mut thread_of: FxHashMap<u32, u32> = FxHashMap::default();
    if options.by_thread {
        for (message, thread) in messages.iter().zip(index.threads(messages)?) {
            *hits.entry(thread).or_default() += 1;
            thread_of.insert(*message, thread);
        }
    }
    if !options.by_date {
        order(&mut found);
    }
    let threads = options.by_thread.then_some(hits.len());
    let mut shown = Chosen::new();
    for (message, score) in found {
        if shown.len() == options.limit {
            break;
        }
        match thread_of.get(&message) {
            None => shown.push((message, score, 1)),
            Some(thread) => shown.extend(hits.remove(thread).map(|hits| (message, score, hits))),
        }
    }
    Ok((shown, threads))
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

/// The actors that are counted most.
fn facet(
    index: &Index,
    actor: Actor,
    each: impl FnOnce(&mut dyn FnMut(u32)) -> crate::error::Result<()>,
) -> Result<Vec<(Named, u32)>, Wrong> {
    let mut counts: Vec<u32> = Vec::new();
    each(&mut |number| {
        let place = number as usize;
        // Numbers come from a file: a damaged one must not fill the memory.
        if place >= counts.len() && place < 1 << 28 {
            counts.resize(place + 1, 0);
        }
        if let Some(count) = counts.get_mut(place) {
            *count += 1;
        }
    })?;
    let mut most: Vec<(u32, u32)> = (0_u32..)
        .zip(counts)
        .filter(|(_, count)| *count > 0)
        .collect();
    most.sort_unstable_by_key(|(number, count)| (Reverse(*count), *number));
    most.truncate(FACETS);
    most.into_iter()
        .map(|(number, count)| Ok((index.actor(actor, number)?, count)))
        .collect()
}

/// Messages by year, and undated ones. O(years · log n).
fn years(index: &Index, messages: &[u32]) -> Result<(Vec<(i64, u32)>, u32), Wrong> {
    let mut years = Vec::new();
    let dated = messages.partition_point(|message| *message <= index.dated);
    let mut at = 0;
    while at < dated {
        let Some(date) = index.message(messages[at])?.date else {
            break;
        };
        let (year, next) = period::year(date);
        let first = index.first_since(next)?;
        let end = messages
            .partition_point(|message| *message < first)
            .clamp(at + 1, dated);
        years.push((year, (end - at) as u32));
        at = end;
    }
    Ok((years, (messages.len() - dated) as u32))
}
