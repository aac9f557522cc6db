//! Missing mail: an archive of 300 mails with answers in four ways of quoting, by clocks of four zones; 30 of those that are quoted are taken
//! out. What is found is compared with what was taken.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::support::Work;

const PEOPLE: [(&str, &str); 8] = [
    ("Bo", "Lund"),
    ("Ada", "Holm"),
    ("Cy", "Rask"),
    ("Dan", "Ost"),
    ("Eve", "Moor"),
    ("Gus", "Berg"),
    ("Hal", "Ek"),
    ("Ivo", "Falk"),
];
/// Few subjects, so that everybody uses each several times.
const SUBJECTS: [&str; 9] = [
    "Gate report",
    "Weir",
    "Lunch",
    "Pumps",
    "Budget",
    "Visit",
    "Turbine",
    "Tender",
    "Minutes",
];
const DAY: [&str; 7] = [
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
    "Monday",
    "Tuesday",
    "Wednesday",
];
const MONTH: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

struct Mail {
    from: usize,
    to: usize,
    /// Seconds since 1970.
    time: i64,
    subject: String,
    words: String,
    parent: Option<usize>,
}

/// A stream of numbers.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6364136223846793005)
            .wrapping_add(1442695040888963407);
        (self.0 >> 33) % n
    }
}

/// 150 mails and 150 answers to them, by time.
fn mails(dice: &mut Dice) -> Vec<Mail> {
    let mut all = Vec::new();
    for n in 0..150 {
        let from = dice.below(8) as usize;
        let to = (from + 1 + dice.below(7) as usize) % 8;
        // 5 March 2001 and on.
        let time = 983_750_400 + n * 20_000 + dice.below(20_000) as i64;
        let subject = SUBJECTS[dice.below(9) as usize].to_owned();
        let words = format!("The gauge at post {n} was read at noon by hand.");
        all.push(Mail {
            from,
            to,
            time,
            subject: subject.clone(),
            words,
            parent: None,
        });
        let later = time + 600 + dice.below(90_000) as i64;
        let words = format!("Thank you for number {n}, we shall see to it.");
        let parent = Some(all.len() - 1);
        all.push(Mail {
            from: to,
            to: from,
            time: later,
            subject: format!("RE: {subject}"),
            words,
            parent,
        });
    }
    all
}

/// Year, month, day, hour, minute, second, day of the week (0: Thursday), of a time in 2001.
fn clock(time: i64) -> (i64, i64, i64, i64, i64, usize) {
    let days = time.div_euclid(86_400);
    let mut left = days - 11_323; // 2001-01-01
    let lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let mut month = 0;
    while left >= lengths[month] {
        left -= lengths[month];
        month += 1;
    }
    let second = time.rem_euclid(86_400);
    (
        month as i64 + 1,
        left + 1,
        second / 3600,
        second / 60 % 60,
        second % 60,
        (days % 7) as usize,
    )
}

/// The words of a mail with its header as a program quotes it.
fn quoted(way: u64, mail: &Mail, zone: i64) -> String {
    let (first, last) = PEOPLE[mail.from];
    let (to_first, to_last) = PEOPLE[mail.to];
    let (month, day, hour, minute, _, weekday) = clock(mail.time + zone * 3600);
    let half = if hour < 12 { "AM" } else { "PM" };
    let twelve = (hour + 11) % 12 + 1;
    let (name, words, subject) = (MONTH[month as usize - 1], &mail.words, &mail.subject);
    match way {
        0 => format!(
            "-----Original Message-----\nFrom: {last}, {first}\nSent: {}, {name} {day}, 2001 {twelve}:{minute:02} {half}\nTo: {to_last}, {to_first}\nSubject: {subject}\n\n{words}\n",
            DAY[weekday]
        ),
        1 => format!(
            "{first} {last}\n{month:02}/{day:02}/2001 {twelve:02}:{minute:02} {half}\nTo: {to_first} {to_last}/MILL@MILL\ncc: \nSubject: {subject}\n\n{words}\n"
        ),
        2 => format!(
            "On {}, {name} {day}, 2001 at {twelve}:{minute:02} {half}, {first} {last} <{}> wrote:\n> {words}\n",
            &DAY[weekday][..3],
            address(mail.from)
        ),
        _ => format!(
            "From: {first} {last} [mailto:{}]\nSent: {day} {name} 2001 {hour:02}:{minute:02}\nTo: {}\nSubject: {subject}\n\n{words}\n",
            address(mail.from),
            address(mail.to)
        ),
    }
}

fn address(who: usize) -> String {
    let (first, last) = PEOPLE[who];
    format!("{first}.{last}@mill.example").to_lowercase()
}

fn written(who: usize) -> String {
    format!("{} {} <{}>", PEOPLE[who].0, PEOPLE[who].1, address(who))
}

