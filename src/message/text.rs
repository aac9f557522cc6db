//! Header text: unfolding, 8-bit guesses, encoded words (RFC 2047), one harmless line. It does not know field names.

use std::borrow::Cow;

use mail_parser::decoders::base64::base64_decode;
use mail_parser::decoders::charsets::map::charset_decoder;
use memchr::memmem;

/// Bytes as text: UTF-8 if they are, else windows-1252, as 8-bit mail mostly is. O(n).
pub fn guess(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => {
            encoding_rs::WINDOWS_1252
                .decode_without_bom_handling(bytes)
                .0
        }
    }
}

/// Bytes in the named character set as text; unknown or lying names fall back to [`guess`]. O(n).
pub fn decode_charset<'a>(bytes: &'a [u8], charset: &str) -> Cow<'a, str> {
    if bytes.is_ascii() && !escapes(charset) {
        return guess(bytes);
    }
    match charset_decoder(charset.as_bytes()) {
        // Mail that says it is ASCII or UTF-8 and is not, is a guess anyway.
        Some(_) if plain(charset) => guess(bytes),
        Some(decode) => Cow::Owned(decode(bytes)),
        None => guess(bytes),
    }
}

/// The same for bytes that are ours; ASCII is not copied. O(n).
pub fn decode_owned(bytes: Vec<u8>, charset: &str) -> String {
    if bytes.is_ascii() && !escapes(charset) {
        return match String::from_utf8(bytes) {
            Ok(text) => text,
            Err(error) => guess(error.as_bytes()).into_owned(),
        };
    }
    decode_charset(&bytes, charset).into_owned()
}

/// A character set that writes other letters with ASCII bytes.
fn escapes(charset: &str) -> bool {
    let usual = |known: &str| charset.eq_ignore_ascii_case(known);
    if usual("us-ascii") || usual("iso-8859-1") || usual("utf-8") || charset.is_empty() {
        return false;
    }
    let lower = charset.to_ascii_lowercase();
    lower.contains("2022")
        || lower.contains("utf-7")
        || lower.contains("utf-16")
        || lower.contains("hz")
}

fn plain(charset: &str) -> bool {
    let lower = charset.to_ascii_lowercase();
    matches!(
        lower.as_str(),
        "us-ascii" | "ascii" | "utf-8" | "utf8" | "default_charset" | "unknown-8bit" | "x-unknown"
    ) || lower.starts_with("ansi_x3.4")
}

/// A raw header value as text: guessed, encoded words decoded; folds are still in it. O(n).
pub fn value(raw: &[u8]) -> Cow<'_, str> {
    match guess(raw) {
        Cow::Borrowed(text) => words(text),
        Cow::Owned(text) => match words(&text) {
            Cow::Borrowed(_) => Cow::Owned(text),
            Cow::Owned(decoded) => Cow::Owned(decoded),
        },
    }
}

/// Decodes the encoded words of a text; white space between two of them goes, and a letter cut in two by them is
/// made whole. What cannot be decoded stays as it is. O(n).
pub fn words(text: &str) -> Cow<'_, str> {
    if memchr::memchr(b'=', text.as_bytes()).is_none()
        || memmem::find(text.as_bytes(), b"=?").is_none()
    {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut open = Open::default();
    let mut rest = text;
    while let Some(at) = memmem::find(rest.as_bytes(), b"=?") {
        let (before, word) = rest.split_at(at);
        match encoded_word(word) {
            Some((charset, bytes, length)) => {
                if !before.trim().is_empty() {
                    open.flush(&mut out);
                }
                if open.is_empty() {
                    out.push_str(before);
                }
                open.push(charset, bytes, &mut out);
                rest = &word[length..];
            }
            None => {
                open.flush(&mut out);
                out.push_str(before);
                out.push_str("=?");
                rest = &word[2..];
            }
        }
    }
    open.flush(&mut out);
    out.push_str(rest);
    Cow::Owned(out)
}

/// Encoded words of one character set that follow each other.
#[derive(Default)]
struct Open<'a> {
    charset: &'a str,
    bytes: Vec<u8>,
    any: bool,
}

impl<'a> Open<'a> {
    fn is_empty(&self) -> bool {
        !self.any
    }

    fn push(&mut self, charset: &'a str, bytes: Vec<u8>, out: &mut String) {
        if self.any && !self.charset.eq_ignore_ascii_case(charset) {
            self.flush(out);
        }
        self.charset = charset;
        self.any = true;
        if self.bytes.is_empty() {
            self.bytes = bytes;
        } else {
            self.bytes.extend_from_slice(&bytes);
        }
    }

    fn flush(&mut self, out: &mut String) {
        if std::mem::take(&mut self.any) {
            out.push_str(&decode_charset(&self.bytes, self.charset));
            self.bytes.clear();
        }
    }
}

/// Longest encoded word looked for; RFC 2047 says 75, mailers say more.
const MAX_WORD: usize = 4096;

