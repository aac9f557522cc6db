//! Code names: reads the texts of a case twice, first for capitalised words, then for the words around those whose people fit, and asks
//! `findings` how like an organization's name they are used.

use std::path::Path;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::case::index::words;
use crate::case::lookup::Lookup;
use crate::case::reread;
use crate::error::{Error, Result};
use crate::findings::codenames::{Contexts, Fellows, Parties, Sharing, fellows, score, sharing};
use crate::mention::Kind as NameKind;
use crate::mention::lexicon;
use crate::mention::recognizer::Recognizer;
use crate::message::{Kind, SegmentKind};
use crate::network::Context;
use crate::people;
use crate::search::capitals::{self, Wanted, key};

/// A word is no code name if it stands in more than this share of the mail.
const MOST: f64 = 0.05;
/// Of the messages with a word, this share must have it with a capital.
const CAPITAL: f64 = 0.5;
/// Of more messages only a part of the words is counted as background.
const SAMPLED: usize = 10_000;
/// Quotes of one candidate.
const QUOTES: usize = 3;

/// A word that may stand for the organization.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    /// As it is mostly written.
    pub word: String,
    /// Messages with it.
    pub messages: u32,
    /// All parts in one, 0 to 1.
    pub score: f64,
    /// See [`Fellows`].
    pub fellows: Fellows,
    /// Likeness of the words around, 0 to 1.
    pub contexts: f64,
    /// See [`Sharing`].
    pub sharing: Sharing,
    /// What else the word means elsewhere; its score is halved then.
    pub elsewhere: &'static str,
    /// Where it stands: message, words, and whether the organization is named there too. Never empty.
    pub quotes: Vec<(u32, String, bool)>,
}

/// The candidates for an organization, the best first, at most `top`; only such as can be quoted. Reads all texts twice, on all cores.
///
/// # Errors
/// If the case cannot be read, or no text names the organization.
pub fn codenames(
    folder: &Path,
    context: &Context,
    organization: u32,
    top: usize,
) -> Result<Vec<Candidate>> {
    let names = names(context, organization);
    let rows = rows(context);
    let mut found = gather(folder, &rows)?;
    let (named, own) = named(folder, &rows, &names)?;
    if named.is_empty() {
        let label = &context.organizations.list[organization as usize].label;
        return Err(Error::new(format!(
            "no mail of this case names '{label}' in its own words"
        ))
        .hint(
            "give the organization as the mails call it; 'mailties show CASE ORG' lists its names",
        ));
    }
    let meaning = meanings(context, &names);
    let most = ((rows.len() as f64 * MOST) as usize)
        .max(named.len())
        .max(20);
    found.retain(|word| word.messages.len() <= most && meaning(word).is_some());
    let parties = Parties::new(context);
    let messages: Vec<Vec<u32>> = found.iter().map(|w| w.messages.clone()).collect();
    let chosen = fellows(&parties, &named, &messages);
    let wanted = wanted(&names, &found, &chosen);
    let step = rows.len() / SAMPLED + 1;
    let near = reread::each(folder, &rows, |said| capitals::around(said, &wanted, step))?;
    let small = small(&near, chosen.len());
    let pairs = near.iter().flat_map(|a| a.near.iter().copied());
    let sample = near.iter().flat_map(|a| a.sample.iter().copied());
    let likeness = Contexts::new(chosen.len() + 1, pairs, sample).likeness();
    let mut candidates: Vec<(Candidate, u32)> = Vec::new();
    for ((fellow, contexts), (number, small)) in
        chosen.iter().zip(likeness).zip((1..).zip(&small[1..]))
    {
        let word = &found[fellow.word as usize];
        let all = word.messages.len();
        if f64::from(*small) > (1.0 - CAPITAL) * (all as f64 + f64::from(*small)) {
            continue;
        }
        let sharing = sharing(context, &parties, &named, &word.messages);
        let elsewhere = meaning(word).unwrap_or_default();
        let worth = if elsewhere.is_empty() { 1.0 } else { DOUBTFUL };
        let score = worth * score(fellow.people, contexts, &sharing);
        if score > 0.0 {
            let candidate = Candidate {
                word: word.spelled(),
                messages: all as u32,
                score,
                fellows: *fellow,
                contexts,
                sharing,
                elsewhere,
                quotes: Vec::new(),
            };
            candidates.push((candidate, number));
        }
    }
    candidates.sort_by(|(a, _), (b, _)| {
        b.score
            .total_cmp(&a.score)
            .then_with(|| a.word.cmp(&b.word))
    });
    let mut best = Vec::new();
    for (mut candidate, number) in candidates {
        if best.len() >= top {
            break;
        }
        let word = &found[chosen[number as usize - 1].word as usize];
        candidate.quotes = quotes(
            folder,
            context,
            word,
            &candidate.sharing,
            &wanted,
            number,
            &own,
        )?;
        if !candidate.quotes.is_empty() {
            best.push(candidate);
        }
    }
    Ok(best)
}

