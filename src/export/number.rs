//! Numbers and dates as digits: the same in every file. It does not know which file.

/// Seconds of a day.
const DAY: i64 = 86_400;

/// Appends a whole number.
pub fn push_integer(out: &mut String, value: i64) {
    if value < 0 {
        out.push('-');
    }
    push_unsigned(out, value.unsigned_abs());
}

/// Appends a row number.
pub fn push_index(out: &mut String, value: usize) {
    push_unsigned(out, value as u64);
}

/// Digit by digit, several times faster than the formatting machinery: half of all cells are whole numbers.
fn push_unsigned(out: &mut String, mut value: u64) {
    if value < 10 {
        out.push(char::from(b'0' + value as u8));
        return;
    }
    let mut digits = [b'0'; 20];
    let mut start = digits.len() - 1;
    loop {
        digits[start] = b'0' + (value % 10) as u8;
        value /= 10;
        if value == 0 {
            break;
        }
        start -= 1;
    }
    push_ascii(out, &digits[start..]);
}

fn push_ascii(out: &mut String, digits: &[u8]) {
    out.push_str(std::str::from_utf8(digits).unwrap_or_default());
}

/// Appends the shortest digits that read back as the same number, always with a point or an exponent, so that no
/// reader takes the column for whole numbers. A number that is not finite is left out: false.
pub fn push_real(out: &mut String, value: f64) -> bool {
    if !value.is_finite() {
        return false;
    }
    if value.fract() == 0.0 && value.abs() < 1e15 {
        push_integer(out, value as i64);
        out.push_str(".0");
    } else {
        out.push_str(zmij::Buffer::new().format_finite(value));
    }
    true
}

/// Appends a coordinate with at most two decimals; what is not finite becomes 0.
pub fn push_coordinate(out: &mut String, value: f32) {
    let hundredths = (f64::from(value) * 100.0).round();
    if !hundredths.is_finite() || hundredths.abs() > 1e15 {
        out.push('0');
        return;
    }
    let hundredths = hundredths as i64;
    if hundredths < 0 {
        out.push('-');
    }
    push_integer(out, (hundredths / 100).abs());
    let rest = (hundredths % 100).abs();
    if rest != 0 {
        let mut text = *b".00";
        fill(&mut text[1..], rest);
        push_ascii(out, &text);
        if rest % 10 == 0 {
            out.pop();
        }
    }
}

/// Appends `YYYY-MM-DD`; a year outside 1 to 9999 is left out: false.
pub fn push_day(out: &mut String, seconds: i64) -> bool {
    let (year, month, day) = civil(seconds.div_euclid(DAY));
    if !(1..=9999).contains(&year) {
        return false;
    }
    let mut text = *b"0000-00-00";
    fill(&mut text[..4], year);
    fill(&mut text[5..7], month);
    fill(&mut text[8..], day);
    push_ascii(out, &text);
    true
}

/// Appends `YYYY-MM-DDTHH:MM:SSZ`; a year outside 1 to 9999 is left out: false.
pub fn push_instant(out: &mut String, seconds: i64) -> bool {
    if !push_day(out, seconds) {
        return false;
    }
    let second = seconds.rem_euclid(DAY);
    let mut text = *b"T00:00:00Z";
    fill(&mut text[1..3], second / 3600);
    fill(&mut text[4..6], second / 60 % 60);
    fill(&mut text[7..9], second % 60);
    push_ascii(out, &text);
    true
}

/// The lowest digits of a number that is not negative.
fn fill(digits: &mut [u8], mut value: i64) {
    for digit in digits.iter_mut().rev() {
        *digit = b'0' + (value % 10) as u8;
        value /= 10;
    }
}

/// Year, month and day of a day counted from 1970-01-01 (Howard Hinnant, "chrono-compatible low-level date
/// algorithms", `civil_from_days`).
fn civil(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 {
        shifted_month + 3
    } else {
        shifted_month - 9
    };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month, day)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn text(write: impl Fn(&mut String) -> bool) -> Option<String> {
        let mut out = String::new();
        write(&mut out).then_some(out)
    }

    #[test]
    fn dates_as_python_has_them() {
        // datetime.fromtimestamp(n, timezone.utc)
        for (seconds, expected) in [
            (0, "1970-01-01T00:00:00Z"),
            (-1, "1969-12-31T23:59:59Z"),
            (951_782_399, "2000-02-28T23:59:59Z"),
            (951_782_400, "2000-02-29T00:00:00Z"),
            (1_008_000_000, "2001-12-10T16:00:00Z"),
            (4_107_542_399, "2100-02-28T23:59:59Z"),
            (4_107_542_400, "2100-03-01T00:00:00Z"),
            (253_402_300_799, "9999-12-31T23:59:59Z"),
            (-62_135_596_800, "0001-01-01T00:00:00Z"),
        ] {
            assert_eq!(
                text(|out| push_instant(out, seconds)).as_deref(),
                Some(expected)
            );
            assert_eq!(
                text(|out| push_day(out, seconds)).as_deref(),
                Some(&expected[..10])
            );
        }
    }

    #[test]
    fn impossible_years_are_absent() {
        for seconds in [i64::MIN, i64::MAX, 253_402_300_800, -62_135_596_801] {
            assert_eq!(text(|out| push_instant(out, seconds)), None);
        }
    }

    #[test]
    fn reals_read_back() {
        for value in [
            0.1,
            1.0,
            1.0 / 3.0,
            5e-324,
            f64::MAX,
            1e16,
            123_456.789,
            -2.5e-7,
        ] {
            let digits = text(|out| push_real(out, value)).unwrap();
            assert_eq!(digits.parse::<f64>().unwrap(), value);
            assert!(digits.contains(['.', 'e']), "{digits}");
        }
        assert_eq!(text(|out| push_real(out, -0.0)).unwrap(), "0.0");
        assert_eq!(text(|out| push_real(out, f64::NAN)), None);
        assert_eq!(text(|out| push_real(out, f64::INFINITY)), None);
    }

    #[test]
    fn coordinates_have_two_decimals() {
        for (value, expected) in [
            (0.0, "0"),
            (1.5, "1.5"),
            (-0.25, "-0.25"),
            (12.004, "12"),
            (-0.001, "0"),
            (3.07, "3.07"),
            (f32::NAN, "0"),
            (f32::MAX, "0"),
        ] {
            let mut out = String::new();
            push_coordinate(&mut out, value);
            assert_eq!(out, expected);
        }
    }
}
