//! Plain sources: dialects of mbox, folders, what is no mail, paths. Every reading checks the account of every file.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use mailties::origin::Sha256Digest;
use mailties::problem::{Problem, ProblemKind};
use mailties::source::{
    Event, FileEnd, Format, Limits, Options, Reader, SourceFile, digest, read_origin,
};
use proptest::prelude::*;

/// One message as it was handed out.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    pub file: SourceFile,
    pub part: u32,
    pub offset: u64,
    pub bytes: Vec<u8>,
    pub separator: Option<String>,
    pub unescape: bool,
    pub obfuscated: bool,
}

/// All that a reader gave.
#[derive(Debug, Default, PartialEq)]
pub struct Outcome {
    pub documents: Vec<Vec<u8>>,
    pub messages: Vec<Found>,
    pub problems: Vec<Problem>,
    pub ends: Vec<(SourceFile, FileEnd)>,
}

impl Outcome {
    pub fn kinds(&self) -> Vec<ProblemKind> {
        self.problems.iter().map(|problem| problem.kind).collect()
    }

    pub fn paths(&self) -> Vec<&str> {
        self.messages
            .iter()
            .map(|found| found.file.path.as_str())
            .collect()
    }

    pub fn bodies(&self) -> Vec<&[u8]> {
        self.messages
            .iter()
            .map(|found| found.bytes.as_slice())
            .collect()
    }
}

/// Reads everything; checks the account, the numbers of the parts, the progress, and that each message can be read again.
pub fn read_with(paths: &[&Path], options: Options) -> Outcome {
    let paths: Vec<PathBuf> = paths.iter().map(|path| path.to_path_buf()).collect();
    let mut reader = Reader::open(&paths, options).expect("paths");
    let mut outcome = Outcome::default();
    let mut open: BTreeMap<String, (u64, u32)> = BTreeMap::new();
    while let Some(event) = reader.next(&mut |_| false) {
        let parts = match event {
            Event::Problem(problem) => {
                outcome.problems.push(problem);
                continue;
            }
            Event::Counted(..) => continue,
            Event::Parts(parts) => parts,
        };
        for part in parts {
            let account = open.entry(part.file.path.clone()).or_default();
            assert_eq!(
                part.number, account.1,
                "numbers of parts of {}",
                part.file.path
            );
            account.1 += 1;
            if part.document {
                outcome.documents.push(part.bytes.clone());
            }
            for span in &part.spans {
                let bytes = part.bytes[span.range.clone()].to_vec();
                account.0 += bytes.len() as u64;
                outcome.messages.push(Found {
                    file: (*part.file).clone(),
                    part: part.number,
                    offset: span.offset,
                    separator: span
                        .separator
                        .clone()
                        .map(|range| String::from_utf8_lossy(&part.bytes[range]).into_owned()),
                    bytes,
                    unescape: span.unescape,
                    obfuscated: span.obfuscated,
                });
            }
            outcome.problems.extend(part.problems);
            if let Some(end) = part.end {
                let (messages, _) = open.remove(&part.file.path).expect("account");
                assert_eq!(
                    messages + end.framing + end.skipped,
                    end.size,
                    "account of {}",
                    part.file.path
                );
                outcome.ends.push(((*part.file).clone(), end));
            }
        }
    }
    assert!(open.is_empty(), "files without an end: {open:?}");
    let progress = reader.progress();
    assert_eq!(progress.bytes_done, progress.bytes_total);
    assert_eq!(progress.files_done, progress.files_total);
    outcome
}

pub fn read(path: &Path) -> Outcome {
    read_with(&[path], Options::default())
}

/// Reads every message and every whole file once more.
pub fn check_again(outcome: &Outcome) {
    for found in &outcome.messages {
        let file = &found.file;
        let again = read_origin(
            &file.absolute,
            file.member.as_deref(),
            found.offset,
            found.bytes.len() as u64,
        );
        assert_eq!(again.expect("origin"), found.bytes, "{}", file.path);
    }
    for (file, end) in &outcome.ends {
        if end.whole {
            let again = digest(&file.absolute, file.member.as_deref()).expect("digest");
            assert_eq!(again, (end.size, end.sha256), "{}", file.path);
        }
    }
}

