//! Places on a page for vertices with a size and a text below: nothing overlaps, parts keep apart. It does not draw.

use super::spread::spread;
use super::stress::{STRESS_MOST, stress};
use super::{Csr, weak_components};

type Point = (f64, f64);

/// What is laid out; entries by vertex, missing ones count as 0.
#[derive(Clone, Copy, Debug)]
pub struct Page<'a> {
    /// Width and height, in any unit; the origin is the middle.
    pub size: Point,
    /// Radius of each vertex in that unit.
    pub radius: &'a [f64],
    /// Width and height of the text below each; the last vertices lose theirs first if there is no room.
    pub text: &'a [Point],
    /// Groups that are kept together.
    pub group: &'a [Option<u32>],
    /// Seed of the starts.
    pub seed: u64,
}

/// Room between two vertices, in radii's unit.
const GAP: f64 = 0.8;
/// A page may be stretched by so much more in one direction than in the other.
const STRETCH: f64 = 1.4;

/// Places within the page for a symmetric graph: parts laid out by [`stress()`] and packed, the largest in the middle, then fitted to the
/// page and moved apart. None overlaps as long as all fit on the page. The same input gives the same places.
/// More than [`STRESS_MOST`] vertices in one part are laid out by forces alone.
pub fn page(graph: &Csr, page: &Page) -> Vec<Point> {
    let parts = parts(graph);
    let mut at = vec![(0.0, 0.0); graph.len()];
    for part in &parts {
        let inner = graph.reordered(part);
        let group: Vec<_> = part
            .iter()
            .map(|&v| page.group.get(v as usize).copied().flatten())
            .collect();
        let mut places = if part.len() > STRESS_MOST {
            super::free(&inner, &group, page.seed)
        } else {
            stress(&inner, &group, page.seed)
        };
        lie_down(&mut places, page.size);
        for (&v, place) in part.iter().zip(places) {
            at[v as usize] = place;
        }
    }
    pack(graph, &mut at, &parts, page.size);
    fit(&mut at, page);
    part_boxes(at, page)
}

/// The connected parts, the largest first.
fn parts(graph: &Csr) -> Vec<Vec<u32>> {
    let labels = weak_components(graph).labels;
    let count = labels.iter().max().map_or(0, |most| *most as usize + 1);
    let mut parts = vec![Vec::new(); count];
    for (v, &label) in (0..).zip(&labels) {
        parts[label as usize].push(v);
    }
    parts
}

/// Turns a part so that it lies along the longer side of the page, its middle at the origin.
fn lie_down(at: &mut [Point], size: Point) {
    let n = at.len().max(1) as f64;
    let middle = at
        .iter()
        .fold((0.0, 0.0), |m, p| (m.0 + p.0 / n, m.1 + p.1 / n));
    at.iter_mut()
        .for_each(|p| *p = (p.0 - middle.0, p.1 - middle.1));
    let (xx, xy, yy) = at.iter().fold((0.0, 0.0, 0.0), |s, p| {
        (s.0 + p.0 * p.0, s.1 + p.0 * p.1, s.2 + p.1 * p.1)
    });
    let mut turn = -0.5 * f64::atan2(2.0 * xy, xx - yy);
    if size.0 < size.1 {
        turn += std::f64::consts::FRAC_PI_2;
    }
    let (sin, cos) = turn.sin_cos();
    at.iter_mut()
        .for_each(|p| *p = (p.0 * cos - p.1 * sin, p.0 * sin + p.1 * cos));
}

