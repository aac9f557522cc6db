//! Dates as mail writes them: RFC 5322 and its obsolete forms, asctime, ISO 8601, US forms, month names of several
//! languages. It does not choose between headers; [`parse`] gives what one text says, or nothing.

mod usual;

use super::{EARLIEST, LATEST};

/// A moment and the zone it was written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// Seconds since 1970-01-01T00:00:00Z, between [`EARLIEST`] and [`LATEST`].
    pub seconds: i64,
    /// Minutes east of UTC; `None` if unknown.
    pub zone: Option<i16>,
}

/// Longest text looked at.
const MAX_BYTES: usize = 256;

/// Reads a date; `None` if it is none, or not a day of the calendar, or outside [`EARLIEST`]..[`LATEST`]. O(n), n <= 256.
pub fn parse(text: &str) -> Option<Moment> {
    let mut end = text.len().min(MAX_BYTES);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    if let Some(moment) = usual::parse(text.as_bytes()) {
        return Some(moment);
    }
    let mut fields = Fields::default();
    let mut rest = &text[..end];
    while let Some((token, comment, next)) = token(rest) {
        rest = next;
        if comment {
            fields.comment(token);
        } else {
            fields.take(token)?;
        }
    }
    fields.moment()
}

/// The next token, whether it is a comment, and what follows.
fn token(text: &str) -> Option<(&str, bool, &str)> {
    let text = text.trim_start_matches(|c: char| c.is_whitespace() || c == ',' || c == ';');
    if let Some(inner) = text.strip_prefix('(') {
        let end = inner.find(')').unwrap_or(inner.len());
        let next = inner.get(end + 1..).unwrap_or_default();
        return Some((&inner[..end], true, next));
    }
    if text.is_empty() {
        return None;
    }
    let end = text
        .find(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '('))
        .unwrap_or(text.len());
    Some((&text[..end], false, &text[end..]))
}

#[derive(Default)]
struct Fields {
    year: Option<i64>,
    month: Option<i64>,
    day: Option<i64>,
    time: Option<i64>,
    half: Option<bool>,
    zone: Option<Option<i16>>,
    comment_zone: Option<i16>,
}

impl Fields {
    fn comment(&mut self, text: &str) {
        if self.comment_zone.is_none() {
            self.comment_zone = zone_name(text.trim());
        }
    }

    /// Takes one token in; `None` if it makes the date impossible.
    fn take(&mut self, token: &str) -> Option<()> {
        let first = token.bytes().next()?;
        if token.contains(':') && first.is_ascii_digit() {
            return match token.split_once(['T', 't']) {
                Some((date, time)) => {
                    self.dashed(date)?;
                    self.clock(time)
                }
                None => self.clock(token),
            };
        }
        if matches!(first, b'+' | b'-') && token.len() > 1 {
            return self.offset(token);
        }
        if first.is_ascii_digit() {
            if token.bytes().all(|b| b.is_ascii_digit()) {
                return self.number(token);
            }
            if token.contains('/') {
                return self.slashed(token);
            }
            if token.contains('-') || token.matches('.').count() >= 2 {
                return self.dashed(token);
            }
            let digits = token.bytes().take_while(u8::is_ascii_digit).count();
            return self.number(&token[..digits]); // 1st, 2nd, 3.
        }
        self.word(token)
    }

    fn number(&mut self, digits: &str) -> Option<()> {
        if digits.len() > 4 {
            return None;
        }
        let value: i64 = digits.parse().ok()?;
        if digits.len() >= 3 {
            if self.year.is_none() {
                self.year = Some(full_year(value, digits.len()));
            }
        } else if self.day.is_none() {
            self.day = Some(value);
        } else if self.year.is_none() {
            self.year = Some(full_year(value, digits.len()));
        }
        Some(())
    }

    /// `hh:mm[:ss[.f]]`, with what may stick to it: `Z`, `am`, `pm`, an offset.
    fn clock(&mut self, text: &str) -> Option<()> {
        if self.time.is_some() {
            return self.zone.is_some().then_some(());
        }
        let end = text
            .find(|c: char| !c.is_ascii_digit() && !matches!(c, ':' | '.'))
            .unwrap_or(text.len());
        let mut parts = text[..end].split(':');
        let mut part = |most: i64| -> Option<i64> {
            let text = parts.next()?;
            let value: i64 = text.split('.').next()?.parse().ok()?;
            (value <= most).then_some(value)
        };
        let (hour, minute) = (part(24)?, part(59)?);
        let second = if text[..end].matches(':').count() > 1 {
            part(60)?
        } else {
            0
        };
        self.time = Some(hour * 3600 + minute * 60 + second);
        match &text[end..] {
            "" => Some(()),
            rest if rest.starts_with(['+', '-']) => self.offset(rest),
            rest => self.word(rest),
        }
    }

