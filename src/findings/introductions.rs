//! Introductions: somebody writes one mail to two people who never wrote to each other before, and then they do.
//! It does not know why they do.
//!
//! "Never before" is what the archive holds, no more: see [`Seen`].

use super::mail::{self, Dated, pair};
use super::mailboxes;
use crate::case::facts::NONE;
use crate::message::Kind as MailKind;
use crate::network::{Context, Letter, Party};
use crate::people::Kind;

/// Who introduces people writes to them and perhaps a few who shall know; a mail to more is a meeting or an announcement.
pub const RECIPIENTS: usize = 5;
/// The two write to each other within so many days, else the mail is hardly the reason.
pub const DAYS: i64 = 30;
/// Two people who got a mail of so many recipients or fewer together, or wrote one to the other, have met by mail; larger ones are mass mails.
pub const TOGETHER: usize = 50;
/// A mailbox that begins this many days before would show at least the recent mail between two people.
const WITNESS_DAYS: i64 = 90;

/// Whether an earlier mail between two people would be in the archive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Seen {
    /// The mailbox of one of them is there, and begins 90 days earlier or more.
    Yes,
    /// It is there, but begins later than that.
    Partly,
    /// The mailbox of neither is there: an earlier mail would show only by chance, as a copy to somebody else.
    No,
}

/// One introduction.
#[derive(Clone, Debug, PartialEq)]
pub struct Introduction {
    /// Who wrote to both.
    pub introducer: u32,
    /// Who wrote first to the other.
    pub first: u32,
    /// To whom.
    pub second: u32,
    /// Organizations of the three at that time, or [`NONE`].
    pub organizations: [u32; 3],
    /// The mail to both, and its time.
    pub mail: (u32, i64),
    /// The first direct mail, and its time.
    pub direct: (u32, i64),
    /// Direct messages since, the first one included.
    pub following: u32,
    /// Whether an earlier one would be known.
    pub seen: Seen,
    /// Both mails, then the next direct ones; at most five.
    pub evidence: Vec<u32>,
}

/// Finds introductions: a mail of a person to at most [`RECIPIENTS`] people, two of whom never wrote to each other before, neither
/// alone nor among others, nor got a mail together (mails of more than [`TOGETHER`] recipients aside); and who within [`DAYS`] write to each other. An
/// answer to the introducer that has the other in Cc only is not yet a direct mail. Those between
/// different organizations first, then by what the archive could see, then by the number of mails that followed.
/// O(n log n) in participants.
pub fn introductions(context: &Context) -> Vec<Introduction> {
    let letters = mail::by_date(context);
    let history = History::new(context, &letters);
    let spans = mailboxes::spans(context);
    let mut found = Vec::new();
    for (place, one) in (0..).zip(&letters) {
        if !history.is_letter(&one.letter, RECIPIENTS) {
            continue;
        }
        for (i, a) in one.letter.recipients.iter().enumerate() {
            for b in &one.letter.recipients[i + 1..] {
                found.extend(history.introduction(place, *a, *b, &spans));
            }
        }
    }
    let id = |m: u32| &context.messages.list[m as usize].id;
    found.sort_by(|x, y| {
        let rank = |i: &Introduction| {
            let [_, a, b] = i.organizations;
            let apart = a != b && a != NONE && b != NONE;
            (!apart, i.seen, std::cmp::Reverse(i.following), i.mail.1)
        };
        (rank(x), id(x.mail.0), x.first, x.second).cmp(&(rank(y), id(y.mail.0), y.first, y.second))
    });
    found
}

/// Who wrote to whom and who got what, by date.
struct History<'a> {
    context: &'a Context<'a>,
    letters: &'a [Dated],
    persons: Vec<bool>,
    /// Pair and place of letters of at most [`TOGETHER`] recipients that one of them wrote to the other; sorted.
    direct: Vec<((u32, u32), u32)>,
    /// Recipient and place of letters of at most [`TOGETHER`] recipients; sorted.
    received: Vec<(u32, u32)>,
}

