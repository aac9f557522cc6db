//! Reads what was typed as a query. It does not know any case.
//!
//! ```text
//! query   = both {"OR" both}                both = one {["AND"] one}             one = ["NOT" | "-"] (group | field | words)
//! group   = "(" query ")"                   field = name ":" (group | words)     words = word | word* | "phrase" | "phrase"~N
//! ```

use super::fields::{NAMES, Reading, reading};
use super::period;
use super::query::{DEFAULT, FARTHEST, Query, Text};
use super::wrong::Wrong;
use crate::case::index::words;
use crate::case::index::{DOCUMENT, Field, KINDS, formats};

/// Bytes of a query, parts of it, and groups within groups.
const LONGEST: usize = 10_000;
const PARTS: usize = 300;
const DEPTH: usize = 50;
/// Words of a phrase.
const PHRASE: usize = 64;

/// Reads a query. O(its length).
///
/// # Errors
/// [`Wrong::Query`] with the place of what is not understood.
pub fn parse(typed: &str) -> Result<Query, Wrong> {
    if typed.len() > LONGEST {
        return Err(Wrong::query(
            format!("it is longer than {LONGEST} bytes"),
            LONGEST,
        ));
    }
    let mut parser = Parser {
        typed,
        at: 0,
        depth: 0,
        parts: 0,
    };
    let query = parser.any(Reading::Text(DEFAULT))?;
    if parser.at < typed.len() {
        return Err(Wrong::query(
            "a closing parenthesis has no opening one",
            parser.at,
        ));
    }
    query.ok_or_else(|| Wrong::query("it has no words", 0))
}

struct Parser<'a> {
    typed: &'a str,
    at: usize,
    depth: usize,
    parts: usize,
}

