//! `show`: one message, correspondent or organization, with the reasons for what is concluded.

use std::io::{self, Write};
use std::path::Path;

use mailties::case::facts::NONE;
use mailties::case::lookup::Lookup;
use mailties::conversation::distinct::Rule;
use mailties::error::{Error, Result};
use mailties::export::text::terminal_safe;
use mailties::message::{Role, SegmentKind};
use mailties::network::{self, Period};
use mailties::origin::Sha256Digest;
use mailties::pipeline::{self, Conclusions};
use mailties::report::{self, affiliations};

use super::args::Show;
use super::find::{Found, find};
use super::{Exit, output};

/// Runs the command.
pub fn run(args: &Show) -> Result<Exit> {
    let case = pipeline::conclude(&args.case)?;
    let mut out = io::BufWriter::new(io::stdout().lock());
    match (find(&args.case, &case, &args.id)?, args.raw) {
        (Found::Message(m), true) => raw(&args.case, &case, m, &mut out)?,
        (Found::Message(m), false) => lines(&mut out, &message(&args.case, &case, m)?)?,
        (_, true) => {
            return Err(Error::usage(format!(
                "--raw shows a message; '{}' is none",
                args.id
            )));
        }
        (Found::Person(p), _) => lines(&mut out, &person(&case, p))?,
        (Found::Organization(o), _) => lines(&mut out, &organization(&case, o))?,
    }
    output::told(out.flush())?;
    Ok(Exit::Done)
}

fn lines(out: &mut impl Write, lines: &[String]) -> Result<()> {
    output::told(
        lines
            .iter()
            .try_for_each(|line| writeln!(out, "{}", terminal_safe(line))),
    )
}

/// The bytes of the first copy that is where it was and whose digest is right.
fn raw(folder: &Path, case: &Conclusions, m: u32, out: &mut impl Write) -> Result<()> {
    let lookup = Lookup::open(folder)?;
    let versions = case
        .messages
        .versions_of(&case.messages.list[m as usize])
        .iter();
    let mut last = Error::new(
        "no copy of this message lies in a file as it is: each was encoded inside another message",
    );
    for (version, _) in versions {
        for copy in lookup.copies(case.facts.versions[*version as usize].row)? {
            let Some(offset) = copy.offset else { continue };
            match mailties::source::read_origin(
                &copy.place.0,
                copy.place.1.as_deref(),
                offset,
                copy.length,
            ) {
                Ok(bytes) if Sha256Digest::of(&bytes).to_string() == copy.sha256 => {
                    return output::told(out.write_all(&bytes));
                }
                Ok(_) => {
                    last = Error::new(format!(
                        "'{}' has changed since it was read: the digest at byte {offset} differs",
                        copy.path
                    ))
                }
                Err(error) => last = error,
            }
        }
    }
    Err(last.hint(format!(
        "see which sources have changed with: mailties verify {}",
        folder.display()
    )))
}

fn time(date: Option<i64>) -> String {
    date.map_or_else(
        || "undated".into(),
        |d| {
            let of_day = d.rem_euclid(86_400);
            format!(
                "{} {:02}:{:02}:{:02} UTC",
                report::day(d),
                of_day / 3600,
                of_day / 60 % 60,
                of_day % 60
            )
        },
    )
}

