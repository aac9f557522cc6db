//! A document as a reader needs it: what it is, what it says of itself, who sent it first, which organizations it names, where it lies.

use std::path::Path;

use mailties::case::facts::{self, Mention, NONE};
use mailties::case::lookup::Lookup;
use mailties::error::Result;
use mailties::findings::documents::authors::Authors;
use mailties::findings::documents::flow::{self, Step};
use mailties::findings::documents::{self, Seen};
use mailties::mention::IN_SUBJECT;
use mailties::network::Context;
use mailties::pipeline::Conclusions;
use mailties::report;
use rustc_hash::FxHashMap;
use serde::Serialize;

use super::super::snippet::around;

/// Everything shown of a document.
#[derive(Debug, Serialize)]
pub struct View {
    id: String,
    sha256: String,
    names: Vec<Name>,
    format: &'static str,
    state: &'static str,
    detail: String,
    size: u64,
    text_bytes: u64,
    says_of_itself: Said,
    messages: usize,
    senders: usize,
    recipients: usize,
    first: Option<String>,
    last: Option<String>,
    first_sender: Option<Who>,
    organizations: Vec<Named>,
    /// The first steps of its way; `list flow` has all.
    flow: Vec<Hop>,
    files: Vec<String>,
    attached: Vec<Place>,
    text: String,
}

#[derive(Debug, Serialize)]
struct Name {
    name: String,
    times: u32,
}

/// What a document says of itself: nobody has checked it.
#[derive(Debug, Serialize)]
struct Said {
    title: String,
    author: String,
    author_is: Option<Who>,
    modified_by: String,
    modified_by_is: Option<Who>,
    company: String,
    created: Option<String>,
    modified: Option<String>,
    pages: Option<u32>,
}

#[derive(Clone, Debug, Serialize)]
struct Who {
    id: String,
    label: String,
}

/// An organization that it names, with the words around the first mention in its text.
#[derive(Debug, Serialize)]
struct Named {
    id: String,
    label: String,
    as_written: String,
    times: u32,
    rule: &'static str,
    confidence_percent: u8,
    words: String,
}

#[derive(Debug, Serialize)]
struct Hop {
    message: String,
    date: Option<String>,
    from: Option<Who>,
    recipients: usize,
    forwarded_from: Option<String>,
}

/// A message that carries it, and where that lies.
#[derive(Debug, Serialize)]
struct Place {
    message: String,
    names: Vec<String>,
    file: String,
    offset: u64,
}

/// Steps of its way, and messages with their places.
const STEPS: usize = 10;

/// Organizations shown to a reader; JSON has all.
const ORGANIZATIONS: usize = 20;

/// Lines of its text, unless all are asked for.
const LINES: usize = 40;

/// Names shown to a reader.
const NAMES: usize = 12;

/// Looks everything up.
pub fn view(folder: &Path, case: &Conclusions, number: u32) -> Result<View> {
    let context = case.context(Default::default(), Default::default());
    let lookup = Lookup::open(folder)?;
    let one = &case.facts.documents[number as usize];
    let seen = documents::document(&context, number);
    let text = lookup.document_text(one.row)?;
    let way = flow::flow(&context, number);
    let names = seen.names.iter();
    Ok(View {
        id: one.id(),
        sha256: one.sha256.to_string(),
        names: names
            .map(|(name, times)| Name {
                name: name.clone(),
                times: *times,
            })
            .collect(),
        format: one.format.name(),
        state: one.state.name(),
        detail: report::documents::detail(one),
        size: one.size,
        text_bytes: one.length,
        says_of_itself: said(&context, one),
        messages: seen.carriers.len(),
        senders: seen.senders.len(),
        recipients: seen.recipients.len(),
        first: seen.dates.map(|dates| report::day(dates.0)),
        last: seen.dates.map(|dates| report::day(dates.1)),
        first_sender: who(&context, seen.first_sender),
        organizations: named(&context, number, &text),
        flow: way
            .steps
            .iter()
            .take(STEPS)
            .map(|s| hop(&context, s))
            .collect(),
        files: way.places.into_iter().map(|(_, path)| path).collect(),
        attached: attached(&lookup, case, &seen)?,
        text,
    })
}

