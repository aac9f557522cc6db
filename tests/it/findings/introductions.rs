//! Introductions: planted among colleagues who know each other, mass mails and first contacts that nobody brought about.

use std::collections::BTreeSet;

use super::planted::{Archive, DAY, Mail, Random, START, address, person};
use crate::support::{Work, row};

const ORGANIZATIONS: usize = 8;
const PEOPLE: usize = 12;
const PLANTED: usize = 40;
const DAYS: usize = 700;

/// Introducer, who wrote first, to whom.
type Truth = BTreeSet<(String, String, String)>;

/// Who knows whom, and what was planted.
struct Maker {
    archive: Archive,
    random: Random,
    people: Vec<String>,
    /// Days from which on they know each other; they have met by mail in some way.
    known: std::collections::BTreeMap<(usize, usize), i64>,
    truth: Truth,
}

impl Maker {
    fn new(seed: u64) -> Self {
        let all = (0..ORGANIZATIONS * PEOPLE).map(|i| person(i / PEOPLE, i % PEOPLE));
        Self {
            archive: Archive::default(),
            random: Random::new(seed),
            people: all.collect(),
            known: Default::default(),
            truth: Truth::new(),
        }
    }

    fn write(&mut self, time: i64, from: usize, to: &[usize]) -> usize {
        let to: Vec<&str> = to.iter().map(|p| self.people[*p].as_str()).collect();
        self.archive.mail(time, &self.people[from], &to)
    }

    fn know(&mut self, a: usize, b: usize, since: i64) {
        self.known.entry((a.min(b), a.max(b))).or_insert(since);
    }

    fn knows(&self, a: usize, b: usize) -> bool {
        self.known.contains_key(&(a.min(b), a.max(b)))
    }

    fn anybody(&mut self) -> usize {
        self.random.below(self.people.len())
    }

    fn time(&mut self, from: usize, to: usize) -> i64 {
        let day = from + self.random.below(to - from);
        START + day as i64 * DAY + self.random.below(DAY as usize) as i64
    }

    /// Three who may be introduced: the first will know the others, who do not know each other.
    fn strangers(&mut self) -> [usize; 3] {
        loop {
            let three = [self.anybody(), self.anybody(), self.anybody()];
            let [a, b, c] = three;
            if a != b && b != c && a != c && !self.knows(b, c) {
                return three;
            }
        }
    }

    /// Colleagues and some others know each other from the beginning.
    fn acquaintances(&mut self) {
        for a in 0..self.people.len() {
            for b in a + 1..self.people.len() {
                let near = a / PEOPLE == b / PEOPLE && self.random.below(10) < 7;
                if near || self.random.below(60) == 0 {
                    let time = self.time(0, 60);
                    self.write(time, a, &[b]);
                    self.know(a, b, time);
                }
            }
        }
    }

    fn introduction(&mut self) {
        let [a, b, c] = self.strangers();
        let time = self.time(60, DAYS - 60);
        self.write(time, a, &[b, c]);
        let first = time + 3_600 + self.random.below(20 * DAY as usize) as i64;
        self.write(first, b, &[c]);
        for n in 1..=self.random.below(6) as i64 {
            let (from, to) = if n % 2 == 0 { (b, c) } else { (c, b) };
            self.write(first + n * DAY, from, &[to]);
        }
        self.know(a, b, time);
        self.know(a, c, time);
        self.know(b, c, first);
        let id = |p: usize| address(&self.people[p]).to_owned();
        self.truth.insert((id(a), id(b), id(c)));
    }

    /// What looks like an introduction and is none.
    fn decoys(&mut self) {
        // They have never written, but the mail that they both got was to sixty; to everybody.
        for _ in 0..10 {
            let [a, b, c] = self.strangers();
            let time = self.time(60, DAYS - 60);
            let crowd: Vec<usize> = (0..self.people.len()).filter(|p| *p != a).collect();
            self.write(time, a, &crowd[..60.max(b.max(c).min(crowd.len()))]);
            self.write(time + 2 * DAY, b, &[c]);
            self.know(b, c, time + 2 * DAY);
        }
        // They write only two months later.
        for _ in 0..15 {
            let [a, b, c] = self.strangers();
            let time = self.time(60, DAYS - 120);
            self.write(time, a, &[b, c]);
            self.write(time + 61 * DAY, b, &[c]);
            self.know(b, c, time + 61 * DAY);
        }
        // Nobody brought them together.
        for _ in 0..30 {
            let [_, b, c] = self.strangers();
            let time = self.time(60, DAYS - 60);
            self.write(time, b, &[c]);
            self.know(b, c, time);
        }
        // All that follows is an answer to the introducer, with the other in Cc.
        for _ in 0..10 {
            let [a, b, c] = self.strangers();
            let time = self.time(60, DAYS - 60);
            let parent = self.write(time, a, &[b, c]);
            let [a_text, b_text, c_text] = [a, b, c].map(|p| self.people[p].clone());
            self.archive.add(&Mail {
                time: time + DAY,
                from: &b_text,
                to: &[&a_text],
                cc: &[&c_text],
                answers: Some(parent),
            });
            self.know(b, c, time + 40 * DAY);
        }
    }

