//! The names in one mail: in its subject and its own words, each name once. What is quoted was counted where it was first
//! written, and a signature tells who writes, not what about. It does not know what a name means.

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
}

impl<'a> Written<'a> {
    /// The subject and each stretch of own words, with its first byte in the text.
    fn zones(&self) -> impl Iterator<Item = (&'a str, Option<u32>)> {
        let text = self.text;
        let own = self.own.iter().filter_map(move |&(start, end)| {
            Some((text.get(start as usize..end as usize)?, Some(start)))
        });
        std::iter::once((self.subject, None)).chain(own)
    }
}

/// Gathers the names of mails; one for each thread.
#[derive(Debug)]
pub struct Gatherer<'a> {
    reader: Reader<'static>,
    watch: &'a WatchList,
    found: Vec<Found>,
    signs: Vec<Candidate>,
    places: FxHashMap<(Kind, String), usize>,
}

/// What the first pass found in a mail, zone by zone.
pub type Read = Box<[ReadZone]>;

/// What the first pass found in a zone.
#[derive(Clone, Debug)]
pub struct ReadZone {
    found: Box<[Found]>,
    /// Words with capitals that the votes may make a name: first byte, byte after the last, key.
    capitals: Box<[(u32, u32, u64)]>,
}

impl<'a> Gatherer<'a> {
    /// With the user's watch list.
    pub fn new(watch: &'a WatchList) -> Self {
        Self {
            reader: Recognizer::embedded().reader(),
            watch,
            found: Vec::new(),
            signs: Vec::new(),
            places: FxHashMap::default(),
        }
    }

    /// First pass: reads a mail and counts its votes. O(n).
    pub fn read(&mut self, written: &Written, votes: &mut Votes) -> Read {
        let mut read = Vec::new();
        for (zone, _) in written.zones() {
            self.reader
                .read_with_signs(zone, &mut self.found, &mut self.signs);
            votes.add(zone, &self.found, &self.signs);
            let capitals = self.signs.iter().filter(|s| s.context == Context::Capital);
            read.push(ReadZone {
                found: self.found.as_slice().into(),
                capitals: capitals
                    .map(|s| (s.start as u32, s.end as u32, s.key))
                    .collect(),
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
        for ((zone, offset), read) in written.zones().zip(read) {
            self.zone(zone, offset, read, verdicts, &mut mentions);
        }
        mentions
    }

    fn zone(
        &mut self,
        zone: &str,
        offset: Option<u32>,
        read: &ReadZone,
        verdicts: &Verdicts,
        mentions: &mut Vec<Mention>,
    ) {
        let place = |start: usize| offset.map_or(IN_SUBJECT, |offset| offset + start as u32);
        let watch = self.watch;
        let mut watched = Vec::new();
        watch.find(zone, &mut |start, end, one| {
            watched.push((start, end));
            let name = &watch.list[one as usize].name;
            self.add(
                Kind::Watched,
                name,
                Rule::WatchList,
                100,
                place(start),
                mentions,
            );
        });
        domains::domains(zone, &mut |domain, start| {
            self.add(
                Kind::Domain,
                domain,
                Rule::Domain,
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
                    one.rule,
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
        match self.places.get(&(kind, name.clone())) {
            Some(&place) => {
                let mention = &mut mentions[place];
                mention.times = mention.times.saturating_add(1);
                mention.confidence = mention.confidence.max(confidence);
            }
            None => {
                self.places.insert((kind, name.clone()), mentions.len());
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
