//! Finding a correspondent by what a person types.

use super::People;
use crate::case::facts::{Facts, NONE};

/// Correspondents that fit, best way of fitting only: by address; by full name; by a part of a name or address.
/// In the order of their ids. O(n).
pub fn find(facts: &Facts, people: &People, typed: &str) -> Vec<u32> {
    let typed = typed.trim().to_lowercase();
    let all = |fits: &dyn Fn(usize) -> bool| -> Vec<u32> {
        (0..people.list.len())
            .filter(|&i| fits(i))
            .map(|i| i as u32)
            .collect()
    };
    let addresses = |i: usize| {
        let known = people.list[i].aliases.iter().filter(|a| a.address != NONE);
        known.map(|a| &*facts.addresses[a.address as usize].text)
    };
    let names = |i: usize| people.list[i].names.iter().map(|(n, _)| n.to_lowercase());
    let by_address = all(&|i| people.list[i].id == typed || addresses(i).any(|a| a == typed));
    if !by_address.is_empty() || typed.is_empty() {
        return by_address;
    }
    let by_name = all(&|i| people.list[i].label.to_lowercase() == typed);
    if !by_name.is_empty() {
        return by_name;
    }
    let by_other_name = all(&|i| names(i).any(|n| n == typed));
    if !by_other_name.is_empty() {
        return by_other_name;
    }
    all(&|i| names(i).any(|n| n.contains(&typed)) || addresses(i).any(|a| a.contains(&typed)))
}
