//! Conclusions about organizations: domains.
