//! Discs of a large picture pushed apart until none lies on another. It does not know what they stand for.

type Point = (f64, f64);

/// Rounds before it is given up: so many for each disc, within bounds.
const WORK: usize = 1_000_000;
const ROUNDS: (usize, usize) = (30, 500);

/// Moves discs apart inside the circle of that radius, those that are `fixed` staying; how many overlap in the end. The same input gives the same
/// places. O(rounds · n) as long as the picture has room: then few discs share a cell.
pub fn push_apart(at: &mut [Point], radius: &[f64], fixed: &[bool], half: f64) -> usize {
    let mut sorted: Vec<f64> = radius.to_vec();
    sorted.sort_by(f64::total_cmp);
    let usual = sorted
        .get(sorted.len() * 9 / 10)
        .copied()
        .unwrap_or(1.0)
        .max(half * 1e-4);
    let rounds = (WORK / at.len().max(1)).clamp(ROUNDS.0, ROUNDS.1);
    for round in 0..rounds {
        let mut moved = false;
        let grid = Grid::new(at, 2.0 * usual, half);
        // Mostly further than needed, so that a heap spreads; every third time not.
        let far = if round % 3 == 0 { 1.02 } else { 2.0 };
        for v in 0..at.len() {
            let reach = radius[v] + usual.max(radius[v]);
            for u in grid.near(at[v], reach) {
                // Of two the larger looks for the smaller; of two alike the later.
                let first = radius[v] > radius[u] || (radius[v] == radius[u] && v > u);
                moved |= first && part(at, radius, fixed, (v, u), far);
            }
        }
        if !moved {
            break;
        }
        for (p, &stays) in at.iter_mut().zip(fixed) {
            let far = p.0.hypot(p.1);
            if !stays && far > half {
                *p = (p.0 * half / far, p.1 * half / far);
            }
        }
    }
    settle(at, radius, fixed, (half, usual))
}

/// Places that are tried for one disc.
const TRIED: usize = 5000;

/// What still overlaps goes to the first free place of a spiral round its own, the largest first; how many find none.
fn settle(at: &mut [Point], radius: &[f64], fixed: &[bool], (half, usual): (f64, f64)) -> usize {
    let mut order: Vec<usize> = (0..at.len()).collect();
    order.sort_by(|&a, &b| {
        (fixed[b].cmp(&fixed[a]))
            .then(radius[b].total_cmp(&radius[a]))
            .then(a.cmp(&b))
    });
    let mut done = Settled {
        grid: Grid::new(&[], 2.0 * usual, half),
        cells: Vec::new(),
        usual,
    };
    done.cells = vec![Vec::new(); done.grid.side * done.grid.side];
    let mut left = 0;
    for v in order {
        if !fixed[v] && !done.is_free(at, radius, at[v], radius[v]) {
            let golden = std::f64::consts::PI * (3.0 - 5f64.sqrt());
            let spiral = (1..TRIED).map(|k| {
                let (r, (sin, cos)) =
                    (radius[v] * (k as f64).sqrt(), (golden * k as f64).sin_cos());
                (at[v].0 + r * cos, at[v].1 + r * sin)
            });
            let mut inside = spiral.filter(|p| p.0.hypot(p.1) <= half);
            match inside.find(|p| done.is_free(at, radius, *p, radius[v])) {
                Some(p) => at[v] = p,
                None => left += 1,
            }
        }
        done.add(at[v], radius[v], v);
    }
    left
}

/// Discs that have their place.
struct Settled {
    grid: Grid,
    /// Those of the usual size in the cell of their middle, larger ones in all that they may touch.
    cells: Vec<Vec<u32>>,
    usual: f64,
}

impl Settled {
    fn add(&mut self, p: Point, radius: f64, v: usize) {
        if radius <= self.usual {
            return self.cells[self.grid.place(p)].push(v as u32);
        }
        for row in self.grid.line(p.1 - radius)..=self.grid.line(p.1 + radius) {
            for column in self.grid.line(p.0 - radius)..=self.grid.line(p.0 + radius) {
                self.cells[row * self.grid.side + column].push(v as u32);
            }
        }
    }

