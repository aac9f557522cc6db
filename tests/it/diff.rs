//! `diff`: the set difference of two cases' tables, taken here in another way.

use std::collections::{BTreeMap, BTreeSet};

use crate::support::Work;

type Rows = Vec<BTreeMap<String, String>>;

/// The sample in two batches: one mailbox first, then all.
fn batches() -> Work {
    let work = Work::new();
    work.copy(&crate::support::sample(), "mail");
    work.mailties(["analyze", "mail/ellen.rask.mbox", "--case", "first"])
        .ok();
    work.mailties(["analyze", "mail/ellen.rask.mbox", "--case", "both"])
        .ok();
    work.mailties(["analyze", "mail", "--case", "both"]).ok();
    work
}

fn keys(rows: &Rows, keys: &[&str]) -> BTreeSet<Vec<String>> {
    rows.iter()
        .map(|r| keys.iter().map(|k| r[*k].clone()).collect())
        .collect()
}

#[test]
fn new_and_gone_are_the_set_differences_of_the_tables() {
    let work = batches();
    let changes = work
        .mailties(["diff", "first", "both", "--csv"])
        .ok()
        .table();
    let told = |what: &str, change: &str, two: bool| -> BTreeSet<Vec<String>> {
        let rows = changes
            .iter()
            .filter(|c| c["what"] == what && c["change"] == change);
        rows.map(|c| {
            if two {
                vec![c["id"].clone(), c["other"].clone()]
            } else {
                vec![c["id"].clone()]
            }
        })
        .collect()
    };
    let mut seen = 0;
    for (what, file, key) in [
        ("person", "people/nodes.csv", &["Id"][..]),
        ("tie", "people/edges.csv", &["Source", "Target"]),
        ("organization", "organizations/nodes.csv", &["Id"]),
        (
            "organization_tie",
            "organizations/edges.csv",
            &["Source", "Target"],
        ),
        ("mention", "mentions/edges.csv", &["Source", "Target"]),
        ("co_mention", "co_mentions/edges.csv", &["Source", "Target"]),
        ("affiliation", "affiliations.csv", &["Id", "organization"]),
    ] {
        let old = keys(&work.table(format!("first/{file}")), key);
        let new = keys(&work.table(format!("both/{file}")), key);
        let two = key.len() == 2;
        let added: BTreeSet<Vec<String>> = new.difference(&old).cloned().collect();
        assert_eq!(told(what, "new", two), added, "{what}");
        let gone: BTreeSet<Vec<String>> = old.difference(&new).cloned().collect();
        assert_eq!(told(what, "gone", two), gone, "{what}");
        seen += added.len();
    }
    assert!(seen > 50, "{seen}");
}

#[test]
fn changed_ties_are_those_with_another_number_of_messages() {
    let work = batches();
    let changes = work
        .mailties(["diff", "first", "both", "--csv"])
        .ok()
        .table();
    let messages = |case: &str| -> BTreeMap<[String; 2], String> {
        let ties = work.table(format!("{case}/people/edges.csv"));
        ties.into_iter()
            .map(|t| {
                (
                    [t["Source"].clone(), t["Target"].clone()],
                    t["messages"].clone(),
                )
            })
            .collect()
    };
    let (old, new) = (messages("first"), messages("both"));
    let expected: BTreeMap<&[String; 2], (&String, &String)> = old
        .iter()
        .filter_map(|(key, before)| Some((key, (before, new.get(key)?))))
        .filter(|(_, (before, after))| before != after)
        .collect();
    let found: Vec<_> = changes
        .iter()
        .filter(|c| c["what"] == "tie" && c["field"] == "messages")
        .collect();
    assert_eq!(found.len(), expected.len());
    for change in found {
        let key = [change["id"].clone(), change["other"].clone()];
        assert_eq!(expected[&key], (&change["before"], &change["after"]));
    }
}

#[test]
fn a_case_does_not_differ_from_itself_and_the_graph_marks_what_is_new() {
    let work = batches();
    let none = work
        .mailties(["diff", "both", "both", "--csv"])
        .ok()
        .table();
    assert!(none.is_empty());
    work.mailties(["diff", "first", "both", "--csv", "--graph", "added.graphml"])
        .ok();
    let graph = work.text("added.graphml");
    assert!(graph.contains("attr.name=\"change\""));
    let new = graph.matches(">new<").count();
    let old = keys(&work.table("first/people/edges.csv"), &["Source", "Target"]);
    let now = keys(&work.table("both/people/edges.csv"), &["Source", "Target"]);
    let people = |case: &str| keys(&work.table(format!("{case}/people/nodes.csv")), &["Id"]);
    let nodes = people("both").difference(&people("first")).count();
    assert_eq!(new, now.difference(&old).count() + nodes);
    work.mailties(["diff", "first", "both", "--graph", "added.png"])
        .code(2)
        .complains("is neither a .gexf nor a .graphml file");
}
