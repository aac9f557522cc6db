//! The messages behind one tie: exactly those that the networks sum. It does not know where they lie or what they say.

use super::build::{Context, correspondence_contacts, mail_contacts, organization_contacts};
use super::naming::{co_mention_contacts, mention_contacts};
use super::tie::Contact;
use crate::message::Role;

/// A tie, by the numbers of its ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ends {
    /// Two correspondents: mail from one to the other, in both directions.
    People(u32, u32),
    /// Two organizations: mail between their people.
    Organizations(u32, u32),
    /// A correspondent and an organization that it names.
    Mention(u32, u32),
    /// Two organizations that are named together.
    CoMention(u32, u32),
    /// Mail between a correspondent and the people of an organization; it is no tie of a network.
    Mail(u32, u32),
}

/// A message behind a tie.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Proof {
    /// Number of the message.
    pub message: u32,
    /// Index of the version that shows it: a blind copy stands in the sender's only.
    pub version: u32,
    /// It goes from the first end to the second.
    pub forward: bool,
    /// 0 To, 1 Cc, 2 Bcc, 3 a name in it, 4 a name in a document that it carries.
    pub role: u8,
    /// The first document it carries that holds the name, or [`NONE`](crate::case::facts::NONE).
    pub document: u32,
    /// It answers a message of the other end.
    pub reply: bool,
    /// What it adds to the tie strength.
    pub share: f64,
    /// Who wrote it.
    pub sender: u32,
    /// To whom; the first of several (of an organization). Of a mention: the writer.
    pub recipient: u32,
}

/// The messages behind a tie, each once: those from the first end to the second, then the others; by date (undated last), then number.
/// Their number and shares are those of the tie in its network over the same context. O(messages).
pub fn behind(context: &Context, ends: Ends) -> Vec<Proof> {
    let people = context.people.list.len() as u32;
    let pick = |contacts: Vec<Contact>, a: u32, b: u32| -> Vec<Contact> {
        let between = |c: &Contact| (c.source, c.target) == (a, b);
        contacts.into_iter().filter(between).collect()
    };
    // Whether the source is the first end.
    let mut ordered = true;
    let mut contacts = match ends {
        Ends::People(a, b) => {
            let all = correspondence_contacts(context).into_iter();
            let between = |c: &Contact| [(a, b), (b, a)].contains(&(c.source, c.target));
            let turned = |mut c: Contact| {
                c.forward = c.source == a;
                c
            };
            all.filter(between).map(turned).collect()
        }
        Ends::Organizations(a, b) => {
            ordered = a < b;
            pick(organization_contacts(context), a.min(b), a.max(b))
        }
        Ends::CoMention(a, b) => pick(co_mention_contacts(context), a.min(b), a.max(b)),
        Ends::Mention(p, o) => pick(mention_contacts(context), p, people + o),
        Ends::Mail(p, o) => mail_contacts(context, p, o),
    };
    let first = |c: &Contact| c.forward == ordered;
    contacts.sort_unstable_by_key(|c| (c.message, c.role, c.persons));
    let mut proofs: Vec<Proof> = contacts
        .chunk_by(|a, b| a.message == b.message)
        .map(|of_message| proof(context, of_message, &first))
        .collect();
    let date = |p: &Proof| context.date(p.message).unwrap_or(i64::MAX);
    proofs.sort_by_key(|p| (!p.forward, date(p), p.message));
    proofs
}

fn proof(context: &Context, contacts: &[Contact], first: &dyn Fn(&Contact) -> bool) -> Proof {
    let one = &contacts[0];
    let (sender, recipient) = one.persons;
    Proof {
        message: one.message,
        version: version(context, one),
        forward: first(one),
        role: one.role,
        document: one.document,
        reply: contacts.iter().any(|c| c.reply),
        share: contacts.iter().map(|c| c.share).sum(),
        sender,
        recipient,
    }
}

/// The version that shows it: the one that stands for the message, else the one with the blind copy.
fn version(context: &Context, contact: &Contact) -> u32 {
    let message = &context.messages.list[contact.message as usize];
    let has = |version: u32, roles: &[Role]| {
        (context.people.in_roles(context.facts, version, roles)).contains(&contact.persons.1)
    };
    let shown = contact.role >= 3 || has(message.version, &[Role::To, Role::Cc, Role::Bcc]);
    let others = context.messages.versions_of(message).iter();
    let mut hidden = others.map(|(v, _)| *v).filter(|v| has(*v, &[Role::Bcc]));
    match hidden.next().filter(|_| !shown) {
        Some(version) => version,
        None => message.version,
    }
}
