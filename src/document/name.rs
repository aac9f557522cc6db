//! Names of formats and states, as tables have them.

use super::{Format, State};

const FORMATS: [(Format, &str); 23] = [
    (Format::Docx, "docx"),
    (Format::Xlsx, "xlsx"),
    (Format::Pptx, "pptx"),
    (Format::Doc, "doc"),
    (Format::Xls, "xls"),
    (Format::Ppt, "ppt"),
    (Format::Odt, "odt"),
    (Format::Ods, "ods"),
    (Format::Odp, "odp"),
    (Format::Pdf, "pdf"),
    (Format::Rtf, "rtf"),
    (Format::Html, "html"),
    (Format::Csv, "csv"),
    (Format::Text, "text"),
    (Format::Xml, "xml"),
    (Format::Calendar, "calendar"),
    (Format::Card, "card"),
    (Format::Image, "image"),
    (Format::Media, "media"),
    (Format::Archive, "archive"),
    (Format::Mail, "mail"),
    (Format::Program, "program"),
    (Format::Unknown, "unknown"),
];

const STATES: [(State, &str); 7] = [
    (State::Read, "read"),
    (State::NoText, "no_text"),
    (State::Encrypted, "encrypted"),
    (State::Damaged, "damaged"),
    (State::Unsupported, "unsupported"),
    (State::Limit, "limit"),
    (State::Failed, "failed"),
];

impl Format {
    /// The name in tables.
    pub fn name(self) -> &'static str {
        let found = FORMATS.iter().find(|(format, _)| *format == self);
        found.map_or("unknown", |(_, name)| name)
    }

    /// The names of all formats.
    pub fn names() -> impl Iterator<Item = &'static str> {
        FORMATS.iter().map(|(_, name)| *name)
    }

    /// The format of that name; [`Format::Unknown`] for any other.
    pub fn from_name(name: &str) -> Self {
        let found = FORMATS.iter().find(|(_, known)| *known == name);
        found.map_or(Self::Unknown, |(format, _)| *format)
    }

    /// Rows and columns rather than sentences: how often a name stands in one tells nothing about it.
    pub fn is_table(self) -> bool {
        matches!(self, Self::Xlsx | Self::Xls | Self::Ods | Self::Csv)
    }
}

impl State {
    /// The name in tables.
    pub fn name(self) -> &'static str {
        let found = STATES.iter().find(|(state, _)| *state == self);
        found.map_or("failed", |(_, name)| name)
    }

    /// The state of that name; [`State::Failed`] for any other.
    pub fn from_name(name: &str) -> Self {
        let found = STATES.iter().find(|(_, known)| *known == name);
        found.map_or(Self::Failed, |(state, _)| *state)
    }
}
