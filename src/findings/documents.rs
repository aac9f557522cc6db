//! Documents on their way: which messages carry each, who sent it to whom, under which names it came. It does not know what stands in a
//! document, nor where a message lies.

pub mod authors;
pub mod find;
pub mod flow;

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::case::facts::NONE;
use crate::message::Role;
use crate::network::{Context, Letter};

/// A message that carries a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Carrier {
    /// Number of the message.
    pub message: u32,
    /// The names under which it comes there: indices in [`Facts::file_names`](crate::case::facts::Facts::file_names), sorted.
    pub names: Vec<u32>,
}

/// A document and how it is found in the archive.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// Index in [`Facts::documents`](crate::case::facts::Facts::documents).
    pub document: u32,
    /// The messages of the period that carry it, by date (undated last), then number.
    pub carriers: Vec<Carrier>,
    /// Files that are this document or hold it: indices in [`Facts::files`](crate::case::facts::Facts::files), sorted.
    pub files: Vec<u32>,
    /// All names it came under with the number of messages and files, most frequent first, then by name.
    pub names: Vec<(String, u32)>,
    /// Who sent it, sorted.
    pub senders: Vec<u32>,
    /// Who received it (To, Cc, Bcc), sorted.
    pub recipients: Vec<u32>,
    /// Who sent the first dated message with it (of undated ones the first), or [`NONE`].
    pub first_sender: u32,
    /// Times of the first and the last dated message.
    pub dates: Option<(i64, i64)>,
}

/// The documents of the archive: those with text first, then those that most messages carry, then the earliest, then by id. In a bounded period only those that a
/// message of it carries. O(n log n) in attachments and their recipients.
pub fn documents(context: &Context) -> Vec<Seen> {
    let bounded = context.period != Default::default();
    let carriers = carriers(context, None);
    let ends = all_ends(context, &carriers);
    let mut files: FxHashMap<u32, Vec<u32>> = FxHashMap::default();
    for (file, document) in &context.facts.loose {
        files.entry(*document).or_default().push(*file);
    }
    let kept = (0..).zip(carriers);
    let kept: Vec<(u32, Vec<Carrier>)> = kept
        .filter(|(_, carriers)| !(bounded && carriers.is_empty()))
        .collect();
    let one = |(document, carriers)| {
        let files = files.get(&document).cloned().unwrap_or_default();
        one(context, document, carriers, files, &ends)
    };
    let mut all: Vec<Seen> = kept.into_par_iter().map(one).collect();
    let first = |seen: &Seen| seen.dates.map_or(i64::MAX, |d| d.0);
    all.sort_by_key(|seen| {
        // Logos and scans come with more mails than anything that can be read.
        let has_text = context.facts.documents[seen.document as usize].length > 0;
        (
            !has_text,
            std::cmp::Reverse(seen.carriers.len()),
            first(seen),
            seen.document,
        )
    });
    all
}

/// One document, as [`documents`] has it.
pub fn document(context: &Context, document: u32) -> Seen {
    let carriers = carriers(context, Some(document));
    let ends = all_ends(context, &carriers);
    let carriers = carriers.into_iter().next().unwrap_or_default();
    let loose = context.facts.loose.iter().filter(|(_, d)| *d == document);
    let files = loose.map(|(file, _)| *file).collect();
    one(context, document, carriers, files, &ends)
}

/// Who sent a message, or [`NONE`], and who received it.
type Ends = (u32, Vec<u32>);

/// The ends of all these messages, each looked up once.
fn all_ends(context: &Context, carriers: &[Vec<Carrier>]) -> FxHashMap<u32, Ends> {
    let mut messages: Vec<u32> = carriers.iter().flatten().map(|c| c.message).collect();
    messages.sort_unstable();
    messages.dedup();
    let found = messages.into_par_iter().map(|message| {
        let (letter, to) = ends(context, message);
        (message, (letter.map_or(NONE, |l| l.sender.who), to))
    });
    found.collect()
}

/// The messages of the period that carry each document; or the one document given.
pub fn carriers(context: &Context, only: Option<u32>) -> Vec<Vec<Carrier>> {
    let of_version = &context.messages.of_version;
    let carried = context.facts.carried.iter();
    let mut places: Vec<(u32, u32, u32)> = carried
        .filter(|c| only.is_none_or(|one| c.document == one))
        .map(|c| (c.document, of_version[c.version as usize], c.name))
        .filter(|(_, message, _)| context.period.holds(context.date(*message)))
        .collect();
    places.sort_unstable();
    places.dedup();
    let count = only.map_or(context.facts.documents.len(), |_| 1);
    let mut all = vec![Vec::new(); count];
    for same in places.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
        let place = only.map_or(same[0].0 as usize, |_| 0);
        all[place].push(Carrier {
            message: same[0].1,
            names: same.iter().map(|(.., name)| *name).collect(),
        });
    }
    for carriers in &mut all {
        let date = |c: &Carrier| context.date(c.message).unwrap_or(i64::MAX);
        carriers.sort_by_key(|c| (date(c), c.message));
    }
    all
}

