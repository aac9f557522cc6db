//! Addresses that a mass mailer makes anew for each mailing (`bounce-123@`, `42.6247.72@`): many addresses, one sender. It knows
//! them by what mail shows: one display name, one host, a number in each, and nobody ever writes to them.

use rustc_hash::FxHashSet;

use super::evidence::Evidence;
use super::join::{Joiner, Link, Why};
use super::local::{self, Fit};
use super::name;
use crate::case::facts::Facts;
use crate::conversation::distinct::Messages;
use crate::mention::domains::registrable;
use crate::mention::providers::is_provider;
use crate::message::{AddressKind, Role};

/// So many addresses are no accident.
const ENOUGH: usize = 3;
/// Digits of a number that was made by a program.
const DIGITS: usize = 3;

/// Joins the addresses of each such sender; gives all of them, sorted. O(n log n).
pub fn join(
    facts: &Facts,
    messages: &Messages,
    evidence: &Evidence,
    spoken: &[String],
    joiner: &mut Joiner,
) -> Vec<u32> {
    let senders = only_senders(facts, messages);
    let mut keyed: Vec<(&str, &str, u32, u32)> = evidence
        .own
        .iter()
        .chain(&evidence.beside)
        .filter(|n| senders.contains(&n.address))
        .filter_map(|n| {
            let shown = &*spoken[n.header as usize];
            let (local, host) = facts.addresses[n.address as usize].text.rsplit_once('@')?;
            let digits = local.bytes().filter(u8::is_ascii_digit).count();
            let spells =
                name::full_name(shown).is_some_and(|full| local::fit(&full, local) > Fit::None);
            let made = digits >= DIGITS
                && !shown.is_empty()
                && !spells
                && !registrable(host).is_none_or(is_provider);
            made.then_some((host, shown, n.address, n.message))
        })
        .collect();
    keyed.sort_unstable();
    keyed.dedup_by_key(|k| (k.0, k.1, k.2));
    let mut found = Vec::new();
    let groups = keyed.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1));
    for group in groups.filter(|g| g.len() >= ENOUGH) {
        let (host, shown, first, _) = group[0];
        found.extend(group.iter().map(|g| g.2));
        for &(.., address, message) in &group[1..] {
            let n = group.len();
            joiner.join(Link {
                a: first,
                b: address,
                why: Why::Said(format!(
                    "made anew for each mailing, like {{}}: {n} numbered addresses of '{shown}' at {host}, and nobody writes to them"
                )),
                message,
            });
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// SMTP addresses that send and never receive.
fn only_senders(facts: &Facts, messages: &Messages) -> FxHashSet<u32> {
    let mut sends = vec![false; facts.addresses.len()];
    let mut receives = vec![false; facts.addresses.len()];
    for message in &messages.list {
        for (role, header) in facts.participants_of(&facts.versions[message.version as usize]) {
            let address = facts.header_addresses[*header as usize].address as usize;
            match role {
                Role::From => sends[address] = true,
                Role::To | Role::Cc | Role::Bcc => receives[address] = true,
                _ => {}
            }
        }
    }
    (0..facts.addresses.len())
        .filter(|&a| sends[a] && !receives[a] && facts.addresses[a].kind == AddressKind::Smtp)
        .map(|a| a as u32)
        .collect()
}
