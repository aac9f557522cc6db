//! Which organizations the texts name: a fixture of invented mails with well-known names, a code name, and words that only
//! look like names. What must come out was written down before it was run.

use std::collections::BTreeMap;

use mailties::origin::Sha256Digest;

use crate::support::{Run, Work, assert_same_folders, row};

/// Sender, recipient, subject, own words; dated a day after another.
const MAILS: &[(&str, &str, &str, &str)] = &[
    (
        "mira@northlight.example",
        "jon@northlight.example",
        "RAND",
        "Michael from the RAND Corporation called about the film. I spoke to RAND again today; write to analyst@rand.org if you can.",
    ),
    (
        "jon@northlight.example",
        "mira@northlight.example",
        "Re: the series",
        "Snapchat wants the trailer first. I told Snap that the deal with the Motion Picture Association comes before, since the MPAA pays.",
    ),
    (
        "mira@northlight.example",
        "tess@quayside.example",
        "Lobbying",
        "We met the MPAA and Google in Washington. Google will not move. Project Goliath goes on, and Goliath knows it.",
    ),
    (
        "tess@quayside.example",
        "mira@northlight.example",
        "Dinner",
        "Downing Street has confirmed. The Democratic Party and the DNC are invited too, and the Democratic National Committee pays.",
    ),
    (
        "tess@quayside.example",
        "jon@northlight.example",
        "prices",
        "the rand fell, so we must snap up what we can. our target is the orange crop, a goliath task. no apple, no shell, no chase.",
    ),
    (
        "jon@northlight.example",
        "tess@quayside.example",
        "Re: prices",
        "Fine.\n\nOn Mon, 1 Oct 2001 at 9:00, Tess wrote:\n> Microsoft and Oracle will be there.\n",
    ),
];

const WATCH_LIST: &str = "name,aliases,code names,domains,kind\n\
    Google,Googleplex,Goliath;Project Goliath,google.com,company\n\
    Quayside Pictures,,,quayside.example,studio\n\
    Kelp Futures,,,,\n";

fn mbox(mails: &[(&str, &str, &str, &str)]) -> String {
    let mut text = String::new();
    for (n, (from, to, subject, body)) in mails.iter().enumerate() {
        let day = n + 1;
        text.push_str(&format!(
            "From {from} Mon Oct  {day} 09:00:00 2001\nFrom: {from}\nTo: {to}\nSubject: {subject}\n\
             Date: {day} Oct 2001 09:00:00 +0000\nMessage-ID: <{n}@northlight.example>\n\n{body}\n\n"
        ));
    }
    text
}

fn analyze(work: &Work) -> Run<'_> {
    work.mailties([
        "analyze",
        "mail.mbox",
        "--case",
        "case",
        "--organizations",
        "watch.csv",
    ])
}

fn analyzed() -> Work {
    let work = Work::new();
    work.write("mail.mbox", mbox(MAILS));
    work.write("watch.csv", WATCH_LIST);
    analyze(&work)
        .ok()
        .complains("Watch list     2 of 3 organizations found; the others stand in problems.csv");
    work
}

fn nodes(work: &Work) -> Vec<BTreeMap<String, String>> {
    work.table("case/organizations/nodes.csv")
}

#[test]
fn well_known_organizations_are_one_node_each() {
    let work = analyzed();
    let nodes = nodes(&work);
    for (id, label, mentions) in [
        ("rand.org", "RAND Corporation", "1"),
        ("snap.com", "Snap Inc.", "1"),
        ("mpaa.org", "Motion Picture Association", "2"),
        ("google.com", "Google", "1"),
        ("dnc.org", "Democratic National Committee", "1"),
        ("democrats.org", "Democratic Party", "1"),
    ] {
        let found = row(&nodes, "Id", id);
        assert_eq!(found["Label"], label);
        assert_eq!(found["mentions"], mentions, "{id}");
    }
    let called = |word: &str| {
        let has = |n: &&BTreeMap<String, String>| {
            let names = format!("{};{}", n["Label"], n["aliases"]);
            names.split(';').any(|name| name.contains(word))
        };
        nodes.iter().filter(has).count()
    };
    for word in [
        "RAND",
        "Snap",
        "MPAA",
        "Google",
        "Goliath",
        "Downing Street",
    ] {
        assert_eq!(called(word), 1, "{word}");
    }
}

