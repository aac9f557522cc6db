//! Rows of the organization network and of the two-mode mention network.

use super::measures::Measures;
use super::rows::{self, Ids};
use super::{GraphRows, Table, Values};
use crate::network::{Context, Ties};
use crate::organizations::Organization;
use crate::people::Kind;

/// What is counted of each organization.
#[derive(Clone, Debug, Default)]
struct Counts {
    people: i64,
    messages: i64,
    mentions: i64,
    seen: Option<(i64, i64)>,
}

fn see(seen: &mut Option<(i64, i64)>, other: Option<(i64, i64)>) {
    if let Some((a, b)) = other {
        let (first, last) = seen.unwrap_or((a, b));
        *seen = Some((first.min(a), last.max(b)));
    }
}

fn count(context: &Context) -> Vec<Counts> {
    let mut counts = vec![Counts::default(); context.organizations.list.len()];
    for affiliation in &context.organizations.affiliations {
        let person = &context.people.list[affiliation.member as usize];
        let one = &mut counts[affiliation.organization as usize];
        one.people += i64::from(matches!(person.kind, Kind::Person | Kind::Role));
        see(&mut one.seen, affiliation.seen);
    }
    for message in 0..context.messages.list.len() as u32 {
        for party in context.parties_to(message) {
            counts[party as usize].messages += 1;
        }
    }
    for message in &context.messages.list {
        for place in context.organizations.named(context.facts, message.version) {
            let one = &mut counts[place as usize];
            one.mentions += 1;
            see(&mut one.seen, message.date.map(|d| (d, d)));
        }
    }
    counts
}

/// The organization network as rows: all organizations that a correspondent belongs to.
pub fn rows(context: &Context, network: &Ties, measures: &Measures) -> GraphRows {
    let list = &context.organizations.list;
    let ids: Vec<&str> = list.iter().map(|o| o.id.as_str()).collect();
    let counts = count(context);
    let order = rows::order(&ids, measures, |v| {
        counts[v].messages + counts[v].mentions > 0
    });
    let ids = Ids::new(&ids, &order);
    let edges = rows::edges(network, &ids);
    let ties = &edges.ties;
    let ties = rows::weight_and_messages(ties)
        .with(
            "people",
            "persons on both sides between whom it went",
            rows::counts(ties, |t| t.people),
        )
        .with(
            "first",
            "day of the first dated message, UTC",
            rows::firsts(ties),
        )
        .with("last", "day of the last one", rows::lasts(ties))
        .with(
            "evidence",
            "up to 5 messages: fewest recipients first, then the earliest",
            rows::evidence(context, ties),
        );
    GraphRows {
        name: "organizations",
        directed: false,
        nodes: nodes(context, &counts, &order, measures),
        edges: ties,
        source: edges.source,
        target: edges.target,
        drawing: rows::drawing(&order, measures, |_| 1),
        communities: rows::community_names(&order, measures, |v| &list[v as usize].label),
        title: String::new(),
        caption: String::new(),
    }
}

fn nodes(context: &Context, counts: &[Counts], order: &[u32], measures: &Measures) -> Table {
    let one = |v: &u32| &context.organizations.list[*v as usize];
    let text = |f: &dyn Fn(&Organization) -> String| {
        Values::Text(order.iter().map(|v| f(one(v))).collect())
    };
    let number = |f: &dyn Fn(&Counts) -> i64| {
        Values::Integer(
            order
                .iter()
                .map(|v| Some(f(&counts[*v as usize])))
                .collect(),
        )
    };
    Table::default()
        .with("Id", "registrable domain, else the name in lower case with hyphens", text(&|o| o.id.clone()))
        .with("Label", "name", text(&|o| o.label.clone()))
        .with("kind", "as the watch list or the list of well-known organizations says, such as company or party; else by the ending of the domain", text(&|o| o.kind.clone()))
        .with("domains", "host names in addresses that belong to it", Values::List(order.iter().map(|v| one(v).domains.clone()).collect()))
        .with("aliases", "other names, such as its Exchange organization", Values::List(order.iter().map(|v| one(v).aliases.clone()).collect()))
        .with("people", "persons and role accounts who belonged to it at some time; see affiliations.csv", number(&|c| c.people))
        .with("messages", "distinct messages that somebody sent or received who belonged to it then", number(&|c| c.messages))
        .with("mentions", "distinct messages whose own words or subject name it, by a name or an address", number(&|c| c.mentions))
        .with("first", "day it is first seen, UTC", Values::Day(order.iter().map(|v| counts[*v as usize].seen.map(|s| s.0)).collect()))
        .with("last", "day it is last seen", Values::Day(order.iter().map(|v| counts[*v as usize].seen.map(|s| s.1)).collect()))
        .with("degree", "number of organizations it is tied to", rows::integers(order, &measures.degree))
        .with("node_strength", "sum of the strengths of its ties", rows::reals(order, &measures.node_strength))
        .with("pagerank", "PageRank on tie strength, damping 0.85", rows::reals(order, &measures.pagerank))
        .with("betweenness", "number of pairs whose shortest path leads through it", rows::reals(order, &measures.betweenness))
        .with("community", "number of its community, 0 the largest", rows::labels(order, &measures.community))
}

