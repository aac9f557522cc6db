//! The command line as a person meets it: exit code, standard output, standard error, word for word where it matters.
//! Tables have the columns of the design, in its order, more after them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Write as _;
use std::process::{Command, Stdio};

use mailties::origin::Sha256Digest;

use crate::export::{read_dot, read_gexf, read_graphml, read_json};
use crate::support::{self, Output, Work, parse_table, row};

/// The sample in `sample_mbox/`, analyzed into `case/`.
fn sample() -> Work {
    let work = Work::new();
    work.copy(&support::sample(), "sample_mbox");
    work.mailties(["analyze", "sample_mbox", "--case", "case"])
        .ok();
    work
}

/// Must end with this code, say nothing on standard output and exactly this on standard error.
#[track_caller]
fn fails(work: &Work, arguments: &[&str], code: i32, stderr: &str) {
    let output = work.mailties(arguments).code(code);
    assert_eq!(output.stderr, stderr, "{output}");
    assert_eq!(output.stdout, "", "{output}");
}

/// `list` as CSV.
#[track_caller]
fn list(work: &Work, table: &str) -> Vec<BTreeMap<String, String>> {
    work.mailties(["list", "case", table, "--csv"]).ok().table()
}

#[test]
fn without_arguments_it_says_how_to_use_it() {
    let output = Work::new().mailties([""; 0]).code(2);
    assert!(output.stdout.is_empty());
    output
        .complains("Usage: mailties")
        .complains("Example: mailties analyze sample_mbox");
}

#[test]
fn every_command_has_help_with_an_example_that_is_one() {
    let work = Work::new();
    let help = work.mailties(["--help"]).ok();
    help.says("Example");
    for command in ["analyze", "list", "show", "why", "export", "verify"] {
        help.says(&format!("\n  {command} "));
        let output = work.mailties([command, "--help"]).ok();
        output
            .says("Example")
            .says(format!("  mailties {command} ").trim_start());
        assert!(output.stderr.is_empty(), "{output}");
    }
    work.mailties(["--version"])
        .ok()
        .says(concat!("mailties ", env!("CARGO_PKG_VERSION")));
}

#[test]
fn what_is_not_there_is_told_with_a_hint() {
    let work = Work::new();
    fails(
        &work,
        &["analyze", "nowhere"],
        1,
        "error: no such file or folder: 'nowhere'\n\nhint: give the path of a mailbox or a folder, such as: mailties analyze sample_mbox\n",
    );
    assert!(!work.at("mailties-case").exists());
    for command in [
        vec!["list", "nowhere", "people"],
        vec!["show", "nowhere", "x"],
        vec!["why", "nowhere", "x", "y"],
        vec!["export", "nowhere", "--format", "dot"],
        vec!["verify", "nowhere"],
    ] {
        fails(
            &work,
            &command,
            1,
            "error: no case in 'nowhere': it has no case.db\n\nhint: make one with: mailties analyze PATH --case DIR\n",
        );
    }
}

#[test]
fn folder_without_mail_is_an_error() {
    let work = Work::new();
    work.write("exports/one.json", "{\"no\": \"mail\"}\n");
    work.write("exports/two.db", b"SQLite format 3\0\0\0");
    fails(
        &work,
        &["analyze", "exports"],
        1,
        "error: no mail found in 'exports': looked at 2 files, none holds a message\n\nhint: see what was found instead with: mailties list mailties-case problems\n",
    );
    let problems = work.mailties(["list", "mailties-case", "problems", "--csv"]);
    let problems = problems.ok().table();
    assert_eq!(problems.len(), 2);
    assert!(problems.iter().all(|p| p["kind"] == "not_mail"));
}

#[test]
fn arguments_that_make_no_sense_are_usage_errors() {
    let work = sample();
    for (arguments, words) in [
        (
            vec!["list", "case", "peple"],
            "a similar value exists: 'people'",
        ),
        (
            vec!["list", "case", "people", "--csv", "--json"],
            "cannot be used with",
        ),
        (
            vec!["list", "case", "people", "--threads", "0"],
            "--threads",
        ),
        (
            vec!["list", "case", "people", "--after", "2023-02-29"],
            "error: '2023-02-29' is no day for --after: it is written YYYY-MM-DD\n",
        ),
        (
            vec!["list", "case", "people", "--before", "yesterday"],
            "error: 'yesterday' is no day for --before: it is written YYYY-MM-DD\n",
        ),
        (
            vec!["analyze", "sample_mbox", "--custodian", "("],
            "error: --custodian is no regular expression: unclosed group\n",
        ),
        (
            vec!["export", "case", "--format", "csv"],
            "error: csv makes two files, nodes.csv and edges.csv\n\nhint: give a folder, such as --output people\n",
        ),
        (
            vec!["export", "case", "--format", "pdf"],
            "[possible values: dot, gexf, graphml, json, svg, png, csv",
        ),
        (
            vec!["show", "case", "mira castellan", "--raw"],
            "error: --raw shows a message; 'mira castellan' is none\n",
        ),
    ] {
        let output = work.mailties(&arguments).code(2);
        output.complains(words);
        assert!(output.stdout.is_empty(), "{output}");
    }
}

