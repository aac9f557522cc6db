//! Writes an invented mail archive of any size and tells exactly what is in it.
//!
//! Everything follows from [`Options`]: the same options give the same bytes. It uses nothing of the library, so that
//! what it says about an archive is a second opinion.
#![allow(dead_code)] // A test may use a part of it.

mod cast;
mod finish;
mod kinds;
mod render;
mod truth;
mod words;

use std::collections::{BTreeMap, VecDeque};
use std::io;

use cast::{DOMAINS, Member, Second, ZONES};
use render::{Broken, Changes, Mail, render};
pub use truth::Truth;
use words::Random;

/// What to make.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Distinct messages, at least 200; about 6 % of copies come on top.
    pub messages: u64,
    /// The seed.
    pub seed: u64,
    /// One mbox instead of four overlapping ones.
    pub one_file: bool,
}

/// A whole archive in memory.
#[derive(Clone, Debug)]
pub struct Archive {
    /// File names and contents.
    pub files: Vec<(String, Vec<u8>)>,
    /// What is in them.
    pub truth: Truth,
}

/// Makes an archive in memory: about 900 bytes a message.
pub fn generate(options: &Options) -> Archive {
    let mut files: Vec<(String, Vec<u8>)> = file_names(options)
        .into_iter()
        .map(|n| (n, Vec::new()))
        .collect();
    let truth = write(options, &mut |file, bytes| {
        files[file].1.extend_from_slice(bytes);
        Ok(())
    });
    // Appending to a Vec does not fail.
    Archive {
        truth: truth.unwrap_or_default(),
        files,
    }
}

/// The names of the files, in the order of the numbers that [`write`] gives.
pub fn file_names(options: &Options) -> Vec<String> {
    if options.one_file {
        return vec!["archive.mbox".to_owned()];
    }
    let local = |n| words::name(n).2;
    (0..DOMAINS.len())
        .map(|c| format!("{}.mbox", local(c + 4)))
        .collect()
}

/// Makes an archive piece by piece: `sink` gets the number of a file and bytes to append to it.
///
/// # Errors
/// What `sink` returns.
pub fn write(
    options: &Options,
    sink: &mut dyn FnMut(usize, &[u8]) -> io::Result<()>,
) -> io::Result<Truth> {
    let mut maker = Maker::new(options);
    for number in 0..options.messages {
        maker.message(number, sink)?;
    }
    Ok(maker.finish())
}

/// 2010-01-04T06:00:00Z, a Monday.
const START: i64 = 1_262_584_800;
/// Two years.
const SPAN: i64 = 2 * 365 * 86_400;
/// The two people, of community 1, whose tie starts when six tenths of the messages are written.
const ONSET: (usize, usize) = (13, 17);

/// A mail that may be answered.
struct Recent {
    id: String,
    sender: usize,
    recipient: usize,
    time: i64,
    subject: String,
    words: Vec<u8>,
}

struct Maker {
    options: Options,
    random: Random,
    members: Vec<Member>,
    files: Vec<String>,
    recent: Vec<VecDeque<Recent>>,
    /// Members whose second address was shown.
    shown: Vec<bool>,
    seen: Vec<bool>,
    /// Messages and strength in sixtieths, by sender and recipient.
    ties: BTreeMap<(usize, usize), (u64, u64)>,
    sent: Vec<u64>,
    truth: Truth,
    /// Mails between communities so far.
    crossings: usize,
    /// Sentences that come again and again.
    phrases: Vec<Vec<u8>>,
    buffer: Vec<u8>,
}

impl Maker {
    fn new(options: &Options) -> Self {
        let mut random = Random::new(options.seed);
        let size = (options.messages / 40).clamp(24, 90_000) as usize / 4 * 4;
        let members = cast::cast(size, &mut random);
        let phrases = (0..2048).map(|_| phrase(&mut random)).collect();
        Self {
            options: *options,
            random,
            files: file_names(options),
            recent: (0..DOMAINS.len()).map(|_| VecDeque::new()).collect(),
            shown: vec![false; size],
            seen: vec![false; size],
            ties: BTreeMap::new(),
            sent: vec![0; size],
            truth: Truth {
                seed: options.seed,
                ..Truth::default()
            },
            crossings: 0,
            phrases,
            buffer: Vec::new(),
            members,
        }
    }

    fn time(&self, number: u64) -> i64 {
        START
            + (i128::from(SPAN) * i128::from(number) / i128::from(self.options.messages.max(1)))
                as i64
    }

