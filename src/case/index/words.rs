//! What is a word: the one definition for the index, for queries and for marks in snippets. It does not know where texts come from.
//!
//! A text is folded character by character: small letters (`char::to_lowercase`), compatibility decomposition (NFKD), then combining
//! marks are dropped. A word is a longest run of letters and digits (`char::is_alphanumeric`) of the folded text; ideographs and kana,
//! which are written without spaces, are words of their own. Of a word only the first [`LONGEST`] bytes count.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Bytes of a word that count; the rest is ignored, in texts and in queries.
pub const LONGEST: usize = 64;

/// Calls `found` with each word of a text, folded, and with its place in the text: first byte and byte after the last. O(bytes).
pub fn each(text: &str, mut found: impl FnMut(&str, usize, usize)) {
    let mut word = Word::default();
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        if word.text.is_empty()
            && let Some(end) = plain(bytes, at)
        {
            word.take(&bytes[at..end]);
            found(&word.text, at, end);
            word.text.clear();
            at = end;
        } else if byte.is_ascii_alphanumeric() {
            word.push(byte.to_ascii_lowercase() as char, at, at + 1);
            at += 1;
        } else if byte.is_ascii() {
            word.end(&mut found);
            at += 1;
        } else {
            let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) else {
                break;
            };
            let end = at + c.len_utf8();
            fold(c, |c| match c {
                c if stands_alone(c) => {
                    word.end(&mut found);
                    word.push(c, at, end);
                    word.end(&mut found);
                }
                c if c.is_alphanumeric() => word.push(c, at, end),
                _ => word.end(&mut found),
            });
            at = end;
        }
    }
    word.end(&mut found);
}

/// The end of a word of ASCII letters and digits that begins here, if nothing else can belong to it.
fn plain(bytes: &[u8], start: usize) -> Option<usize> {
    let rest = &bytes[start..];
    let length = rest.iter().position(|byte| !byte.is_ascii_alphanumeric());
    let length = length.unwrap_or(rest.len());
    let is_whole = rest.get(length).is_none_or(u8::is_ascii);
    (length > 0 && is_whole).then_some(start + length)
}

/// The words of a short text, folded.
pub fn of(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    each(text, |word, _, _| words.push(word.to_owned()));
    words
}

/// A name folded for comparison: its words with one space between them.
pub fn folded(text: &str) -> String {
    of(text).join(" ")
}

/// What a character becomes; combining marks become nothing.
fn fold(c: char, mut each: impl FnMut(char)) {
    for c in c.to_lowercase().nfkd() {
        if !is_combining_mark(c) {
            c.to_lowercase().for_each(&mut each);
        }
    }
}

/// Ideographs and kana.
fn stands_alone(c: char) -> bool {
    c.is_alphanumeric()
        && matches!(c, '\u{2E80}'..='\u{31FF}' | '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}

/// The word that is being read.
#[derive(Default)]
struct Word {
    text: String,
    full: bool,
    start: usize,
    end: usize,
}

impl Word {
    fn push(&mut self, c: char, start: usize, end: usize) {
        if self.text.is_empty() {
            self.start = start;
        }
        self.end = end;
        self.full = self.full || self.text.len() + c.len_utf8() > LONGEST;
        if !self.full {
            self.text.push(c);
        }
    }

    /// Takes a whole word of ASCII letters and digits.
    fn take(&mut self, bytes: &[u8]) {
        let bytes = &bytes[..bytes.len().min(LONGEST)];
        self.text
            .extend(bytes.iter().map(|byte| byte.to_ascii_lowercase() as char));
    }

    fn end(&mut self, found: &mut impl FnMut(&str, usize, usize)) {
        if !self.text.is_empty() {
            found(&self.text, self.start, self.end);
            self.text.clear();
            self.full = false;
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn words_are_folded_runs_of_letters_and_digits() {
        assert_eq!(
            of("Don't pay 1,500.00 to R&D!"),
            ["don", "t", "pay", "1", "500", "00", "to", "r", "d"]
        );
        assert_eq!(
            of("Éclair ÀÉÎ Straße ﬁn İzmir"),
            ["eclair", "aei", "straße", "fin", "izmir"]
        );
        assert_eq!(of("e\u{301}t\u{e9}"), ["ete"]);
        assert_eq!(of("会議 の資料X"), ["会", "議", "の", "資", "料", "x"]);
        assert!(of("-- ,;\u{301}").is_empty());
    }

    #[test]
    fn places_are_bytes_of_the_text_as_written() {
        let mut places = Vec::new();
        each("a Été, 会x", |word, start, end| {
            places.push((word.to_owned(), start, end))
        });
        let text = "a Été, 会x";
        let said: Vec<(&str, &str)> = places
            .iter()
            .map(|(w, s, e)| (w.as_str(), &text[*s..*e]))
            .collect();
        assert_eq!(said, [("a", "a"), ("ete", "Été"), ("会", "会"), ("x", "x")]);
    }

    #[test]
    fn long_words_count_by_their_beginning() {
        let long = "x".repeat(1000);
        assert_eq!(of(&long), ["x".repeat(LONGEST)]);
        let wide = "é".repeat(3) + &"ж".repeat(100);
        let word = of(&wide).remove(0);
        assert!(word.len() <= LONGEST && word.starts_with("eeeж"));
    }
}
