//! Evidence that two addresses belong to one correspondent: pairs that mails show side by side, counted.
//!
//! It gathers; [`mod@super::resolve`] decides.

use rustc_hash::FxHashMap;

use super::local::{self, Fit};
use super::name;
use crate::case::facts::{Facts, NONE};
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
    /// Reply-To under the same full name, or one that spells the sender's full name.
    ReplyTo,
    /// Sender under the same full name.
    Sender,
    /// A plus tag: `name+tag@host`.
    PlusTag,
    /// A contact card gives both for a name that fits both.
    Card,
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
            Self::ReplyTo => {
                format!("one is the Reply-To of the other, {other}, for the same full name in {n}")
            }
            Self::Sender => {
                format!("one is the Sender for the other, {other}, under the same full name in {n}")
            }
            Self::PlusTag => format!("{other} with a tag"),
            Self::Card => match times {
                1 => format!("given beside {other} on a contact card"),
                _ => format!("given beside {other} on {times} contact cards"),
            },
        }
    }
}

/// Two addresses that mails show for one correspondent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pair {
    /// Why they may be one.
    pub rule: Rule,
    /// The lower address.
    pub a: u32,
    /// The higher one.
    pub b: u32,
    /// Messages that show it.
    pub times: u32,
    /// The first of them, or [`NONE`].
    pub message: u32,
}

/// A name that a header gives for an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Named {
    /// The address.
    pub address: u32,
    /// The header address with the name.
    pub header: u32,
    /// Messages that show it; 1 if only a quoted header does.
    pub times: u32,
    /// The first of them, or [`NONE`].
    pub message: u32,
}

/// What mails show side by side.
#[derive(Clone, Debug, Default)]
pub struct Evidence {
    /// Sorted.
    pub pairs: Vec<Pair>,
    /// Names given for an address by a second header; sorted.
    pub beside: Vec<Named>,
    /// Names given for an address by its own header; sorted.
    pub own: Vec<Named>,
    /// Who writes for whom: address in Sender, address in From, messages; sorted.
    pub writes_for: Vec<(u32, u32, u32)>,
}

/// Gathers the evidence of all messages. O(participants).
pub fn gather(facts: &Facts, messages: &Messages) -> Evidence {
    let mut gatherer = Gatherer {
        facts,
        message: NONE,
        pairs: FxHashMap::default(),
        names: FxHashMap::default(),
        uses: vec![(0, NONE); facts.header_addresses.len()],
        writes_for: FxHashMap::default(),
    };
    for (number, message) in (0..).zip(&messages.list) {
        gatherer.message = number;
        gatherer.copies(messages, message);
        gatherer.headers(message.version);
    }
    gatherer.message = NONE;
    gatherer.plus_tags();
    gatherer.cards();
    gatherer.finish()
}

struct Gatherer<'a> {
    facts: &'a Facts,
    /// The message looked at.
    message: u32,
    pairs: FxHashMap<(Rule, u32, u32), (u32, u32)>,
    names: FxHashMap<(u32, u32), (u32, u32)>,
    /// Uses of each header address, and the first message with it.
    uses: Vec<(u32, u32)>,
    writes_for: FxHashMap<(u32, u32), u32>,
}

impl<'a> Gatherer<'a> {
    fn finish(self) -> Evidence {
        let headers = (0..).zip(&self.facts.header_addresses).zip(&self.uses);
        let own = headers
            .filter(|((_, h), _)| {
                !h.name.is_empty()
                    && self.facts.addresses[h.address as usize].kind != AddressKind::None
            })
            .map(|((header, h), &(times, message))| Named {
                address: h.address,
                header,
                times: times.max(1),
                message,
            })
            .collect();
        let pair = |((rule, a, b), (times, message))| Pair {
            rule,
            a,
            b,
            times,
            message,
        };
        let named = |((address, header), (times, message))| Named {
            address,
            header,
            times,
            message,
        };
        let mut evidence = Evidence {
            pairs: self.pairs.into_iter().map(pair).collect(),
            beside: self.names.into_iter().map(named).collect(),
            own,
            writes_for: self
                .writes_for
                .into_iter()
                .map(|((s, f), n)| (s, f, n))
                .collect(),
        };
        evidence.pairs.sort_unstable();
        evidence.beside.sort_unstable();
        evidence.writes_for.sort_unstable();
        evidence
    }

