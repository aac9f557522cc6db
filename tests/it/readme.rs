//! The commands that the README shows are run, in its order, on a copy of the sample.

use crate::support::Work;

const README: &str = include_str!("../../README.md");

/// The lines of the fenced `sh` blocks.
fn commands() -> Vec<&'static str> {
    let blocks = README.split("```sh\n").skip(1);
    blocks
        .flat_map(|block| block.split("```").next().unwrap_or_default().lines())
        .collect()
}

/// Words as a shell would cut them, with single quotes.
fn words(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quoted = false;
    for c in line.chars() {
        match c {
            '\'' => quoted = !quoted,
            ' ' if !quoted => words.push(String::new()),
            _ => words.last_mut().expect("a word").push(c),
        }
    }
    words
}

#[test]
fn every_command_of_the_readme_works() {
    let work = Work::new();
    work.copy(&crate::support::sample(), "sample_mbox");
    let story = crate::support::package().join("tests/it/sample/README.md");
    work.write(
        "tests/it/sample/README.md",
        std::fs::read(story).expect("the story"),
    );
    let lines = commands();
    assert!(lines.len() >= 15, "{lines:?}");
    for line in lines {
        let words = words(line);
        assert_eq!(words[0], "mailties", "{line}");
        let output = work.mailties(&words[1..]).ok();
        let silent = line.contains("--bundle")
            || line.contains("--output")
            || line.contains("analyze")
            || line.contains("verify");
        assert!(
            silent || !output.stdout.is_empty(),
            "{line} printed nothing"
        );
    }
    for file in [
        "people.gexf",
        "people_in_time.gexf",
        "mira.dot",
        "organizations.graphml",
        "may/nodes.csv",
        "may/edges.csv",
        "backbone.json",
    ] {
        assert!(!work.text(file).is_empty(), "{file}");
    }
}

#[test]
fn the_summary_in_the_readme_is_what_analyze_prints() {
    let work = Work::new();
    work.copy(&crate::support::sample(), "sample_mbox");
    let said = work.mailties(["analyze", "sample_mbox"]).ok();
    let block = README
        .split("```text\nMessages")
        .nth(1)
        .and_then(|b| b.split("```").next())
        .expect("the summary");
    for line in format!("Messages{block}").lines() {
        assert!(
            said.stderr.contains(line),
            "the README says {line:?}, the program {}",
            said.stderr
        );
    }
}
