//! Puts the report of a case together from its tables, networks and figures.

use std::collections::HashSet;

use super::cells::{Chosen, sheet};
use super::sections::{CENTRAL, COMMUNITIES, CUSTODIANS, ORGANIZATIONS, PLANS, PROBLEMS};
use super::{Card, Cited, Page, Picture, Piece, Section, Sheet, cards, pictures, words};
use crate::analysis::Method;
use crate::case::facts::NONE;
use crate::findings::between::Between;
use crate::message::Role;
use crate::network::Context;
use crate::report::figure::letters::grouped;
use crate::report::figure::{Network, letter};
use crate::report::summary::Counts;
use crate::report::tables;
use crate::report::times::month_name;
use crate::report::{GraphRows, Table, Values, day};

/// What the page is made from.
#[derive(Clone, Copy, Debug)]
pub struct Sources<'a> {
    /// The facts and conclusions.
    pub context: &'a Context<'a>,
    /// The sums.
    pub counts: &'a Counts,
    /// People, organizations, mentions, co-mentions.
    pub networks: [&'a GraphRows; 4],
    /// What of each is on a page, and the figure of that.
    pub pages: [&'a (GraphRows, Network); 4],
    /// Tables by name; those of findings, and `communities`, `problems`.
    pub tables: &'a [(&'static str, Table)],
    /// How each number was made, by network.
    pub methods: &'a [(&'static str, &'a [Method])],
    /// Program and version.
    pub program: &'a str,
}

/// Rows of the tables of people and organizations.
const CENTRAL_ROWS: usize = 20;
/// Ties between organizations.
const TIES: usize = 15;
/// People named as those through whom a tie goes.
const THROUGH: usize = 3;
/// Cards at most.
const CARDS: usize = 400;
/// Recipients named where a message is cited.
const RECIPIENTS: usize = 3;

/// The report. O(messages + ties).
pub fn page(of: &Sources) -> Page {
    let between = Between::new(of.context);
    let mut sections = vec![
        read(of),
        central(of),
        communities(of),
        organizations(of, &between),
        government(of),
        mentions(of),
    ];
    sections.extend(PLANS.iter().filter_map(|plan| {
        let table = of.table(plan.table)?;
        let mut one = of.first_rows(table, plan.table, plan.columns, plan.rows);
        one.caption = plan.heading.to_owned();
        Some(Section {
            id: plan.table,
            heading: plan.heading,
            text: vec![words(plan.text)],
            sheets: vec![one],
            ..Section::default()
        })
    }));
    sections.extend([limits(of), problems(of), methods(of)]);
    let lead = lead(of);
    let cards = cards::cards(&actors(&lead, &sections), &of.networks);
    let cited = cited(of.context, &sections, &cards);
    Page {
        title: "What this mail archive shows".to_owned(),
        subtitle: of.networks[0].title.clone(),
        lead,
        sections,
        cards,
        cited,
        program: of.program.to_owned(),
    }
}

impl Sources<'_> {
    fn table(&self, name: &str) -> Option<&Table> {
        self.tables.iter().find(|(n, _)| *n == name).map(|(_, t)| t)
    }

    /// The first rows of a table, and where all of them stand.
    fn first_rows(&self, table: &Table, name: &str, chosen: &[Chosen], rows: usize) -> Sheet {
        let mut found = sheet(table, chosen, rows);
        found.more = Some((table.rows(), tables::file(name)));
        found
    }

    fn picture(&self, network: usize) -> Picture {
        let (rows, figure) = self.pages[network];
        Picture::Network(figure.clone(), texts(&rows.nodes, "Id").to_vec())
    }
}

fn texts<'a>(table: &'a Table, name: &str) -> &'a [String] {
    match table.column(name).map(|c| &c.values) {
        Some(Values::Text(texts)) => texts,
        _ => &[],
    }
}

fn flag(table: &Table, name: &str, row: usize) -> bool {
    match table.column(name).map(|c| &c.values) {
        Some(Values::Flag(values)) => values.get(row).copied().unwrap_or(false),
        _ => false,
    }
}

fn integer(table: &Table, name: &str, row: usize) -> Option<i64> {
    match table.column(name).map(|c| &c.values) {
        Some(Values::Integer(values)) => values.get(row).copied().flatten(),
        _ => None,
    }
}

fn actor(graph: &GraphRows, row: usize) -> Piece {
    let text = |name| {
        texts(&graph.nodes, name)
            .get(row)
            .cloned()
            .unwrap_or_default()
    };
    Piece::Actor(text("Label"), text("Id"))
}

/// Names with commas between.
fn listed(actors: Vec<Piece>) -> Vec<Piece> {
    let mut out = Vec::new();
    for (i, piece) in actors.into_iter().enumerate() {
        if i > 0 {
            out.push(Piece::Text(", ".to_owned()));
        }
        out.push(piece);
    }
    out
}

