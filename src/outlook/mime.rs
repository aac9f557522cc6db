//! An item as what other programs know: a mail as a MIME message, a contact as a vCard, an appointment as iCalendar, other things as
//! text. The same item always gives the same bytes. Does not know which file it comes from.

mod base64;
mod body;
mod calendar;
mod card;
mod entity;
mod header;
mod heads;
mod mail;
mod note;
mod time;
mod transport;

use super::item::{Content, Item};
use super::{person, tag};
use crate::problem::ProblemKind;

/// Problems of one item that are told one by one: a damaged file may have one for each of thousands of attachments.
const PROBLEMS: usize = 100;

/// The picture of somebody, which Outlook attaches to a contact; nobody misses it.
const PORTRAIT: &str = "ContactPicture.jpg";

/// An item, written down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transcript {
    /// The ending of its form: `eml`, `vcf`, `ics`, `txt`.
    pub ending: &'static str,
    /// Its bytes: UTF-8 with LF (attached mails are as they were).
    pub bytes: Vec<u8>,
    /// What of it is not there, a sentence each.
    pub problems: Vec<(ProblemKind, String)>,
}

/// Writes an item down. `id` goes into the boundaries between parts and nowhere else. O(size times depth of items in items).
pub fn transcribe(item: &Item, id: &str) -> Transcript {
    transcribe_at(item, id, 0)
}

fn transcribe_at(item: &Item, id: &str, depth: usize) -> Transcript {
    let mut problems: Vec<(ProblemKind, String)> = item
        .doubts
        .iter()
        .map(|doubt| (ProblemKind::DamagedContainer, doubt.clone()))
        .collect();
    let form = form(item);
    let bytes = match form {
        Form::Mail => mail::mail(item, id, depth, &mut problems),
        Form::Contact => card::card(item),
        Form::Appointment => calendar::calendar(item),
        Form::Note(kind) => {
            let mut doubts = Vec::new();
            let text = body::plain(&item.properties, &mut doubts);
            problems.extend(
                doubts
                    .into_iter()
                    .map(|doubt| (ProblemKind::Encoding, doubt)),
            );
            note::note(item, kind, &text)
        }
    };
    if form != Form::Mail {
        let lost = item.attachments.iter().filter(|attached| {
            let day = form == Form::Appointment && matches!(attached.content, Content::Item(_));
            !day && mail::name(attached) != PORTRAIT
        });
        problems.extend(lost.map(|attached| {
            let name = mail::name(attached);
            let detail = format!("attachment '{name}' of an item that is no mail was left out");
            (ProblemKind::Limit, detail)
        }));
    }
    if problems.len() > PROBLEMS {
        let more = problems.len() - PROBLEMS;
        problems.truncate(PROBLEMS);
        problems.push((
            ProblemKind::Limit,
            format!("{more} more problems of this item"),
        ));
    }
    Transcript {
        ending: form.ending(),
        bytes,
        problems,
    }
}

/// What an item is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Mail,
    Contact,
    Appointment,
    /// Text, and what it is.
    Note(&'static str),
}

impl Form {
    fn ending(self) -> &'static str {
        match self {
            Self::Mail => "eml",
            Self::Contact => "vcf",
            Self::Appointment => "ics",
            Self::Note(_) => "txt",
        }
    }
}

/// The form that fits the class of an item. An appointment that travelled is a mail, and so is whatever is not known.
fn form(item: &Item) -> Form {
    let class = item.properties.text(tag::MESSAGE_CLASS);
    let class = class.unwrap_or_default().to_ascii_lowercase();
    let is = |name: &str| {
        class
            .strip_prefix(name)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    let travelled = item.properties.text(tag::TRANSPORT_HEADERS).is_some();
    if is("ipm.contact") || is("ipm.distlist") || is("ipm.abchperson") {
        Form::Contact
    } else if is("ipm.appointment") && !travelled {
        Form::Appointment
    } else if is("ipm.stickynote") {
        Form::Note("Note")
    } else if is("ipm.task") {
        Form::Note("Task")
    } else if is("ipm.activity") {
        Form::Note("Journal")
    } else if MAILS.iter().any(|name| is(name)) || is_addressed(item) {
        Form::Mail
    } else {
        Form::Note("Item")
    }
}

/// Classes of mails; nothing is said of the class of a few.
const MAILS: &[&str] = &[
    "ipm.note",
    "ipm.schedule",
    "ipm.post",
    "ipm.taskrequest",
    "report",
];

/// Items of other classes are mails if somebody sent them, and are written as such if something is attached. The rest is what programs
/// put aside for themselves.
fn is_addressed(item: &Item) -> bool {
    let properties = &item.properties;
    let known = [
        !item.recipients.is_empty(),
        !item.attachments.is_empty(),
        matches!(properties.text(tag::MESSAGE_CLASS), None | Some("IPM")),
        properties.text(tag::TRANSPORT_HEADERS).is_some(),
        person::sender(properties).is_some(),
        person::author(properties).is_some(),
    ];
    known.contains(&true)
}

#[cfg(test)]
mod tests {
    use super::super::property::Value;
    use super::*;

    #[test]
    fn the_class_decides() {
        for (class, sender, ending) in [
            ("IPM.Note", "", "eml"),
            ("IPM.Note.SMIME", "", "eml"),
            ("IPM.Notebook", "", "txt"),
            ("IPM.Notebook", "Ann", "eml"),
            ("", "", "eml"),
            ("IPM.Schedule.Meeting.Request", "Ann", "eml"),
            ("REPORT.IPM.Note.NDR", "", "eml"),
            ("IPM.Microsoft.ScheduleData.FreeBusy", "", "txt"),
            ("IPM.Contact", "Ann", "vcf"),
            ("ipm.distlist", "", "vcf"),
            ("IPM.Appointment", "Ann", "ics"),
            ("IPM.StickyNote", "", "txt"),
            ("IPM.Task", "", "txt"),
            ("IPM.TaskRequest.Accept", "Ann", "eml"),
        ] {
            let mut item = Item::default();
            for (id, text) in [(tag::MESSAGE_CLASS, class), (tag::SENDER_NAME, sender)] {
                item.properties
                    .plain
                    .insert(id, Value::Text(text.to_owned()));
            }
            assert_eq!(transcribe(&item, "1").ending, ending, "{class}");
        }
    }
}
