//! `search`: what is found equals a scan of all texts that is written in another way; names that mean several or nobody are told, and so
//! is the place of what is not understood; the order of the files and the number of threads do not matter.

use std::collections::BTreeSet;
use std::path::Path;

use mailties::case::index::read::Index;
use mailties::pipeline;
use mailties::search;

use crate::sample::generator::{Options, generate};
use crate::support::{self, Work};

mod documents;
mod scan;

use scan::{Doc, docs};

/// What is asked, with no parser between.
#[derive(Clone, Debug)]
enum Ask {
    Word(String),
    Prefix(String),
    Phrase(Vec<String>),
    Near(Vec<String>, usize),
    Field(&'static str, String),
    Says(&'static str, Vec<String>),
    Attachment,
    In(&'static str),
    Both(Box<Ask>, Box<Ask>),
    Either(Box<Ask>, Box<Ask>),
    Not(Box<Ask>),
}

use Ask::*;

impl Ask {
    fn typed(&self) -> String {
        match self {
            Word(word) => word.clone(),
            Prefix(word) => format!("{word}*"),
            Phrase(words) => format!("\"{}\"", words.join(" ")),
            Near(words, n) => format!("\"{}\"~{n}", words.join(" ")),
            Field(field, value) => format!("{field}:\"{value}\""),
            Says(field, words) => format!("{field}:\"{}\"", words.join(" ")),
            Attachment => "has:attachment".into(),
            In(what) => format!("in:{what}"),
            Both(a, b) => format!("({}) AND ({})", a.typed(), b.typed()),
            Either(a, b) => format!("({} OR {})", a.typed(), b.typed()),
            Not(a) => format!("-({})", a.typed()),
        }
    }

    fn holds(&self, doc: &Doc) -> bool {
        let usual = || {
            [&doc.subject, &doc.own, &doc.attachments, &doc.names]
                .into_iter()
                .flatten()
        };
        let is = |list: &[String], value: &String| list.contains(value);
        match self {
            Word(word) => usual().any(|passage| passage.contains(word)),
            Prefix(word) => usual()
                .flatten()
                .any(|other| other.starts_with(word.as_str())),
            Phrase(words) => {
                usual().any(|passage| passage.windows(words.len()).any(|some| some == words))
            }
            Near(words, n) => usual().any(|passage| near(passage, words, *n)),
            Says(field, words) => {
                let passages = match *field {
                    "subject" => &doc.subject,
                    "text" => &doc.own,
                    "quoted" => &doc.quoted,
                    "attachment" => &doc.attachments,
                    _ => &doc.names,
                };
                passages
                    .iter()
                    .any(|passage| passage.windows(words.len()).any(|some| some == words))
            }
            Field(field, value) => match *field {
                "from" => is(&doc.from, value),
                "to" => is(&doc.to, value),
                "cc" => is(&doc.cc, value),
                "bcc" => is(&doc.bcc, value),
                "with" => [&doc.from, &doc.to, &doc.cc, &doc.bcc]
                    .iter()
                    .any(|list| is(list, value)),
                "org" => doc.organizations.contains(value),
                "custodian" => doc.custodians.contains(value),
                "kind" => doc.kind == *value,
                "format" => doc.format == *value,
                "thread" => doc.thread == *value,
                "after" => doc.date.as_ref().is_some_and(|date| date >= value),
                _ => doc.date.as_ref().is_some_and(|date| date < value),
            },
            Attachment => doc.kind != "document" && !doc.attachments.is_empty(),
            In(what) => (doc.kind == "document") == (*what == "attachment"),
            Both(a, b) => a.holds(doc) && b.holds(doc),
            Either(a, b) => a.holds(doc) || b.holds(doc),
            Not(a) => !a.holds(doc),
        }
    }
}

/// Whether some stretch of `n + 1` words holds all of these, each as often as it is given.
fn near(passage: &[String], words: &[String], n: usize) -> bool {
    (0..passage.len()).any(|start| {
        let stretch = &passage[start..passage.len().min(start + n + 1)];
        let times =
            |all: &[String], word: &String| all.iter().filter(|other| *other == word).count();
        words
            .iter()
            .all(|word| times(stretch, word) >= times(words, word))
    })
}

/// Numbers from a seed (Knuth's MMIX generator).
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % n.max(1)
    }

    fn one<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }
}

