//! How many of the messages and documents found there are, and by person, organization and year. It does not know why they were found.

use std::cmp::Reverse;

use super::period;
use crate::case::index::read::{Index, Named};
use crate::case::index::{Actor, DOCUMENT, Key};
use crate::error::Result;

/// Actors that are told beside the hits.
const FACETS: usize = 10;

/// Messages and documents.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// Messages.
    pub messages: u32,
    /// Documents.
    pub documents: u32,
}

impl Count {
    /// Both together.
    pub fn all(self) -> u32 {
        self.messages.saturating_add(self.documents)
    }

    fn add(&mut self, is_document: bool) {
        let which = if is_document {
            &mut self.documents
        } else {
            &mut self.messages
        };
        *which = which.saturating_add(1);
    }

    fn of(are_documents: &[bool]) -> Self {
        let mut count = Self::default();
        are_documents.iter().for_each(|one| count.add(*one));
        count
    }
}

/// What is counted beside the hits.
#[derive(Clone, Debug)]
pub struct Counts {
    /// All that was found.
    pub found: Count,
    /// Those who take part in most of it.
    pub people: Vec<(Named, Count)>,
    /// Organizations that are named or take part, likewise.
    pub organizations: Vec<(Named, Count)>,
    /// By year.
    pub years: Vec<(i64, Count)>,
    /// What is undated.
    pub undated: Count,
}

/// Counts what was found, sorted by number. O(found · log of documents).
///
/// # Errors
/// If the index cannot be read.
pub(super) fn counts(index: &Index, found: &[u32]) -> Result<Counts> {
    let documents = index.with(Key::Kind, DOCUMENT.into())?;
    let is_document: Vec<bool> = found
        .iter()
        .map(|number| documents.binary_search(number).is_ok())
        .collect();
    let people = facet(index, Actor::Person, &is_document, |count| {
        index.people(found, |place, who, _| count(place, who))
    })?;
    let organizations = facet(index, Actor::Organization, &is_document, |count| {
        index.organizations(found, count)
    })?;
    let dated = found.partition_point(|number| *number <= index.dated);
    Ok(Counts {
        found: Count::of(&is_document),
        people,
        organizations,
        years: years(index, &found[..dated], &is_document)?,
        undated: Count::of(&is_document[dated..]),
    })
}

/// The actors that are counted most; `each` calls with the place of what was found, and the actor.
fn facet(
    index: &Index,
    actor: Actor,
    is_document: &[bool],
    each: impl FnOnce(&mut dyn FnMut(usize, u32)) -> Result<()>,
) -> Result<Vec<(Named, Count)>> {
    let mut counts: Vec<Count> = Vec::new();
    each(&mut |place, number| {
        let number = number as usize;
        // Numbers come from a file: a damaged one must not fill the memory.
        if number >= counts.len() && number < 1 << 28 {
            counts.resize(number + 1, Count::default());
        }
        if let Some(count) = counts.get_mut(number) {
            count.add(is_document.get(place).copied().unwrap_or(false));
        }
    })?;
    let mut most: Vec<(u32, Count)> = (0_u32..)
        .zip(counts)
        .filter(|(_, count)| count.all() > 0)
        .collect();
    most.sort_unstable_by_key(|(number, count)| (Reverse(count.all()), *number));
    most.truncate(FACETS);
    most.into_iter()
        .map(|(number, count)| Ok((index.actor(actor, number)?, count)))
        .collect()
}

/// By year, of what is dated. O(years · log n).
fn years(index: &Index, dated: &[u32], is_document: &[bool]) -> Result<Vec<(i64, Count)>> {
    let mut years = Vec::new();
    let mut at = 0;
    while let Some(number) = dated.get(at) {
        let Some(date) = index.entry(*number)?.date else {
            break;
        };
        let (year, next) = period::year(date);
        let first = index.first_since(next)?;
        let end = dated
            .partition_point(|number| *number < first)
            .clamp(at + 1, dated.len());
        years.push((year, Count::of(&is_document[at..end])));
        at = end;
    }
    Ok(years)
}
