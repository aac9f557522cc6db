//! Words that are written with a capital inside a sentence, message by message, and the words around given ones. It does not know what they
//! stand for, nor who wrote them.

use rustc_hash::{FxHashMap, FxHasher};
use std::hash::{Hash, Hasher};

use crate::case::index::words;
use crate::case::reread::Said;

/// Words on either side that are the context of a word.
const AROUND: usize = 5;
/// Bytes of one message that are looked at.
const BYTES: usize = 1 << 18;
/// Fewest letters of a word that may be a name.
const LETTERS: usize = 3;

/// A capitalised word of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Capital {
    /// Key of the folded word.
    pub key: u64,
    /// As written.
    pub written: String,
    /// `Project` stands before it, or quotation marks around it.
    pub marked: bool,
}

/// The key of a folded word.
pub fn key(word: &str) -> u64 {
    let mut hasher = FxHasher::default();
    word.hash(&mut hasher);
    hasher.finish()
}

/// One word of a passage.
struct Word<'a> {
    key: u64,
    written: &'a str,
    capital: bool,
    /// First of a sentence or of a line that begins one: its capital tells nothing.
    opens: bool,
    quoted: bool,
}

fn read<'a>(passage: &'a str) -> Vec<Word<'a>> {
    let mut end = passage.len().min(BYTES);
    while !passage.is_char_boundary(end) {
        end -= 1;
    }
    let passage = &passage[..end];
    let mut all: Vec<Word> = Vec::new();
    let mut before = 0;
    words::each(passage, |word, start, end| {
        let written = &passage[start..end];
        let gap = passage.get(before..start).unwrap_or_default();
        let opens = all.is_empty()
            || gap.contains([
                '.', '!', '?', ':', '\n', '*', '-', '>', '\u{2022}', '/', '@',
            ]);
        let first = written.chars().next();
        let quoted = gap.ends_with(['"', '\u{201c}'])
            && passage[end..].starts_with(['"', '\u{201d}', ',', '.']);
        all.push(Word {
            key: key(word),
            written,
            capital: first.is_some_and(char::is_uppercase),
            opens,
            quoted,
        });
        before = end;
    });
    all
}

/// The capitalised words of a message that do not open a sentence, each once, sorted by key; of a subject all count if not all are capitals.
pub fn capitals(said: &Said) -> Vec<Capital> {
    let project = key("project");
    let mut all = Vec::new();
    for passage in said.own.iter().copied().chain([said.subject]) {
        let words = read(passage);
        for (at, word) in words.iter().enumerate() {
            let before = at.checked_sub(1).map(|b| &words[b]);
            let marked =
                word.quoted || before.is_some_and(|b| b.key == project && b.capital && !word.opens);
            let long = word.written.chars().count() >= LETTERS;
            let letters = word.written.starts_with(char::is_alphabetic);
            if word.capital && (!word.opens || word.quoted) && long && letters {
                all.push(Capital {
                    key: word.key,
                    written: word.written.to_owned(),
                    marked,
                });
            }
        }
    }
    all.sort_unstable_by(|a, b| {
        (a.key, !a.marked, &a.written).cmp(&(b.key, !b.marked, &b.written))
    });
    all.dedup_by_key(|c| c.key);
    all
}

/// Names of one organization or candidates, as sequences of folded words, by the key of the first.
#[derive(Clone, Debug, Default)]
pub struct Wanted(FxHashMap<u64, Vec<(Vec<u64>, u32)>>);

impl Wanted {
    /// Adds a name under a number; a name without words is passed over.
    pub fn add(&mut self, name: &str, number: u32) {
        let keys: Vec<u64> = words::of(name).iter().map(|w| key(w)).collect();
        if let Some(first) = keys.first() {
            let list = self.0.entry(*first).or_default();
            list.push((keys, number));
            list.sort_by_key(|(keys, _)| std::cmp::Reverse(keys.len()));
        }
    }

    /// The longest name that begins at a place: its number and how many words it has.
    fn at(&self, words: &[Word], at: usize) -> Option<(u32, usize)> {
        let list = self.0.get(&words[at].key)?;
        let fits = |keys: &Vec<u64>| {
            words
                .get(at..at + keys.len())
                .is_some_and(|here| here.iter().zip(keys).all(|(w, k)| w.key == *k))
        };
        list.iter()
            .find(|(keys, _)| fits(keys))
            .map(|(keys, number)| (*number, keys.len()))
    }
}

