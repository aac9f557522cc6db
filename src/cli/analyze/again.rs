//! `analyze --from`: the same run again, from what a manifest tells of it, and whether the same came out.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use mailties::case::MANIFEST;
use mailties::error::{Error, Result};
use mailties::mention::watch;
use mailties::people::decisions;
use serde_json::Value;

use super::super::args::{Analyze, Include, Measuring};
use super::super::{Exit, Talk};

/// Runs it again with the sources and options of a manifest, then compares the two manifests.
pub fn run(args: &Analyze, manifest: &Path, threads: usize, talk: Talk) -> Result<Exit> {
    let before = read(manifest)?;
    let again = arguments(args, manifest, &before)?;
    if same_place(manifest, &args.case) {
        return Err(
            Error::usage("the manifest lies in the folder that would be written")
                .hint("give another folder with --case"),
        );
    }
    let exit = super::once(&again, threads, talk)?;
    let now = read(&args.case.join(MANIFEST))?;
    let told = differences(&before, &now);
    for line in &told {
        talk.say(&format!("differs: {line}"));
    }
    talk.say(if told.is_empty() {
        "The same came out: sources, options, counts and numbers are those of the manifest"
    } else {
        "What came out is not what the manifest tells"
    });
    Ok(if told.is_empty() { exit } else { Exit::Partial })
}

fn read(path: &Path) -> Result<Value> {
    let shown = path.display();
    let bytes = std::fs::read(path).map_err(|e| Error::io(format!("read '{shown}'"), &e))?;
    let manifest: Value = serde_json::from_slice(&bytes)
        .map_err(|e| Error::new(format!("'{shown}' is no manifest: {e}")))?;
    if manifest["sources"].is_array() && manifest["options"].is_object() {
        Ok(manifest)
    } else {
        Err(Error::new(format!(
            "'{shown}' is no manifest of a case: it has no sources or no options"
        ))
        .hint("give the manifest.json of a case"))
    }
}

fn same_place(manifest: &Path, case: &Path) -> bool {
    let folder = manifest.parent().filter(|p| !p.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new(".")).canonicalize().ok();
    folder.is_some() && folder == case.canonicalize().ok()
}

fn arguments(args: &Analyze, path: &Path, manifest: &Value) -> Result<Analyze> {
    let options = &manifest["options"];
    let has = |name: &str| options[name].as_bool().unwrap_or(false);
    let include = [
        ("include_lists", Include::Lists),
        ("include_robots", Include::Robots),
        ("include_bulk", Include::Bulk),
    ];
    let beside = |name: &str, key: &str| {
        let said = options[key].is_string();
        said.then(|| path.with_file_name(name))
    };
    Ok(Analyze {
        paths: sources(manifest)?,
        from: None,
        custodian: options["custodian"].as_str().map(str::to_owned),
        people: args.people.clone().or(beside(decisions::FILE, "decisions")),
        organizations: args
            .organizations
            .clone()
            .or(beside(watch::FILE, "watch_list")),
        measures: Measuring {
            include: include
                .into_iter()
                .filter(|(name, _)| has(name))
                .map(|(_, what)| what)
                .collect(),
            exact: has("exact"),
            seed: options["seed"].as_u64().unwrap_or(1),
            resolution: options["resolution"].as_f64().unwrap_or(1.0),
        },
        ..args.clone()
    })
}

/// What was read, as far as it can be named on this machine: files, the folders of mailboxes, and files that held no mail.
fn sources(manifest: &Value) -> Result<Vec<PathBuf>> {
    let list = |name: &str| manifest[name].as_array().into_iter().flatten();
    let files = list("sources").flat_map(|s| [&s["path"], &s["mailbox"]]);
    let named: BTreeSet<&str> = files
        .chain(list("not_mail"))
        .filter_map(Value::as_str)
        .collect();
    // A member of a container is read with it.
    let there: Vec<PathBuf> = named
        .into_iter()
        .map(PathBuf::from)
        .filter(|path| path.symlink_metadata().is_ok())
        .collect();
    if there.is_empty() {
        return Err(
            Error::new("none of the sources of the manifest is here").hint(
                "paths are as they were given: go to the folder in which the first run was started",
            ),
        );
    }
    Ok(there)
}

/// What of two manifests differs, a line each.
fn differences(before: &Value, now: &Value) -> Vec<String> {
    let mut told = Vec::new();
    for name in [
        "program",
        "schema_version",
        "facts_version",
        "options",
        "counts",
    ] {
        if before[name] != now[name] {
            told.push(format!("{name}: {} then, {} now", before[name], now[name]));
        }
    }
    let digests = |manifest: &Value| -> BTreeSet<(String, String)> {
        let all = manifest["sources"].as_array().into_iter().flatten();
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        all.map(|s| (text(&s["path"]), text(&s["sha256"])))
            .collect()
    };
    let (then, today) = (digests(before), digests(now));
    for (path, _) in then.difference(&today) {
        let kept = today.iter().any(|(same, _)| same == path);
        told.push(format!(
            "{path}: {}",
            if kept { "has changed" } else { "is missing" }
        ));
    }
    let new = today.difference(&then).map(|(path, _)| path);
    let new = new.filter(|path| then.iter().all(|(same, _)| same != *path));
    told.extend(new.map(|path| format!("{path}: was not there")));
    if told.is_empty() && before["networks"] != now["networks"] {
        told.push("networks: the numbers are not the same".into());
    }
    told
}
