//! Communities from one slice of time to the next: which persist, split, merge, come and go. It does not know how they were found.

use super::overlap::Overlap;
use serde::Serialize;

/// Two communities of neighbouring slices are linked if so much of what either has is common to both (Jaccard's index over the vertices
/// that are in both slices). Greene et al. find 0.3 a good value.
pub const LINKED: f64 = 0.3;
/// Communities of fewer members are not followed.
pub const LEAST_MEMBERS: u64 = 3;

/// What became of a community.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum Fate {
    /// One community linked to one.
    Persists,
    /// One linked to several later ones.
    Splits,
    /// Several linked to one later one.
    Merges,
    /// Linked to no earlier one.
    Born,
    /// Linked to no later one.
    Gone,
}

/// One event between a slice and the next.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Event {
    /// The later of the two slices, 1 or more.
    pub slice: usize,
    /// What happened.
    pub fate: Fate,
    /// Communities of the slice before, rising.
    pub from: Vec<u32>,
    /// Communities of the slice, rising.
    pub to: Vec<u32>,
    /// Largest overlap of two of them, 0..=1; 0 for what is born or gone.
    pub overlap: f64,
}

/// Communities followed through all slices.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Followed {
    /// For each slice and community in it (by label) the number of the community that lives on through the slices; `None` for those too small.
    /// A community keeps the number of that one of the slice before that it overlaps most with among those it is linked to, if that holds the other way round too.
    pub lives: Vec<Vec<Option<u32>>>,
    /// By slice, fate, and communities.
    pub events: Vec<Event>,
}

/// Follows partitions of the same vertices: `slices[s][v]` is the community of vertex `v` in slice `s`, `None` if it is not there. Labels are
/// small numbers (memory is taken up to the largest). O(slices * n log n).
///
/// D. Greene, D. Doyle, P. Cunningham, Tracking the evolution of communities in dynamic social networks, ASONAM 2010; here only
/// neighbouring slices are compared, and only vertices that are in both.
pub fn follow(slices: &[Vec<Option<u32>>]) -> Followed {
    let mut followed = Followed {
        lives: Vec::with_capacity(slices.len()),
        events: Vec::new(),
    };
    let mut lives = 0;
    for (s, slice) in slices.iter().enumerate() {
        let sizes = sizes(slice);
        let mut own: Vec<Option<u32>> = vec![None; sizes.len()];
        if s > 0 {
            let before = &slices[s - 1];
            let pairs = before.iter().zip(slice).filter_map(|(a, b)| a.zip(*b));
            let overlap = Overlap::of(pairs);
            let links = Links::new(&overlap, &self::sizes(before), &sizes);
            followed.events.extend(links.events(s));
            for (a, b) in links.heirs() {
                own[b as usize] = followed.lives[s - 1][a as usize];
            }
        }
        for (life, &size) in own.iter_mut().zip(&sizes) {
            if life.is_none() && size >= LEAST_MEMBERS {
                *life = Some(lives);
                lives += 1;
            }
        }
        followed.lives.push(own);
    }
    followed
}

/// Members of each community.
fn sizes(slice: &[Option<u32>]) -> Vec<u64> {
    let most = slice.iter().flatten().map(|&c| c as usize + 1).max();
    let mut sizes = vec![0; most.unwrap_or(0)];
    slice.iter().flatten().for_each(|&c| sizes[c as usize] += 1);
    sizes
}

/// What a community is linked to: communities, rising, the one it overlaps most with (of equal ones the smaller), and by how much.
#[derive(Default)]
struct Linked {
    all: Vec<u32>,
    best: u32,
    overlap: f64,
}

impl Linked {
    fn add(&mut self, other: u32, overlap: f64) {
        self.all.push(other);
        if overlap > self.overlap {
            (self.best, self.overlap) = (other, overlap);
        }
    }
}

/// Which communities of two slices are linked: for every followed community of the earlier slice the later ones, and the other way round.
struct Links {
    forth: Vec<Option<Linked>>,
    back: Vec<Option<Linked>>,
}

impl Links {
    fn new(overlap: &Overlap, before: &[u64], after: &[u64]) -> Self {
        let followed = |&size: &u64| (size >= LEAST_MEMBERS).then(Linked::default);
        let mut forth: Vec<Option<Linked>> = before.iter().map(followed).collect();
        let mut back: Vec<Option<Linked>> = after.iter().map(followed).collect();
        for cell in overlap.shared() {
            let (a, b, jaccard) = (cell.0, cell.1, overlap.jaccard(cell));
            if let (Some(forth), Some(back)) = (&mut forth[a as usize], &mut back[b as usize])
                && jaccard >= LINKED
            {
                forth.add(b, jaccard);
                back.add(a, jaccard);
            }
        }
        Self { forth, back }
    }

