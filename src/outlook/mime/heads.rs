//! The headers of a mail: those it travelled with, and what the properties say beyond. Does not know the body.

use super::header::{add, add_list, second, written};
use super::time::internet_date;
use super::transport::{Transport, entries};
use crate::outlook::item::Item;
use crate::outlook::person::{self, Person};
use crate::outlook::property::Properties;
use crate::outlook::tag;

/// The lines of headers of an item, each with LF, without those of the body.
pub fn headers(item: &Item) -> String {
    let properties = &item.properties;
    let transport = Transport::read(properties.text(tag::TRANSPORT_HEADERS).unwrap_or_default());
    let mut heads = Heads {
        out: transport
            .fields
            .iter()
            .map(|(_, lines)| lines.as_str())
            .collect(),
        transport,
    };
    heads.senders(properties);
    heads.recipients(item);
    heads.times(properties);
    heads.rest(properties);
    heads.out
}

struct Heads {
    transport: Transport,
    out: String,
}

/// The types of recipients (`PR_RECIPIENT_TYPE`): the header, its second spelling, the property with their names alone.
const KINDS: [(i64, &str, &str, u16); 3] = [
    (1, "To", "X-To", tag::DISPLAY_TO),
    (2, "Cc", "X-cc", tag::DISPLAY_CC),
    (3, "Bcc", "X-bcc", tag::DISPLAY_BCC),
];

impl Heads {
    /// Adds a header that the mail did not travel with.
    fn lacking(&mut self, name: &str, value: Option<&str>) {
        if !self.transport.has(&name.to_ascii_lowercase()) {
            add(name, value.unwrap_or_default(), &mut self.out);
        }
    }

    fn lacking_list(&mut self, name: &str, list: &[String]) {
        if !self.transport.has(&name.to_ascii_lowercase()) {
            add_list(name, list, &mut self.out);
        }
    }

    fn senders(&mut self, properties: &Properties) {
        let sender = person::sender(properties);
        let author = person::author(properties).or_else(|| sender.clone());
        let Some(author) = author else {
            return;
        };
        if self.transport.has("from") {
            let one = self.transport.only("from");
            let same = |value: &str| entries(value).len() == 1 && is_same(&author, value);
            if author.exchange.is_some() && one.is_some_and(|value| same(&value)) {
                self.lacking_list("X-From", &[second(&author)]);
            }
            return;
        }
        self.lacking_list("From", &[written(&author)]);
        if author.is_tied() {
            self.lacking_list("X-From", &[second(&author)]);
        }
        if let Some(sender) = sender.filter(|sender| is_other(sender, &author)) {
            self.lacking_list("Sender", &[written(&sender)]);
        }
        let answers = properties.bytes(tag::REPLY_RECIPIENT_ENTRIES);
        let answers: Vec<String> = person::from_entries(answers.unwrap_or_default())
            .iter()
            .map(written)
            .collect();
        if answers != [written(&author)] {
            self.lacking_list("Reply-To", &answers);
        }
    }

    fn recipients(&mut self, item: &Item) {
        for (kind, name, other_name, display) in KINDS {
            let mut people: Vec<Person> = item
                .recipients
                .iter()
                .filter(|recipient| self.kind(recipient) == kind)
                .filter_map(person::recipient)
                .collect();
            if people.is_empty() && item.recipients.is_empty() {
                people = names(item.properties.text(display).unwrap_or_default());
            }
            let travelled = self.transport.only(&name.to_ascii_lowercase());
            let tied = match &travelled {
                Some(value) => in_order(&people, &entries(value)),
                None => Some(people.iter().collect()),
            };
            let list: Vec<String> = people.iter().map(written).collect();
            self.lacking_list(name, &list);
            let known = |person: &&Person| person.exchange.is_some();
            let tied = tied.filter(|tied| match travelled {
                Some(_) => tied.iter().any(known),
                None => tied.iter().any(|person| person.is_tied()),
            });
            let written = travelled.is_some() || self.out.contains(&format!("\n{name}: "));
            if let Some(tied) = tied.filter(|_| written || self.out.starts_with(name)) {
                let list: Vec<String> = tied.into_iter().map(second).collect();
                self.lacking_list(other_name, &list);
            }
        }
    }

    /// To, if nothing is said; upper bits say that a mail to them is being sent again.
    fn kind(&self, recipient: &Properties) -> i64 {
        recipient.integer(tag::RECIPIENT_TYPE).unwrap_or(1) & 0x0F
    }