    fn offset(&mut self, text: &str) -> Option<()> {
        if self.zone.is_some() {
            return Some(());
        }
        let digits: String = text[1..]
            .chars()
            .filter(char::is_ascii_digit)
            .take(5)
            .collect();
        if self.time.is_none() {
            return Some(()); // a dash between words
        }
        let (hours, minutes): (i16, i16) = match digits.len() {
            1 | 2 => (digits.parse().ok()?, 0),
            3 => (digits[..1].parse().ok()?, digits[1..].parse().ok()?),
            4 => (digits[..2].parse().ok()?, digits[2..].parse().ok()?),
            _ => return None,
        };
        if hours > 14 || minutes > 59 {
            return None;
        }
        let east = hours * 60 + minutes;
        let negative = text.starts_with('-');
        self.zone = Some(if negative && east == 0 {
            None
        } else {
            Some(if negative { -east } else { east })
        });
        Some(())
    }

    /// `2001-10-01`, `01-Oct-2001`, `1.10.2001`.
    fn dashed(&mut self, text: &str) -> Option<()> {
        let parts: Vec<&str> = text
            .split(['-', '.'])
            .filter(|part| !part.is_empty())
            .collect();
        let [a, b, c] = parts[..] else {
            return None;
        };
        if a.len() == 4 {
            (self.year, self.month, self.day) = (
                Some(a.parse().ok()?),
                Some(b.parse().ok()?),
                Some(c.parse().ok()?),
            );
            return Some(());
        }
        self.day = Some(a.parse().ok()?);
        self.month = Some(b.parse().ok().or_else(|| month(b))?);
        self.year = Some(full_year(c.parse().ok()?, c.len()));
        Some(())
    }

    /// `10/1/2001`: month first as in the USA, unless that is no month; `2001/10/01`.
    fn slashed(&mut self, text: &str) -> Option<()> {
        let parts: Vec<&str> = text.split('/').collect();
        let [a, b, c] = parts[..] else {
            return None;
        };
        let (x, y): (i64, i64) = (a.parse().ok()?, b.parse().ok()?);
        let z: i64 = c.parse().ok()?;
        (self.year, self.month, self.day) = if a.len() == 4 {
            (Some(x), Some(y), Some(z))
        } else if x > 12 {
            (Some(full_year(z, c.len())), Some(y), Some(x))
        } else {
            (Some(full_year(z, c.len())), Some(x), Some(y))
        };
        Some(())
    }

    fn word(&mut self, word: &str) -> Option<()> {
        let lower = word.trim_end_matches('.').to_lowercase();
        match lower.as_str() {
            "am" | "a.m" => self.half = Some(false),
            "pm" | "p.m" => self.half = Some(true),
            _ => {
                if self.time.is_some()
                    && self.zone.is_none()
                    && let Some(zone) = zone_name(word)
                {
                    self.zone = Some(Some(zone));
                    return Some(());
                }
                if self.month.is_none() {
                    self.month = month(&lower);
                }
            }
        }
        Some(())
    }

    fn moment(self) -> Option<Moment> {
        let (year, month, day) = (self.year?, self.month?, self.day?);
        if !(1..=9999).contains(&year)
            || !(1..=12).contains(&month)
            || day < 1
            || day > days_of(year, month)
        {
            return None;
        }
        let mut time = self.time?;
        if let Some(afternoon) = self.half {
            let hour = time / 3600;
            match (afternoon, hour) {
                (true, 1..=11) => time += 12 * 3600,
                (false, 12) => time -= 12 * 3600,
                _ => {}
            }
        }
        if time > 86_400 {
            return None;
        }
        let zone = self.zone.unwrap_or(self.comment_zone);
        let seconds = days(year, month, day) * 86_400 + time - i64::from(zone.unwrap_or(0)) * 60;
        (EARLIEST..LATEST)
            .contains(&seconds)
            .then_some(Moment { seconds, zone })
    }
}

/// Two- and three-digit years, RFC 5322 4.3: 00-49 are 2000 and on, 50-99 and all of three digits are 1900 and on.
fn full_year(value: i64, digits: usize) -> i64 {
    match digits {
        0..=2 if value < 50 => value + 2000,
        0..=3 => value + 1900,
        _ => value,
    }
}

fn days_of(year: i64, month: i64) -> i64 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

/// Days since 1970-01-01 in the proleptic Gregorian calendar (H. Hinnant, "chrono-Compatible Low-Level Date Algorithms").
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// Zone names of RFC 5322 4.3 and some seen in mail.
fn zone_name(name: &str) -> Option<i16> {
    let mut buffer = [0u8; 5];
    let upper = buffer.get_mut(..name.len())?;
    upper.copy_from_slice(name.as_bytes());
    upper.make_ascii_uppercase();
    Some(match &*upper {
        b"UT" | b"UTC" | b"GMT" | b"Z" | b"WET" => 0,
        b"EST" | b"CDT" => -300,
        b"EDT" | b"AST" => -240,
        b"CST" | b"MDT" => -360,
        b"MST" | b"PDT" => -420,
        b"PST" | b"AKDT" => -480,
        b"AKST" => -540,
        b"HST" => -600,
        b"ADT" => -180,
        b"BST" | b"CET" | b"MET" | b"WEST" => 60,
        b"CEST" | b"MEST" | b"EET" | b"SAST" => 120,
        b"EEST" | b"MSK" => 180,
        b"JST" | b"KST" => 540,
        b"AEST" => 600,
        b"AEDT" => 660,
        b"NZST" => 720,
        b"NZDT" => 780,
        _ => return None,
    })
}

