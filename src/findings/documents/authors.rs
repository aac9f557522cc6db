//! Which correspondent a document means by its author: the one with that full name or address, if there is exactly one. It is inferred:
//! whoever sets up a computer writes the name that its documents bear.

use rustc_hash::FxHashMap;

use crate::case::facts::NONE;
use crate::network::Context;
use crate::people::name::{FullName, full_name, spoken};

/// Correspondents by address and by full name.
#[derive(Debug, Default)]
pub struct Authors<'a> {
    by_address: FxHashMap<&'a str, u32>,
    /// By given and family name: who is called so, and the rest of the name.
    by_name: FxHashMap<(String, String), Vec<(u32, FullName)>>,
}

impl<'a> Authors<'a> {
    /// All correspondents of a case. O(names and addresses).
    pub fn new(context: &Context<'a>) -> Self {
        let mut all = Self::default();
        let facts = context.facts;
        for (number, one) in (0..).zip(&context.people.list) {
            let known = one.aliases.iter().filter(|a| a.address != NONE);
            let texts = known.map(|a| &*facts.addresses[a.address as usize].text);
            all.by_address.extend(texts.map(|text| (text, number)));
            for full in one.names.iter().filter_map(|(name, _)| full_name(name)) {
                let key = (full.first.clone(), full.last.clone());
                let called = all.by_name.entry(key).or_default();
                if !called.contains(&(number, full.clone())) {
                    called.push((number, full));
                }
            }
        }
        all
    }

    /// The one correspondent that is called so, or has that address; [`NONE`] if nobody is or several are.
    pub fn of(&self, written: &str) -> u32 {
        let address = written.trim().to_lowercase();
        if let Some(number) = self.by_address.get(address.as_str()) {
            return *number;
        }
        let Some(full) = full_name(&spoken(written)) else {
            return NONE;
        };
        let called = self.by_name.get(&(full.first.clone(), full.last.clone()));
        let called = called.map(Vec::as_slice).unwrap_or_default();
        let Some((first, _)) = called.first() else {
            return NONE;
        };
        let only = called.iter().all(|(number, _)| number == first);
        let fits = called.iter().any(|(_, name)| agree(name, &full));
        if only && fits { *first } else { NONE }
    }
}

/// Two full names with the same given and family name do not speak against each other.
fn agree(a: &FullName, b: &FullName) -> bool {
    let same = |a: &str, b: &str| a.is_empty() || b.is_empty() || a == b;
    same(&a.middle, &b.middle) && a.suffix == b.suffix
}
