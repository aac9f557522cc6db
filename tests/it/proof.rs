//! Every tie leads to its messages: `why` lists exactly those that the truth of the sample names, `show` gives their untouched bytes,
//! a bundle holds them so that somebody else can check them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Read;

use mailties::origin::Sha256Digest;
use serde_json::Value;

use crate::support::{self, Work, row};

fn sample() -> Work {
    let work = Work::new();
    work.copy(&support::sample(), "sample_mbox");
    work.mailties(["analyze", "sample_mbox", "--case", "case"])
        .ok();
    work
}

fn truth() -> Value {
    let text = fs::read_to_string(support::sample().join("truth.json")).expect("the truth");
    serde_json::from_str(&text).expect("JSON")
}

fn texts(list: &Value) -> impl Iterator<Item = &str> {
    list.as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
}

/// Message-IDs by sender and recipient, as the truth has them.
fn mails(truth: &Value) -> BTreeMap<(String, String), BTreeSet<String>> {
    let mut mails: BTreeMap<(String, String), BTreeSet<String>> = BTreeMap::new();
    for message in truth["messages"].as_array().expect("messages") {
        let from = message["from"].as_str().unwrap_or_default();
        let id = message["message_id"].as_str().expect("an id");
        for role in ["to", "cc", "bcc"] {
            for to in texts(&message[role]) {
                let pair = (from.to_owned(), to.to_owned());
                mails.entry(pair).or_default().insert(id.to_owned());
            }
        }
    }
    mails
}

/// The first address of each person of the truth.
fn addresses(truth: &Value) -> BTreeMap<String, String> {
    let people = truth["people"].as_array().expect("people").iter();
    people
        .map(|p| {
            let address = texts(&p["addresses"]).next().unwrap_or_default();
            (
                p["id"].as_str().unwrap_or_default().to_owned(),
                address.to_owned(),
            )
        })
        .collect()
}

/// Message-ID of each message of the case.
fn message_ids(work: &Work) -> BTreeMap<String, String> {
    let table = work
        .mailties(["list", "case", "messages", "--csv"])
        .ok()
        .table();
    table
        .into_iter()
        .map(|m| (m["id"].clone(), m["message_id"].clone()))
        .collect()
}

#[test]
fn why_lists_exactly_the_messages_of_the_truth() {
    let work = sample();
    let truth = truth();
    let (mails, addresses, ids) = (mails(&truth), addresses(&truth), message_ids(&work));
    let none = BTreeSet::new();
    let mut seen = 0;
    for ((a, b), there) in mails.iter().step_by(5) {
        let (Some(a_is), Some(b_is)) = (addresses.get(a), addresses.get(b)) else {
            continue;
        };
        let back = mails.get(&(b.clone(), a.clone())).unwrap_or(&none);
        let rows = work.mailties(["why", "case", a_is, b_is, "--json"]).ok();
        let rows: Vec<Value> = serde_json::from_str(&rows.stdout).expect("JSON");
        let of = |forward: bool| -> BTreeSet<String> {
            let rows = rows.iter().filter(|r| {
                let direction = r["direction"].as_str().unwrap_or_default();
                let first = rows[0]["direction"].as_str().unwrap_or_default();
                // Those from the first to the second come first, and there are some.
                (direction == first) == forward
            });
            rows.map(|r| ids[r["id"].as_str().unwrap_or_default()].clone())
                .collect()
        };
        assert_eq!(of(true), *there, "{a} to {b}");
        assert_eq!(of(false), *back, "{b} to {a}");
        assert_eq!(rows.len(), there.len() + back.len(), "{a}, {b}: each once");
        seen += 1;
    }
    assert!(seen > 20, "{seen} pairs");
}

