//! Text cut into tokens for the recognizer: words, numbers, marks, and addresses that are one token each. It knows bytes and
//! lines, not names.
//!
//! Made for raw mail: e-mail addresses, web addresses, file names and Notes paths (`Jo Doe/HOU/ECT@ECT`) are single tokens that no
//! name contains; a line that ends early ends a name; the `>` of quotes are no part of the text.

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
}

/// A line of at least this many bytes goes on in the next one.
const FULL_LINE: usize = 52;
/// What is longer than this without white space is no word.
const LONGEST_WORD: usize = 60;
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
pub fn hash_word(word: &str) -> u64 {
    let mut hash = SEED;
    if word.is_ascii() {
        for byte in word.bytes() {
            hash = mix(hash, u64::from(byte.to_ascii_lowercase()));
        }
    } else {
        for c in word.chars().flat_map(char::to_lowercase) {
            let c = if c == '\u{2019}' { '\'' } else { c };
            hash = mix(hash, u64::from(u32::from(c)));
        }
    }
    hash
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
                    let end = at + chunk_length(&bytes[at..]);
                    if gap >= Gap::Wrap {
                        self.new_line();
                    }
                    self.chunk(text, at, end, gap);
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
        line.end = self.list.len() as u32;
        let tokens = &self.list[line.first as usize..];
        line.has_lower = tokens.iter().any(|t| t.case == Case::Lower);
        if let [first, colon, ..] = tokens
            && first.kind == Kind::Word
            && colon.kind == Kind::Mark
            && colon.word == hash_word(":")
        {
            line.label = first.word;
        }
    }

    /// Cuts what stands between white space.
    fn chunk(&mut self, text: &str, start: usize, end: usize, gap: Gap) {
        let bytes = &text.as_bytes()[start..end];
        if bytes.iter().all(u8::is_ascii_lowercase) && bytes.len() <= LONGEST_WORD {
            return self.push(text, start, end, gap, Kind::Word);
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
            Kind::Number => (hash_word(word), Case::None),
            Kind::Mark => (
                hash_word(&word[..word.chars().next().map_or(0, char::len_utf8)]),
                Case::None,
            ),
            Kind::Address => (0, Case::None),
        };
        self.list.push(Token {
            start: start as u32,
            end: end as u32,
            word: hash,
            kind,
            case,
            gap,
            line: self.lines.len().saturating_sub(1) as u32,
        });
    }
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

fn chunk_length(bytes: &[u8]) -> usize {
    bytes
        .iter()
        .position(|b| *b <= b' ' || *b == 0x7F)
        .unwrap_or(bytes.len())
}

