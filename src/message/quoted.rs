//! What a quoted header tells of the mail it quotes. It does not find quoted headers.

use super::address::{Found, Style, parse_list};
use super::lines::{Key, before_verb, begins, is_separator, key, lines, slashed_date, verb_inside};
use super::{AddressKind, HeaderAddress, QuotedHeader, Segment, SegmentKind, date, limits, text};

/// Reads the quoted headers among the segments of a text, in order. O(n).
pub fn read(body: &str, segments: &[Segment]) -> Vec<QuotedHeader> {
    segments
        .iter()
        .enumerate()
        .filter(|(_, segment)| segment.kind == SegmentKind::QuotedHeader)
        .take(limits::QUOTED_HEADERS)
        .map(|(n, segment)| QuotedHeader {
            segment: n as u32,
            ..one(&body[segment.start as usize..segment.end as usize])
        })
        .collect()
}

/// Lines of a block, gathered by their keys.
#[derive(Default)]
struct Block {
    from: String,
    date: String,
    subject: String,
    recipients: String,
    /// The last key named recipients: they may go on in the next line.
    listing: bool,
    /// Lines above the first key.
    above: Vec<String>,
    /// What stands under a separator line, and whether there was a key at all.
    keys: usize,
}

fn one(part: &str) -> QuotedHeader {
    let block = gather(part);
    if block.keys == 0 && block.above.iter().any(|line| line.ends_with(':')) {
        return attribution(&block.above.join(" "));
    }
    let mut header = QuotedHeader {
        from: sender(&block.from),
        date: date::parse(&block.date).map(local),
        subject: Some(text::one_line(&text::words(&block.subject), limits::SUBJECT_BYTES).0)
            .filter(|s| !s.is_empty()),
        recipients: text::one_line(&block.recipients, limits::QUOTED_RECIPIENTS).0,
        ..QuotedHeader::default()
    };
    notes(&block, &mut header);
    header
}

/// Seconds of the clock as written: a quoted date means the writer's own time, and its zone is mostly unknown.
fn local(moment: date::Moment) -> i64 {
    moment.seconds + i64::from(moment.zone.unwrap_or(0)) * 60
}

fn gather(part: &str) -> Block {
    let mut block = Block::default();
    for line in lines(part) {
        let words = line.words;
        if words.is_empty()
            || is_separator(words)
            || words
                .bytes()
                .all(|b| matches!(b, b'-' | b'_' | b'=' | b' '))
        {
            continue;
        }
        if words.ends_with("-----") && words.len() < 80 {
            continue; // the rest of a separator
        }
        match key(words) {
            Some((key, value)) => {
                block.keys += 1;
                block.add(key, value);
            }
            None if block.keys == 0 => block.above.push(words.to_owned()),
            None if block.listing => block.more(words),
            None => {}
        }
    }
    block
}

impl Block {
    fn add(&mut self, key: Key, value: &str) {
        self.listing = matches!(key, Key::To | Key::Cc);
        if self.listing {
            if !value.is_empty() && !self.recipients.is_empty() {
                self.recipients.push(';');
            }
            return self.more(value);
        }
        let field = match key {
            Key::From => &mut self.from,
            Key::Date => &mut self.date,
            Key::Subject => &mut self.subject,
            Key::To | Key::Cc | Key::Other => return,
        };
        if field.len() + value.len() > limits::VALUE_BYTES {
            return;
        }
        if !field.is_empty() {
            field.push(' ');
        }
        field.push_str(value);
    }

    /// More recipients, as written; what is too much is left out.
    fn more(&mut self, value: &str) {
        if value.is_empty() || self.recipients.len() + value.len() > limits::QUOTED_RECIPIENTS {
            return;
        }
        if !self.recipients.is_empty() {
            self.recipients.push(' ');
        }
        self.recipients.push_str(value);
    }
}

fn address(found: Found) -> Option<HeaderAddress> {
    match found {
        Found::Address(address) => Some(address),
        Found::TooLong(_) => None,
    }
}