fn lead(of: &Sources) -> Vec<Vec<Piece>> {
    let counts = of.counts;
    let when = pictures::period(of.context).map_or_else(String::new, |(first, last)| {
        format!(
            ", nearly all of it dated {} to {}",
            month_name(first),
            month_name(last)
        )
    });
    let mut lead = vec![words(format!(
        "{} distinct messages from {} mailboxes{when}; {} more were copies of them, {} could not be read.",
        grouped(counts.distinct),
        grouped(counts.mailboxes),
        grouped(counts.duplicate_copies),
        grouped(counts.unreadable)
    ))];
    let people = of.networks[0];
    let first = people.nodes.rows().min(CENTRAL_ROWS);
    let top: Vec<Piece> = (0..first.min(5)).map(|row| actor(people, row)).collect();
    if !top.is_empty() {
        let mut sentence = words("Most central by PageRank on the mail between people: ");
        sentence.extend(listed(top));
        sentence.push(Piece::Text(".".to_owned()));
        lead.push(sentence);
    }
    let owing = (0..first).filter(|r| flag(&people.nodes, "owes_rank_to_own_mailbox", *r));
    let owing = owing.count();
    let mut high: Vec<(i64, usize)> = (0..people.nodes.rows())
        .filter_map(|row| {
            Some((
                integer(&people.nodes, "rank_without_own_mailbox", row)?,
                row,
            ))
        })
        .collect();
    high.sort_unstable();
    if owing > 0 {
        let mut sentence = words(format!(
            "{owing} of the first {first} owe that place to their own mailbox being in the archive. If each had been left out, these would come first: "
        ));
        sentence.extend(listed(
            high.iter()
                .take(5)
                .map(|(_, row)| actor(people, *row))
                .collect(),
        ));
        sentence.push(Piece::Text(".".to_owned()));
        lead.push(sentence);
    }
    let organizations = of.networks[1];
    if let (Some(&a), Some(&b)) = (organizations.source.first(), organizations.target.first()) {
        let mut sentence = words("Most mail between two organizations: ");
        sentence.push(actor(organizations, a as usize));
        sentence.push(Piece::Text(" and ".to_owned()));
        sentence.push(actor(organizations, b as usize));
        sentence.push(Piece::Text(format!(
            ", {} messages.",
            integer(&organizations.edges, "messages", 0).unwrap_or(0)
        )));
        lead.push(sentence);
    }
    lead.push(words("It shows what these mailboxes hold and nothing else: that no tie is seen does not mean that there is none. Every number below leads to the messages that prove it."));
    lead
}

fn read(of: &Sources) -> Section {
    let mut sheets = Vec::new();
    if let Some(table) = of.table("custodians") {
        let mut order: Vec<u32> = (0..table.rows() as u32).collect();
        order.sort_by_key(|r| std::cmp::Reverse(integer(table, "messages", *r as usize)));
        let mut one = of.first_rows(&table.pick(&order), "custodians", CUSTODIANS, CENTRAL_ROWS);
        one.caption = "Mailboxes, and whose they are".to_owned();
        sheets.push(one);
    }
    let counts = of.counts;
    Section {
        id: "read",
        heading: "What was read",
        text: vec![words(format!(
            "{} messages were found = {} distinct + {} copies + {} unreadable. {} distinct messages have no believable date. {} files, {} bytes, of which {} belong to no message; {} files could not be read to their end. The SHA-256 of each file stands in manifest.json, what was done with each mailbox in mailboxes.csv.",
            grouped(counts.found),
            grouped(counts.distinct),
            grouped(counts.duplicate_copies),
            grouped(counts.unreadable),
            grouped(counts.undated),
            grouped(counts.files),
            grouped(counts.bytes),
            grouped(counts.skipped_bytes),
            grouped(counts.broken_files)
        ))],
        pictures: pictures::timeline(of.context).into_iter().collect(),
        sheets,
    }
}

fn central(of: &Sources) -> Section {
    let people = &of.networks[0].nodes;
    let mut one = of.first_rows(people, "people/nodes", CENTRAL, CENTRAL_ROWS);
    one.caption = "Central people".to_owned();
    Section {
        id: "central",
        heading: "Who is central",
        text: vec![
            words(
                "PageRank: a place is high if those write to it whom many write to. Betweenness: through whom the shortest chains between others lead. Lists, programs and mass mail do not count.",
            ),
            words(
                "An archive is the mail of those whose mailboxes are in it, so they look central because all their mail is seen. \"Without own mailbox\" is the place that a person would have if only that person's mailbox were not in the archive: measured on the messages that lie in some other mailbox too. Who falls more than twice as far, and 5 places or more, owes the rank to the own mailbox. For those without a mailbox here nothing changes but the place.",
            ),
        ],
        pictures: vec![of.picture(0)],
        sheets: vec![one],
    }
}

