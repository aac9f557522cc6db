//! Containers: each kind, nested, damaged, hostile. They are made by other writers (the `tar`, `zip`, `flate2` and `zstd`
//! crates), never by our own code.

use std::fs;
use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;
use mailties::problem::ProblemKind;
use mailties::source::{Format, Limits, Options};
use zip::CompressionMethod;
use zip::write::{SimpleFileOptions, ZipWriter};

use crate::sources::{Outcome, check_again, read, read_with};

fn mail(number: usize) -> Vec<u8> {
    format!(
        "From: a@x.test\nMessage-ID: <m{number}@x.test>\nSubject: s{number}\n\nhello {number}\n"
    )
    .into_bytes()
}

fn mbox(count: usize) -> Vec<u8> {
    (0..count)
        .flat_map(|number| {
            [
                b"From a@x.test Mon Oct  1 01:02:03 2001\n".to_vec(),
                mail(number),
                b"\n".to_vec(),
            ]
            .concat()
        })
        .collect()
}

fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).expect("gz");
    encoder.finish().expect("gz")
}

fn zst(bytes: &[u8]) -> Vec<u8> {
    zstd::encode_all(bytes, 3).expect("zst")
}

fn tar_of(members: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    for (name, bytes) in members {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        builder
            .append_data(&mut header, name, bytes.as_slice())
            .expect("tar");
    }
    builder.into_inner().expect("tar")
}

fn zip_of(members: &[(&str, Vec<u8>)], method: CompressionMethod) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in members {
        writer
            .start_file(
                *name,
                SimpleFileOptions::default().compression_method(method),
            )
            .expect("zip");
        writer.write_all(bytes).expect("zip");
    }
    writer.finish().expect("zip").into_inner()
}

/// With the lengths behind each member, as a writer does that cannot go back.
fn streamed_zip_of(members: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut writer = ZipWriter::new_stream(Vec::new());
    for (name, bytes) in members {
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
        writer.start_file(*name, options).expect("zip");
        writer.write_all(bytes).expect("zip");
    }
    writer.finish().expect("zip").into_inner()
}

fn deflated(members: &[(&str, Vec<u8>)]) -> Vec<u8> {
    zip_of(members, CompressionMethod::Deflated)
}

struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("folder"))
    }

    fn put(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.0.path().join(name);
        fs::write(&path, bytes).expect("write");
        path
    }
}

fn read_as(name: &str, bytes: &[u8]) -> Outcome {
    let folder = Folder::new();
    let outcome = read(&folder.put(name, bytes));
    check_again(&outcome);
    outcome
}

/// What stands behind the path of the file on disk.
fn members(outcome: &Outcome) -> Vec<String> {
    outcome
        .messages
        .iter()
        .map(|found| found.file.member.clone().unwrap_or_default())
        .collect()
}

#[test]
fn every_kind_of_container_gives_what_was_put_in() {
    let inside = [
        ("d/1.eml", mail(1)),
        ("d/2.eml", mail(2)),
        ("box", mbox(3)),
        ("d/empty", Vec::new()),
    ];
    let tar = tar_of(&inside);
    for (name, bytes) in [
        ("a.tar", tar.clone()),
        ("a.tar.gz", gz(&tar)),
        ("a.tgz", gz(&tar)),
        ("a.tar.zst", zst(&tar)),
        ("a.zip", deflated(&inside)),
        ("stored.zip", zip_of(&inside, CompressionMethod::Stored)),
        ("streamed.zip", streamed_zip_of(&inside)),
        ("no-ending", gz(&tar)),
    ] {
        let outcome = read_as(name, &bytes);
        assert_eq!(
            members(&outcome),
            ["d/1.eml", "d/2.eml", "box", "box", "box"],
            "{name}"
        );
        let expected: Vec<Vec<u8>> = [1, 2, 0, 1, 2].map(mail).to_vec();
        assert_eq!(outcome.bodies(), expected, "{name}");
        assert_eq!(
            outcome.kinds(),
            [ProblemKind::NotMail],
            "{name}: the empty member"
        );
        let found = &outcome.messages[0].file;
        assert!(
            found.path.ends_with(&format!("{name}!d/1.eml")),
            "{}",
            found.path
        );
        assert!(
            found.mailbox.path.ends_with(&format!("{name}!d")),
            "{}",
            found.mailbox.path
        );
        assert_eq!(found.mailbox.format, Format::Folder);
        // The container itself comes last, with the digest of the file on disk.
        let (file, end) = outcome.ends.last().expect("end");
        assert_eq!(
            (file.member.as_deref(), end.size, end.whole),
            (None, bytes.len() as u64, true),
            "{name}"
        );
    }
}

