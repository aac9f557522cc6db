//! How far two spellings are from each other. It does not know what is spelled.

/// Longer words are not compared, in letters.
pub const LONGEST: usize = 80;

/// Letters to change, leave out, put in, or swap with the next, to make one of the other, if it is at most `most`.
/// Optimal string alignment: L. Boytsov, Indexing methods for approximate dictionary searching (2011). O(most x length).
pub fn distance(typed: &[char], text: &str, most: usize) -> Option<usize> {
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
    fn swapped_letters_count_once() {
        for (a, b, most, expected) in [
            ("lay", "lay", 2, Some(0)),
            ("lya", "lay", 3, Some(1)),
            ("skiling", "skilling", 2, Some(1)),
            ("castelan", "castellan", 3, Some(1)),
            ("kenneht", "kenneth", 2, Some(1)),
            ("kitten", "sitting", 3, Some(3)),
            ("kitten", "sitting", 2, None),
            ("abcd", "wxyz", 3, None),
            ("", "ab", 2, Some(2)),
            ("magalhaes", "magalhães", 3, Some(1)),
            ("résumé", "resume", 2, Some(2)),
        ] {
            let typed: Vec<char> = a.chars().collect();
            assert_eq!(distance(&typed, b, most), expected, "{a} {b}");
        }
    }
}