fn who(context: &Context, number: u32) -> Option<Who> {
    let one = context.people.list.get(number as usize)?;
    Some(Who {
        id: one.id.clone(),
        label: one.label.clone(),
    })
}

fn said(context: &Context, one: &facts::Document) -> Said {
    let about = &one.metadata;
    let authors = Authors::new(context);
    Said {
        title: about.title.clone(),
        author: about.author.clone(),
        author_is: who(context, authors.of(&about.author)),
        modified_by: about.modified_by.clone(),
        modified_by_is: who(context, authors.of(&about.modified_by)),
        company: about.company.clone(),
        created: about.created.map(report::day),
        modified: about.modified.map(report::day),
        pages: about.pages,
    }
}

fn named(context: &Context, number: u32, text: &str) -> Vec<Named> {
    let facts = context.facts;
    let mentions = facts.mentions_of(&facts.documents[number as usize]);
    let of_name = |m: &&Mention| context.organizations.of_name[m.name as usize];
    let all = documents::named(context, number).into_iter();
    let one = |(organization, times): (u32, u32)| {
        let here = mentions.iter().filter(|m| of_name(m) == organization);
        // A title has no place in the text: it comes last.
        let first = here.min_by_key(|m| m.start)?;
        let meant = &context.organizations.list[organization as usize];
        Some(Named {
            id: meant.id.clone(),
            label: meant.label.clone(),
            as_written: facts.names[first.name as usize].1.to_string(),
            times,
            rule: first.rule.word(),
            confidence_percent: first.confidence,
            words: match first.start {
                IN_SUBJECT => String::new(),
                start => around(text, start as usize),
            },
        })
    };
    all.filter_map(one).collect()
}

fn hop(context: &Context, step: &Step) -> Hop {
    let list = &context.messages.list;
    let earlier = list.get(step.forwarded_from as usize);
    Hop {
        message: list[step.message as usize].id.clone(),
        date: context.date(step.message).map(report::instant),
        from: who(context, step.sender),
        recipients: step.recipients.len(),
        forwarded_from: earlier.map(|m| m.id.clone()),
    }
}

/// The first messages that carry it, each with the first place of a copy. O(copies in the case).
fn attached(lookup: &Lookup, case: &Conclusions, seen: &Seen) -> Result<Vec<Place>> {
    let first: Vec<_> = seen.carriers.iter().take(STEPS).collect();
    let mut of_row: FxHashMap<i64, u32> = FxHashMap::default();
    let mut rows = Vec::new();
    for carrier in &first {
        let message = &case.messages.list[carrier.message as usize];
        for (version, _) in case.messages.versions_of(message) {
            let row = case.facts.versions[*version as usize].row;
            of_row.insert(row, carrier.message);
            rows.push(row);
        }
    }
    let mut place: FxHashMap<u32, (String, u64)> = FxHashMap::default();
    for (row, copy) in lookup.copies_of(&rows)? {
        let message = of_row.get(&row).copied().unwrap_or(NONE);
        let found = (copy.path, copy.stretch.offset);
        let kept = place.entry(message).or_insert_with(|| found.clone());
        if found < *kept {
            *kept = found;
        }
    }
    let name = |n: &u32| case.facts.file_names[*n as usize].to_string();
    let all = first.iter().map(|carrier| {
        let (file, offset) = place.remove(&carrier.message).unwrap_or_default();
        Place {
            message: case.messages.list[carrier.message as usize].id.clone(),
            names: carrier.names.iter().map(name).collect(),
            file,
            offset,
        }
    });
    Ok(all.collect())
}

/// As text; `whole` gives all of its text.
pub fn lines(view: &View, whole: bool) -> Vec<String> {
    let mut lines = heads(view);
    lines.extend(about(view));
    lines.extend(way(view));
    lines.extend(organizations(view));
    lines.push(String::new());
    let all = view.text.lines();
    let count = all.clone().count();
    let shown = if whole { count } else { LINES.min(count) };
    lines.extend(all.take(shown).map(str::to_owned));
    if shown < count {
        lines.push(format!("[{} more lines; --text shows them]", count - shown));
    }
    if count == 0 {
        lines.push("[no text]".into());
    }
    lines
}

