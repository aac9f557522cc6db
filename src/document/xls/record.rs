//! Records of BIFF, and the strings in them. It does not know what records mean.
//!
//! Source: [MS-XLS] 2.1.4 (records), 2.5.293 (strings that go on in the next record).

/// What a long record goes on in.
const CONTINUE: u16 = 0x3c;

/// A record with those that continue it.
pub(super) struct Record<'a> {
    pub(super) id: u16,
    pieces: Vec<&'a [u8]>,
}

impl<'a> Record<'a> {
    /// The bytes of the record itself.
    pub(super) fn data(&self) -> &'a [u8] {
        self.pieces.first().copied().unwrap_or_default()
    }
}

/// The records one after the other, as far as they are whole. O(n).
pub(super) fn records(bytes: &[u8]) -> impl Iterator<Item = Record<'_>> {
    let mut rest = bytes;
    std::iter::from_fn(move || {
        let (id, data) = piece(&mut rest)?;
        let mut pieces = vec![data];
        while u16_at(rest, 0) == Some(CONTINUE) {
            pieces.push(piece(&mut rest)?.1);
        }
        Some(Record { id, pieces })
    })
}

fn piece<'a>(rest: &mut &'a [u8]) -> Option<(u16, &'a [u8])> {
    let id = u16_at(rest, 0)?;
    let end = 4 + usize::from(u16_at(rest, 2)?);
    let data = rest.get(4..end.min(rest.len()))?;
    *rest = rest.get(end..).unwrap_or_default();
    Some((id, data))
}

/// Reads strings that may go on in the next piece of a record.
pub(super) struct Text<'a> {
    pieces: std::vec::IntoIter<&'a [u8]>,
    piece: &'a [u8],
}

impl<'a> Text<'a> {
    pub(super) fn new(record: &Record<'a>) -> Self {
        let mut pieces = record.pieces.clone().into_iter();
        let piece = pieces.next().unwrap_or_default();
        Self { pieces, piece }
    }

    /// Passes over bytes, as far as there are any.
    pub(super) fn skip(&mut self, mut count: usize) {
        while count > self.piece.len() {
            count -= self.piece.len();
            self.piece = match self.pieces.next() {
                Some(piece) => piece,
                None => return self.piece = &[],
            };
        }
        self.piece = &self.piece[count..];
    }

    /// Goes to the next piece.
    pub(super) fn next_piece(&mut self) {
        self.piece = self.pieces.next().unwrap_or_default();
    }

    fn byte(&mut self) -> Option<u8> {
        while self.piece.is_empty() {
            self.piece = self.pieces.next()?;
        }
        let (&byte, rest) = self.piece.split_first()?;
        self.piece = rest;
        Some(byte)
    }

    fn u16(&mut self) -> Option<u16> {
        Some(u16::from_le_bytes([self.byte()?, self.byte()?]))
    }

    /// A string with its length, its fonts and its pronunciation; only the letters are given.
    pub(super) fn string(&mut self) -> Option<String> {
        let length = usize::from(self.u16()?);
        let flags = self.byte()?;
        let fonts = if flags & 8 != 0 {
            usize::from(self.u16()?)
        } else {
            0
        };
        let spoken = match flags & 4 != 0 {
            true => usize::from(self.u16()?) | usize::from(self.u16()?) << 16,
            false => 0,
        };
        let text = self.letters(length, flags);
        self.skip(4 * fonts);
        self.skip(spoken);
        Some(text)
    }

    /// So many letters after their flags.
    pub(super) fn flagged(&mut self, length: usize) -> String {
        match self.byte() {
            Some(flags) => self.letters(length, flags),
            None => String::new(),
        }
    }

    /// So many letters, of one byte or two by the flags; a piece in which they go on begins with flags of its own.
    fn letters(&mut self, length: usize, mut flags: u8) -> String {
        let (mut text, mut left) = (String::new(), length);
        loop {
            let width = 1 + usize::from(flags & 1);
            let count = left.min(self.piece.len() / width);
            let (letters, rest) = self.piece.split_at(count * width);
            add(&mut text, letters, width);
            self.piece = rest;
            left -= count;
            if left == 0 {
                return text;
            }
            self.next_piece();
            match self.piece.split_first() {
                Some((first, rest)) => (flags, self.piece) = (*first, rest),
                None => return text,
            }
        }
    }
}

/// So many letters of a string that begins with its flags.
pub(super) fn characters(data: &[u8], length: usize) -> String {
    let mut text = String::new();
    if let Some((flags, data)) = data.split_first() {
        let width = 1 + usize::from(flags & 1);
        add(&mut text, &data[..data.len().min(length * width)], width);
    }
    text
}

fn add(text: &mut String, letters: &[u8], width: usize) {
    if width == 1 {
        text.extend(letters.iter().map(|&letter| char::from(letter)));
    } else {
        let units = letters
            .chunks_exact(2)
            .map(|pair| u16::from_le_bytes([pair[0], pair[1]]));
        let letters = char::decode_utf16(units);
        text.extend(letters.map(|letter| letter.unwrap_or('\u{fffd}')));
    }
}

pub(super) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    let field = bytes.get(at..at.checked_add(2)?)?;
    Some(u16::from_le_bytes(field.try_into().ok()?))
}

pub(super) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    let field = bytes.get(at..at.checked_add(4)?)?;
    Some(u32::from_le_bytes(field.try_into().ok()?))
}

pub(super) fn f64_at(bytes: &[u8], at: usize) -> Option<f64> {
    let field = bytes.get(at..at.checked_add(8)?)?;
    Some(f64::from_le_bytes(field.try_into().ok()?))
}
