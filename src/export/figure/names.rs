//! Places for names beside what they name: no two overlap. It does not know fonts, and draws nothing.

/// A name that wants a place, as a box beside a disc.
#[derive(Clone, Copy, Debug)]
pub struct Name {
    /// Middle of the disc.
    pub at: (f64, f64),
    /// Its radius.
    pub radius: f64,
    /// Half the width and height of the words.
    pub half: (f64, f64),
}

/// Where a name stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spot {
    /// Middle of the words.
    pub at: (f64, f64),
    /// So far from its disc that a line leads to it.
    pub far: bool,
}

/// Side of the squares in which lines are counted.
const CELL: f64 = 3.0;

/// How much is drawn where: places with fewer lines are better.
#[derive(Debug)]
pub struct Crowd {
    columns: usize,
    rows: usize,
    count: Vec<f64>,
}

impl Crowd {
    /// Nothing, on a page of that size.
    pub fn new(size: (f64, f64)) -> Self {
        let columns = (size.0 / CELL).ceil().clamp(1.0, 1000.0) as usize;
        let rows = (size.1 / CELL).ceil().clamp(1.0, 1000.0) as usize;
        Self {
            columns,
            rows,
            count: vec![0.0; columns * rows],
        }
    }

    fn cell(&self, p: (f64, f64)) -> Option<usize> {
        let (x, y) = (p.0 / CELL, p.1 / CELL);
        let inside = x >= 0.0 && y >= 0.0 && x < self.columns as f64 && y < self.rows as f64;
        inside.then(|| y as usize * self.columns + x as usize)
    }

    /// Something is drawn at this point.
    pub fn add(&mut self, p: (f64, f64), much: f64) {
        if let Some(cell) = self.cell(p) {
            self.count[cell] += much;
        }
    }

    fn under(&self, at: (f64, f64), half: (f64, f64)) -> f64 {
        let steps = (2.0 * half.0 / CELL).ceil().max(1.0) as usize;
        let of = |i: usize| at.0 - half.0 + 2.0 * half.0 * (i as f64 + 0.5) / steps as f64;
        let points = (0..steps).map(|i| (of(i), at.1));
        points
            .filter_map(|p| self.cell(p))
            .map(|cell| self.count[cell])
            .sum()
    }
}

/// Rings of spots further away, and spots on each.
const RINGS: u32 = 6;
const DIRECTIONS: u32 = 16;

/// A box with middle and half sides.
type Space = ((f64, f64), (f64, f64));

/// A spot for each name, in their order: the first have the choice. `None` where nothing is free. Names keep off all discs and stay on the
/// page (from the origin to `size`). O(names² · spots).
pub fn place(
    names: &[Name],
    discs: &[((f64, f64), f64)],
    crowd: &Crowd,
    size: (f64, f64),
) -> Vec<Option<Spot>> {
    let mut taken: Vec<Space> = Vec::new();
    let mut spots = Vec::with_capacity(names.len());
    for name in names {
        let free = |at: (f64, f64)| {
            let inside = at.0 >= name.half.0
                && at.1 >= name.half.1
                && at.0 + name.half.0 <= size.0
                && at.1 + name.half.1 <= size.1;
            inside
                && !taken.iter().any(|&other| meet((at, name.half), other))
                && !discs
                    .iter()
                    .any(|&(middle, radius)| meet((at, name.half), (middle, (radius, radius))))
        };
        let cost = |spot: &(Spot, f64)| spot.1 + 0.12 * crowd.under(spot.0.at, name.half);
        let candidates = candidates(name);
        let best = candidates
            .iter()
            .filter(|(spot, _)| free(spot.at))
            .min_by(|a, b| cost(a).total_cmp(&cost(b)));
        if let Some((spot, _)) = best {
            taken.push((spot.at, name.half));
        }
        spots.push(best.map(|(spot, _)| *spot));
    }
    spots
}

fn meet((a, b): Space, (c, d): Space) -> bool {
    (a.0 - c.0).abs() < b.0 + d.0 && (a.1 - c.1).abs() < b.1 + d.1
}

