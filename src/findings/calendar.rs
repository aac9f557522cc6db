//! Months of the calendar, in UTC, as numbers without gaps. It does not know what happened in them.

/// Year, month (1 to 12) and day of the proleptic Gregorian calendar, UTC, of a time in seconds since 1970.
///
/// Source: H. Hinnant, chrono-compatible low-level date algorithms, `civil_from_days`.
pub fn civil(seconds: i64) -> (i64, i64, i64) {
    let days = seconds.div_euclid(86_400) + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    // Counted from March.
    let shifted = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 {
        shifted + 3
    } else {
        shifted - 9
    };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month, day)
}

/// Number of the month that holds a time in seconds since 1970: 12 * year + month - 1.
pub fn month(seconds: i64) -> i32 {
    let (year, month, _) = civil(seconds);
    (12 * year + month - 1).clamp(i64::from(i32::MIN), i64::from(i32::MAX)) as i32
}

/// First second of a month.
///
/// Source: as for [`civil`], `days_from_civil`.
pub fn start(month: i32) -> i64 {
    let since_march = i64::from(month) - 2;
    let (year, of_year) = (since_march.div_euclid(12), since_march.rem_euclid(12));
    let (era, year) = (year.div_euclid(400), year.rem_euclid(400));
    let days = year * 365 + year / 4 - year / 100 + (153 * of_year + 2) / 5;
    (era * 146_097 + days - 719_468) * 86_400
}

#[cfg(test)]
mod tests {
    use super::{month, start};

    // Python: calendar.timegm.
    #[test]
    fn months_begin_with_their_first_second() {
        let number = |year: i32, of_year: i32| 12 * year + of_year - 1;
        for (year, of_year, seconds) in [
            (1970, 1, 0),
            (1999, 12, 944_006_400),
            (2000, 2, 949_363_200),
            (2000, 3, 951_868_800),
            (2001, 10, 1_001_894_400),
            (2024, 3, 1_709_251_200),
        ] {
            assert_eq!(start(number(year, of_year)), seconds);
            assert_eq!(month(seconds), number(year, of_year));
            assert_eq!(month(seconds - 1), number(year, of_year) - 1);
        }
    }

    #[test]
    fn every_month_of_a_thousand_years_is_found_again() {
        assert!((12 * 1500..12 * 2500).all(|m| month(start(m)) == m));
    }
}
