//! `verify`: a case against its sources and its own facts; a bundle against an archive. What differs goes to stdout.

use std::io::Write;
use std::path::Path;
use std::time::Instant;

use mailties::case::index;
use mailties::case::lookup::Lookup;
use mailties::case::seal::Seal;
use mailties::case::{DATABASE, MANIFEST, checks as facts, seal};
use mailties::error::{Error, Result};
use mailties::export::compare::Compare;
use mailties::export::text::terminal_safe;
use mailties::network::Period;
use mailties::network::build::Include;
use mailties::pipeline::checks::{self, Difference, Looked, bundle};
use mailties::pipeline::{self, Conclusions};
use mailties::report::measures::Settings;
use mailties::report::summary::Counts;
use mailties::report::{Table, Values};

use super::args::Verify;
use super::{Exit, Talk, analyze, output};

/// Runs the command: exit 3 if anything differs.
pub fn run(args: &Verify, talk: Talk) -> Result<Exit> {
    let differences = match (args.case.is_dir(), args.archive.is_empty()) {
        (false, false) => of_bundle(args, talk)?,
        (true, false) => {
            return Err(Error::usage(format!(
                "'{}' is a folder; --archive is for a bundle, a file that `why --bundle` wrote",
                args.case.display()
            )));
        }
        (_, true) if args.case.is_file() => {
            let bundle = args.case.display();
            return Err(
                Error::usage(format!("'{bundle}' is a file and no case folder")).hint(format!(
                    "check a bundle with: mailties verify {bundle} --archive PATH"
                )),
            );
        }
        (_, true) => of_case(args, talk)?,
    };
    print(&differences, args)?;
    Ok(if differences.is_empty() {
        Exit::Done
    } else {
        Exit::Partial
    })
}

fn of_bundle(args: &Verify, talk: Talk) -> Result<Vec<Difference>> {
    let outcome = bundle::check(&args.case, &args.archive)?;
    for (name, place) in &outcome.elsewhere {
        talk.say(&terminal_safe(&format!(
            "note: '{name}' was found elsewhere: {place}"
        )));
    }
    talk.say(&format!(
        "{} messages: {} lie in the archive where the bundle says, {} elsewhere, {} differences",
        outcome.messages,
        outcome.in_place,
        outcome.elsewhere.len(),
        outcome.differences.len()
    ));
    Ok(outcome.differences)
}

fn of_case(args: &Verify, talk: Talk) -> Result<Vec<Difference>> {
    let started = Instant::now();
    let folder = &args.case;
    let mut differences = sealed(folder, DATABASE)?;
    if folder.join(index::FILE).exists() {
        differences.extend(sealed(folder, index::FILE)?);
    }
    let facts = of_facts(folder, talk);
    let (counts, sources, reading) = match facts {
        Ok((found, counts, sources, reading)) => {
            differences.extend(found);
            (counts, sources, reading)
        }
        // A database that was changed may be one that nobody can read; where it was changed is known all the same.
        Err(error) if differences.iter().any(|d| d.offset.is_some()) => {
            differences.push(Difference {
                check: "database",
                file: DATABASE.into(),
                offset: None,
                detail: error.message,
            });
            return Ok(differences);
        }
        Err(error) => return Err(error),
    };
    differences.extend(sources.differences);
    differences.sort_unstable();
    let megabytes = sources.bytes as f64 / 1e6;
    talk.say(&format!(
        "{} messages found = {} distinct + {} copies + {} unreadable",
        counts.found, counts.distinct, counts.duplicate_copies, counts.unreadable
    ));
    talk.say(&format!(
        "{} files and {} copies in them read again: {megabytes:.1} MB, {:.0} MB/s; {:.1} s in all: {}",
        sources.files,
        sources.copies,
        megabytes / reading.max(1e-9),
        started.elapsed().as_secs_f64(),
        if differences.is_empty() {
            "all as it was"
        } else {
            "something is wrong"
        }
    ));
    Ok(differences)
}

/// What differs, the counts, what was found of the sources, and how many seconds that took.
type OfFacts = (Vec<Difference>, Counts, Looked, f64);

fn of_facts(folder: &Path, talk: Talk) -> Result<OfFacts> {
    let mut differences = database(folder)?;
    let conclusions = pipeline::conclude(folder)?;
    differences.extend(exports(folder, &conclusions, talk)?);
    let started = Instant::now();
    let sources = checks::sources(folder)?;
    let seconds = started.elapsed().as_secs_f64();
    Ok((differences, conclusions.counts, sources, seconds))
}

