//! `analyze`: mail into a case, conclusions, files, and a summary that tells what came out.

mod again;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Mutex, PoisonError, mpsc};

use mailties::case::facts::NONE;
use mailties::case::lookup::Lookup;
use mailties::case::{Case, DATABASE, MANIFEST, seal};
use mailties::error::{Error, Result};
use mailties::export::csv::{self, Profile};
use mailties::export::files::{Disk, Outlet, check_writable, write_atomically};
use mailties::export::text::{terminal_safe, width};
use mailties::export::{folder, json};
use mailties::mention::watch;
use mailties::network::Period;
use mailties::network::build::Include;
use mailties::people::decisions;
use mailties::pipeline::{self, Conclusions, Networks, Watch};
use mailties::report::documents::counts::Documents;
use mailties::report::manifest::{self, Manifest, NetworkEntry};
use mailties::report::measures::Settings;
use mailties::report::{
    GraphRows, Table, Values, figure, page, place, readme, select, summary, tables,
};
use mailties::source;
use rayon::prelude::*;

use super::args::Analyze;
use super::progress::Progress;
use super::{Exit, Talk, output};

/// Runs the command.
pub fn run(args: &Analyze, threads: usize, talk: Talk) -> Result<Exit> {
    match &args.from {
        Some(manifest) => again::run(args, manifest, threads, talk),
        None => once(args, threads, talk),
    }
}

fn once(args: &Analyze, threads: usize, talk: Talk) -> Result<Exit> {
    let custodian = args
        .custodian
        .as_deref()
        .map(regex::Regex::new)
        .transpose()
        .map_err(|e| {
            let reason = e
                .to_string()
                .lines()
                .last()
                .unwrap_or_default()
                .trim()
                .trim_start_matches("error: ")
                .to_owned();
            Error::usage(format!("--custodian is no regular expression: {reason}"))
        })?;
    let options = source::Options {
        custodian,
        ..source::Options::default()
    };
    let (settings, include) = output::settings(&args.measures);
    if let Some(missing) = args
        .paths
        .iter()
        .find(|p| !p.exists() && p.symlink_metadata().is_err())
    {
        return Err(
            Error::new(format!("no such file or folder: '{}'", missing.display())).hint(
                "give the path of a mailbox or a folder, such as: mailties analyze sample_mbox",
            ),
        );
    }
    let decided = args.people.as_deref().map(read_decisions).transpose()?;
    let watched = args.organizations.as_deref().map(read_watch_list);
    let watched = watched.transpose()?;
    check_writable(&args.case)?;
    let progress = Progress::new(talk.quiet);
    progress.stage("reading");
    let case = Case::create(&args.case)?;
    for (name, text) in [(decisions::FILE, decided), (watch::FILE, watched)] {
        if let Some(text) = text {
            write_atomically(&args.case.join(name), |out| out.write_all(text.as_bytes()))?;
        }
    }
    case.remember_custodian(args.custodian.as_deref())?;
    let options = pipeline::Options {
        source: options,
        threads,
        program: super::read_documents::program(),
    };
    pipeline::ingest(&case, &args.paths, options, &progress)?;
    progress.stage("naming");
    let conclusions = pipeline::name_and_conclude(&case)?;
    if conclusions.counts.found == 0 && conclusions.facts.documents.is_empty() {
        progress.end();
        return Err(nothing(args, &conclusions));
    }
    progress.stage("measuring");
    let context = conclusions.context(Period::default(), include);
    let (tell_communities, told) = mpsc::channel();
    let told = Mutex::new(told);
    // A sender that is gone says that measuring failed, which ends the run anyhow.
    let wait = || {
        let told = told.lock().unwrap_or_else(PoisonError::into_inner);
        told.recv().unwrap_or_default()
    };
    let index = || pipeline::index(&case, &conclusions, wait);
    // Communities are all that the index needs of the measures, and late, so it starts beside them, on threads of its own since it waits
    // for them; on one thread it comes after.
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads.div_ceil(2));
    let pool = pool
        .build()
        .map_err(|e| Error::new(format!("cannot start threads: {e}")))?;
    let networks = std::thread::scope(|scope| {
        let beside = (threads > 1).then(|| scope.spawn(|| pool.install(index)));
        let mut networks = pipeline::networks(&context, settings);
        networks.entitle(&conclusions.counts);
        let (people, measures) = &networks.people;
        let communities = (measures.community.clone(), people.communities.clone());
        // If nobody listens any more, the index failed and says so itself.
        let _ = tell_communities.send(communities);
        drop(tell_communities);
        networks.place(settings.seed);
        progress.stage("indexing and writing");
        seal(&args.case)?;
        let made_with = (settings, include);
        write(&Disk, &args.case, &conclusions, &networks, made_with)?;
        match beside.map(std::thread::ScopedJoinHandle::join) {
            None => index()?,
            Some(Ok(indexed)) => indexed?,
            Some(Err(panic)) => std::panic::resume_unwind(panic),
        }
        Ok::<_, Error>(networks)
    })?;
    progress.end();
    if !talk.quiet {
        tell(&args.case, &conclusions, &networks)?;
    }
    Ok(verdict(args, &conclusions))
}

