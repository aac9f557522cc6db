//! A mailbox of Outlook through the whole program: folders, sent items without headers, blind copies, an Exchange address, an attached memo,
//! a mail within a mail, a contact, an item in no folder. The file is written by [MS-PST], see `src/outlook/pst/tests/write.rs`.

#[allow(dead_code, clippy::unwrap_used)]
#[path = "../../src/outlook/pst/tests/structure.rs"]
mod structure;
#[allow(dead_code, clippy::unwrap_used)]
#[path = "../../src/outlook/pst/tests/write.rs"]
mod write;

use crate::support::{Work, row};
use write::{Form, Given, Mail, Prop, Writer, number, text};

const TOP: u32 = 0x8022;
const INBOX: u32 = 0x8042;
const SENT: u32 = 0x8062;

const MEMO: &[u8] = b"Memorandum\n\nThe RAND Corporation offered to review the harbour model.\n";
const EXCHANGE: &str = "/O=CEDAR/OU=HQ/CN=RECIPIENTS/CN=MCASTELLAN";

/// 2001-03-<day>T10:00:00Z in steps of 100 ns since 1601: `date -u -d 2001-03-01T10:00Z +%s` is 983440800.
fn when(day: u64) -> Prop {
    let seconds = 983_440_800 + 86_400 * (day - 1) + 11_644_473_600;
    Prop(0x39, 0x40, (seconds * 10_000_000).to_le_bytes().to_vec())
}

fn recipient(kind: i32, name: &str, address: &str) -> Vec<Prop> {
    vec![
        text(0x3001, name),
        text(0x39FE, address),
        text(0x3002, "SMTP"),
        number(0x0C15, kind),
    ]
}

/// An item that was sent from the owner's mailbox: no header of any transport, the sender by the name in Exchange.
fn sent(day: u64, subject: &str, body: &str, recipients: Vec<Vec<Prop>>) -> Mail {
    Mail {
        props: vec![
            text(0x1A, "IPM.Note"),
            text(0x37, subject),
            text(0x1000, body),
            when(day),
            text(0x0042, "Mira Castellan"),
            text(0x0064, "EX"),
            text(0x0065, EXCHANGE),
            text(0x5D02, "mira@cedar.example"),
        ],
        recipients,
        attachments: Vec::new(),
    }
}

fn received(day: u64) -> Mail {
    let headers = format!(
        "From: Ana Brandt <ana@harbour.example>\r\nTo: Mira Castellan <mira@cedar.example>\r\nSubject: Berth {day}\r\nMessage-ID: <berth-{day}@harbour.example>\r\n\
         Date: Fri, {day:02} Mar 2001 10:00:00 +0000\r\n"
    );
    Mail {
        props: vec![
            text(0x1A, "IPM.Note"),
            text(0x37, &format!("Berth {day}")),
            text(0x7D, &headers),
            text(0x1000, "The berth is free on Monday, see you at the quay."),
        ],
        recipients: vec![recipient(1, "Mira Castellan", "mira@cedar.example")],
        attachments: Vec::new(),
    }
}

fn mailbox(form: Form) -> Vec<u8> {
    let mut file = Writer::new(form, None);
    file.folder(TOP, 0x122, "Top of Personal Folders");
    file.folder(INBOX, TOP, "Inbox");
    file.folder(SENT, TOP, "Sent Items");
    file.mail(0x20_0024, INBOX, &received(2));
    let mut with_mail = received(9);
    with_mail.attachments.push((
        vec![text(0x3707, "old.msg")],
        Given::Mail(sent(
            1,
            "The first letter",
            "This is how it began, long ago in another harbour.",
            vec![recipient(1, "Ana Brandt", "ana@harbour.example")],
        )),
    ));
    file.mail(0x20_0044, INBOX, &with_mail);
    let mut with_memo = sent(
        5,
        "The review",
        "Please read what is attached before we meet.",
        vec![
            recipient(1, "Ana Brandt", "ana@harbour.example"),
            recipient(3, "Tom Okafor", "tom@harbour.example"),
        ],
    );
    let name = vec![text(0x3707, "memo.txt")];
    with_memo
        .attachments
        .push((name, Given::Bytes(MEMO.to_vec())));
    file.mail(0x20_0064, SENT, &with_memo);
    // It says that it lies in a folder that is not there.
    file.mail(0x20_0084, 0x9992, &received(16));
    file.finish()
}

fn archive() -> Work {
    let work = Work::new();
    work.write("archive/mira.pst", mailbox(Form::Unicode));
    work
}

