//! Names of organizations as words: which words are legal forms, and the hash under which spellings of one name meet. It knows no
//! text around them.

use super::lexicon::extend;
use super::token::{Kind, Token, Tokens, hash_word};

/// Whether a word is a legal form: `Inc`, `L.L.C.`, `GmbH`.
pub fn is_legal_form(word: &str) -> bool {
    plain(word, |word| is_tail(word) || needs_more(word))
}

/// Whether a word may be added to a name before it: `, Inc.`, `LLP`.
pub fn is_legal_tail(word: &str) -> bool {
    plain(word, is_tail)
}

/// Legal forms that end a name when they follow a comma or stand in the name's own case, in small letters and without dots.
fn is_tail(word: &[u8]) -> bool {
    matches!(
        word,
        b"inc"
            | b"incorporated"
            | b"corp"
            | b"corporation"
            | b"co"
            | b"ltd"
            | b"limited"
            | b"llc"
            | b"llp"
            | b"lp"
            | b"plc"
            | b"gmbh"
            | b"ag"
            | b"nv"
            | b"bv"
            | b"sa"
            | b"spa"
            | b"pty"
            | b"pte"
            | b"pllc"
            | b"lllp"
            | b"kgaa"
            | b"asa"
            | b"oyj"
    )
}

/// Legal forms that need more to end a name.
fn needs_more(word: &[u8]) -> bool {
    matches!(
        word,
        b"company"
            | b"kg"
            | b"sas"
            | b"sarl"
            | b"srl"
            | b"ab"
            | b"oy"
            | b"aps"
            | b"pvt"
            | b"kk"
            | b"bhd"
            | b"sdn"
            | b"na"
            | b"nl"
            | b"ooo"
            | b"oao"
            | b"zao"
            | b"jsc"
            | b"pjsc"
            | b"se"
            | b"ev"
            | b"sl"
            | b"kft"
            | b"zrt"
            | b"doo"
            | b"as"
    )
}

/// Asks about a short word in small letters and without dots.
fn plain(word: &str, is: impl Fn(&[u8]) -> bool) -> bool {
    let mut plain = [0; 14];
    let mut length = 0;
    if word.len() > plain.len() {
        return false;
    }
    for byte in word.bytes().filter(|byte| *byte != b'.') {
        plain[length] = byte.to_ascii_lowercase();
        length += 1;
    }
    is(&plain[..length])
}

/// Hash and number of words of a name: small letters, no marks, `&` as `and`, without `the` before it and legal forms after
/// it. `(0, 0)` if nothing is left. O(n).
pub fn phrase(name: &str) -> (u64, usize) {
    let mut tokens = Tokens::default();
    tokens.read(name);
    phrase_of(&tokens.list, name)
}

/// The same for tokens of a text.
pub fn phrase_of(tokens: &[Token], text: &str) -> (u64, usize) {
    let words = core(tokens, text).iter().filter_map(word_in_phrase);
    words.fold((0, 0), |(hash, words), word| match words {
        0 => (word, 1),
        _ => (extend(hash, word), words + 1),
    })
}

/// A name for reading: its words in small letters with hyphens between, without `the` before it and legal forms after it. O(n).
pub fn key(name: &str) -> String {
    let mut tokens = Tokens::default();
    tokens.read(name);
    let words: Vec<String> = core(&tokens.list, name)
        .iter()
        .flat_map(|token| token.text(name).split(|c: char| !c.is_alphanumeric()))
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    words.join("-")
}

/// The hash of the first two words of a name of two words or more.
pub fn first_pair(name: &str) -> Option<u64> {
    let mut tokens = Tokens::default();
    tokens.read(name);
    let mut words = core(&tokens.list, name).iter().filter_map(word_in_phrase);
    Some(extend(words.next()?, words.next()?))
}

/// The tokens without `the` before them and legal forms after them.
fn core<'a>(mut tokens: &'a [Token], text: &str) -> &'a [Token] {
    let whole = tokens;
    if let [first, rest @ ..] = tokens
        && first.text(text).eq_ignore_ascii_case("the")
        && !rest.is_empty()
    {
        tokens = rest;
    }
    while let [rest @ .., last] = tokens
        && (last.kind == Kind::Mark
            || rest.iter().any(|t| t.kind == Kind::Word) && is_legal_form(last.text(text)))
    {
        tokens = rest;
    }
    if tokens.is_empty() { whole } else { tokens }
}

/// What a token adds to a phrase's hash: marks nothing, `&` the word `and`.
#[inline]
pub fn word_in_phrase(token: &Token) -> Option<u64> {
    match token.kind {
        Kind::Word | Kind::Number => Some(token.word),
        Kind::Mark if token.word == hash_word("&") => Some(hash_word("and")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_name_have_one_hash() {
        let hash = |name| phrase(name).0;
        for (a, b) in [
            ("Tide Gauge Works, Inc.", "TIDE GAUGE WORKS"),
            ("the Smith & Jones LLP", "Smith and Jones"),
            ("Harbour Freight L.L.C.", "Harbour Freight"),
        ] {
            assert_eq!(hash(a), hash(b), "{a}");
        }
        assert_ne!(hash("Tide Gauge Works"), hash("Tide Works"));
        // A legal form alone is a name after all.
        assert_eq!(phrase("Limited").1, 1);
        assert_eq!(phrase("..."), (0, 0));
    }
}
