//! The conclusions of the last run, saved.