/// Puts the parts beside each other, the first in the middle: each where it enlarges the picture least, in gaps too.
fn pack(graph: &Csr, at: &mut [Point], parts: &[Vec<u32>], size: Point) {
    let tall = size.0 / size.1.max(1e-9);
    let mut taken: Vec<Point> = Vec::new();
    for part in parts {
        let (low, high) = bounds(part.iter().map(|&v| at[v as usize]));
        let half = ((high.0 - low.0) / 2.0, (high.1 - low.1) / 2.0);
        let middle = ((low.0 + high.0) / 2.0, (low.1 + high.1) / 2.0);
        let to = free_place(&taken, half, tall);
        for &v in part {
            let p = &mut at[v as usize];
            *p = (p.0 - middle.0 + to.0, p.1 - middle.1 + to.1);
        }
        taken.extend(part.iter().map(|&v| at[v as usize]));
        // Lines take room too.
        for &v in part {
            for (t, _) in graph.row(v as usize).filter(|(t, _)| *t > v as usize) {
                let (a, b) = (at[v as usize], at[t]);
                let mix = |share: f64| (a.0 + share * (b.0 - a.0), a.1 + share * (b.1 - a.1));
                taken.extend([0.25, 0.5, 0.75].map(mix));
            }
        }
    }
}

/// Squares of a side that are tried.
const TRIED: usize = 48;
/// Room round a part, in edges: more to the sides, where names stand.
const ROOM: Point = (0.9, 0.5);

fn free_place(taken: &[Point], half: Point, tall: f64) -> Point {
    if taken.is_empty() {
        return (0.0, 0.0);
    }
    let (low, high) = bounds(taken.iter().copied());
    let keep = (half.0 + ROOM.0, half.1 + ROOM.1);
    let reach = |p: Point| {
        let wide = high.0.max(p.0 + half.0) - low.0.min(p.0 - half.0);
        let deep = high.1.max(p.1 + half.1) - low.1.min(p.1 - half.1);
        wide.max(deep * tall)
    };
    let step = |low: f64, high: f64, i: usize| low + (high - low) * i as f64 / (TRIED - 1) as f64;
    let mut best = (f64::INFINITY, (0.0, 0.0));
    for i in 0..TRIED * TRIED {
        let p = (
            step(low.0 - keep.0, high.0 + keep.0, i % TRIED),
            step(low.1 - keep.1, high.1 + keep.1, i / TRIED),
        );
        // Of places that enlarge it alike the one farthest from the middle: corners are empty.
        let cost = reach(p) - 0.02 * (p.0.abs() + p.1.abs());
        let free =
            |q: &Point| (q.0 - p.0).abs() >= keep.0 - 1e-9 || (q.1 - p.1).abs() >= keep.1 - 1e-9;
        if cost < best.0 - 1e-9 && taken.iter().all(free) {
            best = (cost, p);
        }
    }
    best.1
}

fn bounds(points: impl Iterator<Item = Point>) -> (Point, Point) {
    let far = f64::INFINITY;
    points.fold(((far, far), (-far, -far)), |(low, high), p| {
        (
            (low.0.min(p.0), low.1.min(p.1)),
            (high.0.max(p.0), high.1.max(p.1)),
        )
    })
}

/// How far coordinates are moved towards equal spacing: outliers cost room.
const EVEN: f64 = 0.45;

/// Spreads crowded stretches of one axis at the cost of empty ones; the order stays.
fn even(at: &mut [Point], of: fn(&mut Point) -> &mut f64) {
    let n = at.len();
    if n < 8 {
        return;
    }
    let mut order: Vec<usize> = (0..n).collect();
    let values: Vec<f64> = at.iter_mut().map(|p| *of(p)).collect();
    order.sort_by(|&a, &b| values[a].total_cmp(&values[b]).then(a.cmp(&b)));
    let (low, high) = (values[order[0]], values[order[n - 1]]);
    for (i, &v) in order.iter().enumerate() {
        let equal = low + (high - low) * i as f64 / (n - 1) as f64;
        *of(&mut at[v]) += EVEN * (equal - values[v]);
    }
}

