//! Fonts of a PDF: how a string is cut into codes, which text each stands for, how far it moves. It does not know where letters are set.

use encoding_rs::Encoding;
use hayro_syntax::object::{Array, Dict, Name, Object, Stream};

use super::cmap::CMap;
use super::encoding::{Base, push_glyph, push_letter};
use super::stream::{Budget, unpack};
use super::width::Widths;
use crate::document::found::Fault;

/// How a font cuts a string into codes.
#[derive(Debug)]
enum Codes {
    /// One byte each.
    One,
    /// Two bytes each.
    Two,
    /// As its CMap says.
    Mapped(CMap),
    /// One or two bytes of an East Asian encoding.
    Legacy(&'static Encoding),
}

/// A font.
#[derive(Debug)]
pub(super) struct Font {
    codes: Codes,
    /// What the font says itself; it comes first.
    to_unicode: CMap,
    /// Text of the 256 codes of a simple font; empty where nothing is known.
    simple: Vec<Box<str>>,
    /// Whether two bytes are UTF-16 without more.
    utf16: bool,
    widths: Widths,
}

/// One code of a string.
#[derive(Clone, Copy, Debug)]
pub(super) struct Code<'s> {
    value: u32,
    bytes: &'s [u8],
}

impl Code<'_> {
    /// Whether it is the single byte 32, which alone is stretched by the word spacing.
    pub(super) fn is_space(self) -> bool {
        self.bytes == [b' ']
    }
}

impl Font {
    /// Reads a font. A broken part of it is left out.
    pub(super) fn read(dict: &Dict<'_>, budget: &mut Budget) -> Result<Self, Fault> {
        // A font costs work even if it is empty.
        budget.spend(1 << 12)?;
        let to_unicode = match dict.get::<Stream<'_>>("ToUnicode") {
            Some(stream) => CMap::parse(&unpack(&stream, budget)?),
            None => CMap::default(),
        };
        let kind = dict.get::<Name<'_>>("Subtype");
        let mut font = Self {
            codes: Codes::One,
            to_unicode,
            simple: Vec::new(),
            utf16: false,
            widths: Widths::read(dict),
        };
        if kind.is_some_and(|kind| kind.as_ref() == b"Type0") {
            font.composite(dict, budget)?;
        } else {
            font.simple = simple(dict, budget)?;
        }
        Ok(font)
    }

    fn composite(&mut self, dict: &Dict<'_>, budget: &mut Budget) -> Result<(), Fault> {
        self.codes = Codes::Two;
        if let Some(stream) = dict.get::<Stream<'_>>("Encoding") {
            self.codes = Codes::Mapped(CMap::parse(&unpack(&stream, budget)?));
        } else if let Some(name) = dict.get::<Name<'_>>("Encoding") {
            let name = name.as_ref();
            self.utf16 = name.starts_with(b"Uni") && !contains(name, b"UTF8");
            if let Some(encoding) = legacy(name) {
                self.codes = Codes::Legacy(encoding);
            }
        }
        let below = dict.get::<Array<'_>>("DescendantFonts");
        if let Some(below) = below.and_then(|below| below.iter::<Dict<'_>>().next()) {
            self.widths = Widths::read_composite(&below);
        }
        Ok(())
    }

    /// The first code of a string, and what is left of it.
    pub(super) fn code<'s>(&self, bytes: &'s [u8]) -> Option<(Code<'s>, &'s [u8])> {
        let first = *bytes.first()?;
        let length = match &self.codes {
            Codes::One => 1,
            Codes::Two => 2,
            Codes::Mapped(map) => map.width(bytes).unwrap_or(2),
            Codes::Legacy(encoding) => legacy_width(encoding, first),
        };
        let (bytes, rest) = bytes.split_at(length.min(bytes.len()));
        let value = bytes
            .iter()
            .fold(0, |sum, byte| sum << 8 | u32::from(*byte));
        Some((Code { value, bytes }, rest))
    }

    /// How far a code moves, in parts of the size of the letters.
    pub(super) fn width(&self, code: Code<'_>) -> f64 {
        self.widths.of(code.value)
    }

    /// Appends the text of a code; false if nobody can tell which letter it is.
    pub(super) fn push(&self, code: Code<'_>, out: &mut String) -> bool {
        if !self.to_unicode.is_empty() {
            let start = out.len();
            if self.to_unicode.push(code.value, out) {
                plain(out, start);
                return true;
            }
        }
        match &self.codes {
            Codes::One => {
                let text = self.simple.get(code.value as usize);
                out.push_str(text.map_or("", |text| text));
                text.is_some_and(|text| !text.is_empty())
            }
            Codes::Legacy(encoding) => {
                let (text, broken) = encoding.decode_without_bom_handling(code.bytes);
                out.push_str(&text);
                !broken
            }
            _ if self.utf16 => {
                let letter = char::from_u32(code.value);
                out.extend(letter);
                letter.is_some()
            }
            _ => false,
        }
    }
}

