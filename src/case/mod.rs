//! Facts on disk; text ends here.
