//! What is known of one correspondent or organization: who it is and why, when it is seen, with whom it has to do.
//! Numbers and names only; it knows no text of mails.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{day, instant};
use crate::case::facts::NONE;
use crate::message::Role;
use crate::network::{Context, between};

/// Ties and names that are listed at most.
const LISTED: usize = 10;
/// Messages that are listed as evidence of an organization's name.
const SUREST: usize = 5;

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
    /// Organization and why.
    pub organization: Option<(String, &'static str)>,
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
    /// Organizations named in its own words and subjects, most often first.
    pub organizations_named: Vec<Share>,
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

/// A month, with numbers of messages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Month {
    /// `YYYY-MM`, UTC.
    pub month: String,
    /// Messages sent; of an organization: sent or received by somebody there.
    pub sent: u32,
    /// Messages received; of an organization: that name it.
    pub received: u32,
}

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

/// Counts by month.
#[derive(Default)]
struct Months(BTreeMap<(i64, i64), (u32, u32)>);

impl Months {
    fn add(&mut self, date: Option<i64>, sent: u32, received: u32) {
        let Some(date) = date else { return };
        let text = day(date);
        let number = |range| text.get(range).and_then(|t: &str| t.parse().ok());
        if let (Some(year), Some(month)) = (number(0..4), number(5..7)) {
            let counts = self.0.entry((year, month)).or_default();
            *counts = (counts.0 + sent, counts.1 + received);
        }
    }

    /// Months without mail between others are there too, but for long silences.
    fn rows(&self) -> Vec<Month> {
        let mut rows = Vec::new();
        let mut last: Option<i64> = None;
        for (&(year, month), &(sent, received)) in &self.0 {
            let number = year * 12 + month - 1;
            if let Some(last) = last.filter(|last| number - last <= SILENCE) {
                rows.extend((last + 1..number).map(|n| row(n, 0, 0)));
            }
            rows.push(row(number, sent, received));
            last = Some(number);
        }
        rows
    }
}

/// A longer silence is no row a month.
const SILENCE: i64 = 24;

fn row(number: i64, sent: u32, received: u32) -> Month {
    Month {
        month: format!(
            "{:04}-{:02}",
            number.div_euclid(12),
            number.rem_euclid(12) + 1
        ),
        sent,
        received,
    }
}

fn span(seen: Option<(i64, i64)>) -> Option<(String, String)> {
    seen.map(|(first, last)| (instant(first), instant(last)))
}

fn widen(seen: &mut Option<(i64, i64)>, date: Option<i64>) {
    if let Some(date) = date {
        let (first, last) = seen.unwrap_or((date, date));
        *seen = Some((first.min(date), last.max(date)));
    }
}

/// Everything about a correspondent. O(messages).
pub fn person(context: &Context, p: u32) -> Person {
    let one = &context.people.list[p as usize];
    let place = context.organizations.of_member[p as usize];
    let organization = context.organizations.list.get(place as usize).map(|o| {
        let why = if one.organization.is_some() {
            "your decision"
        } else {
            "domain of the canonical address"
        };
        (o.id.clone(), why)
    });
    let aliases = one.aliases.iter().filter(|a| a.address != NONE);
    let addresses = aliases.map(|alias| Alias {
        address: context.facts.addresses[alias.address as usize]
            .text
            .to_string(),
        reason: alias.reason.clone(),
        message: (context.messages.list.get(alias.message as usize)).map(|m| m.id.clone()),
    });
    Person {
        id: one.id.clone(),
        label: one.label.clone(),
        kind: one.kind.name(),
        kind_reason: one.kind_reason.clone(),
        organization,
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
        organizations_named: organizations_named(context, p),
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

/// Everything about an organization. O(messages).
pub fn organization(context: &Context, o: u32) -> Organization {
    let one = &context.organizations.list[o as usize];
    let mut members: Vec<u32> = (0..context.people.list.len() as u32)
        .filter(|p| context.organizations.of_member[*p as usize] == o)
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
        people: members.len() as u32,
        most_mail: most_mail.collect(),
        ties: tied(context, o),
        months: traffic.months.rows(),
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
        for message in &context.messages.list {
            let range = context.facts.versions[message.version as usize].participants;
            let parties = context.facts.participants_of_range(range).iter();
            let here = parties
                .map(|(_, header)| context.people.of_header[*header as usize])
                .any(|p| context.organizations.of_member.get(p as usize) == Some(&o));
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

#[cfg(test)]
mod tests {
    use super::{Month, Months};

    // By hand. 2001-12-31T23:59:59Z and 2002-02-01T00:00:00Z: date -u -d
    #[test]
    fn months_without_mail_are_rows_too() {
        let mut months = Months::default();
        months.add(Some(1_012_521_600), 0, 1);
        months.add(Some(1_009_843_199), 1, 0);
        months.add(Some(1_009_843_199), 1, 1);
        months.add(None, 1, 1);
        let row = |month: &str, sent, received| Month {
            month: month.into(),
            sent,
            received,
        };
        assert_eq!(
            months.rows(),
            [
                row("2001-12", 2, 1),
                row("2002-01", 0, 0),
                row("2002-02", 0, 1)
            ]
        );
    }
}
