//! How many documents there are, and what became of reading them. The sums of the manifest, the ledger and the summary.

use serde::Serialize;

use crate::case::facts::Facts;
use crate::document::State;

/// found = read + no_text + encrypted + damaged + unsupported + limit + failed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Documents {
    /// Distinct documents, by SHA-256.
    pub found: u64,
    /// Those with text, whatever their state: of a damaged one what could be read is kept.
    pub with_text: u64,
    /// Read to their end, with text.
    pub read: u64,
    /// Without text: pictures, scans, empty files.
    pub no_text: u64,
    /// Protected by a password.
    pub encrypted: u64,
    /// Damaged.
    pub damaged: u64,
    /// Of a format that is not read.
    pub unsupported: u64,
    /// A limit was reached.
    pub limit: u64,
    /// The reader crashed or hung.
    pub failed: u64,
    /// Of those found: attached to a message, or in what is attached.
    pub carried: u64,
    /// Of those found: files of their own, or in such files.
    pub loose: u64,
}

impl Documents {
    /// Counts them. O(documents).
    pub fn new(facts: &Facts) -> Self {
        let mut all = Self {
            found: facts.documents.len() as u64,
            carried: distinct(facts.carried.iter().map(|c| c.document)),
            loose: distinct(facts.loose.iter().map(|(_, document)| *document)),
            ..Self::default()
        };
        for one in &facts.documents {
            all.with_text += u64::from(one.length > 0);
            *all.of(one.state) += 1;
        }
        all
    }

    fn of(&mut self, state: State) -> &mut u64 {
        match state {
            State::Read => &mut self.read,
            State::NoText => &mut self.no_text,
            State::Encrypted => &mut self.encrypted,
            State::Damaged => &mut self.damaged,
            State::Unsupported => &mut self.unsupported,
            State::Limit => &mut self.limit,
            State::Failed => &mut self.failed,
        }
    }

    /// What could not be read, or not to its end, in words; empty if there is none.
    pub fn unread(&self) -> String {
        let all = [
            (
                self.no_text,
                "without text (pictures, scans, archives, empty files)",
            ),
            (self.encrypted, "protected by a password"),
            (self.damaged, "damaged"),
            (self.unsupported, "of formats that are not read"),
            (self.limit, "beyond a limit"),
            (self.failed, "that the reader failed on"),
        ];
        let there = all.iter().filter(|(count, _)| *count > 0);
        let told = there.map(|(count, what)| format!("{count} {what}"));
        told.collect::<Vec<_>>().join(", ")
    }
}

fn distinct(documents: impl Iterator<Item = u32>) -> u64 {
    let mut all: Vec<u32> = documents.collect();
    all.sort_unstable();
    all.dedup();
    all.len() as u64
}