/// Digests of the database, so that a change of it is found.
fn seal(case: &Path) -> Result<()> {
    let text = seal::text(case, DATABASE)?;
    write_atomically(&case.join(seal::name(DATABASE)), |out| {
        out.write_all(text.as_bytes())
    })
}

/// The text of a file of decisions, once it is known to make sense.
fn read_decisions(path: &Path) -> Result<String> {
    let text = std::fs::read_to_string(path)
        .map_err(|e| Error::io(format!("read the decisions in '{}'", path.display()), &e))?;
    decisions::parse(&text, &path.display().to_string())?;
    Ok(text)
}

/// The text of a watch list, once it is known to be one.
fn read_watch_list(path: &Path) -> Result<String> {
    let text = std::fs::read_to_string(path)
        .map_err(|e| Error::io(format!("read the watch list '{}'", path.display()), &e))?;
    pipeline::read_watch_list(&text, path)?;
    Ok(text)
}

fn nothing(args: &Analyze, conclusions: &Conclusions) -> Error {
    let named: Vec<String> = args
        .paths
        .iter()
        .map(|p| format!("'{}'", p.display()))
        .collect();
    let files = conclusions
        .problems
        .iter()
        .filter(|p| p.offset.is_none())
        .count();
    Error::new(format!(
        "no mail found in {}: looked at {files} {}, none holds a message",
        named.join(", "),
        if files == 1 { "file" } else { "files" },
    ))
    .hint(format!(
        "see what was found instead with: mailties list {} problems",
        args.case.display()
    ))
}

fn verdict(args: &Analyze, conclusions: &Conclusions) -> Exit {
    let counts = &conclusions.counts;
    let share = counts.unreadable as f64 * 100.0 / counts.found.max(1) as f64;
    if counts.broken_files > 0 || share > args.max_problems {
        Exit::Partial
    } else {
        Exit::Done
    }
}