fn read_bytes(bytes: &[u8]) -> Outcome {
    let folder = tempfile::tempdir().expect("folder");
    let path = folder.path().join("box");
    fs::write(&path, bytes).expect("write");
    let outcome = read(&path);
    check_again(&outcome);
    for (_, end) in &outcome.ends {
        assert_eq!(end.sha256, Sha256Digest::of(bytes));
    }
    outcome
}

const SEPARATOR: &str = "From a@x.test Mon Oct  1 01:02:03 2001\n";

fn mail(number: usize) -> String {
    format!(
        "From: a@x.test\nTo: b@x.test\nMessage-ID: <m{number}@x.test>\nSubject: s{number}\n\nhello\n"
    )
}

/// The count stands in each file's name; each is read as it is and with CRLF.
#[test]
fn corpora_have_the_count_in_their_names() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpora/separators");
    let mut files = 0;
    for entry in fs::read_dir(folder).expect("corpora") {
        let path = entry.expect("entry").path();
        let name = path
            .file_name()
            .and_then(|name| name.to_str())
            .expect("name")
            .to_string();
        let expected: usize = name
            .split('.')
            .nth(1)
            .and_then(|count| count.parse().ok())
            .expect("count");
        let lf = fs::read(&path).expect("read");
        let crlf = String::from_utf8(lf.clone())
            .expect("text")
            .replace('\n', "\r\n")
            .into_bytes();
        assert_eq!(read_bytes(&lf).messages.len(), expected, "{name}");
        assert_eq!(
            read_bytes(&crlf).messages.len(),
            expected,
            "{name} with CRLF"
        );
        files += 1;
    }
    assert_eq!(files, 23);
}

#[test]
fn a_message_is_what_lies_between_the_lines() {
    let text = format!("{SEPARATOR}{}\n{SEPARATOR}{}\n", mail(0), mail(1));
    let outcome = read_bytes(text.as_bytes());
    assert_eq!(outcome.bodies(), [mail(0).as_bytes(), mail(1).as_bytes()]);
    assert_eq!(outcome.messages[0].offset, 39);
    assert_eq!(
        outcome.messages[0].separator.as_deref(),
        Some(SEPARATOR.trim_end())
    );
    // Two separator lines and two blank lines.
    assert_eq!(outcome.ends[0].1.framing, 2 * 39 + 2);
    assert_eq!(outcome.ends[0].1.skipped, 0);
    assert!(outcome.problems.is_empty());
}

#[test]
fn doubtful_and_lost_bytes_are_told() {
    let patch = "From 0123456789abcdef0123456789abcdef01234567 Mon Sep 17 00:00:00 2001\nSubject: [PATCH]\n\np\n";
    let outcome = read_bytes(format!("{SEPARATOR}{}\n{patch}", mail(0)).as_bytes());
    assert_eq!(
        (outcome.messages.len(), outcome.kinds()),
        (1, vec![ProblemKind::Ambiguous])
    );

    let outcome =
        read_bytes(format!("{}\n{SEPARATOR}{}", "\u{1}x".repeat(50_000), mail(0)).as_bytes());
    assert_eq!(
        (outcome.messages.len(), outcome.kinds()),
        (1, vec![ProblemKind::SkippedBytes])
    );
    assert_eq!(outcome.ends[0].1.skipped, 100_001);

    let hole = "\0".repeat(1_000_000);
    let outcome =
        read_bytes(format!("{SEPARATOR}{}\n{hole}\n{SEPARATOR}{}", mail(0), mail(1)).as_bytes());
    assert_eq!(outcome.bodies(), [mail(0).as_bytes(), mail(1).as_bytes()]);
    assert_eq!(outcome.kinds(), [ProblemKind::SkippedBytes]);

    let cut = format!("{SEPARATOR}{}\n{SEPARATOR}From: a@x.test\nTo: b", mail(0));
    let outcome = read_bytes(cut.as_bytes());
    assert_eq!(
        (outcome.messages.len(), outcome.kinds()),
        (2, vec![ProblemKind::Truncated])
    );
}

