//! Same input, options, version: same bytes out. On any number of threads, in any order, in one go or in pieces, after a
//! death at any moment. Only the database itself may differ in its bytes: it is compared by what is concluded from it.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::sample::generator::{Options, generate};
use crate::support::{self, Work, assert_same_folders};

/// Files of a case whose bytes may differ: the database, its index (it has rows of the database) and what belongs to them.
fn database(name: &str) -> bool {
    name == "index.db"
        || name.starts_with("case.db")
        || name.starts_with("index.db")
        || name == "case.lock"
}

#[track_caller]
fn same(work: &Work, one: &str, other: &str) {
    assert_same_folders(&work.at(one), &work.at(other), database);
    assert!(support::files(&work.at(one)).len() > 15);
}

/// A generated archive in `mail/`, with a file of each other sort beside it.
fn archive(messages: u64) -> Work {
    let work = Work::new();
    let archive = generate(&Options {
        messages,
        seed: 3,
        one_file: false,
    });
    for (name, bytes) in &archive.files {
        work.write(format!("mail/{name}"), bytes);
    }
    work.copy(&support::sample().join("loose"), "mail/loose");
    work.write("mail/zz/notes.txt", "no mail\n");
    work
}

fn sources(work: &Work) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = fs::read_dir(work.at("mail"))
        .expect("a folder")
        .map(|entry| Path::new("mail").join(entry.expect("an entry").file_name()))
        .collect();
    found.sort();
    assert!(found.len() > 4);
    found
}

fn analyze(work: &Work, paths: &[PathBuf], case: &str, more: &[&str]) {
    let mut arguments: Vec<String> = vec!["analyze".into(), "--case".into(), case.into()];
    arguments.extend(more.iter().map(|m| (*m).to_owned()));
    arguments.extend(paths.iter().map(|p| p.display().to_string()));
    work.mailties(arguments).ok();
}

#[test]
fn threads_do_not_matter() {
    let work = archive(1_500);
    let mail = [PathBuf::from("mail")];
    for threads in ["1", "2", "7"] {
        analyze(
            &work,
            &mail,
            &format!("case{threads}"),
            &["--threads", threads],
        );
    }
    same(&work, "case1", "case2");
    same(&work, "case1", "case7");
}

#[test]
fn order_and_number_of_the_paths_do_not_matter() {
    let work = archive(1_000);
    analyze(&work, &[PathBuf::from("mail")], "folder", &[]);
    let mut paths = sources(&work);
    analyze(&work, &paths, "paths", &[]);
    same(&work, "folder", "paths");
    paths.reverse();
    analyze(&work, &paths, "reversed", &[]);
    same(&work, "folder", "reversed");
    paths.push(PathBuf::from("mail"));
    analyze(&work, &paths, "twice", &[]);
    same(&work, "folder", "twice");
}

#[test]
fn time_zone_and_language_do_not_matter() {
    let work = archive(400);
    analyze(&work, &[PathBuf::from("mail")], "here", &[]);
    work.mailties(["analyze", "mail", "--case", "there"])
        .env("TZ", "Pacific/Auckland")
        .env("LANG", "tr_TR.UTF-8")
        .env("LC_ALL", "tr_TR.UTF-8")
        .ok();
    same(&work, "here", "there");
}

#[test]
fn other_seeds_are_other_runs_and_options_are_remembered() {
    let work = archive(400);
    let mail = [PathBuf::from("mail")];
    analyze(&work, &mail, "one", &["--seed", "1"]);
    analyze(&work, &mail, "two", &["--seed", "2"]);
    let difference = support::difference(&work.at("one"), &work.at("two"), database);
    assert!(
        difference.is_some(),
        "the seed changes nothing, not even the manifest"
    );
}

#[test]
fn batch_after_batch_is_as_all_at_once() {
    let work = archive(1_000);
    let paths = sources(&work);
    analyze(&work, &[PathBuf::from("mail")], "whole", &[]);
    let (first, rest) = paths.split_at(paths.len() / 2);
    analyze(&work, first, "pieces", &[]);
    assert!(support::difference(&work.at("whole"), &work.at("pieces"), database).is_some());
    analyze(&work, rest, "pieces", &[]);
    same(&work, "whole", "pieces");
    // The last first: the new facts come before the old ones in every table.
    analyze(&work, rest, "backwards", &[]);
    analyze(&work, first, "backwards", &[]);
    same(&work, "whole", "backwards");
    // Once more over everything: nothing new.
    analyze(&work, &[PathBuf::from("mail")], "pieces", &[]);
    same(&work, "whole", "pieces");
}

#[test]
fn running_again_changes_no_byte() {
    let work = archive(1_000);
    analyze(&work, &[PathBuf::from("mail")], "case", &[]);
    work.copy(&work.at("case"), "before");
    analyze(&work, &[PathBuf::from("mail")], "case", &[]);
    same(&work, "before", "case");
    let rows = |case: &str| fs::metadata(work.at(case).join("case.db")).map(|m| m.len());
    assert_eq!(
        rows("before").ok(),
        rows("case").ok(),
        "the facts were stored again"
    );
}

