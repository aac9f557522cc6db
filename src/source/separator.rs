//! The line between two messages of an mbox: which `From ` line is one. Knows nothing of files and offsets.
//!
//! There is no standard (RFC 4155 describes one dialect; qmail's mbox(5), jwz and others contradict each other), and real
//! files break every rule. Ours: the line holds a date, the next line is a header, and there is a blank line before or
//! the date is asctime's. A few dialects write no date; they need the blank line.

/// Longest separator line that is looked at.
pub(super) const LINE: usize = 1000;
/// How far behind the start of a separator line the decision may look.
pub(super) const LOOK_AHEAD: usize = LINE + 128;

/// A separator line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Separator {
    /// Length of the line without its end.
    pub line: usize,
    /// Length with its end.
    pub whole: usize,
    /// The line of `git format-patch`: a patch inside a mail, or a mailbox of patches.
    pub git: bool,
    /// The sender is written `name at host`.
    pub obfuscated: bool,
}

/// Is `bytes` (which starts with `From ` at the start of a line) a separator? `blank` says that a blank line or the
/// start of the mailbox comes before. `bytes` should reach [`LOOK_AHEAD`] further unless the file ends before. O(line).
pub(super) fn separator(bytes: &[u8], blank: bool) -> Option<Separator> {
    let rest = bytes.strip_prefix(b"From ")?;
    let end = memchr::memchr(b'\n', &rest[..rest.len().min(LINE)])?;
    let line = rest[..end].strip_suffix(b"\r").unwrap_or(&rest[..end]);
    if !starts_with_header(&rest[end + 1..]) {
        return None;
    }
    let date = Date::of(line);
    let accepted = date == Date::Asctime || blank && (date == Date::Like || undated(line));
    accepted.then(|| Separator {
        line: 5 + line.len(),
        whole: 5 + end + 1,
        git: is_git(line),
        obfuscated: is_obfuscated(line),
    })
}

/// A header field, or a separator that a mail server quoted (`>From x date` as the first header).
pub(super) fn starts_with_header(bytes: &[u8]) -> bool {
    let name = bytes
        .iter()
        .take(77)
        .take_while(|&&b| is_field_byte(b))
        .count();
    (1..=76).contains(&name) && bytes.get(name) == Some(&b':') || bytes.starts_with(b">From ")
}

/// RFC 5322 section 2.2: printable ASCII but the colon.
pub(super) fn is_field_byte(byte: u8) -> bool {
    byte.is_ascii_graphic() && byte != b':'
}

/// Bare, Thunderbird, bounces, Eudora, a number of Google's without the date.
fn undated(line: &[u8]) -> bool {
    let line = line.trim_ascii();
    if let Some(number) = line.strip_suffix(b"@xxx") {
        return number.iter().all(u8::is_ascii_digit);
    }
    line.is_empty() || line == b"-" || line == b"MAILER-DAEMON" || line == b"???@???"
}

/// `git format-patch` writes a commit and always the same date.
fn is_git(line: &[u8]) -> bool {
    line.len() >= 40
        && line[..40].iter().all(u8::is_ascii_hexdigit)
        && line[40..].trim_ascii() == b"Mon Sep 17 00:00:00 2001"
}

