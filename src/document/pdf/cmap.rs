//! CMaps of PDF fonts: which bytes make a code, and which text a code stands for (Adobe Technical Notes 5014 and 5411). It does not know
//! fonts.

use rustc_hash::FxHashMap;

/// Letters that one code may stand for; the longest ligature in use is the Arabic blessing, of 18.
const LONGEST: usize = 32;

/// Codes of a font and their text.
#[derive(Debug, Default)]
pub(super) struct CMap {
    /// How many bytes a code has, its lowest and its highest value.
    spaces: Vec<(usize, u32, u32)>,
    single: FxHashMap<u32, Box<str>>,
    /// First and last code, text of the first; sorted, so that of two that overlap the later start wins.
    ranges: Vec<(u32, u32, Box<str>)>,
}

enum Token<'a> {
    Hex(&'a [u8]),
    Number,
    Open,
    Close,
    Word(&'a [u8]),
}

impl CMap {
    /// Reads a CMap; what is not understood is passed over. O(n log n).
    pub(super) fn parse(data: &[u8]) -> Self {
        let mut map = Self::default();
        let mut tokens = Tokens { data, at: 0 };
        while let Some(token) = tokens.next() {
            match token {
                Token::Word(b"begincodespacerange") => map.codespaces(&mut tokens),
                Token::Word(b"beginbfchar") => map.characters(&mut tokens),
                Token::Word(b"beginbfrange") => map.text_ranges(&mut tokens),
                _ => {}
            }
        }
        map.ranges.sort_by_key(|(first, ..)| *first);
        map
    }

    fn codespaces(&mut self, tokens: &mut Tokens<'_>) {
        while let Some(Token::Hex(low)) = tokens.next()
            && let Some(Token::Hex(high)) = tokens.next()
        {
            let bytes = low.iter().filter(|byte| byte.is_ascii_hexdigit()).count() / 2;
            if (1..=4).contains(&bytes) && self.spaces.len() < 256 {
                self.spaces.push((bytes, number(low), number(high)));
            }
        }
    }

    fn characters(&mut self, tokens: &mut Tokens<'_>) {
        while let Some(Token::Hex(code)) = tokens.next()
            && let Some(token) = tokens.next()
        {
            if let Token::Hex(to) = token {
                self.single.insert(number(code), text(to).into());
            }
        }
    }

    fn text_ranges(&mut self, tokens: &mut Tokens<'_>) {
        while let Some(Token::Hex(first)) = tokens.next()
            && let Some(Token::Hex(last)) = tokens.next()
        {
            let (first, last) = (number(first), number(last));
            match tokens.next() {
                Some(Token::Hex(to)) => self.ranges.push((first, last, text(to).into())),
                Some(Token::Open) => {
                    let mut code = first;
                    while let Some(Token::Hex(to)) = tokens.next() {
                        self.single.insert(code, text(to).into());
                        code = code.saturating_add(1);
                    }
                }
                _ => return,
            }
        }
    }

    /// Whether it gives any text.
    pub(super) fn is_empty(&self) -> bool {
        self.single.is_empty() && self.ranges.is_empty()
    }

    /// How many bytes the codes have that are at the start of `bytes`: 1 to 4.
    pub(super) fn width(&self, bytes: &[u8]) -> Option<usize> {
        let mut code = 0;
        for (at, byte) in bytes.iter().take(4).enumerate() {
            code = code << 8 | u32::from(*byte);
            let within = |&(length, low, high): &(usize, u32, u32)| {
                length == at + 1 && (low..=high).contains(&code)
            };
            if self.spaces.iter().any(within) {
                return Some(at + 1);
            }
        }
        self.spaces.first().map(|space| space.0)
    }

    /// Appends the text of a code; false if it has none. O(log n).
    pub(super) fn push(&self, code: u32, out: &mut String) -> bool {
        if let Some(text) = self.single.get(&code) {
            out.push_str(text);
            return true;
        }
        let after = self.ranges.partition_point(|(first, ..)| *first <= code);
        let Some((first, last, text)) = after.checked_sub(1).map(|at| &self.ranges[at]) else {
            return false;
        };
        if code > *last {
            return false;
        }
        let mut letters = text.chars();
        let Some(base) = letters.next_back() else {
            return true;
        };
        out.push_str(letters.as_str());
        out.extend(char::from_u32(u32::from(base).saturating_add(code - first)));
        true
    }
}

/// The value of hexadecimal digits; the last 8 count.
fn number(digits: &[u8]) -> u32 {
    let values = digits
        .iter()
        .filter_map(|byte| char::from(*byte).to_digit(16));
    values.fold(0u32, |sum, digit| sum << 4 | digit)
}

/// UTF-16 in hexadecimal digits; one byte alone is a letter.
fn text(digits: &[u8]) -> String {
    let values = digits
        .iter()
        .filter_map(|byte| char::from(*byte).to_digit(16));
    let values: Vec<u16> = values.map(|digit| digit as u16).collect();
    if values.len() <= 2 {
        let letter = values.iter().fold(0u32, |sum, v| sum << 4 | u32::from(*v));
        return char::from_u32(letter)
            .filter(|c| *c != '\0')
            .map(String::from)
            .unwrap_or_default();
    }
    let units = values.chunks_exact(4);
    let units = units.map(|four| four[0] << 12 | four[1] << 8 | four[2] << 4 | four[3]);
    let decoded = char::decode_utf16(units).filter_map(Result::ok);
    decoded
        .filter(|letter| *letter != '\0')
        .take(LONGEST)
        .collect()
}

struct Tokens<'a> {
    data: &'a [u8],
    at: usize,
}

