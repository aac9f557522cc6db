//! `absent`: what the archive could have shown of mail between two, and what it did not.

use std::io::{self, Write};

use mailties::error::{Error, Result};
use mailties::export::text::{self, terminal_safe};
use mailties::findings::absence::{End, absence};
use mailties::findings::custodians::custodians;
use mailties::pipeline;
use mailties::report::absence as rows;

use super::args::Absent;
use super::find::{Found, find};
use super::{Exit, output};

/// Mailboxes that a person sees.
const SHELVES: usize = 8;

/// Runs the command.
pub fn run(args: &Absent) -> Result<Exit> {
    let case = pipeline::conclude(&args.case)?;
    let context = case.context(output::period(&args.slice)?, Default::default());
    let end = |typed: &str| match find(&args.case, &case, typed)? {
        Found::Person(p) => Ok(End::Person(p)),
        Found::Organization(o) => Ok(End::Organization(o)),
        other => Err(Error::usage(format!(
            "'{typed}' is a {}; give two correspondents or organizations",
            other.no_actor().unwrap_or("message")
        ))),
    };
    let ends = [end(&args.a)?, end(&args.b)?];
    if ends[0] == ends[1] {
        return Err(Error::usage(format!(
            "'{}' and '{}' are the same",
            args.a, args.b
        )));
    }
    let found = absence(&context, &custodians(&context), ends);
    let months = rows::months(&found);
    if args.form.json || args.form.csv {
        output::table(&months, args.form, None)?;
        return Ok(Exit::Done);
    }
    let mut out = io::BufWriter::with_capacity(1 << 16, io::stdout().lock());
    let mut write = || -> io::Result<()> {
        for said in rows::sentences(&context, &found, ends) {
            writeln!(out, "{}", terminal_safe(&said))?;
        }
        let shelves = rows::shelves(&found);
        let first: Vec<u32> = (0..shelves.rows().min(SHELVES) as u32).collect();
        writeln!(out, "\nMailboxes that hold mail of either")?;
        text::write_table(&shelves.pick(&first), None, &mut out)?;
        writeln!(out, "\nBy month")?;
        text::write_table(&months, None, &mut out)?;
        out.flush()
    };
    output::told(write())?;
    Ok(Exit::Done)
}
