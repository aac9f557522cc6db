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
    /// Arcs into each vertex; the same graph if it is symmetric.
    into: &'a Csr,
    seen: Vec<Bits>,
    /// Sources whose wave is at the vertex: now, and on the next level.
    front: Vec<Bits>,
    next: Vec<Bits>,
    /// The vertices whose `front`, and whose `next`, is not empty.
    here: Vec<u32>,
    touched: Vec<u32>,
    /// All sources of the batch.
    all: Bits,
    /// Vertices that not all waves have passed yet; listed when first needed.
    open: Vec<u32>,
    listed: bool,
    visited: Vec<u32>,
    /// The leaf counts of the batch in binary: a power of two and the sources that have it.
    planes: Vec<(f64, Bits)>,
}

impl<'a> Waves<'a> {
    pub(super) fn new(graph: &'a Csr, into: &'a Csr) -> Self {
        let n = graph.len();
        Self {
            graph,
            into,
            seen: vec![[0; WORDS]; n],
            front: vec![[0; WORDS]; n],
            next: vec![[0; WORDS]; n],
            here: Vec::new(),
            touched: Vec::new(),
            all: [0; WORDS],
            open: Vec::new(),
            listed: false,
            visited: Vec::new(),
            planes: Vec::new(),
        }
    }

    /// Hands `each` for every vertex and distance: `(vertex, distance, sources at that distance, their leaves)`, for at most
    /// [`BATCH`] sources.
    pub(super) fn run(&mut self, sources: &[Source], mut each: impl FnMut(usize, u32, f64, f64)) {
        self.start(sources);
        let mut distance = 0;
        while !self.here.is_empty() {
            for &v in &self.here {
                let bits = self.front[v as usize];
                let behind = self
                    .planes
                    .iter()
                    .map(|(worth, plane)| worth * count(and(bits, *plane)));
                each(v as usize, distance, count(bits), behind.sum());
            }
            self.step();
            distance += 1;
        }
        for &v in &self.visited {
            self.seen[v as usize] = [0; WORDS];
        }
        self.visited.clear();
        self.listed = false;
    }

    fn start(&mut self, sources: &[Source]) {
        let mut planes = [[0; WORDS]; 32];
        self.all = [0; WORDS];
        for (i, source) in sources.iter().enumerate().take(BATCH) {
            let mut bit = [0; WORDS];
            bit[i / 64] = 1 << (i % 64);
            let v = source.vertex as usize;
            self.seen[v] = or(self.seen[v], bit);
            self.front[v] = bit;
            self.all = or(self.all, bit);
            self.here.push(source.vertex);
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

    /// One level on, in the cheaper direction.
    fn step(&mut self) {
        let arcs: usize = self
            .here
            .iter()
            .map(|&v| self.graph.degree(v as usize))
            .sum();
        if arcs * 4 > self.graph.arc_count() {
            self.pull();
        } else {
            self.push();
        }
        for &v in &self.here {
            self.front[v as usize] = [0; WORDS];
        }
        std::mem::swap(&mut self.here, &mut self.touched);
        std::mem::swap(&mut self.front, &mut self.next);
        self.touched.clear();
        for &t in &self.here {
            let old = &mut self.seen[t as usize];
            if *old == [0; WORDS] {
                self.visited.push(t);
            }
            *old = or(*old, self.front[t as usize]);
        }
    }

    /// From the vertices of the level along their arcs.
    fn push(&mut self) {
        for &v in &self.here {
            let bits = self.front[v as usize];
            for &t in self.graph.targets(v as usize) {
                let new = and_not(bits, self.seen[t as usize]);
                if new == [0; WORDS] {
                    continue;
                }
                let to = &mut self.next[t as usize];
                if *to == [0; WORDS] {
                    self.touched.push(t);
                }
                *to = or(*to, new);
            }
        }
    }

    /// From the vertices that a wave has still to reach back along their arcs.
    fn pull(&mut self) {
        if !self.listed {
            self.open.clear();
            self.open.extend(0..self.graph.len() as u32);
            self.listed = true;
        }
        let (all, front, seen, into) = (self.all, &self.front, &self.seen, self.into);
        let (next, touched) = (&mut self.next, &mut self.touched);
        self.open.retain(|&v| {
            let missing = and_not(all, seen[v as usize]);
            if missing == [0; WORDS] {
                return false;
            }
            let mut found = [0; WORDS];
            for &t in into.targets(v as usize) {
                found = or(found, front[t as usize]);
                if and_not(missing, found) == [0; WORDS] {
                    break;
                }
            }
            let new = and(found, missing);
            if new != [0; WORDS] {
                next[v as usize] = new;
                touched.push(v);
            }
            true
        });
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

/// Number of bits set: bytewise for each word, then added up at once (there is no such instruction on the oldest machines).
fn count(bits: Bits) -> f64 {
    let mut bytes = 0u64;
    for word in bits {
        let pairs = word - (word >> 1 & 0x5555_5555_5555_5555);
        let nibbles = (pairs & 0x3333_3333_3333_3333) + (pairs >> 2 & 0x3333_3333_3333_3333);
        bytes += (nibbles + (nibbles >> 4)) & 0x0f0f_0f0f_0f0f_0f0f;
    }
    let halves = (bytes & 0x00ff_00ff_00ff_00ff) + (bytes >> 8 & 0x00ff_00ff_00ff_00ff);
    f64::from((halves.wrapping_mul(0x0001_0001_0001_0001) >> 48) as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_are_counted() {
        let mixed = [1 << 63, 0xf1, u64::MAX, 0];
        for bits in [[0; WORDS], [u64::MAX; WORDS], mixed] {
            let wanted: u32 = bits.iter().map(|word| word.count_ones()).sum();
            assert_eq!(count(bits), f64::from(wanted));
        }
    }
}
