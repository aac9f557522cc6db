//! The names in one message: in its subject and its own words, each name once. What is quoted was counted where it was first
//! written, and a signature tells who writes, not what about. It does not know what a name means.

use rustc_hash::FxHashMap;

use super::{IN_SUBJECT, Kind, Mention, domains};
use crate::message::{Message, SegmentKind};

/// Longest name kept, in bytes; longer ones are no names.
const LONGEST: usize = 120;

/// Gathers the names of messages; one for each thread.
#[derive(Debug, Default)]
pub struct Gatherer {
    places: FxHashMap<(Kind, String), usize>,
}

impl Gatherer {
    /// The names of a message in the order of their first places, the subject first. O(n).
    pub fn mentions(&mut self, message: &Message) -> Vec<Mention> {
        self.places.clear();
        let mut mentions = Vec::new();
        self.read(&message.subject, None, &mut mentions);
        for segment in message
            .segments
            .iter()
            .filter(|s| s.kind == SegmentKind::Own)
        {
            let range = segment.start as usize..segment.end as usize;
            if let Some(text) = message.text.get(range) {
                self.read(text, Some(segment.start), &mut mentions);
            }
        }
        mentions
    }

    fn read(&mut self, text: &str, offset: Option<u32>, mentions: &mut Vec<Mention>) {
        let place = |start: usize| offset.map_or(IN_SUBJECT, |offset| offset + start as u32);
        domains::domains(text, &mut |domain, start| {
            self.add(Kind::Domain, domain, 100, place(start), mentions);
        });
    }

    fn add(
        &mut self,
        kind: Kind,
        written: &str,
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
                    times: 1,
                    confidence,
                    start,
                });
            }
        }
    }
}
