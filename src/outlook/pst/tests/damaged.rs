//! Damaged and hostile files: what can be read is, and reading ends.

use std::io::Cursor;

use super::write::{Form, Given, Mail, binary, text, utf16};
use super::{INBOX, all, bytes, forms, mail, open, same_properties, writer};
use crate::outlook::item::Content;
use crate::outlook::pst::Pst;
use crate::problem::ProblemKind;

#[test]
fn a_damaged_block_costs_what_hangs_on_it() {
    let mut file = writer(Form::Unicode, None);
    let plain = |subject: &str| Mail {
        props: vec![text(0x37, subject)],
        ..Mail::default()
    };
    for n in 0..3 {
        file.mail(
            0x20_0024 + 0x20 * n,
            INBOX,
            &plain(&format!("Number {n} here")),
        );
    }
    let sound = file.finish();
    let at = find(&sound, &utf16("Number 1 here"));
    // A letter of a subject: the checksum says so, and the mail is there.
    let mut doubtful = sound.clone();
    doubtful[at] = b'n';
    let (items, troubles) = all(&mut open(doubtful));
    let subjects: Vec<_> = items
        .iter()
        .filter_map(|(_, item)| item.as_ref().ok()?.properties.text(0x37))
        .collect();
    assert_eq!(
        subjects,
        ["Number 0 here", "number 1 here", "Number 2 here"]
    );
    assert_eq!(
        troubles,
        [": pages and blocks whose checksum does not fit, so what they say may be wrong: 1"]
    );
    // The head of its heap: the mail is lost, its neighbours are not.
    let mut broken = sound;
    let start = broken[..at]
        .windows(4)
        .rposition(|four| four[2..] == [0xEC, 0xBC])
        .unwrap();
    broken[start + 2] = 0;
    let mut pst = open(broken);
    let (items, _) = all(&mut pst);
    let read: Vec<bool> = items.iter().map(|(_, item)| item.is_ok()).collect();
    assert_eq!(read, [true, false, true]);
    assert_eq!((pst.tally().found, pst.tally().failed), (2, 1));
}

fn find(file: &[u8], what: &[u8]) -> usize {
    file.windows(what.len())
        .position(|part| part == what)
        .unwrap()
}

/// Offsets of the pages of the index of nodes.
fn pages(file: &[u8], level: u8) -> Vec<usize> {
    let offsets = (0x4800..file.len()).step_by(512);
    offsets
        .filter(|at| file[at + 496..at + 498] == [0x81, 0x81] && file[at + 491] == level)
        .collect()
}

#[test]
fn a_damaged_page_costs_what_it_lists_and_no_more() {
    let mut file = writer(Form::Unicode, None);
    (0..100).for_each(|n| file.mail(0x20_0004 + 0x20 * n, INBOX, &Mail::default()));
    let mut bytes = file.finish();
    // The last page but one holds 15 mails (488 bytes of 32 each).
    let leaves = pages(&bytes, 0);
    bytes[leaves[leaves.len() - 2] + 496] = 0;
    let mut pst = open(bytes);
    let (_, troubles) = all(&mut pst);
    // Their folder lists them, so they are missed.
    assert_eq!((pst.tally().found, pst.tally().failed), (85, 15));
    assert_eq!(troubles.len(), 1);
    assert!(troubles[0].contains("a page of the index of nodes"));
}

/// The root of a tree is destroyed, and every page of it lies elsewhere in the file.
#[test]
fn leaves_that_nothing_leads_to_are_found_by_reading_the_whole_file() {
    for (form, offsets) in [(Form::Ansi, [188, 196]), (Form::Unicode, [224, 240])] {
        let mut file = writer(form, None);
        (0..300).for_each(|n| file.mail(0x20_0004 + 0x20 * n, INBOX, &mail("Hello", 0)));
        let sound = file.finish();
        for (root, path, recovered) in [
            (offsets[0], "[recovered]/Top/Inbox/200004", 300),
            (offsets[1], "Top/Inbox/200004", 0),
        ] {
            let mut bytes = sound.clone();
            let at = u32::from_le_bytes(bytes[root..root + 4].try_into().unwrap()) as usize;
            bytes[at..at + 512].fill(0);
            let mut pst = open(bytes);
            let (items, troubles) = all(&mut pst);
            assert_eq!((pst.tally().found, pst.tally().recovered), (300, recovered));
            assert_eq!(items[0].0, path);
            same_properties(&items[299].1.as_ref().unwrap().properties);
            assert!(
                troubles
                    .iter()
                    .any(|words| words.contains("damaged index") || words.contains("whole file"))
            );
        }
    }
}

