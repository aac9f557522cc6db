//! HTML as text: blocks become lines, cited blocks get `>` in front, scripts and styles go. No tree is built, so depth
//! costs nothing; one pass, O(n). It does not know what the text means.

use mail_parser::decoders::html::add_html_token;
use memchr::{memchr, memchr3, memmem};

/// Deepest quotation that gets its own mark.
const DEPTH: usize = 30;

/// The text of an HTML document. O(n).
pub fn to_text(html: &str) -> String {
    let mut writer = Writer {
        out: String::with_capacity(html.len() / 2),
        line_start: true,
        ..Writer::default()
    };
    let bytes = html.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] != b'<' {
            let end = memchr(b'<', &bytes[at..]).map_or(bytes.len(), |n| at + n);
            writer.text(&html[at..end]);
            at = end;
            continue;
        }
        let rest = &bytes[at..];
        if rest.starts_with(b"<!--") {
            match memmem::find(&rest[4..], b"-->") {
                Some(n) => at += n + 7,
                None => break,
            }
        } else if rest
            .get(1)
            .is_some_and(|b| b.is_ascii_alphabetic() || matches!(b, b'/' | b'!' | b'?'))
        {
            let Some(end) = memchr(b'>', rest) else { break };
            let tag = &html[at + 1..at + end];
            at += end + 1;
            if let Some(name) = writer.tag(tag) {
                match closing(bytes, at, name) {
                    Some(next) => at = next,
                    None => break,
                }
            }
        } else {
            writer.text("<");
            at += 1;
        }
    }
    while writer.out.ends_with([' ', '\n']) {
        writer.out.pop();
    }
    writer.out.push('\n');
    writer.out
}

/// Where the closing tag of an element that is left out begins.
fn closing(bytes: &[u8], mut at: usize, name: &str) -> Option<usize> {
    loop {
        at += memchr(b'<', &bytes[at..])?;
        let tail = bytes.get(at + 2..at + 2 + name.len())?;
        if bytes[at + 1] == b'/' && tail.eq_ignore_ascii_case(name.as_bytes()) {
            return Some(at);
        }
        at += 1;
    }
}

#[derive(Default)]
struct Writer {
    out: String,
    line_start: bool,
    space: bool,
    pre: usize,
    /// Open cited blocks; false for other blocks of quotation, which only indent.
    quotes: Vec<bool>,
    marks: usize,
}

