//! Header addresses.
