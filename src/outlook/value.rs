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

    #[test]
    fn wide_text() {
        assert_eq!(utf16(b"a\0\xe9\0\0\0"), "a\u{e9}");
        assert_eq!(utf16(b"a\0\0\xd8x"), "a\u{fffd}");
    }
}
