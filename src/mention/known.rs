//! Well-known organizations, from a file that a person can read and mend: names, aliases, acronyms, domains. It knows which
//! words name which organization, not where they stand.

use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};

use super::{lexicon, name};

/// A well-known organization.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownOrganization {
    /// What to call it.
    pub name: &'static str,
    /// Other names, acronyms.
    pub aliases: Vec<&'static str>,
    /// Registrable domains.
    pub domains: Vec<&'static str>,
    /// Its kind, such as `company`, `government`, `party`; may be empty.
    pub kind: &'static str,
    /// The name of the organization it belongs to; may be empty.
    pub parent: &'static str,
}

/// All well-known organizations and their names.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// In the order of the file.
    pub list: Vec<KnownOrganization>,
    by_phrase: FxHashMap<u64, u32>,
    /// Names that mean something else too: a sign of an organization, but not of which.
    hints: FxHashSet<u64>,
    by_domain: FxHashMap<&'static str, u32>,
    most_words: usize,
}

static KNOWN: LazyLock<Known> =
    LazyLock::new(|| Known::parse(include_str!("known_organizations.tsv")));

impl Known {
    /// The list that comes with the program; read once.
    pub fn embedded() -> &'static Self {
        &KNOWN
    }

    /// Reads lines `name TAB aliases;.. TAB domains;.. TAB kind TAB parent`; `#` starts a comment, `?` before an alias
    /// says that it means something else too. Of two organizations with the same
    /// name or alias the first has it.
    fn parse(text: &'static str) -> Self {
        let mut known = Self::default();
        for line in text
            .lines()
            .filter(|l| !l.starts_with('#') && !l.is_empty())
        {
            let mut fields = line.split('\t').map(str::trim);
            let mut next = || fields.next().unwrap_or_default();
            let many = |field: &'static str| -> Vec<&'static str> {
                field
                    .split(';')
                    .map(str::trim)
                    .filter(|s| !s.is_empty())
                    .collect()
            };
            let one = KnownOrganization {
                name: next(),
                aliases: many(next()),
                domains: many(next()),
                kind: next(),
                parent: next(),
            };
            known.add(one);
        }
        known
    }

    fn add(&mut self, one: KnownOrganization) {
        let index = self.list.len() as u32;
        let names = std::iter::once(&one.name).chain(&one.aliases);
        for (written, is_hint) in names.map(|n| (n.trim_start_matches('?'), n.starts_with('?'))) {
            let (hash, words) = name::phrase(written);
            if words == 0 {
                continue;
            }
            self.most_words = self.most_words.max(words);
            if is_hint {
                self.hints.insert(hash);
            } else {
                self.by_phrase.entry(hash).or_insert(index);
            }
        }
        for domain in &one.domains {
            self.by_domain.entry(domain).or_insert(index);
        }
        self.list.push(one);
    }

    /// The organization of a name's hash ([`name::phrase`]).
    pub fn by_phrase(&self, hash: u64) -> Option<&KnownOrganization> {
        self.list.get(*self.by_phrase.get(&hash)? as usize)
    }

    /// Flags of a phrase's hash: [`lexicon::KNOWN`] if it is a name here, or may be one.
    pub fn flags(&self, hash: u64) -> u16 {
        if self.by_phrase.contains_key(&hash) || self.hints.contains(&hash) {
            lexicon::KNOWN
        } else {
            0
        }
    }

    /// The organization of a name, however it is written.
    pub fn by_name(&self, text: &str) -> Option<&KnownOrganization> {
        self.by_phrase(name::phrase(text).0)
    }

    /// The place in the list of the organization of a name, however it is written.
    pub fn place_of_name(&self, text: &str) -> Option<u32> {
        self.by_phrase.get(&name::phrase(text).0).copied()
    }

    /// The place in the list of the organization of a registrable domain.
    pub fn place_of_domain(&self, domain: &str) -> Option<u32> {
        self.by_domain.get(domain).copied()
    }

    /// The organization of a registrable domain.
    pub fn by_domain(&self, domain: &str) -> Option<&KnownOrganization> {
        self.list.get(*self.by_domain.get(domain)? as usize)
    }

    /// A digest of the list.
    pub fn fingerprint(&self) -> u64 {
        use std::hash::{Hash, Hasher};
        let mut hasher = rustc_hash::FxHasher::default();
        for one in &self.list {
            (one.name, &one.aliases, &one.domains).hash(&mut hasher);
        }
        hasher.finish()
    }

    /// Words of the longest name.
    pub fn most_words(&self) -> usize {
        self.most_words
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_aliases_and_domains_lead_to_the_organization() {
        let known = Known::embedded();
        for (text, name) in [
            ("RAND", "RAND Corporation"),
            ("the Rand Corp.", "RAND Corporation"),
            (
                "Motion Picture Association of America, Inc.",
                "Motion Picture Association",
            ),
            ("MPAA", "Motion Picture Association"),
        ] {
            assert_eq!(known.by_name(text).map(|k| k.name), Some(name), "{text}");
        }
        assert_eq!(
            known.by_domain("rand.org").map(|k| k.name),
            Some("RAND Corporation")
        );
        assert_eq!(known.by_name("Tide Gauge Works"), None);
    }
}
