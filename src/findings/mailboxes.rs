//! Whose mailboxes the archive holds, and from when to when: what it could have seen. It does not know what was found in them.

use super::custodians::{Custodian, custodians};
use crate::case::facts::NONE;
use crate::network::Context;

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

/// All mailboxes with dated mail, by name. O(copies log copies).
pub fn mailboxes(context: &Context) -> Vec<Mailbox> {
    let facts = context.facts;
    let custodians = custodians(context);
    let mut held: Vec<Vec<(i64, u32)>> = vec![Vec::new(); custodians.list.len()];
    for copy in facts.copies.iter().filter(|c| c.version != NONE) {
        let message = context.messages.of_version[copy.version as usize];
        let date = context.date(message);
        let date = date.filter(|_| context.period.holds(date));
        let place = custodians.of_file[copy.file as usize] as usize;
        if let (Some(date), Some(held)) = (date, held.get_mut(place)) {
            held.push((date, message));
        }
    }
    let mailbox = |(custodian, mut messages): (Custodian, Vec<(i64, u32)>)| {
        messages.sort_unstable();
        messages.dedup();
        Mailbox {
            name: custodian.name,
            owner: custodian.correspondent.unwrap_or(NONE),
            messages,
        }
    };
    let all = custodians.list.into_iter().zip(held);
    all.filter(|one| !one.1.is_empty()).map(mailbox).collect()
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
