//! The names in one mail: in its subject and its own words, each name once. What is quoted was counted where it was first
//! written; what a signature names is told apart, for it says who writes, not what about. It does not know what a name means.

use rustc_hash::FxHashMap;

use super::candidate::{Candidate, Context};
use super::recognizer::{Found, NameKind, Reader, Recognizer};
use super::votes::{Verdicts, Votes};
use super::watch::WatchList;
use super::{IN_SUBJECT, Kind, Mention, Rule, domains};

/// Longest name kept, in bytes; longer ones are no names.
const LONGEST: usize = 120;

/// What is read of a mail.
#[derive(Clone, Copy, Debug)]
pub struct Written<'a> {
    /// The subject.
    pub subject: &'a str,
    /// The whole text.
    pub text: &'a str,
    /// The own words: first byte, byte after the last.
    pub own: &'a [(u32, u32)],
    /// The signatures below them, likewise.
    pub signatures: &'a [(u32, u32)],
}

impl<'a> Written<'a> {
    /// The subject and each stretch of own words, then each signature, with its first byte in the text.
    fn zones(&self) -> impl Iterator<Item = (Zone, &'a str)> {
        let text = self.text;
        let stretch = move |&(start, end): &(u32, u32)| {
            Some((start, text.get(start as usize..end as usize)?))
        };
        let own = self.own.iter().filter_map(stretch);
        let signatures = self.signatures.iter().filter_map(stretch);
        std::iter::once((Zone::Subject, self.subject))
            .chain(own.map(|(start, words)| (Zone::Own(start), words)))
            .chain(signatures.map(|(start, words)| (Zone::Signature(start), words)))
    }
}

/// A part of a mail, with its first byte in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Zone {
    Subject,
    Own(u32),
    Signature(u32),
}

impl Zone {
    fn place(self, at: usize) -> u32 {
        match self {
            Self::Subject => IN_SUBJECT,
            Self::Own(start) | Self::Signature(start) => start + at as u32,
        }
    }
}

/// Gathers the names of mails; one for each thread.
#[derive(Debug)]
pub struct Gatherer<'a> {
    reader: Reader<'static>,
    watch: &'a WatchList,
    found: Vec<Found>,
    capitals: Vec<(u32, u32, u64)>,
    defined: Vec<(u32, u32)>,
    places: FxHashMap<(Kind, bool, String), usize>,
}

/// What the first pass found in a mail, zone by zone.
pub type Read = Box<[ReadZone]>;

/// What the first pass found in a zone.
#[derive(Clone, Debug)]
pub struct ReadZone {
    found: Box<[Found]>,
    /// Words with capitals that the votes may make a name: first byte, byte after the last, key.
    capitals: Box<[(u32, u32, u64)]>,
    /// Names that define a short form, and these: first byte, byte after the last, by turns.
    defined: Box<[(u32, u32)]>,
}

impl<'a> Gatherer<'a> {
    /// With the user's watch list.
    pub fn new(watch: &'a WatchList) -> Self {
        Self {
            reader: Recognizer::embedded().reader(),
            watch,
            found: Vec::new(),
            capitals: Vec::new(),
            defined: Vec::new(),
            places: FxHashMap::default(),
        }
    }

    /// First pass: reads a mail and counts its votes. O(n).
    pub fn read(&mut self, written: &Written, votes: &mut Votes) -> Read {
        let mut read = Vec::new();
        for (part, zone) in written.zones() {
            let (capitals, defined) = (&mut self.capitals, &mut self.defined);
            capitals.clear();
            defined.clear();
            // What stands below every mail of somebody must not have a vote in each.
            let votes_here = !matches!(part, Zone::Signature(_));
            self.reader
                .read_with_signs(zone, &mut self.found, &mut |sign| {
                    if votes_here {
                        votes.sign(&sign);
                    }
                    let (start, end) = (sign.start as u32, sign.end as u32);
                    match sign.context {
                        Context::Capital => capitals.push((start, end, sign.key)),
                        Context::Defined => defined.push((start, end)),
                        _ => {}
                    }
                });
            if votes_here {
                votes.names(zone, &self.found);
            }
            read.push(ReadZone {
                found: self.found.as_slice().into(),
                capitals: capitals.as_slice().into(),
                defined: defined.as_slice().into(),
            });
        }
        read.into()
    }