/// One person: `Moor, Ann`, `Ann Moor [mailto:a@x.test]`, `A On Behalf Of B` (B).
fn sender(value: &str) -> Option<HeaderAddress> {
    let behalf = [" On Behalf Of ", " on behalf of "]
        .iter()
        .find_map(|words| value.split_once(words));
    let value = behalf.map_or(value, |(_, other)| other);
    let value = value.trim().trim_end_matches([',', ':']);
    if value.is_empty() {
        return None;
    }
    let mut found = Vec::new();
    parse_list(value, Style::One, 2, &mut found);
    let mut one = found.into_iter().find_map(address)?;
    if let Some((last, first)) = one.name.split_once(", ") {
        let plain = |name: &str| {
            !name.is_empty() && name.split_whitespace().count() <= 3 && !name.contains(',')
        };
        if one.kind == AddressKind::None && plain(last) && plain(first) {
            one.name = format!("{first} {last}");
        }
    }
    Some(one)
}

/// Name and date as Notes sets them above `To:`, or behind `From:`.
fn notes(block: &Block, header: &mut QuotedHeader) {
    if let Some(at) = slashed_date(&block.from) {
        header.from = sender(&block.from[..at]);
        header.date = header
            .date
            .or_else(|| date::parse(&block.from[at..]).map(local));
        return;
    }
    for (n, line) in block.above.iter().enumerate().rev() {
        let Some(at) = slashed_date(line) else {
            continue;
        };
        if header.date.is_none() {
            let joined = block
                .above
                .get(n + 1)
                .map(|next| format!("{} {next}", &line[at..]));
            header.date = date::parse(&line[at..])
                .or_else(|| date::parse(&joined?))
                .map(local);
        }
        let before = line[..at].trim_end();
        let before = before.strip_suffix(" on").unwrap_or(before).trim();
        let mut name = before.to_owned();
        let alone = name.is_empty() || name.eq_ignore_ascii_case("on") || name.starts_with('<');
        if alone && let Some(above) = n.checked_sub(1).and_then(|n| block.above.get(n)) {
            name = format!("{above} {}", name.trim_start_matches("on"));
        }
        if header.from.is_none() {
            header.from = sender(&name);
        }
        return;
    }
}

/// `On Mon, 1 Oct 2001 at 1:02, Ann Moor <a@x.test> wrote:`, and the name first.
fn attribution(line: &str) -> QuotedHeader {
    let (head, tail) = match before_verb(line) {
        Some(head) => (head, ""),
        None => verb_inside(line).unwrap_or((line, "")),
    };
    let head = first_word_off(head);
    // The date ends with the last word that has a digit, before any address.
    let (mut date_start, mut date_end) = (None, 0);
    let mut at = 0;
    for word in head.split_inclusive(' ') {
        let bare = word.trim();
        if bare.contains(['@', '<']) {
            if date_end > 0 {
                break;
            }
        } else if is_date_word(bare, date_end > 0) {
            date_start.get_or_insert(at);
            date_end = at + word.len();
        }
        at += word.len();
    }
    let (before, after) = (&head[..date_start.unwrap_or(0)], head[date_end..].trim());
    let weekday = |name: &str| {
        name.split_whitespace().count() <= 2
            && !name.contains('@')
            && name.trim_end().ends_with([',', '.'])
    };
    let mut name = if !tail.is_empty() { tail } else { after };
    if name.trim_matches([',', ' ', ':']).is_empty() && !weekday(before) {
        name = before;
    }
    let name = name.trim_matches(|c: char| c == ',' || c == ':' || c.is_whitespace());
    let name = ["schrieb ", "at ", "um ", "von ", "by "]
        .iter()
        .fold(name, |name, start| {
            if begins(name, start) {
                &name[start.len()..]
            } else {
                name
            }
        });
    QuotedHeader {
        from: sender(name).filter(|one| one.name.len() < 100 && one.name != "you"),
        date: date::parse(
            &head[..date_end]
                .replace(" at ", " ")
                .replace(" um ", " ")
                .replace(" à ", " "),
        )
        .map(local),
        ..QuotedHeader::default()
    }
}

fn first_word_off(head: &str) -> &str {
    const STARTS: [&str; 11] = [
        "On ",
        "Le ",
        "Am ",
        "El ",
        "Il giorno ",
        "Il ",
        "Em ",
        "Op ",
        "Den ",
        "At ",
        "In a message dated ",
    ];
    STARTS
        .iter()
        .find(|start| begins(head, start))
        .map_or(head, |start| &head[start.len()..])
}

