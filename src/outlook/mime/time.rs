//! Times as mail and calendars write them. Knows no time zone but UTC.

const DAY: i64 = 86_400;

struct Clock {
    year: i64,
    month: usize,
    day: i64,
    weekday: usize,
    second: i64,
}

/// `None` outside of the years 1 to 9999.
fn clock(seconds: i64) -> Option<Clock> {
    let days = seconds.div_euclid(DAY);
    // Howard Hinnant, "chrono-compatible low-level date algorithms": civil_from_days.
    let shifted = days.checked_add(719_468)?;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * of_year + 2) / 153;
    let month = (shifted_month + 2) % 12 + 1;
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (1..=9999).contains(&year).then_some(Clock {
        year,
        month: usize::try_from(month).ok()?,
        day: of_year - (153 * shifted_month + 2) / 5 + 1,
        weekday: usize::try_from((days + 4).rem_euclid(7)).ok()?,
        second: seconds.rem_euclid(DAY),
    })
}

/// `Sun, 09 Sep 2001 01:46:40 +0000` (RFC 5322).
pub fn internet_date(seconds: i64) -> Option<String> {
    const DAYS: [&str; 7] = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let at = clock(seconds)?;
    Some(format!(
        "{}, {:02} {} {:04} {:02}:{:02}:{:02} +0000",
        DAYS[at.weekday],
        at.day,
        MONTHS[at.month - 1],
        at.year,
        at.second / 3600,
        at.second / 60 % 60,
        at.second % 60
    ))
}

/// `20010909T014640Z` (RFC 5545).
pub fn calendar_time(seconds: i64) -> Option<String> {
    let at = clock(seconds)?;
    Some(format!(
        "{:04}{:02}{:02}T{:02}{:02}{:02}Z",
        at.year,
        at.month,
        at.day,
        at.second / 3600,
        at.second / 60 % 60,
        at.second % 60
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `date -u -R -d @N`.
    #[test]
    fn dates() {
        for (seconds, date) in [
            (0, "Thu, 01 Jan 1970 00:00:00 +0000"),
            (951_782_399, "Mon, 28 Feb 2000 23:59:59 +0000"),
            (951_782_400, "Tue, 29 Feb 2000 00:00:00 +0000"),
            (-1, "Wed, 31 Dec 1969 23:59:59 +0000"),
            (1_000_000_000, "Sun, 09 Sep 2001 01:46:40 +0000"),
        ] {
            assert_eq!(internet_date(seconds).as_deref(), Some(date));
        }
        assert_eq!(internet_date(i64::MAX), None);
        assert_eq!(internet_date(i64::MIN), None);
        assert_eq!(
            calendar_time(951_782_400).as_deref(),
            Some("20000229T000000Z")
        );
    }
}
