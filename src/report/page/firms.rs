//! The sections about organizations: their ties and the people these go through, public bodies, who names whom.

use super::build::{Sources, actor, integer, listed, texts};
use super::cells::{Chosen, sheet};
use super::sections::ORGANIZATIONS;
use super::{Piece, Section, Sheet, pictures, words};
use crate::case::facts::NONE;
use crate::findings::between::Between;

/// Rows of the table of organizations.
const ROWS: usize = 20;
/// Ties between organizations.
const TIES: usize = 15;
/// People named as those through whom a tie goes.
const THROUGH: usize = 3;

pub(super) fn organizations(of: &Sources, between: &Between) -> Section {
    let graph = of.networks[1];
    let mut nodes = of.first_rows(&graph.nodes, "organizations/nodes", ORGANIZATIONS, ROWS);
    nodes.caption = "Organizations by PageRank on the mail between their people".to_owned();
    let tied = |row: &usize| integer(&graph.nodes, "degree", *row).unwrap_or(0) > 0;
    let all = texts(&graph.nodes, "Id");
    let ids: Vec<String> = (0..all.len())
        .filter(tied)
        .map(|row| all[row].clone())
        .collect();
    let mut pictures = vec![of.picture(1)];
    pictures.extend(pictures::matrix(of.context, between, &ids));
    Section {
        id: "organizations",
        heading: "Which organizations are tied, and through whom",
        text: vec![words(
            "A person counts for the organization of the day: by the domain of the address, the signature, or what you decided. Providers of private mail are no organizations.",
        )],
        pictures,
        sheets: vec![nodes, ties(of, between)],
    }
}

/// The strongest ties of organizations with the people they go through.
fn ties(of: &Sources, between: &Between) -> Sheet {
    let graph = of.networks[1];
    let head = |name: &str, about: &str, number| (name.to_owned(), about.to_owned(), number);
    let columns: [Chosen; 6] = [
        ("Messages", "messages", None),
        ("People", "people", None),
        ("First", "first", None),
        ("Last", "last", None),
        ("q", "q_value", None),
        ("Evidence", "evidence", None),
    ];
    let mut found = sheet(&graph.edges, &columns, TIES);
    let list = &of.context.organizations.list;
    for (row, cells) in found.rows.iter_mut().enumerate() {
        let (a, b) = (graph.source[row] as usize, graph.target[row] as usize);
        let number = |row: usize| {
            let id = &texts(&graph.nodes, "Id")[row];
            list.binary_search_by(|o| o.id.cmp(id))
                .map_or(NONE, |n| n as u32)
        };
        let through = between.through(number(a), number(b), THROUGH);
        let named = through.into_iter().map(|(who, _)| {
            let one = &of.context.people.list[who as usize];
            Piece::Actor(one.label.clone(), one.id.clone())
        });
        cells.insert(0, vec![actor(graph, a)]);
        cells.insert(1, vec![actor(graph, b)]);
        cells.insert(2, listed(named.collect()));
    }
    found.columns.splice(
        0..0,
        [
            head("One", "organization", false),
            head("The other", "organization", false),
            head(
                "Through",
                "people who sent or got most of these messages",
                false,
            ),
        ],
    );
    found.caption = "Strongest ties between organizations".to_owned();
    found.more = Some((graph.edges.rows(), "organizations/edges.csv".to_owned()));
    found
}

/// Kinds of organizations that are public bodies.
const PUBLIC: [&str; 3] = ["government", "military", "international"];

pub(super) fn government(of: &Sources) -> Section {
    let nodes = &of.networks[1].nodes;
    let kinds = texts(nodes, "kind");
    let mut rows: Vec<u32> = (0..nodes.rows() as u32)
        .filter(|r| PUBLIC.contains(&kinds[*r as usize].as_str()))
        .collect();
    let much = |r: &u32| {
        let count = |name| integer(nodes, name, *r as usize).unwrap_or(0);
        (
            std::cmp::Reverse(count("messages")),
            std::cmp::Reverse(count("mentions")),
            *r,
        )
    };
    rows.sort_unstable_by_key(much);
    let all = nodes.pick(&rows);
    let mut one = sheet(&all, ORGANIZATIONS, ROWS);
    one.caption = "Government, military and international bodies".to_owned();
    one.more = Some((all.rows(), "organizations/nodes.csv".to_owned()));
    Section {
        id: "government",
        heading: "Government addresses and names",
        text: vec![words(
            "Public bodies by their addresses (such as .gov, .mil) or as the lists of well-known organizations say; those with most mail first.",
        )],
        sheets: vec![one],
        ..Section::default()
    }
}

pub(super) fn mentions(of: &Sources) -> Section {
    let graph = of.networks[2];
    let columns: [Chosen; 5] = [
        ("Messages", "messages", None),
        ("First", "first", None),
        ("Last", "last", None),
        ("q", "q_value", None),
        ("Evidence", "evidence", None),
    ];
    let mut one = sheet(&graph.edges, &columns, TIES);
    for (row, cells) in one.rows.iter_mut().enumerate() {
        cells.insert(0, vec![actor(graph, graph.source[row] as usize)]);
        cells.insert(1, vec![actor(graph, graph.target[row] as usize)]);
    }
    let head = |name: &str, about: &str| (name.to_owned(), about.to_owned(), false);
    one.columns.splice(
        0..0,
        [
            head("Who", "writes the name in subject or own words"),
            head("Names", "organization, not the own one"),
        ],
    );
    one.caption = "Who names which organization most".to_owned();
    one.more = Some((graph.edges.rows(), "mentions/edges.csv".to_owned()));
    Section {
        id: "mentions",
        heading: "Who names whom",
        text: vec![words(
            "Organizations named in subjects and own words, quoted words left out. Names are recognized by a program and can be wrong: look at the message before you print.",
        )],
        pictures: vec![of.picture(2)],
        sheets: vec![one],
    }
}
