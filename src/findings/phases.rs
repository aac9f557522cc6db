//! Communities over time: which persist, split, merge, come and go from one stretch of the archive to the next. It does not name them.

use super::calendar::{month, start};
use crate::analysis::{self, Csr, Event, Leiden};
use crate::network::{Context, Period, correspondence};

/// Stretches that are tried, in months: the shortest that gives at most [`MOST`] slices is taken.
const STRETCHES: [i32; 5] = [3, 6, 12, 24, 60];
/// Slices at most: more cannot be read side by side.
const MOST: i32 = 12;
/// One in so many dated messages is left out at each end: clocks that run wrong would make empty slices.
const CUT: usize = 200;
/// Communities of fewer members are not told of.
const MEMBERS: usize = 5;

/// A slice of time with its communities.
#[derive(Clone, Debug)]
pub struct Slice {
    /// The time.
    pub period: Period,
    /// The community of each correspondent.
    pub community: Vec<Option<u32>>,
    /// The members of each community, by falling strength of their ties inside the slice.
    pub members: Vec<Vec<u32>>,
}

/// What became of communities, and when.
#[derive(Clone, Debug)]
pub struct Phases {
    /// The slices, in order.
    pub slices: Vec<Slice>,
    /// What happened between them.
    pub events: Vec<Event>,
    /// For each slice and community the number that it keeps as long as it lives.
    pub lives: Vec<Vec<Option<u32>>>,
}

/// Finds the communities of each slice by the Leiden method and follows them. O(messages + slices * ties).
pub fn phases(context: &Context, seed: u64) -> Phases {
    let slices: Vec<Slice> = periods(context)
        .into_iter()
        .map(|period| slice(&Context { period, ..*context }, seed))
        .collect();
    let labels: Vec<Vec<Option<u32>>> = slices.iter().map(|s| s.community.clone()).collect();
    let followed = analysis::follow(&labels);
    Phases {
        slices,
        events: followed.events,
        lives: followed.lives,
    }
}

/// Equal stretches of the calendar that cover nearly all dated mail.
fn periods(context: &Context) -> Vec<Period> {
    let dates = context.messages.list.iter().filter_map(|m| m.date);
    let mut months: Vec<i32> = dates.map(month).collect();
    months.sort_unstable();
    let cut = months
        .len()
        .div_ceil(CUT)
        .min(months.len().saturating_sub(1) / 2);
    let ends = months.get(cut).zip(
        months
            .len()
            .checked_sub(1 + cut)
            .and_then(|at| months.get(at)),
    );
    let Some((&first, &last)) = ends else {
        return Vec::new();
    };
    let slices = |stretch: i32| last.div_euclid(stretch) - first.div_euclid(stretch) + 1;
    let longest = STRETCHES[STRETCHES.len() - 1];
    let stretch = STRETCHES
        .into_iter()
        .find(|s| slices(*s) <= MOST)
        .unwrap_or(longest);
    let begin = first.div_euclid(stretch);
    (begin..begin + slices(stretch).min(MOST))
        .map(|n| Period {
            after: Some(start(n * stretch)),
            before: Some(start((n + 1) * stretch)),
        })
        .collect()
}

fn slice(context: &Context, seed: u64) -> Slice {
    let network = correspondence(context);
    let ties = network.ties();
    let measured = |v: u32| ties.measured[v as usize];
    let arcs: Vec<(u32, u32, f64)> = ties
        .ends
        .iter()
        .zip(&ties.ties)
        .filter(|((a, b), tie)| tie.measured > 0 && measured(*a) && measured(*b))
        .map(|((a, b), tie)| (*a, *b, tie.measured_strength))
        .collect();
    let graph = Csr::from_arcs(ties.measured.len(), &arcs).symmetrised();
    let found = analysis::leiden(
        &graph,
        Leiden {
            seed,
            ..Leiden::default()
        },
    );
    let tied = |v: usize| graph.degree(v) > 0;
    let community: Vec<Option<u32>> = (0..graph.len())
        .map(|v| tied(v).then_some(found.labels[v]))
        .collect();
    let most = community
        .iter()
        .flatten()
        .max()
        .map_or(0, |c| *c as usize + 1);
    let mut members: Vec<Vec<u32>> = vec![Vec::new(); most];
    for (v, label) in (0..).zip(&community) {
        if let Some(label) = label {
            members[*label as usize].push(v);
        }
    }
    for list in &mut members {
        let strength = |v: &u32| graph.strength(*v as usize);
        list.sort_by(|a, b| strength(b).total_cmp(&strength(a)).then(a.cmp(b)));
    }
    Slice {
        period: context.period,
        community,
        members,
    }
}

impl Phases {
    /// The events in which a community of at least five members has a part, in order.
    pub fn told(&self) -> impl Iterator<Item = &Event> {
        let large = |slice: usize, list: &[u32]| {
            let members = &self.slices[slice].members;
            list.iter().any(|c| members[*c as usize].len() >= MEMBERS)
        };
        self.events
            .iter()
            .filter(move |e| large(e.slice - 1, &e.from) || large(e.slice, &e.to))
    }
}
