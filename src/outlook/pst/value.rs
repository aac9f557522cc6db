//! Values of properties from their bytes ([MS-PST] 2.3.3.3, [MS-OXCDATA] 2.11.1). Does not know where the bytes lay, or what a
//! property is for.

use super::bytes::{u8_at, u16_at, u32_at, u64_at};
use crate::outlook::property::Value;
use crate::outlook::value::{seconds, utf16};

/// PtypObject: an embedded item, or a stream of another program.
pub(super) const OBJECT: u16 = 0x000D;
const BOOLEAN: u16 = 0x000B;
const TEXT: u16 = 0x001F;
const NARROW: u16 = 0x001E;
const TEXTS: u16 = 0x101F;
const NARROWS: u16 = 0x101E;
const BINARIES: u16 = 0x1102;

/// Bytes of a type whose values are always as long; `None` if they vary.
pub(super) fn width(kind: u16) -> Option<usize> {
    match kind {
        0x0001 => Some(0),
        BOOLEAN => Some(1),
        0x0002 => Some(2),
        0x0003 | 0x0004 | 0x000A => Some(4),
        0x0005..=0x0007 | 0x0014 | 0x0040 => Some(8),
        _ => None,
    }
}

/// The value of a type; `None` if there is none, or of a type that nobody needs.
pub(super) fn decode(kind: u16, bytes: &[u8]) -> Option<Value> {
    if kind & 0x1000 != 0 {
        return several(kind, bytes);
    }
    match kind {
        BOOLEAN => Some(Value::Boolean(u8_at(bytes, 0)? != 0)),
        0x0002 => Some(Value::Integer(i64::from(u16_at(bytes, 0)? as i16))),
        0x0003 | 0x000A => Some(Value::Integer(i64::from(u32_at(bytes, 0)? as i32))),
        0x0006 | 0x0014 => Some(Value::Integer(u64_at(bytes, 0)? as i64)),
        0x0004 => Some(Value::Real(f64::from(f32::from_bits(u32_at(bytes, 0)?)))),
        0x0005 | 0x0007 => Some(Value::Real(f64::from_bits(u64_at(bytes, 0)?))),
        0x0040 => seconds(u64_at(bytes, 0)?).map(Value::Time),
        TEXT => Some(Value::Text(utf16(bytes))),
        NARROW => Some(Value::Narrow(narrow(bytes))),
        0x0048 | 0x00FB | 0x0102 | OBJECT => Some(Value::Bytes(bytes.to_vec())),
        _ => None,
    }
}

/// As [`decode`], of bytes that nobody else needs.
pub(super) fn decode_owned(kind: u16, bytes: Vec<u8>) -> Option<Value> {
    match kind {
        0x0048 | 0x00FB | 0x0102 | OBJECT => Some(Value::Bytes(bytes)),
        _ => decode(kind, &bytes),
    }
}

fn narrow(bytes: &[u8]) -> Vec<u8> {
    let zeros = bytes.iter().rev().take_while(|byte| **byte == 0).count();
    bytes[..bytes.len() - zeros].to_vec()
}

/// Several values in one: their number, the offset of each, then they themselves.
fn several(kind: u16, bytes: &[u8]) -> Option<Value> {
    if !matches!(kind, TEXTS | NARROWS | BINARIES) {
        return None;
    }
    let count = u32_at(bytes, 0)? as usize;
    let offset = |n: usize| match n < count {
        true => u32_at(bytes, n.checked_mul(4)?.checked_add(4)?).map(|at| at as usize),
        false => Some(bytes.len()),
    };
    // Values that overlap would make few bytes many: each begins where the one before ended, or later.
    let mut parts: Vec<&[u8]> = Vec::new();
    let mut from = 0;
    for n in 0..count {
        let (start, end) = (offset(n)?, offset(n + 1)?);
        if start < from {
            return None;
        }
        parts.push(bytes.get(start..end)?);
        from = end;
    }
    let parts = parts.into_iter();
    match kind {
        TEXTS => Some(Value::Texts(parts.map(utf16).collect())),
        NARROWS => Some(Value::Narrows(parts.map(narrow).collect())),
        _ => Some(Value::Binaries(parts.map(<[u8]>::to_vec).collect())),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn numbers_texts_and_times() {
        assert_eq!(decode(2, &[0xFF, 0xFF]), Some(Value::Integer(-1)));
        assert_eq!(decode(3, &[1, 0, 0, 0]), Some(Value::Integer(1)));
        assert_eq!(decode(3, &[1, 0, 0]), None);
        assert_eq!(
            decode(0x1F, b"a\0\xE9\0\0\0"),
            Some(Value::Text("a\u{e9}".into()))
        );
        assert_eq!(
            decode(0x1F, &[0x00, 0xD8, b'a', 0]),
            Some(Value::Text("\u{fffd}a".into()))
        );
        assert_eq!(
            decode(0x1E, b"a\xE9\0"),
            Some(Value::Narrow(b"a\xE9".to_vec()))
        );
        // 2001-01-01 00:00 UTC is 126,227,808,000,000,000 ticks (`w32tm /ntte`) and 978,307,200 seconds.
        let ticks = 126_227_808_000_000_000u64.to_le_bytes();
        assert_eq!(decode(0x40, &ticks), Some(Value::Time(978_307_200)));
        assert_eq!(decode(0x40, &[0; 8]), None);
        assert!(matches!(decode(0x40, &[0xFF; 8]), Some(Value::Time(_))));
    }

    #[test]
    fn several_values_lie_one_after_the_other() {
        let mut bytes = vec![2, 0, 0, 0, 12, 0, 0, 0, 14, 0, 0, 0];
        bytes.extend(b"a\0b\0c\0");
        let both = Value::Texts(vec!["a".into(), "bc".into()]);
        assert_eq!(decode(0x101F, &bytes), Some(both));
        let both = Value::Binaries(vec![b"a\0".to_vec(), b"b\0c\0".to_vec()]);
        assert_eq!(decode(0x1102, &bytes), Some(both));
        // Two values of the same bytes, one that ends before it begins, one outside, more than there are.
        for wrong in [[12, 12], [14, 12], [12, 99], [200, 200]] {
            let [first, second] = wrong;
            let mut bytes = bytes.clone();
            (bytes[4], bytes[8]) = (first, second);
            if wrong != [12, 12] {
                assert_eq!(decode(0x1102, &bytes), None, "{wrong:?}");
            }
        }
        assert_eq!(decode(0x1102, &[0xFF; 8]), None);
    }
}
