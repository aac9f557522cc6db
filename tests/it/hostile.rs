//! Hostile mail, end to end: whatever is in it, the program ends well, accounts for every file, writes nothing outside the
//! case, and what it writes is harmless in a terminal, a spreadsheet, Gephi, Graphviz and any reader of XML.
//! Containers, bombs and crashers of single floors are tested with those floors (`sources`, `containers`, `messages`).

use std::collections::BTreeSet;
use std::fmt::Write as _;

use crate::export::{read_dot, read_gexf, read_graphml};
use crate::support::{self, Output, Work};

/// Names that mean something to a reader down the line.
const NAMES: [&str; 40] = [
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-1+1",
    "@SUM(1)",
    "\t=1+1",
    "\r=1+1",
    "\"><script>window.__pwn=1</script>",
    "<img src=x onerror=window.__pwn=1>",
    "javascript:window.__pwn=1",
    "\"]; evil [label=\"x",
    "<<b>bold</b>>",
    "\\N \\G \\E \\T \\l \\r",
    "a\\",
    "]]>",
    "&xxe;",
    "{{constructor.constructor(\"window.__pwn=1\")()}}",
    "\u{2028}\u{2029}",
    "null",
    "NaN",
    "-inf",
    "<empty>",
    "../../../../etc/passwd",
    "%00",
    "'; DROP TABLE version;--",
    "\u{202e}gpj.exe",
    "</script><script>window.__pwn=1</script>",
    "a,b;c\td\"e'f",
    "x\\\"y",
    "\\n",
    "|",
    "#ref",
    "a\0b\0c",
    "\u{1b}[31mred\u{1b}]0;title\u{7}",
    "\u{9b}31m",
    "\u{1}\u{2}\u{8}\u{b}\u{c}\u{1f}\u{7f}\u{fffe}\u{ffff}",
    "\u{202a}\u{2066}\u{200b}\u{feff}",
    "graph",
    "--",
    "<!--",
    "<?xml version=\"1.0\"?>",
];

const ADDRESSES: [&str; 25] = [
    "undisclosed-recipients:;",
    "undisclosed-recipients",
    "Weir, Hanna </O=YARD/OU=NA/CN=RECIPIENTS/CN=HWEIR>",
    "IMCEANOTES-+22Weir+2C+20Hanna+22+20+3Chweir+40yard+2Eexample+3E+40YARD@yard.example",
    "Smith, John'; 'Doe, Jane' <j@x.test>",
    "=?iso-8859-1?Q?J=E9r=F4me?= <j@x.test>",
    "\"a b\"@x.test",
    "user@[127.0.0.1]",
    "user@xn--bcher-kva.example",
    "user@b\u{fc}cher.example",
    "no-at-sign",
    "a@b@c.test",
    "a@x.test.",
    "'a@x.test'",
    "mailto:a@x.test",
    "<a@x.test> <b@x.test>",
    "Team: a@x.test, b@x.test;, c@x.test",
    "a@x.test (Comment (nested))",
    "<>",
    "\"ceo@bank.test\" <thief@evil.test>",
    "\u{202e}moc.knab@oec <x@evil.test>",
    "@",
    "a @ x . test",
    "=1+1@x.test",
    "<\"<script>\"@x.test>",
];

const DATES: [&str; 14] = [
    "",
    "garbage",
    "1 Jan 0100 00:00:00 +0000",
    "Mon, 31 Feb 2001 25:61:61 +0000",
    "Thu, 1 Jan 1970 00:00:00 +0000",
    "Fri, 31 Dec 9999 23:59:59 +0000",
    "Mon, 1 Oct 2001 01:02:03 +9999",
    "2001-10-01T01:02:03Z",
    "Mon, 1 Oct 101 01:02:03 -0700",
    "Lun, 1 oct. 2001 01:02:03 +0200",
    "10/1/2001 1:02:03 AM",
    "Wed, 29 Dec 99999999999 1:1:1 +0000",
    "Mon, 1 Oct 2001 01:02:60 +0000",
    "\u{1b}[31m =1+1 <script>",
];

const FILE_NAMES: [&str; 10] = [
    "../../../../tmp/PWNED",
    "/etc/cron.d/x",
    "C:\\Windows\\x.exe",
    "CON",
    "a\0b.txt",
    "..",
    "",
    "a/b/c",
    "\u{202e}gpj.exe",
    "-rf",
];

