//! The text cut in own words, quoted words, the headers that introduce them, signatures and disclaimers. It does not
//! know what other messages say, nor read what a quoted header tells.

use super::lines::{
    Key, Line, before_verb, begins, begins_attribution, is_separator, key, lines, slashed_date,
    verb_inside,
};
use super::{Segment, SegmentKind, limits};

/// Furthest a header block is looked for behind a separator line, in lines.
const NEAR: usize = 8;
/// Most lines of one header block.
const BLOCK: usize = 120;

/// Cuts a text; the segments cover it without gaps. The depth of a quoted header is that of the words it introduces.
/// O(n).
pub fn cut(text: &str, out: &mut Vec<Segment>) {
    out.clear();
    // Room for lines of usual length, so that the table seldom has to grow.
    let mut table: Vec<Line<'_>> = Vec::with_capacity(text.len() / 32 + 8);
    table.extend(lines(text));
    let lines = table;
    let mut cutter = Cutter {
        kinds: vec![(SegmentKind::Own, 0); lines.len()],
        lines,
        inner: Vec::new(),
    };
    cutter.quotes();
    cutter.tails();
    for (line, (kind, depth)) in cutter.lines.iter().zip(cutter.kinds) {
        let full = out.len() >= limits::SEGMENTS;
        match out.last_mut() {
            Some(last) if full || last.kind == kind && last.depth == depth => {
                last.end = line.end as u32
            }
            _ => out.push(Segment {
                kind,
                depth,
                start: line.start as u32,
                end: line.end as u32,
            }),
        }
    }
}

struct Cutter<'a> {
    lines: Vec<Line<'a>>,
    kinds: Vec<(SegmentKind, u8)>,
    /// The quote marks in front of each header block that is still in force: what follows it is one deeper.
    inner: Vec<u8>,
}