#[test]
fn case_of_another_version_or_damaged_is_told() {
    let work = Work::new();
    fs::create_dir(work.at("case")).expect("a folder");
    let database = rusqlite::Connection::open(work.at("case/case.db")).expect("a database");
    database
        .execute_batch("CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT); INSERT INTO meta VALUES ('schema', '99');")
        .expect("a table");
    drop(database);
    for command in [
        vec!["list", "case", "people"],
        vec!["analyze", "case", "--case", "case"],
    ] {
        let output = work.mailties(&command).code(1);
        output
            .complains("error: the case 'case' has schema version 99, this program reads version ")
            .complains("\nhint: make a new case from the same sources: mailties analyze PATH --case NEW_DIR\n");
    }
    work.write(
        "case/case.db",
        "this is no database, and long enough to be read as one".repeat(40),
    );
    for command in [vec!["list", "case", "people"], vec!["verify", "case"]] {
        let output = work.mailties(&command).code(1);
        output.complains("error: the case database 'case/case.db': it is damaged\n");
    }
}

#[test]
fn database_with_holes_ends_with_an_error_and_no_panic() {
    let work = sample();
    let whole = fs::read(work.at("case/case.db")).expect("the database");
    let mut wrong = 0;
    for part in 1..8 {
        let mut bytes = whole.clone();
        let start = bytes.len() / 8 * part;
        bytes[start..start + 6_000].fill(0xA5);
        work.write("case/case.db", &bytes);
        let output = work.mailties(["verify", "case"]).run();
        assert!(matches!(output.code, Some(0 | 1 | 3)), "{output}");
        wrong += u32::from(output.code != Some(0));
    }
    assert!(wrong >= 5, "holes went unseen: {wrong} of 7 found");
}

#[test]
fn folder_that_cannot_be_written_is_told_before_the_work() {
    let work = Work::new();
    work.copy(&support::sample(), "sample_mbox");
    work.write("file", "a file\n");
    for case in ["file", "file/case"] {
        let output = work
            .mailties(["analyze", "sample_mbox", "--case", case])
            .code(1);
        output
            .complains(&format!("error: cannot write to '{case}': "))
            .complains("hint: choose a folder you may write to");
        assert!(!output.stderr.contains("os error"), "{output}");
    }
}

#[test]
fn case_in_use_is_told() {
    let work = sample();
    let held = mailties::case::Case::create(&work.at("case")).expect("the case");
    let arguments = ["analyze", "sample_mbox", "--case", "case"];
    fails(
        &work,
        &arguments,
        1,
        "error: the case 'case' is in use by another run\n\nhint: wait until it has ended, or give another folder with --case\n",
    );
    drop(held);
    work.mailties(arguments).ok();
}

/// Columns of the design, section 4, by table of `list`.
const COLUMNS: [(&str, &str); 9] = [
    (
        "people",
        "Id,Label,kind,addresses,names,organization,sent,received,first,last,degree,node_strength,pagerank,betweenness,closeness,core,constraint,community",
    ),
    (
        "ties",
        "Source,Target,Type,Weight,messages,to,cc,bcc,replies,first,last,evidence",
    ),
    (
        "organizations",
        "Id,Label,kind,domains,aliases,people,messages,mentions,first,last,degree,node_strength,pagerank,betweenness,community",
    ),
    (
        "organization-ties",
        "Source,Target,Type,Weight,messages,people,first,last,evidence",
    ),
    (
        "mentions",
        "Source,Target,Type,Weight,messages,first,last,q_value,evidence",
    ),
    ("communities", "id,network,size,label,modularity,members"),
    ("messages", "id,date,from,to,"),
    ("mailboxes", "mailbox,"),
    ("problems", "source,offset,kind,detail"),
];