/// A mail with these headers, dated, with an id of its own.
fn mail(id: &str, headers: &str, body: &str) -> String {
    format!(
        "{headers}Date: Mon, 1 Oct 2001 01:02:03 +0000\r\nMessage-ID: <{id}@x.test>\r\n\r\n{body}\r\n"
    )
}

fn quoted(name: &str) -> String {
    name.replace('\\', "\\\\")
        .replace('"', "\\\"")
        .replace(['\r', '\n'], "")
}

/// Small mails with hostile names, addresses, dates, attachments, references.
fn write_small(work: &Work) -> usize {
    let before = support::files(&work.at("mail")).len();
    for (n, name) in NAMES.iter().enumerate() {
        let q = quoted(name);
        let subject = name.replace(['\r', '\n'], " ");
        let headers = format!(
            "From: \"{q}\" <inj{n}@x.test>\r\nTo: \"{q}\" <victim{n}@y.test>, v@z.test\r\nCc: inj{}@x.test\r\nSubject: {subject}\r\n",
            (n + 1) % NAMES.len()
        );
        let plain = mail(
            &format!("i{n}"),
            &headers,
            &format!("{name} see http://tracker.test/{n}"),
        );
        work.write(format!("mail/inject/{n}.eml"), plain);
        let encoded = name.bytes().fold(String::new(), |mut text, byte| {
            let _ = write!(text, "={byte:02X}");
            text
        });
        let headers = format!(
            "From: =?utf-8?Q?{encoded}?= <enc{n}@x.test>\r\nTo: v@z.test\r\nSubject: =?utf-8?Q?{encoded}?=\r\nContent-Type: text/html\r\n"
        );
        work.write(
            format!("mail/encoded/{n}.eml"),
            mail(
                &format!("e{n}"),
                &headers,
                &format!("<p>{name}</p><img src=\"http://tracker.test/p.gif\">"),
            ),
        );
        let headers =
            format!("From: \"{q}\"@x.test\r\nTo: {subject}@y.test\r\nSubject: local part\r\n");
        work.write(
            format!("mail/local/{n}.eml"),
            mail(&format!("l{n}"), &headers, "x"),
        );
    }
    for (n, address) in ADDRESSES.iter().enumerate() {
        let headers =
            format!("From: {address}\r\nTo: b@x.test, {address}\r\nSubject: address {n}\r\n");
        work.write(
            format!("mail/address/{n}.eml"),
            mail(&format!("a{n}"), &headers, "x"),
        );
    }
    for (n, date) in DATES.iter().enumerate() {
        work.write(
            format!("mail/date/{n}.eml"),
            format!("From: a@x.test\r\nTo: b@x.test\r\nDate: {date}\r\nMessage-ID: <d{n}@x.test>\r\nSubject: date {n}\r\n\r\nx\r\n"),
        );
    }
    for (n, name) in FILE_NAMES.iter().enumerate() {
        let headers =
            "From: a@x.test\r\nTo: b@x.test\r\nContent-Type: multipart/mixed; boundary=b\r\n";
        let body = format!(
            "--b\r\nContent-Type: application/octet-stream\r\nContent-Disposition: attachment; filename=\"{name}\"\r\n\r\nPWNED\r\n--b--\r\n"
        );
        work.write(
            format!("mail/attach/{n}.eml"),
            mail(&format!("f{n}"), headers, &body),
        );
    }
    for n in 0..3 {
        let (next, last) = ((n + 1) % 3, (n + 2) % 3);
        let headers = format!(
            "From: a@x.test\r\nTo: b@x.test\r\nSubject: loop {n}\r\nIn-Reply-To: <loop{next}@x.test>\r\nReferences: <loop{next}@x.test> <loop{last}@x.test>\r\n"
        );
        work.write(
            format!("mail/loop/{n}.eml"),
            mail(&format!("loop{n}"), &headers, "x"),
        );
    }
    let own = "From: a@x.test\r\nTo: b@x.test\r\nSubject: own\r\nIn-Reply-To: <own@x.test>\r\n";
    work.write("mail/loop/own.eml", mail("own", own, "x"));
    support::files(&work.at("mail")).len() - before
}

