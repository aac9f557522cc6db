//! Rows of the two-mode mention network: who names which organization.

use super::measures::Measures;
use super::rows::{self, Ids};
use super::{GraphRows, Table, Values};
use crate::network::tie::EVIDENCE;
use crate::network::{Context, Tie, Ties};

/// The mention network as rows: only actors with a tie. Persons come as in the people network, organizations after them.
pub fn rows(context: &Context, network: &Ties, measures: &Measures) -> GraphRows {
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
        .with("last", "day of the last one", rows::lasts(ties));
    let about = "up to 5 messages, the earliest first";
    let mut table = rows::with_evidence(table, about, context, ties);
    let trust = rows::with_trust(Table::default(), network, &edges.order, measures).columns;
    // The q-value has its place before the evidence.
    let before = table.columns.iter().position(|c| c.name == "evidence");
    for column in trust {
        let place = before.filter(|_| column.name == "q_value");
        let place = place.unwrap_or(table.columns.len());
        table.columns.insert(place, column);
    }
    let document = |d: &u32| context.facts.documents[*d as usize].id();
    let documents = |t: &&Tie| Some(t.documents.len() as i64);
    let proof = |t: &&Tie| {
        let first: Vec<String> = t.documents.iter().take(EVIDENCE).map(document).collect();
        first.join(";")
    };
    let table = table
        .with(
            "by_document",
            "messages that name it only in a document they carry",
            rows::counts(ties, |t| t.by_document),
        )
        .with(
            "documents",
            "documents sent along that name it",
            Values::Integer(ties.iter().map(documents).collect()),
        )
        .with(
            "document_evidence",
            "up to 5 of these documents",
            Values::Text(ties.iter().map(proof).collect()),
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
