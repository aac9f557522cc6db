//! What proves a tie, as plain rows: which messages, in which role, what of it is inferred; and how it was counted.

use serde::Serialize;

use super::{Table, Values, instant};
use crate::case::facts::NONE;
use crate::mention::{IN_SUBJECT, Rule};
use crate::message::Role;
use crate::network::behind::{Ends, Proof};
use crate::network::{Context, Period};

/// One end of a tie.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct End {
    /// Its Id in the tables.
    pub id: String,
    /// Its name.
    pub label: String,
    /// person, list .. or the kind of an organization.
    pub kind: String,
}

/// A tie and how it is counted.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Tie {
    /// `people`, `organizations` or `mentions`: the folder with the tie; `mail` is in none.
    pub network: &'static str,
    /// The first end.
    pub a: End,
    /// The second end.
    pub b: End,
    /// Messages from the first end to the second; of a mention: that name the second.
    pub a_to_b: u32,
    /// Messages from the second end to the first.
    pub b_to_a: u32,
    /// Sum of 1 / number of recipients over all of them; of mentions their number.
    pub strength: f64,
    /// What counts, in words.
    pub method: &'static str,
    /// Start of the period looked at, if it is bounded.
    pub after: Option<String>,
    /// Its end.
    pub before: Option<String>,
}

/// One message behind a tie.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Row {
    /// Id of the message in the case.
    pub id: String,
    /// Number of the version that shows it, for those who look up its copies.
    #[serde(skip)]
    pub version: u32,
    /// Number of the message.
    #[serde(skip)]
    pub message: u32,
    /// It goes from the first end to the second.
    pub forward: bool,
    /// Seconds since 1970.
    #[serde(skip)]
    pub seconds: Option<i64>,
    /// The same as a text; none if undated.
    pub date: Option<String>,
    /// `To`, `Cc`, `Bcc`, `own words`, `subject`.
    pub role: &'static str,
    /// Who wrote it, as the header has it.
    pub written_by: String,
    /// To whom, as the header has it; of a mention: the name as written.
    pub written_to: String,
    /// Kind of mail.
    pub kind: &'static str,
    /// It answers a message of the other end.
    pub reply: bool,
    /// What is inferred and not written in the message; empty if nothing is.
    pub inferred: String,
    /// Where the name stands in the text: its first byte.
    #[serde(skip)]
    pub place: Option<usize>,
    /// Id of the document that holds the name, if the own words do not; else empty.
    pub document: String,
    /// The name under which the message carries it; empty if there is none.
    pub document_name: String,
    /// Its number, and where the name stands in its text: the first byte, none if it is in what the document says of itself.
    #[serde(skip)]
    pub in_document: Option<(u32, Option<usize>)>,
}

/// The tie between two ends, and its rows in the order of `proofs`.
pub fn rows(context: &Context, ends: Ends, proofs: &[Proof]) -> (Tie, Vec<Row>) {
    let person = |p: u32| {
        let one = &context.people.list[p as usize];
        End {
            id: one.id.clone(),
            label: one.label.clone(),
            kind: one.kind.name().into(),
        }
    };
    let organization = |o: u32| {
        let one = &context.organizations.list[o as usize];
        End {
            id: one.id.clone(),
            label: one.label.clone(),
            kind: one.kind.clone(),
        }
    };
    let (network, a, b, method) = match ends {
        Ends::People(a, b) => ("people", person(a), person(b), PEOPLE),
        Ends::Organizations(a, b) => (
            "organizations",
            organization(a),
            organization(b),
            ORGANIZATIONS,
        ),
        Ends::Mention(a, b) => ("mentions", person(a), organization(b), MENTIONS),
        Ends::CoMention(a, b) => ("co_mentions", organization(a), organization(b), CO_MENTIONS),
        Ends::Mail(a, b) => ("mail", person(a), organization(b), MAIL),
    };
    let forward = proofs.iter().filter(|p| p.forward).count() as u32;
    let Period { after, before } = context.period;
    let tie = Tie {
        network,
        a,
        b,
        a_to_b: forward,
        b_to_a: proofs.len() as u32 - forward,
        strength: proofs.iter().map(|p| p.share).sum(),
        method,
        after: after.map(instant),
        before: before.map(instant),
    };
    let rows = proofs.iter().map(|proof| row(context, ends, proof));
    (tie, rows.collect())
}

