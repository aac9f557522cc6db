//! Who sends mail for whom: the Sender header names another than From. It does not know why.

use std::collections::BTreeMap;

use super::{Share, most, sender};
use crate::message::Role;
use crate::network::Context;
use crate::people::Kind;

/// Those who sent mail in the name of a correspondent, and those in whose name it sent mail; most often first. Lists and robots
/// put themselves in that header too, and are left out. O(messages).
pub fn on_behalf(context: &Context, p: u32) -> (Vec<Share>, Vec<Share>) {
    let (mut by, mut of) = (BTreeMap::new(), BTreeMap::new());
    let is_person = |who: u32| {
        matches!(
            context.people.list[who as usize].kind,
            Kind::Person | Kind::Role
        )
    };
    for message in &context.messages.list {
        let (people, facts) = (context.people, context.facts);
        let senders = people.in_roles(facts, message.version, &[Role::Sender]);
        let Some(&hand) = senders.first() else {
            continue;
        };
        let Some(name) = sender(context, message.version) else {
            continue;
        };
        if hand == name || !is_person(hand) || !is_person(name) {
            continue;
        }
        if name == p {
            *by.entry(hand).or_default() += 1;
        } else if hand == p {
            *of.entry(name).or_default() += 1;
        }
    }
    let called = |who: u32| {
        let one = &context.people.list[who as usize];
        (one.id.clone(), one.label.clone())
    };
    (most(by, called), most(of, called))
}
