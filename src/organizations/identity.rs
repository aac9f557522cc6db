//! Which organization a domain or a name means: the user's watch list first, then well-known organizations, then what the case itself
//! defines (`Tide Gauge Works (TGW)`), then a domain of the case that is called so; else the name itself. Never by a part of a name. It does not know who belongs to an organization.

use rustc_hash::FxHashMap;

use super::definitions::Definitions;
use super::domain;
use crate::mention::known::{Known, KnownOrganization};
use crate::mention::recognizer::Recognizer;
use crate::mention::watch::{self, WatchList};
use crate::mention::{Kind, lexicon, name};

/// Shortest domain label that a name is compared with.
const SHORTEST_LABEL: usize = 3;

/// A short form may be said so many times for each time that the case names the organization unmistakably: else `ISO` is not the
/// standards body but somebody's grid operator.
const BACKING: u64 = 50;

/// Longest acronym, in letters, that several organizations are likely to share.
const ACRONYM: usize = 3;

/// Whether a name is one word that means other things too: a short acronym; or a common word, a person's name or a place, unless the
/// list of well-known organizations has just that word (`Google`, but not the `Reach` of `Reach plc`).
fn is_weak(known: &Known, text: &str) -> bool {
    let key = name::key(text);
    // A legal form says that a company is meant: `RAND Corporation`.
    let mut words = text
        .split_whitespace()
        .filter(|word| !word.eq_ignore_ascii_case("the"));
    let (Some(word), None) = (words.next(), words.next()) else {
        return false;
    };
    if key.contains('-') {
        return false;
    }
    let letters = || text.chars().filter(|c| c.is_alphabetic());
    if key.chars().count() <= ACRONYM && letters().all(char::is_uppercase) {
        return true;
    }
    let listed = known.place_of_name(text).is_some_and(|place| {
        let one = &known.list[place as usize];
        one.name.eq_ignore_ascii_case(word)
            || one
                .aliases
                .iter()
                .any(|alias| alias.eq_ignore_ascii_case(word))
    });
    let flags = Recognizer::embedded().word(&key);
    let is_word = flags & lexicon::COMMON >= 4
        || flags & (lexicon::FIRST_NAME | lexicon::PLACE | lexicon::HEAD) != 0;
    is_word && !listed
}

/// Whether a name is no more than a word for a sort of organization, such as `the Commission`, or a first name.
fn is_generic(text: &str) -> bool {
    let key = name::key(text);
    let flags = Recognizer::embedded().word(&key);
    let is_capital = text.chars().all(char::is_uppercase);
    let is_first_name = flags & lexicon::FIRST_NAME != 0 && !is_capital;
    !key.contains('-')
        && (flags & lexicon::HEAD != 0 || flags & lexicon::COMMON >= 6 || is_first_name)
}

/// What is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Meant<'a> {
    /// A line of the watch list.
    Watched(u32),
    /// A well-known organization, by its place in the list.
    Known(u32),
    /// Whoever has this registrable domain.
    Domain(&'a str),
    /// Whoever is called so.
    Named(&'a str),
}

/// Tells what is meant.
#[derive(Debug)]
pub struct Identities<'a> {
    watch: &'a WatchList,
    known: &'a Known,
    watched_domains: FxHashMap<&'a str, u32>,
    /// Lines of the watch list by the hash of their names; those that are ambiguous there are left out.
    watched_names: FxHashMap<u64, Option<u32>>,
    /// Well-known organizations that the watch list means too.
    watched_known: FxHashMap<u32, u32>,
    /// Short forms that the case defines.
    definitions: Definitions<'a>,
    /// Domains by their first label without hyphens; none if several have it.
    labels: FxHashMap<String, Option<&'a str>>,
    /// How often the case says a well-known organization's unmistakable names and domains.
    backed: FxHashMap<u32, u64>,
    /// How often the case says each short form.
    said: FxHashMap<u64, u64>,
    /// How often it says names of several words, by their first word: in all, and of each well-known organization.
    led: FxHashMap<(String, Option<u32>), u64>,
    /// Header addresses at each registrable domain.
    domains: &'a FxHashMap<&'a str, u32>,
}