impl Cutter<'_> {
    /// Marks quoted words and the headers that introduce them.
    fn quotes(&mut self) {
        let mut at = 0;
        while at < self.lines.len() {
            let line = self.lines[at];
            if !line.words.is_empty() {
                while self.inner.last().is_some_and(|&marks| marks > line.marks) {
                    self.inner.pop();
                }
            }
            at = match self.opening(at) {
                Some((start, end, rest)) => {
                    let depth = self.depth(line.marks).saturating_add(1);
                    self.mark(start, end, SegmentKind::QuotedHeader, depth);
                    if rest && self.inner.len() < 200 {
                        self.inner.push(line.marks);
                    }
                    end
                }
                None => {
                    let depth = self.depth(line.marks);
                    let kind = if depth > 0 {
                        SegmentKind::Quoted
                    } else {
                        SegmentKind::Own
                    };
                    self.mark(at, at + 1, kind, depth);
                    at + 1
                }
            };
        }
    }

    fn depth(&self, marks: u8) -> u8 {
        marks.saturating_add(self.inner.len() as u8)
    }

    fn mark(&mut self, start: usize, end: usize, kind: SegmentKind, depth: u8) {
        self.kinds[start..end].fill((kind, depth));
    }

    /// A quoted header at a line: where it starts and ends, and whether everything after it is quoted by it.
    fn opening(&self, at: usize) -> Option<(usize, usize, bool)> {
        let line = self.lines[at];
        let first = *line.words.as_bytes().first()?;
        if matches!(first, b'-' | b'_' | b'*' | b'=' | b'B' | b'b') && is_separator(line.words) {
            return Some((at, self.behind_separator(at), true));
        }
        let starts_key = matches!(
            first | 0x20,
            b'f' | b't' | b's' | b'd' | b'v' | b'c' | b'*' | b'a'
        ) || first >= 0x80;
        if starts_key
            && key(line.words).is_some()
            && let Some(end) = self.block(at, false)
        {
            return Some((self.notes_start(at), end, true));
        }
        self.attribution(at)
    }

    /// The end of the header behind a separator line.
    fn behind_separator(&self, at: usize) -> usize {
        let marks = self.lines[at].marks;
        let mut end = at + 1;
        // The separator of Notes goes on in the next line: `AM ---------------------------`.
        if let Some(next) = self.lines.get(end)
            && next.words.ends_with("-----")
            && next.words.len() < 80
        {
            end += 1;
        }
        for near in end..(end + NEAR).min(self.lines.len()) {
            let line = self.lines[near];
            if line.marks != marks && !line.words.is_empty() || is_separator(line.words) {
                break;
            }
            if key(line.words).is_some()
                && let Some(last) = self.block(near, true)
            {
                return last;
            }
        }
        end
    }

    /// The end of a block of header lines: `From:`, `To:`, `Subject:` ..; behind a separator two of them suffice.
    fn block(&self, start: usize, sure: bool) -> Option<usize> {
        let marks = self.lines[start].marks;
        let mut seen = [false; 6];
        let (mut end, mut blank, mut strange) = (start, 0, 0);
        for at in start..(start + BLOCK).min(self.lines.len()) {
            let line = self.lines[at];
            if line.words.is_empty() {
                blank += 1;
                if blank > 3 || seen[Key::Subject as usize] {
                    break;
                }
                continue;
            }
            if line.marks != marks {
                break;
            }
            if let Some((key, value)) = key(line.words) {
                if key != Key::Other && std::mem::replace(&mut seen[key as usize], true) {
                    break;
                }
                // A time alone (`12:30`) or a sentence is no header.
                if key == Key::Other && value.len() > 200 {
                    break;
                }
                (end, blank, strange) = (at + 1, 0, 0);
                continue;
            }
            let list = seen[Key::To as usize] || seen[Key::Cc as usize];
            if blank > 0 || !list || seen[Key::Subject as usize] || strange > 60 {
                break;
            }
            strange += 1;
        }
        // A subject may go on in the next line when that is short and a blank line follows.
        let count = seen[..5].iter().filter(|&&known| known).count();
        let subject = seen[Key::Subject as usize];
        let from = seen[Key::From as usize];
        let enough = if sure {
            count >= 2
        } else {
            subject && count >= 2 || from && count >= 3
        };
        enough.then_some(end)
    }

    /// Notes sets name and date above `To:`; how far up the header reaches.
    fn notes_start(&self, at: usize) -> usize {
        if matches!(key(self.lines[at].words), Some((Key::From, _))) {
            return at;
        }
        let lowest = at.saturating_sub(NEAR);
        let free = |n: usize| matches!(self.kinds[n].0, SegmentKind::Own | SegmentKind::Quoted);
        let same = |n: usize| {
            self.lines[n].words.is_empty() || self.lines[n].marks == self.lines[at].marks
        };
        for near in (lowest..at).rev() {
            let words = self.lines[near].words;
            if !free(near) || !same(near) || words.len() > 160 {
                break;
            }
            let Some(date) = slashed_date(words) else {
                continue;
            };
            if words[..date].chars().filter(|c| c.is_alphabetic()).count() >= 3 {
                return self.wrapped_name(near, date);
            }
            // The name stands in the lines above.
            for above in (lowest..near).rev() {
                let words = self.lines[above].words;
                if words.is_empty() {
                    continue;
                }
                let name = free(above)
                    && same(above)
                    && words.len() < 100
                    && !words.ends_with(['.', '?', '!', ',']);
                return if name { above } else { near };
            }
            return near;
        }
        at
    }

    /// `"Ann Moor" <ann@x.test> on 05/15/2001` may begin one line earlier.
    fn wrapped_name(&self, at: usize, date: usize) -> usize {
        let words = self.lines[at].words;
        let alone = words[..date].trim_start().starts_with('<') || begins(words, "on ");
        if alone && at > 0 && !self.lines[at - 1].words.is_empty() {
            at - 1
        } else {
            at
        }
    }

    /// `On .. A wrote:`, over up to three lines.
    fn attribution(&self, at: usize) -> Option<(usize, usize, bool)> {
        let line = self.lines[at];
        let first = line.words.as_bytes().first()? | 0x20;
        let opens = matches!(first, b'o' | b'l' | b'a' | b'e' | b'i' | b'd')
            && begins_attribution(line.words);
        if !opens && !line.words.ends_with(':') {
            return None;
        }
        let most = if opens { 3 } else { 1 };
        for more in 0..most {
            let last = self.lines.get(at + more)?;
            if last.marks != line.marks || last.words.is_empty() || last.words.len() > 300 {
                return None;
            }
            let Some(b':') = last.words.as_bytes().last() else {
                continue;
            };
            let verb =
                before_verb(last.words).is_some() || opens && verb_inside(last.words).is_some();
            if !verb {
                return None;
            }
            let end = at + more + 1;
            let dated = (at..end).any(|n| self.lines[n].words.bytes().any(|b| b.is_ascii_digit()));
            return match self.next_words(end) {
                Some(next) if next.marks > line.marks => Some((at, end, false)),
                Some(next) if opens && dated && next.marks == line.marks => Some((at, end, true)),
                _ => None,
            };
        }
        None
    }

    fn next_words(&self, from: usize) -> Option<Line<'_>> {
        self.lines[from..]
            .iter()
            .take(4)
            .find(|line| !line.words.is_empty())
            .copied()
    }

    /// Marks signatures and disclaimers at the end of each run of words.
    fn tails(&mut self) {
        let mut start = 0;
        while start < self.kinds.len() {
            let kind = self.kinds[start];
            let length = self.kinds[start..]
                .iter()
                .take_while(|&&next| next == kind)
                .count();
            if matches!(kind.0, SegmentKind::Own | SegmentKind::Quoted) {
                self.tail(start, start + length, kind.1);
            }
            start += length;
        }
    }

    fn tail(&mut self, start: usize, end: usize, depth: u8) {
        let footer = self.footer(start, end);
        if let Some(at) = footer {
            self.mark(at, end, SegmentKind::Disclaimer, depth);
        }
        let end = footer.unwrap_or(end);
        if let Some(at) = self.signature(start, end) {
            self.mark(at, end, SegmentKind::Signature, depth);
        }
    }

    /// The first line of a disclaimer or footer that reaches to the end of a run.
    fn footer(&self, start: usize, end: usize) -> Option<usize> {
        let mut paragraph = true;
        for at in start..end {
            let words = self.lines[at].words;
            if words.is_empty() {
                paragraph = true;
                continue;
            }
            let first = std::mem::take(&mut paragraph);
            let rule = is_rule(words);
            if (first || rule || at == start) && self.is_footer(at, end, rule) {
                let ruled = at > start && is_rule(self.lines[at - 1].words);
                return Some(if ruled { at - 1 } else { at });
            }
            paragraph |= rule;
        }
        None
    }

    fn is_footer(&self, at: usize, end: usize, rule: bool) -> bool {
        let from = if rule { at + 1 } else { at };
        let Some(line) = self.lines[from.min(end)..end]
            .iter()
            .find(|line| !line.words.is_empty())
        else {
            return false;
        };
        let words = line.words.trim_start_matches(['*', '"', '(', '[', ' ']);
        let opens = match words.as_bytes() {
            [first, second, ..] => OPENS[usize::from(*first)] & bit(*second) != 0,
            _ => false,
        };
        if !opens || !FOOTERS.iter().any(|start| begins(words, start)) {
            return false;
        }
        let near = &self.lines[from..end.min(from + 14)];
        near.iter().any(|line| mentions(line.words)) && end - at < 80
    }

    /// The first line of a signature that reaches to the end of a run.
    fn signature(&self, start: usize, end: usize) -> Option<usize> {
        let filled = |n: &usize| !self.lines[*n].words.is_empty();
        let mut last: [usize; 14] = [usize::MAX; 14];
        let mut count = 0;
        for at in (start..end).rev().filter(filled).take(last.len()) {
            last[count] = at;
            count += 1;
            if matches!(self.lines[at].words, "--" | "---" | "-- " | "__") && count > 1 {
                return Some(at);
            }
        }
        // What follows a closing, if it is short.
        for (n, &at) in last[..count].iter().enumerate().skip(1).take(10) {
            let words = self.lines[at].words;
            if words.len() > 72 && n < 2 {
                break;
            }
            if is_closing(words)
                && last[..n]
                    .iter()
                    .all(|&after| self.lines[after].words.len() < 90)
            {
                return last[..n].iter().copied().min();
            }
        }
        // The last paragraph, if it is short lines with a telephone number.
        let mut from = None;
        for (n, &at) in last[..count].iter().enumerate() {
            let gap = n > 0 && last[n - 1] - at > 1;
            if gap || self.lines[at].words.len() > 60 || n >= 9 {
                break;
            }
            from = Some(at);
        }
        let from = from.filter(|&from| from > start || count < 2)?;
        let phone = (from..end).any(|n| has_phone(self.lines[n].words));
        (phone && (from..end).filter(filled).count() >= 2).then_some(from)
    }
}