const FILES: [(&str, usize); 7] = [
    ("people/nodes.csv", 0),
    ("people/edges.csv", 1),
    ("organizations/nodes.csv", 2),
    ("organizations/edges.csv", 3),
    ("mentions/edges.csv", 4),
    ("communities.csv", 5),
    ("problems.csv", 8),
];

#[test]
fn tables_have_the_columns_of_the_design_in_all_forms() {
    let work = sample();
    for (table, columns) in COLUMNS {
        let csv = work.mailties(["list", "case", table, "--csv"]).ok();
        let header = csv.stdout.lines().next().unwrap_or_default();
        assert!(header.starts_with(columns), "{table}: {header}");
        let rows = csv.table();
        let json = work.mailties(["list", "case", table, "--json"]).ok();
        let json: Vec<serde_json::Map<String, serde_json::Value>> =
            serde_json::from_str(&json.stdout).expect("an array of objects");
        assert_eq!(json.len(), rows.len(), "{table}");
        for (object, row) in json.iter().zip(&rows) {
            let keys: Vec<&String> = object.keys().collect();
            let mut names: Vec<&String> = row.keys().collect();
            names.sort();
            let mut sorted = keys.clone();
            sorted.sort();
            assert_eq!(sorted, names, "{table}");
        }
        let text = work.mailties(["list", "case", table]).ok();
        assert_eq!(text.stdout.lines().count().max(1), rows.len() + 1, "{text}");
        let top = work.mailties(["list", "case", table, "--csv", "--top", "1"]);
        assert_eq!(top.ok().table().len(), rows.len().min(1));
    }
    for (file, table) in FILES {
        let text = work.text(format!("case/{file}"));
        let header = text.lines().next().unwrap_or_default();
        assert!(header.starts_with(COLUMNS[table].1), "{file}: {header}");
        assert_eq!(
            parse_table(&text).len(),
            list(&work, COLUMNS[table].0).len(),
            "{file}"
        );
    }
    let mentions = work.text("case/mentions/nodes.csv");
    assert!(mentions.starts_with("Id,Label,kind"), "{mentions}");
}

#[test]
fn absent_is_an_empty_cell() {
    let work = sample();
    for (file, _) in FILES {
        for row in work.table(format!("case/{file}")) {
            for (column, cell) in row {
                let lower = cell.to_lowercase();
                assert!(
                    !["null", "nan", "none", "-", "inf"].contains(&lower.as_str()),
                    "{file}: {column} = {cell}"
                );
            }
        }
    }
    let robot = "noreply@telemetry.marlstrand.example";
    let people = work.table("case/people/nodes.csv");
    assert_eq!(row(&people, "Id", robot)["betweenness"], "");
}

#[test]
fn people_and_organizations_are_shown_with_reasons() {
    let work = sample();
    let person = work.mailties(["show", "case", "Ingrid Solheim"]).ok();
    person
        .says("Id            ingrid.solheim@marlstrand.example\n")
        .says("Kind          person (")
        .says("Organization  marlstrand.example 2023-03-06 to 2023-07-18 (domain of the address: ")
        .says("  ingrid.solheim@freemail.example  (")
        .says("  /o=marlstrand/ou=head office/cn=recipients/cn=isolheim  (given beside ")
        .says("Closest ties");
    let by_address = work.mailties(["show", "case", "INGRID.SOLHEIM@freemail.example"]);
    assert_eq!(by_address.ok().stdout, person.stdout);
    work.mailties(["show", "case", "porto-santaurea.example"])
        .ok()
        .says("Id       porto-santaurea.example\n")
        .says("João Magalhães (joao.magalhaes@porto-santaurea.example)");
}

#[test]
fn ambiguous_and_unknown_names_are_told() {
    let work = sample();
    fails(
        &work,
        &["show", "case", "Anna Keller"],
        1,
        "  anna.keller@marlstrand.example  Anna Keller\n  anna@brackwater-freight.example  Anna Keller\n\
         error: 'Anna Keller' fits 2 correspondents; the 2 with most mail stand above\n\nhint: give the address, or more of the name\n",
    );
    fails(
        &work,
        &["show", "case", "zebedee"],
        1,
        "error: nobody and nothing called 'zebedee' in this case: looked at message ids, addresses, names and domains\n\nhint: see who is there with: mailties list case people\n",
    );
    fails(
        &work,
        &["why", "case", "ellen rask", "tobias wren"],
        1,
        "error: no message in this case went between 'ellen rask' and 'tobias wren'\n\nhint: that is not proof that none was written: these mailboxes may not have seen it\n",
    );
}

