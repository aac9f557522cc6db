//! Cuts one stream into raw messages, part by part. It knows separators and headers' ends, and nothing of what a message says.
//!
//! Every byte is accounted for: messages + framing + skipped = size. Framing is what only holds messages together: the
//! separator line with its end, the one line end before the next separator (or at the end of the file, if the last line
//! is blank), a byte order mark, blank lines at the start, the frame of an .emlx.

use std::io::Read;
use std::ops::Range;
use std::sync::LazyLock;

use memchr::memmem;

use super::separator::{LOOK_AHEAD, Separator, separator};
use super::sniff::{HEAD, Kind, emlx_length, envelope, preamble};
use super::window::Window;
use super::{FileEnd, Span};
use crate::problem::ProblemKind;

/// Bytes of a part, if no message is larger. Small enough for the caches of a few workers, large enough that handing it over costs nothing.
pub(super) const PART: usize = 4 << 20;
/// A `Content-Length` that reaches further is not followed; it would have to be held in memory to be checked.
const CONTENT_LENGTH: u64 = 32 << 20;
/// Zero bytes in a row that are a hole in the file and not a damaged message.
const HOLE: usize = 512;

/// What a separator line starts with; made once, as making it costs as much as a short search.
static FROM: LazyLock<memmem::Finder<'static>> = LazyLock::new(|| memmem::Finder::new("From "));

/// How the messages of a stream are found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cut {
    /// At separator lines.
    Mbox,
    /// It is one message.
    Whole,
    /// It is one message behind its length.
    Emlx,
}

/// A problem without the name of its file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Doubt {
    pub offset: u64,
    pub kind: ProblemKind,
    pub detail: String,
}

/// A part without the name of its file.
pub(super) struct Piece {
    pub bytes: Vec<u8>,
    pub spans: Vec<Span>,
    pub end: Option<FileEnd>,
    pub doubts: Vec<Doubt>,
}

/// The state between two parts of one stream.
pub(super) struct Splitter {
    cut: Cut,
    /// Largest message.
    limit: usize,
    /// The first separator was seen.
    begun: bool,
    /// The mailbox consists of patches: its first separator is git's.
    git: bool,
    /// A separator had a blank line before it.
    blank_seen: bool,
    /// Separators without one after that: the first one's offset, and how many.
    bare: Option<(u64, u64)>,
    /// Bytes are being dropped up to the next separator.
    dropping: bool,
    /// The first message; it may be the mail program's own note.
    first: bool,
    framing: u64,
    skipped: u64,
}

/// What is found in a part before it is cut out.
#[derive(Default)]
struct Found {
    spans: Vec<Span>,
    doubts: Vec<Doubt>,
    /// Where the part ends.
    end: usize,
}

/// A message whose separator was found, and whose end was not yet.
struct Open {
    at: usize,
    separator: Separator,
    /// Where its `Content-Length` says that it ends; looked up when it first matters.
    counted: Option<Option<usize>>,
    /// Separator lines before that end were passed over, as it proved right.
    passed: bool,
    /// It has a line `>From `.
    escaped: bool,
}

/// What comes after an open message.
enum Next {
    /// A separator.
    At(usize, Separator),
    /// None up to here.
    None(usize),
    /// That many bytes must be seen to decide.
    More(usize),
}

impl Splitter {
    pub(super) fn new(cut: Cut, limit: u64) -> Self {
        Self {
            cut,
            limit: usize::try_from(limit).unwrap_or(usize::MAX).min(1 << 40),
            begun: false,
            git: false,
            blank_seen: false,
            bare: None,
            dropping: false,
            first: true,
            framing: 0,
            skipped: 0,
        }
    }

