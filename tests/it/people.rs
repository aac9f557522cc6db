//! Who is who in small archives whose truth was planted: what joins, what keeps apart, what the user decides.

use std::collections::{BTreeMap, BTreeSet};

use crate::support::{Work, row};

/// One mail of an mbox.
fn mail(number: u32, from: &str, to: &str, more: &str) -> String {
    format!(
        "From x@y.example Mon Mar  5 10:{:02}:{:02} 2012\nMessage-ID: <{number}@x.example>\n\
         Date: Mon, 5 Mar 2012 10:{:02}:{:02} +0000\nFrom: {from}\nTo: {to}\nSubject: tides {number}\n{more}\n\
         The gauge at station {number} was read before noon.\n\n",
        number / 60,
        number % 60,
        number / 60,
        number % 60
    )
}

fn archive(mails: &[(&str, &str)]) -> String {
    let numbered = (0..).zip(mails);
    numbered
        .map(|(number, (from, to))| mail(number, from, to, ""))
        .collect()
}

fn analyzed(mbox: &str) -> Work {
    let work = Work::new();
    work.write("mail/a.mbox", mbox);
    work.mailties(["analyze", "mail", "--case", "case"]).ok();
    work
}

/// Addresses by correspondent, each set as it stands in the table.
fn sets(work: &Work) -> BTreeSet<BTreeSet<String>> {
    let people = work.table("case/people/nodes.csv");
    people
        .iter()
        .map(|p| p["addresses"].split(';').map(str::to_owned).collect())
        .collect()
}

#[track_caller]
fn together(work: &Work, addresses: &[&str]) {
    let expected: BTreeSet<String> = addresses.iter().map(|a| (*a).to_owned()).collect();
    assert!(
        sets(work).contains(&expected),
        "{expected:?} in {:?}",
        sets(work)
    );
}

#[test]
fn one_name_in_one_domain_joins_with_correspondents_in_common_only() {
    let work = analyzed(&archive(&[
        (
            "\"Weir, Hanna K.\" <hanna.weir@tides.example>",
            "Pieter Vos <p.vos@port.example>",
        ),
        (
            "Hanna K Weir <hweir@tides.example>",
            "Pieter Vos <p.vos@port.example>",
        ),
        (
            "Pieter Vos <p.vos@port.example>",
            "Hanna Weir <press@tides.example>",
        ),
        (
            "Anna Keller <anna.keller@tides.example>",
            "Pieter Vos <p.vos@port.example>",
        ),
        (
            "Anna Keller <anna.keller@port.example>",
            "Pieter Vos <p.vos@port.example>",
        ),
    ]));
    together(&work, &["hanna.weir@tides.example", "hweir@tides.example"]);
    // A local part that is not made from the name.
    together(&work, &["press@tides.example"]);
    // The same name in two domains.
    together(&work, &["anna.keller@tides.example"]);
    together(&work, &["anna.keller@port.example"]);
    let shown = work.mailties(["show", "case", "hweir@tides.example"]).ok();
    shown.says("same name 'Hanna K. Weir'").says("; see m");
}

#[test]
fn what_speaks_against_it_keeps_namesakes_apart_and_is_told() {
    let to = "Pieter Vos <p.vos@port.example>";
    for (first, second, reason) in [
        (
            "Sam A. Weir <sam.weir@tides.example>",
            "Sam B. Weir <sweir@tides.example>",
            "other initials",
        ),
        (
            "Sam Weir <sam.weir@tides.example>",
            "\"Sam Weir, Jr.\" <sweir@tides.example>",
            "only one is 'jr'",
        ),
        (
            "Sam Weir <sam.weir@tides.example>",
            "Sam Weir <sam.weir2@tides.example>",
            "differ in a number only",
        ),
    ] {
        let work = analyzed(&archive(&[(first, to), (second, to)]));
        assert_eq!(work.table("case/people/nodes.csv").len(), 3, "{reason}");
        let shown = work
            .mailties(["show", "case", "sam.weir@tides.example"])
            .ok();
        shown.says("not joined with").says(reason);
    }
}

#[test]
fn namesakes_who_write_to_each_other_are_two() {
    let (a, b) = (
        "Sam Weir <sam.weir@tides.example>",
        "Sam Weir <sweir@tides.example>",
    );
    let to = "Pieter Vos <p.vos@port.example>";
    let apart = analyzed(&archive(&[(a, to), (b, to), (a, b), (b, a)]));
    assert_eq!(apart.table("case/people/nodes.csv").len(), 3);
    apart
        .mailties(["show", "case", "sweir@tides.example"])
        .ok()
        .says("they write to each other");
    let one = analyzed(&archive(&[(a, to), (b, to)]));
    assert_eq!(one.table("case/people/nodes.csv").len(), 2);
}

#[test]
fn who_could_be_either_of_two_is_joined_with_neither() {
    let to = "Pieter Vos <p.vos@port.example>";
    let work = analyzed(&archive(&[
        ("Sam A. Weir <sam.weir@tides.example>", to),
        ("Sam B. Weir <b.weir@tides.example>", to),
        ("Sam Weir <sweir@tides.example>", to),
    ]));
    assert_eq!(work.table("case/people/nodes.csv").len(), 4);
}

