//! Text cut into tokens for the recognizer: words, numbers, marks, and addresses that are one token each. It knows bytes and
//! lines, not names.
//!
//! Made for raw mail: e-mail addresses, web addresses, file names and Notes paths (`Jo Doe/HOU/ECT@ECT`) are single tokens that no
//! name contains; a line that ends early ends a name; the `>` of quotes are no part of the text.

use super::chunk::{Chunk, Form, LONGEST_WORD, address, inner, word_length};

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Letters, perhaps with digits, `&` or dots inside.
    Word,
    /// Digits alone.
    Number,
    /// Anything else, one character (or the same one repeated).
    Mark,
    /// An e-mail or web address, a path, a file name: never part of a name.
    Address,
}

/// How a word is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Case {
    /// No letter.
    None,
    /// No capital: `tide`.
    Lower,
    /// One capital first: `Tide`.
    Title,
    /// A single capital: `T`.
    Initial,
    /// Two or more capitals and no small letter: `NOAA`, `AT&T`, `U.S.`.
    Upper,
    /// Capitals elsewhere: `eBay`, `BBBOnline`.
    Mixed,
}

/// What lies between a token and the one before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Gap {
    /// Nothing.
    None,
    /// White space on a line.
    Space,
    /// A line that was full: the text goes on.
    Wrap,
    /// A line that ended early.
    Line,
    /// An empty line, or the start of the text.
    Blank,
}

/// A token. Offsets are bytes in the text.
#[derive(Clone, Copy, Debug)]
pub struct Token {
    /// First byte.
    pub start: u32,
    /// Byte after the last.
    pub end: u32,
    /// Hash of the characters in lower case.
    pub word: u64,
    /// What it is.
    pub kind: Kind,
    /// How it is written.
    pub case: Case,
    /// What lies before it.
    pub gap: Gap,
    /// Its line, an index in [`Tokens::lines`].
    pub line: u32,
}

impl Token {
    /// Whether a name can begin with it: a word with a capital.
    pub fn is_capital(&self) -> bool {
        self.kind == Kind::Word && self.case > Case::Lower
    }

    /// Its text.
    pub fn text<'a>(&self, text: &'a str) -> &'a str {
        text.get(self.start as usize..self.end as usize)
            .unwrap_or_default()
    }
}

/// A line of the text.
#[derive(Clone, Copy, Debug, Default)]
pub struct Line {
    /// Index of its first token.
    pub first: u32,
    /// Index after its last token.
    pub end: u32,
    /// Hash of the word before a colon at its start (`From:`, `Phone:`), or 0.
    pub label: u64,
    /// Whether a word on it has small letters only.
    pub has_lower: bool,
}

/// The tokens of a text and its lines. Kept between texts to spare allocations.
#[derive(Clone, Debug, Default)]
pub struct Tokens {
    /// The tokens, in order.
    pub list: Vec<Token>,
    /// The lines that hold a token.
    pub lines: Vec<Line>,
    /// Whether the line being read has a word in small letters.
    has_lower: bool,
}

/// A line of at least this many bytes goes on in the next one.
const FULL_LINE: usize = 52;
/// A Notes path takes up to this many words of a name before it.
const NAME_BEFORE_PATH: usize = 3;

const SEED: u64 = 0x9E37_79B9_7F4A_7C15;
const FACTOR: u64 = 0x517C_C1B7_2722_0A95;

/// One step of the hash of words and phrases.
#[inline]
pub fn mix(hash: u64, value: u64) -> u64 {
    (hash.rotate_left(23) ^ value).wrapping_mul(FACTOR)
}

/// The hash of a word as [`Token::word`] has it: of its characters in lower case. O(n).
#[inline]
pub fn hash_word(word: &str) -> u64 {
    if word.is_ascii() {
        hash_bytes(word.as_bytes())
    } else {
        let lower: String = word
            .chars()
            .map(|c| if c == '\u{2019}' { '\'' } else { c })
            .flat_map(char::to_lowercase)
            .collect();
        hash_bytes(lower.as_bytes())
    }
}

/// Eight bytes at a time. In what words are made of, the bit 0x20 is all that tells capitals from small letters.
#[inline]
fn hash_bytes(bytes: &[u8]) -> u64 {
    const SMALL: u64 = 0x2020_2020_2020_2020;
    let (mut hash, mut rest) = (SEED ^ bytes.len() as u64, bytes);
    while let Some((eight, more)) = rest.split_first_chunk::<8>() {
        hash = mix(hash, u64::from_le_bytes(*eight) | SMALL);
        rest = more;
    }
    let mut last = 0;
    for byte in rest {
        last = last << 8 | u64::from(byte | 0x20);
    }
    mix(hash, last)
}