#[test]
fn an_index_that_leads_in_circles_ends() {
    let mut file = writer(Form::Unicode, None);
    (0..400).for_each(|n| file.mail(0x20_0004 + 0x20 * n, INBOX, &Mail::default()));
    let mut bytes = file.finish();
    let branches = pages(&bytes, 1);
    let leaf = pages(&bytes, 0)[3] as u64;
    // All entries of a page lead to one leaf, then to the page itself.
    for target in [leaf, branches[0] as u64] {
        for entry in 0..20 {
            let at = branches[0] + 24 * entry + 16;
            bytes[at..at + 8].copy_from_slice(&target.to_le_bytes());
        }
        let mut pst = open(bytes.clone());
        let (_, troubles) = all(&mut pst);
        // What the circles hide is found by reading the whole file.
        assert_eq!(pst.tally().found, 400);
        assert!(!troubles.is_empty());
    }
}

#[test]
fn items_in_items_are_read_to_a_depth() {
    let mut deep = Mail {
        props: vec![text(0x37, "Deepest")],
        ..Mail::default()
    };
    for n in 0..100 {
        let props = vec![text(0x37, &format!("Level {n}"))];
        deep = Mail {
            props,
            attachments: vec![(Vec::new(), Given::Mail(deep))],
            ..Mail::default()
        };
    }
    let mut file = writer(Form::Unicode, None);
    file.mail(0x20_0024, INBOX, &deep);
    let mut pst = open(file.finish());
    let (_, Ok(item)) = pst.next().unwrap() else {
        panic!("the outer item is read")
    };
    let (mut depth, mut inner) = (0, &item);
    while let Content::Item(next) = &inner.attachments[0].content {
        (depth, inner) = (depth + 1, next);
    }
    assert_eq!(depth, 20);
    let troubles = pst.troubles();
    assert_eq!(troubles[0].kind, ProblemKind::Limit);
    assert_eq!(troubles[0].path, "Top/Inbox/200024");
}

#[test]
fn a_file_that_hands_out_the_same_bytes_again_and_again_ends() {
    let mut file = writer(Form::Unicode, None);
    let large = Mail {
        props: vec![binary(0x1009, &bytes(4_000_000))],
        ..Mail::default()
    };
    file.mail(0x20_0004, INBOX, &large);
    let (_, data, below, _) = *file.nodes.last().unwrap();
    (1..1000).for_each(|n| file.nodes.push((0x20_0004 + 0x20 * n, data, below, INBOX)));
    let mut pst = open(file.finish());
    let (mut items, mut bytes, mut told) = (0, 0, false);
    while let Some((_, item)) = pst.next() {
        items += 1;
        let body = item
            .ok()
            .and_then(|item| item.properties.bytes(0x1009).map(<[u8]>::len));
        bytes += body.unwrap_or(0);
        told |= pst
            .troubles()
            .iter()
            .any(|trouble| trouble.kind == ProblemKind::Limit);
    }
    assert_eq!(items, 1000);
    // 16 times the file, which is little more than 4 MB.
    assert!(told && bytes < 100_000_000, "{bytes}");
}

/// Bytes flipped, fields set to extremes, the end cut off: nothing panics, and the sums come out.
#[test]
fn mutants_are_read_without_panic() {
    let mut state = 1u64;
    let mut random = |below: usize| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below.max(1)
    };
    for (form, cipher) in forms() {
        let mut file = writer(form, cipher);
        let small = Mail {
            props: vec![text(0x37, "Small")],
            ..mail("", 2)
        };
        (0..5).for_each(|n| file.mail(0x20_0004 + 0x20 * n, INBOX, &small));
        let sound = file.finish();
        let busy: Vec<usize> = (0..sound.len()).filter(|at| sound[*at] != 0).collect();
        for _ in 0..60 {
            let mut mutant = sound.clone();
            for _ in 0..1 + random(8) {
                let at = busy[random(busy.len())];
                mutant[at] = [0, 0xFF, 0x7F, random(256) as u8][random(4)];
            }
            if random(8) == 0 {
                mutant.truncate(random(sound.len()));
            }
            if let Ok(mut pst) = Pst::open(Box::new(Cursor::new(mutant))) {
                all(&mut pst);
            }
        }
    }
}