#[test]
fn an_assistant_in_the_sender_header_is_somebody_else() {
    let sender = "Sender: Elif Dal <elif.dal@tides.example>\n";
    let mut mbox = mail(
        1,
        "Hanna Weir <hanna.weir@tides.example>",
        "Pieter Vos <p.vos@port.example>",
        sender,
    );
    mbox += &mail(
        2,
        "Pieter Vos <p.vos@port.example>",
        "Elif Dal <elif.dal@tides.example>",
        "",
    );
    let work = analyzed(&mbox);
    together(&work, &["hanna.weir@tides.example"]);
    together(&work, &["elif.dal@tides.example"]);
}

#[test]
fn numbered_addresses_of_one_mass_mailer_are_one_robot() {
    let to = "Pieter Vos <p.vos@port.example>";
    let work = analyzed(&archive(&[
        ("Tide Deals <bounce-1041@mailer.example>", to),
        ("Tide Deals <bounce-1042@mailer.example>", to),
        ("Tide Deals <bounce-1043@mailer.example>", to),
        ("Sam Weir <sam.weir1041@tides.example>", to),
    ]));
    let people = work.table("case/people/nodes.csv");
    let robots: Vec<_> = people.iter().filter(|p| p["kind"] == "robot").collect();
    assert_eq!(robots.len(), 1);
    assert_eq!(robots[0]["addresses"].split(';').count(), 3);
    assert_eq!(
        row(&people, "Id", "sam.weir1041@tides.example")["kind"],
        "person"
    );
}

const DECISIONS: &str = "[[same]]\naddresses = ['hweir@tides.example', 'Skipper@boats.example']\n\
    [[different]]\naddresses = ['sam.weir@tides.example', 'sweir@tides.example']\n\
    [[same]]\naddresses = ['p.vos@port.example', 'nobody@port.example']\n\
    [[person]]\naddress = 'p.vos@port.example'\nlabel = 'The Pilot'\nkind = 'role_account'\norganization = 'pilots.example'\n";

fn decided_mails() -> Vec<(&'static str, &'static str)> {
    let to = "Pieter Vos <p.vos@port.example>";
    vec![
        ("Hanna Weir <hweir@tides.example>", to),
        ("skipper@boats.example", to),
        ("Sam Weir <sam.weir@tides.example>", to),
        ("Sam Weir <sweir@tides.example>", to),
    ]
}

#[test]
fn decisions_win_and_survive_a_run_and_a_batch() {
    let work = analyzed(&archive(&decided_mails()));
    together(&work, &["sam.weir@tides.example", "sweir@tides.example"]);
    work.write("d.toml", DECISIONS);
    work.mailties(["analyze", "mail", "--case", "case", "--people", "d.toml"])
        .ok();
    let check = |work: &Work| {
        together(work, &["hweir@tides.example", "skipper@boats.example"]);
        together(work, &["sam.weir@tides.example"]);
        together(work, &["sweir@tides.example"]);
        let people = work.table("case/people/nodes.csv");
        let pilot: &BTreeMap<String, String> = row(&people, "Id", "p.vos@port.example");
        assert_eq!(pilot["Label"], "The Pilot");
        assert_eq!(pilot["kind"], "role_account");
        assert_eq!(pilot["organization"], "pilots.example");
        let problems = work.table("case/problems.csv");
        let unmatched: Vec<_> = problems
            .iter()
            .filter(|p| p["kind"] == "unmatched")
            .collect();
        assert_eq!(unmatched.len(), 1);
        assert!(unmatched[0]["detail"].contains("nobody@port.example"));
    };
    check(&work);
    work.mailties(["analyze", "mail", "--case", "case"]).ok();
    check(&work);
    work.write(
        "more/b.mbox",
        mail(
            9,
            "Elif Dal <elif@tides.example>",
            "Sam Weir <sweir@tides.example>",
            "",
        ),
    );
    work.mailties(["analyze", "more", "--case", "case"]).ok();
    check(&work);
    let shown = work
        .mailties(["show", "case", "skipper@boats.example"])
        .ok();
    shown.says("by your decision");
}

#[test]
fn wrong_decisions_are_told_before_anything_is_read() {
    let work = Work::new();
    work.write("mail/a.mbox", archive(&decided_mails()));
    work.write(
        "d.toml",
        "[[same]]\naddresses = ['a@x.example', 'b@x.example']\n[[sme]]\n",
    );
    let output = work
        .mailties(["analyze", "mail", "--case", "case", "--people", "d.toml"])
        .code(2);
    output.complains("'d.toml' line 3").complains("hint:");
    assert!(!work.at("case").exists());
    work.mailties(["analyze", "mail", "--case", "case", "--people", "none.toml"])
        .code(1)
        .complains("none.toml");
}

#[test]
fn who_sends_mail_for_somebody_is_told() {
    let mut mbox = String::new();
    for number in 0..3 {
        mbox.push_str(&mail(
            number,
            "Hanna Weir <hanna.weir@tides.example>",
            "p.vos@port.example",
            "Sender: Rosa Pint <rosa.pint@tides.example>",
        ));
    }
    mbox.push_str(&mail(
        3,
        "hanna.weir@tides.example",
        "p.vos@port.example",
        "",
    ));
    let work = analyzed(&mbox);
    work.mailties(["show", "case", "hanna.weir@tides.example"])
        .ok()
        .says("Mail sent in this name by others (messages)\n       3  Rosa Pint (rosa.pint@tides.example)\n");
    work.mailties(["show", "case", "rosa pint"])
        .ok()
        .says("Mail sent in the names of others (messages)\n       3  Hanna Weir (hanna.weir@tides.example)\n");
}
