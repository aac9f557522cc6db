//! The rules of the house, held over the source text: which room may use which, by which door an outside crate comes in,
//! who prints, who reads the clock. ARCHITECTURE.md tells why. The checker is checked too: each rule finds a planted fault.

mod planted;
mod reading;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path as FilePath;

use planted::{HARMLESS, PLANTED};
use reading::{Path, Word, code, paths, words};

/// The rooms from the cellar up, and which others each may use. A room may only name rooms that stand before it.
const ROOMS: &[(&str, &[&str])] = &[
    ("origin", &[]),
    ("problem", &[]),
    ("error", &[]),
    ("outlook", &["origin", "problem", "error"]),
    ("document", &["origin", "problem", "error", "outlook"]),
    (
        "source",
        &["origin", "problem", "error", "outlook", "document"],
    ),
    (
        "message",
        &["origin", "problem", "error", "outlook", "document"],
    ),
    ("mention", &["origin", "problem", "error", "message"]),
    (
        "case",
        &[
            "origin", "problem", "error", "outlook", "document", "source", "message", "mention",
        ],
    ),
    (
        "conversation",
        &["origin", "problem", "error", "message", "mention", "case"],
    ),
    ("search", &["error", "message", "case"]),
    (
        "people",
        &[
            "origin",
            "problem",
            "error",
            "message",
            "mention",
            "case",
            "conversation",
        ],
    ),
    (
        "organizations",
        &[
            "origin",
            "problem",
            "error",
            "message",
            "mention",
            "case",
            "conversation",
        ],
    ),
    (
        "network",
        &[
            "origin",
            "problem",
            "error",
            "message",
            "mention",
            "case",
            "conversation",
            "people",
            "organizations",
        ],
    ),
    ("analysis", &[]),
    (
        "findings",
        &[
            "error",
            "message",
            "case",
            "conversation",
            "people",
            "organizations",
            "network",
            "analysis",
        ],
    ),
    (
        "report",
        &[
            "origin",
            "problem",
            "error",
            "document",
            "message",
            "mention",
            "case",
            "conversation",
            "people",
            "organizations",
            "network",
            "analysis",
            "findings",
        ],
    ),
    ("export", &["error", "report"]),
    (
        "pipeline",
        &[
            "origin",
            "problem",
            "error",
            "outlook",
            "document",
            "source",
            "message",
            "mention",
            "case",
            "conversation",
            "people",
            "organizations",
            "network",
            "analysis",
            "findings",
            "report",
            "export",
            "search",
        ],
    ),
    (
        "cli",
        &[
            "origin",
            "problem",
            "error",
            "outlook",
            "document",
            "source",
            "message",
            "mention",
            "case",
            "conversation",
            "people",
            "organizations",
            "network",
            "analysis",
            "findings",
            "report",
            "export",
            "search",
            "pipeline",
        ],
    ),
    // The two roots: the program knows its roof, the library only names its rooms.
    ("main", &["cli"]),
    ("lib", &[]),
];

/// Outside crates and the doors by which they come in: folders or files of `src/`. `""` is everywhere.
const DOORS: &[(&str, &[&str])] = &[
    ("clap", &["cli/"]),
    ("csv", &["export/csv.rs", "mention/watch.rs"]),
    ("dot_writer", &["export/dot.rs", "export/dot/"]),
    ("encoding_rs", &["message/", "outlook/", "document/"]),
    (
        "flate2",
        &["source/", "outlook/", "document/package.rs", "document/"],
    ),
    ("hayro_syntax", &["document/pdf.rs", "document/pdf/"]),
    ("idna", &["message/"]),
    ("indicatif", &["cli/"]),
    ("landlock", &["document/worker/sandbox.rs"]),
    (
        "libc",
        &["document/worker/seccomp.rs", "document/worker/sandbox.rs"],
    ),
    ("mail_parser", &["message/", "document/html.rs"]),
    ("memchr", &[""]),
    ("mimalloc", &["main.rs"]),
    ("petgraph", &["network/", "analysis/"]),
    ("publicsuffix", &["mention/"]),
    ("quick_xml", &["document/xml.rs", "outlook/olm.rs"]),
    ("rayon", &[""]),
    ("regex", &["source/", "message/", "mention/", "cli/"]),
    ("resvg", &["export/png.rs"]),
    ("rusqlite", &["case/"]),
    ("rustix", &["document/worker/"]),
    ("rustc_hash", &[""]),
    ("seccompiler", &["document/worker/seccomp.rs"]),
    ("serde", &[""]),
    ("serde_json", &[""]),
    ("sha2", &["origin.rs", "source/", "message/", "case/"]),
    // In the others for tests only.
    (
        "tempfile",
        &["source/stream.rs", "case/", "export/", "pipeline/"],
    ),
    ("terminal_size", &["cli/"]),
    ("toml", &["people/"]),
    (
        "unicode_normalization",
        &["message/", "people/", "case/index/"],
    ),
    ("zip", &["export/bundle.rs"]),
    ("zmij", &["export/number.rs"]),
    ("zstd", &["source/", "case/"]),
];

