//! Evidence that two addresses belong to one correspondent: pairs that mails show side by side, counted.
//!
//! It gathers; [`mod@super::resolve`] decides.

use rustc_hash::FxHashMap;

use crate::case::facts::Facts;
use crate::conversation::distinct::Messages;
use crate::message::{AddressKind, Role};

/// Why two addresses may be one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rule {
    /// One message gives both for its sender (From and X-From).
    SenderPair,
    /// One message gives both for a recipient (To and X-To, Cc and X-cc, in the same place).
    RecipientPair,
    /// Two copies of one message give different addresses for its sender.
    CopyPair,
    /// Reply-To under the same full name.
    ReplyTo,
    /// A plus tag: `name+tag@host`.
    PlusTag,
}

impl Rule {
    /// The reason as a sentence part; `other` is the address it belongs with.
    pub fn reason(self, times: u32, other: &str) -> String {
        let n = if times == 1 {
            "1 message".to_owned()
        } else {
            format!("{times} messages")
        };
        match self {
            Self::SenderPair => format!("given beside {other} for the sender in {n}"),
            Self::RecipientPair => format!("given beside {other} for a recipient in {n}"),
            Self::CopyPair => {
                format!("sender in one copy where another copy of the mail has {other} ({n})")
            }
            Self::ReplyTo => format!("Reply-To of {other} under the same full name in {n}"),
            Self::PlusTag => format!("{other} with a tag"),
        }
    }
}

/// Pairs of addresses (the lower index first) and names that belong to an address, with counts.
#[derive(Clone, Debug, Default)]
pub struct Evidence {
    /// Sorted by rule and pair.
    pub pairs: Vec<(Rule, u32, u32, u32)>,
    /// Names given for an address by a second header: address, header address with the name, count; sorted.
    pub names: Vec<(u32, u32, u32)>,
}

/// Gathers the evidence of all messages. O(participants).
pub fn gather(facts: &Facts, messages: &Messages) -> Evidence {
    let mut gatherer = Gatherer {
        facts,
        pairs: FxHashMap::default(),
        names: FxHashMap::default(),
    };
    for message in &messages.list {
        gatherer.copies(messages, message);
        gatherer.headers(message.version);
    }
    gatherer.plus_tags();
    let mut pairs: Vec<_> = gatherer
        .pairs
        .into_iter()
        .map(|((rule, a, b), n)| (rule, a, b, n))
        .collect();
    let mut names: Vec<_> = gatherer
        .names
        .into_iter()
        .map(|((a, h), n)| (a, h, n))
        .collect();
    pairs.sort_unstable();
    names.sort_unstable();
    Evidence { pairs, names }
}

struct Gatherer<'a> {
    facts: &'a Facts,
    pairs: FxHashMap<(Rule, u32, u32), u32>,
    names: FxHashMap<(u32, u32), u32>,
}

impl<'a> Gatherer<'a> {
    fn pair(&mut self, rule: Rule, a: u32, b: u32) {
        if a != b {
            *self.pairs.entry((rule, a.min(b), a.max(b))).or_default() += 1;
        }
    }

    fn in_role(&self, version: u32, role: Role) -> impl Iterator<Item = u32> + use<'a> {
        let facts: &'a Facts = self.facts;
        let range = facts.versions[version as usize].participants;
        facts
            .participants_of_range(range)
            .iter()
            .filter(move |(r, _)| *r == role)
            .map(|(_, h)| *h)
    }

    fn address(&self, header: u32) -> u32 {
        self.facts.header_addresses[header as usize].address
    }

    fn kind(&self, header: u32) -> AddressKind {
        self.facts.address_of(header).kind
    }

    fn headers(&mut self, version: u32) {
        for (role, second, rule) in [
            (Role::From, Role::XFrom, Rule::SenderPair),
            (Role::To, Role::XTo, Rule::RecipientPair),
            (Role::Cc, Role::XCc, Rule::RecipientPair),
            (Role::Bcc, Role::XBcc, Rule::RecipientPair),
        ] {
            let first = self.in_role(version, role);
            let other = self.in_role(version, second);
            if self.in_role(version, second).next().is_some()
                && self.in_role(version, role).count() == self.in_role(version, second).count()
            {
                for (a, x) in first.zip(other) {
                    self.side_by_side(rule, a, x);
                }
            }
        }
        self.reply_to(version);
    }

    /// Two spellings of one correspondent. A name without an address belongs to the address beside it.
    fn side_by_side(&mut self, rule: Rule, a: u32, x: u32) {
        if self.kind(a) == AddressKind::None {
            return;
        }
        if !self.facts.header_addresses[x as usize].name.is_empty() {
            *self.names.entry((self.address(a), x)).or_default() += 1;
        }
        let (ka, kx) = (self.kind(a), self.kind(x));
        if kx != AddressKind::None && (ka == AddressKind::Smtp) != (kx == AddressKind::Smtp) {
            self.pair(rule, self.address(a), self.address(x));
        }
    }

    fn reply_to(&mut self, version: u32) {
        let one = |role| {
            let mut all = self.in_role(version, role);
            all.next().filter(|_| all.next().is_none())
        };
        if let (Some(from), Some(reply)) = (one(Role::From), one(Role::ReplyTo)) {
            let key = |h: u32| super::name::full_key(&self.facts.header_addresses[h as usize].name);
            let smtp =
                self.kind(from) == AddressKind::Smtp && self.kind(reply) == AddressKind::Smtp;
            if smtp
                && self.address(from) != self.address(reply)
                && !key(from).is_empty()
                && key(from) == key(reply)
            {
                self.pair(Rule::ReplyTo, self.address(from), self.address(reply));
            }
        }
    }

    fn copies(&mut self, messages: &Messages, message: &crate::conversation::distinct::Message) {
        let versions = messages.versions_of(message);
        if versions.len() < 2 {
            return;
        }
        let mut senders: Vec<u32> = versions
            .iter()
            .filter_map(|(v, _)| {
                let mut from = self.in_role(*v, Role::From);
                from.next().filter(|_| from.next().is_none())
            })
            .filter(|h| self.kind(*h) != AddressKind::None)
            .map(|h| self.address(h))
            .collect();
        senders.sort_unstable();
        senders.dedup();
        for pair in senders.windows(2) {
            let smtp = |a: u32| self.facts.addresses[a as usize].kind == AddressKind::Smtp;
            if smtp(pair[0]) != smtp(pair[1]) {
                self.pair(Rule::CopyPair, pair[0], pair[1]);
            }
        }
    }

    fn plus_tags(&mut self) {
        let by_text: FxHashMap<&str, u32> = (0..)
            .zip(&self.facts.addresses)
            .filter(|(_, a)| a.kind == AddressKind::Smtp)
            .map(|(i, a)| (&*a.text, i))
            .collect();
        let tagged: Vec<(u32, u32)> = (0..)
            .zip(&self.facts.addresses)
            .filter(|(_, a)| a.kind == AddressKind::Smtp)
            .filter_map(|(i, a)| {
                let (local, domain) = a.text.rsplit_once('@')?;
                let (base, tag) = local.split_once('+')?;
                let plain =
                    (!base.is_empty() && !tag.is_empty()).then(|| format!("{base}@{domain}"))?;
                Some((i, *by_text.get(plain.as_str())?))
            })
            .collect();
        for (a, b) in tagged {
            self.pair(Rule::PlusTag, a, b);
        }
    }
}
