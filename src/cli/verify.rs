//! `verify`: the database, the sums, the sources and the files of a case checked again.

use std::path::Path;

use mailties::case::MANIFEST;
use mailties::case::lookup::Lookup;
use mailties::error::{Error, Result, reason};
use mailties::export::text::terminal_safe;
use mailties::pipeline;

use super::args::Verify;
use super::{Exit, Talk, output};

/// Runs the command. What is wrong goes to stdout, a line each; exit 3 if there is anything.
pub fn run(args: &Verify, talk: Talk) -> Result<Exit> {
    let lookup = Lookup::open(&args.case)?;
    let mut wrong: Vec<String> = lookup
        .integrity()?
        .into_iter()
        .map(|w| format!("database: {w}"))
        .collect();
    let case = pipeline::conclude(&args.case)?;
    wrong.extend(manifest(&args.case, &case.counts)?);
    let files = lookup.files()?;
    for file in &files {
        match mailties::source::digest(&file.absolute, file.member.as_deref()) {
            Ok((_, sha256)) if sha256.to_string() == file.sha256 => {}
            Ok((size, _)) => wrong.push(format!(
                "source changed: {} ({} bytes when read, {size} now)",
                file.path, file.size
            )),
            Err(error) => wrong.push(format!("source: {error}")),
        }
    }
    let counts = &case.counts;
    talk.say(&format!(
        "{} files, {} messages found = {} distinct + {} copies + {} unreadable: {}",
        files.len(),
        counts.found,
        counts.distinct,
        counts.duplicate_copies,
        counts.unreadable,
        if wrong.is_empty() {
            "all as it was"
        } else {
            "something is wrong"
        }
    ));
    let mut out = std::io::stdout().lock();
    output::told(wrong.iter().try_for_each(|line| {
        std::io::Write::write_all(&mut out, format!("{}\n", terminal_safe(line)).as_bytes())
    }))?;
    Ok(if wrong.is_empty() {
        Exit::Done
    } else {
        Exit::Partial
    })
}

/// Compares the manifest with the facts and with the rows of the files beside it.
fn manifest(folder: &Path, counts: &mailties::report::summary::Counts) -> Result<Vec<String>> {
    let path = folder.join(MANIFEST);
    let text = std::fs::read(&path).map_err(|e| {
        Error::new(format!("cannot read '{}': {}", path.display(), reason(&e)))
            .hint("the last run did not end; run analyze again")
    })?;
    let manifest: serde_json::Value = serde_json::from_slice(&text)
        .map_err(|e| Error::new(format!("'{}' is damaged: {e}", path.display())))?;
    let mut wrong = Vec::new();
    let said = serde_json::to_value(counts).unwrap_or_default();
    if manifest["counts"] != said {
        wrong
            .push("manifest.json: its counts are not those of the facts; run analyze again".into());
    }
    for network in manifest["networks"].as_array().into_iter().flatten() {
        let name = network["name"].as_str().unwrap_or_default();
        for (file, count) in [("nodes.csv", "nodes"), ("edges.csv", "edges")] {
            let path = folder.join(name).join(file);
            match mailties::export::csv::count_rows(&path) {
                Ok(rows) if Some(rows) == network[count].as_u64() => {}
                Ok(rows) => wrong.push(format!(
                    "{name}/{file}: {rows} rows, the manifest says {}",
                    network[count]
                )),
                Err(_) => wrong.push(format!("{name}/{file}: cannot be read")),
            }
        }
    }
    Ok(wrong)
}
