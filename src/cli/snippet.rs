//! Some words of a text on one line: the first ones, or those around a place. It does not know whose text it is.

/// Letters of a snippet.
pub const SNIPPET: usize = 160;
/// Letters before a place.
const BEFORE: usize = 60;

/// Words of a text on one line, at most so many letters.
pub fn one_line(text: &str, most: usize) -> String {
    let mut line = String::new();
    let mut letters = 0;
    for word in text.split_whitespace() {
        let length = word.chars().count();
        if letters + length > most {
            // A word that is longer than the snippet is cut.
            if line.is_empty() {
                line.extend(word.chars().take(most));
            }
            line.push('\u{2026}');
            break;
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
        letters += length + 1;
    }
    line
}

/// The words around a byte of a text.
pub fn around(text: &str, place: usize) -> String {
    let (before, after) = (
        text.get(..place).unwrap_or_default(),
        text.get(place..).unwrap_or(text),
    );
    let start = before
        .char_indices()
        .rev()
        .nth(BEFORE)
        .map_or(0, |(i, _)| i);
    // From the next word on.
    let cut = &before[start..];
    let cut = if start == 0 {
        cut
    } else {
        cut.split_once(char::is_whitespace)
            .map_or("", |(_, rest)| rest)
    };
    let rest: String = after.chars().take(4 * SNIPPET).collect();
    let line = one_line(&format!("{cut}{rest}"), SNIPPET);
    if start == 0 {
        line
    } else {
        format!("\u{2026}{line}")
    }
}

#[cfg(test)]
mod tests {
    use super::{around, one_line};

    #[test]
    fn snippets_hold_the_name_and_whole_words() {
        let text = format!(
            "{}the Tide Gauge Works wrote.\n\nMore {}",
            "word ".repeat(40),
            "x ".repeat(300)
        );
        let place = text.find("Tide").unwrap_or(0);
        let found = around(&text, place);
        assert!(
            found.contains("the Tide Gauge Works wrote. More"),
            "{found}"
        );
        assert!(
            found.starts_with("\u{2026}word ") && found.ends_with('\u{2026}'),
            "{found}"
        );
        assert_eq!(around("Tide", 0), "Tide");
        assert_eq!(one_line("a  b\n c", 3), "a b\u{2026}");
        assert_eq!(one_line("abcdef", 3), "abc\u{2026}");
    }
}
