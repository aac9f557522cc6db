//! Rows of the two networks of organizations: by the mail between their people, and by the messages that name both.

use super::measures::Measures;
use super::rows::{self, Ids};
use super::{GraphRows, Table, Values};
use crate::findings::documents::naming;
use crate::network::{Context, Ties};
use crate::organizations::Organization;
use crate::people::Kind;

/// What is counted of each organization.
#[derive(Clone, Debug, Default)]
pub struct Counts {
    people: i64,
    messages: i64,
    mentions: i64,
    documents: i64,
    seen: Option<(i64, i64)>,
}

fn see(seen: &mut Option<(i64, i64)>, other: Option<(i64, i64)>) {
    if let Some((a, b)) = other {
        let (first, last) = seen.unwrap_or((a, b));
        *seen = Some((first.min(a), last.max(b)));
    }
}

/// Counts each organization's people, messages and mentions. O(messages).
pub fn count(context: &Context) -> Vec<Counts> {
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
    for (one, (documents, seen)) in counts.iter_mut().zip(naming(context)) {
        one.documents = documents.into();
        see(&mut one.seen, seen);
    }
    counts
}

/// The organization network as rows: all organizations that write or are named.
pub fn rows(
    context: &Context,
    counts: &[Counts],
    network: &Ties,
    measures: &Measures,
) -> GraphRows {
    let keep = |v: usize| counts[v].messages + counts[v].mentions + counts[v].documents > 0;
    let people = "persons on both sides between whom it went";
    let mut graph = graph(context, counts, network, measures, &keep, people);
    graph.name = "organizations";
    graph
}

/// The co-mention network as rows: organizations that are named together.
pub fn co_mention_rows(
    context: &Context,
    counts: &[Counts],
    network: &Ties,
    measures: &Measures,
) -> GraphRows {
    let tied = network.tied();
    let people = "correspondents who name both in one message";
    let mut graph = graph(context, counts, network, measures, &|v| tied[v], people);
    graph.name = "co_mentions";
    let about = "sum over its messages of 1 / (number of organizations named - 1)";
    graph.edges.columns[0].about = about;
    graph
}

fn graph(
    context: &Context,
    counts: &[Counts],
    network: &Ties,
    measures: &Measures,
    keep: &dyn Fn(usize) -> bool,
    people: &'static str,
) -> GraphRows {
    let list = &context.organizations.list;
    let ids: Vec<&str> = list.iter().map(|o| o.id.as_str()).collect();
    let order = rows::order(&ids, measures, keep);
    let ids = Ids::new(&ids, &order);
    let edges = rows::edges(network, &ids);
    let ties = &edges.ties;
    let table = rows::weight_and_messages(ties)
        .with("people", people, rows::counts(ties, |t| t.people))
        .with(
            "first",
            "day of the first dated message, UTC",
            rows::firsts(ties),
        )
        .with("last", "day of the last one", rows::lasts(ties));
    let about = "up to 5 messages: those with the largest share first, then the earliest";
    let table = rows::with_evidence(table, about, context, ties);
    let ties = rows::with_trust(table, network, &edges.order, measures);
    GraphRows {
        name: "",
        directed: false,
        nodes: nodes(context, counts, &order, measures),
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
        .with("documents", "distinct documents that name it, in their text or in what they say of themselves", number(&|c| c.documents))
}
