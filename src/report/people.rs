//! Rows of the correspondence network.

use super::measures::Measures;
use super::rows::{self, Edges, Ids};
use super::{GraphRows, Table, Values};
use crate::case::facts::NONE;
use crate::network::{Context, Period, Ties};
use crate::people::{Correspondent, Kind};

/// The correspondence network as rows; only actors with a tie or a message in the period.
pub fn rows(context: &Context, network: &Ties, measures: &Measures) -> GraphRows {
    let ids: Vec<&str> = context.people.list.iter().map(|p| p.id.as_str()).collect();
    let tied = network.tied();
    let order = rows::order(&ids, measures, |v| {
        tied[v] || context.period == Period::default()
    });
    let ids = Ids::new(&ids, &order);
    let edges = rows::edges(network, &ids);
    let names = rows::community_names(&order, measures, |v| &context.people.list[v as usize].label);
    GraphRows {
        name: "people",
        directed: true,
        nodes: documents(
            context,
            &order,
            standing(&order, measures, nodes(context, &order, measures)),
        ),
        edges: ties(context, network, &edges, measures),
        source: edges.source,
        target: edges.target,
        drawing: rows::drawing(&order, measures, |v| {
            shape(context.people.list[v as usize].kind)
        }),
        communities: names,
        title: String::new(),
        caption: String::new(),
    }
}

fn shape(kind: Kind) -> u8 {
    match kind {
        Kind::Person => 0,
        Kind::List => 2,
        Kind::Role => 3,
        Kind::Robot => 4,
    }
}

fn nodes(context: &Context, order: &[u32], measures: &Measures) -> Table {
    let person = |v: &u32| &context.people.list[*v as usize];
    let text = |f: &dyn Fn(&Correspondent) -> String| {
        Values::Text(order.iter().map(|v| f(person(v))).collect())
    };
    let addresses = |p: &Correspondent| {
        let known = p.aliases.iter().filter(|a| a.address != NONE);
        known
            .map(|a| context.facts.addresses[a.address as usize].text.to_string())
            .collect::<Vec<_>>()
    };
    let organization = |v: &u32| {
        let place = context.organizations.of_member[*v as usize];
        context
            .organizations
            .list
            .get(place as usize)
            .map_or_else(String::new, |o| o.id.clone())
    };
    Table::default()
        .with("Id", "canonical address", text(&|p| p.id.clone()))
        .with("Label", "most used full name, else the local part of the address", text(&|p| p.label.clone()))
        .with("kind", "person, list, role_account or robot; all are listed, persons and role accounts are measured", text(&|p| p.kind.name().into()))
        .with("addresses", "all addresses that count as this correspondent, the canonical one first", Values::List(order.iter().map(|v| addresses(person(v))).collect()))
        .with("names", "names as written, most used first, at most 10", Values::List(order.iter().map(|v| person(v).names.iter().take(10).map(|n| n.0.clone()).collect()).collect()))
        .with("organization", "id of the organization it belongs to: the user's word, else that of the canonical address, else the one that most messages show", Values::Text(order.iter().map(organization).collect()))
        .with("sent", "distinct messages sent, of any kind", Values::Integer(order.iter().map(|v| Some(person(v).sent.into())).collect()))
        .with("received", "distinct messages received (To, Cc, Bcc)", Values::Integer(order.iter().map(|v| Some(person(v).received.into())).collect()))
        .with("first", "day of the first dated message sent or received, UTC", Values::Day(order.iter().map(|v| person(v).seen.map(|s| s.0)).collect()))
        .with("last", "day of the last one", Values::Day(order.iter().map(|v| person(v).seen.map(|s| s.1)).collect()))
        .with("degree", "number of different actors with a tie to or from this one", rows::integers(order, &measures.degree))
        .with("node_strength", "sum of the strengths of its ties, both directions", rows::reals(order, &measures.node_strength))
        .with("pagerank", "PageRank on tie strength, damping 0.85; sums to 1 over the measured actors", rows::reals(order, &measures.pagerank))
        .with("betweenness", "number of pairs whose shortest path leads through it (undirected, unweighted); see the manifest for exact or estimated", rows::reals(order, &measures.betweenness))
        .with("closeness", "harmonic closeness: sum of 1/distance to all others, divided by their number; 0 to 1", rows::reals(order, &measures.closeness))
        .with("core", "core number: it lies in a group where each has at least so many ties inside", rows::integers(order, &measures.core))
        .with("constraint", "Burt's constraint: low means ties to people who are not tied to each other", rows::reals(order, &measures.constraint))
        .with("community", "number of its community in communities.csv, 0 the largest", rows::labels(order, &measures.community))
        .with("in_degree", "different actors who wrote to it", rows::integers(order, &measures.in_degree))
        .with("out_degree", "different actors it wrote to", rows::integers(order, &measures.out_degree))
        .with("component", "connected part of the network, 0 the largest", rows::labels(order, &measures.component))
        .with("strong_component", "part within which everybody reaches everybody along the direction of mail, 0 the largest", rows::labels(order, &measures.strong_component))
        .with("measured", "whether it counts in the measures", Values::Flag(order.iter().map(|v| measures.pagerank[*v as usize].is_some()).collect()))
        .with("kind_reason", "why that kind", text(&|p| p.kind_reason.clone()))
        .with("affiliations", "all organizations it belonged to, with the days of the first and last mail that shows it; see affiliations.csv", Values::List(order.iter().map(|v| affiliations(context, *v)).collect()))
}

