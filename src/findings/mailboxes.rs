//! Whose mailboxes the archive holds, and from when to when: what it could have seen. It does not know what was found in them.

use super::custodians::custodians;
use crate::case::facts::NONE;
use crate::network::Context;

/// A custodian's mailbox; or one mailbox, where no custodian is known.
#[derive(Clone, Debug, PartialEq)]
pub struct Mailbox {
    /// The custodian, else the path of the mailbox.
    pub name: String,
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
            messages,
        }
    };
    let all = names.into_iter().zip(held).filter(|one| !one.1.is_empty());
    all.map(mailbox).collect()
}

/// The correspondent whose mailbox each is, as [`custodians`] tells it, or [`NONE`].
pub fn owners(context: &Context, mailboxes: &[Mailbox]) -> Vec<u32> {
    let known = custodians(context).list;
    let owner = |mailbox: &Mailbox| {
        let place = known.binary_search_by(|one| one.name.as_str().cmp(&mailbox.name));
        let one = place.ok().and_then(|place| known.get(place));
        one.and_then(|one| one.correspondent).unwrap_or(NONE)
    };
    mailboxes.iter().map(owner).collect()
}

/// First and last dated message in each correspondent's own mailbox; `None` if the archive does not hold it, or the paths do not tell
/// whose it is.
pub fn spans(context: &Context) -> Vec<Option<(i64, i64)>> {
    let mailboxes = mailboxes(context);
    let mut spans: Vec<Option<(i64, i64)>> = vec![None; context.people.list.len()];
    for (one, owner) in mailboxes.iter().zip(owners(context, &mailboxes)) {
        let (Some(first), Some(last)) = (one.messages.first(), one.messages.last()) else {
            continue;
        };
        if let Some(span) = spans.get_mut(owner as usize) {
            let (a, b) = span.unwrap_or((first.0, last.0));
            *span = Some((a.min(first.0), b.max(last.0)));
        }
    }
    spans
}

/// Whether the archive holds the mailbox of each correspondent.
pub fn held(context: &Context) -> Vec<bool> {
    let mut held = vec![false; context.people.list.len()];
    for one in custodians(context).list {
        if let Some(held) = one.correspondent.and_then(|who| held.get_mut(who as usize)) {
            *held = true;
        }
    }
    held
}