#[test]
fn content_length_is_followed_only_where_it_is_right() {
    let body = format!("l1\n\n{SEPARATOR}Subject: inside\n\nl3\n");
    let text = |length: usize| {
        format!(
            "{SEPARATOR}From: a@x.test\nContent-Length: {length}\n\n{body}\n{SEPARATOR}{}",
            mail(1)
        )
    };
    let right = read_bytes(text(body.len()).as_bytes());
    assert_eq!(right.messages.len(), 2);
    assert!(right.messages[0].bytes.ends_with(b"l3\n"));
    for wrong in [0, 1, body.len() - 1, body.len() + 7, 1 << 20, 1 << 50] {
        assert_eq!(
            read_bytes(text(wrong).as_bytes()).messages.len(),
            3,
            "{wrong}"
        );
    }
}

#[test]
fn marks_say_how_to_read_a_message() {
    let text = format!(
        "From ann at x.test  Mon Oct  1 01:02:03 2001\nSubject: x\n\nhi\n>From here\n\n{SEPARATOR}{}",
        mail(1)
    );
    let outcome = read_bytes(text.as_bytes());
    let marks: Vec<_> = outcome
        .messages
        .iter()
        .map(|found| (found.unescape, found.obfuscated))
        .collect();
    assert_eq!(marks, [(true, true), (false, false)]);
}

#[test]
fn a_long_message_is_cut_short_and_told() {
    let limits = Limits {
        message: 5_000_000,
        ..Limits::default()
    };
    let folder = tempfile::tempdir().expect("folder");
    let path = folder.path().join("box");
    let long = format!("From: a@x.test\n\n{}\n", "line of text\n".repeat(1_000_000));
    for (text, count) in [
        (
            format!(
                "{SEPARATOR}{}\n{SEPARATOR}{long}\n{SEPARATOR}{}",
                mail(0),
                mail(2)
            ),
            3,
        ),
        (long.clone(), 1),
    ] {
        fs::write(&path, &text).expect("write");
        let outcome = read_with(
            &[&path],
            Options {
                limits,
                ..Options::default()
            },
        );
        assert_eq!(outcome.messages.len(), count);
        assert_eq!(
            outcome.kinds(),
            [ProblemKind::Limit, ProblemKind::SkippedBytes]
        );
        let longest = outcome.messages.iter().map(|found| found.bytes.len()).max();
        assert_eq!(longest, Some(5_000_000));
    }
}

/// About 7 MB: two parts and more, one message larger than a part.
#[test]
fn parts_are_cut_at_messages_and_the_same_on_every_run() {
    let mut text = String::new();
    let mut expected = Vec::new();
    for number in 0..900 {
        let lines = if number == 500 { 70_000 } else { number % 50 };
        let filler = "some line of a letter, rather long, sixty or so bytes of it.\n".repeat(lines);
        let message = format!("{}{filler}", mail(number));
        text += &format!("{SEPARATOR}{message}\n");
        expected.push(message.into_bytes());
    }
    let folder = tempfile::tempdir().expect("folder");
    let path = folder.path().join("box");
    fs::write(&path, &text).expect("write");
    let outcome = read(&path);
    assert_eq!(outcome.bodies(), expected);
    assert!(outcome.messages.last().is_some_and(|found| found.part >= 1));
    assert_eq!(outcome, read(&path));
}