    fn times(&mut self, properties: &Properties) {
        let date = |id| properties.time(id).and_then(internet_date);
        self.lacking("Date", date(tag::CLIENT_SUBMIT_TIME).as_deref());
        self.lacking("Delivery-Date", date(tag::DELIVERY_TIME).as_deref());
    }

    fn rest(&mut self, properties: &Properties) {
        self.lacking("Subject", subject(properties).as_deref());
        self.lacking("Message-ID", properties.text(tag::MESSAGE_ID));
        self.lacking("In-Reply-To", properties.text(tag::IN_REPLY_TO));
        self.lacking("References", properties.text(tag::REFERENCES));
        let importance = match properties.integer(tag::IMPORTANCE) {
            Some(0) => Some("low"),
            Some(2) => Some("high"),
            _ => None,
        };
        self.lacking("Importance", importance);
        let sensitivity = match properties.integer(tag::SENSITIVITY) {
            Some(1) => Some("Personal"),
            Some(2) => Some("Private"),
            Some(3) => Some("Company-Confidential"),
            _ => None,
        };
        self.lacking("Sensitivity", sensitivity);
        let class = properties.text(tag::MESSAGE_CLASS);
        self.lacking(
            "X-Message-Class",
            class.filter(|class| !class.eq_ignore_ascii_case("IPM.Note")),
        );
    }
}

/// The subject without the mark that says how long its prefix is.
pub fn subject(properties: &Properties) -> Option<String> {
    let Some(subject) = properties.text(tag::SUBJECT) else {
        let prefix = properties.text(tag::SUBJECT_PREFIX).unwrap_or_default();
        let rest = properties.text(tag::NORMALIZED_SUBJECT)?;
        return Some(format!("{prefix}{rest}"));
    };
    let mut letters = subject.chars();
    if letters.next() == Some('\u{1}') {
        letters.next();
        return Some(letters.as_str().to_owned());
    }
    Some(subject.to_owned())
}

/// Names alone: `Moor, Ann; Bo`.
pub fn names(list: &str) -> Vec<Person> {
    list.split(';').filter_map(Person::named).collect()
}

fn is_other(sender: &Person, author: &Person) -> bool {
    let equal = |a: &Option<String>, b: &Option<String>| match (a, b) {
        (Some(a), Some(b)) => Some(a.eq_ignore_ascii_case(b)),
        _ => None,
    };
    let same = equal(&sender.smtp, &author.smtp)
        .or_else(|| equal(&sender.exchange, &author.exchange))
        .or_else(|| equal(&sender.other, &author.other));
    !same.unwrap_or(sender.name == author.name)
}

/// The people of a list that travelled, in its order: each entry is one of them, by the address, or by the name if no address on the
/// Internet is known. `None` if it does not come out even.
fn in_order<'a>(people: &'a [Person], entries: &[&str]) -> Option<Vec<&'a Person>> {
    /// More are compared with all others for too long, and say little of one another.
    const MOST: usize = 200;
    /// Bytes of such a list, by the same reason.
    const LONGEST: usize = 64 * 1024;
    let long = entries.iter().map(|entry| entry.len()).sum::<usize>() > LONGEST;
    if people.is_empty() || people.len() != entries.len() || people.len() > MOST || long {
        return None;
    }
    let mut found: Vec<&Person> = Vec::new();
    for entry in entries {
        let mut fits = people.iter().filter(|person| is_same(person, entry));
        let person = fits.next().filter(|_| fits.next().is_none())?;
        if found.iter().any(|other| std::ptr::eq(*other, person)) {
            return None;
        }
        found.push(person);
    }
    Some(found)
}

/// Whether an entry of a list is that person.
fn is_same(person: &Person, entry: &str) -> bool {
    let lower = entry.to_lowercase();
    if let Some(smtp) = &person.smtp {
        let bare = |text: &str| text.trim_matches(['<', '>', ' ', '"', '\'']).to_owned();
        let smtp = smtp.to_lowercase();
        return lower
            .split([' ', '\t', '<', '>', ';'])
            .any(|word| bare(word) == smtp);
    }
    let name = person.name.to_lowercase();
    let display = lower.split('<').next().unwrap_or_default();
    !name.is_empty() && display.trim().trim_matches(['"', '\'']) == name
}

#[cfg(test)]
mod tests {
    use super::super::super::property::Value;
    use super::*;

