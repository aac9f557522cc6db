//! `list`: a table of a case.

use mailties::error::{Error, Result};
use mailties::findings::documents::flow::flow;
use mailties::pipeline::{self, Conclusions};
use mailties::report::{GraphRows, Table, documents, messages, summary, tables};

use super::args::{List, Which};
use super::find::document;
use super::{Exit, output};

/// Runs the command.
pub fn run(args: &List) -> Result<Exit> {
    if args.document.is_some() != (args.table == Which::Flow) {
        return Err(wrong_document(args));
    }
    let case = pipeline::conclude(&args.case)?;
    let (table, narrow) = table(args, &case)?;
    let rows = args.top.unwrap_or(usize::MAX).min(table.rows());
    let table = table.pick(&(0..rows as u32).collect::<Vec<_>>());
    let narrow = narrow.filter(|_| !args.wide);
    output::table(&table, args.form, narrow)?;
    Ok(Exit::Done)
}

fn wrong_document(args: &List) -> Error {
    let case = args.case.display();
    let table = args.table.name().unwrap_or_default();
    match &args.document {
        None => Error::usage("'flow' is the way of one document; none was given").hint(format!(
            "give its id, SHA-256 or file name; see which there are with: mailties list {case} documents"
        )),
        Some(document) => Error::usage(format!(
            "'{table}' is a table of the whole case; '{document}' says nothing to it"
        ))
        .hint(format!("leave it out: mailties list {case} {table}")),
    }
}

type Narrow = Option<&'static [&'static str]>;

fn table(args: &List, case: &Conclusions) -> Result<(Table, Narrow)> {
    const PEOPLE: Narrow = Some(&[
        "rank",
        "rank_without_own_mailbox",
        "owes_rank_to_own_mailbox",
        "Label",
        "Id",
        "kind",
        "organization",
        "sent",
        "received",
        "degree",
        "pagerank",
        "betweenness",
        "community",
        "stability",
    ]);
    const TIES: Narrow = Some(&[
        "Source",
        "Target",
        "Weight",
        "messages",
        "replies",
        "first",
        "last",
        "witness",
        "mailboxes",
        "q_value",
    ]);
    const ORGANIZATIONS: Narrow = Some(&[
        "Id",
        "kind",
        "people",
        "messages",
        "mentions",
        "degree",
        "node_strength",
        "first",
        "last",
    ]);
    const MAILBOXES: Narrow = Some(&[
        "mailbox",
        "format",
        "files",
        "bytes",
        "found",
        "distinct",
        "copies",
        "unreadable",
        "undated",
        "without_sender",
        "without_recipients",
        "documents",
        "done",
    ]);
    const MESSAGES: Narrow = Some(&["id", "date", "from", "to", "subject", "kind", "copies"]);
    const FLOW: Narrow = Some(&[
        "message",
        "date",
        "from",
        "from_organization",
        "to",
        "recipients",
        "names",
        "forwarded_from",
        "place",
    ]);
    Ok(match args.table {
        Which::Problems => (summary::problems(&case.problems), None),
        Which::Mailboxes => (summary::mailboxes(&case.facts, &case.messages), MAILBOXES),
        Which::Messages => (list_messages(args, case)?, MESSAGES),
        Which::Flow => {
            let typed = args.document.as_deref().unwrap_or_default();
            let number = document::document(&args.case, case, typed)?;
            let context = case.context(output::period(&args.slice)?, Default::default());
            let flow = flow(&context, number);
            (documents::flow::rows(&context, &flow), FLOW)
        }
        other => {
            let (settings, include) = output::settings(&args.measures);
            let context = case.context(output::period(&args.slice)?, include);
            if let Some(entry) = other.name().and_then(|name| tables::find(&name)) {
                return Ok(((entry.rows)(&context), Some(entry.narrow)));
            }
            let networks = pipeline::networks(&context, settings);
            match other {
                Which::Ties => (ties(&networks.people.0), TIES),
                Which::Organizations => (networks.organizations.0.nodes, ORGANIZATIONS),
                Which::OrganizationTies => (ties(&networks.organizations.0), TIES),
                Which::Mentions => (ties(&networks.mentions.0), TIES),
                Which::CoMentions => (ties(&networks.co_mentions.0), TIES),
                Which::Communities => (
                    pipeline::communities(&args.case, &context, &networks)?,
                    Some(&[
                        "id",
                        "network",
                        "size",
                        "stability",
                        "label",
                        "organizations",
                        "words",
                    ]),
                ),
                _ => (networks.people.0.nodes, PEOPLE),
            }
        }
    })
}

fn ties(graph: &GraphRows) -> Table {
    graph.edge_table()
}

fn list_messages(args: &List, case: &Conclusions) -> Result<Table> {
    let period = output::period(&args.slice)?;
    let lookup = mailties::case::lookup::Lookup::open(&args.case)?;
    let context = case.context(period, Default::default());
    Ok(messages::rows(
        &context,
        &lookup.subjects()?,
        &lookup.message_ids()?,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::ValueEnum;

    #[test]
    fn each_table_of_findings_can_be_listed() {
        for entry in tables::TABLES {
            assert!(Which::from_str(entry.name, false).is_ok(), "{}", entry.name);
        }
    }
}
