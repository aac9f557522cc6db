//! Which ties hold more mail than chance would give them. It does not know what a tie is about, nor any column.
//!
//! The null model keeps what each actor did: in every *cell*, all mail of one stretch of time and one size, the ends of the ties are dealt out anew
//! among those who were active there, so that everybody keeps the own activity, each mail its size, each season its volume. The messages of a tie are
//! then a sum of independent hypergeometric variables, one a cell; its upper tail is the p-value.
//!
//! M. Tumminello et al., Statistically validated networks in bipartite complex systems, PLoS ONE 6, 2011; the correction for the number of tests
//! is that of Y. Benjamini and Y. Hochberg, Controlling the false discovery rate, 1995, over all pairs that might have met, not only those that did.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::calendar::month;
use crate::analysis::{Cell, Method, benjamini_hochberg, tail};
use crate::network::{Contact, Ties};

/// Stretches of time are as short as can be, with so many deals each in the mean: with fewer there is nothing to deal out.
const DEALS: usize = 500;
/// The stretches that are tried, in months; the last holds everything.
const STRETCHES: [i32; 5] = [1, 3, 12, 60, i32::MAX];
/// The stretch of undated mail.
const UNDATED: i32 = i32::MIN;

/// How probable a tie is by chance.
#[derive(Clone, Debug, PartialEq)]
pub struct Chance {
    /// For each tie the share of false discoveries among all ties whose value is at most this one's, 0 to 1; `None` if no message of it counts.
    pub q_values: Vec<Option<f64>>,
    /// How it was made.
    pub method: Method,
}

/// What is dealt out: in a cell, one actor's end of a tie. In directed networks sources and targets are two decks.
struct Deck {
    /// Of each actor the cells it is active in, and how often there; sorted by cell.
    of: Vec<Vec<(u32, u32)>>,
}

impl Deck {
    /// From pairs of actor and cell.
    fn new(actors: usize, mut ends: Vec<(u32, u32)>) -> Self {
        ends.par_sort_unstable();
        let mut of = vec![Vec::new(); actors];
        for same in ends.chunk_by(|a, b| a == b) {
            let (actor, cell) = same[0];
            of[actor as usize].push((cell, same.len() as u32));
        }
        Self { of }
    }

    fn active(&self) -> impl Iterator<Item = usize> {
        (0..self.of.len()).filter(|actor| !self.of[*actor].is_empty())
    }
}

/// The chance of each tie of a network, in their order; `contacts` are those that the network sums, messages together, `date` that of a message.
///
/// In a directed network, and from writers to what they name (`dealt_by_ends`), a deal is one sender and one recipient of a message. In others
/// a deal is a message, and a tie is drawn where the messages of its two ends meet: a message of few ends makes that rarer than it is counted here, so
/// values are too large rather than too small. O(n log n).
pub fn chance(
    ties: &Ties,
    contacts: &[Contact],
    dealt_by_ends: bool,
    date: impl Fn(u32) -> Option<i64>,
) -> Chance {
    let actors = ties.measured.len();
    let counted = |c: &&Contact| {
        c.measured && ties.measured[c.source as usize] && ties.measured[c.target as usize]
    };
    let mut deals: Vec<Deal> = contacts
        .chunk_by(|a, b| a.message == b.message)
        .filter_map(|of_message| {
            let counted: Vec<&Contact> = of_message.iter().filter(counted).collect();
            Deal::new(&counted, date(of_message[0].message))
        })
        .collect();
    let stretch = stretch(&deals);
    let (cells, totals) = cells(&mut deals, stretch, dealt_by_ends);
    let (sources, targets) = if dealt_by_ends {
        let end = |pick: fn(&(u32, u32)) -> u32| {
            let all = deals.iter().zip(&cells);
            let ends =
                all.flat_map(|(deal, cell)| deal.pairs.iter().map(move |p| (pick(p), *cell)));
            Deck::new(actors, ends.collect())
        };
        (end(|p| p.0), Some(end(|p| p.1)))
    } else {
        let ends = deals.iter().zip(&cells).flat_map(|(deal, cell)| {
            let mut all: Vec<u32> = deal.pairs.iter().flat_map(|p| [p.0, p.1]).collect();
            all.sort_unstable();
            all.dedup();
            all.into_iter().map(move |actor| (actor, *cell))
        });
        (Deck::new(actors, ends.collect()), None)
    };
    let others = targets.as_ref().unwrap_or(&sources);
    let p: Vec<f64> = ties
        .ends
        .par_iter()
        .zip(&ties.ties)
        .map(|((a, b), tie)| {
            if !counts(ties, *a, *b, tie.measured) {
                return f64::NAN;
            }
            let cells = meet(&sources.of[*a as usize], &others.of[*b as usize], &totals);
            tail(&cells, tie.measured.into())
        })
        .collect();
    let tests = tests(&sources, targets.as_ref());
    Chance {
        q_values: q_values(&p, tests),
        method: method(stretch, tests),
    }
}