fn one(
    context: &Context,
    document: u32,
    carriers: Vec<Carrier>,
    files: Vec<u32>,
    ends: &FxHashMap<u32, Ends>,
) -> Seen {
    let of = |carrier: &Carrier| ends.get(&carrier.message);
    let mut seen = Seen {
        document,
        names: names(context, &carriers, &files),
        files,
        first_sender: carriers.first().and_then(of).map_or(NONE, |e| e.0),
        ..Seen::default()
    };
    let (mut senders, mut recipients) = (FxHashSet::default(), FxHashSet::default());
    for (sender, to) in carriers.iter().filter_map(of) {
        senders.extend(Some(*sender).filter(|who| *who != NONE));
        recipients.extend(to);
    }
    seen.senders = sorted(senders);
    seen.recipients = sorted(recipients);
    let mut dates = carriers.iter().filter_map(|c| context.date(c.message));
    seen.dates = (dates.next()).map(|first| (first, dates.next_back().unwrap_or(first)));
    seen.carriers = carriers;
    seen
}

/// A message as a letter, if its sender is known; and who received it.
fn ends(context: &Context, message: u32) -> (Option<Letter>, Vec<u32>) {
    match context.letter(message) {
        Some(letter) => {
            let to = letter.recipients.iter().map(|party| party.who).collect();
            (Some(letter), to)
        }
        None => {
            let version = context.messages.list[message as usize].version;
            let roles = [Role::To, Role::Cc, Role::Bcc];
            let people = context.people;
            (None, people.in_roles(context.facts, version, &roles))
        }
    }
}

fn sorted(set: FxHashSet<u32>) -> Vec<u32> {
    let mut all: Vec<u32> = set.into_iter().collect();
    all.sort_unstable();
    all
}

/// All names with the number of messages and files that have them: the most frequent first, then by name.
pub fn names(context: &Context, carriers: &[Carrier], files: &[u32]) -> Vec<(String, u32)> {
    let mut counts: FxHashMap<&str, u32> = FxHashMap::default();
    let attached = carriers.iter().flat_map(|c| &c.names);
    let attached = attached.map(|name| &*context.facts.file_names[*name as usize]);
    let loose = files
        .iter()
        .map(|file| last_part(&context.facts.files[*file as usize].path));
    for name in attached.chain(loose).filter(|name| !name.is_empty()) {
        *counts.entry(name).or_default() += 1;
    }
    let mut all: Vec<(String, u32)> = (counts.into_iter())
        .map(|(name, count)| (name.to_owned(), count))
        .collect();
    all.sort_unstable_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    all
}

/// The name behind the last `/` or `!` of a path.
pub fn last_part(path: &str) -> &str {
    path.rsplit(['/', '!']).next().unwrap_or(path)
}

/// The organizations that a document names, with how often it does: most often first, then by number.
pub fn named(context: &Context, document: u32) -> Vec<(u32, u32)> {
    let facts = context.facts;
    let mut times: FxHashMap<u32, u32> = FxHashMap::default();
    for mention in facts.mentions_of(&facts.documents[document as usize]) {
        let organization = context.organizations.of_name[mention.name as usize];
        if organization != NONE {
            *times.entry(organization).or_default() += u32::from(mention.times);
        }
    }
    let mut all: Vec<(u32, u32)> = times.into_iter().collect();
    all.sort_unstable_by_key(|(organization, times)| (std::cmp::Reverse(*times), *organization));
    all
}

/// How many different documents each correspondent sent in the period. O(n log n) in attachments.
pub fn sent(context: &Context) -> Vec<u32> {
    let facts = context.facts;
    let mut pairs: Vec<(u32, u32)> = Vec::new();
    for same in facts.carried.chunk_by(|a, b| a.version == b.version) {
        let version = same[0].version;
        let message = context.messages.of_version[version as usize];
        if context.period.holds(context.date(message)) {
            let from = context.people.in_roles(facts, version, &[Role::From]);
            let sender = from.first().copied();
            pairs.extend(
                sender
                    .iter()
                    .flat_map(|s| same.iter().map(|c| (*s, c.document))),
            );
        }
    }
    pairs.sort_unstable();
    pairs.dedup();
    let mut counts = vec![0; context.people.list.len()];
    for (sender, _) in pairs {
        counts[sender as usize] += 1;
    }
    counts
}

/// How many documents name each organization, and when the first and the last message with one of them was sent.
pub fn naming(context: &Context) -> Vec<(u32, Option<(i64, i64)>)> {
    let mut counts = vec![(0, None); context.organizations.list.len()];
    if context.facts.documents.is_empty() {
        return counts;
    }
    let bounded = context.period != Default::default();
    let carriers = carriers(context, None);
    for (document, carriers) in (0..).zip(carriers) {
        if bounded && carriers.is_empty() {
            continue;
        }
        let mut dates = carriers.iter().filter_map(|c| context.date(c.message));
        let first = dates.next();
        let dates = first.map(|first| (first, dates.next_back().unwrap_or(first)));
        for (organization, _) in named(context, document) {
            let (count, seen) = &mut counts[organization as usize];
            *count += 1;
            *seen = match (*seen, dates) {
                (Some((a, b)), Some((c, d))) => Some((i64::min(a, c), i64::max(b, d))),
                (one, other) => one.or(other),
            };
        }
    }
    counts
}
