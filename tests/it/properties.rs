//! Laws that hold for all inputs: of sets, of periods, of copies in whatever files they lie.

use std::collections::BTreeMap;

use mailties::case::Case;
use mailties::conversation::union_find::UnionFind;
use mailties::network::Period;
use mailties::pipeline::{self, Conclusions};
use proptest::prelude::*;

use crate::sample::generator::{Options, generate};

/// The sets by a slow way: colours that are repainted.
fn painted(n: usize, joins: &[(usize, usize)]) -> Vec<usize> {
    let mut colour: Vec<usize> = (0..n).collect();
    for (a, b) in joins {
        let (a, b) = (colour[*a], colour[*b]);
        for c in &mut colour {
            if *c == a.max(b) {
                *c = a.min(b);
            }
        }
    }
    colour
}

proptest! {
    #[test]
    fn sets_are_those_of_the_slow_way(joins in prop::collection::vec((0_usize..30, 0_usize..30), 0..60)) {
        let mut sets = UnionFind::new(30);
        for (i, (a, b)) in joins.iter().enumerate() {
            let before = painted(30, &joins[..i]);
            prop_assert_eq!(sets.join(*a as u32, *b as u32), before[*a] != before[*b]);
        }
        let found: Vec<usize> = (0..30).map(|x| sets.find(x) as usize).collect();
        prop_assert_eq!(found, painted(30, &joins));
    }

    #[test]
    fn sets_do_not_depend_on_the_order(joins in prop::collection::vec((0_u32..30, 0_u32..30), 0..40), turn in 0_usize..40) {
        let of = |joins: &[(u32, u32)]| {
            let mut sets = UnionFind::new(30);
            for (a, b) in joins {
                sets.join(*a, *b);
            }
            (0..30).map(|x| sets.find(x)).collect::<Vec<_>>()
        };
        let mut other: Vec<(u32, u32)> = joins.iter().map(|(a, b)| (*b, *a)).collect();
        if !other.is_empty() {
            let turn = turn % other.len();
            other.rotate_left(turn);
        }
        other.reverse();
        prop_assert_eq!(of(&joins), of(&other));
    }

    #[test]
    fn periods_cut_time_into_two_without_rest(day: i64, date: Option<i64>) {
        let after = Period { after: Some(day), before: None };
        let before = Period { after: None, before: Some(day) };
        let both = after.holds(date) as u32 + before.holds(date) as u32;
        // Undated mail lies in no period; all other mail in one of the two.
        prop_assert_eq!(both, u32::from(date.is_some()));
        prop_assert!(Period::default().holds(date));
    }
}

/// The raw messages of a generated archive, separator lines included.
fn raw_messages() -> Vec<Vec<u8>> {
    let archive = generate(&Options {
        messages: 200,
        seed: 9,
        one_file: false,
    });
    let rule =
        regex::bytes::Regex::new(r"(?m)^From \S+@\S+ \w{3} \w{3} [ \d]\d \d\d:\d\d:\d\d \d{4}$")
            .expect("a pattern");
    let mut found = Vec::new();
    for (_, bytes) in &archive.files {
        let starts: Vec<usize> = rule.find_iter(bytes).map(|m| m.start()).collect();
        let ends = starts.iter().skip(1).copied().chain([bytes.len()]);
        found.extend(starts.iter().zip(ends).map(|(s, e)| bytes[*s..e].to_vec()));
    }
    assert_eq!(found.len() as u64, archive.truth.found);
    found
}

fn concluded(boxes: &[Vec<Vec<u8>>]) -> Conclusions {
    let folder = tempfile::tempdir().expect("a folder");
    let mail = folder.path().join("mail");
    std::fs::create_dir(&mail).expect("a folder");
    for (number, messages) in boxes.iter().enumerate() {
        std::fs::write(mail.join(format!("{number}.mbox")), messages.concat()).expect("a file");
    }
    let case = Case::create(&folder.path().join("case")).expect("a case");
    pipeline::ingest(&case, &[mail], pipeline::Options::default(), &()).expect("ingest");
    pipeline::conclude(case.folder()).expect("conclusions")
}

/// Copies, date and parent of a message.
type Copies = (u32, Option<i64>, Option<String>);

/// What must not depend on where the copies lie: messages with their copies, threads, people with all their addresses.
fn conclusions(case: &Conclusions) -> (BTreeMap<String, Copies>, BTreeMap<String, Vec<String>>) {
    let id = |m: u32| case.messages.list[m as usize].id.clone();
    let messages = case.messages.list.iter().enumerate().map(|(number, m)| {
        let parent = case.threads.parent[number].map(|(p, _)| id(p));
        (m.id.clone(), (m.copies, m.date, parent))
    });
    let people = case.people.list.iter().map(|p| {
        let of = |address: u32| {
            case.facts
                .addresses
                .get(address as usize)
                .map(|a| a.text.to_string())
        };
        (
            p.id.clone(),
            p.aliases.iter().filter_map(|a| of(a.address)).collect(),
        )
    });
    (messages.collect(), people.collect())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(6))]

    #[test]
    fn conclusions_do_not_depend_on_where_the_copies_lie(order in Just(raw_messages()).prop_shuffle(), boxes in 1_usize..6) {
        let whole = conclusions(&concluded(&[raw_messages()]));
        let mut files = vec![Vec::new(); boxes];
        for (number, raw) in order.into_iter().enumerate() {
            files[number * number % boxes].push(raw);
        }
        let dealt = conclusions(&concluded(&files));
        prop_assert_eq!(whole.0.len(), dealt.0.len());
        prop_assert_eq!(whole, dealt);
    }
}