#[test]
fn folders_hold_single_messages_and_maildirs() {
    let folder = tempfile::tempdir().expect("folder");
    let root = folder.path();
    let put = |path: &str, text: &str| {
        let path = root.join(path);
        fs::create_dir_all(path.parent().expect("parent")).expect("folder");
        fs::write(path, text).expect("write");
    };
    put("tree/doe-j/inbox/1.", &mail(1));
    put("tree/doe-j/inbox/2.", &mail(2));
    put("tree/doe-j/sent/1.", &mail(3));
    put("ann/Maildir/cur/1:2,S", &mail(4));
    put("ann/Maildir/new/2", &mail(5));
    put("ann/Maildir/tmp/3", &mail(6));
    put("ann/Maildir/.Sent/cur/4:2,", &mail(7));
    fs::create_dir_all(root.join("ann/Maildir/.Sent/new")).expect("folder");
    put("loose.eml", &format!("Status: RO\n{}", mail(8)));
    put(
        "apple.emlx",
        &format!(
            "{}\n{}<?xml version=\"1.0\"?><plist/>\n",
            mail(9).len(),
            mail(9)
        ),
    );
    put("enron.doe-j.sent", &format!("{SEPARATOR}{}", mail(10)));
    let outcome = read(root);
    check_again(&outcome);
    let strip = |path: &str| {
        path.strip_prefix(root.to_str().expect("path"))
            .expect("prefix")
            .trim_start_matches('/')
            .to_string()
    };
    let mut found: Vec<_> = outcome
        .messages
        .iter()
        .map(|found| {
            (
                strip(&found.file.path),
                strip(&found.file.mailbox.path),
                found.file.mailbox.format,
                found.file.mailbox.custodian.clone(),
            )
        })
        .collect();
    found.sort();
    let row = |path: &str, mailbox: &str, format, custodian: &str| {
        (
            path.to_string(),
            mailbox.to_string(),
            format,
            custodian.to_string(),
        )
    };
    assert_eq!(
        found,
        [
            row(
                "ann/Maildir/.Sent/cur/4:2,",
                "ann/Maildir/.Sent",
                Format::Maildir,
                "ann"
            ),
            row(
                "ann/Maildir/cur/1:2,S",
                "ann/Maildir",
                Format::Maildir,
                "ann"
            ),
            row("ann/Maildir/new/2", "ann/Maildir", Format::Maildir, "ann"),
            row("apple.emlx", "", Format::Folder, ""),
            row(
                "enron.doe-j.sent",
                "enron.doe-j.sent",
                Format::Mbox,
                "doe-j"
            ),
            row("loose.eml", "", Format::Folder, ""),
            row(
                "tree/doe-j/inbox/1.",
                "tree/doe-j/inbox",
                Format::Folder,
                "doe-j"
            ),
            row(
                "tree/doe-j/inbox/2.",
                "tree/doe-j/inbox",
                Format::Folder,
                "doe-j"
            ),
            row(
                "tree/doe-j/sent/1.",
                "tree/doe-j/sent",
                Format::Folder,
                "doe-j"
            ),
        ]
    );
    assert_eq!(
        outcome.kinds(),
        [ProblemKind::NotMail],
        "the unfinished delivery"
    );
    let apple = outcome
        .messages
        .iter()
        .find(|found| found.file.path.ends_with("emlx"))
        .expect("emlx");
    assert_eq!(apple.bytes, mail(9).as_bytes());
}

#[test]
fn what_is_no_mail_is_told() {
    let folder = tempfile::tempdir().expect("folder");
    for (name, bytes) in [
        ("empty", &b""[..]),
        ("blank", b"\n"),
        ("zeros", &[0; 65536]),
        ("pst", b"!BDN\0\0\0\0"),
        ("database", b"SQLite format 3\0"),
        ("data", b"{\"a\": 1}"),
        ("utf16", b"\xff\xfeF\0r\0o\0m\0:\0"),
    ] {
        fs::write(folder.path().join(name), bytes).expect("write");
    }
    let outcome = read(folder.path());
    assert!(outcome.messages.is_empty());
    assert_eq!(outcome.problems.len(), 7, "{:?}", outcome.problems);
    assert_eq!(
        outcome
            .kinds()
            .iter()
            .filter(|kind| **kind == ProblemKind::Encoding)
            .count(),
        1
    );
}

