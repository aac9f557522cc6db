//! `search`: what a query finds, with snippets and counts beside it.

use std::io::{self, IsTerminal, Write};

use mailties::case::index::read::Named;
use mailties::error::{Error, Result};
use mailties::export::json;
use mailties::export::number::push_instant;
use mailties::export::text::terminal_safe;
use mailties::pipeline;
use mailties::report::{Table, Values, day};
use mailties::search::counts::Count;
use mailties::search::snippet::Piece;
use mailties::search::wrong::Wrong;
use mailties::search::{self, Carried, Found, Hit, Options};
use serde_json::{Value, json};

use super::args::{By, Color, Search};
use super::{Exit, Talk, output};

/// Recipients that a hit names.
const RECIPIENTS: usize = 3;

/// Runs the command.
pub fn run(args: &Search, by_thread: bool, color: Color, talk: Talk) -> Result<Exit> {
    let index = pipeline::open_index(&args.case)?;
    let told = |wrong: Wrong| tell(&args.query, wrong);
    let asked = search::parse(&args.query).map_err(told)?;
    if args.count {
        let (count, meanings) = search::count(&index, &asked).map_err(told)?;
        mean(&meanings, talk);
        output::told(writeln!(io::stdout(), "{count}"))?;
        return Ok(Exit::Done);
    }
    let options = Options {
        by_date: args.by == By::Date,
        by_thread: by_thread || args.conversations,
        limit: args.limit,
    };
    let found = search::search(&args.case, &index, &asked, options).map_err(told)?;
    mean(&found.meanings, talk);
    if args.form.csv {
        return output::table(&table(&found), args.form, None).map(|()| Exit::Done);
    }
    let terminal = io::stdout().is_terminal();
    let bright = match color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => terminal && std::env::var_os("NO_COLOR").is_none(),
    };
    let mut out = io::BufWriter::new(io::stdout().lock());
    let written = if args.form.json {
        json::write_pretty(&value(&found), &mut out)
    } else {
        lines(&found, options, bright)
            .iter()
            .try_for_each(|line| writeln!(out, "{line}"))
    };
    output::told(written.and_then(|()| out.flush()))?;
    Ok(Exit::Done)
}

fn mean(meanings: &[String], talk: Talk) {
    meanings
        .iter()
        .for_each(|meaning| talk.say(&terminal_safe(meaning)));
}

/// Tells why there is no result, with the place in the query.
fn tell(typed: &str, wrong: Wrong) -> Error {
    let point = |at: usize| {
        let before = typed.get(..at.min(typed.len())).unwrap_or(typed);
        eprintln!(
            "  {}\n  {}^",
            terminal_safe(typed),
            " ".repeat(mailties::export::text::width(&terminal_safe(before)))
        );
    };
    let list = |all: &[Named]| {
        for one in all {
            eprintln!(
                "  {:>7}  {}  {}",
                one.messages,
                terminal_safe(&one.id),
                terminal_safe(&one.label)
            );
        }
    };
    match wrong {
        Wrong::Case(error) => error,
        Wrong::Query { reason, at } => {
            point(at);
            let place = typed.get(..at).map_or(at, |before| before.chars().count()) + 1;
            Error::usage(format!(
                "the query is not understood at character {place}: {reason}"
            ))
        }
        Wrong::Several {
            typed,
            candidates,
            count,
            ..
        } => {
            list(&candidates);
            let most = candidates.len();
            Error::new(format!("'{typed}' fits {count}; {} with most messages above", if most < count { format!("the {most}") } else { "those".into() }))
                .hint("give the id or address, or more of the name in quotation marks: from:\"first last\"")
        }
        Wrong::Nobody { typed, nearest, .. } => {
            list(&nearest);
            let error = Error::new(format!(
                "nobody and nothing is called '{typed}' in this case"
            ));
            match nearest.first() {
                Some(first) => error.hint(format!("the nearest names stand above; was it '{}'?", first.label)),
                None => error.hint("give an id, an address, or words of a name; 'mailties list CASE people' has them all"),
            }
        }
    }
}

/// A text with marks: bright, or between `«` and `»`.
fn marked(pieces: &[Piece], bright: bool) -> String {
    let mut text = String::new();
    for (piece, hit) in pieces {
        let piece = terminal_safe(piece);
        match (hit, bright) {
            (false, _) => text.push_str(&piece),
            (true, true) => text.push_str(&format!("\u{1b}[1;33m{piece}\u{1b}[0m")),
            (true, false) => text.push_str(&format!("«{piece}»")),
        }
    }
    text
}

