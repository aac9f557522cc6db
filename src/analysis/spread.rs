//! Boxes on a page moved apart until none lies on another. It does not know what stands in them.

type Point = (f64, f64);

/// Rounds before it is given up.
const ROUNDS: usize = 2000;

/// Moves boxes (centre `at`, half sides `half`) apart within a page of the given width and height round the origin, changing the picture as
/// little as it can. True if no two overlap in the end. The same input gives the same places. O(rounds · n²).
pub fn spread(at: &mut [Point], half: &[Point], page: Point) -> bool {
    // Two in the same place would never part.
    for (v, p) in at.iter_mut().enumerate() {
        let nudge = (v as f64 * 2.399_963).sin_cos();
        *p = (p.0 + 1e-3 * nudge.1, p.1 + 1e-3 * nudge.0);
    }
    for round in 0..ROUNDS {
        let mut moved = false;
        for i in 0..at.len() {
            for j in 0..i {
                moved |= part(at, half, (i, j), round % 8 == 7);
            }
        }
        for (p, h) in at.iter_mut().zip(half) {
            p.0 = within(p.0, page.0 / 2.0 - h.0);
            p.1 = within(p.1, page.1 / 2.0 - h.1);
        }
        if !moved {
            return overlaps(at, half) == 0;
        }
    }
    overlaps(at, half) == 0
}

fn within(x: f64, room: f64) -> f64 {
    let room = room.max(0.0);
    x.clamp(-room, room)
}

/// Pushes two boxes apart on the axis on which less is to go, or `aside`: else a pile of wide boxes stays a pile; true if they overlapped.
fn part(at: &mut [Point], half: &[Point], (i, j): (usize, usize), aside: bool) -> bool {
    let (dx, dy) = (at[i].0 - at[j].0, at[i].1 - at[j].1);
    let (x, y) = (
        half[i].0 + half[j].0 - dx.abs(),
        half[i].1 + half[j].1 - dy.abs(),
    );
    if x <= 0.0 || y <= 0.0 {
        return false;
    }
    // A hair more than needed, so that it comes to an end.
    let (go_x, go_y) = (0.5 * x + 0.01, 0.5 * y + 0.01);
    if x < y || aside {
        at[i].0 += go_x.copysign(dx);
        at[j].0 -= go_x.copysign(dx);
    } else {
        at[i].1 += go_y.copysign(dy);
        at[j].1 -= go_y.copysign(dy);
    }
    true
}

/// Number of pairs that overlap.
pub fn overlaps(at: &[Point], half: &[Point]) -> usize {
    let pairs = (0..at.len()).flat_map(|i| (0..i).map(move |j| (i, j)));
    pairs
        .filter(|&(i, j)| {
            (at[i].0 - at[j].0).abs() < half[i].0 + half[j].0 - 1e-9
                && (at[i].1 - at[j].1).abs() < half[i].1 + half[j].1 - 1e-9
        })
        .count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boxes_in_one_place_part_and_stay_on_the_page() {
        let mut at = vec![(0.0, 0.0); 30];
        let half = vec![(8.0, 3.0); 30];
        assert!(spread(&mut at, &half, (150.0, 100.0)));
        assert_eq!(overlaps(&at, &half), 0);
        assert!(
            at.iter()
                .all(|p| p.0.abs() <= 67.0 + 1e-9 && p.1.abs() <= 47.0 + 1e-9)
        );
    }

    #[test]
    fn a_page_that_is_too_small_is_told() {
        let mut at = vec![(0.0, 0.0); 30];
        assert!(!spread(&mut at, &[(8.0, 3.0); 30], (40.0, 30.0)));
    }

    #[test]
    fn what_does_not_overlap_stays() {
        let mut at = vec![(-10.0, 0.0), (10.0, 0.0)];
        spread(&mut at, &[(5.0, 5.0); 2], (100.0, 100.0));
        assert!((at[0].0 + 10.0).abs() < 0.01 && (at[1].0 - 10.0).abs() < 0.01);
    }
}
