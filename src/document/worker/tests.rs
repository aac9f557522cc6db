//! The two sides, in one process.

use std::io::Cursor;

use super::*;

fn echo(bytes: &[u8]) -> Extracted {
    assert!(bytes != b"panic", "no \"table\"\nat {}", file!());
    let text = String::from_utf8_lossy(bytes).into_owned();
    Extracted {
        text,
        ..without_text(State::Read, String::new())
    }
}

fn served(documents: &[&[u8]]) -> Vec<Extracted> {
    let mut input = Vec::new();
    for document in documents {
        frame::send_document(&mut input, document).expect("a vector");
    }
    let mut output = Vec::new();
    serve(Cursor::new(input), &mut output, echo).expect("documents");
    let mut output = Cursor::new(output);
    let answers = documents.iter().map(|_| frame::receive_answer(&mut output));
    let answers = answers.collect::<Result<_, _>>().expect("answers");
    assert!(
        frame::receive_answer(&mut output).is_err(),
        "one answer too many"
    );
    answers
}

#[test]
fn documents_are_answered_in_order() {
    let long = "\"\n\t\u{e9}".repeat(100_000);
    let found = served(&[b"one", b"", long.as_bytes()]);
    let texts: Vec<&str> = found.iter().map(|found| found.text.as_str()).collect();
    assert_eq!(texts, ["one", "", long.as_str()]);
}

#[test]
fn a_panic_is_an_answer() {
    let found = served(&[b"panic", b"after"]);
    assert_eq!(found[0].state, State::Failed);
    assert_eq!(
        found[0].detail,
        "the reader of documents gave up: no \"table\""
    );
    assert_eq!(found[1].text, "after");
    let mut here = Reader::new(None);
    here.extract = echo;
    assert_eq!(here.read(b"panic"), found[0]);
    assert_eq!(here.read(b"after"), found[1]);
}

#[test]
fn lengths_are_not_believed() {
    let mut huge = u64::MAX.to_le_bytes().to_vec();
    huge.extend(b"few");
    assert!(serve(Cursor::new(huge), Vec::new(), echo).is_err());
    let mut short = 100_u64.to_le_bytes().to_vec();
    short.extend(b"few");
    assert!(serve(Cursor::new(short), Vec::new(), echo).is_err());
    for nonsense in [
        &[255, 255, 255, 255, b'{'][..],
        b"\x03\0\0\0{}",
        b"\x02\0\0\0[]",
        b"\x01\0",
    ] {
        assert!(
            frame::receive_answer(&mut &nonsense[..]).is_err(),
            "{nonsense:?}"
        );
    }
}

#[test]
fn an_answer_that_is_too_long_is_a_limit() {
    fn flood(_: &[u8]) -> Extracted {
        echo("\u{1}".repeat(10 << 20).as_bytes())
    }
    let mut input = Vec::new();
    frame::send_document(&mut input, b"x").expect("a vector");
    let mut output = Vec::new();
    serve(Cursor::new(input), &mut output, flood).expect("an answer");
    let found = frame::receive_answer(&mut output.as_slice()).expect("an answer");
    assert_eq!((found.state, found.text.len()), (State::Limit, 0));
}

#[test]
fn what_cannot_be_started_is_told() {
    let found = Reader::new(Some("/nowhere/mailties".into())).read(b"x");
    assert_eq!(found.state, State::Failed);
    assert!(
        found
            .detail
            .starts_with("the reader of documents cannot be started"),
        "{found:?}"
    );
}
