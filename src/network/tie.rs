//! The relation of two actors, summed over messages.

use petgraph::EdgeType;
use petgraph::graph::{Graph, NodeIndex};

use crate::case::facts::NONE;
use crate::origin::Sha256Digest;

/// How many messages a tie names as evidence.
pub const EVIDENCE: usize = 5;

/// What one message adds to a tie.
#[derive(Clone, Copy, Debug)]
pub struct Contact {
    /// From whom.
    pub source: u32,
    /// To whom.
    pub target: u32,
    /// Number of the message.
    pub message: u32,
    /// 1 / number of recipients.
    pub share: f64,
    /// 0 To, 1 Cc, 2 Bcc; 3 a name in the words of the message, 4 a name in a document that it carries only.
    pub role: u8,
    /// The first document carried that holds the name, or [`NONE`].
    pub document: u32,
    /// The source wrote it.
    pub forward: bool,
    /// It answers a message of the target.
    pub reply: bool,
    /// It counts in the measures: written by a person to people.
    pub measured: bool,
    /// Two persons between whom it went; for organization ties.
    pub persons: (u32, u32),
}

/// One tie: the sum of its messages.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Tie {
    /// Sum over its messages of 1 / number of recipients.
    pub strength: f64,
    /// The same over the messages that count in the measures.
    pub measured_strength: f64,
    /// Messages.
    pub messages: u32,
    /// Messages that count in the measures.
    pub measured: u32,
    /// Messages with the target in To.
    pub to: u32,
    /// In Cc.
    pub cc: u32,
    /// In Bcc.
    pub bcc: u32,
    /// Messages that answer a message of the target.
    pub replies: u32,
    /// Messages whose own words do not show the tie, only documents that they carry.
    pub by_document: u32,
    /// The documents that show it, of each message the first; sorted.
    pub documents: Vec<u32>,
    /// Persons on both sides (organization ties).
    pub people: u32,
    /// Times of the first and the last dated message.
    pub seen: Option<(i64, i64)>,
    /// Up to [`EVIDENCE`] messages: those with the fewest recipients, then the earliest.
    pub evidence: Vec<u32>,
    /// The first half of the SHA-256 of the ids of all its messages, in order, each with a line feed behind it.
    pub digest: [u8; 16],
}

/// Sums contacts to ties: one edge a pair, in the order of the pairs. `message` gives a message's time and id.
/// Sums are taken in the order of message numbers, so they are the same on every run. O(n log n).
pub fn sum<'a, D: EdgeType>(
    nodes: u32,
    mut contacts: Vec<Contact>,
    message: impl Fn(u32) -> (Option<i64>, &'a str),
) -> Graph<u32, Tie, D> {
    contacts.sort_unstable_by_key(|c| (c.source, c.target, c.message, c.role, c.persons));
    let mut graph = Graph::with_capacity(nodes as usize, contacts.len() / 4);
    for node in 0..nodes {
        graph.add_node(node);
    }
    for pair in contacts.chunk_by(|a, b| (a.source, a.target) == (b.source, b.target)) {
        let ends = (
            NodeIndex::new(pair[0].source as usize),
            NodeIndex::new(pair[0].target as usize),
        );
        graph.add_edge(ends.0, ends.1, tie(pair, &message));
    }
    graph
}

fn tie<'a>(contacts: &[Contact], message: &impl Fn(u32) -> (Option<i64>, &'a str)) -> Tie {
    let mut ids = String::new();
    let mut tie = Tie::default();
    let mut ranked: Vec<(f64, i64, u32)> = Vec::new();
    let mut persons: Vec<u32> = Vec::new();
    for same in contacts.chunk_by(|a, b| a.message == b.message) {
        let share: f64 = same.iter().map(|c| c.share).sum();
        let first = &same[0];
        tie.strength += share;
        tie.messages += 1;
        if first.measured {
            tie.measured_strength += share;
            tie.measured += 1;
        }
        match first.role {
            0 => tie.to += 1,
            1 => tie.cc += 1,
            2 => tie.bcc += 1,
            4 => tie.by_document += 1,
            _ => {}
        }
        tie.documents
            .extend(same.iter().map(|c| c.document).filter(|d| *d != NONE));
        tie.replies += u32::from(first.reply);
        let (time, id) = message(first.message);
        ids.push_str(id);
        ids.push('\n');
        if let Some(time) = time {
            let (a, b) = tie.seen.unwrap_or((time, time));
            tie.seen = Some((a.min(time), b.max(time)));
        }
        ranked.push((-share, time.unwrap_or(i64::MAX), first.message));
        persons.extend(same.iter().flat_map(|c| [c.persons.0, c.persons.1]));
    }
    let by_rank = |a: &(f64, i64, u32), b: &(f64, i64, u32)| {
        a.0.total_cmp(&b.0).then((a.1, a.2).cmp(&(b.1, b.2)))
    };
    if ranked.len() > EVIDENCE {
        ranked.select_nth_unstable_by(EVIDENCE, by_rank);
        ranked.truncate(EVIDENCE);
    }
    ranked.sort_unstable_by(by_rank);
    tie.evidence = ranked.into_iter().map(|(.., message)| message).collect();
    tie.digest
        .copy_from_slice(&Sha256Digest::of(ids.as_bytes()).0[..16]);
    tie.documents.sort_unstable();
    tie.documents.dedup();
    persons.sort_unstable();
    persons.dedup();
    tie.people = persons.len() as u32;
    tie
}

#[cfg(test)]
mod tests {
    use super::*;
    use petgraph::Directed;

    fn contact(source: u32, target: u32, message: u32, share: f64) -> Contact {
        Contact {
            source,
            target,
            message,
            share,
            role: 0,
            document: NONE,
            forward: true,
            reply: false,
            measured: true,
            persons: (source, target),
        }
    }

    // By hand: 0 wrote to 1 alone (1), to 1 and 2 (1/2 each), and once more to 1 with three others (1/4).
    #[test]
    fn strength_is_the_sum_of_shares_and_a_pair_is_one_edge() {
        let contacts = vec![
            contact(0, 1, 2, 0.25),
            contact(0, 1, 0, 1.0),
            contact(0, 2, 1, 0.5),
            contact(0, 1, 1, 0.5),
        ];
        let ids = ["m0", "m1", "m2"];
        let message = |m: u32| (Some(i64::from(m) * 10), ids[m as usize]);
        let graph = sum::<Directed>(3, contacts, message);
        assert_eq!(graph.edge_count(), 2);
        let tie = &graph.raw_edges()[0].weight;
        assert_eq!(
            (tie.strength, tie.messages, tie.seen),
            (1.75, 3, Some((0, 20)))
        );
        assert_eq!(tie.evidence, [0, 1, 2]);
        // printf 'm0\nm1\nm2\n' | sha256sum
        assert_eq!(tie.digest[..4], [0x83, 0xfd, 0xef, 0x4e]);
    }
}
