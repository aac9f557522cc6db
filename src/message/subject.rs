//! Subjects without the marks that replies and forwards put before them. It does not know threads.

/// Marks of replies and forwards in several languages (German, French, Nordic, Dutch, Spanish, Italian, Portuguese, Polish).
const MARKS: [&str; 19] = [
    "re", "fw", "fwd", "aw", "wg", "tr", "rv", "sv", "vs", "vb", "antw", "res", "enc", "ref",
    "odp", "doorst", "rif", "r", "i",
];

/// The subject without leading reply and forward marks (`Re:`, `FW:`, `AW: Re[2]:` ..), else as written. O(n).
pub fn bare_subject(subject: &str) -> &str {
    let mut rest = subject.trim_start();
    while let Some(after) = without_mark(rest) {
        rest = after;
    }
    rest
}

/// The subject without leading reply and forward marks (`Re:`, `FW:`, `AW[2]:` ..), list tags in square brackets, and spaces; in lower
/// case with single spaces. The flag tells whether there was a mark. O(n).
///
/// Source: RFC 5256, section 2.1, with more languages.
pub fn base(subject: &str) -> (String, bool) {
    let mut rest = subject.trim();
    let mut is_reply = false;
    loop {
        let before = rest;
        rest = without_tag(rest);
        if let Some(after) = without_mark(rest) {
            is_reply = true;
            rest = after;
        }
        if rest == before {
            break;
        }
    }
    let mut text = String::with_capacity(rest.len());
    for word in rest.split_whitespace() {
        if !text.is_empty() {
            text.push(' ');
        }
        text.extend(word.chars().flat_map(char::to_lowercase));
    }
    let forwarded = text.ends_with("(fwd)");
    let length = text.trim_end_matches("(fwd)").trim_end().len();
    text.truncate(length);
    (text, is_reply || forwarded)
}

fn without_mark(text: &str) -> Option<&str> {
    let end = text.bytes().take(12).position(|b| b == b':')?;
    let mark = text[..end].trim_end();
    let letters = mark.bytes().take_while(u8::is_ascii_alphabetic).count();
    let (word, counter) = mark.split_at(letters);
    // `Re2:` counts; `R2:` is a name.
    let plain = counter
        .bytes()
        .all(|b| b.is_ascii_digit() || b"[]()^ ".contains(&b))
        && !(letters == 1 && counter.starts_with(|c: char| c.is_ascii_digit()));
    let known = MARKS.iter().any(|m| m.eq_ignore_ascii_case(word));
    (plain && known).then(|| text[end + 1..].trim_start())
}

/// List tags are at most this long; longer brackets belong to the subject.
const LONGEST_TAG: usize = 32;

fn without_tag(text: &str) -> &str {
    let Some(inner) = text.strip_prefix('[') else {
        return text;
    };
    match inner.find(']') {
        Some(end) if end <= LONGEST_TAG && !inner[end + 1..].trim().is_empty() => {
            inner[end + 1..].trim_start()
        }
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::{bare_subject, base};

    #[test]
    fn bare_keeps_all_but_the_marks() {
        for (subject, expected) in [
            (" Re: FW: Tides  at Noon", "Tides  at Noon"),
            ("RE: Re[2]: Re^3: Re2: Sv : x", "x"),
            ("R: I: Maree", "Maree"),
            ("R2: plans", "R2: plans"),
            ("Re: [list] Re: x", "[list] Re: x"),
            ("12:30", "12:30"),
            (": x", ": x"),
            ("", ""),
        ] {
            assert_eq!(bare_subject(subject), expected, "{subject}");
        }
    }

    #[test]
    fn marks_and_tags_go() {
        for (subject, expected) in [
            ("Re: Tides", ("tides", true)),
            (
                "RE: FW: Re[2]: [gauge-list] Tides  at noon",
                ("tides at noon", true),
            ),
            ("AW: WG: Pegel", ("pegel", true)),
            ("Reading: list", ("reading: list", false)),
            ("[gauge-list] Re: x (fwd)", ("x", true)),
            ("[only a tag]", ("[only a tag]", false)),
            ("re", ("re", false)),
            ("", ("", false)),
            ("Ré: é: [", ("ré: é: [", false)),
        ] {
            assert_eq!(
                base(subject),
                (expected.0.to_owned(), expected.1),
                "{subject}"
            );
        }
    }
}
