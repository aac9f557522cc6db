//! Names in a query: which correspondent, organization, custodian or community is meant. It does not guess: what fits several is told.

use std::cmp::Reverse;
use std::ops::ControlFlow;

use super::distance::distance;
use super::wrong::Wrong;
use crate::case::index::read::{Index, Named};
use crate::case::index::{Actor, Key, words};

/// Candidates that are told.
const TOLD: usize = 12;
/// Names like the one typed that are told.
const NEAREST: usize = 5;

/// Finds who or what is meant: by its id or an address; by what it is called, letter by letter, then by its words; by another name; an
/// organization by the first part of its domain; by words that all stand in one of its names (or in one address before the @). The
/// first way that fits anything decides. Of several only those with messages in one of `keys` count, if there are any. O(names).
///
/// # Errors
/// [`Wrong::Several`], [`Wrong::Nobody`].
pub fn find(
    index: &Index,
    actor: Actor,
    keys: &[Key],
    typed: &str,
    at: usize,
) -> Result<Named, Wrong> {
    let asked = Asked {
        lower: typed.trim().to_lowercase(),
        folded: words::folded(typed),
        words: words::of(typed),
    };
    let mut best: (u8, Vec<u32>) = (u8::MAX, Vec::new());
    index.called(actor, |number, sort, name| {
        if let Some(way) = asked.fits(actor, sort, name) {
            if way < best.0 {
                best = (way, Vec::new());
            }
            if way == best.0 && best.1.last() != Some(&number) {
                best.1.push(number);
            }
        }
        ControlFlow::Continue(())
    })?;
    let mut fitting = best.1;
    if fitting.len() > 1 {
        let mut telling = Vec::new();
        for number in &fitting {
            if index.has_any(keys, *number)? {
                telling.push(*number);
            }
        }
        if !telling.is_empty() {
            fitting = telling;
        }
    }
    match fitting.as_slice() {
        [one] => Ok(index.actor(actor, *one)?),
        [] => Err(Wrong::Nobody {
            typed: typed.to_owned(),
            at,
            nearest: nearest(index, actor, &asked)?,
        }),
        many => Err(Wrong::Several {
            typed: typed.to_owned(),
            at,
            count: many.len(),
            candidates: ranked(index, actor, many)?,
        }),
    }
}

/// What was typed.
struct Asked {
    lower: String,
    folded: String,
    words: Vec<String>,
}

impl Asked {
    /// By which way a name fits, the surest first.
    fn fits(&self, actor: Actor, sort: u8, name: &str) -> Option<u8> {
        match sort {
            0 if name == self.lower => Some(0),
            0 => self.fits_address(actor, name),
            1 => (name == self.lower).then_some(1),
            _ if self.folded.is_empty() => None,
            _ if name == self.folded => Some(sort),
            _ => self.in_words(name).then_some(5),
        }
    }

    fn fits_address(&self, actor: Actor, address: &str) -> Option<u8> {
        let domain = address
            .split('.')
            .next()
            .filter(|_| actor == Actor::Organization);
        if domain == Some(&self.lower) {
            return Some(4);
        }
        let local = address.split('@').next().unwrap_or(address);
        // Most addresses are passed over without folding them.
        let first = self.words.first()?;
        let may = !local.is_ascii() || local.contains(first.as_str());
        (may && self.in_words(&words::folded(local))).then_some(5)
    }

    fn in_words(&self, name: &str) -> bool {
        !self.words.is_empty()
            && self
                .words
                .iter()
                .all(|word| name.split(' ').any(|one| one == word))
    }
}

fn ranked(index: &Index, actor: Actor, numbers: &[u32]) -> Result<Vec<Named>, Wrong> {
    let mut all = numbers
        .iter()
        .map(|number| index.actor(actor, *number))
        .collect::<Result<Vec<_>, _>>()?;
    all.sort_by_key(|one| (Reverse(one.messages), one.number));
    all.truncate(TOLD);
    Ok(all)
}

/// Those with a name most like what was typed: every word has one that is almost the same.
fn nearest(index: &Index, actor: Actor, asked: &Asked) -> Result<Vec<Named>, Wrong> {
    let typed: Vec<Vec<char>> = asked.words.iter().map(|w| w.chars().collect()).collect();
    let mut found: Vec<(usize, u32)> = Vec::new();
    index.called(actor, |number, sort, name| {
        if sort == 1 {
            return ControlFlow::Continue(());
        }
        let local = if sort == 0 {
            words::folded(name.split('@').next().unwrap_or(name))
        } else {
            name.to_owned()
        };
        let distance = typed.iter().try_fold(0, |sum, word| {
            let most = if word.len() < 5 { 1 } else { 2 };
            let best = local
                .split(' ')
                .filter_map(|other| distance(word, other, most))
                .min()?;
            Some(sum + best)
        });
        if let Some(distance) = distance.filter(|_| !asked.words.is_empty()) {
            match found.last_mut() {
                Some((best, last)) if *last == number => *best = distance.min(*best),
                _ => found.push((distance, number)),
            }
        }
        ControlFlow::Continue(())
    })?;
    let Some(best) = found.iter().map(|(distance, _)| *distance).min() else {
        return Ok(Vec::new());
    };
    let numbers: Vec<u32> = found
        .iter()
        .filter(|(distance, _)| *distance == best)
        .map(|(_, number)| *number)
        .collect();
    let mut told = ranked(index, actor, &numbers)?;
    told.truncate(NEAREST);
    Ok(told)
}