impl Writer {
    /// A tag; the name of an element whose content is left out.
    fn tag(&mut self, tag: &str) -> Option<&'static str> {
        let close = tag.starts_with('/');
        let tag = tag.trim_start_matches('/');
        let length = tag.bytes().take_while(u8::is_ascii_alphanumeric).count();
        let mut buffer = [0u8; 12];
        let name = buffer.get_mut(..length)?;
        name.copy_from_slice(&tag.as_bytes()[..length]);
        name.make_ascii_lowercase();
        match &*name {
            b"script" if !close => return Some("script"),
            b"style" if !close => return Some("style"),
            b"template" if !close => return Some("template"),
            b"title" if !close => return Some("title"),
            b"br" => self.newline(),
            b"pre" => {
                self.block();
                self.pre = if close {
                    self.pre.saturating_sub(1)
                } else {
                    self.pre + 1
                };
            }
            b"blockquote" => self.blockquote(close, &tag[length..]),
            b"p" | b"h1" | b"h2" | b"h3" | b"h4" | b"h5" | b"h6" => {
                self.block();
                if close && !self.out.ends_with("\n\n") {
                    self.newline();
                }
            }
            b"div" | b"tr" | b"li" | b"ul" | b"ol" | b"table" | b"hr" | b"dl" | b"dt" | b"dd"
            | b"center" | b"body" | b"section" | b"article" | b"header" | b"footer" | b"form"
            | b"address" | b"fieldset" => self.block(),
            b"td" | b"th" => self.space = true,
            _ => {}
        }
        None
    }

    fn blockquote(&mut self, close: bool, attributes: &str) {
        self.block();
        if close {
            if self.quotes.pop() == Some(true) {
                self.marks -= 1;
            }
        } else if self.quotes.len() < DEPTH {
            let lower = attributes
                .get(..attributes.len().min(200))
                .unwrap_or_default()
                .to_ascii_lowercase();
            let cited = ["cite", "gmail_quote", "yahoo_quoted", "border-left"]
                .iter()
                .any(|mark| lower.contains(mark));
            self.quotes.push(cited);
            self.marks += usize::from(cited);
        }
    }

    /// Ends the line if there is one.
    fn block(&mut self) {
        if !self.line_start {
            self.newline();
        }
    }

    fn newline(&mut self) {
        if self.line_start {
            // No more than two empty lines, and quote marks on empty lines of a quotation.
            if self.out.ends_with("\n\n\n") {
                return;
            }
            self.mark();
        }
        self.out.push('\n');
        self.line_start = true;
        self.space = false;
    }

    fn mark(&mut self) {
        for _ in 0..self.marks {
            self.out.push_str("> ");
        }
    }

    fn start(&mut self) {
        if std::mem::take(&mut self.line_start) {
            self.mark();
        } else if self.space {
            self.out.push(' ');
        }
        self.space = false;
    }

    fn text(&mut self, text: &str) {
        if self.pre > 0 {
            let mut lines = text.split('\n').peekable();
            while let Some(line) = lines.next() {
                if !line.is_empty() {
                    self.start();
                    self.entities(line);
                }
                if lines.peek().is_some() {
                    self.newline();
                }
            }
            return;
        }
        let blank = |c: char| c.is_ascii_whitespace();
        self.space |= text.starts_with(blank);
        for word in text.split_ascii_whitespace() {
            self.start();
            self.entities(word);
            self.space = true;
        }
        self.space = if text.trim_end().is_empty() {
            self.space
        } else {
            text.ends_with(blank)
        };
    }

    fn entities(&mut self, mut word: &str) {
        while let Some(at) = memchr(b'&', word.as_bytes()) {
            self.out.push_str(&word[..at]);
            word = &word[at..];
            let end =
                memchr3(b';', b'&', b'<', &word.as_bytes()[1..word.len().min(14)]).map(|n| n + 1);
            match end {
                Some(end) if word.as_bytes()[end] == b';' => {
                    if word[..end].eq_ignore_ascii_case("&nbsp") {
                        self.out.push(' ');
                    } else {
                        add_html_token(&mut self.out, &word.as_bytes()[..=end], false);
                    }
                    word = &word[end + 1..];
                }
                _ => {
                    self.out.push('&');
                    word = &word[1..];
                }
            }
        }
        self.out.push_str(word);
    }
}

#[cfg(test)]
mod tests {
    use super::to_text;

    #[test]
    fn html_becomes_text() {
        for (html, wanted) in [
            ("<p>Hello <b>wor</b>ld</p><p>x</p>", "Hello world\n\nx\n"),
            ("a<br>b<div>c</div>d", "a\nb\nc\nd\n"),
            (
                "<style>p{x}</style><title>t</title>x<script>1<2</script>y",
                "xy\n",
            ),
            (
                "a &amp; b&nbsp;c &lt;d&gt; &#233; &bogus &",
                "a & b c <d> é &bogus &\n",
            ),
            (
                "yes<blockquote type=\"cite\">no<br>no<blockquote class=gmail_quote>deep</blockquote></blockquote>end",
                "yes\n> no\n> no\n> > deep\nend\n",
            ),
            ("<blockquote>only set in</blockquote>", "only set in\n"),
            ("a<!-- <p> --> b <!-- open", "a b\n"),
            ("1 < 2 <unclosed", "1 < 2\n"),
            ("<pre>a\n  b</pre>c", "a\n  b\nc\n"),
            (
                "<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>",
                "a b\nc\n",
            ),
            ("", "\n"),
        ] {
            assert_eq!(to_text(html), wanted, "{html}");
        }
    }

    #[test]
    fn depth_costs_nothing() {
        assert_eq!(to_text(&"<div>".repeat(200_000)), "\n");
        assert_eq!(to_text(&format!("<a {}>x", "x=1 ".repeat(200_000))), "x\n");
        assert_eq!(to_text(&"<script>".repeat(100_000)), "\n");
        assert_eq!(to_text(&"<!--".repeat(100_000)), "\n");
        assert!(to_text(&"<blockquote type=cite>x".repeat(20_000)).len() < 20_000 * 70);
    }
}