/// What the case says of names and domains.
#[derive(Clone, Copy, Debug)]
pub struct Said<'a> {
    /// Names found in texts, each with how often.
    pub names: &'a [(Kind, &'a str, u32)],
    /// Registrable domains of correspondents, each with the number of its addresses.
    pub domains: &'a FxHashMap<&'a str, u32>,
}

impl<'a> Identities<'a> {
    /// For a case that says so.
    pub fn new(watch: &'a WatchList, known: &'a Known, said: Said<'a>) -> Self {
        let mut all = Self {
            watch,
            known,
            watched_domains: FxHashMap::default(),
            watched_names: FxHashMap::default(),
            watched_known: FxHashMap::default(),
            definitions: Definitions::new(said.names),
            labels: FxHashMap::default(),
            backed: FxHashMap::default(),
            said: FxHashMap::default(),
            led: FxHashMap::default(),
            domains: said.domains,
        };
        for (one, place) in watch.list.iter().zip(0_u32..) {
            for domain in &one.domains {
                all.watched_domains.entry(domain).or_insert(place);
            }
            for written in std::iter::once(&one.name).chain(&one.aliases) {
                all.watch_name(written, place);
            }
        }
        let mut sorted: Vec<&'a str> = said.domains.keys().copied().collect();
        sorted.sort_unstable();
        for domain in sorted {
            let label: String = domain
                .split('.')
                .next()
                .unwrap_or_default()
                .replace('-', "");
            let place = all.labels.entry(label).or_insert(Some(domain));
            *place = place.filter(|known| *known == domain);
            all.back(known.place_of_domain(domain), said.domains[domain]);
        }
        for (kind, text, times) in said.names {
            match kind {
                Kind::Domain => all.back(known.place_of_domain(text), *times),
                Kind::Organization if is_weak(known, text) => {
                    *all.said.entry(name::phrase(text).0).or_default() += u64::from(*times);
                }
                Kind::Organization => {
                    let place = known.place_of_name(text);
                    all.back(place, *times);
                    if let Some((first, _)) = name::key(text).split_once('-') {
                        for owner in [Some(None), place.map(Some)].into_iter().flatten() {
                            *all.led.entry((first.to_owned(), owner)).or_default() +=
                                u64::from(*times);
                        }
                    }
                }
                Kind::Watched | Kind::Definition => {}
            }
        }
        all
    }

    fn back(&mut self, known: Option<u32>, times: u32) {
        if let Some(known) = known {
            *self.backed.entry(known).or_default() += u64::from(times);
        }
    }

    fn watch_name(&mut self, written: &'a str, place: u32) {
        let (hash, words) = name::phrase(written);
        if words == 0 {
            return;
        }
        let found = self.watched_names.entry(hash).or_insert(Some(place));
        *found = found.filter(|known| *known == place);
        let denied = self.watch.list[place as usize].kind == watch::NONE;
        if let Some(known) = self.known.place_of_name(written).filter(|_| !denied) {
            self.watched_known.entry(known).or_insert(place);
        }
    }