impl Tokens {
    /// Cuts a text. Replaces what was there. O(n).
    pub fn read(&mut self, text: &str) {
        self.list.clear();
        self.lines.clear();
        let bytes = text.as_bytes();
        let (mut at, mut line_start, mut breaks, mut full) = (0, 0, 2_u32, false);
        let mut fresh = true;
        while at < bytes.len() {
            match bytes[at] {
                b'\n' => {
                    full = breaks == 0 && at - line_start >= FULL_LINE;
                    breaks += 1;
                    at += 1;
                    line_start = at;
                    fresh = true;
                    at += quote_marks(&bytes[at..]);
                }
                byte if byte <= b' ' || byte == 0x7F => {
                    at += 1;
                    fresh = true;
                }
                _ => {
                    let gap = match breaks {
                        0 if fresh => Gap::Space,
                        0 => Gap::None,
                        1 if full => Gap::Wrap,
                        1 => Gap::Line,
                        _ => Gap::Blank,
                    };
                    let chunk = Chunk::first(&bytes[at..]);
                    let end = at + chunk.length;
                    if gap >= Gap::Wrap {
                        self.new_line();
                    }
                    self.cut(text, at, &chunk, gap);
                    (at, breaks, fresh) = (end, 0, false);
                }
            }
        }
        self.end_line();
    }

    fn new_line(&mut self) {
        self.end_line();
        self.lines.push(Line {
            first: self.list.len() as u32,
            ..Line::default()
        });
    }

    fn end_line(&mut self) {
        let Some(line) = self.lines.last_mut() else {
            return;
        };
        line.has_lower = std::mem::take(&mut self.has_lower);
        line.end = self.list.len() as u32;
        let tokens = &self.list[line.first as usize..];
        if let [first, colon, ..] = tokens
            && first.kind == Kind::Word
            && colon.kind == Kind::Mark
            && colon.word == hash_word(":")
        {
            line.label = first.word;
        }
    }

    /// Cuts what stands between white space. Most are letters alone, or letters and a mark.
    fn cut(&mut self, text: &str, start: usize, chunk: &Chunk, gap: Gap) {
        let end = start + chunk.length;
        let bytes = &text.as_bytes()[start..end];
        if let Some(case) = chunk.case(chunk.last)
            && bytes.len() <= LONGEST_WORD
        {
            return self.add(start, end, hash_bytes(bytes), Kind::Word, case, gap);
        }
        if let [word @ .., b'.' | b',' | b';' | b':' | b'!' | b'?' | b')'] = bytes
            && let Some(case) = chunk.case(0)
            && word.len() <= LONGEST_WORD
            && !word.is_empty()
        {
            self.add(start, end - 1, hash_bytes(word), Kind::Word, case, gap);
            let mark = hash_bytes(&bytes[word.len()..]);
            return self.add(end - 1, end, mark, Kind::Mark, Case::None, Gap::None);
        }
        let (from, to) = inner(text, start, end);
        if from < to
            && let Some(address) = address(&text[from..to])
        {
            self.split(text, start, from, gap);
            let gap = if from > start { Gap::None } else { gap };
            if address == Form::Path {
                self.take_name_before();
            }
            self.push(text, from, to, gap, Kind::Address);
            return self.split(text, to, end, Gap::None);
        }
        self.split(text, start, end, gap);
    }

    /// A Notes path has the person's first names before it: they belong to it.
    fn take_name_before(&mut self) {
        let line = self.lines.last().map_or(0, |l| l.first as usize);
        let mut left = NAME_BEFORE_PATH;
        for token in self.list[line..].iter_mut().rev() {
            let dot = token.gap == Gap::None && token.word == hash_word(".");
            if left == 0 || !token.is_capital() && !dot {
                break;
            }
            left -= usize::from(!dot);
            token.kind = Kind::Address;
        }
    }

    /// Cuts words from marks.
    fn split(&mut self, text: &str, start: usize, end: usize, mut gap: Gap) {
        let mut at = start;
        while at < end {
            let length = word_length(&text[at..end]);
            if length > 0 {
                let number = text.as_bytes()[at..at + length]
                    .iter()
                    .all(u8::is_ascii_digit);
                let kind = match number {
                    true => Kind::Number,
                    false if length > LONGEST_WORD => Kind::Address,
                    false => Kind::Word,
                };
                self.push(text, at, at + length, gap, kind);
                at += length;
            } else {
                let Some(first) = text[at..end].chars().next() else {
                    return;
                };
                let same = text[at..end].chars().take_while(|c| *c == first).count();
                let length = same * first.len_utf8();
                self.push(text, at, at + length, gap, Kind::Mark);
                at += length;
            }
            gap = Gap::None;
        }
    }

