//! `why`: the messages behind a tie.

mod bundle;
mod gather;

use std::io::IsTerminal;
use std::path::Path;

use mailties::case::MANIFEST;
use mailties::error::{Error, Result};
use mailties::network::build::Include;
use mailties::network::{Context, Ends, behind};
use mailties::pipeline::{self, Conclusions};
use mailties::report::proof::{self, Tie};
use mailties::report::{Table, Values};

use super::args::Why;
use super::find::{Found, find};
use super::{Exit, Talk, output};
use gather::Gathered;

/// Rows shown on a terminal.
const SHOWN: usize = 40;

/// Runs the command.
pub fn run(args: &Why, talk: Talk) -> Result<Exit> {
    let case = pipeline::conclude(&args.case)?;
    let context = case.context(output::period(&args.slice)?, include(&args.case));
    let ends = ends(args, &case)?;
    let proofs = behind(&context, ends);
    if proofs.is_empty() {
        return Err(nothing(args, &case, &context, ends));
    }
    let (tie, mut rows) = proof::rows(&context, ends, &proofs);
    let terminal = std::io::stdout().is_terminal() && !args.form.json && !args.form.csv;
    let limit = args.limit.unwrap_or(if terminal && args.bundle.is_none() {
        SHOWN
    } else {
        usize::MAX
    });
    rows.truncate(limit);
    let gathered = gather::gather(&args.case, &case, &rows)?;
    let table = table(
        &proof::table(&tie, &rows, &gathered.subjects, &gathered.snippets),
        &gathered,
    );
    let narrow: &[&str] = &[
        "date",
        "direction",
        "role",
        "subject",
        "id",
        "file",
        "offset",
    ];
    if let Some(path) = &args.bundle {
        bundle::write(args, &case, path, &tie, &rows, &gathered, talk)?;
    }
    if args.bundle.is_none() || args.form.json || args.form.csv {
        output::table(&table, args.form, Some(narrow).filter(|_| !args.wide))?;
    }
    talk.say(&sentence(&tie));
    if rows.len() < proofs.len() {
        talk.say(&format!(
            "note: the first {} of {}; --limit {} gives all",
            rows.len(),
            proofs.len(),
            proofs.len()
        ));
    }
    Ok(Exit::Done)
}

/// Which tie is meant.
fn ends(args: &Why, case: &Conclusions) -> Result<Ends> {
    let end = |typed: &str| find(&args.case, case, typed);
    let (a, b) = (end(&args.a)?, end(&args.b)?);
    if a == b {
        return Err(Error::usage(format!(
            "'{}' and '{}' are the same; a tie has two ends",
            args.a, args.b
        )));
    }
    Ok(match (a, b) {
        (Found::Person(a), Found::Person(b)) => Ends::People(a, b),
        (Found::Organization(a), Found::Organization(b)) if args.named => Ends::CoMention(a, b),
        (Found::Organization(a), Found::Organization(b)) => Ends::Organizations(a, b),
        (Found::Person(p), Found::Organization(o)) | (Found::Organization(o), Found::Person(p)) => {
            if args.mail {
                Ends::Mail(p, o)
            } else {
                Ends::Mention(p, o)
            }
        }
        (other, _) if other.no_actor().is_some() => return Err(no_end(&args.a, other)),
        (_, other) => return Err(no_end(&args.b, other)),
    })
}

fn no_end(typed: &str, found: Found) -> Error {
    let what = found.no_actor().unwrap_or("message");
    Error::usage(format!(
        "'{typed}' is a {what}; a tie has a correspondent or an organization at each end"
    ))
}

/// What counted when the tables of the case were written.
fn include(case: &Path) -> Include {
    let manifest = std::fs::read(case.join(MANIFEST)).unwrap_or_default();
    let manifest: serde_json::Value = serde_json::from_slice(&manifest).unwrap_or_default();
    let has = |what: &str| manifest["options"][what].as_bool().unwrap_or(false);
    Include {
        lists: has("include_lists"),
        robots: has("include_robots"),
        bulk: has("include_bulk"),
    }
}