/// Puts every file of a case that is made from its facts; the manifest last.
pub(super) fn write(
    to: &dyn Outlet,
    case: &Path,
    conclusions: &Conclusions,
    networks: &Networks,
    (settings, include): (Settings, Include),
) -> Result<()> {
    let manifest = Manifest {
        manifest_version: manifest::MANIFEST_VERSION,
        program: format!("mailties {}", env!("CARGO_PKG_VERSION")),
        schema_version: mailties::case::schema::SCHEMA_VERSION,
        facts_version: mailties::case::schema::FACTS_VERSION,
        options: manifest::Options::new(settings, include, pipeline::said(case)?),
        counts: conclusions.counts.clone(),
        documents: Documents::new(&conclusions.facts),
        networks: networks
            .all()
            .iter()
            .map(|(graph, measures)| NetworkEntry::new(graph, measures))
            .collect(),
        sources: manifest::sources(&conclusions.facts),
        not_mail: manifest::not_mail(&conclusions.facts, &conclusions.problems),
    };
    let pages = networks.all().map(|(graph, _)| {
        let page = select::page(graph);
        let drawn = figure::network(&page, graph.counts(), settings.seed);
        (page, drawn)
    });
    let mut results = networks.all().map(|_| Ok(()));
    rayon::scope(|scope| {
        for ((result, (graph, _)), page) in results.iter_mut().zip(networks.all()).zip(&pages) {
            let (page, drawn) = page;
            let folder = case.join(graph.name);
            scope.spawn(move |_| *result = folder::write(to, &folder, graph, page, drawn));
        }
    });
    results.into_iter().collect::<Result<()>>()?;
    let table = |name: &str, table: &Table| {
        to.put(&case.join(name), &mut |out| {
            csv::write_table(table, Profile::Safe, out)
        })
    };
    let context = conclusions.context(Period::default(), include);
    let findings = tables::TABLES.par_iter();
    let mut made: Vec<(&str, Table)> = findings
        .map(|entry| (entry.name, (entry.rows)(&context)))
        .collect();
    made.push((
        "communities",
        pipeline::communities(case, &context, networks)?,
    ));
    made.push(("problems", summary::problems(&conclusions.problems)));
    let ledger = summary::mailboxes(&conclusions.facts, &conclusions.messages);
    made.push(("mailboxes", ledger));
    let written = made
        .par_iter()
        .map(|(name, rows)| table(&tables::file(name), rows));
    written.collect::<Result<()>>()?;
    let graphs: Vec<(&str, &GraphRows)> =
        networks.all().iter().map(|(g, _)| (g.name, *g)).collect();
    to.put(&case.join("README.txt"), &mut |out| {
        out.write_all(readme::text(&conclusions.counts, &manifest.documents, &graphs).as_bytes())
    })?;
    let methods = networks.all().map(|(g, m)| (g.name, m.methods.as_slice()));
    let screens = networks.all().map(|(graph, _)| {
        let mut screen = select::within(graph, select::SCREEN);
        place::on_page(&mut screen, settings.seed);
        let drawn = figure::network(&screen, graph.counts(), settings.seed);
        (screen, drawn)
    });
    let report = page::page(&page::Sources {
        context: &context,
        counts: &conclusions.counts,
        networks: networks.all().map(|(graph, _)| graph),
        pages: screens.each_ref(),
        tables: &made,
        methods: &methods,
        program: &manifest.program,
    });
    let lookup = Lookup::open(case)?;
    let subject = |message: u32| -> Result<(u32, String)> {
        let version = conclusions.messages.list[message as usize].version;
        let row = conclusions.facts.versions[version as usize].row;
        Ok((message, lookup.head(row)?.subject))
    };
    let cited = report.cited.iter().map(|one| subject(one.message));
    let subjects: BTreeMap<u32, String> = cited.collect::<Result<_>>()?;
    let subject = |message: u32| subjects.get(&message).cloned().unwrap_or_default();
    to.put(&case.join("report.html"), &mut |out| {
        mailties::export::page::write(&report, &subject, out)
    })?;
    // Last: a manifest stands for a folder whose files are all there.
    to.put(&case.join(MANIFEST), &mut |out| {
        json::write_pretty(&manifest, out)
    })
}

/// How many rows of each sort the summary shows.
const SHOWN: usize = 10;
const COMMUNITIES: usize = 6;
const TIES: usize = 5;

