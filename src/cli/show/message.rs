//! A message as a reader needs it: what its headers say, who that is, its own words with quotations folded, its copies, its thread.

use std::path::Path;

use mailties::case::facts;
use mailties::case::lookup::{Listed, Lookup};
use mailties::conversation::distinct::Rule;
use mailties::error::Result;
use mailties::findings::custodians::custodians;
use mailties::findings::documents::find;
use mailties::findings::hidden::{Grade, hidden};
use mailties::mention::IN_SUBJECT;
use mailties::message::{Role, SegmentKind};
use mailties::network::Period;
use mailties::network::build::Include;
use mailties::pipeline::Conclusions;
use mailties::report;
use serde::Serialize;

use super::thread::{self, Node};

/// Everything shown of a message.
#[derive(Debug, Serialize)]
pub struct View {
    id: String,
    subject: String,
    date: Option<String>,
    date_from: &'static str,
    date_as_written: String,
    kind: &'static str,
    kind_reason: String,
    participants: Vec<Party>,
    hidden_audience: Vec<Unseen>,
    organizations: Vec<Named>,
    attachments: Vec<Attached>,
    held: Vec<Held>,
    copies: Vec<CopyOf>,
    answers: Option<Answers>,
    thread: Vec<Node>,
    text: Vec<Part>,
}

/// A header address, and who that is.
#[derive(Debug, Serialize)]
struct Party {
    role: &'static str,
    name: String,
    address: String,
    id: Option<String>,
    label: Option<String>,
    organization: Option<String>,
}

/// Somebody who got it without standing where the others could see it.
#[derive(Debug, Serialize)]
struct Unseen {
    id: String,
    grade: &'static str,
    inferred: bool,
    shown_by: String,
}

/// An organization that is named in it.
#[derive(Debug, Serialize)]
struct Named {
    id: String,
    label: String,
    as_written: String,
    #[serde(rename = "where")]
    place: &'static str,
    times: u8,
    rule: &'static str,
    confidence_percent: u8,
}

#[derive(Debug, Serialize)]
struct Attached {
    name: String,
    media_type: String,
    bytes: u64,
    sha256: String,
    document: Option<String>,
    format: &'static str,
    state: &'static str,
    detail: String,
}

/// A document in an attached archive.
#[derive(Debug, Serialize)]
struct Held {
    name: String,
    document: String,
    format: &'static str,
    state: &'static str,
}

/// Where a copy lies and why it is one.
#[derive(Debug, Serialize)]
struct CopyOf {
    file: String,
    custodian: String,
    /// None if it was encoded inside another message; then `stretch_*` says where that lies, and `within` which message in it.
    offset: Option<u64>,
    length: u64,
    sha256: String,
    message_id: Option<String>,
    stretch_offset: u64,
    stretch_length: u64,
    within: Vec<u32>,
    because: &'static str,
}

#[derive(Debug, Serialize)]
struct Answers {
    id: String,
    known_by: &'static str,
}

#[derive(Debug, Serialize)]
struct Part {
    kind: &'static str,
    depth: u8,
    text: String,
}

/// Looks everything up.
pub fn view(folder: &Path, case: &Conclusions, m: u32) -> Result<View> {
    let lookup = Lookup::open(folder)?;
    let one = &case.messages.list[m as usize];
    let version = &case.facts.versions[one.version as usize];
    let head = lookup.head(version.row)?;
    let attachments = lookup.attachments(version.row)?;
    let parent = case.threads.parent[m as usize];
    Ok(View {
        id: one.id.clone(),
        subject: head.subject,
        date: one.date.map(report::instant),
        date_from: head.date_source,
        date_as_written: head.date_raw,
        kind: version.kind.name(),
        kind_reason: head.kind_reason,
        participants: parties(case, one.version),
        hidden_audience: unseen(case, m),
        organizations: named(case, one.version),
        held: held(case, one.version, &attachments),
        attachments: (attachments.into_iter())
            .map(|listed| attached(case, listed))
            .collect(),
        copies: copies(&lookup, case, m)?,
        answers: parent.map(|(parent, rule)| Answers {
            id: case.messages.list[parent as usize].id.clone(),
            known_by: rule.name(),
        }),
        thread: thread::tree(&lookup, case, m)?,
        text: text(&lookup, version.row)?,
    })
}