    fn message(
        &mut self,
        number: u64,
        sink: &mut dyn FnMut(usize, &[u8]) -> io::Result<()>,
    ) -> io::Result<()> {
        let people = self.members.len() as u64;
        let onset_every = (self.options.messages / 20).max(10);
        if number < people {
            return self.first_mail(number, sink);
        }
        if number.is_multiple_of((self.options.messages / 100).max(40)) {
            return self.broker_mail(number, sink);
        }
        if number * 10 >= self.options.messages * 6 && number % onset_every == 7 {
            return self.onset_mail(number, sink);
        }
        match self.random.below(100) {
            0..8 => self.list_mail(number, sink),
            8..13 => self.robot_mail(number, sink),
            13..17 => self.role_mail(number, sink),
            17..19 => self.automatic_reply(number, sink),
            19..22 => self.answer(number, true, sink),
            22..60 => self.answer(number, false, sink),
            _ => self.personal(number, sink),
        }
    }

    /// A member of a community, those with low numbers more often.
    fn anyone(&mut self, community: usize) -> usize {
        let size = self.members.len() / DOMAINS.len();
        let place = if self.random.percent(50) {
            self.random.low(size)
        } else {
            self.random.below(size)
        };
        place * DOMAINS.len() + community
    }

    /// A mail from a member, with the headers that the member's spelling of its address needs.
    fn mail_from(&mut self, sender: usize, number: u64) -> Mail {
        let member = &self.members[sender];
        let mut mail = Mail {
            number,
            time: self.time(number),
            zone: ZONES[member.community],
            id: format!(
                "{number}.{:08x}@{}",
                self.random.next() >> 32,
                DOMAINS[member.community]
            ),
            envelope: member.office.clone(),
            from: member.header.clone(),
            ..Mail::default()
        };
        match member.kind {
            Second::Private if self.random.percent(30) => {
                mail.from = member.second_header.clone();
                mail.envelope = member.second.clone();
                mail.more = format!("Reply-To: {}\n", member.header);
                self.shown[sender] = true;
            }
            Second::X500 => {
                mail.from_x500 = member.second_header.clone();
                mail.more = format!("X-From: {}\n", member.second_header);
                self.shown[sender] = true;
            }
            Second::Order if self.random.percent(30) => mail.from = member.second_header.clone(),
            Second::Nickname if self.random.percent(30) => {
                mail.from = member.second_header.clone();
                mail.envelope = member.second.clone();
                self.shown[sender] = true;
            }
            Second::Moved if self.has_moved(number) => {
                mail.from = member.second_header.clone();
                mail.envelope = member.second.clone();
                self.shown[sender] = true;
            }
            Second::Plain if self.random.percent(3) => {
                mail.from = mail
                    .from
                    .replace(&member.office, &member.office.to_uppercase());
            }
            _ => {}
        }
        if self.random.percent(40) {
            mail.signature = Some(format!(
                "{} {}\n{}",
                member.first, member.last, DOMAINS[member.community]
            ));
        }
        let mut subject = Vec::new();
        words::words(&mut subject, &mut self.random, 3, 4);
        mail.subject = String::from_utf8_lossy(&subject).into_owned();
        mail.own.reserve(800);
        self.own_words(&mut mail.own);
        mail
    }

    /// Two to five sentences: a new one, so that no two mails are the same, and some that others have written too.
    fn own_words(&mut self, own: &mut Vec<u8>) {
        words::sentences(own, &mut self.random, 1);
        for _ in 0..1 + self.random.below(4) {
            own.push(b' ');
            own.extend_from_slice(&self.phrases[self.random.below(self.phrases.len())]);
        }
    }

    /// Whoever moves has moved when three quarters of the messages are written; for some weeks before, nothing tells.
    fn has_moved(&self, number: u64) -> bool {
        number * 4 >= self.options.messages * 3
    }

    /// How a header names a recipient: by the Exchange name now and then, once a header has shown both; by the address of the day.
    fn recipient(&mut self, who: usize, number: u64) -> String {
        let moved = self.has_moved(number);
        let member = &self.members[who];
        if member.kind == Second::Moved && moved {
            self.shown[who] = true;
            return self.members[who].second_header.clone();
        }
        if member.kind == Second::X500 && self.shown[who] && self.random.percent(30) {
            return member.second_header.clone();
        }
        member.header.clone()
    }

    fn address(&mut self, mail: &mut Mail, to: &[usize], cc: &[usize]) {
        mail.to = to
            .iter()
            .map(|&who| self.recipient(who, mail.number))
            .collect();
        mail.cc = cc
            .iter()
            .map(|&who| self.recipient(who, mail.number))
            .collect();
    }

    fn count_ties(&mut self, sender: usize, to: &[usize], cc: &[usize]) {
        let recipients = (to.len() + cc.len()) as u64;
        self.sent[sender] += 1;
        self.seen[sender] = true;
        for &who in to.iter().chain(cc) {
            self.seen[who] = true;
            let tie = self.ties.entry((sender, who)).or_default();
            tie.0 += 1;
            tie.1 += 60 / recipients;
        }
    }

