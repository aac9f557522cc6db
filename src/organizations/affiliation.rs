//! Who belongs to which organization, from when to when, and what shows it: the addresses that a correspondent used, what stands in
//! brackets behind the name, what the signature names. It does not judge which address belongs to whom.

use rustc_hash::FxHashMap;

use crate::case::facts::{Facts, NONE};
use crate::conversation::distinct::Messages;
use crate::message::{AddressKind, Role};

/// So long before and after the mail that shows an affiliation, in seconds, mail from a private address still counts for the
/// organization: three months.
const GRACE: i64 = 90 * 86_400;

/// What shows an affiliation; the surest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// The user said so.
    Decided,
    /// The domain of an address.
    Domain,
    /// The organization part of an Exchange or Notes name.
    OlderSystem,
    /// The name has it in brackets.
    DisplayName,
    /// The signature names it, and no other.
    Signature,
}

impl Reason {
    /// The reason in words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Decided => "your decision",
            Self::Domain => "domain of the address",
            Self::OlderSystem => "organization in the Exchange or Notes name",
            Self::DisplayName => "in brackets behind the name",
            Self::Signature => "named in the signature",
        }
    }
}

/// A correspondent belongs to an organization, over a span of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Affiliation {
    /// Number of the correspondent.
    pub member: u32,
    /// Number of the organization.
    pub organization: u32,
    /// The surest reason.
    pub reason: Reason,
    /// The header address that shows it, an index in [`Facts::header_addresses`]; [`NONE`] for a decision.
    pub header: u32,
    /// The first message that shows it; [`NONE`] for a decision.
    pub message: u32,
    /// Messages sent that show it.
    pub sent: u32,
    /// Messages received that show it.
    pub received: u32,
    /// First and last time it shows in mail sent, or, if nothing was sent, in mail received: others may write to an old address for long.
    pub seen: Option<(i64, i64)>,
}

impl Affiliation {
    /// What the user said.
    pub fn decided(member: u32, organization: u32) -> Self {
        Self {
            member,
            organization,
            reason: Reason::Decided,
            header: NONE,
            message: NONE,
            sent: 0,
            received: 0,
            seen: None,
        }
    }

    /// Messages that show it.
    pub fn messages(&self) -> u64 {
        u64::from(self.sent) + u64::from(self.received)
    }

    /// How far a time lies outside of its span, in seconds; 0 inside.
    fn distance(&self, date: i64) -> i64 {
        let outside = |(first, last): (i64, i64)| {
            let early = first.saturating_sub(date);
            early.max(date.saturating_sub(last)).max(0)
        };
        self.seen.map_or(i64::MAX, outside)
    }
}

/// What a header address says about an organization: which, and how.
pub type Shown = Option<(u32, Reason)>;

/// The header address that stands for the sender: the Reply-To, if it is the same correspondent's and tells an organization. Who asks
/// for answers at the office belongs there, whatever the address it was sent from.
pub fn sender(
    facts: &Facts,
    version: u32,
    of_header: &[u32],
    from: u32,
    tells: impl Fn(u32) -> bool,
) -> u32 {
    let who = of_header[from as usize];
    let participants = facts.participants_of(&facts.versions[version as usize]);
    let answers = participants
        .iter()
        .filter(|(role, _)| *role == Role::ReplyTo)
        .map(|(_, header)| *header);
    let mut same = answers.filter(|h| of_header[*h as usize] == who && tells(*h));
    same.next().unwrap_or(from)
}

/// What is summed of one correspondent, organization and reason.
#[derive(Clone, Copy, Default)]
struct Use {
    messages: u32,
    first: Option<(u32, u32)>,
    seen: Option<(i64, i64)>,
}

impl Use {
    fn add(&mut self, message: u32, header: u32, date: Option<i64>) {
        self.messages += 1;
        self.first.get_or_insert((message, header));
        if let Some(date) = date {
            let (first, last) = self.seen.unwrap_or((date, date));
            self.seen = Some((first.min(date), last.max(date)));
        }
    }
}

