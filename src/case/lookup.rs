//! Looking things up in a case.

use std::path::Path;

use super::{database_error, open_read_only};
use crate::error::Result;
use crate::problem::{Problem, ProblemKind};

/// All problems, sorted by source, offset, kind and detail.
///
/// # Errors
/// If the case cannot be read.
pub fn problems(folder: &Path) -> Result<Vec<Problem>> {
    let database = open_read_only(folder)?;
    let read = || -> rusqlite::Result<Vec<Problem>> {
        let mut statement = database.prepare("SELECT source, offset, kind, detail FROM problem")?;
        let rows = statement.query_map([], |r| {
            Ok(Problem {
                source: r.get(0)?,
                offset: u64::try_from(r.get::<_, i64>(1)?).ok(),
                kind: ProblemKind::from_name(&r.get::<_, String>(2)?).unwrap_or(ProblemKind::Unreadable),
                detail: r.get(3)?,
            })
        })?;
        rows.collect()
    };
    let mut problems = read().map_err(|e| database_error(folder, &e))?;
    problems.sort_unstable();
    Ok(problems)
}