/// Beginnings of disclaimers and footers.
const FOOTERS: [&str; 38] = [
    "This e-mail",
    "This email",
    "This message",
    "The information contained",
    "The information in this",
    "The information transmitted",
    "The contents of this",
    "This communication",
    "This transmission",
    "This electronic",
    "This mail",
    "CONFIDENTIAL",
    "NOTICE",
    "DISCLAIMER",
    "IMPORTANT",
    "PRIVILEGED",
    "LEGAL",
    "To unsubscribe",
    "Unsubscribe",
    "Do You Yahoo",
    "Get your ",
    "Get Your ",
    "Join the world",
    "Yahoo! Groups",
    "Your use of Yahoo",
    "Send and receive",
    "Chat with friends",
    "MSN ",
    "Sent from my",
    "If you are not the intended",
    "If you have received this",
    "Diese E-Mail",
    "Ce message",
    "Este mensaje",
    "Dit bericht",
    "You received this message",
    "You are receiving this",
    "Information in this",
];

/// What [`FOOTERS`] begin with: for a first letter in either case, the second letters as bits.
const OPENS: [u32; 256] = {
    let mut table = [0; 256];
    let mut n = 0;
    while n < FOOTERS.len() {
        let start = FOOTERS[n].as_bytes();
        table[start[0].to_ascii_lowercase() as usize] |= bit(start[1]);
        table[start[0].to_ascii_uppercase() as usize] |= bit(start[1]);
        n += 1;
    }
    table
};