    fn push(&mut self, text: &str, start: usize, end: usize, gap: Gap, kind: Kind) {
        let word = &text[start..end];
        let (hash, case) = match kind {
            Kind::Word => (hash_word(word), case_of(word)),
            Kind::Number => (hash_bytes(word.as_bytes()), Case::None),
            Kind::Mark => (hash_mark(word), Case::None),
            Kind::Address => (0, Case::None),
        };
        self.add(start, end, hash, kind, case, gap);
    }

    #[inline]
    fn add(&mut self, start: usize, end: usize, word: u64, kind: Kind, case: Case, gap: Gap) {
        self.has_lower |= case == Case::Lower;
        self.list.push(Token {
            start: start as u32,
            end: end as u32,
            word,
            kind,
            case,
            gap,
            line: self.lines.len().saturating_sub(1) as u32,
        });
    }
}

/// The hash of a mark, however often it is repeated.
fn hash_mark(mark: &str) -> u64 {
    let first = mark.chars().next().map_or(0, char::len_utf8);
    hash_word(&mark[..first])
}

/// Length of the quote marks at the start of a line.
fn quote_marks(line: &[u8]) -> usize {
    let marks = line
        .iter()
        .take_while(|b| matches!(b, b'>' | b' ' | b'|'))
        .count();
    if line[..marks].contains(&b'>') {
        marks
    } else {
        0
    }
}

/// How a word is written. A word has at least one character.
fn case_of(word: &str) -> Case {
    let (mut upper, mut lower, mut first_upper) = (0, 0, false);
    if word.is_ascii() {
        for byte in word.bytes() {
            lower += usize::from(byte.is_ascii_lowercase());
            upper += usize::from(byte.is_ascii_uppercase());
        }
        first_upper = word.as_bytes()[0].is_ascii_uppercase();
        return case(word, upper, lower, first_upper);
    }
    for (i, c) in word.chars().enumerate() {
        if c.is_lowercase() {
            lower += 1;
        } else if c.is_uppercase() {
            upper += 1;
            first_upper |= i == 0;
        }
    }
    case(word, upper, lower, first_upper)
}

fn case(word: &str, upper: usize, lower: usize, first_upper: bool) -> Case {
    match (upper, lower) {
        (0, 0) => Case::None,
        (0, _) => Case::Lower,
        (1, 0) => {
            if word.len() == 1 {
                Case::Initial
            } else {
                Case::Upper
            }
        }
        (_, 0) => Case::Upper,
        (1, _) if first_upper => Case::Title,
        _ => Case::Mixed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<(&str, Kind, Gap)> {
        let mut tokens = Tokens::default();
        tokens.read(text);
        tokens
            .list
            .iter()
            .map(|t| (t.text(text), t.kind, t.gap))
            .collect()
    }

    #[test]
    fn a_notes_path_takes_the_name_before_it() {
        let tokens = cut("From: Jo Q. Doe/HOU/ECT@ECT wrote");
        let kinds: Vec<(&str, Kind)> = tokens.iter().map(|t| (t.0, t.1)).collect();
        assert_eq!(
            kinds,
            [
                ("From", Kind::Word),
                (":", Kind::Mark),
                ("Jo", Kind::Address),
                ("Q", Kind::Address),
                (".", Kind::Address),
                ("Doe/HOU/ECT@ECT", Kind::Address),
                ("wrote", Kind::Word),
            ]
        );
    }

    #[test]
    fn lines_end_names_when_they_are_short() {
        let long = "This line is as long as lines are that go on with the";
        let text = format!("Hi Jo,\n\n{long}\n> Tide Gauge\nWorks");
        let gaps: Vec<(&str, Gap)> = cut(&text).iter().map(|t| (t.0, t.2)).collect();
        assert!(gaps.contains(&("Tide", Gap::Wrap)));
        assert!(gaps.contains(&("Works", Gap::Line)));
        assert!(gaps.contains(&("This", Gap::Blank)));
        assert!(gaps.contains(&("Jo", Gap::Space)));
        assert!(gaps.contains(&(",", Gap::None)));
        assert!(!gaps.iter().any(|g| g.0 == ">"));
    }

    #[test]
    fn case_and_hash_tell_how_and_what() {
        for (word, case) in [
            ("tide", Case::Lower),
            ("Tide", Case::Title),
            ("T", Case::Initial),
            ("NOAA", Case::Upper),
            ("AT&T", Case::Upper),
            ("eBay", Case::Mixed),
            ("\u{c9}cole", Case::Title),
        ] {
            for text in [word.to_owned(), format!("{word},")] {
                let mut tokens = Tokens::default();
                tokens.read(&text);
                let hash = hash_word(&word.to_lowercase());
                assert_eq!(tokens.list[0].case, case, "{text}");
                assert_eq!(tokens.list[0].word, hash, "{text}");
                assert_eq!(tokens.list[0].text(&text), word);
            }
        }
        assert_ne!(hash_word("tide"), hash_word("tidy"));
        assert_ne!(hash_word("harbours"), hash_word("harbourt"));
    }
}
