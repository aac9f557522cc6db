//! Places for a drawing: communities as discs that do not overlap, the largest rank in the middle of each.

use super::Csr;
use super::random::Random;
use std::collections::BTreeMap;
use std::f64::consts::PI;

/// Distance unit: two vertices of a disc are at least this far apart, discs keep two units between them.
const STEP: f64 = 10.0;
/// So many communities, the largest, are placed by their ties to each other; the rest goes round them in rings.
const PLACED: usize = 300;
const ROUNDS: usize = 60;
type Point = (f64, f64);

/// A place for each vertex, finite, no two nearer than one unit of 10. `community[v]` is the group to draw `v` in, `None` to
/// leave it in the ring outside; `rank` puts the largest in the middle of its disc (NaN counts as smallest). Takes a symmetric
/// graph; vertices without community or rank count as unmeasured. The same input and seed give the same places.
///
/// The discs of the 300 largest communities find their places by T. Fruchterman and E. Reingold's forces (Graph drawing by
/// force-directed placement, 1991) on the graph of communities and are then moved outward until none overlaps; within a disc
/// vertices lie on H. Vogel's sunflower spiral (1979). O(n log n + arcs), some milliseconds for the forces.
pub fn layout(graph: &Csr, community: &[Option<u32>], rank: &[f64], seed: u64) -> Vec<(f32, f32)> {
    let discs = discs(graph.len(), community, rank);
    let disc_of = disc_of(graph.len(), &discs);
    let placed = discs
        .iter()
        .take(PLACED)
        .take_while(|d| d.members.len() > 1)
        .count();
    let pull = pulls(graph, &disc_of, placed);
    let wanted = forces(&discs[..placed], &pull, seed);
    let mut centres = apart(&discs[..placed], &wanted);
    let reach = centres
        .iter()
        .zip(&discs)
        .map(|(c, d)| c.0.hypot(c.1) + d.radius);
    let inner = reach.fold(0.0, f64::max);
    rings(&discs, &mut centres, inner);
    in_discs(graph.len(), &discs, &centres)
}

/// A place for each of `n` vertices in rings of discs round a circle of radius `inner`; else as [`layout`], without ties.
pub(super) fn ringed(
    n: usize,
    community: &[Option<u32>],
    rank: &[f64],
    inner: f64,
) -> Vec<(f32, f32)> {
    let discs = discs(n, community, rank);
    let mut centres = Vec::new();
    rings(&discs, &mut centres, inner);
    in_discs(n, &discs, &centres)
}

fn in_discs(n: usize, discs: &[Disc], centres: &[Point]) -> Vec<(f32, f32)> {
    let mut places = vec![(0.0, 0.0); n];
    for (disc, centre) in discs.iter().zip(centres) {
        for (i, &v) in disc.members.iter().enumerate() {
            let (x, y) = sunflower(i);
            places[v as usize] = ((centre.0 + x) as f32, (centre.1 + y) as f32);
        }
    }
    places
}

/// A group of vertices, largest rank first.
struct Disc {
    members: Vec<u32>,
    radius: f64,
}

/// The communities by falling size, then smallest member; each vertex without one is a disc of its own, at the end.
fn discs(n: usize, community: &[Option<u32>], rank: &[f64]) -> Vec<Disc> {
    let mut groups: BTreeMap<(bool, u32), Vec<u32>> = BTreeMap::new();
    for v in 0..n as u32 {
        let key = match community.get(v as usize).copied().flatten() {
            Some(label) => (false, label),
            None => (true, v),
        };
        groups.entry(key).or_default().push(v);
    }
    let mut members: Vec<Vec<u32>> = groups.into_values().collect();
    members.sort_by_key(|m| (std::cmp::Reverse(m.len()), m[0]));
    let height = |v: &u32| {
        rank.get(*v as usize)
            .copied()
            .filter(|r| !r.is_nan())
            .unwrap_or(f64::NEG_INFINITY)
    };
    for group in &mut members {
        group.sort_by(|a, b| height(b).total_cmp(&height(a)).then(a.cmp(b)));
    }
    let disc = |members: Vec<u32>| Disc {
        radius: STEP * ((members.len() as f64).sqrt() + 0.5),
        members,
    };
    members.into_iter().map(disc).collect()
}

