//! Ties, tie strength, networks, slices.