/// Scales the picture to the page.
fn fit(at: &mut [Point], page: &Page) {
    even(at, |p| &mut p.0);
    even(at, |p| &mut p.1);
    let (low, high) = bounds(at.iter().copied());
    let margin = |of: fn(&Point) -> f64| {
        let texts = page.text.iter().map(of).fold(0.0, f64::max);
        texts / 2.0 + page.radius.iter().copied().fold(0.0, f64::max)
    };
    let room = (
        (page.size.0 - 2.0 * margin(|t| t.0)).max(page.size.0 / 3.0),
        (page.size.1 - 2.0 * margin(|t| t.1)).max(page.size.1 / 3.0),
    );
    let scale = (
        room.0 / (high.0 - low.0).max(1e-6),
        room.1 / (high.1 - low.1).max(1e-6),
    );
    let least = scale.0.min(scale.1);
    // A handful of vertices need no whole page.
    let least = least.min(page.size.0 / 6.0);
    let (sx, sy) = (scale.0.min(least * STRETCH), scale.1.min(least * STRETCH));
    let middle = ((low.0 + high.0) / 2.0, (low.1 + high.1) / 2.0);
    at.iter_mut()
        .for_each(|p| *p = ((p.0 - middle.0) * sx, (p.1 - middle.1) * sy));
}

/// Moves boxes of vertex and text apart; if there is no room for all texts, the last quarter of them does not count, and so on.
pub(super) fn part_boxes(at: Vec<Point>, page: &Page) -> Vec<Point> {
    let mut with_text = page.text.len().min(at.len());
    loop {
        let text = |v: usize| match page.text.get(v) {
            Some(&text) if v < with_text => text,
            _ => (0.0, 0.0),
        };
        let radius = |v: usize| page.radius.get(v).copied().unwrap_or(0.0) + GAP;
        let half: Vec<Point> = (0..at.len())
            .map(|v| {
                let (r, t) = (radius(v), text(v));
                (r.max(t.0 / 2.0 + GAP), r + t.1 / 2.0)
            })
            .collect();
        let down = |v: usize| text(v).1 / 2.0;
        let mut boxes: Vec<Point> = at
            .iter()
            .enumerate()
            .map(|(v, p)| (p.0, p.1 + down(v)))
            .collect();
        if spread(&mut boxes, &half, page.size) || with_text == 0 {
            return boxes
                .iter()
                .enumerate()
                .map(|(v, p)| (p.0, p.1 - down(v)))
                .collect();
        }
        with_text = with_text * 3 / 4;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ring(n: u32, first: u32) -> Vec<(u32, u32, f64)> {
        (0..n)
            .map(|v| (first + v, first + (v + 1) % n, 1.0))
            .collect()
    }

    #[test]
    fn nothing_overlaps_and_all_is_on_the_page() {
        let mut arcs = ring(20, 0);
        arcs.extend(ring(5, 20));
        arcs.push((25, 26, 1.0));
        let graph = Csr::from_arcs(30, &arcs).symmetrised();
        let (radius, text) = ([3.0; 30], [(20.0, 3.0); 30]);
        let setup = Page {
            size: (172.0, 150.0),
            radius: &radius,
            text: &text,
            group: &[],
            seed: 1,
        };
        let at = page(&graph, &setup);
        for (i, p) in at.iter().enumerate() {
            assert!(p.0.abs() <= 86.0 && p.1.abs() <= 75.0, "{p:?}");
            for q in &at[..i] {
                let apart = (p.0 - q.0).abs() >= 20.0 || (p.1 - q.1).abs() >= 9.0;
                assert!(apart, "{p:?} {q:?}");
            }
        }
        assert_eq!(at, page(&graph, &setup));
    }

    #[test]
    fn odd_input_has_finite_places() {
        let none = Page {
            size: (100.0, 100.0),
            radius: &[],
            text: &[],
            group: &[],
            seed: 1,
        };
        assert!(page(&Csr::from_arcs(0, &[]), &none).is_empty());
        let at = page(&Csr::from_arcs(3, &[]), &none);
        assert!(at.len() == 3 && at.iter().all(|p| p.0.is_finite() && p.1.is_finite()));
    }
}