    fn item(texts: &[(u16, &str)], people: &[(i64, &[(u16, &str)])]) -> Item {
        let set = |texts: &[(u16, &str)]| {
            let mut properties = Properties::default();
            for (id, text) in texts {
                properties
                    .plain
                    .insert(*id, Value::Text((*text).to_owned()));
            }
            properties
        };
        let mut item = Item {
            properties: set(texts),
            ..Item::default()
        };
        for (kind, texts) in people {
            let mut person = set(texts);
            person
                .plain
                .insert(tag::RECIPIENT_TYPE, Value::Integer(*kind));
            item.recipients.push(person);
        }
        item
    }

    const ANN: &[(u16, &str)] = &[
        (tag::DISPLAY_NAME, "Moor, Ann"),
        (tag::ADDRESS_TYPE, "EX"),
        (tag::EMAIL_ADDRESS, "/O=X/CN=AMOOR"),
        (tag::SMTP_ADDRESS, "ann@x.test"),
    ];
    const BO: &[(u16, &str)] = &[(tag::DISPLAY_NAME, "Bo"), (tag::EMAIL_ADDRESS, "bo@y.test")];

    #[test]
    fn from_properties_alone() {
        let mut item = item(
            &[
                (tag::SUBJECT, "\u{1}\u{5}RE: x"),
                (tag::SENT_REPRESENTING_NAME, "Chief"),
                (tag::SENT_REPRESENTING_ADDRESS, "chief@x.test"),
                (tag::SENDER_NAME, "Secretary"),
                (tag::SENDER_ADDRESS_TYPE, "EX"),
                (tag::SENDER_ADDRESS, "/O=X/CN=SEC"),
            ],
            &[(1, ANN), (1, BO), (3, BO)],
        );
        let time = Value::Time(1_000_000_000);
        item.properties.plain.insert(tag::CLIENT_SUBMIT_TIME, time);
        assert_eq!(
            headers(&item),
            "From: Chief <chief@x.test>\nSender: Secretary </O=X/CN=SEC>\n\
             To: \"Moor, Ann\" <ann@x.test>, Bo <bo@y.test>\nX-To: \"Moor, Ann\" </O=X/CN=AMOOR>, Bo\n\
             Bcc: Bo <bo@y.test>\nDate: Sun, 09 Sep 2001 01:46:40 +0000\nSubject: RE: x\n"
        );
    }

    #[test]
    fn headers_that_travelled_stay_and_are_filled_up() {
        let item = item(
            &[
                (
                    tag::TRANSPORT_HEADERS,
                    "From: \"Chief\" <CHIEF@x.test>\r\nTo: bo@y.test, Ann\r\n <ann@x.test>\r\nSubject: s\r\n",
                ),
                (tag::SENT_REPRESENTING_NAME, "Chief"),
                (tag::SENT_REPRESENTING_ADDRESS_TYPE, "EX"),
                (tag::SENT_REPRESENTING_ADDRESS, "/O=X/CN=CHIEF"),
                (tag::SUBJECT, "another"),
                (tag::MESSAGE_ID, "<1@x.test>"),
            ],
            &[(1, ANN), (1, BO), (3, ANN)],
        );
        assert_eq!(
            headers(&item),
            "From: \"Chief\" <CHIEF@x.test>\nTo: bo@y.test, Ann\n <ann@x.test>\nSubject: s\n\
             X-From: Chief </O=X/CN=CHIEF>\nX-To: Bo, \"Moor, Ann\" </O=X/CN=AMOOR>\n\
             Bcc: \"Moor, Ann\" <ann@x.test>\nX-bcc: \"Moor, Ann\" </O=X/CN=AMOOR>\nMessage-ID: <1@x.test>\n"
        );
    }

    #[test]
    fn spellings_are_tied_only_if_all_entries_are_known() {
        let item = item(
            &[(
                tag::TRANSPORT_HEADERS,
                "From: c@x.test\r\nTo: team@x.test, bo@y.test\r\n",
            )],
            &[(1, ANN), (1, BO)],
        );
        assert_eq!(
            headers(&item),
            "From: c@x.test\nTo: team@x.test, bo@y.test\n"
        );
    }

    #[test]
    fn without_recipients_their_names() {
        let item = item(&[(tag::DISPLAY_TO, "Moor, Ann; 'bo@y.test'")], &[]);
        assert_eq!(headers(&item), "To: \"Moor, Ann\", <bo@y.test>\n");
    }
}
