//! Words in a row, and words near each other, by their places. It does not know what is done with the messages found.

use rustc_hash::FxHashMap;

use super::query::Text;
use crate::case::index::FIELDS;
use crate::case::index::postings::{self, Numbers};
use crate::case::index::read::{Index, Wanted};
use crate::error::Result;

/// The list of messages and the places of a word.
type Lists = Vec<(Vec<u8>, Vec<u8>)>;
/// Message and place, sorted.
type Places = Vec<(u32, u32)>;

/// Calls `found` with field, message, and how often the words stand there: in a row, or (once) near each other.
///
/// Near: a stretch begins at a place of one of the words and ends at most `near` places later; all words stand in it, a word that is
/// given twice at two places. O(places of the words).
///
/// # Errors
/// If the index cannot be read.
pub fn find(index: &Index, text: &Text, mut found: impl FnMut(usize, u32, u32)) -> Result<()> {
    let mut distinct: Vec<&(String, bool)> = text.words.iter().collect();
    distinct.sort_unstable();
    distinct.dedup();
    let mut lists: Vec<[Lists; FIELDS]> = Vec::new();
    for (word, is_prefix) in &distinct {
        let mut of_word: [Lists; FIELDS] = Default::default();
        let wanted = if *is_prefix {
            Wanted::Prefix(word)
        } else {
            Wanted::Word(word)
        };
        index.words(wanted, true, |field, list, places| {
            of_word[field].push((list.to_vec(), places.to_vec()))
        })?;
        lists.push(of_word);
    }
    let order: Vec<usize> = text
        .words
        .iter()
        .map(|word| distinct.binary_search(&word).unwrap_or(0))
        .collect();
    for field in text.fields.iter().map(|field| *field as usize) {
        let Some(candidates) = candidates(lists.iter().map(|of_word| &of_word[field])) else {
            continue;
        };
        let places: Vec<Places> = lists
            .iter()
            .map(|of_word| places(&of_word[field], &candidates))
            .collect();
        let mut rests: Vec<&[(u32, u32)]> = places.iter().map(Vec::as_slice).collect();
        for message in candidates {
            let here: Vec<&[(u32, u32)]> =
                rests.iter_mut().map(|rest| take(rest, message)).collect();
            let times = match text.near {
                None => in_a_row(&here, &order),
                Some(near) => u32::from(is_near(&here, &order, near)),
            };
            if times > 0 {
                found(field, message, times);
            }
        }
    }
    Ok(())
}

/// Messages that have all words; `None` if there is none.
fn candidates<'a>(words: impl Iterator<Item = &'a Lists>) -> Option<Vec<u32>> {
    let mut all: Option<Vec<u32>> = None;
    for lists in words {
        let mut messages: Vec<u32> = lists
            .iter()
            .flat_map(|(list, _)| postings::entries(list).map(|(message, _)| message))
            .collect();
        if lists.len() > 1 {
            messages.sort_unstable();
            messages.dedup();
        }
        let both = match all {
            None => messages,
            Some(before) => common(&before, &messages),
        };
        if both.is_empty() {
            return None;
        }
        all = Some(both);
    }
    all
}

fn common(a: &[u32], b: &[u32]) -> Vec<u32> {
    let mut rest = b.iter().peekable();
    let is_in = |m: &&u32| {
        while rest.next_if(|other| other < m).is_some() {}
        rest.peek() == Some(m)
    };
    a.iter().filter(is_in).copied().collect()
}

/// The places of a word in the candidates.
fn places(lists: &Lists, candidates: &[u32]) -> Places {
    let mut all = Vec::new();
    for (list, packed) in lists {
        let mut numbers = Numbers::new(packed);
        let mut rest = candidates;
        for (message, times) in postings::entries(list) {
            while rest.first().is_some_and(|candidate| *candidate < message) {
                rest = &rest[1..];
            }
            if rest.first() != Some(&message) {
                numbers.pass(times);
                continue;
            }
            let mut place = 0_u32;
            for step in numbers.by_ref().take(times as usize) {
                place = place.wrapping_add(step as u32);
                all.push((message, place));
            }
        }
    }
    if lists.len() > 1 {
        all.sort_unstable();
    }
    all
}

/// Takes the places in a message off the front.
fn take<'a>(rest: &mut &'a [(u32, u32)], message: u32) -> &'a [(u32, u32)] {
    let end = rest.iter().take_while(|(m, _)| *m == message).count();
    let (here, after) = rest.split_at(end);
    *rest = after;
    here
}

/// How often the words stand one after the other.
fn in_a_row(places: &[&[(u32, u32)]], order: &[usize]) -> u32 {
    let Some(first) = order.first() else { return 0 };
    let starts = places[*first].iter().filter(|(message, start)| {
        let mut others = (0..).zip(order).skip(1);
        others.all(|(step, word)| {
            places[*word]
                .binary_search(&(*message, start.saturating_add(step)))
                .is_ok()
        })
    });
    starts.count() as u32
}

/// Whether all words stand within `near` places of the first of them.
fn is_near(places: &[&[(u32, u32)]], order: &[usize], near: u32) -> bool {
    let mut times: FxHashMap<usize, usize> = FxHashMap::default();
    order
        .iter()
        .for_each(|word| *times.entry(*word).or_default() += 1);
    let mut starts: Vec<u32> = places
        .iter()
        .flat_map(|all| all.iter().map(|(_, place)| *place))
        .collect();
    starts.sort_unstable();
    let mut next = vec![0_usize; places.len()];
    starts.into_iter().any(|start| {
        (0..places.len()).all(|word| {
            while places[word]
                .get(next[word])
                .is_some_and(|(_, place)| *place < start)
            {
                next[word] += 1;
            }
            let last = next[word] + times.get(&word).copied().unwrap_or(1) - 1;
            places[word]
                .get(last)
                .is_some_and(|(_, place)| *place <= start.saturating_add(near))
        })
    })
}
