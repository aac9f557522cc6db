//! Display names: brought into one order and compared.

/// A display name as people say it: `Lay, Kenneth L.` gives `Kenneth L. Lay`; quotes, notes in brackets (`(E-mail)`, `[External]`) and
/// surrounding marks go. Empty if nothing name-like is left, or if it is only an address.
pub fn spoken(name: &str) -> String {
    let plain = without_brackets(name);
    let plain = plain.trim_matches(|c: char| !c.is_alphanumeric() && c != '.');
    if plain.contains('@') || plain.starts_with('/') || !plain.chars().any(char::is_alphabetic) {
        return String::new();
    }
    if NO_NAMES.iter().any(|word| word.eq_ignore_ascii_case(plain)) {
        return String::new();
    }
    let turned = match plain.split_once(',') {
        Some((last, first)) if !first.contains(',') && !is_suffix(first) => {
            format!("{} {}", first.trim(), last.trim())
        }
        _ => plain.replace(',', " "),
    };
    turned.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Words that mail programs put where a name should be.
const NO_NAMES: [&str; 5] = ["e-mail", "email", "internet", "mail", "smtp"];

fn is_suffix(text: &str) -> bool {
    let word = text.trim().trim_end_matches('.');
    [
        "jr", "sr", "ii", "iii", "iv", "md", "phd", "esq", "inc", "llc", "ltd",
    ]
    .iter()
    .any(|s| s.eq_ignore_ascii_case(word))
}

fn without_brackets(name: &str) -> String {
    let mut depth = 0_u32;
    let kept = name.chars().filter(|c| match c {
        '(' | '[' | '<' | '{' => {
            depth = depth.saturating_add(1);
            false
        }
        ')' | ']' | '>' | '}' => {
            depth = depth.saturating_sub(1);
            false
        }
        '"' | '\u{201c}' | '\u{201d}' => false,
        _ => depth == 0,
    });
    kept.collect()
}

/// The words of a spoken name in lower case, without initials, sorted: equal for the same full name in any order.
/// Empty unless there are two or more words: a first name alone says little.
pub fn full_key(name: &str) -> String {
    let mut words: Vec<String> = spoken(name)
        .split([' ', '.', '-'])
        .filter(|w| w.chars().count() > 1)
        .map(str::to_lowercase)
        .collect();
    if words.len() < 2 {
        return String::new();
    }
    words.sort_unstable();
    words.join(" ")
}

/// Whether a name's words and the local part of an address fit: `Kenneth Lay` and `klay`, `kenneth.lay`, `lay_k`.
pub fn fits_local_part(name: &str, local: &str) -> bool {
    let name = spoken(name).to_lowercase();
    let words: Vec<&str> = name
        .split([' ', '.', '-'])
        .filter(|w| !w.is_empty())
        .collect();
    let (Some(first), Some(last)) = (words.first(), words.last()) else {
        return false;
    };
    let letters: String = local
        .to_lowercase()
        .chars()
        .filter(|c| c.is_alphabetic())
        .collect();
    let initial: String = first.chars().take(1).collect();
    last.chars().count() > 1
        && letters.contains(last)
        && (letters == *last
            || letters.contains(first)
            || letters.starts_with(&initial)
            || letters.ends_with(&initial))
}

/// A full name in its parts, in lower case, without marks on letters.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FullName {
    /// Given name, of two letters or more.
    pub first: String,
    /// Initials of the names between.
    pub middle: String,
    /// Family name, in one word: `van der meer` is `vandermeer`.
    pub last: String,
    /// `jr`, `sr`, `ii`, `iii`, `iv` or empty.
    pub suffix: String,
}

/// Words before a family name that belong to it.
const PARTICLES: [&str; 16] = [
    "al", "da", "de", "del", "della", "den", "der", "di", "dos", "du", "el", "la", "le", "ter",
    "van", "von",
];
const TITLES: [&str; 8] = ["mr", "mrs", "ms", "miss", "dr", "prof", "sir", "rev"];
const DEGREES: [&str; 6] = ["md", "phd", "esq", "cpa", "mba", "pe"];
const SUFFIXES: [&str; 5] = ["jr", "sr", "ii", "iii", "iv"];
/// Words that stand in names of functions, lists and placeholders, never in a person's.
const NO_PERSON: [&str; 44] = [
    "administration",
    "administrator",
    "alerts",
    "center",
    "com",
    "committee",
    "company",
    "corporation",
    "customer",
    "customers",
    "daily",
    "deals",
    "department",
    "desk",
    "digest",
    "editor",
    "group",
    "helpdesk",
    "hotline",
    "inc",
    "list",
    "magazine",
    "member",
    "members",
    "net",
    "news",
    "newsletter",
    "offers",
    "office",
    "online",
    "org",
    "recipient",
    "recipients",
    "service",
    "services",
    "specials",
    "subscriber",
    "support",
    "team",
    "undisclosed",
    "update",
    "updates",
    "weekly",
    "www",
];
/// A name has no more words, those before a family name that belong to it not counted.
const MOST_WORDS: usize = 4;