/// A database as the last run left it.
fn sealed(folder: &Path, database: &str) -> Result<Vec<Difference>> {
    let mut differences = Vec::new();
    match seal::check(folder, database)? {
        Seal::Whole => {}
        Seal::Missing => differences.push(Difference {
            check: "seal",
            file: seal::name(database),
            offset: None,
            detail: "it is missing or damaged: changes of the database are not all found; run analyze again".into(),
        }),
        Seal::Broken(stretches) => differences.extend(stretches.into_iter().map(|(start, end)| {
            let told = format!("bytes {start} to {end} are not as the last run left them");
            Difference {
                check: "seal",
                file: database.into(),
                offset: Some(start),
                detail: told,
            }
        })),
    }
    Ok(differences)
}

/// The database in itself: pages, references, sums, texts.
fn database(folder: &Path) -> Result<Vec<Difference>> {
    let lookup = Lookup::open(folder)?;
    let mut differences = Vec::new();
    let whole = |check: &'static str, told: Vec<String>| {
        let told = told.into_iter().map(move |detail| Difference {
            check,
            file: DATABASE.into(),
            offset: None,
            detail,
        });
        told.collect::<Vec<_>>()
    };
    differences.extend(whole("database", lookup.integrity()?));
    differences.extend(whole("references", lookup.dangling()?));
    differences.extend(whole("texts", facts::texts(folder)?));
    differences.extend(lookup.sums()?.into_iter().map(|(file, detail)| Difference {
        check: "sums",
        file,
        offset: None,
        detail,
    }));
    Ok(differences)
}

/// Every file that is made from the facts, made again and compared byte for byte: every tie, every number.
fn exports(folder: &Path, conclusions: &Conclusions, talk: Talk) -> Result<Vec<Difference>> {
    let (settings, include) = settings(folder)?;
    let context = conclusions.context(Period::default(), include);
    let mut networks = pipeline::networks(&context, settings);
    networks.entitle(&conclusions.counts);
    networks.place(settings.seed);
    let compare = Compare::default();
    analyze::write(
        &compare,
        folder,
        conclusions,
        &networks,
        (settings, include),
    )?;
    let (files, differing) = compare.found();
    let ties: usize = networks
        .all()
        .iter()
        .map(|(graph, _)| graph.source.len())
        .sum();
    talk.say(&format!(
        "{files} files with {ties} ties made again from the facts, {} of them differ",
        differing.len()
    ));
    let name = |path: &Path| {
        let inside = path.strip_prefix(folder).unwrap_or(path);
        inside.display().to_string()
    };
    let differences = differing
        .into_iter()
        .map(|(path, offset, detail)| Difference {
            check: "exports",
            file: name(&path),
            offset,
            detail,
        });
    Ok(differences.collect())
}

/// The options of the run that wrote the files.
fn settings(folder: &Path) -> Result<(Settings, Include)> {
    let path = folder.join(MANIFEST);
    let text = std::fs::read(&path).map_err(|e| {
        Error::io(format!("read '{}'", path.display()), &e)
            .hint("the last run did not end; run analyze again")
    })?;
    let manifest: serde_json::Value = serde_json::from_slice(&text)
        .map_err(|e| Error::new(format!("'{}' is damaged: {e}", path.display())))?;
    let options = &manifest["options"];
    let has = |what: &str| options[what].as_bool().unwrap_or(false);
    let settings = Settings {
        seed: options["seed"].as_u64().unwrap_or(1),
        exact: has("exact"),
        resolution: options["resolution"].as_f64().unwrap_or(1.0),
    };
    let include = Include {
        lists: has("include_lists"),
        robots: has("include_robots"),
        bulk: has("include_bulk"),
    };
    Ok((settings, include))
}

fn print(differences: &[Difference], args: &Verify) -> Result<()> {
    if args.form.json || args.form.csv {
        return output::table(&table(differences), args.form, None);
    }
    let mut out = std::io::stdout().lock();
    output::told(differences.iter().try_for_each(|d| {
        let place = d
            .offset
            .map_or_else(String::new, |offset| format!(", byte {offset}"));
        let line = format!("{}: {}{place}: {}", d.check, d.file, d.detail);
        writeln!(out, "{}", terminal_safe(&line))
    }))
}

fn table(differences: &[Difference]) -> Table {
    let text =
        |f: &dyn Fn(&Difference) -> String| Values::Text(differences.iter().map(f).collect());
    let offsets = differences.iter().map(|d| d.offset.map(u64::cast_signed));
    Table::default()
        .with("check", "what was checked", text(&|d| d.check.into()))
        .with("file", "the file that differs", text(&|d| d.file.clone()))
        .with(
            "offset",
            "its first byte that differs, or of what differs",
            Values::Integer(offsets.collect()),
        )
        .with("detail", "what differs", text(&|d| d.detail.clone()))
}
