//! Finding a document by what a person types: its id or the beginning of it, its SHA-256, a file name.

use super::last_part;
use crate::case::facts::Facts;

/// Fewest characters of an id that stand for it, `d` included; and fewest of a digest.
const PREFIX: usize = 5;

/// The documents whose id, or whose SHA-256, is or begins so, sorted. None if nothing that can be one was typed.
pub fn by_id(facts: &Facts, typed: &str) -> Vec<u32> {
    let typed = typed.trim().to_lowercase();
    let of_id = typed.strip_prefix('d').filter(|digits| digits.len() <= 16);
    let digits = match of_id {
        // Of a digest only the whole is taken, so that a word such as `deed` or `faced` is none.
        None if typed.len() == 64 => typed.as_str(),
        None => return Vec::new(),
        Some(digits) => digits,
    };
    let short = typed.len() < PREFIX;
    if short || !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        return Vec::new();
    }
    let digest = |document: &crate::case::facts::Document| document.sha256.to_string();
    let first = (facts.documents).partition_point(|one| digest(one).as_str() < digits);
    let fits = facts.documents[first..]
        .iter()
        .take_while(|one| digest(one).starts_with(digits));
    (first as u32..)
        .zip(fits)
        .map(|(number, _)| number)
        .collect()
}

/// The documents that came under that name, or are files of that name or path; else those in archives with that name behind the last `/` or
/// `!` of their paths. Without regard to case. Sorted, each once. O(attachments).
pub fn by_name(facts: &Facts, typed: &str) -> Vec<u32> {
    let typed = typed.trim().to_lowercase();
    if typed.is_empty() {
        return Vec::new();
    }
    let whole = named(facts, |name| name.to_lowercase() == typed);
    match whole.is_empty() {
        true => named(facts, |name| last_part(name).to_lowercase() == typed),
        false => whole,
    }
}

fn named(facts: &Facts, fits: impl Fn(&str) -> bool) -> Vec<u32> {
    let called: Vec<bool> = facts.file_names.iter().map(|name| fits(name)).collect();
    let attached = facts.carried.iter().filter(|c| called[c.name as usize]);
    let path = |file: u32| facts.files[file as usize].path.as_str();
    let loose =
        (facts.loose.iter()).filter(|(file, _)| fits(path(*file)) || fits(last_part(path(*file))));
    let mut found: Vec<u32> = attached
        .map(|c| c.document)
        .chain(loose.map(|(_, document)| *document))
        .collect();
    found.sort_unstable();
    found.dedup();
    found
}
