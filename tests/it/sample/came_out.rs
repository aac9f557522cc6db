//! What the program makes of `sample_mbox/`, compared with `truth.json`: facts and first conclusions.

use std::collections::{BTreeMap, BTreeSet};

use super::{MessageTruth, Truth, truth};
use crate::support::{self, Output, Work, row};

type Table = Vec<BTreeMap<String, String>>;

/// The sample analyzed, and its truth.
struct Sample {
    work: Work,
    truth: Truth,
    /// Canonical address by the id of the truth file.
    address: BTreeMap<String, String>,
}

impl Sample {
    fn new() -> Self {
        let work = Work::new();
        work.copy(&support::sample(), "sample_mbox");
        work.mailties(["analyze", "sample_mbox", "--case", "case"])
            .ok();
        let truth = truth();
        let address = truth
            .people
            .iter()
            .map(|p| (p.id.clone(), p.addresses[0].clone()))
            .collect();
        Self {
            work,
            truth,
            address,
        }
    }

    /// The id that tables have for an id of the truth file (lists, role accounts and robots have their address in both).
    fn id<'a>(&'a self, id: &'a str) -> &'a str {
        self.address.get(id).map_or(id, String::as_str)
    }

    fn ids(&self, ids: &[String]) -> String {
        let ids: Vec<&str> = ids.iter().map(|id| self.id(id)).collect();
        ids.join(";")
    }

    fn run(&self, arguments: &[&str]) -> Output {
        self.work.mailties(arguments).ok()
    }

    fn messages(&self) -> Table {
        self.run(&["list", "case", "messages", "--csv"]).table()
    }

    fn people(&self) -> Table {
        self.work.table("case/people/nodes.csv")
    }

    fn counts(&self) -> BTreeMap<String, u64> {
        let text = self.work.text("case/manifest.json");
        let manifest: serde_json::Value = serde_json::from_str(&text).expect("a manifest");
        serde_json::from_value(manifest["counts"].clone()).expect("counts")
    }

    /// The message as `show` tells it.
    fn shown(&self, message_id: &str) -> String {
        let messages = self.messages();
        let id = &row(&messages, "message_id", message_id)["id"];
        self.run(&["show", "case", id]).stdout
    }
}

/// All people that a mail of the truth is addressed to.
fn recipients(message: &MessageTruth) -> BTreeSet<&String> {
    [&message.to, &message.cc, &message.bcc]
        .into_iter()
        .flatten()
        .collect()
}

#[test]
fn counts_come_out_in_all_and_by_file() {
    let sample = Sample::new();
    let (said, planted) = (sample.counts(), &sample.truth.counts);
    // The mail inside another is a message of its own here; the truth file counts it apart.
    assert_eq!(said["embedded"], planted.embedded);
    assert_eq!(said["found"], planted.found + planted.embedded);
    assert_eq!(said["distinct"], planted.distinct + planted.embedded);
    assert_eq!(said["duplicate_copies"], planted.copies);
    assert_eq!(said["unreadable"], planted.unreadable);
    assert_eq!(said["undated"], sample.truth.undated.len() as u64);
    let mailboxes = sample.run(&["list", "case", "mailboxes", "--csv"]).table();
    for (file, messages) in planted.files.iter().filter(|(f, _)| f.ends_with(".mbox")) {
        let found = &row(&mailboxes, "mailbox", &format!("sample_mbox/{file}"))["found"];
        assert_eq!(found, &messages.to_string(), "{file}");
    }
    let loose = planted
        .files
        .keys()
        .filter(|f| f.starts_with("loose/"))
        .count() as u64;
    let found = &row(&mailboxes, "mailbox", "sample_mbox/loose")["found"];
    assert_eq!(found, &(loose + planted.embedded).to_string());
    assert_eq!(mailboxes.len(), 3);
}

