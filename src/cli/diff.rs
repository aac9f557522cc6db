//! `diff`: what a newer case says that an older one does not.

use std::collections::BTreeMap;
use std::io::IsTerminal;
use std::path::Path;

use mailties::case::facts::NONE;
use mailties::error::{Error, Result};
use mailties::export::files::write_atomically;
use mailties::export::{gexf, graphml};
use mailties::network::Period;
use mailties::pipeline::{self, Conclusions, Networks};
use mailties::report::diff::{self, Change, Pair};
use mailties::report::measures::Settings;
use mailties::report::{Table, Values, affiliations, documents, place, summary};

use super::args::Diff;
use super::{Exit, Talk, output};

/// Places by PageRank that are compared.
const TOP: usize = 100;
/// Rows shown on a terminal.
const SHOWN: usize = 60;

struct Side {
    case: Conclusions,
    networks: Networks,
    affiliations: Table,
    documents: Table,
    /// The most used name of each document, by id.
    names: BTreeMap<String, String>,
}

fn side(folder: &Path, args: &Diff) -> Result<Side> {
    let case = pipeline::conclude(folder)?;
    let (settings, include) = output::settings(&args.measures);
    let context = case.context(Period::default(), include);
    let networks = pipeline::networks(&context, settings);
    let affiliations = affiliations::rows(&context);
    let documents = documents::rows(&context);
    Ok(Side {
        networks,
        affiliations,
        names: names(&documents),
        documents,
        case,
    })
}

fn names(documents: &Table) -> BTreeMap<String, String> {
    let column = |name| documents.column(name).map(|c| &c.values);
    match (column("id"), column("names")) {
        (Some(Values::Text(ids)), Some(Values::List(names))) => {
            let first = names
                .iter()
                .map(|all| all.first().cloned().unwrap_or_default());
            ids.iter().cloned().zip(first).collect()
        }
        _ => BTreeMap::new(),
    }
}

/// Runs the command.
pub fn run(args: &Diff, talk: Talk) -> Result<Exit> {
    let (old, new) = (side(&args.old, args)?, side(&args.new, args)?);
    let changes = changes(&old, &new);
    if let Some(path) = &args.graph {
        graph(path, &old, &new)?;
    }
    talk.say(&told(&old, &new, &changes));
    let terminal = std::io::stdout().is_terminal() && !args.form.json && !args.form.csv;
    let rows = if terminal { SHOWN } else { usize::MAX };
    if changes.len() > rows {
        talk.say(&format!(
            "note: the first {rows} of {} changes; in a pipe, with --csv or --json all",
            changes.len()
        ));
    }
    let shown = &changes[..changes.len().min(rows)];
    let table = diff::table(shown, |id| label(&old, &new, id), |c| is_watched(&new, c));
    let narrow: &[&str] = &[
        "change",
        "what",
        "label",
        "other_label",
        "field",
        "before",
        "after",
    ];
    output::table(&table, args.form, Some(narrow))?;
    Ok(Exit::Done)
}

fn changes(old: &Side, new: &Side) -> Vec<Change> {
    let graphs = |side: &Side| {
        let n = &side.networks;
        [&n.people, &n.organizations, &n.mentions, &n.co_mentions].map(|(g, _)| g.edge_table())
    };
    let (before, after) = (graphs(old), graphs(new));
    let ties = ["tie", "organization_tie", "mention", "co_mention"];
    let pair = |what, old, new, keys, fields| Pair {
        what,
        old,
        new,
        keys,
        fields,
    };
    let (o, n) = (&old.networks, &new.networks);
    let mut pairs = vec![
        pair(
            "person",
            &o.people.0.nodes,
            &n.people.0.nodes,
            &["Id"][..],
            &[
                "Label",
                "kind",
                "addresses",
                "organization",
                "sent",
                "received",
            ][..],
        ),
        pair(
            "organization",
            &o.organizations.0.nodes,
            &n.organizations.0.nodes,
            &["Id"],
            &["Label", "kind", "people", "messages", "mentions"],
        ),
        pair(
            "affiliation",
            &old.affiliations,
            &new.affiliations,
            &["Id", "organization"],
            &["first", "last", "reason"],
        ),
        pair(
            "document",
            &old.documents,
            &new.documents,
            &["id"],
            &[
                "names",
                "state",
                "messages",
                "first_sender",
                "organizations",
            ],
        ),
    ];
    for ((what, old), new) in ties.into_iter().zip(&before).zip(&after) {
        pairs.push(pair(
            what,
            old,
            new,
            &["Source", "Target"],
            &["messages", "first", "last"],
        ));
    }
    let mut all = diff::ranks(&o.people.0, &n.people.0, TOP);
    all.extend(pairs.into_iter().flat_map(diff::compare));
    all
}

/// How much of each sort.
fn told(old: &Side, new: &Side, changes: &[Change]) -> String {
    let messages = |side: &Side| side.case.counts.distinct;
    let mut lines = vec![format!(
        "Messages {} before, {} now",
        messages(old),
        messages(new)
    )];
    let mut counts: BTreeMap<(&str, &str), usize> = Default::default();
    let mut seen = None;
    for change in changes {
        // A row that changed in several columns counts once.
        let row = (change.what, change.change, &change.key);
        if seen != Some(row) {
            *counts.entry((change.what, change.change)).or_default() += 1;
        }
        seen = Some(row);
    }
    for ((what, change), count) in counts {
        lines.push(format!("{count:>8} {what} rows {change}"));
    }
    lines.join("\n")
}

fn label(old: &Side, new: &Side, id: &str) -> String {
    let of = |side: &Side| {
        let (people, all) = (&side.case.people.list, &side.case.organizations.list);
        let person = people.binary_search_by(|p| p.id.as_str().cmp(id));
        let found = person.map(|place| people[place].label.clone());
        let organization = || {
            let place = all.binary_search_by(|o| o.id.as_str().cmp(id));
            place.map(|place| all[place].label.clone())
        };
        let document = || side.names.get(id).cloned();
        (found.or_else(|_| organization()).ok()).or_else(document)
    };
    of(new).or_else(|| of(old)).unwrap_or_default()
}

fn is_watched(new: &Side, change: &Change) -> bool {
    let organizations = &new.case.organizations;
    let mut watched = organizations.of_watched.iter().filter(|(_, o)| *o != NONE);
    watched.any(|(_, o)| change.key.contains(&organizations.list[*o as usize].id))
}

fn graph(path: &Path, old: &Side, new: &Side) -> Result<()> {
    let mut marked = diff::marked(&old.networks.people.0, new.networks.people.0.clone());
    summary::entitle(&mut marked, &new.case.counts);
    place::network(&mut marked, Settings::default().seed);
    match path.extension().and_then(|e| e.to_str()) {
        Some("gexf") => write_atomically(path, |out| gexf::write(&marked, out)),
        Some("graphml") => write_atomically(path, |out| graphml::write(&marked, out)),
        _ => Err(Error::usage(format!(
            "'{}' is neither a .gexf nor a .graphml file",
            path.display()
        ))),
    }
}
