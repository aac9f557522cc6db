//! Rows of affiliations: who belonged to which organization, when, and what shows it.

use super::{Table, Values};
use crate::network::Context;
use crate::organizations::affiliation::Affiliation;

/// `affiliations.csv`: all affiliations, by correspondent, then by first day.
pub fn rows(context: &Context) -> Table {
    let all = &context.organizations.affiliations;
    let text = |f: &dyn Fn(&Affiliation) -> String| Values::Text(all.iter().map(f).collect());
    let person = |a: &Affiliation| &context.people.list[a.member as usize];
    let organization = |a: &Affiliation| &context.organizations.list[a.organization as usize];
    let count = |f: &dyn Fn(&Affiliation) -> u32| {
        Values::Integer(all.iter().map(|a| Some(f(a).into())).collect())
    };
    let evidence = |a: &Affiliation| {
        let message = context.messages.list.get(a.message as usize);
        message.map_or_else(String::new, |m| m.id.clone())
    };
    Table::default()
        .with(
            "Id",
            "canonical address of the correspondent",
            text(&|a| person(a).id.clone()),
        )
        .with("Label", "its name", text(&|a| person(a).label.clone()))
        .with(
            "organization",
            "id of the organization",
            text(&|a| organization(a).id.clone()),
        )
        .with(
            "name",
            "name of the organization",
            text(&|a| organization(a).label.clone()),
        )
        .with(
            "first",
            "day it first shows in mail sent from there, UTC; in mail received if none was sent",
            Values::Day(all.iter().map(|a| a.seen.map(|s| s.0)).collect()),
        )
        .with(
            "last",
            "day it last shows there",
            Values::Day(all.iter().map(|a| a.seen.map(|s| s.1)).collect()),
        )
        .with("sent", "messages sent that show it", count(&|a| a.sent))
        .with(
            "received",
            "messages received that show it",
            count(&|a| a.received),
        )
        .with(
            "reason",
            "what shows it, the surest reason",
            text(&|a| a.reason.words().to_owned()),
        )
        .with(
            "shown_by",
            "the name and address that show it",
            text(&|a| shown_by(context, a)),
        )
        .with(
            "evidence",
            "the first message that shows it",
            text(&evidence),
        )
}

/// The name and address that show an affiliation, as written; empty for a decision.
pub fn shown_by(context: &Context, affiliation: &Affiliation) -> String {
    spelled(context, affiliation.header)
}

/// A header address as written; empty for a number that is none.
pub fn spelled(context: &Context, header: u32) -> String {
    let Some(header) = context.facts.header_addresses.get(header as usize) else {
        return String::new();
    };
    let address = &context.facts.addresses[header.address as usize].text;
    match (header.name.is_empty(), address.is_empty()) {
        (true, _) => address.to_string(),
        (_, true) => header.name.to_string(),
        _ => format!("{} <{address}>", header.name),
    }
}

/// An affiliation in a cell: `rand.org 1999-05-01 to 2001-11-30`.
pub fn in_short(context: &Context, affiliation: &Affiliation) -> String {
    let id = &context.organizations.list[affiliation.organization as usize].id;
    match affiliation.seen {
        Some((first, last)) => format!("{id} {} to {}", super::day(first), super::day(last)),
        None => id.clone(),
    }
}

/// The same with the reason: `rand.org 1999-05-01 to 2001-11-30 (domain of the address: ida@rand.org; see m0123..)`.
pub fn with_reason(context: &Context, affiliation: &Affiliation) -> String {
    let shown = shown_by(context, affiliation);
    let colon = if shown.is_empty() { "" } else { ": " };
    let evidence = context.messages.list.get(affiliation.message as usize);
    let see = evidence.map_or_else(String::new, |m| format!("; see {}", m.id));
    format!(
        "{} ({}{colon}{shown}{see})",
        in_short(context, affiliation),
        affiliation.reason.words()
    )
}
