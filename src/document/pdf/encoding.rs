//! Which letter a code of a simple PDF font stands for: the encodings that PDF names, and the names of glyphs (Adobe Glyph List; its
//! licence, BSD, is in `glyphs.txt`'s source). It does not know fonts.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

/// Names of glyphs and their letters: Adobe's list for new fonts, and the older names of Latin, Greek and Cyrillic letters.
static GLYPHS: LazyLock<FxHashMap<&str, char>> = LazyLock::new(|| {
    let lines = include_str!("glyphs.txt").lines();
    let pair = |line: &'static str| {
        let (name, code) = line.split_once(' ')?;
        Some((name, char::from_u32(u32::from_str_radix(code, 16).ok()?)?))
    };
    lines.filter_map(pair).collect()
});

/// Codes 0x80 to 0xff of Adobe's standard encoding; U+FFFD where there is none.
const STANDARD: &str = "���������������������������������¡¢£⁄¥ƒ§¤'“«‹›ﬁﬂ�–†‡·�¶•‚„”»…‰�¿�`´ˆ˜¯˘˙¨�˚¸�˝˛ˇ—����������������Æ�ª����ŁØŒº�����æ���ı��łøœß����";
/// Codes 0x20 to 0xff of the font Symbol.
const SYMBOL: &str = " !∀#∃%&∋()∗+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_�αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼���������������������������������€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…��↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓◊〈®©™∑�����������〉∫⌠�⌡����������";
/// Codes 0x80 to 0xad of the encoding of PDF's own strings (titles, authors); from 0xae on it is Latin-1.
const DOCUMENT: &str = "•†‡…—–ƒ⁄‹›−‰„“”‘’‚™ﬁﬂŁŒŠŸŽıłœšž�€¡¢£¤¥¦§¨©ª«¬�";

/// The encodings that a simple font may name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Base {
    Standard,
    Windows,
    Mac,
    Symbol,
}

impl Base {
    /// An encoding by its name in PDF.
    pub(super) fn named(name: &[u8]) -> Option<Self> {
        match name {
            b"StandardEncoding" => Some(Self::Standard),
            b"WinAnsiEncoding" => Some(Self::Windows),
            b"MacRomanEncoding" => Some(Self::Mac),
            _ => None,
        }
    }

    /// The letters of all codes; U+FFFD where there is none.
    pub(super) fn table(self) -> Vec<char> {
        let all: Vec<u8> = (0..=255).collect();
        let ascii = (0u8..128).map(char::from);
        match self {
            Self::Standard => {
                let quotes = ascii.map(|letter| match letter {
                    '\'' => '’',
                    '`' => '‘',
                    letter => letter,
                });
                quotes.chain(STANDARD.chars()).collect()
            }
            Self::Symbol => (0u8..32).map(char::from).chain(SYMBOL.chars()).collect(),
            Self::Windows => decode(encoding_rs::WINDOWS_1252, &all),
            Self::Mac => decode(encoding_rs::MACINTOSH, &all),
        }
    }
}

fn decode(encoding: &'static encoding_rs::Encoding, bytes: &[u8]) -> Vec<char> {
    let (text, _) = encoding.decode_without_bom_handling(bytes);
    text.chars().collect()
}

/// Appends the text of a glyph by its name; false if the name says nothing.
pub(super) fn push_glyph(name: &str, out: &mut String) -> bool {
    let name = name.split('.').next().unwrap_or_default();
    if name.is_empty() {
        return false;
    }
    let mut known = true;
    for part in name.split('_').take(16) {
        match letters(part, out) {
            true => {}
            false => known = false,
        }
    }
    known
}

fn letters(name: &str, out: &mut String) -> bool {
    if let Some(&letter) = GLYPHS.get(name) {
        push_letter(letter, out);
        return true;
    }
    if let Some(digits) = name.strip_prefix("uni")
        && digits.len() >= 4
        && digits.len() % 4 == 0
        && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
    {
        let units: Vec<u16> = (0..digits.len() / 4)
            .filter_map(|at| u16::from_str_radix(&digits[at * 4..at * 4 + 4], 16).ok())
            .collect();
        out.push_str(&String::from_utf16_lossy(&units));
        return true;
    }
    let digits = name
        .strip_prefix('u')
        .filter(|d| (4..=6).contains(&d.len()));
    let letter = digits.and_then(|digits| char::from_u32(u32::from_str_radix(digits, 16).ok()?));
    out.extend(letter);
    letter.is_some()
}

/// Appends a letter; a ligature as the letters it joins, so that words can be found.
pub(super) fn push_letter(letter: char, out: &mut String) {
    match letter {
        'ﬀ' => out.push_str("ff"),
        'ﬁ' => out.push_str("fi"),
        'ﬂ' => out.push_str("fl"),
        'ﬃ' => out.push_str("ffi"),
        'ﬄ' => out.push_str("ffl"),
        'ﬅ' | 'ﬆ' => out.push_str("st"),
        '\u{a0}' => out.push(' '),
        '\u{fffd}' | '\0' | '\u{ad}' => {}
        letter => out.push(letter),
    }
}

/// A string of PDF for people: UTF-16 or UTF-8 with a mark, else PDF's own encoding.
pub(super) fn string(bytes: &[u8]) -> String {
    if let Some((encoding, mark)) = encoding_rs::Encoding::for_bom(bytes) {
        return encoding
            .decode_without_bom_handling(&bytes[mark..])
            .0
            .into_owned();
    }
    let upper: Vec<char> = DOCUMENT.chars().collect();
    let letter = |byte: &u8| match byte {
        0x80.. => upper
            .get(usize::from(*byte) - 0x80)
            .copied()
            .unwrap_or(char::from(*byte)),
        _ => char::from(*byte),
    };
    bytes.iter().map(letter).collect()
}

#[cfg(test)]
mod tests {
    use super::{Base, push_glyph, string};

    #[test]
    fn glyphs_have_letters() {
        for (name, wanted) in [
            ("A", Some("A")),
            ("Adieresis", Some("Ä")),
            ("fi", Some("fi")),
            ("f_f_i", Some("ffi")),
            ("a.sc", Some("a")),
            ("uni00410042", Some("AB")),
            ("u1F600", Some("\u{1f600}")),
            ("afii10017", Some("А")),
            ("g37", None),
            ("", None),
            (".notdef", None),
        ] {
            let mut out = String::new();
            let known = push_glyph(name, &mut out);
            assert_eq!(known.then_some(out.as_str()), wanted, "{name}");
        }
    }

    #[test]
    fn encodings_are_as_in_the_standard() {
        // PDF 32000-1, annex D.2.
        for (base, code, wanted) in [
            (Base::Standard, 0o47, '’'),
            (Base::Standard, 0o341, 'Æ'),
            (Base::Standard, 0o267, '•'),
            (Base::Windows, 0o200, '€'),
            (Base::Windows, 0o344, 'ä'),
            (Base::Mac, 0o212, 'ä'),
            (Base::Symbol, 0o141, 'α'),
            (Base::Symbol, 0o272, '≡'),
        ] {
            let table = base.table();
            assert_eq!(table.len(), 256, "{base:?}");
            assert_eq!(table[code], wanted, "{base:?} {code:o}");
        }
        assert_eq!(string(b"\x84 A\xe4"), "— Aä");
        assert_eq!(string(b"\xfe\xff\x00A\x04\x16"), "AЖ");
    }
}
