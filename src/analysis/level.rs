//! One level of the Leiden algorithm: a graph whose vertices stand for sets of vertices. It does not know passes and runs.

use super::Csr;
use super::random::Random;

/// A symmetric weighted graph; the weight inside a vertex counts in its strength only.
pub(super) struct Level {
    offsets: Vec<usize>,
    targets: Vec<u32>,
    weights: Vec<f64>,
    /// Strength of each vertex, with what lies inside it.
    strength: Vec<f64>,
    /// Sum of all strengths (2m).
    total: f64,
}

/// Memory that all levels and passes of a run share; between two uses `around` is 0 and `waiting` false everywhere.
#[derive(Default)]
pub(super) struct Scratch {
    /// Weights from one vertex to the communities around it.
    around: Vec<f64>,
    touched: Vec<u32>,
    /// Ring of vertices to look at; each is in it at most once.
    queue: Vec<u32>,
    waiting: Vec<bool>,
    strength: Vec<f64>,
    members: Vec<u32>,
    empty: Vec<u32>,
    cut: Vec<f64>,
}

impl Scratch {
    pub(super) fn new(n: usize) -> Self {
        Self {
            around: vec![0.0; n],
            touched: vec![0; n + 1],
            waiting: vec![false; n],
            ..Self::default()
        }
    }
}

/// Vertices are looked at in so many blocks at most, in any order, and in any order within a block: neighbours in memory are met
/// close in time.
const BLOCKS: usize = 4096;

impl Level {
    /// The level whose vertices are those of a graph that `place` names, in rising order from 0; `u32::MAX` for vertices without ties. Those that
    /// share a place count as one.
    pub(super) fn new(graph: &Csr, place: &[u32], n: usize) -> Self {
        let mut level = Self::with_capacity(n, graph.arc_count());
        level.strength.resize(n, 0.0);
        let mut first = vec![u32::MAX; n];
        for (v, &p) in place.iter().enumerate().filter(|(_, p)| **p != u32::MAX) {
            level.strength[p as usize] += graph.strength(v);
            if first[p as usize] == u32::MAX || graph.degree(v) > 1 {
                first[p as usize] = v as u32;
            }
        }
        for (p, &v) in first.iter().enumerate() {
            for (t, w) in graph.row(v as usize) {
                if place[t] as usize != p {
                    level.targets.push(place[t]);
                    level.weights.push(w);
                }
            }
            level.offsets.push(level.targets.len());
        }
        level.total = level.strength.iter().sum();
        level
    }

    fn with_capacity(n: usize, arcs: usize) -> Self {
        let mut offsets = Vec::with_capacity(n + 1);
        offsets.push(0);
        Self {
            offsets,
            targets: Vec::with_capacity(arcs),
            weights: Vec::with_capacity(arcs),
            strength: Vec::with_capacity(n),
            total: 0.0,
        }
    }

    pub(super) fn len(&self) -> usize {
        self.strength.len()
    }

    /// Modularity of a partition into communities below [`Level::len`].
    pub(super) fn modularity(&self, community: &[u32], resolution: f64) -> f64 {
        let mut strength = vec![0.0; self.len()];
        let mut outside = 0.0;
        for (v, &own) in community.iter().enumerate() {
            strength[own as usize] += self.strength[v];
            for (t, w) in self.row(v) {
                outside += if community[t as usize] == own { 0.0 } else { w };
            }
        }
        let expected: f64 = strength.iter().map(|s| (s / self.total).powi(2)).sum();
        1.0 - outside / self.total - resolution * expected
    }

