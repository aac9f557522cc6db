//! Texts cut by hand, and what the cutter makes of them.

use super::*;
use SegmentKind::{Disclaimer, Own, Quoted, QuotedHeader, Signature};

fn check(text: &str, wanted: &[(SegmentKind, u8, &str)]) {
    let mut found = Vec::new();
    cut(text, &mut found);
    let mut at = 0;
    for segment in &found {
        assert_eq!(segment.start, at, "a gap in {text:?}");
        at = segment.end;
    }
    assert_eq!(at as usize, text.len());
    let found: Vec<_> = found
        .iter()
        .map(|s| {
            (
                s.kind,
                s.depth,
                text[s.start as usize..s.end as usize].trim(),
            )
        })
        .collect();
    assert_eq!(found, wanted, "{text}");
}

#[test]
fn marks_and_attributions() {
    check(
        "yes\n\nOn Mon, 1 Oct 2001, Ann Moor wrote:\n> is it?\n> > deep\nmine\n",
        &[
            (Own, 0, "yes"),
            (QuotedHeader, 1, "On Mon, 1 Oct 2001, Ann Moor wrote:"),
            (Quoted, 1, "> is it?"),
            (Quoted, 2, "> > deep"),
            (Own, 0, "mine"),
        ],
    );
    check(
        "Oui.\nLe lundi 1 octobre 2001, Ann Moor\n<a@x.test> a écrit :\n> vraiment ?\n",
        &[
            (Own, 0, "Oui."),
            (
                QuotedHeader,
                1,
                "Le lundi 1 octobre 2001, Ann Moor\n<a@x.test> a écrit :",
            ),
            (Quoted, 1, "> vraiment ?"),
        ],
    );
    check(
        "Ja\nAm 01.10.2001 um 10:00 schrieb Ann Moor:\nwirklich?\n",
        &[
            (Own, 0, "Ja"),
            (QuotedHeader, 1, "Am 01.10.2001 um 10:00 schrieb Ann Moor:"),
            (Quoted, 1, "wirklich?"),
        ],
    );
    check(
        "This is what he wrote:\nnothing\n",
        &[(Own, 0, "This is what he wrote:\nnothing")],
    );
}

#[test]
fn blocks_of_outlook() {
    check(
        "ok\n\n -----Original Message-----\nFrom: \tMoor, Ann  \nSent:\tMonday, October 01, 2001 1:02 AM\nTo:\tVan Dyk, Bo\nSubject:\tPumps\n\nAre they in?\n",
        &[
            (Own, 0, "ok"),
            (
                QuotedHeader,
                1,
                "-----Original Message-----\nFrom: \tMoor, Ann  \nSent:\tMonday, October 01, 2001 1:02 AM\nTo:\tVan Dyk, Bo\nSubject:\tPumps",
            ),
            (Quoted, 1, "Are they in?"),
        ],
    );
    check(
        "ok\n\nVon: A\nGesendet: heute\nAn: B\nBetreff: C\n\nText\n",
        &[
            (Own, 0, "ok"),
            (
                QuotedHeader,
                1,
                "Von: A\nGesendet: heute\nAn: B\nBetreff: C",
            ),
            (Quoted, 1, "Text"),
        ],
    );
    check(
        "From: here on we go\nand so on\n",
        &[(Own, 0, "From: here on we go\nand so on")],
    );
}

#[test]
fn blocks_of_notes() {
    let forward = "---------------------- Forwarded by Ann Moor/HOU/ECT on 02/22/2001 08:12 AM \n---------------------------\nBo Dyk   02/20/2001 02:47 PM\n\nTo: Cy Lund/HOU/ECT@ECT, Di \nHolm/HOU/ECT@ECT\ncc:  \nSubject: Pumps";
    check(
        &format!("fyi\n{forward}\n\nhello\n"),
        &[
            (Own, 0, "fyi"),
            (QuotedHeader, 1, forward),
            (Quoted, 1, "hello"),
        ],
    );
    check(
        "fine\n\nBo Dyk@ECT\n02/20/2001 02:47 PM\nTo: Ann Moor/HOU/ECT@ECT\ncc:  \nSubject: Re: Pumps\n\nhello\n",
        &[
            (Own, 0, "fine"),
            (
                QuotedHeader,
                1,
                "Bo Dyk@ECT\n02/20/2001 02:47 PM\nTo: Ann Moor/HOU/ECT@ECT\ncc:  \nSubject: Re: Pumps",
            ),
            (Quoted, 1, "hello"),
        ],
    );
}

#[test]
fn signatures_and_footers() {
    check(
        "text\n-- \nAnn Moor\nNorth Gauges\n",
        &[
            (Own, 0, "text"),
            (Signature, 0, "-- \nAnn Moor\nNorth Gauges"),
        ],
    );
    check(
        "The text is here.\n\nBest regards,\nAnn Moor\n+1 555 010 0199\n",
        &[
            (Own, 0, "The text is here.\n\nBest regards,"),
            (Signature, 0, "Ann Moor\n+1 555 010 0199"),
        ],
    );
    check(
        "text\n\nThis e-mail is confidential and for the\nintended recipient only.\n",
        &[
            (Own, 0, "text"),
            (
                Disclaimer,
                0,
                "This e-mail is confidential and for the\nintended recipient only.",
            ),
        ],
    );
    check(
        "This message tells about pumps.\n\nAnd more.\n",
        &[(Own, 0, "This message tells about pumps.\n\nAnd more.")],
    );
}

proptest::proptest! {
    #[test]
    fn any_text_is_covered(lines in proptest::collection::vec("(>{0,3} ?)?(From: a|To: b|Subject: c|On 1/1/2001 A wrote:|-----Original Message-----|-- |words|1/2/2001 1:00 PM|)", 0..30)) {
        let text = lines.join("\n");
        let mut found = Vec::new();
        cut(&text, &mut found);
        let mut at = 0;
        for segment in &found {
            proptest::prop_assert_eq!(segment.start, at);
            proptest::prop_assert!(segment.end > at);
            at = segment.end;
        }
        proptest::prop_assert_eq!(at as usize, text.len());
    }
}