impl<'a> History<'a> {
    fn new(context: &'a Context<'a>, letters: &'a [Dated]) -> Self {
        let persons: Vec<bool> = (context.people.list.iter())
            .map(|p| p.kind == Kind::Person)
            .collect();
        let (mut direct, mut received) = (Vec::new(), Vec::new());
        for (place, one) in (0..).zip(letters) {
            let letter = &one.letter;
            let parties = letter.recipients.iter().map(|p| p.who);
            let parties = parties.filter(|who| persons[*who as usize]);
            if letter.recipients.len() > TOGETHER {
                continue;
            }
            received.extend(parties.clone().map(|who| (who, place)));
            if persons[letter.sender.who as usize] {
                direct.extend(parties.map(|who| (pair(letter.sender.who, who), place)));
            }
        }
        direct.sort_unstable();
        received.sort_unstable();
        Self {
            context,
            letters,
            persons,
            direct,
            received,
        }
    }

    /// Written by a person to one or more people, not to many.
    fn is_letter(&self, letter: &Letter, most: usize) -> bool {
        let version = self.context.messages.list[letter.message as usize].version;
        letter.measured
            && letter.recipients.len() <= most
            && self.persons[letter.sender.who as usize]
            && self.context.facts.versions[version as usize].kind == MailKind::Personal
    }

    fn introduction(
        &self,
        place: u32,
        a: Party,
        b: Party,
        spans: &[Option<(i64, i64)>],
    ) -> Option<Introduction> {
        let one = &self.letters[place as usize];
        if !(self.persons[a.who as usize] && self.persons[b.who as usize]) {
            return None;
        }
        let all = self.between(pair(a.who, b.who), place)?;
        let introducer = one.letter.sender.who;
        let later = all.iter().map(|(_, place)| *place);
        let later: Vec<u32> = later
            .filter(|place| !self.answers(*place, introducer))
            .collect();
        let direct = &self.letters[*later.first()? as usize];
        let soon = direct.date - one.date <= DAYS * 86_400;
        if !soon || !self.is_letter(&direct.letter, mail::FEW) || self.together(a.who, b.who, place)
        {
            return None;
        }
        let first = direct.letter.sender.who;
        let (first, second) = if first == a.who { (a, b) } else { (b, a) };
        let organization = |party| self.context.organization(party, one.letter.message);
        let mails = later
            .iter()
            .map(|p| self.letters[*p as usize].letter.message);
        let evidence = std::iter::once(one.letter.message).chain(mails);
        Some(Introduction {
            introducer,
            first: first.who,
            second: second.who,
            organizations: [
                organization(one.letter.sender),
                organization(first),
                organization(second),
            ],
            mail: (one.letter.message, one.date),
            direct: (direct.letter.message, direct.date),
            following: later.len() as u32,
            seen: seen(&[spans[a.who as usize], spans[b.who as usize]], one.date),
            evidence: evidence.take(crate::network::tie::EVIDENCE).collect(),
        })
    }

    /// Letters of one of a pair to the other; `None` if there are none, or the first is not after this place.
    fn between(&self, pair: (u32, u32), place: u32) -> Option<&[((u32, u32), u32)]> {
        let start = self.direct.partition_point(|d| d.0 < pair);
        let first = self.direct.get(start)?;
        if first.0 != pair || first.1 <= place {
            return None;
        }
        let length = self.direct[start..].iter().take_while(|d| d.0 == pair);
        Some(&self.direct[start..start + length.count()])
    }

    /// An answer to the introducer, of which the other gets a copy.
    fn answers(&self, place: u32, introducer: u32) -> bool {
        let letter = &self.letters[place as usize].letter;
        let to = |role| move |p: &&Party| (p.role == 0) == role;
        let named = letter.recipients.iter().filter(to(true));
        let mut named = named.map(|p| p.who);
        named.clone().any(|who| who == introducer) && named.all(|who| who == introducer)
    }

    /// They got a mail together before this place.
    fn together(&self, a: u32, b: u32, place: u32) -> bool {
        let of = |who: u32| {
            let start = self.received.partition_point(|r| r.0 < who);
            let before = self.received[start..].partition_point(|r| *r < (who, place));
            &self.received[start..start + before]
        };
        let (a, b) = (of(a), of(b));
        let (short, long) = if a.len() < b.len() { (a, b) } else { (b, a) };
        short
            .iter()
            .any(|(_, place)| long.binary_search_by_key(place, |r| r.1).is_ok())
    }
}

fn seen(spans: &[Option<(i64, i64)>], date: i64) -> Seen {
    let first = spans.iter().flatten().map(|span| span.0).min();
    match first {
        Some(first) if first <= date - WITNESS_DAYS * 86_400 => Seen::Yes,
        Some(_) => Seen::Partly,
        None => Seen::No,
    }
}
