//! Months, gaps, silences, reply times, and the spells of a GEXF.

use super::planted::{Archive, DAY, Mail, START, person};
use crate::support::{Work, row};

/// Twelve months of 2001, `mails` a month between two people, but for the months that `keep` leaves out.
fn year(archive: &mut Archive, mails: i64, pair: (&str, &str), keep: impl Fn(usize) -> bool) {
    for (month, first) in MONTHS.iter().enumerate().filter(|(m, _)| keep(m + 1)) {
        for n in 0..mails {
            let (from, to) = if n % 2 == 0 { pair } else { (pair.1, pair.0) };
            let time = START + first * DAY + n * DAY / 2 + month as i64;
            archive.mail(time, from, &[to]);
        }
    }
}

/// Days before each month of 2001.
const MONTHS: [i64; 12] = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];

#[test]
fn months_and_gaps_of_mailboxes() {
    let (alva, bero, cilla) = (person(0, 0), person(1, 1), person(2, 2));
    let mut archive = Archive::default();
    year(&mut archive, 8, (&alva, &bero), |month| {
        month != 5 && month != 6
    });
    // Bero's mailbox has more of hers in those months.
    let first = archive.mail(START + 130 * DAY + 77, &alva, &[&bero]);
    year(&mut archive, 6, (&bero, &cilla), |_| true);
    let work = Work::new();
    work.write("mail/enron.brakel-a.all", archive.mbox_of(|n| n < first));
    work.write("mail/enron.casten-b.all", archive.mbox_of(|n| n >= first));
    work.mailties(["analyze", "mail", "--case", "case"]).ok();
    let months = work.table("case/months.csv");
    assert_eq!(months.len(), 12);
    let may = row(&months, "month", "2001-05");
    for (column, cell) in [
        ("messages", "7"),
        ("measured", "7"),
        ("writers", "3"),
        ("mailboxes", "1"),
        ("silent_mailboxes", "1"),
        ("largest_mailbox", "casten-b"),
        ("largest_share", "1.0"),
    ] {
        assert_eq!(may[column], cell, "{column}");
    }
    assert_eq!(row(&months, "month", "2001-02")["mailboxes"], "2");
    let gaps = work.table("case/gaps.csv");
    assert_eq!(gaps.len(), 1, "{gaps:?}");
    for (column, cell) in [
        ("mailbox", "brakel-a"),
        ("owner_label", "Alva Brakel"),
        ("from", "2001-05"),
        ("to", "2001-06"),
        ("months", "2"),
        ("usual", "8.0"),
        ("elsewhere", "1"),
        ("archive", "13"),
    ] {
        assert_eq!(gaps[0][column], cell, "{column}");
    }
    // Eight a month without variance: Poisson, e^-8 a month.
    let p: f64 = gaps[0]["p"].parse().expect("a probability");
    assert!((p / (-16.0_f64).exp() - 1.0).abs() < 1e-9);
    assert_eq!(gaps[0]["evidence"].split(';').count(), 3);
}

#[test]
fn silences_with_the_mail_before_and_after() {
    let (alva, bero, cilla) = (person(0, 0), person(1, 1), person(2, 2));
    let mut archive = Archive::default();
    year(&mut archive, 4, (&alva, &bero), |month| {
        !(4..=8).contains(&month)
    });
    year(&mut archive, 6, (&bero, &cilla), |_| true);
    year(&mut archive, 8, (&alva, &cilla), |month| month >= 7);
    let work = Work::new();
    work.write("mail/all.mbox", archive.mbox());
    work.mailties(["analyze", "mail", "--case", "case"]).ok();
    let all = work.table("case/silences.csv");
    // Alva and Bero have 28 letters: too few for a tie; each person has more, and each organization.
    let ties: Vec<_> = all.iter().filter(|r| r["what"] == "tie").collect();
    assert_eq!(ties.len(), 2, "{ties:?}");
    // The onset of a tie.
    let onset = ties
        .iter()
        .find(|r| r["Id"].starts_with("alva"))
        .expect("the tie");
    assert_eq!(onset["first"], "2001-07-01");
    let alva = all
        .iter()
        .find(|r| r["what"] == "person" && r["Id"].starts_with("alva"));
    let alva = alva.expect("a person");
    // Her last letter before is the fourth of March, 36 hours into it; the next one of July.
    for (column, cell) in [
        ("letters", "76"),
        ("months", "9"),
        ("silent_from", "2001-03-02"),
        ("silent_to", "2001-07-01"),
        ("first", "2001-01-01"),
    ] {
        assert_eq!(alva[column], cell, "{column}");
    }
    // Nine of nine other months have letters: three silent ones, (1 - 9.5 / 10)^3.
    let p: f64 = alva["p"].parse().expect("a probability");
    assert!((p / 0.05_f64.powi(3) - 1.0).abs() < 1e-9, "{p}");
    let first = &all[0];
    assert!(first["p"].parse::<f64>().is_ok_and(|least| least <= p));
}