#[test]
fn why_knows_roles_blind_copies_and_what_is_inferred() {
    let work = sample();
    let truth = truth();
    let ids = message_ids(&work);
    let addresses = addresses(&truth);
    for hidden in truth["bcc"].as_array().expect("blind copies") {
        let id = hidden["message_id"].as_str().expect("an id");
        let message = truth["messages"].as_array().expect("messages").iter();
        let message = message
            .clone()
            .find(|m| m["message_id"] == id)
            .expect("the message");
        let from = &addresses[message["from"].as_str().expect("a sender")];
        let to = &addresses[texts(&hidden["bcc"]).next().expect("a recipient")];
        let table = work
            .mailties(["why", "case", from, to, "--csv"])
            .ok()
            .table();
        let found = table
            .iter()
            .find(|r| ids[&r["id"]] == id)
            .expect("the message");
        assert_eq!(found["role"], "Bcc", "{found:?}");
        // The copy that is named is one that shows it.
        let bytes = fs::read(work.at(&found["file"])).expect("the file");
        let number = |column: &str| found[column].parse::<usize>().expect("a number");
        let raw = &bytes[number("offset")..number("offset") + number("length")];
        assert!(
            String::from_utf8_lossy(raw).contains("\nBcc: "),
            "{found:?}"
        );
        assert_eq!(Sha256Digest::of(raw).to_string(), found["sha256"]);
    }
    // Her private address is joined by evidence, and that is told.
    let table = work
        .mailties(["why", "case", "ingrid solheim", "mira castellan", "--csv"])
        .ok()
        .table();
    let inferred = table
        .iter()
        .filter(|r| r["inferred"].contains(" is ingrid.solheim@marlstrand.example: "));
    assert!(inferred.count() > 0, "{table:?}");
}

#[test]
fn why_gives_mentions_and_mail_with_an_organization() {
    let work = sample();
    let ties = work.table("case/mentions/edges.csv");
    assert!(ties.len() > 10);
    for tie in ties.iter().step_by(9) {
        let arguments = ["why", "case", &tie["Source"], &tie["Target"], "--csv"];
        let table = work.mailties(arguments).ok().table();
        assert_eq!(table.len().to_string(), tie["messages"], "{tie:?}");
        for message in &table {
            let name = message["to"].to_lowercase();
            let place = if message["role"] == "subject" {
                "subject"
            } else {
                "snippet"
            };
            assert!(message[place].to_lowercase().contains(&name), "{message:?}");
        }
    }
    for tie in work.table("case/organizations/edges.csv") {
        let arguments = ["why", "case", &tie["Source"], &tie["Target"], "--csv"];
        let found = work.mailties(arguments).ok().table();
        assert_eq!(found.len().to_string(), tie["messages"], "{tie:?}");
    }
    let own = work
        .mailties(["why", "case", "ellen rask", "marlstrand.example"])
        .code(1);
    own.complains("belongs to that organization")
        .complains(" --mail\n");
    let mail = work
        .mailties(["why", "case", "vitor pires", "marlstrand.example", "--mail"])
        .run();
    assert!(matches!(mail.code, Some(0 | 1)), "{mail}");
}

#[test]
fn names_spelled_nearly_so_are_offered() {
    let work = sample();
    let output = work
        .mailties(["why", "case", "mira castelan", "priya raman"])
        .code(1);
    output
        .complains("  m.castellan@marlstrand.example  Mira Castellan\n")
        .complains("nobody and nothing called 'mira castelan'")
        .complains("hint: what is spelled nearly so stands above");
    let id = message_ids(&work).into_keys().next().expect("a message");
    let shown = work.mailties(["show", "case", &id]).ok();
    assert_eq!(
        work.mailties(["show", "case", &id[..12]]).ok().stdout,
        shown.stdout
    );
}

