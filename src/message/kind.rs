//! Personal, list, bulk, automatic reply or notification: from what headers, sender and subject say. It does not know
//! other messages.

use super::header::{Field, Headers};
use super::lines::begins;
use super::{Kind, text};

/// The kind of a message and the reason, such as "List-Id header". The surest mark comes first.
pub fn of(headers: &Headers<'_>, sender: &str, subject: &str) -> (Kind, String) {
    // Most mail has no such field.
    let first = |field| {
        if headers.marked {
            headers.first(field)
        } else {
            None
        }
    };
    let value = |field| first(field).map(|raw| text::guess(raw).trim().to_ascii_lowercase());
    if let Some(auto) = value(Field::AutoSubmitted).filter(|value| !value.starts_with("no")) {
        let reply = auto.starts_with("auto-replied");
        return (
            if reply {
                Kind::AutoReply
            } else {
                Kind::Notification
            },
            format!("Auto-Submitted header: {}", short(&auto)),
        );
    }
    if first(Field::AutoReply).is_some() {
        return (Kind::AutoReply, "X-Autoreply header".into());
    }
    let bare = super::bare_subject(subject);
    if let Some(phrase) = AWAY.iter().find(|phrase| begins(bare, phrase)) {
        return (Kind::AutoReply, format!("subject begins with \"{phrase}\""));
    }
    if let Some(empty) = first(Field::ReturnPath).filter(|raw| raw.trim_ascii() == b"<>") {
        let _ = empty;
        return (Kind::Notification, "empty Return-Path".into());
    }
    let local = &sender[..memchr::memchr(b'@', sender.as_bytes()).unwrap_or(sender.len())];
    let starts = starts(local);
    let named = |word: &&&str| starts & letter(word.as_bytes()[0]) != 0 && is_word(local, word);
    if let Some(robot) = ROBOTS.iter().find(named) {
        return (Kind::Notification, format!("sender is {robot}"));
    }
    if let Some(phrase) = NOTICES.iter().find(|phrase| begins(subject, phrase)) {
        return (
            Kind::Notification,
            format!("subject begins with \"{phrase}\""),
        );
    }
    let precedence = value(Field::Precedence).unwrap_or_default();
    if precedence == "auto_reply" {
        return (Kind::AutoReply, "Precedence header: auto_reply".into());
    }
    if first(Field::ListId).is_some() {
        return (Kind::List, "List-Id header".into());
    }
    if first(Field::ListPost).is_some() {
        return (Kind::List, "List-Post or Mailing-List header".into());
    }
    if precedence == "list" {
        return (Kind::List, "Precedence header: list".into());
    }
    if first(Field::Campaign).is_some() {
        return (Kind::Bulk, "header of a mass mailer".into());
    }
    if first(Field::ListUnsubscribe).is_some() {
        return (Kind::Bulk, "List-Unsubscribe header".into());
    }
    if matches!(precedence.as_str(), "bulk" | "junk") {
        return (Kind::Bulk, format!("Precedence header: {precedence}"));
    }
    if let Some(bulk) = MAILERS.iter().find(named) {
        return (Kind::Bulk, format!("sender is {bulk}"));
    }
    if value(Field::AutoSuppress).is_some_and(|value| value.contains("all")) {
        return (Kind::Notification, "X-Auto-Response-Suppress header".into());
    }
    (Kind::Personal, String::new())
}

/// The list a message came through: the address of `List-Post` and its like, else the id of `List-Id`.
pub fn list(headers: &Headers<'_>) -> Option<String> {
    if !headers.marked {
        return None;
    }
    for raw in headers.all(Field::ListPost) {
        let value = text::guess(raw);
        let value = value
            .trim()
            .trim_start_matches("list ")
            .trim_matches(['<', '>']);
        let value = value
            .split([';', ',', '>', '?'])
            .next()
            .unwrap_or_default()
            .trim();
        if let Some((super::AddressKind::Smtp, address)) = super::address::canonical(value) {
            return Some(address);
        }
    }
    let raw = headers.first(Field::ListId)?;
    let value = text::value(&raw[..raw.len().min(1024)]);
    let id = match (value.rfind('<'), value.rfind('>')) {
        (Some(open), Some(close)) if open < close => &value[open + 1..close],
        _ => &value,
    };
    let (id, _) = text::one_line(id, 255);
    (!id.is_empty()).then(|| id.to_lowercase())
}

/// Beginnings of the subjects of automatic replies.
const AWAY: [&str; 22] = [
    "Out of Office AutoReply",
    "Out of Office",
    "Out of the office",
    "AutoReply",
    "Auto-Reply",
    "Auto Reply",
    "Automatic reply",
    "Automatic Reply",
    "Automated reply",
    "Auto response",
    "Autoresponse",
    "Vacation reply",
    "On vacation",
    "Away from my mail",
    "Abwesenheitsnotiz",
    "Automatische Antwort",
    "Réponse automatique",
    "Absence du bureau",
    "Respuesta automática",
    "Fuera de la oficina",
    "Risposta automatica",
    "Automatisch antwoord",
];

/// Beginnings of the subjects of what machines report.
const NOTICES: [&str; 22] = [
    "Undeliverable:",
    "Undelivered Mail",
    "Undeliverable mail",
    "Mail delivery failed",
    "Mail System Error",
    "Delivery Status Notification",
    "Delivery Failure",
    "Delivery failed",
    "Returned mail",
    "failure notice",
    "Failure Notice",
    "Message status - undeliverable",
    "Warning: could not send message",
    "Read:",
    "Not read:",
    "Delivered:",
    "Accepted:",
    "Declined:",
    "Tentative:",
    "Canceled:",
    "Unzustellbar",
    "Meeting Forward Notification",
];

/// Local parts of machines.
const ROBOTS: [&str; 14] = [
    "mailer-daemon",
    "postmaster",
    "noreply",
    "no-reply",
    "no_reply",
    "donotreply",
    "do-not-reply",
    "do_not_reply",
    "daemon",
    "cron",
    "notification",
    "notifications",
    "autoresponder",
    "bounce",
];

/// Local parts of those who write to many.
const MAILERS: [&str; 8] = [
    "newsletter",
    "newsletters",
    "mailing",
    "offers",
    "promotions",
    "announce",
    "announcements",
    "marketing",
];

/// The small letters that words begin with, as bits.
fn starts(local: &str) -> u32 {
    let (mut set, mut start) = (0, true);
    for byte in local.bytes() {
        if start {
            set |= letter(byte);
        }
        start = !byte.is_ascii_alphanumeric();
    }
    set
}

fn letter(byte: u8) -> u32 {
    if byte.is_ascii_lowercase() {
        1 << (byte - b'a')
    } else {
        0
    }
}

/// The word alone, or set off by a sign: `noreply`, `orders-noreply`, `noreply+123`.
fn is_word(local: &str, word: &str) -> bool {
    let (bytes, word) = (local.as_bytes(), word.as_bytes());
    let mut start = true;
    for at in 0..bytes.len() {
        if start && bytes[at..].starts_with(word) {
            let next = bytes.get(at + word.len());
            if next.is_none_or(|b| !b.is_ascii_alphanumeric()) {
                return true;
            }
        }
        start = !bytes[at].is_ascii_alphanumeric();
    }
    false
}

fn short(value: &str) -> String {
    text::one_line(value, 40).0
}