    fn pair(&mut self, rule: Rule, a: u32, b: u32) {
        if a != b {
            let seen = self
                .pairs
                .entry((rule, a.min(b), a.max(b)))
                .or_insert((0, self.message));
            seen.0 += 1;
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
        let range = self.facts.versions[version as usize].participants;
        for (_, header) in self.facts.participants_of_range(range) {
            let (uses, first) = &mut self.uses[*header as usize];
            *uses += 1;
            *first = (*first).min(self.message);
        }
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
            let seen = self
                .names
                .entry((self.address(a), x))
                .or_insert((0, self.message));
            seen.0 += 1;
        }
        let (ka, kx) = (self.kind(a), self.kind(x));
        if kx != AddressKind::None && (ka == AddressKind::Smtp) != (kx == AddressKind::Smtp) {
            self.pair(rule, self.address(a), self.address(x));
        }
    }

    /// The only header address in that role.
    fn one(&self, version: u32, role: Role) -> Option<u32> {
        let mut all = self.in_role(version, role);
        all.next().filter(|_| all.next().is_none())
    }

    fn reply_to(&mut self, version: u32) {
        let Some(from) = self.one(version, Role::From) else {
            return;
        };
        for (role, rule) in [(Role::ReplyTo, Rule::ReplyTo), (Role::Sender, Rule::Sender)] {
            let Some(other) = self.one(version, role) else {
                continue;
            };
            let smtp =
                self.kind(from) == AddressKind::Smtp && self.kind(other) == AddressKind::Smtp;
            if !smtp || self.address(from) == self.address(other) {
                continue;
            }
            if self.same_name(from, other) {
                self.pair(rule, self.address(from), self.address(other));
            } else if role == Role::Sender {
                *self
                    .writes_for
                    .entry((self.address(other), self.address(from)))
                    .or_default() += 1;
            }
        }
    }

    /// Both have the same full name; or the second has none, and its local part spells the first one's.
    fn same_name(&self, from: u32, other: u32) -> bool {
        let name = |h: u32| &*self.facts.header_addresses[h as usize].name;
        let key = name::full_key(name(from));
        if key.is_empty() {
            return false;
        }
        if !name(other).is_empty() {
            return key == name::full_key(name(other));
        }
        let local = self
            .facts
            .address_of(other)
            .text
            .rsplit_once('@')
            .map_or("", |(local, _)| local);
        name::full_name(&name::spoken(name(from)))
            .is_some_and(|full| local::fit(&full, local) == Fit::Full)
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

    /// Cards hold addresses of secretaries and spouses too, so the name must fit both: somebody is called so in a header, or the local
    /// part is made of it.
    fn cards(&mut self) {
        if self.facts.cards.is_empty() {
            return;
        }
        let mut called: FxHashMap<u32, Vec<String>> = FxHashMap::default();
        for header in self
            .facts
            .header_addresses
            .iter()
            .filter(|h| !h.name.is_empty())
        {
            let key = name::full_key(&header.name);
            called.entry(header.address).or_default().push(key);
        }
        for card in &self.facts.cards {
            let key = name::full_key(&card.name);
            let full = name::full_name(&name::spoken(&card.name));
            let fits = |address: u32| {
                let own = &self.facts.addresses[address as usize];
                let is_called = called.get(&address).is_some_and(|all| all.contains(&key));
                let local = own.text.rsplit_once('@').map_or("", |(local, _)| local);
                let spells = full
                    .as_ref()
                    .is_some_and(|f| local::fit(f, local) == Fit::Full);
                is_called || spells || own.kind == AddressKind::X500
            };
            if key.is_empty() {
                continue;
            }
            let fitting: Vec<u32> = card
                .addresses
                .iter()
                .copied()
                .filter(|a| fits(*a))
                .collect();
            for pair in fitting.windows(2) {
                self.pair(Rule::Card, pair[0], pair[1]);
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