#[test]
fn words_that_only_look_like_names_and_quoted_words_are_no_mentions() {
    let work = analyzed();
    let tied: Vec<String> = work
        .table("case/mentions/edges.csv")
        .into_iter()
        .filter(|tie| tie["Source"] == "tess@quayside.example")
        .map(|tie| tie["Target"].clone())
        .collect();
    // What Tess wrote on prices names nobody; what Jon quotes was not written by him.
    for id in &tied {
        assert!(
            ![
                "rand.org",
                "snap.com",
                "google.com",
                "apple.com",
                "shell.com"
            ]
            .contains(&id.as_str()),
            "{tied:?}"
        );
    }
    let ids: Vec<String> = nodes(&work).into_iter().map(|n| n["Id"].clone()).collect();
    assert!(!ids.contains(&"microsoft.com".to_owned()), "{ids:?}");
}

#[test]
fn the_watch_list_wins_is_kept_and_tells_what_is_missing() {
    let work = analyzed();
    let problems = work.table("case/problems.csv");
    let missing = row(&problems, "source", "watch_list.csv");
    assert_eq!(
        missing["detail"],
        "'Kelp Futures' is neither named nor written from in these mails"
    );
    let quayside = nodes(&work);
    let quayside = row(&quayside, "Id", "quayside.example");
    assert_eq!(
        (quayside["Label"].as_str(), quayside["kind"].as_str()),
        ("Quayside Pictures", "studio")
    );
    work.mailties(["show", "case", "goliath"])
        .ok()
        .says("Names    Googleplex, Goliath, Project Goliath")
        .says("Known by your watch list")
        .says("watch list, 100 %");
    let digest = Sha256Digest::of(WATCH_LIST.as_bytes()).to_string();
    assert!(work.text("case/manifest.json").contains(&digest));
    // A run without the option, with one more mail, still knows it.
    let mut more = MAILS.to_vec();
    more.push((
        "jon@northlight.example",
        "mira@northlight.example",
        "more",
        "GOLIATH again, and Kelp Futures.",
    ));
    work.write("more.mbox", mbox(&more[6..]));
    work.mailties(["analyze", "more.mbox", "--case", "case"])
        .ok()
        .complains("Watch list     3 of 3 organizations found\n");
    assert_eq!(row(&nodes(&work), "Id", "google.com")["mentions"], "2");
}

#[test]
fn the_user_can_say_that_a_name_is_none() {
    let work = analyzed();
    work.write(
        "watch.csv",
        "name,aliases,kind\nSnapchat,Snap,none\nMPAA,,none\n",
    );
    analyze(&work).ok();
    let nodes = nodes(&work);
    let ids: Vec<&str> = nodes.iter().map(|n| n["Id"].as_str()).collect();
    assert!(!ids.contains(&"snap.com"), "{ids:?}");
    // Named in full, once, it stays what it is.
    assert_eq!(row(&nodes, "Id", "mpaa.org")["mentions"], "1");
    assert_eq!(row(&nodes, "Id", "google.com")["mentions"], "1");
}

#[test]
fn names_do_not_depend_on_threads_or_batches() {
    let work = Work::new();
    work.write("all/a.mbox", mbox(&MAILS[..3]));
    work.write("all/b.mbox", mbox(&MAILS[3..]));
    for (case, threads) in [("one", "1"), ("three", "3")] {
        work.mailties(["analyze", "all", "--case", case, "--threads", threads])
            .ok();
    }
    for file in ["all/b.mbox", "all"] {
        work.mailties(["analyze", file, "--case", "batch"]).ok();
    }
    let left_out = |name: &str| !name.ends_with(".csv");
    assert_same_folders(&work.at("one"), &work.at("three"), left_out);
    assert_same_folders(&work.at("one"), &work.at("batch"), left_out);
}

