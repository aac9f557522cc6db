//! The tables that findings make: one line a table here puts it into the case folder and into `list`. It does not know networks.

use super::Table;
use crate::network::Context;

/// A table that is made from the context alone.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// Its name in `list`; the file in the case is called so, with `.csv` behind it and `_` for `-`.
    pub name: &'static str,
    /// One line for the README of the case.
    pub about: &'static str,
    /// The columns that a terminal shows.
    pub narrow: &'static [&'static str],
    /// The rows.
    pub rows: fn(&Context) -> Table,
}

impl Entry {
    /// The name of its file.
    pub fn file(&self) -> String {
        format!("{}.csv", self.name.replace('-', "_"))
    }
}

/// All of them, by name.
pub const TABLES: &[Entry] = &[
    Entry {
        name: "affiliations",
        about: "who belonged to which organization, when, and what shows it",
        narrow: &[
            "Label",
            "Id",
            "organization",
            "first",
            "last",
            "sent",
            "received",
            "reason",
        ],
        rows: super::affiliations::rows,
    },
    Entry {
        name: "custodians",
        about: "whose mailboxes were read, and which correspondent that is",
        narrow: &[
            "custodian",
            "Id",
            "Label",
            "messages",
            "share",
            "next_share",
            "named",
        ],
        rows: super::custodians::rows,
    },
    Entry {
        name: "introductions",
        about: "who brought two people together, who then wrote to each other for the first time",
        narrow: &[
            "introducer_label",
            "a_label",
            "b_label",
            "a_organization",
            "b_organization",
            "date",
            "first_direct",
            "messages_after",
            "earlier_mail_visible",
        ],
        rows: super::introductions::rows,
    },
];

/// The table of that name.
pub fn find(name: &str) -> Option<&'static Entry> {
    TABLES.iter().find(|entry| entry.name == name)
}
