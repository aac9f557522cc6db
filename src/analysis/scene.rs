//! Places for a whole network round those of its page: forces, rings, rows. It does not know what is drawn.

use super::crowd::push_apart;
use super::force::around;
use super::layout::ringed;
use super::{Csr, weak_components};

type Point = (f64, f64);

/// What is laid out; entries by vertex.
#[derive(Clone, Copy, Debug)]
pub struct Scene<'a> {
    /// Groups that are kept together; who has none stands in rows below the picture.
    pub group: &'a [Option<u32>],
    /// The larger, the nearer the middle of a part.
    pub rank: &'a [f32],
    /// Radius of each.
    pub radius: &'a [f64],
    /// Places that stay.
    pub given: &'a [Option<Point>],
    /// Half the width of the part that holds the given places.
    pub half: f64,
    /// Seed.
    pub seed: u64,
}

/// Vertices in a row below the picture.
const ROW: usize = 100;

/// Places for a symmetric graph. Vertices tied to given places by [`around`], then pushed apart; other parts in rings round these; vertices without
/// group in rows below. The same input gives the same places on any number of threads.
pub fn scene(graph: &Csr, scene: &Scene) -> Vec<Point> {
    let n = graph.len();
    let found = around(graph, scene.group, scene.given, scene.half, scene.seed);
    let inside: Vec<usize> = (0..n).filter(|v| found[*v].is_some()).collect();
    let mut at: Vec<Point> = inside
        .iter()
        .map(|&v| found[v].unwrap_or_default())
        .collect();
    let radius: Vec<f64> = inside.iter().map(|&v| of(scene.radius, v)).collect();
    let fixed: Vec<bool> = inside
        .iter()
        .map(|&v| scene.given.get(v).copied().flatten().is_some())
        .collect();
    push_apart(&mut at, &radius, &fixed, 1.2 * scene.half);
    let mut places = vec![(0.0, 0.0); n];
    for (&v, p) in inside.iter().zip(&at) {
        places[v] = *p;
    }
    let grouped =
        |v: &usize| found[*v].is_none() && scene.group.get(*v).copied().flatten().is_some();
    let others: Vec<usize> = (0..n).filter(grouped).collect();
    let reach = at.iter().map(|p| p.0.hypot(p.1)).fold(0.0, f64::max);
    let parts = weak_components(graph).labels;
    let part: Vec<Option<u32>> = others.iter().map(|&v| Some(parts[v])).collect();
    let rank: Vec<f64> = others
        .iter()
        .map(|&v| scene.rank.get(v).copied().map_or(0.0, f64::from))
        .collect();
    for (&v, p) in others.iter().zip(ringed(others.len(), &part, &rank, reach)) {
        places[v] = (f64::from(p.0), f64::from(p.1));
    }
    let rest: Vec<usize> = (0..n)
        .filter(|v| found[*v].is_none() && !grouped(v))
        .collect();
    rows(&mut places, &rest, scene);
    places
}

fn of(values: &[f64], v: usize) -> f64 {
    values.get(v).copied().unwrap_or(0.0)
}

/// Puts vertices on rows below all others, or round the origin if there are none.
fn rows(places: &mut [Point], rest: &[usize], scene: &Scene) {
    let mut is_rest = vec![false; places.len()];
    rest.iter().for_each(|&v| is_rest[v] = true);
    let others = || {
        places
            .iter()
            .zip(&is_rest)
            .filter(|(_, rest)| !**rest)
            .map(|(p, _)| p)
    };
    let far = others().map(|p| p.0.abs()).fold(scene.half, f64::max);
    let bottom = others().map(|p| p.1).fold(0.0, f64::max);
    let widest = rest
        .iter()
        .map(|&v| of(scene.radius, v))
        .fold(1.0, f64::max);
    let step = (2.0 * far / ROW as f64).max(2.0 * widest);
    for (i, &v) in rest.iter().enumerate() {
        let (row, column) = (i / ROW, i % ROW);
        places[v] = (
            -far + column as f64 * step,
            bottom + 2.0 * widest * (row as f64 + 3.0),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn given_places_stay_and_nothing_overlaps() {
        let arcs: Vec<(u32, u32, f64)> = (1..60)
            .map(|v| (v / 4, v, 1.0))
            .chain([(60, 61, 1.0)])
            .collect();
        let graph = Csr::from_arcs(70, &arcs).symmetrised();
        let group: Vec<Option<u32>> = (0..70).map(|v| (v < 62).then_some(v / 20)).collect();
        let mut given = vec![None; 70];
        given[0] = Some((5.0, 5.0));
        given[1] = Some((-40.0, 5.0));
        let (radius, rank) = ([4.0; 70], [0.5; 70]);
        let setup = Scene {
            group: &group,
            rank: &rank,
            radius: &radius,
            given: &given,
            half: 150.0,
            seed: 1,
        };
        let at = scene(&graph, &setup);
        assert_eq!((at[0], at[1]), ((5.0, 5.0), (-40.0, 5.0)));
        for i in 0..70 {
            for j in 0..i {
                assert!(
                    (at[i].0 - at[j].0).hypot(at[i].1 - at[j].1) >= 7.9,
                    "{i} {j} {:?} {:?}",
                    at[i],
                    at[j]
                );
            }
        }
        let lowest = at[..62].iter().map(|p| p.1).fold(f64::MIN, f64::max);
        assert!(at[62..].iter().all(|p| p.1 > lowest));
        assert_eq!(at, scene(&graph, &setup));
    }
}