fn message(folder: &Path, case: &Conclusions, m: u32) -> Result<Vec<String>> {
    let lookup = Lookup::open(folder)?;
    let one = &case.messages.list[m as usize];
    let version = &case.facts.versions[one.version as usize];
    let head = lookup.head(version.row)?;
    let mut lines = vec![
        format!("Message   {}", one.id),
        format!("Subject   {}", head.subject),
        format!(
            "Date      {} (from: {}; as written: {})",
            time(one.date),
            or(head.date_source, "nothing"),
            or(&head.date_raw, "nothing")
        ),
        format!(
            "Kind      {} ({})",
            version.kind.name(),
            or(&head.kind_reason, "nothing speaks against it")
        ),
    ];
    for (role, name) in [
        (Role::From, "From"),
        (Role::Sender, "Sender"),
        (Role::ReplyTo, "Reply-To"),
        (Role::To, "To"),
        (Role::Cc, "Cc"),
        (Role::Bcc, "Bcc"),
    ] {
        for (_, header) in case
            .facts
            .participants_of(version)
            .iter()
            .filter(|(r, _)| *r == role)
        {
            lines.push(format!("{name:<9} {}", party(case, *header)));
        }
    }
    if let Some((parent, rule)) = case.threads.parent[m as usize] {
        lines.push(format!(
            "Answers   {} (by {})",
            case.messages.list[parent as usize].id,
            rule.name()
        ));
    }
    for a in lookup.attachments(version.row)? {
        lines.push(format!(
            "Attached  {} ({}, {} bytes, SHA-256 {})",
            or(&a.name, "without a name"),
            a.media_type,
            a.size,
            a.sha256
        ));
    }
    for (v, rule) in case.messages.versions_of(one) {
        let mut first: Option<String> = None;
        for copy in lookup.copies(case.facts.versions[*v as usize].row)? {
            let why = match &first {
                None => rule.name(),
                Some(digest) if *digest == copy.sha256 => "same bytes",
                Some(_) => Rule::Content.name(),
            };
            let place = copy.offset.map_or_else(
                || "inside an encoded message".into(),
                |o| format!("byte {o}"),
            );
            lines.push(format!(
                "Copy      {} {place}, {} bytes, SHA-256 {} ({})",
                copy.path, copy.length, copy.sha256, why
            ));
            first.get_or_insert(copy.sha256);
        }
    }
    lines.push(String::new());
    let text = lookup.text(version.row)?;
    for (kind, depth, start, end) in &text.segments {
        let part = text.text.get(*start..*end).unwrap_or_default();
        match kind {
            SegmentKind::Own => lines.extend(part.lines().map(str::to_owned)),
            SegmentKind::Quoted => lines.push(format!(
                "[{} quoted lines, depth {depth}]",
                part.lines().count()
            )),
            SegmentKind::QuotedHeader => lines.push(format!(
                "[quoted: {}]",
                part.split_whitespace().collect::<Vec<_>>().join(" ")
            )),
            SegmentKind::Signature => {
                lines.push(format!("[signature, {} lines]", part.lines().count()))
            }
            SegmentKind::Disclaimer => lines.push(format!(
                "[disclaimer or footer, {} lines]",
                part.lines().count()
            )),
        }
    }
    Ok(lines)
}

fn or<'a>(text: &'a str, otherwise: &'a str) -> &'a str {
    if text.is_empty() { otherwise } else { text }
}

/// A header address as written, and who that is.
fn party(case: &Conclusions, header: u32) -> String {
    let written = &case.facts.header_addresses[header as usize];
    let address = &case.facts.addresses[written.address as usize].text;
    let shown = match (written.name.is_empty(), address.is_empty()) {
        (true, _) => address.to_string(),
        (_, true) => written.name.to_string(),
        _ => format!("{} <{address}>", written.name),
    };
    match case
        .people
        .list
        .get(case.people.of_header[header as usize] as usize)
    {
        Some(person) if *person.id != **address => {
            format!("{shown}  = {} ({})", person.label, person.id)
        }
        _ => shown,
    }
}

/// Ties that are shown of a correspondent or organization.
const SHOWN: usize = 10;

fn person(case: &Conclusions, p: u32) -> Vec<String> {
    let one = &case.people.list[p as usize];
    let mut lines = vec![
        one.label.clone(),
        format!("Id            {}", one.id),
        format!("Kind          {} ({})", one.kind.name(), one.kind_reason),
    ];
    let context = case.context(Period::default(), Default::default());
    for affiliation in case.organizations.of(p) {
        lines.push(format!(
            "Organization  {}",
            affiliations::with_reason(&context, affiliation)
        ));
    }
    lines.push(format!(
        "Messages      {} sent, {} received",
        one.sent, one.received
    ));
    lines.push(match one.seen {
        Some((first, last)) => format!(
            "Seen          {} to {}",
            report::day(first),
            report::day(last)
        ),
        None => "Seen          in undated messages only".into(),
    });
    lines.push("\nAddresses, and why they belong".replace('\n', ""));
    for alias in one.aliases.iter().filter(|a| a.address != NONE) {
        let seen = case.messages.list.get(alias.message as usize);
        let seen = seen.map_or_else(String::new, |m| format!("; see {}", m.id));
        lines.push(format!(
            "  {}  ({}{seen})",
            case.facts.addresses[alias.address as usize].text, alias.reason
        ));
    }
    if !one.doubts.is_empty() {
        lines.push("Doubtful".into());
        lines.extend(
            one.doubts
                .iter()
                .take(SHOWN)
                .map(|doubt| format!("  {doubt}")),
        );
    }
    lines.push("Names as written (uses)".into());
    lines.extend(
        one.names
            .iter()
            .take(SHOWN)
            .map(|(name, uses)| format!("  {name} ({uses})")),
    );
    lines.push("Closest ties (tie strength; messages from, messages to)".into());
    lines.extend(closest(case, p));
    lines
}

