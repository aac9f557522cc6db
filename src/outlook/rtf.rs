//! The text of RTF, or the HTML that Outlook put into it (MS-OXRTFEX). Does not know pictures, objects or how text looks.

mod token;

use std::collections::BTreeMap;

use super::codepage::{self, DEFAULT, Page};
use token::{Token, Tokens};

/// What was found in RTF.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RtfText {
    /// Text with LF at the ends of paragraphs and rows, and a tab behind each cell; or HTML.
    pub text: String,
    /// It is HTML.
    pub html: bool,
    /// It is no RTF, or does not come to its end: text up to there is kept.
    pub damaged: bool,
    /// What the file says of itself: `title`, `subject`, `author`, `operator` (who changed it last), `company`; those that are there.
    pub info: BTreeMap<&'static str, String>,
}

/// Groups inside one another; in deeper ones nothing is told apart.
const DEPTH: usize = 2_000;

/// Reads RTF. O(n) time and memory; the text has at most about 4 times the bytes of the input.
pub fn text(bytes: &[u8]) -> RtfText {
    let mut reader = Reader::new();
    let start = bytes.iter().position(|byte| !byte.is_ascii_whitespace());
    let bytes = &bytes[start.unwrap_or(0)..];
    let mut ended = false;
    for token in Tokens::new(bytes) {
        match token {
            Token::Open => reader.open(),
            Token::Close => {
                ended = reader.close();
                if ended {
                    break;
                }
            }
            Token::Word(name, number) => reader.word(name, number),
            Token::Symbol(sign) => reader.symbol(sign),
            Token::Hex(byte) => reader.bytes(&[byte]),
            Token::Text(text) => reader.bytes(text),
        }
    }
    reader.flush();
    RtfText {
        text: reader.text,
        html: reader.form == Form::Html,
        damaged: !ended || !bytes.starts_with(b"{\\rtf"),
        info: reader.info,
    }
}

/// What the RTF was made from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Rich,
    Html,
    Text,
}

/// What a group inherits from the one around it.
#[derive(Clone, Copy, Debug)]
struct State {
    /// Nothing of it is text.
    skipped: bool,
    /// A piece of HTML as it is.
    tag: bool,
    /// Made up for readers of RTF only (`\htmlrtf`).
    made_up: bool,
    /// Table of fonts.
    fonts: bool,
    /// Where the text goes, if not to the text.
    info: Option<&'static str>,
    /// How many bytes stand for a `\u` for old readers.
    instead: i32,
    page: Page,
}

struct Reader {
    text: String,
    info: BTreeMap<&'static str, String>,
    form: Form,
    state: State,
    stack: Vec<State>,
    /// Groups beyond [`DEPTH`].
    deeper: usize,
    /// `\*` came: a destination that is not known is left out.
    star: bool,
    /// Bytes that are to be passed over, behind `\u`.
    pass: i32,
    /// Bytes of text in the code page of the state.
    pending: Vec<u8>,
    /// The first half of a character that takes two `\u`.
    half: Option<u16>,
    /// `\ansicpg`
    page: Page,
    fonts: BTreeMap<i32, Page>,
    font: i32,
    default_font: i32,
}

impl Reader {
    fn new() -> Self {
        Self {
            text: String::new(),
            info: BTreeMap::new(),
            form: Form::Rich,
            state: State {
                skipped: false,
                tag: false,
                made_up: false,
                fonts: false,
                info: None,
                instead: 1,
                page: DEFAULT,
            },
            stack: Vec::new(),
            deeper: 0,
            star: false,
            pass: 0,
            pending: Vec::new(),
            half: None,
            page: DEFAULT,
            fonts: BTreeMap::new(),
            font: 0,
            default_font: 0,
        }
    }

    fn open(&mut self) {
        self.flush();
        self.pass = 0;
        if self.stack.len() < DEPTH {
            self.stack.push(self.state);
        } else {
            self.deeper += 1;
        }
    }