#[test]
fn raw_bytes_are_those_of_the_source() {
    let work = sample();
    let messages = list(&work, "messages");
    let mut seen = 0;
    for message in messages.iter().step_by(29) {
        let raw = work
            .mailties(["show", "case", &message["id"], "--raw"])
            .ok();
        let shown = work.mailties(["show", "case", &message["id"]]).ok();
        // "Copy      FILE byte N, LENGTH bytes, SHA-256 DIGEST (why)"
        let line = shown
            .stdout
            .lines()
            .find(|l| l.starts_with("Copy "))
            .expect("a copy");
        let words: Vec<&str> = line.split_whitespace().collect();
        let number = |word: &str| {
            word.trim_end_matches(',')
                .parse::<usize>()
                .expect("a number")
        };
        let (file, offset, length) = (words[1], number(words[3]), number(words[4]));
        let bytes = fs::read(work.at(file)).expect("the source");
        assert!(raw.bytes == bytes[offset..offset + length], "{line}\n{raw}");
        assert_eq!(Sha256Digest::of(&raw.bytes).to_string(), words[7], "{line}");
        seen += 1;
    }
    assert!(seen > 9);
}

#[test]
fn why_gives_every_message_of_a_tie() {
    let work = sample();
    let ties = list(&work, "ties");
    assert!(ties.len() > 100);
    for tie in ties.iter().step_by(13) {
        let (a, b) = (tie["Source"].as_str(), tie["Target"].as_str());
        let found = work.mailties(["why", "case", a, b, "--csv"]).ok().table();
        let towards = format!("{a} > {b}");
        let ids: BTreeSet<&str> = found
            .iter()
            .filter(|m| m["direction"] == towards)
            .map(|m| m["id"].as_str())
            .collect();
        assert_eq!(ids.len().to_string(), tie["messages"], "{towards}");
        for id in tie["evidence"].split(';') {
            assert!(ids.contains(id), "{id} is no message of {towards}");
        }
    }
    for tie in list(&work, "organization-ties") {
        let (a, b) = (tie["Source"].as_str(), tie["Target"].as_str());
        let found = work.mailties(["why", "case", a, b, "--csv"]).ok().table();
        assert_eq!(found.len().to_string(), tie["messages"], "{a}, {b}");
    }
}

#[test]
fn exports_hold_the_same_in_every_format() {
    let work = sample();
    let people = work.table("case/people/nodes.csv");
    let mira = "m.castellan@marlstrand.example";
    for (number, more) in [
        vec!["--top", "10"],
        vec!["--ego", "mira castellan"],
        vec!["--backbone"],
        vec!["--after", "2023-04-01", "--before", "2023-06-01"],
        vec!["--network", "organizations", "--top", "3"],
        vec!["--ego", "mira castellan", "--steps", "2", "--top", "8"],
    ]
    .into_iter()
    .enumerate()
    {
        let export = |format: &str, output: &str| -> Output {
            let mut arguments = vec!["export", "case", "--format", format, "--output", output];
            arguments.extend(&more);
            work.mailties(arguments).ok()
        };
        let folder = format!("out{number}");
        export("csv", &folder);
        let nodes = work.table(format!("{folder}/nodes.csv"));
        let edges = work.table(format!("{folder}/edges.csv"));
        assert!(!nodes.is_empty(), "{more:?}");
        let ids: BTreeSet<&str> = nodes.iter().map(|n| n["Id"].as_str()).collect();
        for edge in &edges {
            assert!(ids.contains(edge["Source"].as_str()) && ids.contains(edge["Target"].as_str()));
        }
        let counts = [nodes.len(), edges.len()];
        let gexf = read_gexf(&export("gexf", "-").stdout);
        assert_eq!([gexf.labels.len(), gexf.ties.len()], counts, "{more:?}");
        let graphml = read_graphml(&export("graphml", "-").stdout);
        assert_eq!(
            [graphml.labels.len(), graphml.ties.len()],
            counts,
            "{more:?}"
        );
        let json = read_json(&export("json", "-").stdout);
        assert_eq!([json.labels.len(), json.ties.len()], counts, "{more:?}");
        if more[0] != "--after" {
            // Without a cut of the user's, a drawing is cut to a page.
            let dot = read_dot(&export("dot", "-").stdout);
            assert_eq!(dot.labels.len(), counts[0], "{more:?}");
        }
        export("gexf", &format!("{folder}.gexf"));
        assert_eq!(
            work.text(format!("{folder}.gexf")),
            export("gexf", "-").stdout
        );
        match more[0] {
            "--top" => assert_eq!(nodes.len(), 10),
            "--backbone" => assert!(edges.len() < work.table("case/people/edges.csv").len()),
            "--after" => {
                for edge in &edges {
                    assert!(
                        edge["first"].as_str() >= "2023-04-01"
                            && edge["last"].as_str() < "2023-06-01",
                        "{edge:?}"
                    );
                }
            }
            "--network" => assert_eq!(nodes.len(), 3),
            "--ego" if more.len() == 2 => {
                let own = work.table("case/people/edges.csv");
                let others: BTreeSet<&str> = own
                    .iter()
                    .filter(|e| e["Source"] == mira || e["Target"] == mira)
                    .flat_map(|e| [e["Source"].as_str(), e["Target"].as_str()])
                    .collect();
                assert_eq!(ids, others);
            }
            _ => assert_eq!(nodes.len(), 8),
        }
    }
    assert!(people.len() > 10);
}

