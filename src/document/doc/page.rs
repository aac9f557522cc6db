//! In which code page Word 6 and 95 wrote the letters of a document: they say it only by language and by font. It does not know where text
//! lies.

/// Place and length of the table of fonts.
const FONTS: usize = 0xd0;

/// The code page of a document: that of its language; if that is of western Europe, that of its fonts, where its letters look like it.
/// O(n).
pub(super) fn of(main: &[u8], text: &[u8]) -> u16 {
    let language = super::u16_at(main, 6).unwrap_or_default();
    let by_language = language_page(language);
    if by_language != 1252 {
        return by_language;
    }
    match fonts(main).unwrap_or_default()[..] {
        // Other alphabets: whole words of letters beyond ASCII. In western Europe these stand alone among others.
        [page @ (1251 | 1253 | 1255 | 1256)] if are_words_beyond_ascii(text) => page,
        // Latin alphabets, whose accented letters are mostly in the same places.
        [page @ (1250 | 1254 | 1257)] => page,
        _ => 1252,
    }
}

fn language_page(language: u16) -> u16 {
    match language & 0x3ff {
        0x05 | 0x0e | 0x15 | 0x18 | 0x1a | 0x1b | 0x1c | 0x24 => 1250,
        0x02 | 0x19 | 0x22 | 0x23 | 0x2f => 1251,
        0x08 => 1253,
        0x1f => 1254,
        0x0d => 1255,
        0x01 | 0x20 | 0x29 => 1256,
        0x25..=0x27 => 1257,
        0x11 => 932,
        0x04 if matches!(language, 0x404 | 0xc04) => 950,
        0x04 => 936,
        0x12 => 949,
        _ => 1252,
    }
}

/// The code pages of the fonts, but for that of western Europe and symbols; each once.
fn fonts(main: &[u8]) -> Option<Vec<u16>> {
    let start = super::u32_at(main, FONTS)? as usize;
    let length = super::u32_at(main, FONTS + 4)? as usize;
    let mut table = main.get(start.checked_add(2)?..start.checked_add(length)?)?;
    let mut pages = Vec::new();
    while let [length, _, _, _, set, ..] = table {
        pages.extend(match set {
            161 => Some(1253),
            162 => Some(1254),
            177 => Some(1255),
            178 => Some(1256),
            186 => Some(1257),
            204 => Some(1251),
            238 => Some(1250),
            _ => None,
        });
        table = table.get(usize::from(*length) + 1..).unwrap_or_default();
    }
    pages.sort_unstable();
    pages.dedup();
    Some(pages)
}

/// Whether more words are all beyond ASCII than are partly.
fn are_words_beyond_ascii(text: &[u8]) -> bool {
    let letter = |byte: &u8| byte.is_ascii_alphabetic() || *byte >= 0xc0;
    let words = text
        .split(|byte| !letter(byte))
        .filter(|word| word.len() > 1);
    let (mut all, mut part) = (0u64, 0u64);
    for word in words {
        match word.iter().filter(|byte| **byte >= 0xc0).count() {
            0 => {}
            count if count == word.len() => all += 1,
            _ => part += 1,
        }
    }
    all > part
}

#[cfg(test)]
mod tests {
    use super::{are_words_beyond_ascii, of};

    /// A first block with a language and one font of a character set.
    fn block(language: u16, set: u8) -> Vec<u8> {
        let mut block = vec![0; 0x200];
        block[6..8].copy_from_slice(&language.to_le_bytes());
        block[0xd0] = 0xf0;
        block[0xd4] = 9;
        block[0xf2..0xf9].copy_from_slice(&[6, 0, 0, 0, set, 0, 0]);
        block
    }

    #[test]
    fn letters_follow_language_and_fonts() {
        let russian = b"\xcf\xf0\xe8\xe2\xe5\xf2, world";
        assert_eq!(of(&block(0x419, 0), b""), 1251);
        assert_eq!(of(&block(0x409, 204), russian), 1251);
        assert_eq!(of(&block(0x409, 204), b"caf\xe9 na\xefve"), 1252);
        assert_eq!(of(&block(0x409, 238), b"p\xf8ed"), 1250);
        assert_eq!(of(&block(0x409, 0), russian), 1252);
        assert_eq!(of(b"", russian), 1252);
        assert!(!are_words_beyond_ascii(b""));
    }
}