fn disc_of(n: usize, discs: &[Disc]) -> Vec<u32> {
    let mut of = vec![0; n];
    for (i, disc) in discs.iter().enumerate() {
        disc.members.iter().for_each(|&v| of[v as usize] = i as u32);
    }
    of
}

/// Vogel's spiral: the i-th vertex of a disc, seen from its centre.
fn sunflower(i: usize) -> Point {
    let golden = PI * (3.0 - 5f64.sqrt());
    let (r, angle) = (STEP * (i as f64).sqrt(), golden * i as f64);
    (r * angle.cos(), r * angle.sin())
}

/// Weights between the first `placed` discs, as a share of the smaller one's: `(a, b, 0..=1)` with a < b, sorted.
fn pulls(graph: &Csr, disc_of: &[u32], placed: usize) -> Vec<(usize, usize, f64)> {
    let mut between = vec![0.0; placed * placed];
    let mut all = vec![0.0; placed];
    for v in 0..graph.len() {
        let a = disc_of[v] as usize;
        for (t, w) in graph.row(v) {
            let b = disc_of[t] as usize;
            if a < placed && b < placed && a != b {
                between[a * placed + b] += w;
                all[a] += w;
            }
        }
    }
    let pairs = (0..placed).flat_map(|a| (a + 1..placed).map(move |b| (a, b)));
    let share = |(a, b): (usize, usize)| {
        (
            a,
            b,
            (between[a * placed + b] / all[a].min(all[b])).min(1.0),
        )
    };
    pairs
        .filter(|&(a, b)| between[a * placed + b] > 0.0)
        .map(share)
        .collect()
}

/// Forces between the centres of the discs, from a start on a spiral; the radii are respected roughly.
fn forces(discs: &[Disc], pulls: &[(usize, usize, f64)], seed: u64) -> Vec<Point> {
    let area: f64 = discs.iter().map(|d| d.radius * d.radius).sum();
    let unit = (area / discs.len().max(1) as f64).sqrt() * 2.0;
    let mut random = Random::new(seed);
    let mut jitter = || random.below(1000) as f64 / 1000.0 * STEP;
    let mut at: Vec<Point> = (0..discs.len())
        .map(sunflower)
        .map(|(x, y)| (x / STEP * unit, y / STEP * unit))
        .collect();
    at.iter_mut()
        .for_each(|p| *p = (p.0 + jitter(), p.1 + jitter()));
    for round in 0..ROUNDS {
        let mut force = vec![(0.0, 0.0); at.len()];
        for i in 0..at.len() {
            for j in 0..i {
                let (dx, dy) = (at[i].0 - at[j].0, at[i].1 - at[j].1);
                let far = (dx * dx + dy * dy).max(1.0);
                let push = unit * unit / far;
                force[i] = (force[i].0 + dx * push, force[i].1 + dy * push);
                force[j] = (force[j].0 - dx * push, force[j].1 - dy * push);
            }
        }
        for &(a, b, share) in pulls {
            let (dx, dy) = (at[b].0 - at[a].0, at[b].1 - at[a].1);
            let pull = 4.0 * share * dx.hypot(dy) / unit;
            force[a] = (force[a].0 + dx * pull, force[a].1 + dy * pull);
            force[b] = (force[b].0 - dx * pull, force[b].1 - dy * pull);
        }
        let step = unit * (1.0 - round as f64 / ROUNDS as f64);
        for (p, f) in at.iter_mut().zip(&force) {
            // A weak pull to the middle keeps what is tied to nobody in the picture.
            let (fx, fy) = (f.0 - 0.1 * p.0, f.1 - 0.1 * p.1);
            let size = fx.hypot(fy).max(1e-9);
            let go = step.min(size * 0.1) / size;
            *p = (p.0 + fx * go, p.1 + fy * go);
        }
    }
    at
}