/// Mails that cost much if read without limits, at sizes that a slow build reads in seconds.
fn write_bombs(work: &Work) {
    let head = "From: A <a@x.test>\r\nTo: B <b@x.test>\r\nSubject: deep\r\n";
    let mut deep = head.to_owned() + "Content-Type: multipart/mixed; boundary=\"b0000000\"\r\n\r\n";
    for n in 0..3_000 {
        let _ = write!(
            deep,
            "--b{n:07}\r\nContent-Type: multipart/mixed; boundary=\"b{:07}\"\r\n\r\n",
            n + 1
        );
    }
    work.write("mail/bomb/multipart.eml", deep);
    let inside = format!("{head}Content-Type: message/rfc822\r\n\r\n");
    work.write(
        "mail/bomb/rfc822.eml",
        inside.repeat(400) + &mail("in", head, "x"),
    );
    let boundary = "--b\r\nContent-Type: multipart/mixed; boundary=\"b\"\r\n\r\n";
    work.write(
        "mail/bomb/boundary.eml",
        format!(
            "{head}Content-Type: multipart/mixed; boundary=\"b\"\r\n\r\n{}",
            boundary.repeat(3_000)
        ),
    );
    let parts = "--b\r\n\r\nx\r\n".repeat(20_000);
    work.write(
        "mail/bomb/parts.eml",
        format!("{head}Content-Type: multipart/mixed; boundary=\"b\"\r\n\r\n{parts}"),
    );
    let many = (0..30_000).fold(String::new(), |mut text, n| {
        let _ = write!(text, "X-H{n}: v\r\n");
        text
    });
    work.write("mail/bomb/headers.eml", many + &mail("mh", head, "x"));
    work.write(
        "mail/bomb/subject.eml",
        mail(
            "lh",
            &format!("{head}Subject: {}\r\n", "A".repeat(2_000_000)),
            "x",
        ),
    );
    work.write(
        "mail/bomb/folded.eml",
        format!("Subject: a\r\n{}", " b\r\n".repeat(100_000)) + &mail("fh", head, "x"),
    );
    let to: Vec<String> = (0..20_000).map(|n| format!("U{n} <u{n}@x.test>")).collect();
    work.write(
        "mail/bomb/to.eml",
        mail(
            "mt",
            &format!("From: a@x.test\r\nTo: {}\r\n", to.join(", ")),
            "x",
        ),
    );
    for (n, (unit, times)) in [
        ("(", 50_000),
        ("<", 50_000),
        ("\"\\", 50_000),
        ("g:", 20_000),
        ("=?utf-8?Q?a?= ", 20_000),
        ("=?", 50_000),
    ]
    .into_iter()
    .enumerate()
    {
        let headers = format!("From: {}a@x.test\r\nTo: b@x.test\r\n", unit.repeat(times));
        work.write(
            format!("mail/bomb/from{n}.eml"),
            mail(&format!("fr{n}"), &headers, "x"),
        );
    }
    let references = (0..20_000).fold(String::new(), |mut text, n| {
        let _ = write!(text, "<r{n}@x.test> ");
        text
    });
    work.write(
        "mail/bomb/refs.eml",
        mail("rf", &format!("{head}References: {references}\r\n"), "x"),
    );
    let html = format!("{head}Content-Type: text/html\r\n");
    work.write(
        "mail/bomb/html.eml",
        mail("hd", &html, &"<div>".repeat(50_000)),
    );
    work.write(
        "mail/bomb/tag.eml",
        mail("ha", &html, &format!("<a {}>", "x=1 ".repeat(50_000))),
    );
    work.write(
        "mail/bomb/line.eml",
        mail("ll", head, &"A".repeat(2_000_000)),
    );
}

/// What is no mail, or hardly.
fn write_other(work: &Work) {
    work.write("mail/other/empty.eml", "");
    work.write("mail/other/line.eml", "\n");
    work.write("mail/other/nul.eml", [0; 65_536]);
    work.write(
        "mail/other/a.pdf",
        "%PDF-1.4\n1 0 obj\n<</Type/Catalog>>\nendobj\ntrailer\n<</Root 1 0 R>>\n%%EOF\n",
    );
    work.write(
        "mail/other/deep.rtf",
        "{\\rtf1".to_owned() + &"{".repeat(50_000),
    );
    work.write("mail/other/page.html", "<table><tr><td>".repeat(1_000));
    work.write("mail/other/picture.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR");
    work.write("mail/other/cut.zip", b"PK\x03\x04\x14\0\0\0\x08\0cut");
    work.write("mail/other/cut.gz", b"\x1f\x8b\x08\0\0\0\0\0\0\x03cut");
    work.write(
        "mail/other/rfc822.eml",
        "From: a@x.test\nContent-Type: message/rfc822\n\nno mail, sorry!\n",
    );
    work.write("mail/other/received.eml", "Received:\n\t");
    work.write(
        "mail/other/utf16.eml",
        b"\xff\xfeF\0r\0o\0m\0:\0 \0a\0@\0x\0\n\0",
    );
    work.write("mail/=cmd()\u{202e}<script>\"'.mbox", "From a@x.test Mon Oct  1 01:02:03 2001\nFrom: a@x.test\nTo: b@x.test\nSubject: name of the file\n\nx\n");
    work.write("mail/\u{1b}[31m\nfile.txt", "no mail");
}

