//! What is spelled nearly as typed: for somebody who mistyped a name. It decides nothing; it only offers.

use mailties::case::facts::NONE;
use mailties::pipeline::Conclusions;

/// Offered at most.
const OFFERED: usize = 5;
/// Longer words are not compared.
const LONGEST: usize = 80;

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

/// Letters to change, leave out, put in, or swap with the next, to make one of the other, if it is at most `most`.
/// Optimal string alignment: L. Boytsov, Indexing methods for approximate dictionary searching (2011). O(most x length).
fn distance(typed: &[char], text: &str, most: usize) -> Option<usize> {
    let length = text.chars().count();
    if length.abs_diff(typed.len()) > most || length > LONGEST {
        return None;
    }
    let text: Vec<char> = text.chars().collect();
    let mut before_last = vec![0; length + 1];
    let mut last: Vec<usize> = (0..=length).collect();
    for (i, &a) in typed.iter().enumerate() {
        let mut row = vec![i + 1; length + 1];
        for (j, &b) in text.iter().enumerate() {
            let change = last[j] + usize::from(a != b);
            row[j + 1] = change.min(last[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && a == text[j - 1] && typed[i - 1] == b {
                row[j + 1] = row[j + 1].min(before_last[j - 1] + 1);
            }
        }
        if row.iter().all(|&n| n > most) {
            return None;
        }
        before_last = std::mem::replace(&mut last, row);
    }
    Some(last[length]).filter(|&n| n <= most)
}

#[cfg(test)]
mod tests {
    use super::distance;

    // By hand, letter by letter.
    #[test]
    fn distances_count_swapped_letters_once() {
        let of = |a: &str, b: &str| distance(&a.chars().collect::<Vec<_>>(), b, 3);
        assert_eq!(of("skiling", "skilling"), Some(1));
        assert_eq!(of("lya", "lay"), Some(1));
        assert_eq!(of("castelan", "castellan"), Some(1));
        assert_eq!(of("kitten", "sitting"), Some(3));
        assert_eq!(of("abcd", "wxyz"), None);
        assert_eq!(of("magalhaes", "magalhães"), Some(1));
    }
}
