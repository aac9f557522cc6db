//! The networks of names: who names which organization, and which organizations are named together.

use petgraph::Undirected;

use super::build::{Context, Network};
use super::tie::{Contact, sum};
use crate::case::facts::{Carried, NONE};

/// A message that names more organizations than this is a list (of quotations, of clients): it ties none of them to another.
pub const MOST_NAMED: usize = 12;

/// A document that names more organizations than this is a directory: it ties nobody to them.
pub const MOST_IN_DOCUMENT: usize = 50;

/// Somebody names organizations in a message.
struct Naming {
    message: u32,
    writer: u32,
    /// In its subject or own words.
    organizations: Vec<u32>,
    /// In documents that it carries, with the first of these that does; sorted.
    in_documents: Vec<(u32, u32)>,
}

/// The mail that counts and names organizations in its subject or own words, or carries documents that do. A person who names the own
/// organization of that day is left out: a signature or a letterhead is no news.
fn namings<'a>(context: &'a Context) -> impl Iterator<Item = Naming> + 'a {
    let all = (0..).zip(&context.messages.list);
    all.filter_map(|(message, one)| {
        let mut organizations = context.organizations.named(context.facts, one.version);
        let kind = context.facts.versions[one.version as usize].kind;
        let mut in_documents = in_documents(context, one.version);
        let names_none = organizations.is_empty() && in_documents.is_empty();
        if names_none || !context.period.holds(one.date) || !context.counts(kind) {
            return None;
        }
        let sender = context.sender(one.version)?;
        let own = context.organization(sender, message);
        organizations.retain(|organization| *organization != own);
        in_documents.retain(|(organization, _)| *organization != own);
        Some(Naming {
            message,
            writer: sender.who,
            organizations,
            in_documents,
        })
    })
}

/// The organizations that documents carried by a version name, each with the first of these documents; sorted.
fn in_documents(context: &Context, version: u32) -> Vec<(u32, u32)> {
    let mut found = Vec::new();
    for &Carried { document, .. } in context.facts.carried_by(version) {
        let named = (context.organizations).named_in_document(context.facts, document);
        if named.len() <= MOST_IN_DOCUMENT {
            found.extend(
                named
                    .into_iter()
                    .map(|organization| (organization, document)),
            );
        }
    }
    found.sort_unstable();
    found.dedup_by_key(|(organization, _)| *organization);
    found
}

fn contact(naming: &Naming, source: u32, target: u32, share: f64) -> Contact {
    Contact {
        source,
        target,
        message: naming.message,
        share,
        role: 3,
        document: NONE,
        forward: true,
        reply: false,
        measured: true,
        persons: (naming.writer, naming.writer),
    }
}

/// Who names which organization in subjects, own words and documents sent along: two-mode, one tie per pair. Tie strength: the number of
/// messages.
pub fn mentions(context: &Context) -> Network<Undirected> {
    let people = context.people.list.len() as u32;
    let nodes = people + context.organizations.list.len() as u32;
    let mut measured = context.measured_people();
    measured.resize(nodes as usize, true);
    Network {
        graph: sum(nodes, mention_contacts(context), |m| context.date_and_id(m)),
        measured,
    }
}

/// What the mention network sums: the number of an organization comes after those of all correspondents.
pub fn mention_contacts(context: &Context) -> Vec<Contact> {
    let people = context.people.list.len() as u32;
    let mut contacts = Vec::new();
    for naming in namings(context) {
        let mut all: Vec<u32> = naming.in_documents.iter().map(|(o, _)| *o).collect();
        all.extend(&naming.organizations);
        all.sort_unstable();
        all.dedup();
        contacts.extend(all.into_iter().map(|organization| {
            let target = people + organization;
            let said = naming.organizations.contains(&organization);
            let place = (naming.in_documents).binary_search_by_key(&organization, |(o, _)| *o);
            Contact {
                role: if said { 3 } else { 4 },
                document: place.map_or(NONE, |at| naming.in_documents[at].1),
                ..contact(&naming, naming.writer, target, 1.0)
            }
        }));
    }
    contacts
}

/// Which organizations are named together in the words of one message: undirected, one tie per pair. Tie strength: the sum over messages of
/// 1 / (number of organizations named - 1), as Newman (2001), "Scientific collaboration networks II", weighs papers of several authors.
pub fn co_mentions(context: &Context) -> Network<Undirected> {
    let contacts = co_mention_contacts(context);
    let nodes = context.organizations.list.len() as u32;
    Network {
        graph: sum(nodes, contacts, |m| context.date_and_id(m)),
        measured: vec![true; nodes as usize],
    }
}

/// What the co-mention network sums: the smaller number is the source.
pub fn co_mention_contacts(context: &Context) -> Vec<Contact> {
    let mut contacts = Vec::new();
    for naming in namings(context) {
        let named = naming.organizations.as_slice();
        if named.len() < 2 || named.len() > MOST_NAMED {
            continue;
        }
        let share = 1.0 / (named.len() - 1) as f64;
        for (place, &a) in named.iter().enumerate() {
            let others = named[place + 1..].iter();
            contacts.extend(others.map(|&b| contact(&naming, a, b, share)));
        }
    }
    contacts
}
