//! THE STAIRS: calls the floors once, upward. Ingest reads mail into a case; conclude draws everything from its facts.

pub mod checks;
pub mod codenames;
mod indexed;
mod ingest;
mod kept;
mod measured;

pub use indexed::{index, open_index};
pub use ingest::{Options, PARSER, Watch, ingest};
pub use kept::{decisions, read_watch_list, said, watch_list};
pub use measured::{Networks, communities, networks};

use std::path::Path;

use crate::case::Case;
use crate::case::facts::{self, Facts};
use crate::case::lookup::Lookup;
use crate::case::naming;
use crate::conversation::distinct::{self, Messages};
use crate::conversation::thread::{self, Threads};
use crate::error::{Error, Result};
use crate::mention::watch::WatchList;
use crate::network::{Context, Period, build::Include};
use crate::organizations::{self, Member, Organizations};
use crate::people::{self, People};
use crate::problem::{Problem, ProblemKind};
use crate::report::summary::Counts;

/// Everything concluded from the facts of a case.
#[derive(Debug)]
pub struct Conclusions {
    /// The facts.
    pub facts: Facts,
    /// Distinct messages.
    pub messages: Messages,
    /// Who answers whom.
    pub threads: Threads,
    /// Who is who.
    pub people: People,
    /// Which organization is which.
    pub organizations: Organizations,
    /// What could not be read or is doubtful.
    pub problems: Vec<Problem>,
    /// The sums.
    pub counts: Counts,
}

impl Conclusions {
    /// What networks are built from.
    pub fn context(&self, period: Period, include: Include) -> Context<'_> {
        Context {
            facts: &self.facts,
            messages: &self.messages,
            threads: &self.threads,
            people: &self.people,
            organizations: &self.organizations,
            period,
            include,
        }
    }
}

/// Finds the names in the texts of a case, if that was not done for these texts and this watch list; then concludes.
///
/// # Errors
/// If the case cannot be read or written, or the sums do not come out.
pub fn name_and_conclude(case: &Case) -> Result<Conclusions> {
    let watch = watch_list(case.folder())?;
    let mut facts = facts::load(case.folder())?;
    let messages = distinct::distinct(&facts);
    let versions: Vec<u32> = messages.list.iter().map(|m| m.version).collect();
    naming::find(case, &mut facts, &versions, &watch)?;
    conclude_from(case.folder(), facts, messages, watch)
}

/// Concludes from all facts of a case: the same for the same facts, whatever the order in which they came.
///
/// # Errors
/// If the case cannot be read, or the sums do not come out.
pub fn conclude(folder: &Path) -> Result<Conclusions> {
    let facts = facts::load(folder)?;
    let messages = distinct::distinct(&facts);
    conclude_from(folder, facts, messages, watch_list(folder)?)
}

fn conclude_from(
    folder: &Path,
    facts: Facts,
    messages: Messages,
    watch: WatchList,
) -> Result<Conclusions> {
    let threads = thread::threads(&facts, &messages);
    let decisions = decisions(folder)?;
    let people = people::resolve(&facts, &messages, &threads, &decisions);
    let members: Vec<Member> = people
        .list
        .iter()
        .map(|p| Member {
            addresses: p
                .aliases
                .iter()
                .map(|a| a.address)
                .filter(|a| *a != facts::NONE)
                .collect(),
            organization: p.organization.clone(),
        })
        .collect();
    let organizations =
        organizations::organizations(&facts, &messages, &members, &people.of_header, &watch);
    let mut problems = Lookup::open(folder)?.problems()?;
    problems.extend(people.unmatched.iter().map(|detail| Problem {
        source: people::decisions::FILE.into(),
        offset: None,
        kind: ProblemKind::Unmatched,
        detail: detail.clone(),
    }));
    problems.extend(kept::unwatched(&watch, &organizations));
    let counts = Counts::new(&facts, &messages, &problems);
    check_sums(&counts)?;
    Ok(Conclusions {
        facts,
        messages,
        threads,
        people,
        organizations,
        problems,
        counts,
    })
}

fn check_sums(counts: &Counts) -> Result<()> {
    let sum = counts.distinct + counts.duplicate_copies + counts.unreadable;
    if sum == counts.found {
        return Ok(());
    }
    Err(Error::new(format!(
        "the counts do not come out: {} messages found, {sum} accounted for",
        counts.found
    ))
    .hint("please report this with the manifest of the case"))
}
