//! One mail as bytes of an mbox.
//!
//! Decides nothing: what a mail says and who writes to whom comes in.

use std::io::Write as _;

/// What is wrong with a `Date` header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Broken {
    /// There is none.
    Absent,
    /// No date in it.
    Unreadable,
    /// A clock at its start.
    Epoch,
}

/// How a copy differs from the original.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// No `Message-ID`.
    pub stripped_id: bool,
    /// Other line breaks in the own words.
    pub rewrapped: bool,
    /// `From` shows the Exchange name.
    pub x500_sender: bool,
}

/// A mail to write.
#[derive(Clone, Debug, Default)]
pub struct Mail {
    /// Its number in the archive.
    pub number: u64,
    /// Seconds since 1970.
    pub time: i64,
    /// Minutes east of UTC.
    pub zone: i64,
    /// Message-ID without brackets.
    pub id: String,
    /// Message-ID of the parent.
    pub parent: Option<String>,
    /// The envelope's sender.
    pub envelope: String,
    /// `From`.
    pub from: String,
    /// `From` in a copy with [`Changes::x500_sender`].
    pub from_x500: String,
    /// `To`, each as it is to be written.
    pub to: Vec<String>,
    /// `Cc`
    pub cc: Vec<String>,
    /// Subject, ASCII.
    pub subject: String,
    /// More header lines, each with its line break.
    pub more: String,
    /// Own words: paragraphs, each one line, with a blank line between.
    pub own: Vec<u8>,
    /// The line that introduces the quoted words, and the words, in one line.
    pub quoted: Option<(String, Vec<u8>)>,
    /// The lines of a signature.
    pub signature: Option<String>,
    /// A broken date.
    pub broken: Option<Broken>,
    /// A line that begins with `From ` stands as it is, not as `>From `.
    pub unescaped: bool,
}

/// Adds the mail with its separator line and the blank line after it.
pub fn render(out: &mut Vec<u8>, mail: &Mail, changes: Changes) {
    header(out, mail, changes);
    out.push(b'\n');
    body(out, mail, if changes.rewrapped { 56 } else { 72 });
    out.push(b'\n');
}

fn header(out: &mut Vec<u8>, mail: &Mail, changes: Changes) {
    line(
        out,
        format_args!("From {} {}", mail.envelope, asctime(mail.time)),
    );
    if !changes.stripped_id {
        line(out, format_args!("Message-ID: <{}>", mail.id));
    }
    match mail.broken {
        None => line(out, format_args!("Date: {}", date(mail.time, mail.zone))),
        Some(Broken::Absent) => {}
        Some(Broken::Unreadable) => line(out, format_args!("Date: a day in autumn, at noon")),
        Some(Broken::Epoch) => line(out, format_args!("Date: Thu, 1 Jan 1970 00:00:00 +0000")),
    }
    line(
        out,
        format_args!(
            "From: {}",
            if changes.x500_sender {
                &mail.from_x500
            } else {
                &mail.from
            }
        ),
    );
    line(out, format_args!("To: {}", mail.to.join(",\n ")));
    if !mail.cc.is_empty() {
        line(out, format_args!("Cc: {}", mail.cc.join(",\n ")));
    }
    line(out, format_args!("Subject: {}", mail.subject));
    if let Some(parent) = &mail.parent {
        line(
            out,
            format_args!("In-Reply-To: <{parent}>\nReferences: <{parent}>"),
        );
    }
    out.extend_from_slice(mail.more.as_bytes());
    out.extend_from_slice(
        b"MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n",
    );
}

fn body(out: &mut Vec<u8>, mail: &Mail, width: usize) {
    for (n, paragraph) in mail
        .own
        .split(|&b| b == b'\n')
        .filter(|p| !p.is_empty())
        .enumerate()
    {
        if n > 0 {
            out.push(b'\n');
        }
        if paragraph.starts_with(b"From ") && !mail.unescaped {
            out.push(b'>');
        }
        wrap(out, paragraph, b"", width);
    }
    if let Some(signature) = &mail.signature {
        line(out, format_args!("\n-- \n{signature}"));
    }
    if let Some((intro, words)) = &mail.quoted {
        let gap = if mail.own.is_empty() { "" } else { "\n" };
        line(out, format_args!("{gap}{intro}"));
        wrap(out, words, b"> ", 74);
    }
}

/// Breaks a line at spaces so that no line is longer than `width`, unless a word is.
fn wrap(out: &mut Vec<u8>, text: &[u8], before: &[u8], width: usize) {
    let mut rest = text;
    let room = width.saturating_sub(before.len()).max(1);
    while rest.len() > room {
        let Some(cut) = rest[..=room].iter().rposition(|&b| b == b' ') else {
            break;
        };
        out.extend_from_slice(before);
        out.extend_from_slice(&rest[..cut]);
        out.push(b'\n');
        rest = &rest[cut + 1..];
    }
    out.extend_from_slice(before);
    out.extend_from_slice(rest);
    out.push(b'\n');
}

fn line(out: &mut Vec<u8>, text: std::fmt::Arguments<'_>) {
    // Writing to a Vec does not fail.
    let _ = out.write_fmt(text);
    out.push(b'\n');
}

const DAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// As RFC 5322 has it, with the zone in minutes east of UTC.
pub fn date(time: i64, zone: i64) -> String {
    let (week, day, month, year, [h, m, s]) = civil(time + zone * 60);
    let sign = if zone < 0 { '-' } else { '+' };
    let (zh, zm) = (zone.abs() / 60, zone.abs() % 60);
    format!("{week}, {day} {month} {year} {h:02}:{m:02}:{s:02} {sign}{zh:02}{zm:02}")
}

fn asctime(time: i64) -> String {
    let (week, day, month, year, [h, m, s]) = civil(time);
    format!("{week} {month} {day:2} {h:02}:{m:02}:{s:02} {year}")
}

/// Day of the week, day, month, year and time of day. After H. Hinnant, "chrono-compatible low-level date algorithms".
fn civil(time: i64) -> (&'static str, i64, &'static str, i64, [i64; 3]) {
    let (days, second) = (time.div_euclid(86_400), time.rem_euclid(86_400));
    let z = days + 719_468;
    let (era, of_era) = (z.div_euclid(146_097), z.rem_euclid(146_097));
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * from_march + 2) / 5 + 1;
    let month = (from_march + 2) % 12;
    let year = year_of_era + era * 400 + i64::from(month < 2);
    let clock = [second / 3_600, second / 60 % 60, second % 60];
    (
        DAYS[days.rem_euclid(7) as usize],
        day,
        MONTHS[month as usize],
        year,
        clock,
    )
}
