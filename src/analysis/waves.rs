//! Breadth-first search from many sources at once, one bit a source. It knows distances, not what they are summed to.

use super::Csr;

const WORDS: usize = 4;
/// Sources in a batch.
pub(super) const BATCH: usize = 64 * WORDS;
type Bits = [u64; WORDS];

/// Where a search starts; `leaves` vertices hang at it and are one step further from everybody.
#[derive(Debug, Clone, Copy)]
pub(super) struct Source {
    pub vertex: u32,
    pub leaves: u32,
}

/// Working arrays for one graph; at rest everything is zero.
///
/// M. Then et al., The more the merrier: efficient multi-source graph traversal, VLDB 2014.
pub(super) struct Waves<'a> {
    graph: &'a Csr,
    seen: Vec<Bits>,
    next: Vec<Bits>,
    front: Vec<(u32, Bits)>,
    touched: Vec<u32>,
    visited: Vec<u32>,
    /// The leaf counts of the batch in binary: a power of two and the sources that have it.
    planes: Vec<(f64, Bits)>,
}

impl<'a> Waves<'a> {
    pub(super) fn new(graph: &'a Csr) -> Self {
        let n = graph.len();
        Self {
            graph,
            seen: vec![[0; WORDS]; n],
            next: vec![[0; WORDS]; n],
            front: Vec::new(),
            touched: Vec::new(),
            visited: Vec::new(),
            planes: Vec::new(),
        }
    }

    /// Hands `each` for every vertex and distance: `(vertex, distance, sources at that distance, their leaves)`, for at most
    /// [`BATCH`] sources.
    pub(super) fn run(&mut self, sources: &[Source], mut each: impl FnMut(usize, u32, f64, f64)) {
        self.start(sources);
        let mut distance = 0;
        while !self.front.is_empty() {
            for (v, bits) in &self.front {
                let behind = self
                    .planes
                    .iter()
                    .map(|(worth, plane)| worth * count(and(*bits, *plane)));
                each(*v as usize, distance, count(*bits), behind.sum());
            }
            self.step();
            distance += 1;
        }
        for &v in &self.visited {
            self.seen[v as usize] = [0; WORDS];
        }
        self.visited.clear();
    }

    fn start(&mut self, sources: &[Source]) {
        let mut planes = [[0; WORDS]; 32];
        for (i, source) in sources.iter().enumerate().take(BATCH) {
            let mut bit = [0; WORDS];
            bit[i / 64] = 1 << (i % 64);
            let v = source.vertex as usize;
            self.seen[v] = or(self.seen[v], bit);
            self.front.push((source.vertex, bit));
            self.visited.push(source.vertex);
            for (digit, plane) in planes.iter_mut().enumerate() {
                if source.leaves >> digit & 1 == 1 {
                    *plane = or(*plane, bit);
                }
            }
        }
        let worth = |digit: usize| (1u64 << digit) as f64;
        let used = planes
            .iter()
            .enumerate()
            .filter(|(_, plane)| **plane != [0; WORDS]);
        self.planes = used.map(|(digit, plane)| (worth(digit), *plane)).collect();
    }

    /// One level on.
    fn step(&mut self) {
        let (seen, next) = (&mut self.seen[..], &mut self.next[..]);
        for (v, bits) in &self.front {
            for &t in self.graph.targets(*v as usize) {
                let new = and_not(*bits, seen[t as usize]);
                if new == [0; WORDS] {
                    continue;
                }
                let to = &mut next[t as usize];
                if *to == [0; WORDS] {
                    self.touched.push(t);
                }
                *to = or(*to, new);
            }
        }
        self.front.clear();
        for &t in &self.touched {
            let bits = std::mem::take(&mut next[t as usize]);
            let old = &mut seen[t as usize];
            if *old == [0; WORDS] {
                self.visited.push(t);
            }
            *old = or(*old, bits);
            self.front.push((t, bits));
        }
        self.touched.clear();
    }
}

fn and(a: Bits, b: Bits) -> Bits {
    std::array::from_fn(|i| a[i] & b[i])
}

fn and_not(a: Bits, b: Bits) -> Bits {
    std::array::from_fn(|i| a[i] & !b[i])
}

fn or(a: Bits, b: Bits) -> Bits {
    std::array::from_fn(|i| a[i] | b[i])
}

fn count(bits: Bits) -> f64 {
    f64::from(bits.iter().map(|word| word.count_ones()).sum::<u32>())
}
