//! What the user names: a message, a correspondent, an organization, a document. Resolved the way a person types it.

pub mod document;

use std::path::Path;

use mailties::error::{Error, Result};
use mailties::export::text::terminal_safe;
use mailties::pipeline::Conclusions;

use super::nearest::nearest;

/// What a typed word stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// Number of a message.
    Message(u32),
    /// Number of a correspondent.
    Person(u32),
    /// Number of an organization.
    Organization(u32),
    /// Number of a document.
    Document(u32),
}

impl Found {
    /// What an actor is not; `None` for correspondents and organizations.
    pub fn no_actor(self) -> Option<&'static str> {
        match self {
            Self::Message(_) => Some("message"),
            Self::Document(_) => Some("document"),
            Self::Person(_) | Self::Organization(_) => None,
        }
    }
}

/// Candidates listed when a word is ambiguous.
const LISTED: usize = 12;

/// Finds what is meant: a message id, the id or digest of a document, a domain, an address, a name, a file name, a part of a name.
pub fn find(folder: &Path, case: &Conclusions, typed: &str) -> Result<Found> {
    let key = typed.trim().to_lowercase();
    if let Ok(message) = case
        .messages
        .list
        .binary_search_by(|m| m.id.as_str().cmp(&key))
    {
        return Ok(Found::Message(message as u32));
    }
    if let Some(found) = by_message_prefix(case, typed, &key) {
        return found;
    }
    if let Some(found) = document::by_id(case, typed) {
        return found.map(Found::Document);
    }
    if let Ok(organization) = case
        .organizations
        .list
        .binary_search_by(|o| o.id.as_str().cmp(&key))
    {
        return Ok(Found::Organization(organization as u32));
    }
    let people = mailties::people::find::find(&case.facts, &case.people, &key);
    let is_called = |p: &u32| case.people.list[*p as usize].label.to_lowercase() == key;
    if !people.iter().any(is_called)
        && let Some(organization) = by_name(case, &key)
    {
        return Ok(Found::Organization(organization));
    }
    // A file name is one with an ending, and a person may be called `memo`.
    if key.contains('.')
        && !people
            .iter()
            .any(|p| case.people.list[*p as usize].id == key)
        && let Some(found) = document::by_name(case, typed)
    {
        return Ok(Found::Document(found));
    }
    match people.as_slice() {
        [one] => Ok(Found::Person(*one)),
        [] => by_domain_part(case, &key).ok_or_else(|| nothing(folder, case, typed)),
        many => by_domain_part(case, &key).ok_or_else(|| ambiguous(case, typed, many)),
    }
}

/// Fewest letters of a message id that stand for it, `m` included.
const PREFIX: usize = 5;

/// The message whose id begins so, if something can be the beginning of one and any does.
fn by_message_prefix(case: &Conclusions, typed: &str, key: &str) -> Option<Result<Found>> {
    let digits = key.strip_prefix('m')?;
    if key.len() < PREFIX || !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    let list = &case.messages.list;
    let first = list.partition_point(|m| m.id.as_str() < key);
    let many = list[first..]
        .iter()
        .take_while(|m| m.id.starts_with(key))
        .count();
    match many {
        0 => None,
        1 => Some(Ok(Found::Message(first as u32))),
        _ => Some(Err(Error::new(format!(
            "'{typed}' is the beginning of {many} message ids, such as {} and {}",
            list[first].id,
            list[first + 1].id
        ))
        .hint("give more of the id"))),
    }
}

/// The one organization that is called so.
fn by_name(case: &Conclusions, key: &str) -> Option<u32> {
    let is_called = |o: &mailties::organizations::Organization| {
        let mut names = std::iter::once(&o.label).chain(&o.aliases);
        names.any(|name| name.to_lowercase() == key)
    };
    let mut all = (0..)
        .zip(&case.organizations.list)
        .filter(|(_, o)| is_called(o));
    let (first, _) = all.next()?;
    all.next().is_none().then_some(first)
}

fn by_domain_part(case: &Conclusions, key: &str) -> Option<Found> {
    let fits = |o: &mailties::organizations::Organization| {
        !key.is_empty() && o.id.split('.').next() == Some(key)
    };
    let mut all = case
        .organizations
        .list
        .iter()
        .enumerate()
        .filter(|(_, o)| fits(o));
    all.next()
        .filter(|_| all.next().is_none())
        .map(|(i, _)| Found::Organization(i as u32))
}

fn nothing(folder: &Path, case: &Conclusions, typed: &str) -> Error {
    let near = nearest(case, typed);
    for (id, label) in &near {
        eprintln!("  {}  {}", terminal_safe(id), terminal_safe(label));
    }
    let error = Error::new(format!(
        "nobody and nothing called '{typed}' in this case: looked at message ids, addresses, names and domains"
    ));
    match near.first() {
        Some((id, _)) => error.hint(format!(
            "what is spelled nearly so stands above, '{id}' the nearest"
        )),
        None => error.hint(format!(
            "see who is there with: mailties list {} people",
            folder.display()
        )),
    }
}

fn ambiguous(case: &Conclusions, typed: &str, many: &[u32]) -> Error {
    let mut ranked = many.to_vec();
    ranked.sort_by_key(|p| {
        let person = &case.people.list[*p as usize];
        (
            std::cmp::Reverse(u64::from(person.sent) + u64::from(person.received)),
            *p,
        )
    });
    let lines: Vec<String> = ranked
        .iter()
        .take(LISTED)
        .map(|p| &case.people.list[*p as usize])
        .map(|p| format!("  {}  {}", terminal_safe(&p.id), terminal_safe(&p.label)))
        .collect();
    for line in lines {
        eprintln!("{line}");
    }
    Error::new(format!(
        "'{typed}' fits {} correspondents; the {} with most mail stand above",
        many.len(),
        many.len().min(LISTED)
    ))
    .hint("give the address, or more of the name")
}
