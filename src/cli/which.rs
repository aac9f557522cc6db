//! The names of the tables that `list` prints. It does not know what stands in them.

use clap::ValueEnum;

/// Tables of `list`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Which {
    /// Correspondents by centrality.
    People,
    /// Ties between correspondents.
    Ties,
    /// Organizations.
    Organizations,
    /// Ties between organizations.
    OrganizationTies,
    /// Who names which organization.
    Mentions,
    /// Which organizations are named together.
    CoMentions,
    /// Who belonged to which organization, when, and what shows it.
    Affiliations,
    /// Whose mailboxes were read, and which correspondent that is.
    Custodians,
    /// Every document once, however many messages carry it.
    Documents,
    /// Through whom one document travelled (give its id, SHA-256 or file name).
    Flow,
    /// Who got a message without standing where the others could see it.
    Hidden,
    /// Messages that others quote or answer, but that are not in the archive.
    Missing,
    /// Outlook files: items that their index lists, found, failed, recovered.
    Outlook,
    /// Who brought two people together, who then wrote to each other for the first time.
    Introductions,
    /// Who stands between people of different organizations.
    Brokers,
    /// Who nearly all mail between two organizations goes through.
    SingleContacts,
    /// Pairs who write at work, and on private addresses too.
    BackChannels,
    /// Messages, writers and mailboxes by month.
    Months,
    /// Months in which a mailbox holds nothing, though it does before and after.
    Gaps,
    /// When each tie, person and organization began, ended and was silent the longest.
    Silences,
    /// Months from which on a tie, person or organization writes more or less.
    Changes,
    /// Who answers whom, and how fast.
    Replies,
    /// Communities of all networks.
    Communities,
    /// Which communities persist, split, merge, come and go over time.
    Phases,
    /// Distinct messages.
    Messages,
    /// What was found in each mailbox.
    Mailboxes,
    /// What could not be read or is doubtful.
    Problems,
}

impl Which {
    /// As it is typed.
    pub fn name(self) -> Option<String> {
        ValueEnum::to_possible_value(&self).map(|value| value.get_name().to_owned())
    }
}
