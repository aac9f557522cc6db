//! Text in HTML, and the escape at that border: whatever stands in a mail is text there, in an element or a quoted attribute, and
//! turns no direction of writing.

use super::text::is_hostile;

/// Text that is safe between tags and in a quoted attribute. What a browser would obey or hide is shown as `U+XXXX` in brackets.
pub fn text(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    push(&mut out, text, false);
    out
}

/// The same with line ends and tabs kept, for preformatted text.
pub fn push_text(out: &mut String, text: &str) {
    push(out, text, true);
}

fn push(out: &mut String, text: &str, lines: bool) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' | '\t' if lines => out.push(c),
            '\r' if lines => {}
            c if is_hostile(c) || matches!(c, '\u{E0000}'..='\u{E0FFF}') => {
                out.push_str(&format!("[U+{:04X}]", u32::from(c)));
            }
            c => out.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{push_text, text};

    #[test]
    fn nothing_becomes_a_tag_or_ends_an_attribute() {
        assert_eq!(
            text("<script>\"x\" & 'y'</script>\n\u{202e}"),
            "&lt;script&gt;&quot;x&quot; &amp; &#39;y&#39;&lt;/script&gt;[U+000A][U+202E]"
        );
        let mut out = String::new();
        push_text(&mut out, "a\r\n\tb\0");
        assert_eq!(out, "a\n\tb[U+0000]");
    }
}