/// Pipermail hides addresses: `name at host`, of late `name @end|ng |rom host` with bars for letters.
fn is_obfuscated(line: &[u8]) -> bool {
    [
        b" at ".as_slice(),
        b" @end|ng |rom ",
        b" @ending from ",
        b" sending from ",
    ]
    .iter()
    .any(|mark| memchr::memmem::find(line, mark).is_some())
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Date {
    /// `Mon Oct  1 01:02:03 2001`, perhaps with a zone before or after the year.
    Asctime,
    /// A month with a year, and a weekday or a time of day, in any order.
    Like,
    /// None.
    Absent,
}

impl Date {
    fn of(line: &[u8]) -> Self {
        // The last words only: the date stands at the end, and senders may be long.
        let mut buffer: [&[u8]; 16] = [&[]; 16];
        let mut count = 0;
        for word in line
            .split(|b| matches!(b, b' ' | b'\t' | b','))
            .filter(|word| !word.is_empty())
        {
            if count == buffer.len() {
                buffer.rotate_left(1);
                count -= 1;
            }
            buffer[count] = word;
            count += 1;
        }
        let words = &buffer[..count];
        if (0..words.len()).any(|start| is_asctime(&words[start..])) {
            return Self::Asctime;
        }
        let any = |test: fn(&[u8]) -> bool| words.iter().any(|word| test(word));
        if any(is_month) && any(is_year) && (any(is_weekday) || any(is_time)) || any(is_iso) {
            Self::Like
        } else {
            Self::Absent
        }
    }
}

fn is_asctime(words: &[&[u8]]) -> bool {
    let [weekday, month, day, time, rest @ ..] = words else {
        return false;
    };
    is_weekday(weekday)
        && is_month(month)
        && is_day(day)
        && is_time(time)
        && rest.iter().take(3).any(|word| is_year(word))
}

fn is_weekday(word: &[u8]) -> bool {
    is_one_of(word, b"MonTueWedThuFriSatSun")
}

fn is_month(word: &[u8]) -> bool {
    is_one_of(word, b"JanFebMarAprMayJunJulAugSepOctNovDec")
}

fn is_one_of(word: &[u8], names: &[u8]) -> bool {
    word.len() == 3
        && names
            .chunks_exact(3)
            .any(|name| name.eq_ignore_ascii_case(word))
}

fn is_day(word: &[u8]) -> bool {
    (1..=2).contains(&word.len()) && word.iter().all(u8::is_ascii_digit)
}

fn is_year(word: &[u8]) -> bool {
    word.len() == 4 && word.iter().all(u8::is_ascii_digit)
}

/// `1:02`, `01:02:03`.
fn is_time(word: &[u8]) -> bool {
    let colons = word.iter().filter(|&&b| b == b':').count();
    (1..=2).contains(&colons) && word.split(|&b| b == b':').all(is_day)
}

/// `2001-10-01`, perhaps with a time behind.
fn is_iso(word: &[u8]) -> bool {
    word.len() >= 10
        && word[4] == b'-'
        && word[7] == b'-'
        && is_year(&word[..4])
        && is_day(&word[5..7])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accepts(line: &str, blank: bool) -> bool {
        separator(format!("{line}\nFrom: a@x.test\n").as_bytes(), blank).is_some()
    }

    #[test]
    fn dialects_are_separators() {
        for line in [
            "From a@x.test Mon Oct  1 01:02:03 2001",
            "From a@x.test  Mon Oct 01 01:02:03 2001\r",
            "From a@x.test Mon Oct  1 01:02:03 +0200 2001",
            "From a@x.test Mon Oct  1 01:02:03 2001 +0200",
            "From a@x.test Mon Oct  1 01:02 CEST 2001 remote from host",
            "From 1832929883591034824@xxx Fri May 23 16:35:53 +0000 2025",
            "From - Mon Oct  1 01:02:03 2001",
            "From MAILER-DAEMON Mon Oct  1 01:02:03 2001",
            "From ???@??? Mon Oct 01 01:02:03 2001",
            "From name at x.test  Mon Oct  1 01:02:03 2001",
        ] {
            assert!(accepts(line, false), "{line}");
        }
    }

    #[test]
    fn undated_and_odd_dates_need_a_blank_line() {
        for line in [
            "From ",
            "From -",
            "From 1844347792267117879@xxx",
            "From MAILER-DAEMON",
            "From a@x.test Mon, 1 Oct 2001 01:02:03 +0200",
            "From a@x.test 2001-10-01 01:02:03",
        ] {
            assert!(accepts(line, true), "{line}");
            assert!(!accepts(line, false), "{line}");
        }
    }

    #[test]
    fn sentences_are_not_separators() {
        for line in [
            "From here on we go",
            "From me to you",
            "From May 2001 on we met at 12:30",
            "From Monday on",
        ] {
            assert!(!accepts(line, false), "{line}");
        }
        assert!(!accepts("From here on we go", true));
        assert!(separator(b"From a@x.test Mon Oct  1 01:02:03 2001\nno header\n", true).is_none());
        assert!(separator(b"From a@x.test Mon Oct  1 01:02:03 2001", true).is_none());
    }

    #[test]
    fn pipermail_and_git_are_marked() {
        let of =
            |line: &str| separator(format!("{line}\nA: b\n").as_bytes(), true).expect("separator");
        assert!(of("From name at x.test  Mon Oct  1 01:02:03 2001").obfuscated);
        assert!(of("From n@me @end|ng |rom x@test  Mon Feb  6 23:58:20 2023").obfuscated);
        assert!(!of("From a@x.test Mon Oct  1 01:02:03 2001").obfuscated);
        assert!(of("From 0123456789abcdef0123456789abcdef01234567 Mon Sep 17 00:00:00 2001").git);
    }
}
