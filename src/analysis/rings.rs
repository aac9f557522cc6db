//! Places on a page round one vertex: those next to it on an inner ring, farther ones outside. It does not draw.

use super::Csr;
use super::page::{Page, page, part_boxes};

type Point = (f64, f64);

/// On a ring of more vertices every second one stands a little further in.
const CROWDED: usize = 18;

/// Places on a page for a symmetric graph with vertex `centre` in the middle; the others on rings by their number of steps from it (parts that no path
/// reaches outside), in the order of their angles in [`page()`], so that few lines cross. Nothing overlaps as long as all fit.
pub fn rings(graph: &Csr, centre: usize, setup: &Page) -> Vec<Point> {
    let n = graph.len();
    if centre >= n {
        return page(graph, setup);
    }
    let steps = steps(graph, centre);
    let outermost = steps.iter().copied().max().unwrap_or(0).max(1);
    let free = page(graph, setup);
    let angle = |v: usize| (free[v].1 - free[centre].1).atan2(free[v].0 - free[centre].0);
    let mut at = vec![(0.0, 0.0); n];
    for ring in 1..=outermost {
        let mut members: Vec<usize> = (0..n).filter(|v| steps[*v] == ring).collect();
        members.sort_by(|&a, &b| angle(a).total_cmp(&angle(b)).then(a.cmp(&b)));
        let count = members.len();
        let first = members.first().map_or(0.0, |v| angle(*v));
        for (i, &v) in members.iter().enumerate() {
            let turn = first + std::f64::consts::TAU * i as f64 / count as f64;
            let inward = if count > CROWDED && i % 2 == 1 {
                0.72
            } else {
                1.0
            };
            let share = f64::from(ring) / f64::from(outermost) * inward;
            let room = (0.42 * setup.size.0, 0.44 * setup.size.1);
            at[v] = (share * room.0 * turn.cos(), share * room.1 * turn.sin());
        }
    }
    part_boxes(at, setup)
}

/// Steps from a vertex; what it does not reach is one step beyond the last.
fn steps(graph: &Csr, centre: usize) -> Vec<u32> {
    let mut steps = vec![u32::MAX; graph.len()];
    steps[centre] = 0;
    let mut layer = vec![centre];
    let mut far = 0;
    while !layer.is_empty() {
        far += 1;
        let mut next = Vec::new();
        for &v in &layer {
            for &t in graph.targets(v) {
                if steps[t as usize] == u32::MAX {
                    steps[t as usize] = far;
                    next.push(t as usize);
                }
            }
        }
        layer = next;
    }
    steps.iter().map(|s| (*s).min(far)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_are_nearer_than_their_neighbours() {
        let arcs: Vec<(u32, u32, f64)> = (1..7)
            .map(|v| (0, v, 1.0))
            .chain((7..13).map(|v| (v - 6, v, 1.0)))
            .collect();
        let graph = Csr::from_arcs(14, &arcs).symmetrised();
        let setup = Page {
            size: (160.0, 160.0),
            radius: &[2.0; 14],
            text: &[(8.0, 2.0); 14],
            group: &[],
            seed: 1,
        };
        let at = rings(&graph, 0, &setup);
        let far = |v: usize| at[v].0.hypot(at[v].1);
        assert!(far(0) < 1.0);
        for v in 1..7 {
            assert!(far(v) > 20.0 && far(v) < far(v + 6), "{v}");
        }
        assert!(far(13) > 40.0);
    }
}
