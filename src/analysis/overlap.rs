//! Two partitions of the same vertices side by side: which parts share how many vertices.

/// Shared vertices of the parts of two partitions, sparse.
pub(super) struct Overlap {
    /// Part of the first, part of the second, vertices in both; by part of the first, then of the second.
    shared: Vec<(u32, u32, u64)>,
    first: Vec<u64>,
    second: Vec<u64>,
}

impl Overlap {
    /// Labels are below the number of vertices; both lists are equally long. O(n + shared parts log shared parts).
    pub(super) fn new(first: &[u32], second: &[u32]) -> Self {
        Self::of(first.iter().copied().zip(second.iter().copied()))
    }

    /// The same for the vertices that are given.
    pub(super) fn of(pairs: impl Iterator<Item = (u32, u32)>) -> Self {
        let mut keys: Vec<u64> = pairs
            .map(|(a, b)| u64::from(a) << 32 | u64::from(b))
            .collect();
        keys.sort_unstable();
        let mut found = Self {
            shared: Vec::new(),
            first: Vec::new(),
            second: Vec::new(),
        };
        for run in keys.chunk_by(|a, b| a == b) {
            let (a, b, count) = ((run[0] >> 32) as u32, run[0] as u32, run.len() as u64);
            found.shared.push((a, b, count));
            add(&mut found.first, a, count);
            add(&mut found.second, b, count);
        }
        found
    }

    /// Shared vertices, parts of the first and the second; by part of the first, then of the second.
    pub(super) fn shared(&self) -> &[(u32, u32, u64)] {
        &self.shared
    }

    /// Vertices both have over those that one has, 0..=1.
    pub(super) fn jaccard(&self, &(a, b, both): &(u32, u32, u64)) -> f64 {
        let either = self.first[a as usize] + self.second[b as usize] - both;
        both as f64 / either as f64
    }

    /// For each part of the first the part of the second that overlaps most with it, if it in turn overlaps most with that
    /// (Jaccard's index; of equal ones the part of smaller number).
    pub(super) fn mutual(&self) -> Vec<Option<u32>> {
        let mut forth: Vec<(f64, u32)> = vec![(0.0, u32::MAX); self.first.len()];
        let mut back: Vec<(f64, u32)> = vec![(0.0, u32::MAX); self.second.len()];
        for cell in &self.shared {
            let jaccard = self.jaccard(cell);
            let (a, b) = (cell.0 as usize, cell.1 as usize);
            if jaccard > forth[a].0 {
                forth[a] = (jaccard, cell.1);
            }
            if jaccard > back[b].0 {
                back[b] = (jaccard, cell.0);
            }
        }
        let agreed = |(a, &(_, b)): (usize, &(f64, u32))| {
            let there = back.get(b as usize)?;
            (there.1 as usize == a).then_some(b)
        };
        forth.iter().enumerate().map(agreed).collect()
    }

    /// Agreement of the two beyond chance: 1 if they are the same, about 0 if by chance.
    ///
    /// L. Hubert, P. Arabie, Comparing partitions, J. Classif. 2, 1985.
    pub(super) fn adjusted_rand(&self) -> f64 {
        let pairs = |n: u64| n as f64 * (n as f64 - 1.0) / 2.0;
        let both: f64 = self.shared.iter().map(|s| pairs(s.2)).sum();
        let first: f64 = self.first.iter().copied().map(pairs).sum();
        let second: f64 = self.second.iter().copied().map(pairs).sum();
        let all = pairs(self.first.iter().sum());
        let chance = if all > 0.0 { first * second / all } else { 0.0 };
        let most = (first + second) / 2.0;
        if most > chance {
            (both - chance) / (most - chance)
        } else {
            1.0
        }
    }
}

fn add(sums: &mut Vec<u64>, part: u32, count: u64) {
    let part = part as usize;
    if part >= sums.len() {
        sums.resize(part + 1, 0);
    }
    sums[part] += count;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agreement_by_hand() {
        let same = Overlap::new(&[0, 0, 1, 2], &[2, 2, 0, 1]);
        assert_eq!(same.adjusted_rand(), 1.0);
        assert_eq!(same.mutual(), [Some(2), Some(0), Some(1)]);
        // sklearn's adjusted_rand_score([0, 0, 1, 2], [0, 0, 1, 1]).
        let off = Overlap::new(&[0, 0, 1, 2], &[0, 0, 1, 1]);
        assert!((off.adjusted_rand() - 0.5714285714285714).abs() < 1e-12);
        // 1 and 2 each are half of the other's 1; the first of them is taken.
        assert_eq!(off.mutual(), [Some(0), Some(1), None]);
        assert_eq!(Overlap::new(&[], &[]).adjusted_rand(), 1.0);
        assert_eq!(Overlap::new(&[0, 1, 2], &[0, 1, 2]).adjusted_rand(), 1.0);
        assert_eq!(Overlap::new(&[0, 0, 0], &[0, 1, 2]).adjusted_rand(), 0.0);
    }
}
