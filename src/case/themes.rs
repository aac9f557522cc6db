//! What groups of messages are about: the words of their subjects that set a group apart. It does not know what a group is.

use std::collections::BTreeMap;
use std::path::Path;

use rusqlite::Connection;
use rustc_hash::{FxHashMap, FxHashSet};

use super::index::words;
use super::open_read_only;
use crate::error::{Error, Result};

/// Fewest letters of a word, fewest messages of a group that have it, and fewest messages of a group.
const LETTERS: usize = 4;
/// See [`LETTERS`].
const MESSAGES: u32 = 5;

/// For each of `groups` the words that set it apart, the strongest first, at most `most`. `of` gives the group of a version by its row.
///
/// A word counts once a message. Its strength is Dunning's log-likelihood ratio of its share of the group's messages to that of all others; only
/// words that are more frequent in the group are taken. O(letters of all subjects).
///
/// T. Dunning, Accurate methods for the statistics of surprise and coincidence, Computational Linguistics 19, 1993.
///
/// # Errors
/// If the case cannot be read.
pub fn themes(
    folder: &Path,
    of: &FxHashMap<i64, u32>,
    groups: usize,
    most: usize,
) -> Result<Vec<Vec<String>>> {
    let counted = count(&open_read_only(folder)?, of, groups)
        .map_err(|e| Error::new(format!("the case database cannot be read: {e}")))?;
    Ok((0..groups)
        .map(|group| counted.best(group as u32, most))
        .collect())
}

/// Messages by word and group.
struct Counted {
    /// Of each word the groups whose messages have it.
    words: BTreeMap<String, FxHashMap<u32, u32>>,
    /// Messages of each group.
    sizes: Vec<u32>,
}

fn count(
    database: &Connection,
    of: &FxHashMap<i64, u32>,
    groups: usize,
) -> rusqlite::Result<Counted> {
    let mut statement = database.prepare("SELECT id, subject FROM version")?;
    let mut rows = statement.query([])?;
    let mut counted = Counted {
        words: BTreeMap::new(),
        sizes: vec![0; groups],
    };
    let mut seen: FxHashSet<String> = FxHashSet::default();
    while let Some(row) = rows.next()? {
        let Some(&group) = of.get(&row.get(0)?) else {
            continue;
        };
        counted.sizes[group as usize] += 1;
        let subject: String = row.get(1)?;
        seen.clear();
        words::each(&subject, |word, _, _| {
            let tells = word.len() >= LETTERS && word.chars().all(char::is_alphabetic);
            if tells && seen.insert(word.to_owned()) {
                let groups = match counted.words.get_mut(word) {
                    Some(groups) => groups,
                    None => counted.words.entry(word.to_owned()).or_default(),
                };
                *groups.entry(group).or_default() += 1;
            }
        });
    }
    Ok(counted)
}

impl Counted {
    fn best(&self, group: u32, most: usize) -> Vec<String> {
        let all: u32 = self.sizes.iter().sum();
        let own = self.sizes[group as usize];
        let mut ranked: Vec<(f64, &str)> = self
            .words
            .iter()
            .filter_map(|(word, groups)| {
                let inside = *groups.get(&group).filter(|n| **n >= MESSAGES)?;
                let everywhere: u32 = groups.values().sum();
                let strength = likelihood_ratio(inside, own, everywhere - inside, all - own);
                let more =
                    f64::from(inside) * f64::from(all) > f64::from(own) * f64::from(everywhere);
                (more && strength > SURE).then_some((strength, word.as_str()))
            })
            .collect();
        ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
        ranked
            .into_iter()
            .take(most)
            .map(|(_, word)| word.to_owned())
            .collect()
    }
}

/// A ratio of this size is chance in one of 10,000 words (chi-squared, one degree of freedom).
const SURE: f64 = 15.13;

/// Dunning's ratio for `a` of `n` messages against `b` of `m`.
fn likelihood_ratio(a: u32, n: u32, b: u32, m: u32) -> f64 {
    let part = |k: u32, n: u32, p: f64| {
        let (k, rest) = (f64::from(k), f64::from(n.saturating_sub(k)));
        let log = |x: f64, p: f64| if x > 0.0 { x * p.ln() } else { 0.0 };
        log(k, p) + log(rest, 1.0 - p)
    };
    let share = |k: u32, n: u32| f64::from(k) / f64::from(n.max(1));
    let both = share(a + b, n + m);
    2.0 * (part(a, n, share(a, n)) + part(b, m, share(b, m)) - part(a, n, both) - part(b, m, both))
}

#[cfg(test)]
mod tests {
    use super::likelihood_ratio;

    // Python: scipy.stats.chi2_contingency([[a, n-a], [b, m-b]], lambda_="log-likelihood", correction=False).
    #[test]
    fn the_ratio_is_the_g_statistic() {
        assert!((likelihood_ratio(10, 100, 5, 200) - 7.329_811_674_221_491).abs() < 1e-9);
        assert!((likelihood_ratio(30, 50, 30, 50)).abs() < 1e-9);
        assert!(likelihood_ratio(0, 10, 5, 10).is_finite());
    }
}