/// A stretch of words that stands somewhere, if one is found soon.
fn stretch(
    dice: &mut Dice,
    docs: &[Doc],
    length: usize,
    of: impl Fn(&Doc) -> &Vec<Vec<String>>,
) -> Vec<String> {
    for _ in 0..10_000 {
        let passages = of(dice.one(docs));
        let passage = passages.get(dice.below(passages.len()));
        if let Some(passage) = passage.filter(|passage| passage.len() >= length) {
            let start = dice.below(passage.len() + 1 - length);
            return passage[start..start + length].to_vec();
        }
    }
    vec!["nowhere".to_owned(); length]
}

fn simple(dice: &mut Dice, docs: &[Doc], sort: usize) -> Ask {
    match sort % 16 {
        0 => Word(stretch(dice, docs, 1, |d| &d.own).remove(0)),
        1 => Word(stretch(dice, docs, 1, |d| &d.subject).remove(0)),
        2 => Word(stretch(dice, docs, 1, |d| &d.names).remove(0)),
        3 => Prefix(
            stretch(dice, docs, 1, |d| &d.own)
                .remove(0)
                .chars()
                .take(3)
                .collect(),
        ),
        4 => Phrase(stretch(dice, docs, 2, |d| &d.own)),
        5 => Phrase(stretch(dice, docs, 3, |d| &d.own)),
        6 => {
            let mut words = stretch(dice, docs, 5, |d| &d.own);
            words = vec![
                words.pop().expect("a word"),
                words.swap_remove(dice.below(3)),
            ];
            let n = 1 + dice.below(6);
            Near(words, n)
        }
        7 => {
            let words = stretch(dice, docs, 8, |d| &d.own);
            Near(
                vec![words[7].clone(), words[0].clone(), words[4].clone()],
                7 + dice.below(3),
            )
        }
        8 => Says("subject", stretch(dice, docs, 1, |d| &d.subject)),
        9 => Says("quoted", stretch(dice, docs, 2, |d| &d.quoted)),
        10 => Says("attachment", stretch(dice, docs, 1, |d| &d.attachments)),
        11 => {
            let doc = dice.one(docs);
            let field = *dice.one(&["from", "to", "cc", "with"]);
            let list = match field {
                "to" => &doc.to,
                "cc" => &doc.cc,
                _ => &doc.from,
            };
            match list.first() {
                Some(id) => Field(field, id.clone()),
                None => Attachment,
            }
        }
        12 => {
            let doc = dice.one(docs);
            let custodian = doc.custodians.iter().find(|name| !name.is_empty());
            match (dice.below(4), custodian, doc.organizations.first()) {
                (0, Some(name), _) => Field("custodian", name.clone()),
                (1, _, Some(id)) => Field("org", id.clone()),
                (2, ..) if !doc.format.is_empty() => Field("format", doc.format.clone()),
                _ => Field("kind", doc.kind.clone()),
            }
        }
        13 => match dice.one(docs) {
            alone if alone.thread.is_empty() => In("attachment"),
            doc => Field("thread", doc.id.clone()),
        },
        14 => {
            let date = dice
                .one(docs)
                .date
                .clone()
                .unwrap_or_else(|| "2023-03-06T".into());
            let length = *dice.one(&[4, 7, 10]);
            Field(
                dice.one::<&str>(&["after", "before"]),
                date[..length].to_owned(),
            )
        }
        _ => dice
            .one(&[Attachment, In("message"), In("attachment")])
            .clone(),
    }
}

/// A thread is asked for by any of its messages, and answered by the message that names it.
fn settle(ask: Ask, docs: &[Doc]) -> (Ask, String) {
    let typed = ask.typed();
    let scan = match ask {
        Field("thread", id) => Field(
            "thread",
            docs.iter()
                .find(|d| d.id == id)
                .expect("the message")
                .thread
                .clone(),
        ),
        other => other,
    };
    (scan, typed)
}

fn hits(index: &Index, typed: &str) -> Vec<String> {
    let asked = search::parse(typed).unwrap_or_else(|wrong| panic!("{typed}: {wrong:?}"));
    let found =
        search::all(index, &asked, true).unwrap_or_else(|wrong| panic!("{typed}: {wrong:?}"));
    found
        .iter()
        .map(|(number, _)| index.entry(*number).expect("an entry").id)
        .collect()
}