/// The bit of a letter in either case; other signs share it.
const fn bit(letter: u8) -> u32 {
    1 << (letter & 31)
}

/// Words without which such a beginning proves nothing.
fn mentions(line: &str) -> bool {
    const WORDS: [&str; 22] = [
        "confidential",
        "intended",
        "privileged",
        "property of",
        "unsubscribe",
        "yahoo",
        "hotmail",
        "mailing list",
        "disclos",
        "recipient",
        "vertraulich",
        "confidenti",
        "subscri",
        "sent from my",
        "virus",
        "mailman",
        "free e",
        "terms of service",
        "msn",
        "addressee",
        "messenger",
        "legal advice",
    ];
    let lower = line.to_ascii_lowercase();
    WORDS
        .iter()
        .any(|word| memchr::memmem::find(lower.as_bytes(), word.as_bytes()).is_some())
}

/// A line of signs.
fn is_rule(words: &str) -> bool {
    words.len() >= 8
        && words
            .bytes()
            .all(|b| matches!(b, b'_' | b'-' | b'*' | b'=' | b'#' | b' ' | b'~'))
}

fn is_closing(words: &str) -> bool {
    const CLOSINGS: [&str; 30] = [
        "regards",
        "best regards",
        "kind regards",
        "warm regards",
        "with best regards",
        "best",
        "thanks",
        "thank you",
        "many thanks",
        "thanks again",
        "thanks in advance",
        "thanks and regards",
        "thanks & regards",
        "thx",
        "sincerely",
        "sincerely yours",
        "yours sincerely",
        "yours truly",
        "very truly yours",
        "cheers",
        "respectfully",
        "cordially",
        "best wishes",
        "love",
        "mfg",
        "mit freundlichen grüßen",
        "cordialement",
        "saludos",
        "atentamente",
        "cordiali saluti",
    ];
    let bare = words.trim_end_matches([',', '.', '!', '-', ' ']);
    bare.len() <= 26
        && CLOSINGS
            .iter()
            .any(|known| known.len() == bare.len() && known.eq_ignore_ascii_case(bare))
}

/// Seven digits or more with the signs between them that telephone numbers have, and no other number on the line.
fn has_phone(words: &str) -> bool {
    let (mut digits, mut signs, mut best) = (0, 0, 0);
    for byte in words.bytes() {
        match byte {
            b'0'..=b'9' => digits += 1,
            b'-' | b'.' | b'(' | b')' | b'+' | b' ' if digits > 0 => signs += 1,
            b'/' | b':' | b',' | b'$' | b'%' => (digits, signs) = (0, 0),
            _ => {
                if signs > 0 {
                    best = best.max(digits);
                }
                (digits, signs) = (0, 0);
            }
        }
    }
    if signs > 0 {
        best = best.max(digits);
    }
    (7..=15).contains(&best)
}

#[cfg(test)]
#[path = "segments_tests.rs"]
mod tests;