    /// Mail among those who know each other, to one or to some.
    fn noise(&mut self) {
        let pairs: Vec<((usize, usize), i64)> = self.known.iter().map(|(k, v)| (*k, *v)).collect();
        for _ in 0..2_500 {
            let ((a, b), since) = *self.random.pick(&pairs);
            let time = since.max(START) + DAY + self.random.below(300 * DAY as usize) as i64;
            let mut to = vec![b];
            if self.random.below(4) == 0 {
                let third = self.anybody();
                let met = |x: usize, y: usize| {
                    let since = self.known.get(&(x.min(y), x.max(y)));
                    since.is_some_and(|since| since + 90 * DAY < time)
                };
                if met(a, third) && met(b, third) {
                    to.push(third);
                }
            }
            self.write(time, a, &to);
        }
    }
}

fn made(seed: u64) -> Maker {
    let mut maker = Maker::new(seed);
    maker.acquaintances();
    for _ in 0..PLANTED {
        maker.introduction();
    }
    maker.decoys();
    maker.noise();
    maker
}

#[test]
fn planted_introductions_are_found() {
    for seed in [3, 17, 40] {
        let maker = made(seed);
        let work = Work::new();
        work.write("mail/all.mbox", maker.archive.mbox());
        work.mailties(["analyze", "mail", "--case", "case"]).ok();
        let table = work.table("case/introductions.csv");
        let found: Truth = (table.iter())
            .map(|r| (r["introducer"].clone(), r["a"].clone(), r["b"].clone()))
            .collect();
        let hits = found.intersection(&maker.truth).count() as f64;
        let precision = hits / found.len() as f64;
        let recall = hits / maker.truth.len() as f64;
        let f1 = 2.0 * precision * recall / (precision + recall);
        assert!(
            f1 >= 0.9,
            "seed {seed}: precision {precision}, recall {recall}"
        );
    }
}

// By hand: Edda brings Alva and Bero together on day 100; Bero answers her with Alva in Cc the same day, writes to Alva two days later, she to him the
// day after. Cilla, who knew Alva before, gets the same mail.
#[test]
fn a_row_tells_all_of_an_introduction() {
    let (edda, alva, bero, cilla) = (person(0, 4), person(1, 0), person(2, 1), person(1, 2));
    let mut archive = Archive::default();
    let day = |n: i64| START + n * DAY;
    archive.mail(day(10), &cilla, &[&alva]);
    let both = archive.mail(day(100), &edda, &[&alva, &bero, &cilla]);
    archive.add(&Mail {
        time: day(100) + 60,
        from: &bero,
        to: &[&edda],
        cc: &[&alva],
        answers: Some(both),
    });
    let direct = archive.mail(day(102), &bero, &[&alva]);
    archive.mail(day(103), &alva, &[&bero]);
    let work = Work::new();
    work.write("mail/enron.brakel-e.all", archive.mbox());
    work.mailties(["analyze", "mail", "--case", "case"]).ok();
    let run = work
        .mailties(["list", "case", "introductions", "--csv"])
        .ok();
    let table = run.table();
    let messages = work.mailties(["list", "case", "messages", "--csv"]).ok();
    let id = |number: usize| {
        let id = Archive::message_id(number);
        row(&messages.table(), "message_id", &id)["id"].clone()
    };
    assert_eq!(table.len(), 1, "{run}");
    for (column, cell) in [
        ("introducer_label", "Edda Brakel".to_owned()),
        ("a", "bero.dornik@tidemark.example".to_owned()),
        ("b", "alva.casten@quaystone.example".to_owned()),
        ("date", "2001-04-11".to_owned()),
        ("first_direct", "2001-04-13".to_owned()),
        ("days", "2.0".to_owned()),
        ("messages_after", "2".to_owned()),
        ("introducer_organization", "weirworks.example".to_owned()),
        ("a_organization", "tidemark.example".to_owned()),
        ("b_organization", "quaystone.example".to_owned()),
        ("earlier_mail_visible", "no".to_owned()),
        ("introducing_message", id(both)),
        ("first_direct_message", id(direct)),
        ("evidence", [id(both), id(direct), id(direct + 1)].join(";")),
    ] {
        assert_eq!(table[0][column], cell, "{column}\n{run}");
    }
}

// Alva's mailbox begins 95 days before the introduction, or 80.
#[test]
fn what_the_archive_could_have_seen_is_told() {
    for (first, seen) in [(5, "yes"), (20, "partly")] {
        let (edda, alva, bero) = (person(0, 4), person(1, 0), person(2, 1));
        let mut archive = Archive::default();
        let day = |n: i64| START + n * DAY;
        for n in 0..8 {
            archive.mail(day(first + n), &person(3, 1 + n as usize), &[&alva]);
        }
        archive.mail(day(100), &edda, &[&alva, &bero]);
        archive.mail(day(102), &bero, &[&alva]);
        let work = Work::new();
        work.write("mail/enron.casten-a.inbox", archive.mbox());
        work.mailties(["analyze", "mail", "--case", "case"]).ok();
        let table = work.table("case/introductions.csv");
        assert_eq!(table[0]["earlier_mail_visible"], seen);
    }
}
