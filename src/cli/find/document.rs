//! Which document the user means: its id or the beginning of it, its SHA-256, a file name.

use std::path::Path;

use mailties::error::{Error, Result};
use mailties::export::text::terminal_safe;
use mailties::findings::documents::{self, find};
use mailties::pipeline::Conclusions;

/// Finds the one document that is meant; candidates are listed if there are several.
pub fn document(folder: &Path, case: &Conclusions, typed: &str) -> Result<u32> {
    if let Some(found) = by_id(case, typed) {
        return found;
    }
    match find::by_name(&case.facts, typed).as_slice() {
        [one] => Ok(*one),
        [] => Err(Error::new(format!(
            "no document called '{typed}' in this case: looked at ids, digests and file names"
        ))
        .hint(format!(
            "see which there are with: mailties list {} documents",
            folder.display()
        ))),
        many => Err(ambiguous(case, typed, many)),
    }
}

/// The document with that id or digest, or the beginning of an id; `None` if that is none.
pub fn by_id(case: &Conclusions, typed: &str) -> Option<Result<u32>> {
    match find::by_id(&case.facts, typed).as_slice() {
        [] => None,
        [one] => Some(Ok(*one)),
        many => Some(Err(ambiguous(case, typed, many))),
    }
}

/// The one document that came under exactly that name.
pub fn by_name(case: &Conclusions, typed: &str) -> Option<u32> {
    match find::by_name(&case.facts, typed).as_slice() {
        [one] => Some(*one),
        _ => None,
    }
}

/// Lists those that most messages carry.
fn ambiguous(case: &Conclusions, typed: &str, many: &[u32]) -> Error {
    let context = case.context(Default::default(), Default::default());
    let mut seen: Vec<documents::Seen> = (many.iter().take(LOOKED_AT))
        .map(|number| documents::document(&context, *number))
        .collect();
    seen.sort_by_key(|one| (std::cmp::Reverse(one.carriers.len()), one.document));
    for one in seen.iter().take(super::LISTED) {
        let document = &case.facts.documents[one.document as usize];
        let name = one.names.first().map_or("", |(name, _)| name);
        eprintln!(
            "  {}  {}  {}, {} messages",
            document.id(),
            terminal_safe(name),
            document.format.name(),
            one.carriers.len()
        );
    }
    Error::new(format!(
        "'{typed}' fits {} documents; {} of them stand above",
        many.len(),
        many.len().min(super::LISTED)
    ))
    .hint("give the id of one")
}

/// Candidates whose messages are counted, for the order.
const LOOKED_AT: usize = 200;
