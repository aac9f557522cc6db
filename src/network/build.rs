//! The three networks, built from messages, people and organizations.

use petgraph::graph::Graph;
use petgraph::{Directed, EdgeType, Undirected};
use rayon::prelude::*;

use super::slice::Period;
use super::tie::{Contact, Tie, sum};
use crate::case::facts::{Facts, NONE};
use crate::conversation::distinct::Messages;
use crate::conversation::thread::Threads;
use crate::message::{Kind as MailKind, Role};
use crate::organizations::Organizations;
use crate::people::{self, People};

/// What counts in the measures besides persons, role accounts and the mail they write.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Include {
    /// Lists as actors.
    pub lists: bool,
    /// Robots as actors.
    pub robots: bool,
    /// Bulk mail, automatic replies and notifications.
    pub bulk: bool,
}

/// Everything that networks are built from.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// The facts.
    pub facts: &'a Facts,
    /// The distinct messages.
    pub messages: &'a Messages,
    /// Their parents.
    pub threads: &'a Threads,
    /// Who is who.
    pub people: &'a People,
    /// Which organization is which.
    pub organizations: &'a Organizations,
    /// The period looked at.
    pub period: Period,
    /// What counts in the measures.
    pub include: Include,
}

/// A network: vertices are numbers of correspondents or organizations (in the two-mode network organizations come after all correspondents).
#[derive(Clone, Debug)]
pub struct Network<D: EdgeType> {
    /// The graph; the node weight is the actor's number.
    pub graph: Graph<u32, Tie, D>,
    /// Whether an actor counts in the measures.
    pub measured: Vec<bool>,
}

impl<D: EdgeType> Network<D> {
    /// Its ties as plain rows, for the floors that know no graph type.
    pub fn ties(&self) -> Ties<'_> {
        let edge = |e: &'_ petgraph::graph::Edge<Tie>| {
            (e.source().index() as u32, e.target().index() as u32)
        };
        Ties {
            directed: D::is_directed(),
            ends: self.graph.raw_edges().iter().map(edge).collect(),
            ties: self.graph.raw_edges().iter().map(|e| &e.weight).collect(),
            measured: &self.measured,
        }
    }
}

/// The ties of a network as plain rows.
#[derive(Clone, Debug)]
pub struct Ties<'a> {
    /// Ties have a direction.
    pub directed: bool,
    /// Source and target of each tie, as numbers of vertices.
    pub ends: Vec<(u32, u32)>,
    /// The ties.
    pub ties: Vec<&'a Tie>,
    /// Whether each vertex counts in the measures.
    pub measured: &'a [bool],
}

impl Ties<'_> {
    /// Whether each vertex has a tie.
    pub fn tied(&self) -> Vec<bool> {
        let mut tied = vec![false; self.measured.len()];
        for (a, b) in &self.ends {
            tied[*a as usize] = true;
            tied[*b as usize] = true;
        }
        tied
    }
}

/// One message's parties, as numbers of correspondents.
struct Letter {
    message: u32,
    sender: u32,
    recipients: Vec<(u32, u8)>,
    answers: u32,
    measured: bool,
}

impl Context<'_> {
    fn letters(&self) -> Vec<Letter> {
        (0..self.messages.list.len() as u32)
            .into_par_iter()
            .filter_map(|m| self.letter(m))
            .collect()
    }

    fn letter(&self, message: u32) -> Option<Letter> {
        let one = &self.messages.list[message as usize];
        if !self.period.holds(one.date) {
            return None;
        }
        let version = &self.facts.versions[one.version as usize];
        let sender = *self
            .people
            .in_roles(self.facts, one.version, &[Role::From])
            .first()?;
        let mut recipients = self.recipients(one.version);
        // Only the sender's own copy shows the blind copies.
        for (other, _) in self
            .messages
            .versions_of(one)
            .iter()
            .filter(|(v, _)| *v != one.version)
        {
            let hidden = self.people.in_roles(self.facts, *other, &[Role::Bcc]);
            recipients.extend(hidden.into_iter().map(|r| (r, 2)));
        }
        recipients.retain(|(r, _)| *r != sender);
        recipients.sort_unstable();
        recipients.dedup_by_key(|(r, _)| *r);
        let parent = self.threads.parent[message as usize]
            .map(|(p, _)| self.messages.list[p as usize].version);
        let answers = parent.and_then(|v| {
            self.people
                .in_roles(self.facts, v, &[Role::From])
                .first()
                .copied()
        });
        Some(Letter {
            message,
            sender,
            recipients,
            answers: answers.unwrap_or(NONE),
            measured: self.counts(version.kind),
        })
    }

    fn recipients(&self, version: u32) -> Vec<(u32, u8)> {
        let role = |role| match role {
            Role::To => Some(0),
            Role::Cc => Some(1),
            Role::Bcc => Some(2),
            _ => None,
        };
        let participants = self
            .facts
            .participants_of(&self.facts.versions[version as usize]);
        participants
            .iter()
            .filter_map(|(r, header)| Some((self.people.of_header[*header as usize], role(*r)?)))
            .filter(|(who, _)| *who != NONE)
            .collect()
    }

    fn counts(&self, kind: MailKind) -> bool {
        self.include.bulk || matches!(kind, MailKind::Personal | MailKind::List)
    }

    fn measured_people(&self) -> Vec<bool> {
        let counts = |kind| match kind {
            people::Kind::Person | people::Kind::Role => true,
            people::Kind::List => self.include.lists,
            people::Kind::Robot => self.include.robots,
        };
        self.people.list.iter().map(|p| counts(p.kind)).collect()
    }

    pub(super) fn date(&self, message: u32) -> Option<i64> {
        self.messages.list[message as usize].date
    }

    fn contacts(
        &self,
        letters: &[Letter],
        mut pair: impl FnMut(&Letter, u32, &mut Contact) -> bool,
    ) -> Vec<Contact> {
        let mut contacts = Vec::new();
        for letter in letters {
            let share = 1.0 / letter.recipients.len().max(1) as f64;
            for &(target, role) in &letter.recipients {
                let mut contact = Contact {
                    source: letter.sender,
                    target,
                    message: letter.message,
                    share,
                    role,
                    reply: letter.answers == target,
                    measured: letter.measured,
                    persons: (letter.sender, target),
                };
                if pair(letter, target, &mut contact) {
                    contacts.push(contact);
                }
            }
        }
        contacts
    }
}

