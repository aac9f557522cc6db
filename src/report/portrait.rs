//! What is known of one correspondent or organization: who it is and why, when it is seen, with whom it has to do.
//! Numbers and names only; it knows no text of mails.

mod behalf;
pub mod documents;
mod months;
mod organization;

use std::collections::BTreeMap;

use serde::Serialize;

pub use months::Month;
pub use organization::{Member, Organization, Surest, organization};

use self::documents::Documents;
use self::months::Months;
use super::instant;
use crate::case::facts::NONE;
use crate::message::Role;
use crate::network::{Context, between};

/// Ties and names that are listed at most.
const LISTED: usize = 10;

/// A correspondent.
#[derive(Clone, Debug, Serialize)]
pub struct Person {
    /// Canonical address.
    pub id: String,
    /// What to call it.
    pub label: String,
    /// person, list, role_account or robot.
    pub kind: &'static str,
    /// Why that kind.
    pub kind_reason: String,
    /// Organizations it belonged to, when and why.
    pub affiliations: Vec<String>,
    /// Distinct messages sent.
    pub sent: u32,
    /// Distinct messages received.
    pub received: u32,
    /// First and last time it is seen.
    pub seen: Option<(String, String)>,
    /// Its addresses.
    pub addresses: Vec<Alias>,
    /// What is in doubt.
    pub doubts: Vec<String>,
    /// Names as written, and how often.
    pub names: Vec<(String, u32)>,
    /// Its strongest ties, both directions together.
    pub ties: Vec<Tie>,
    /// Others who sent mail in its name (Sender is not From), most often first.
    pub sent_by_others: Vec<Share>,
    /// Others in whose name it sent mail.
    pub sent_for_others: Vec<Share>,
    /// Organizations named in its own words and subjects, most often first.
    pub organizations_named: Vec<Share>,
    /// Documents sent.
    pub documents: Documents,
    /// Messages sent and received a month, from the first to the last month.
    pub months: Vec<Month>,
}

/// An address and why it belongs to the correspondent.
#[derive(Clone, Debug, Serialize)]
pub struct Alias {
    /// The address.
    pub address: String,
    /// The reason.
    pub reason: String,
    /// A message that shows it.
    pub message: Option<String>,
}

/// A tie of a correspondent.
#[derive(Clone, Debug, Serialize)]
pub struct Tie {
    /// The other one.
    pub id: String,
    /// Its name.
    pub label: String,
    /// Tie strength, both directions.
    pub strength: f64,
    /// Messages to the other one.
    pub to: u32,
    /// Messages from the other one.
    pub from: u32,
}

/// An actor and a number of messages.
#[derive(Clone, Debug, Serialize)]
pub struct Share {
    /// Id.
    pub id: String,
    /// Name.
    pub label: String,
    /// Messages.
    pub messages: u32,
}

fn span(seen: Option<(i64, i64)>) -> Option<(String, String)> {
    seen.map(|(first, last)| (instant(first), instant(last)))
}

/// Everything about a correspondent. O(messages).
pub fn person(context: &Context, p: u32) -> Person {
    let one = &context.people.list[p as usize];
    let affiliations = context.organizations.of(p).iter();
    let affiliations = affiliations.map(|a| super::affiliations::with_reason(context, a));
    let aliases = one.aliases.iter().filter(|a| a.address != NONE);
    let addresses = aliases.map(|alias| Alias {
        address: context.facts.addresses[alias.address as usize]
            .text
            .to_string(),
        reason: alias.reason.clone(),
        message: (context.messages.list.get(alias.message as usize)).map(|m| m.id.clone()),
    });
    let (sent_by_others, sent_for_others) = behalf::on_behalf(context, p);
    Person {
        id: one.id.clone(),
        label: one.label.clone(),
        kind: one.kind.name(),
        kind_reason: one.kind_reason.clone(),
        affiliations: affiliations.collect(),
        sent: one.sent,
        received: one.received,
        seen: span(one.seen),
        addresses: addresses.collect(),
        doubts: one.doubts.iter().map(ToString::to_string).collect(),
        names: one
            .names
            .iter()
            .map(|(name, uses)| (name.clone(), *uses))
            .collect(),
        ties: closest(context, p),
        sent_by_others,
        sent_for_others,
        organizations_named: organizations_named(context, p),
        documents: documents::sent(context, p),
        months: months_of(context, p),
    }
}

fn closest(context: &Context, p: u32) -> Vec<Tie> {
    let everybody = vec![true; context.people.list.len()];
    let mut only = vec![false; context.people.list.len()];
    only[p as usize] = true;
    let mut by_other: BTreeMap<u32, (f64, u32, u32)> = BTreeMap::new();
    for contact in between(context, &only, &everybody) {
        let tie = by_other.entry(contact.target).or_default();
        tie.0 += contact.share;
        tie.1 += 1;
    }
    for contact in between(context, &everybody, &only) {
        let tie = by_other.entry(contact.source).or_default();
        tie.0 += contact.share;
        tie.2 += 1;
    }
    let mut ties: Vec<_> = by_other.into_iter().collect();
    ties.sort_by(|a, b| b.1.0.total_cmp(&a.1.0).then(a.0.cmp(&b.0)));
    let shown = ties.into_iter().take(LISTED);
    shown
        .map(|(other, (strength, to, from))| {
            let other = &context.people.list[other as usize];
            Tie {
                id: other.id.clone(),
                label: other.label.clone(),
                strength,
                to,
                from,
            }
        })
        .collect()
}

fn sender(context: &Context, version: u32) -> Option<u32> {
    let from = context
        .people
        .in_roles(context.facts, version, &[Role::From]);
    from.first().copied()
}

fn organizations_named(context: &Context, p: u32) -> Vec<Share> {
    let mut times: BTreeMap<u32, u32> = BTreeMap::new();
    for message in &context.messages.list {
        let named = context.organizations.named(context.facts, message.version);
        if !named.is_empty() && sender(context, message.version) == Some(p) {
            named
                .into_iter()
                .for_each(|o| *times.entry(o).or_default() += 1);
        }
    }
    most(times, |o| {
        let one = &context.organizations.list[o as usize];
        (one.id.clone(), one.label.clone())
    })
}

fn most(times: BTreeMap<u32, u32>, name: impl Fn(u32) -> (String, String)) -> Vec<Share> {
    let mut times: Vec<(u32, u32)> = times.into_iter().collect();
    times.sort_unstable_by_key(|(who, times)| (std::cmp::Reverse(*times), *who));
    let shown = times.into_iter().take(LISTED);
    shown
        .map(|(who, messages)| {
            let (id, label) = name(who);
            Share {
                id,
                label,
                messages,
            }
        })
        .collect()
}

const SENDS: [Role; 1] = [Role::From];
const GETS: [Role; 3] = [Role::To, Role::Cc, Role::Bcc];

fn months_of(context: &Context, p: u32) -> Vec<Month> {
    let mut months = Months::default();
    for message in &context.messages.list {
        let has = |roles| {
            u32::from(
                (context
                    .people
                    .in_roles(context.facts, message.version, roles))
                .contains(&p),
            )
        };
        let (sent, received) = (has(&SENDS), has(&GETS));
        if sent + received > 0 {
            months.add(message.date, sent, received);
        }
    }
    months.rows()
}
