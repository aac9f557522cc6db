//! THE STAIRS: calls the floors once, upward.
