//! A text made ready for the tagger: its tokens, the runs of tokens that can hold names, and what the lexicons say about them.
//! It knows which words are known, not what the weights make of it.

use std::ops::Range;

use super::known::Known;
use super::lexicon::{self, Filter, Lexicon, extend};
use super::name::{is_legal_form, word_in_phrase};
use super::token::{Case, Gap, Kind, Token, Tokens, hash_word};

/// Where a token stands in a phrase of a lexicon.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Place {
    /// In none.
    #[default]
    Out,
    /// The whole.
    Single,
    /// At its start.
    First,
    /// Inside.
    Middle,
    /// At its end.
    Last,
}

/// What is known about a token of a run or beside one.
#[derive(Clone, Copy, Debug, Default)]
pub struct Known1 {
    /// Flags of the word.
    pub word: u16,
    /// Flags of the longest organization's name that it is in.
    pub phrase: u16,
    /// Where in that name.
    pub place: Place,
    /// Whether it is in the name of a place.
    pub in_place: bool,
}

/// A text with all that features are made of. Kept between texts to spare allocations.
#[derive(Clone, Debug)]
pub struct Reading {
    /// The tokens.
    pub tokens: Tokens,
    /// Runs of tokens that can hold names, in order, apart from each other.
    pub runs: Vec<Range<usize>>,
    /// One a token; filled for runs and their neighbours only.
    pub known: Vec<Known1>,
    cache: Vec<(u64, u16)>,
    lower: Filter,
    hosts: Filter,
}

impl Default for Reading {
    fn default() -> Self {
        Self {
            tokens: Tokens::default(),
            runs: Vec::new(),
            known: Vec::new(),
            cache: vec![(0, 0); 1 << CACHE],
            lower: Filter::new(13),
            hosts: Filter::new(13),
        }
    }
}

/// Words whose flags are kept, as a power of two.
const CACHE: u32 = 12;
/// A name has at most this many tokens; longer runs are cut.
const LONGEST_RUN: usize = 40;
/// Small words and marks in a row inside a name.
const LONGEST_BRIDGE: usize = 3;
/// Words of a phrase in the lexicons.
const LONGEST_PHRASE: usize = 8;
/// Flags of phrases that are organizations.
const ORGANIZATION: u16 = lexicon::RESEARCH
    | lexicon::ACRONYM
    | lexicon::COMPANY
    | lexicon::GOVERNMENT
    | lexicon::KNOWN
    | lexicon::KNOWN_SHORT;

impl Reading {
    /// Cuts a text and finds its runs, without any lexicon. Replaces what was there. O(n).
    pub fn split(&mut self, text: &str) {
        self.tokens.read(text);
        self.find_runs(text);
    }

    /// Reads a text. Replaces what was there. O(n).
    pub fn read(&mut self, text: &str, lexicon: Lexicon, known: &Known) {
        self.split(text);
        self.known.clear();
        self.known.resize(self.tokens.list.len(), Known1::default());
        self.lower.clear();
        self.hosts.clear();
        self.sketch(text);
        let mut runs = std::mem::take(&mut self.runs);
        runs.retain(|run| self.look_up(run, text, lexicon, known));
        self.runs = runs;
    }

    /// Whether the word stands in small letters somewhere in the text (with rare false yes).
    pub fn is_also_lower(&self, token: &Token) -> bool {
        self.lower.has(token.word)
    }

    /// Whether the word is a label of a host named in the text (with rare false yes).
    pub fn is_in_host(&self, token: &Token) -> bool {
        self.hosts.has(token.word)
    }

    fn sketch(&mut self, text: &str) {
        for token in &self.tokens.list {
            if token.case == Case::Lower {
                self.lower.add(token.word);
            } else if token.kind == Kind::Address {
                let host = token.text(text);
                let host = host.rsplit('@').next().unwrap_or_default();
                let host = host.split("://").last().unwrap_or_default();
                let host = host.split(['/', '?', ':']).next().unwrap_or_default();
                if host.len() <= 100 {
                    for label in host.split('.').filter(|l| l.len() > 1) {
                        self.hosts.add(hash_word(label));
                    }
                }
            }
        }
    }

    fn find_runs(&mut self, text: &str) {
        self.runs.clear();
        let tokens = &self.tokens.list;
        let mut at = 0;
        while at < tokens.len() {
            if !tokens[at].is_capital() {
                at += 1;
                continue;
            }
            let mut end = at + 1;
            let mut next = end;
            while next < tokens.len() && next - at < LONGEST_RUN && next - end < LONGEST_BRIDGE {
                let token = &tokens[next];
                if token.gap >= Gap::Line {
                    break;
                }
                if token.is_capital() || token.kind == Kind::Number && next == end {
                    end = next + 1;
                } else if !is_bridge(token, text) {
                    break;
                }
                next += 1;
            }
            self.runs.push(at..end);
            at = end;
        }
    }