/// Compares `count` queries of each sort with the scan; returns how many found something, and not everything.
fn compare(work: &Work, case: &str, rounds: usize, seed: u64) -> usize {
    let docs = docs(work, case);
    let index = pipeline::open_index(&work.at(case)).expect("an index");
    assert_eq!(index.entries as usize, docs.len());
    let mut dice = Dice(seed);
    let mut telling = 0;
    for round in 0..rounds * 16 {
        let first = settle(simple(&mut dice, &docs, round), &docs);
        let sort = dice.below(16);
        let second = settle(simple(&mut dice, &docs, sort), &docs);
        let (a, b) = (Box::new(first.0.clone()), Box::new(second.0.clone()));
        let (typed_a, typed_b) = (&first.1, &second.1);
        let asked = [
            (first.0.clone(), first.1.clone()),
            (Both(a.clone(), b.clone()), format!("{typed_a} {typed_b}")),
            (
                Either(a.clone(), b.clone()),
                format!("{typed_a} OR {typed_b}"),
            ),
            (
                Both(a.clone(), Box::new(Not(b.clone()))),
                format!("{typed_a} -{typed_b}"),
            ),
            (
                Not(Box::new(Both(a, Box::new(Not(b))))),
                format!("NOT ({typed_a} AND NOT {typed_b})"),
            ),
        ];
        for (scan, typed) in asked {
            // The rows of the table are sorted by date, then id, undated last: as the hits are.
            let expected: Vec<&str> = docs
                .iter()
                .filter(|doc| scan.holds(doc))
                .map(|doc| doc.id.as_str())
                .collect();
            assert_eq!(hits(&index, &typed), expected, "{typed}");
            telling += usize::from(!expected.is_empty() && expected.len() < docs.len());
        }
    }
    telling
}

fn sample_case() -> Work {
    let work = Work::new();
    let mail = support::sample();
    work.mailties([
        "analyze",
        "-q",
        "--case",
        "case",
        &mail.display().to_string(),
    ])
    .ok();
    work
}

#[test]
fn hits_in_the_sample_are_those_of_a_scan() {
    let work = sample_case();
    let telling = compare(&work, "case", 12, 11);
    assert!(telling > 500, "only {telling} of 960 queries tell anything");
}

#[test]
fn hits_in_a_generated_archive_are_those_of_a_scan() {
    let work = Work::new();
    for (name, bytes) in &generate(&Options {
        messages: 600,
        seed: 5,
        one_file: false,
    })
    .files
    {
        work.write(format!("mail/{name}"), bytes);
    }
    work.mailties(["analyze", "-q", "--case", "case", "mail"])
        .ok();
    let telling = compare(&work, "case", 4, 7);
    assert!(telling > 130, "only {telling} of 320 queries tell anything");
}

/// BM25 from its formula, over the scan's words.
fn bm25(docs: &[Doc], words: &[&str]) -> Vec<(String, f64)> {
    let length = |d: &Doc| {
        [&d.subject, &d.own, &d.attachments, &d.names]
            .iter()
            .map(|f| f.iter().flatten().count())
            .sum::<usize>() as f64
    };
    let times = |d: &Doc, word: &str| {
        let in_field =
            |f: &Vec<Vec<String>>| f.iter().flatten().filter(|w| *w == word).count() as f64;
        3.0 * in_field(&d.subject)
            + in_field(&d.own)
            + in_field(&d.attachments)
            + in_field(&d.names)
    };
    let n = docs.len() as f64;
    let average = docs.iter().map(length).sum::<f64>() / n;
    let mut scored: Vec<(String, f64)> = Vec::new();
    for doc in docs
        .iter()
        .filter(|d| words.iter().all(|w| times(d, w) > 0.0))
    {
        let score = words.iter().map(|w| {
            let found = docs.iter().filter(|d| times(d, w) > 0.0).count() as f64;
            let tf = times(doc, w);
            ((n - found + 0.5) / (found + 0.5) + 1.0).ln() * tf * 2.2
                / (tf + 1.2 * (0.25 + 0.75 * length(doc) / average))
        });
        scored.push((doc.id.clone(), score.sum()));
    }
    scored
}

