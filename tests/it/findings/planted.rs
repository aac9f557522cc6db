//! Small archives to plant things in: mails one by one, in any order of time; a seeded generator for noise.

use std::fmt::Write as _;

/// SplitMix64, as the generator of archives has it.
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// In `0..bound`.
    pub fn below(&mut self, bound: usize) -> usize {
        ((u128::from(self.next()) * bound as u128) >> 64) as usize
    }

    pub fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len())]
    }
}

/// Seconds of a day.
pub const DAY: i64 = 86_400;

/// 2001-01-01T00:00:00Z.
pub const START: i64 = 978_307_200;

/// An archive in the making.
#[derive(Default)]
pub struct Archive {
    /// Times and mails.
    mails: Vec<(i64, String)>,
}

/// A mail that is not yet in the archive.
pub struct Mail<'a> {
    pub time: i64,
    pub from: &'a str,
    pub to: &'a [&'a str],
    pub cc: &'a [&'a str],
    /// Number of the mail that it answers.
    pub answers: Option<usize>,
}

impl Archive {
    /// Adds a mail to some; gives its number.
    pub fn mail(&mut self, time: i64, from: &str, to: &[&str]) -> usize {
        self.add(&Mail {
            time,
            from,
            to,
            cc: &[],
            answers: None,
        })
    }

    /// Adds a mail; gives its number. Each has words of its own, so that no two are copies of one or seem to quote each other.
    pub fn add(&mut self, mail: &Mail) -> usize {
        let number = self.mails.len();
        let mut text = format!("From: {}\nTo: {}\n", mail.from, mail.to.join(", "));
        if !mail.cc.is_empty() {
            let _ = writeln!(text, "Cc: {}", mail.cc.join(", "));
        }
        if let Some(parent) = mail.answers {
            let _ = writeln!(text, "In-Reply-To: <{parent}@planted.example>");
        }
        let _ = write!(
            text,
            "Date: {}\nMessage-ID: <{number}@planted.example>\nSubject: gauge {number}\n\nThe gauge was read {number} times since the flood of {}.\n\n",
            date(mail.time),
            number * 7 % 1_000
        );
        self.mails.push((mail.time, text));
        number
    }

    /// The id that the program must know a mail by, from its table of messages.
    pub fn message_id(number: usize) -> String {
        format!("{number}@planted.example")
    }

    /// As a mailbox, in the order of time.
    pub fn mbox(&self) -> String {
        self.mbox_of(|_| true)
    }

    /// The mails that `keep` lets through, by number.
    pub fn mbox_of(&self, keep: impl Fn(usize) -> bool) -> String {
        let mut order: Vec<usize> = (0..self.mails.len()).filter(|n| keep(*n)).collect();
        order.sort_by_key(|n| self.mails[*n].0);
        let separator = "From planted@planted.example Mon Jan  1 00:00:00 2001\n";
        let mails = order
            .iter()
            .map(|n| [separator, &self.mails[*n].1].concat());
        mails.collect()
    }
}

/// As RFC 5322 has it, in UTC.
pub fn date(time: i64) -> String {
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let day = mailties::report::day(time);
    let month: usize = day[5..7].parse().expect("a month");
    let of_day = time.rem_euclid(DAY);
    format!(
        "{} {} {} {:02}:{:02}:{:02} +0000",
        &day[8..],
        MONTHS[month - 1],
        &day[..4],
        of_day / 3_600,
        of_day / 60 % 60,
        of_day % 60
    )
}

/// People of some organizations: `person(3, 5)` is the fifth of the third, with a name that no other has.
pub fn person(organization: usize, number: usize) -> String {
    const FIRST: [&str; 12] = [
        "Alva", "Bero", "Cilla", "Darek", "Edda", "Faro", "Gisla", "Hauke", "Ilva", "Joren",
        "Kaija", "Lorin",
    ];
    const LAST: [&str; 10] = [
        "Brakel", "Casten", "Dornik", "Elvers", "Fenning", "Gorlas", "Hamrik", "Istvane", "Jelgar",
        "Korsund",
    ];
    let (first, last) = (FIRST[number % 12], LAST[organization % 10]);
    let last = format!("{last}{}", ["", "ov", "sen", "ik"][number / 12 % 4]);
    format!(
        "{first} {last} <{}.{}@{}>",
        first.to_lowercase(),
        last.to_lowercase(),
        organization_id(organization)
    )
}

/// The id of an organization.
pub fn organization_id(organization: usize) -> String {
    const NAMES: [&str; 10] = [
        "weirworks",
        "quaystone",
        "tidemark",
        "northfen",
        "millrace",
        "saltpan",
        "dunegrass",
        "harbourlight",
        "cloughbeck",
        "ferrystage",
    ];
    format!("{}.example", NAMES[organization % 10])
}

/// The address in angle brackets.
pub fn address(person: &str) -> &str {
    let start = person.find('<').expect("an address") + 1;
    &person[start..person.len() - 1]
}
