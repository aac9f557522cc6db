//! Messages and documents of a case as a scan sees them: from its tables, facts and texts, not from its index.

use std::collections::BTreeSet;

use mailties::case::lookup::Lookup;
use mailties::message::SegmentKind;
use mailties::pipeline::{self, Conclusions};
use unicode_normalization::UnicodeNormalization;

use crate::support::Work;

/// A message or document as the scan sees it: passages of folded words.
#[derive(Default)]
pub struct Doc {
    pub id: String,
    pub date: Option<String>,
    pub kind: String,
    pub format: String,
    pub thread: String,
    pub subject: Vec<Vec<String>>,
    pub own: Vec<Vec<String>>,
    pub quoted: Vec<Vec<String>>,
    pub attachments: Vec<Vec<String>>,
    pub names: Vec<Vec<String>>,
    pub from: Vec<String>,
    pub to: Vec<String>,
    pub cc: Vec<String>,
    pub bcc: Vec<String>,
    pub organizations: BTreeSet<String>,
    pub custodians: BTreeSet<String>,
    /// Organizations that its senders and recipients belong to.
    parties: BTreeSet<u32>,
}

/// Words by whole strings: small letters, decomposed, marks out, everything that is no letter or digit a space.
pub fn words(text: &str) -> Vec<String> {
    let plain: String = text
        .to_lowercase()
        .nfkd()
        .filter(|c| !unicode_normalization::char::is_combining_mark(*c))
        .collect();
    let spaced: String = plain
        .chars()
        .map(|c| if c.is_alphanumeric() { c } else { ' ' })
        .collect();
    spaced.split_whitespace().map(str::to_owned).collect()
}

fn cell(row: &serde_json::Value, column: &str) -> Vec<String> {
    match &row[column] {
        serde_json::Value::Array(all) => all
            .iter()
            .filter_map(|v| v.as_str())
            .map(str::to_owned)
            .collect(),
        serde_json::Value::String(one) if !one.is_empty() => vec![one.clone()],
        _ => Vec::new(),
    }
}

/// All messages and documents of a case, by date, undated last, messages before documents, then by id.
pub fn docs(work: &Work, case: &str) -> Vec<Doc> {
    let concluded = pipeline::conclude(&work.at(case)).expect("conclusions");
    let lookup = Lookup::open(&work.at(case)).expect("a case");
    let mut all = messages(work, case, &concluded, &lookup);
    let documents = documents(&all, &concluded, &lookup);
    all.extend(documents);
    all.sort_by_key(|doc| {
        let is_document = doc.kind == "document";
        (
            doc.date.is_none(),
            doc.date.clone(),
            is_document,
            doc.id.clone(),
        )
    });
    all
}

/// Each document with all that is true of the messages which carry it.
fn documents(messages: &[Doc], concluded: &Conclusions, lookup: &Lookup) -> Vec<Doc> {
    let facts = &concluded.facts;
    let mut all = Vec::new();
    for (number, document) in (0..).zip(&facts.documents) {
        let said = &document.metadata;
        let mut doc = Doc {
            id: format!("d{}", &document.sha256.to_string()[..16]),
            kind: "document".into(),
            format: document.format.name().into(),
            subject: vec![words(&said.title)],
            own: vec![words(&lookup.document_text(document.row).expect("a text"))],
            names: [&said.author, &said.modified_by, &said.company]
                .map(|name| words(name))
                .into(),
            ..Doc::default()
        };
        let mut named: BTreeSet<u32> = concluded
            .organizations
            .named_in_document(facts, number)
            .into_iter()
            .collect();
        let mut names: BTreeSet<&str> = BTreeSet::new();
        for message in messages {
            let one = concluded
                .messages
                .list
                .iter()
                .find(|m| m.id == message.id)
                .expect("the message");
            let versions = concluded.messages.versions_of(one);
            let carried: Vec<_> = facts
                .carried
                .iter()
                .filter(|c| c.document == number && versions.iter().any(|(v, _)| *v == c.version))
                .collect();
            if carried.is_empty() {
                continue;
            }
            names.extend(carried.iter().map(|c| &*facts.file_names[c.name as usize]));
            for (mine, theirs) in [
                (&mut doc.from, &message.from),
                (&mut doc.to, &message.to),
                (&mut doc.cc, &message.cc),
                (&mut doc.bcc, &message.bcc),
            ] {
                mine.extend(theirs.iter().cloned());
            }
            named.extend(&message.parties);
            let copies = carried.iter().flat_map(|c| {
                lookup
                    .copies(facts.versions[c.version as usize].row)
                    .expect("copies")
            });
            doc.custodians.extend(copies.map(|copy| copy.custodian));
            let is_first = doc.thread.is_empty()
                || message.date.is_some()
                    && doc
                        .date
                        .as_ref()
                        .is_none_or(|date| message.date.as_ref().is_some_and(|other| other < date));
            if is_first {
                doc.date = message.date.clone();
                doc.thread = message.thread.clone();
            }
        }
        for (file, _) in facts.loose.iter().filter(|(_, d)| *d == number) {
            let file = &facts.files[*file as usize];
            names.insert(file.path.split('/').next_back().expect("a name"));
            doc.custodians.insert(file.custodian.clone());
        }
        doc.attachments = names.into_iter().map(words).collect();
        doc.organizations = ids(&named, concluded);
        all.push(doc);
    }
    all
}

