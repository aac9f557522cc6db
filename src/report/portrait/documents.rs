//! The documents that name an organization, or that somebody sent: how many, and the most travelled of them.

use serde::Serialize;

use super::LISTED;
use crate::findings::documents::{Seen, documents};
use crate::network::Context;
use crate::report::day;

/// Documents, counted, and the first of them.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Documents {
    /// How many.
    pub count: u32,
    /// Those that most messages carry, then the earliest.
    pub first: Vec<Document>,
}

/// A document.
#[derive(Clone, Debug, Serialize)]
pub struct Document {
    /// Id.
    pub id: String,
    /// The name it came under most often; empty if it has none.
    pub name: String,
    /// Messages that carry it.
    pub messages: u32,
    /// Day of the first of them.
    pub first: Option<String>,
    /// Name of the first sender; empty if nobody is known.
    pub first_sender: String,
}

/// The documents that name an organization.
pub(super) fn naming(context: &Context, organization: u32) -> Documents {
    let names = |seen: &Seen| {
        let named = context
            .organizations
            .named_in_document(context.facts, seen.document);
        named.contains(&organization)
    };
    of(context, &names)
}

/// The documents that a correspondent sent.
pub(super) fn sent(context: &Context, person: u32) -> Documents {
    of(context, &|seen| seen.senders.contains(&person))
}

fn of(context: &Context, fits: &dyn Fn(&Seen) -> bool) -> Documents {
    let all = documents(context);
    let found: Vec<&Seen> = all.iter().filter(|seen| fits(seen)).collect();
    let one = |seen: &&Seen| Document {
        id: context.facts.documents[seen.document as usize].id(),
        name: seen.names.first().map_or_else(String::new, |n| n.0.clone()),
        messages: seen.carriers.len() as u32,
        first: seen.dates.map(|dates| day(dates.0)),
        first_sender: (context.people.list.get(seen.first_sender as usize))
            .map_or_else(String::new, |p| p.label.clone()),
    };
    Documents {
        count: found.len() as u32,
        first: found.iter().take(LISTED).map(one).collect(),
    }
}