    /// What a registrable domain means; `None` for a provider's, and for what the watch list says is none.
    pub fn of_domain(&self, text: &'a str) -> Option<Meant<'a>> {
        let domain = domain::organization(text)?;
        if let Some(&place) = self.watched_domains.get(domain) {
            return self.unless_denied(place);
        }
        Some(match self.known.place_of_domain(domain) {
            Some(known) => self.known_or_watched(known),
            None => Meant::Domain(domain),
        })
    }

    /// What a name found in a text means.
    pub fn of_name(&self, kind: Kind, text: &'a str) -> Option<Meant<'a>> {
        match kind {
            Kind::Domain => self.of_domain(text),
            Kind::Watched => {
                let found = self.watch.list.iter().position(|one| one.name == text)?;
                self.unless_denied(found as u32)
            }
            Kind::Organization => self.of_written(text),
            Kind::Definition => None,
        }
    }

    fn of_written(&self, text: &'a str) -> Option<Meant<'a>> {
        let short = self.definitions.of(name::phrase(text).0);
        let meant = short.and_then(|one| self.of_spelled(one.long, None, false));
        self.of_spelled(text, meant, short.is_some_and(|one| one.times > 1))
    }

    /// What a name means; `defined` is what the case says it is short for, `often` whether more than once.
    fn of_spelled(
        &self,
        text: &'a str,
        defined: Option<Meant<'a>>,
        often: bool,
    ) -> Option<Meant<'a>> {
        let (hash, words) = name::phrase(text);
        if words == 0 {
            return None;
        }
        if let Some(Some(place)) = self.watched_names.get(&hash) {
            return self.unless_denied(*place);
        }
        let key = name::key(text);
        if let Some(known) = self.known.place_of_name(text) {
            let backed = self.backed.get(&known).copied().unwrap_or(0);
            let known_as = self.known_or_watched(known);
            let denied = often && defined != Some(known_as);
            if !denied && self.is_believed(text, &key, Some(known), backed) {
                return Some(known_as);
            }
        }
        if defined.is_some() {
            return defined;
        }
        let label: String = key.replace('-', "");
        let same = self.labels.get(&label).copied().flatten();
        let same = same.filter(|domain| {
            let known = self.known.place_of_domain(domain);
            let addresses = u64::from(self.domains[domain]);
            label.len() >= SHORTEST_LABEL && self.is_believed(text, &key, known, addresses)
        });
        match same {
            Some(domain) => self.of_domain(domain),
            None if key.is_empty() || is_generic(text) => None,
            None => Some(Meant::Named(text)),
        }
    }

    /// Whether a name stands for an organization that the case says unmistakably so many times. A weak name must not be said much
    /// more often than that, nor be the beginning of other names that are: `Duke` alone is rather the Duke Energy that the case
    /// speaks of than the university.
    fn is_believed(&self, text: &str, key: &str, known: Option<u32>, backed: u64) -> bool {
        if !is_weak(self.known, text) {
            return true;
        }
        let often = self.said.get(&name::phrase(text).0).copied().unwrap_or(0);
        let led = |owner: Option<u32>| {
            let place = (key.to_owned(), owner);
            self.led.get(&place).copied().unwrap_or(0)
        };
        let others = led(None) - known.map_or(0, |known| led(Some(known)));
        backed * BACKING >= often.max(1) && others <= backed
    }

    /// A line of the watch list, unless its kind says that it is no organization.
    fn unless_denied(&self, place: u32) -> Option<Meant<'a>> {
        let denied = self.watch.list[place as usize].kind == watch::NONE;
        (!denied).then_some(Meant::Watched(place))
    }

    fn known_or_watched(&self, known: u32) -> Meant<'a> {
        match self.watched_known.get(&known) {
            Some(&place) => Meant::Watched(place),
            None => Meant::Known(known),
        }
    }

