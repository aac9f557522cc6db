//! Through whom a document travelled: one step for each message that carries it, and from where its sender may have had it. It does not
//! know other ways by which a file comes to somebody.

use rustc_hash::FxHashMap;

use super::{ends, last_part};
use crate::case::facts::NONE;
use crate::network::Context;

/// One step on its way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The message that carries it.
    pub message: u32,
    /// Who sent it, or [`NONE`].
    pub sender: u32,
    /// The sender's organization then, or [`NONE`].
    pub organization: u32,
    /// To whom (To, Cc, Bcc), by number.
    pub recipients: Vec<u32>,
    /// The names under which it came.
    pub names: Vec<u32>,
    /// The earliest earlier message by which this sender got it, or [`NONE`]. That it is this one that was passed on is inferred.
    pub forwarded_from: u32,
}

/// The way of a document: its files without a mail come first, then messages by date (undated last), then number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Flow {
    /// Files that are this document or hold it: name and path.
    pub places: Vec<(String, String)>,
    /// The messages.
    pub steps: Vec<Step>,
}

/// The way of a document in the period. O(recipients of all messages that carry it).
pub fn flow(context: &Context, document: u32) -> Flow {
    let seen = super::document(context, document);
    let path = |file: &u32| context.facts.files[*file as usize].path.clone();
    let places = seen.files.iter().map(path);
    let mut got: FxHashMap<u32, (i64, u32)> = FxHashMap::default();
    let mut steps = Vec::with_capacity(seen.carriers.len());
    for carrier in seen.carriers {
        let (letter, recipients) = ends(context, carrier.message);
        let sender = letter.as_ref().map_or(NONE, |l| l.sender.who);
        let organization = letter.map_or(NONE, |l| context.organization(l.sender, l.message));
        let date = context.date(carrier.message);
        let earlier = got
            .get(&sender)
            .filter(|(then, _)| date.is_some_and(|d| *then < d));
        steps.push(Step {
            message: carrier.message,
            sender,
            organization,
            names: carrier.names,
            forwarded_from: earlier.map_or(NONE, |(_, message)| *message),
            recipients: recipients.clone(),
        });
        for recipient in recipients {
            if let Some(date) = date {
                got.entry(recipient).or_insert((date, carrier.message));
            }
        }
    }
    Flow {
        places: places
            .map(|path| (last_part(&path).to_owned(), path))
            .collect(),
        steps,
    }
}