/// No control characters. Bidirectional marks may stand in files: they belong to names in Arabic and Hebrew.
#[track_caller]
fn harmless(text: &str, what: &str) {
    let bad = |c: char| c.is_control() && !['\n', '\t'].contains(&c);
    without(text, bad, what);
}

/// Nothing that a terminal obeys or that turns text around.
#[track_caller]
fn harmless_in_terminal(text: &str, what: &str) {
    harmless(text, what);
    let turns = |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    without(text, turns, what);
}

#[track_caller]
fn without(text: &str, bad: impl Fn(char) -> bool, what: &str) {
    if let Some(at) = text.find(bad) {
        let shown: String = text[at..].chars().take(60).collect();
        panic!("{what}: {shown:?}");
    }
}

#[track_caller]
fn harmless_output(output: &Output) {
    // A panic of the program ends it with 101.
    assert!(matches!(output.code, Some(0 | 1 | 3)), "{output}");
    assert!(!output.stderr.contains("panicked"), "{output}");
    harmless_in_terminal(&output.stderr, &output.command);
    harmless_in_terminal(&output.stdout, &output.command);
}

/// Every cell of a table: no formula, no control characters.
fn check_csv(work: &Work, name: &str) {
    let text = work.text(name);
    harmless(&text, name);
    for row in support::parse_table(&text) {
        for (column, cell) in row {
            let formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
            assert!(
                !formula || cell.parse::<f64>().is_ok(),
                "{name}: {column} = {cell:?}"
            );
            assert!(!cell.contains(['\n', '\r']), "{name}: {column} = {cell:?}");
        }
    }
}

fn check_graphs(work: &Work, folder: &str) {
    let read = |name: &str| work.text(format!("case/{folder}/{name}"));
    for name in ["graph.gexf", "graph.graphml", "graph.dot"] {
        harmless(&read(name), name);
    }
    let (gexf, graphml) = (
        read_gexf(&read("graph.gexf")),
        read_graphml(&read("graph.graphml")),
    );
    assert_eq!(gexf.labels, graphml.labels, "{folder}");
    assert_eq!(gexf.ties, graphml.ties, "{folder}");
    let nodes = work.table(format!("case/{folder}/nodes.csv"));
    assert_eq!(nodes.len(), gexf.labels.len(), "{folder}");
    assert_eq!(
        work.table(format!("case/{folder}/edges.csv")).len(),
        gexf.ties.len()
    );
    for label in gexf.labels.values() {
        assert!(label.chars().count() <= 120, "{label}");
    }
    read_dot(&read("graph.dot"));
}

/// found = distinct + copies + unreadable, and every file is a message, a container or a problem.
fn check_account(work: &Work) {
    let case = mailties::pipeline::conclude(&work.at("case")).expect("conclusions");
    let counts = &case.counts;
    assert_eq!(
        counts.found,
        counts.distinct + counts.duplicate_copies + counts.unreadable
    );
    let mut with_mail: BTreeSet<u32> = case.facts.copies.iter().map(|c| c.file).collect();
    with_mail.extend(case.facts.loose.iter().map(|(file, _)| *file));
    let mut told: BTreeSet<String> = case.problems.iter().map(|p| p.source.clone()).collect();
    for (number, file) in (0..).zip(&case.facts.files) {
        if with_mail.contains(&number) {
            told.insert(file.path.to_string());
        }
    }
    // Names that are no plain text are compared by what stands around the rest.
    let plain = |name: &str| {
        name.chars()
            .filter(char::is_ascii_alphanumeric)
            .collect::<String>()
    };
    let told: BTreeSet<String> = told.iter().map(|name| plain(name)).collect();
    for name in support::files(&work.at("mail")).keys() {
        let name = plain(&format!("mail/{name}"));
        // What lies in a container is named after it.
        let said = told.range(name.clone()..).next();
        assert!(
            said.is_some_and(|t| t.starts_with(&name)),
            "nothing is said of {name}"
        );
    }
}