fn unmarked(pieces: &[Piece]) -> String {
    pieces.iter().map(|(piece, _)| piece.as_str()).collect()
}

fn lines(found: &Found, options: Options, bright: bool) -> Vec<String> {
    let mut lines = Vec::new();
    for (rank, hit) in (1..).zip(&found.hits) {
        lines.extend(hit_lines(rank, hit, bright));
    }
    let all = match found.threads {
        Some(threads) => format!("{} in {threads} conversations", both(found.counts.found)),
        None => both(found.counts.found),
    };
    let shown = found.hits.len();
    let more = found.all_hits > shown;
    let unscored = found.hits.iter().all(|hit| hit.score == 0.0);
    let order = if options.by_date || unscored {
        "by date"
    } else {
        "best first"
    };
    lines.push(if more {
        format!("{all}; the first {shown} are shown, {order} (--limit)")
    } else {
        format!("{all}, {order}")
    });
    let counts = &found.counts;
    let counted = |all: &[(Named, Count)]| {
        all.iter()
            .map(|(one, count)| format!("{} ({})", terminal_safe(&one.label), count.all()))
            .collect::<Vec<_>>()
            .join(", ")
    };
    let mut years: Vec<String> = counts
        .years
        .iter()
        .map(|(year, count)| format!("{year} ({})", count.all()))
        .collect();
    if counts.undated.all() > 0 {
        years.push(format!("undated ({})", counts.undated.all()));
    }
    for (title, text) in [
        ("People         ", counted(&counts.people)),
        ("Organizations  ", counted(&counts.organizations)),
        ("Years          ", years.join(", ")),
    ] {
        if !text.is_empty() {
            lines.push(format!("{title}{text}"));
        }
    }
    lines
}

/// How many messages, and documents if there are any.
fn both(count: Count) -> String {
    match count.documents {
        0 => format!("{} messages", count.messages),
        1 => format!("{} messages and 1 document", count.messages),
        documents => format!("{} messages and {documents} documents", count.messages),
    }
}

/// The line of a document: which, what it is called, and who sent it first.
fn document(hit: &Hit, carried: &Carried, bright: bool) -> String {
    let name = marked(&carried.name, bright);
    let name = if name.is_empty() { "no name" } else { &name };
    format!("{}  {name} ({})", hit.entry.id, carried.known.format)
}

fn hit_lines(rank: usize, hit: &Hit, bright: bool) -> Vec<String> {
    let name = |one: &Named| terminal_safe(&one.label).into_owned();
    let date = (hit.entry.date).map_or_else(|| "undated   ".to_owned(), day);
    let from: Vec<String> = hit.from.iter().map(name).collect();
    let mut to: Vec<String> = hit.to.iter().take(RECIPIENTS).map(name).collect();
    if hit.to.len() > RECIPIENTS {
        to.push(format!("{} more", hit.to.len() - RECIPIENTS));
    }
    let hits = if hit.hits > 1 {
        format!("  ({} hits in this conversation)", hit.hits)
    } else {
        String::new()
    };
    let parties = format!("{} -> {}", from.join(", "), to.join(", "));
    let mut lines = Vec::new();
    match &hit.document {
        None => lines.push(format!(
            "{rank:>3}. {date}  {}  {parties}{hits}",
            hit.entry.id
        )),
        Some(carried) => {
            lines.push(format!(
                "{rank:>3}. {date}  {}{hits}",
                document(hit, carried, bright)
            ));
            lines.push(match carried.known.messages {
                0 => "     a file of its own; no mail carries it".to_owned(),
                1 => format!("     in {}  {parties}", carried.first),
                many => format!(
                    "     in {many} messages, first {}  {parties}",
                    carried.first
                ),
            });
        }
    }
    for text in [marked(&hit.subject, bright), marked(&hit.snippet, bright)] {
        if !text.trim().is_empty() {
            lines.push(format!("     {text}"));
        }
    }
    lines.push(String::new());
    lines
}

fn instant(seconds: i64) -> Option<String> {
    let mut text = String::new();
    push_instant(&mut text, seconds).then_some(text)
}

fn known(hit: &Hit) -> Option<&Carried> {
    hit.document.as_ref()
}

