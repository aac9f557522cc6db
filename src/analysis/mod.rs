//! Numbers over vertices `0..n`; it has never heard of mail.
