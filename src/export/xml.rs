//! The escape at the border to XML, for GEXF and GraphML. One wrong character and Gephi refuses the whole file.

/// Which bytes end a run that can be copied: markup, controls, and the first bytes of C1 controls and of U+FFFE.
const STOPS: [bool; 256] = {
    let mut stops = [false; 256];
    let mut byte = 0;
    while byte < 0x20 {
        stops[byte] = true;
        byte += 1;
    }
    stops[b'&' as usize] = true;
    stops[b'<' as usize] = true;
    stops[b'>' as usize] = true;
    stops[b'"' as usize] = true;
    stops[b'\'' as usize] = true;
    stops[0x7f] = true;
    stops[0xC2] = true;
    stops[0xEF] = true;
    stops
};

/// Appends text fit for content and for attributes in either quotes. Tab and line ends become references, so that
/// attributes keep them; what XML 1.0 cannot hold, and C1 controls, become U+FFFD.
pub fn push_escaped(out: &mut String, text: &str) {
    if is_clean(text) {
        out.push_str(text);
        return;
    }
    let mut rest = text;
    while let Some(stop) = rest.bytes().position(|byte| STOPS[usize::from(byte)]) {
        let (run, tail) = rest.split_at(stop);
        out.push_str(run);
        let mut chars = tail.chars();
        match chars.next() {
            Some('&') => out.push_str("&amp;"),
            Some('<') => out.push_str("&lt;"),
            Some('>') => out.push_str("&gt;"),
            Some('"') => out.push_str("&quot;"),
            Some('\'') => out.push_str("&#39;"),
            Some('\n') => out.push_str("&#10;"),
            Some('\r') => out.push_str("&#13;"),
            Some('\t') => out.push_str("&#9;"),
            Some('\u{FFFE}' | '\u{FFFF}') => out.push('\u{FFFD}'),
            Some(c) if c.is_control() => out.push('\u{FFFD}'),
            Some(c) => out.push(c),
            None => {}
        }
        rest = chars.as_str();
    }
    out.push_str(rest);
}

/// ASCII without markup and controls: nothing to escape. No branch within, so that the compiler takes many bytes at once.
fn is_clean(text: &str) -> bool {
    let stop = |byte: u8| {
        !(0x20..0x7f).contains(&byte)
            | (byte == b'&')
            | (byte == b'<')
            | (byte == b'>')
            | (byte == b'"')
            | (byte == b'\'')
    };
    !text.bytes().fold(false, |found, byte| found | stop(byte))
}

/// The texts escaped, each once: a node's Id stands at each of its ties.
pub fn escaped(texts: &[std::borrow::Cow<'_, str>]) -> Vec<String> {
    let escape = |text: &std::borrow::Cow<'_, str>| {
        let mut out = String::with_capacity(text.len());
        push_escaped(&mut out, text);
        out
    };
    texts.iter().map(escape).collect()
}

/// Appends ` name="text"`.
pub fn push_attribute(out: &mut String, name: &str, text: &str) {
    out.push(' ');
    out.push_str(name);
    out.push_str("=\"");
    push_escaped(out, text);
    out.push('"');
}

/// Appends the text of a cell; what Gephi would take for nothing is put in parentheses.
pub fn push_cell(out: &mut String, text: &str) {
    if super::cell::is_null_word(text) {
        out.push('(');
        out.push_str(text);
        out.push(')');
    } else {
        push_escaped(out, text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_gets_through() {
        for (given, expected) in [
            ("plain", "plain"),
            ("a&b<c>\"d\"'e'", "a&amp;b&lt;c&gt;&quot;d&quot;&#39;e&#39;"),
            ("]]>", "]]&gt;"),
            ("a\nb\tc\r", "a&#10;b&#9;c&#13;"),
            ("\0\u{1b}\u{7f}\u{9b}", "\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}"),
            ("\u{FFFE}\u{FFFF}\u{FEFF}", "\u{FFFD}\u{FFFD}\u{FEFF}"),
            ("é©日本\u{1F600}\u{202e}", "é©日本\u{1F600}\u{202e}"),
        ] {
            let mut out = String::new();
            push_escaped(&mut out, given);
            assert_eq!(out, expected);
        }
    }
}
