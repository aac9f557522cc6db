//! Discs of a large picture pushed apart until none lies on another. It does not know what they stand for.

type Point = (f64, f64);

/// Rounds before it is given up.
const ROUNDS: usize = 30;

/// Moves discs apart inside the circle of that radius, those that are `fixed` staying; how many pairs overlap in the end. The same input gives the same
/// places. O(rounds · n) as long as the picture has room: then few discs share a cell.
pub fn push_apart(at: &mut [Point], radius: &[f64], fixed: &[bool], half: f64) -> usize {
    let mut sorted: Vec<f64> = radius.to_vec();
    sorted.sort_by(f64::total_cmp);
    let usual = sorted
        .get(sorted.len() * 9 / 10)
        .copied()
        .unwrap_or(1.0)
        .max(half * 1e-4);
    let mut left = 0;
    for _ in 0..ROUNDS {
        left = 0;
        let grid = Grid::new(at, 2.0 * usual, half);
        for v in 0..at.len() {
            let reach = radius[v] + usual.max(radius[v]);
            for u in grid.near(at[v], reach) {
                // Of two the larger looks for the smaller; of two alike the later.
                let first = radius[v] > radius[u] || (radius[v] == radius[u] && v > u);
                left += usize::from(first && part(at, radius, fixed, v, u));
            }
        }
        if left == 0 {
            break;
        }
        for (p, &stays) in at.iter_mut().zip(fixed) {
            let far = p.0.hypot(p.1);
            if !stays && far > half {
                *p = (p.0 * half / far, p.1 * half / far);
            }
        }
    }
    left
}

/// Pushes two discs apart along the line between them; true if they overlapped.
fn part(at: &mut [Point], radius: &[f64], fixed: &[bool], v: usize, u: usize) -> bool {
    let (dx, dy) = (at[v].0 - at[u].0, at[v].1 - at[u].1);
    let (far, keep) = (dx.hypot(dy), radius[v] + radius[u]);
    if far >= keep || (fixed[v] && fixed[u]) {
        return false;
    }
    let go = (keep - far) * 1.02 + 1e-6;
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
