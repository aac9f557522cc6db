//! Values of properties as bytes, in the form that MSG and TNEF share (MS-OXCDATA 2.11.1). Does not know where they lie.

use encoding_rs::UTF_16LE;

use super::property::Value;

/// PtypString8.
pub const STRING8: u16 = 0x001E;
/// PtypString.
pub const STRING: u16 = 0x001F;
/// PtypObject.
pub const OBJECT: u16 = 0x000D;
/// PtypBinary.
pub const BINARY: u16 = 0x0102;
/// PtypGuid.
pub const GUID: u16 = 0x0048;
/// Set in the type of a property with several values.
pub const SEVERAL: u16 = 0x1000;

/// 1601 to 1970, in seconds.
const EPOCH: i64 = 11_644_473_600;

/// A value of a type of at most eight bytes; `None` if there are too few bytes, or the type is another one.
pub fn scalar(kind: u16, bytes: &[u8]) -> Option<Value> {
    Some(match kind {
        0x0002 => Value::Integer(i64::from(i16::from_le_bytes(first(bytes)?))),
        0x0003 | 0x000A => Value::Integer(i64::from(i32::from_le_bytes(first(bytes)?))),
        0x0004 => Value::Real(f64::from(f32::from_le_bytes(first(bytes)?))),
        0x0005 | 0x0007 => Value::Real(f64::from_le_bytes(first(bytes)?)),
        0x0006 | 0x0014 => Value::Integer(i64::from_le_bytes(first(bytes)?)),
        0x000B => Value::Boolean(u16::from_le_bytes(first(bytes)?) != 0),
        0x0040 => Value::Time(seconds(u64::from_le_bytes(first(bytes)?))?),
        _ => return None,
    })
}

/// A value of a type with a length of its own; `None` if the type is another one.
pub fn sized(kind: u16, bytes: Vec<u8>) -> Option<Value> {
    Some(match kind {
        STRING8 => Value::Narrow(bytes),
        STRING => Value::Text(utf16(&bytes)),
        BINARY | GUID | OBJECT => Value::Bytes(bytes),
        _ => return None,
    })
}

/// Several values of a type; `kind` has the bit [`SEVERAL`]. `None` if the type is another one.
pub fn several(kind: u16, values: Vec<Vec<u8>>) -> Option<Value> {
    Some(match kind & !SEVERAL {
        STRING8 => Value::Narrows(values),
        STRING => Value::Texts(values.iter().map(|value| utf16(value)).collect()),
        BINARY => Value::Binaries(values),
        _ => return None,
    })
}

/// A FILETIME (100 ns since 1601, UTC) as seconds since 1970; `None` for 0, and for 1 January 4501, which says that there is none.
pub fn seconds(filetime: u64) -> Option<i64> {
    const NONE: u64 = 0x0CB3_4557_A3DD_4000;
    if filetime == 0 || filetime == NONE {
        return None;
    }
    i64::try_from(filetime / 10_000_000)
        .ok()
        .map(|seconds| seconds - EPOCH)
}

/// A date and time of day, UTC, as seconds since 1970; `None` if one of the numbers is out of its range.
pub fn moment([year, month, day]: [i64; 3], [hour, minute, second]: [i64; 3]) -> Option<i64> {
    let sound = (1601..=9999).contains(&year)
        && (1..=12).contains(&month)
        && (1..=31).contains(&day)
        && (0..24).contains(&hour)
        && (0..60).contains(&minute)
        && (0..=60).contains(&second);
    if !sound {
        return None;
    }
    // Howard Hinnant, "chrono-compatible low-level date algorithms": days_from_civil.
    let shifted = if month <= 2 { year - 1 } else { year };
    let era = shifted / 400;
    let of_era = shifted - era * 400;
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let days = era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468;
    Some(days * 86_400 + hour * 3600 + minute * 60 + second)
}

/// UTF-16LE up to the zeros at its end; what is no character becomes U+FFFD.
pub fn utf16(bytes: &[u8]) -> String {
    let (text, _) = UTF_16LE.decode_without_bom_handling(&bytes[..bytes.len() & !1]);
    text.trim_start_matches('\u{feff}')
        .trim_end_matches('\0')
        .to_owned()
}

fn first<const N: usize>(bytes: &[u8]) -> Option<[u8; N]> {
    bytes.get(..N)?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// MS-DTYP 2.3.3 counts from 1601; `date -u -d '2001-09-09 01:46:40' +%s` is 1000000000.
    #[test]
    fn times_and_numbers() {
        assert_eq!(
            seconds(126_444_736_000_000_000 + 10_000_000),
            Some(1_000_000_001)
        );
        assert_eq!(seconds(0), None);
        assert_eq!(
            scalar(3, &[0xFF, 0xFF, 0xFF, 0xFF]),
            Some(Value::Integer(-1))
        );
        assert_eq!(scalar(0x0B, &[1, 0]), Some(Value::Boolean(true)));
        assert_eq!(scalar(0x40, &[1, 0]), None);
        assert_eq!(scalar(0x1F, &[1; 8]), None);
    }

    /// `date -u -d '2000-02-29 00:00:00' +%s` and the like.
    #[test]
    fn moments() {
        assert_eq!(moment([2000, 2, 29], [0, 0, 0]), Some(951_782_400));
        assert_eq!(moment([1969, 12, 31], [23, 59, 59]), Some(-1));
        assert_eq!(moment([2001, 9, 9], [1, 46, 40]), Some(1_000_000_000));
        assert_eq!(moment([2001, 13, 9], [1, 46, 40]), None);
    }

    #[test]
    fn wide_text() {
        assert_eq!(utf16(b"a\0\xe9\0\0\0"), "a\u{e9}");
        assert_eq!(utf16(b"a\0\0\xd8x"), "a\u{fffd}");
    }
}
