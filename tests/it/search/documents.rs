//! Documents in `search`: an archive made here, of mails with attached notes, tables and web pages, of the same under other names and in
//! an attached archive, and of files that no mail carries. What is found is counted by hand here, and by the scan beside it.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use serde_json::Value;

use super::{Dice, compare};
use crate::support::Work;

/// A mail with files attached.
fn mail(
    from: &str,
    to: &[&str],
    date: Option<&str>,
    subject: &str,
    body: &str,
    files: &[(&str, &[u8])],
) -> String {
    let mut text = format!("From: {from}\nTo: {}\n", to.join(", "));
    if let Some(date) = date {
        writeln!(text, "Date: {date}").expect("text");
    }
    write!(text, "Subject: {subject}\nMIME-Version: 1.0\n").expect("text");
    write!(
        text,
        "Content-Type: multipart/mixed; boundary=cut\n\n--cut\n\n{body}\n"
    )
    .expect("text");
    for (name, bytes) in files {
        write!(text, "--cut\nContent-Type: application/octet-stream; name=\"{name}\"\nContent-Disposition: attachment; filename=\"{name}\"\n").expect("text");
        write!(
            text,
            "Content-Transfer-Encoding: base64\n\n{}\n",
            base64(bytes)
        )
        .expect("text");
    }
    text + "--cut--\n"
}

/// RFC 4648, section 4.
fn base64(bytes: &[u8]) -> String {
    let letters = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for (n, three) in bytes.chunks(3).enumerate() {
        let number = (0..3).fold(0_u32, |sum, i| {
            sum << 8 | u32::from(*three.get(i).unwrap_or(&0))
        });
        for i in 0..4 {
            let six = (number >> (18 - 6 * i)) as usize & 63;
            text.push(if i > three.len() {
                '='
            } else {
                letters[six] as char
            });
        }
        if n % 19 == 18 {
            text.push('\n');
        }
    }
    text
}

fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    for (name, bytes) in members {
        writer.start_file(*name, options).expect("a member");
        writer.write_all(bytes).expect("a member");
    }
    writer.finish().expect("an archive").into_inner()
}

const HANNA: &str = "Hanna Weir <hanna@tides.example>";
const OLAF: &str = "Olaf Brink <olaf@yard.example>";
const MIRA: &str = "Mira Castellan <mira@port.example>";
const MEMO: &[u8] =
    b"The dredger Zephyrine is to be sold.\nNobody at the Quillmark Institute may hear of it.\n";
const TABLE: &[u8] = b"berth,depth,draught\nnorth,11,9\nsouth,12,10\n";
const PAGE: &[u8] = b"<html><head><title>Soundings of the basin</title></head><body><p>Silt gathers at the weir.</p></body></html>\n";
const LOOSE: &[u8] = b"Found in a drawer: keys to the Zephyrine.\n";

/// The memo is carried by three mails under two names, one of them in an archive, and lies in a file; the table by one mail that has no
/// date; the page by one; one file by none.
fn archive(work: &Work) {
    let one = mail(
        HANNA,
        &[OLAF],
        Some("Mon, 5 Mar 2001 10:00:00 +0000"),
        "For your eyes",
        "Please read the memo.",
        &[("memo.txt", MEMO)],
    );
    let two = mail(
        OLAF,
        &[MIRA],
        Some("Tue, 6 Mar 2001 10:00:00 +0000"),
        "Fwd: For your eyes",
        "See what she sent.",
        &[("memo.txt", MEMO), ("basin.html", PAGE)],
    );
    let three = mail(
        MIRA,
        &[HANNA],
        Some("Sat, 3 Feb 2001 10:00:00 +0000"),
        "Papers",
        "All of it.",
        &[("papers.zip", &zip(&[("sale/draft.txt", MEMO)]))],
    );
    let four = mail(
        OLAF,
        &[HANNA],
        None,
        "Depths",
        "As asked.",
        &[("depths.csv", TABLE)],
    );
    work.write("a/olaf/one.eml", one);
    work.write("a/olaf/two.eml", two);
    work.write("b/mira/three.eml", three);
    work.write("b/mira/four.eml", four);
    work.write("b/drawer/keys.txt", LOOSE);
    work.write("b/drawer/copy of memo.txt", MEMO);
}