#[test]
fn every_message_has_its_parties_date_subject_kind_and_copies() {
    let sample = Sample::new();
    let messages = sample.messages();
    assert_eq!(messages.len(), sample.truth.messages.len() + 1);
    let mut kinds = BTreeMap::new();
    for planted in &sample.truth.messages {
        let found = row(&messages, "message_id", &planted.message_id);
        let expected = [
            ("from", sample.id(&planted.from).to_owned()),
            ("to", sample.ids(&planted.to)),
            ("cc", sample.ids(&planted.cc)),
            ("bcc", sample.ids(&planted.bcc)),
            ("date", planted.date.clone().unwrap_or_default()),
            ("subject", planted.subject.clone()),
            ("kind", planted.kind.clone()),
            ("copies", planted.files.len().to_string()),
        ];
        for (column, value) in expected {
            assert_eq!(found[column], value, "{column} of {}", planted.message_id);
        }
        *kinds.entry(found["kind"].clone()).or_insert(0) += 1;
    }
    assert_eq!(kinds, sample.truth.kinds);
}

#[test]
fn every_answer_has_its_parent() {
    let sample = Sample::new();
    let messages = sample.messages();
    for planted in &sample.truth.messages {
        let found = row(&messages, "message_id", &planted.message_id);
        // No header of a forward names what it forwards, and the truth file does not say it.
        if !planted.subject.starts_with("Fwd:") {
            let parent = planted.parent.clone().unwrap_or_default();
            assert_eq!(found["parent"], parent, "{}", planted.message_id);
        }
    }
}

#[test]
fn people_have_their_addresses_and_homonyms_stay_apart() {
    let sample = Sample::new();
    let people = sample.people();
    for planted in &sample.truth.people {
        let found = row(&people, "Id", &planted.addresses[0]);
        let addresses: BTreeSet<&str> = found["addresses"].split(';').collect();
        let expected: BTreeSet<&str> = planted.addresses.iter().map(String::as_str).collect();
        assert_eq!(addresses, expected, "{}", planted.id);
        assert_eq!(found["kind"], "person", "{}", planted.id);
        assert_eq!(found["Label"], planted.name);
        let named = |o: &&super::Organization| Some(&o.name) == planted.organization.as_ref();
        let organization = sample.truth.organizations.iter().find(named);
        // That an unknown free-mail provider is none, no program can know: whoever has no organization is not asked.
        if let Some(organization) = organization {
            assert_eq!(found["organization"], organization.domains[0]);
        }
    }
    // Besides them: lists, role accounts, robots, and the sender of the mail inside another.
    let truth = &sample.truth;
    let others = truth.lists.len() + truth.role_accounts.len() + truth.robots.len() + 1;
    assert_eq!(people.len(), truth.people.len() + others);
    let both: Vec<_> = people
        .iter()
        .filter(|p| p["Label"] == "Anna Keller")
        .collect();
    assert_eq!(both.len(), 2);
}

#[test]
fn lists_role_accounts_and_robots_are_known_and_lists_and_robots_not_measured() {
    let sample = Sample::new();
    let people = sample.people();
    let truth = &sample.truth;
    for (accounts, kind, measured) in [
        (&truth.lists, "list", false),
        (&truth.role_accounts, "role_account", true),
        (&truth.robots, "robot", false),
    ] {
        assert!(!accounts.is_empty());
        for account in accounts {
            let found = row(&people, "Id", &account.address);
            assert_eq!(found["kind"], kind, "{}", account.address);
            assert_eq!(
                found["measured"],
                measured.to_string(),
                "{}",
                account.address
            );
            assert!(!found["kind_reason"].is_empty());
        }
    }
}

#[test]
fn copies_are_found_whatever_was_changed_in_them() {
    let sample = Sample::new();
    for planted in &sample.truth.duplicates {
        let shown = sample.shown(&planted.message_id);
        let copies: Vec<&str> = shown.lines().filter(|l| l.starts_with("Copy ")).collect();
        assert_eq!(copies.len(), 2, "{shown}");
        for file in [&planted.original, &planted.copy] {
            let named = format!("sample_mbox/{file} byte ");
            assert!(copies.iter().any(|c| c.contains(&named)), "{file}: {shown}");
        }
        // The reason why the second one is a copy is told.
        assert!(copies[0].ends_with(" (first)"), "{shown}");
        assert!(copies[1].contains(" (same "), "{shown}");
        let same_bytes = planted.rule == "same_bytes";
        assert_eq!(copies[1].ends_with(" (same bytes)"), same_bytes, "{shown}");
    }
    assert_eq!(sample.truth.duplicates.len(), 18);
}