/// Names of the organization as texts have them, the label and short form of its domain among them.
fn names(context: &Context, organization: u32) -> Vec<String> {
    let one = &context.organizations.list[organization as usize];
    let mut all: Vec<String> = one
        .aliases
        .iter()
        .filter(|a| !a.contains('='))
        .cloned()
        .collect();
    let in_texts = context
        .facts
        .names
        .iter()
        .zip(&context.organizations.of_name);
    let meant =
        in_texts.filter(|((kind, _), of)| **of == organization && *kind != NameKind::Domain);
    all.extend(meant.map(|((_, name), _)| name.to_string()));
    if one.named {
        all.push(one.label.clone());
    }
    let domain = one.id.split('.').next().unwrap_or_default();
    if one.id.contains('.') && domain.chars().count() >= 3 {
        all.push(domain.to_owned());
    }
    all.sort_unstable();
    all.dedup();
    all
}

/// Row and number of the messages that count: of the period, written by somebody.
fn rows(context: &Context) -> FxHashMap<i64, u32> {
    let all = (0..).zip(&context.messages.list);
    let counts = all.filter(|(_, one)| context.period.holds(one.date));
    counts
        .filter_map(|(number, one)| {
            let version = &context.facts.versions[one.version as usize];
            let written = matches!(version.kind, Kind::Personal | Kind::List);
            written.then_some((version.row, number))
        })
        .collect()
}

/// A capitalised word and where it stands.
struct Found {
    key: u64,
    spellings: FxHashMap<String, u32>,
    marked: u32,
    messages: Vec<u32>,
}

impl Found {
    fn spelled(&self) -> String {
        let mut all: Vec<(&String, &u32)> = self.spellings.iter().collect();
        all.sort_unstable_by_key(|(text, times)| (std::cmp::Reverse(**times), *text));
        all.first()
            .map_or_else(String::new, |(text, _)| (*text).clone())
    }
}

/// All capitalised words with their messages, by key.
fn gather(folder: &Path, rows: &FxHashMap<i64, u32>) -> Result<Vec<Found>> {
    let read = reread::each(folder, rows, |said| {
        (said.message, capitals::capitals(said))
    })?;
    let mut number: FxHashMap<u64, usize> = FxHashMap::default();
    let mut all: Vec<Found> = Vec::new();
    for (message, capitals) in read {
        for capital in capitals {
            let at = *number.entry(capital.key).or_insert(all.len());
            if at == all.len() {
                let (spellings, messages) = (FxHashMap::default(), Vec::new());
                all.push(Found {
                    key: capital.key,
                    spellings,
                    marked: 0,
                    messages,
                });
            }
            *all[at].spellings.entry(capital.written).or_default() += 1;
            all[at].marked += u32::from(capital.marked);
            all[at].messages.push(message);
        }
    }
    all.sort_unstable_by_key(|w| w.key);
    Ok(all)
}

/// The messages that name the organization, sorted, and the wanted names alone.
fn named(
    folder: &Path,
    rows: &FxHashMap<i64, u32>,
    names: &[String],
) -> Result<(Vec<u32>, Wanted)> {
    let mut own = Wanted::default();
    for name in names {
        own.add(name, 0);
    }
    let read = reread::each(folder, rows, |said| {
        (
            said.message,
            !capitals::around(said, &own, usize::MAX).here.is_empty(),
        )
    })?;
    let named = read
        .into_iter()
        .filter(|(_, here)| *here)
        .map(|(message, _)| message);
    Ok((named.collect(), own))
}

