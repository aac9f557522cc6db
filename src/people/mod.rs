//! Conclusions about people: which addresses are one correspondent, and of what kind.
