//! Whose mailbox is whose: boxes whose names were planted. Counts are by hand.

use crate::support::{Work, row};

fn mail(n: usize, from: &str, to: &str) -> String {
    format!(
        "From x@y.example Mon Feb  5 10:00:00 2001\nFrom: {from}\nTo: {to}\nSubject: weir {n}\nDate: {} Feb 2001 09:00:00 +0000\n\
         Message-ID: <{n}.{}@x.example>\n\nThe weir at gauge {n} was read this morning by hand.\n\n",
        n % 27 + 1,
        format!("{from}.{to}").replace(|c: char| !c.is_alphanumeric(), ".")
    )
}

fn mails(list: &[(usize, &str, &str)]) -> String {
    let mut next = 0;
    let mut all = String::new();
    for (times, from, to) in list {
        for _ in 0..*times {
            next += 1;
            all.push_str(&mail(next, from, to));
        }
    }
    all
}

const ADA: &str = "Ada Holm <ada.holm@mill.example>";
const BO: &str = "Bo Lund <bo@mill.example>";
const CY: &str = "Cy Rask <cy@quay.example>";

#[test]
fn the_owner_of_a_mailbox_is_who_stands_in_most_of_its_mail() {
    let work = Work::new();
    // Ada: 4 sent, 6 received of 10; Bo stands in 5 of them.
    let ada = mails(&[(4, ADA, CY), (5, BO, ADA), (1, CY, ADA)]);
    work.write("in/enron.holm-a.inbox", ada);
    // A box whose name is nobody's: Bo stands in 8 of 8, Cy in 3.
    work.write(
        "in/enron.box-7.inbox",
        mails(&[(3, CY, BO), (5, BO, "x@quay.example")]),
    );
    // Two stand in everything: nobody is believed.
    work.write(
        "in/enron.pair-z.inbox",
        mails(&[(7, "d@fen.example", "e@fen.example")]),
    );
    // Bo writes all for Cy, who stands in 2 of 10: the name tells.
    let cy = mails(&[(8, BO, "f@fen.example"), (2, BO, CY)]);
    work.write("in/enron.rask-c.inbox", cy);
    // Too few to tell.
    work.write("in/enron.lund-b.inbox", mails(&[(2, CY, BO)]));
    work.mailties(["analyze", "in", "--case", "case"]).ok();
    let all = work.table("case/custodians.csv");
    for (custodian, id, messages, share, next, named) in [
        ("box-7", "bo@mill.example", "8", 1.0, 5.0 / 8.0, "false"),
        ("holm-a", "ada.holm@mill.example", "10", 1.0, 0.5, "true"),
        ("lund-b", "", "2", 1.0, 1.0, "true"),
        ("pair-z", "", "7", 1.0, 1.0, "false"),
        ("rask-c", "cy@quay.example", "10", 0.2, 1.0, "true"),
    ] {
        let found = row(&all, "custodian", custodian);
        assert_eq!(found["Id"], id, "{custodian}");
        assert_eq!(found["messages"], messages, "{custodian}");
        assert_eq!(found["share"].parse(), Ok(share), "{custodian}");
        assert_eq!(found["next_share"].parse(), Ok(next), "{custodian}");
        assert_eq!(found["named"], named, "{custodian}");
    }
    assert_eq!(all.len(), 5);
}