#[test]
fn the_four_firms_are_the_communities() {
    let sample = Sample::new();
    let people = sample.people();
    let mut seen = BTreeSet::new();
    for planted in &sample.truth.communities {
        let found: BTreeSet<&str> = planted
            .members
            .iter()
            .map(|id| row(&people, "Id", sample.id(id))["community"].as_str())
            .collect();
        assert_eq!(found.len(), 1, "{} lies in {found:?}", planted.id);
        assert!(!found.contains(""));
        assert!(seen.is_disjoint(&found), "{} shares {found:?}", planted.id);
        seen.extend(found);
    }
    assert_eq!(seen.len(), 4);
}

#[test]
fn broker_is_first_by_betweenness_and_only_fifth_by_mails() {
    let sample = Sample::new();
    let people = sample.people();
    let broker = &sample.truth.broker;
    let number = |who: &BTreeMap<String, String>, column: &str| -> f64 {
        who[column].parse().unwrap_or(0.0)
    };
    let found = row(&people, "Id", sample.id(&broker.id));
    let next = row(&people, "Id", sample.id(&broker.next));
    let above = |column: &str| {
        let more = |p: &&BTreeMap<String, String>| number(p, column) > number(found, column);
        people.iter().filter(more).count()
    };
    assert_eq!(above("betweenness"), 0);
    assert_eq!(above("sent"), broker.rank_by_messages_sent - 1);
    assert!(number(found, "betweenness") > 2.0 * number(next, "betweenness"));
}

/// The truth's own mails between two, by the kinds of mail that are counted.
fn between(truth: &Truth, kinds: &[&str]) -> BTreeMap<(String, String), (u64, f64)> {
    let mut ties: BTreeMap<(String, String), (u64, f64)> = BTreeMap::new();
    for message in truth
        .messages
        .iter()
        .filter(|m| kinds.contains(&m.kind.as_str()))
    {
        let to = recipients(message);
        for recipient in to.iter().filter(|r| **r != &message.from) {
            let tie = ties
                .entry((message.from.clone(), (*recipient).clone()))
                .or_default();
            tie.0 += 1;
            tie.1 += 1.0 / to.len() as f64;
        }
    }
    ties
}

#[test]
fn ties_have_the_messages_and_the_strength_of_the_mails() {
    let sample = Sample::new();
    let edges = sample.work.table("case/people/edges.csv");
    let edge = |from: &str, to: &str| {
        let (from, to) = (sample.id(from), sample.id(to));
        edges
            .iter()
            .find(|e| e["Source"] == from && e["Target"] == to)
            .unwrap_or_else(|| panic!("no tie from {from} to {to}"))
    };
    let all = [
        "personal",
        "list",
        "bulk",
        "automatic_reply",
        "notification",
    ];
    let every = between(&sample.truth, &all);
    for ((from, to), (messages, strength)) in &every {
        let found = edge(from, to);
        assert_eq!(found["messages"], messages.to_string(), "{from} to {to}");
        let weight: f64 = found["Weight"].parse().expect("a number");
        assert!(
            (weight - strength).abs() < 1e-9,
            "{from} to {to}: {weight}, not {strength}"
        );
    }
    // And the one of the mail inside another.
    assert_eq!(edges.len(), every.len() + 1);
    for ((from, to), (messages, _)) in between(&sample.truth, &all[..2]) {
        assert_eq!(edge(&from, &to)["measured_messages"], messages.to_string());
    }
    // The truth's ties count personal mail only: where two wrote nothing else, dates and numbers must be the same.
    let personal = between(&sample.truth, &all[..1]);
    let mut compared = 0;
    for tie in &sample.truth.ties {
        let pair = (tie.from.clone(), tie.to.clone());
        assert_eq!(personal[&pair].0, tie.messages);
        if every[&pair].0 == tie.messages {
            let found = edge(&tie.from, &tie.to);
            let day = |time: &Option<String>| time.as_ref().map_or("", |t| &t[..10]).to_owned();
            assert_eq!(found["first"], day(&tie.first), "{pair:?}");
            assert_eq!(found["last"], day(&tie.last), "{pair:?}");
            compared += 1;
        }
    }
    assert!(compared > 120, "{compared}");
}

