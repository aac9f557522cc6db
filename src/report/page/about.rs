//! The sections about the archive and the people in it: what was read, who is central, communities, limits, problems, methods.

use super::build::{CENTRAL_ROWS, Sources, integer, texts};
use super::sections::{CENTRAL, COMMUNITIES, CUSTODIANS, PROBLEMS};
use super::{Section, Sheet, pictures, words};
use crate::report::Values;
use crate::report::documents::counts::Documents;
use crate::report::figure::letter;
use crate::report::figure::letters::grouped;

pub(super) fn read(of: &Sources) -> Section {
    let mut sheets = Vec::new();
    if let Some(table) = of.table("custodians") {
        let mut order: Vec<u32> = (0..table.rows() as u32).collect();
        order.sort_by_key(|r| std::cmp::Reverse(integer(table, "messages", *r as usize)));
        let mut one = of.first_rows(&table.pick(&order), "custodians", CUSTODIANS, CENTRAL_ROWS);
        one.caption = "Mailboxes, and whose they are".to_owned();
        sheets.push(one);
    }
    let counts = of.counts;
    let documents = Documents::new(of.context.facts);
    let documents = match documents.found {
        0 => String::new(),
        found => format!(
            " {} distinct documents were attached or lay beside the mail; {} of them have text.",
            grouped(found),
            grouped(documents.with_text)
        ),
    };
    Section {
        id: "read",
        heading: "What was read",
        text: vec![words(format!(
            "{} messages were found = {} distinct + {} copies + {} unreadable. {} distinct messages have no believable date. {} files, {} bytes, of which {} belong to no message; {} files could not be read to their end. The SHA-256 of each file stands in manifest.json, what was done with each mailbox in mailboxes.csv.{documents}",
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

pub(super) fn central(of: &Sources) -> Section {
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

pub(super) fn communities(of: &Sources) -> Section {
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

pub(super) fn limits(of: &Sources) -> Section {
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

pub(super) fn problems(of: &Sources) -> Section {
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

pub(super) fn methods(of: &Sources) -> Section {
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
