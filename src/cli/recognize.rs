//! `recognize`: names in any text, to see what the recognizer does with it.

use std::fs;
use std::io::{self, BufWriter, Read, Write};
use std::path::Path;

use mailties::error::{Error, Result};
use mailties::mention::candidate::candidates;
use mailties::mention::known::Known;
use mailties::mention::recognizer::{Found, NameKind, Recognizer};
use mailties::mention::token::Tokens;
use mailties::mention::votes::Votes;
use mailties::report::Table;
use mailties::report::table::Values;
use rayon::prelude::*;
use serde::Serialize;
use serde_json::Value;

use super::args::{Named, Recognize};
use super::{Exit, output};

/// A text and what to call it.
struct Text {
    id: Value,
    text: String,
}

/// A line of the answer.
#[derive(Serialize)]
struct Answer<'a> {
    id: &'a Value,
    mentions: Vec<Mention<'a>>,
}

/// A name; `start` and `end` in code points.
#[derive(Serialize)]
struct Mention<'a> {
    start: usize,
    end: usize,
    surface: &'a str,
    kind: &'static str,
    organization: Option<&'static str>,
    confidence: f64,
    rule: &'static str,
}

/// Runs the command.
pub fn run(args: &Recognize) -> Result<Exit> {
    let content = content(&args.file)?;
    let name = args.file.to_string_lossy();
    let lines = json_lines(&content, &name)?;
    let is_json = lines.is_some();
    let texts = lines.unwrap_or_else(|| {
        vec![Text {
            id: Value::Null,
            text: content,
        }]
    });
    let found = found(&texts, args.alone);
    let kept = |one: &Found| match args.kind {
        None => true,
        Some(Named::Organization) => one.kind == NameKind::Organization,
        Some(Named::Person) => one.kind == NameKind::Person,
    };
    let answers = texts.iter().zip(&found).map(|(text, found)| Answer {
        id: &text.id,
        mentions: mentions(&text.text, found.iter().filter(|f| kept(f))),
    });
    if is_json && !args.form.csv {
        write_lines(answers)?;
    } else {
        output::table(&table(answers, is_json), args.form, None)?;
    }
    Ok(Exit::Done)
}

fn content(file: &Path) -> Result<String> {
    let mut bytes = Vec::new();
    let read = if file == Path::new("-") {
        io::stdin().lock().read_to_end(&mut bytes).map(|_| ())
    } else {
        fs::read(file).map(|content| bytes = content)
    };
    read.map_err(|e| {
        Error::io(format!("read '{}'", file.display()), &e)
            .hint("give a text file, JSON lines {\"id\", \"text\"}, or '-' for standard input")
    })?;
    Ok(String::from_utf8(bytes)
        .unwrap_or_else(|e| String::from_utf8_lossy(e.as_bytes()).into_owned()))
}

/// The texts of JSON lines; `None` if it is plain text.
fn json_lines(content: &str, name: &str) -> Result<Option<Vec<Text>>> {
    let first = content.lines().find(|l| !l.trim().is_empty());
    if first.is_none_or(|l| parsed(l).is_none()) {
        return Ok(None);
    }
    let lines = content
        .lines()
        .enumerate()
        .filter(|(_, l)| !l.trim().is_empty());
    lines
        .map(|(i, line)| {
            parsed(line).ok_or_else(|| {
                Error::new(format!(
                    "line {} of '{name}' is no JSON object with a text",
                    i + 1
                ))
                .hint("each line must be like {\"id\": 1, \"text\": \"...\"}")
            })
        })
        .collect::<Result<Vec<Text>>>()
        .map(Some)
}

fn parsed(line: &str) -> Option<Text> {
    match serde_json::from_str(line).ok()? {
        Value::Object(mut fields) => match fields.remove("text")? {
            Value::String(text) => Some(Text {
                id: fields.remove("id").unwrap_or(Value::Null),
                text,
            }),
            _ => None,
        },
        _ => None,
    }
}

/// Texts that one thread reads at a time.
const BATCH: usize = 64;