    fn is_free(&self, at: &[Point], radius: &[f64], p: Point, r: f64) -> bool {
        let clear = |v: usize| {
            let (dx, dy, keep) = (at[v].0 - p.0, at[v].1 - p.1, radius[v] + r);
            dx * dx + dy * dy >= keep * keep
        };
        let reach = r + self.usual;
        let columns = self.grid.line(p.0 - reach)..=self.grid.line(p.0 + reach);
        let mut rows = self.grid.line(p.1 - reach)..=self.grid.line(p.1 + reach);
        rows.all(|row| {
            columns.clone().all(|column| {
                let cell = &self.cells[row * self.grid.side + column];
                cell.iter().all(|v| clear(*v as usize))
            })
        })
    }
}

/// Pushes two discs apart along the line between them; true if they overlapped.
fn part(
    at: &mut [Point],
    radius: &[f64],
    fixed: &[bool],
    (v, u): (usize, usize),
    more: f64,
) -> bool {
    let (dx, dy) = (at[v].0 - at[u].0, at[v].1 - at[u].1);
    let (square, keep) = (dx * dx + dy * dy, radius[v] + radius[u]);
    if square >= keep * keep || (fixed[v] && fixed[u]) {
        return false;
    }
    let far = square.sqrt();
    let go = (keep - far) * more + 1e-6;
    // Two in one place part in a direction that their numbers give.
    let (sin, cos) = (u as f64 * 2.399_963).sin_cos();
    let (x, y) = if far > 1e-9 {
        (dx / far, dy / far)
    } else {
        (cos, sin)
    };
    let share = match (fixed[v], fixed[u]) {
        (true, _) => 0.0,
        (_, true) => 1.0,
        _ => radius[u] / keep,
    };
    at[v] = (at[v].0 + share * go * x, at[v].1 + share * go * y);
    at[u] = (
        at[u].0 - (1.0 - share) * go * x,
        at[u].1 - (1.0 - share) * go * y,
    );
    true
}

/// Which discs lie in which square.
struct Grid {
    side: usize,
    cell: f64,
    half: f64,
    starts: Vec<u32>,
    members: Vec<u32>,
}

impl Grid {
    fn new(at: &[Point], cell: f64, half: f64) -> Self {
        let side = (2.0 * half / cell).ceil().clamp(1.0, 2000.0) as usize;
        let cell = 2.0 * half / side as f64;
        let mut grid = Self {
            side,
            cell,
            half,
            starts: vec![0; side * side + 1],
            members: vec![0; at.len()],
        };
        for p in at {
            let place = grid.place(*p);
            grid.starts[place + 1] += 1;
        }
        for i in 0..side * side {
            grid.starts[i + 1] += grid.starts[i];
        }
        let mut next = grid.starts.clone();
        for (v, p) in (0..).zip(at) {
            let place = grid.place(*p);
            grid.members[next[place] as usize] = v;
            next[place] += 1;
        }
        grid
    }

    fn line(&self, x: f64) -> usize {
        (((x + self.half) / self.cell).max(0.0) as usize).min(self.side - 1)
    }

    fn place(&self, p: Point) -> usize {
        self.line(p.1) * self.side + self.line(p.0)
    }

    /// Discs in the squares within a distance.
    fn near(&self, p: Point, reach: f64) -> Vec<usize> {
        let (left, right) = (self.line(p.0 - reach), self.line(p.0 + reach));
        let rows = self.line(p.1 - reach)..=self.line(p.1 + reach);
        rows.flat_map(|row| {
            let (from, to) = (
                self.starts[row * self.side + left],
                self.starts[row * self.side + right + 1],
            );
            self.members[from as usize..to as usize]
                .iter()
                .map(|v| *v as usize)
        })
        .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_heap_parts_and_what_is_fixed_stays() {
        let n = 400;
        let mut at: Vec<Point> = (0..n)
            .map(|i| (f64::from(i % 7), f64::from(i % 5)))
            .collect();
        let radius: Vec<f64> = (0..n)
            .map(|i| if i == 0 { 30.0 } else { 1.0 + f64::from(i % 3) })
            .collect();
        let mut fixed = vec![false; n as usize];
        fixed[0] = true;
        assert_eq!(push_apart(&mut at, &radius, &fixed, 200.0), 0);
        assert_eq!(at[0], (0.0, 0.0));
        for i in 0..at.len() {
            for j in 0..i {
                let far = (at[i].0 - at[j].0).hypot(at[i].1 - at[j].1);
                assert!(
                    far >= (radius[i] + radius[j]) * (1.0 - 1e-9),
                    "{i} {j} {far}"
                );
            }
        }
    }
}
