//! A flipped byte is found: in the archive, in the database, in a file of the case, in a bundle; file and offset are named.

use std::fs;

use crate::proof::unpack;
use crate::support::{self, Work};

fn sample() -> Work {
    let work = Work::new();
    work.copy(&support::sample(), "sample_mbox");
    work.mailties(["analyze", "sample_mbox", "--case", "case"])
        .ok();
    work
}

fn flip(work: &Work, name: &str, place: usize) {
    let mut bytes = fs::read(work.at(name)).expect("the file");
    bytes[place] ^= 0x20;
    work.write(name, bytes);
}

/// The next of a fixed row of numbers (Numerical Recipes' linear congruential generator).
fn next(state: &mut u64) -> usize {
    *state = state
        .wrapping_mul(6_364_136_223_846_793_005)
        .wrapping_add(1_442_695_040_888_963_407);
    (*state >> 33) as usize
}

/// Whether a place is among those that are told: `bytes 12 to 40`.
fn within(told: &str, place: usize) -> bool {
    let Some((_, range)) = told.split_once("bytes ") else {
        return false;
    };
    let mut numbers = range
        .split(|c: char| !c.is_ascii_digit())
        .filter_map(|n| n.parse::<usize>().ok());
    numbers
        .next()
        .zip(numbers.next())
        .is_some_and(|(start, end)| (start..end).contains(&place))
}

/// First and one past the last byte of each message of an mbox: from the line after each separator of the sample, which all have
/// the word `2023`, `1970` or `2044` at their end, to before the line end before the next.
fn messages(mbox: &[u8]) -> Vec<(usize, usize)> {
    let text = String::from_utf8_lossy(mbox);
    let mut starts = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let end = line.trim_end();
        let dated = ["2023", "1970", "2044"]
            .iter()
            .any(|year| end.ends_with(year));
        if line.starts_with("From ") && end.contains(':') && dated {
            starts.push((at, at + line.len()));
        }
        at += line.len();
    }
    let next = starts.iter().skip(1).map(|(separator, _)| separator - 1);
    let ends: Vec<usize> = next.chain([mbox.len() - 1]).collect();
    starts.iter().map(|(_, first)| *first).zip(ends).collect()
}

#[test]
fn flipped_byte_in_the_archive_is_named_with_its_message() {
    let work = sample();
    let name = "sample_mbox/ellen.rask.mbox";
    let whole = fs::read(work.at(name)).expect("the mbox");
    let places = messages(&whole);
    assert_eq!(places.len(), 212, "as the truth has it");
    let mut state = 5;
    for _ in 0..6 {
        let (first, last) = places[next(&mut state) % places.len()];
        let place = first + next(&mut state) % (last - first);
        flip(&work, name, place);
        let wrong = work.mailties(["verify", "case", "--csv"]).code(3);
        let table = wrong.table();
        let named = |row: &std::collections::BTreeMap<String, String>| {
            row["file"] == name && row["offset"] == first.to_string()
        };
        assert!(
            table.iter().any(named),
            "byte {place}, message at {first}\n{wrong}"
        );
        assert_eq!(table.len(), 2, "that message and the file\n{wrong}");
        work.write(name, &whole);
    }
    // Between messages: no digest covers it but that of the file.
    flip(&work, name, 2);
    let wrong = work.mailties(["verify", "case"]).code(3);
    wrong
        .says("source: sample_mbox/ellen.rask.mbox: it has changed")
        .says("all messages are as they were");
    work.write(name, [whole.as_slice(), b"\n"].concat());
    let size = whole.len();
    let longer = work.mailties(["verify", "case"]).code(3);
    longer.says(&format!("{size} bytes when read, {} now", size + 1));
    fs::remove_file(work.at(name)).expect("a file to remove");
    work.mailties(["verify", "case"])
        .code(3)
        .says(name)
        .says("no such file");
}

#[test]
fn flipped_byte_in_the_database_is_named_with_its_place() {
    let work = sample();
    let whole = fs::read(work.at("case/case.db")).expect("the database");
    let mut state = 11;
    for round in 0..16 {
        let place = if round == 0 {
            20
        } else {
            next(&mut state) % whole.len()
        };
        flip(&work, "case/case.db", place);
        let wrong = work.mailties(["verify", "case", "--csv"]).code(3);
        let within = |row: &std::collections::BTreeMap<String, String>| {
            let start: usize = row["offset"].parse().unwrap_or(usize::MAX);
            row["file"] == "case.db" && start <= place && place < start.saturating_add(8192)
        };
        assert!(wrong.table().iter().any(within), "byte {place}\n{wrong}");
        work.write("case/case.db", &whole);
    }
    work.mailties(["verify", "case"]).ok();
    let index = fs::read(work.at("case/index.db")).expect("the index");
    flip(&work, "case/index.db", index.len() - 100);
    work.mailties(["verify", "case"])
        .code(3)
        .says("index.db, byte ");
    work.write("case/index.db", &index);
    fs::remove_file(work.at("case/case.db.sha256")).expect("a seal");
    work.mailties(["verify", "case"])
        .code(3)
        .says("seal: case.db.sha256: it is missing");
}

