//! What is the same in the cells of all spreadsheets: when a number is a date, and how it reads. It does not know where cells are stored.
//!
//! Source: ECMA-376 part 1, sections 18.8.30 (formats) and 18.17.4 (dates).

use super::dates;
use super::found::{Found, Reading};

/// Whether a built-in format of that number is one of dates or times.
pub(super) fn is_built_in_date(id: u32) -> bool {
    matches!(id, 14..=22 | 27..=36 | 45..=47 | 50..=58)
}

/// Whether a format shows a date or time: it has their letters outside quotes and brackets.
pub(super) fn is_date(format: &str) -> bool {
    let mut letters = format.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '"' => drop(letters.by_ref().find(|&c| c == '"')),
            '\\' | '_' | '*' => drop(letters.next()),
            '[' => {
                let inside: String = letters.by_ref().take_while(|&c| c != ']').collect();
                if !inside.is_empty() && inside.chars().all(|c| "hmsHMS".contains(c)) {
                    return true;
                }
            }
            // "General" has an e, scientific numbers too; other colours and words stand in brackets.
            'd' | 'D' | 'm' | 'M' | 'y' | 'Y' | 'h' | 'H' | 's' | 'S' => return true,
            ';' => return false,
            _ => {}
        }
    }
    false
}

/// A number with as few digits as tell it from its neighbours: Excel computes with 17 digits and shows fewer.
pub(super) fn number(number: f64) -> String {
    match number.abs() {
        size if size != 0.0 && !(1e-5..1e16).contains(&size) => format!("{number:e}"),
        _ => number.to_string(),
    }
}

/// A number of days as a date, a time, or both: `2001-10-03 14:30:00`. Nothing outside of what Excel shows.
/// `since_1904` is the other way of counting days, of old Macintoshes.
pub(super) fn date(number: f64, since_1904: bool) -> Option<String> {
    if !(0.0..2_958_466.0).contains(&number) {
        return None;
    }
    let seconds = (number * 86_400.0).round() as i64;
    let (day, second) = (seconds / 86_400, seconds % 86_400);
    let clock = format!(
        "{:02}:{:02}:{:02}",
        second / 3600,
        second / 60 % 60,
        second % 60
    );
    if day == 0 && !since_1904 {
        return Some(clock);
    }
    // Excel believes that 1900 had a 29th of February.
    let first = match (since_1904, day) {
        (true, _) => dates::days(1904, 1, 1),
        (false, 1..60) => dates::days(1899, 12, 31),
        (false, _) => dates::days(1899, 12, 30),
    };
    let (year, month, day) = dates::civil(first + day);
    let date = format!("{year:04}-{month:02}-{day:02}");
    Some(if second == 0 {
        date
    } else {
        format!("{date} {clock}")
    })
}

/// Texts that cells point to, end to end, and where each ends.
#[derive(Default)]
pub(super) struct Strings {
    text: String,
    ends: Vec<usize>,
}

impl Strings {
    /// Adds text to the one that has not ended yet.
    pub(super) fn push(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// Ends a text.
    pub(super) fn end(&mut self) {
        self.ends.push(self.text.len());
    }

    pub(super) fn get(&self, index: usize) -> Option<&str> {
        let start = match index {
            0 => 0,
            index => *self.ends.get(index - 1)?,
        };
        self.text.get(start..*self.ends.get(index)?)
    }
}

/// Adds the text of a cell, its lines as one, and asks for a tab before the next.
pub(super) fn cell(text: &str, found: &mut Found) -> Reading {
    for (number, line) in text.split(['\n', '\r']).enumerate() {
        if number > 0 {
            found.gap(' ');
        }
        found.push(line)?;
    }
    found.gap('\t');
    Ok(())
}

/// The words of a header or footer without its codes: `&L&"Arial,Bold"&12Page &P` is `Page`.
pub(super) fn margin(text: &str) -> String {
    let mut words = String::new();
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        if letter != '&' {
            words.push(letter);
            continue;
        }
        match letters.next() {
            Some('&') => words.push('&'),
            Some('"') => drop(letters.by_ref().find(|&c| c == '"')),
            Some('L' | 'C' | 'R') => words.push(' '),
            Some(digit) if digit.is_ascii_digit() => {
                while letters.next_if(char::is_ascii_digit).is_some() {}
            }
            _ => {}
        }
    }
    words.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_those_that_excel_shows() {
        // 37,167 is 3 October 2001 in Excel; 60 would be its 29 February 1900, 61 is 1 March.
        assert_eq!(date(37_167.0, false).as_deref(), Some("2001-10-03"));
        assert_eq!(
            date(37_167.5, false).as_deref(),
            Some("2001-10-03 12:00:00")
        );
        assert_eq!(date(61.0, false).as_deref(), Some("1900-03-01"));
        assert_eq!(date(1.0, false).as_deref(), Some("1900-01-01"));
        assert_eq!(date(0.75, false).as_deref(), Some("18:00:00"));
        assert_eq!(date(35_705.0, true).as_deref(), Some("2001-10-03"));
        assert_eq!(date(-1.0, false), None);
        assert_eq!(date(f64::NAN, false), None);
    }

    #[test]
    fn formats_of_dates_are_told_from_those_of_numbers() {
        for format in ["yyyy-mm-dd", "[$-409]d-mmm-yy;@", "[h]:mm", "hh:mm AM/PM"] {
            assert!(is_date(format), "{format}");
        }
        for format in [
            "General",
            "0.00",
            "#,##0 \"days\"",
            "[Red]0.00",
            "0.00E+00",
            "\\d0",
        ] {
            assert!(!is_date(format), "{format}");
        }
    }
}