#[test]
fn documents_are_handed_out_whatever_they_are_called() {
    let folder = tempfile::tempdir().expect("folder");
    let documents: [(&str, &[u8]); 4] = [
        ("1.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
        ("2.eml", b"%PDF-1.4"),
        ("3.mbox", b"\x89PNG\r\n\x1a\n"),
        ("4", b"Dear all,\nnothing.\n"),
    ];
    for (name, bytes) in documents {
        fs::write(folder.path().join(name), bytes).expect("write");
    }
    let outcome = read(folder.path());
    assert!(outcome.messages.is_empty());
    assert_eq!(outcome.kinds(), []);
    assert_eq!(
        outcome.documents,
        documents.map(|(_, bytes)| bytes.to_vec())
    );
}

#[test]
fn a_file_is_read_once_in_whatever_order_paths_are_given() {
    let folder = tempfile::tempdir().expect("folder");
    let (a, b) = (folder.path().join("a"), folder.path().join("b"));
    fs::create_dir_all(a.join("deep")).expect("folder");
    fs::create_dir_all(&b).expect("folder");
    for (at, path) in [a.join("1"), a.join("deep/2"), b.join("3")]
        .iter()
        .enumerate()
    {
        fs::write(path, mail(at)).expect("write");
    }
    let inner = a.join("deep/2");
    let one = read_with(&[&a, &b, &inner, &a], Options::default());
    let other = read_with(&[&inner, &b, &a.join("deep"), &a], Options::default());
    assert_eq!(one.messages.len(), 3);
    assert_eq!(one, other);
}

#[test]
fn known_files_are_not_read() {
    let folder = tempfile::tempdir().expect("folder");
    fs::write(folder.path().join("1"), mail(1)).expect("write");
    fs::write(folder.path().join("2"), mail(2)).expect("write");
    let mut reader =
        Reader::open(&[folder.path().to_path_buf()], Options::default()).expect("paths");
    let mut messages = 0;
    while let Some(event) =
        reader.next(&mut |file| file.path.ends_with('1') && file.disk_size > 0 && file.modified > 0)
    {
        if let Event::Parts(parts) = event {
            messages += parts.iter().map(|part| part.spans.len()).sum::<usize>();
        }
    }
    assert_eq!(messages, 1);
    assert_eq!(reader.progress().files_done, 2);
}

#[test]
fn cases_are_left_out() {
    let folder = tempfile::tempdir().expect("folder");
    let (case, mine) = (folder.path().join("case"), folder.path().join("mine"));
    for path in [&case, &mine] {
        fs::create_dir_all(path).expect("folder");
        fs::write(path.join("1.eml"), mail(1)).expect("write");
    }
    fs::write(case.join("case.db"), "").expect("write");
    fs::write(case.join("manifest.json"), "{}").expect("write");
    let outcome = read_with(
        &[folder.path()],
        Options {
            exclude: vec![mine.clone()],
            ..Options::default()
        },
    );
    assert!(outcome.messages.is_empty());
    assert_eq!(outcome.problems.len(), 2);
}

#[test]
fn a_path_that_is_not_there_is_an_error_with_a_hint() {
    let error = Reader::open(&[PathBuf::from("no/such/file")], Options::default())
        .err()
        .expect("error");
    assert_eq!(
        error.message,
        "cannot read 'no/such/file': no such file or folder"
    );
    assert!(error.hint.is_some());
}

#[cfg(unix)]
#[test]
fn links_pipes_and_odd_names_do_no_harm() {
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::symlink;
    let folder = tempfile::tempdir().expect("folder");
    let root = folder.path().join("root");
    fs::create_dir_all(root.join("sub")).expect("folder");
    fs::write(root.join("1.eml"), mail(1)).expect("write");
    fs::write(
        root.join(std::ffi::OsStr::from_bytes(b"\xff\xfe.eml")),
        mail(2),
    )
    .expect("write");
    fs::write(root.join("x".repeat(255)), mail(3)).expect("write");
    symlink(&root, root.join("sub/loop")).expect("link");
    symlink("/dev/zero", root.join("zero")).expect("link");
    let pipe = std::process::Command::new("mkfifo")
        .arg(root.join("pipe"))
        .status();
    let pipes = usize::from(pipe.is_ok_and(|status| status.success()));
    let outcome = read(&root);
    check_again(&outcome);
    assert_eq!(outcome.messages.len(), 3);
    assert!(
        outcome
            .paths()
            .iter()
            .any(|path| path.ends_with("\\xff\\xfe.eml"))
    );
    assert_eq!(outcome.problems.len(), 2 + pipes);
    // A link that the user gives is followed.
    symlink(&root, folder.path().join("given")).expect("link");
    assert_eq!(read(&folder.path().join("given")).messages.len(), 3);
}

/// How a writer keeps `From ` lines of a body apart from separators.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Dialect {
    O,
    Rd,
    Cl,
    Cl2,
}

