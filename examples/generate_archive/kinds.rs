//! The kinds of mail in the archive: who writes which to whom.

use std::io;

use super::cast::{DOMAINS, ZONES};
use super::render::{Mail, date};
use super::{Maker, ONSET, Recent, words};

type Sink<'a> = &'a mut dyn FnMut(usize, &[u8]) -> io::Result<()>;

/// The address of a community's mailing list.
pub fn list(community: usize) -> String {
    format!("talk@lists.{}", DOMAINS[community])
}

/// The address of a community's role account.
pub fn role(community: usize) -> String {
    format!("info@{}", DOMAINS[community])
}

/// The address of a community's robot.
pub fn robot(community: usize) -> String {
    format!("noreply@{}", DOMAINS[community])
}

impl Maker {
    /// The first mails: everybody writes once, to somebody next door, so that a community hangs together.
    pub fn first_mail(&mut self, number: u64, sink: Sink<'_>) -> io::Result<()> {
        let sender = number as usize;
        let mail = self.mail_from(sender, number);
        let next = (sender + DOMAINS.len()) % self.members.len();
        let next = if pair(sender, next) {
            sender % DOMAINS.len()
        } else {
            next
        };
        self.send(mail, sender, &[next], &[], sink)
    }

    pub fn onset_mail(&mut self, number: u64, sink: Sink<'_>) -> io::Result<()> {
        let (sender, to) = if self.random.percent(50) {
            ONSET
        } else {
            (ONSET.1, ONSET.0)
        };
        let mail = self.mail_from(sender, number);
        let onset = &mut self.truth.onset;
        if onset.messages == 0 {
            onset.first = mail.time;
        }
        onset.last = mail.time;
        onset.messages += 1;
        self.send(mail, sender, &[to], &[], sink)
    }

    /// Between the broker and one of three people in another community: the only mail across.
    pub fn broker_mail(&mut self, number: u64, sink: Sink<'_>) -> io::Result<()> {
        let abroad = 1 + self.crossings % (DOMAINS.len() - 1);
        self.crossings += 1;
        let other = self.random.below(3) * DOMAINS.len() + abroad;
        let (sender, to) = if self.random.percent(50) {
            (0, other)
        } else {
            (other, 0)
        };
        let mail = self.mail_from(sender, number);
        self.send(mail, sender, &[to], &[], sink)
    }

    pub fn personal(&mut self, number: u64, sink: Sink<'_>) -> io::Result<()> {
        let community = self.random.below(DOMAINS.len());
        let sender = self.anyone(community);
        let mail = self.mail_from(sender, number);
        let mut all = Vec::new();
        for _ in 0..1 + self.random.low(5) {
            let who = self.anyone(community);
            if who != sender && !all.contains(&who) && !pair(sender, who) {
                all.push(who);
            }
        }
        if all.is_empty() {
            // The broker's place or the next one: never the sender, never the other of the onset's pair.
            all.push(if sender == community {
                community + DOMAINS.len()
            } else {
                community
            });
        }
        let to = 1 + self.random.below(all.len());
        self.send(mail, sender, &all[..to], &all[to..], sink)
    }

    /// An answer to a recent mail that quotes it; with `quoted_only` it has no words of its own.
    pub fn answer(&mut self, number: u64, quoted_only: bool, sink: Sink<'_>) -> io::Result<()> {
        let community = self.random.below(DOMAINS.len());
        let pick = self.random.below(32);
        let count = self.recent[community].len();
        if count == 0 {
            return self.personal(number, sink);
        }
        let sender = self.recent[community][pick % count].recipient;
        let mut mail = self.mail_from(sender, number);
        let recent = &self.recent[community][pick % count];
        let to = recent.sender;
        quote(&mut mail, recent, &self.members[to].header, community);
        if quoted_only {
            mail.own.clear();
            mail.signature = None;
            self.truth.quoted_only += 1;
            // Nobody does so twice: the two would differ in their dates only.
            self.recent[community].remove(pick % count);
        }
        self.send(mail, sender, &[to], &[], sink)
    }

    pub fn list_mail(&mut self, number: u64, sink: Sink<'_>) -> io::Result<()> {
        let community = self.random.below(DOMAINS.len());
        let sender = self.anyone(community);
        let mut mail = self.mail_from(sender, number);
        let list = list(community);
        mail.to = vec![list.clone()];
        mail.more += &format!(
            "List-Id: <{}>\nList-Post: <mailto:{list}>\nPrecedence: list\n",
            list.replace('@', ".")
        );
        self.emit(&mail, "list", community, sink)
    }

    pub fn robot_mail(&mut self, number: u64, sink: Sink<'_>) -> io::Result<()> {
        let community = self.random.below(DOMAINS.len());
        let to = self.anyone(community);
        let mut mail = self.mail_from(community, number);
        mail.envelope = robot(community);
        mail.from = format!("Monitor <{}>", robot(community));
        mail.to = vec![self.recipient(to, number)];
        mail.subject = format!("Report {number}");
        mail.more = "Auto-Submitted: auto-generated\n".to_owned();
        mail.signature = None;
        mail.own = format!(
            "Job {number} has ended. Code {:08x}.",
            self.random.next() >> 32
        )
        .into_bytes();
        self.emit(&mail, "notification", community, sink)
    }

    /// To or from a role account.
    pub fn role_mail(&mut self, number: u64, sink: Sink<'_>) -> io::Result<()> {
        let community = self.random.below(DOMAINS.len());
        let who = self.anyone(community);
        let account = format!("Information desk <{}>", role(community));
        let outward = self.random.percent(50);
        let mut mail = self.mail_from(if outward { community } else { who }, number);
        if outward {
            mail.envelope = role(community);
            mail.from = account;
            mail.more.clear();
            mail.signature = None;
            mail.to = vec![self.recipient(who, number)];
        } else {
            mail.to = vec![account];
        }
        self.emit(&mail, "role", community, sink)
    }

    pub fn automatic_reply(&mut self, number: u64, sink: Sink<'_>) -> io::Result<()> {
        let community = self.random.below(DOMAINS.len());
        let Some(recent) = self.recent[community].back() else {
            return self.personal(number, sink);
        };
        let (sender, to) = (recent.recipient, recent.sender);
        let (parent, subject) = (
            recent.id.clone(),
            format!("Automatic reply: {}", recent.subject),
        );
        let mut mail = self.mail_from(sender, number);
        mail.subject = subject;
        mail.parent = Some(parent);
        mail.to = vec![self.recipient(to, number)];
        mail.more += "Auto-Submitted: auto-replied\n";
        mail.own = b"I am out of the office and back on ".to_vec();
        words::words(&mut mail.own, &mut self.random, 8, 4);
        mail.own.push(b'.');
        self.emit(&mail, "automatic_reply", community, sink)
    }
}

fn pair(a: usize, b: usize) -> bool {
    (a, b) == ONSET || (b, a) == ONSET
}

fn quote(mail: &mut Mail, recent: &Recent, header: &str, community: usize) {
    let plain = recent.subject.trim_start_matches("Re: ");
    mail.subject = format!("Re: {plain}");
    mail.parent = Some(recent.id.clone());
    // The display name may be an encoded word there: the address alone is always readable.
    let address = header
        .rsplit('<')
        .next()
        .unwrap_or_default()
        .trim_end_matches('>');
    let intro = format!(
        "On {}, {address} wrote:",
        date(recent.time, ZONES[community])
    );
    mail.quoted = Some((intro, recent.words.clone()));
}