/// How a word is written. A word has at least one character.
fn case_of(word: &str) -> Case {
    let (mut upper, mut lower, mut first_upper) = (0, 0, false);
    for (i, c) in word.chars().enumerate() {
        if c.is_lowercase() {
            lower += 1;
        } else if c.is_uppercase() {
            upper += 1;
            first_upper |= i == 0;
        }
    }
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

/// The part of a chunk without brackets and punctuation around it.
fn inner(text: &str, start: usize, end: usize) -> (usize, usize) {
    let bytes = text.as_bytes();
    let (mut from, mut to) = (start, end);
    while from < to
        && matches!(
            bytes[from],
            b'<' | b'(' | b'[' | b'"' | b'\'' | b'{' | b'*' | b'_'
        )
    {
        from += 1;
    }
    while to > from
        && matches!(
            bytes[to - 1],
            b'>' | b')'
                | b']'
                | b'"'
                | b'\''
                | b'}'
                | b'.'
                | b','
                | b';'
                | b':'
                | b'!'
                | b'?'
                | b'*'
                | b'_'
        )
    {
        to -= 1;
    }
    (from, to)
}

#[derive(PartialEq)]
enum Form {
    Plain,
    Path,
}

/// Whether a chunk is an address, a path or a file name.
fn address(chunk: &str) -> Option<Form> {
    let bytes = chunk.as_bytes();
    let (mut at, mut slashes, mut dots, mut odd) = (0, 0, 0, 0);
    for byte in bytes {
        match byte {
            b'@' => at += 1,
            b'/' => slashes += 1,
            b'.' => dots += 1,
            b'_' | b'=' | b'\\' | b'%' | b'#' => odd += 1,
            _ => {}
        }
    }
    if slashes > 0 && is_notes_path(chunk, at > 0) {
        return Some(Form::Path);
    }
    let plain = at > 0 && bytes.len() > 1
        || odd > 0 && bytes.len() > 3
        || bytes.len() > LONGEST_WORD && bytes.is_ascii()
        || slashes > 1 && chunk.contains("://")
        || dots > 0 && is_host_or_file(chunk);
    plain.then_some(Form::Plain)
}

/// `Doe/HOU/ECT`, `Doe/HOU/ECT@ECT`, `Doe/Corp/Enron@Enron`.
fn is_notes_path(chunk: &str, has_at: bool) -> bool {
    let mut parts = chunk.split('/');
    let first = parts.next().unwrap_or_default();
    let named = first.chars().next().is_none_or(char::is_uppercase);
    let rest = parts.clone().count();
    if has_at {
        return named && !first.contains('@') && rest >= 1;
    }
    let unit = |part: &str| {
        part.len() >= 2
            && part
                .bytes()
                .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
    };
    named
        && first.len() >= 2
        && first.bytes().any(|b| b.is_ascii_lowercase())
        && rest >= 2
        && parts.all(unit)
}

/// `www.tides.org/x`, `tides.org`, `minutes.doc`. With a capital it may be a company's name (`Amazon.com`).
fn is_host_or_file(chunk: &str) -> bool {
    let bytes = chunk.as_bytes();
    if bytes.len() > 4 && bytes[..4].eq_ignore_ascii_case(b"www.") {
        return true;
    }
    let last = chunk.rsplit('.').next().unwrap_or_default();
    let small = !bytes.iter().any(u8::is_ascii_uppercase);
    let file = matches!(
        last.to_ascii_lowercase().as_str(),
        "doc"
            | "xls"
            | "pdf"
            | "ppt"
            | "txt"
            | "zip"
            | "jpg"
            | "gif"
            | "htm"
            | "html"
            | "exe"
            | "asp"
            | "cfm"
    );
    let host = small && last.len() >= 2 && last.bytes().all(|b| b.is_ascii_lowercase())
        || small && chunk.contains('/');
    file && bytes.len() > last.len() + 1
        || host && bytes[0].is_ascii_alphanumeric() && bytes.is_ascii()
}

/// Length of the word or number at the start, or 0.
fn word_length(text: &str) -> usize {
    let mut end = 0;
    let mut letters = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((i, c)) = chars.next() {
        let next = chars.peek().map(|(_, n)| *n);
        if c.is_alphanumeric() || is_mark(c) && letters > 0 {
            letters += 1;
            end = i + c.len_utf8();
        } else if letters > 0
            && end < LONGEST_WORD
            && next.is_some_and(char::is_alphanumeric)
            && joins(&text[..end], c, &text[i + c.len_utf8()..])
        {
            end = i + c.len_utf8();
        } else {
            let abbreviation =
                c == '.' && text[..end].contains('.') && letters > 1 && is_dotted(&text[..end]);
            return if abbreviation { i + 1 } else { end };
        }
    }
    end
}

/// A combining mark belongs to the letter before it.
fn is_mark(c: char) -> bool {
    matches!(u32::from(c), 0x300..=0x36F | 0x900..=0x903 | 0x93A..=0x94F)
}

/// Single letters with dots between: `U.S`.
fn is_dotted(word: &str) -> bool {
    word.split('.').all(|part| part.chars().count() == 1)
}

/// Whether a character between two letters or digits joins them to one word.
fn joins(before: &str, c: char, after: &str) -> bool {
    match c {
        '&' => true,
        '\'' | '\u{2019}' => {
            let rest = word_end(after);
            !matches!(rest, "s" | "S" | "ll" | "re" | "ve" | "d" | "m")
        }
        '.' => {
            is_dotted(before)
                && word_end(after).chars().count() == 1
                && before.chars().all(|c| !c.is_ascii_digit())
                || matches!(after, "com" | "org" | "net" | "edu" | "gov" | "COM" | "Com")
                    && before.chars().next().is_some_and(char::is_uppercase)
                || before.bytes().all(|b| b.is_ascii_digit())
                    && after.as_bytes()[0].is_ascii_digit()
        }
        ',' => before.bytes().all(|b| b.is_ascii_digit()) && after.as_bytes()[0].is_ascii_digit(),
        _ => false,
    }
}

fn word_end(text: &str) -> &str {
    let end = text
        .find(|c: char| !c.is_alphanumeric())
        .unwrap_or(text.len());
    &text[..end]
}
