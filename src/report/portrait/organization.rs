//! What is known of an organization.

use std::collections::BTreeMap;

use serde::Serialize;

use super::documents::{self, Documents};
use super::months::{Month, Months};
use super::{LISTED, Share, most, sender, span};
use crate::network::Context;
use crate::report::day;

/// Messages that are listed as evidence of its name.
const SUREST: usize = 5;

/// An organization.
#[derive(Clone, Debug, Serialize)]
pub struct Organization {
    /// Id.
    pub id: String,
    /// Name.
    pub label: String,
    /// Kind.
    pub kind: String,
    /// What it is known by.
    pub known_by: &'static str,
    /// The organization it belongs to; empty if that is not known.
    pub parent: String,
    /// Domains.
    pub domains: Vec<String>,
    /// Other names.
    pub aliases: Vec<String>,
    /// First and last time somebody there wrote or was written to, or it was named.
    pub seen: Option<(String, String)>,
    /// Messages that somebody there sent or received.
    pub messages: u32,
    /// Messages that name it.
    pub mentions: u32,
    /// Correspondents who name it.
    pub namers: u32,
    /// The surest messages that name it.
    pub surest: Vec<Surest>,
    /// Those who name it most.
    pub named_by: Vec<Share>,
    /// Documents that name it.
    pub documents: Documents,
    /// Correspondents there.
    pub people: u32,
    /// Those with most mail.
    pub most_mail: Vec<Member>,
    /// Organizations whose people write with people here, by messages.
    pub ties: Vec<Share>,
    /// Messages a month.
    pub months: Vec<Month>,
}

/// A message that names an organization.
#[derive(Clone, Debug, Serialize)]
pub struct Surest {
    /// Its id.
    pub id: String,
    /// Its day.
    pub day: Option<String>,
    /// The name as written.
    pub as_written: String,
    /// How it was found.
    pub rule: &'static str,
    /// How sure, in percent.
    pub confidence_percent: u8,
}

/// A correspondent of an organization.
#[derive(Clone, Debug, Serialize)]
pub struct Member {
    /// Id.
    pub id: String,
    /// Name.
    pub label: String,
    /// Messages sent.
    pub sent: u32,
    /// Messages received.
    pub received: u32,
}

/// Everything about an organization. O(messages).
pub fn organization(context: &Context, o: u32) -> Organization {
    let one = &context.organizations.list[o as usize];
    let mut members: Vec<u32> = (0..context.people.list.len() as u32)
        .filter(|p| {
            let all = context.organizations.of(*p);
            all.iter().any(|a| a.organization == o)
        })
        .collect();
    members.sort_by_key(|p| {
        let person = &context.people.list[*p as usize];
        let mail = u64::from(person.sent) + u64::from(person.received);
        (std::cmp::Reverse(mail), *p)
    });
    let most_mail = members.iter().take(LISTED).map(|p| {
        let person = &context.people.list[*p as usize];
        Member {
            id: person.id.clone(),
            label: person.label.clone(),
            sent: person.sent,
            received: person.received,
        }
    });
    let traffic = Traffic::of(context, o);
    Organization {
        id: one.id.clone(),
        label: one.label.clone(),
        kind: one.kind.clone(),
        known_by: one.reason,
        parent: one.parent.clone(),
        domains: one.domains.clone(),
        aliases: one.aliases.clone(),
        seen: span(traffic.seen),
        messages: traffic.messages,
        mentions: traffic.mentions,
        namers: traffic.namers.len() as u32,
        surest: surest(context, o),
        named_by: most(traffic.namers, |p| {
            let person = &context.people.list[p as usize];
            (person.id.clone(), person.label.clone())
        }),
        documents: documents::naming(context, o),
        people: members.len() as u32,
        most_mail: most_mail.collect(),
        ties: tied(context, o),
        months: traffic.months.rows(),
    }
}

fn widen(seen: &mut Option<(i64, i64)>, date: Option<i64>) {
    if let Some(date) = date {
        let (first, last) = seen.unwrap_or((date, date));
        *seen = Some((first.min(date), last.max(date)));
    }
}

/// What went through an organization, and what names it.
#[derive(Default)]
struct Traffic {
    messages: u32,
    mentions: u32,
    namers: BTreeMap<u32, u32>,
    seen: Option<(i64, i64)>,
    months: Months,
}

impl Traffic {
    fn of(context: &Context, o: u32) -> Self {
        let mut traffic = Self::default();
        for (number, message) in (0..).zip(&context.messages.list) {
            let here = context.parties_to(number).contains(&o);
            let named = (context.organizations.named(context.facts, message.version)).contains(&o);
            traffic.messages += u32::from(here);
            traffic.mentions += u32::from(named);
            if here || named {
                widen(&mut traffic.seen, message.date);
                traffic
                    .months
                    .add(message.date, u32::from(here), u32::from(named));
            }
            if let Some(namer) = sender(context, message.version).filter(|_| named) {
                *traffic.namers.entry(namer).or_default() += 1;
            }
        }
        traffic
    }
}

fn surest(context: &Context, o: u32) -> Vec<Surest> {
    let mut found = Vec::new();
    for message in &context.messages.list {
        let version = &context.facts.versions[message.version as usize];
        let mentions = context.facts.mentions_in(version).iter();
        let of_this = mentions.filter(|m| context.organizations.of_name[m.name as usize] == o);
        if let Some(mention) = of_this.max_by_key(|m| m.confidence) {
            found.push((message, mention));
        }
    }
    found.sort_unstable_by_key(|(message, mention)| {
        let date = message.date.unwrap_or(i64::MAX);
        (std::cmp::Reverse(mention.confidence), date, message.version)
    });
    let shown = found.into_iter().take(SUREST);
    shown
        .map(|(message, mention)| Surest {
            id: message.id.clone(),
            day: message.date.map(day),
            as_written: context.facts.names[mention.name as usize].1.to_string(),
            rule: mention.rule.word(),
            confidence_percent: mention.confidence,
        })
        .collect()
}

/// Organizations with which mail went, as the organization network counts it.
fn tied(context: &Context, o: u32) -> Vec<Share> {
    let network = crate::network::organizations(context);
    let ties = network.ties();
    let mut messages = BTreeMap::new();
    for (&(a, b), tie) in ties.ends.iter().zip(&ties.ties) {
        if a == o || b == o {
            messages.insert(if a == o { b } else { a }, tie.messages);
        }
    }
    most(messages, |other| {
        let one = &context.organizations.list[other as usize];
        (one.id.clone(), one.label.clone())
    })
}
