//! Days and seconds as documents write them. It knows no format.

/// Days from 1970-01-01 to a day of the Gregorian calendar, which may be before; months and days are not checked.
/// Source: Hinnant, "chrono-compatible low-level date algorithms".
pub(super) fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// Year, month and day of a number of days since 1970-01-01.
pub(super) fn civil(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let shifted = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 {
        shifted + 3
    } else {
        shifted - 9
    };
    (year + era * 400 + i64::from(month <= 2), month, day)
}

/// Seconds since 1970 of `2001-10-03T12:00:00Z` and its like (W3C-DTF); what is missing is zero, and no zone is UTC.
pub(super) fn iso(text: &str) -> Option<i64> {
    let text = text.trim();
    let number =
        |range: std::ops::Range<usize>| text.get(range)?.parse::<u32>().ok().map(i64::from);
    let (year, month, day) = (
        number(0..4)?,
        number(5..7).unwrap_or(1),
        number(8..10).unwrap_or(1),
    );
    if !(1..=12).contains(&month) || !(1..=31).contains(&day) || year < 1601 {
        return None;
    }
    let clock = [11..13, 14..16, 17..19].map(|range| number(range).unwrap_or(0));
    let seconds = (clock[0].min(24) * 60 + clock[1].min(59)) * 60 + clock[2].min(60);
    Some(days(year, month, day) * 86_400 + seconds - zone(text.get(19..).unwrap_or_default()))
}

/// Seconds east of UTC at the end of a time, such as `+02:00`.
fn zone(text: &str) -> i64 {
    let Some(at) = text.find(['+', '-']) else {
        return 0;
    };
    let number =
        |range: std::ops::Range<usize>| text.get(range)?.parse::<u32>().ok().map(i64::from);
    let hours = number(at + 1..at + 3).unwrap_or(0).min(14);
    let minutes = number(at + 4..at + 6).unwrap_or(0).min(59);
    let east = (hours * 60 + minutes) * 60;
    if text[at..].starts_with('-') {
        -east
    } else {
        east
    }
}

/// Seconds since 1970 of a Windows time (100 nanoseconds since 1601); nothing for zero, and for times of editing written in its place.
pub(super) fn file_time(ticks: u64) -> Option<i64> {
    let seconds = i64::try_from(ticks / 10_000_000).ok()? - 11_644_473_600;
    (seconds > -5_000_000_000 && seconds < 253_402_300_800).then_some(seconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_as_the_calendar_does() {
        // 2000-02-29 is day 11,016, 1900-03-01 day -25,508 (`date -u -d 1900-03-01 +%s` / 86400).
        for (year, month, day, expected) in [
            (1970, 1, 1, 0),
            (2000, 2, 29, 11_016),
            (1900, 3, 1, -25_508),
        ] {
            assert_eq!(days(year, month, day), expected);
            assert_eq!(civil(expected), (year, month, day));
        }
    }

    #[test]
    fn times_are_read_with_and_without_a_zone() {
        // `date -u -d 2001-10-03T12:00:00Z +%s`
        assert_eq!(iso("2001-10-03T12:00:00Z"), Some(1_002_110_400));
        assert_eq!(iso("2001-10-03T14:00:00+02:00"), Some(1_002_110_400));
        assert_eq!(iso("2001-10-03"), Some(1_002_067_200));
        assert_eq!(iso("yesterday"), None);
    }

    #[test]
    fn windows_times_begin_in_1601() {
        assert_eq!(file_time(116_444_736_000_000_000), Some(0));
        assert_eq!(file_time(0), None);
    }
}
