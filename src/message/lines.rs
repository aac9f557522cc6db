//! What one line of a text looks like: quote marks, header-like keys, separators, attributions. It does not know the
//! lines around it.

/// One line of a text.
#[derive(Clone, Copy, Debug)]
pub struct Line<'a> {
    /// First byte in the text.
    pub start: usize,
    /// One past its line end.
    pub end: usize,
    /// How many `>` stand in front.
    pub marks: u8,
    /// What follows them, trimmed.
    pub words: &'a str,
}

/// Cuts a text into lines. O(n).
pub fn lines(text: &str) -> impl Iterator<Item = Line<'_>> {
    let bytes = text.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        if at >= bytes.len() {
            return None;
        }
        let start = at;
        let end = memchr::memchr(b'\n', &bytes[at..]).map_or(bytes.len(), |n| at + n + 1);
        at = end;
        let mut marks = 0u8;
        let mut from = start;
        while from < end {
            match bytes[from] {
                b'>' => marks = marks.saturating_add(1),
                b' ' | b'\t' | b'\r' | b'\n' => {}
                _ => break,
            }
            from += 1;
        }
        let mut to = end;
        while to > from && matches!(bytes[to - 1], b' ' | b'\t' | b'\r' | b'\n') {
            to -= 1;
        }
        Some(Line {
            start,
            end,
            marks,
            words: &text[from..to],
        })
    })
}

/// What a quoted header line tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// The writer.
    From,
    /// The recipients.
    To,
    /// Those in copy.
    Cc,
    /// The date.
    Date,
    /// The subject.
    Subject,
    /// Something that stands in such blocks and tells us nothing.
    Other,
}

/// The key of a header-like line and its value: `Sent: Monday`, `*From:* x`, `Von: y`. O(1).
pub fn key(line: &str) -> Option<(Key, &str)> {
    let bare = line.strip_prefix('*').unwrap_or(line);
    let colon = memchr::memchr(b':', &bare.as_bytes()[..bare.len().min(24)])?;
    let name = bare[..colon].trim_end();
    let key = key_name(name)?;
    let value = bare[colon + 1..].trim_start_matches('*').trim();
    Some((key, value))
}

fn key_name(name: &str) -> Option<Key> {
    const NAMES: [(&str, Key); 34] = [
        ("from", Key::From),
        ("von", Key::From),
        ("de", Key::From),
        ("da", Key::From),
        ("van", Key::From),
        ("från", Key::From),
        ("to", Key::To),
        ("an", Key::To),
        ("à", Key::To),
        ("para", Key::To),
        ("a", Key::To),
        ("aan", Key::To),
        ("till", Key::To),
        ("cc", Key::Cc),
        ("kopie", Key::Cc),
        ("copie", Key::Cc),
        ("bcc", Key::Other),
        ("reply-to", Key::Other),
        ("sent", Key::Date),
        ("date", Key::Date),
        ("gesendet", Key::Date),
        ("datum", Key::Date),
        ("envoyé", Key::Date),
        ("enviado", Key::Date),
        ("fecha", Key::Date),
        ("inviato", Key::Date),
        ("verzonden", Key::Date),
        ("subject", Key::Subject),
        ("betreff", Key::Subject),
        ("objet", Key::Subject),
        ("asunto", Key::Subject),
        ("oggetto", Key::Subject),
        ("onderwerp", Key::Subject),
        ("assunto", Key::Subject),
    ];
    const MORE: [&str; 8] = [
        "sent by",
        "importance",
        "attachments",
        "reply to",
        "please respond to",
        "priority",
        "sensitivity",
        "wichtigkeit",
    ];
    if !name.bytes().next()?.is_ascii_alphabetic() && !name.starts_with('à') {
        return None;
    }
    let same = |known: &str| name.eq_ignore_ascii_case(known);
    NAMES
        .iter()
        .find(|(known, _)| known.len() == name.len() && same(known))
        .map(|&(_, key)| key)
        .or_else(|| MORE.iter().any(|known| same(known)).then_some(Key::Other))
}

/// A line such as `-----Original Message-----` or `----- Forwarded by A on B -----`.
pub fn is_separator(line: &str) -> bool {
    let bytes = line.as_bytes();
    let signs = bytes
        .iter()
        .take_while(|&&b| matches!(b, b'-' | b'_' | b'*' | b'='))
        .count();
    let words = line[signs..].trim_start();
    if signs == 0 {
        return words.len() < 40 && begins(words, "begin forwarded message");
    }
    const PHRASES: [&str; 14] = [
        "original message",
        "forwarded by",
        "forwarded message",
        "inline attachment follows",
        "original appointment",
        "ursprüngliche nachricht",
        "originalnachricht",
        "weitergeleitete nachricht",
        "message d'origine",
        "message original",
        "mensaje original",
        "messaggio originale",
        "oorspronkelijk bericht",
        "ursprungligt meddelande",
    ];
    signs >= 2 && PHRASES.iter().any(|phrase| begins(words, phrase))
        || signs >= 4 && begins(words, "reply separator")
}