fn ids(organizations: &BTreeSet<u32>, concluded: &Conclusions) -> BTreeSet<String> {
    let known = organizations
        .iter()
        .filter_map(|o| concluded.organizations.list.get(*o as usize));
    known.map(|one| one.id.clone()).collect()
}

/// All messages, in the order of their table: by date, undated last, then by id.
fn messages(work: &Work, case: &str, concluded: &Conclusions, lookup: &Lookup) -> Vec<Doc> {
    let out = work.mailties(["list", case, "messages", "--json"]).ok();
    let rows: Vec<serde_json::Value> = serde_json::from_str(&out.stdout).expect("JSON");
    rows.iter()
        .map(|row| {
            let id = cell(row, "id").remove(0);
            let message = concluded
                .messages
                .list
                .iter()
                .find(|m| m.id == id)
                .expect("the message");
            let version = &concluded.facts.versions[message.version as usize];
            let text = lookup.text(version.row).expect("a text");
            let passages = |wanted: &dyn Fn(SegmentKind) -> bool| -> Vec<Vec<String>> {
                text.segments
                    .iter()
                    .filter(|s| wanted(s.0))
                    .map(|s| words(&text.text[s.2..s.3]))
                    .collect()
            };
            let own = |kind| kind == SegmentKind::Own || kind == SegmentKind::Signature;
            let names: BTreeSet<&str> = concluded
                .facts
                .participants_of(version)
                .iter()
                .map(|(_, header)| &*concluded.facts.header_addresses[*header as usize].name)
                .collect();
            let named = concluded
                .organizations
                .named(&concluded.facts, message.version);
            let mut parties: BTreeSet<u32> = BTreeSet::new();
            let everybody: Vec<String> = ["from", "to", "cc", "bcc"]
                .iter()
                .flat_map(|column| cell(row, column))
                .collect();
            for (person, organization) in concluded
                .people
                .list
                .iter()
                .zip(&concluded.organizations.of_member)
            {
                if everybody.contains(&person.id) {
                    parties.insert(*organization);
                }
            }
            let versions = concluded.messages.versions_of(message).iter();
            let copies = versions.flat_map(|(v, _)| {
                lookup
                    .copies(concluded.facts.versions[*v as usize].row)
                    .expect("copies")
            });
            Doc {
                date: cell(row, "date").pop(),
                kind: cell(row, "kind").remove(0),
                thread: cell(row, "thread").remove(0),
                subject: vec![words(&lookup.head(version.row).expect("a head").subject)],
                own: passages(&own),
                quoted: passages(&|kind| !own(kind)),
                attachments: lookup
                    .attachments(version.row)
                    .expect("attachments")
                    .iter()
                    .map(|a| words(&a.name))
                    .collect(),
                names: names.into_iter().map(words).collect(),
                from: cell(row, "from"),
                to: cell(row, "to"),
                cc: cell(row, "cc"),
                bcc: cell(row, "bcc"),
                organizations: ids(&parties.iter().copied().chain(named).collect(), concluded),
                parties,
                custodians: copies.map(|copy| copy.custodian).collect(),
                id,
                ..Doc::default()
            }
        })
        .collect()
}