fn tell(case: &Path, conclusions: &Conclusions, networks: &Networks) -> Result<()> {
    let counts = &conclusions.counts;
    let (people, measures) = &networks.people;
    let (organizations, _) = &networks.organizations;
    let mut lines = vec![
        format!(
            "Messages       {} found = {} distinct + {} copies + {} unreadable, in {} mailboxes",
            counts.found,
            counts.distinct,
            counts.duplicate_copies,
            counts.unreadable,
            counts.mailboxes
        ),
        format!(
            "Correspondents {} ({} measured), {} ties",
            people.nodes.rows(),
            measures.actors,
            people.source.len()
        ),
        format!(
            "Organizations  {}, {} ties",
            organizations.nodes.rows(),
            organizations.source.len()
        ),
        format!(
            "Communities    {} of two or more people, modularity {:.2}",
            people.communities.len(),
            measures.modularity
        ),
    ];
    let watched = &conclusions.organizations.of_watched;
    if !watched.is_empty() {
        let found = watched.iter().filter(|(_, place)| *place != NONE).count();
        lines.push(format!(
            "Watch list     {found} of {} organizations found{}",
            watched.len(),
            if found < watched.len() {
                "; the others stand in problems.csv"
            } else {
                ""
            }
        ));
    }
    let documents = Documents::new(&conclusions.facts);
    if documents.found > 0 {
        let unread = documents.unread();
        lines.push(format!(
            "Documents      {} ({} with text){}{unread}",
            documents.found,
            documents.with_text,
            if unread.is_empty() { "" } else { "; " }
        ));
    }
    if counts.problems > 0 {
        lines.push(format!(
            "Problems       {} rows in problems.csv",
            counts.problems
        ));
    }
    let has_people = people.nodes.rows() > 0;
    if has_people {
        lines.push("\nCentral figures, by PageRank".into());
        lines.extend(central(people));
    }
    if !people.communities.is_empty() {
        lines.push("\nLargest communities, by their most central members".into());
    }
    for (name, size) in people
        .communities
        .iter()
        .zip(&measures.community_sizes)
        .take(COMMUNITIES)
    {
        lines.push(format!("  {size:>6}  {}", terminal_safe(name)));
    }
    if !organizations.source.is_empty() {
        lines.push("\nStrongest ties between organizations (messages)".into());
        lines.extend((0..organizations.source.len().min(TIES)).map(|row| tie(organizations, row)));
    }
    let shown = case.display();
    lines.push(format!("\nWritten to {shown}: start with {shown}/README.txt; open {shown}/people/graph.gexf in Gephi"));
    lines.push(match has_people {
        true => format!(
            "Next: mailties show {shown} '{}'",
            terminal_safe(&cell(&people.nodes, "Id", 0))
        ),
        false => format!("Next: mailties list {shown} documents"),
    });
    for line in lines {
        eprintln!("{line}");
    }
    Ok(())
}

fn central(people: &GraphRows) -> Vec<String> {
    let rows = 0..people.nodes.rows().min(SHOWN);
    let texts = |column: &str| -> Vec<String> {
        rows.clone()
            .map(|row| terminal_safe(&cell(&people.nodes, column, row)).into_owned())
            .collect()
    };
    let (labels, ids) = (texts("Label"), texts("Id"));
    let room = |texts: &[String]| texts.iter().map(|t| width(t)).max().unwrap_or(0);
    let (label_room, id_room) = (room(&labels), room(&ids));
    let pad = |text: &str, room: usize| " ".repeat(room.saturating_sub(width(text)));
    let head = format!(
        "      {}  PageRank  node strength  betweenness",
        " ".repeat(label_room + 2 + id_room)
    );
    let line = |row: usize| {
        format!(
            "  {:>2}. {}{}  {}{}  {:>8}  {:>13}  {:>11}",
            row + 1,
            labels[row],
            pad(&labels[row], label_room),
            ids[row],
            pad(&ids[row], id_room),
            number(&people.nodes, "pagerank", row, 4),
            number(&people.nodes, "node_strength", row, 1),
            number(&people.nodes, "betweenness", row, 0),
        )
    };
    std::iter::once(head)
        .chain(rows.clone().map(line))
        .collect()
}

fn tie(graph: &GraphRows, row: usize) -> String {
    let end = |ends: &[u32]| cell(&graph.nodes, "Label", ends[row] as usize);
    let messages = match graph.edges.column("messages").map(|c| &c.values) {
        Some(Values::Integer(values)) => values[row].unwrap_or(0),
        _ => 0,
    };
    format!(
        "  {messages:>6}  {} - {}",
        terminal_safe(&end(&graph.source)),
        terminal_safe(&end(&graph.target))
    )
}

fn cell(table: &Table, column: &str, row: usize) -> String {
    match table.column(column).map(|c| &c.values) {
        Some(Values::Text(values)) => values.get(row).cloned().unwrap_or_default(),
        _ => String::new(),
    }
}

fn number(table: &Table, column: &str, row: usize, digits: usize) -> String {
    match table.column(column).map(|c| &c.values) {
        Some(Values::Real(values)) => values
            .get(row)
            .copied()
            .flatten()
            .map_or_else(String::new, |v| format!("{v:.digits$}")),
        _ => String::new(),
    }
}
