//! MSG files, written for the test by MS-OXMSG: read, written down as mail, damaged.

use mailties::outlook::compound::Compound;
use mailties::outlook::item::Content;
use mailties::outlook::{mime, msg};

use crate::compound_writer::{Node, compound, storage, stream};

/// A property with text: the stream that holds it.
fn text(id: u16, value: &str) -> Node {
    let wide: Vec<u8> = value.encode_utf16().flat_map(u16::to_le_bytes).collect();
    stream(&format!("__substg1.0_{id:04X}001F"), &wide)
}

/// The slots of properties with a fixed length: id, type, value.
fn slots(head: usize, values: &[(u16, u16, u64)]) -> Node {
    let mut out = vec![0; head];
    for (id, kind, value) in values {
        out.extend(kind.to_le_bytes());
        out.extend(id.to_le_bytes());
        out.extend([6, 0, 0, 0]);
        out.extend(value.to_le_bytes());
    }
    stream("__properties_version1.0", &out)
}

/// `date -u -d @1000000000` as FILETIME: seconds since 1601 in steps of 100 ns.
const WHEN: u64 = (1_000_000_000 + 11_644_473_600) * 10_000_000;

fn recipient(number: u32, kind: u64, name: &str, smtp: &str, exchange: &str) -> Node {
    let mut parts = vec![
        slots(8, &[(0x0C15, 3, kind)]),
        text(0x3001, name),
        text(0x39FE, smtp),
    ];
    if !exchange.is_empty() {
        parts.extend([text(0x3002, "EX"), text(0x3003, exchange)]);
    }
    storage(&format!("__recip_version1.0_#{number:08X}"), parts)
}

fn attachment(number: u32, parts: Vec<Node>) -> Node {
    storage(&format!("__attach_version1.0_#{number:08X}"), parts)
}

/// A mail with two recipients, one of them blind, a file of `size` bytes and a mail attached.
fn sample(size: usize) -> Vec<u8> {
    let inner = storage(
        "__substg1.0_3701000D",
        vec![
            slots(24, &[(0x0039, 0x40, WHEN)]),
            text(0x001A, "IPM.Note"),
            text(0x0037, "inner"),
            text(0x0C1A, "Cy"),
            text(0x0C1F, "cy@z.test"),
            text(0x1000, "deep words"),
        ],
    );
    compound(vec![
        slots(32, &[(0x0039, 0x40, WHEN), (0x3FFD, 3, 1251)]),
        text(0x001A, "IPM.Note"),
        stream("__substg1.0_0037001E", b"\xcf\xeb\xe0\xed\0"),
        text(0x0C1A, "Moor, Ann"),
        text(0x0C1E, "SMTP"),
        text(0x0C1F, "ann@x.test"),
        text(0x1000, "words\r\nof Ann"),
        recipient(1, 3, "Di", "di@y.test", ""),
        recipient(0, 1, "Bo", "bo@y.test", "/O=Y/CN=BO"),
        attachment(
            0,
            vec![
                text(0x3707, "memo.bin"),
                stream("__substg1.0_37010102", &vec![7; size]),
            ],
        ),
        attachment(1, vec![text(0x3001, "inner"), inner]),
    ])
}

#[test]
fn a_message_is_written_down() {
    for size in [0, 63, 4095, 4096, 100_000] {
        let bytes = sample(size);
        assert!(msg::is_msg(&bytes));
        let item = msg::read(&bytes).expect("an item");
        assert!(item.doubts.is_empty(), "{:?}", item.doubts);
        assert_eq!(item.attachments[0].content, Content::Bytes(vec![7; size]));
        let written = mime::transcribe(&item, "1");
        assert_eq!((written.ending, written.problems.len()), ("eml", 0));
        let mail = String::from_utf8(written.bytes).expect("UTF-8");
        assert!(
            mail.starts_with(
                "From: \"Moor, Ann\" <ann@x.test>\nTo: Bo <bo@y.test>\nX-To: Bo </O=Y/CN=BO>\nBcc: Di <di@y.test>\n\
                 Date: Sun, 09 Sep 2001 01:46:40 +0000\nSubject: =?utf-8?B?0J/Qu9Cw0L0=?=\n"
            ),
            "{mail}"
        );
        assert!(mail.contains("\n\nwords\nof Ann\n"));
        assert!(mail.contains("filename=\"memo.bin\""));
        assert!(mail.contains("Content-Type: message/rfc822\n"));
        assert!(mail.contains("\n\nFrom: Cy <cy@z.test>\nDate: "));
        assert!(mail.contains("deep words"));
    }
}

#[test]
fn a_damaged_file_gives_what_is_there() {
    let bytes = sample(20_000);
    let at = bytes
        .windows(64)
        .position(|w| w.iter().all(|b| *b == 7))
        .expect("the file");
    // The chain of the attachment ends after its first sector.
    let mut short = bytes.clone();
    let fat = short.len() - 512;
    let number = at / 512 - 1;
    short[fat + number * 4..][..4].copy_from_slice(&0xFFFF_FFFE_u32.to_le_bytes());
    let item = msg::read(&short).expect("most of it");
    assert_eq!(item.attachments[0].content, Content::Bytes(vec![7; 512]));
    assert_eq!(item.doubts.len(), 1);
    // A chain that runs in a circle ends.
    let mut circle = bytes.clone();
    circle[fat + number * 4..][..4].copy_from_slice(&(number as u32).to_le_bytes());
    let item = msg::read(&circle).expect("most of it");
    assert_eq!(item.attachments[0].content, Content::Bytes(vec![7; 20_000]));
    for end in (0..bytes.len()).step_by(97) {
        let _ = msg::read(&bytes[..end]);
    }
    assert!(msg::read(b"no compound file").is_err());
    assert!(!msg::is_msg(&compound(vec![stream("WordDocument", b"x")])));
}

#[test]
fn items_in_items_are_read_to_a_depth() {
    let mut inner = vec![slots(24, &[]), text(0x0037, "deepest")];
    for _ in 0..40 {
        let attached = attachment(0, vec![storage("__substg1.0_3701000D", inner)]);
        inner = vec![slots(24, &[]), text(0x0037, "outer"), attached];
    }
    let item = msg::read(&compound(inner)).expect("an item");
    let written = mime::transcribe(&item, "1");
    let mail = String::from_utf8_lossy(&written.bytes);
    assert_eq!(mail.matches("message/rfc822").count(), 20);
    assert_eq!(written.problems.len(), 1);
    assert!(
        written.problems[0].1.contains("deeper than 20"),
        "{:?}",
        written.problems
    );
}

#[test]
fn streams_that_share_their_sectors_are_no_bomb() {
    // Fifty streams of one megabyte in one place.
    let mut bytes = compound(
        (0..50)
            .map(|number| match number {
                0 => stream("a", &vec![1; 1 << 20]),
                _ => stream(&format!("b{number}"), &[2]),
            })
            .collect(),
    );
    let name: Vec<u8> = "a"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .chain([0; 8])
        .collect();
    let at = bytes
        .windows(name.len())
        .position(|w| w == name)
        .expect("the entry");
    let place: Vec<u8> = bytes[at + 116..at + 124].to_vec();
    for number in 1..50 {
        bytes[at + number * 128 + 116..][..8].copy_from_slice(&place);
    }
    let file = Compound::open(&bytes).expect("a compound file");
    let all = file.children(file.root());
    assert_eq!(all.len(), 50);
    let read: usize = all.iter().map(|id| file.read(*id).bytes.len()).sum();
    assert!(read <= 5 * bytes.len(), "{read}");
}
