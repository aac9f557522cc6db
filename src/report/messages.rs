//! Rows of distinct messages.

use super::{Table, Values};
use crate::case::facts::{NONE, Version};
use crate::message::Role;
use crate::network::Context;

/// Distinct messages of the period, by date (undated last), then id. `subjects` and `message_ids` by the row of a version, sorted.
pub fn rows(context: &Context, subjects: &[(i64, String)], message_ids: &[(i64, String)]) -> Table {
    let messages = context.messages;
    let mut order: Vec<u32> = (0..messages.list.len() as u32)
        .filter(|m| context.period.holds(messages.list[*m as usize].date))
        .collect();
    order.sort_by_key(|m| (messages.list[*m as usize].date.unwrap_or(i64::MAX), *m));
    let version = |m: u32| &context.facts.versions[messages.list[m as usize].version as usize];
    let message_id = |m: u32| {
        let versions = messages.versions_of(&messages.list[m as usize]).iter();
        let mut ids: Vec<&str> = versions
            .filter_map(|(v, _)| by_row(message_ids, context.facts.versions[*v as usize].row))
            .collect();
        ids.sort_unstable();
        ids.first().map_or_else(String::new, |id| (*id).to_owned())
    };
    let text = |f: &dyn Fn(u32) -> String| Values::Text(order.iter().map(|m| f(*m)).collect());
    let who = |roles: &'static [Role]| {
        Values::List(
            order
                .iter()
                .map(|m| ids(context, messages.list[*m as usize].version, roles))
                .collect(),
        )
    };
    let parent = |m: u32| context.threads.parent[m as usize];
    Table::default()
        .with(
            "id",
            "id of the message in this case",
            text(&|m| messages.list[m as usize].id.clone()),
        )
        .with(
            "date",
            "time, UTC; empty if there is no believable one",
            Values::Instant(
                order
                    .iter()
                    .map(|m| messages.list[*m as usize].date)
                    .collect(),
            ),
        )
        .with("from", "sender", who(&[Role::From]))
        .with("to", "recipients in To", who(&[Role::To]))
        .with("cc", "recipients in Cc", who(&[Role::Cc]))
        .with("bcc", "recipients in Bcc", who(&[Role::Bcc]))
        .with(
            "subject",
            "subject",
            text(&|m| subject(subjects, version(m))),
        )
        .with(
            "kind",
            "personal, list, bulk, automatic_reply, notification",
            text(&|m| version(m).kind.name().to_owned()),
        )
        .with(
            "copies",
            "copies found",
            Values::Integer(
                order
                    .iter()
                    .map(|m| Some(messages.list[*m as usize].copies.into()))
                    .collect(),
            ),
        )
        .with(
            "message_id",
            "Message-ID, the smallest of its copies'",
            text(&message_id),
        )
        .with(
            "parent",
            "Message-ID of the mail it answers",
            text(&|m| parent(m).map_or_else(String::new, |(p, _)| message_id(p))),
        )
        .with(
            "parent_rule",
            "how the parent is known",
            text(&|m| parent(m).map_or_else(String::new, |(_, rule)| rule.name().to_owned())),
        )
        .with(
            "thread",
            "id of the first mail of its thread",
            text(&|m| {
                messages.list[context.threads.thread[m as usize] as usize]
                    .id
                    .clone()
            }),
        )
}

fn by_row(sorted: &[(i64, String)], row: i64) -> Option<&str> {
    sorted
        .binary_search_by_key(&row, |(r, _)| *r)
        .ok()
        .map(|i| sorted[i].1.as_str())
}

fn subject(subjects: &[(i64, String)], version: &Version) -> String {
    by_row(subjects, version.row).unwrap_or_default().to_owned()
}

fn ids(context: &Context, version: u32, roles: &[Role]) -> Vec<String> {
    let people = context.people.in_roles(context.facts, version, roles);
    people
        .into_iter()
        .filter(|p| *p != NONE)
        .map(|p| context.people.list[p as usize].id.clone())
        .collect()
}
