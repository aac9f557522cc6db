//! The words and braces of RTF (Rich Text Format Specification 1.9.1). Does not know what they mean.

/// A piece of RTF.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Token<'a> {
    /// `{`
    Open,
    /// `}`
    Close,
    /// `\name` and its number.
    Word(&'a [u8], Option<i32>),
    /// `\` and a sign that is no letter.
    Symbol(u8),
    /// `\'hh`
    Hex(u8),
    /// Bytes of text, without line ends.
    Text(&'a [u8]),
}

/// Cuts RTF into pieces; O(n) for all of them.
#[derive(Clone, Debug)]
pub struct Tokens<'a> {
    rest: &'a [u8],
}

impl<'a> Tokens<'a> {
    /// From the beginning.
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    /// Passes over the next byte, of text only.
    pub fn skip(&mut self, bytes: usize) {
        self.rest = &self.rest[bytes.min(self.rest.len())..];
    }

    fn word(&mut self) -> Token<'a> {
        /// The longest word has 21 letters.
        const LONGEST: usize = 32;
        let letters = self.rest.iter().take(LONGEST);
        let length = letters
            .take_while(|byte| byte.is_ascii_alphabetic())
            .count();
        let (name, mut rest) = self.rest.split_at(length);
        let minus = rest.first() == Some(&b'-') && rest.get(1).is_some_and(u8::is_ascii_digit);
        rest = &rest[usize::from(minus)..];
        let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let number = (digits > 0).then(|| {
            let number = rest[..digits].iter().fold(0_i32, |sum, digit| {
                sum.saturating_mul(10)
                    .saturating_add(i32::from(digit - b'0'))
            });
            if minus { -number } else { number }
        });
        rest = &rest[digits..];
        self.rest = rest.strip_prefix(b" ").unwrap_or(rest);
        if name == b"bin" {
            self.skip(usize::try_from(number.unwrap_or(0)).unwrap_or(0));
        }
        Token::Word(name, number)
    }

    fn escape(&mut self) -> Option<Token<'a>> {
        let (&first, rest) = self.rest.split_first()?;
        if first.is_ascii_alphabetic() {
            return Some(self.word());
        }
        self.rest = rest;
        if first != b'\'' {
            return Some(Token::Symbol(first));
        }
        let digits = rest.get(..2).and_then(|two| std::str::from_utf8(two).ok());
        match digits.and_then(|two| u8::from_str_radix(two, 16).ok()) {
            Some(byte) => {
                self.rest = &rest[2..];
                Some(Token::Hex(byte))
            }
            None => Some(Token::Symbol(first)),
        }
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        loop {
            let (&first, rest) = self.rest.split_first()?;
            match first {
                b'{' | b'}' | b'\\' => {
                    self.rest = rest;
                    return match first {
                        b'{' => Some(Token::Open),
                        b'}' => Some(Token::Close),
                        _ => self.escape(),
                    };
                }
                b'\r' | b'\n' | 0 => self.rest = rest,
                _ => {
                    let stop = |byte: &u8| matches!(byte, b'{' | b'}' | b'\\' | b'\r' | b'\n' | 0);
                    let length = self.rest.iter().position(stop).unwrap_or(self.rest.len());
                    let (text, rest) = self.rest.split_at(length);
                    self.rest = rest;
                    return Some(Token::Text(text));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Token::*;
    use super::*;

    #[test]
    fn pieces() {
        let all: Vec<Token> =
            Tokens::new(b"{\\b0 x\\u-10y\\'e9\\~\r\n\\*\\bin3 {}}z\\par}").collect();
        assert_eq!(
            all,
            [
                Open,
                Word(b"b", Some(0)),
                Text(b"x"),
                Word(b"u", Some(-10)),
                Text(b"y"),
                Hex(0xE9),
                Symbol(b'~'),
                Symbol(b'*'),
                Word(b"bin", Some(3)),
                Text(b"z"),
                Word(b"par", None),
                Close
            ]
        );
        assert_eq!(Tokens::new(b"\\").next(), None);
        assert_eq!(Tokens::new(b"\\'g").next(), Some(Symbol(b'\'')));
        assert_eq!(
            Tokens::new(b"\\u99999999999").next(),
            Some(Word(b"u", Some(i32::MAX)))
        );
    }
}
