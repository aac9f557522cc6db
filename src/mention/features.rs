//! Features of a token: what it is, what stands around it, what the lexicons say, as rows of the table of weights. It knows no
//! weights. About 45 a token; two may share a row.

use std::ops::Range;

use super::lexicon;
use super::reading::{Known1, Place, Reading};
use super::token::{Case, Gap, Kind, Token, mix};

/// Flags of a word that tell kinds of words apart.
const NAMES: u16 = lexicon::FIRST_NAME | lexicon::SURNAME;
const ENDS: u16 = lexicon::LEGAL | lexicon::HEAD;
/// Stands for the end of a line or text.
const BREAK: u64 = 0xB2EA;

/// Rows of features with few values, as a power of two.
const FEW: u32 = 14;

/// The features of a run, token by token: those of the word alone, and those of what stands around it.
#[derive(Clone, Debug, Default)]
pub struct Features {
    /// Hashes of features of what stands around; the low bits are the row.
    pub rows: Vec<u32>,
    /// Index after the last of each token.
    pub ends: Vec<usize>,
    /// Of each token, a hash of all that the features of the word alone depend on.
    pub keys: Vec<u64>,
    shapes: Vec<u64>,
}

struct Sink<'a>(&'a mut Vec<u32>);

impl Sink<'_> {
    #[inline]
    fn add(&mut self, template: u64, value: u64) {
        let hash = (value ^ template.wrapping_mul(0x9E37_79B9_7F4A_7C15))
            .wrapping_mul(0xD6E8_FEB8_6659_FD93);
        self.0.push((hash >> 32) as u32);
    }

    /// For features with few values: they share few rows, which stay in the processor's cache.
    #[inline]
    fn few(&mut self, template: u64, a: u64, b: u64) {
        self.pair(template, a, b);
        if let Some(hash) = self.0.last_mut() {
            *hash >>= 32 - FEW;
        }
    }

    #[inline]
    fn pair(&mut self, template: u64, a: u64, b: u64) {
        self.add(
            template,
            a.rotate_left(17).wrapping_mul(0xA24B_AED4_963E_E407) ^ b,
        );
    }
}

impl Features {
    /// Looks at the words of a run. Replaces what was there. O(n).
    pub fn begin(&mut self, text: &str, reading: &Reading, run: &Range<usize>) {
        self.shapes.clear();
        self.keys.clear();
        let tokens = &reading.tokens.list;
        for token in &tokens[run.clone()] {
            let shape = shape(token.text(text));
            self.shapes.push(shape);
            self.keys
                .push(mix(mix(token.word, shape), token.case as u64));
        }
    }

    /// The features of what stands around each word of the run begun. O(n).
    pub fn around(&mut self, reading: &Reading, run: &Range<usize>) {
        self.rows.clear();
        self.ends.clear();
        let whole = Whole::of(reading, run);
        for at in run.clone() {
            self.token(reading, run, &whole, at);
            self.ends.push(self.rows.len());
        }
    }

    /// Adds the features of the word alone of a run's token, by its index in the run.
    pub fn word(
        &self,
        text: &str,
        reading: &Reading,
        run: &Range<usize>,
        index: usize,
        rows: &mut Vec<u32>,
    ) {
        let at = run.start + index;
        let token = &reading.tokens.list[at];
        let mut sink = Sink(rows);
        sink.add(1, 0);
        sink.add(2, token.word);
        sink.pair(12, token.word, token.case as u64);
        sink.add(13, self.shapes[index]);
        affixes(&mut sink, token.text(text));
        let flags = reading.known[at].word;
        let common = u64::from(flags & lexicon::COMMON);
        sink.pair(30, common, self.shapes[index]);
        sink.pair(33, u64::from(flags & NAMES), self.shapes[index]);
        sink.pair(36, u64::from(flags & NAMES), common);
        sink.add(37, u64::from(flags & ENDS));
    }

    /// The features around the run's token of that index.
    pub fn of(&self, index: usize) -> &[u32] {
        let start = index.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.rows[start..self.ends[index]]
    }