#[test]
fn show_tells_a_message_in_full() {
    let work = sample();
    let truth = truth();
    let ids = message_ids(&work);
    let with_quotes = truth["only_in_quoted_text"]["message_id"]
        .as_str()
        .expect("an id");
    let (id, _) = ids
        .iter()
        .find(|(_, m)| *m == with_quotes)
        .expect("the message");
    let folded = work.mailties(["show", "case", id]).ok();
    assert!(!folded.stdout.contains("Greybeck Surveys"), "{folded}");
    folded.says(" quoted lines, depth 1]").says("Thread of ");
    work.mailties(["show", "case", id, "--quoted"])
        .ok()
        .says("Greybeck Surveys");
    let json = work.mailties(["show", "case", id, "--json"]).ok();
    let json: Value = serde_json::from_str(&json.stdout).expect("JSON");
    assert_eq!(json["id"], id.as_str());
    let raw = work.mailties(["show", "case", id, "--raw"]).ok();
    assert_eq!(
        json["copies"][0]["sha256"],
        Sha256Digest::of(&raw.bytes).to_string()
    );
    // The thread by hand: up through the parents of the truth, then all that come down to the same.
    let parent: BTreeMap<&str, Option<&str>> = truth["messages"]
        .as_array()
        .expect("messages")
        .iter()
        .map(|m| {
            (
                m["message_id"].as_str().unwrap_or_default(),
                m["parent"].as_str(),
            )
        })
        .collect();
    let top = |id: &str| -> String {
        let mut at = id.to_owned();
        while let Some(Some(up)) = parent.get(at.as_str()) {
            at = (*up).to_owned();
        }
        at
    };
    let expected: BTreeSet<&str> = parent
        .keys()
        .copied()
        .filter(|m| top(m) == top(with_quotes))
        .collect();
    let thread = json["thread"].as_array().expect("a thread");
    let found: BTreeSet<&str> = thread
        .iter()
        .map(|node| ids[node["id"].as_str().unwrap_or_default()].as_str())
        .collect();
    assert_eq!(found, expected);
    assert_eq!(thread.iter().filter(|node| node["this"] == true).count(), 1);
    let head = work.mailties(["show", "case", id, "--headers"]).ok();
    let text = String::from_utf8_lossy(&raw.bytes).replace('\r', "");
    assert_eq!(
        head.stdout,
        format!("{}\n", text.split("\n\n").next().unwrap_or_default())
    );
}

#[test]
fn portraits_count_months() {
    let work = sample();
    let json = work.mailties(["show", "case", "ellen rask", "--json"]).ok();
    let json: Value = serde_json::from_str(&json.stdout).expect("JSON");
    let truth = truth();
    let dated = truth["messages"]
        .as_array()
        .expect("messages")
        .iter()
        .filter(|m| m["date"].is_string());
    let mut months: BTreeMap<String, u64> = BTreeMap::new();
    for message in dated.filter(|m| m["from"] == "ellen-rask") {
        let month = message["date"].as_str().unwrap_or_default()[..7].to_owned();
        *months.entry(month).or_default() += 1;
    }
    let found: BTreeMap<String, u64> = json["months"]
        .as_array()
        .expect("months")
        .iter()
        .map(|m| {
            (
                m["month"].as_str().unwrap_or_default().to_owned(),
                m["sent"].as_u64().unwrap_or(0),
            )
        })
        .filter(|(_, sent)| *sent > 0)
        .collect();
    assert_eq!(found, months);
    work.mailties(["show", "case", "ellen rask"])
        .ok()
        .says("Messages a month (# sent");
}

/// Names and bytes of a bundle, read by the zip crate.
pub fn unpack(bytes: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("a zip");
    let mut files = BTreeMap::new();
    for index in 0..archive.len() {
        let mut file = archive.by_index(index).expect("a file");
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).expect("its bytes");
        files.insert(file.name().expect("a name").into_owned(), bytes);
    }
    files
}

#[test]
fn a_bundle_holds_the_untouched_messages_and_is_the_same_each_time() {
    let work = sample();
    let arguments = |name: &'static str| {
        [
            "why",
            "case",
            "mira castellan",
            "priya raman",
            "--bundle",
            name,
        ]
    };
    let made = work.mailties(arguments("one.zip")).ok();
    work.mailties(arguments("two.zip")).ok();
    let bytes = fs::read(work.at("one.zip")).expect("the bundle");
    assert!(bytes == fs::read(work.at("two.zip")).expect("the bundle"));
    made.complains(&Sha256Digest::of(&bytes).to_string());
    let files = unpack(&bytes);
    let manifest: Value = serde_json::from_slice(&files["manifest.json"]).expect("JSON");
    let messages = manifest["messages"].as_array().expect("messages");
    let listed = work
        .mailties(["why", "case", "mira castellan", "priya raman", "--csv"])
        .ok()
        .table();
    assert_eq!(messages.len(), listed.len());
    assert_eq!(files.len(), messages.len() + 2);
    for message in messages {
        let bytes = &files[message["file"].as_str().expect("a name")];
        assert_eq!(message["sha256"], Sha256Digest::of(bytes).to_string());
        let origin = &message["origin"];
        let source =
            fs::read(work.at(origin["file"].as_str().expect("a file"))).expect("the source");
        let number = |key: &str| origin[key].as_u64().expect("a number") as usize;
        assert!(*bytes == source[number("offset")..number("offset") + number("length")]);
        row(&listed, "id", message["id"].as_str().expect("an id"));
    }
    let page = String::from_utf8(files["index.html"].clone()).expect("UTF-8");
    assert!(!page.contains("<script") && !page.contains("http://") && !page.contains("https://"));
    assert_eq!(page.matches("<article>").count(), messages.len());
    work.mailties(["verify", "one.zip", "--archive", "sample_mbox"])
        .ok();
}

