//! Which given names are forms of one another: `Ken` and `Kenneth`. It knows names, not people.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

/// Given name to its nicknames, and nickname to the names it stands for.
struct Table {
    nicknames: FxHashMap<&'static str, Vec<&'static str>>,
    full: FxHashMap<&'static str, Vec<&'static str>>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut table = Table {
        nicknames: FxHashMap::default(),
        full: FxHashMap::default(),
    };
    for line in include_str!("nicknames.txt")
        .lines()
        .filter(|line| !line.starts_with('#'))
    {
        let mut words = line.split(' ');
        let Some(name) = words.next() else { continue };
        for nickname in words {
            table.nicknames.entry(name).or_default().push(nickname);
            table.full.entry(nickname).or_default().push(name);
        }
    }
    table
});

/// Whether two given names in lower case may be one person's: equal, or one a nickname of the other. Two nicknames of one name
/// (`Bill` and `Bob`, both once forms of Robert) are not enough.
pub fn compatible(a: &str, b: &str) -> bool {
    let short_of = |full: &str, short: &str| {
        TABLE
            .nicknames
            .get(full)
            .is_some_and(|list| list.contains(&short))
    };
    a == b || short_of(a, b) || short_of(b, a)
}

/// The names that a given name stands for, itself first: two compatible names share one.
pub fn stands_for(name: &str) -> impl Iterator<Item = &str> {
    let full = TABLE.full.get(name).map_or(&[][..], Vec::as_slice);
    std::iter::once(name).chain(full.iter().copied())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nicknames_fit_their_names_only() {
        assert!(compatible("kenneth", "ken") && compatible("ken", "kenneth"));
        assert!(compatible("hanna", "hanna"));
        assert!(!compatible("bill", "bob"));
        assert!(!compatible("hanna", "pieter"));
        assert!(compatible("william", "bill"));
        assert_eq!(stands_for("steve").collect::<Vec<_>>()[0], "steve");
        assert!(stands_for("steve").any(|name| name == "steven"));
    }
}
