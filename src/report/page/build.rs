//! Puts the report of a case together from its tables, networks and figures.

use super::cells::{Chosen, sheet};
use super::sections::PLANS;
use super::{
    Page, Picture, Piece, Section, Sheet, about, cards, cite, documents, firms, pictures, words,
};
use crate::analysis::Method;
use crate::findings::between::Between;
use crate::network::Context;
use crate::report::figure::Network;
use crate::report::figure::letters::grouped;
use crate::report::summary::Counts;
use crate::report::times::month_name;
use crate::report::{GraphRows, Table, Values, tables};

/// What the page is made from.
#[derive(Clone, Copy, Debug)]
pub struct Sources<'a> {
    /// The facts and conclusions.
    pub context: &'a Context<'a>,
    /// The sums.
    pub counts: &'a Counts,
    /// People, organizations, mentions, co-mentions.
    pub networks: [&'a GraphRows; 4],
    /// What of each is on a screen, and the figure of that.
    pub pages: [&'a (GraphRows, Network); 4],
    /// Tables by name; those of findings, and `communities`, `problems`.
    pub tables: &'a [(&'static str, Table)],
    /// How each number was made, by network.
    pub methods: &'a [(&'static str, &'a [Method])],
    /// Program and version.
    pub program: &'a str,
}

/// Rows of the tables of people and organizations.
pub(super) const CENTRAL_ROWS: usize = 20;
/// The report. O(messages + ties).
pub fn page(of: &Sources) -> Page {
    let between = Between::new(of.context);
    let mut sections = vec![
        about::read(of),
        about::central(of),
        about::communities(of),
        firms::organizations(of, &between),
        firms::government(of),
        firms::mentions(of),
    ];
    sections.extend(documents::section(of));
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
    sections.extend([about::limits(of), about::problems(of), about::methods(of)]);
    let lead = lead(of);
    let cards = cards::cards(&cite::actors(&lead, &sections), &of.networks);
    let cited = cite::cited(of.context, &sections, &cards);
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
    pub(super) fn table(&self, name: &str) -> Option<&Table> {
        self.tables.iter().find(|(n, _)| *n == name).map(|(_, t)| t)
    }

    /// The first rows of a table, and where all of them stand.
    pub(super) fn first_rows(
        &self,
        table: &Table,
        name: &str,
        chosen: &[Chosen],
        rows: usize,
    ) -> Sheet {
        let mut found = sheet(table, chosen, rows);
        found.more = Some((table.rows(), tables::file(name)));
        found
    }

    pub(super) fn picture(&self, network: usize) -> Picture {
        let (rows, figure) = self.pages[network];
        Picture::Network(figure.clone(), texts(&rows.nodes, "Id").to_vec())
    }
}

pub(super) fn texts<'a>(table: &'a Table, name: &str) -> &'a [String] {
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

pub(super) fn integer(table: &Table, name: &str, row: usize) -> Option<i64> {
    match table.column(name).map(|c| &c.values) {
        Some(Values::Integer(values)) => values.get(row).copied().flatten(),
        _ => None,
    }
}

pub(super) fn actor(graph: &GraphRows, row: usize) -> Piece {
    let text = |name| {
        texts(&graph.nodes, name)
            .get(row)
            .cloned()
            .unwrap_or_default()
    };
    Piece::Actor(text("Label"), text("Id"))
}

/// Names with commas between.
pub(super) fn listed(actors: Vec<Piece>) -> Vec<Piece> {
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
