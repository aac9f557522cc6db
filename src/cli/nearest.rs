//! What is spelled nearly as typed: for somebody who mistyped a name. It decides nothing; it only offers.

use mailties::case::facts::NONE;
use mailties::pipeline::Conclusions;
use mailties::search::distance::{LONGEST, distance};

/// Offered at most.
const OFFERED: usize = 5;

/// Ids and labels of those whose name, address or domain is nearest to what was typed; nearest first, then those with most mail.
/// O(names); nothing if all are too far.
pub fn nearest(case: &Conclusions, typed: &str) -> Vec<(String, String)> {
    let typed: Vec<char> = typed.trim().to_lowercase().chars().collect();
    if typed.len() < 3 || typed.len() > LONGEST {
        return Vec::new();
    }
    let most = match typed.len() {
        ..=4 => 1,
        5..=8 => 2,
        _ => 3,
    };
    let near = |text: &str| distance(&typed, text, most);
    // The distance, whether another name than the label is the near one, less mail, id, label.
    let mut found: Vec<(usize, bool, std::cmp::Reverse<u64>, &str, &str)> = Vec::new();
    for person in &case.people.list {
        let aliases = person.aliases.iter().filter(|a| a.address != NONE);
        let addresses = aliases.map(|a| &*case.facts.addresses[a.address as usize].text);
        let names = person.names.iter().map(|(name, _)| name.as_str());
        let spellings = addresses.chain(names).chain([person.label.as_str()]);
        if let Some(distance) = spellings.filter_map(|text| spelled(text, &near)).min() {
            let mail = u64::from(person.sent) + u64::from(person.received);
            let other = spelled(&person.label, &near) != Some(distance);
            found.push((
                distance,
                other,
                std::cmp::Reverse(mail),
                &person.id,
                &person.label,
            ));
        }
    }
    for one in &case.organizations.list {
        let names = one.aliases.iter().chain([&one.id, &one.label]);
        if let Some(distance) = names.filter_map(|text| spelled(text, &near)).min() {
            found.push((distance, false, std::cmp::Reverse(0), &one.id, &one.label));
        }
    }
    found.sort_unstable();
    let offered = found.into_iter().take(OFFERED);
    offered
        .map(|(.., id, label)| (id.to_owned(), label.to_owned()))
        .collect()
}

/// The nearest of a whole name, its words, and the parts of an address.
fn spelled(text: &str, near: &dyn Fn(&str) -> Option<usize>) -> Option<usize> {
    let text = text.to_lowercase();
    let words = text
        .split([' ', '@', '.', '/', '=', ','])
        .filter(|word| word.len() > 2);
    words.chain([text.as_str()]).filter_map(near).min()
}
