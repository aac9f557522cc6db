//! Rows of what became of communities over time. It finds nothing.

use super::columns::Columns;
use super::{Table, day};
use crate::analysis::{Event, Fate};
use crate::findings::phases::{Phases, Slice, phases};
use crate::network::{Context, Period};

/// Members that make the name of a community.
const NAMED: usize = 3;
/// The seed; the communities of a slice are not those of the whole.
const SEED: u64 = 1;

/// `phases.csv`.
pub fn rows(context: &Context) -> Table {
    let all = phases(context, SEED);
    let told: Vec<&Event> = all.told().collect();
    let from = |e: &&Event| (e.slice - 1, e.from.clone());
    let to = |e: &&Event| (e.slice, e.to.clone());
    let size = |(slice, list): (usize, Vec<u32>)| -> i64 {
        let members = &all.slices[slice].members;
        list.iter().map(|c| members[*c as usize].len() as i64).sum()
    };
    Columns::new(context, &told)
        .text("from_period", "the stretch of time before", |e| span(all.slices[e.slice - 1].period))
        .text("to_period", "the stretch of time after", |e| span(all.slices[e.slice].period))
        .text("event", "persists, splits, merges, born or gone", |e| fate(e.fate).to_owned())
        .text("before", "communities before, each by its three strongest members, several joined by ' | '", |e| names(context, &all, from(e)))
        .text("after", "communities after", |e| names(context, &all, to(e)))
        .count("members_before", "their members together", |e| size(from(e)))
        .count("members_after", "their members together", |e| size(to(e)))
        .real("overlap", "largest overlap of two of them: members in both by members in either, of those who write in both stretches (Jaccard); 0.3 or more links them", |e| (e.overlap > 0.0).then_some(e.overlap))
        .count("life", "number that a community keeps as long as it persists; -1 if it does not", |e| life(&all, e))
        .done()
}

fn life(all: &Phases, event: &Event) -> i64 {
    let number = |slice: usize, c: Option<&u32>| {
        let lives = all.lives.get(slice)?;
        (*lives.get(*c? as usize)?).map(i64::from)
    };
    number(event.slice, event.to.first())
        .or_else(|| number(event.slice - 1, event.from.first()))
        .unwrap_or(-1)
}

fn span(period: Period) -> String {
    let last = period.before.map(|b| b - 1);
    match (period.after, last) {
        (Some(a), Some(b)) => format!("{} to {}", &day(a)[..7], &day(b)[..7]),
        _ => String::new(),
    }
}

fn fate(fate: Fate) -> &'static str {
    match fate {
        Fate::Persists => "persists",
        Fate::Splits => "splits",
        Fate::Merges => "merges",
        Fate::Born => "born",
        Fate::Gone => "gone",
    }
}

fn names(context: &Context, all: &Phases, (slice, list): (usize, Vec<u32>)) -> String {
    let slice: &Slice = &all.slices[slice];
    let name = |c: &u32| {
        let members = slice.members[*c as usize].iter().take(NAMED);
        let labels = members.map(|v| context.people.list[*v as usize].label.clone());
        labels.collect::<Vec<_>>().join(", ")
    };
    list.iter().map(name).collect::<Vec<_>>().join(" | ")
}