fn analyze(work: &Work, case: &str, sources: &[&str]) {
    work.mailties(["analyze", "-q", "--case", case].iter().chain(sources))
        .ok();
}

fn search(work: &Work, case: &str, query: &str, more: &[&str]) -> Value {
    let start = ["search", case, query, "--json", "--by", "date"];
    let out = work.mailties(start.iter().chain(more)).ok();
    serde_json::from_str(&out.stdout).expect("JSON")
}

/// What was found, by date: the first name of a document, the subject of a message.
fn found(work: &Work, query: &str) -> Vec<String> {
    let found = search(work, "case", query, &[]);
    let hits = found["hits"].as_array().expect("hits");
    let called = hits.iter().map(|hit| match hit["what"].as_str() {
        Some("document") => hit["name"].as_str().expect("a name").to_owned(),
        _ => hit["subject"].as_str().expect("a subject").to_owned(),
    });
    called.collect()
}

#[test]
fn documents_are_found_once_by_what_they_say_and_by_who_sent_them() {
    let work = Work::new();
    archive(&work);
    analyze(&work, "case", &["a", "b"]);
    let expected: [(&str, &[&str]); 28] = [
        ("zephyrine", &["memo.txt", "keys.txt"]),
        ("zephyrine in:attachment", &["memo.txt", "keys.txt"]),
        ("zephyrine in:message", &[]),
        ("\"to be sold\"", &["memo.txt"]),
        ("text:dredger", &["memo.txt"]),
        ("\"sold nobody\"", &["memo.txt"]),
        ("\"dredger hear\"~12", &["memo.txt"]),
        ("memo in:message", &["For your eyes", "Fwd: For your eyes"]),
        ("attachment:draft", &["memo.txt"]),
        ("attachment:keys in:document", &["keys.txt"]),
        // The date is that of the first mail, in which it lay in an archive.
        ("zephyrine before:2001-02-04", &["memo.txt"]),
        ("zephyrine after:2001-02-04", &[]),
        ("in:attachment from:hanna", &["memo.txt"]),
        (
            "in:attachment from:olaf",
            &["memo.txt", "basin.html", "depths.csv"],
        ),
        ("in:attachment from:mira", &["papers.zip", "memo.txt"]),
        ("in:attachment to:mira", &["memo.txt", "basin.html"]),
        ("in:attachment with:hanna text:weir", &[]),
        ("in:attachment with:mira text:weir", &["basin.html"]),
        ("draught", &["depths.csv"]),
        ("draught after:1900", &[]),
        ("format:csv", &["depths.csv"]),
        ("format:text", &["memo.txt", "keys.txt"]),
        ("format:archive", &["papers.zip"]),
        ("format:pdf", &[]),
        ("kind:document format:html", &["basin.html"]),
        (
            "has:attachment",
            &["Papers", "For your eyes", "Fwd: For your eyes", "Depths"],
        ),
        ("in:attachment has:attachment", &[]),
        ("in:message -has:document", &[]),
    ];
    for (query, names) in expected {
        let mut right: Vec<&str> = names.to_vec();
        let mut right_by_name = found(&work, query);
        // Of one second, order is by id, which is a digest.
        right.sort_unstable();
        right_by_name.sort_unstable();
        assert_eq!(right_by_name, right, "{query}");
    }
    assert_eq!(
        found(&work, "zephyrine"),
        ["memo.txt", "keys.txt"],
        "by date"
    );
}