#[test]
fn a_mailbox_of_outlook_is_read_whole() {
    let work = archive();
    work.mailties(["analyze", "archive", "--case", "case"]).ok();
    let outlook = work.table("case/outlook.csv");
    let one = &outlook[0];
    let sums = ["expected", "found", "failed", "recovered"].map(|c| one[c].as_str());
    assert_eq!((outlook.len(), sums), (1, ["4", "4", "0", "1"]));

    // Four items, one with another inside.
    let messages = work.mailties(["list", "case", "messages", "--csv"]).ok();
    assert_eq!(messages.table().len(), 5);
    let mailboxes = work.table("case/mailboxes.csv");
    let paths: Vec<&str> = mailboxes.iter().map(|m| m["mailbox"].as_str()).collect();
    let at = |folder: &str| format!("archive/mira.pst!{folder}");
    for folder in [
        "Top of Personal Folders/Inbox",
        "Top of Personal Folders/Sent Items",
        "[recovered]",
    ] {
        assert!(
            paths.iter().any(|p| **p == at(folder)),
            "{folder}: {paths:?}"
        );
    }
    assert!(
        mailboxes.iter().all(|m| m["custodian"] == "mira"),
        "{mailboxes:?}"
    );

    // The Exchange address is Mira's, since her own items give both.
    let people = work.table("case/people/nodes.csv");
    let mira = row(&people, "Id", "mira@cedar.example");
    assert!(
        mira["addresses"].contains("/o=cedar/ou=hq/cn=recipients/cn=mcastellan"),
        "{mira:?}"
    );
    assert_eq!(mira["sent"], "2");
    let ties = work.table("case/people/edges.csv");
    let tie = |a: &str, b: &str| {
        let found = ties.iter().find(|t| t["Source"] == a && t["Target"] == b);
        found.map(|t| [t["to"].clone(), t["bcc"].clone()])
    };
    let counts = |to: &str, bcc: &str| Some([to.to_owned(), bcc.to_owned()]);
    assert_eq!(
        tie("mira@cedar.example", "ana@harbour.example"),
        counts("2", "0")
    );
    assert_eq!(
        tie("mira@cedar.example", "tom@harbour.example"),
        counts("0", "1")
    );
    assert_eq!(
        tie("ana@harbour.example", "mira@cedar.example"),
        counts("3", "0")
    );

    // RAND stands in the memo only.
    let mentions = work.table("case/mentions/edges.csv");
    let rand = mentions.iter().find(|m| m["Target"].contains("rand"));
    let rand = rand.expect("a mention of RAND");
    assert_eq!(rand["Source"], "mira@cedar.example");
    assert_eq!(
        [rand["by_document"].as_str(), &rand["documents"]],
        ["1", "1"]
    );
    let memo = mailties::origin::Sha256Digest::of(MEMO).to_string();
    assert_eq!(rand["document_evidence"], format!("d{}", &memo[..16]));
}

#[test]
fn an_item_of_outlook_is_proved_by_what_is_written_down_of_it() {
    let work = archive();
    work.mailties(["analyze", "archive", "--case", "case"]).ok();
    work.mailties(["verify", "case"]).ok();
    let found = work
        .mailties(["search", "case", "subject:review", "--csv"])
        .ok();
    let id = found.table()[0]["id"].clone();
    let raw = work.mailties(["show", "case", &id, "--raw"]).ok();
    raw.says("Bcc: Tom Okafor <tom@harbour.example>");
    raw.says("filename=\"memo.txt\"");

    // A changed byte in the file is found.
    let mut bytes = std::fs::read(work.at("archive/mira.pst")).expect("the file");
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    work.write("archive/mira.pst", bytes);
    let changed = work.mailties(["verify", "case"]).code(3);
    changed.says("archive/mira.pst: it has changed");
}

#[test]
fn data_files_give_the_same_whatever_their_form_threads_and_batches() {
    let work = archive();
    work.write("other/mira.pst", mailbox(Form::Ansi));
    for (case, options) in [("one", ["--threads", "1"]), ("two", ["--threads", "2"])] {
        let all = ["analyze", "archive", "--case", case, options[0], options[1]];
        work.mailties(all).ok();
    }
    let skip = |name: &str| name.starts_with("case.db") || name.starts_with("index.db");
    crate::support::assert_same_folders(&work.at("one"), &work.at("two"), skip);
    work.mailties(["analyze", "other", "--case", "ansi"]).ok();
    assert_eq!(
        work.text("one/people/edges.csv"),
        work.text("ansi/people/edges.csv")
    );
    // The same mail from another place adds no message.
    work.mailties(["analyze", "other", "--case", "one"]).ok();
    let messages = work.mailties(["list", "one", "messages", "--csv"]).ok();
    assert_eq!(messages.table().len(), 5);
}

#[test]
fn a_data_file_inside_an_archive_is_read_too() {
    let work = Work::new();
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    zip.start_file("boxes/mira.pst", zip::write::SimpleFileOptions::default())
        .expect("a member");
    std::io::Write::write_all(&mut zip, &mailbox(Form::Unicode)).expect("bytes");
    let bytes = zip.finish().expect("a zip").into_inner();
    work.write("archive/delivery.zip", bytes);
    work.mailties(["analyze", "archive", "--case", "case"]).ok();
    let messages = work.mailties(["list", "case", "messages", "--csv"]).ok();
    assert_eq!(messages.table().len(), 5);
    work.mailties(["verify", "case"]).ok();
    assert_eq!(
        work.table("case/outlook.csv")[0]["path"],
        "archive/delivery.zip!boxes/mira.pst"
    );
}