fn what(hit: &Hit) -> &'static str {
    match hit.document {
        None => "message",
        Some(_) => "document",
    }
}

fn table(found: &Found) -> Table {
    let hits = &found.hits;
    let text = |of: &dyn Fn(&Hit) -> String| Values::Text(hits.iter().map(of).collect());
    let ids = |of: &dyn Fn(&Hit) -> Vec<String>| Values::List(hits.iter().map(of).collect());
    Table::default()
        .with(
            "rank",
            "place in the order asked for",
            Values::Integer((1..=hits.len() as i64).map(Some).collect()),
        )
        .with(
            "id",
            "id of the message or document in this case",
            text(&|hit| hit.entry.id.clone()),
        )
        .with(
            "date",
            "time, UTC; of a document, of the first mail that carries it",
            Values::Instant(hits.iter().map(|hit| hit.entry.date).collect()),
        )
        .with(
            "score",
            "BM25; 0 if no words were asked for",
            Values::Real(hits.iter().map(|hit| Some(f64::from(hit.score))).collect()),
        )
        .with(
            "from",
            "senders; of a document, of the first mail that carries it",
            ids(&|hit| hit.from.iter().map(|one| one.id.clone()).collect()),
        )
        .with(
            "to",
            "recipients, likewise",
            ids(&|hit| hit.to.iter().map(|one| one.id.clone()).collect()),
        )
        .with("subject", "subject, or the title of a document", text(&|hit| unmarked(&hit.subject)))
        .with(
            "snippet",
            "words around the hits, these between « and »",
            text(&|hit| marked(&hit.snippet, false)),
        )
        .with(
            "thread",
            "id of the first mail of its conversation; a document belongs to that of the first mail that carries it",
            text(&|hit| hit.thread.clone()),
        )
        .with(
            "hits",
            "hits in its conversation, if grouped",
            Values::Integer(hits.iter().map(|hit| Some(hit.hits.into())).collect()),
        )
        .with("what", "message or document", text(&|hit| what(hit).into()))
        .with("name", "of a document, the name that most mails carry it under", text(&|hit| known(hit).map(|one| unmarked(&one.name)).unwrap_or_default()))
        .with("format", "of a document", text(&|hit| known(hit).map(|one| one.known.format.clone()).unwrap_or_default()))
        .with("carried_by", "how many messages carry a document", Values::Integer(hits.iter().map(|hit| known(hit).map(|one| one.known.messages.into())).collect()))
        .with("first_message", "the first of these", text(&|hit| known(hit).map(|one| one.first.clone()).unwrap_or_default()))
}

/// Absent is `null`.
fn some(id: &str) -> Option<&str> {
    (!id.is_empty()).then_some(id)
}

fn value(found: &Found) -> Value {
    let counts = &found.counts;
    let actors = |all: &[(Named, Count)]| -> Value {
        all.iter()
            .map(|(one, count)| json!({"id": one.id, "label": one.label, "messages": count.messages, "documents": count.documents}))
            .collect()
    };
    let named = |all: &[Named]| -> Value { all.iter().map(|one| one.id.clone()).collect() };
    let hits: Value = (1..)
        .zip(&found.hits)
        .map(|(rank, hit): (u32, &Hit)| {
            let document = known(hit);
            json!({
                "rank": rank,
                "what": what(hit),
                "id": hit.entry.id,
                "date": hit.entry.date.and_then(instant),
                "score": hit.score,
                "from": named(&hit.from),
                "to": named(&hit.to),
                "subject": unmarked(&hit.subject),
                "snippet": hit.snippet.iter().map(|(text, hit)| json!({"text": text, "hit": hit})).collect::<Value>(),
                "thread": some(&hit.thread),
                "hits": hit.hits,
                "name": document.map(|one| unmarked(&one.name)),
                "format": document.map(|one| &one.known.format),
                "carried_by": document.map(|one| one.known.messages),
                "first_message": document.and_then(|one| some(&one.first)),
            })
        })
        .collect();
    json!({
        "messages": counts.found.messages,
        "documents": counts.found.documents,
        "conversations": found.threads,
        "hits": hits,
        "people": actors(&counts.people),
        "organizations": actors(&counts.organizations),
        "years": counts.years.iter().map(|(year, count)| json!({"year": year, "messages": count.messages, "documents": count.documents})).collect::<Value>(),
        "undated": counts.undated.messages,
        "undated_documents": counts.undated.documents,
        "meanings": found.meanings,
    })
}
