//! Who is named on the page and which messages are cited on it, each once.

use std::collections::HashSet;

use super::{Card, Cited, Picture, Piece, Section};
use crate::message::Role;
use crate::network::Context;
use crate::report::day;

/// Cards at most.
const CARDS: usize = 400;
/// Recipients named where a message is cited.
const RECIPIENTS: usize = 3;

/// Ids of all actors in the order in which they are named first.
pub(super) fn actors(lead: &[Vec<Piece>], sections: &[Section]) -> Vec<String> {
    let mut seen = HashSet::new();
    let mut ids = Vec::new();
    let mut add = |id: &str| {
        if ids.len() < CARDS && seen.insert(id.to_owned()) {
            ids.push(id.to_owned());
        }
    };
    for piece in lead
        .iter()
        .chain(sections.iter().flat_map(|s| &s.text))
        .flatten()
    {
        if let Piece::Actor(_, id) = piece {
            add(id);
        }
    }
    for section in sections {
        for piece in section
            .sheets
            .iter()
            .flat_map(|s| &s.rows)
            .flatten()
            .flatten()
        {
            if let Piece::Actor(_, id) = piece {
                add(id);
            }
        }
        for picture in &section.pictures {
            if let Picture::Network(_, nodes) = picture {
                nodes.iter().for_each(|id| add(id));
            }
        }
    }
    ids
}

/// All messages that tables cite, by date, then id.
pub(super) fn cited(context: &Context, sections: &[Section], cards: &[Card]) -> Vec<Cited> {
    let sheets = sections
        .iter()
        .flat_map(|s| &s.sheets)
        .chain(cards.iter().map(|c| &c.ties));
    let mut ids: Vec<&str> = sheets
        .flat_map(|s| &s.rows)
        .flatten()
        .flatten()
        .filter_map(|piece| match piece {
            Piece::Message(id) => Some(id.as_str()),
            _ => None,
        })
        .collect();
    ids.sort_unstable();
    ids.dedup();
    let list = &context.messages.list;
    let number = |id: &&str| list.binary_search_by(|m| m.id.as_str().cmp(id)).ok();
    let mut found: Vec<usize> = ids.iter().filter_map(number).collect();
    found.sort_by_key(|m| (list[*m].date.is_none(), list[*m].date, *m));
    found.into_iter().map(|m| cite(context, m as u32)).collect()
}

fn cite(context: &Context, message: u32) -> Cited {
    let one = &context.messages.list[message as usize];
    let in_roles = |roles: &[Role]| context.people.in_roles(context.facts, one.version, roles);
    let person = |who: &u32| &context.people.list[*who as usize];
    let to = in_roles(&[Role::To, Role::Cc]);
    let mut named: Vec<&str> = to
        .iter()
        .take(RECIPIENTS)
        .map(|w| person(w).label.as_str())
        .collect();
    let rest = (to.len() > RECIPIENTS).then(|| format!("{} more", to.len() - RECIPIENTS));
    named.extend(rest.as_deref());
    let from = in_roles(&[Role::From]);
    Cited {
        id: one.id.clone(),
        date: one.date.map_or_else(|| "undated".to_owned(), day),
        from: from
            .first()
            .map(|w| (person(w).label.clone(), person(w).id.clone()))
            .unwrap_or_default(),
        to: named.join(", "),
        message,
    }
}