/// Takes ligatures apart in what was added since `start`.
fn plain(out: &mut String, start: usize) {
    if out[start..]
        .bytes()
        .any(|byte| matches!(byte, 0xef | 0xc2 | 0))
    {
        let added = out.split_off(start);
        added.chars().for_each(|letter| push_letter(letter, out));
    }
}

/// The text of each code of a simple font (PDF 32000-1, 9.6.6).
fn simple(dict: &Dict<'_>, budget: &mut Budget) -> Result<Vec<Box<str>>, Fault> {
    let named = dict.get::<Name<'_>>("Encoding");
    let own = dict.get::<Dict<'_>>("Encoding");
    let base = named.or_else(|| own.as_ref()?.get::<Name<'_>>("BaseEncoding"));
    let base = base.and_then(|name| Base::named(name.as_ref()));
    let table = base.unwrap_or_else(|| usual(dict)).table();
    let mut texts: Vec<Box<str>> = table.into_iter().map(letter_text).collect();
    if base.is_none() {
        built_in(dict, &mut texts, budget)?;
    }
    if let Some(list) = own.and_then(|own| own.get::<Array<'_>>("Differences")) {
        differences(&list, &mut texts);
    }
    Ok(texts)
}

fn letter_text(letter: char) -> Box<str> {
    let mut text = String::new();
    push_letter(letter, &mut text);
    text.into()
}

/// The encoding of a font that names none.
fn usual(dict: &Dict<'_>) -> Base {
    let name = dict.get::<Name<'_>>("BaseFont");
    let kind = dict.get::<Name<'_>>("Subtype");
    match (name, kind) {
        (Some(name), _) if name.ends_with(b"Symbol") => Base::Symbol,
        (_, Some(kind)) if kind.as_ref() == b"TrueType" => Base::Windows,
        _ => Base::Standard,
    }
}

fn differences(list: &Array<'_>, texts: &mut [Box<str>]) {
    let mut code = 0usize;
    for item in list.iter::<Object<'_>>() {
        match item {
            Object::Number(number) => code = usize::try_from(number.as_i64()).unwrap_or(usize::MAX),
            Object::Name(name) => {
                if let Some(text) = texts.get_mut(code) {
                    let mut letters = String::new();
                    push_glyph(name.as_str(), &mut letters);
                    *text = letters.into();
                }
                code = code.saturating_add(1);
            }
            _ => {}
        }
    }
}

/// The encoding that a Type 1 font holds itself, in its part that is plain text: `dup 65 /A put`.
fn built_in(dict: &Dict<'_>, texts: &mut [Box<str>], budget: &mut Budget) -> Result<(), Fault> {
    let about = dict.get::<Dict<'_>>("FontDescriptor");
    let Some(file) = about.and_then(|about| about.get::<Stream<'_>>("FontFile")) else {
        return Ok(());
    };
    let program = unpack(&file, budget)?;
    let end = memchr::memmem::find(&program, b"eexec").unwrap_or(program.len());
    let Some(start) = memchr::memmem::find(&program[..end], b"/Encoding") else {
        return Ok(());
    };
    let text = String::from_utf8_lossy(&program[start..end]);
    let words: Vec<&str> = text.split_ascii_whitespace().take(2048).collect();
    for four in words.windows(4) {
        if let ["dup", code, name, "put"] = four
            && let Some(name) = name.strip_prefix('/')
            && let Some(text) = code
                .parse()
                .ok()
                .and_then(|code: usize| texts.get_mut(code))
        {
            let mut letters = String::new();
            push_glyph(name, &mut letters);
            *text = letters.into();
        }
    }
    Ok(())
}

/// The encoding behind the name of one of PDF's own CMaps, where the codes are letters of it.
fn legacy(name: &[u8]) -> Option<&'static Encoding> {
    let has = |part: &[u8]| contains(name, part);
    match name {
        name if name.starts_with(b"Uni") || name.starts_with(b"Identity") => None,
        _ if has(b"RKSJ") => Some(encoding_rs::SHIFT_JIS),
        _ if has(b"GBK2K") => Some(encoding_rs::GB18030),
        _ if has(b"GB-EUC") || has(b"GBpc") || has(b"GBK") => Some(encoding_rs::GBK),
        _ if has(b"B5") || has(b"HKscs") => Some(encoding_rs::BIG5),
        _ if has(b"KSC") => Some(encoding_rs::EUC_KR),
        b"EUC-H" | b"EUC-V" => Some(encoding_rs::EUC_JP),
        _ => None,
    }
}

fn legacy_width(encoding: &'static Encoding, first: u8) -> usize {
    let lead = match first {
        0..=0x80 | 0xff => false,
        0xa0..=0xdf => encoding != encoding_rs::SHIFT_JIS,
        _ => true,
    };
    1 + usize::from(lead)
}

fn contains(name: &[u8], part: &[u8]) -> bool {
    name.windows(part.len()).any(|window| window == part)
}
