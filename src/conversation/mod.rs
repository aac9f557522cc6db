//! Conclusions about messages: which copies are one mail, which mail answers which.
