//! Messages of `tests/corpora`, each with LF and with CRLF line ends, and hostile messages made here.
#![allow(clippy::unwrap_used, reason = "a test may stop")]

use std::path::Path;

use mailties::message::{
    AddressKind, Context, DateSource, Kind, Message, Parser, Role, SegmentKind, Unreadable, Words,
};
use mailties::origin::Sha256Digest;
use mailties::problem::ProblemKind;
use proptest::prelude::*;

/// 2001-10-01T01:02:03Z, from Python's `calendar.timegm`.
const AT: i64 = 1_001_898_123;

fn read(raw: &[u8]) -> Result<Message, Unreadable> {
    Parser::new().read(raw, &Context::default())
}

/// Every message of a corpus folder by its name, with LF and with CRLF; asserts that both read alike.
fn corpus(folder: &str, expected: usize) -> Vec<(String, Message)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/corpora")
        .join(folder);
    let mut names: Vec<_> = std::fs::read_dir(&root)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    names.sort();
    assert_eq!(names.len(), expected, "files in {folder}");
    let mut messages = Vec::new();
    for path in names {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let lf = std::fs::read(&path).unwrap();
        assert!(!lf.contains(&b'\r'), "{name} must have LF line ends");
        let mut crlf = Vec::new();
        for &byte in &lf {
            if byte == b'\n' {
                crlf.push(b'\r');
            }
            crlf.push(byte);
        }
        let one = read(&lf).unwrap_or_else(|e| panic!("{name}: {}", e.0));
        let mut two = read(&crlf).unwrap_or_else(|e| panic!("{name} in CRLF: {}", e.0));
        for (embedded, same) in two.embedded.iter_mut().zip(&one.embedded) {
            let at = embedded.offset.unwrap() as usize;
            assert_eq!(
                &crlf[at..at + embedded.bytes.len()],
                &embedded.bytes[..],
                "{name}"
            );
            assert!(crlf.len() > lf.len());
            embedded.clone_from(same);
        }
        assert_eq!(one, two, "{name}: LF and CRLF differ");
        messages.push((name, one));
    }
    messages
}

fn of(messages: &[(String, Message)], name: &str) -> Message {
    messages
        .iter()
        .find(|(known, _)| known == name)
        .unwrap_or_else(|| panic!("no {name}"))
        .1
        .clone()
}

fn people(message: &Message, role: Role) -> Vec<(&str, &str)> {
    message
        .participants
        .iter()
        .filter(|p| p.role == role)
        .map(|p| (p.address.name.as_str(), p.address.address.as_str()))
        .collect()
}

#[test]
fn headers() {
    let all = corpus("headers", 6);
    let folded = of(&all, "folded");
    assert_eq!(folded.subject, "éé and more");
    assert_eq!(folded.message_id.as_deref(), Some("folded@north.example"));
    assert_eq!(folded.parents, ["p2@x.test", "p1@x.test", "p0@x.test"]);
    assert_eq!(
        people(&folded, Role::From),
        [("Ann Moor", "ann@north.example")]
    );
    assert_eq!(
        people(&folded, Role::To),
        [("", "bo@south.example"), ("", "cy@east.example")]
    );
    assert_eq!(folded.date.unwrap().seconds, AT);
    assert_eq!(folded.text, "body\n");
    for name in ["leading_blank", "from_line", "bom"] {
        let message = of(&all, name);
        assert_eq!(message.text, "body\n", "{name}");
        assert_eq!(
            people(&message, Role::From),
            [("Ann Moor", "ann@north.example")],
            "{name}"
        );
    }
    assert_eq!(
        of(&all, "no_blank_line").text,
        "This line is no header\nand neither is this\n"
    );
    assert_eq!(of(&all, "no_body").subject, "no body");
}

#[test]
fn charsets() {
    let all = corpus("charsets", 6);
    assert_eq!(
        people(&of(&all, "latin1_header"), Role::From),
        [("Jérôme", "j@x.test")]
    );
    assert_eq!(of(&all, "latin1_header").subject, "déjà");
    for (name, text) in [
        ("ansi", "“5 £”\n"),
        ("koi8", "Привет\n"),
        ("sjis_base64", "こんにちは\n"),
        ("utf8_qp", "naïve soft break\n"),
        ("iso2022jp", "日本\n"),
    ] {
        assert_eq!(of(&all, name).text, text, "{name}");
    }
}

