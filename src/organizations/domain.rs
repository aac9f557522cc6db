//! Which organization a domain stands for, and of what kind it is.

use crate::mention::domains::registrable;
use crate::mention::providers::is_provider;

/// The registrable domain of a host, unless it belongs to a mail or access provider.
pub fn organization(host: &str) -> Option<&str> {
    registrable(host).filter(|domain| !is_provider(domain))
}

/// The kind that the domain's ending tells: `government`, `military`, `education`, `international`, else `organization`.
pub fn kind(domain: &str) -> &'static str {
    let labels: Vec<&str> = domain.rsplit('.').collect();
    let top = labels.first().copied().unwrap_or_default();
    // Under a country's domain the second level tells: gov.uk, ac.jp.
    let second = labels
        .get(1)
        .copied()
        .filter(|_| top.len() == 2)
        .unwrap_or_default();
    let names = |list: &[&str]| list.contains(&top) || list.contains(&second);
    if names(&["mil"]) {
        "military"
    } else if names(&["gov", "gob", "gouv", "go", "govt", "gv", "fed", "state"]) && (top != "go")
        || domain == "europa.eu"
    {
        "government"
    } else if names(&["edu", "ac"]) && top != "ac" || domain.contains(".k12.") {
        "education"
    } else if top == "int" {
        "international"
    } else {
        "organization"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_come_from_endings() {
        for (domain, expected) in [
            ("ferc.gov", "government"),
            ("cabinet.gov.uk", "government"),
            ("navy.mil", "military"),
            ("tides.edu", "education"),
            ("tides.ac.uk", "education"),
            ("who.int", "international"),
            ("tides.com", "organization"),
            ("go.com", "organization"),
        ] {
            assert_eq!(kind(domain), expected, "{domain}");
        }
    }

    #[test]
    fn providers_are_no_organization() {
        assert_eq!(organization("mail.hotmail.com"), None);
        assert_eq!(organization("mail.tides.com"), Some("tides.com"));
    }
}