    fn row(&self, v: usize) -> impl Iterator<Item = (u32, f64)> + '_ {
        let arcs = self.offsets[v]..self.offsets[v + 1];
        let targets = self.targets[arcs.clone()].iter().copied();
        targets.zip(self.weights[arcs].iter().copied())
    }

    /// All vertices in the order in which they are looked at.
    fn order(&self, random: &mut Random, order: &mut Vec<u32>) {
        let n = self.len();
        let block = n.div_ceil(BLOCKS).max(1);
        let mut blocks: Vec<u32> = (0..n.div_ceil(block) as u32).collect();
        random.shuffle(&mut blocks);
        order.clear();
        for b in blocks {
            let start = b as usize * block;
            let before = order.len();
            order.extend(start as u32..(start + block).min(n) as u32);
            random.shuffle(&mut order[before..]);
        }
    }

    fn strengths_of(&self, community: &[u32], sums: &mut Vec<f64>) {
        sums.clear();
        sums.resize(self.len(), 0.0);
        for (v, &c) in community.iter().enumerate() {
            sums[c as usize] += self.strength[v];
        }
    }

    /// Moves each vertex to the neighbouring community (or an empty one) that gains most; whoever has a neighbour that moved
    /// elsewhere is looked at again.
    pub(super) fn move_vertices(
        &self,
        community: &mut [u32],
        resolution: f64,
        random: &mut Random,
        scratch: &mut Scratch,
    ) {
        let n = self.len();
        self.order(random, &mut scratch.queue);
        self.strengths_of(community, &mut scratch.strength);
        scratch.members.clear();
        scratch.members.resize(n, 0);
        community
            .iter()
            .for_each(|&c| scratch.members[c as usize] += 1);
        scratch.empty.clear();
        let unused = (0..n as u32).rev();
        let unused = unused.filter(|&c| scratch.members[c as usize] == 0);
        scratch.empty.extend(unused);
        scratch.waiting[..n].fill(true);
        let (mut head, mut left) = (0, n);
        while left > 0 {
            let v = scratch.queue[head] as usize;
            head = if head + 1 == n { 0 } else { head + 1 };
            left -= 1;
            scratch.waiting[v] = false;
            let own = community[v];
            let best = self.best_community(v, own, community, resolution, scratch);
            if best == own {
                continue;
            }
            community[v] = best;
            scratch.moved(own, best, self.strength[v]);
            for &t in &self.targets[self.offsets[v]..self.offsets[v + 1]] {
                if community[t as usize] != best && !scratch.waiting[t as usize] {
                    scratch.waiting[t as usize] = true;
                    let tail = head + left;
                    scratch.queue[if tail >= n { tail - n } else { tail }] = t;
                    left += 1;
                }
            }
        }
    }

    fn best_community(
        &self,
        v: usize,
        own: u32,
        community: &[u32],
        resolution: f64,
        scratch: &mut Scratch,
    ) -> u32 {
        let touched = scratch.gather(self.row(v).map(|(t, w)| (community[t as usize], w)));
        let pull = resolution * self.strength[v] / self.total;
        // A hair's breadth is not worth a move: rounding must not move vertices for ever.
        let least = 1e-12 * self.strength[v];
        let others = scratch.strength[own as usize] - self.strength[v];
        let stay = scratch.around[own as usize] - pull * others;
        let mut best = (stay, own);
        for &c in &scratch.touched[..touched] {
            let gain = scratch.around[c as usize] - pull * scratch.strength[c as usize];
            scratch.around[c as usize] = 0.0;
            if gain > best.0 + least && c != own {
                best = (gain, c);
            }
        }
        match scratch.empty.last() {
            Some(&c) if best.0 < -least && scratch.members[own as usize] > 1 => c,
            _ => best.1,
        }
    }

    /// Parts of each community that are well connected: starts from single vertices and merges each that is still single and
    /// well connected into the part that gains most.
    pub(super) fn refine(
        &self,
        community: &[u32],
        resolution: f64,
        random: &mut Random,
        scratch: &mut Scratch,
    ) -> Vec<u32> {
        let n = self.len();
        let mut part: Vec<u32> = (0..n as u32).collect();
        self.order(random, &mut scratch.queue);
        let mut whole = std::mem::take(&mut scratch.strength);
        self.strengths_of(community, &mut whole);
        let mut strength = self.strength.clone();
        // Weight from each part to the rest of its community.
        let mut cut = std::mem::take(&mut scratch.cut);
        cut.clear();
        for (v, &own) in community.iter().enumerate() {
            let inside = |(t, w): (u32, f64)| if community[t as usize] == own { w } else { 0.0 };
            cut.push(self.row(v).map(inside).sum());
        }
        let well = |cut: f64, own: f64, all: f64| {
            cut >= resolution * own * (all - own) / self.total * (1.0 - 1e-12)
        };
        // Whether others have merged into it.
        scratch.waiting[..n].fill(false);
        for i in 0..n {
            let v = scratch.queue[i] as usize;
            let (own, all) = (community[v], whole[community[v] as usize]);
            if scratch.waiting[v] || cut[v] <= 0.0 || !well(cut[v], self.strength[v], all) {
                continue;
            }
            let inside = self.row(v).filter(|&(t, _)| community[t as usize] == own);
            let touched = scratch.gather(inside.map(|(t, w)| (part[t as usize], w)));
            let pull = resolution * self.strength[v] / self.total;
            let (mut best, mut to, mut shared) = (0.0, v, 0.0);
            for &p in &scratch.touched[..touched] {
                let p = p as usize;
                let weight = std::mem::take(&mut scratch.around[p]);
                let gain = weight - pull * strength[p];
                if gain > best && well(cut[p], strength[p], all) {
                    (best, to, shared) = (gain, p, weight);
                }
            }
            if to != v {
                cut[to] += cut[v] - 2.0 * shared;
                strength[to] += self.strength[v];
                part[v] = to as u32;
                scratch.waiting[to] = true;
            }
        }
        scratch.waiting[..n].fill(false);
        scratch.strength = whole;
        scratch.cut = cut;
        part
    }

    /// The graph whose vertices are the `count` parts.
    pub(super) fn aggregated(&self, part: &[u32], count: usize, scratch: &mut Scratch) -> Self {
        let mut start = vec![0usize; count + 1];
        part.iter().for_each(|&p| start[p as usize + 1] += 1);
        (0..count).for_each(|p| start[p + 1] += start[p]);
        let mut next = start.clone();
        let mut members = vec![0u32; part.len()];
        for (v, &p) in part.iter().enumerate() {
            members[next[p as usize]] = v as u32;
            next[p as usize] += 1;
        }
        let mut level = Self::with_capacity(count, self.targets.len() / 2);
        level.total = self.total;
        for p in 0..count {
            let members = &members[start[p]..start[p + 1]];
            let rows = members.iter().flat_map(|&v| self.row(v as usize));
            let touched = scratch.gather(rows.map(|(t, w)| (part[t as usize], w)));
            for &q in &scratch.touched[..touched] {
                let weight = std::mem::take(&mut scratch.around[q as usize]);
                if q as usize != p {
                    level.targets.push(q);
                    level.weights.push(weight);
                }
            }
            level.offsets.push(level.targets.len());
            let strength = members.iter().map(|&v| self.strength[v as usize]);
            level.strength.push(strength.sum());
        }
        level
    }
}

impl Scratch {
    /// Sums the weights (above 0) by name into `around`; the names are the first of `touched`, as many as is returned.
    fn gather(&mut self, arcs: impl Iterator<Item = (u32, f64)>) -> usize {
        let mut count = 0;
        for (name, weight) in arcs {
            let sum = &mut self.around[name as usize];
            self.touched[count] = name;
            count += usize::from(*sum == 0.0);
            *sum += weight;
        }
        count
    }

    /// A vertex of that strength went from one community to another.
    fn moved(&mut self, from: u32, to: u32, strength: f64) {
        self.empty.pop_if(|c| *c == to);
        self.strength[from as usize] -= strength;
        self.strength[to as usize] += strength;
        self.members[from as usize] -= 1;
        self.members[to as usize] += 1;
        if self.members[from as usize] == 0 {
            self.strength[from as usize] = 0.0;
            self.empty.push(from);
        }
    }
}
