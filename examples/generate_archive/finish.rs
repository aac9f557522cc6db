//! What was counted, turned into the truth file.

use super::cast::{DOMAINS, Second};
use super::truth::{Person, Tie, Truth};
use super::{Maker, ONSET, kinds};

impl Maker {
    /// The truth about all mails made so far.
    pub fn finish(mut self) -> Truth {
        let mut truth = std::mem::take(&mut self.truth);
        truth.people = (0..self.members.len())
            .filter(|&n| self.seen[n])
            .map(|n| self.person(n))
            .collect();
        truth.people.sort_by(|a, b| a.id.cmp(&b.id));
        truth.communities = (0..DOMAINS.len())
            .map(|c| {
                truth
                    .people
                    .iter()
                    .filter(|p| p.community == c)
                    .map(|p| p.id.clone())
                    .collect()
            })
            .collect();
        truth.lists = (0..DOMAINS.len()).map(kinds::list).collect();
        truth.role_accounts = (0..DOMAINS.len()).map(kinds::role).collect();
        truth.robots = (0..DOMAINS.len()).map(kinds::robot).collect();
        truth.broker = self.members[0].office.clone();
        truth.onset.a = self.members[ONSET.0].office.clone();
        truth.onset.b = self.members[ONSET.1].office.clone();
        truth.ties = self
            .ties
            .iter()
            .map(|(&pair, &sum)| self.tie(pair, sum))
            .collect();
        truth
            .ties
            .sort_by(|a, b| (&a.from, &a.to).cmp(&(&b.from, &b.to)));
        truth
    }

    fn tie(&self, (from, to): (usize, usize), (messages, sixtieths): (u64, u64)) -> Tie {
        Tie {
            from: self.members[from].office.clone(),
            to: self.members[to].office.clone(),
            messages,
            strength: sixtieths as f64 / 60.0,
        }
    }

    fn person(&self, n: usize) -> Person {
        let member = &self.members[n];
        let mut addresses = vec![member.office.clone()];
        if self.shown[n] {
            addresses.push(member.second.clone());
        }
        let kind = match member.kind {
            Second::Plain => "plain",
            Second::Private => "private",
            Second::X500 => "x500",
            Second::Order => "order",
            Second::Nickname => "nickname",
            Second::Moved => "moved",
        };
        Person {
            id: member.office.clone(),
            name: format!("{} {}", member.first, member.last),
            community: member.community,
            kind: kind.to_owned(),
            addresses,
            same_name_as: member
                .namesake
                .iter()
                .map(|&other| self.members[other].office.clone())
                .collect(),
            sent: self.sent[n],
        }
    }
}
