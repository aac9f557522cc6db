//! Rows of missing mail.

use super::columns::Columns;
use super::{Table, Values, instant};
use crate::findings::missing::{Missing, missing};
use crate::network::Context;

/// `missing.csv`: messages that others quote or answer and that are not here, by date as quoted.
pub fn rows(context: &Context) -> Table {
    let all = missing(context);
    let quoted = |m: &Missing| context.facts.quoted.get(m.quoted as usize);
    let table = Columns::new(context, &all)
        .text("state", "recovered: rebuilt from what other messages say of it; it is in no count", |_| "recovered".to_owned())
        .person(("sender", "id of the writer; empty if nobody known is meant, or several"), "sender_label", |m| m.sender)
        .text("sender_as_quoted", "the writer as written", |m| {
            quoted(m).map_or_else(String::new, |q| super::affiliations::spelled(context, q.from))
        })
        .text("recipients", "To and Cc as written, as far as they are quoted", |m| {
            quoted(m).map_or_else(String::new, |q| q.recipients.to_string())
        })
        .text("date", "time as written; the zone is mostly unknown", |m| {
            m.date.map_or_else(String::new, |d| instant(d).trim_end_matches('Z').to_owned())
        })
        .text("subject", "subject as written", |m| {
            quoted(m).map_or_else(String::new, |q| q.subject.to_string())
        })
        .text("message_id", "its Message-ID, if a header answers it", |m| {
            context.facts.ids.get(&m.message_id).map_or_else(String::new, |id| id.to_string())
        })
        .count("quoted_by", "messages that quote or answer it", |m| m.evidence.len() as u32)
        .text("shown_by", "what shows it", |m| shown_by(m).to_owned())
        .real("confidence", "how sure it is that it was sent and is not here, 0 to 1: set by hand for each way it is shown", |m| Some(m.confidence))
        .done();
    let evidence = all.iter().map(|m| {
        let first = m.evidence.iter().take(EVIDENCE);
        first
            .map(|e| context.messages.list[*e as usize].id.clone())
            .collect()
    });
    table.with(
        "evidence",
        "up to 5 messages that quote or answer it, the earliest first",
        Values::List(evidence.collect()),
    )
}

const EVIDENCE: usize = 5;

fn shown_by(one: &Missing) -> &'static str {
    match (one.message_id != 0, one.quoted != crate::case::facts::NONE) {
        (true, true) => "an id that is answered, and a quoted header",
        (true, false) => "an id that is answered",
        _ => "a quoted header",
    }
}