    /// The next part; its `end` says that it is the last. Where it is cut depends on the bytes alone. Memory: [`PART`]
    /// or twice the largest message. O(bytes).
    pub(super) fn next(&mut self, window: &mut Window, input: &mut dyn Read) -> Piece {
        let mut found = Found::default();
        window.fill(input, PART);
        match self.cut {
            Cut::Mbox => self.mbox(window, input, &mut found),
            Cut::Whole | Cut::Emlx if self.dropping => self.drop_rest(window, input, &mut found),
            Cut::Whole | Cut::Emlx => self.whole(window, input, &mut found),
        }
        self.piece(window, found)
    }

    /// Takes the part out of the window and closes the account if it was the last.
    fn piece(&self, window: &mut Window, mut found: Found) -> Piece {
        let offset = window.offset();
        let bytes = window.bytes()[..found.end].to_vec();
        window.advance(found.end);
        for span in &mut found.spans {
            span.offset = offset + span.range.start as u64;
        }
        let last = window.ended() && window.bytes().is_empty() && !self.dropping;
        if let Some((offset, count)) = self.bare.filter(|_| last) {
            let text = format!(
                "{count} separator lines without a blank line before them were taken as starts of messages, this the first"
            );
            found.doubt(offset, ProblemKind::Ambiguous, &text);
        }
        Piece {
            end: last.then(|| self.end(window)),
            bytes,
            spans: found.spans,
            doubts: found.doubts,
        }
    }

    fn end(&self, window: &mut Window) -> FileEnd {
        let (size, sha256) = window.finish();
        FileEnd {
            size,
            sha256,
            framing: self.framing,
            skipped: self.skipped,
            whole: window.error().is_none(),
        }
    }

    fn mbox(&mut self, window: &mut Window, input: &mut dyn Read, found: &mut Found) {
        if !self.begun {
            self.begin(window);
        }
        if self.dropping {
            self.drop_until_separator(window, input, found);
        }
        let Some(first) = separator(window.bytes(), true) else {
            return;
        };
        let mut open = Open::new(0, first);
        let mut scan = first.whole;
        loop {
            let bytes = window.bytes();
            match self.next_separator(bytes, window, &mut scan, &mut open, found) {
                Next::At(at, separator) => {
                    self.close(bytes, &open, at, window.offset(), found);
                    scan = at + separator.whole;
                    open = Open::new(at, separator);
                }
                Next::None(_) if window.ended() => {
                    found.end = bytes.len();
                    self.close(bytes, &open, bytes.len(), window.offset(), found);
                    return self.check_tail(window, &open, found);
                }
                Next::None(_) | Next::More(_) if open.at > 0 => return found.end = open.at,
                Next::None(_) if bytes.len() > self.limit + first.whole => {
                    return self.cut_short(window, first.whole, found);
                }
                Next::None(seen) => {
                    scan = scan.max(seen);
                    let most = self.limit + first.whole + LOOK_AHEAD + 1;
                    window.fill(input, (bytes.len() * 2).min(most.max(bytes.len() + 1)));
                }
                Next::More(want) => window.fill(input, want),
            }
        }
    }

    /// The start of the file: what stands before the first separator.
    fn begin(&mut self, window: &mut Window) {
        self.begun = true;
        let start = preamble(window.bytes());
        if let Some(first) = separator(&window.bytes()[start..], true) {
            self.git = first.git;
            self.framing += start as u64;
            window.advance(start);
        } else {
            self.dropping = true;
        }
    }

