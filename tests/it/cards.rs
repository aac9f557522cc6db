//! Contact cards: two addresses on one card are one person's if the name on it fits both; the secretary's stays the secretary's.

use crate::support::{Work, row};

fn mail(n: u32, from: &str, to: &str, words: &str) -> String {
    format!(
        "From x@x.example Mon Mar  5 10:00:0{n} 2001\nFrom: {from}\nTo: {to}\nDate: Mon, 5 Mar 2001 10:00:0{n} +0000\nSubject: {words}\nMessage-ID: <{n}@x.example>\n\n{words}, says the harbour master.\n\n"
    )
}

const CARD: &str = "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Anna Moor\r\nEMAIL:anna.moor@cedar.example\r\nEMAIL;TYPE=home:moor1971@mail.example\r\nEMAIL:pa@cedar.example\r\nEND:VCARD\r\n";

fn archive() -> Work {
    let work = Work::new();
    let tom = "Tom Okafor <tom@harbour.example>";
    let jon = "Jon Ravel <jon@quay.example>";
    let mails = [
        mail(1, "Anna Moor <anna.moor@cedar.example>", tom, "More rope"),
        mail(2, "Anna Moor <moor1971@mail.example>", jon, "More tar"),
        mail(3, "Petra Ahn <pa@cedar.example>", jon, "A visit on Monday"),
    ];
    work.write("archive/a.mbox", mails.concat());
    work
}

fn people(work: &Work, case: &str) -> Vec<std::collections::BTreeMap<String, String>> {
    work.mailties(["analyze", "archive", "--case", case]).ok();
    work.table(format!("{case}/people/nodes.csv"))
}

#[test]
fn a_card_ties_the_addresses_that_its_name_fits() {
    let work = archive();
    let without = people(&work, "without");
    assert_eq!(without.len(), 5);
    work.write("archive/book.vcf", CARD);
    let with = people(&work, "with");
    assert_eq!(with.len(), 4);
    let anna = row(&with, "Id", "anna.moor@cedar.example");
    assert_eq!(
        anna["addresses"],
        "anna.moor@cedar.example;moor1971@mail.example"
    );
    assert_eq!(
        row(&with, "Id", "pa@cedar.example")["addresses"],
        "pa@cedar.example"
    );
    work.mailties(["show", "with", "anna.moor@cedar.example"])
        .ok()
        .says("moor1971@mail.example  (given beside anna.moor@cedar.example on a contact card)");
}

#[test]
fn addresses_that_no_mail_has_do_not_become_people() {
    let work = archive();
    let card = CARD.replace("pa@cedar.example", "nobody@nowhere.example");
    work.write("archive/book.vcf", card);
    let people = people(&work, "case");
    assert!(people.iter().all(|p| !p["addresses"].contains("nowhere")));
}