/// The encoded word at the start of `text` (which starts with `=?`): character set, bytes, length.
fn encoded_word(text: &str) -> Option<(&str, Vec<u8>, usize)> {
    let bytes = text.as_bytes();
    let charset_end = 2 + memchr::memchr(b'?', &bytes[2..bytes.len().min(80)])?;
    let method = *bytes.get(charset_end + 1)?;
    if bytes.get(charset_end + 2) != Some(&b'?') {
        return None;
    }
    let start = charset_end + 3;
    let window = &bytes[start..bytes.len().min(start + MAX_WORD)];
    let length = memmem::find(window, b"?=")?;
    let data = &window[..length];
    if data.contains(&b'\n') && method.eq_ignore_ascii_case(&b'q') && data.len() > 300 {
        return None;
    }
    let decoded = match method {
        b'q' | b'Q' => q_decode(data),
        b'b' | b'B' => base64_decode(data)?,
        _ => return None,
    };
    let charset = text.get(2..charset_end)?;
    let charset = charset.split('*').next().unwrap_or(charset); // RFC 2231 language
    Some((charset, decoded, start + length + 2))
}

fn q_decode(data: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(data.len());
    let mut at = 0;
    while at < data.len() {
        let hex = |n: usize| data.get(at + n).and_then(|&b| (b as char).to_digit(16));
        match (data[at], hex(1), hex(2)) {
            (b'_', ..) => out.push(b' '),
            (b'=', Some(high), Some(low)) => {
                out.push((high * 16 + low) as u8);
                at += 2;
            }
            (byte, ..) => out.push(byte),
        }
        at += 1;
    }
    out
}

/// The text on one line: control characters, line breaks and runs of white space become one space, ends are trimmed,
/// and what is longer than `cap` bytes is cut at a character. Second: whether it was cut. O(n).
pub fn one_line(text: &str, cap: usize) -> (String, bool) {
    if text.len() <= cap && is_clean(text.as_bytes()) {
        return (text.to_owned(), false);
    }
    if text.len() <= cap && text.is_ascii() {
        return (ascii_line(text), false);
    }
    let mut out = String::with_capacity(text.len().min(cap));
    let mut space = false;
    for c in text.chars() {
        if c.is_control() || c.is_whitespace() {
            space = !out.is_empty();
            continue;
        }
        if out.len() + c.len_utf8() + usize::from(space) > cap {
            return (out, true);
        }
        if std::mem::take(&mut space) {
            out.push(' ');
        }
        out.push(c);
    }
    (out, false)
}

fn ascii_line(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text
        .split(|c: char| !matches!(c, '!'..='~'))
        .filter(|word| !word.is_empty())
    {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// Printable ASCII with single spaces between words.
fn is_clean(text: &[u8]) -> bool {
    let mut space = true;
    for &byte in text {
        match byte {
            b' ' if space => return false,
            b' ' => space = true,
            b'!'..=b'~' => space = false,
            _ => return false,
        }
    }
    !space || text.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The examples of RFC 2047, section 8, and cases seen in mail.
    #[test]
    fn encoded_words() {
        for (raw, wanted) in [
            ("=?ISO-8859-1?Q?a?=", "a"),
            ("=?ISO-8859-1?Q?a?= b", "a b"),
            ("=?ISO-8859-1?Q?a?= =?ISO-8859-1?Q?b?=", "ab"),
            ("=?ISO-8859-1?Q?a?=\r\n  =?ISO-8859-1?Q?b?=", "ab"),
            ("=?ISO-8859-1?Q?a_b?=", "a b"),
            ("=?ISO-8859-1?Q?a?= =?ISO-8859-2?Q?_b?=", "a b"),
            (
                "=?US-ASCII?Q?Keith_Moore?= <moore@cs.utk.edu>",
                "Keith Moore <moore@cs.utk.edu>",
            ),
            (
                "=?ISO-8859-1?B?SWYgeW91IGNhbiByZWFkIHRoaXMgeW8=?=",
                "If you can read this yo",
            ),
            ("=?utf-8?B?w6k=?=\r\n =?utf-8?B?w6k=?=", "éé"),
            ("=?utf-8?Q?=C3?= =?utf-8?Q?=A9?=", "é"),
            ("=?utf-8*en?Q?x?=", "x"),
            ("=?=?=?", "=?=?=?"),
            ("no words = none ?=", "no words = none ?="),
        ] {
            assert_eq!(words(raw), wanted, "{raw}");
        }
    }

    #[test]
    fn raw_eight_bit_is_guessed() {
        assert_eq!(guess(b"J\xe9r\xf4me"), "Jérôme");
        assert_eq!(guess("Jérôme".as_bytes()), "Jérôme");
        assert_eq!(decode_charset(b"\x805", "ANSI_X3.4-1968"), "€5");
        assert_eq!(decode_charset(b"\xe9", "default_charset"), "é");
        assert_eq!(decode_charset(b"\xf0\xd2", "koi8-r"), "Пр");
    }

    #[test]
    fn one_line_is_harmless() {
        assert_eq!(
            one_line("a\r\n\tb\0c\x1b[0m  d ", 99),
            ("a b c [0m d".into(), false)
        );
        assert_eq!(one_line("éééé", 5), ("éé".into(), true));
    }
}