    /// The first separator from `scan` on, which is behind the open one. Escaped lines on the way are noted.
    fn next_separator(
        &mut self,
        bytes: &[u8],
        window: &Window,
        scan: &mut usize,
        open: &mut Open,
        found: &mut Found,
    ) -> Next {
        let decided = decided(window);
        while let Some(hit) = FROM.find(&bytes[*scan..]) {
            let at = *scan + hit;
            if at >= decided {
                break;
            }
            *scan = at + 1;
            match bytes[at - 1] {
                b'\n' => {}
                b'>' => {
                    open.escaped |= is_escaped(&bytes[..at]);
                    continue;
                }
                _ => continue,
            }
            let blank = ends_blank(&bytes[..at]) > 0;
            let Some(separator) = separator(&bytes[at..], blank) else {
                continue;
            };
            if let Some(end) = open.counted_end(bytes).filter(|&end| end > at) {
                if end + LOOK_AHEAD > bytes.len() && !window.ended() {
                    *scan = at;
                    return Next::More(end + LOOK_AHEAD);
                }
                if is_boundary(bytes, end) {
                    open.passed = true;
                    *scan = end;
                    continue;
                }
            }
            let offset = window.offset() + at as u64;
            if separator.git && !self.git {
                found.doubt(offset, ProblemKind::Ambiguous, "a line as `git format-patch` writes it was not taken as the start of a message");
                continue;
            }
            if !blank && self.blank_seen {
                self.bare.get_or_insert((offset, 0)).1 += 1;
            }
            self.blank_seen |= blank;
            return Next::At(at, separator);
        }
        Next::None(decided.max(*scan))
    }

    /// Closes the account of a message that ends at `end`.
    fn close(&mut self, bytes: &[u8], open: &Open, end: usize, offset: u64, found: &mut Found) {
        let start = open.at + open.separator.whole;
        let (mut stop, hole) = without_hole(bytes, start, end);
        if hole > 0 {
            self.skipped += hole as u64;
            let text = format!("a hole of {hole} bytes (zeros) after a message");
            found.doubt(offset + stop as u64, ProblemKind::SkippedBytes, &text);
        }
        let blank = ends_blank(&bytes[start..stop]);
        stop -= blank;
        self.framing += (open.separator.whole + blank) as u64;
        let message = &bytes[start..stop];
        if std::mem::take(&mut self.first) && is_internal(message) {
            self.skipped += message.len() as u64;
            let text = "the mail program's own note (FOLDER INTERNAL DATA) is no mail";
            return found.doubt(offset + start as u64, ProblemKind::SkippedBytes, text);
        }
        found.spans.push(Span {
            offset: 0,
            range: start..stop,
            separator: Some(open.at..open.at + open.separator.line),
            unescape: open.escaped && !open.passed,
            obfuscated: open.separator.obfuscated,
        });
    }

    /// Does the mailbox look as if its end were missing?
    fn check_tail(&self, window: &Window, open: &Open, found: &mut Found) {
        let tail = &window.bytes()[open.at + open.separator.whole..];
        let offset = window.offset() + window.bytes().len() as u64;
        if header_end(tail).is_none() {
            found.doubt(
                offset,
                ProblemKind::Truncated,
                "the mailbox ends within the headers of its last message",
            );
        } else if tail.last() != Some(&b'\n') {
            found.doubt(
                offset,
                ProblemKind::Truncated,
                "the mailbox ends within a line",
            );
        }
    }

    /// A message above the limit: its start is kept.
    fn cut_short(&mut self, window: &Window, start: usize, found: &mut Found) {
        let separator = separator(window.bytes(), true);
        found.end = start + self.limit;
        self.dropping = true;
        self.first = false;
        self.framing += start as u64;
        found.spans.push(Span {
            offset: 0,
            range: start..found.end,
            separator: separator.map(|separator| 0..separator.line),
            unescape: has_escaped(&window.bytes()[start..found.end]),
            obfuscated: separator.is_some_and(|separator| separator.obfuscated),
        });
        found.too_long(window.offset() + found.end as u64, self.limit);
    }

    /// Drops what belongs to no message, block by block.
    fn drop_until_separator(
        &mut self,
        window: &mut Window,
        input: &mut dyn Read,
        found: &mut Found,
    ) {
        let from = window.offset();
        loop {
            window.fill(input, PART);
            let (bytes, decided) = (window.bytes(), decided(window));
            let mut starts = memmem::find_iter(bytes, b"\nFrom ").map(|hit| hit + 1);
            let first = starts.find(|&at| {
                at < decided && separator(&bytes[at..], ends_blank(&bytes[..at]) > 0).is_some()
            });
            if let Some(at) = first {
                window.advance(at);
                break;
            }
            let ended = window.ended();
            // A few bytes stay, to see the blank line before a separator.
            window.advance(if ended {
                bytes.len()
            } else {
                decided.saturating_sub(4)
            });
            if ended {
                break;
            }
        }
        self.dropped(from, window, found);
    }