fn counts(ties: &Ties, a: u32, b: u32, messages: u32) -> bool {
    messages > 0 && ties.measured[a as usize] && ties.measured[b as usize]
}

/// One message: the pairs it ties, each once.
struct Deal {
    month: i32,
    pairs: Vec<(u32, u32)>,
}

impl Deal {
    fn new(contacts: &[&Contact], date: Option<i64>) -> Option<Self> {
        let mut pairs: Vec<(u32, u32)> = contacts.iter().map(|c| (c.source, c.target)).collect();
        pairs.sort_unstable();
        pairs.dedup();
        let month = date.map_or(UNDATED, month);
        (!pairs.is_empty()).then_some(Self { month, pairs })
    }

    /// Mails of about as many pairs are of one size: 1, 2, 3, then by powers of two.
    fn size(&self) -> u32 {
        match self.pairs.len() as u32 {
            few @ 0..=3 => few,
            many => 2 + many.ilog2(),
        }
    }

    fn stretch(&self, months: i32) -> i32 {
        if self.month == UNDATED || months == i32::MAX {
            self.month.min(0)
        } else {
            self.month.div_euclid(months)
        }
    }
}

/// The shortest stretch of time that holds enough deals in the mean.
fn stretch(deals: &[Deal]) -> i32 {
    let all: usize = deals.iter().map(|deal| deal.pairs.len()).sum();
    let enough = |months: &i32| {
        let mut used: Vec<i32> = deals.iter().map(|deal| deal.stretch(*months)).collect();
        used.sort_unstable();
        used.dedup();
        all >= DEALS * used.len()
    };
    let longest = STRETCHES[STRETCHES.len() - 1];
    STRETCHES.into_iter().find(enough).unwrap_or(longest)
}

/// The cell of each deal, and the number of deals in each cell.
fn cells(deals: &mut [Deal], stretch: i32, by_ends: bool) -> (Vec<u32>, Vec<u64>) {
    let mut numbers: FxHashMap<(i32, u32), u32> = FxHashMap::default();
    let mut totals = Vec::new();
    let mut cells = Vec::with_capacity(deals.len());
    for deal in deals {
        let next = numbers.len() as u32;
        let cell = *numbers
            .entry((deal.stretch(stretch), deal.size()))
            .or_insert(next);
        if cell == next {
            totals.push(0);
        }
        totals[cell as usize] += if by_ends { deal.pairs.len() as u64 } else { 1 };
        cells.push(cell);
    }
    (cells, totals)
}

/// The cells in which both are active.
fn meet(a: &[(u32, u32)], b: &[(u32, u32)], totals: &[u64]) -> Vec<Cell> {
    let (few, many) = if a.len() < b.len() { (a, b) } else { (b, a) };
    let mut cells = Vec::new();
    let mut rest = many;
    for (cell, drawn) in few {
        rest = &rest[rest.partition_point(|(other, _)| other < cell)..];
        if let Some((_, marked)) = rest.first().filter(|(other, _)| other == cell) {
            cells.push(Cell {
                total: totals[*cell as usize],
                marked: (*marked).into(),
                drawn: (*drawn).into(),
            });
        }
    }
    cells
}

/// Pairs that might have met: all of an active source and another active target.
fn tests(sources: &Deck, targets: Option<&Deck>) -> u64 {
    let all = sources.active().count() as u64;
    match targets {
        None => all * all.saturating_sub(1) / 2,
        Some(targets) => {
            let both = targets.active().filter(|v| !sources.of[*v].is_empty());
            all * targets.active().count() as u64 - both.count() as u64
        }
    }
}

fn q_values(p: &[f64], tests: u64) -> Vec<Option<f64>> {
    let tested: Vec<f64> = p.iter().copied().filter(|p| !p.is_nan()).collect();
    let mut q = benjamini_hochberg(&tested, tests).into_iter();
    p.iter()
        .map(|p| if p.is_nan() { None } else { q.next() })
        .collect()
}

fn method(stretch: i32, tests: u64) -> Method {
    let months = match stretch {
        i32::MAX => "all".to_owned(),
        months => months.to_string(),
    };
    let reference = "M. Tumminello et al., Statistically validated networks in bipartite complex systems, PLoS ONE 6, 2011; Y. Benjamini, Y. Hochberg, Controlling the false discovery rate, 1995";
    Method::direct("q_value", reference)
        .with("test", "sum of hypergeometric variables, upper tail")
        .with("cells", "stretch of time and size of message")
        .with("stretch_in_months", months)
        .with("tests", tests)
}
