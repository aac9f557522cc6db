//! `show`: one message, correspondent, organization or document, with the reasons for what is concluded.

mod document;
mod message;
mod portrait;
mod thread;

use std::io::{self, Write};
use std::path::Path;

use mailties::case::lookup::{FoundCopy, Lookup};
use mailties::case::original;
use mailties::error::{Error, Result};
use mailties::export::json;
use mailties::export::text::terminal_safe;
use mailties::pipeline::{self, Conclusions};

use super::args::Show;
use super::find::{Found, find};
use super::{Exit, output};

/// Runs the command.
pub fn run(args: &Show) -> Result<Exit> {
    let case = pipeline::conclude(&args.case)?;
    let found = find(&args.case, &case, &args.id)?;
    let mut out = io::BufWriter::new(io::stdout().lock());
    match found {
        Found::Message(m) if args.raw || args.headers => {
            let bytes = original(&args.case, &case, m)?;
            if args.raw {
                output::told(out.write_all(&bytes))?;
            } else {
                lines(&mut out, &head(&bytes))?;
            }
        }
        _ if args.raw || args.headers => {
            let option = if args.raw { "--raw" } else { "--headers" };
            return Err(Error::usage(format!(
                "{option} shows a message; '{}' is none",
                args.id
            )));
        }
        Found::Message(m) => {
            let view = message::view(&args.case, &case, m)?;
            shown(args, &mut out, &view, || message::lines(&view, args.quoted))?;
        }
        Found::Document(d) => {
            let view = document::view(&args.case, &case, d)?;
            shown(args, &mut out, &view, || document::lines(&view, args.text))?;
        }
        Found::Person(p) => {
            let view = mailties::report::portrait::person(&context(&case), p);
            shown(args, &mut out, &view, || portrait::person(&view))?;
        }
        Found::Organization(o) => {
            let view = mailties::report::portrait::organization(&context(&case), o);
            shown(args, &mut out, &view, || portrait::organization(&view))?;
        }
    }
    output::told(out.flush())?;
    Ok(Exit::Done)
}

fn context(case: &Conclusions) -> mailties::network::Context<'_> {
    case.context(Default::default(), Default::default())
}

fn shown<T: serde::Serialize>(
    args: &Show,
    out: &mut impl Write,
    view: &T,
    as_text: impl FnOnce() -> Vec<String>,
) -> Result<()> {
    if args.json {
        return output::told(json::write_shown(view, out));
    }
    lines(out, &as_text())
}

fn lines(out: &mut impl Write, lines: &[String]) -> Result<()> {
    output::told(
        lines
            .iter()
            .try_for_each(|line| writeln!(out, "{}", terminal_safe(line))),
    )
}

/// The header block, line by line; what is no UTF-8 is replaced.
fn head(bytes: &[u8]) -> Vec<String> {
    let lines = bytes.split(|b| *b == b'\n');
    let lines = lines.map(|line| line.strip_suffix(b"\r").unwrap_or(line));
    lines
        .take_while(|line| !line.is_empty())
        .map(|line| String::from_utf8_lossy(line).into_owned())
        .collect()
}

/// The copies of a message in the order of their places, each with the index of its version.
pub(super) fn copies(lookup: &Lookup, case: &Conclusions, m: u32) -> Result<Vec<(u32, FoundCopy)>> {
    let versions = case.messages.versions_of(&case.messages.list[m as usize]);
    let row = |v: u32| case.facts.versions[v as usize].row;
    let rows: Vec<i64> = versions.iter().map(|(v, _)| row(*v)).collect();
    let found = lookup.copies_of(&rows)?;
    let version = |wanted: i64| versions.iter().map(|(v, _)| *v).find(|v| row(*v) == wanted);
    Ok(found
        .into_iter()
        .filter_map(|(row, copy)| Some((version(row)?, copy)))
        .collect())
}

/// The bytes of the first copy that is where it was and whose digest is right.
fn original(folder: &Path, case: &Conclusions, m: u32) -> Result<Vec<u8>> {
    let lookup = Lookup::open(folder)?;
    let mut first = None;
    for (_, copy) in copies(&lookup, case, m)? {
        match original::fetch(&copy) {
            Ok(bytes) => return Ok(bytes),
            Err(error) => drop(first.get_or_insert(error)),
        }
    }
    let error = first.unwrap_or_else(|| Error::new("no copy of this message is in the case"));
    Err(error.hint(format!(
        "see which sources have changed with: mailties verify {}",
        folder.display()
    )))
}