fn attached(case: &Conclusions, listed: Listed) -> Attached {
    let document = document(case, &listed.sha256);
    Attached {
        document: document.map(facts::Document::id),
        format: document.map_or("", |d| d.format.name()),
        state: document.map_or("", |d| d.state.name()),
        detail: document.map_or_else(String::new, report::documents::detail),
        name: listed.name,
        media_type: listed.media_type,
        bytes: listed.size,
        sha256: listed.sha256,
    }
}

/// The document of that digest, in hexadecimal.
fn document<'a>(case: &'a Conclusions, sha256: &str) -> Option<&'a facts::Document> {
    match find::by_id(&case.facts, sha256).as_slice() {
        [one] => case.facts.documents.get(*one as usize),
        _ => None,
    }
}

/// The documents that it carries in attached archives.
fn held(case: &Conclusions, version: u32, attachments: &[Listed]) -> Vec<Held> {
    let carried = case.facts.carried_by(version).iter();
    let all = carried.map(|c| {
        let one = &case.facts.documents[c.document as usize];
        (one, &case.facts.file_names[c.name as usize])
    });
    let itself = |one: &facts::Document| {
        let digest = one.sha256.to_string();
        attachments.iter().any(|a| a.sha256 == digest)
    };
    all.filter(|(one, _)| !itself(one))
        .map(|(one, name)| Held {
            name: name.to_string(),
            document: one.id(),
            format: one.format.name(),
            state: one.state.name(),
        })
        .collect()
}

const ROLES: [(Role, &str); 14] = [
    (Role::From, "From"),
    (Role::Sender, "Sender"),
    (Role::ReplyTo, "Reply-To"),
    (Role::To, "To"),
    (Role::Cc, "Cc"),
    (Role::Bcc, "Bcc"),
    (Role::ResentFrom, "Resent-From"),
    (Role::ResentTo, "Resent-To"),
    (Role::ResentCc, "Resent-Cc"),
    (Role::ResentBcc, "Resent-Bcc"),
    (Role::XFrom, "X-From"),
    (Role::XTo, "X-To"),
    (Role::XCc, "X-cc"),
    (Role::XBcc, "X-bcc"),
];

fn parties(case: &Conclusions, version: u32) -> Vec<Party> {
    let version = &case.facts.versions[version as usize];
    let mut parties = Vec::new();
    for (role, name) in ROLES {
        let there = case.facts.participants_of(version).iter();
        for (_, header) in there.filter(|(r, _)| *r == role) {
            parties.push(party(case, name, *header, version.date));
        }
    }
    parties
}

fn party(case: &Conclusions, role: &'static str, header: u32, date: Option<i64>) -> Party {
    let written = &case.facts.header_addresses[header as usize];
    let number = case.people.of_header[header as usize] as usize;
    let person = case.people.list.get(number);
    let organization = person.and_then(|_| {
        let place = (case.organizations).at(&case.facts, number as u32, header, date);
        case.organizations.list.get(place as usize)
    });
    Party {
        role,
        name: written.name.to_string(),
        address: case.facts.addresses[written.address as usize]
            .text
            .to_string(),
        id: person.map(|p| p.id.clone()),
        label: person.map(|p| p.label.clone()),
        organization: organization.map(|o| o.id.clone()),
    }
}