fn heads(view: &View) -> Vec<String> {
    let mut lines = vec![format!("Document  {}", view.id)];
    lines.extend(view.names.iter().take(NAMES).map(|n| {
        let times = counted(n.times as usize, "time", "times");
        format!("Name      {} ({times})", n.name)
    }));
    if view.names.len() > NAMES {
        lines.push(format!("Name      and {} more", view.names.len() - NAMES));
    }
    let why = match view.detail.as_str() {
        "" => String::new(),
        detail => format!(" ({detail})"),
    };
    lines.push(format!(
        "Is        {}, {} bytes, {} of text",
        view.format, view.size, view.text_bytes
    ));
    lines.push(format!("State     {}{why}", view.state));
    lines.push(format!("SHA-256   {}", view.sha256));
    lines
}

/// What it says of itself.
fn about(view: &View) -> Vec<String> {
    let said = &view.says_of_itself;
    let is = |who: &Option<Who>| {
        let told = |w: &Who| {
            format!(
                "  = {} ({}; inferred: the only one called so)",
                w.label, w.id
            )
        };
        who.as_ref().map(told).unwrap_or_default()
    };
    let day = |day: &Option<String>| day.clone().unwrap_or_default();
    let told = [
        ("title", said.title.clone(), String::new()),
        ("author", said.author.clone(), is(&said.author_is)),
        (
            "modified by",
            said.modified_by.clone(),
            is(&said.modified_by_is),
        ),
        ("company", said.company.clone(), String::new()),
        ("created", day(&said.created), String::new()),
        ("modified", day(&said.modified), String::new()),
        (
            "pages",
            said.pages.map_or_else(String::new, |p| p.to_string()),
            String::new(),
        ),
    ];
    let told = told.iter().filter(|(_, value, _)| !value.is_empty());
    told.map(|(what, value, is)| format!("Says of itself: {what} {value}{is}"))
        .collect()
}

/// Through whom it travelled, and where it lies.
fn way(view: &View) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    if view.messages > 0 {
        lines.push(format!(
            "Sent      in {} by {} to {}, from {} to {}",
            counted(view.messages, "message", "messages"),
            counted(view.senders, "sender", "senders"),
            counted(view.recipients, "recipient", "recipients"),
            view.first.as_deref().unwrap_or("an unknown day"),
            view.last.as_deref().unwrap_or("an unknown day"),
        ));
    }
    if let Some(first) = &view.first_sender {
        lines.push(format!("First by  {} ({})", first.label, first.id));
    }
    lines.extend(view.files.iter().map(|file| format!("File      {file}")));
    for (hop, place) in view.flow.iter().zip(&view.attached) {
        let from = hop.from.as_ref().map_or("nobody known", |w| &w.id);
        let to = counted(hop.recipients, "recipient", "recipients");
        let date = hop
            .date
            .as_deref()
            .map_or("undated", |d| d.get(..10).unwrap_or(d));
        let earlier = hop.forwarded_from.as_ref();
        let earlier = earlier.map_or_else(String::new, |m| format!(", who had it by {m}"));
        lines.push(format!(
            "Step      {date} {} from {from}{earlier} to {to}, as {}",
            hop.message,
            or(&place.names.join(", "), "an attachment without a name"),
        ));
        lines.push(format!(
            "          attached to the message at byte {} of {}",
            place.offset, place.file
        ));
    }
    if view.messages > view.flow.len() {
        lines.push(format!(
            "          {} more: mailties list CASE flow {}",
            view.messages - view.flow.len(),
            view.id
        ));
    }
    lines
}

fn organizations(view: &View) -> Vec<String> {
    let all = view.organizations.iter().take(ORGANIZATIONS);
    let mut lines: Vec<String> = Vec::new();
    for n in all {
        lines.push(format!(
            "Names     {} ({}) as '{}', {} ({}, {} %)",
            n.label,
            n.id,
            n.as_written,
            counted(n.times as usize, "time", "times"),
            n.rule,
            n.confidence_percent
        ));
        lines.push(format!(
            "          {}",
            or(&n.words, "in what it says of itself")
        ));
    }
    if view.organizations.len() > ORGANIZATIONS {
        let more = view.organizations.len() - ORGANIZATIONS;
        lines.push(format!("Names     {more} more organizations"));
    }
    lines
}

fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

fn or<'a>(text: &'a str, otherwise: &'a str) -> &'a str {
    if text.is_empty() { otherwise } else { text }
}