    fn earlier(&self, b: u32) -> &[u32] {
        let linked = self.back[b as usize].as_ref();
        linked.map_or(&[], |linked| &linked.all)
    }

    /// Pairs of which each is the one that the other overlaps most with.
    fn heirs(&self) -> impl Iterator<Item = (u32, u32)> + '_ {
        let best = |(a, linked): (usize, &Option<Linked>)| {
            let linked = linked.as_ref().filter(|l| l.overlap > 0.0)?;
            let back = self.back[linked.best as usize].as_ref()?;
            (back.best as usize == a).then_some((a as u32, linked.best))
        };
        self.forth.iter().enumerate().filter_map(best)
    }

    fn events(&self, slice: usize) -> Vec<Event> {
        let mut events = Vec::new();
        let mut event = |fate, from: &[u32], to: &[u32], overlap| {
            events.push(Event {
                slice,
                fate,
                from: from.to_vec(),
                to: to.to_vec(),
                overlap,
            });
        };
        for (a, linked) in self.forth.iter().enumerate().filter_map(numbered) {
            match linked.all.as_slice() {
                [] => event(Fate::Gone, &[a], &[], 0.0),
                [b] if self.earlier(*b).len() == 1 => {
                    event(Fate::Persists, &[a], &[*b], linked.overlap);
                }
                [_] => {}
                several => event(Fate::Splits, &[a], several, linked.overlap),
            }
        }
        for (b, linked) in self.back.iter().enumerate().filter_map(numbered) {
            match linked.all.as_slice() {
                [] => event(Fate::Born, &[], &[b], 0.0),
                [_] => {}
                several => event(Fate::Merges, several, &[b], linked.overlap),
            }
        }
        events.sort_by(|x, y| (x.fate, &x.from, &x.to).cmp(&(y.fate, &y.from, &y.to)));
        events
    }
}

/// A followed community and its number.
fn numbered((c, linked): (usize, &Option<Linked>)) -> Option<(u32, &Linked)> {
    Some(c as u32).zip(linked.as_ref())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Digits are communities, anything else is absence.
    fn slice(text: &str) -> Vec<Option<u32>> {
        text.chars().map(|c| c.to_digit(10)).collect()
    }

    fn events(slices: &[&str]) -> Vec<(usize, Fate, Vec<u32>, Vec<u32>)> {
        let slices: Vec<_> = slices.iter().map(|s| slice(s)).collect();
        let found = follow(&slices).events.into_iter();
        found.map(|e| (e.slice, e.fate, e.from, e.to)).collect()
    }

    #[test]
    fn each_fate_by_hand() {
        let found = events(&["000011111122233333....", "1111222000..333333444."]);
        let wanted = [
            (1, Fate::Persists, vec![0], vec![1]),
            (1, Fate::Persists, vec![3], vec![3]),
            (1, Fate::Splits, vec![1], vec![0, 2]),
            (1, Fate::Born, vec![], vec![4]),
            (1, Fate::Gone, vec![2], vec![]),
        ];
        // Vertex 12 of community 2 has gone to 3, the two others are not there at all.
        assert_eq!(found, wanted);
        let back = events(&["1111222000", "0000111111"]);
        assert_eq!(back[0], (1, Fate::Persists, vec![1], vec![0]));
        assert_eq!(back[1], (1, Fate::Merges, vec![0, 2], vec![1]));
    }

    #[test]
    fn a_life_goes_on_under_other_labels() {
        let slices = ["00000111", "11111000", "11110000", "22233344"].map(slice);
        let found = follow(&slices);
        assert_eq!(found.lives[0], [Some(0), Some(1)]);
        assert_eq!(found.lives[1], [Some(1), Some(0)]);
        assert_eq!(found.lives[2], [Some(1), Some(0)]);
        // Of 4 members 3 stay: 3/4; of the other 4 two stay with one of the third.
        assert_eq!(found.lives[3], [None, None, Some(0), Some(1), None]);
        assert_eq!(found.events[0].overlap, 1.0);
        assert_eq!(found.events.last().map(|e| e.overlap), Some(0.75));
    }

    #[test]
    fn whoever_is_absent_says_nothing() {
        // Half of the members are silent in the second slice.
        let found = follow(&[slice("00000000"), slice("0000....")]);
        assert_eq!(found.events[0].fate, Fate::Persists);
        assert_eq!(found.events[0].overlap, 1.0);
        assert!(follow(&[]).lives.is_empty());
        assert!(follow(&[slice("00"), slice("..")]).events.is_empty());
    }
}