    /// True at the end of all.
    fn close(&mut self) -> bool {
        self.flush();
        self.pass = 0;
        self.star = false;
        if self.deeper > 0 {
            self.deeper -= 1;
            return false;
        }
        if let Some(state) = self.stack.pop() {
            self.state = state;
        }
        self.stack.is_empty()
    }

    fn word(&mut self, name: &[u8], number: Option<i32>) {
        if name == b"u" {
            return self.unicode(number.unwrap_or(0));
        }
        if self.pass > 0 {
            self.pass -= 1;
            return;
        }
        let star = std::mem::take(&mut self.star);
        match name {
            b"ansicpg" => self.default_page(number),
            b"mac" => self.default_page(Some(10000)),
            b"pc" => self.default_page(Some(437)),
            b"pca" => self.default_page(Some(850)),
            b"fromhtml" if number != Some(0) => self.form = Form::Html,
            b"fromtext" => self.form = Form::Text,
            b"uc" => self.state.instead = number.unwrap_or(1).clamp(0, 16),
            b"deff" => self.default_font = number.unwrap_or(0),
            b"f" => self.take_font(number.unwrap_or(0)),
            b"fcharset" if self.state.fonts => self.set_font(charset(number.unwrap_or(0))),
            b"cpg" if self.state.fonts => {
                self.set_font(number.map(i64::from).and_then(codepage::page))
            }
            b"plain" => {
                self.flush();
                self.state.page = self.page_of(self.default_font);
                self.state.made_up &= self.form != Form::Rich;
            }
            b"htmlrtf" => {
                self.flush();
                self.state.made_up = number != Some(0);
            }
            b"htmltag" => self.state.tag = self.form == Form::Html,
            _ if !self.destination(name) => match sign(name) {
                Some(sign) => self.sign(sign),
                None => self.state.skipped |= star && !KEPT.contains(&name),
            },
            _ => {}
        }
    }

    /// Groups whose text is not the text of the document.
    fn destination(&mut self, name: &[u8]) -> bool {
        if name == b"fonttbl" {
            self.state.fonts = true;
            self.state.skipped = true;
        } else if SKIPPED.contains(&name) {
            self.state.skipped = true;
        } else if let Some(info) = INFO.iter().find(|info| info.as_bytes() == name) {
            self.state.info = Some(info);
        } else {
            return false;
        }
        true
    }

    fn default_page(&mut self, number: Option<i32>) {
        if let Some(page) = number.map(i64::from).and_then(codepage::page) {
            self.flush();
            self.page = page;
            self.state.page = page;
        }
    }

    fn set_font(&mut self, page: Option<Page>) {
        if let Some(page) = page {
            self.fonts.insert(self.font, page);
        }
    }

    fn take_font(&mut self, number: i32) {
        if self.state.fonts {
            self.font = number;
        } else {
            self.flush();
            self.state.page = self.page_of(number);
        }
    }

    fn page_of(&self, font: i32) -> Page {
        self.fonts.get(&font).copied().unwrap_or(self.page)
    }

    fn symbol(&mut self, sign: u8) {
        if self.pass > 0 {
            self.pass -= 1;
            return;
        }
        match sign {
            b'*' => self.star = true,
            b'{' | b'}' | b'\\' => self.bytes(&[sign]),
            b'~' => self.sign("\u{a0}"),
            b'_' => self.sign("\u{2011}"),
            b'\r' | b'\n' => self.sign("\n"),
            b'\t' => self.sign("\t"),
            _ => {}
        }
    }

    /// Text in the code page.
    fn bytes(&mut self, mut bytes: &[u8]) {
        while self.pass > 0 && !bytes.is_empty() {
            self.pass -= 1;
            bytes = &bytes[1..];
        }
        if !bytes.is_empty() && !self.is_left_out() {
            self.half_ends();
            self.pending.extend_from_slice(bytes);
        }
    }

