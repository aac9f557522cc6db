//! The networks of names: who names which organization, and which organizations are named together.

use petgraph::Undirected;

use super::build::{Context, Network};
use super::tie::{Contact, sum};

/// A message that names more organizations than this is a list (of quotations, of clients): it ties none of them to another.
pub const MOST_NAMED: usize = 12;

/// Somebody names organizations in a message.
struct Naming {
    message: u32,
    writer: u32,
    organizations: Vec<u32>,
}

/// The mail that counts and names organizations in its subject or own words. A person who names the own organization of that day is
/// left out: a signature is no news.
fn namings<'a>(context: &'a Context) -> impl Iterator<Item = Naming> + 'a {
    let all = (0..).zip(&context.messages.list);
    all.filter_map(|(message, one)| {
        let mut organizations = context.organizations.named(context.facts, one.version);
        let kind = context.facts.versions[one.version as usize].kind;
        if organizations.is_empty() || !context.period.holds(one.date) || !context.counts(kind) {
            return None;
        }
        let sender = context.sender(one.version)?;
        let own = context.organization(sender, message);
        organizations.retain(|organization| *organization != own);
        Some(Naming {
            message,
            writer: sender.who,
            organizations,
        })
    })
}

fn contact(naming: &Naming, source: u32, target: u32, share: f64) -> Contact {
    Contact {
        source,
        target,
        message: naming.message,
        share,
        role: 3,
        forward: true,
        reply: false,
        measured: true,
        persons: (naming.writer, naming.writer),
    }
}

/// Who names which organization in subjects and own words: two-mode, one tie per pair. Tie strength: the number of messages.
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
        let targets = naming.organizations.iter().map(|o| people + o);
        contacts.extend(targets.map(|target| contact(&naming, naming.writer, target, 1.0)));
    }
    contacts
}

/// Which organizations are named together in one message: undirected, one tie per pair. Tie strength: the sum over messages of
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
