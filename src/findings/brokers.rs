//! Brokers: people who stand between others of different organizations. It does not know what they do there.

use crate::analysis::{self, Csr, UNGROUPED};
use crate::case::facts::NONE;
use crate::network::tie::EVIDENCE;
use crate::network::{Context, Letter};

use super::mail::FEW;
use super::mailboxes;

/// One broker.
#[derive(Clone, Debug, PartialEq)]
pub struct Broker {
    /// The correspondent.
    pub who: u32,
    /// Its organization.
    pub organization: u32,
    /// Open triads by [`analysis::BrokerRole`].
    pub roles: [u64; 5],
    /// 1 for the one who stands most often between people of different organizations; equal numbers share a rank.
    pub rank: u32,
    /// The archive holds its mailbox, so more of its ties show than of others'.
    pub own_mailbox: bool,
    /// Without it some would not be tied to the others at all.
    pub articulation: bool,
    /// Burt's constraint in the same network.
    pub constraint: Option<f64>,
    /// Effective size in the same network.
    pub effective_size: Option<f64>,
    /// The two organizations that it has most mail with, its own included, and the numbers of messages.
    pub joins: [(u32, u32); 2],
    /// Mails with the second of them, then with the first: those with the fewest recipients.
    pub evidence: Vec<u32>,
}

impl Broker {
    /// Open triads.
    pub fn total(&self) -> u64 {
        self.roles.iter().sum()
    }

    /// Open triads that are not all in one organization.
    pub fn between(&self) -> u64 {
        self.roles[1..].iter().sum()
    }
}

/// Everybody who brokers between people of different organizations (that of each correspondent in the table of people), in the directed network of
/// letters that count in the measures and have at most [`FEW`] recipients. By falling number of open triads between organizations.
/// Those whose organization is not known are no part of a triad. O(arcs^1.5).
pub fn brokers(context: &Context) -> Vec<Broker> {
    let letters = letters(context);
    let groups: Vec<u32> = (context.organizations.of_member.iter())
        .map(|&o| if o == NONE { UNGROUPED } else { o })
        .collect();
    let arcs: Vec<(u32, u32, f64)> = letters.iter().flat_map(arcs).collect();
    let graph = Csr::from_arcs(groups.len(), &arcs);
    let both = graph.symmetrised();
    let held = mailboxes::held(context);
    let (counts, ((constraint, size), points)) = rayon::join(
        || analysis::brokerage(&graph, &groups).counts,
        || {
            let size = analysis::effective_size(&both).values;
            let constraint = analysis::constraint(&both).values;
            ((constraint, size), analysis::articulation_points(&both))
        },
    );
    let mut found: Vec<Broker> = (0..groups.len())
        .filter(|&v| counts[v][1..].iter().any(|n| *n > 0))
        .map(|v| Broker {
            who: v as u32,
            organization: context.organizations.of_member[v],
            roles: counts[v],
            rank: 0,
            own_mailbox: held[v],
            articulation: points[v],
            constraint: constraint[v],
            effective_size: size[v],
            joins: [(NONE, 0); 2],
            evidence: Vec::new(),
        })
        .collect();
    found.sort_by_key(|b| std::cmp::Reverse((b.between(), b.total(), std::cmp::Reverse(b.who))));
    for i in 0..found.len() {
        let same = i > 0 && found[i].between() == found[i - 1].between();
        found[i].rank = if same {
            found[i - 1].rank
        } else {
            i as u32 + 1
        };
    }
    join(&mut found, &letters, &groups);
    found
}

fn letters(context: &Context) -> Vec<Letter> {
    let measured = context.measured_people();
    let mut letters = context.letters();
    letters.retain(|l| l.measured && l.recipients.len() <= FEW && measured[l.sender.who as usize]);
    for letter in &mut letters {
        letter.recipients.retain(|p| measured[p.who as usize]);
    }
    letters
}

fn arcs(letter: &Letter) -> impl Iterator<Item = (u32, u32, f64)> + '_ {
    let share = 1.0 / letter.recipients.len().max(1) as f64;
    let recipients = letter.recipients.iter();
    recipients.map(move |p| (letter.sender.who, p.who, share))
}

/// Tells which organizations each broker has mail with.
fn join(brokers: &mut [Broker], letters: &[Letter], groups: &[u32]) {
    let mut place = vec![NONE; groups.len()];
    for (row, broker) in (0..).zip(brokers.iter()) {
        place[broker.who as usize] = row;
    }
    // Row of the broker, organization of the other, number of recipients, message.
    let mut contacts: Vec<(u32, u32, u32, u32)> = Vec::new();
    for letter in letters {
        let size = letter.recipients.len() as u32;
        for party in &letter.recipients {
            for (one, other) in [
                (letter.sender.who, party.who),
                (party.who, letter.sender.who),
            ] {
                let (row, group) = (place[one as usize], groups[other as usize]);
                if row != NONE && group != UNGROUPED {
                    contacts.push((row, group, size, letter.message));
                }
            }
        }
    }
    contacts.sort_unstable();
    contacts.dedup();
    for mails in contacts.chunk_by(|a, b| a.0 == b.0) {
        let mut by_group: Vec<&[_]> = mails.chunk_by(|a, b| a.1 == b.1).collect();
        by_group.sort_by_key(|mails| std::cmp::Reverse(mails.len()));
        let broker = &mut brokers[mails[0].0 as usize];
        for (joined, mails) in broker.joins.iter_mut().zip(&by_group) {
            *joined = (mails[0].1, mails.len() as u32);
        }
        let of = |group: usize| by_group.get(group).copied().unwrap_or_default().iter();
        let half = EVIDENCE.div_ceil(2);
        let proof = of(1).take(half).chain(of(0)).map(|mail| mail.3);
        let mut evidence: Vec<u32> = Vec::new();
        for message in proof {
            if evidence.len() < EVIDENCE && !evidence.contains(&message) {
                evidence.push(message);
            }
        }
        broker.evidence = evidence;
    }
}
