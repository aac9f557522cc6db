//! Rows of documents. It does not know where a message lies.

pub mod counts;
pub mod flow;

use super::columns::Columns;
use super::{Table, Values};
use crate::case::facts::Document;
use crate::document::{Format, State};
use crate::findings::documents::authors::Authors;
use crate::findings::documents::{Seen, documents, named};
use crate::network::Context;

/// Organizations listed of one document.
const ORGANIZATIONS: usize = 12;

/// Stands for those left out.
const MORE: &str = "..";

/// `documents.csv`: those that most messages carry first.
pub fn rows(context: &Context) -> Table {
    let all = documents(context);
    let authors = match all.is_empty() {
        true => Authors::default(),
        false => Authors::new(context),
    };
    let mut table = what_it_is(context, &all);
    for more in [
        says_of_itself(context, &authors, &all),
        travels(context, &all),
        places(context, &all),
    ] {
        table.columns.extend(more.columns);
    }
    table
}

fn of<'a>(context: &Context<'a>, seen: &Seen) -> &'a Document {
    &context.facts.documents[seen.document as usize]
}

fn what_it_is(context: &Context, all: &[Seen]) -> Table {
    let names = |seen: &Seen| seen.names.iter().map(|(name, _)| name.clone()).collect();
    let names = Values::List(all.iter().map(names).collect());
    let id = all.iter().map(|seen| of(context, seen).id()).collect();
    let rest = Columns::new(context, all)
        .text("format", "what its bytes are, whatever its name says", |s| {
            of(context, s).format.name().to_owned()
        })
        .text(
            "state",
            "read: it has text; no_text; else why it was not read, or not to its end: encrypted, damaged, unsupported, limit, failed",
            |s| of(context, s).state.name().to_owned(),
        )
        .text("detail", "why, if it has no text or not all of it", |s| {
            detail(of(context, s))
        })
        .count("size", "its bytes", |s| of(context, s).size.cast_signed())
        .done();
    let mut table = Table::default()
        .with(
            "id",
            "d and the first 16 digits of its SHA-256; one document, however often it was sent",
            Values::Text(id),
        )
        .with(
            "names",
            "all names it came under, the most frequent first; of a document in an archive with its path there behind !",
            names,
        );
    table.columns.extend(rest.columns);
    table
}

/// Why a document has no text, or not all of it; empty if there is no doubt.
pub fn detail(document: &Document) -> String {
    let without_text = document.state == State::NoText;
    let seen_only = matches!(document.format, Format::Image | Format::Pdf);
    match without_text && seen_only {
        true => format!(
            "{}; words in pictures are not read (no OCR)",
            document.detail
        ),
        false => document.detail.to_string(),
    }
}

fn says_of_itself(context: &Context, authors: &Authors, all: &[Seen]) -> Table {
    let about = |s: &Seen| &of(context, s).metadata;
    let id = |number: u32| {
        let one = context.people.list.get(number as usize);
        one.map_or_else(String::new, |p| p.id.clone())
    };
    let pages = all.iter().map(|s| about(s).pages.map(i64::from));
    let mut table = Table::default().with(
        "pages",
        "pages, sheets or slides, as it says",
        Values::Integer(pages.collect()),
    );
    let rest = Columns::new(context, all)
        .text("title", "title that it gives itself", |s| {
            about(s).title.clone()
        })
        .text("author", "who made it, as it says", |s| {
            about(s).author.clone()
        })
        .text("modified_by", "who changed it last, as it says", |s| {
            about(s).modified_by.clone()
        })
        .text("company", "company, as it says", |s| {
            about(s).company.clone()
        })
        .text(
            "author_is",
            "inferred: the only correspondent of the case with the author's full name or address",
            |s| id(authors.of(&about(s).author)),
        )
        .text("modified_by_is", "inferred: the same of modified_by", |s| {
            id(authors.of(&about(s).modified_by))
        })
        .day("created", "day it was made, as it says", |s| {
            about(s).created
        })
        .day("modified", "day it was changed last, as it says", |s| {
            about(s).modified
        })
        .done();
    table.columns.extend(rest.columns);
    table
}

fn travels(context: &Context, all: &[Seen]) -> Table {
    Columns::new(context, all)
        .count("messages", "distinct messages that carry it", |s| {
            s.carriers.len() as u32
        })
        .count("senders", "different correspondents who sent it", |s| {
            s.senders.len() as u32
        })
        .count(
            "recipients",
            "different correspondents it was sent to (To, Cc, Bcc)",
            |s| s.recipients.len() as u32,
        )
        .day(
            "first",
            "day of the first dated message that carries it, UTC",
            |s| s.dates.map(|d| d.0),
        )
        .person(
            ("first_sender", "who sent that message"),
            "first_sender_label",
            |s| s.first_sender,
        )
        .day("last", "day of the last one", |s| s.dates.map(|d| d.1))
        .done()
}

fn places(context: &Context, all: &[Seen]) -> Table {
    fn list(all: &[Seen], cell: impl Fn(&Seen) -> Vec<String>) -> Values {
        Values::List(all.iter().map(cell).collect())
    }
    let organizations = |seen: &Seen| {
        let all = named(context, seen.document);
        let id = |o: &(u32, u32)| context.organizations.list[o.0 as usize].id.clone();
        let mut shown: Vec<String> = all.iter().take(ORGANIZATIONS).map(id).collect();
        if all.len() > ORGANIZATIONS {
            shown.push(MORE.to_owned());
        }
        shown
    };
    let path = |file: &u32| context.facts.files[*file as usize].path.clone();
    let bytes = |s: &Seen| Some(of(context, s).length.cast_signed());
    let digest = |s: &Seen| of(context, s).sha256.to_string();
    Table::default()
        .with(
            "organizations",
            "organizations it names, the most frequent first; 12 at most, then ..",
            list(all, organizations),
        )
        .with(
            "text_bytes",
            "bytes of its text",
            Values::Integer(all.iter().map(bytes).collect()),
        )
        .with(
            "places",
            "files that are this document or hold it, without a mail",
            list(all, |seen| seen.files.iter().map(path).collect()),
        )
        .with(
            "sha256",
            "SHA-256 of its bytes",
            Values::Text(all.iter().map(digest).collect()),
        )
}