fn unseen(case: &Conclusions, m: u32) -> Vec<Unseen> {
    let context = case.context(Period::default(), Include::default());
    let custodians = custodians(&context);
    let all = hidden(&context, &custodians).into_iter();
    all.filter(|h| h.message == m)
        .map(|h| Unseen {
            id: report::hidden::id(&context, &h),
            grade: h.grade.name(),
            inferred: h.grade != Grade::Stated,
            shown_by: report::hidden::shown_by(&context, &custodians, &h),
        })
        .collect()
}

fn named(case: &Conclusions, version: u32) -> Vec<Named> {
    let mentions = case
        .facts
        .mentions_in(&case.facts.versions[version as usize]);
    let named = mentions.iter().filter_map(|mention| {
        let place = case.organizations.of_name[mention.name as usize];
        let one = case.organizations.list.get(place as usize)?;
        Some(Named {
            id: one.id.clone(),
            label: one.label.clone(),
            as_written: case.facts.names[mention.name as usize].1.to_string(),
            place: if mention.start == IN_SUBJECT {
                "subject"
            } else {
                "own words"
            },
            times: mention.times,
            rule: mention.rule.word(),
            confidence_percent: mention.confidence,
        })
    });
    named.collect()
}

fn copies(lookup: &Lookup, case: &Conclusions, m: u32) -> Result<Vec<CopyOf>> {
    let rules = case.messages.versions_of(&case.messages.list[m as usize]);
    let rule = |version: u32| rules.iter().find(|(v, _)| *v == version).map(|(_, r)| *r);
    let mut seen: Vec<(u32, String)> = Vec::new();
    let found = super::copies(lookup, case, m)?.into_iter();
    let mut copies: Vec<CopyOf> = found
        .map(|(version, copy)| {
            let first_of_version = !seen.iter().any(|(v, _)| *v == version);
            let because = if seen.iter().any(|(_, digest)| *digest == copy.sha256) {
                "same bytes"
            } else if first_of_version {
                rule(version).unwrap_or(Rule::Content).name()
            } else {
                Rule::Content.name()
            };
            seen.push((version, copy.sha256.clone()));
            CopyOf {
                file: copy.path,
                custodian: copy.custodian,
                offset: copy.offset,
                length: copy.length,
                sha256: copy.sha256,
                message_id: copy.message_id,
                stretch_offset: copy.stretch.offset,
                stretch_length: copy.stretch.length,
                within: copy.stretch.within,
                because,
            }
        })
        .collect();
    // The one that the others are copies of stands first.
    copies.sort_by_key(|copy| copy.because != Rule::First.name());
    Ok(copies)
}

fn text(lookup: &Lookup, row: i64) -> Result<Vec<Part>> {
    let text = lookup.text(row)?;
    let parts = text.segments.iter().map(|(kind, depth, start, end)| Part {
        kind: match kind {
            SegmentKind::Own => "own words",
            SegmentKind::Quoted => "quoted",
            SegmentKind::QuotedHeader => "quoted header",
            SegmentKind::Signature => "signature",
            SegmentKind::Disclaimer => "disclaimer or footer",
        },
        depth: *depth,
        text: text.text.get(*start..*end).unwrap_or_default().to_owned(),
    });
    Ok(parts.collect())
}

/// As text; `unfold` shows what is quoted too.
pub fn lines(view: &View, unfold: bool) -> Vec<String> {
    let mut lines = heads(view);
    lines.push(String::new());
    for part in &view.text {
        match part.kind {
            "own words" => lines.extend(part.text.lines().map(str::to_owned)),
            "quoted" if unfold => {
                let mark = "> ".repeat(usize::from(part.depth).max(1));
                lines.extend(part.text.lines().map(|line| format!("{mark}{line}")));
            }
            "quoted header" if !unfold => lines.push(format!(
                "[quoted: {}]",
                part.text.split_whitespace().collect::<Vec<_>>().join(" ")
            )),
            _ if unfold => lines.extend(part.text.lines().map(str::to_owned)),
            "quoted" => lines.push(format!(
                "[{} quoted lines, depth {}]",
                part.text.lines().count(),
                part.depth
            )),
            kind => lines.push(format!("[{kind}, {} lines]", part.text.lines().count())),
        }
    }
    let folded = view.text.iter().any(|part| part.kind == "quoted");
    if folded && !unfold {
        lines.push("(--quoted shows what is quoted)".into());
    }
    if view.thread.len() > 1 {
        lines.push(String::new());
        lines.extend(thread::lines(&view.thread));
    }
    lines
}