#[test]
fn a_document_tells_who_sent_it_first_and_how_many_mails_carry_it() {
    let work = Work::new();
    archive(&work);
    analyze(&work, "case", &["a", "b"]);
    let all = search(&work, "case", "zephyrine", &[]);
    assert_eq!(
        (&all["messages"], &all["documents"]),
        (&0.into(), &2.into())
    );
    let [memo, keys] = [&all["hits"][0], &all["hits"][1]];
    assert!(
        memo["id"].as_str().expect("an id").starts_with('d'),
        "{memo}"
    );
    assert_eq!(memo["carried_by"], 3);
    assert_eq!(memo["format"], "text");
    assert_eq!(memo["date"], "2001-02-03T10:00:00Z");
    assert_eq!(memo["from"][0], "mira@port.example");
    assert_eq!(memo["to"][0], "hanna@tides.example");
    assert_eq!(memo["first_message"], memo["thread"]);
    let marked = memo["snippet"].as_array().expect("a snippet");
    assert!(
        marked
            .iter()
            .any(|piece| piece["hit"] == true && piece["text"] == "Zephyrine")
    );
    assert_eq!(
        (&keys["carried_by"], &keys["thread"]),
        (&0.into(), &Value::Null)
    );
    assert!(keys["date"].is_null() && keys["from"] == Value::Array(Vec::new()));
    assert_eq!(
        all["years"][0],
        serde_json::json!({"year": 2001, "messages": 0, "documents": 1})
    );
    assert_eq!(
        (&all["undated"], &all["undated_documents"]),
        (&0.into(), &1.into())
    );
    for person in all["people"].as_array().expect("people") {
        assert_eq!(
            (&person["messages"], &person["documents"]),
            (&0.into(), &1.into())
        );
    }
    assert_eq!(
        all["people"].as_array().map(Vec::len),
        Some(3),
        "all three sent or got the memo"
    );
    let plain = work.mailties(["search", "case", "zephyrine"]).ok().stdout;
    assert!(plain.contains("0 messages and 2 documents"), "{plain}");
    assert!(
        plain.contains("memo.txt (text)") && plain.contains("in 3 messages, first m"),
        "{plain}"
    );
    assert!(
        plain.contains("a file of its own; no mail carries it"),
        "{plain}"
    );
    let count = work
        .mailties(["search", "case", "zephyrine", "--count"])
        .ok();
    assert_eq!(count.stdout, "2\n");
    let csv = work
        .mailties(["search", "case", "draught", "--csv"])
        .ok()
        .stdout;
    assert!(
        csv.lines()
            .next()
            .is_some_and(|head| head.ends_with("what,name,format,carried_by,first_message")),
        "{csv}"
    );
    // The mail of the archive, the archive and the memo in it are one conversation; the file stands alone.
    let threads = search(&work, "case", "zephyrine OR papers", &["--conversations"]);
    assert_eq!(threads["conversations"], 1, "{threads}");
    let hits = threads["hits"].as_array().expect("hits");
    let sizes: Vec<_> = hits.iter().map(|hit| hit["hits"].as_u64()).collect();
    assert_eq!(sizes, [Some(3), Some(1)], "{threads}");
}

#[test]
fn what_is_no_format_or_no_place_is_told() {
    let work = Work::new();
    archive(&work);
    analyze(&work, "case", &["a", "b"]);
    for (query, told) in [
        (
            "format:wordperfect",
            "there is no format 'wordperfect'; formats are docx",
        ),
        ("in:subject", "in: takes 'message' or 'attachment'"),
        (
            "thread:d0000000000000000",
            "there is no message 'd0000000000000000'",
        ),
    ] {
        let wrong = work.mailties(["search", "case", query]).run();
        assert_eq!(wrong.code, Some(2), "{wrong:?}");
        assert!(wrong.stderr.contains(told), "{wrong:?}");
    }
    let keys = search(&work, "case", "drawer", &[])["hits"][0]["id"].clone();
    let thread = format!("thread:{}", keys.as_str().expect("an id"));
    let wrong = work.mailties(["search", "case", &thread]).run();
    assert!(wrong.stderr.contains("no message carries"), "{wrong:?}");
}

/// Batches in either order, and one or two threads, make the same hits.
#[test]
fn order_of_batches_does_not_matter() {
    let work = Work::new();
    archive(&work);
    analyze(&work, "one", &["a", "--threads", "1"]);
    analyze(&work, "one", &["b", "--threads", "1"]);
    analyze(&work, "two", &["b", "--threads", "2"]);
    analyze(&work, "two", &["a", "--threads", "2"]);
    for query in [
        "*",
        "zephyrine",
        "in:attachment from:olaf",
        "NOT memo",
        "format:csv OR memo",
    ] {
        for more in [&[][..], &["--conversations"]] {
            let [one, two] = ["one", "two"].map(|case| search(&work, case, query, more));
            assert!(!one["hits"].as_array().expect("hits").is_empty(), "{query}");
            assert_eq!(one, two, "{query} {more:?}");
        }
    }
}