/// The month a word begins with the name of, in English, German, French, Spanish, Italian, Portuguese, Dutch.
fn month(word: &str) -> Option<i64> {
    let lower = word.to_lowercase();
    const NAMES: [(&str, i64); 40] = [
        ("jan", 1),
        ("feb", 2),
        ("mar", 3),
        ("apr", 4),
        ("may", 5),
        ("jun", 6),
        ("jul", 7),
        ("aug", 8),
        ("sep", 9),
        ("oct", 10),
        ("nov", 11),
        ("dec", 12),
        ("mär", 3),
        ("mrz", 3),
        ("mai", 5),
        ("okt", 10),
        ("dez", 12),
        ("janv", 1),
        ("fév", 2),
        ("fev", 2),
        ("avr", 4),
        ("juin", 6),
        ("juil", 7),
        ("aoû", 8),
        ("aou", 8),
        ("déc", 12),
        ("ene", 1),
        ("abr", 4),
        ("ago", 8),
        ("dic", 12),
        ("gen", 1),
        ("mag", 5),
        ("giu", 6),
        ("lug", 7),
        ("set", 9),
        ("ott", 10),
        ("mei", 5),
        ("maar", 3),
        ("out", 10),
        ("mrt", 3),
    ];
    if lower.starts_with("juil") {
        return Some(7);
    }
    if lower.starts_with("mart") || lower.starts_with("mard") {
        return None; // mardi, martes: a day
    }
    NAMES
        .iter()
        .find(|(name, _)| {
            name.as_bytes().first() == lower.as_bytes().first() && lower.starts_with(name)
        })
        .map(|&(_, number)| number)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Seconds computed with Python's `calendar.timegm`.
    #[test]
    fn forms_of_dates() {
        let at = 1_001_898_123; // 2001-10-01T01:02:03Z
        for (text, wanted) in [
            ("", None),
            ("garbage", None),
            ("1 Jan 0100 00:00:00 +0000", None),
            ("Mon, 31 Feb 2001 25:61:61 +0000", None),
            ("Thu, 1 Jan 1970 00:00:00 +0000", None),
            ("Fri, 31 Dec 9999 23:59:59 +0000", None),
            (
                "Sat, 1 Jan 2044 00:00:00 +0000",
                Some((2_335_219_200, Some(0))),
            ),
            (
                "Mon, 01 Oct 01 01:02:03 EST",
                Some((at + 5 * 3600, Some(-300))),
            ),
            ("Mon, 1 Oct 2001 01:02:03 +9999", None),
            (
                "Mon, 1 Oct 2001 01:02:03 (PDT)",
                Some((at + 7 * 3600, Some(-420))),
            ),
            ("2001-10-01T01:02:03Z", Some((at, Some(0)))),
            ("Mon Oct  1 01:02:03 2001", Some((at, None))),
            (
                "Mon, 1 Oct 101 01:02:03 -0700",
                Some((at + 7 * 3600, Some(-420))),
            ),
            (
                "Lun, 1 oct. 2001 01:02:03 +0200",
                Some((at - 2 * 3600, Some(120))),
            ),
            ("10/1/2001 1:02:03 AM", Some((at, None))),
            ("Mon, 1 Oct 2001 01:02:03 -0000", Some((at, None))),
            ("Wed, 29 Dec 99999999999 1:1:1 +0000", None),
            ("Mon, 1 Oct 2001 01:02:60 +0000", Some((at + 57, Some(0)))),
            // RFC 5322, appendices A.1, A.5, A.6
            (
                "Fri, 21 Nov 1997 09:55:06 -0600",
                Some((880_127_706, Some(-360))),
            ),
            (
                "Thu,\r\n      13\r\n        Feb\r\n          1969\r\n      23:32\r\n               -0330 (Newfoundland Time)",
                None,
            ),
            ("21 Nov 97 09:55:06 GMT", Some((880_106_106, Some(0)))),
            ("2001-10-01 01:02:03+02:00", Some((at - 7200, Some(120)))),
            ("10/01/2001 01:02 PM", Some((at + 12 * 3600 - 3, None))),
            ("Monday, October 01, 2001 1:02 AM", Some((at - 3, None))),
            ("1 Oct 2001 12:02:03 am", Some((at - 3600, None))),
            ("Tue, 1 Oct 3000 01:02:03 +0000", None),
            (
                "Wed Feb 29 10:00:00 EST 2000",
                Some((951_836_400, Some(-300))),
            ),
            ("29 Feb 2001 10:00:00 EST", None),
        ] {
            let found = parse(text).map(|moment| (moment.seconds, moment.zone));
            assert_eq!(found, wanted, "{text:?}");
        }
    }
}