/// Below, above, at the sides, at the corners, then further away; each with what it costs.
fn candidates(name: &Name) -> Vec<(Spot, f64)> {
    let gap = 0.25 * name.half.1;
    let (x, y) = (
        name.radius + name.half.0 + 2.0 * gap,
        name.radius + name.half.1 + gap,
    );
    let corner = 0.7 * name.radius;
    let (cx, cy) = (corner + name.half.0 + gap, corner + name.half.1 + gap);
    let near = [
        (0.0, y, 0.0),
        (0.0, -y, 0.6),
        (x, 0.0, 0.5),
        (-x, 0.0, 0.8),
        (cx, cy, 0.9),
        (cx, -cy, 1.0),
        (-cx, cy, 1.1),
        (-cx, -cy, 1.2),
        (0.5 * x, y, 0.8),
        (-0.5 * x, y, 0.9),
        (0.5 * x, -y, 1.2),
        (-0.5 * x, -y, 1.3),
    ];
    let spot = |x: f64, y: f64, far| Spot {
        at: (name.at.0 + x, name.at.1 + y),
        far,
    };
    let mut all: Vec<(Spot, f64)> = near
        .iter()
        .map(|&(x, y, cost)| (spot(x, y, false), cost))
        .collect();
    for ring in 1..=RINGS {
        let off = f64::from(ring) * 2.2 * name.half.1;
        for direction in 0..DIRECTIONS {
            let (sin, cos) =
                (std::f64::consts::TAU * f64::from(direction) / f64::from(DIRECTIONS)).sin_cos();
            // From the middle of the disc to the middle of the words, seen along that direction.
            let at = ((x + off) * cos, (y + off) * sin);
            let sides = if sin < 0.0 { 0.3 } else { 0.0 };
            all.push((spot(at.0, at.1, true), 4.0 + sides + 0.9 * f64::from(ring)));
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_keep_off_each_other_and_off_discs() {
        let at = |i: usize| (10.0 + (i % 6) as f64 * 9.0, 10.0 + (i / 6) as f64 * 7.0);
        let discs: Vec<_> = (0..36).map(|i| (at(i), 1.5)).collect();
        let names: Vec<Name> = (0..36)
            .map(|i| Name {
                at: at(i),
                radius: 1.5,
                half: (6.0, 1.2),
            })
            .collect();
        let size = (80.0, 70.0);
        let spots = place(&names, &discs, &Crowd::new(size), size);
        let placed: Vec<Spot> = spots.into_iter().flatten().collect();
        assert!(placed.len() >= 12, "{}", placed.len());
        for (i, a) in placed.iter().enumerate() {
            assert!(a.at.0 >= 6.0 && a.at.0 <= 74.0 && a.at.1 >= 1.2 && a.at.1 <= 68.8);
            assert!(
                placed[..i]
                    .iter()
                    .all(|b| (a.at.0 - b.at.0).abs() >= 12.0 || (a.at.1 - b.at.1).abs() >= 2.4)
            );
            assert!(
                discs.iter().all(
                    |(c, r)| (a.at.0 - c.0).abs() >= 6.0 + r || (a.at.1 - c.1).abs() >= 1.2 + r
                )
            );
        }
    }

    #[test]
    fn a_name_avoids_lines_and_has_none_where_there_is_no_room() {
        let name = Name {
            at: (20.0, 20.0),
            radius: 2.0,
            half: (5.0, 1.0),
        };
        let mut crowd = Crowd::new((40.0, 40.0));
        for x in 14..27 {
            crowd.add((f64::from(x), 23.2), 5.0);
        }
        let spot = place(&[name], &[], &crowd, (40.0, 40.0))[0];
        assert!(spot.is_some_and(|s| s.at.1 < 21.0), "{spot:?}");
        assert_eq!(
            place(&[name], &[((20.0, 20.0), 30.0)], &crowd, (40.0, 40.0)),
            [None]
        );
    }
}