#[test]
fn scores_are_those_of_the_formula_and_ties_go_by_date() {
    let work = sample_case();
    let docs = docs(&work, "case");
    let index = pipeline::open_index(&work.at("case")).expect("an index");
    for words in [
        vec!["tide"],
        vec!["the"],
        vec!["tide", "gauge"],
        vec!["port", "the", "mira"],
    ] {
        let expected = bm25(&docs, &words);
        assert!(expected.len() > 3, "{words:?}");
        let asked = search::parse(&words.join(" ")).expect("a query");
        let found = search::all(&index, &asked, false).expect("hits");
        assert_eq!(found.len(), expected.len());
        for (number, score) in &found {
            let id = index.entry(*number).expect("an entry").id;
            let (_, right) = expected
                .iter()
                .find(|(other, _)| *other == id)
                .expect("a hit of the scan");
            assert!(
                (f64::from(*score) - right).abs() < 1e-4,
                "{words:?} {id}: {score}, not {right}"
            );
        }
        let in_order = |pair: &[(u32, f32)]| {
            pair[0].1 > pair[1].1 || (pair[0].1 == pair[1].1 && pair[0].0 < pair[1].0)
        };
        assert!(found.windows(2).all(in_order));
    }
}

#[test]
fn names_that_mean_several_or_nobody_are_told() {
    let work = sample_case();
    // Two women of that name are in the sample; truth.json keeps them apart.
    let several = work
        .mailties(["search", "case", "from:\"anna keller\""])
        .run();
    assert_eq!(several.code, Some(1), "{several:?}");
    assert!(
        several.stderr.contains("anna.keller@marlstrand.example")
            && several.stderr.contains("'anna keller' fits 2"),
        "{several:?}"
    );
    let typo = work.mailties(["search", "case", "from:castelan"]).run();
    assert_eq!(typo.code, Some(1));
    assert!(
        typo.stderr.contains("Mira Castellan")
            && typo
                .stderr
                .contains("nobody and nothing is called 'castelan'"),
        "{typo:?}"
    );
    let nobody = work.mailties(["search", "case", "org:zzzzzzzz"]).run();
    assert_eq!(nobody.code, Some(1));
    assert!(nobody.stdout.is_empty());
    let one = work
        .mailties(["search", "case", "from:castellan", "--count"])
        .ok();
    let by_address = work
        .mailties([
            "search",
            "case",
            "from:m.castellan@marlstrand.example",
            "--count",
        ])
        .ok();
    assert!(
        one.stderr.contains("'castellan' is Mira Castellan"),
        "{one:?}"
    );
    assert_eq!(one.stdout, by_address.stdout);
    assert!(one.stdout.trim().parse::<u32>().expect("a number") > 5);
}

#[test]
fn what_is_not_understood_is_shown_at_its_place() {
    let work = sample_case();
    let wrong = work.mailties(["search", "case", "tide (gauge OR"]).run();
    assert_eq!(wrong.code, Some(2), "{wrong:?}");
    assert!(
        wrong
            .stderr
            .starts_with("  tide (gauge OR\n              ^\n"),
        "{wrong:?}"
    );
    assert!(
        wrong
            .stderr
            .contains("error: the query is not understood at character 13"),
        "{wrong:?}"
    );
    let wrong = work.mailties(["search", "case", "été fromm:x"]).run();
    assert!(
        wrong.stderr.starts_with("  été fromm:x\n      ^\n"),
        "{wrong:?}"
    );
}

#[test]
fn a_case_without_index_or_with_an_old_one_says_what_to_do() {
    let work = sample_case();
    let loose = support::sample().join("loose").display().to_string();
    std::fs::remove_file(work.at("case/index.db")).expect("an index");
    let missing = work.mailties(["search", "case", "tide"]).run();
    assert_eq!(missing.code, Some(1));
    assert!(
        missing.stderr.contains("has no index of its words")
            && missing.stderr.contains("mailties analyze"),
        "{missing:?}"
    );
    // A run that was killed while it made the index has left this.
    work.write("case/index.part/run-0", "half");
    work.mailties(["analyze", "-q", "--case", "case", &loose])
        .ok();
    assert!(!work.at("case/index.part").exists());
    work.mailties(["search", "case", "tide"]).ok();
    work.write("case/decisions.toml", "");
    let old = work.mailties(["search", "case", "tide"]).run();
    assert_eq!(old.code, Some(1));
    assert!(
        old.stderr.contains("has changed since its index was made"),
        "{old:?}"
    );
    work.mailties(["analyze", "-q", "--case", "case", &loose])
        .ok();
    work.mailties(["search", "case", "tide"]).ok();
}