/// The mention network as rows: only actors with a tie. Persons come as in the people network, organizations after them.
pub fn mention_rows(context: &Context, network: &Ties, measures: &Measures) -> GraphRows {
    let people = context.people.list.len();
    let organizations = &context.organizations.list;
    // A person and an organization never share an id: one is an address, the other a domain.
    let ids: Vec<&str> = context
        .people
        .list
        .iter()
        .map(|p| p.id.as_str())
        .chain(organizations.iter().map(|o| o.id.as_str()))
        .collect();
    let tied = network.tied();
    let order = rows::order(&ids, measures, |v| tied[v]);
    let place = Ids::new(&ids, &order);
    let edges = rows::edges(network, &place);
    let ties = &edges.ties;
    let table = rows::weight_and_messages(ties)
        .with(
            "first",
            "day of the first dated message, UTC",
            rows::firsts(ties),
        )
        .with("last", "day of the last one", rows::lasts(ties))
        .with(
            "q_value",
            "chance of a false discovery; not computed yet, so empty",
            Values::Real(vec![None; ties.len()]),
        )
        .with(
            "evidence",
            "up to 5 messages, the earliest first",
            rows::evidence(context, ties),
        );
    let label = |v: u32| match organizations.get((v as usize).wrapping_sub(people)) {
        Some(organization) => organization.label.as_str(),
        None => context.people.list[v as usize].label.as_str(),
    };
    let kind = |v: u32| match organizations.get((v as usize).wrapping_sub(people)) {
        Some(organization) => organization.kind.as_str(),
        None => context.people.list[v as usize].kind.name(),
    };
    let mode = |v: u32| {
        if v as usize >= people {
            "organization"
        } else {
            "correspondent"
        }
    };
    let nodes = Table::default()
        .with("Id", "canonical address of a correspondent, registrable domain of an organization", Values::Text(order.iter().map(|v| ids[*v as usize].to_owned()).collect()))
        .with("Label", "name", Values::Text(order.iter().map(|v| label(*v).to_owned()).collect()))
        .with("kind", "person, list, role_account, robot; organization, government, military, education, international", Values::Text(order.iter().map(|v| kind(*v).to_owned()).collect()))
        .with("mode", "correspondent or organization", Values::Text(order.iter().map(|v| mode(*v).to_owned()).collect()))
        .with("degree", "number of organizations named, or of correspondents who name it", rows::integers(&order, &measures.degree))
        .with("node_strength", "sum over its ties of the number of messages", rows::reals(&order, &measures.node_strength))
        .with("pagerank", "PageRank on tie strength, damping 0.85", rows::reals(&order, &measures.pagerank))
        .with("community", "number of its community, 0 the largest", rows::labels(&order, &measures.community));
    GraphRows {
        name: "mentions",
        directed: false,
        nodes,
        edges: table,
        source: edges.source,
        target: edges.target,
        drawing: rows::drawing(&order, measures, |v| u8::from(v as usize >= people)),
        communities: rows::community_names(&order, measures, label),
        title: String::new(),
        caption: String::new(),
    }
}