/// What else a word means elsewhere; nothing for those that are known to mean something else in this case: names of its people and of organizations,
/// days and months, parts of the organization's names.
fn meanings<'a>(
    context: &'a Context,
    names: &[String],
) -> impl Fn(&Found) -> Option<&'static str> + use<'a> {
    let lexicon = Recognizer::embedded();
    let own: FxHashSet<u64> = names
        .iter()
        .flat_map(|n| words::of(n))
        .map(|w| key(&w))
        .collect();
    let mut called: FxHashMap<u64, u32> = FxHashMap::default();
    for one in context
        .people
        .list
        .iter()
        .filter(|p| p.kind == people::Kind::Person)
    {
        for word in words::of(&one.label) {
            *called.entry(key(&word)).or_default() += 1;
        }
    }
    // The id of one that is well known is a domain, whether mail comes from there or not.
    let with_domain = context
        .organizations
        .list
        .iter()
        .filter(|o| !o.domains.is_empty() || o.id.contains('.'));
    let organizations: FxHashSet<u64> = with_domain
        .flat_map(|o| o.aliases.iter().chain([&o.label]))
        .filter_map(|name| match words::of(name).as_slice() {
            [one] => Some(key(one)),
            _ => None,
        })
        .collect();
    move |word: &Found| {
        let spelled = word.spelled();
        let flags = lexicon.word(&spelled);
        let is = |mask: u16| flags & mask != 0;
        let common = flags & lexicon::COMMON > 2;
        let marked = word.marked * 2 > word.messages.len() as u32;
        let people = called.get(&word.key).copied().unwrap_or(0);
        let named = is(lexicon::FIRST_NAME | lexicon::SURNAME);
        let person = people >= PEOPLE || people > 0 && named;
        let known = organizations.contains(&word.key) || is(lexicon::KNOWN) && !common;
        if own.contains(&word.key) || is_calendar(&spelled) || known {
            return None;
        }
        match (marked, person, is(lexicon::LEGAL | lexicon::HEAD)) {
            (true, ..) => Some(""),
            (_, true, _) | (.., true) => None,
            _ if named => Some("a name of people elsewhere"),
            _ if is(lexicon::PLACE) => Some("a place elsewhere"),
            _ if is(lexicon::GOVERNMENT | lexicon::ACRONYM) => Some("an agency elsewhere"),
            // Titles and headlines write ordinary words with a capital too.
            _ if common => Some("an ordinary word elsewhere"),
            _ => Some(""),
        }
    }
}

/// So many people of the case with a word in their name make it a name of people.
const PEOPLE: u32 = 3;
/// What a word that means something else elsewhere is worth.
const DOUBTFUL: f64 = 0.5;

fn is_calendar(word: &str) -> bool {
    const WORDS: [&str; 12] = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ];
    const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    let lower = word.to_lowercase();
    let begins = |list: &[&str]| list.iter().any(|w| lower.starts_with(w));
    lower.len() <= 4 && begins(&WORDS)
        || lower.ends_with("day") && begins(&DAYS)
        || [
            "january",
            "february",
            "march",
            "april",
            "june",
            "july",
            "august",
            "september",
            "october",
            "november",
            "december",
            "project",
        ]
        .contains(&lower.as_str())
}

/// The organization under 0, the chosen words from 1 on.
fn wanted(names: &[String], found: &[Found], chosen: &[Fellows]) -> Wanted {
    let mut wanted = Wanted::default();
    for name in names {
        wanted.add(name, 0);
    }
    for (number, fellow) in (1..).zip(chosen) {
        wanted.add(&found[fellow.word as usize].spelled(), number);
    }
    wanted
}

/// Messages in which each word stands in small letters only.
fn small(near: &[capitals::Around], words: usize) -> Vec<u32> {
    let mut small = vec![0; words + 1];
    for one in near {
        for number in one
            .small
            .iter()
            .filter(|n| one.here.binary_search(n).is_err())
        {
            small[*number as usize] += 1;
        }
    }
    small
}

/// Messages with both first, then others, by number: the order of ids.
fn quotes(
    folder: &Path,
    context: &Context,
    word: &Found,
    sharing: &Sharing,
    wanted: &Wanted,
    number: u32,
    own: &Wanted,
) -> Result<Vec<(u32, String, bool)>> {
    let lookup = Lookup::open(folder)?;
    let by_date = |messages: &[u32]| {
        let mut all = messages.to_vec();
        all.sort_by_key(|m| {
            (
                context.messages.list[*m as usize].date.unwrap_or(i64::MAX),
                *m,
            )
        });
        all
    };
    let bridges = by_date(&sharing.bridges);
    let others = by_date(&word.messages)
        .into_iter()
        .filter(|m| !bridges.contains(m));
    let mut quotes = Vec::new();
    for (message, bridge) in bridges
        .iter()
        .map(|m| (*m, true))
        .chain(others.map(|m| (m, false)))
    {
        if quotes.len() >= QUOTES {
            break;
        }
        let row =
            context.facts.versions[context.messages.list[message as usize].version as usize].row;
        let (text, subject) = (lookup.text(row)?, lookup.head(row)?.subject);
        let own_words = text
            .segments
            .iter()
            .filter(|(kind, ..)| *kind == SegmentKind::Own);
        let mut passages: Vec<&str> = own_words
            .filter_map(|(_, _, s, e)| text.text.get(*s..*e))
            .collect();
        passages.push(&subject);
        if let Some(quote) = capitals::quote(&passages, wanted, number) {
            let both = match bridge {
                true => capitals::quote(&passages, own, 0).filter(|other| *other != quote),
                false => None,
            };
            let quote = both.map_or(quote.clone(), |other| format!("{quote} / {other}"));
            quotes.push((message, quote, bridge));
        }
    }
    Ok(quotes)
}
