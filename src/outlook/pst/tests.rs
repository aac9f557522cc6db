//! Files that are written by the specification come back as they were given; damaged and hostile ones end, and say what is lost.

mod damaged;
mod structure;
mod write;

use std::io::Cursor;

use self::write::{Cipher, Form, Given, Mail, Prop, Writer, number, text};
use super::{Pst, cipher};
use crate::outlook::item::{Content, Item};
use crate::outlook::property::{Key, Name, Properties, Value};

const TOP: u32 = 0x8022;
const INBOX: u32 = 0x8042;
const SENT: u32 = 0x8062;

fn permute(data: &mut [u8], _: u32) {
    let mut table: Vec<u8> = (0..=255).collect();
    cipher::Cipher::Permute.undo(&mut table, 0);
    let mut inverse = [0u8; 256];
    for (n, byte) in (0..=255).zip(&table) {
        inverse[*byte as usize] = n;
    }
    data.iter_mut()
        .for_each(|byte| *byte = inverse[*byte as usize]);
}

fn cyclic(data: &mut [u8], key: u32) {
    cipher::Cipher::Cyclic.undo(data, key);
}

fn writer(form: Form, cipher: Option<Cipher>) -> Writer {
    let mut writer = Writer::new(form, cipher);
    writer.folder(TOP, 0x122, "Top");
    writer.folder(INBOX, TOP, "Inbox");
    writer.folder(SENT, TOP, "Sent");
    writer
}

fn person(n: usize) -> Vec<Prop> {
    let address = format!("person{n}@firm.example");
    vec![
        text(0x3001, "Person"),
        text(0x39FE, &address),
        number(0x0C15, 2),
        Prop(0x0E0F, 0x0B, vec![1]),
    ]
}

/// A mail with texts of all lengths, `recipients`, a file, a link and a mail within.
fn mail(subject: &str, recipients: usize) -> Mail {
    let inner = Mail {
        props: vec![text(0x37, "Inner"), text(0x1000, &"inner ".repeat(2000))],
        recipients: vec![person(0)],
        attachments: vec![(
            vec![text(0x3707, "note.txt")],
            Given::Bytes(b"note".to_vec()),
        )],
    };
    // Seconds from 1601 to 2001-01-01 are 12,622,780,800.
    let time = (12_622_780_800u64 * 10_000_000).to_le_bytes().to_vec();
    Mail {
        props: vec![
            text(0x1A, "IPM.Note"),
            text(0x37, subject),
            text(0x1000, &"A long body. ".repeat(3000)),
            Prop(0x39, 0x40, time),
            Prop(0x0C1A, 0x1E, b"Ren\xE9".to_vec()),
            text(0x8000, "contact@firm.example"),
            Prop(
                0x8001,
                0x101F,
                [&[1, 0, 0, 0, 8, 0, 0, 0], &b"R\0e\0d\0"[..]].concat(),
            ),
        ],
        recipients: (0..recipients).map(person).collect(),
        attachments: vec![
            (vec![text(0x3707, "data.bin")], Given::Bytes(bytes(20_000))),
            (vec![text(0x3707, "inner.msg")], Given::Mail(inner)),
            (vec![text(0x370D, "//server/plan.doc")], Given::Nothing),
        ],
    }
}

fn bytes(length: usize) -> Vec<u8> {
    (0..length).map(|n| (n / 3 + n / 255) as u8).collect()
}

fn open(file: Vec<u8>) -> Pst {
    Pst::open(Box::new(Cursor::new(file))).unwrap()
}

/// Items, or why not, by their paths.
type Items = Vec<(String, Result<Item, String>)>;

/// All items by path, and what is said of problems.
fn all(pst: &mut Pst) -> (Items, Vec<String>) {
    let items: Vec<_> = std::iter::from_fn(|| pst.next()).collect();
    let tally = pst.tally();
    assert_eq!(tally.expected, tally.found + tally.failed);
    assert_eq!(tally.expected, items.len() as u64);
    let troubles = pst.troubles().into_iter();
    (
        items,
        troubles
            .map(|trouble| format!("{}: {}", trouble.path, trouble.detail))
            .collect(),
    )
}

fn forms() -> Vec<(Form, Option<Cipher>)> {
    let forms = [Form::Ansi, Form::Unicode, Form::Large].into_iter();
    forms
        .flat_map(|form| {
            [
                None,
                Some((1, permute as fn(&mut [u8], u32))),
                Some((2, cyclic)),
            ]
            .map(|cipher| (form, cipher))
        })
        .collect()
}

fn address(properties: &Properties) -> Option<&str> {
    properties.text(0x39FE)
}

#[test]
fn what_is_written_comes_back_in_every_format_and_cipher() {
    for (form, cipher) in forms() {
        let mut file = writer(form, cipher);
        file.mail(0x20_0044, INBOX, &mail("Hello", 1000));
        let mut pst = open(file.finish());
        let (items, troubles) = all(&mut pst);
        assert_eq!(troubles, Vec::<String>::new());
        let [(path, Ok(item))] = &items[..] else {
            panic!("one item: {items:?}")
        };
        assert_eq!(path, "Top/Inbox/200044");
        same_properties(&item.properties);
        let addresses: Vec<_> = item.recipients.iter().filter_map(address).collect();
        let given: Vec<String> = (0..1000)
            .map(|n| format!("person{n}@firm.example"))
            .collect();
        assert_eq!(addresses, given);
        assert_eq!(item.recipients[7].integer(0x0C15), Some(2));
        assert_eq!(
            item.recipients[7].plain.get(&0x0E0F),
            Some(&Value::Boolean(true))
        );
        same_attachments(item);
    }
}

