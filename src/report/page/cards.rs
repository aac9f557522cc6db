//! Cards: of everybody who is named on the page what is known in short, and the strongest ties with the messages that prove them.

use rustc_hash::FxHashMap;

use super::cells::real;
use super::{Card, Piece, Sheet};
use crate::report::{Column, GraphRows, Table, Values, day};

/// Ties of a card in each network.
const TIES: usize = 6;
/// Messages that a tie cites.
const CITED: usize = 3;

/// The cards of these ids, in their order; what stands in no network has none. O(ties).
pub fn cards(ids: &[String], networks: &[&GraphRows; 4]) -> Vec<Card> {
    let [people, organizations, mentions, co_mentions] = networks;
    let ties: Vec<FxHashMap<&str, Vec<u32>>> =
        networks.iter().map(|graph| ties_of(graph, ids)).collect();
    let person = |id: &str| {
        let row = row_of(people, id)?;
        let mut sheet = heads();
        push(
            &mut sheet,
            people,
            &ties[0],
            id,
            "writes to",
            "gets mail from",
        );
        push(&mut sheet, mentions, &ties[2], id, "names", "is named by");
        Some(card(&people.nodes, row, PERSON, sheet))
    };
    let organization = |id: &str| {
        let row = row_of(organizations, id)?;
        let mut sheet = heads();
        push(
            &mut sheet,
            organizations,
            &ties[1],
            id,
            "mail with",
            "mail with",
        );
        push(&mut sheet, mentions, &ties[2], id, "names", "is named by");
        push(
            &mut sheet,
            co_mentions,
            &ties[3],
            id,
            "is named with",
            "is named with",
        );
        Some(card(&organizations.nodes, row, ORGANIZATION, sheet))
    };
    ids.iter()
        .filter_map(|id| person(id).or_else(|| organization(id)))
        .collect()
}

/// What a card says of a person: words before and behind the cell of a column.
const PERSON: &[(&str, &str, &str)] = &[
    ("", "kind", ""),
    ("of ", "organization", ""),
    ("also written as ", "names", ""),
    ("addresses: ", "addresses", ""),
    ("sent ", "sent", " messages"),
    ("received ", "received", ""),
    ("ties to ", "degree", " others"),
    ("rank ", "rank", " by PageRank"),
    (
        "rank ",
        "rank_without_own_mailbox",
        " without the own mailbox",
    ),
    ("seen from ", "first", ""),
    ("to ", "last", ""),
];

/// The same of an organization.
const ORGANIZATION: &[(&str, &str, &str)] = &[
    ("", "kind", ""),
    ("domains: ", "domains", ""),
    ("also called ", "aliases", ""),
    ("", "people", " people"),
    ("", "messages", " messages with them"),
    ("named in ", "mentions", " messages"),
    ("seen from ", "first", ""),
    ("to ", "last", ""),
];

fn card(nodes: &Table, row: usize, says: &[(&str, &str, &str)], ties: Sheet) -> Card {
    let cell = |name: &str| {
        let column = nodes.column(name)?;
        let shown: String = super::cells::pieces(column, None, row)
            .into_iter()
            .filter_map(|piece| match piece {
                Piece::Text(text) => Some(text),
                _ => None,
            })
            .collect();
        Some(shown).filter(|text| !text.is_empty())
    };
    let says = says
        .iter()
        .filter_map(|(before, name, behind)| Some(format!("{before}{}{behind}", cell(name)?)));
    Card {
        about: says.collect(),
        id: cell("Id").unwrap_or_default(),
        label: cell("Label").unwrap_or_default(),
        ties,
    }
}

fn heads() -> Sheet {
    let head = |name: &str, about: &str, number: bool| (name.to_owned(), about.to_owned(), number);
    Sheet {
        columns: vec![
            head("Tie", "what ties them", false),
            head("With", "the other end", false),
            head("Messages", "distinct messages behind the tie", true),
            head("From", "day of the first", false),
            head("To", "day of the last", false),
            head(
                "q",
                "share of false discoveries among ties like it, if mail were dealt out by chance",
                true,
            ),
            head("Boxes", "mailboxes in which these messages lie", true),
            head("Evidence", "messages that show it", false),
        ],
        ..Sheet::default()
    }
}

fn texts<'a>(table: &'a Table, name: &str) -> &'a [String] {
    match table.column(name).map(|c| &c.values) {
        Some(Values::Text(texts)) => texts,
        _ => &[],
    }
}

fn row_of(graph: &GraphRows, id: &str) -> Option<usize> {
    texts(&graph.nodes, "Id").iter().position(|i| i == id)
}

/// The strongest ties of each id; edges stand in the order of their strength.
fn ties_of<'a>(graph: &'a GraphRows, ids: &'a [String]) -> FxHashMap<&'a str, Vec<u32>> {
    let mut found: FxHashMap<&str, Vec<u32>> =
        ids.iter().map(|id| (id.as_str(), Vec::new())).collect();
    let names = texts(&graph.nodes, "Id");
    for (edge, (s, t)) in (0..).zip(graph.source.iter().zip(&graph.target)) {
        for end in [s, t] {
            let id = names.get(*end as usize).map_or("", String::as_str);
            if let Some(list) = found.get_mut(id).filter(|list| list.len() < TIES) {
                list.push(edge);
            }
        }
    }
    found
}

fn push(
    sheet: &mut Sheet,
    graph: &GraphRows,
    ties: &FxHashMap<&str, Vec<u32>>,
    id: &str,
    outward: &str,
    inward: &str,
) {
    let (ids, labels) = (texts(&graph.nodes, "Id"), texts(&graph.nodes, "Label"));
    for &edge in ties.get(id).into_iter().flatten() {
        let (s, t) = (graph.source[edge as usize], graph.target[edge as usize]);
        let forward = ids[s as usize] == id;
        let other = if forward { t } else { s } as usize;
        // Undirected two-mode ties run from the person to what it names.
        let word = if forward { outward } else { inward };
        let cell = |name: &str| match graph.edges.column(name) {
            Some(column) => vec![Piece::Text(value(column, edge as usize))],
            None => Vec::new(),
        };
        let evidence = match graph.edges.column("evidence").map(|c| &c.values) {
            Some(Values::List(lists)) => lists[edge as usize].as_slice(),
            _ => &[],
        };
        sheet.rows.push(vec![
            vec![Piece::Text(word.to_owned())],
            vec![Piece::Actor(labels[other].clone(), ids[other].clone())],
            cell("messages"),
            cell("first"),
            cell("last"),
            cell("q_value"),
            cell("mailboxes"),
            evidence
                .iter()
                .take(CITED)
                .cloned()
                .map(Piece::Message)
                .collect(),
        ]);
    }
}

fn value(column: &Column, row: usize) -> String {
    match &column.values {
        Values::Integer(v) => v[row].map_or_else(String::new, |n| n.to_string()),
        Values::Real(v) => v[row].map_or_else(String::new, real),
        Values::Day(v) => v[row].map_or_else(String::new, day),
        _ => String::new(),
    }
}
