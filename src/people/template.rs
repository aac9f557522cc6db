//! Mails made from one template: much of each returns in the next one. It compares digests of lines, and knows no text.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::case::facts::Facts;

/// Lines that return make a template if they are so many, and so large a part (one in so many) of the mail's own lines.
const LINES: usize = 2;
const PART: usize = 10;
/// Mails of one sender that are looked at.
const MOST: usize = 500;

/// Of these versions, all by one sender, those with different words: how many are made from a template, and how many they are. Made: at least two own lines, and a tenth of all, stand
/// in another of them with other words. O(lines).
pub fn made(facts: &Facts, versions: &[u32]) -> (u32, u32) {
    let lines = |v: u32| -> FxHashSet<u64> {
        let version = &facts.versions[v as usize];
        facts.lines_in(version.own_lines).iter().copied().collect()
    };
    let mut bodies = FxHashSet::default();
    let mails: Vec<FxHashSet<u64>> = versions
        .iter()
        .take(MOST)
        .filter(|v| bodies.insert(facts.versions[**v as usize].body_key))
        .map(|v| lines(*v))
        .collect();
    let mut uses: FxHashMap<u64, u32> = FxHashMap::default();
    for mail in &mails {
        #[expect(
            clippy::iter_over_hash_type,
            reason = "each line is counted in a place of its own"
        )]
        for line in mail {
            *uses.entry(*line).or_default() += 1;
        }
    }
    let returning = |mail: &&FxHashSet<u64>| {
        let n = mail.iter().filter(|line| uses[line] > 1).count();
        n >= LINES && n * PART >= mail.len()
    };
    (
        mails.iter().filter(returning).count() as u32,
        mails.len() as u32,
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::facts::Version;
    use crate::message::Kind;

    fn version(facts: &mut Facts, number: u8, own: &[u64]) {
        let start = facts.lines.len() as u32;
        facts.lines.extend_from_slice(own);
        facts.versions.push(Version {
            row: 0,
            digest: [number; 16],
            body_key: [number; 16],
            strict_key: [number; 16],
            letters: 100,
            date: None,
            kind: Kind::Personal,
            subject: 0,
            is_reply: false,
            list: 0,
            participants: (0, 0),
            parents: (0, 0),
            mentions: (0, 0),
            signed: (0, 0),
            own_lines: (start, facts.lines.len() as u32),
            quoted_lines: (0, 0),
            quoted: (0, 0),
        });
    }

    #[test]
    fn what_returns_makes_a_template() {
        let mut facts = Facts::default();
        version(&mut facts, 1, &[1, 2, 3, 10, 11]);
        version(&mut facts, 2, &[1, 2, 3, 20, 21]);
        version(&mut facts, 3, &[1, 30, 31, 32]);
        version(&mut facts, 5, &(50..75).chain([1, 2]).collect::<Vec<_>>());
        version(&mut facts, 4, &[40, 41, 42]);
        assert_eq!(made(&facts, &[0, 1, 2, 3, 4]), (2, 5));
        assert_eq!(made(&facts, &[0]), (0, 1));
        // The same words twice are one mail.
        version(&mut facts, 4, &[40, 41, 42]);
        assert_eq!(made(&facts, &[4, 5]), (0, 1));
    }
}
