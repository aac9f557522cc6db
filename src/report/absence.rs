//! Rows and sentences on what the archive could have shown of mail between two ends. It computes nothing.

use super::times::month_name;
use super::{Table, Values, day};
use crate::findings::absence::{Absence, End, Month, Shelf};
use crate::network::{Context, Period};

/// The months: what is there of either end, and where.
pub fn months(found: &Absence) -> Table {
    let months = &found.months;
    let count = |f: &dyn Fn(&Month) -> u32| {
        Values::Integer(months.values().map(|m| Some(f(m).into())).collect())
    };
    let name = months.keys().map(|m| month_name(*m)).collect();
    Table::default()
        .with("month", "month, UTC", Values::Text(name))
        .with(
            "between",
            "messages from one end to the other",
            count(&|m| m.between),
        )
        .with(
            "together",
            "messages of others in which both stand",
            count(&|m| m.together),
        )
        .with(
            "of_a",
            "messages of the first end, anywhere in the archive",
            count(&|m| m.of[0]),
        )
        .with("of_b", "messages of the second end", count(&|m| m.of[1]))
        .with(
            "in_mailbox_of_a",
            "messages in the first end's own mailboxes",
            count(&|m| m.held[0]),
        )
        .with(
            "in_mailbox_of_b",
            "messages in the second end's own mailboxes",
            count(&|m| m.held[1]),
        )
}

/// The mailboxes in which mail between the two could lie.
pub fn shelves(found: &Absence) -> Table {
    let all = &found.shelves;
    let text = |f: &dyn Fn(&Shelf) -> String| Values::Text(all.iter().map(f).collect());
    let count = |f: &dyn Fn(&Shelf) -> u32| {
        Values::Integer(all.iter().map(|s| Some(f(s).into())).collect())
    };
    let whose = |s: &Shelf| match s.end {
        Some(0) => "a",
        Some(_) => "b",
        None => "third_party",
    };
    Table::default()
        .with(
            "mailbox",
            "custodian, or the mailbox",
            text(&|s| s.custodian.clone()),
        )
        .with(
            "of",
            "whose it is: a, b or third_party",
            text(&|s| whose(s).to_owned()),
        )
        .with(
            "messages",
            "dated messages in it in the period",
            count(&|s| s.messages),
        )
        .with(
            "first",
            "day of the first",
            Values::Day(all.iter().map(|s| s.seen.map(|d| d.0)).collect()),
        )
        .with(
            "last",
            "day of the last",
            Values::Day(all.iter().map(|s| s.seen.map(|d| d.1)).collect()),
        )
        .with(
            "of_a",
            "of them sent or received by the first end",
            count(&|s| s.of[0]),
        )
        .with(
            "of_b",
            "of them sent or received by the second end",
            count(&|s| s.of[1]),
        )
}

/// What can be said, sentence by sentence.
pub fn sentences(context: &Context, found: &Absence, ends: [End; 2]) -> Vec<String> {
    let names = ends.map(|end| name(context, end));
    let mut said = vec![between(context, found, &names)];
    if found.elsewhere > 0 {
        said.push(format!(
            "{} more between them outside of this period, or undated.",
            messages(found.elsewhere)
        ));
    }
    let together: u32 = found.months.values().map(|m| m.together).sum();
    if together > 0 {
        said.push(format!(
            "Both stand in {} of the period that neither wrote to the other.",
            messages(together)
        ));
    }
    for (end, name) in names.iter().enumerate() {
        said.extend(own(found, end, name));
    }
    said.push(third_parties(found));
    said.push(verdict(found, &names));
    said.push("Mail that was deleted before the archive was made, mail on addresses that are not known to be theirs, telephone and meetings leave no trace here.".to_owned());
    said
}

fn name(context: &Context, end: End) -> String {
    match end {
        End::Person(p) => context.people.list[p as usize].label.clone(),
        End::Organization(o) => context.organizations.list[o as usize].label.clone(),
    }
}