/// All affiliations, sorted by member, then by first day, then by organization. `of_header` gives the correspondent of each header
/// address, `shown` what the header address says, `signed` what signatures say where the address says nothing, in order of messages.
/// O(participants).
pub fn affiliations(
    facts: &Facts,
    messages: &Messages,
    of_header: &[u32],
    shown: &[Shown],
    signed: &[Signed],
) -> Vec<Affiliation> {
    let mut uses: FxHashMap<(u32, u32, Reason), [Use; 2]> = FxHashMap::default();
    for one in believed(facts, of_header, signed) {
        let key = (
            of_header[one.header as usize],
            one.organization,
            Reason::Signature,
        );
        let [sent, _] = uses.entry(key).or_default();
        sent.add(
            one.message,
            one.header,
            messages.list[one.message as usize].date,
        );
    }
    let mut seen: Vec<(u32, u32, Reason, bool)> = Vec::new();
    for (number, message) in (0..).zip(&messages.list) {
        seen.clear();
        for &(role, header) in facts.participants_of(&facts.versions[message.version as usize]) {
            let received = match role {
                Role::From => false,
                Role::To | Role::Cc | Role::Bcc => true,
                _ => continue,
            };
            let member = of_header[header as usize];
            let header = if received {
                header
            } else {
                let tells = |h: u32| shown[h as usize].is_some();
                sender(facts, message.version, of_header, header, tells)
            };
            let Some((organization, reason)) = shown[header as usize].filter(|_| member != NONE)
            else {
                continue;
            };
            let key = (member, organization, reason);
            if seen.len() < TWICE {
                if seen.contains(&(member, organization, reason, received)) {
                    continue;
                }
                seen.push((member, organization, reason, received));
            }
            let [sent, got] = uses.entry(key).or_default();
            let one = if received { got } else { sent };
            one.add(number, header, message.date);
        }
    }
    let mut all: Vec<Affiliation> = uses
        .into_iter()
        .map(|((member, organization, reason), [sent, received])| {
            let shown_by = if sent.messages > 0 { sent } else { received };
            let (message, header) = shown_by.first.unwrap_or((NONE, NONE));
            Affiliation {
                member,
                organization,
                reason,
                header,
                message,
                sent: sent.messages,
                received: received.messages,
                seen: shown_by.seen,
            }
        })
        .collect();
    all.sort_unstable_by_key(|a| (a.member, a.organization, a.reason));
    all.dedup_by(|next, kept| {
        let same = (next.member, next.organization) == (kept.member, kept.organization);
        if same {
            join(kept, next);
        }
        same
    });
    all.sort_unstable_by_key(|a| (a.member, a.seen.unwrap_or((i64::MAX, 0)), a.organization));
    all
}

/// The one organization that a signature names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signed {
    /// Number of the message.
    pub message: u32,
    /// The sender's header address.
    pub header: u32,
    /// The organization.
    pub organization: u32,
}

/// Messages of one sender that must name it in their signature.
const SIGNED: u32 = 2;
/// Senders at one provider that may have one organization in their signatures: with more of them it is the provider's advertisement.
const ADVERTISED: usize = 2;

/// Those signatures that stand below several mails of somebody, name always the same, and are nobody's advertisement.
fn believed<'a>(facts: &Facts, of_header: &[u32], signed: &'a [Signed]) -> Vec<&'a Signed> {
    let domain = |one: &Signed| {
        let address = &facts.address_of(one.header).text;
        address.rsplit('@').next().unwrap_or_default().to_owned()
    };
    let mut organizations: FxHashMap<u32, (u32, u32)> = FxHashMap::default();
    let mut senders: FxHashMap<(String, u32), Vec<u32>> = FxHashMap::default();
    for one in signed {
        let who = of_header[one.header as usize];
        let (organization, times) = organizations.entry(who).or_insert((one.organization, 0));
        // Somebody with two of them belongs to none for sure.
        *times = match *organization == one.organization {
            true => times.saturating_add(1),
            false => 0,
        };
        *organization = one.organization;
        let all = senders.entry((domain(one), one.organization)).or_default();
        if all.len() <= ADVERTISED && !all.contains(&who) {
            all.push(who);
        }
    }
    let is_believed = |one: &&Signed| {
        let (organization, times) = organizations[&of_header[one.header as usize]];
        organization == one.organization
            && times >= SIGNED
            && senders[&(domain(one), one.organization)].len() <= ADVERTISED
    };
    signed.iter().filter(is_believed).collect()
}