#[test]
fn bodies() {
    let all = corpus("bodies", 5);
    assert_eq!(of(&all, "alternative").text.trim(), "plain words");
    assert_eq!(of(&all, "html_only").text, "Hello\nthere\n\n> old\n");
    let attachment = of(&all, "attachment");
    assert_eq!(attachment.text.trim(), "see file");
    let [file] = &attachment.attachments[..] else {
        panic!("{:?}", attachment.attachments)
    };
    assert_eq!(
        (file.name.as_str(), file.media_type.as_str(), file.size),
        ("pläne.pdf", "application/pdf", 3)
    );
    // FIPS 180-2, B.1: the digest of "abc".
    assert_eq!(
        file.sha256.to_string(),
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    );
    let embedded = of(&all, "embedded");
    assert_eq!(embedded.text.trim(), "see below");
    assert_eq!(embedded.embedded.len(), 1);
    let inner = read(&embedded.embedded[0].bytes).unwrap();
    assert_eq!(
        (inner.subject.as_str(), inner.text.trim()),
        ("inner", "inner body")
    );
    let digest = of(&all, "digest");
    let subjects: Vec<_> = digest
        .embedded
        .iter()
        .map(|e| read(&e.bytes).unwrap().subject)
        .collect();
    assert_eq!(subjects, ["one", "two"]);
}

#[test]
fn dates() {
    let all = corpus("dates", 3);
    let date = of(&all, "iso").date.unwrap();
    assert_eq!(
        (date.seconds, date.zone, date.source),
        (AT, Some(0), DateSource::Date)
    );
    let date = of(&all, "from_received").date.unwrap();
    assert_eq!((date.seconds, date.source), (AT, DateSource::Received));
    let none = of(&all, "none");
    assert_eq!((none.date, none.date_raw.as_str()), (None, "garbage"));
    assert!(
        none.problems
            .iter()
            .any(|(kind, _)| *kind == ProblemKind::Date)
    );
    let context = Context {
        separator: Some(b"From a@x.test Mon Oct  1 01:02:03 2001"),
        ..Context::default()
    };
    let date = Parser::new()
        .read(b"From: a@x.test\n\nx", &context)
        .unwrap()
        .date
        .unwrap();
    assert_eq!(
        (date.seconds, date.zone, date.source),
        (AT, None, DateSource::Separator)
    );
}

#[test]
fn addresses() {
    let all = corpus("addresses", 3);
    let exchange = of(&all, "exchange");
    assert_eq!(
        people(&exchange, Role::From),
        [("Ann Moor", "/o=north/ou=na/cn=recipients/cn=amoor")]
    );
    assert_eq!(exchange.participants[2].address.kind, AddressKind::Notes);
    let second = of(&all, "second_spelling");
    assert_eq!(
        people(&second, Role::XFrom),
        [("Ann Moor", "/o=north/cn=amoor")]
    );
    assert_eq!(
        people(&second, Role::XTo),
        [("Dyk, Bo", "bo@south.example")]
    );
    let group = of(&all, "group");
    assert_eq!(
        people(&group, Role::To),
        [("", "b@x.test"), ("Cy", "c@x.test"), ("", "d@x.test")]
    );
    assert!(people(&group, Role::Cc).is_empty());
    let context = Context {
        obfuscated: true,
        ..Context::default()
    };
    let message = Parser::new()
        .read(
            b"From: ann at north.example (Ann Moor)\nDate: x\n\nx",
            &context,
        )
        .unwrap();
    assert_eq!(
        people(&message, Role::From),
        [("Ann Moor", "ann@north.example")]
    );
}

#[test]
fn kinds() {
    let all = corpus("kinds", 5);
    for (name, kind, reason) in [
        ("list", Kind::List, "List-Id header"),
        ("bulk", Kind::Bulk, "List-Unsubscribe header"),
        (
            "automatic_reply",
            Kind::AutoReply,
            "subject begins with \"Out of Office AutoReply\"",
        ),
        (
            "notification",
            Kind::Notification,
            "sender is mailer-daemon",
        ),
        ("personal", Kind::Personal, ""),
    ] {
        let message = of(&all, name);
        assert_eq!(
            (message.kind, message.kind_reason.as_str()),
            (kind, reason),
            "{name}"
        );
    }
    assert_eq!(
        of(&all, "list").list.as_deref(),
        Some("pumps@lists.example")
    );
}