/// Moves discs outward, the largest first, until they keep their distance: along the ray, of twelve round its wanted place,
/// on which it stays nearest to that place.
fn apart(discs: &[Disc], wanted: &[Point]) -> Vec<Point> {
    let mut done: Vec<Point> = Vec::with_capacity(discs.len());
    for (disc, &from) in discs.iter().zip(wanted) {
        let outward = from.1.atan2(from.0);
        let ray = |k: usize| {
            let angle = outward + PI / 6.0 * k as f64;
            let direction = (angle.cos(), angle.sin());
            (
                free_at(&done, discs, disc.radius, from, direction),
                direction,
            )
        };
        let best = (0..12).map(ray).min_by(|a, b| a.0.total_cmp(&b.0));
        let (t, (dx, dy)) = best.unwrap_or((0.0, (0.0, 0.0)));
        done.push((from.0 + t * dx, from.1 + t * dy));
    }
    done
}

/// How far along a ray a disc must go to touch none of those that are `done`. Each step leaves one of them behind for good.
fn free_at(done: &[Point], discs: &[Disc], radius: f64, from: Point, direction: Point) -> f64 {
    let mut t = 0.0;
    loop {
        let before = t;
        for (centre, other) in done.iter().zip(discs) {
            let keep = radius + other.radius + 2.0 * STEP;
            let (x, y) = (
                from.0 + t * direction.0 - centre.0,
                from.1 + t * direction.1 - centre.1,
            );
            let (along, square) = (x * direction.0 + y * direction.1, x * x + y * y);
            if square < keep * keep * (1.0 - 1e-9) {
                t += -along + (along * along + keep * keep - square).sqrt();
            }
        }
        if t <= before {
            return t;
        }
    }
}

/// Puts the discs that have no place yet in rings round the others, in their order.
fn rings(discs: &[Disc], centres: &mut Vec<Point>, inner: f64) {
    let mut inner = inner + 3.0 * STEP;
    let mut rest = discs[centres.len()..].iter().peekable();
    while let Some(largest) = rest.peek().map(|d| d.radius) {
        let ring = inner + largest;
        let mut angle = 0.0;
        while let Some(disc) = rest.peek() {
            // Half the angle that the disc and its margin take up, seen from the middle.
            let half = ((disc.radius + 0.5 * STEP) / ring).min(1.0).asin();
            if angle > 0.0 && angle + 2.0 * half > 2.0 * PI {
                break;
            }
            centres.push((ring * (angle + half).cos(), ring * (angle + half).sin()));
            angle += 2.0 * half;
            rest.next();
        }
        inner = ring + largest + STEP;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_highest_rank_lies_in_the_middle_of_its_disc() {
        let arcs: Vec<_> = (1..20).map(|v| (0, v, 1.0)).collect();
        let graph = Csr::from_arcs(20, &arcs).symmetrised();
        let rank: Vec<f64> = (0..20).map(f64::from).collect();
        let at = layout(&graph, &[Some(0); 20], &rank, 1);
        let middle = (
            at.iter().map(|p| p.0).sum::<f32>() / 20.0,
            at.iter().map(|p| p.1).sum::<f32>() / 20.0,
        );
        let far = |p: &(f32, f32)| (p.0 - middle.0).hypot(p.1 - middle.1);
        assert!(at[..19].iter().all(|p| far(p) > far(&at[19])));
    }

    #[test]
    fn odd_input_has_finite_places() {
        assert!(layout(&Csr::from_arcs(0, &[]), &[], &[], 1).is_empty());
        let graph = Csr::from_arcs(5, &[(0, 1, 1e300), (2, 3, 1e-300)]).symmetrised();
        let at = layout(&graph, &[None, Some(9)], &[f64::NAN, f64::INFINITY], 1);
        assert!(at.len() == 5 && at.iter().all(|p| p.0.is_finite() && p.1.is_finite()));
    }
}
