//! When the ties and actors of a network were in use, row by row. It does not know formats.

use rustc_hash::FxHashMap;

use super::{GraphRows, Values};
use crate::findings::spells::{Spell, spells};
use crate::network::{self, Context};

/// The times of a network's rows.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Spells {
    /// Of each edge row the months with mail, those that touch joined; from the first second to the first one after. None for undated mail.
    pub edges: Vec<Vec<Spell>>,
    /// Of each node row the time from the first to the last month of its ties.
    pub nodes: Vec<Option<Spell>>,
}

/// The spells of a network or a part of it, whose rows were made from this context. O(messages log messages).
pub fn of(context: &Context, graph: &GraphRows) -> Spells {
    let contacts = match graph.name {
        "organizations" => network::organization_contacts(context),
        "mentions" => network::mention_contacts(context),
        "co_mentions" => network::co_mention_contacts(context),
        _ => network::correspondence_contacts(context),
    };
    let vertices = vertices(context, graph);
    let ends = (graph.source.iter().zip(&graph.target)).map(|(s, t)| {
        let (a, b) = (vertices[*s as usize], vertices[*t as usize]);
        if graph.directed {
            (a, b)
        } else {
            (a.min(b), a.max(b))
        }
    });
    let ends: Vec<(u32, u32)> = ends.collect();
    let edges = spells(&ends, &contacts, |message| context.date(message));
    let mut nodes: Vec<Option<Spell>> = vec![None; graph.nodes.rows()];
    for ((s, t), spells) in graph.source.iter().zip(&graph.target).zip(&edges) {
        let (Some(first), Some(last)) = (spells.first(), spells.last()) else {
            continue;
        };
        for end in [*s, *t] {
            let node = &mut nodes[end as usize];
            let (from, to) = node.unwrap_or((first.0, last.1));
            *node = Some((from.min(first.0), to.max(last.1)));
        }
    }
    Spells { edges, nodes }
}

/// The vertex of each node row, by its id.
fn vertices(context: &Context, graph: &GraphRows) -> Vec<u32> {
    let people = context.people.list.iter().map(|p| p.id.as_str());
    let organizations = context.organizations.list.iter().map(|o| o.id.as_str());
    let first = context.people.list.len() as u32;
    let mut numbers: FxHashMap<&str, u32> = FxHashMap::default();
    match graph.name {
        "people" => numbers.extend(people.zip(0..)),
        "mentions" => {
            // They never share an id.
            numbers.extend(organizations.zip(first..));
            numbers.extend(people.zip(0..));
        }
        _ => numbers.extend(organizations.zip(0..)),
    }
    let ids: &[String] = match graph.nodes.column("Id").map(|c| &c.values) {
        Some(Values::Text(ids)) => ids,
        _ => &[],
    };
    let number = |id: &String| numbers.get(id.as_str()).copied().unwrap_or(u32::MAX);
    ids.iter().map(number).collect()
}
