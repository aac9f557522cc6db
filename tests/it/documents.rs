//! Documents on their way: one archive, small enough to count by hand, whose mails carry documents; some lie beside the mail. The counts
//! below are taken from the list of mails in `archive`, not from the program.

use std::fmt::Write as _;
use std::io::Write as _;

use mailties::origin::Sha256Digest;

use crate::support::{Work, row};

const MEMO: &str = "Memorandum for the board\n\nThe RAND Corporation offered to review the harbour model.\nTheir first visit is planned for May.\n";
const PLAN: &str = "Shift plan\nnothing of note here\n";
const SUMS: &str = "name,amount\nrope,12\ntar,13\nnails,5\n";
const MINUTES: &str = "<!DOCTYPE html><html><head><title>Minutes</title></head><body><p>The RAND Corporation sent minutes to all of us.</p></body></html>\n";
const PHOTO: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89\0\0\0\0IEND\xaeB`\x82";

const MIRA: &str = "Mira Castellan <mira@cedar.example>";
const JON: &str = "Jon Ravel <jon@cedar.example>";
const ANA: &str = "Ana Brandt <ana@harbour.example>";
const TOM: &str = "Tom Okafor <tom@harbour.example>";

/// A name that a spreadsheet, a page and a terminal would each obey.
const HOSTILE: &str = "=cmd()|x <script>\u{1b}[31m\u{202e}.txt";

/// `d` and the first 16 digits of the SHA-256.
fn id(bytes: &[u8]) -> String {
    format!("d{}", &Sha256Digest::of(bytes).to_string()[..16])
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut coded = String::new();
    for (count, three) in bytes.chunks(3).enumerate() {
        let n = three.iter().fold(0_u32, |n, b| n << 8 | u32::from(*b)) << (8 * (3 - three.len()));
        for i in 0..4 {
            let letter = LETTERS[(n >> (18 - 6 * i)) as usize & 63] as char;
            coded.push(if i > three.len() { '=' } else { letter });
        }
        if count % 18 == 17 {
            coded.push('\n');
        }
    }
    coded
}

/// A file name as RFC 2231 has it.
fn encoded(name: &str) -> String {
    name.bytes().fold(String::new(), |mut out, b| {
        if b.is_ascii_alphanumeric() {
            out.push(char::from(b));
        } else {
            let _ = write!(out, "%{b:02X}");
        }
        out
    })
}

/// The mail of a day of March 2001, with its separator line.
fn mail(day: u32, from: &str, to: &[&str], words: &str, files: &[(&str, &[u8])]) -> String {
    let mut text = format!(
        "From x@y.example Mon Mar  {} 10:00:00 2001\nFrom: {from}\nTo: {}\nSubject: Number {day}\nDate: {day} Mar 2001 10:00:00 +0000\nMessage-ID: <{day}@cedar.example>\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=xx\n\n--xx\nContent-Type: text/plain\n\n{words}\n",
        day % 10,
        to.join(", ")
    );
    for (name, bytes) in files {
        let _ = write!(
            text,
            "--xx\nContent-Type: application/octet-stream\nContent-Disposition: attachment; filename*=utf-8''{}\nContent-Transfer-Encoding: base64\n\n{}\n",
            encoded(name),
            base64(bytes)
        );
    }
    text.push_str("--xx--\n\n");
    text
}

fn zip_of(members: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    for (name, text) in members {
        zip.start_file(*name, options).expect("zip");
        zip.write_all(text.as_bytes()).expect("zip");
    }
    zip.finish().expect("zip").into_inner()
}

fn packed() -> Vec<u8> {
    zip_of(&[("memos/plan.txt", PLAN), ("memos/sums.csv", SUMS)])
}

/// What a text document says of itself.
const CORE: &str = "<?xml version=\"1.0\"?><cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:dcterms=\"http://purl.org/dc/terms/\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><dc:title>The plan</dc:title><dc:creator>AUTHOR</dc:creator><cp:lastModifiedBy>Nobody Known</cp:lastModifiedBy><dcterms:created xsi:type=\"dcterms:W3CDTF\">2001-02-03T04:05:06Z</dcterms:created></cp:coreProperties>";

/// A text document of one paragraph that says who made it.
fn docx() -> Vec<u8> {
    docx_by("Castellan, Mira")
}

fn docx_by(author: &str) -> Vec<u8> {
    let core = CORE.replace("AUTHOR", author);
    zip_of(&[
        (
            "[Content_Types].xml",
            "<?xml version=\"1.0\"?><Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"xml\" ContentType=\"application/xml\"/><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Override PartName=\"/word/document.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/></Types>",
        ),
        (
            "_rels/.rels",
            "<?xml version=\"1.0\"?><Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"a\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"word/document.xml\"/><Relationship Id=\"b\" Type=\"http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties\" Target=\"docProps/core.xml\"/></Relationships>",
        ),
        (
            "word/document.xml",
            "<?xml version=\"1.0\"?><w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body><w:p><w:r><w:t>Nothing but a line.</w:t></w:r></w:p></w:body></w:document>",
        ),
        ("docProps/core.xml", &core),
    ])
}

/// Two mailboxes and two loose files.
fn archive(work: &Work) {
    let early = [
        mail(
            1,
            MIRA,
            &[JON],
            "Here it is.",
            &[("memo.txt", MEMO.as_bytes())],
        ),
        mail(
            2,
            JON,
            &[ANA, TOM],
            "For you both.",
            &[("memo.txt", MEMO.as_bytes())],
        ),
        mail(3, ANA, &[TOM], "See below.", &[(HOSTILE, MEMO.as_bytes())]),
    ];
    let late = [
        mail(
            4,
            TOM,
            &[MIRA, JON],
            "All in one.",
            &[("all.zip", &packed()), ("photo.png", PHOTO)],
        ),
        mail(
            5,
            MIRA,
            &[ANA],
            "Attached.",
            &[("../../minutes.html", MINUTES.as_bytes())],
        ),
        mail(6, JON, &[MIRA], "Lunch today at noon?", &[]),
        mail(7, ANA, &[JON], "A plan.", &[("plan.docx", &docx())]),
    ];
    work.write("mail/early.mbox", early.concat());
    work.write("mail/late.mbox", late.concat());
    work.write("loose/plan.txt", PLAN);
    work.write("loose/sub/memo.txt", MEMO);
}

fn case() -> Work {
    let work = Work::new();
    archive(&work);
    work.mailties(["analyze", "mail", "loose", "--case", "case"])
        .ok();
    work
}

/// Id of the message of a day.
fn message(work: &Work, day: u32) -> String {
    let all = work.mailties(["list", "case", "messages", "--csv"]).ok();
    row(&all.table(), "subject", &format!("Number {day}"))["id"].clone()
}

#[test]
fn each_document_is_one_row_with_the_counts_of_its_mails() {
    let work = case();
    let table = work.table("case/documents.csv");
    assert_eq!(table.len(), 7, "{table:?}");
    let (packed, docx) = (packed(), docx());
    // id; messages, senders, recipients; first and last day; first sender; places.
    type Wanted<'a> = (&'a [u8], [&'a str; 3], [&'a str; 2], &'a str, &'a str);
    let wanted: [Wanted; 7] = [
        (
            MEMO.as_bytes(),
            ["3", "3", "3"],
            ["2001-03-01", "2001-03-03"],
            "mira@cedar.example",
            "loose/sub/memo.txt",
        ),
        (
            &packed,
            ["1", "1", "2"],
            ["2001-03-04", "2001-03-04"],
            "tom@harbour.example",
            "",
        ),
        (
            PLAN.as_bytes(),
            ["1", "1", "2"],
            ["2001-03-04", "2001-03-04"],
            "tom@harbour.example",
            "loose/plan.txt",
        ),
        (
            SUMS.as_bytes(),
            ["1", "1", "2"],
            ["2001-03-04", "2001-03-04"],
            "tom@harbour.example",
            "",
        ),
        (
            PHOTO,
            ["1", "1", "2"],
            ["2001-03-04", "2001-03-04"],
            "tom@harbour.example",
            "",
        ),
        (
            MINUTES.as_bytes(),
            ["1", "1", "1"],
            ["2001-03-05", "2001-03-05"],
            "mira@cedar.example",
            "",
        ),
        (
            &docx,
            ["1", "1", "1"],
            ["2001-03-07", "2001-03-07"],
            "ana@harbour.example",
            "",
        ),
    ];
    for (bytes, counts, days, sender, places) in &wanted {
        let one = row(&table, "id", &id(bytes));
        assert_eq!(one["size"], bytes.len().to_string());
        assert_eq!(one["sha256"], Sha256Digest::of(bytes).to_string());
        assert_eq!(
            [&one["messages"], &one["senders"], &one["recipients"]],
            *counts
        );
        assert_eq!([&one["first"], &one["last"]], *days);
        assert_eq!(one["first_sender"], *sender);
        assert_eq!(one["places"], *places);
    }
    // Those with text first; then most messages, the earliest, by id. The archive and the photo have none.
    let mut ids = [0, 2, 3, 5, 6, 1, 4].map(|place| id(wanted[place].0));
    ids[1..3].sort();
    ids[5..].sort();
    let found: Vec<&String> = table.iter().map(|row| &row["id"]).collect();
    assert_eq!(found, ids.iter().collect::<Vec<_>>());
    let of = |bytes: &[u8], column: &str| row(&table, "id", &id(bytes))[column].clone();
    assert_eq!(
        of(PLAN.as_bytes(), "names"),
        "all.zip!memos/plan.txt;plan.txt"
    );
    assert_eq!(of(SUMS.as_bytes(), "format"), "csv");
    assert_eq!(of(PHOTO, "state"), "no_text");
    assert!(
        of(PHOTO, "detail").contains("OCR"),
        "{}",
        of(PHOTO, "detail")
    );
    assert_eq!(of(MEMO.as_bytes(), "organizations"), "rand.org");
    assert_eq!(of(MINUTES.as_bytes(), "title"), "Minutes");
    assert_eq!(of(&docx, "author"), "Castellan, Mira");
    assert_eq!(of(&docx, "author_is"), "mira@cedar.example");
    assert_eq!(of(&docx, "modified_by"), "Nobody Known");
    assert_eq!(of(&docx, "modified_by_is"), "");
    assert_eq!(of(&docx, "created"), "2001-02-03");
    // What is printed is what is written.
    let printed = work.mailties(["list", "case", "documents", "--csv"]).ok();
    let ids = |t: &[std::collections::BTreeMap<String, String>]| -> Vec<String> {
        t.iter().map(|r| r["id"].clone()).collect()
    };
    assert_eq!(ids(&printed.table()), ids(&table));
    // A period has only what was sent in it.
    let march_5 = [
        "list",
        "case",
        "documents",
        "--after",
        "2001-03-05",
        "--csv",
    ];
    assert_eq!(work.mailties(march_5).ok().table().len(), 2);
}

#[test]
fn a_name_in_an_attached_memo_alone_is_a_mention_with_the_document_as_evidence() {
    let work = case();
    let memo = id(MEMO.as_bytes());
    let edges = work.table("case/mentions/edges.csv");
    let of = |who: &str| {
        let fits = |r: &&_| -> bool {
            let r: &std::collections::BTreeMap<String, String> = r;
            r["Source"] == who && r["Target"] == "rand.org"
        };
        edges.iter().find(fits).cloned()
    };
    let jon = of("jon@cedar.example").expect("a tie of Jon's");
    assert_eq!([&jon["messages"], &jon["by_document"]], ["1", "1"]);
    assert_eq!(jon["document_evidence"], memo);
    assert_eq!(of("mira@cedar.example").expect("Mira's")["messages"], "2");
    assert!(of("tom@harbour.example").is_none(), "{edges:?}");
    let why = work
        .mailties(["why", "case", "jon ravel", "rand.org", "--csv"])
        .ok();
    let why = why.table();
    assert_eq!(why.len(), 1);
    assert_eq!([&why[0]["role"], &why[0]["document"]], ["document", &memo]);
    assert_eq!(why[0]["document_name"], "memo.txt");
    assert!(
        why[0]["snippet"].contains("The RAND Corporation offered to review"),
        "{why:?}"
    );
    let organizations = work.table("case/organizations/nodes.csv");
    let rand = row(&organizations, "Id", "rand.org");
    // The memo and the minutes; no mail's own words.
    assert_eq!([&rand["documents"], &rand["mentions"]], ["2", "0"]);
    assert_eq!(
        [&rand["first"], &rand["last"]],
        ["2001-03-01", "2001-03-05"]
    );
    let people = work.table("case/people/nodes.csv");
    for (who, sent) in [
        ("mira@cedar.example", "2"),
        ("jon@cedar.example", "1"),
        ("ana@harbour.example", "2"),
        ("tom@harbour.example", "4"),
    ] {
        assert_eq!(row(&people, "Id", who)["documents"], sent, "{who}");
    }
    work.mailties([
        "why",
        "case",
        "jon ravel",
        "rand.org",
        "--bundle",
        "one.zip",
    ])
    .ok();
    work.mailties(["verify", "one.zip", "--archive", "mail"])
        .ok();
}

#[test]
fn the_way_of_a_document_can_be_followed() {
    let work = case();
    let memo = id(MEMO.as_bytes());
    let flow = |what: &str| {
        work.mailties(["list", "case", "flow", what, "--csv"])
            .ok()
            .table()
    };
    let rows = flow(&memo);
    let digest = Sha256Digest::of(MEMO.as_bytes()).to_string();
    assert_eq!(rows, flow(&memo[..7]));
    assert_eq!(rows, flow(&digest));
    assert_eq!(rows, flow("MEMO.txt"));
    assert_eq!(rows.len(), 4);
    assert_eq!(
        [&rows[0]["message"], &rows[0]["place"]],
        ["", "loose/sub/memo.txt"]
    );
    let ids: Vec<String> = (1..=3).map(|day| message(&work, day)).collect();
    let none = String::new();
    let wanted = [
        (
            &ids[0],
            "mira@cedar.example",
            "jon@cedar.example",
            "1",
            &none,
        ),
        (
            &ids[1],
            "jon@cedar.example",
            "ana@harbour.example;tom@harbour.example",
            "2",
            &ids[0],
        ),
        (
            &ids[2],
            "ana@harbour.example",
            "tom@harbour.example",
            "1",
            &ids[1],
        ),
    ];
    for (found, (message, from, to, count, earlier)) in rows[1..].iter().zip(wanted) {
        assert_eq!(&found["message"], message);
        assert_eq!(
            [&found["from"], &found["to"], &found["recipients"]],
            [from, to, count]
        );
        assert_eq!(&found["forwarded_from"], earlier);
    }
    assert_eq!(rows[1]["from_organization"], "cedar.example");
    // A name that several have, one that nobody has, none at all, and a table that takes none.
    assert_eq!(flow("plan.txt").len(), 2);
    work.write("loose/other/memo.txt", "another memo altogether\n");
    work.mailties(["analyze", "mail", "loose", "--case", "case"])
        .ok();
    work.mailties(["list", "case", "flow", "memo.txt"])
        .code(1)
        .complains("fits 2 documents")
        .complains(&memo);
    work.mailties(["list", "case", "flow", "nobody.txt"])
        .code(1)
        .complains("no document called");
    work.mailties(["list", "case", "flow"])
        .code(2)
        .complains("hint:");
    work.mailties(["list", "case", "people", "memo.txt"])
        .code(2);
    work.mailties(["why", "case", &memo, "rand.org"])
        .code(2)
        .complains("is a document");
}

#[test]
fn a_document_is_shown_with_what_it_says_and_where_it_lies() {
    let work = case();
    let memo = id(MEMO.as_bytes());
    work.mailties(["show", "case", "memo.txt"])
        .ok()
        .says(&memo)
        .says("The RAND Corporation offered to review")
        .says("loose/sub/memo.txt")
        .says("mail/early.mbox")
        .says("Mira Castellan (mira@cedar.example)");
    work.mailties(["show", "case", "rand.org"])
        .ok()
        .says("Documents that name it: 2")
        .says(&memo);
    work.mailties(["show", "case", "jon@cedar.example"])
        .ok()
        .says("Documents sent: 1")
        .says(&memo);
    work.mailties(["show", "case", "plan.docx"])
        .ok()
        .says("Says of itself: author Castellan, Mira")
        .says("inferred")
        .says("Nothing but a line.");
    let shown = work.mailties(["show", "case", &id(PHOTO), "--json"]).ok();
    let view: serde_json::Value = serde_json::from_str(&shown.stdout).expect("JSON");
    assert_eq!(view["state"], "no_text");
    assert_eq!(view["format"], "image");
    assert_eq!(view["attached"][0]["file"], "mail/late.mbox");
    // Of the mail with the archive: both attachments, and what lies in it.
    work.mailties(["show", "case", &message(&work, 4)])
        .ok()
        .says(&id(PHOTO))
        .says(&id(&packed()))
        .says(&format!(
            "all.zip!memos/plan.txt (document {}",
            id(PLAN.as_bytes())
        ));
    // Long texts are cut, unless all is asked for.
    let long: String = (0..60).fold(String::new(), |mut text, i| {
        let _ = writeln!(text, "line number {i}");
        text
    });
    work.write("loose/long.txt", long);
    work.mailties(["analyze", "mail", "loose", "--case", "case"])
        .ok();
    let cut = work.mailties(["show", "case", "long.txt"]).ok();
    cut.says("line number 39").says("20 more lines");
    assert!(!cut.stdout.contains("line number 40"), "{cut}");
    let whole = ["show", "case", "long.txt", "--text"];
    work.mailties(whole).ok().says("line number 59");
}

#[test]
fn batches_and_threads_make_no_difference() {
    let work = Work::new();
    archive(&work);
    let runs: [(&str, &str, &[&[&str]]); 4] = [
        ("one", "1", &[&["mail", "loose"]]),
        ("two", "2", &[&["loose", "mail"]]),
        ("first", "1", &[&["mail/early.mbox"], &["mail", "loose"]]),
        (
            "second",
            "2",
            &[&["loose", "mail/late.mbox"], &["mail", "loose"]],
        ),
    ];
    for (case, threads, batches) in runs {
        for batch in batches {
            let mut typed = vec!["analyze", "--threads", threads, "--case", case];
            typed.extend(*batch);
            work.mailties(typed).ok();
        }
    }
    let tables = [
        "documents.csv",
        "outlook.csv",
        "mentions/edges.csv",
        "people/nodes.csv",
        "organizations/nodes.csv",
    ];
    for table in tables {
        let wanted = work.text(format!("one/{table}"));
        assert!(!wanted.is_empty());
        for (case, ..) in &runs[1..] {
            assert_eq!(
                work.text(format!("{case}/{table}")),
                wanted,
                "{case}/{table}"
            );
        }
    }
    // What the whole has and its first half has not.
    work.mailties(["analyze", "mail/early.mbox", "--case", "half"])
        .ok();
    let changes = work.mailties(["diff", "half", "one", "--csv"]).ok().table();
    let count = |change: &str| {
        let fits = |c: &&_| -> bool {
            let c: &std::collections::BTreeMap<String, String> = c;
            c["what"] == "document" && c["change"] == change
        };
        changes.iter().filter(fits).count()
    };
    // The memo is in both; its name in the file beside the mail adds nothing new.
    assert_eq!([count("new"), count("gone")], [6, 0]);
}

#[test]
fn hostile_names_are_escaped_everywhere() {
    let work = case();
    let table = work.text("case/documents.csv");
    assert!(!table.contains('\u{1b}'), "{table:?}");
    // The most used name stands first, so no cell begins with the formula here; alone it would.
    let printed = work.mailties(["list", "case", "flow", "memo.txt"]).ok();
    let shown = work.mailties(["show", "case", "memo.txt"]).ok();
    for output in [&printed, &shown] {
        assert!(!output.stdout.contains(['\u{1b}', '\u{202e}']), "{output}");
        output.says("\\u{202e}");
    }
    let page = work.text("case/report.html");
    assert!(!page.contains('\u{1b}'));
    assert!(!page.contains("<script>"), "a name became a tag");
    assert!(
        page.contains("=cmd()|x &lt;script"),
        "the name is not on the page"
    );
    let work = Work::new();
    let only = mail(
        1,
        MIRA,
        &[JON],
        "Here.",
        &[
            (HOSTILE, MEMO.as_bytes()),
            ("../../up.txt", PLAN.as_bytes()),
        ],
    );
    work.write("a/b/mail.mbox", only);
    work.mailties(["analyze", "a/b/mail.mbox", "--case", "a/b/case"])
        .ok();
    let cells = work.table("a/b/case/documents.csv");
    let names = &row(&cells, "id", &id(MEMO.as_bytes()))["names"];
    assert!(names.starts_with("'=cmd()"), "{names}");
    assert!(!work.at("up.txt").exists() && !work.at("a/up.txt").exists());
}

#[test]
fn a_flipped_byte_in_a_loose_document_is_found() {
    let work = case();
    work.mailties(["verify", "case"]).ok();
    let flipped = PLAN.replace("nothing", "Nothing");
    assert_eq!(flipped.len(), PLAN.len());
    work.write("loose/plan.txt", flipped);
    let found = work.mailties(["verify", "case"]).code(3);
    found.says("loose/plan.txt").says("it has changed");
    assert!(!found.stdout.contains("all messages"), "{found}");
}

#[test]
fn sums_of_documents_come_out() {
    let work = case();
    let manifest: serde_json::Value =
        serde_json::from_str(&work.text("case/manifest.json")).expect("JSON");
    let all = &manifest["documents"];
    let number = |name: &str| all[name].as_u64().expect("a number");
    assert_eq!(number("found"), 7);
    // Memo, plan, sums, minutes, docx have text; the archive and the picture have none.
    assert_eq!([number("with_text"), number("read")], [5, 5]);
    let states = [
        "read",
        "no_text",
        "encrypted",
        "damaged",
        "unsupported",
        "limit",
        "failed",
    ];
    assert_eq!(states.iter().map(|s| number(s)).sum::<u64>(), 7);
    assert_eq!([number("carried"), number("loose")], [7, 2]);
    let mailboxes = work.table("case/mailboxes.csv");
    let of = |mailbox: &str| {
        let one = row(&mailboxes, "mailbox", mailbox);
        [one["documents"].clone(), one["documents_with_text"].clone()]
    };
    assert_eq!(of("mail/early.mbox"), ["1", "1"]);
    assert_eq!(of("mail/late.mbox"), ["6", "4"]);
    let outlook = work.text("case/outlook.csv");
    assert_eq!(outlook, "path,expected,found,failed,recovered\n");
    let page = work.text("case/report.html");
    assert!(
        page.contains("7 distinct documents"),
        "no line of documents"
    );
    assert!(
        work.text("case/README.txt")
            .contains("7 documents (5 with text)")
    );
}

#[test]
fn an_author_is_a_correspondent_only_if_no_other_can_be_meant() {
    let (one, other) = (
        "Mira Castellan <mira@cedar.example>",
        "Mira Castellan <m.c@quarry.example>",
    );
    let initial = "Mira B. Castellan <mira@cedar.example>";
    let cases = [
        (vec![one, JON], "Mira Castellan", "mira@cedar.example"),
        (vec![one, JON], "mira@cedar.example", "mira@cedar.example"),
        (vec![one, other, JON], "Mira Castellan", ""),
        (vec![initial, JON], "Castellan, Mira", "mira@cedar.example"),
        (vec![initial, JON], "Mira Q. Castellan", ""),
        (vec![one, JON], "Mira", ""),
        (vec![one, JON], "Castellan", ""),
    ];
    for (people, author, wanted) in cases {
        let work = Work::new();
        let mut mails = String::new();
        for (day, from) in (1..).zip(&people) {
            mails.push_str(&mail(day, from, &[TOM], &format!("Number {day}."), &[]));
        }
        let document = docx_by(author);
        mails.push_str(&mail(9, TOM, &[ANA], "Here.", &[("a.docx", &document)]));
        work.write("mail.mbox", mails);
        work.mailties(["analyze", "mail.mbox", "--case", "case"])
            .ok();
        let table = work.table("case/documents.csv");
        assert_eq!(table[0]["author"], author);
        assert_eq!(table[0]["author_is"], wanted, "{author} among {people:?}");
    }
}
