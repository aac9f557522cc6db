//! Whose mailboxes the archive holds, and from when to when: what it could have seen. It does not know what was found in them.

use rustc_hash::FxHashMap;

use crate::case::facts::NONE;
use crate::message::Role;
use crate::network::Context;

/// A mailbox belongs to somebody who stands in this share of its messages or more.
const OWNER: f64 = 0.5;

/// A custodian's mailbox; or one mailbox, where no custodian is known.
#[derive(Clone, Debug, PartialEq)]
pub struct Mailbox {
    /// The custodian, else the path of the mailbox.
    pub name: String,
    /// The correspondent whose mailbox it is, or [`NONE`].
    pub owner: u32,
    /// Its dated messages by time, then number, each once.
    pub messages: Vec<(i64, u32)>,
}

/// All mailboxes, by name. O(copies log copies).
pub fn mailboxes(context: &Context) -> Vec<Mailbox> {
    let facts = context.facts;
    let name = |file: usize| {
        let file = &facts.files[file];
        match file.custodian.as_str() {
            "" => file.mailbox.as_str(),
            custodian => custodian,
        }
    };
    let mut names: Vec<&str> = (0..facts.files.len()).map(name).collect();
    names.sort_unstable();
    names.dedup();
    let place: Vec<usize> = (0..facts.files.len())
        .map(|file| names.binary_search(&name(file)).unwrap_or(0))
        .collect();
    let mut held: Vec<Vec<(i64, u32)>> = vec![Vec::new(); names.len()];
    for copy in facts.copies.iter().filter(|c| c.version != NONE) {
        let message = context.messages.of_version[copy.version as usize];
        let date = context.date(message);
        if let Some(date) = date.filter(|_| context.period.holds(date)) {
            held[place[copy.file as usize]].push((date, message));
        }
    }
    let mailbox = |(name, mut messages): (&str, Vec<(i64, u32)>)| {
        messages.sort_unstable();
        messages.dedup();
        Mailbox {
            name: name.to_owned(),
            owner: owner(context, &messages),
            messages,
        }
    };
    let all = names.into_iter().zip(held).filter(|one| !one.1.is_empty());
    all.map(mailbox).collect()
}

/// Who stands in most of its messages.
fn owner(context: &Context, messages: &[(i64, u32)]) -> u32 {
    let roles = [Role::From, Role::To, Role::Cc, Role::Bcc];
    let mut times: FxHashMap<u32, usize> = FxHashMap::default();
    for (_, message) in messages {
        let version = context.messages.list[*message as usize].version;
        for who in context.people.in_roles(context.facts, version, &roles) {
            *times.entry(who).or_default() += 1;
        }
    }
    let most = times
        .into_iter()
        .max_by_key(|(who, n)| (*n, std::cmp::Reverse(*who)));
    match most {
        Some((who, n)) if n as f64 >= OWNER * messages.len() as f64 => who,
        _ => NONE,
    }
}

/// First and last dated message in each correspondent's own mailbox; `None` if the archive does not hold it.
pub fn spans(context: &Context, mailboxes: &[Mailbox]) -> Vec<Option<(i64, i64)>> {
    let mut spans: Vec<Option<(i64, i64)>> = vec![None; context.people.list.len()];
    for one in mailboxes {
        let (Some(first), Some(last)) = (one.messages.first(), one.messages.last()) else {
            continue;
        };
        if let Some(span) = spans.get_mut(one.owner as usize) {
            let (a, b) = span.unwrap_or((first.0, last.0));
            *span = Some((a.min(first.0), b.max(last.0)));
        }
    }
    spans
}