impl<'a> Tokens<'a> {
    /// The bytes from `at` on for which `keep` holds.
    fn take(&mut self, keep: impl Fn(u8) -> bool) -> &'a [u8] {
        let rest = &self.data[self.at..];
        let length = rest
            .iter()
            .position(|byte| !keep(*byte))
            .unwrap_or(rest.len());
        self.at += length;
        &rest[..length]
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        loop {
            let byte = *self.data.get(self.at)?;
            match byte {
                b'%' => {
                    self.take(|byte| !matches!(byte, b'\r' | b'\n'));
                }
                b'<' if self.data.get(self.at + 1) != Some(&b'<') => {
                    self.at += 1;
                    let digits = self.take(|byte| byte != b'>');
                    self.at += 1;
                    return Some(Token::Hex(digits));
                }
                b'[' | b']' => {
                    self.at += 1;
                    return Some(if byte == b'[' {
                        Token::Open
                    } else {
                        Token::Close
                    });
                }
                byte if byte.is_ascii_alphanumeric() => {
                    let word = self.take(|byte| byte.is_ascii_alphanumeric());
                    let number = word.iter().all(u8::is_ascii_digit);
                    return Some(match number {
                        true => Token::Number,
                        false => Token::Word(word),
                    });
                }
                _ => self.at += 1,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::CMap;

    fn text(map: &CMap, code: u32) -> Option<String> {
        let mut out = String::new();
        map.push(code, &mut out).then_some(out)
    }

    #[test]
    fn codes_have_their_text() {
        let map = CMap::parse(
            b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n\
            1 begincodespacerange <00> <80> <8140> <9ffc> endcodespacerange\n\
            2 beginbfchar <01> <0041> <02> <00660069> endbfchar % a comment <03> <0043>\n\
            2 beginbfrange <0010> <0012> <0061> <20><21>[<D83DDE00> <0078>] endbfrange endcmap",
        );
        assert_eq!(text(&map, 1).as_deref(), Some("A"));
        assert_eq!(text(&map, 2).as_deref(), Some("fi"));
        assert_eq!(text(&map, 0x12).as_deref(), Some("c"));
        assert_eq!(text(&map, 0x13), None);
        assert_eq!(text(&map, 0x20).as_deref(), Some("\u{1f600}"));
        assert_eq!(text(&map, 0x21).as_deref(), Some("x"));
        assert_eq!(text(&map, 3), None);
        assert_eq!(map.width(&[0x41, 0x42]), Some(1));
        assert_eq!(map.width(&[0x81, 0x42]), Some(2));
    }

    #[test]
    fn nonsense_ends() {
        for data in [
            "<",
            "beginbfchar <",
            "beginbfrange <00><ffffffff><41>",
            "[[[[",
            "beginbfrange <1> [ 3",
        ] {
            let map = CMap::parse(data.as_bytes());
            assert!(text(&map, 0xffff_fffe).is_none_or(|text| text.is_empty()));
        }
    }
}
