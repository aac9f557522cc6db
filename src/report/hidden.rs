//! Rows of the hidden audience.

use super::affiliations::spelled;
use super::columns::Columns;
use super::{Table, instant};
use crate::findings::custodians::{Custodians, custodians};
use crate::findings::hidden::{Grade, Hidden, hidden};
use crate::network::Context;

/// `hidden.csv`: who got which message unseen, by date.
pub fn rows(context: &Context) -> Table {
    let custodians = custodians(context);
    let all = hidden(context, &custodians);
    let date = |h: &Hidden| context.messages.list[h.message as usize].date;
    Columns::new(context, &all)
        .message("message", "id of the message", |h| h.message)
        .text("date", "time, UTC; empty if there is no believable one", |h| {
            date(h).map_or_else(String::new, instant)
        })
        .person(("sender", "id of the sender"), "sender_label", |h| h.sender)
        .text("hidden", "id of who got it without standing where the others could see it; the address if that is no correspondent's", |h| id(context, h))
        .text("hidden_label", "its name", |h| {
            context.people.list.get(h.who as usize).map_or_else(String::new, |p| p.label.clone())
        })
        .text("grade", "what shows it, the surest first: stated (a Bcc, the only fact), forensic, delivered, presence (weakest: it may have been forwarded, moved or dragged there)", |h| h.grade.name().to_owned())
        .text("shown_by", "what shows it", |h| shown_by(context, &custodians, h))
        .flag("inferred", "it is inferred, and in no tie", |h| h.grade != Grade::Stated)
        .text("mailbox", "the file with the copy that shows it", |h| {
            context.facts.files.get(h.file as usize).map_or_else(String::new, |f| f.path.clone())
        })
        .done()
}

/// Who got it: the id, else the address or name as written.
pub fn id(context: &Context, hidden: &Hidden) -> String {
    match context.people.list.get(hidden.who as usize) {
        Some(person) => person.id.clone(),
        None => spelled(context, hidden.header),
    }
}

/// What shows it, in words.
pub fn shown_by(context: &Context, custodians: &Custodians, hidden: &Hidden) -> String {
    let written = || spelled(context, hidden.header);
    match (hidden.grade, hidden.by) {
        (Grade::Stated, _) => format!("Bcc: {}", written()),
        (_, Some(by)) => format!("{}: {}", by.header(), written()),
        _ => {
            let custodian = custodians.of_file.get(hidden.file as usize);
            let one = custodian.and_then(|c| custodians.list.get(*c as usize));
            let name = one.map_or("", |c| c.name.as_str());
            format!("a copy lies in the mailbox of {name}, whom no header names")
        }
    }
}
