//! Mail and access providers: domains whose addresses belong to anybody. It does not know addresses or people.

use std::sync::LazyLock;

use rustc_hash::FxHashSet;

static PROVIDERS: LazyLock<FxHashSet<&'static str>> = LazyLock::new(|| {
    include_str!("providers.txt")
        .lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty())
        .collect()
});

/// Whether a registrable domain (see [`super::domains::registrable`]) belongs to a provider.
pub fn is_provider(domain: &str) -> bool {
    PROVIDERS.contains(domain)
}

#[cfg(test)]
mod tests {
    #[test]
    fn providers_are_known() {
        assert!(super::is_provider("hotmail.com"));
        assert!(!super::is_provider("tides.example"));
    }
}