    /// Second pass: the names of a mail after the votes of all, in the order of their first places, the subject first. Names of the
    /// watch list come before what the recognizer took the words for. O(n).
    pub fn mentions(
        &mut self,
        written: &Written,
        read: &Read,
        verdicts: &Verdicts,
    ) -> Vec<Mention> {
        self.places.clear();
        let mut mentions = Vec::new();
        for ((part, zone), read) in written.zones().zip(read) {
            self.zone(part, zone, read, verdicts, &mut mentions);
            if !matches!(part, Zone::Signature(_)) {
                self.definitions(part, zone, read, &mut mentions);
            }
        }
        mentions
    }

    fn definitions(
        &mut self,
        part: Zone,
        zone: &str,
        read: &ReadZone,
        mentions: &mut Vec<Mention>,
    ) {
        for &[(start, end), (from, to)] in read.defined.as_chunks::<2>().0 {
            let text = |a: u32, b: u32| zone.get(a as usize..b as usize).unwrap_or_default();
            let name = format!("{} ({})", text(start, end), text(from, to));
            let place = part.place(start as usize);
            self.add(Kind::Definition, &name, Rule::Votes, 100, place, mentions);
        }
    }

    fn zone(
        &mut self,
        part: Zone,
        zone: &str,
        read: &ReadZone,
        verdicts: &Verdicts,
        mentions: &mut Vec<Mention>,
    ) {
        let place = |start: usize| part.place(start);
        let told = |rule| match part {
            Zone::Signature(_) => Rule::Signature,
            _ => rule,
        };
        let watch = self.watch;
        let mut watched = Vec::new();
        watch.find(zone, &mut |start, end, one| {
            watched.push((start, end));
            let name = &watch.list[one as usize].name;
            self.add(
                Kind::Watched,
                name,
                told(Rule::WatchList),
                100,
                place(start),
                mentions,
            );
        });
        domains::domains(zone, &mut |domain, start| {
            self.add(
                Kind::Domain,
                domain,
                told(Rule::Domain),
                100,
                place(start),
                mentions,
            );
        });
        let mut found = read.found.to_vec();
        let capitals = read.capitals.iter().map(|&(start, end, key)| Candidate {
            start: start as usize,
            end: end as usize,
            key,
            context: Context::Capital,
        });
        let promoted: Vec<Candidate> = capitals
            .filter(|one| verdicts.promotes(zone, one))
            .collect();
        verdicts.apply(zone, &mut found, &promoted);
        for one in found
            .iter()
            .filter(|one| one.kind == NameKind::Organization)
        {
            // Both are in order and apart from each other.
            let next = watched.partition_point(|(_, end)| *end <= one.start);
            let free = watched.get(next).is_none_or(|(start, _)| one.end <= *start);
            if free {
                let name = &zone[one.start..one.end];
                let confidence = (one.confidence * 100.0) as u8;
                self.add(
                    Kind::Organization,
                    name,
                    told(one.rule),
                    confidence,
                    place(one.start),
                    mentions,
                );
            }
        }
    }

    fn add(
        &mut self,
        kind: Kind,
        written: &str,
        rule: Rule,
        confidence: u8,
        start: u32,
        mentions: &mut Vec<Mention>,
    ) {
        let words: Vec<&str> = written.split_whitespace().collect();
        let name = words.join(" ");
        if name.is_empty() || name.len() > LONGEST {
            return;
        }
        let key = (kind, rule == Rule::Signature, name.clone());
        match self.places.get(&key) {
            Some(&place) => {
                let mention = &mut mentions[place];
                mention.times = mention.times.saturating_add(1);
                mention.confidence = mention.confidence.max(confidence);
            }
            None => {
                self.places.insert(key, mentions.len());
                mentions.push(Mention {
                    kind,
                    name,
                    rule,
                    times: 1,
                    confidence,
                    start,
                });
            }
        }
    }
}