fn heads(view: &View) -> Vec<String> {
    let mut lines = vec![
        format!("Message   {}", view.id),
        format!("Subject   {}", view.subject),
        format!(
            "Date      {} (from: {}; as written: {})",
            view.date
                .as_deref()
                .map_or_else(|| "undated".into(), spoken),
            or(view.date_from, "nothing"),
            or(&view.date_as_written, "nothing")
        ),
        format!(
            "Kind      {} ({})",
            view.kind,
            or(&view.kind_reason, "nothing speaks against it")
        ),
    ];
    lines.extend(view.participants.iter().map(party_line));
    lines.extend(view.hidden_audience.iter().map(unseen_line));
    if let Some(answers) = &view.answers {
        lines.push(format!(
            "Answers   {} (by {})",
            answers.id, answers.known_by
        ));
    }
    lines.extend(view.attachments.iter().map(attached_line));
    lines.extend(view.held.iter().map(|held| {
        format!(
            "Holds     {} (document {}: {}, {})",
            held.name, held.document, held.format, held.state
        )
    }));
    for n in &view.organizations {
        lines.push(format!(
            "Names     {} ({}) as '{}' in the {}, {} times ({}, {} %)",
            n.label, n.id, n.as_written, n.place, n.times, n.rule, n.confidence_percent
        ));
    }
    lines.extend(view.copies.iter().map(copy_line));
    lines
}

fn attached_line(a: &Attached) -> String {
    let document = a.document.as_ref().map_or_else(String::new, |id| {
        let why = match a.detail.as_str() {
            "" => String::new(),
            detail => format!(" ({detail})"),
        };
        format!("; document {id}: {}, {}{why}", a.format, a.state)
    });
    format!(
        "Attached  {} ({}, {} bytes, SHA-256 {}{document})",
        or(&a.name, "without a name"),
        a.media_type,
        a.bytes,
        a.sha256
    )
}

fn unseen_line(one: &Unseen) -> String {
    let how = if one.inferred { "inferred" } else { "stated" };
    format!(
        "Unseen    hidden audience ({how}): {} ({}: {})",
        one.id, one.grade, one.shown_by
    )
}

fn copy_line(copy: &CopyOf) -> String {
    let place = copy.offset.map_or_else(
        || format!("encoded inside the message at byte {}", copy.stretch_offset),
        |o| format!("byte {o}"),
    );
    format!(
        "Copy      {} {place}, {} bytes, SHA-256 {} ({})",
        copy.file, copy.length, copy.sha256, copy.because
    )
}

/// `2023-03-06T07:12:10Z` as a reader has it.
fn spoken(instant: &str) -> String {
    instant.replace('T', " ").replace('Z', " UTC")
}

fn or<'a>(text: &'a str, otherwise: &'a str) -> &'a str {
    if text.is_empty() { otherwise } else { text }
}

/// A header address as written, and who that is.
fn party_line(party: &Party) -> String {
    let written = match (party.name.is_empty(), party.address.is_empty()) {
        (true, _) => party.address.clone(),
        (_, true) => party.name.clone(),
        _ => format!("{} <{}>", party.name, party.address),
    };
    let name = party.role;
    match (&party.label, &party.id) {
        (Some(label), Some(id)) if *id != party.address => {
            format!("{name:<9} {written}  = {label} ({id})")
        }
        _ => format!("{name:<9} {written}"),
    }
}
