//! Back-channels: pairs who have mail at work and moved to private addresses, among others who did not.

use super::planted::{Archive, DAY, Random, START, address, person};
use crate::support::{Work, row};

/// Addresses at a provider; they are one with the addresses at work by decision.
fn private(work: &str) -> String {
    let (name, address) = (&work[..work.find('<').expect("<") - 1], address(work));
    let local = address.split('@').next().expect("a local part");
    format!("{name} <{}@hotmail.com>", local.replace('.', ""))
}

#[test]
fn planted_back_channels_are_found_with_the_day_of_the_move() {
    let mut random = Random::new(9);
    let mut archive = Archive::default();
    let mut decisions = String::new();
    // Pairs 0 to 5 have a back-channel, the last three of them with one private side; the others write at work only.
    let pairs: Vec<(String, String)> = (0..20)
        .map(|i| (person(i % 5, i), person(5 + i % 5, i)))
        .collect();
    let mut moves = Vec::new();
    for (i, (a, b)) in pairs.iter().enumerate() {
        let day = |n: usize| START + n as i64 * DAY + 1_000 * i as i64;
        for n in 0..10 + random.below(10) {
            let (from, to) = if n % 2 == 0 { (a, b) } else { (b, a) };
            archive.mail(day(10 * n), from, &[to]);
        }
        if i < 6 {
            let (at_home, other) = (private(a), if i < 3 { private(b) } else { b.clone() });
            let first = 100 + random.below(100);
            moves.push(day(first) + 5);
            for n in 0..7 {
                let (from, to) = if n % 2 == 0 {
                    (&at_home, &other)
                } else {
                    (&other, &at_home)
                };
                archive.mail(day(first + 3 * n) + 5, from, &[to]);
            }
        }
        // At home some write to somebody else: no back-channel of this pair.
        if i >= 12 {
            let family = format!("kin{i}@hotmail.com");
            for n in 0..5 {
                archive.mail(day(50 + n) + 7, &private(a), &[&family]);
            }
        }
        for one in [a, b] {
            let same = [address(one), address(&private(one))]
                .map(|a| format!("{a:?}"))
                .join(", ");
            decisions += &format!("[[same]]\naddresses = [{same}]\n");
        }
    }
    let work = Work::new();
    work.write("mail/all.mbox", archive.mbox());
    work.write("decisions.toml", decisions);
    work.mailties([
        "analyze",
        "mail",
        "--people",
        "decisions.toml",
        "--case",
        "case",
    ])
    .ok();
    let table = work.table("case/back_channels.csv");
    assert_eq!(table.len(), 6, "{table:?}");
    for (i, (a, b)) in pairs.iter().enumerate().take(6) {
        let (ours, theirs) = if address(a) < address(b) {
            ("a", "b")
        } else {
            ("b", "a")
        };
        let found = row(&table, ours, address(a));
        assert_eq!(found[theirs], address(b));
        assert_eq!(found[&format!("{ours}_private")], address(&private(a)));
        let other = if i < 3 {
            address(&private(b)).to_owned()
        } else {
            String::new()
        };
        assert_eq!(found[&format!("{theirs}_private")], other);
        assert_eq!(found["one_sided"], (i >= 3).to_string());
        assert_eq!(found["both_private"], if i < 3 { "7" } else { "0" });
        assert_eq!(found["one_private"], if i < 3 { "0" } else { "7" });
        assert_eq!(found["first_private"], mailties::report::day(moves[i]));
        assert_eq!(found["evidence"].split(';').count(), 5);
        let [work, before]: [f64; 2] =
            ["work", "work_before"].map(|c| found[c].parse().expect("a number"));
        let share: f64 = found["share_after"].parse().expect("a share");
        assert!((share - 7.0 / (7.0 + work - before)).abs() < 1e-12 && before >= 10.0);
    }
    // Those with two private sides come first.
    assert!(table[..3].iter().all(|r| r["one_sided"] == "false"));
}