const PEOPLE: &str = "Distinct messages whose sender (From) is the one and whose recipients (To, Cc, Bcc) include the other. Copies of a message count once. Tie strength: the sum of 1 / number of recipients.";
const ORGANIZATIONS: &str = "Distinct messages, written by people (no newsletters, notifications or automatic replies unless the case includes them), from a person or role account who then belonged to the one organization to one who belonged to the other. Copies of a message count once.";
const MENTIONS: &str = "Distinct messages of the correspondent whose own words or subject name the organization, by a name or an address, or that carry a document that does (no more than fifty organizations in all). Quoted words do not count, nor does the writer's own organization. Copies of a message count once.";
const CO_MENTIONS: &str = "Distinct messages whose own words or subject name both organizations, by names or addresses, and no more than twelve in all. Quoted words do not count, nor does the writer's own organization. Copies of a message count once. Tie strength: the sum of 1 / (number of organizations named - 1).";
const MAIL: &str = "Distinct messages between the correspondent and those who then belonged to the organization, in both directions. Copies of a message count once.";

fn row(context: &Context, ends: Ends, proof: &Proof) -> Row {
    let message = &context.messages.list[proof.message as usize];
    let version = &context.facts.versions[proof.version as usize];
    let mut row = Row {
        id: message.id.clone(),
        version: proof.version,
        message: proof.message,
        forward: proof.forward,
        seconds: message.date,
        date: message.date.map(instant),
        role: ["To", "Cc", "Bcc"]
            .get(usize::from(proof.role))
            .copied()
            .unwrap_or(""),
        written_by: String::new(),
        written_to: String::new(),
        kind: version.kind.name(),
        reply: proof.reply,
        inferred: String::new(),
        document: String::new(),
        document_name: String::new(),
        in_document: None,
        place: None,
    };
    let mut inferred = Vec::new();
    if let Some(header) = header(context, proof.version, proof.sender, &[Role::From]) {
        row.written_by = spelled(context, header);
        inferred.extend(joined(context, proof.sender, header));
    }
    let named = match ends {
        Ends::Mention(_, organization) => &[organization][..],
        Ends::CoMention(a, b) => &[a, b],
        _ => &[],
    };
    for &organization in named {
        mention(context, proof, organization, &mut row, &mut inferred);
    }
    if named.is_empty() {
        let roles: &[Role] = match proof.role {
            0 => &[Role::To],
            1 => &[Role::Cc],
            _ => &[Role::Bcc],
        };
        if let Some(header) = header(context, proof.version, proof.recipient, roles) {
            row.written_to = spelled(context, header);
            inferred.extend(joined(context, proof.recipient, header));
        }
    }
    row.inferred = inferred.join("; ");
    row
}

/// The surest mention of the organization.
fn mention(context: &Context, proof: &Proof, o: u32, row: &mut Row, inferred: &mut Vec<String>) {
    let facts = context.facts;
    let document = match proof.role {
        4 => facts.documents.get(proof.document as usize),
        _ => None,
    };
    let mentions = match document {
        Some(document) => facts.mentions_of(document),
        None => facts.mentions_in(&facts.versions[proof.version as usize]),
    };
    let here = mentions
        .iter()
        .filter(|m| context.organizations.of_name[m.name as usize] == o);
    let Some(surest) = here.min_by_key(|m| (std::cmp::Reverse(m.confidence), m.start)) else {
        return;
    };
    let name = &*context.facts.names[surest.name as usize].1;
    let before = std::mem::take(&mut row.written_to);
    row.written_to = match before.is_empty() {
        true => name.to_owned(),
        false => format!("{before}; {name}"),
    };
    if let Some(document) = document {
        row.role = "document";
        row.document = document.id();
        let name = attached_as(context, proof);
        row.document_name = name.map_or_else(String::new, str::to_owned);
        let place = (surest.start != IN_SUBJECT).then_some(surest.start as usize);
        row.in_document = Some((proof.document, place));
        inferred.push(format!(
            "the name stands in the document {}, which the message carries, and not in its own words",
            row.document
        ));
    } else if surest.start == IN_SUBJECT {
        row.role = "subject";
    } else {
        row.role = "own words";
        row.place = Some(surest.start as usize);
    }
    if !matches!(surest.rule, Rule::Domain | Rule::WatchList) {
        inferred.push(format!(
            "'{name}' is taken for the organization by {}, {} % sure",
            surest.rule.word(),
            surest.confidence
        ));
    }
}