/// The messages behind the ties from actors of one group to actors of another, one contact a message, sender and recipient.
/// O(messages).
pub fn between(context: &Context, from: &[bool], to: &[bool]) -> Vec<Contact> {
    context.contacts(&context.letters(), |letter, target, _| {
        from[letter.sender as usize] && to[target as usize]
    })
}

/// Who writes to whom: directed, one tie per ordered pair; no loops.
pub fn correspondence(context: &Context) -> Network<Directed> {
    let nodes = context.people.list.len() as u32;
    Network {
        graph: sum(nodes, correspondence_contacts(context), |m| context.date(m)),
        measured: context.measured_people(),
    }
}

/// What the correspondence network sums.
pub(super) fn correspondence_contacts(context: &Context) -> Vec<Contact> {
    context.contacts(&context.letters(), |_, _, _| true)
}

/// Mail between people of two organizations: undirected, one tie per pair; mail that counts in the measures only.
pub fn organizations(context: &Context) -> Network<Undirected> {
    let nodes = context.organizations.list.len() as u32;
    Network {
        graph: sum(nodes, organization_contacts(context), |m| context.date(m)),
        measured: vec![true; nodes as usize],
    }
}

/// What the organization network sums: the smaller number is the source, [`Contact::persons`] says who wrote to whom.
pub(super) fn organization_contacts(context: &Context) -> Vec<Contact> {
    let of = &context.organizations.of_member;
    let measured = context.measured_people();
    context.contacts(&context.letters(), |letter, target, contact| {
        let (a, b) = (of[letter.sender as usize], of[target as usize]);
        (contact.source, contact.target) = (a.min(b), a.max(b));
        a != NONE
            && b != NONE
            && a != b
            && letter.measured
            && measured[letter.sender as usize]
            && measured[target as usize]
    })
}

/// Who names which organization in subjects and own words: two-mode, one tie per pair. Tie strength: the number of messages.
/// A person who names the own organization is left out: a signature is no news.
pub fn mentions(context: &Context) -> Network<Undirected> {
    let people = context.people.list.len() as u32;
    let nodes = people + context.organizations.list.len() as u32;
    let mut measured = context.measured_people();
    measured.resize(nodes as usize, true);
    Network {
        graph: sum(nodes, mention_contacts(context), |m| context.date(m)),
        measured,
    }
}

/// What the mention network sums: the number of an organization comes after those of all correspondents.
pub(super) fn mention_contacts(context: &Context) -> Vec<Contact> {
    let people = context.people.list.len() as u32;
    let mut contacts = Vec::new();
    for (one, message) in context.messages.list.iter().zip(0..) {
        let named = context.organizations.named(context.facts, one.version);
        if named.is_empty() || !context.period.holds(one.date) {
            continue;
        }
        let kind = context.facts.versions[one.version as usize].kind;
        let sender = context
            .people
            .in_roles(context.facts, one.version, &[Role::From])
            .first()
            .copied();
        let Some(sender) = sender.filter(|_| context.counts(kind)) else {
            continue;
        };
        let own = context.organizations.of_member[sender as usize];
        contacts.extend(named.into_iter().filter(|o| *o != own).map(|o| Contact {
            source: sender,
            target: people + o,
            message,
            share: 1.0,
            role: 3,
            reply: false,
            measured: true,
            persons: (sender, sender),
        }));
    }
    contacts
}
