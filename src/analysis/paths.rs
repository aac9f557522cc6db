//! Counts shortest paths from eight sources at once (Brandes' two passes). It knows neither folding nor sampling.
//!
//! Each vertex has eight lanes, one a source. The sources of a batch lie close together, so most vertices are reached on the
//! same level in many lanes and one visit of an arc serves them all, with plain vector additions and hardly a branch.

use super::Csr;

/// Sources in a batch.
pub(super) const LANES: usize = 8;
type Lanes = [f64; LANES];

/// Path counts above this are scaled down, so that none becomes infinite: only ratios between levels matter.
const TOO_MANY: f64 = 1e200;
const TOO_FEW: f64 = 1e-250;

/// Working arrays for one graph; at rest everything is zero.
pub(super) struct Paths<'a> {
    graph: &'a Csr,
    /// Vertices that stand for more than themselves, as targets.
    weight: &'a [f64],
    seen: Vec<u8>,
    reached: Vec<u8>,
    sigma: Vec<Lanes>,
    sum: Vec<Lanes>,
    delta: Vec<Lanes>,
    visits: Vec<(u32, u8)>,
    levels: Vec<(usize, f64)>,
}

impl<'a> Paths<'a> {
    pub(super) fn new(graph: &'a Csr, weight: &'a [f64]) -> Self {
        let n = graph.len();
        Self {
            graph,
            weight,
            seen: vec![0; n],
            reached: vec![0; n],
            sigma: vec![[0.0; LANES]; n],
            sum: vec![[0.0; LANES]; n],
            delta: vec![[0.0; LANES]; n],
            visits: Vec::new(),
            levels: Vec::new(),
        }
    }

    /// For at most eight different sources, hands `each` every vertex reached on the way with, per lane, the weight of the
    /// targets whose shortest paths from that source lead through it (a source's own is 0). A vertex may come several
    /// times, with disjoint lanes; lanes without value are 0.
    pub(super) fn dependencies(&mut self, sources: &[u32], mut each: impl FnMut(u32, Lanes)) {
        self.start(sources);
        while self.forward() {}
        for level in (2..self.levels.len()).rev() {
            self.backward(level);
        }
        for i in 0..self.visits.len() {
            let (v, mask) = self.visits[i];
            each(v, times(self.delta[v as usize], mask));
        }
        self.clear();
    }

    fn start(&mut self, sources: &[u32]) {
        for (lane, &s) in sources.iter().enumerate().take(LANES) {
            self.seen[s as usize] |= 1 << lane;
            self.sigma[s as usize][lane] = 1.0;
            self.visits.push((s, 1 << lane));
        }
        self.levels.push((0, 1.0));
    }

    fn level(&self, level: usize) -> std::ops::Range<usize> {
        let end = self
            .levels
            .get(level + 1)
            .map_or(self.visits.len(), |l| l.0);
        self.levels[level].0..end
    }

    /// One level on: path counts flow along the arcs to whoever was not seen yet. False at the end.
    fn forward(&mut self) -> bool {
        let level = self.level(self.levels.len() - 1);
        let begin = self.visits.len();
        for i in level {
            let (v, mask) = self.visits[i];
            let flow = times(self.sigma[v as usize], mask);
            for &t in self.graph.targets(v as usize) {
                let t = t as usize;
                let new = mask & !self.seen[t];
                if new != 0 {
                    if self.reached[t] == 0 {
                        self.visits.push((t as u32, 0));
                    }
                    self.reached[t] |= new;
                    add(&mut self.sum[t], flow);
                }
            }
        }
        if begin < self.visits.len() {
            let scale = self.settle(begin);
            self.levels.push((begin, scale));
        }
        begin < self.visits.len()
    }

    /// Makes what was gathered the path counts of the new level; returns the factor it was scaled by.
    fn settle(&mut self, begin: usize) -> f64 {
        let mut most = 0.0f64;
        for (v, mask) in &mut self.visits[begin..] {
            let v = *v as usize;
            *mask = self.reached[v];
            self.reached[v] = 0;
            self.seen[v] |= *mask;
            let new = times(self.sum[v], *mask);
            most = new.iter().fold(most, |a, &b| a.max(b));
            add(&mut self.sigma[v], new);
            self.sum[v] = [0.0; LANES];
        }
        if most <= TOO_MANY {
            return 1.0;
        }
        for &(v, mask) in &self.visits[begin..] {
            for lane in (0..LANES).filter(|lane| mask >> lane & 1 == 1) {
                let count = &mut self.sigma[v as usize][lane];
                *count = (*count / TOO_MANY).max(TOO_FEW);
            }
        }
        1.0 / TOO_MANY
    }

    /// One level back: each vertex of the level before gets its share of what the vertices of this level carry.
    fn backward(&mut self, level: usize) {
        let scale = self.levels[level].1;
        for i in self.level(level) {
            let (w, mask) = self.visits[i];
            let w = w as usize;
            self.reached[w] = mask;
            for lane in 0..LANES {
                let on = f64::from(mask >> lane & 1);
                let carried = on * scale * (self.weight[w] + self.delta[w][lane]);
                self.sum[w][lane] = carried / (self.sigma[w][lane] + (1.0 - on));
            }
        }
        for i in self.level(level - 1) {
            let (v, mask) = self.visits[i];
            let mut gathered = [0.0; LANES];
            for &t in self.graph.targets(v as usize) {
                if self.reached[t as usize] & mask != 0 {
                    add(&mut gathered, self.sum[t as usize]);
                }
            }
            let v = v as usize;
            for lane in 0..LANES {
                let on = f64::from(mask >> lane & 1);
                self.delta[v][lane] += on * self.sigma[v][lane] * gathered[lane];
            }
        }
        for i in self.level(level) {
            let w = self.visits[i].0 as usize;
            self.reached[w] = 0;
            self.sum[w] = [0.0; LANES];
        }
    }

    fn clear(&mut self) {
        for &(v, _) in &self.visits {
            let v = v as usize;
            self.seen[v] = 0;
            self.sigma[v] = [0.0; LANES];
            self.delta[v] = [0.0; LANES];
        }
        self.visits.clear();
        self.levels.clear();
    }
}

#[inline]
fn add(to: &mut Lanes, what: Lanes) {
    for lane in 0..LANES {
        to[lane] += what[lane];
    }
}

/// The lanes of `mask`, the others 0.
#[inline]
fn times(mut lanes: Lanes, mask: u8) -> Lanes {
    for (lane, x) in lanes.iter_mut().enumerate() {
        *x *= f64::from(mask >> lane & 1);
    }
    lanes
}
