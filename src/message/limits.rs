//! Named bounds of one message; each that bites is told as a problem of the kind `limit`.

/// Largest raw message in bytes: the offsets of the MIME reader are 32 bits wide.
pub const MESSAGE_BYTES: usize = 1 << 30;
/// Most header fields read.
pub const HEADERS: usize = 5_000;
/// Longest header value kept in bytes (address lists are bounded by [`ADDRESSES`] instead).
pub const VALUE_BYTES: usize = 64 * 1024;
/// Longest subject kept in bytes.
pub const SUBJECT_BYTES: usize = 4 * 1024;
/// Longest display name or file name kept in bytes.
pub const NAME_BYTES: usize = 512;
/// Most header addresses of one message.
pub const ADDRESSES: usize = 10_000;
/// Most addresses of one copy that headers of its delivery name.
pub const AUDIENCE: usize = 100;
/// Most bytes kept of the recipients that a quoted header names.
pub const QUOTED_RECIPIENTS: usize = 1_000;
/// Longest address in bytes: 64 for the local part, 255 for the domain (RFC 5321, 4.5.3.1), and the `@`.
pub const ADDRESS_BYTES: usize = 320;
/// Most parents of a message: the nearest and the 199 oldest.
pub const PARENTS: usize = 200;
/// Longest Message-ID kept in bytes (RFC 5322 lines are at most 998).
pub const ID_BYTES: usize = 998;
/// Deepest nesting of multiparts that is looked into.
pub const DEPTH: usize = 50;
/// `winmail.dat` inside one another.
pub const TNEF_DEPTH: usize = 3;
/// Most MIME parts of one message.
pub const PARTS: usize = 10_000;
/// Most decoded bytes of one message's text.
pub const TEXT_BYTES: usize = 64 << 20;
/// Most bytes of HTML that are turned into text.
pub const HTML_BYTES: usize = 2 << 20;
/// Most quoted headers of one message.
pub const QUOTED_HEADERS: usize = 1_000;
/// Most segments of one message.
pub const SEGMENTS: usize = 100_000;
