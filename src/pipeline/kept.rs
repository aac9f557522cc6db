//! What the user said, kept as plain files with the case: a watch list of organizations, decisions about people.

use std::path::Path;

use crate::case::facts;
use crate::case::lookup::Lookup;
use crate::error::{Error, Result};
use crate::mention::watch::{self, WatchList};
use crate::organizations::Organizations;
use crate::origin::Sha256Digest;
use crate::people;
use crate::problem::{Problem, ProblemKind};
use crate::report::manifest::Said;

/// What of the watch list was not found, or could not be looked for.
pub(super) fn unwatched(watch: &WatchList, organizations: &Organizations) -> Vec<Problem> {
    let ambiguous = watch.ambiguous().into_iter().map(|name| {
        format!("'{name}' stands for more than one organization, so it was not looked for")
    });
    let missing = organizations
        .of_watched
        .iter()
        .filter(|(_, place)| *place == facts::NONE);
    let missing = missing.map(|(line, _)| {
        let name = &watch.list[*line as usize].name;
        format!("'{name}' is neither named nor written from in these mails")
    });
    let problem = |detail| Problem {
        source: watch::FILE.into(),
        offset: None,
        kind: ProblemKind::Unmatched,
        detail,
    };
    ambiguous.chain(missing).map(problem).collect()
}

/// The watch list that is kept with a case; an empty one if it has no such file.
///
/// # Errors
/// If the file cannot be read or is no watch list.
pub fn watch_list(folder: &Path) -> Result<WatchList> {
    let path = folder.join(watch::FILE);
    match kept(&path)? {
        Some(text) => read_watch_list(&text, &path),
        None => Ok(WatchList::default()),
    }
}

/// Reads the text of a watch list; the path is for the error.
///
/// # Errors
/// If it is none.
pub fn read_watch_list(text: &str, path: &Path) -> Result<WatchList> {
    WatchList::parse(text).map_err(|reason| {
        Error::new(format!("the watch list '{}': {reason}", path.display()))
            .hint("it is a CSV table with a column 'name', and any of aliases, code_names, domains, kind, parent")
    })
}

/// Digests of what the user said, for the manifest.
///
/// # Errors
/// If a file cannot be read.
pub fn said(folder: &Path) -> Result<Said> {
    let digest = |name: &str| -> Result<Option<String>> {
        let text = kept(&folder.join(name))?;
        Ok(text.map(|text| Sha256Digest::of(text.as_bytes()).to_string()))
    };
    Ok(Said {
        custodian: Lookup::open(folder)?.custodian()?,
        decisions: digest(people::decisions::FILE)?,
        watch_list: digest(watch::FILE)?,
    })
}

/// A file that is kept with a case, if there is one.
fn kept(path: &Path) -> Result<Option<String>> {
    match std::fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Error::io(format!("read '{}'", path.display()), &error)),
    }
}

/// The decisions about people that are kept with a case; none if it has no such file.
///
/// # Errors
/// If the file cannot be read or says what makes no sense.
pub fn decisions(folder: &Path) -> Result<people::Decisions> {
    let path = folder.join(people::decisions::FILE);
    match kept(&path)? {
        Some(text) => people::decisions::parse(&text, &path.display().to_string()),
        None => Ok(people::Decisions::default()),
    }
}
