//! Brokers and single points of contact.

use super::planted::{Archive, DAY, Random, START, address, organization_id, person};
use crate::sample;
use crate::support::{Work, row};

const PEOPLE: usize = 9;

/// Five organizations in which everybody writes to about half of the others. Alva of the first one (number 0) has mail with two people of each other
/// one; of the others some have a tie across, a busy colleague of hers many inside.
fn planted(seed: u64) -> Archive {
    let mut random = Random::new(seed);
    let mut archive = Archive::default();
    let mut time = START;
    let mut write = |archive: &mut Archive, from: &str, to: &str| {
        time += DAY / 8;
        archive.mail(time, from, &[to])
    };
    for organization in 0..5 {
        for (a, b) in (0..PEOPLE * PEOPLE).map(|i| (i / PEOPLE, i % PEOPLE)) {
            let busy = organization == 0 && (a == 1 || b == 1);
            if a != b && (busy || random.below(2) == 0) {
                let (a, b) = (person(organization, a), person(organization, b));
                for _ in 0..3 {
                    write(&mut archive, &a, &b);
                }
            }
        }
    }
    let broker = person(0, 0);
    for organization in 1..5 {
        for number in 0..2 {
            let other = person(organization, number);
            for _ in 0..12 {
                write(&mut archive, &broker, &other);
                write(&mut archive, &other, &broker);
            }
        }
    }
    // Ties across that are not the broker's: one way, once.
    for _ in 0..6 {
        let (from, to) = (random.below(5), random.below(5));
        if from != to {
            let one = person(from, 2 + random.below(PEOPLE - 2));
            write(
                &mut archive,
                &one,
                &person(to, 2 + random.below(PEOPLE - 2)),
            );
        }
    }
    archive
}

#[test]
fn the_planted_broker_is_the_first() {
    for seed in [1, 2, 3] {
        let work = Work::new();
        work.write("mail/all.mbox", planted(seed).mbox());
        work.mailties(["analyze", "mail", "--case", "case"]).ok();
        let table = work.table("case/brokers.csv");
        let broker = person(0, 0);
        assert_eq!(table[0]["Id"], address(&broker), "seed {seed}");
        assert_eq!(table[0]["rank"], "1");
        let number = |row: &std::collections::BTreeMap<String, String>, column: &str| -> u64 {
            row[column].parse().expect("a number")
        };
        assert!(table.len() > 1, "others broker too");
        for one in &table {
            let roles = ["consultant", "gatekeeper", "representative", "liaison"];
            let between: u64 = roles.iter().map(|role| number(one, role)).sum();
            assert_eq!(between, number(one, "between"));
            assert_eq!(between + number(one, "coordinator"), number(one, "total"));
            assert!(between <= number(&table[0], "between"));
        }
        // As many mails with each; `millrace` comes first in the alphabet.
        assert_eq!(table[0]["joins_a"], organization_id(4));
        assert_eq!(table[0]["messages_a"], "48");
        assert!(!table[0]["evidence"].is_empty());
    }
}

#[test]
fn the_broker_of_the_sample_is_the_first() {
    let truth = sample::truth();
    let planted = truth.people.iter().find(|p| p.id == truth.broker.id);
    let planted = planted.expect("the broker is one of the people");
    let work = Work::new();
    work.copy(&sample::folder(), "sample");
    work.mailties(["analyze", "sample", "--case", "case"]).ok();
    let table = work.table("case/brokers.csv");
    assert_eq!(table[0]["Label"], planted.name, "{table:?}");
}

#[test]
fn single_contacts_between_organizations() {
    let work = Work::new();
    work.write("mail/all.mbox", planted(1).mbox());
    work.mailties(["analyze", "mail", "--case", "case"]).ok();
    let table = work.table("case/single_contacts.csv");
    let broker = person(0, 0);
    // To each of the four others 48 mails go through her; a few stray ones do not.
    assert_eq!(table.len(), 4, "{table:?}");
    for organization in 1..5 {
        let found = row(&table, "other", &organization_id(organization));
        assert_eq!(found["Id"], address(&broker));
        assert_eq!(found["through"], "48");
        assert_eq!(found["opposite_messages"], "24");
        assert_eq!(found["own_mailbox"], "false");
        assert_eq!(found["colleagues"], PEOPLE.to_string());
        let messages: f64 = found["messages"].parse().expect("a number");
        let share: f64 = found["share"].parse().expect("a share");
        assert!((share - 48.0 / messages).abs() < 1e-12 && messages < 52.0);
    }
}
