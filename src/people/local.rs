//! How a local part is made from a name: `kenneth.lay`, `klay`, `lay_k`, `l..lay`. It compares words only.

use super::name::{FullName, folded};
use super::nickname;

/// How well a local part fits a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fit {
    /// Not at all.
    None,
    /// The family name, alone or with initials; or cut to eight letters as old systems did.
    Initial,
    /// Given and family name, both in full.
    Full,
}

/// Old systems cut user names; shorter than this it is no cut.
const CUT: usize = 7;

/// How the local part of an address fits a name. Digits at its end do not matter, nor does whether `ü` became `u` or `ue`.
/// O(length).
pub fn fit(name: &FullName, local: &str) -> Fit {
    let letters: String = folded(local)
        .chars()
        .filter(|c| c.is_alphabetic())
        .collect();
    let fit = fit_with_suffix(name, &letters);
    if fit < Fit::Full && ["ae", "oe", "ue"].iter().any(|pair| letters.contains(pair)) {
        let plain = letters
            .replace("ae", "a")
            .replace("oe", "o")
            .replace("ue", "u");
        return fit.max(fit_with_suffix(name, &plain));
    }
    fit
}

fn fit_with_suffix(name: &FullName, letters: &str) -> Fit {
    let without = letters.strip_suffix(&*name.suffix);
    match without.filter(|_| !name.suffix.is_empty()) {
        Some(rest) if is_given(name, rest) => Fit::Initial,
        Some(rest) => letters_fit(name, rest).max(letters_fit(name, letters)),
        None => letters_fit(name, letters),
    }
}

fn letters_fit(name: &FullName, letters: &str) -> Fit {
    let ends = [
        letters.strip_suffix(&*name.last),
        letters.strip_prefix(&*name.last),
    ];
    let rest = |rest: &str| {
        if rest.chars().count() > 1 && is_given(name, rest) {
            Fit::Full
        } else if is_initials(name, rest) {
            Fit::Initial
        } else {
            Fit::None
        }
    };
    let whole = ends.into_iter().flatten().map(rest).max();
    let whole = whole.unwrap_or(Fit::None);
    if whole == Fit::None && is_cut(name, letters) {
        return Fit::Initial;
    }
    whole
}

/// The given name, a form of it, with or without the initials of the names between.
fn is_given(name: &FullName, rest: &str) -> bool {
    nickname::compatible(&name.first, rest)
        || rest
            .strip_suffix(&*name.middle)
            .is_some_and(|given| nickname::compatible(&name.first, given))
        || rest
            .strip_prefix(&*name.first)
            .is_some_and(|more| more.chars().count() == 1)
}

/// Nothing; the initial of the given name; of the names between; or both.
fn is_initials(name: &FullName, rest: &str) -> bool {
    let first: String = name.first.chars().take(1).collect();
    let both = format!("{first}{}", name.middle);
    let one_more = rest.starts_with(&first) && rest.chars().count() == 2 && name.middle.is_empty();
    rest.is_empty() || rest == first || rest == both || rest == name.middle || one_more
}

/// Initial and the beginning of the family name, together seven letters or more: `bwillia` for Bill Williams.
fn is_cut(name: &FullName, letters: &str) -> bool {
    let mut chars = letters.chars();
    letters.len() >= CUT
        && chars.next() == name.first.chars().next()
        && name.last.starts_with(chars.as_str())
}

/// The name that a local part spells: `hanna.weir` gives Hanna Weir. `None` unless it is two words of two letters or more, with
/// single initials between them at most.
pub fn spelled(local: &str) -> Option<FullName> {
    if !local
        .bytes()
        .all(|b| b.is_ascii_lowercase() || b == b'.' || b == b'_')
    {
        return None;
    }
    let words: Vec<&str> = local.split(['.', '_']).filter(|w| !w.is_empty()).collect();
    let (first, last) = (words.first()?, words.last()?);
    let between = &words[1..words.len().saturating_sub(1).max(1)];
    (words.len() >= 2 && first.len() > 1 && last.len() > 2 && between.iter().all(|w| w.len() == 1))
        .then(|| FullName {
            first: (*first).to_owned(),
            middle: between.concat(),
            last: (*last).to_owned(),
            suffix: String::new(),
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people::name::full_name;

    #[test]
    fn local_parts_fit_names() {
        let name = full_name("Kenneth L Weiring").expect("a name");
        for (local, expected) in [
            ("kenneth.weiring", Fit::Full),
            ("ken_weiring61", Fit::Full),
            ("weiring.ken", Fit::Full),
            ("kenneth.l.weiring", Fit::Full),
            ("kweiring", Fit::Initial),
            ("l..weiring", Fit::Initial),
            ("klweiring", Fit::Initial),
            ("weiring", Fit::Initial),
            ("weiringk", Fit::Initial),
            ("kweirin", Fit::Initial),
            ("kwei", Fit::None),
            ("pweiring", Fit::None),
            ("info", Fit::None),
            ("", Fit::None),
        ] {
            assert_eq!(fit(&name, local), expected, "{local}");
        }
    }

    #[test]
    fn what_follows_a_name_may_stand_in_the_local_part() {
        let name = full_name("Hanna Weir III").expect("a name");
        assert_eq!(fit(&name, "hanna.iii"), Fit::Initial);
        assert_eq!(fit(&name, "hanna.weir.iii"), Fit::Full);
        assert_eq!(fit(&name, "hweiriii"), Fit::Initial);
        assert_eq!(fit(&name, "pieter.iii"), Fit::None);
    }

    #[test]
    fn marks_on_letters_may_be_written_out() {
        let name = full_name("Jürgen Köhlering").expect("a name");
        for local in [
            "juergen.koehlering",
            "jurgen.kohlering",
            "juergen.kohlering",
        ] {
            assert_eq!(fit(&name, local), Fit::Full, "{local}");
        }
        assert_eq!(fit(&name, "j.koehlering"), Fit::Initial);
        let name = full_name("Joel Weir").expect("a name");
        assert_eq!(fit(&name, "joel.weir"), Fit::Full);
    }

    #[test]
    fn local_parts_spell_names() {
        assert_eq!(
            spelled("hanna.k.weir").map(|n| n.middle).as_deref(),
            Some("k")
        );
        assert_eq!(spelled("hweir"), None);
        assert_eq!(spelled("j..weir"), None);
        assert_eq!(spelled("hanna.weir2"), None);
        assert_eq!(spelled("."), None);
    }
}
