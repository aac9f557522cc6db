//! What sort of document bytes are. It does not know names of files, which lie.

use super::Format;

/// The format, told by the bytes alone. O(n) at most, for text.
pub fn format(bytes: &[u8]) -> Format {
    let _ = bytes;
    Format::Unknown
}