    fn token(&mut self, reading: &Reading, run: &Range<usize>, whole: &Whole, at: usize) {
        let tokens = &reading.tokens.list;
        let shape = |i: usize| -> u64 {
            match i.checked_sub(run.start).and_then(|i| self.shapes.get(i)) {
                Some(shape) => *shape,
                None => tokens
                    .get(i)
                    .map_or(0, |t| 1 + t.kind as u64 * 8 + t.case as u64),
            }
        };
        let (shape_0, shape_l, shape_r) = (shape(at), shape(at.wrapping_sub(1)), shape(at + 1));
        let token = &tokens[at];
        let mut sink = Sink(&mut self.rows);
        let near = Near::of(tokens, at);
        words(&mut sink, token, &near);
        shapes(&mut sink, [shape_l, shape_0, shape_r]);
        lexicons(&mut sink, reading, at);
        layout(&mut sink, reading, run, whole, at, shape_0);
    }
}

/// Words around a token; a line's end hides what lies behind.
struct Near {
    l1: u64,
    l2: u64,
    r1: u64,
    r2: u64,
}

impl Near {
    fn of(tokens: &[Token], at: usize) -> Self {
        let left = |i: usize| i.checked_sub(1).filter(|_| tokens[i].gap < Gap::Line);
        let right =
            |i: usize| Some(i + 1).filter(|r| tokens.get(*r).is_some_and(|t| t.gap < Gap::Line));
        let word = |i: Option<usize>| i.map_or(BREAK, |i| tokens[i].word);
        Self {
            l1: word(left(at)),
            l2: word(left(at).and_then(left)),
            r1: word(right(at)),
            r2: word(right(at).and_then(right)),
        }
    }
}

fn words(sink: &mut Sink, token: &Token, near: &Near) {
    let word = token.word;
    sink.add(3, near.l1);
    sink.add(4, near.r1);
    sink.add(5, near.l2);
    sink.add(6, near.r2);
    sink.pair(7, near.l1, word);
    sink.pair(8, word, near.r1);
    sink.pair(9, near.l1, near.r1);
    sink.pair(10, near.l2, near.l1);
    sink.pair(11, near.r1, near.r2);
}

fn shapes(sink: &mut Sink, [left, this, right]: [u64; 3]) {
    sink.pair(14, left, this);
    sink.pair(15, this, right);
    sink.pair(16, left.rotate_left(9) ^ this, right);
}

fn affixes(sink: &mut Sink, word: &str) {
    if !word.is_ascii() {
        return sink.add(17, 0);
    }
    let bytes = word.as_bytes();
    let hash = |part: &[u8]| {
        part.iter().fold(0_u64, |hash, b| {
            hash << 8 | u64::from(b.to_ascii_lowercase())
        })
    };
    for length in 2..=4.min(bytes.len()) {
        sink.add(16 + length as u64, hash(&bytes[..length]));
        sink.add(20 + length as u64, hash(&bytes[bytes.len() - length..]));
    }
}

fn lexicons(sink: &mut Sink, reading: &Reading, at: usize) {
    let nothing = Known1::default();
    let tokens = &reading.tokens.list;
    let same_line = |i: usize| tokens.get(i).is_some_and(|t| t.gap < Gap::Line);
    let this = &reading.known[at];
    let left = at
        .checked_sub(1)
        .filter(|_| same_line(at))
        .map_or(&nothing, |i| &reading.known[i]);
    let right = Some(at + 1)
        .filter(|i| same_line(*i))
        .map_or(&nothing, |i| &reading.known[i]);
    let common = u64::from(this.word & lexicon::COMMON);
    let place = |known: &Known1| known.place as u64 | u64::from(known.in_place) << 3;
    let mark = u64::from(this.phrase) << 8 | place(this);
    let case = tokens[at].case as u64;
    sink.few(31, u64::from(left.word & lexicon::COMMON), common);
    sink.few(32, common, u64::from(right.word & lexicon::COMMON));
    sink.few(
        34,
        u64::from(left.word & NAMES),
        u64::from(this.word & NAMES),
    );
    sink.few(
        35,
        u64::from(this.word & NAMES),
        u64::from(right.word & NAMES),
    );
    sink.few(
        38,
        u64::from(this.word & ENDS),
        u64::from(right.word & ENDS),
    );
    if this.place != Place::Out || this.in_place {
        sink.few(39, mark, 0);
        sink.few(40, mark, common);
        sink.few(41, mark, case);
        sink.few(42, mark, u64::from(this.word & NAMES));
    }
    sink.few(43, place(left), place(this));
    sink.few(44, place(this), place(right));
}

