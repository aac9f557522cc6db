//! The text of RTF, or the HTML that Outlook put into it (MS-OXRTFEX). Does not know pictures, objects or how text looks.

mod token;
mod words;

use std::collections::BTreeMap;

use super::codepage::{self, DEFAULT, Page};
use token::{Token, Tokens};
use words::{COMMENTER, INFO, KEPT, SKIPPED, charset, sign};

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
    reader.info.remove(COMMENTER);
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
    /// Within a comment or a footnote.
    aside: bool,
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
    /// A comment or footnote has just ended.
    closed: bool,
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
                aside: false,
                instead: 1,
                page: DEFAULT,
            },
            stack: Vec::new(),
            deeper: 0,
            star: false,
            pass: 0,
            closed: false,
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
            let aside = std::mem::replace(&mut self.state, state).aside;
            if aside && !self.state.aside {
                self.aside_ends();
            }
        }
        self.stack.is_empty()
    }

    /// A comment, or a footnote: it stands in brackets, apart from the word that it hangs on.
    fn aside(&mut self, name: &[u8]) {
        if self.is_left_out() || self.state.aside || self.form != Form::Rich {
            return;
        }
        let writer = self.info.remove(COMMENTER);
        let head = match (name, writer) {
            (b"footnote", _) => "[note: ".to_owned(),
            (_, Some(writer)) => format!("[comment by {}: ", writer.trim()),
            _ => "[comment: ".to_owned(),
        };
        self.apart();
        self.put(&head);
        self.state.aside = true;
    }

    fn aside_ends(&mut self) {
        let kept = self.text.trim_end().len();
        self.text.truncate(kept);
        self.put("]");
        self.closed = true;
    }

    /// A space, unless there is one.
    fn apart(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with(char::is_whitespace) {
            self.put(" ");
        }
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
            b"annotation" | b"footnote" => self.aside(name),
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
            if std::mem::take(&mut self.closed) && text.starts_with(char::is_alphanumeric) {
                self.put_char(' ');
            }
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

#[cfg(test)]
mod tests;