/// The archive without the mails that are `taken`.
fn mbox(mails: &[Mail], taken: &[usize], dice: &mut Dice, headers: bool) -> String {
    let mut out = String::new();
    for (n, mail) in mails.iter().enumerate() {
        let (way, zone) = (dice.below(4), [0, -6, -5, 1][dice.below(4) as usize]);
        if taken.contains(&n) {
            continue;
        }
        let (month, day, hour, minute, second, _) = clock(mail.time);
        let _ = write!(
            out,
            "From x@y.example Mon Feb  5 10:00:00 2001\nFrom: {}\nTo: {}\nSubject: {}\nDate: {day} {} 2001 {hour:02}:{minute:02}:{second:02} +0000\nMessage-ID: <{n}@mill.example>\n",
            written(mail.from),
            written(mail.to),
            mail.subject,
            MONTH[month as usize - 1]
        );
        if let (Some(parent), true) = (mail.parent, headers) {
            let _ = writeln!(out, "In-Reply-To: <{parent}@mill.example>");
        }
        let _ = write!(out, "\n{}\n\n", mail.words);
        if let Some(parent) = mail.parent {
            out.push_str(&quoted(way, &mails[parent], zone));
        }
        out.push('\n');
    }
    out
}

/// How many rows, and how many of the mails that were taken they name: by writer, subject (if told) and minute.
fn found(seed: u64, headers: bool) -> (usize, usize, Vec<BTreeMap<String, String>>) {
    let mut dice = Dice(seed);
    let mails = mails(&mut dice);
    // Each fifth of those that are answered.
    let taken: Vec<usize> = (0..30).map(|n| n * 10).collect();
    let work = Work::new();
    work.write("mail.mbox", mbox(&mails, &taken, &mut dice, headers));
    work.mailties(["analyze", "mail.mbox", "--case", "case"])
        .ok();
    let rows = work.table("case/missing.csv");
    let names = |row: &BTreeMap<String, String>, mail: &Mail| {
        let minute = format!(":{:02}:", clock(mail.time).3);
        row["sender"] == address(mail.from)
            && row["date"].contains(&minute)
            && (row["subject"].is_empty() || row["subject"] == mail.subject)
    };
    let right = taken
        .iter()
        .filter(|t| rows.iter().any(|row| names(row, &mails[**t])));
    (rows.len(), right.count(), rows)
}

#[test]
fn mails_that_were_taken_out_are_found_by_what_answers_quote_of_them() {
    let (mut rows, mut right) = (0, 0);
    for seed in 1..=3 {
        let (n, r, _) = found(seed, false);
        (rows, right) = (rows + n, right + r);
    }
    let (precision, recall) = (right as f64 / rows as f64, right as f64 / 90.0);
    assert!(
        precision > 0.9 && recall > 0.9,
        "precision {precision}, recall {recall}"
    );
}

#[test]
fn an_id_that_is_answered_and_the_header_that_is_quoted_are_one_missing_mail() {
    let (rows, right, all) = found(4, true);
    assert!(right >= 28 && rows <= 32, "{right} of 30 in {rows} rows");
    let both = all
        .iter()
        .filter(|r| r["message_id"].ends_with("@mill.example"));
    assert!(both.count() >= 28);
    let one = &all[0];
    assert_eq!((&*one["state"], &*one["quoted_by"]), ("recovered", "1"));
    assert!(one["evidence"].starts_with('m'));
}

#[test]
fn what_is_here_is_not_missing_and_an_address_is_no_id() {
    let work = Work::new();
    let mail = |n: usize, from: &str, more: &str, words: &str| {
        format!(
            "From x@y.example Mon Feb  5 10:00:00 2001\nFrom: {from}\nTo: cy@quay.example\nSubject: weir\nDate: {n} Feb 2001 09:00:00 +0000\n\
             Message-ID: <{n}@x.example>\n{more}\n{words}\n\n"
        )
    };
    let line = "The weir at the mill was read this morning by hand and by eye.";
    let archive = [
        mail(1, "ada@mill.example", "", line),
        // Its parent has another id, but its words are here.
        mail(
            2,
            "bo@mill.example",
            "In-Reply-To: <lost@x.example>\n",
            &format!("Yes.\n\n> {line}\n"),
        ),
        mail(
            3,
            "bo@mill.example",
            "In-Reply-To: ada@mill.example\n",
            "And this is another matter of its own.",
        ),
        mail(
            4,
            "bo@mill.example",
            "In-Reply-To: <gone@x.example>\nReferences: <older@x.example> <gone@x.example>\n",
            "I do not think so.",
        ),
    ];
    work.write("mail.mbox", archive.concat());
    work.mailties(["analyze", "mail.mbox", "--case", "case"])
        .ok();
    let rows = work
        .mailties(["list", "case", "missing", "--csv"])
        .ok()
        .table();
    let mut ids: Vec<&str> = rows.iter().map(|r| &*r["message_id"]).collect();
    ids.sort_unstable();
    assert_eq!(ids, ["gone@x.example", "older@x.example"]);
}