/// Participants of one message that are looked through for the same one again: nobody writes to more by hand.
const TWICE: usize = 32;

/// Adds what a less sure reason shows.
fn join(kept: &mut Affiliation, next: &Affiliation) {
    kept.sent += next.sent;
    kept.received += next.received;
    kept.seen = match (kept.seen, next.seen) {
        (Some((a, b)), Some((c, d))) => Some((a.min(c), b.max(d))),
        (one, other) => one.or(other),
    };
}

/// The affiliation in force at a time, when the address used does not tell. Of those whose span holds it, the one with most messages,
/// else the nearest; for a private address it must be near.
pub fn in_force(
    of_member: &[Affiliation],
    date: Option<i64>,
    address: AddressKind,
) -> Option<&Affiliation> {
    let date = date?;
    let nearest = of_member.iter().min_by_key(|a| {
        (
            a.distance(date),
            std::cmp::Reverse(a.messages()),
            a.organization,
        )
    })?;
    let limit = if address == AddressKind::Smtp {
        GRACE
    } else {
        i64::MAX - 1
    };
    (nearest.distance(date) <= limit).then_some(nearest)
}

/// What stands in the last brackets of a display name.
pub fn bracketed(name: &str) -> Option<&str> {
    let inner = name.trim_end().strip_suffix([')', ']'])?;
    let (before, inside) = inner.rsplit_once(['(', '['])?;
    let inside = inside.trim();
    (!before.trim().is_empty() && !inside.is_empty()).then_some(inside)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn affiliation(organization: u32, seen: (i64, i64), sent: u32) -> Affiliation {
        Affiliation {
            member: 0,
            organization,
            reason: Reason::Domain,
            header: 0,
            message: 0,
            sent,
            received: 0,
            seen: Some(seen),
        }
    }

    #[test]
    fn a_private_address_counts_for_the_organization_of_its_day() {
        let day = 86_400;
        let spans = [
            affiliation(1, (0, 100 * day), 5),
            affiliation(2, (90 * day, 400 * day), 9),
        ];
        let at =
            |days: i64, kind| in_force(&spans, Some(days * day), kind).map(|one| one.organization);
        assert_eq!(at(50, AddressKind::Smtp), Some(1));
        // Both hold it: the one with more mail.
        assert_eq!(at(95, AddressKind::Smtp), Some(2));
        assert_eq!(at(300, AddressKind::Smtp), Some(2));
        assert_eq!(at(490, AddressKind::Smtp), Some(2));
        assert_eq!(at(491, AddressKind::Smtp), None);
        // A bare name says nothing of another place.
        assert_eq!(at(491, AddressKind::None), Some(2));
        assert_eq!(in_force(&spans, None, AddressKind::None), None);
        assert_eq!(in_force(&[], Some(0), AddressKind::None), None);
    }

    #[test]
    fn brackets_behind_a_name() {
        assert_eq!(bracketed("Ida Holm (Nordlys Pumps)"), Some("Nordlys Pumps"));
        assert_eq!(bracketed("Holm, Ida [FERC] "), Some("FERC"));
        for none in ["Ida Holm", "(Ida)", "Ida ()", "Ida (x) Holm", ")"] {
            assert_eq!(bracketed(none), None, "{none}");
        }
    }
}