#[test]
fn index_that_is_kept_by_a_later_run_is_as_that_run_left_it() {
    let work = sample();
    // A decision about nobody changes no message, so the index is kept, under another stamp.
    work.write(
        "decisions.toml",
        "[[person]]\naddress = \"nobody@tides.example\"\nlabel = \"Nobody\"\n",
    );
    let again = ["analyze", "sample_mbox", "--case", "case", "--people"];
    let before = fs::read(work.at("case/index.db.sha256")).expect("a seal");
    work.mailties([again.as_slice(), &["decisions.toml"]].concat())
        .ok();
    assert!(before != fs::read(work.at("case/index.db.sha256")).expect("a seal"));
    work.mailties(["verify", "case"]).ok();
    // A seal that a killed run did not write is written by the next.
    fs::remove_file(work.at("case/index.db.sha256")).expect("a seal");
    work.mailties(&again[..4]).ok();
    work.mailties(["verify", "case"]).ok();
}

#[test]
fn flipped_byte_in_a_file_of_the_case_is_named() {
    let work = sample();
    let mut looked = 0;
    for (name, path) in support::files(&work.at("case")) {
        // The databases have seals, page by page (above).
        if name.starts_with("case.") || name.starts_with("index.") {
            continue;
        }
        let whole = fs::read(&path).expect("the file");
        let place = whole.len() / 3;
        flip(&work, &format!("case/{name}"), place);
        let wrong = work.mailties(["verify", "case"]).run();
        let told = format!("{name}, byte {place}: ");
        // The options in the manifest are needed to make the rest: if they are damaged, that is an error.
        let found = wrong.code == Some(3) && wrong.stdout.contains(&told);
        assert!(
            found || name == "manifest.json" && wrong.code == Some(1),
            "{wrong}"
        );
        fs::write(&path, whole).expect("as it was");
        looked += 1;
    }
    assert!(looked > 15, "{looked}");
    // A tie that somebody made stronger, with all else right.
    let edges = work.text("case/people/edges.csv");
    let line = edges.lines().nth(7).expect("a tie").to_owned();
    let mut cells: Vec<String> = line.split(',').map(str::to_owned).collect();
    let messages: u32 = cells[4].parse().expect("messages");
    cells[4] = (messages + 1).to_string();
    work.write(
        "case/people/edges.csv",
        edges.replace(&line, &cells.join(",")),
    );
    let offset = edges.find(&line).expect("the tie");
    let wrong = work.mailties(["verify", "case", "--csv"]).code(3).table();
    assert_eq!(wrong.len(), 1, "{wrong:?}");
    let named: usize = wrong[0]["offset"].parse().expect("an offset");
    assert!(named > offset && named < offset + line.len(), "{wrong:?}");
}