#[test]
fn packed_mailboxes_are_named_by_their_stem() {
    for (name, bytes) in [
        ("enron.doe-j.sent.gz", gz(&mbox(2))),
        ("enron.doe-j.sent.zst", zst(&mbox(2))),
    ] {
        let outcome = read_as(name, &bytes);
        assert_eq!(members(&outcome), ["enron.doe-j.sent"; 2]);
        assert_eq!(outcome.messages[0].file.mailbox.custodian, "doe-j");
    }
    // Two packed streams one after the other are one.
    assert_eq!(
        read_as("two.gz", &[gz(&mbox(2)), gz(&mbox(2))].concat())
            .messages
            .len(),
        4
    );
}

#[test]
fn containers_are_opened_three_deep() {
    let one = gz(&tar_of(&[("x/box.gz", gz(&mbox(2)))]));
    let two = deflated(&[("in.tgz", one)]);
    let outcome = read_as("out.zip", &two);
    assert_eq!(members(&outcome), ["in.tgz!x/box.gz!box"; 2]);
    let outcome = read_as(
        "outer.tar",
        &tar_of(&[("out.zip", two), ("after.eml", mail(9))]),
    );
    assert_eq!(members(&outcome), ["after.eml"]);
    assert_eq!(outcome.kinds(), [ProblemKind::Limit]);
    assert!(!outcome.ends.last().expect("end").1.whole);
}

#[test]
fn long_names_links_and_equal_names_in_tar() {
    let long = format!("{}1.eml", "long-folder-name/".repeat(12));
    let mut builder = tar::Builder::new(Vec::new());
    let mut add = |name: &str, bytes: &[u8], kind: tar::EntryType| {
        let mut header = tar::Header::new_ustar();
        header.set_entry_type(kind);
        header.set_size(bytes.len() as u64);
        if kind == tar::EntryType::Symlink {
            header.set_link_name("/etc/passwd").expect("link");
        }
        builder.append_data(&mut header, name, bytes).expect("tar");
    };
    add("d/", b"", tar::EntryType::Directory);
    add(&long, &mail(1), tar::EntryType::Regular);
    add("link", b"", tar::EntryType::Symlink);
    add("same", &mail(2), tar::EntryType::Regular);
    add("same", &mail(3), tar::EntryType::Regular);
    let outcome = read_as("a.tar", &builder.into_inner().expect("tar"));
    assert_eq!(members(&outcome), [long.as_str(), "same", "same#4"]);
    assert_eq!(outcome.kinds(), [ProblemKind::Link]);
}

#[test]
fn pax_headers_name_members() {
    let mut builder = tar::Builder::new(Vec::new());
    let name = "p\u{e4}th/".repeat(40) + "1.eml";
    builder
        .append_pax_extensions([("path", name.as_bytes())])
        .expect("pax");
    let mut header = tar::Header::new_ustar();
    header.set_size(mail(1).len() as u64);
    header.set_path("short").expect("path");
    header.set_cksum();
    builder.append(&header, mail(1).as_slice()).expect("tar");
    assert_eq!(
        members(&read_as("a.tar", &builder.into_inner().expect("tar"))),
        [name]
    );
}

#[test]
fn office_documents_are_no_archives_of_mail() {
    let docx = deflated(&[
        ("[Content_Types].xml", b"<Types/>".to_vec()),
        ("word/mail.eml", mail(1)),
    ]);
    let outcome = read_as("a.docx", &docx);
    assert!(outcome.messages.is_empty());
    assert_eq!(outcome.kinds(), []);
    assert_eq!(outcome.documents, [docx]);
}