fn analyze(work: &Work) -> Output {
    let before = support::files(work.path());
    let output = work.mailties(["analyze", "mail", "--case", "case"]).run();
    harmless_output(&output);
    assert!(matches!(output.code, Some(0 | 3)), "{output}");
    let mut after = support::files(work.path());
    after.retain(|name, _| !name.starts_with("case/") && !before.contains_key(name));
    assert!(after.is_empty(), "written outside the case: {after:?}");
    output
}

#[test]
fn hostile_names_are_harmless_everywhere() {
    let work = Work::new();
    let small = write_small(&work);
    write_other(&work);
    analyze(&work);
    check_account(&work);
    let inside = support::files(&work.at("case"));
    for name in inside.keys().filter(|n| n.ends_with(".csv")) {
        check_csv(&work, &format!("case/{name}"));
    }
    for folder in ["people", "organizations", "mentions"] {
        check_graphs(&work, folder);
    }
    harmless(&work.text("case/README.txt"), "README.txt");
    assert!(!std::path::Path::new("/tmp/PWNED").exists());
    let messages = work.mailties(["list", "case", "messages"]).ok();
    harmless_output(&messages);
    let count = messages.stdout.lines().count() - 1;
    assert!(count > small * 9 / 10, "{count} messages of {small}");
    for table in [
        "people",
        "ties",
        "organizations",
        "communities",
        "mailboxes",
        "problems",
    ] {
        harmless_output(&work.mailties(["list", "case", table]).ok());
    }
    for message in work
        .mailties(["list", "case", "messages", "--json"])
        .ok()
        .stdout
        .lines()
        .skip(1)
        .step_by(9)
    {
        let Ok(row) = serde_json::from_str::<serde_json::Value>(message.trim_end_matches(','))
        else {
            continue;
        };
        harmless_output(
            &work
                .mailties(["show", "case", row["id"].as_str().unwrap_or("")])
                .ok(),
        );
    }
    for name in [
        "inj0@x.test",
        "=cmd|' /C calc'!A0",
        "\u{1b}[31m",
        "x.test",
        "../../etc/passwd",
        "",
        "%",
    ] {
        harmless_output(&work.mailties(["show", "case", name]).run());
        harmless_output(&work.mailties(["why", "case", name, "v@z.test"]).run());
    }
    work.mailties(["verify", "case"]).ok();
}

#[test]
fn dates_that_cannot_be_do_not_stretch_the_period() {
    let work = Work::new();
    write_small(&work);
    analyze(&work);
    let messages = work
        .mailties(["list", "case", "messages", "--csv"])
        .ok()
        .table();
    let dates: BTreeSet<&str> = messages
        .iter()
        .map(|m| &m["date"][..m["date"].len().min(4)])
        .collect();
    assert_eq!(dates, BTreeSet::from(["", "2001"]));
    for n in 0..DATES.len() {
        let id = format!("d{n}@x.test");
        assert!(
            messages.iter().any(|m| m["message_id"] == id),
            "{id} is lost"
        );
    }
}

#[test]
fn bombs_are_read_within_limits() {
    let work = Work::new();
    write_bombs(&work);
    analyze(&work);
    check_account(&work);
    let problems = work.table("case/problems.csv");
    let limits: BTreeSet<&str> = problems
        .iter()
        .filter(|p| p["kind"] == "limit")
        .map(|p| p["source"].as_str())
        .collect();
    for name in [
        "multipart",
        "rfc822",
        "boundary",
        "parts",
        "headers",
        "refs",
        "to",
    ] {
        assert!(
            limits.contains(format!("mail/bomb/{name}.eml").as_str()),
            "{name}: {limits:?}"
        );
    }
    // Nobody has a tie with twenty thousand at once that is worth more than one mail.
    for node in work.table("case/people/nodes.csv") {
        let strength: f64 = node["node_strength"].parse().unwrap_or(0.0);
        assert!(strength < 100.0, "{node:?}");
    }
    check_csv(&work, "case/people/nodes.csv");
    check_csv(&work, "case/problems.csv");
}
