//! Days, months and years as seconds (UTC). It does not know messages.

/// Seconds of a day.
const DAY: i64 = 86_400;

/// The first second of a year, month or day written `2001`, `2001-05` or `2001-05-14`.
pub fn start(written: &str) -> Option<i64> {
    let mut parts = written.split('-');
    let mut number = |digits: usize| -> Option<Option<i64>> {
        let Some(part) = parts.next() else {
            return Some(None);
        };
        let all_digits = part.bytes().all(|b| b.is_ascii_digit());
        let fits = all_digits && (part.len() == digits || (digits == 2 && part.len() == 1));
        fits.then(|| part.parse().ok())
    };
    let year = number(4)??;
    let month = number(2)?;
    let day = number(2)?;
    if parts.next().is_some() || year < 1 {
        return None;
    }
    let (month, day) = (month.unwrap_or(1), day.unwrap_or(1));
    let is_there = (1..=12).contains(&month) && (1..=length(year, month)).contains(&day);
    is_there.then(|| days(year, month, day) * DAY)
}

/// The year of a second, and the first second of the next year.
pub fn year(second: i64) -> (i64, i64) {
    let mut year = 1970 + second.div_euclid(DAY) * 400 / 146_097;
    while days(year + 1, 1, 1) * DAY <= second {
        year += 1;
    }
    while days(year, 1, 1) * DAY > second {
        year -= 1;
    }
    (year, days(year + 1, 1, 1) * DAY)
}

fn length(year: i64, month: i64) -> i64 {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        2 => 28 + i64::from(leap),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days since 1970-01-01 (Howard Hinnant, chrono-compatible low-level date algorithms).
fn days(year: i64, month: i64, day: i64) -> i64 {
    let y = if month <= 2 { year - 1 } else { year };
    let era = y.div_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let of_era =
        y.rem_euclid(400) * 365 + y.rem_euclid(400) / 4 - y.rem_euclid(400) / 100 + of_year;
    era * 146_097 + of_era - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    // Python: calendar.timegm
    #[test]
    fn dates_begin_where_they_should() {
        assert_eq!(start("1970"), Some(0));
        assert_eq!(start("2001-10"), Some(1_001_894_400));
        assert_eq!(start("2024-02-29"), Some(1_709_164_800));
        for wrong in [
            "",
            "2023-02-29",
            "01",
            "2001-13",
            "2001-00",
            "2001-05-14-1",
            "2001-",
            "-2001",
            "+200",
            "20011",
            "2001-005",
        ] {
            assert_eq!(start(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn years_have_their_seconds() {
        assert_eq!(year(0), (1970, 31_536_000));
        assert_eq!(year(-1), (1969, 0));
        assert_eq!(year(978_307_199), (2000, 978_307_200));
        assert_eq!(year(978_307_200), (2001, 1_009_843_200));
    }
}