#[test]
fn cut_and_damaged_containers_give_what_they_have() {
    let inside: Vec<(String, Vec<u8>)> = (0..20).map(|n| (format!("{n}.eml"), mail(n))).collect();
    let inside: Vec<(&str, Vec<u8>)> = inside
        .iter()
        .map(|(name, bytes)| (name.as_str(), bytes.clone()))
        .collect();
    let zip = deflated(&inside);
    for (name, bytes) in [
        ("a.tar", tar_of(&inside)),
        ("a.zip", zip.clone()),
        ("a.gz", gz(&mbox(20))),
        ("a.tar.zst", zst(&tar_of(&inside))),
    ] {
        let outcome = read_as(name, &bytes[..bytes.len() * 2 / 3]);
        assert!(!outcome.kinds().is_empty(), "{name}");
        assert!(
            outcome
                .kinds()
                .iter()
                .all(|kind| matches!(kind, ProblemKind::Truncated | ProblemKind::DamagedContainer)),
            "{name}: {:?}",
            outcome.problems
        );
        assert!(!outcome.ends.last().expect("end").1.whole, "{name}");
    }
    // One member is damaged: the others are read.
    let mut broken = zip;
    let at = broken
        .windows(5)
        .position(|window| window == b"7.eml")
        .expect("member")
        + 20;
    broken[at] ^= 0xff;
    broken[at + 1] ^= 0xff;
    let outcome = read_as("a.zip", &broken);
    assert!(outcome.messages.len() >= 19, "{}", outcome.messages.len());
    assert!(outcome.kinds().contains(&ProblemKind::DamagedContainer));
}

#[test]
fn bombs_are_stopped_and_their_neighbours_read() {
    let bomb = vec![0; 20 << 20];
    let outcome = read_as(
        "a.zip",
        &deflated(&[("bomb.eml", bomb.clone()), ("1.eml", mail(1))]),
    );
    assert_eq!(members(&outcome), ["1.eml"]);
    assert_eq!(outcome.kinds(), [ProblemKind::Limit]);
    for (name, bytes) in [
        ("a.gz", gz(&bomb)),
        ("a.zst", zst(&bomb)),
        ("a.gz", gz(&gz(&bomb))),
    ] {
        let outcome = read_as(name, &bytes);
        assert_eq!(outcome.kinds(), [ProblemKind::Limit], "{name}");
    }
    // A bomb that begins as a mailbox: what came before the limit is kept.
    let outcome = read_as("a.gz", &gz(&[mbox(3), bomb].concat()));
    assert_eq!(outcome.messages.len(), 3);
    assert!(outcome.kinds().contains(&ProblemKind::Limit));
}

#[test]
fn overlapping_members_do_not_match_the_directory() {
    let zip = deflated(&[("a.eml", mail(1))]);
    let directory = zip
        .windows(4)
        .position(|w| w == b"PK\x01\x02")
        .expect("directory");
    let end = zip
        .windows(4)
        .position(|w| w == b"PK\x05\x06")
        .expect("end");
    let mut bytes = zip[..directory].to_vec();
    for _ in 0..5000 {
        bytes.extend_from_slice(&zip[directory..end]);
    }
    bytes.extend_from_slice(&zip[end..]);
    let outcome = read_as("a.zip", &bytes);
    assert_eq!(
        (outcome.messages.len(), outcome.kinds()),
        (1, vec![ProblemKind::DamagedContainer])
    );
}

#[test]
fn names_that_climb_are_only_names() {
    let names = [
        "../../../../tmp/mailties-climbed.eml",
        "/tmp/mailties-climbed2.eml",
        "..\\..\\x.eml",
    ];
    let outcome = read_as("a.zip", &deflated(&names.map(|name| (name, mail(1)))));
    assert_eq!(outcome.messages.len(), 3);
    assert!(!Path::new("/tmp/mailties-climbed.eml").exists());
    assert!(!Path::new("/tmp/mailties-climbed2.eml").exists());
}

#[test]
fn limits_are_kept() {
    let folder = Folder::new();
    let path = folder.put(
        "a.tar",
        &tar_of(&[("1", mail(1)), ("2", mail(2)), ("3", mail(3))]),
    );
    let limits = Limits {
        members: 2,
        ..Limits::default()
    };
    let outcome = read_with(
        &[&path],
        Options {
            limits,
            ..Options::default()
        },
    );
    assert_eq!(
        (outcome.messages.len(), outcome.kinds()),
        (2, vec![ProblemKind::Limit])
    );
    let path = folder.put("a.gz", &gz(&mbox(2000)));
    let limits = Limits {
        unpacked: 100_000,
        ..Limits::default()
    };
    let outcome = read_with(
        &[&path],
        Options {
            limits,
            ..Options::default()
        },
    );
    assert!(outcome.kinds().contains(&ProblemKind::Limit));
    assert!(outcome.messages.len() < 2000);
}
