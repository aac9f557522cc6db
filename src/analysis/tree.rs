//! A quadtree over points with masses: what is far counts as one (Barnes and Hut, 1986). It does not move anything.

/// A point with a mass.
#[derive(Clone, Copy, Debug)]
pub(super) struct Body {
    pub x: f32,
    pub y: f32,
    pub mass: f32,
}

/// Points in a leaf.
const LEAF: usize = 8;
/// Bits of a coordinate; the depth is bounded by it.
const BITS: u32 = 16;
/// In a leaf that cannot be split, beyond so many in one place they count as one: no quadratic time.
const CROWD: usize = 64;

#[derive(Clone, Copy, Debug)]
struct Cell {
    x: f32,
    y: f32,
    mass: f32,
    /// Square of its side over the square of the opening angle.
    open: f32,
    /// The next cell if this one is not opened; the children follow it.
    skip: u32,
    /// Bodies of a leaf; empty for others.
    first: u32,
    count: u32,
}

/// The tree, its bodies in the order of a space-filling curve.
#[derive(Debug)]
pub(super) struct Tree {
    cells: Vec<Cell>,
    bodies: Vec<Body>,
    /// Number of each body in that order.
    pub order: Vec<u32>,
}

impl Tree {
    /// From bodies with finite places. O(n log n); the same for any number of threads.
    pub(super) fn new(given: &[Body], theta: f32) -> Self {
        let far = f32::INFINITY;
        let (mut low, mut high) = ([far; 2], [-far; 2]);
        for b in given {
            low = [low[0].min(b.x), low[1].min(b.y)];
            high = [high[0].max(b.x), high[1].max(b.y)];
        }
        let side = (high[0] - low[0]).max(high[1] - low[1]).max(1e-6);
        let most = (1u32 << BITS) - 1;
        let place = |value: f32, low: f32| (((value - low) / side * most as f32) as u32).min(most);
        let mut keys: Vec<u64> = given
            .iter()
            .zip(0u64..)
            .map(|(b, i)| u64::from(interleaved(place(b.x, low[0]), place(b.y, low[1]))) << 32 | i)
            .collect();
        keys.sort_unstable();
        let order: Vec<u32> = keys.iter().map(|key| *key as u32).collect();
        let bodies: Vec<Body> = order.iter().map(|&i| given[i as usize]).collect();
        let mut sums = Vec::with_capacity(bodies.len() + 1);
        let mut sum = [0.0f64; 3];
        sums.push(sum);
        for b in &bodies {
            let m = f64::from(b.mass);
            sum = [
                sum[0] + m * f64::from(b.x),
                sum[1] + m * f64::from(b.y),
                sum[2] + m,
            ];
            sums.push(sum);
        }
        let cells = cells(&keys, &sums, side, theta);
        Self {
            cells,
            bodies,
            order,
        }
    }

    /// The repulsion on a body at a place of the order: sum over all others of `mass · difference / distance²`.
    pub(super) fn push(&self, at: usize) -> (f32, f32) {
        let me = self.bodies[at];
        let (mut fx, mut fy) = (0.0f32, 0.0f32);
        let mut next = 0;
        while let Some(cell) = self.cells.get(next) {
            let (dx, dy) = (me.x - cell.x, me.y - cell.y);
            let square = dx * dx + dy * dy;
            if square > cell.open {
                let push = cell.mass / square;
                fx += dx * push;
                fy += dy * push;
                next = cell.skip as usize;
            } else {
                let bodies = &self.bodies[cell.first as usize..(cell.first + cell.count) as usize];
                for b in bodies.iter().take(CROWD) {
                    let (dx, dy) = (me.x - b.x, me.y - b.y);
                    let square = dx * dx + dy * dy;
                    // Itself, and what lies in the same place, pushes nowhere.
                    let push = if square > 0.0 {
                        b.mass / square.max(1e-6)
                    } else {
                        0.0
                    };
                    fx += dx * push;
                    fy += dy * push;
                }
                next += 1;
            }
        }
        (fx, fy)
    }
}