impl Parser<'_> {
    fn rest(&self) -> &str {
        self.typed.get(self.at..).unwrap_or_default()
    }

    fn space(&mut self) {
        self.at += self.rest().len() - self.rest().trim_start().len();
    }

    /// Passes over a word in capitals.
    fn operator(&mut self, word: &str) -> bool {
        let after = self.rest().strip_prefix(word);
        let is = after.is_some_and(|rest| {
            rest.is_empty() || rest.starts_with([' ', '\t', '\n', '(', ')', '"'])
        });
        if is {
            self.at += word.len();
            self.space();
        }
        is
    }

    /// Parts joined by OR.
    fn any(&mut self, reading: Reading) -> Result<Option<Query>, Wrong> {
        let mut parts = Vec::new();
        let mut last_or = None;
        loop {
            let part = self.all(reading)?;
            let place = self.at;
            let is_more = self.operator("OR");
            if part.is_none() && (is_more || last_or.is_some()) {
                let place = last_or.unwrap_or(place);
                return Err(Wrong::query("OR needs words on both sides", place));
            }
            parts.extend(part);
            if !is_more {
                return Ok(joined(parts, Query::Or));
            }
            last_or = Some(place);
        }
    }

    /// Parts that stand side by side, or are joined by AND.
    fn all(&mut self, reading: Reading) -> Result<Option<Query>, Wrong> {
        let mut parts = Vec::new();
        loop {
            self.space();
            let place = self.at;
            if self.operator("AND") {
                let is_last = self.rest().is_empty() || self.rest().starts_with([')']);
                if parts.is_empty() || is_last {
                    return Err(Wrong::query("AND needs words on both sides", place));
                }
                continue;
            }
            let at_or = {
                let here = self.at;
                let is = self.operator("OR");
                self.at = here;
                is
            };
            if self.rest().is_empty() || self.rest().starts_with(')') || at_or {
                return Ok(joined(parts, Query::And));
            }
            parts.extend(self.one(reading)?);
        }
    }

    fn one(&mut self, reading: Reading) -> Result<Option<Query>, Wrong> {
        self.parts += 1;
        if self.parts > PARTS {
            return Err(Wrong::query(
                format!("it has more than {PARTS} parts"),
                self.at,
            ));
        }
        let start = self.at;
        let minus = self
            .rest()
            .strip_prefix('-')
            .is_some_and(|rest| rest.starts_with(|c: char| !c.is_whitespace() && c != '-'));
        if minus {
            self.at += 1;
        }
        if minus || self.operator("NOT") {
            if self.rest().is_empty() || self.rest().starts_with(')') {
                return Err(Wrong::query(
                    "there is nothing that should not be there",
                    start,
                ));
            }
            self.deeper(start)?;
            let what = self.one(reading)?;
            self.depth -= 1;
            return match what {
                Some(what) => Ok(Some(Query::Not(Box::new(what)))),
                None => Err(Wrong::query(
                    "there is nothing that should not be there",
                    start,
                )),
            };
        }
        if self.rest().starts_with('(') {
            return self.group(reading);
        }
        if let Some(field) = self.field()? {
            self.space();
            if self.rest().is_empty() || self.rest().starts_with(')') {
                return Err(Wrong::query("nothing stands after the colon", self.at));
            }
            return if self.rest().starts_with('(') {
                self.group(field)
            } else {
                self.words(field)
            };
        }
        self.words(reading)
    }

    fn deeper(&mut self, place: usize) -> Result<(), Wrong> {
        self.depth += 1;
        if self.depth > DEPTH {
            return Err(Wrong::query(
                format!("more than {DEPTH} parts lie inside one another"),
                place,
            ));
        }
        Ok(())
    }

    fn group(&mut self, reading: Reading) -> Result<Option<Query>, Wrong> {
        let start = self.at;
        self.deeper(start)?;
        self.at += 1;
        let inside = self.any(reading)?;
        if !self.rest().starts_with(')') {
            return Err(Wrong::query("this parenthesis is not closed", start));
        }
        self.at += 1;
        self.depth -= 1;
        Ok(inside)
    }

    /// The field whose name and colon stand here.
    fn field(&mut self) -> Result<Option<Reading>, Wrong> {
        let rest = self.rest();
        let length = rest
            .find(|c: char| !c.is_ascii_alphabetic())
            .unwrap_or(rest.len());
        let Some(after) = rest[length..].strip_prefix(':').filter(|_| length > 0) else {
            return Ok(None);
        };
        let name = rest[..length].to_ascii_lowercase();
        match reading(&name) {
            Some(field) => {
                self.at += length + 1;
                Ok(Some(field))
            }
            None if after.starts_with("//")
                || after.is_empty()
                || after.starts_with(char::is_whitespace) =>
            {
                Ok(None)
            }
            None => Err(Wrong::query(
                format!(
                    "there is no field '{name}'; fields are {}; quote it to look for the words",
                    NAMES.join(", ")
                ),
                self.at,
            )),
        }
    }

    /// A word or a phrase.
    fn words(&mut self, reading: Reading) -> Result<Option<Query>, Wrong> {
        let start = self.at;
        let (value, quoted) = match self.rest().strip_prefix('"') {
            Some(rest) => {
                let length = rest
                    .find('"')
                    .ok_or_else(|| Wrong::query("this quotation mark is not closed", start))?;
                let value = rest[..length].to_owned();
                self.at += length + 2;
                (value, true)
            }
            None => {
                let rest = self.rest();
                let length = rest
                    .find(|c: char| c.is_whitespace() || "()\"".contains(c))
                    .unwrap_or(rest.len());
                let value = rest[..length].to_owned();
                self.at += length;
                (value, false)
            }
        };
        let near = if quoted { self.near()? } else { None };
        match reading {
            Reading::Text(fields) => text(&value, fields, near, start),
            Reading::Name(_) if near.is_some() => Err(Wrong::query("a name takes no ~", start)),
            Reading::Name(_) if value.contains('*') => {
                Err(Wrong::query("a name takes no *", start))
            }
            Reading::Name(side) => Ok(Some(Query::Named(side, value, start))),
            Reading::After => Ok(Some(Query::After(day(&value, start)?))),
            Reading::Before => Ok(Some(Query::Before(day(&value, start)?))),
            Reading::Has => match value.to_lowercase().as_str() {
                "attachment" | "attachments" | "document" | "documents" => {
                    Ok(Some(Query::Attachment))
                }
                _ => Err(Wrong::query("has: takes 'attachment'", start)),
            },
            Reading::In => {
                let documents = Query::Kind(DOCUMENT);
                match value.to_lowercase().as_str() {
                    "attachment" | "attachments" | "document" | "documents" => Ok(Some(documents)),
                    "message" | "messages" => Ok(Some(Query::Not(Box::new(documents)))),
                    _ => Err(Wrong::query("in: takes 'message' or 'attachment'", start)),
                }
            }
            Reading::Format => match (0..)
                .zip(formats())
                .find(|(_, one)| *one == value.to_lowercase())
            {
                Some((format, _)) => Ok(Some(Query::Format(format))),
                None => {
                    let all: Vec<&str> = formats().collect();
                    let reason = format!(
                        "there is no format '{value}'; formats are {}",
                        all.join(", ")
                    );
                    Err(Wrong::query(reason, start))
                }
            },
            Reading::Kind => match KINDS.iter().position(|kind| *kind == value.to_lowercase()) {
                Some(kind) => Ok(Some(Query::Kind(kind as u8))),
                None => Err(Wrong::query(
                    format!("there is no kind '{value}'; kinds are {}", KINDS.join(", ")),
                    start,
                )),
            },
        }
    }

    /// The `~N` after a phrase.
    fn near(&mut self) -> Result<Option<u32>, Wrong> {
        let Some(rest) = self.rest().strip_prefix('~') else {
            return Ok(None);
        };
        let length = rest
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(rest.len());
        let number = rest[..length]
            .parse()
            .ok()
            .filter(|n| (1..=FARTHEST).contains(n));
        let near = number.ok_or_else(|| {
            Wrong::query(
                format!("~ takes a number of words from 1 to {FARTHEST}"),
                self.at,
            )
        })?;
        self.at += length + 1;
        Ok(Some(near))
    }
}