/// The parts of a spoken name (see [`spoken`]). `None` unless it has a given and a family name of two letters or more each and
/// nothing that names have not (digits, `&`, more than four words, words of functions and publications).
pub fn full_name(spoken: &str) -> Option<FullName> {
    let plain = spoken.split(" - ").next()?.split('/').next()?;
    if plain.len() > 80 || plain.bytes().any(|b| b.is_ascii_digit() || b == b'&') {
        return None;
    }
    let folded = folded(plain);
    let mut words: Vec<&str> = folded
        .split([' ', '.', ','])
        .filter(|w| !w.is_empty())
        .collect();
    while words.first().is_some_and(|w| TITLES.contains(w)) {
        words.remove(0);
    }
    let mut suffix = "";
    while let Some(last) = words
        .last()
        .filter(|w| SUFFIXES.contains(w) || DEGREES.contains(w))
    {
        if SUFFIXES.contains(last) {
            suffix = last;
        }
        words.pop();
    }
    let counted = words.iter().filter(|w| !PARTICLES.contains(w)).count();
    if words.len() < 2 || counted > MOST_WORDS || words.iter().any(|w| NO_PERSON.contains(w)) {
        return None;
    }
    let (mut rest, mut last) = (words.len() - 1, words[words.len() - 1].to_owned());
    while rest > 1 && PARTICLES.contains(&words[rest - 1]) {
        rest -= 1;
        last.insert_str(0, words[rest]);
    }
    last.retain(char::is_alphabetic);
    // `J. Robert Weir` goes by Robert.
    let first = words[..rest].iter().position(|w| w.chars().count() > 1)?;
    let middle = words[..rest]
        .iter()
        .enumerate()
        .filter(|(i, _)| *i != first)
        .filter_map(|(_, w)| w.chars().next());
    (last.chars().count() > 1).then(|| FullName {
        first: words[first].chars().filter(|c| c.is_alphabetic()).collect(),
        middle: middle.collect(),
        last,
        suffix: suffix.to_owned(),
    })
}

/// Lower case without marks on letters: `Ü` gives `u`.
pub fn folded(text: &str) -> String {
    use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    text.nfkd()
        .filter(|c| !is_combining_mark(*c))
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_turned_and_cleaned() {
        for (name, expected) in [
            ("Weir, Hanna K.", "Hanna K. Weir"),
            ("\"Weir, Hanna\"", "Hanna Weir"),
            ("Hanna Weir (E-mail)", "Hanna Weir"),
            ("Weir Jr., Sam", "Sam Weir Jr."),
            ("Sam Weir, Jr.", "Sam Weir Jr."),
            ("hanna@tides.example", ""),
            ("'", ""),
            ("E-mail", ""),
            (",", ""),
            ("José  Álvares", "José Álvares"),
        ] {
            assert_eq!(spoken(name), expected, "{name}");
        }
    }

    #[test]
    fn full_names_compare_in_any_order() {
        assert_eq!(full_key("Weir, Hanna K."), full_key("Hanna Weir"));
        assert_eq!(full_key("Hanna"), "");
        assert_ne!(full_key("Hanna Weir"), full_key("Hanno Weir"));
    }

    #[test]
    fn names_fit_local_parts() {
        assert!(fits_local_part("Weir, Hanna", "hanna.weir"));
        assert!(fits_local_part("Hanna Weir", "hweir"));
        assert!(fits_local_part("Hanna Weir", "weir_h"));
        assert!(!fits_local_part("Hanna Weir", "pweir"));
        assert!(!fits_local_part("Hanna Weir", "info"));
    }

    #[test]
    fn full_names_have_parts() {
        let parts = |name: &str| {
            full_name(&spoken(name)).map(|n| [n.first, n.middle, n.last, n.suffix].join(":"))
        };
        for (name, expected) in [
            ("Weir, Hanna K.", "hanna:k:weir:"),
            ("Hanna K Weir", "hanna:k:weir:"),
            ("Dr. Sam Weir, Jr.", "sam::weir:jr"),
            ("Pieter van der Vos III", "pieter::vandervos:iii"),
            ("J. Robert Weir", "robert:j:weir:"),
            ("José Álvares", "jose::alvares:"),
            ("Mary-Ann O'Dell", "maryann::odell:"),
        ] {
            assert_eq!(parts(name).as_deref(), Some(expected), "{name}");
        }
        for name in [
            "Hanna",
            "H. W.",
            "List Member",
            "Tide Desk Team",
            "Hanna & Sam Weir",
            "Desk 12 North",
            "",
            "Ada of the Tides and Gauges",
            "Tide Tables Daily",
        ] {
            assert_eq!(parts(name), None, "{name}");
        }
    }
}
