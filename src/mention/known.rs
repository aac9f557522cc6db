//! Well-known organizations, from a file that a person can read and mend: names, aliases, acronyms, domains. It knows which
//! words name which organization, not where they stand.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::lexicon::{self, Filter};
use super::name;

/// A well-known organization.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownOrganization {
    /// What to call it.
    pub name: &'static str,
    /// Other names, acronyms.
    pub aliases: Vec<&'static str>,
    /// Names that also mean something else: `Apple`, `ICE`.
    pub ambiguous: Vec<&'static str>,
    /// Registrable domains.
    pub domains: Vec<&'static str>,
    /// Its kind, such as `company`, `government`, `party`; may be empty.
    pub kind: &'static str,
    /// The name of the organization it belongs to; may be empty.
    pub parent: &'static str,
}

/// All well-known organizations and their names.
#[derive(Clone, Debug)]
pub struct Known {
    /// In the order of the file.
    pub list: Vec<KnownOrganization>,
    by_phrase: FxHashMap<u64, (u32, u16)>,
    by_domain: FxHashMap<&'static str, u32>,
    phrases: Filter,
    pairs: Filter,
}

static KNOWN: LazyLock<Known> =
    LazyLock::new(|| Known::parse(include_str!("known_organizations.tsv")));

impl Known {
    /// The list that comes with the program; read once.
    pub fn embedded() -> &'static Self {
        &KNOWN
    }

    /// Reads lines `name TAB aliases;.. TAB domains;.. TAB kind TAB parent`; `#` starts a comment, `?` before an alias says that it means
    /// other things too. Of two organizations with the same
    /// name or alias the first has it.
    fn parse(text: &'static str) -> Self {
        let mut known = Self {
            list: Vec::new(),
            by_phrase: FxHashMap::default(),
            by_domain: FxHashMap::default(),
            phrases: Filter::new(17),
            pairs: Filter::new(17),
        };
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
            let (name, names) = (next(), many(next()));
            let (ambiguous, aliases): (Vec<_>, Vec<_>) =
                names.into_iter().partition(|n| n.starts_with('?'));
            known.add(KnownOrganization {
                name,
                aliases,
                ambiguous: ambiguous
                    .iter()
                    .map(|n| n.trim_start_matches('?'))
                    .collect(),
                domains: many(next()),
                kind: next(),
                parent: next(),
            });
        }
        known
    }

    fn add(&mut self, one: KnownOrganization) {
        let index = self.list.len() as u32;
        let certain = std::iter::once(one.name).chain(one.aliases.iter().copied());
        let names = certain
            .map(|n| (n, lexicon::KNOWN))
            .chain(one.ambiguous.iter().map(|n| (*n, lexicon::KNOWN_SHORT)));
        for (phrase, flag) in names {
            let (hash, words) = name::phrase(phrase);
            if words > 0 {
                self.by_phrase.entry(hash).or_insert((index, flag));
                self.phrases.add(hash);
            }
            if let Some(pair) = name::first_pair(phrase) {
                self.pairs.add(pair);
            }
        }
        for domain in &one.domains {
            self.by_domain.entry(domain).or_insert(index);
        }
        self.list.push(one);
    }

    /// The organization of a name's hash ([`name::phrase`]), if the name means nothing else.
    pub fn by_phrase(&self, hash: u64) -> Option<&KnownOrganization> {
        let (index, flag) = self.by_phrase.get(&hash)?;
        self.list
            .get(*index as usize)
            .filter(|_| *flag == lexicon::KNOWN)
    }

    /// Flags of a phrase's hash: [`lexicon::KNOWN`] or [`lexicon::KNOWN_SHORT`] if it is a name here.
    #[inline]
    pub fn flags(&self, hash: u64) -> u16 {
        if !self.phrases.has(hash) {
            return 0;
        }
        self.by_phrase.get(&hash).map_or(0, |(_, flag)| *flag)
    }

    /// Whether a name may begin with two words of that hash.
    #[inline]
    pub fn begins(&self, pair: u64) -> bool {
        self.pairs.has(pair)
    }

    /// The organization of a name, however it is written.
    pub fn by_name(&self, text: &str) -> Option<&KnownOrganization> {
        self.by_phrase(name::phrase(text).0)
    }

    /// The place in the list of the organization of a name, however it is written, if the name means nothing else.
    pub fn place_of_name(&self, text: &str) -> Option<u32> {
        let (index, flag) = self.by_phrase.get(&name::phrase(text).0)?;
        Some(*index).filter(|_| *flag == lexicon::KNOWN)
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
            (one.name, &one.aliases, &one.ambiguous, &one.domains).hash(&mut hasher);
        }
        hasher.finish()
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