fn same_properties(properties: &Properties) {
    assert_eq!(properties.text(0x37), Some("Hello"));
    assert_eq!(
        properties.text(0x1000),
        Some(&*"A long body. ".repeat(3000))
    );
    assert_eq!(properties.time(0x39), Some(978_307_200));
    assert_eq!(
        properties.plain.get(&0x0C1A),
        Some(&Value::Narrow(b"Ren\xE9".to_vec()))
    );
    let set = std::array::from_fn(|n| n as u8 + 1);
    let contact = Name {
        set,
        key: Key::Number(0x8083),
    };
    assert_eq!(
        properties.named.get(&contact),
        Some(&Value::Text("contact@firm.example".into()))
    );
    let (keywords, red) = properties
        .named
        .iter()
        .find(|(name, _)| name.key == Key::Text("Keywords".into()))
        .unwrap();
    // PS_PUBLIC_STRINGS {00020329-0000-0000-C000-000000000046}.
    assert_eq!(keywords.set[..5], [0x29, 3, 2, 0, 0]);
    assert_eq!(*red, Value::Texts(vec!["Red".into()]));
}

fn same_attachments(item: &Item) {
    let [data, inner, link] = &item.attachments[..] else {
        panic!("three attachments")
    };
    assert_eq!(data.content, Content::Bytes(bytes(20_000)));
    assert_eq!(data.properties.text(0x3707), Some("data.bin"));
    assert_eq!(data.properties.plain.get(&0x3701), None);
    let Content::Item(within) = &inner.content else {
        panic!("an item")
    };
    assert_eq!(within.properties.text(0x37), Some("Inner"));
    assert_eq!(
        within
            .recipients
            .iter()
            .filter_map(address)
            .collect::<Vec<_>>(),
        ["person0@firm.example"]
    );
    assert_eq!(
        within.attachments[0].content,
        Content::Bytes(b"note".to_vec())
    );
    assert_eq!(
        link.content,
        Content::Absent("the file lay elsewhere: //server/plan.doc".into())
    );
}

#[test]
fn long_data_and_many_subnodes_lie_in_lists_of_lists() {
    let mut file = writer(Form::Unicode, None);
    let mut long = mail("Long", 1);
    // 1,021 blocks of 8,176 bytes are in one list, 340 subnodes in another.
    long.attachments = vec![(Vec::new(), Given::Bytes(bytes(9_000_000)))];
    long.attachments
        .extend((0..400).map(|_| (Vec::new(), Given::Bytes(b"small".to_vec()))));
    file.mail(0x20_0024, INBOX, &long);
    let (items, troubles) = all(&mut open(file.finish()));
    assert_eq!(troubles, Vec::<String>::new());
    let item = items[0].1.as_ref().unwrap();
    assert_eq!(item.attachments.len(), 401);
    assert!(item.attachments[0].content == Content::Bytes(bytes(9_000_000)));
    assert_eq!(
        item.attachments[400].content,
        Content::Bytes(b"small".to_vec())
    );
}

#[test]
fn items_come_in_the_order_of_folders_and_what_lies_nowhere_last() {
    let mut file = writer(Form::Unicode, None);
    file.folder(0x8082, 0x9002, "Gone/..");
    for (id, parent) in [
        (0x20_0084, SENT),
        (0x20_0064, INBOX),
        (0x20_0044, SENT),
        (0x20_0024, 0x7002),
        (0x20_00A4, 0x8082),
    ] {
        file.mail(id, parent, &Mail::default());
    }
    // Of the type of what belongs to a folder itself: no item.
    file.mail(0x20_0028, INBOX, &Mail::default());
    let mut pst = open(file.finish());
    let (items, _) = all(&mut pst);
    let paths: Vec<&str> = items.iter().map(|(path, _)| path.as_str()).collect();
    let expected = [
        "Top/Inbox/200064",
        "Top/Sent/200044",
        "Top/Sent/200084",
        "[recovered]/Gone_../2000a4",
        "[recovered]/200024",
    ];
    assert_eq!(paths, expected);
    assert_eq!(pst.tally().recovered, 2);
    assert!(pst.seek("Top/Sent/200084.eml") && !pst.seek("Top/Sent/99999"));
    assert_eq!(
        pst.next().map(|(path, _)| path).as_deref(),
        Some("Top/Sent/200084")
    );
}

#[test]
fn a_folder_that_has_lost_its_parent_is_found_in_the_table_of_another() {
    let mut file = writer(Form::Unicode, None);
    file.mail(0x20_0024, SENT, &Mail::default());
    for node in &mut file.nodes {
        if node.0 == SENT {
            node.3 = 0x9992;
        }
    }
    let mut pst = open(file.finish());
    assert_eq!(all(&mut pst).0[0].0, "Top/Sent/200024");
    assert_eq!(pst.tally().recovered, 0);
}

#[test]
fn the_format_is_seen_where_the_version_does_not_tell() {
    for form in [Form::Unicode, Form::Large] {
        let mut file = writer(form, None);
        file.mail(0x20_0024, SENT, &mail("Hello", 3));
        let mut bytes = file.finish();
        bytes[10] = 37;
        let (items, _) = all(&mut open(bytes));
        assert_eq!(items.len(), 1);
        same_properties(&items[0].1.as_ref().unwrap().properties);
    }
}
