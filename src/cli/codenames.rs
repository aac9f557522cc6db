//! `codenames`: words that may stand for an organization, each with quotes. A hint, not a proof, and it says so.

use std::io::{self, Write};

use mailties::error::{Error, Result};
use mailties::export::text::terminal_safe;
use mailties::network::Context;
use mailties::pipeline::{self, codenames};
use mailties::report::{self, Table, Values};

use super::args::Codenames;
use super::find::{Found, find};
use super::{Exit, Talk, output};

/// Runs the command.
pub fn run(args: &Codenames, talk: Talk) -> Result<Exit> {
    let case = pipeline::conclude(&args.case)?;
    let context = case.context(output::period(&args.slice)?, Default::default());
    let Found::Organization(organization) = find(&args.case, &case, &args.near)? else {
        return Err(
            Error::usage(format!("'{}' is no organization of this case", args.near))
                .hint("mailties list CASE organizations prints them"),
        );
    };
    let found = codenames::codenames(&args.case, &context, organization, args.top)?;
    if found.is_empty() {
        return Err(Error::new(format!(
            "no word of this case is used like the name of '{}'",
            args.near
        ))
        .hint(
            "that is no proof that there is no code name: it may stand in mail that is not here",
        ));
    }
    if args.form.json || args.form.csv {
        output::table(&table(&context, &found), args.form, None)?;
    } else {
        let mut out = io::BufWriter::with_capacity(1 << 16, io::stdout().lock());
        let lines = lines(&context, &found);
        let written = lines
            .iter()
            .try_for_each(|line| writeln!(out, "{}", terminal_safe(line)));
        output::told(written.and_then(|()| out.flush()))?;
        talk.say(NOTE);
    }
    Ok(Exit::Done)
}

/// Planted code words reach 0.3 and more, ordinary words of a real archive without a known code name about 0.03.
const STANDS_OUT: f64 = 0.1;

const NOTE: &str = "These are hints, not proof: words used by the same people in the same contexts. Read the quotes before you believe one.";

fn lines(context: &Context, found: &[codenames::Candidate]) -> Vec<String> {
    let mut lines = vec![
        "Hints, not proof: words that may stand for the organization; each with quotes.".to_owned(),
    ];
    if found.iter().all(|one| one.score < STANDS_OUT) {
        lines.push(format!(
            "None stands out: all scores are below {STANDS_OUT}; ordinary words that only share a topic come that far."
        ));
    }
    for (rank, one) in (1..).zip(found) {
        lines.push(format!(
            "{rank}. {}   score {:.3}: people {:.2} x contexts {:.2} x apart {:.2}; association {:.0}; {} messages, {} with both, {} conversations with both{}",
            one.word,
            one.score,
            one.fellows.people,
            one.contexts,
            one.sharing.complement,
            one.fellows.association,
            one.messages,
            one.sharing.bridges.len(),
            one.sharing.threads,
            match one.elsewhere {
                "" => String::new(),
                other => format!("; {other}"),
            }
        ));
        for (message, quote, bridge) in &one.quotes {
            let message = &context.messages.list[*message as usize];
            let day = message
                .date
                .map_or_else(|| "undated   ".to_owned(), report::day);
            let both = if *bridge { "both" } else { "    " };
            lines.push(format!("     {day}  {}  {both}  \"{quote}\"", message.id));
        }
    }
    lines
}

/// One row a candidate.
fn table(context: &Context, found: &[codenames::Candidate]) -> Table {
    type One = codenames::Candidate;
    let real =
        |f: &dyn Fn(&One) -> f64| Values::Real(found.iter().map(|one| Some(f(one))).collect());
    let count = |f: &dyn Fn(&One) -> usize| {
        Values::Integer(found.iter().map(|one| Some(f(one) as i64)).collect())
    };
    let list = |f: &dyn Fn(&One) -> Vec<String>| Values::List(found.iter().map(f).collect());
    let ids = |messages: &mut dyn Iterator<Item = u32>| -> Vec<String> {
        messages
            .map(|m| context.messages.list[m as usize].id.clone())
            .collect()
    };
    Table::default()
        .with(
            "rank",
            "the best first",
            Values::Integer((1..=found.len() as i64).map(Some).collect()),
        )
        .with(
            "candidate",
            "a word that may stand for the organization: a hint, no proof",
            Values::Text(found.iter().map(|one| one.word.clone()).collect()),
        )
        .with(
            "score",
            "people x contexts x apart, less without mail or conversation that has both",
            real(&|one| one.score),
        )
        .with(
            "people",
            "likeness of those who use it and those who name the organization, 0 to 1",
            real(&|one| one.fellows.people),
        )
        .with(
            "association",
            "log-likelihood ratio of the word and of writers who name the organization",
            real(&|one| one.fellows.association),
        )
        .with(
            "contexts",
            "likeness of the five words on either side, 0 to 1",
            real(&|one| one.contexts),
        )
        .with(
            "apart",
            "1 if those who use both never do in one message, 0 if always",
            real(&|one| one.sharing.complement),
        )
        .with(
            "messages",
            "messages with the word",
            count(&|one| one.messages as usize),
        )
        .with(
            "with_both",
            "messages with the word and the organization",
            count(&|one| one.sharing.bridges.len()),
        )
        .with(
            "threads_with_both",
            "conversations with both",
            count(&|one| one.sharing.threads as usize),
        )
        .with(
            "elsewhere",
            "what else the word means elsewhere; its score is halved then",
            Values::Text(found.iter().map(|one| one.elsewhere.to_owned()).collect()),
        )
        .with(
            "quotes",
            "words around it",
            list(&|one| {
                one.quotes
                    .iter()
                    .map(|(_, quote, _)| quote.clone())
                    .collect()
            }),
        )
        .with(
            "evidence",
            "the messages quoted, in that order",
            list(&|one| ids(&mut one.quotes.iter().map(|(m, ..)| *m))),
        )
}