#[test]
fn an_index_is_kept_while_nothing_changes() {
    let work = sample_case();
    let mail = support::sample().display().to_string();
    let identity = |path: &Path| {
        use std::os::unix::fs::MetadataExt;
        std::fs::metadata(path).map(|m| m.ino()).expect("an index")
    };
    let before = identity(&work.at("case/index.db"));
    work.mailties(["analyze", "-q", "--case", "case", &mail])
        .ok();
    assert_eq!(
        identity(&work.at("case/index.db")),
        before,
        "it was made anew"
    );
    work.write("more/one.eml", "From: a@x.example\nTo: b@x.example\nSubject: zymurgy\nDate: Mon, 6 Mar 2023 10:00:00 +0000\n\nHello.\n");
    work.mailties(["analyze", "-q", "--case", "case", "more"])
        .ok();
    let found = work.mailties(["search", "case", "zymurgy", "--count"]).ok();
    assert_eq!(found.stdout.trim(), "1");
}

#[test]
fn threads_and_order_do_not_matter() {
    let work = Work::new();
    let mut sources: Vec<String> = Vec::new();
    for (name, bytes) in &generate(&Options {
        messages: 600,
        seed: 9,
        one_file: false,
    })
    .files
    {
        sources.push(
            work.write(format!("mail/{name}"), bytes)
                .display()
                .to_string(),
        );
    }
    let analyze = |case: &str, threads: &str, sources: &[String]| {
        let start = ["analyze", "-q", "--case", case, "--threads", threads].map(str::to_owned);
        work.mailties(start.iter().chain(sources)).ok();
    };
    analyze("one", "1", &sources);
    sources.reverse();
    analyze("two", "2", &sources);
    for typed in [
        "the",
        "re*",
        "\"of the\"",
        "NOT the",
        "subject:re OR kind:personal",
    ] {
        for more in ["--json", "--csv", "--conversations"] {
            let [one, two] = ["one", "two"].map(|case| {
                work.mailties(["search", case, typed, more, "--limit", "50"])
                    .ok()
                    .stdout
            });
            assert!(one.len() > 100, "{typed}");
            assert_eq!(one, two, "{typed} {more}");
        }
    }
}

#[test]
fn counts_stand_beside_the_hits() {
    let work = sample_case();
    let docs = docs(&work, "case");
    let out = work
        .mailties(["search", "case", "tide", "--json", "--limit", "8"])
        .ok();
    let found: serde_json::Value = serde_json::from_str(&out.stdout).expect("JSON");
    let right: Vec<&Doc> = docs
        .iter()
        .filter(|doc| Word("tide".into()).holds(doc))
        .collect();
    assert_eq!(found["messages"], right.len());
    assert_eq!(found["hits"].as_array().expect("hits").len(), 8);
    for person in found["people"].as_array().expect("people") {
        let id = person["id"].as_str().expect("an id").to_owned();
        let count = right
            .iter()
            .filter(|doc| Field("with", id.clone()).holds(doc))
            .count();
        assert_eq!(person["messages"], count, "{id}");
    }
    for organization in found["organizations"].as_array().expect("organizations") {
        let id = organization["id"].as_str().expect("an id");
        let count = right
            .iter()
            .filter(|doc| doc.organizations.contains(id))
            .count();
        assert_eq!(organization["messages"], count, "{id}");
    }
    for year in found["years"].as_array().expect("years") {
        let start = format!("{}-", year["year"]);
        let count = right
            .iter()
            .filter(|doc| {
                doc.date
                    .as_ref()
                    .is_some_and(|date| date.starts_with(&start))
            })
            .count();
        assert_eq!(year["messages"], count, "{start}");
    }
    let undated = right.iter().filter(|doc| doc.date.is_none()).count();
    assert_eq!(found["undated"], undated);
    let pieces = |hit: &serde_json::Value| hit["snippet"].as_array().cloned().unwrap_or_default();
    let marked = found["hits"]
        .as_array()
        .expect("hits")
        .iter()
        .flat_map(pieces);
    assert!(
        marked.filter(|piece| piece["hit"] == true).count() > 0,
        "{found}"
    );
    let grouped = work
        .mailties(["search", "case", "tide", "--json", "--threads"])
        .ok();
    let grouped: serde_json::Value = serde_json::from_str(&grouped.stdout).expect("JSON");
    let threads: BTreeSet<&str> = right.iter().map(|doc| doc.thread.as_str()).collect();
    assert_eq!(grouped["conversations"], threads.len());
}