/// What is true of a whole run.
struct Whole {
    length: u64,
    last_word: u64,
    ends: u64,
    marks: u64,
    upper: bool,
    alone: bool,
    label: u64,
    before: u64,
    after: u64,
}

impl Whole {
    fn of(reading: &Reading, run: &Range<usize>) -> Self {
        let tokens = &reading.tokens.list;
        let line = reading.tokens.lines[tokens[run.start].line as usize];
        let near = Near::of(tokens, run.start);
        let after = Near::of(tokens, run.end - 1);
        let known = &reading.known[run.clone()];
        Self {
            length: run.len().min(6) as u64,
            last_word: tokens[run.end - 1].word,
            ends: known
                .iter()
                .fold(0, |all, k| all | u64::from(k.word & ENDS)),
            marks: known.iter().fold(0, |all, k| all | u64::from(k.phrase)),
            upper: !line.has_lower,
            alone: line.first as usize == run.start && line.end as usize == run.end,
            label: if (line.first as usize) < run.start {
                line.label
            } else {
                1
            },
            before: near.l1,
            after: after.r1,
        }
    }
}

fn layout(
    sink: &mut Sink,
    reading: &Reading,
    run: &Range<usize>,
    whole: &Whole,
    at: usize,
    shape: u64,
) {
    let tokens = &reading.tokens.list;
    let token = &tokens[at];
    let known = &reading.known[at];
    let common = u64::from(known.word & lexicon::COMMON);
    let from_start = (at - run.start).min(3) as u64;
    let from_end = (run.end - 1 - at).min(3) as u64;
    let line_start = u64::from(token.gap >= Gap::Wrap) + u64::from(token.gap >= Gap::Line);
    sink.few(50, from_start, from_end);
    sink.few(51, whole.length, shape);
    sink.pair(52, whole.last_word, from_end.min(1));
    sink.few(53, whole.ends, from_start);
    sink.pair(54, whole.before, from_start);
    sink.pair(55, whole.after, from_end);
    sink.few(56, u64::from(whole.upper), shape);
    sink.few(57, u64::from(whole.upper), common);
    sink.few(58, u64::from(whole.alone), whole.length);
    sink.pair(59, whole.label, u64::from(known.word & NAMES));
    sink.few(60, line_start, common);
    sink.few(61, line_start, shape);
    let seen = u64::from(reading.is_also_lower(token)) | u64::from(reading.is_in_host(token)) << 1;
    sink.few(62, seen, common);
    sink.few(63, seen, token.case as u64);
    sink.few(64, whole.marks, whole.length);
    if token.case == Case::Upper {
        let length = u64::from(token.end - token.start).min(8);
        sink.few(65, length, u64::from(whole.upper));
        sink.few(66, length, common);
    }
    if token.kind == Kind::Number {
        sink.few(67, from_end, whole.ends);
    }
    sink.few(68, u64::from(token.gap == Gap::Wrap), shape);
}

/// The pattern of a word: `Xx`, `X`, `XxX`, `Xd`; repeated kinds once, capitals counted up to five.
fn shape(word: &str) -> u64 {
    let (mut hash, mut last, mut upper) = (0_u64, 0_u8, 0_u64);
    for c in word.chars() {
        let kind = match c {
            'a'..='z' => 1,
            'A'..='Z' => 2,
            '0'..='9' => 3,
            '.' => 4,
            '&' => 5,
            '\'' | '\u{2019}' => 6,
            c if c.is_lowercase() => 1,
            c if c.is_uppercase() => 2,
            _ => 7,
        };
        upper += u64::from(kind == 2);
        if kind != last {
            hash = hash << 3 | u64::from(kind);
            last = kind;
        }
    }
    hash << 3 | upper.min(5)
}