#[test]
fn verify_finds_what_has_changed() {
    let work = sample();
    let well = work.mailties(["verify", "case"]).ok();
    assert_eq!(well.stdout, "", "{well}");
    let nodes = work.text("case/people/nodes.csv");
    let shorter: Vec<&str> = nodes
        .lines()
        .enumerate()
        .filter(|(i, _)| *i != 4)
        .map(|(_, l)| l)
        .collect();
    work.write("case/people/nodes.csv", shorter.join("\n") + "\n");
    let wrong = work.mailties(["verify", "case"]).code(3);
    let start: usize = nodes.lines().take(4).map(|line| line.len() + 1).sum();
    assert_eq!(wrong.stdout.lines().count(), 1, "{wrong}");
    let told = wrong
        .stdout
        .strip_prefix("exports: people/nodes.csv, byte ");
    let byte = told.and_then(|t| t.split(':').next()?.parse::<usize>().ok());
    assert!(
        byte.is_some_and(|b| b >= start && b < start + 80),
        "{wrong}"
    );
    work.write("case/people/nodes.csv", &nodes);
    let mut mbox = fs::read(work.at("sample_mbox/ellen.rask.mbox")).expect("the source");
    let size = mbox.len();
    mbox[5_000] ^= 1;
    work.write("sample_mbox/ellen.rask.mbox", &mbox);
    let wrong = work.mailties(["verify", "case"]).code(3);
    wrong.says(&format!(
        "source: sample_mbox/ellen.rask.mbox: it has changed: {size} bytes when read, {size} now\n"
    ));
    fs::remove_file(work.at("sample_mbox/ellen.rask.mbox")).expect("a file to remove");
    let gone = work.mailties(["verify", "case"]).code(3);
    gone.says("sample_mbox/ellen.rask.mbox")
        .says("no such file");
}

#[test]
fn source_that_has_changed_is_no_proof_any_more() {
    let work = sample();
    let messages = list(&work, "messages");
    let petty = messages
        .iter()
        .find(|m| m["date"].is_empty())
        .expect("an undated one");
    let shown = work.mailties(["show", "case", &petty["id"]]).ok().stdout;
    let line = shown
        .lines()
        .find(|l| l.starts_with("Copy "))
        .expect("a copy");
    let file = line.split_whitespace().nth(1).expect("a file");
    let mut bytes = fs::read(work.at(file)).expect("the source");
    bytes[3] ^= 1;
    work.write(file, bytes);
    let output = work
        .mailties(["show", "case", &petty["id"], "--raw"])
        .code(1);
    assert_eq!(output.stdout, "");
    output
        .complains("has changed since it was read")
        .complains("hint: ");
}

/// Runs with its standard output closed at once; code and standard error.
fn into_closed_pipe(work: &Work, arguments: &[&str]) -> (Option<i32>, String) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_mailties"))
        .args(arguments)
        .current_dir(work.path())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("its end");
    (
        output.status.code(),
        String::from_utf8_lossy(&output.stderr).into_owned(),
    )
}

#[test]
fn closed_pipe_is_success_and_silence() {
    let work = sample();
    for arguments in [
        &["list", "case", "messages"][..],
        &["list", "case", "people", "--csv"],
        &["list", "case", "ties", "--json"],
        &["show", "case", "mira castellan"],
        &["why", "case", "mira castellan", "priya raman"],
        &["export", "case", "--format", "gexf"],
        &["export", "case", "--format", "dot"],
    ] {
        let ended = into_closed_pipe(&work, arguments);
        assert_eq!(ended, (Some(0), String::new()), "{arguments:?}");
    }
}