    /// What follows a single message: an .emlx' property list, or what is too long.
    fn drop_rest(&mut self, window: &mut Window, input: &mut dyn Read, found: &mut Found) {
        let from = window.offset();
        let text = window.bytes().trim_ascii_start();
        let frame = self.cut == Cut::Emlx && (text.is_empty() || text.starts_with(b"<?xml"));
        loop {
            window.advance(window.bytes().len());
            if window.ended() {
                break;
            }
            window.fill(input, PART);
        }
        if frame {
            self.dropping = false;
            self.framing += window.offset() - from;
        } else {
            self.dropped(from, window, found);
        }
    }

    fn dropped(&mut self, from: u64, window: &Window, found: &mut Found) {
        self.dropping = false;
        let count = window.offset() - from;
        self.skipped += count;
        if count > 0 {
            found.doubt(
                from,
                ProblemKind::SkippedBytes,
                &format!("{count} bytes belong to no message"),
            );
        }
    }

    /// A file that is one message.
    fn whole(&mut self, window: &mut Window, input: &mut dyn Read, found: &mut Found) {
        let most = self.limit.saturating_add(sniff_room());
        while !window.ended() && window.bytes().len() < most {
            window.fill(input, (window.bytes().len() * 2).min(most));
        }
        let range = self.message_range(window, found);
        self.framing += range.start as u64;
        found.end = range.end;
        if window.bytes().len() > range.end {
            self.dropping = true;
        }
        found.spans.push(Span {
            offset: 0,
            range,
            separator: None,
            unescape: false,
            obfuscated: false,
        });
    }

    fn message_range(&mut self, window: &Window, found: &mut Found) -> Range<usize> {
        let bytes = window.bytes();
        let mut start = preamble(bytes);
        start += envelope(&bytes[start..]);
        let mut end = bytes.len();
        if let (Cut::Emlx, Some((line, length))) = (self.cut, emlx_length(&bytes[start..])) {
            start += line;
            let told = usize::try_from(length)
                .unwrap_or(usize::MAX)
                .saturating_add(start);
            if told > end && window.ended() {
                found.doubt(
                    end as u64,
                    ProblemKind::Truncated,
                    "the message is shorter than its first line says",
                );
            }
            end = end.min(told);
        }
        if end - start > self.limit {
            end = start + self.limit;
            found.too_long(end as u64, self.limit);
        }
        start..end
    }
}

impl Open {
    fn new(at: usize, separator: Separator) -> Self {
        Self {
            at,
            separator,
            counted: None,
            passed: false,
            escaped: false,
        }
    }

    /// Where `Content-Length` says that the message ends, if it is not too far to be checked.
    fn counted_end(&mut self, bytes: &[u8]) -> Option<usize> {
        let start = self.at + self.separator.whole;
        *self.counted.get_or_insert_with(|| {
            let (body, length) = content_length(&bytes[start..])?;
            (length <= CONTENT_LENGTH).then_some(start + body + usize::try_from(length).ok()?)
        })
    }
}

impl Found {
    fn doubt(&mut self, offset: u64, kind: ProblemKind, detail: &str) {
        self.doubts.push(Doubt {
            offset,
            kind,
            detail: detail.to_string(),
        });
    }

    fn too_long(&mut self, offset: u64, limit: usize) {
        self.doubt(
            offset,
            ProblemKind::Limit,
            &format!("a message is longer than {limit} bytes; the rest of it was left out"),
        );
    }
}