    fn unicode(&mut self, number: i32) {
        self.pass = self.state.instead;
        if self.is_left_out() {
            return;
        }
        self.flush_bytes();
        // Numbers above 32767 are written less 65536; some programs write them as they are.
        let unit = (number & 0xFFFF) as u16;
        let units = match self.half.take() {
            Some(half) => vec![half, unit],
            None if (0xD800..0xDC00).contains(&unit) => {
                self.half = Some(unit);
                return;
            }
            None => vec![unit],
        };
        let text = String::from_utf16_lossy(&units);
        self.put(&text);
    }

    fn sign(&mut self, sign: &str) {
        if !self.is_left_out() {
            self.flush();
            self.put(sign);
        }
    }

    fn is_left_out(&self) -> bool {
        let made_up = self.state.made_up && self.form != Form::Rich && !self.state.tag;
        (self.state.skipped && self.state.info.is_none()) || made_up
    }

    fn flush(&mut self) {
        self.flush_bytes();
        self.half_ends();
    }

    fn flush_bytes(&mut self) {
        if !self.pending.is_empty() {
            let bytes = std::mem::take(&mut self.pending);
            let text = codepage::guess(self.state.page, &bytes);
            self.put(&text);
        }
    }

    fn half_ends(&mut self) {
        if self.half.take().is_some() {
            self.put("\u{fffd}");
        }
    }

    fn put(&mut self, text: &str) {
        if let Some(info) = self.state.info {
            let value = self.info.entry(info).or_default();
            value.extend(text.chars().filter(|c| !c.is_control()));
        } else if self.form == Form::Html && !self.state.tag {
            for c in text.chars() {
                match c {
                    '<' => self.text.push_str("&lt;"),
                    '>' => self.text.push_str("&gt;"),
                    '&' => self.text.push_str("&amp;"),
                    '\u{a0}' => self.text.push_str("&nbsp;"),
                    c => self.put_char(c),
                }
            }
        } else {
            for c in text.chars() {
                self.put_char(c);
            }
        }
    }

    fn put_char(&mut self, c: char) {
        if !c.is_control() || matches!(c, '\n' | '\t') {
            self.text.push(c);
        }
    }
}

const SKIPPED: &[&[u8]] = &[
    b"colortbl",
    b"stylesheet",
    b"pict",
    b"nonshppict",
    b"filetbl",
    b"revtbl",
    b"rsidtbl",
    b"listtable",
    b"listoverridetable",
    b"info",
    b"fldinst",
    b"objdata",
    b"objclass",
    b"objname",
    b"themedata",
    b"colorschememapping",
    b"datastore",
    b"latentstyles",
    b"xmlnstbl",
    b"bkmkstart",
    b"bkmkend",
    b"mhtmltag",
    b"generator",
    b"template",
    b"tc",
    b"xe",
    b"falt",
    b"panose",
    b"passwordhash",
    b"pgptbl",
];
/// Destinations with `\*` whose text is read all the same.
const KEPT: &[&[u8]] = &[
    b"shpinst",
    b"shptxt",
    b"annotation",
    b"footnote",
    b"ftnsep",
    b"pntext",
    b"background",
];
const INFO: &[&str] = &["title", "subject", "author", "operator", "company"];

/// What a word stands for in the text.
fn sign(name: &[u8]) -> Option<&'static str> {
    Some(match name {
        b"par" | b"line" | b"sect" | b"page" | b"column" | b"row" | b"nestrow" | b"softline" => {
            "\n"
        }
        b"tab" | b"cell" | b"nestcell" => "\t",
        b"emdash" => "\u{2014}",
        b"endash" => "\u{2013}",
        b"lquote" => "\u{2018}",
        b"rquote" => "\u{2019}",
        b"ldblquote" => "\u{201c}",
        b"rdblquote" => "\u{201d}",
        b"bullet" => "\u{2022}",
        b"emspace" => "\u{2003}",
        b"enspace" => "\u{2002}",
        b"qmspace" => "\u{2005}",
        _ => return None,
    })
}