fn communities(of: &Sources) -> Section {
    let mut sheets = Vec::new();
    if let Some(table) = of.table("communities") {
        let networks = texts(table, "network");
        let rows: Vec<u32> = (0..table.rows() as u32)
            .filter(|r| networks.get(*r as usize).is_some_and(|n| n == "people"))
            .collect();
        let mut one = of.first_rows(&table.pick(&rows), "communities", COMMUNITIES, 12);
        one.caption = "Largest communities of people".to_owned();
        sheets.push(one);
    }
    let letters: Vec<String> = (0_u32..)
        .zip(&of.pages[0].1.groups)
        .map_while(|(n, name)| Some(format!("{}: {name}", letter(Some(n))?)))
        .collect();
    Section {
        id: "communities",
        heading: "Communities",
        text: vec![
            words(
                "Groups that write more among themselves than chance would let them, found by the Leiden method; a person whose stability is low changes group from one seed of the method to the next. Names are those of the most central members.",
            ),
            words(format!("In the figure above: {}.", letters.join("; "))),
        ],
        sheets,
        ..Section::default()
    }
}

fn organizations(of: &Sources, between: &Between) -> Section {
    let graph = of.networks[1];
    let mut nodes = of.first_rows(
        &graph.nodes,
        "organizations/nodes",
        ORGANIZATIONS,
        CENTRAL_ROWS,
    );
    nodes.caption = "Organizations by PageRank on the mail between their people".to_owned();
    let ids = texts(&graph.nodes, "Id");
    let mut pictures = vec![of.picture(1)];
    pictures.extend(pictures::matrix(of.context, between, ids));
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

fn government(of: &Sources) -> Section {
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
    let mut one = sheet(&all, ORGANIZATIONS, CENTRAL_ROWS);
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

fn mentions(of: &Sources) -> Section {
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

fn limits(of: &Sources) -> Section {
    let graph = of.networks[0];
    let third = match graph.edges.column("witness").map(|c| &c.values) {
        Some(Values::Text(all)) => all.iter().filter(|w| *w == "third_party").count(),
        _ => 0,
    };
    let mut text = vec![
        words(
            "Mail that was deleted before the archive was made, mail between people whose mailboxes are not here unless a third got a copy, mail on addresses that are not known to be theirs; telephone, meetings, other services.",
        ),
        words(
            "Who is who, who belongs where, what answers what and which names mean organizations are conclusions, drawn by rule from headers and texts; `mailties show` gives the reasons. What you know better can be decided: see the README.",
        ),
        words(
            "For two people or organizations: `mailties absent CASE A B` says what the archive could have shown of mail between them.",
        ),
    ];
    if third > 0 {
        text.push(words(format!(
            "{} of {} ties between people are seen only in the mailboxes of third parties (column witness in people/edges.csv): for those the archive shows a part.",
            grouped(third as u64),
            grouped(graph.edges.rows() as u64)
        )));
    }
    Section {
        id: "limits",
        heading: "What this archive cannot show",
        text,
        ..Section::default()
    }
}

fn problems(of: &Sources) -> Section {
    let mut sheets = Vec::new();
    if let Some(table) = of.table("problems") {
        let mut one = of.first_rows(table, "problems", PROBLEMS, CENTRAL_ROWS);
        one.caption = "Problems".to_owned();
        sheets.push(one);
    }
    Section {
        id: "problems",
        heading: "What could not be read, or is doubtful",
        sheets,
        ..Section::default()
    }
}

fn methods(of: &Sources) -> Section {
    let head = |name: &str, number| (name.to_owned(), String::new(), number);
    let mut one = Sheet {
        caption: "How each number was made".to_owned(),
        columns: vec![
            head("Network", false),
            head("Number", false),
            head("Exact", false),
            head("Parameters", false),
            head("Literature", false),
        ],
        ..Sheet::default()
    };
    for (network, methods) in of.methods {
        for method in *methods {
            let parameters = method
                .parameters
                .iter()
                .map(|(name, value)| format!("{name} {value}"));
            let exact = match (method.exact, method.error) {
                (true, _) => "exact".to_owned(),
                (false, Some(error)) => {
                    format!("estimated, error at most {}", super::cells::real(error))
                }
                (false, None) => "estimated".to_owned(),
            };
            one.rows.push(vec![
                words(*network),
                words(method.name),
                words(exact),
                words(parameters.collect::<Vec<_>>().join(", ")),
                words(method.reference),
            ]);
        }
    }
    Section {
        id: "methods",
        heading: "Methods",
        text: vec![words(
            "Tie strength: a message to n recipients adds 1/n to each of n ties. What stands under q: the share of false discoveries among all ties with that value or a smaller one, if the mail of each stretch of time were dealt out by chance among those active then.",
        )],
        sheets: vec![one],
        ..Section::default()
    }
}

/// Ids of all actors in the order in which they are named first.
fn actors(lead: &[Vec<Piece>], sections: &[Section]) -> Vec<String> {
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
fn cited(context: &Context, sections: &[Section], cards: &[Card]) -> Vec<Cited> {
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
