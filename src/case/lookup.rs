//! Looking things up in a case.