#[test]
fn broken() {
    let all = corpus("broken", 4);
    let damaged = of(&all, "damaged_base64");
    assert!(damaged.text.contains("world"), "{:?}", damaged.text);
    assert!(
        damaged
            .problems
            .iter()
            .any(|(kind, _)| *kind == ProblemKind::Encoding)
    );
    assert_eq!(of(&all, "unclosed_multipart").text.trim(), "still here");
    assert!(of(&all, "received_only").participants.is_empty());
    for raw in [&b""[..], b"\n", b"\0\0\0", b"no header here\n\nat all\n"] {
        assert!(read(raw).is_err());
    }
    let utf16: Vec<u8> = [0xff, 0xfe]
        .into_iter()
        .chain(
            "From: a@x.test\r\nSubject: wide\r\n\r\nx"
                .encode_utf16()
                .flat_map(u16::to_le_bytes),
        )
        .collect();
    assert_eq!(read(&utf16).unwrap().subject, "wide");
    assert_eq!(
        read(b"From: a@x.test\rSubject: old\r\rx\ry").unwrap().text,
        "x\ny"
    );
}

/// Copies that differ in Message-ID, line breaks and quote marks have one body key; other words have another.
#[test]
fn keys_know_copies() {
    let mail = |id: &str, subject: &str, body: &str| {
        let raw = format!(
            "From: a@x.test\nTo: b@x.test\nDate: Mon, 1 Oct 2001 01:02:03 +0000\nMessage-ID: <{id}>\nSubject: {subject}\n\n{body}\n"
        );
        read(raw.as_bytes()).unwrap()
    };
    let one = mail("1", "Pumps", "The pumps are in, all of them.");
    let copy = mail("2", "RE: Fw: pumps", "> The pumps are in,\n> all of them.");
    let other = mail("1", "Pumps", "The pumps are out, all of them.");
    assert_eq!(one.key, copy.key);
    assert_eq!(one.key.letters, 22);
    assert_ne!(one.key.body, other.key.body);
    let quoting = mail("3", "x", "Yes.\n> The pumps are in, all of them.");
    let quoted = Words::of(&quoting.text).quoted_lines;
    assert_eq!(quoted, Words::of(&one.text).own_lines);
    assert_eq!(quoted.len(), 1);
}

fn with(extra: &str, body: &str) -> String {
    format!(
        "From: A <a@x.test>\r\nTo: b@x.test\r\nDate: Mon, 1 Oct 2001 01:02:03 +0200\r\n{extra}\r\n{body}"
    )
}

fn limited(message: &Message) -> bool {
    message
        .problems
        .iter()
        .any(|(kind, _)| *kind == ProblemKind::Limit)
}

/// Bombs: each ends, keeps the message, and says so where something was left out.
#[test]
fn bombs_are_bounded() {
    let nested: String = (0..5_000)
        .map(|n| {
            format!(
                "--b{n:07}\r\nContent-Type: multipart/mixed; boundary=\"b{:07}\"\r\n\r\n",
                n + 1
            )
        })
        .collect();
    let deep = with(
        "Content-Type: multipart/mixed; boundary=\"b0000000\"\r\n",
        &format!("{nested}--b0005000\r\n\r\nx\r\n"),
    );
    assert!(limited(&read(deep.as_bytes()).unwrap()));

    let inner = with("Content-Type: message/rfc822\r\n", "").repeat(5_000) + &with("", "x");
    let inner = read(inner.as_bytes()).unwrap();
    assert_eq!(inner.embedded.len(), 1);

    let same = with(
        "Content-Type: multipart/mixed; boundary=\"b\"\r\n",
        &"--b\r\nContent-Type: multipart/mixed; boundary=\"b\"\r\n\r\n".repeat(2_000),
    );
    read(same.as_bytes()).unwrap();

    let parts = with(
        "Content-Type: multipart/mixed; boundary=\"b\"\r\n",
        &"--b\r\n\r\nx\r\n".repeat(20_000),
    );
    assert!(limited(&read(parts.as_bytes()).unwrap()));

    let fields: String = (0..20_000).map(|n| format!("X-H{n}: v\r\n")).collect();
    let fields = read((fields + &with("", "x")).as_bytes()).unwrap();
    assert!(limited(&fields));
    assert_eq!(people(&fields, Role::From), [("A", "a@x.test")]);

    let subject =
        read(with(&format!("Subject: {}\r\n", "A".repeat(2_000_000)), "x").as_bytes()).unwrap();
    assert!(limited(&subject) && subject.subject.len() <= 4096);
    let folded = read(
        format!(
            "Subject: a\r\n{}{}",
            " b\r\n".repeat(200_000),
            with("", "x")
        )
        .as_bytes(),
    )
    .unwrap();
    assert_eq!(people(&folded, Role::From), [("A", "a@x.test")]);

    let many: String = (0..30_000)
        .map(|n| format!("U{n} <u{n}@x.test>, "))
        .collect();
    let many = read(with(&format!("Cc: {many}\r\n"), "x").as_bytes()).unwrap();
    assert!(limited(&many));
    assert_eq!(many.participants.len(), 10_000);

    for subject in ["=?utf-8?Q?a?= ".repeat(50_000), "=?".repeat(200_000)] {
        read(with(&format!("Subject: {subject}\r\n"), "x").as_bytes()).unwrap();
    }
    let references: String = (0..20_000).map(|n| format!("<r{n}@x.test> ")).collect();
    let references = read(with(&format!("References: {references}\r\n"), "x").as_bytes()).unwrap();
    assert_eq!(references.parents.len(), 200);
    assert_eq!(references.parents[0], "r19999@x.test");
    assert_eq!(references.parents[199], "r0@x.test");

    for html in [
        "<div>".repeat(100_000),
        format!("<a {}>", "x=1 ".repeat(100_000)),
    ] {
        read(with("Content-Type: text/html\r\n", &html).as_bytes()).unwrap();
    }
    let line = read(with("", &"A".repeat(3_000_000)).as_bytes()).unwrap();
    assert_eq!(line.text.len(), 3_000_000);
}

