//! Chains of ties as a figure. It finds none.

use super::{Chain, Path, Shape, Step, Words};
use crate::report::day;
use crate::report::path::Hop;

/// The figure of the steps that [`crate::report::path::paths`] found; `source` is the line that says where they come from.
pub fn path(hops: &[Hop], source: &str) -> Path {
    let chains: Vec<Chain> = hops.chunk_by(|a, b| a.path == b.path).map(chain).collect();
    let ends = hops.first().zip(hops.last());
    let title = ends.map_or_else(String::new, |(from, to)| {
        format!("How {} reaches {}", from.from.1, to.to.1)
    });
    Path {
        words: Words {
            title,
            subtitle: match chains.len() {
                1 => "One chain of ties".into(),
                n => format!("{n} chains of ties, the best on top"),
            },
            note: "A line: messages between both, in both directions, and the days of the first and last; its width: tie strength. A step costs 1 / square root of its strength. Only what these mailboxes hold is shown: no chain does not mean no contact.".into(),
            source: source.into(),
        },
        chains,
    }
}

fn chain(hops: &[Hop]) -> Chain {
    let shape = |organization: bool| {
        if organization {
            Shape::Square
        } else {
            Shape::Circle
        }
    };
    // A step that names or belongs to an organization has it at its end, or, turned, at its start.
    let of_organization = |hop: &Hop| hop.tie != "mail";
    let mut actors: Vec<(String, Shape)> = Vec::new();
    for hop in hops {
        if actors.is_empty() {
            actors.push((
                hop.from.1.clone(),
                shape(of_organization(hop) && hop.turned),
            ));
        }
        actors.push((hop.to.1.clone(), shape(of_organization(hop) && !hop.turned)));
    }
    Chain {
        actors,
        steps: hops.iter().map(step).collect(),
    }
}

fn step(hop: &Hop) -> Step {
    let word = match (hop.tie, hop.turned) {
        ("mail", _) => "",
        ("names", false) => "names it in ",
        ("names", true) => "named in ",
        (_, false) => "belongs to it: ",
        (_, true) => "among its people: ",
    };
    let messages = if hop.messages == 1 {
        "message"
    } else {
        "messages"
    };
    Step {
        line: format!("{word}{} {messages}", hop.messages),
        below: hop.seen.map_or_else(String::new, |(first, last)| {
            format!("{} to {}", day(first), day(last))
        }),
        strength: hop.strength,
    }
}