/// The first name under which a message carries the document that shows it.
fn attached_as<'a>(context: &Context<'a>, proof: &Proof) -> Option<&'a str> {
    let carried = context.facts.carried_by(proof.version).iter();
    let mut names = carried
        .filter(|c| c.document == proof.document)
        .map(|c| &*context.facts.file_names[c.name as usize]);
    names.find(|name| !name.is_empty())
}

/// The header address by which somebody stands in a role.
fn header(context: &Context, version: u32, who: u32, roles: &[Role]) -> Option<u32> {
    let version = &context.facts.versions[version as usize];
    let there = context.facts.participants_of(version).iter();
    there
        .filter(|(role, header)| {
            roles.contains(role) && context.people.of_header[*header as usize] == who
        })
        .map(|(_, header)| *header)
        .next()
}

fn spelled(context: &Context, header: u32) -> String {
    let written = &context.facts.header_addresses[header as usize];
    let address = &*context.facts.addresses[written.address as usize].text;
    match (written.name.is_empty(), address.is_empty()) {
        (true, _) => address.to_owned(),
        (_, true) => written.name.to_string(),
        _ => format!("{} <{address}>", written.name),
    }
}

/// Why the address that is written belongs to the correspondent, unless it is the canonical one.
fn joined(context: &Context, who: u32, header: u32) -> Option<String> {
    let person = &context.people.list[who as usize];
    let address = context.facts.header_addresses[header as usize].address;
    let text = &*context.facts.addresses[address as usize].text;
    if text == person.id {
        return None;
    }
    let alias = person.aliases.iter().find(|a| a.address == address);
    Some(match alias.filter(|a| a.address != NONE) {
        Some(alias) => format!("{text} is {}: {}", person.id, alias.reason),
        None => format!("{} is known by the name only", person.id),
    })
}

/// The rows as a table; `subjects` and `snippets` row by row.
pub fn table(tie: &Tie, rows: &[Row], subjects: &[String], snippets: &[String]) -> Table {
    let text = |f: &dyn Fn(&Row) -> String| Values::Text(rows.iter().map(f).collect());
    let direction = |row: &Row| match row.forward {
        true => format!("{} > {}", tie.a.id, tie.b.id),
        false => format!("{} > {}", tie.b.id, tie.a.id),
    };
    let dates = rows.iter().map(|r| r.seconds).collect();
    Table::default()
        .with(
            "id",
            "id of the message in this case",
            text(&|r| r.id.clone()),
        )
        .with(
            "date",
            "time, UTC; empty if there is no believable one",
            Values::Instant(dates),
        )
        .with("direction", "from which end to which", text(&direction))
        .with(
            "role",
            "header that names the recipient, or where the name stands",
            text(&|r| r.role.into()),
        )
        .with("from", "sender as written", text(&|r| r.written_by.clone()))
        .with(
            "to",
            "recipient as written; of a mention the name as written",
            text(&|r| r.written_to.clone()),
        )
        .with("subject", "subject", Values::Text(subjects.to_vec()))
        .with(
            "snippet",
            "the first own words, or those around the name",
            Values::Text(snippets.to_vec()),
        )
        .with("kind", "kind of mail", text(&|r| r.kind.into()))
        .with(
            "document",
            "the document it carries that holds the name, if its own words do not",
            text(&|r| r.document.clone()),
        )
        .with(
            "document_name",
            "the name under which it comes there",
            text(&|r| r.document_name.clone()),
        )
        .with(
            "reply",
            "it answers a message of the other end",
            Values::Flag(rows.iter().map(|r| r.reply).collect()),
        )
        .with(
            "inferred",
            "what is inferred and not written in it, and why",
            text(&|r| r.inferred.clone()),
        )
}