#[test]
fn flipped_byte_in_a_bundle_or_its_archive_is_named() {
    let work = sample();
    work.mailties([
        "why",
        "case",
        "ellen rask",
        "ingrid solheim",
        "--bundle",
        "p.zip",
    ])
    .ok();
    let arguments = ["verify", "p.zip", "--archive", "sample_mbox", "--csv"];
    work.mailties(arguments).ok();
    let whole = fs::read(work.at("p.zip")).expect("the bundle");
    // PKWARE APPNOTE 4.3.16: where the directory begins stands 6 bytes before the end.
    let end: [u8; 4] = whole[whole.len() - 6..whole.len() - 2]
        .try_into()
        .expect("4 bytes");
    let directory = u32::from_le_bytes(end) as usize;
    let mut state = 3;
    for round in 0..60 {
        let place = match round {
            0..50 => next(&mut state) % whole.len(),
            last => whole.len() - 1 - (last - 50) * 2,
        };
        flip(&work, "p.zip", place);
        let wrong = work.mailties(arguments).run();
        let table = if wrong.code == Some(3) {
            wrong.table()
        } else {
            Vec::new()
        };
        let named = table.iter().any(|row| {
            row["file"] == "p.zip"
                && (row["offset"] == place.to_string() || within(&row["detail"], place))
        });
        let unreadable = wrong.code == Some(1)
            && wrong.stderr.contains("p.zip")
            && wrong.stderr.contains("byte ");
        // A directory that leads elsewhere makes what it leads to wrong: then that place is named.
        let misled = place >= directory
            && table
                .iter()
                .any(|row| row["file"] == "p.zip" && !row["offset"].is_empty());
        assert!(named || unreadable || misled, "byte {place}\n{wrong}");
        work.write("p.zip", &whole);
    }
    let files = unpack(&whole);
    let manifest: serde_json::Value =
        serde_json::from_slice(&files["manifest.json"]).expect("JSON");
    for message in manifest["messages"]
        .as_array()
        .expect("messages")
        .iter()
        .take(3)
    {
        let origin = &message["origin"];
        let name = origin["file"].as_str().expect("a file");
        let place = origin["offset"].as_u64().expect("an offset") as usize + 77;
        flip(&work, name, place);
        let wrong = work.mailties(arguments).code(3).table();
        assert_eq!(wrong.len(), 1, "{wrong:?}");
        assert_eq!(
            (wrong[0]["file"].as_str(), wrong[0]["offset"].as_str()),
            (name, place.to_string().as_str())
        );
        flip(&work, name, place);
    }
    // A message that somebody changed, with the digests made to fit.
    let (name, mail) = files
        .iter()
        .find(|(name, _)| name.ends_with(".eml"))
        .expect("a mail");
    let forged = String::from_utf8_lossy(mail)
        .replacen("2023", "2022", 1)
        .into_bytes();
    let digest = |bytes: &[u8]| mailties::origin::Sha256Digest::of(bytes).to_string();
    let manifest =
        String::from_utf8_lossy(&files["manifest.json"]).replace(&digest(mail), &digest(&forged));
    let mut packer = mailties::export::bundle::Packer::new(std::io::Cursor::new(Vec::new()));
    for (other, bytes) in &files {
        let bytes: &[u8] = match other.as_str() {
            other if other == name => &forged,
            "manifest.json" => manifest.as_bytes(),
            _ => bytes,
        };
        packer.add(other, bytes).expect("zip");
    }
    work.write("forged.zip", packer.finish().expect("zip").into_inner());
    let forged = work
        .mailties(["verify", "forged.zip", "--archive", "sample_mbox"])
        .code(3);
    forged.says("it differs here from 'messages/");
    // Another archive does not hold them.
    work.write(
        "other/a.eml",
        "From: a@x.example\nTo: b@x.example\nDate: Mon, 1 Oct 2001 01:02:03 +0000\n\nhello\n",
    );
    work.mailties(["verify", "p.zip", "--archive", "other"])
        .code(3)
        .says("is not in the archive");
    work.mailties(["verify", "p.zip"])
        .code(2)
        .complains("hint: check a bundle with: mailties verify p.zip --archive PATH");
}

#[test]
fn ledgers_add_up() {
    let work = sample();
    let table = work.table("case/mailboxes.csv");
    let counts: serde_json::Value =
        serde_json::from_str(&work.text("case/manifest.json")).expect("JSON");
    let sum = |column: &str| {
        table
            .iter()
            .map(|row| row[column].parse::<u64>().expect("a number"))
            .sum::<u64>()
    };
    for (column, count) in [
        ("found", "found"),
        ("distinct", "distinct"),
        ("copies", "duplicate_copies"),
        ("unreadable", "unreadable"),
        ("undated", "undated"),
        ("bytes", "bytes"),
        ("skipped_bytes", "skipped_bytes"),
        ("files", "files"),
    ] {
        assert_eq!(
            Some(sum(column)),
            counts["counts"][count].as_u64(),
            "{column}"
        );
    }
    // By the truth: 212, 103 and 3 mails, one of the last with another inside; two undated.
    let found: Vec<&str> = table.iter().map(|row| row["found"].as_str()).collect();
    assert_eq!(found, ["212", "4", "103"]);
    assert_eq!(sum("undated"), 2);
    let listed = work
        .mailties(["list", "case", "mailboxes", "--csv"])
        .ok()
        .table();
    assert_eq!(listed.len(), 3);
    assert!(
        table
            .iter()
            .any(|row| row["done"].contains("undated messages count, but in no period"))
    );
    work.write(
        "odd/a.mbox",
        "From x@x.example Mon Oct  1 01:02:03 2001\nFrom: a@x.example\nDate: Mon, 1 Oct 2001 01:02:03 +0000\n\nto nobody\n\nFrom x@x.example Mon Oct  1 01:02:03 2001\nTo: a@x.example\nDate: Mon, 1 Oct 2001 01:02:04 +0000\n\nfrom nobody\n",
    );
    work.mailties(["analyze", "odd", "--case", "odd-case"]).ok();
    let odd = work.table("odd-case/mailboxes.csv");
    let cells = |column: &str| odd[0][column].clone();
    assert_eq!(
        (
            cells("without_sender").as_str(),
            cells("without_recipients").as_str()
        ),
        ("1", "1")
    );
}