/// Begins with, whatever the case of ASCII letters.
#[inline]
pub fn begins(text: &str, start: &str) -> bool {
    let (text, start) = (text.as_bytes(), start.as_bytes());
    // Most texts differ in the first letter.
    let near = match (text.first(), start.first()) {
        (Some(a), Some(b)) => a | 0x20 == b | 0x20,
        _ => true,
    };
    near && text
        .get(..start.len())
        .is_some_and(|head| head.eq_ignore_ascii_case(start))
}

/// Ends with, whatever the case of ASCII letters.
pub fn ends(text: &str, end: &str) -> bool {
    text.len()
        .checked_sub(end.len())
        .and_then(|at| text.as_bytes().get(at..))
        .is_some_and(|tail| tail.eq_ignore_ascii_case(end.as_bytes()))
}

/// Verbs that end an attribution.
const WROTE: [&str; 14] = [
    "wrote",
    "writes",
    "a écrit",
    "schrieb",
    "escribió",
    "ha scritto",
    "schreef",
    "escreveu",
    "skrev",
    "said",
    "kirjoitti",
    "napisał(a)",
    "napisał",
    "writes to",
];

/// The attribution without its verb and colon, if a text ends as one: `On .. A wrote:`.
pub fn before_verb(text: &str) -> Option<&str> {
    let bare = text.trim_end();
    let bare = bare.strip_suffix(':')?.trim_end();
    WROTE
        .iter()
        .find(|verb| ends(bare, verb))
        .map(|verb| bare[..bare.len() - verb.len()].trim_end())
}

/// First words of attributions; those that take a verb in the middle too (`Am .. schrieb A:`).
pub fn begins_attribution(line: &str) -> bool {
    const STARTS: [&str; 11] = [
        "On ",
        "Le ",
        "Am ",
        "El ",
        "Il ",
        "Em ",
        "Op ",
        "Den ",
        "At ",
        "In a message",
        "In article",
    ];
    STARTS.iter().any(|start| begins(line, start))
}

/// An attribution whose verb stands before the name: `Am 1.10.2001 um 10:00 schrieb Ann Moor:`.
pub fn verb_inside(text: &str) -> Option<(&str, &str)> {
    let bare = text.trim_end().strip_suffix(':')?;
    [" schrieb ", " schreef ", " skrev ", " wrote "]
        .iter()
        .find_map(|verb| bare.split_once(verb))
}

/// Where a date as Notes writes it begins: `05/15/2001 02:11 PM`.
pub fn slashed_date(line: &str) -> Option<usize> {
    let bytes = line.as_bytes();
    let mut at = 0;
    while let Some(n) = memchr::memchr(b'/', &bytes[at..]) {
        let slash = at + n;
        let digit = |i: usize| bytes.get(i).is_some_and(u8::is_ascii_digit);
        if slash > 0 && digit(slash - 1) && digit(slash + 1) {
            let second = slash + 2 + usize::from(digit(slash + 2));
            if bytes.get(second) == Some(&b'/') && digit(second + 1) && digit(second + 2) {
                let start = slash - 1 - usize::from(slash > 1 && digit(slash - 2));
                return Some(start);
            }
        }
        at = slash + 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_read() {
        let text = "> > a b \n\n x";
        let found: Vec<_> = lines(text)
            .map(|line| (line.start, line.end, line.marks, line.words))
            .collect();
        assert_eq!(found, [(0, 9, 2, "a b"), (9, 10, 0, ""), (10, 12, 0, "x")]);
    }

    #[test]
    fn keys_and_separators() {
        assert_eq!(key("Sent:\tMonday"), Some((Key::Date, "Monday")));
        assert_eq!(key("*From:* A"), Some((Key::From, "A")));
        assert_eq!(key("Betreff: x"), Some((Key::Subject, "x")));
        assert_eq!(key("Note: x"), None);
        assert_eq!(key("the price is: 5"), None);
        for line in [
            "-----Original Message-----",
            "---------------------- Forwarded by A/B on 1/1/2001",
            "Begin forwarded message:",
        ] {
            assert!(is_separator(line), "{line}");
        }
        for line in ["-- ", "the original message.", "---- not that ----"] {
            assert!(!is_separator(line), "{line}");
        }
        assert_eq!(before_verb("On Monday A wrote:"), Some("On Monday A"));
        assert_eq!(before_verb("Le lundi, A a écrit :"), Some("Le lundi, A"));
        assert_eq!(slashed_date("Ann Moor 05/15/2001 02:11 PM"), Some(9));
        assert_eq!(slashed_date("1/2 and 3/4"), None);
    }
}
