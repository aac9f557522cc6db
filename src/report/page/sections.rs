//! The sections: which columns of which tables a reader of the report sees, and the sentences before them. It does not know where rows come from.

use super::cells::Chosen;

/// A section that shows the first rows of one table.
#[derive(Debug)]
pub struct Plan {
    /// Name of the table; its file is called so.
    pub table: &'static str,
    /// Heading.
    pub heading: &'static str,
    /// What it is, what it is not.
    pub text: &'static str,
    /// Columns.
    pub columns: &'static [Chosen],
    /// Rows shown.
    pub rows: usize,
}

/// Central people.
pub const CENTRAL: &[Chosen] = &[
    ("Rank", "rank", None),
    ("Name", "Label", Some("Id")),
    ("Organization", "organization", Some("organization")),
    ("Without own mailbox", "rank_without_own_mailbox", None),
    ("Owes rank to it", "owes_rank_to_own_mailbox", None),
    ("Mailbox here", "custodian", None),
    ("Sent", "sent", None),
    ("Received", "received", None),
    ("Ties", "degree", None),
    ("PageRank", "pagerank", None),
    ("Betweenness", "betweenness", None),
    ("First", "first", None),
    ("Last", "last", None),
];

/// Organizations.
pub const ORGANIZATIONS: &[Chosen] = &[
    ("Name", "Label", Some("Id")),
    ("Kind", "kind", None),
    ("People", "people", None),
    ("Messages", "messages", None),
    ("Named in", "mentions", None),
    ("Ties", "degree", None),
    ("First", "first", None),
    ("Last", "last", None),
];

/// Communities.
pub const COMMUNITIES: &[Chosen] = &[
    ("Number", "id", None),
    ("Called", "label", None),
    ("Members", "size", None),
    ("Stability", "stability", None),
    ("Organizations", "organizations", None),
    ("Words of their subjects", "words", None),
];

/// Problems.
pub const PROBLEMS: &[Chosen] = &[
    ("Where", "source", None),
    ("Byte", "offset", None),
    ("Kind", "kind", None),
    ("What", "detail", None),
];

/// Mailboxes and whose they are.
pub const CUSTODIANS: &[Chosen] = &[
    ("Mailbox", "custodian", None),
    ("Whose", "Label", Some("Id")),
    ("Messages", "messages", None),
    ("Share that is theirs", "share", None),
];

/// The sections that each show one table, in their order.
pub const PLANS: &[Plan] = &[
    Plan {
        table: "brokers",
        heading: "Who stands between organizations",
        text: "A broker gets mail from one and writes to another, who do not write to each other, and not all three are of one organization. The roles are those of Gould and Fernandez (1989). A broker whose mailbox is here shows more such pairs than one whose is not.",
        columns: &[
            ("Rank", "rank", None),
            ("Name", "Label", Some("Id")),
            ("Organization", "organization", Some("organization")),
            ("Pairs", "between", None),
            ("Gatekeeper", "gatekeeper", None),
            ("Representative", "representative", None),
            ("Liaison", "liaison", None),
            ("Joins", "joins_a", Some("joins_a")),
            ("with", "joins_b", Some("joins_b")),
            ("Evidence", "evidence", None),
        ],
        rows: 12,
    },
    Plan {
        table: "single-contacts",
        heading: "Single points of contact",
        text: "Pairs of organizations whose mail goes nearly all through one person, as far as these mailboxes show.",
        columns: &[
            ("Name", "Label", Some("Id")),
            ("Of", "organization", Some("organization")),
            ("Contact to", "other", Some("other")),
            ("Share", "share", None),
            ("Messages", "messages", None),
            ("First", "first", None),
            ("Last", "last", None),
            ("Evidence", "evidence", None),
        ],
        rows: 12,
    },
    Plan {
        table: "introductions",
        heading: "Introductions",
        text: "Somebody writes to two people who, as far as the archive shows, had never written to each other; soon after they do.",
        columns: &[
            ("Introduced by", "introducer_label", Some("introducer")),
            ("One", "a_label", Some("a")),
            ("The other", "b_label", Some("b")),
            ("On", "date", None),
            ("First direct mail", "first_direct", None),
            ("Messages since", "messages_after", None),
            ("Earlier mail would show", "earlier_mail_visible", None),
            ("Introduction", "introducing_message", None),
            ("First mail", "first_direct_message", None),
        ],
        rows: 12,
    },
    Plan {
        table: "back-channels",
        heading: "Back-channels",
        text: "Pairs who write to each other at work and on private addresses too. That a private address is theirs is concluded; their cards and `mailties show` give the reasons.",
        columns: &[
            ("One", "a_label", Some("a")),
            ("The other", "b_label", Some("b")),
            ("Private", "a_private", None),
            ("Private", "b_private", None),
            ("At work", "work", None),
            ("One side private", "one_private", None),
            ("Both private", "both_private", None),
            ("First private", "first_private", None),
            ("Evidence", "evidence", None),
        ],
        rows: 10,
    },
    Plan {
        table: "changes",
        heading: "When ties changed",
        text: "Months in which the mail of a tie, a person or an organization rose or fell more than the mail of the whole archive.",
        columns: &[
            ("What", "what", None),
            ("Who", "label", Some("Id")),
            ("With", "other_label", Some("other")),
            ("Month", "month", None),
            ("A month before", "before", None),
            ("A month after", "after", None),
            ("q", "q_value", None),
            ("Evidence", "evidence", None),
        ],
        rows: 12,
    },
    Plan {
        table: "hidden",
        heading: "Who read along unseen",
        text: "Recipients whom the other recipients could not see. Only `stated` (a Bcc in the sender's copy) is a fact; the other grades are inferred, stand in no tie, and have innocent explanations: a mail that was forwarded, moved or dragged there.",
        columns: &[
            ("Message", "message", None),
            ("Date", "date", None),
            ("Sender", "sender_label", Some("sender")),
            ("Unseen", "hidden_label", Some("hidden")),
            ("Grade", "grade", None),
            ("Shown by", "shown_by", None),
        ],
        rows: 10,
    },
    Plan {
        table: "missing",
        heading: "Mail that is quoted but not here",
        text: "Messages that others answer or quote, and that no mailbox holds. What is known of them comes from their quoted headers; they are in no count.",
        columns: &[
            ("Date", "date", None),
            ("From", "sender_label", Some("sender")),
            ("From, as quoted", "from", None),
            ("Subject", "subject", None),
            ("Quoted in", "quoted_by", None),
            ("Evidence", "evidence", None),
        ],
        rows: 10,
    },
    Plan {
        table: "replies",
        heading: "Who answers whom",
        text: "Pairs with most answers. Hours run day and night; who answers is concluded from ids, or from subject and time where ids are missing.",
        columns: &[
            ("Who answers", "Label", Some("Id")),
            ("Whom", "to_label", Some("to")),
            ("Answers", "replies", None),
            ("Share answered", "share_answered", None),
            ("Median hours", "hours_median", None),
            ("Evidence", "evidence", None),
        ],
        rows: 10,
    },
    Plan {
        table: "gaps",
        heading: "Gaps in mailboxes",
        text: "Months in which a mailbox holds nothing, though it does before and after: mail may have been deleted, or never been there.",
        columns: &[
            ("Mailbox", "mailbox", None),
            ("Whose", "owner_label", Some("owner")),
            ("From", "from", None),
            ("To", "to", None),
            ("Usual a month", "usual", None),
            ("Chance", "p", None),
            ("Mail of theirs elsewhere", "elsewhere", None),
        ],
        rows: 12,
    },
];
