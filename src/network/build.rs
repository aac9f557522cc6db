//! The networks of mail: who writes to whom, and which organization with which.

use petgraph::graph::Graph;
use petgraph::{Directed, EdgeType, Undirected};
use rayon::prelude::*;

use super::slice::Period;
use super::tie::{Contact, Tie, sum};
use crate::case::facts::{Facts, NONE};
use crate::conversation::distinct::Messages;
use crate::conversation::thread::Threads;
use crate::message::{Kind as MailKind, Role};
use crate::organizations::{Organizations, affiliation};
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
#[derive(Clone, Debug)]
pub struct Letter {
    /// Number of the message.
    pub message: u32,
    /// Who wrote it.
    pub sender: Party,
    /// To whom, each once, by number; not the sender itself.
    pub recipients: Vec<Party>,
    /// Who wrote what it answers, or [`NONE`].
    pub answers: u32,
    /// It counts in the measures.
    pub measured: bool,
}

/// Somebody who sent or received a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Party {
    /// Number of the correspondent.
    pub who: u32,
    /// 0 To, 1 Cc, 2 Bcc; 3 sender.
    pub role: u8,
    /// The header address that stands for it.
    pub header: u32,
}

impl Context<'_> {
    /// The messages of the period that have a known sender, in the order of their numbers. O(participants), on all cores.
    pub fn letters(&self) -> Vec<Letter> {
        (0..self.messages.list.len() as u32)
            .into_par_iter()
            .filter_map(|m| self.letter(m))
            .collect()
    }

    /// One message, if it is of the period and has a known sender.
    pub fn letter(&self, message: u32) -> Option<Letter> {
        let one = &self.messages.list[message as usize];
        if !self.period.holds(one.date) {
            return None;
        }
        let version = &self.facts.versions[one.version as usize];
        let sender = self.sender(one.version)?;
        let mut recipients = self.recipients(one.version);
        // Only the sender's own copy shows the blind copies.
        for (other, _) in self
            .messages
            .versions_of(one)
            .iter()
            .filter(|(v, _)| *v != one.version)
        {
            let all = self.recipients(*other).into_iter();
            recipients.extend(all.filter(|party| party.role == 2));
        }
        recipients.retain(|party| party.who != sender.who);
        recipients.sort_unstable();
        recipients.dedup_by_key(|party| party.who);
        let parent = self.threads.parent[message as usize]
            .map(|(p, _)| self.messages.list[p as usize].version);
        let answers = parent.and_then(|version| self.sender(version));
        Some(Letter {
            message,
            sender,
            recipients,
            answers: answers.map_or(NONE, |party| party.who),
            measured: self.counts(version.kind),
        })
    }

    pub(super) fn sender(&self, version: u32) -> Option<Party> {
        let mut party = self
            .parties(version, |role| (role == Role::From).then_some(3))
            .next()?;
        let of_header = &self.people.of_header;
        let tells = |header| self.organizations.tells(self.facts, header);
        party.header = affiliation::sender(self.facts, version, of_header, party.header, tells);
        Some(party)
    }

    /// The organizations that sent or received a message, each once: those of its sender and recipients at its time. Sorted.
    pub fn parties_to(&self, message: u32) -> Vec<u32> {
        let version = self.messages.list[message as usize].version;
        let sender = self.sender(version).into_iter();
        let all = sender.chain(self.recipients(version));
        let mut found: Vec<u32> = all
            .map(|party| self.organization(party, message))
            .filter(|organization| *organization != NONE)
            .collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    fn recipients(&self, version: u32) -> Vec<Party> {
        let role = |role| match role {
            Role::To => Some(0),
            Role::Cc => Some(1),
            Role::Bcc => Some(2),
            _ => None,
        };
        self.parties(version, role).collect()
    }

    fn parties(
        &self,
        version: u32,
        number: impl Fn(Role) -> Option<u8>,
    ) -> impl Iterator<Item = Party> {
        let version = &self.facts.versions[version as usize];
        let participants = self.facts.participants_of(version).iter();
        participants.filter_map(move |&(role, header)| {
            let role = number(role)?;
            let who = self.people.of_header[header as usize];
            (who != NONE).then_some(Party { who, role, header })
        })
    }

    /// The organization that somebody stands for in a message, or [`NONE`].
    pub fn organization(&self, party: Party, message: u32) -> u32 {
        let date = self.date(message);
        self.organizations
            .at(self.facts, party.who, party.header, date)
    }

    pub(super) fn counts(&self, kind: MailKind) -> bool {
        self.include.bulk || matches!(kind, MailKind::Personal | MailKind::List)
    }

    /// Whether each correspondent counts in the measures.
    pub fn measured_people(&self) -> Vec<bool> {
        let counts = |kind| match kind {
            people::Kind::Person | people::Kind::Role => true,
            people::Kind::List => self.include.lists,
            people::Kind::Robot => self.include.robots,
        };
        self.people.list.iter().map(|p| counts(p.kind)).collect()
    }

    pub(super) fn date_and_id(&self, message: u32) -> (Option<i64>, &str) {
        let one = &self.messages.list[message as usize];
        (one.date, &one.id)
    }

    /// Time of a message, if it is dated.
    pub fn date(&self, message: u32) -> Option<i64> {
        self.messages.list[message as usize].date
    }

    fn contacts(
        &self,
        letters: &[Letter],
        mut pair: impl FnMut(&Letter, Party, &mut Contact) -> bool,
    ) -> Vec<Contact> {
        let mut contacts = Vec::new();
        for letter in letters {
            let share = 1.0 / letter.recipients.len().max(1) as f64;
            for &party in &letter.recipients {
                let (source, target) = (letter.sender.who, party.who);
                let mut contact = Contact {
                    source,
                    target,
                    message: letter.message,
                    share,
                    role: party.role,
                    document: NONE,
                    forward: true,
                    reply: letter.answers == target,
                    measured: letter.measured,
                    persons: (source, target),
                };
                if pair(letter, party, &mut contact) {
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
    context.contacts(&context.letters(), |letter, party, _| {
        from[letter.sender.who as usize] && to[party.who as usize]
    })
}

/// Who writes to whom: directed, one tie per ordered pair; no loops.
pub fn correspondence(context: &Context) -> Network<Directed> {
    let nodes = context.people.list.len() as u32;
    Network {
        graph: sum(nodes, correspondence_contacts(context), |m| {
            context.date_and_id(m)
        }),
        measured: context.measured_people(),
    }
}

/// What the correspondence network sums.
pub fn correspondence_contacts(context: &Context) -> Vec<Contact> {
    context.contacts(&context.letters(), |_, _, _| true)
}

/// Mail between people of two organizations: undirected, one tie per pair; mail that counts in the measures only. Each party counts for
/// the organization of its day.
pub fn organizations(context: &Context) -> Network<Undirected> {
    let nodes = context.organizations.list.len() as u32;
    Network {
        graph: sum(nodes, organization_contacts(context), |m| {
            context.date_and_id(m)
        }),
        measured: vec![true; nodes as usize],
    }
}

/// What the organization network sums: the smaller number is the source, [`Contact::forward`] says which of them wrote.
pub fn organization_contacts(context: &Context) -> Vec<Contact> {
    let measured = context.measured_people();
    context.contacts(&context.letters(), |letter, party, contact| {
        let (sender, receiver) = (letter.sender.who as usize, party.who as usize);
        if !(letter.measured && measured[sender] && measured[receiver]) {
            return false;
        }
        let a = context.organization(letter.sender, letter.message);
        let b = context.organization(party, letter.message);
        (contact.source, contact.target) = (a.min(b), a.max(b));
        contact.forward = a <= b;
        a != NONE && b != NONE && a != b
    })
}

/// Mail between a correspondent and those who belonged to an organization then; the correspondent is the source.
pub(super) fn mail_contacts(context: &Context, person: u32, organization: u32) -> Vec<Contact> {
    context.contacts(&context.letters(), |letter, party, contact| {
        contact.forward = letter.sender.who == person;
        let other = match (contact.forward, party.who == person) {
            (true, _) => party,
            (_, true) => letter.sender,
            _ => return false,
        };
        context.organization(other, letter.message) == organization
    })
}