/// What stands around wanted words in one message.
#[derive(Clone, Debug, Default)]
pub struct Around {
    /// Number of the wanted word and key of a word near it, for each such pair of places.
    pub near: Vec<(u32, u64)>,
    /// Wanted words that stand here without a capital.
    pub small: Vec<u32>,
    /// Wanted words that stand here, each once, sorted.
    pub here: Vec<u32>,
    /// Each so-manieth word of the message, whatever it is: a fair sample of all words.
    pub sample: Vec<u64>,
}

/// Looks for wanted words in a message, and takes each `step`th word as a sample.
pub fn around(said: &Said, wanted: &Wanted, step: usize) -> Around {
    let mut found = Around::default();
    for passage in said.own.iter().copied().chain([said.subject]) {
        let words = read(passage);
        let sample = words.iter().skip(said.message as usize % step.max(1));
        (found.sample).extend(sample.step_by(step.max(1)).map(|w| w.key));
        let mut places: Vec<(usize, usize, u32)> = Vec::new();
        let mut at = 0;
        while at < words.len() {
            match wanted.at(&words, at) {
                Some((number, length)) => {
                    if words[at].capital {
                        found.here.push(number)
                    } else {
                        found.small.push(number)
                    }
                    places.push((at, at + length, number));
                    at += length;
                }
                None => at += 1,
            }
        }
        for &(start, end, number) in &places {
            let near =
                (start.saturating_sub(AROUND)..start).chain(end..(end + AROUND).min(words.len()));
            let free = near.filter(|n| !places.iter().any(|(s, e, _)| (*s..*e).contains(n)));
            found.near.extend(free.map(|n| (number, words[n].key)));
        }
    }
    for list in [&mut found.here, &mut found.small] {
        list.sort_unstable();
        list.dedup();
    }
    found
}

/// The words around the first place of a wanted word, on one line.
pub fn quote(passages: &[&str], wanted: &Wanted, number: u32) -> Option<String> {
    for passage in passages {
        let words = read(passage);
        let place =
            (0..words.len()).find(|at| wanted.at(&words, *at).is_some_and(|(n, _)| n == number));
        let Some(at) = place else { continue };
        let start =
            words[at.saturating_sub(QUOTED)].written.as_ptr() as usize - passage.as_ptr() as usize;
        let last = &words[(at + QUOTED).min(words.len() - 1)];
        let end = last.written.as_ptr() as usize - passage.as_ptr() as usize + last.written.len();
        let text = passage.get(start..end)?;
        return Some(text.split_whitespace().collect::<Vec<_>>().join(" "));
    }
    None
}

/// Words of a quote on either side.
const QUOTED: usize = 12;

#[cfg(test)]
mod tests {
    use super::*;

    fn said<'a>(own: &'a str, subject: &'a str) -> Said<'a> {
        Said {
            message: 0,
            subject,
            own: vec![own],
        }
    }

    #[test]
    fn a_capital_that_opens_a_sentence_tells_nothing() {
        let found = capitals(&said(
            "Goliath called. We met Goliath and Project Heron, \"Otter\". No.",
            "about Kite",
        ));
        let mut written: Vec<(&str, bool)> =
            found.iter().map(|c| (&*c.written, c.marked)).collect();
        written.sort_unstable();
        assert_eq!(
            written,
            [
                ("Goliath", false),
                ("Heron", true),
                ("Kite", false),
                ("Otter", true),
                ("Project", false)
            ]
        );
    }

    #[test]
    fn the_words_around_are_counted_and_names_are_not() {
        let mut wanted = Wanted::default();
        wanted.add("Blue Mill", 0);
        wanted.add("Otter", 1);
        let text = said("the price of Blue Mill and Otter rose; otter", "");
        let found = around(&text, &wanted, 1);
        assert_eq!(found.sample.len(), 9);
        assert_eq!((&*found.here, &*found.small), (&[0, 1][..], &[1][..]));
        let near = |number| found.near.iter().filter(|(n, _)| *n == number).count();
        // Blue Mill: the price of, and, rose (Otter is no context): 5 places on each side.
        assert_eq!(near(0), 5);
        assert!(found.near.contains(&(0, key("price"))));
        assert_eq!(
            quote(&["we saw the Otter in a pond"], &wanted, 1).as_deref(),
            Some("we saw the Otter in a pond")
        );
    }
}
