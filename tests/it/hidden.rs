//! Who got a message unseen: boxes in which blind copies, deliveries and stray copies were planted among lists, aliases and sent
//! copies that only look so. Counts are by hand.

use crate::support::{Work, row};

const ADA: &str = "Ada Holm <ada.holm@mill.example>";
const BO: &str = "Bo Lund <bo.lund@mill.example>";
const CY: &str = "Cy Rask <cy@quay.example>";

/// A mail; `more`: further header lines.
fn mail(n: usize, from: &str, to: &str, more: &str) -> String {
    format!(
        "From x@y.example Mon Feb  5 10:00:00 2001\nFrom: {from}\nTo: {to}\n{more}Subject: sluice {n}\nDate: {} Feb 2001 09:{:02}:00 +0000\n\
         Message-ID: <{n}@x.example>\n\nThe sluice of gate {n} was opened by hand this morning, and shut at noon.\n\n",
        n % 27 + 1,
        n % 60
    )
}

fn usual(numbers: std::ops::Range<usize>, from: &str, to: &str) -> String {
    numbers.map(|n| mail(n, from, to, "")).collect()
}

fn archive() -> Work {
    let work = Work::new();
    // Ada's box: twenty of her own; copies of mail that names her nowhere.
    let mut ada = usual(100..110, BO, ADA) + &usual(110..120, ADA, CY);
    ada += &mail(1, BO, CY, "X-libpst-forensic-bcc: fay@fen.example\n");
    ada += &mail(2, BO, "Dan Ost <dan@quay.example>", "");
    // What went to a list that names itself nowhere: it comes to her each time.
    ada += &usual(120..125, CY, "all.staff@mill.example");
    ada += &mail(
        3,
        CY,
        "gauges@lists.example",
        "List-Id: <gauges.lists.example>\n",
    );
    // An address of hers that nothing else shows.
    ada += &mail(4, CY, "A. Holm <ah77@elsewhere.example>", "");
    work.write("in/enron.holm-a.inbox", ada);
    // Under another name, but in the folder of what she sent.
    work.write(
        "in/enron.holm-a.sent",
        mail(5, "gate.office@mill.example", CY, ""),
    );
    // The sender's copy has the blind copy, the receiver's has not; Enron's headers repeat Cc as Bcc.
    let blind = mail(6, BO, ADA, "Bcc: Eve Moor <eve@press.example>\n");
    let twice = mail(7, BO, ADA, &format!("Cc: {CY}\nBcc: {CY}\n"));
    work.write(
        "in/enron.lund-b.sent",
        usual(130..140, BO, CY) + &blind + &twice,
    );
    let seen = mail(6, BO, ADA, "");
    // Deliveries: one to nobody's visible address; five to another address of who is visible; one through a list; one to a plus address.
    let mut spool = mail(8, BO, CY, "Delivered-To: gus@press.example\n");
    for n in 140..145 {
        spool += &mail(
            n,
            BO,
            "Hal Ek <hal@quay.example>",
            "Delivered-To: hh77@box.example\n",
        );
    }
    spool += &mail(
        145,
        BO,
        "gauges@lists.example",
        "List-Id: <gauges.lists.example>\nDelivered-To: ian@box.example\n",
    );
    spool += &mail(146, BO, CY, "Delivered-To: cy+work@quay.example\n");
    spool += &mail(
        147,
        BO,
        CY,
        "Delivered-To: ivo@box.example\nX-Original-To: cy@quay.example\n",
    );
    work.write("in/spool.mbox", spool + &seen);
    work.mailties(["analyze", "in", "--case", "case"]).ok();
    work
}

#[test]
fn the_hidden_audience_is_found_and_graded_and_what_explains_a_copy_is_left_out() {
    let work = archive();
    let all = work.table("case/hidden.csv");
    let found: Vec<(&str, &str, &str)> = all
        .iter()
        .map(|r| (&*r["hidden"], &*r["grade"], &*r["inferred"]))
        .collect();
    let mut sorted = found.clone();
    sorted.sort_unstable();
    assert_eq!(
        sorted,
        [
            ("ada.holm@mill.example", "presence", "true"),
            ("ada.holm@mill.example", "presence", "true"),
            ("eve@press.example", "stated", "false"),
            ("fay@fen.example", "forensic", "true"),
            ("gus@press.example", "delivered", "true"),
        ]
    );
    let eve = row(&all, "hidden", "eve@press.example");
    assert_eq!(eve["mailbox"].rsplit('/').next(), Some("enron.lund-b.sent"));
    assert_eq!(eve["shown_by"], "Bcc: Eve Moor <eve@press.example>");
    let messages = work.table("case/people/edges.csv");
    let tie = |to: &str| {
        messages
            .iter()
            .find(|r| r["Source"] == "bo.lund@mill.example" && r["Target"] == to)
    };
    assert_eq!(tie("eve@press.example").expect("a tie")["bcc"], "1");
    assert!(tie("gus@press.example").is_none() && tie("fay@fen.example").is_none());
}

#[test]
fn show_tells_what_is_inferred() {
    let work = archive();
    let all = work.table("case/hidden.csv");
    let show = |who: &str| {
        let id = row(&all, "hidden", who)["message"].clone();
        work.mailties(["show", "case", &id]).ok()
    };
    show("gus@press.example").says("hidden audience (inferred): gus@press.example (delivered: Delivered-To: gus@press.example)");
    show("eve@press.example").says("hidden audience (stated): eve@press.example");
}