#[test]
fn quiet_is_silent_and_pipes_get_no_colour() {
    let work = Work::new();
    work.copy(&support::sample(), "sample_mbox");
    let quiet = work
        .mailties(["analyze", "sample_mbox", "--case", "q", "--quiet"])
        .ok();
    assert_eq!((quiet.stdout.as_str(), quiet.stderr.as_str()), ("", ""));
    let talk = work
        .mailties(["analyze", "sample_mbox", "--case", "case"])
        .ok();
    assert_eq!(talk.stdout, "", "{talk}");
    talk.complains("Mira Castellan")
        .complains("case/README.txt");
    let failed = work.mailties(["show", "case", "zebedee"]).code(1);
    for output in [&talk, &failed] {
        assert!(!output.stderr.contains('\u{1b}'), "{output}");
        assert!(!output.stderr.contains('\r'), "{output}");
    }
    let coloured = work
        .mailties(["--color", "always", "show", "case", "zebedee"])
        .code(1);
    coloured.complains("\u{1b}[");
}

#[test]
fn summary_says_what_came_out() {
    let work = Work::new();
    work.copy(&support::sample(), "sample_mbox");
    let output = work
        .mailties(["analyze", "sample_mbox", "--case", "case"])
        .ok();
    // 318 and 300 by the truth file, and one mail inside another.
    output
        .complains("319 found = 301 distinct + 18 copies + 0 unreadable, in 3 mailboxes")
        .complains("   1. Mira Castellan ")
        .complains("marlstrand.example - porto-santaurea.example")
        .complains("case/people/graph.gexf in Gephi")
        .complains("Next: mailties show case ");
    assert_eq!(work.mailties(["analyze", "sample_mbox"]).ok().code, Some(0));
    assert!(work.at("mailties-case/manifest.json").exists());
}

#[test]
fn cut_source_is_read_as_far_as_it_goes_and_ends_with_three() {
    let work = Work::new();
    let mbox = fs::read(support::sample().join("ellen.rask.mbox")).expect("the sample");
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gz.write_all(&mbox).expect("gz");
    let mut bytes = gz.finish().expect("gz");
    bytes.truncate(bytes.len() / 2);
    work.write("box.mbox.gz", &bytes);
    let output = work
        .mailties(["analyze", "box.mbox.gz", "--case", "case"])
        .code(3);
    output.complains(" found = ");
    let problems = list(&work, "problems");
    assert!(
        problems
            .iter()
            .any(|p| p["kind"] == "truncated" || p["kind"] == "damaged_container"),
        "{problems:?}"
    );
    let found = list(&work, "messages").len();
    assert!((30..212).contains(&found), "{found}");
}

#[test]
fn too_many_unreadable_messages_end_with_three() {
    let work = Work::new();
    let inner = |n: usize| {
        format!(
            "From: a@x.example\nTo: b@x.example\nDate: Mon, 1 Oct 2001 01:02:0{n} +0000\nSubject: s{n}\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: message/rfc822\n\nno mail at all!\n--b--\n"
        )
    };
    for n in 0..3 {
        work.write(format!("mail/{n}.eml"), inner(n));
    }
    work.mailties(["analyze", "mail", "--case", "case"]).code(3);
    work.mailties(["analyze", "mail", "--case", "case", "--max-problems", "60"])
        .ok();
}

#[test]
fn case_within_the_source_is_left_out() {
    let work = Work::new();
    work.copy(&support::sample(), "archive");
    let counts = |output: Output| {
        let line = output.stderr.lines().next().unwrap_or_default().to_owned();
        assert!(line.contains("319 found"), "{output}");
    };
    counts(
        work.mailties(["analyze", "archive", "--case", "archive/case"])
            .ok(),
    );
    counts(
        work.mailties(["analyze", "archive", "--case", "archive/case"])
            .ok(),
    );
    // Another case in it is left out too, and both are told.
    counts(
        work.mailties(["analyze", "archive", "--case", "archive/other"])
            .ok(),
    );
    let problems = work.table("archive/other/problems.csv");
    let told: BTreeSet<&str> = problems
        .iter()
        .filter(|p| p["kind"] == "not_mail")
        .map(|p| p["source"].as_str())
        .collect();
    let expected = ["case", "other", "truth.json"].map(|n| format!("archive/{n}"));
    assert_eq!(told, expected.iter().map(String::as_str).collect());
}
