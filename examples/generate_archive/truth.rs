//! What was planted, as it stands in `truth.json`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Everything a test may compare with. Its parts are public fields, so their types need not be named elsewhere.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Truth {
    /// The seed it was made with.
    pub seed: u64,
    /// Messages in all files, copies included.
    pub found: u64,
    /// Distinct messages; `found` = `distinct` + all `copies`.
    pub distinct: u64,
    /// Copies by rule: `same_bytes`, `stripped_id`, `rewrapped`, `stripped_id_and_rewrapped`, `x500_sender`.
    pub copies: BTreeMap<String, u64>,
    /// Bytes in all files.
    pub bytes: u64,
    /// Messages by file, copies included.
    pub files: BTreeMap<String, u64>,
    /// Distinct messages by kind: `personal` (between people), `role` (personal mail to or from a role account), `list`,
    /// `notification`, `automatic_reply`.
    pub kinds: BTreeMap<String, u64>,
    /// Distinct messages without words of their own: they only quote.
    pub quoted_only: u64,
    /// Distinct messages by what is wrong with their `Date` header: `absent`, `unreadable`, `epoch`. The separator line has
    /// the true date.
    pub broken_dates: BTreeMap<String, u64>,
    /// Body lines that begin with `From ` and are not escaped, copies included. They are no separators.
    pub unescaped_from_lines: u64,
    /// All people who write or are written to, by id.
    pub people: Vec<Person>,
    /// Addresses of mailing lists.
    pub lists: Vec<String>,
    /// Addresses of role accounts.
    pub role_accounts: Vec<String>,
    /// Addresses of robots.
    pub robots: Vec<String>,
    /// Ids of people, by community.
    pub communities: Vec<Vec<String>>,
    /// Id of the one person with ties into other communities.
    pub broker: String,
    /// The tie that starts on a date.
    pub onset: Onset,
    /// Directed ties of personal mail between people, ordered by ids; copies do not count.
    pub ties: Vec<Tie>,
}

/// A person with everything that names the person.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Person {
    /// The office address.
    pub id: String,
    /// First and last name.
    pub name: String,
    /// Number of the community.
    pub community: usize,
    /// `plain`, `private` (a second SMTP address, whose mails name the first in Reply-To) or `x500` (an Exchange name
    /// that stands beside the first in From and X-From), `order` (one address, with the display name in either order),
    /// `nickname` (a second address in the same domain under a nickname) or `moved` (from one company to another).
    pub kind: String,
    /// All addresses in lower case, the office one first. One that no mail shows is left out.
    pub addresses: Vec<String>,
    /// Ids of other people with the same name.
    pub same_name_as: Vec<String>,
    /// Personal mails sent to people.
    pub sent: u64,
}

/// The tie between two people that starts on a date.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Onset {
    /// Id of one.
    pub a: String,
    /// Id of the other.
    pub b: String,
    /// Its first message, seconds since 1970-01-01T00:00:00Z.
    pub first: i64,
    /// Its last message.
    pub last: i64,
    /// Messages in both directions.
    pub messages: u64,
}

/// A directed tie.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tie {
    /// Id of the sender.
    pub from: String,
    /// Id of the recipient.
    pub to: String,
    /// Distinct messages.
    pub messages: u64,
    /// Sum of 1/(number of recipients).
    pub strength: f64,
}
