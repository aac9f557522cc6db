//! Rows of those who stand between organizations: brokers, and single points of contact.

use super::Table;
use super::columns::Columns;
use crate::findings::brokers::{Broker, brokers};
use crate::findings::single_contacts::{SingleContact, single_contacts};
use crate::network::Context;

/// `brokers.csv`.
pub fn rows(context: &Context) -> Table {
    let all = brokers(context);
    let columns = Columns::new(context, &all)
        .person(("Id", "canonical address"), "Label", |b: &Broker| b.who)
        .organization("organization", "id of its organization", |b| b.organization)
        .count(
            "rank",
            "1 for the largest number in the column between; equal numbers share a rank",
            |b| b.rank,
        )
        .count(
            "between",
            "ordered pairs of people that it stands between (one writes to it, it writes to the other, the one does not write to the other), not all three of one organization",
            |b| b.between() as i64,
        );
    let columns = roles(columns)
        .count("total", "sum of the five roles", |b| b.total() as i64)
        .flag(
            "own_mailbox",
            "the archive holds its mailbox: more of its ties show than of those whose mailbox it does not hold",
            |b| b.own_mailbox,
        )
        .flag(
            "articulation",
            "without it somebody would be tied to the others no more",
            |b| b.articulation,
        )
        .real(
            "constraint",
            "Burt's constraint in this network (at most ten recipients): low means ties to people who are not tied to each other",
            |b| b.constraint,
        )
        .real(
            "effective_size",
            "number of its contacts less the mean number of ties among them",
            |b| b.effective_size,
        );
    joins(columns)
        .evidence(
            "mails with people of joins_b, then of joins_a, those with the fewest recipients first; 5 at most",
            |b| &b.evidence,
        )
        .done()
}

fn roles<'a>(columns: Columns<'a, Broker>) -> Columns<'a, Broker> {
    columns
        .count(
            "coordinator",
            "such pairs with all three in one organization",
            |b| b.roles[0] as i64,
        )
        .count(
            "consultant",
            "pairs of people of one organization that it does not belong to",
            |b| b.roles[1] as i64,
        )
        .count(
            "gatekeeper",
            "pairs from another organization into its own",
            |b| b.roles[2] as i64,
        )
        .count(
            "representative",
            "pairs from its own organization to another",
            |b| b.roles[3] as i64,
        )
        .count("liaison", "pairs of three different organizations", |b| {
            b.roles[4] as i64
        })
}

fn joins<'a>(columns: Columns<'a, Broker>) -> Columns<'a, Broker> {
    columns
        .organization(
            "joins_a",
            "the organization that it has most mail with, its own included",
            |b| b.joins[0].0,
        )
        .count("messages_a", "messages with people there", |b| b.joins[0].1)
        .organization("joins_b", "the organization that comes next", |b| {
            b.joins[1].0
        })
        .count("messages_b", "messages with people there", |b| b.joins[1].1)
}

/// `single_contacts.csv`.
pub fn single_contacts_rows(context: &Context) -> Table {
    let all = single_contacts(context);
    Columns::new(context, &all)
        .person(
            ("Id", "who nearly all mail goes through: canonical address"),
            "Label",
            |c: &SingleContact| c.who,
        )
        .organization("organization", "the organization it writes for", |c| {
            c.organization
        })
        .organization("other", "the organization it is the contact to", |c| {
            c.other
        })
        .real(
            "share",
            "part of the messages between the two organizations that it sent or received; 0.8 or more",
            |c| Some(c.share()),
        )
        .count("through", "those messages", |c| c.through)
        .count(
            "messages",
            "messages between the two organizations with at most ten recipients; 20 or more",
            |c| c.messages,
        )
        .count(
            "writing",
            "people of its organization who have mail with the other",
            |c| c.writing,
        )
        .count(
            "colleagues",
            "people of its organization in the archive; 3 or more",
            |c| c.colleagues,
        )
        .person(
            ("opposite", "who of the other organization has most of the messages"),
            "opposite_label",
            |c| c.opposite.0,
        )
        .count("opposite_messages", "how many", |c| c.opposite.1)
        .flag(
            "own_mailbox",
            "the archive holds its mailbox",
            |c| c.own_mailbox,
        )
        .count(
            "other_mailboxes",
            "mailboxes of others of its organization that the archive holds; if there is none and its own is there, the share only tells whose mailbox it is",
            |c| c.other_mailboxes,
        )
        .day("first", "day of the first message through it, UTC", |c| {
            c.seen.map(|s| s.0)
        })
        .day("last", "day of the last one", |c| c.seen.map(|s| s.1))
        .evidence(
            "messages through it; 5 at most",
            |c| &c.evidence,
        )
        .done()
}