fn messages(n: u32) -> String {
    format!("{n} message{}", if n == 1 { "" } else { "s" })
}

fn period(period: Period) -> String {
    match (period.after, period.before) {
        (None, None) => "at any time".to_owned(),
        (Some(a), None) => format!("from {} on", day(a)),
        (None, Some(b)) => format!("before {}", day(b)),
        (Some(a), Some(b)) => format!("from {} and before {}", day(a), day(b)),
    }
}

fn between(context: &Context, found: &Absence, [a, b]: &[String; 2]) -> String {
    let when = period(context.period);
    let date = |m: Option<&u32>| {
        m.and_then(|m| context.date(*m))
            .map(day)
            .unwrap_or_default()
    };
    match found.between.len() as u32 {
        0 => format!("No mail between {a} and {b} {when} is in this archive."),
        1 => format!(
            "1 message between {a} and {b} {when} is in this archive, of {}.",
            date(found.between.first())
        ),
        n => format!(
            "{} between {a} and {b} {when} are in this archive, {} to {}.",
            messages(n),
            date(found.between.first()),
            date(found.between.last())
        ),
    }
}

fn own(found: &Absence, end: usize, name: &str) -> Vec<String> {
    let all: u32 = found.months.values().map(|m| m.of[end]).sum();
    let mut said: Vec<String> = found.own(end).map(|shelf| held(shelf, name)).collect();
    if said.is_empty() {
        said.push(format!(
            "No mailbox of {name} is in the archive: of {name} it holds only what others sent or received, {} in this period.",
            messages(all)
        ));
    }
    let gaps = found.gaps(end);
    if !gaps.is_empty() {
        let listed: Vec<String> = gaps.iter().take(GAPS).map(|m| month_name(*m)).collect();
        let more = gaps.len().saturating_sub(GAPS);
        let rest = if more > 0 {
            format!(" and {more} more")
        } else {
            String::new()
        };
        said.push(format!(
            "In these months the own mailboxes of {name} hold nothing, though they do before and after: {}{rest}.",
            listed.join(", ")
        ));
    }
    said
}

/// Empty months that are listed.
const GAPS: usize = 12;

fn held(shelf: &Shelf, name: &str) -> String {
    let custodian = &shelf.custodian;
    match shelf.seen {
        None => format!(
            "The mailbox '{custodian}' of {name} is in the archive, but holds no dated message of this period."
        ),
        Some((first, last)) => format!(
            "The mailbox '{custodian}' of {name} is in the archive: {} of this period, {} to {}. Before and after it shows nothing.",
            messages(shelf.messages),
            day(first),
            day(last)
        ),
    }
}

fn third_parties(found: &Absence) -> String {
    let others: Vec<&Shelf> = found
        .shelves
        .iter()
        .filter(|s| s.end.is_none() && s.messages > 0)
        .collect();
    let both = others.iter().filter(|s| s.of[0] > 0 && s.of[1] > 0).count();
    match others.len() {
        0 => "No other mailbox holds mail of either in this period.".to_owned(),
        n => format!(
            "{n} other mailboxes hold mail of one of them, {both} mail of both; there a mail between them shows only if it was copied or forwarded."
        ),
    }
}

fn verdict(found: &Absence, [a, b]: &[String; 2]) -> String {
    let here = [0, 1].map(|end| found.own(end).any(|s| s.messages > 0));
    match here {
        [true, true] => format!(
            "Mailboxes of both are here for this period: mail between {a} and {b} that was kept would be in them."
        ),
        [true, false] => format!(
            "Only {a}'s side is here: mail between them that {a} kept would be in it; that {a} did not keep it cannot be told from that it was never written."
        ),
        [false, true] => format!(
            "Only {b}'s side is here: mail between them that {b} kept would be in it; that {b} did not keep it cannot be told from that it was never written."
        ),
        [false, false] => format!(
            "No mailbox of either is here for this period: that no mail is seen says next to nothing about whether {a} and {b} wrote to each other."
        ),
    }
}