/// Texts made of what opens quotations, over and over.
#[test]
fn quotations_are_bounded() {
    for line in [
        "From: a\n",
        "To: b\n",
        "On 1/1/2001 A\n",
        "-----Original Message-----\n",
        "1/1/2001 1:00 PM\n\n",
        "> ",
        "-- \n",
        "\n",
        "This message\n\n",
        "________\n",
    ] {
        let message = read(with("", &line.repeat(30_000)).as_bytes()).unwrap();
        let segments = Words::of(&message.text).segments;
        let end = segments.last().map_or(0, |s| s.end as usize);
        assert_eq!(end, message.text.len(), "{line:?}");
    }
}

#[test]
fn loops_and_file_names() {
    let own = read(
        with(
            "Message-ID: <self@x.test>\r\nIn-Reply-To: <self@x.test>\r\n",
            "x",
        )
        .as_bytes(),
    )
    .unwrap();
    assert!(own.parents.is_empty());
    for name in [
        "../../../../tmp/PWNED",
        "/etc/cron.d/x",
        "C:\\Windows\\x.exe",
        "CON",
        ".",
        "..",
        "",
        "-rf",
    ] {
        let part = format!(
            "--b\r\nContent-Type: application/octet-stream\r\nContent-Disposition: attachment; filename=\"{name}\"\r\n\r\nPWNED\r\n--b--\r\n"
        );
        let message =
            read(with("Content-Type: multipart/mixed; boundary=\"b\"\r\n", &part).as_bytes())
                .unwrap();
        assert_eq!(message.attachments.len(), 1, "{name}");
        assert_eq!(message.attachments[0].sha256, Sha256Digest::of(b"PWNED"));
    }
    let long = format!(
        "--b\r\nContent-Disposition: attachment; filename=\"{}\"\r\n\r\nx\r\n--b--\r\n",
        "x".repeat(4000)
    );
    let long =
        read(with("Content-Type: multipart/mixed; boundary=\"b\"\r\n", &long).as_bytes()).unwrap();
    assert!(long.attachments[0].name.len() <= 512);
    let control = read(with("Subject: a\0b\x1b[0m\x07c\r\n", "a\0b").as_bytes()).unwrap();
    assert!(!control.subject.chars().any(char::is_control));
    assert!(!control.text.contains('\0'));
}

proptest! {
    #[test]
    fn any_bytes_are_read(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = read(&bytes);
        let mut mail = b"From: a@x.test\nContent-Type: multipart/mixed; boundary=b\n\n--b\n".to_vec();
        mail.extend_from_slice(&bytes);
        let _ = read(&mail);
    }

    #[test]
    fn any_structure_is_read(pieces in proptest::collection::vec(
        prop_oneof![
            Just("--b\r\n"), Just("--b--\r\n"), Just("\r\n"), Just("Content-Type: message/rfc822\r\n"), Just("--c\n"),
            Just("Content-Type: multipart/mixed; boundary=b\r\n"), Just("Content-Type: multipart/digest; boundary=c\n"),
            Just("Content-Transfer-Encoding: base64\r\n"), Just("From: a@x.test\n"), Just("YWJj\n"), Just("Content-Type: text/html\n"),
        ], 0..40)) {
        let text = format!("From: a@x.test\nContent-Type: multipart/mixed; boundary=b\n\n{}", pieces.concat());
        if let Ok(message) = read(text.as_bytes()) {
            let segments = Words::of(&message.text).segments;
            let covered: usize = segments.iter().map(|s| (s.end - s.start) as usize).sum();
            prop_assert_eq!(covered, message.text.len());
            prop_assert!(segments.iter().all(|s| (s.kind == SegmentKind::Own) <= (s.depth == 0)));
        }
    }
}