/// Cells in the order in which they are visited, without recursion.
fn cells(keys: &[u64], sums: &[[f64; 3]], side: f32, theta: f32) -> Vec<Cell> {
    let mut cells: Vec<Cell> = Vec::with_capacity(keys.len() / 2 + 1);
    // A range to be made into a cell, or a cell whose children are all made.
    enum Task {
        Make(usize, usize, u32),
        Close(usize),
    }
    let mut tasks = vec![Task::Make(0, keys.len(), 0)];
    while let Some(task) = tasks.pop() {
        let (from, to, depth) = match task {
            Task::Close(cell) => {
                cells[cell].skip = cells.len() as u32;
                continue;
            }
            Task::Make(from, to, depth) => (from, to, depth),
        };
        if from == to {
            continue;
        }
        let mass = sums[to][2] - sums[from][2];
        let width = side / (1u64 << depth) as f32 / theta;
        let number = cells.len();
        let leaf = to - from <= LEAF || depth >= BITS;
        cells.push(Cell {
            x: ((sums[to][0] - sums[from][0]) / mass) as f32,
            y: ((sums[to][1] - sums[from][1]) / mass) as f32,
            mass: mass as f32,
            open: width * width,
            skip: number as u32 + 1,
            first: from as u32,
            count: if leaf { (to - from) as u32 } else { 0 },
        });
        if leaf {
            continue;
        }
        tasks.push(Task::Close(number));
        let shift = 32 + 2 * (BITS - 1 - depth);
        let range = &keys[from..to];
        let mut ends = [from; 5];
        for quarter in 0..4u64 {
            ends[quarter as usize + 1] =
                from + range.partition_point(|key| (key >> shift) & 3 <= quarter);
        }
        for quarter in (0..4).rev() {
            tasks.push(Task::Make(ends[quarter], ends[quarter + 1], depth + 1));
        }
    }
    cells
}

/// The bits of both coordinates in turn (Morton's order).
fn interleaved(x: u32, y: u32) -> u32 {
    let spread = |v: u32| {
        let v = (v | v << 8) & 0x00FF_00FF;
        let v = (v | v << 4) & 0x0F0F_0F0F;
        let v = (v | v << 2) & 0x3333_3333;
        (v | v << 1) & 0x5555_5555
    };
    spread(x) | spread(y) << 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::random::Random;

    // Against the sum over all pairs.
    #[test]
    fn the_push_is_nearly_that_of_all_pairs() {
        let mut random = Random::new(5);
        let mut one = || random.below(10_000) as f32 / 100.0;
        let bodies: Vec<Body> = (0..500)
            .map(|_| Body {
                x: one(),
                y: one() * one() / 100.0,
                mass: 1.0 + one(),
            })
            .collect();
        for (theta, most) in [(0.01, 1e-3), (1.0, 0.06)] {
            let tree = Tree::new(&bodies, theta);
            let (mut wrong, mut all) = (0.0, 0.0);
            for (at, &i) in tree.order.iter().enumerate() {
                let me = bodies[i as usize];
                let (mut x, mut y) = (0.0f64, 0.0f64);
                for b in &bodies {
                    let (dx, dy) = (f64::from(me.x - b.x), f64::from(me.y - b.y));
                    let square = dx * dx + dy * dy;
                    if square > 0.0 {
                        x += dx * f64::from(b.mass) / square;
                        y += dy * f64::from(b.mass) / square;
                    }
                }
                let found = tree.push(at);
                wrong += (f64::from(found.0) - x).hypot(f64::from(found.1) - y);
                all += x.hypot(y);
            }
            assert!(wrong / all < most, "theta {theta}: {}", wrong / all);
        }
    }

    #[test]
    fn many_in_one_place_cost_no_quadratic_time() {
        let bodies = vec![
            Body {
                x: 1.0,
                y: 1.0,
                mass: 1.0
            };
            100_000
        ];
        let tree = Tree::new(&bodies, 1.0);
        assert_eq!(tree.push(5), (0.0, 0.0));
        assert!(Tree::new(&[], 1.0).order.is_empty());
    }
}