#[test]
fn a_wrong_watch_list_is_refused_before_anything_is_read() {
    let work = Work::new();
    work.write("mail.mbox", mbox(MAILS));
    work.write("watch.csv", "name,aliasses\nx,y\n");
    analyze(&work)
        .code(1)
        .complains("error: the watch list 'watch.csv': column 'aliasses' is unknown")
        .complains("hint: it is a CSV table with a column 'name'");
    assert!(!work.at("case").exists());
}

/// By hand: the second mail names Snap and the MPAA, the third the MPAA and Google (by its code name), the fourth three at once.
#[test]
fn organizations_named_together_are_tied_apart_from_those_that_write() {
    let work = analyzed();
    let ties = work.table("case/co_mentions/edges.csv");
    let tie = |a: &str, b: &str| {
        let ends = |t: &&BTreeMap<String, String>| {
            [t["Source"].as_str(), &t["Target"]] == [a, b]
                || [t["Source"].as_str(), &t["Target"]] == [b, a]
        };
        let found = ties.iter().find(ends);
        found.map(|t| ["Weight", "messages", "people", "Type"].map(|c| t[c].clone()))
    };
    let one = |weight: &str| Some([weight, "1", "1", "Undirected"].map(str::to_owned));
    assert_eq!(tie("snap.com", "mpaa.org"), one("1.0"));
    assert_eq!(tie("google.com", "mpaa.org"), one("1.0"));
    assert_eq!(tie("dnc.org", "democrats.org"), one("0.5"));
    assert_eq!(tie("snap.com", "google.com"), None);
    let nodes = work.table("case/co_mentions/nodes.csv");
    assert_eq!(row(&nodes, "Id", "mpaa.org")["degree"], "2");
}

#[test]
fn a_short_form_that_the_case_defines_is_the_same_organization() {
    let work = Work::new();
    let text = "The Shoreline Elevation Council (SEC) met us. The SEC wants new gauges.";
    let again = "Again the Shoreline Elevation Council (SEC) asks; the SEC will pay.";
    let (a, b) = ("mira@northlight.example", "jon@northlight.example");
    work.write(
        "mail.mbox",
        mbox(&[(a, b, "gauges", text), (b, a, "gauges again", again)]),
    );
    work.mailties(["analyze", "mail.mbox", "--case", "case"])
        .ok();
    let nodes = work.table("case/organizations/nodes.csv");
    assert_eq!(
        row(&nodes, "Id", "shoreline-elevation-council")["mentions"],
        "2"
    );
    assert!(
        nodes
            .iter()
            .all(|n| n["Id"] != "sec" && n["Id"] != "sec.gov")
    );
}

#[test]
fn names_that_are_not_found_any_more_leave_nothing_behind() {
    let work = Work::new();
    let (a, b) = ("mira@northlight.example", "jon@northlight.example");
    let mails = [
        (a, b, "reels", "Have you heard of Kelpwater? they are late."),
        (b, a, "Re: reels", "The RAND Corporation waits too."),
    ];
    work.write("mail.mbox", mbox(&mails));
    work.write("watch.csv", "name\nKelpwater\n");
    work.write("none.csv", "name,kind\nKelpwater,none\n");
    let run = |case: &str, list: &str| {
        let more = ["--case", case, "--organizations", list];
        work.mailties([["analyze", "mail.mbox"].as_slice(), &more].concat())
            .ok();
    };
    run("case", "watch.csv");
    let named = |case: &str| {
        let ties = work.table(format!("{case}/mentions/edges.csv"));
        ties.into_iter()
            .map(|t| t["Target"].clone())
            .collect::<Vec<_>>()
    };
    assert!(named("case").contains(&"kelpwater".to_owned()));
    run("case", "none.csv");
    assert_eq!(named("case"), ["rand.org"]);
    run("fresh", "none.csv");
    assert_same_folders(&work.at("case"), &work.at("fresh"), |name| {
        name.starts_with("case.") || name.starts_with("index.")
    });
}