fn joined(mut parts: Vec<Query>, join: impl Fn(Vec<Query>) -> Query) -> Option<Query> {
    match parts.len() {
        0 | 1 => parts.pop(),
        _ => Some(join(parts)),
    }
}

fn day(value: &str, at: usize) -> Result<i64, Wrong> {
    period::start(value).ok_or_else(|| {
        Wrong::query(
            format!("'{value}' is no date: it is written 2001, 2001-05 or 2001-05-14"),
            at,
        )
    })
}

fn text(
    value: &str,
    fields: &'static [Field],
    near: Option<u32>,
    at: usize,
) -> Result<Option<Query>, Wrong> {
    if value == "*" {
        return Ok(Some(Query::All));
    }
    let mut all: Vec<(String, bool)> = Vec::new();
    for piece in value.split_whitespace() {
        let first = all.len();
        all.extend(words::of(piece).into_iter().map(|word| (word, false)));
        if piece.ends_with('*')
            && all.len() > first
            && let Some(last) = all.last_mut()
        {
            last.1 = true;
        }
    }
    if all.len() > PHRASE {
        return Err(Wrong::query(
            format!("a phrase has at most {PHRASE} words"),
            at,
        ));
    }
    let text = Text {
        fields,
        words: all,
        near,
    };
    Ok((!text.words.is_empty()).then_some(Query::Text(text)))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::query::Side;
    use super::*;

    fn word(word: &str) -> Query {
        text(word, DEFAULT, None, 0).unwrap().unwrap()
    }

    #[test]
    fn and_binds_closer_than_or_and_not_closest() {
        let expected = Query::Or(vec![
            word("a"),
            Query::And(vec![word("b"), Query::Not(Box::new(word("c")))]),
        ]);
        for typed in [
            "a OR b -c",
            "a OR b AND NOT c",
            "(a) OR (b (NOT c))",
            " a  OR b\t-(c) ",
        ] {
            assert_eq!(parse(typed).unwrap(), expected, "{typed}");
        }
        assert_eq!(
            parse("gas-power").unwrap(),
            Query::Text(Text {
                fields: DEFAULT,
                words: vec![("gas".into(), false), ("power".into(), false)],
                near: None
            })
        );
    }

    #[test]
    fn fields_hold_for_groups() {
        let lay = |name: &str, at| Query::Named(Side::From, name.into(), at);
        assert_eq!(
            parse("from:(a OR \"b c\")").unwrap(),
            Query::Or(vec![lay("a", 6), lay("b c", 11)])
        );
        assert_eq!(parse("From: a").unwrap(), lay("a", 6));
        assert_eq!(
            parse("after:1970-01-02 before:1971").unwrap(),
            Query::And(vec![Query::After(86_400), Query::Before(31_536_000)])
        );
        let near = Text {
            fields: &[Field::Subject],
            words: vec![("ete".into(), false), ("pow".into(), true)],
            near: Some(5),
        };
        assert_eq!(parse("subject:\"Été pow*\"~5").unwrap(), Query::Text(near));
        assert_eq!(
            parse("* kind:bulk has:attachment").unwrap(),
            Query::And(vec![Query::All, Query::Kind(2), Query::Attachment])
        );
        let documents = || Query::Kind(DOCUMENT);
        assert_eq!(
            parse("in:attachment -in:Message format:docx").unwrap(),
            Query::And(vec![
                documents(),
                Query::Not(Box::new(Query::Not(Box::new(documents())))),
                Query::Format(0)
            ])
        );
    }

    #[test]
    fn errors_say_where() {
        let places = [
            ("", 0),
            ("a (b OR c", 2),
            ("a b) c", 3),
            ("a \"b c", 2),
            ("a OR", 2),
            ("OR a", 0),
            ("a AND", 2),
            ("AND b", 0),
            ("a AND )", 2),
            ("form:lay", 0),
            ("x from:", 7),
            ("after:yesterday", 6),
            ("kind:odd", 5),
            ("\"a b\"~0", 5),
            ("\"a b\"~x", 5),
            ("NOT", 0),
            ("a -()", 2),
            ("from:la*", 5),
            ("has:horns", 4),
            ("in:horns", 3),
            ("format:horn", 7),
            ("(a OR ) b", 3),
        ];
        for (typed, place) in places {
            match parse(typed) {
                Err(Wrong::Query { at, .. }) => assert_eq!(at, place, "{typed}"),
                other => panic!("{typed}: {other:?}"),
            }
        }
        assert!(parse(&"(".repeat(9_000)).is_err());
        assert!(parse(&"-".repeat(9_000)).is_err() || parse(&"-a".repeat(4_000)).is_ok());
        assert!(parse(&"NOT ".repeat(2_000)).is_err());
        assert!(parse(&"a ".repeat(4_000)).is_err());
    }

    #[test]
    fn what_looks_like_a_field_but_is_none_is_words() {
        for typed in ["http://a.example/b", "10:30", "re: gas", "\"form:lay\""] {
            assert!(
                matches!(parse(typed), Ok(Query::Text(_) | Query::And(_))),
                "{typed}"
            );
        }
    }
}
