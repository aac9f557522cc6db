//! `search`: what a query finds, with snippets and counts beside it.

use std::io::{self, IsTerminal, Write};

use mailties::case::index::read::Named;
use mailties::error::{Error, Result};
use mailties::export::json;
use mailties::export::number::push_instant;
use mailties::export::text::terminal_safe;
use mailties::pipeline;
use mailties::report::{Table, Values, day};
use mailties::search::snippet::Piece;
use mailties::search::wrong::Wrong;
use mailties::search::{self, Found, Hit, Options};
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
        Some(threads) => format!("{} messages in {threads} conversations", found.messages),
        None => format!("{} messages", found.messages),
    };
    let shown = found.hits.len();
    let more = found.threads.unwrap_or(found.messages) > shown;
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
    let counted = |all: &[(Named, u32)]| {
        all.iter()
            .map(|(one, count)| format!("{} ({count})", terminal_safe(&one.label)))
            .collect::<Vec<_>>()
            .join(", ")
    };
    let mut years: Vec<String> = found
        .years
        .iter()
        .map(|(year, count)| format!("{year} ({count})"))
        .collect();
    if found.undated > 0 {
        years.push(format!("undated ({})", found.undated));
    }
    for (title, text) in [
        ("People         ", counted(&found.people)),
        ("Organizations  ", counted(&found.organizations)),
        ("Years          ", years.join(", ")),
    ] {
        if !text.is_empty() {
            lines.push(format!("{title}{text}"));
        }
    }
    lines
}

fn hit_lines(rank: usize, hit: &Hit, bright: bool) -> Vec<String> {
    let name = |one: &Named| terminal_safe(&one.label).into_owned();
    let date = hit
        .message
        .date
        .map_or_else(|| "undated   ".to_owned(), day);
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
    let mut lines = vec![format!(
        "{rank:>3}. {date}  {}  {} -> {}{hits}",
        hit.message.id,
        from.join(", "),
        to.join(", ")
    )];
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
            "id of the message in this case",
            text(&|hit| hit.message.id.clone()),
        )
        .with(
            "date",
            "time, UTC",
            Values::Instant(hits.iter().map(|hit| hit.message.date).collect()),
        )
        .with(
            "score",
            "BM25; 0 if no words were asked for",
            Values::Real(hits.iter().map(|hit| Some(f64::from(hit.score))).collect()),
        )
        .with(
            "from",
            "senders",
            ids(&|hit| hit.from.iter().map(|one| one.id.clone()).collect()),
        )
        .with(
            "to",
            "recipients",
            ids(&|hit| hit.to.iter().map(|one| one.id.clone()).collect()),
        )
        .with("subject", "subject", text(&|hit| unmarked(&hit.subject)))
        .with(
            "snippet",
            "words around the hits, these between « and »",
            text(&|hit| marked(&hit.snippet, false)),
        )
        .with(
            "thread",
            "id of the first mail of its conversation",
            text(&|hit| hit.thread.clone()),
        )
        .with(
            "hits",
            "hits in its conversation, if grouped",
            Values::Integer(hits.iter().map(|hit| Some(hit.hits.into())).collect()),
        )
}

fn value(found: &Found) -> Value {
    let actors = |all: &[(Named, u32)]| -> Value {
        all.iter()
            .map(|(one, count)| json!({"id": one.id, "label": one.label, "messages": count}))
            .collect()
    };
    let named = |all: &[Named]| -> Value { all.iter().map(|one| one.id.clone()).collect() };
    let hits: Value = (1..)
        .zip(&found.hits)
        .map(|(rank, hit): (u32, &Hit)| {
            json!({
                "rank": rank,
                "id": hit.message.id,
                "date": hit.message.date.and_then(instant),
                "score": hit.score,
                "from": named(&hit.from),
                "to": named(&hit.to),
                "subject": unmarked(&hit.subject),
                "snippet": hit.snippet.iter().map(|(text, hit)| json!({"text": text, "hit": hit})).collect::<Value>(),
                "thread": hit.thread,
                "hits": hit.hits,
            })
        })
        .collect();
    json!({
        "messages": found.messages,
        "conversations": found.threads,
        "hits": hits,
        "people": actors(&found.people),
        "organizations": actors(&found.organizations),
        "years": found.years.iter().map(|(year, count)| json!({"year": year, "messages": count})).collect::<Value>(),
        "undated": found.undated,
        "meanings": found.meanings,
    })
}