// By hand: Bero answers Alva after 1, 2, 3, 4 and 10 hours, once a minute before she wrote, twice the same letter, and leaves one unanswered.
#[test]
fn reply_times_and_clocks_that_are_wrong() {
    let (alva, bero, cilla) = (person(0, 0), person(1, 1), person(2, 2));
    let mut archive = Archive::default();
    let answer = |archive: &mut Archive, day: i64, seconds: &[i64]| {
        let time = START + day * DAY;
        let parent = archive.mail(time, &alva, &[&bero]);
        for after in seconds {
            archive.add(&Mail {
                time: time + after,
                from: &bero,
                to: &[&alva],
                cc: &[],
                answers: Some(parent),
            });
        }
    };
    for (day, hours) in [(1, 1), (5, 4), (8, 2), (12, 10), (15, 3)] {
        answer(&mut archive, day, &[hours * 3_600, 20 * 3_600]);
    }
    answer(&mut archive, 20, &[-60]);
    answer(&mut archive, 25, &[]);
    // Four answers are no habit.
    for day in 40..44 {
        let parent = archive.mail(START + day * DAY, &cilla, &[&bero]);
        archive.add(&Mail {
            time: START + day * DAY + 60,
            from: &bero,
            to: &[&cilla],
            cc: &[],
            answers: Some(parent),
        });
    }
    let work = Work::new();
    work.write("mail/all.mbox", archive.mbox());
    work.mailties(["analyze", "mail", "--case", "case"]).ok();
    let table = work.table("case/replies.csv");
    assert_eq!(table.len(), 1, "{table:?}");
    for (column, cell) in [
        ("Label", "Bero Casten"),
        ("to_label", "Alva Brakel"),
        ("replies", "5"),
        ("asked", "7"),
        ("hours_quartile", "2.0"),
        ("hours_median", "3.0"),
        ("hours_three_quarters", "4.0"),
        ("inferred", "0"),
        ("clock_errors", "1"),
    ] {
        assert_eq!(table[0][column], cell, "{column}");
    }
}

#[test]
fn spells_of_ties_for_the_timeline() {
    let (alva, bero, cilla) = (person(0, 0), person(1, 1), person(2, 2));
    let mut archive = Archive::default();
    year(&mut archive, 1, (&alva, &bero), |month| {
        [1, 2, 3, 8].contains(&month)
    });
    archive.mail(START + 40 * DAY, &alva, &[&cilla]);
    let work = Work::new();
    work.write("mail/all.mbox", archive.mbox());
    work.mailties(["analyze", "mail", "--case", "case"]).ok();
    let run = work
        .mailties(["export", "case", "--format", "gexf", "--spells"])
        .ok();
    run.says("mode=\"dynamic\" timeformat=\"date\" timerepresentation=\"interval\"");
    run.says("<spells><spell start=\"2001-01-01\" end=\"2001-03-31\"/><spell start=\"2001-08-01\" end=\"2001-08-31\"/></spells>");
    run.says("<spells><spell start=\"2001-02-01\" end=\"2001-02-28\"/></spells>");
    let node = |id: &str| {
        let start = run
            .stdout
            .find(&format!("<node id=\"{id}"))
            .expect("a node");
        &run.stdout[start..start + run.stdout[start..].find('>').expect("its end")]
    };
    assert!(node("cilla").ends_with("start=\"2001-02-01\" end=\"2001-02-28\""));
    assert!(node("alva").ends_with("start=\"2001-01-01\" end=\"2001-08-31\""));
    // Without the option all is as before.
    let still = work.mailties(["export", "case", "--format", "gexf"]).ok();
    assert!(!still.stdout.contains("spell") && still.stdout.contains("mode=\"static\""));
    let refused = work
        .mailties(["export", "case", "--format", "dot", "--spells"])
        .code(2);
    refused.complains("--spells is for --format gexf only");
    // Parts and other networks have them too.
    for network in ["organizations", "mentions", "co-mentions"] {
        let arguments = [
            "export",
            "case",
            "--format",
            "gexf",
            "--spells",
            "--network",
            network,
        ];
        let spells = work
            .mailties(arguments)
            .ok()
            .stdout
            .matches("<spells>")
            .count();
        assert_eq!(spells > 0, network == "organizations", "{network}");
    }
}
