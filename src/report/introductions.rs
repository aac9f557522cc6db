//! Rows of introductions.

use super::Table;
use super::columns::Columns;
use crate::findings::introductions::{Introduction, Seen, introductions};
use crate::network::Context;

/// `introductions.csv`.
pub fn rows(context: &Context) -> Table {
    let all = introductions(context);
    Columns::new(context, &all)
        .person(
            ("introducer", "who wrote one mail to both: canonical address"),
            "introducer_label",
            |i: &Introduction| i.introducer,
        )
        .person(
            ("a", "who of the two then wrote first to the other"),
            "a_label",
            |i| i.first,
        )
        .person(("b", "the other of the two"), "b_label", |i| i.second)
        .day("date", "day of the mail to both, UTC", |i| Some(i.mail.1))
        .day(
            "first_direct",
            "day of the first mail of one of them to the other that the archive holds; an answer to the introducer with the other in Cc does not count",
            |i| Some(i.direct.1),
        )
        .real("days", "days between the two mails; at most 30", |i| {
            Some((i.direct.1 - i.mail.1) as f64 / 86_400.0)
        })
        .count(
            "messages_after",
            "messages between the two since then, in both directions, the first one included",
            |i| i.following,
        )
        .organization(
            "introducer_organization",
            "organization of the introducer on that day",
            |i| i.organizations[0],
        )
        .organization("a_organization", "organization of a on that day", |i| {
            i.organizations[1]
        })
        .organization("b_organization", "organization of b on that day", |i| {
            i.organizations[2]
        })
        .text(
            "earlier_mail_visible",
            "whether the archive would show an earlier mail between the two: yes if it holds the mailbox of one of them from 90 days before on, partly if from later on, no if it holds neither's (or no path tells whose mailbox it is)",
            |i| seen(i.seen).to_owned(),
        )
        .message("introducing_message", "the mail to both", |i| i.mail.0)
        .message("first_direct_message", "the first mail between the two", |i| {
            i.direct.0
        })
        .evidence(
            "the mail to both, the first direct one, and the next direct ones; 5 at most",
            |i| &i.evidence,
        )
        .done()
}

fn seen(seen: Seen) -> &'static str {
    match seen {
        Seen::Yes => "yes",
        Seen::Partly => "partly",
        Seen::No => "no",
    }
}