/// Parts of the standard library that are not for everybody: the path, and who may use it.
const STANDARD: &[(&[&str], &[&str], &str)] = &[
    (&["std", "env"], &["cli/"], "reads the environment"),
    (&["std", "net"], &[], "opens the network"),
    (&["std", "io", "stdout"], &["cli/"], "prints"),
    (&["std", "io", "stderr"], &["cli/"], "prints"),
    (&["std", "io", "stdin"], &["cli/"], "reads standard input"),
    (
        &["std", "process"],
        &["cli/", "main.rs", "document/worker/"],
        "ends or starts a process",
    ),
    (&["std", "hash", "RandomState"], &[], "draws a random seed"),
    (
        &["std", "collections", "hash_map", "RandomState"],
        &[],
        "draws a random seed",
    ),
];

/// Words in a row that only some may say.
const SAID: &[(&[&str], &[&str], &str)] = &[
    (&["println", "!"], &["cli/"], "prints"),
    (&["print", "!"], &["cli/"], "prints"),
    (&["eprintln", "!"], &["cli/"], "prints"),
    (&["eprint", "!"], &["cli/"], "prints"),
    (&["dbg", "!"], &[], "prints"),
    (&["todo", "!"], &[], "is not done"),
    (&["unimplemented", "!"], &[], "is not done"),
    (&["SystemTime", "::", "now"], &["cli/"], "reads the clock"),
    (&["Instant", "::", "now"], &["cli/"], "reads the clock"),
    (&["env", "::", "var"], &["cli/"], "reads the environment"),
    (&["env", "::", "temp_dir"], &[], "reads the environment"),
    (
        &["extern", "crate"],
        &[],
        "brings a crate in by the back door",
    ),
    (&["crate", "as"], &[], "hides which room it uses"),
];

/// Names that say nothing about what a file is for.
const EMPTY_NAMES: &[&str] = &[
    "util", "utils", "helper", "helpers", "common", "misc", "manager",
];

/// Lines that a file has at most, its tests included.
const LINES: usize = 500;
/// Files that are longer, each one algorithm that reads better in one piece; and how long even they may become.
const LONG: &[&str] = &[
    "case/facts.rs",
    "case/writer.rs",
    "message/address/list.rs",
    "message/segments.rs",
    "source/reader.rs",
    "source/split.rs",
];
const LONGEST: usize = 800;

/// All faults of one file. `path` is counted from `src/`.
fn faults(path: &str, source: &str) -> Vec<String> {
    let words = words(&code(source));
    let crates: Vec<&str> = DOORS.iter().map(|(name, _)| *name).collect();
    let paths = paths(&words, &modules(path), &crates);
    let mut faults = Vec::new();
    rooms(path, &paths, &mut faults);
    doors(path, &words, &paths, &mut faults);
    said(path, &words, &paths, &mut faults);
    form(path, source, &mut faults);
    faults
}

/// Names of the module that a file holds: `message/address/list.rs` is `message`, `address`, `list`.
fn modules(path: &str) -> Vec<String> {
    let path = path.trim_end_matches(".rs").trim_end_matches("/mod");
    match path {
        "lib" | "main" => Vec::new(),
        _ => path.split('/').map(str::to_owned).collect(),
    }
}

fn room(path: &str) -> &str {
    path.split('/')
        .next()
        .unwrap_or(path)
        .trim_end_matches(".rs")
}

fn may(path: &str, places: &[&str]) -> bool {
    places.iter().any(|place| path.starts_with(place))
}

fn rooms(path: &str, paths: &[Path], faults: &mut Vec<String>) {
    let own = room(path);
    let Some((_, allowed)) = ROOMS.iter().find(|(name, _)| *name == own) else {
        return faults.push(format!(
            "{path}: '{own}' is no room of the house: add it to ROOMS, on its floor"
        ));
    };
    for Path { parts, line, .. } in paths.iter().filter(|path| path.inside) {
        let used = parts.first().map_or("", String::as_str);
        if used != own && !allowed.contains(&used) {
            faults.push(format!(
                "{path}:{line}: {own} may not use {used} ({})",
                parts.join("::")
            ));
        }
    }
}

fn doors(path: &str, words: &[Word], paths: &[Path], faults: &mut Vec<String>) {
    for Path { parts, line, .. } in paths.iter().filter(|path| !path.inside) {
        let name = parts[0].as_str();
        let Some((_, places)) = DOORS.iter().find(|(outside, _)| *outside == name) else {
            continue;
        };
        if !may(path, places) && !is_own(name, words, paths) {
            faults.push(format!(
                "{path}:{line}: {name} comes in by {} only",
                places.join(", ")
            ));
        }
    }
}

/// A module of the house has the name of an outside crate, and this file means the module.
fn is_own(name: &str, words: &[Word], paths: &[Path]) -> bool {
    paths
        .iter()
        .any(|path| path.inside && path.parts.last().is_some_and(|last| last == name))
        || words
            .windows(2)
            .any(|pair| pair[0].text == "mod" && pair[1].text == name)
}

