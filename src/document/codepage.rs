//! Bytes in a Windows code page, as text. It does not know where they stood.

use crate::outlook::codepage::{DEFAULT, page};

/// The text; of an unknown code page as Windows-1252. What cannot be decoded becomes U+FFFD. O(n).
pub(super) fn decode(number: u16, bytes: &[u8]) -> String {
    let page = page(number.into()).unwrap_or(DEFAULT);
    page.decode(bytes).0
}