#[test]
fn tie_that_vanishes_falls_silent_between_the_two_days() {
    let sample = Sample::new();
    let planted = &sample.truth.vanishing_tie;
    let [a, b] = [0, 1].map(|i| sample.id(&planted.between[i]));
    let found = sample.run(&["why", "case", a, b, "--csv"]).table();
    let mut dates: Vec<&str> = found
        .iter()
        .filter(|m| m["kind"] == "personal")
        .map(|m| m["date"].as_str())
        .collect();
    dates.sort_unstable();
    assert_eq!(dates.len() as u64, planted.messages);
    assert_eq!(dates.first(), Some(&planted.first.as_str()));
    assert_eq!(dates.last(), Some(&planted.last.as_str()));
    let before = dates.iter().filter(|d| **d <= planted.last_before.as_str());
    let before = before.count();
    assert_eq!(dates[before - 1], planted.last_before);
    assert_eq!(dates[before], planted.first_after);
}

#[test]
fn ties_of_the_successor_begin_in_week_twelve() {
    let sample = Sample::new();
    let planted = &sample.truth.successor;
    let id = sample.id(&planted.id);
    let people = sample.people();
    assert_eq!(row(&people, "Id", id)["first"], planted.first[..10]);
    let edges = sample.work.table("case/people/edges.csv");
    let own: Vec<_> = edges
        .iter()
        .filter(|e| e["Source"] == id || e["Target"] == id)
        .collect();
    assert!(own.len() > 5);
    for edge in own {
        assert!(edge["first"].as_str() >= &planted.first[..10], "{edge:?}");
    }
}

#[test]
fn dates_are_ranked_and_undated_mail_is_undated() {
    let sample = Sample::new();
    let messages = sample.messages();
    for planted in &sample.truth.dates {
        let found = row(&messages, "message_id", &planted.message_id);
        assert_eq!(found["date"], planted.date.clone().unwrap_or_default());
        let shown = sample.shown(&planted.message_id);
        let line = shown
            .lines()
            .find(|l| l.starts_with("Date "))
            .expect("a date line");
        if let Some(raw) = &planted.header {
            assert!(line.contains(raw.as_str()), "{line}");
        }
        assert_eq!(planted.date.is_none(), line.contains("undated"), "{line}");
    }
    let undated: BTreeSet<&str> = messages
        .iter()
        .filter(|m| m["date"].is_empty())
        .map(|m| m["message_id"].as_str())
        .collect();
    assert_eq!(
        undated,
        sample.truth.undated.iter().map(String::as_str).collect()
    );
}

#[test]
fn blind_copies_make_ties_and_say_so() {
    let sample = Sample::new();
    let edges = sample.work.table("case/people/edges.csv");
    for planted in &sample.truth.bcc {
        let is = |m: &&MessageTruth| m.message_id == planted.message_id;
        let mail = sample.truth.messages.iter().find(is).expect("the mail");
        for hidden in &planted.bcc {
            let (from, to) = (sample.id(&mail.from), sample.id(hidden));
            let found = edges
                .iter()
                .find(|e| e["Source"] == from && e["Target"] == to)
                .expect("a tie");
            assert_eq!(found["bcc"], "1", "{found:?}");
        }
    }
    let all: u64 = edges.iter().map(|e| e["bcc"].parse().unwrap_or(0)).sum();
    let planted: usize = sample.truth.bcc.iter().map(|b| b.bcc.len()).sum();
    assert_eq!(all, planted as u64);
}

