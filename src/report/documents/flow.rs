//! Rows of the way of one document.

use crate::case::facts::NONE;
use crate::findings::documents::flow::{Flow, Step};
use crate::network::Context;
use crate::report::columns::Columns;
use crate::report::{Table, Values};

/// Recipients listed of one step.
const RECIPIENTS: usize = 10;

/// `list flow`: files without a mail first, then the messages that carry it, by date.
pub fn rows(context: &Context, flow: &Flow) -> Table {
    // Files first: a row without a message.
    let none = std::iter::repeat_n(None, flow.places.len());
    let steps: Vec<Option<&Step>> = none.chain(flow.steps.iter().map(Some)).collect();
    let message = |number: u32| {
        let one = context.messages.list.get(number as usize);
        one.map_or_else(String::new, |m| m.id.clone())
    };
    let person = |number: &u32| context.people.list[*number as usize].id.clone();
    let names = |step: &Step| {
        let all = step.names.iter();
        all.map(|n| context.facts.file_names[*n as usize].to_string())
            .collect()
    };
    let recipients = steps.iter().map(|step| {
        let all = step.iter().flat_map(|s| &s.recipients);
        all.take(RECIPIENTS).map(person).collect()
    });
    let to = Values::List(recipients.collect());
    let count = |step: &Option<&Step>| step.map(|s| s.recipients.len() as i64);
    let counts = Values::Integer(steps.iter().map(count).collect());
    let files = flow.places.iter().map(|(name, _)| vec![name.clone()]);
    let names = files.chain(flow.steps.iter().map(names));
    let paths = flow.places.iter().map(|(_, path)| path.clone());
    let paths = paths.chain(flow.steps.iter().map(|_| String::new()));
    let dates = steps
        .iter()
        .map(|s| s.and_then(|s| context.date(s.message)));
    let dates = Values::Instant(dates.collect());
    let ids = steps
        .iter()
        .map(|s| s.map_or_else(String::new, |s| message(s.message)));
    let mut table = Table::default()
        .with(
            "message",
            "message that carries it; empty: a file without a mail",
            Values::Text(ids.collect()),
        )
        .with(
            "date",
            "its time, UTC; empty if there is no believable one",
            dates,
        );
    let from = Columns::new(context, &steps)
        .person(("from", "who sent it"), "from_label", |s| {
            s.map_or(NONE, |s| s.sender)
        })
        .organization(
            "from_organization",
            "organization the sender belonged to then",
            |s| s.map_or(NONE, |s| s.organization),
        )
        .done();
    table.columns.extend(from.columns);
    let forwarded = steps.iter().map(|s| s.map_or(NONE, |s| s.forwarded_from));
    table
        .with("to", "to whom (To, Cc, Bcc); 10 at most", to)
        .with("recipients", "how many", counts)
        .with(
            "names",
            "names under which it came there",
            Values::List(names.collect()),
        )
        .with(
            "forwarded_from",
            "the earliest earlier message by which this sender got it; that this one was passed on is inferred",
            Values::Text(forwarded.map(message).collect()),
        )
        .with(
            "place",
            "file that is this document or holds it, without a mail",
            Values::Text(paths.collect()),
        )
}
