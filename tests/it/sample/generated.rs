//! What the program makes of generated archives, compared with what was planted in them.

use std::collections::{BTreeMap, BTreeSet};

use super::generator::{Archive, Options, generate};
use crate::support::{Work, row};

type Table = Vec<BTreeMap<String, String>>;

const SEEDS: [u64; 2] = [5, 11];

/// A generated archive, analyzed.
struct Made {
    work: Work,
    archive: Archive,
}

fn made(seed: u64) -> Made {
    let work = Work::new();
    let archive = generate(&Options {
        messages: 2_000,
        seed,
        one_file: false,
    });
    for (name, bytes) in &archive.files {
        work.write(format!("mail/{name}"), bytes);
    }
    work.mailties(["analyze", "mail", "--case", "case"]).ok();
    Made { work, archive }
}

fn people(made: &Made) -> Table {
    made.work.table("case/people/nodes.csv")
}

#[test]
fn generated_mails_are_counted_by_file_and_copies_found() {
    for seed in SEEDS {
        let made = made(seed);
        let truth = &made.archive.truth;
        let text = made.work.text("case/manifest.json");
        let manifest: serde_json::Value = serde_json::from_str(&text).expect("a manifest");
        let count = |name: &str| manifest["counts"][name].as_u64();
        assert_eq!(count("found"), Some(truth.found));
        assert_eq!(count("distinct"), Some(truth.distinct), "seed {seed}");
        assert_eq!(count("duplicate_copies"), Some(truth.copies.values().sum()));
        assert_eq!(count("unreadable"), Some(0));
        assert_eq!(count("bytes"), Some(truth.bytes));
        assert!(truth.copies.len() >= 4, "{:?}", truth.copies);
        let boxes = made.work.mailties(["list", "case", "mailboxes", "--csv"]);
        let boxes = boxes.ok().table();
        for (file, messages) in &truth.files {
            let found = row(&boxes, "mailbox", &format!("mail/{file}"));
            assert_eq!(found["found"], messages.to_string(), "{file}");
        }
    }
}

#[test]
fn generated_kinds_come_out() {
    for seed in SEEDS {
        let made = made(seed);
        let run = made.work.mailties(["list", "case", "messages", "--csv"]);
        let mut kinds: BTreeMap<String, u64> = BTreeMap::new();
        for message in run.ok().table() {
            *kinds.entry(message["kind"].clone()).or_default() += 1;
        }
        let mut planted = made.archive.truth.kinds.clone();
        // Mail to or from a role account is personal mail.
        let role = planted.remove("role").expect("mail of role accounts");
        *planted.entry("personal".into()).or_default() += role;
        assert_eq!(kinds, planted, "seed {seed}");
    }
}

#[test]
fn generated_people_have_all_their_addresses() {
    for seed in SEEDS {
        let made = made(seed);
        let (people, truth) = (people(&made), &made.archive.truth);
        for planted in &truth.people {
            let found = row(&people, "Id", &planted.id);
            let addresses: BTreeSet<&str> = found["addresses"].split(';').collect();
            let expected: BTreeSet<&str> = planted.addresses.iter().map(String::as_str).collect();
            assert_eq!(addresses, expected, "{}, seed {seed}", planted.id);
            assert_eq!(found["kind"], "person", "{found:?}");
        }
        let accounts = [&truth.lists, &truth.role_accounts, &truth.robots];
        for (accounts, kind) in accounts.into_iter().zip(["list", "role_account", "robot"]) {
            assert!(!accounts.is_empty());
            for account in accounts {
                assert_eq!(row(&people, "Id", account)["kind"], kind, "{account}");
            }
        }
        let others: usize = accounts.iter().map(|a| a.len()).sum();
        assert_eq!(people.len(), truth.people.len() + others, "seed {seed}");
        assert!(truth.people.iter().any(|p| !p.same_name_as.is_empty()));
    }
}

#[test]
fn generated_ties_have_their_messages_and_strengths() {
    for seed in SEEDS {
        let made = made(seed);
        let truth = &made.archive.truth;
        // Personal mail only: what bulk mail adds stands in the two columns apart.
        let edges = made.work.table("case/people/edges.csv");
        let edges: BTreeMap<_, _> = edges
            .iter()
            .map(|e| ((e["Source"].as_str(), e["Target"].as_str()), e))
            .collect();
        let automatic = automatic(&made);
        for tie in &truth.ties {
            let pair = (tie.from.as_str(), tie.to.as_str());
            let found = edges
                .get(&pair)
                .unwrap_or_else(|| panic!("no tie {pair:?}"));
            assert_eq!(
                found["measured_messages"],
                tie.messages.to_string(),
                "{pair:?}"
            );
            let more = automatic.get(&(tie.from.clone(), tie.to.clone())).copied();
            let expected = tie.strength + more.unwrap_or(0.0);
            let weight: f64 = found["Weight"].parse().expect("a number");
            assert!(
                (weight - expected).abs() < 1e-9,
                "{pair:?}: {weight}, not {expected}"
            );
        }
        let ids: BTreeSet<&str> = truth.people.iter().map(|p| p.id.as_str()).collect();
        let measured = edges.iter().filter(|((a, b), e)| {
            ids.contains(a) && ids.contains(b) && e["measured_messages"] != "0"
        });
        assert_eq!(measured.count(), truth.ties.len(), "seed {seed}");
    }
}

/// Strength that automatic replies add, by sender and recipient (each has one recipient).
fn automatic(made: &Made) -> BTreeMap<(String, String), f64> {
    let run = made.work.mailties(["list", "case", "messages", "--csv"]);
    let mut ties = BTreeMap::new();
    for message in run.ok().table() {
        if message["kind"] == "automatic_reply" {
            let pair = (message["from"].clone(), message["to"].clone());
            *ties.entry(pair).or_insert(0.0) += 1.0;
        }
    }
    ties
}

#[test]
fn generated_broker_communities_and_onset_come_out() {
    for seed in SEEDS {
        let made = made(seed);
        let (people, truth) = (people(&made), &made.archive.truth);
        let betweenness = |p: &BTreeMap<String, String>| p["betweenness"].parse().unwrap_or(0.0);
        let first = people
            .iter()
            .max_by(|a, b| f64::total_cmp(&betweenness(a), &betweenness(b)));
        assert_eq!(first.map(|p| &p["Id"]), Some(&truth.broker), "seed {seed}");
        let mut seen = BTreeSet::new();
        for members in &truth.communities {
            // The broker sits between them all.
            let found: BTreeSet<&str> = members
                .iter()
                .filter(|m| **m != truth.broker)
                .map(|m| row(&people, "Id", m)["community"].as_str())
                .collect();
            assert_eq!(found.len(), 1, "seed {seed}: {found:?}");
            seen.extend(found);
        }
        assert_eq!(seen.len(), truth.communities.len());
        let onset = &truth.onset;
        let run = made
            .work
            .mailties(["why", "case", &onset.a, &onset.b, "--csv"]);
        let mut dates: Vec<String> = run
            .ok()
            .table()
            .into_iter()
            .filter(|m| m["kind"] == "personal")
            .map(|m| m["date"].clone())
            .collect();
        dates.sort();
        assert_eq!(dates.len() as u64, onset.messages);
        let day = mailties::report::day;
        assert_eq!(dates[0][..10], day(onset.first));
        assert_eq!(dates[dates.len() - 1][..10], day(onset.last));
    }
}