const WORDS: [&str; 40] = [
    "tide",
    "gauge",
    "basin",
    "dredger",
    "berth",
    "silt",
    "weir",
    "sluice",
    "pilot",
    "harbour",
    "crane",
    "ledger",
    "invoice",
    "audit",
    "cargo",
    "ballast",
    "keel",
    "mooring",
    "quay",
    "buoy",
    "été",
    "Straße",
    "42",
    "1500",
    "the",
    "of",
    "to",
    "and",
    "is",
    "paid",
    "sold",
    "never",
    "north",
    "south",
    "Quillmark",
    "Institute",
    "Marlstrand",
    "Council",
    "memo",
    "draft",
];

fn words(dice: &mut Dice, most: usize) -> String {
    let count = 1 + dice.below(most);
    let all: Vec<&str> = (0..count).map(|_| *dice.one(&WORDS)).collect();
    all.join(" ")
}

fn document(dice: &mut Dice) -> (String, Vec<u8>) {
    let name = format!("{} {}", dice.one(&WORDS), dice.below(9));
    match dice.below(4) {
        0 => {
            let rows: Vec<String> = (0..6)
                .map(|n| format!("{n},{},{}", words(dice, 2), words(dice, 2)))
                .collect();
            (format!("{name}.csv"), (rows.join("\n") + "\n").into_bytes())
        }
        1 => {
            let title = words(dice, 3);
            let page = format!(
                "<html><head><title>{title}</title><meta name=\"author\" content=\"Hanna Weir\"></head><body><p>{}</p></body></html>",
                words(dice, 40)
            );
            (format!("{name}.html"), page.into_bytes())
        }
        _ => (
            format!("{name}.txt"),
            format!("{}.\n{}.\n", words(dice, 40), words(dice, 40)).into_bytes(),
        ),
    }
}

#[test]
fn hits_among_documents_are_those_of_a_scan() {
    let work = Work::new();
    let mut dice = Dice(3);
    let documents: Vec<(String, Vec<u8>)> = (0..40).map(|_| document(&mut dice)).collect();
    let people = [
        HANNA,
        OLAF,
        MIRA,
        "Anna Keller <anna@marlstrand.example>",
        "Tom Reed <tom@tides.example>",
    ];
    for n in 0..90 {
        let date = format!(
            "{} {} {} 12:{:02}:00 +0000",
            1 + dice.below(28),
            dice.one(&["Jan", "Feb", "Mar", "Nov"]),
            2001 + dice.below(3),
            n % 60
        );
        let date = (dice.below(10) > 0).then_some(date.as_str());
        let mut files: Vec<(String, Vec<u8>)> = Vec::new();
        for _ in 0..dice.below(3) {
            let (name, bytes) = dice.one(&documents).clone();
            let name = if dice.below(3) == 0 {
                format!("copy {name}")
            } else {
                name
            };
            files.push(match dice.below(5) {
                0 => (format!("pack {n}.zip"), zip(&[(&name, &bytes)])),
                _ => (name, bytes),
            });
        }
        let files: Vec<(&str, &[u8])> = files
            .iter()
            .map(|(name, bytes)| (name.as_str(), bytes.as_slice()))
            .collect();
        let to: Vec<&str> = (0..1 + dice.below(2)).map(|_| *dice.one(&people)).collect();
        let text = mail(
            dice.one::<&str>(&people),
            &to,
            date,
            &format!("{} {n}", words(&mut dice, 3)),
            &words(&mut dice, 30),
            &files,
        );
        work.write(
            format!("mail/{}/{n}.eml", ["hanna", "olaf", "mira"][n % 3]),
            text,
        );
    }
    for (n, (name, bytes)) in documents.iter().enumerate().filter(|(n, _)| n % 5 == 0) {
        work.write(format!("files/{}/{name}", n % 2), bytes);
    }
    let (_, bytes) = document(&mut dice);
    work.write("files/nobody's.txt", bytes);
    analyze(&work, "case", &["mail", "files"]);
    let telling = compare(&work, "case", 12, 23);
    assert!(telling > 500, "only {telling} queries tell anything");
}
