//! Rows of custodians: whose mailbox was read, and which correspondent that is.

use super::{Table, Values};
use crate::findings::custodians::{Custodian, custodians};
use crate::network::Context;

/// `custodians.csv`: all custodians, by name.
pub fn rows(context: &Context) -> Table {
    let all = custodians(context).list;
    let text = |f: &dyn Fn(&Custodian) -> String| Values::Text(all.iter().map(f).collect());
    let real =
        |f: &dyn Fn(&Custodian) -> f64| Values::Real(all.iter().map(|one| Some(f(one))).collect());
    let person = |one: &Custodian| context.people.list.get(one.correspondent? as usize);
    Table::default()
        .with(
            "custodian",
            "as the path of the mailbox tells it",
            text(&|one| one.name.clone()),
        )
        .with(
            "Id",
            "the correspondent that this is, inferred; empty if the mail does not tell",
            text(&|one| person(one).map_or_else(String::new, |p| p.id.clone())),
        )
        .with(
            "Label",
            "its name",
            text(&|one| person(one).map_or_else(String::new, |p| p.label.clone())),
        )
        .with(
            "messages",
            "distinct messages of which a copy lies in the mailboxes",
            Values::Integer(all.iter().map(|one| Some(one.messages.into())).collect()),
        )
        .with(
            "share",
            "share of them that the correspondent sent or received",
            real(&|one| one.share),
        )
        .with(
            "next_share",
            "share of the next candidate",
            real(&|one| one.next),
        )
        .with(
            "named",
            "the custodian's name is in the correspondent's",
            Values::Flag(all.iter().map(|one| one.named).collect()),
        )
        .with(
            "mailbox_files",
            "files of the mailboxes",
            Values::Integer(all.iter().map(|one| Some(one.files.len() as i64)).collect()),
        )
}