fn affiliations(context: &Context, person: u32) -> Vec<String> {
    let all = context.organizations.of(person).iter();
    all.map(|a| super::affiliations::in_short(context, a))
        .collect()
}

fn ties(context: &Context, network: &Ties, edges: &Edges, measures: &Measures) -> Table {
    let counts = |v: u32| measures.pagerank[v as usize].is_some();
    let measured = edges.order.iter().zip(&edges.ties).map(|(e, tie)| {
        let (source, target) = network.ends[*e as usize];
        counts(source) && counts(target) && tie.measured > 0
    });
    let measured = Values::Flag(measured.collect());
    let ties = &edges.ties;
    let table = rows::weight_and_messages(ties)
        .with(
            "to",
            "messages with the target in To",
            rows::counts(ties, |t| t.to),
        )
        .with(
            "cc",
            "messages with the target in Cc",
            rows::counts(ties, |t| t.cc),
        )
        .with(
            "bcc",
            "messages with the target in Bcc (known from the sender's copy)",
            rows::counts(ties, |t| t.bcc),
        )
        .with(
            "replies",
            "messages that answer a message of the target",
            rows::counts(ties, |t| t.replies),
        )
        .with(
            "first",
            "day of the first dated message, UTC",
            rows::firsts(ties),
        )
        .with("last", "day of the last one", rows::lasts(ties));
    let about = "up to 5 messages: fewest recipients first, then the earliest";
    let table = rows::with_evidence(table, about, context, ties)
        .with("measured", "whether the tie counts in the measures: persons or role accounts, and mail that people wrote", measured)
        .with("measured_messages", "messages that count in the measures", rows::counts(ties, |t| t.measured));
    rows::with_trust(table, network, &edges.order, measures)
}

fn standing(order: &[u32], measures: &Measures, table: Table) -> Table {
    let standing = &measures.standing;
    let places = |values: &[Option<u32>]| rows::labels(order, values);
    let owes = |v: &u32| standing.owes.get(*v as usize).copied().unwrap_or(false);
    let here = |v: &u32| {
        measures
            .witnesses
            .get(*v as usize)
            .copied()
            .unwrap_or(false)
    };
    table
        .with("rank", "place by PageRank, 1 the first", places(&standing.rank))
        .with("custodian", "whether the archive holds a mailbox of this correspondent", Values::Flag(order.iter().map(here).collect()))
        .with("own_mailbox_only", "messages sent or received that lie in the own mailbox alone; of custodians only", places(&standing.own_only))
        .with("pagerank_without_own_mailbox", "PageRank on the mail that would be known if the own mailbox had not been in the archive", rows::reals(order, &standing.pagerank))
        .with("rank_without_own_mailbox", "place by that", places(&standing.rank_without))
        .with("owes_rank_to_own_mailbox", "more than twice and at least 5 places further down without the own mailbox: so high because that mailbox is here", Values::Flag(order.iter().map(owes).collect()))
        .with("stability", "share of the other runs of the community algorithm, with other seeds, in which it lies in its community too; below 0.75 doubtful", rows::reals(order, &measures.stability))
}

fn documents(context: &Context, order: &[u32], table: Table) -> Table {
    let sent = crate::findings::documents::sent(context);
    let counts = order.iter().map(|v| Some(sent[*v as usize].into()));
    table.with(
        "documents",
        "distinct documents sent, attached or in an attached archive",
        Values::Integer(counts.collect()),
    )
}