/// Room for what may stand before a single message.
fn sniff_room() -> usize {
    HEAD + 1
}

/// Up to here it can be said of every line whether it is a separator.
fn decided(window: &Window) -> usize {
    let len = window.bytes().len();
    if window.ended() {
        len
    } else {
        len.saturating_sub(LOOK_AHEAD)
    }
}

/// Length of the blank line at the end, 0 if there is none.
fn ends_blank(bytes: &[u8]) -> usize {
    if bytes.ends_with(b"\n\n") {
        1
    } else if bytes.ends_with(b"\n\r\n") {
        2
    } else {
        0
    }
}

/// Length of the header block with the blank line behind it.
fn header_end(message: &[u8]) -> Option<usize> {
    let mut from = 0;
    while let Some(hit) = memchr::memchr(b'\n', &message[from..]) {
        from += hit + 1;
        match &message[from..] {
            [b'\n', ..] => return Some(from + 1),
            [b'\r', b'\n', ..] => return Some(from + 2),
            _ => {}
        }
    }
    None
}

/// Length of the header block, and the value of its `Content-Length` (System V's mailboxes).
fn content_length(message: &[u8]) -> Option<(usize, u64)> {
    const NAME: &[u8] = b"content-length:";
    let mut told = None;
    let mut from = 0;
    while let Some(hit) = memchr::memchr(b'\n', &message[from..]) {
        let line = &message[from..from + hit];
        if line.is_empty() || line == b"\r" {
            return Some((from + hit + 1, told?));
        }
        if line[0] | 0x20 == b'c'
            && line.len() > NAME.len()
            && line[..NAME.len()].eq_ignore_ascii_case(NAME)
        {
            told = std::str::from_utf8(&line[NAME.len()..])
                .ok()?
                .trim()
                .parse()
                .ok();
        }
        from += hit + 1;
    }
    None
}

/// Does the file end at `at`, or a separator follow, perhaps after a line end?
fn is_boundary(bytes: &[u8], at: usize) -> bool {
    let Some(rest) = bytes.get(at..) else {
        return false;
    };
    let after = rest
        .strip_prefix(b"\r\n")
        .or(rest.strip_prefix(b"\n"))
        .unwrap_or(rest);
    after.is_empty() || separator(rest, true).is_some() || separator(after, true).is_some()
}

/// Where a message ends that is followed by a run of zero bytes, and the length of that run with its line end.
fn without_hole(bytes: &[u8], start: usize, end: usize) -> (usize, usize) {
    let text = bytes[start..end].trim_ascii_end().len();
    let zeros = bytes[start..start + text]
        .iter()
        .rev()
        .take_while(|&&b| b == 0)
        .count();
    if zeros < HOLE {
        return (end, 0);
    }
    let stop = start + text - zeros;
    (stop, end - stop)
}

/// Pine's and UW IMAP's first message.
fn is_internal(message: &[u8]) -> bool {
    let head = &message[..message.len().min(2048)];
    memmem::find(head, b"FOLDER INTERNAL DATA").is_some() && header_end(head).is_some()
}

/// Does `before`, which `From ` follows, end with a line of `>` alone?
fn is_escaped(before: &[u8]) -> bool {
    before.iter().rev().find(|&&b| b != b'>') == Some(&b'\n')
}

/// Is there a line `>From `, `>>From ` ..?
fn has_escaped(message: &[u8]) -> bool {
    FROM.find_iter(message)
        .any(|at| is_escaped(&message[..at]) && message[at - 1] == b'>')
}

/// Is it a mailbox behind bytes of something else? `bytes` is the start of an unknown file. O(bytes).
pub(super) fn late_mbox(bytes: &[u8]) -> Kind {
    let found = memmem::find_iter(bytes, b"\nFrom ")
        .any(|hit| separator(&bytes[hit + 1..], false).is_some());
    if found { Kind::Mbox } else { Kind::Unknown }
}
