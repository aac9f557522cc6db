//! The messages behind one tie: exactly those that the networks sum. It does not know where they lie or what they say.

use super::build::{
    self, Context, correspondence_contacts, mention_contacts, organization_contacts,
};
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
    /// 0 To, 1 Cc, 2 Bcc, 3 a name in it.
    pub role: u8,
    /// It answers a message of the other end.
    pub reply: bool,
    /// What it adds to the tie strength.
    pub share: f64,
    /// Who wrote it.
    pub sender: u32,
    /// To whom; the first of several (of an organization). Of a mention: the writer.
    pub recipient: u32,
}

/// Whether a contact goes from the first end to the second.
type First<'a> = Box<dyn Fn(&Contact) -> bool + 'a>;

/// The messages behind a tie, each once: those from the first end to the second, then the others; by date (undated last), then number.
/// Their number and shares are those of the tie in its network over the same context. O(messages).
pub fn behind(context: &Context, ends: Ends) -> Vec<Proof> {
    let people = context.people.list.len() as u32;
    let of = |p: u32| context.organizations.of_member[p as usize];
    let (contacts, first): (Vec<Contact>, First) = match ends {
        Ends::People(a, b) => {
            let both = correspondence_contacts(context).into_iter();
            let pair = |c: &Contact| [(a, b), (b, a)].contains(&(c.source, c.target));
            (
                both.filter(pair).collect(),
                Box::new(move |c| c.persons.0 == a),
            )
        }
        Ends::Organizations(a, b) => {
            let all = organization_contacts(context).into_iter();
            let pair = |c: &Contact| (c.source, c.target) == (a.min(b), a.max(b));
            (
                all.filter(pair).collect(),
                Box::new(move |c| of(c.persons.0) == a),
            )
        }
        Ends::Mention(p, o) => {
            let all = mention_contacts(context).into_iter();
            let pair = |c: &Contact| (c.source, c.target) == (p, people + o);
            (all.filter(pair).collect(), Box::new(|_| true))
        }
        Ends::Mail(p, o) => {
            let mut only = vec![false; people as usize];
            only[p as usize] = true;
            let there: Vec<bool> = (0..people).map(|one| one != p && of(one) == o).collect();
            let mut both = build::between(context, &only, &there);
            both.extend(build::between(context, &there, &only));
            (both, Box::new(move |c| c.persons.0 == p))
        }
    };
    let mut contacts = contacts;
    contacts.sort_unstable_by_key(|c| (c.message, c.role, c.persons));
    let mut proofs: Vec<Proof> = contacts
        .chunk_by(|a, b| a.message == b.message)
        .map(|of_message| proof(context, of_message, &*first))
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
    let shown = contact.role == 3 || has(message.version, &[Role::To, Role::Cc, Role::Bcc]);
    let others = context.messages.versions_of(message).iter();
    let mut hidden = others.map(|(v, _)| *v).filter(|v| has(*v, &[Role::Bcc]));
    match hidden.next().filter(|_| !shown) {
        Some(version) => version,
        None => message.version,
    }
}
