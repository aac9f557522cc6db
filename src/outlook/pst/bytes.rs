//! Numbers as they lie in the file: little-endian, at an offset that may be wrong. Knows no structure.

/// The number at `at`, if the bytes reach that far.
pub(super) fn u8_at(bytes: &[u8], at: usize) -> Option<u8> {
    bytes.get(at).copied()
}

/// See [`u8_at`].
pub(super) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    fixed(bytes, at).map(u16::from_le_bytes)
}

/// See [`u8_at`].
pub(super) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    fixed(bytes, at).map(u32::from_le_bytes)
}

/// See [`u8_at`].
pub(super) fn u64_at(bytes: &[u8], at: usize) -> Option<u64> {
    fixed(bytes, at).map(u64::from_le_bytes)
}

/// An id or an offset: 8 bytes, or 4 in ANSI files.
pub(super) fn id_at(bytes: &[u8], at: usize, wide: bool) -> Option<u64> {
    match wide {
        true => u64_at(bytes, at),
        false => u32_at(bytes, at).map(u64::from),
    }
}

fn fixed<const N: usize>(bytes: &[u8], at: usize) -> Option<[u8; N]> {
    bytes.get(at..at.checked_add(N)?)?.try_into().ok()
}