/// The names in each text, weighed together unless each stands alone.
fn found(texts: &[Text], alone: bool) -> Vec<Vec<Found>> {
    let recognizer = Recognizer::embedded();
    let mut found: Vec<Vec<Found>> = texts
        .par_iter()
        .with_min_len(BATCH)
        .map_init(
            || recognizer.reader(),
            |reader, text| {
                let mut out = Vec::new();
                reader.read(&text.text, &mut out);
                out
            },
        )
        .collect();
    if alone {
        return found;
    }
    let mut votes = Votes::default();
    let (mut tokens, mut signs) = (Tokens::default(), Vec::new());
    for (text, found) in texts.iter().zip(&found) {
        candidates(&text.text, &mut tokens, &mut signs);
        votes.add(&text.text, found, &signs);
    }
    let verdicts = votes.verdicts(Known::embedded());
    found
        .par_iter_mut()
        .zip(texts)
        .with_min_len(BATCH)
        .for_each_init(
            || (Tokens::default(), Vec::new()),
            |(tokens, signs), (found, text)| {
                candidates(&text.text, tokens, signs);
                verdicts.apply(&text.text, found, signs);
            },
        );
    found
}

/// Found names with offsets in code points. O(length of the text).
fn mentions<'a>(text: &'a str, found: impl Iterator<Item = &'a Found>) -> Vec<Mention<'a>> {
    let (mut bytes, mut points) = (0, 0);
    let mut point = |byte: usize| {
        points += text[bytes..byte].chars().count();
        bytes = byte;
        points
    };
    found
        .map(|one| {
            let surface = &text[one.start..one.end];
            let known = Known::embedded().by_name(surface);
            Mention {
                start: point(one.start),
                end: point(one.end),
                surface,
                kind: one.kind.word(),
                organization: known
                    .filter(|_| one.kind == NameKind::Organization)
                    .map(|k| k.name),
                confidence: f64::from((one.confidence * 100.0).round()) / 100.0,
                rule: one.rule.word(),
            }
        })
        .collect()
}

fn write_lines<'a>(answers: impl Iterator<Item = Answer<'a>>) -> Result<()> {
    let mut out = BufWriter::with_capacity(1 << 16, io::stdout().lock());
    let write = || -> io::Result<()> {
        for answer in answers {
            serde_json::to_writer(&mut out, &answer)?;
            out.write_all(b"\n")?;
        }
        out.flush()
    };
    output::told(write())
}

fn table<'a>(answers: impl Iterator<Item = Answer<'a>>, with_id: bool) -> Table {
    let rows: Vec<(String, Mention)> = answers
        .flat_map(|answer| {
            let id = match answer.id {
                Value::String(id) => id.clone(),
                other => other.to_string(),
            };
            answer.mentions.into_iter().map(move |m| (id.clone(), m))
        })
        .collect();
    let text =
        |of: &dyn Fn(&Mention) -> String| Values::Text(rows.iter().map(|(_, m)| of(m)).collect());
    let number = |of: &dyn Fn(&Mention) -> usize| {
        Values::Integer(
            rows.iter()
                .map(|(_, m)| i64::try_from(of(m)).ok())
                .collect(),
        )
    };
    let mut table = Table::default();
    if with_id {
        table = table.with(
            "id",
            "The text's id.",
            Values::Text(rows.iter().map(|(id, _)| id.clone()).collect()),
        );
    }
    let one_line = |m: &Mention| m.surface.split_whitespace().collect::<Vec<_>>().join(" ");
    table
        .with("surface", "The words.", text(&one_line))
        .with(
            "kind",
            "What they name: organization or person.",
            text(&|m| m.kind.to_owned()),
        )
        .with(
            "organization",
            "The well-known organization of that name.",
            text(&|m| m.organization.unwrap_or_default().to_owned()),
        )
        .with(
            "confidence",
            "How sure, 0 to 1.",
            Values::Real(rows.iter().map(|(_, m)| Some(m.confidence)).collect()),
        )
        .with(
            "rule",
            "What found it: tagger, lexicon or votes.",
            text(&|m| m.rule.to_owned()),
        )
        .with("start", "First code point, from 0.", number(&|m| m.start))
        .with("end", "Code point after the last.", number(&|m| m.end))
}
