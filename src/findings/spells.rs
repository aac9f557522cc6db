//! When ties were in use: the months with mail, for pictures that move. It does not know pictures.

use super::calendar::{month, start};
use crate::network::Contact;

/// A time from its first second to the first one after it.
pub type Spell = (i64, i64);

/// The spells of each of the given pairs: calendar months with a message between them, those that touch joined, in order. `ends` are pairs of source
/// and target, in any order; contacts of other pairs are passed over, and so is mail without a date. O(n log n).
pub fn spells(
    ends: &[(u32, u32)],
    contacts: &[Contact],
    date: impl Fn(u32) -> Option<i64>,
) -> Vec<Vec<Spell>> {
    let mut order: Vec<u32> = (0..ends.len() as u32).collect();
    order.sort_unstable_by_key(|row| ends[*row as usize]);
    let place = |c: &Contact| {
        let found = order.binary_search_by_key(&(c.source, c.target), |row| ends[*row as usize]);
        found.ok().map(|at| order[at])
    };
    let mut months: Vec<(u32, i32)> = contacts
        .iter()
        .filter_map(|c| Some((place(c)?, month(date(c.message)?))))
        .collect();
    months.sort_unstable();
    months.dedup();
    let mut spells: Vec<Vec<Spell>> = vec![Vec::new(); ends.len()];
    for (row, month) in months {
        let (from, to) = (start(month), start(month + 1));
        match spells[row as usize].last_mut() {
            Some(last) if last.1 == from => last.1 = to,
            _ => spells[row as usize].push((from, to)),
        }
    }
    spells
}

#[cfg(test)]
mod tests {
    use super::*;

    // By hand: mail of 0 to 1 on 2001-01-31, 2001-02-01 and 2001-04-15 (date -u -d .. +%s).
    #[test]
    fn months_that_touch_are_one_spell() {
        let dates = [
            Some(987_292_800),
            Some(980_985_599),
            Some(980_985_600),
            None,
        ];
        let contact = |source, target, message| Contact {
            source,
            target,
            message,
            share: 1.0,
            role: 0,
            document: crate::case::facts::NONE,
            forward: true,
            reply: false,
            measured: true,
            persons: (source, target),
        };
        let contacts: Vec<Contact> = (0..4)
            .map(|m| contact(0, 1, m))
            .chain([contact(5, 6, 0)])
            .collect();
        let found = spells(&[(1, 0), (0, 1)], &contacts, |m| dates[m as usize]);
        let january_and_february = (978_307_200, 983_404_800);
        let april = (986_083_200, 988_675_200);
        assert_eq!(found, [vec![], vec![january_and_february, april]]);
    }
}
