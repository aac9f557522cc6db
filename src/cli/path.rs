//! `path`: how one reaches another, each step with the mail that proves it.

use std::io::{self, Write};

use mailties::case::lookup::Lookup;
use mailties::error::{Error, Result};
use mailties::export::figure::{self as drawing, Style};
use mailties::export::files::write_atomically;
use mailties::export::text::terminal_safe;
use mailties::pipeline::{self, Conclusions};
use mailties::report;
use mailties::report::path::{self, End, Hop};

use super::args::Path;
use super::find::{Found, find};
use super::{Exit, output};

/// Messages shown under each step on a terminal.
const SHOWN: usize = 2;

/// Runs the command.
pub fn run(args: &Path) -> Result<Exit> {
    let case = pipeline::conclude(&args.case)?;
    let context = case.context(output::period(&args.slice)?, Default::default());
    let end = |typed: &str| match find(&args.case, &case, typed)? {
        Found::Person(p) => Ok(End::Person(p)),
        Found::Organization(o) => Ok(End::Organization(o)),
        other => Err(Error::usage(format!(
            "'{typed}' is a {}; a path leads from a correspondent or organization to another",
            other.no_actor().unwrap_or("message")
        ))),
    };
    let (from, to) = (end(&args.a)?, end(&args.b)?);
    if from == to {
        return Err(Error::usage(format!(
            "'{}' and '{}' are the same; a path has two ends",
            args.a, args.b
        )));
    }
    let hops = path::paths(&context, from, to, args.count.into());
    if hops.is_empty() {
        return Err(Error::new(format!(
            "no chain of mail between people leads from '{}' to '{}' in this case",
            args.a, args.b
        ))
        .hint("that is not proof that there is none: these mailboxes may not have seen it"));
    }
    if let Some(file) = &args.svg {
        let source = format!(
            "Source: {} distinct messages in {} mailboxes. Drawn by mailties.",
            case.counts.distinct, case.counts.mailboxes
        );
        let figure = report::figure::path(&hops, &source);
        write_atomically(file, |out| {
            drawing::path::write(&figure, &Style::Print, out)
        })?;
    }
    if args.form.json || args.form.csv {
        output::table(&path::table(&context, &hops), args.form, None)?;
    } else {
        let lines = lines(args, &case, &hops)?;
        let mut out = io::BufWriter::with_capacity(1 << 16, io::stdout().lock());
        let written = lines
            .iter()
            .try_for_each(|line| writeln!(out, "{}", terminal_safe(line)));
        output::told(written.and_then(|()| out.flush()))?;
    }
    Ok(Exit::Done)
}

fn lines(args: &Path, case: &Conclusions, hops: &[Hop]) -> Result<Vec<String>> {
    let lookup = Lookup::open(&args.case)?;
    let mut lines = Vec::new();
    for chain in hops.chunk_by(|a, b| a.path == b.path) {
        let (from, to) = (&chain[0].from, &chain[chain.len() - 1].to);
        let steps = match chain.len() {
            1 => "1 step".to_owned(),
            n => format!("{n} steps"),
        };
        lines.push(format!(
            "{}. {} to {}, {steps}",
            chain[0].path, from.1, to.1
        ));
        for hop in chain {
            lines.push(format!(
                "   {} ({}) {} {} ({}): {} messages{}, strength {:.1}",
                hop.from.1,
                hop.from.0,
                verb(hop),
                hop.to.1,
                hop.to.0,
                hop.messages,
                span(hop),
                hop.strength
            ));
            for &message in hop.evidence.iter().take(SHOWN) {
                let one = &case.messages.list[message as usize];
                let row = case.facts.versions[one.version as usize].row;
                let day = one
                    .date
                    .map_or_else(|| "undated   ".to_owned(), report::day);
                let subject = lookup.head(row)?.subject;
                lines.push(format!("      {day}  {}  {subject}", one.id));
            }
        }
    }
    Ok(lines)
}

fn verb(hop: &Hop) -> &'static str {
    match (hop.tie, hop.turned) {
        ("mail", _) => "wrote with",
        ("names", false) => "names",
        ("names", true) => "is named by",
        (_, false) => "belongs to",
        (_, true) => "has among its people",
    }
}

fn span(hop: &Hop) -> String {
    hop.seen.map_or_else(String::new, |(first, last)| {
        format!(", {} to {}", report::day(first), report::day(last))
    })
}