    /// Flags of a word; those of common words are at hand.
    #[inline]
    fn word_flags(&mut self, word: u64, lexicon: Lexicon) -> u16 {
        let slot = (lexicon::fold(word) >> (32 - CACHE)) as usize;
        if self.cache[slot].0 != word {
            self.cache[slot] = (word, lexicon.flags(word));
        }
        self.cache[slot].1
    }

    /// Looks a run up; whether it can hold a name.
    fn look_up(&mut self, run: &Range<usize>, text: &str, lexicon: Lexicon, known: &Known) -> bool {
        for at in run.clone() {
            self.known[at].word = self.word_flags(self.tokens.list[at].word, lexicon);
        }
        if run.len() == 1 && self.known[run.start].word & lexicon::NEVER != 0 {
            return false;
        }
        for at in [run.start.wrapping_sub(1), run.end] {
            if let Some(word) = self.tokens.list.get(at).map(|t| t.word) {
                self.known[at].word = self.word_flags(word, lexicon);
            }
        }
        let (mut organization_end, mut place_end) = (run.start, run.start);
        for at in run.clone() {
            let (organization, place) = self.longest(at, run.end, lexicon, known);
            if let Some((end, flags)) = organization
                && end > organization_end
                && at >= organization_end
            {
                organization_end = self.legal_end(end, run.end, text);
                self.mark(at..organization_end, flags);
            }
            if let Some(end) = place
                && end > place_end
            {
                for known in &mut self.known[at.max(place_end)..end] {
                    known.in_place = true;
                }
                place_end = end;
            }
        }
        true
    }

    /// Ends of the longest organization (with flags) and place that start at a token.
    fn longest(
        &self,
        at: usize,
        limit: usize,
        lexicon: Lexicon,
        known: &Known,
    ) -> (Option<(usize, u16)>, Option<usize>) {
        let (mut organization, mut place) = (None, None);
        let Some(mut hash) = word_in_phrase(&self.tokens.list[at]) else {
            return (None, None);
        };
        let mut note = |flags: u16, end: usize| {
            if flags & ORGANIZATION != 0 {
                organization = Some((end, flags & ORGANIZATION));
            }
            if flags & lexicon::PLACE != 0 {
                place = Some(end);
            }
        };
        note(self.known[at].word | known.flags(hash), at + 1);
        let mut words = 1;
        for end in at + 1..limit {
            let Some(word) = word_in_phrase(&self.tokens.list[end]) else {
                continue;
            };
            words += 1;
            hash = extend(hash, word);
            let dead_end = words == 2 && !lexicon.begins(hash) && !known.begins(hash);
            if dead_end || words > LONGEST_PHRASE {
                break;
            }
            note(lexicon.flags(hash) | known.flags(hash), end + 1);
        }
        (organization, place)
    }

    fn legal_end(&self, mut end: usize, limit: usize, text: &str) -> usize {
        let tokens = &self.tokens.list;
        loop {
            let comma = end < limit && tokens[end].text(text) == ",";
            let form = end + usize::from(comma);
            if form >= limit || !is_legal_form(tokens[form].text(text)) {
                return end;
            }
            end = form + 1;
        }
    }

    fn mark(&mut self, range: Range<usize>, flags: u16) {
        let last = range.end - 1;
        for at in range.clone() {
            self.known[at].phrase = flags;
            self.known[at].place = match (at == range.start, at == last) {
                (true, true) => Place::Single,
                (true, false) => Place::First,
                (false, true) => Place::Last,
                (false, false) => Place::Middle,
            };
        }
    }
}

/// Small words and marks that names have inside.
fn is_bridge(token: &Token, text: &str) -> bool {
    let word = token.text(text);
    match token.kind {
        Kind::Mark => matches!(
            word,
            "&" | "-" | "." | "," | "/" | "'" | "\u{2019}" | "+" | "\u{2013}"
        ),
        Kind::Word => {
            matches!(
                word,
                "of" | "the"
                    | "and"
                    | "for"
                    | "in"
                    | "de"
                    | "la"
                    | "du"
                    | "des"
                    | "le"
                    | "van"
                    | "von"
                    | "der"
                    | "den"
                    | "del"
                    | "da"
                    | "do"
                    | "di"
                    | "to"
                    | "on"
                    | "at"
                    | "y"
                    | "e"
                    | "et"
                    | "und"
                    | "f\u{fc}r"
                    | "n"
                    | "s"
            ) || matches!(word, "'s" | "\u{2019}s")
        }
        Kind::Number => true,
        Kind::Address => false,
    }
}
