//! Changes: the month in which a tie begins to write more, found although the archive itself grows.

use std::collections::BTreeMap;

use super::planted::{Archive, DAY, Random, START, address, person};
use crate::support::Work;

/// Days before each month from 2001-01 on, for three years.
fn months() -> Vec<i64> {
    let first = |m: i64| {
        let (year, month) = (2001 + m / 12, m % 12);
        let days = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334][month as usize];
        (year - 2001) * 365 + days
    };
    (0..36).map(first).collect()
}

/// `2001-01` is 0.
fn number(month: &str) -> i64 {
    let part = |range: std::ops::Range<usize>| month[range].parse::<i64>().expect("a number");
    (part(0..4) - 2001) * 12 + part(5..7) - 1
}

// Twenty ties at even rates, in an archive that grows threefold after a year; six ties that begin in a month of their own; six that end.
#[test]
fn planted_onsets_and_ends_are_found_within_a_month() {
    for seed in [2, 8] {
        let mut random = Random::new(seed);
        let mut archive = Archive::default();
        let mut planted: BTreeMap<String, i64> = BTreeMap::new();
        for i in 0..32_usize {
            let (a, b) = (person(i % 5, i), person(5 + i % 5, i));
            // Late enough for 30 letters before it.
            let turn = 12 + random.below(16) as i64;
            let active = |month: i64| match i {
                0..6 => month >= turn,
                6..12 => month < turn,
                _ => true,
            };
            if i < 12 {
                planted.insert(address(&a).to_owned(), turn);
            }
            for (month, first) in (0..).zip(months()).filter(|(m, _)| active(*m)) {
                // About 3 a month, later 9: all of the archive grows.
                let usual = if month < 12 { 3 } else { 9 };
                for _ in 0..usual - 2 + random.below(5) as i64 {
                    let time = START + first * DAY + random.below(28 * DAY as usize) as i64;
                    let (from, to) = if random.below(2) == 0 {
                        (&a, &b)
                    } else {
                        (&b, &a)
                    };
                    archive.mail(time, from, &[to]);
                }
            }
        }
        let work = Work::new();
        work.write("mail/all.mbox", archive.mbox());
        work.mailties(["analyze", "mail", "--case", "case"]).ok();
        let table = work.table("case/changes.csv");
        let ties: Vec<_> = table.iter().filter(|r| r["what"] == "tie").collect();
        let mut found = 0;
        for one in &ties {
            let turn = [&one["Id"], &one["other"]]
                .into_iter()
                .find_map(|id| planted.get(id));
            let Some(turn) = turn else { continue };
            let near = (number(&one["month"]) - turn).abs() <= 1;
            found += usize::from(near);
            let rate = |column: &str| one[column].parse::<f64>().expect("a rate");
            assert!(rate("p") <= 0.01 && rate("q_value") >= rate("p"));
            assert!(
                rate("before") == 0.0 || rate("after") == 0.0 || !near,
                "{one:?}"
            );
            assert!(!one["evidence"].is_empty());
        }
        assert_eq!(found, planted.len(), "seed {seed}: {ties:?}");
        // Of the others, one in a hundred may seem to change.
        assert!(ties.len() <= planted.len() + 2, "seed {seed}: {ties:?}");
    }
}
