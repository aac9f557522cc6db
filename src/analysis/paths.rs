//! Counts shortest paths from one source (Brandes' two passes). It knows neither folding nor sampling.
//!
//! The forward pass goes from level to level in the cheaper direction (S. Beamer et al., Direction-optimizing breadth-first
//! search, 2012): along the arcs of the current level, or from the vertices not seen yet back to it. It writes down the
//! arcs that lie on shortest paths, so that the backward pass touches no other. No branch depends on the data of an arc.

use super::Csr;

const UNSEEN: u8 = 0;
const NEXT: u8 = 1;
const CURRENT: u8 = 2;
const CLOSED: u8 = 3;

/// Path counts above this are scaled down, so that none becomes infinite: only ratios between levels matter.
const TOO_MANY: f64 = 1e200;
const TOO_FEW: f64 = 1e-250;

/// The graph that is searched; vertices of one component have consecutive numbers.
pub(super) struct Ground {
    /// Arcs out of each vertex.
    pub out: Csr,
    /// Arcs into each vertex; `None` if they are the same (undirected).
    pub back: Option<Csr>,
    /// How many vertices each stands for as a target.
    pub weight: Vec<f64>,
    /// First vertex of each component and, at the end, the number of vertices.
    pub component_start: Vec<u32>,
    /// Component of each vertex.
    pub component: Vec<u32>,
}

/// One step of the forward pass: `visits[start..]` is its first level; the links of the step are `links[first_link..]`, cut by
/// `ends[first_end..]` into one group for each vertex of the level before (`down`) or of the level reached.
#[derive(Clone, Copy)]
struct Step {
    start: usize,
    end: usize,
    first_link: usize,
    first_end: usize,
    down: bool,
    scale: f64,
}

/// Working arrays for one graph; at rest everything is zero.
pub(super) struct Paths<'a> {
    ground: &'a Ground,
    state: Vec<u8>,
    /// Number of shortest paths; in the backward pass, once done with a vertex, what it hands to each of its paths.
    sigma: Vec<f64>,
    delta: Vec<f64>,
    visits: Vec<u32>,
    visited: usize,
    links: Vec<u32>,
    ends: Vec<usize>,
    steps: Vec<Step>,
    unseen: Vec<u32>,
}

impl<'a> Paths<'a> {
    pub(super) fn new(ground: &'a Ground) -> Self {
        let n = ground.out.len();
        Self {
            ground,
            state: vec![UNSEEN; n],
            sigma: vec![0.0; n],
            delta: vec![0.0; n],
            visits: vec![0; n + 1],
            visited: 0,
            links: vec![0; ground.out.arc_count() + 1],
            ends: Vec::with_capacity(n),
            steps: Vec::new(),
            unseen: Vec::new(),
        }
    }

    /// Hands `each` every vertex between `source` and others with the weight of the targets whose shortest paths from
    /// `source` lead through it.
    pub(super) fn dependencies(&mut self, source: u32, mut each: impl FnMut(usize, f64)) {
        self.forward(source);
        for step in (2..self.steps.len()).rev() {
            self.backward(step);
        }
        let last = self.steps.last().map_or(0, |step| step.start);
        for &v in &self.visits[1.min(last)..last] {
            each(v as usize, self.delta[v as usize]);
        }
        self.clear();
    }

    fn forward(&mut self, source: u32) {
        let ground = self.ground;
        self.sigma[source as usize] = 1.0;
        self.visits[0] = source;
        self.visited = 1;
        let start = Step {
            start: 0,
            end: 1,
            first_link: 0,
            first_end: 0,
            down: true,
            scale: 1.0,
        };
        self.steps.push(start);
        let component = ground.component[source as usize] as usize;
        let range = ground.component_start[component]..ground.component_start[component + 1];
        let into = ground.back.as_ref().unwrap_or(&ground.out);
        let mut unseen_arcs =
            into.arcs(range.start as usize).start..into.arcs(range.end as usize - 1).end;
        let mut listed = false;
        let mut links = 0;
        let mut level = self.open(0, 1, into, &mut unseen_arcs);
        loop {
            let last = self.steps[self.steps.len() - 1];
            let (begin, first_end) = (self.visited, self.ends.len());
            let first_link = links;
            let down = unseen_arcs.len() > level;
            if down {
                links = self.push(last, links);
            } else {
                if !listed {
                    listed = true;
                    self.unseen.clear();
                    let state = &self.state;
                    self.unseen
                        .extend(range.clone().filter(|&v| state[v as usize] == UNSEEN));
                }
                links = self.pull(into, links);
            }
            if begin == self.visited {
                return;
            }
            self.visits[last.start..last.end]
                .iter()
                .for_each(|&v| self.state[v as usize] = CLOSED);
            let scale = self.rescale(begin);
            self.steps.push(Step {
                start: begin,
                end: self.visited,
                first_link,
                first_end,
                down,
                scale,
            });
            level = self.open(begin, self.visited, into, &mut unseen_arcs);
        }
    }