    /// The well-known organization behind it, if there is one.
    fn known(&self, meant: Meant<'a>) -> Option<&'a KnownOrganization> {
        let place = match meant {
            Meant::Known(place) => Some(place),
            Meant::Watched(place) => {
                let one = &self.watch.list[place as usize];
                self.known.place_of_name(&one.name)
            }
            _ => None,
        };
        place.and_then(|place| self.known.list.get(place as usize))
    }

    /// The id: the first domain of the watch list or of the well-known organization, the registrable domain, else the name in
    /// lower case with hyphens.
    pub fn id(&self, meant: Meant<'a>) -> String {
        let known = self.known(meant);
        let domain = match meant {
            Meant::Watched(place) => self.watch.list[place as usize]
                .domains
                .first()
                .map(String::as_str),
            Meant::Domain(domain) => Some(domain),
            _ => None,
        };
        match domain.or(known.and_then(|k| k.domains.first().copied())) {
            Some(domain) => domain.to_owned(),
            None => name::key(self.written(meant)),
        }
    }

    /// What to call it.
    pub fn written(&self, meant: Meant<'a>) -> &'a str {
        match meant {
            Meant::Watched(place) => &self.watch.list[place as usize].name,
            Meant::Known(place) => self.known.list[place as usize].name,
            Meant::Domain(text) | Meant::Named(text) => text,
        }
    }

    /// Its kind, and the organization it belongs to; both may be empty.
    pub fn kind_and_parent(&self, meant: Meant<'a>) -> (&'a str, &'a str) {
        let known = self.known(meant).map_or(("", ""), |k| (k.kind, k.parent));
        match meant {
            Meant::Watched(place) => {
                let one = &self.watch.list[place as usize];
                let or = |text: &'a str, other| if text.is_empty() { other } else { text };
                (or(&one.kind, known.0), or(&one.parent, known.1))
            }
            Meant::Domain(domain) => (domain::kind(domain), ""),
            _ => known,
        }
    }

    /// The other names that the watch list gives it.
    pub fn aliases(&self, meant: Meant<'a>) -> &'a [String] {
        match meant {
            Meant::Watched(place) => &self.watch.list[place as usize].aliases,
            _ => &[],
        }
    }

    /// Why it is that organization, in a few words.
    pub fn reason(&self, meant: Meant<'a>) -> &'static str {
        match meant {
            Meant::Watched(_) => "your watch list",
            Meant::Known(_) => "the list of well-known organizations",
            Meant::Domain(_) => "its domain",
            Meant::Named(_) => "its name in the texts",
        }
    }

    /// Whether the label is more than a domain: a name of the watch list, of the list of well-known ones, or from a text.
    pub fn is_named(&self, meant: Meant<'a>) -> bool {
        !matches!(meant, Meant::Domain(_))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The id of an organization's name in a case that says these names and has these domains.
    fn id(names: &[(&str, u32)], domains: &[(&'static str, u32)], asked: &str) -> Option<String> {
        let names: Vec<(Kind, &str, u32)> = names
            .iter()
            .map(|(name, times)| (Kind::Organization, *name, *times))
            .collect();
        let domains: FxHashMap<&str, u32> = domains.iter().copied().collect();
        let said = Said {
            names: &names,
            domains: &domains,
        };
        let watch = WatchList::default();
        let identities = Identities::new(&watch, Known::embedded(), said);
        let meant = identities.of_name(Kind::Organization, asked)?;
        Some(identities.id(meant))
    }

    #[test]
    fn a_beginning_of_other_names_stands_for_itself() {
        let names = [("Duke", 3), ("Duke Energy", 5)];
        let domains = [("duke.edu", 2), ("duke-energy.com", 4)];
        assert_eq!(id(&names, &domains, "Duke").as_deref(), Some("duke"));
        assert_eq!(
            id(&names, &domains, "Duke Energy").as_deref(),
            Some("duke-energy.com")
        );
        // A name that means one organization only is no mere beginning.
        let names = [("Reuters", 50), ("Reuters News Wire", 60)];
        assert_eq!(id(&names, &[], "Reuters").as_deref(), Some("reuters.com"));
    }

    #[test]
    fn short_forms_need_the_case_to_say_the_name() {
        let alone = [("SEC", 100)];
        assert_eq!(id(&alone, &[], "SEC").as_deref(), Some("sec"));
        let named = [("SEC", 100), ("Securities and Exchange Commission", 4)];
        assert_eq!(id(&named, &[], "SEC").as_deref(), Some("sec.gov"));
        assert_eq!(id(&[("Apple", 3)], &[], "Apple").as_deref(), Some("apple"));
        assert_eq!(
            id(&[("Apple", 3)], &[("apple.com", 1)], "Apple").as_deref(),
            Some("apple.com")
        );
        assert_eq!(id(&[], &[], "MPAA").as_deref(), Some("mpaa.org"));
    }

    #[test]
    fn the_case_defines_short_forms() {
        let name = (Kind::Organization, "SEC", 9);
        let domains = FxHashMap::default();
        let watch = WatchList::default();
        let ids = |definition: (Kind, &'static str, u32)| {
            let names = [name, definition];
            let said = Said {
                names: &names,
                domains: &domains,
            };
            let identities = Identities::new(&watch, Known::embedded(), said);
            let meant = identities.of_name(Kind::Organization, "SEC")?;
            Some(identities.id(meant))
        };
        let own = (Kind::Definition, "Shoreline Elevation Council (SEC)", 2);
        assert_eq!(ids(own).as_deref(), Some("shoreline-elevation-council"));
        let known = (
            Kind::Definition,
            "Securities and Exchange Commission (SEC)",
            1,
        );
        assert_eq!(ids(known).as_deref(), Some("sec.gov"));
    }

    #[test]
    fn a_domain_of_the_case_is_meant_by_its_whole_name_only() {
        let domains = [("tidewater-gauges.example", 3)];
        assert_eq!(
            id(&[], &domains, "Tidewater Gauges, Inc.").as_deref(),
            Some("tidewater-gauges.example")
        );
        assert_eq!(id(&[], &domains, "Tidewater").as_deref(), Some("tidewater"));
    }
}
