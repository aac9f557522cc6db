//! Conclusions about mail: which copies are one message, and which message answers which.
//!
//! It knows digests, dates and addresses, not who is who.

pub mod distinct;
pub mod thread;
pub mod union_find;
