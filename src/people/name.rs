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
}