    /// Writes a personal mail, plants what is to be planted in it, and remembers it.
    fn send(
        &mut self,
        mut mail: Mail,
        sender: usize,
        to: &[usize],
        cc: &[usize],
        sink: &mut dyn FnMut(usize, &[u8]) -> io::Result<()>,
    ) -> io::Result<()> {
        self.address(&mut mail, to, cc);
        self.count_ties(sender, to, cc);
        let onset = sender == ONSET.0 && to == [ONSET.1] || sender == ONSET.1 && to == [ONSET.0];
        if !onset && !mail.own.is_empty() {
            self.plant(&mut mail);
        }
        self.emit(&mail, "personal", self.members[sender].community, sink)?;
        if mail.broken.is_none() && !mail.own.is_empty() {
            self.copy(&mail, self.members[sender].community, sink)?;
        }
        let community = self.members[sender].community;
        if !onset && self.members[to[0]].community == community {
            self.remember(community, mail, sender, to[0]);
        }
        Ok(())
    }

    fn remember(&mut self, community: usize, mail: Mail, sender: usize, recipient: usize) {
        if mail.own.is_empty() {
            return;
        }
        let recent = &mut self.recent[community];
        if recent.len() == 32 {
            recent.pop_front();
        }
        let (id, time, subject) = (mail.id, mail.time, mail.subject);
        let words = mail
            .own
            .split(|&b| b == b'\n')
            .next()
            .unwrap_or_default()
            .to_vec();
        recent.push_back(Recent {
            id,
            sender,
            recipient,
            time,
            subject,
            words,
        });
    }

    fn plant(&mut self, mail: &mut Mail) {
        match self.random.below(200) {
            0 => self.broken_date(mail, Broken::Absent, "absent"),
            1 => self.broken_date(mail, Broken::Unreadable, "unreadable"),
            2 => self.broken_date(mail, Broken::Epoch, "epoch"),
            n @ 3..7 => {
                mail.own.extend_from_slice(b"\n\nFrom ");
                words::sentences(&mut mail.own, &mut self.random, 2);
                mail.unescaped = n < 5;
            }
            _ => {}
        }
    }

    fn broken_date(&mut self, mail: &mut Mail, broken: Broken, name: &str) {
        mail.broken = Some(broken);
        *self.truth.broken_dates.entry(name.to_owned()).or_default() += 1;
    }

    fn emit(
        &mut self,
        mail: &Mail,
        kind: &str,
        community: usize,
        sink: &mut dyn FnMut(usize, &[u8]) -> io::Result<()>,
    ) -> io::Result<()> {
        self.truth.distinct += 1;
        add(&mut self.truth.kinds, kind);
        self.put(mail, Changes::default(), community, sink)
    }

    /// Writes a second copy of 6 to 8 in 100 mails, into the mailbox of the next community.
    fn copy(
        &mut self,
        mail: &Mail,
        community: usize,
        sink: &mut dyn FnMut(usize, &[u8]) -> io::Result<()>,
    ) -> io::Result<()> {
        let none = Changes::default();
        // Short words would have the same line breaks at either width.
        let long = mail.own.len() > 150;
        let (rule, changes) = match self.random.below(100) {
            0 | 1 => ("same_bytes", none),
            2 | 3 => (
                "stripped_id",
                Changes {
                    stripped_id: true,
                    ..none
                },
            ),
            4 if long => (
                "rewrapped",
                Changes {
                    rewrapped: true,
                    ..none
                },
            ),
            5 if long => (
                "stripped_id_and_rewrapped",
                Changes {
                    stripped_id: true,
                    rewrapped: true,
                    ..none
                },
            ),
            6..26 if !mail.from_x500.is_empty() => (
                "x500_sender",
                Changes {
                    x500_sender: true,
                    ..none
                },
            ),
            _ => return Ok(()),
        };
        add(&mut self.truth.copies, rule);
        self.put(mail, changes, community + 1, sink)
    }

    fn put(
        &mut self,
        mail: &Mail,
        changes: Changes,
        file: usize,
        sink: &mut dyn FnMut(usize, &[u8]) -> io::Result<()>,
    ) -> io::Result<()> {
        let file = file % self.files.len();
        self.buffer.clear();
        render(&mut self.buffer, mail, changes);
        self.truth.found += 1;
        self.truth.bytes += self.buffer.len() as u64;
        self.truth.unescaped_from_lines += u64::from(mail.unescaped);
        add(&mut self.truth.files, &self.files[file]);
        sink(file, &self.buffer)
    }
}

fn phrase(random: &mut Random) -> Vec<u8> {
    let mut out = Vec::new();
    words::sentences(&mut out, random, 1);
    out
}

fn add(counts: &mut BTreeMap<String, u64>, name: &str) {
    match counts.get_mut(name) {
        Some(count) => *count += 1,
        None => {
            counts.insert(name.to_owned(), 1);
        }
    }
}
