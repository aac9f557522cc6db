//! What stands between white space: an address, a Notes path, a file name, or words and marks, and how long each word is. It knows no
//! lines and no names.

use super::token::Case;

/// What is longer than this without white space is no word.
pub(super) const LONGEST_WORD: usize = 60;

const LOWER: u8 = 1;
const UPPER: u8 = 2;
const OTHER: u8 = 4;

/// What each byte is: 0 white space, else one of the above.
const CLASSES: [u8; 256] = {
    let mut classes = [OTHER; 256];
    let mut byte = 0;
    while byte < 256 {
        classes[byte] = match byte as u8 {
            b'a'..=b'z' => LOWER,
            b'A'..=b'Z' => UPPER,
            0..=b' ' | 0x7F => 0,
            _ => OTHER,
        };
        byte += 1;
    }
    classes
};

/// What stands before white space, and what its bytes are: [`LOWER`] and the like, joined.
pub(super) struct Chunk {
    /// Bytes.
    pub(super) length: usize,
    first: u8,
    middle: u8,
    /// 0 if there is one byte only.
    pub(super) last: u8,
}

impl Chunk {
    /// The chunk at the start of what begins with no white space. O(n).
    #[inline]
    pub(super) fn first(bytes: &[u8]) -> Self {
        let class = |i: usize| bytes.get(i).map_or(0, |byte| CLASSES[usize::from(*byte)]);
        let (first, mut middle, mut last, mut length) = (class(0), 0, 0, 1);
        loop {
            let next = class(length);
            if next == 0 {
                return Self {
                    length,
                    first,
                    middle,
                    last,
                };
            }
            middle |= last;
            last = next;
            length += 1;
        }
    }

    /// How it is written if all of it is ASCII letters, with what its last byte is taken for.
    #[inline]
    pub(super) fn case(&self, last: u8) -> Option<Case> {
        Some(match (self.first, self.middle | last) {
            (LOWER, 0 | LOWER) => Case::Lower,
            (UPPER, 0) => Case::Initial,
            (UPPER, LOWER) => Case::Title,
            (UPPER, UPPER) => Case::Upper,
            (first, rest) if (first | rest) & OTHER == 0 => Case::Mixed,
            _ => return None,
        })
    }
}

/// The part of a chunk without brackets and punctuation around it.
pub(super) fn inner(text: &str, start: usize, end: usize) -> (usize, usize) {
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

/// What a chunk that is no word is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// An e-mail or web address, a file name, code.
    Plain,
    /// A Notes path: a person.
    Path,
}

/// Whether a chunk is an address, a path or a file name.
pub(super) fn address(chunk: &str) -> Option<Form> {
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
pub(super) fn word_length(text: &str) -> usize {
    let bytes = text.as_bytes();
    let plain = bytes
        .iter()
        .position(|b| !b.is_ascii_alphanumeric())
        .unwrap_or(bytes.len());
    let after = bytes.get(plain).copied().unwrap_or(b' ');
    if after < 0x80 && (plain == 0 || !matches!(after, b'&' | b'.' | b'\'' | b',')) {
        return plain;
    }
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
                || is_figure(before) && after.as_bytes()[0].is_ascii_digit()
        }
        ',' => is_figure(before) && after.as_bytes()[0].is_ascii_digit(),
        _ => false,
    }
}

fn is_figure(before: &str) -> bool {
    before.bytes().all(|b| b.is_ascii_digit() || b == b',')
}

fn word_end(text: &str) -> &str {
    let end = text
        .find(|c: char| !c.is_alphanumeric())
        .unwrap_or(text.len());
    &text[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_paths_and_files_are_told_from_words() {
        for (chunk, form) in [
            ("jo@mail.tides.example", Some(Form::Plain)),
            ("http://tides.example/a?b", Some(Form::Plain)),
            ("www.Tides.example", Some(Form::Plain)),
            ("tides.example", Some(Form::Plain)),
            ("Minutes.doc", Some(Form::Plain)),
            ("get_tide", Some(Form::Plain)),
            ("Doe/HOU/ECT@ECT", Some(Form::Path)),
            ("Doe/HOU/ECT", Some(Form::Path)),
            ("and/or", None),
            ("A/C", None),
            ("Tides.com", None),
            ("U.S.", None),
            ("AT&T", None),
        ] {
            assert_eq!(address(chunk), form, "{chunk}");
        }
    }

    #[test]
    fn words_hold_what_joins_letters() {
        for (text, word) in [
            ("AT&T,", "AT&T"),
            ("U.S. Navy", "U.S."),
            ("O'Neil's", "O'Neil"),
            ("Tides.com", "Tides.com"),
            ("end.Next", "end"),
            ("1,200.50.", "1,200.50"),
            ("Caf\u{e9}-", "Caf\u{e9}"),
            ("(x", ""),
        ] {
            assert_eq!(&text[..word_length(text)], word, "{text}");
        }
    }
}
