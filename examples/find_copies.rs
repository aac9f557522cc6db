//! Finds copies of one mail: `cargo run --example find_copies [PATH]`.
//!
//! Teaches facts against conclusions: the case keeps every copy with its place; which of them are one message is concluded
//! by content and carries its rule, since a copy may have lost its Message-ID or got other line breaks.

use std::collections::BTreeMap;
use std::error::Error;
use std::io::Write;
use std::path::Path;

use mailties::case::Case;
use mailties::pipeline;

/// Prints the sum that must come out, and by which rules copies were known.
///
/// # Errors
/// If the archive cannot be read, or nothing can be written.
pub fn run(path: &Path, out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let case = Case::create(folder.path())?;
    let options = pipeline::Options::default();
    pipeline::ingest(&case, &[path.to_path_buf()], options, &())?;
    let conclusions = pipeline::conclude(folder.path())?;
    let messages = &conclusions.messages;
    write!(out, "{} found = ", messages.found)?;
    write!(out, "{} distinct + ", messages.list.len())?;
    write!(out, "{} copies + ", messages.duplicate_copies())?;
    writeln!(out, "{} unreadable", messages.unreadable)?;
    let mut rules = BTreeMap::new();
    for (_, rule) in &messages.versions {
        *rules.entry(rule.name()).or_insert(0) += 1;
    }
    for (rule, versions) in rules {
        writeln!(out, "{versions:>5} wordings by the rule '{rule}'")?;
    }
    let copied = messages.list.iter().filter(|one| one.copies > 1);
    for one in copied.take(5) {
        let (id, copies, wordings) = (&one.id, one.copies, messages.versions_of(one).len());
        writeln!(out, "{id} has {copies} copies in {wordings} wordings")?;
    }
    Ok(())
}

fn main() -> Result<(), Box<dyn Error>> {
    let given = std::env::args_os().nth(1);
    let path = given.unwrap_or_else(|| "sample_mbox".into());
    run(Path::new(&path), &mut std::io::stdout().lock())
}