#[test]
fn mail_inside_another_is_a_message_of_its_own() {
    let sample = Sample::new();
    let nested = &sample.truth.rest["nested"];
    let text = |key: &str| nested[key].as_str().expect("text");
    let messages = sample.messages();
    let inner = row(&messages, "message_id", text("inner"));
    assert_eq!(inner["from"], text("inner_from"));
    assert_eq!(inner["to"], sample.id(text("inner_to")));
    assert_eq!(inner["subject"], text("inner_subject"));
    row(&messages, "message_id", text("message_id"));
}

#[test]
fn lines_that_begin_with_from_stay_in_their_mails() {
    let sample = Sample::new();
    assert!(!sample.truth.unescaped_from_lines.is_empty());
    for planted in &sample.truth.unescaped_from_lines {
        let shown = sample.shown(&planted.message_id);
        assert!(
            shown.lines().any(|l| l == planted.line),
            "'{}' in\n{shown}",
            planted.line
        );
    }
}

#[test]
fn html_becomes_text_and_attachments_are_listed() {
    let sample = Sample::new();
    for id in &sample.truth.html_only {
        let shown = sample.shown(id);
        let (_, text) = shown.split_once("\n\n").expect("a text");
        assert!(text.trim().len() > 20, "{shown}");
        assert!(!text.contains("</") && !text.contains("<p"), "{shown}");
    }
    for planted in &sample.truth.attachments {
        let shown = sample.shown(&planted.message_id);
        let line = shown
            .lines()
            .find(|l| l.starts_with("Attached "))
            .unwrap_or("");
        assert!(line.contains(&planted.name), "{shown}");
        assert!(
            line.contains(&format!("{} bytes", planted.bytes)),
            "{shown}"
        );
        assert!(line.contains(&planted.sha256), "{shown}");
    }
}

#[test]
fn organizations_have_their_domains_and_the_mail_between_them() {
    let sample = Sample::new();
    let truth = &sample.truth;
    let nodes = sample.work.table("case/organizations/nodes.csv");
    for planted in &truth.organizations {
        let found = row(&nodes, "Id", &planted.domains[0]);
        let domains: Vec<&str> = found["domains"].split(';').collect();
        assert!(domains.contains(&planted.domains[0].as_str()), "{found:?}");
    }
    let edges = sample.work.table("case/organizations/edges.csv");
    let domain = |id: &str| {
        let one = truth.organizations.iter().find(|o| o.id == id);
        one.expect("an organization").domains[0].clone()
    };
    // The truth counts people; role accounts write for their organizations too.
    let role = |id: &String| truth.role_accounts.iter().any(|r| r.address == *id);
    for planted in &truth.organization_ties {
        let mut ends = planted.between.clone().map(|id| domain(&id));
        ends.sort();
        let inside = |id: &String, end: &String| sample.id(id).ends_with(&format!("@{end}"));
        let crosses = |m: &&MessageTruth| {
            let to = recipients(m);
            let roles = role(&m.from) || to.iter().any(|r| role(r));
            let between = |a, b| inside(&m.from, a) && to.iter().any(|r| inside(r, b));
            roles && (between(&ends[0], &ends[1]) || between(&ends[1], &ends[0]))
        };
        let by_roles = truth.messages.iter().filter(crosses).count() as u64;
        let found = edges
            .iter()
            .find(|e| e["Source"] == ends[0] && e["Target"] == ends[1])
            .unwrap_or_else(|| panic!("no tie of {ends:?}"));
        assert_eq!(
            found["messages"],
            (planted.messages + by_roles).to_string(),
            "{ends:?}"
        );
        assert_eq!(found["Type"], "Undirected");
    }
    // And that of the mail inside another, and Lena Hofer's two mails with the office: nobody can know that her invented provider
    // is one (tests/it/sample/README.md).
    for (ends, messages) in [
        (["harbour-council.example", "porto-santaurea.example"], "1"),
        (["freemail.example", "marlstrand.example"], "2"),
    ] {
        let found = edges
            .iter()
            .find(|e| [e["Source"].as_str(), &e["Target"]] == ends);
        assert_eq!(
            found.map(|e| e["messages"].as_str()),
            Some(messages),
            "{ends:?}"
        );
    }
    assert_eq!(edges.len(), truth.organization_ties.len() + 2);
}
