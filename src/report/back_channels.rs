//! Rows of back-channels.

use super::Table;
use super::columns::Columns;
use crate::findings::back_channels::{BackChannel, back_channels};
use crate::network::Context;

/// `back_channels.csv`.
pub fn rows(context: &Context) -> Table {
    let all = back_channels(context);
    let address = |header: u32| {
        let header = context.facts.header_addresses.get(header as usize);
        header.map_or_else(String::new, |h| {
            context.facts.addresses[h.address as usize].text.to_string()
        })
    };
    Columns::new(context, &all)
        .person(
            ("a", "one of the two: canonical address"),
            "a_label",
            |c: &BackChannel| c.people.0,
        )
        .person(("b", "the other"), "b_label", |c| c.people.1)
        .text(
            "a_private",
            "the private address of a that was used first between them; empty if none was. Private: it tells no organization",
            |c| address(c.private.0),
        )
        .text("b_private", "the same of b", |c| address(c.private.1))
        .flag(
            "one_sided",
            "only one of the two uses a private address",
            |c| c.one_sided(),
        )
        .count(
            "work",
            "messages between work addresses of both (at most ten recipients); 3 or more",
            |c| c.work,
        )
        .count(
            "both_private",
            "messages between private addresses of both",
            |c| c.both_private,
        )
        .count(
            "one_private",
            "messages with a private address on one side",
            |c| c.one_private,
        )
        .count(
            "work_before",
            "messages between work addresses before the first with a private one",
            |c| c.work_before,
        )
        .real(
            "share_after",
            "part of the messages since then that have a private address",
            |c| Some(c.share_after()),
        )
        .day(
            "first_private",
            "day of the first message with a private address, UTC",
            |c| Some(c.first.1),
        )
        .day("last_private", "day of the last one", |c| Some(c.last))
        .day(
            "last_work",
            "day of the last message between work addresses",
            |c| Some(c.last_work),
        )
        .message(
            "first_private_message",
            "the first message with a private address",
            |c| c.first.0,
        )
        .evidence(
            "messages with a private address, those with one on both sides first; 5 at most",
            |c| &c.evidence,
        )
        .done()
}
