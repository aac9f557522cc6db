//! Records written by hand as [MS-PPT] 2.3.1 has them: version and instance, type, length, body.

use super::*;

fn record(head: u16, kind: u16, body: &[u8]) -> Vec<u8> {
    let mut record = [head.to_le_bytes(), kind.to_le_bytes()].concat();
    record.extend((body.len() as u32).to_le_bytes());
    record.extend(body);
    record
}

fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

fn numbers(numbers: &[u32]) -> Vec<u8> {
    numbers.iter().flat_map(|n| n.to_le_bytes()).collect()
}

/// What stands in a container of that type.
fn text(kind: u16, master: bool, body: &[u8]) -> (String, Reading) {
    let record = record(15, kind, body);
    let mut found = Found::default();
    let result = match at(&record, 0) {
        Some(record) => inside(record, master, 0, &mut found),
        None => Err(Fault::damaged("no record")),
    };
    (found.since(0).to_owned(), result)
}

/// The container of a slide, [MS-PPT] 2.13.24: RT_Slide.
const SLIDE: u16 = 1006;

#[test]
fn texts_of_both_widths_and_comments() {
    let mut body = record(0, TEXT_CHARS, &utf16("Plan \u{416}\rtwo"));
    body.extend(record(0, TEXT_BYTES, b"caf\xe9"));
    body.extend(record(0, TEXT_BYTES, b"*"));
    body.extend(record(0, STRING, &utf16("a name")));
    let mut comment = record(0, STRING, &utf16("Ann"));
    comment.extend(record(1 << 4, STRING, &utf16("why?")));
    body.extend(record(15, COMMENT, &comment));
    let (text, result) = text(SLIDE, false, &body);
    assert_eq!(
        text,
        "Plan \u{416}\ntwo\ncaf\u{e9}\n[comment by Ann: why?]\n"
    );
    assert_eq!(result, Ok(()));
}

#[test]
fn instructions_on_masters_are_left_out() {
    let data = record(15, CLIENT_DATA, &record(0, PLACEHOLDER, &[0; 8]));
    let body = [data, record(0, TEXT_BYTES, b"Click to edit")].concat();
    let shape = record(15, SHAPE, &body);
    assert_eq!(text(MAIN_MASTER, true, &shape).0, "");
    assert_eq!(text(SLIDE, false, &shape).0, "Click to edit\n");
}

#[test]
fn records_too_deep_are_a_limit() {
    let mut body = record(0, TEXT_BYTES, b"deep");
    for _ in 0..100 {
        body = record(15, SLIDE, &body);
    }
    let (text, result) = text(SLIDE, false, &body);
    assert_eq!(text, "");
    assert!(result.is_err_and(|fault| fault.state == super::super::State::Limit));
}

#[test]
fn of_a_slide_that_was_changed_the_newest_is_in_use() {
    // Two edits, [MS-PPT] 2.3.3: the second names slide 2 again; the document is object 1.
    let mut main = record(15, DOCUMENT, &[]);
    let old = main.len() as u32;
    main.extend(record(0, TEXT_BYTES, b"old"));
    let first_list = main.len() as u32;
    main.extend(record(0, DIRECTORY, &numbers(&[2 << 20 | 1, 0, old])));
    let first = main.len() as u32;
    main.extend(record(0, USER_EDIT, &numbers(&[0, 0, 0, first_list, 1, 3])));
    let new = main.len() as u32;
    main.extend(record(0, TEXT_BYTES, b"new"));
    let second_list = main.len() as u32;
    main.extend(record(0, DIRECTORY, &numbers(&[1 << 20 | 2, new])));
    let second = main.len();
    let edit = numbers(&[0, 0, first, second_list, 1, 3]);
    main.extend(record(0, USER_EDIT, &edit));
    let (live, masters) = in_use(&main, second).unwrap_or_default();
    assert_eq!(live, BTreeSet::from([0, new as usize]));
    assert!(masters.is_empty());
    assert!(in_use(&main, old as usize).is_none());
}

#[test]
fn edits_in_a_circle_and_cut_records_end() {
    let mut main = record(0, DIRECTORY, &numbers(&[0xfff << 20, 1]));
    let edit = main.len();
    main.extend(record(
        0,
        USER_EDIT,
        &numbers(&[0, 0, edit as u32, 0, 1, 3]),
    ));
    assert!(in_use(&main, edit).is_some());
    let whole = record(0, TEXT_BYTES, b"text");
    for length in 0..whole.len() {
        assert!(at(&whole[..length], 0).is_none());
    }
    assert!(at(&[0, 0, 0, 0, 255, 255, 255, 255], 0).is_none());
    assert!(at(&whole, usize::MAX).is_none());
}
