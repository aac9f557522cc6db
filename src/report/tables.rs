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
        file(self.name)
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
        name: "documents",
        about: "every document once, however many messages carry it: what it is, what it says of itself, who sent it first",
        narrow: &[
            "id",
            "names",
            "format",
            "state",
            "messages",
            "first",
            "first_sender_label",
            "senders",
            "recipients",
            "author",
            "organizations",
        ],
        rows: super::documents::rows,
    },
    Entry {
        name: "hidden",
        about: "who got a message without standing where the others could see it, graded by what shows it",
        narrow: &[
            "message",
            "date",
            "sender_label",
            "hidden",
            "grade",
            "shown_by",
            "inferred",
        ],
        rows: super::hidden::rows,
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
    Entry {
        name: "missing",
        about: "messages that others quote or answer, but that are not in the archive: rebuilt, and in no count",
        narrow: &[
            "sender_as_quoted",
            "date",
            "subject",
            "quoted_by",
            "shown_by",
            "confidence",
            "evidence",
        ],
        rows: super::missing::rows,
    },
    Entry {
        name: "outlook",
        about: "Outlook files (PST, OST): items that their own index lists, and what became of them",
        narrow: &["path", "expected", "found", "failed", "recovered"],
        rows: super::outlook::rows,
    },
    Entry {
        name: "brokers",
        about: "people who stand between people of different organizations",
        narrow: &[
            "rank",
            "Label",
            "organization",
            "between",
            "gatekeeper",
            "representative",
            "liaison",
            "consultant",
            "joins_a",
            "joins_b",
            "articulation",
        ],
        rows: super::brokers::rows,
    },
    Entry {
        name: "single-contacts",
        about: "pairs of organizations whose mail goes nearly all through one person",
        narrow: &[
            "Label",
            "organization",
            "other",
            "share",
            "messages",
            "writing",
            "colleagues",
            "own_mailbox",
            "other_mailboxes",
        ],
        rows: super::brokers::single_contacts_rows,
    },
    Entry {
        name: "back-channels",
        about: "pairs who write to each other at work, and on private addresses too",
        narrow: &[
            "a_label",
            "b_label",
            "a_private",
            "b_private",
            "work",
            "both_private",
            "one_private",
            "first_private",
            "share_after",
        ],
        rows: super::back_channels::rows,
    },
    Entry {
        name: "phases",
        about: "which communities persist, split, merge, come and go over time",
        narrow: &[
            "from_period",
            "to_period",
            "event",
            "before",
            "after",
            "members_before",
            "members_after",
            "overlap",
        ],
        rows: super::phases::rows,
    },
    Entry {
        name: "months",
        about: "messages, writers and mailboxes by month",
        narrow: &[
            "month",
            "messages",
            "measured",
            "writers",
            "mailboxes",
            "silent_mailboxes",
            "largest_mailbox",
            "largest_share",
        ],
        rows: super::times::months_rows,
    },
    Entry {
        name: "gaps",
        about: "months in which a mailbox holds nothing, though it does before and after",
        narrow: &[
            "mailbox",
            "owner",
            "from",
            "to",
            "months",
            "usual",
            "p",
            "elsewhere",
        ],
        rows: super::times::gaps_rows,
    },
    Entry {
        name: "silences",
        about: "when each tie, person and organization began and ended, and its longest silence",
        narrow: &[
            "what",
            "Id",
            "other",
            "letters",
            "first",
            "last",
            "silence_days",
            "silent_from",
            "silent_to",
            "p",
        ],
        rows: super::times::silences_rows,
    },
    Entry {
        name: "changes",
        about: "months from which on a tie, person or organization writes more or less than before",
        narrow: &[
            "what", "Id", "other", "month", "before", "after", "p", "q_value",
        ],
        rows: super::times::changes_rows,
    },
    Entry {
        name: "replies",
        about: "who answers whom, how often and how fast",
        narrow: &[
            "Label",
            "to_label",
            "replies",
            "share_answered",
            "hours_quartile",
            "hours_median",
            "hours_three_quarters",
            "inferred",
        ],
        rows: super::times::replies_rows,
    },
];

/// The name of a table's file.
pub fn file(name: &str) -> String {
    format!("{}.csv", name.replace('-', "_"))
}

/// The table of that name.
pub fn find(name: &str) -> Option<&'static Entry> {
    TABLES.iter().find(|entry| entry.name == name)
}