fn nothing(args: &Why, case: &Conclusions, context: &Context, ends: Ends) -> Error {
    let (a, b) = (&args.a, &args.b);
    match ends {
        Ends::Mention(p, o) => {
            let label = &case.people.list[p as usize].label;
            let all = case.organizations.of(p).iter();
            let told = if all.map(|a| a.organization).any(|own| own == o) {
                format!("{label} belongs to that organization: naming the own one is no mention")
            } else {
                format!("no message of {label} names it in its own words or subject")
            };
            let mail = behind(context, Ends::Mail(p, o)).len();
            Error::new(told).hint(format!(
                "{mail} messages went between {label} and people there: mailties why {} '{a}' '{b}' --mail",
                args.case.display()
            ))
        }
        Ends::CoMention(..) => Error::new(format!(
            "no message in this case names both '{a}' and '{b}' in its own words or subject"
        ))
        .hint("mails that name more than twelve organizations are lists and do not count"),
        Ends::Organizations(a_number, b_number)
            if !behind(context, Ends::CoMention(a_number, b_number)).is_empty() =>
        {
            Error::new(format!(
                "no message in this case went between people of '{a}' and '{b}'"
            ))
            .hint(format!(
                "some name both: mailties why {} '{a}' '{b}' --named",
                args.case.display()
            ))
        }
        _ => Error::new(format!(
            "no message in this case went between '{a}' and '{b}'"
        ))
        .hint("that is not proof that none was written: these mailboxes may not have seen it"),
    }
}

fn sentence(tie: &Tie) -> String {
    let (a, b) = (&tie.a.label, &tie.b.label);
    let (there, back) = (tie.a_to_b, tie.b_to_a);
    let said = match tie.network {
        "mentions" => format!("{there} messages of {a} name {b}"),
        "co_mentions" => format!("{there} messages name both {a} and {b}"),
        "organizations" => format!(
            "{} messages between {a} and {b}: {there} from the first, {back} from the second",
            there + back
        ),
        _ => format!("{there} messages from {a} to {b}, {back} back"),
    };
    let strength = match tie.network {
        "mentions" | "mail" => String::new(),
        _ => format!("; tie strength {:.2}", tie.strength),
    };
    mailties::export::text::terminal_safe(&format!("{said}{strength}")).into_owned()
}

/// With the place of the copy that shows it.
fn table(rows: &Table, gathered: &Gathered) -> Table {
    let copies = || gathered.copies.iter();
    let text = |f: &dyn Fn(&gather::Origin) -> String| {
        Values::Text(
            copies()
                .map(|c| c.as_ref().map_or_else(String::new, f))
                .collect(),
        )
    };
    let number = |f: &dyn Fn(&gather::Origin) -> u64| {
        Values::Integer(
            copies()
                .map(|c| c.as_ref().map(|c| f(c).cast_signed()))
                .collect(),
        )
    };
    rows.clone()
        .with(
            "message_id",
            "Message-ID of the copy",
            text(&|c| c.first().message_id.clone().unwrap_or_default()),
        )
        .with(
            "file",
            "file of the first copy that shows it, in the order of places",
            text(&|c| c.first().path.clone()),
        )
        .with(
            "offset",
            "its first byte there; of a message that was encoded inside another: of that one",
            number(&|c| c.first().stretch.offset),
        )
        .with("length", "its bytes", number(&|c| c.first().length))
        .with(
            "sha256",
            "SHA-256 of its bytes",
            text(&|c| c.first().sha256.clone()),
        )
        .with(
            "custodian",
            "whose mailbox, as far as the path tells",
            text(&|c| c.first().custodian.clone()),
        )
        .with(
            "copies",
            "copies of the message",
            number(&|c| c.copies.len() as u64),
        )
}