const INNER: &str = "From: Hanna Weir <hanna@tides.example>\nTo: Olaf Brink <olaf@yard.example>\nDate: Mon, 1 Oct 2001 01:02:03 +0000\nSubject: <b>inside</b> & \"out\"\nMessage-ID: <inner@tides.example>\n\nThe gauge <script>alert(1)</script> reads nothing since Sunday.\n";

/// A mail that carries another in base64.
fn outer() -> String {
    use std::fmt::Write as _;
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut coded = String::new();
    for three in INNER.as_bytes().chunks(3) {
        let n = three.iter().fold(0_u32, |n, b| n << 8 | u32::from(*b)) << (8 * (3 - three.len()));
        for i in 0..4 {
            let letter = LETTERS[(n >> (18 - 6 * i)) as usize & 63] as char;
            coded.push(if i > three.len() { '=' } else { letter });
        }
        if coded.len() % 61 == 60 {
            let _ = writeln!(coded);
        }
    }
    format!(
        "From: Olaf Brink <olaf@yard.example>\nTo: Rita Moss <rita@yard.example>\nDate: Mon, 1 Oct 2001 03:02:03 +0000\nSubject: see inside\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nSee.\n--b\nContent-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n{coded}\n--b--\n"
    )
}

#[test]
fn messages_in_containers_and_in_messages_are_given_and_checked() {
    let work = Work::new();
    let mut packed = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    for (name, text) in [
        ("box/a.eml", outer()),
        ("box/b.eml", outer().replace("Rita", "Bert")),
    ] {
        packed.start_file(name, options).expect("zip");
        std::io::Write::write_all(&mut packed, text.as_bytes()).expect("zip");
    }
    work.write("mail.zip", packed.finish().expect("zip").into_inner());
    work.mailties(["analyze", "mail.zip", "--case", "case"])
        .ok();
    let table = work
        .mailties(["list", "case", "messages", "--csv"])
        .ok()
        .table();
    assert_eq!(
        table.len(),
        2,
        "one outer and one inner, each with two copies"
    );
    let inner = row(&table, "message_id", "inner@tides.example");
    let raw = work.mailties(["show", "case", &inner["id"], "--raw"]).ok();
    assert_eq!(raw.stdout, INNER);
    let outer_id = table
        .iter()
        .find(|m| m["to"].contains("rita@yard.example"))
        .expect("one");
    assert_eq!(
        work.mailties(["show", "case", &outer_id["id"], "--raw"])
            .ok()
            .stdout,
        outer()
    );
    work.mailties([
        "why",
        "case",
        "hanna@tides.example",
        "olaf@yard.example",
        "--bundle",
        "p.zip",
    ])
    .ok();
    let page =
        String::from_utf8(unpack(&fs::read(work.at("p.zip")).expect("it"))["index.html"].clone());
    let page = page.expect("UTF-8");
    assert!(
        page.contains("&lt;b&gt;inside&lt;/b&gt; &amp; &quot;out&quot;"),
        "{page}"
    );
    assert!(page.contains("&lt;script&gt;") && !page.contains("<script>"));
    work.mailties(["verify", "p.zip", "--archive", "mail.zip"])
        .ok();
    work.mailties(["verify", "case"]).ok();
    // Elsewhere, unpacked: the same bytes are found by their digest.
    work.write(
        "elsewhere/x/mail.mbox",
        format!("From a@x.example Mon Oct  1 01:02:03 2001\n{}\n", outer()),
    );
    let found = work
        .mailties(["verify", "p.zip", "--archive", "elsewhere"])
        .ok();
    found.complains("was found elsewhere: inside the message at byte 42 of elsewhere/x/mail.mbox");
}
