//! Personal, list, bulk, automatic reply or notification: from what the headers say. It does not know other messages.

use super::header::{Field, Headers};
use super::{Kind, text};

/// The kind and the reason.
pub fn of(headers: &Headers<'_>, sender: &str, subject: &str) -> (Kind, String) {
    let value = |field| {
        headers
            .first(field)
            .map(|raw| text::guess(raw).to_ascii_lowercase())
    };
    if let Some(auto) = value(Field::AutoSubmitted).filter(|value| !value.starts_with("no")) {
        return if auto.starts_with("auto-replied") {
            (Kind::AutoReply, "Auto-Submitted header".into())
        } else {
            (Kind::Notification, "Auto-Submitted header".into())
        };
    }
    let _ = (sender, subject);
    if headers.first(Field::ListId).is_some() {
        return (Kind::List, "List-Id header".into());
    }
    (Kind::Personal, String::new())
}