    /// Makes the vertices reached the current level; gives the number of their arcs.
    fn open(
        &mut self,
        start: usize,
        end: usize,
        into: &Csr,
        unseen: &mut std::ops::Range<usize>,
    ) -> usize {
        let (mut arcs, mut seen) = (0, 0);
        for &v in &self.visits[start..end] {
            self.state[v as usize] = CURRENT;
            arcs += self.ground.out.degree(v as usize);
            seen += into.degree(v as usize);
        }
        unseen.start += seen;
        arcs
    }

    /// From the current level along its arcs.
    fn push(&mut self, from: Step, mut links: usize) -> usize {
        let (state, sigma) = (&mut self.state[..], &mut self.sigma[..]);
        let (found, kept) = (&mut self.visits[..], &mut self.links[..]);
        let mut visited = self.visited;
        for i in from.start..from.end {
            let v = found[i] as usize;
            let count = sigma[v];
            for &t in self.ground.out.targets(v) {
                let seen = &mut state[t as usize];
                let on = *seen < CURRENT;
                found[visited] = t;
                visited += usize::from(*seen == UNSEEN);
                *seen = (*seen).max(NEXT);
                kept[links] = t;
                links += usize::from(on);
                sigma[t as usize] += if on { count } else { 0.0 };
            }
            self.ends.push(links);
        }
        self.visited = visited;
        links
    }

    /// From all vertices not seen yet back to the current level.
    fn pull(&mut self, into: &Csr, mut links: usize) -> usize {
        let (state, sigma, kept) = (
            &mut self.state[..],
            &mut self.sigma[..],
            &mut self.links[..],
        );
        let mut left = 0;
        for i in 0..self.unseen.len() {
            let t = self.unseen[i];
            if state[t as usize] != UNSEEN {
                continue;
            }
            let mut count = 0.0;
            let first = links;
            for &v in into.targets(t as usize) {
                let on = state[v as usize] == CURRENT;
                kept[links] = v;
                links += usize::from(on);
                count += if on { sigma[v as usize] } else { 0.0 };
            }
            let reached = links > first;
            if reached {
                sigma[t as usize] = count;
                state[t as usize] = NEXT;
                self.visits[self.visited] = t;
                self.visited += 1;
                self.ends.push(links);
            } else {
                self.unseen[left] = t;
                left += 1;
            }
        }
        self.unseen.truncate(left);
        links
    }

    /// Scales the path counts of a new level down if they are too large; returns the factor.
    fn rescale(&mut self, begin: usize) -> f64 {
        let level = &self.visits[begin..self.visited];
        let most = level
            .iter()
            .map(|&v| self.sigma[v as usize])
            .fold(0.0, f64::max);
        if most <= TOO_MANY {
            return 1.0;
        }
        for &v in level {
            let count = &mut self.sigma[v as usize];
            *count = (*count / TOO_MANY).max(TOO_FEW);
        }
        1.0 / TOO_MANY
    }

    /// One level back: each vertex of the level before gets its share of what the vertices of this level carry.
    fn backward(&mut self, step: usize) {
        let (to, from) = (self.steps[step], self.steps[step - 1]);
        let (sigma, delta) = (&mut self.sigma[..], &mut self.delta[..]);
        for &w in &self.visits[to.start..to.end] {
            let w = w as usize;
            sigma[w] = to.scale * (self.ground.weight[w] + delta[w]) / sigma[w];
        }
        let mut first = to.first_link;
        let before = &self.visits[from.start..from.end];
        if to.down {
            for (&v, &end) in before.iter().zip(&self.ends[to.first_end..]) {
                let carried = self.links[first..end].iter().map(|&w| sigma[w as usize]);
                delta[v as usize] = sigma[v as usize] * carried.sum::<f64>();
                first = end;
            }
            return;
        }
        for (&w, &end) in self.visits[to.start..to.end]
            .iter()
            .zip(&self.ends[to.first_end..])
        {
            let share = sigma[w as usize];
            self.links[first..end]
                .iter()
                .for_each(|&v| delta[v as usize] += share);
            first = end;
        }
        before
            .iter()
            .for_each(|&v| delta[v as usize] *= sigma[v as usize]);
    }

    fn clear(&mut self) {
        for &v in &self.visits[..self.visited] {
            self.state[v as usize] = UNSEEN;
            self.sigma[v as usize] = 0.0;
            self.delta[v as usize] = 0.0;
        }
        self.visited = 0;
        self.ends.clear();
        self.steps.clear();
    }
}
