//! Disjoint sets with the smallest member as the name of a set.

/// Disjoint sets of `0..n`.
#[derive(Clone, Debug)]
pub struct UnionFind(Vec<u32>);

impl UnionFind {
    /// `n` sets of one.
    pub fn new(n: usize) -> Self {
        Self((0..n as u32).collect())
    }

    /// The smallest member of the set of `x`. Amortized O(log n) (path halving).
    pub fn find(&mut self, mut x: u32) -> u32 {
        while self.0[x as usize] != x {
            let up = self.0[self.0[x as usize] as usize];
            self.0[x as usize] = up;
            x = up;
        }
        x
    }

    /// Joins the sets of `a` and `b`; tells whether they were apart.
    pub fn join(&mut self, a: u32, b: u32) -> bool {
        let (a, b) = (self.find(a), self.find(b));
        self.0[a.max(b) as usize] = a.min(b);
        a != b
    }
}

#[cfg(test)]
mod tests {
    use super::UnionFind;

    #[test]
    fn sets_are_named_by_their_smallest_member() {
        let mut sets = UnionFind::new(5);
        assert!(sets.join(4, 3));
        assert!(sets.join(3, 1));
        assert!(!sets.join(1, 4));
        assert_eq!(
            (0..5).map(|x| sets.find(x)).collect::<Vec<_>>(),
            [0, 1, 2, 1, 1]
        );
    }
}