fn is_date_word(word: &str, within: bool) -> bool {
    let bare = word.trim_matches([',', '(', ')', '.']);
    let digits = bare.bytes().filter(u8::is_ascii_digit).count();
    let letters = bare.chars().filter(|c| c.is_alphabetic()).count();
    let clock = [
        "AM", "PM", "UTC", "GMT", "EST", "EDT", "CST", "CDT", "MST", "MDT", "PST", "PDT", "CET",
        "CEST", "Uhr",
    ];
    digits > 0 && letters <= 3
        || within && clock.iter().any(|known| known.eq_ignore_ascii_case(bare))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2001-10-01T01:02:00 as if it were UTC, from Python's `calendar.timegm`.
    const AT: i64 = 1_001_898_120;

    fn read_one(part: &str) -> (String, String, Option<i64>, String) {
        let header = one(part);
        let from = header.from.unwrap_or(HeaderAddress {
            name: String::new(),
            address: String::new(),
            kind: AddressKind::None,
        });
        (
            from.name,
            from.address,
            header.date,
            header.subject.unwrap_or_default(),
        )
    }

    #[test]
    fn headers_are_read() {
        let case = |name: &str, address: &str, date, subject: &str| {
            (
                name.to_owned(),
                address.to_owned(),
                date,
                subject.to_owned(),
            )
        };
        for (part, wanted) in [
            (
                " -----Original Message-----\nFrom: \tMoor, Ann  \nSent:\tMonday, October 01, 2001 1:02 AM\nTo:\tVan Dyk, Bo; Lund, Cy\nCc:\tdi@x.test\nSubject:\tPumps\n",
                case("Ann Moor", "", Some(AT), "Pumps"),
            ),
            (
                "From: Ann Moor [mailto:ann@x.test]\nSent: Monday, October 01, 2001 1:02 AM\nTo: bo@x.test\nSubject: RE: Pumps",
                case("Ann Moor", "ann@x.test", Some(AT), "RE: Pumps"),
            ),
            (
                "---- Forwarded by Ann Moor/HOU/ECT on 02/22/2001 08:12 AM \n-----------\nBo Dyk   10/01/2001 01:02 AM\n\nTo: Cy Lund/HOU/ECT@ECT, Di \nHolm/HOU/ECT@ECT\ncc:  \nSubject: Pumps",
                case("Bo Dyk", "", Some(AT), "Pumps"),
            ),
            (
                "Bo Dyk@ECT\n10/01/2001 01:02 AM\nTo: Ann Moor/HOU/ECT@ECT\ncc:\nSubject: x",
                case("Bo Dyk", "bo dyk@ect", Some(AT), "x"),
            ),
            (
                "\tFrom:  Bo Dyk                  10/01/2001 01:02 AM\n\t\nTo: Ann Moor/HOU/ECT@ECT\ncc:\nSubject: x",
                case("Bo Dyk", "", Some(AT), "x"),
            ),
            (
                "\"Ann Moor\" <ann@x.test> on 10/01/2001 01:02:00 AM\nTo: bo@x.test\ncc:\nSubject: x",
                case("Ann Moor", "ann@x.test", Some(AT), "x"),
            ),
            (
                "> On Mon, Oct 1, 2001 at 1:02 AM, Ann Moor <ann@x.test> wrote:",
                case("Ann Moor", "ann@x.test", Some(AT), ""),
            ),
            (
                "On Monday, 1 October 2001 01:02, Ann Moor\n<ann@x.test> wrote:",
                case("Ann Moor", "ann@x.test", Some(AT), ""),
            ),
            (
                "Am 01.10.2001 um 01:02 schrieb Ann Moor:",
                case("Ann Moor", "", Some(AT), ""),
            ),
            ("Ann Moor wrote:", case("Ann Moor", "", None, "")),
            (
                "Ann Moor <ann@x.test> writes:",
                case("Ann Moor", "ann@x.test", None, ""),
            ),
            (
                "At 01:02 AM 10/1/01 -0600, you wrote:",
                case("", "", Some(AT), ""),
            ),
        ] {
            assert_eq!(read_one(part), wanted, "{part}");
        }
    }
}