fn said(path: &str, words: &[Word], paths: &[Path], faults: &mut Vec<String>) {
    for (what, _, does) in STANDARD.iter().filter(|(_, places, _)| !may(path, places)) {
        for Path { line, .. } in paths
            .iter()
            .filter(|path| !path.inside && starts(&path.parts, what))
        {
            faults.push(format!("{path}:{line}: {} {does}", what.join("::")));
        }
    }
    for (what, _, does) in SAID.iter().filter(|(_, places, _)| !may(path, places)) {
        for hit in words
            .windows(what.len())
            .filter(|hit| hit.iter().map(|word| &word.text).eq(what.iter()))
        {
            faults.push(format!("{path}:{}: {} {does}", hit[0].line, what.concat()));
        }
    }
}

fn starts(parts: &[String], with: &[&str]) -> bool {
    parts.len() >= with.len() && parts.iter().zip(with).all(|(part, name)| part == name)
}

fn form(path: &str, source: &str, faults: &mut Vec<String>) {
    if path
        .trim_end_matches(".rs")
        .split('/')
        .any(|name| EMPTY_NAMES.contains(&name))
    {
        faults.push(format!(
            "{path}: the name says nothing about what it is for"
        ));
    }
    if !source.starts_with("//!") {
        faults.push(format!(
            "{path}: its first line does not say what it is for"
        ));
    }
    let most = if LONG.contains(&path) { LONGEST } else { LINES };
    let count = source.lines().count();
    if count > most {
        faults.push(format!("{path}: {count} lines, more than {most}"));
    }
}

fn sources(folder: &FilePath, under: &str, found: &mut BTreeMap<String, String>) {
    for entry in fs::read_dir(folder).expect("a folder that can be listed") {
        let entry = entry.expect("an entry that can be read");
        let name = format!("{under}{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            sources(&entry.path(), &format!("{name}/"), found);
        } else if name.ends_with(".rs") {
            found.insert(
                name,
                fs::read_to_string(entry.path()).expect("a source file in UTF-8"),
            );
        }
    }
}

fn house() -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    sources(
        &FilePath::new(env!("CARGO_MANIFEST_DIR")).join("src"),
        "",
        &mut found,
    );
    assert!(
        found.len() >= 60,
        "only {} source files were found",
        found.len()
    );
    found
}

#[test]
fn every_file_keeps_the_rules() {
    let faults: Vec<String> = house()
        .iter()
        .flat_map(|(path, source)| faults(path, source))
        .collect();
    assert!(
        faults.is_empty(),
        "{} faults:\n{}",
        faults.len(),
        faults.join("\n")
    );
}

#[test]
fn rooms_stand_on_rooms_below() {
    let mut below = BTreeSet::new();
    for (room, uses) in ROOMS {
        for used in *uses {
            assert!(
                below.contains(used) || *room == "main",
                "{room} uses {used}, which is not below it"
            );
        }
        below.insert(room);
    }
    let files = house();
    for (room, _) in ROOMS {
        let there = files.keys().any(|path| self::room(path) == *room);
        assert!(
            there,
            "the room {room} has no files: the table is out of date"
        );
    }
}

#[test]
fn every_dependency_has_a_door() {
    let manifest = fs::read_to_string(FilePath::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml"))
        .expect("Cargo.toml");
    let listed: BTreeSet<String> = manifest
        .lines()
        .skip_while(|line| *line != "[dependencies]")
        .take_while(|line| *line != "[dev-dependencies]")
        .filter(|line| !line.starts_with(['[', '#']))
        .filter_map(|line| Some(line.split_once('=')?.0.trim().replace('-', "_")))
        .collect();
    let doors: BTreeSet<String> = DOORS.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert!(listed.len() > 10, "few dependencies were found: {listed:?}");
    assert_eq!(
        listed, doors,
        "Cargo.toml (left) and DOORS (right) name different crates"
    );
}

#[test]
fn planted_faults_are_found() {
    for (path, planted, complaint) in PLANTED {
        let found = faults(path, &format!("//! A room.\n{planted}\n"));
        assert!(
            found.iter().any(|fault| fault.contains(complaint)),
            "{path}: {planted}\n  said: {found:?}\n  not: {complaint}"
        );
        assert_eq!(found.len(), 1, "{path}: {planted}\n  said: {found:?}");
    }
    assert_eq!(
        faults("people/name.rs", "fn f() {}\n").len(),
        1,
        "a file without a first word"
    );
    let long = format!("//! Long.\n{}", "\n".repeat(LINES));
    assert!(faults("people/name.rs", &long)[0].contains("more than 500"));
}

#[test]
fn harmless_code_is_left_alone() {
    for (path, code) in HARMLESS {
        let found = faults(path, &format!("//! A room.\n{code}\n"));
        assert!(found.is_empty(), "{path}: {code}\n  said: {found:?}");
    }
}