#[test]
fn changed_file_is_read_anew_and_told() {
    let work = archive(400);
    analyze(&work, &[PathBuf::from("mail")], "case", &[]);
    let sources = sources(&work);
    let mbox = sources
        .iter()
        .find(|p| p.extension().is_some_and(|e| e == "mbox"))
        .expect("an mbox");
    let mut bytes = fs::read(work.at(mbox)).expect("its bytes");
    bytes.extend_from_slice(
        b"\nFrom new@yard.example Mon Jan  4 07:00:00 2010\nFrom: New <new@yard.example>\nTo: old@yard.example\n\
          Date: Mon, 4 Jan 2010 07:00:00 +0000\nSubject: added\n\nThis mail was added to the box afterwards.\n",
    );
    work.write(mbox, &bytes);
    analyze(&work, &[PathBuf::from("mail")], "case", &[]);
    let problems = work.table("case/problems.csv");
    let changed = support::row(&problems, "kind", "changed");
    assert_eq!(changed["source"], mbox.display().to_string());
    // All but that problem is as if the file had always been so.
    analyze(&work, &[PathBuf::from("mail")], "fresh", &[]);
    let told = |name: &str| {
        database(name)
            || ["problems.csv", "manifest.json", "README.txt", "report.html"].contains(&name)
    };
    assert_same_folders(&work.at("case"), &work.at("fresh"), told);
    let counts = |case: &str| -> serde_json::Value {
        let text = work.text(format!("{case}/manifest.json"));
        let mut manifest: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        manifest["counts"]["problems"].take();
        manifest
    };
    assert_eq!(counts("case"), counts("fresh"));
    work.mailties(["verify", "case"]).ok();
}

/// The next of a fixed row of numbers (Numerical Recipes' linear congruential generator).
fn next(state: &mut u64) -> u64 {
    *state = state
        .wrapping_mul(6_364_136_223_846_793_005)
        .wrapping_add(1_442_695_040_888_963_407);
    *state >> 33
}

/// Starts a run and kills it after this time; tells whether it was still running.
fn killed(work: &Work, after: Duration) -> bool {
    let mut child = work
        .mailties(["analyze", "mail", "--case", "killed"])
        .start();
    std::thread::sleep(after);
    let running = matches!(child.try_wait(), Ok(None));
    let _ = child.kill();
    let _ = child.wait();
    running
}

#[test]
fn killed_runs_are_made_good_by_the_next() {
    let work = archive(6_000);
    let start = Instant::now();
    analyze(&work, &[PathBuf::from("mail")], "whole", &[]);
    let whole = start.elapsed();
    // How long a run takes here was measured, so that the moments lie within it; the outcome does not depend on it.
    let mut state = 7;
    let mut running = 0;
    for _ in 0..3 {
        let share = 10 + next(&mut state) % 75;
        running += u32::from(killed(&work, whole * share as u32 / 100));
    }
    assert!(running > 0, "no run was killed before its end ({whole:?})");
    analyze(&work, &[PathBuf::from("mail")], "killed", &[]);
    same(&work, "whole", "killed");
    work.mailties(["verify", "killed"]).ok();
}

#[test]
fn run_killed_while_reading_leaves_a_case_that_goes_on() {
    let work = archive(6_000);
    // Early: in the midst of the first transactions, whatever the speed.
    for after in [5, 60, 200] {
        killed(&work, Duration::from_millis(after));
    }
    analyze(&work, &[PathBuf::from("mail")], "killed", &[]);
    analyze(&work, &[PathBuf::from("mail")], "whole", &[]);
    same(&work, "whole", "killed");
}

#[test]
fn a_manifest_makes_the_same_case_again() {
    let work = archive(300);
    work.write(
        "decisions.toml",
        "[[person]]\naddress = \"nobody@tides.example\"\nlabel = \"Nobody\"\n",
    );
    let mail = [PathBuf::from("mail")];
    let more = [
        "--people",
        "decisions.toml",
        "--seed",
        "7",
        "--include",
        "lists,bulk",
    ];
    analyze(&work, &mail, "first", &more);
    work.mailties([
        "analyze",
        "--from",
        "first/manifest.json",
        "--case",
        "again",
    ])
    .ok()
    .complains("The same came out");
    same(&work, "first", "again");
    // A source that has changed since is told.
    let mut bytes = fs::read(work.at("mail/zz/notes.txt")).expect("a file");
    bytes.push(b'x');
    work.write("mail/zz/notes.txt", &bytes);
    work.mailties([
        "analyze",
        "--from",
        "first/manifest.json",
        "--case",
        "first",
    ])
    .code(2)
    .complains("the manifest lies in the folder that would be written");
    let mbox = sources(&work)
        .into_iter()
        .find(|p| work.at(p).is_file())
        .expect("an mbox");
    fs::write(
        work.at(&mbox),
        "From a@b.example Mon Mar  5 10:00:00 2012\nFrom: a@b.example\nTo: c@b.example\n\nx\n",
    )
    .expect("a file that can be written");
    work.mailties([
        "analyze",
        "--from",
        "first/manifest.json",
        "--case",
        "changed",
    ])
    .code(3)
    .complains(&format!("differs: {}: has changed", mbox.display()));
}