fn closest(case: &Conclusions, p: u32) -> Vec<String> {
    let context = case.context(Period::default(), Default::default());
    let everybody = vec![true; case.people.list.len()];
    let mut only = vec![false; case.people.list.len()];
    only[p as usize] = true;
    let mut by_other: std::collections::BTreeMap<u32, (f64, u32, u32)> = Default::default();
    for contact in network::between(&context, &only, &everybody) {
        let tie = by_other.entry(contact.target).or_default();
        tie.0 += contact.share;
        tie.1 += 1;
    }
    for contact in network::between(&context, &everybody, &only) {
        let tie = by_other.entry(contact.source).or_default();
        tie.0 += contact.share;
        tie.2 += 1;
    }
    let mut ties: Vec<_> = by_other.into_iter().collect();
    ties.sort_by(|a, b| b.1.0.total_cmp(&a.1.0).then(a.0.cmp(&b.0)));
    let shown = ties
        .into_iter()
        .take(SHOWN)
        .map(|(other, (strength, from, to))| {
            let other = &case.people.list[other as usize];
            format!(
                "  {strength:>8.1}  {from:>5} {to:>5}  {} ({})",
                other.label, other.id
            )
        });
    shown.collect()
}

/// Messages that are shown as evidence of mentions.
const MENTIONS: usize = 5;

/// Who names an organization, when, and the surest messages.
fn mentions(case: &Conclusions, o: u32) -> Vec<String> {
    let mut messages = Vec::new();
    let mut writers: std::collections::BTreeMap<u32, u32> = Default::default();
    for message in &case.messages.list {
        let version = &case.facts.versions[message.version as usize];
        let mentions = case.facts.mentions_in(version).iter();
        let Some(surest) = mentions
            .filter(|m| case.organizations.of_name[m.name as usize] == o)
            .max_by_key(|m| m.confidence)
        else {
            continue;
        };
        let from = case
            .people
            .in_roles(&case.facts, message.version, &[Role::From]);
        for writer in from {
            *writers.entry(writer).or_default() += 1;
        }
        messages.push((
            std::cmp::Reverse(surest.confidence),
            message.date.unwrap_or(i64::MAX),
            message,
            surest,
        ));
    }
    if messages.is_empty() {
        return vec!["Named    in no message's subject or own words".into()];
    }
    messages.sort_unstable_by_key(|(confidence, date, message, _)| {
        (*confidence, *date, message.version)
    });
    let mut lines = vec![format!(
        "Named    in {} messages by {} correspondents; the surest of them:",
        messages.len(),
        writers.len()
    )];
    for (_, _, message, mention) in messages.iter().take(MENTIONS) {
        lines.push(format!(
            "  {}  {}  '{}' ({}, {} %)",
            message
                .date
                .map_or_else(|| "undated   ".to_owned(), report::day),
            message.id,
            case.facts.names[mention.name as usize].1,
            mention.rule.word(),
            mention.confidence
        ));
    }
    let mut writers: Vec<(u32, u32)> = writers.into_iter().collect();
    writers.sort_unstable_by_key(|(who, times)| (std::cmp::Reverse(*times), *who));
    lines.push("Those who name it most (messages)".into());
    for (who, times) in writers.into_iter().take(SHOWN) {
        let one = &case.people.list[who as usize];
        lines.push(format!("  {times:>6}  {} ({})", one.label, one.id));
    }
    lines
}

fn organization(case: &Conclusions, o: u32) -> Vec<String> {
    let one = &case.organizations.list[o as usize];
    let mut members: Vec<u32> = (0..case.people.list.len() as u32)
        .filter(|p| {
            case.organizations
                .of(*p)
                .iter()
                .any(|a| a.organization == o)
        })
        .collect();
    members.sort_by_key(|p| {
        let person = &case.people.list[*p as usize];
        (
            std::cmp::Reverse(u64::from(person.sent) + u64::from(person.received)),
            *p,
        )
    });
    let mut lines = vec![
        one.label.clone(),
        format!("Id       {}", one.id),
        format!("Kind     {}", one.kind),
        format!("Known by {}", one.reason),
    ];
    for (title, text) in [
        ("Parent   ", one.parent.clone()),
        ("Domains  ", one.domains.join(", ")),
        ("Names    ", one.aliases.join(", ")),
    ] {
        if !text.is_empty() {
            lines.push(format!("{title}{text}"));
        }
    }
    lines.extend(mentions(case, o));
    lines.push(format!(
        "Correspondents there: {} (those with most mail; sent, received)",
        members.len()
    ));
    lines.extend(members.iter().take(SHOWN).map(|p| {
        let person = &case.people.list[*p as usize];
        format!(
            "  {:>6} {:>6}  {} ({})",
            person.sent, person.received, person.label, person.id
        )
    }));
    lines
}