/// The code page of a font's `\fcharset`; `None`: that of the document.
fn charset(number: i32) -> Option<Page> {
    codepage::page(match number {
        77 => 10000,
        128 => 932,
        129 => 949,
        134 => 936,
        136 => 950,
        161 => 1253,
        162 => 1254,
        163 => 1258,
        177 => 1255,
        178 => 1256,
        186 => 1257,
        204 => 1251,
        222 => 874,
        238 => 1250,
        254 => 437,
        255 => 850,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(rtf: &str) -> String {
        text(rtf.as_bytes()).text
    }

    #[test]
    fn plain_text() {
        assert_eq!(
            plain(
                r"{\rtf1\ansi\deff0{\fonttbl{\f0 Arial;}}{\colortbl;\red0;}{\*\generator x;}\b Ann\b0  \{a\}\par B\tab c\line \'e9}"
            ),
            "Ann {a}\nB\tc\né"
        );
        assert_eq!(
            plain(r"{\rtf1{\pict 0a0b}{\object{\*\objdata 00}{\result shown}}}"),
            "shown"
        );
        assert_eq!(
            plain(r"{\rtf1{\field{\*\fldinst HYPERLINK x}{\fldrslt here}}\bin3 {{{ok}"),
            "hereok"
        );
    }

    #[test]
    fn characters() {
        assert_eq!(plain(r"{\rtf1\ansicpg1251 \'cf\'f0}"), "Пр");
        assert_eq!(
            plain(
                r"{\rtf1{\fonttbl{\f0\fcharset0 A;}{\f1\fcharset204 B;}{\f2\fcharset128 C;}}\f1\'cf{\f2\'93\'fa\'83A}\f0\'e9}"
            ),
            "П日アé"
        );
        assert_eq!(
            plain(r"{\rtf1\uc1\u1055?\u-10179?\u-8704?x\uc0\u233 y}"),
            "П\u{1f600}xéy"
        );
        assert_eq!(plain(r"{\rtf1\uc2\u1055\'3f?z\u55357?}"), "Пz\u{fffd}");
        assert_eq!(plain(r"{\rtf1 a\~b\endash\rquote s}"), "a\u{a0}b–’s");
    }

    /// After the example in MS-OXRTFEX 4.1.
    #[test]
    fn html_in_rtf() {
        let rtf = r"{\rtf1\ansi\ansicpg1251\fromhtml1 \deff0 {\fonttbl {\f0\fmodern Courier New;}}
{\*\htmltag64 <html>}\htmlrtf \fs24 \htmlrtf0 {\*\htmltag96 <b>}\htmlrtf {\b\htmlrtf0 a < b\'a9{\*\mhtmltag x}
{\*\htmltag104 </b>}\htmlrtf }\htmlrtf0 {\*\htmltag84 &nbsp;\par }\htmlrtf \~\htmlrtf0 c}";
        let read = text(rtf.as_bytes());
        assert!(read.html && !read.damaged);
        assert_eq!(read.text, "<html><b>a &lt; b©</b>&nbsp;\nc");
        let read = text(br"{\rtf1\fromtext \fs20 a <b>\par\htmlrtf x\htmlrtf0 c}");
        assert_eq!((read.text.as_str(), read.html), ("a <b>\nc", false));
    }

    #[test]
    fn what_it_says_of_itself() {
        let read =
            text(br"{\rtf1{\info{\title T}{\author Ann \'e9}{\*\company X}{\creatim\yr2001}}body}");
        let info: Vec<(&str, &str)> = read.info.iter().map(|(k, v)| (*k, v.as_str())).collect();
        assert_eq!(
            info,
            [("author", "Ann é"), ("company", "X"), ("title", "T")]
        );
        assert_eq!(read.text, "body");
    }

    #[test]
    fn damaged() {
        assert!(text(b"").damaged && text(b"no rtf").damaged);
        let cut = text(br"{\rtf1 up to {\b here");
        assert!(cut.damaged);
        assert_eq!(cut.text, "up to here");
        let deep =
            text(format!("{{\\rtf1 {}x{}y}}", "{".repeat(9_999), "}".repeat(9_999)).as_bytes());
        assert_eq!((deep.text.as_str(), deep.damaged), ("xy", false));
    }
}
