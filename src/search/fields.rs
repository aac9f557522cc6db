//! The fields of the query language, by name.

use super::query::Side;
use crate::case::index::Field;

/// Names of the fields, as typed.
pub(super) const NAMES: &[&str] = &[
    "from",
    "to",
    "cc",
    "bcc",
    "with",
    "org",
    "subject",
    "text",
    "quoted",
    "attachment",
    "name",
    "after",
    "before",
    "has",
    "kind",
    "in",
    "format",
    "thread",
    "custodian",
    "community",
];

/// How the words after a field are read.
#[derive(Clone, Copy, Debug)]
pub(super) enum Reading {
    Text(&'static [Field]),
    Name(Side),
    After,
    Before,
    Has,
    Kind,
    In,
    Format,
}

/// The field of that name.
pub(super) fn reading(field: &str) -> Option<Reading> {
    Some(match field {
        "from" => Reading::Name(Side::From),
        "to" => Reading::Name(Side::To),
        "cc" => Reading::Name(Side::Cc),
        "bcc" => Reading::Name(Side::Bcc),
        "with" => Reading::Name(Side::With),
        "org" => Reading::Name(Side::Organization),
        "custodian" => Reading::Name(Side::Custodian),
        "community" => Reading::Name(Side::Community),
        "thread" => Reading::Name(Side::Thread),
        "subject" => Reading::Text(&[Field::Subject]),
        "text" => Reading::Text(&[Field::Own]),
        "quoted" => Reading::Text(&[Field::Quoted]),
        "attachment" => Reading::Text(&[Field::Attachment]),
        "name" => Reading::Text(&[Field::Name]),
        "after" => Reading::After,
        "before" => Reading::Before,
        "has" => Reading::Has,
        "kind" => Reading::Kind,
        "in" => Reading::In,
        "format" => Reading::Format,
        _ => return None,
    })
}