/// One message as that dialect writes it, behind its separator.
fn written(dialect: Dialect, number: usize, body: &[&str]) -> String {
    let escaped: String = body
        .iter()
        .map(|line| match dialect {
            Dialect::O | Dialect::Cl if line.starts_with("From ") => format!(">{line}\n"),
            Dialect::Rd if line.trim_start_matches('>').starts_with("From ") => {
                format!(">{line}\n")
            }
            _ => format!("{line}\n"),
        })
        .collect();
    let length = match dialect {
        Dialect::Cl | Dialect::Cl2 => format!("Content-Length: {}\n", escaped.len()),
        _ => String::new(),
    };
    format!("From: a@x.test\nSubject: s{number}\n{length}\n{escaped}")
}

fn body() -> impl Strategy<Value = Vec<&'static str>> {
    let line = prop::sample::select(vec![
        "hello",
        "",
        "From a@x.test Mon Oct  1 01:02:03 2001",
        "From me to you",
        ">From x",
        ">>From a@x.test Mon Oct  1 01:02:03 2001",
        "Subject: not a header",
        "Content-Length: 3",
        "From ",
        "--",
    ]);
    prop::collection::vec(line, 0..12)
}

fn mailbox(dialect: Dialect, bodies: &[Vec<&str>]) -> (String, Vec<String>) {
    let messages: Vec<String> = bodies
        .iter()
        .enumerate()
        .map(|(number, body)| written(dialect, number, body))
        .collect();
    (
        messages
            .iter()
            .map(|message| format!("{SEPARATOR}{message}\n"))
            .collect(),
        messages,
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn what_was_written_is_read(bodies in prop::collection::vec(body(), 1..8), crlf: bool) {
        for dialect in [Dialect::O, Dialect::Rd, Dialect::Cl, Dialect::Cl2] {
            // Content-Length counts bytes, so its dialects stay with LF.
            let crlf = crlf && matches!(dialect, Dialect::O | Dialect::Rd);
            let ends = |text: &str| if crlf { text.replace('\n', "\r\n") } else { text.to_string() };
            let (text, messages) = mailbox(dialect, &bodies);
            let expected: Vec<Vec<u8>> = messages.iter().map(|message| ends(message).into_bytes()).collect();
            let outcome = read_bytes(ends(&text).as_bytes());
            prop_assert_eq!(outcome.bodies(), expected, "{:?}", dialect);
        }
    }

    #[test]
    fn mailboxes_can_be_joined(a in prop::collection::vec(body(), 1..4), b in prop::collection::vec(body(), 1..4)) {
        let ((first, mut expected), (second, more)) = (mailbox(Dialect::Rd, &a), mailbox(Dialect::Rd, &b));
        expected.extend(more);
        let expected: Vec<&[u8]> = expected.iter().map(String::as_bytes).collect();
        let outcome = read_bytes((first + &second).as_bytes());
        prop_assert_eq!(outcome.bodies(), expected);
    }

    #[test]
    fn whatever_bytes_come_the_account_comes_out(pieces in prop::collection::vec(prop::sample::select(vec![
        SEPARATOR, "From \n", "\n", "\r\n", "\0\0\0", "From: a@x.test\n", "Content-Length: 20\n", "x", "\u{feff}", "From - \n", "\r",
    ]), 0..60)) {
        read_bytes(pieces.concat().as_bytes());
    }
}

/// A message whose successor's separator is there is the same in the whole file and in its beginning.
#[test]
fn a_cut_file_gives_what_is_whole_in_it() {
    let bodies: Vec<Vec<&str>> = (0..5)
        .map(|n| vec!["hello", "", "From me"][..n % 4].to_vec())
        .collect();
    let (text, messages) = mailbox(Dialect::Rd, &bodies);
    let mut ends = Vec::new();
    let mut at = 0;
    for message in &messages {
        at += SEPARATOR.len() + message.len() + 1;
        // The next separator counts once the name of the header behind it is there.
        ends.push(at + SEPARATOR.len() + "From:".len());
    }
    for length in 50..text.len() {
        let outcome = read_bytes(&text.as_bytes()[..length]);
        let whole = ends.iter().filter(|&&end| end <= length).count();
        assert!(outcome.messages.len() >= whole, "{length}");
        for (found, expected) in outcome.bodies().iter().zip(&messages[..whole]) {
            assert_eq!(*found, expected.as_bytes(), "{length}");
        }
    }
}
