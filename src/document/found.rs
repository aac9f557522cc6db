//! What a reader has found so far, within bounds, and why it stopped. It does not know any format.

use super::limits::{PAGES, TEXT_BYTES};
use super::{Extracted, Format, Metadata, State};

/// Why reading stopped, or what was wrong on the way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) state: State,
    /// A sentence without a full stop.
    pub(super) detail: String,
}

impl Fault {
    pub(super) fn new(state: State, detail: impl Into<String>) -> Self {
        let detail = detail.into();
        Self { state, detail }
    }

    pub(super) fn damaged(detail: impl Into<String>) -> Self {
        Self::new(State::Damaged, detail)
    }

    pub(super) fn limit(detail: impl Into<String>) -> Self {
        Self::new(State::Limit, detail)
    }

    pub(super) fn encrypted() -> Self {
        Self::new(State::Encrypted, "it is protected by a password")
    }
}

/// The result of reading, or of a part of it.
pub(super) type Reading = Result<(), Fault>;

/// Text and metadata of a document, as they are found: readers add to it, so a fault costs only what comes after.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) metadata: Metadata,
    text: String,
    /// What stands before the next text, if it is not the first on its line.
    gap: Option<char>,
    /// What was wrong with a part, though the others could be read: the first such fault.
    fault: Option<Fault>,
}

impl Found {
    /// Adds text as it stands. Control characters are dropped; a carriage return, form feed or line separator ends a line.
    /// Fails when there is more text than is kept of one document.
    pub(super) fn push(&mut self, text: &str) -> Reading {
        if text.is_empty() {
            return Ok(());
        }
        if let Some(gap) = self.gap.take()
            && !self.text.is_empty()
            && !self.text.ends_with('\n')
        {
            self.text.push(gap);
        }
        // The first bytes of characters that may have to go.
        let plain = |byte| byte >= b' ' && !matches!(byte, 0x7f | 0xc2 | 0xe2 | 0xef);
        if text.bytes().all(plain) {
            self.text.push_str(text);
        } else {
            let mut before = ' ';
            for character in text.chars() {
                // CR LF is one end of a line.
                let second = std::mem::replace(&mut before, character) == '\r' && character == '\n';
                self.text.extend(printable(character).filter(|_| !second));
            }
        }
        match self.text.len() > TEXT_BYTES {
            true => Err(Fault::limit("it has more text than is kept of a document")),
            false => Ok(()),
        }
    }

    /// Asks for a space or tab before the next text on this line; of both the tab wins.
    pub(super) fn gap(&mut self, gap: char) {
        if self.gap != Some('\t') {
            self.gap = Some(gap);
        }
    }

    /// Ends what stands in brackets.
    pub(super) fn close_bracket(&mut self) -> Reading {
        self.gap = None;
        self.push("]")
    }

    /// Ends a line, unless nothing stands on it.
    pub(super) fn end_line(&mut self) {
        self.gap = None;
        let kept = self.text.trim_end_matches([' ', '\t']).len();
        self.text.truncate(kept);
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.text.push('\n');
        }
    }

    /// Adds text on a line, or lines, of its own.
    pub(super) fn line(&mut self, text: &str) -> Reading {
        self.end_line();
        self.push(text)?;
        self.end_line();
        Ok(())
    }

    /// Counts a page, sheet or slide; fails beyond the limit.
    pub(super) fn page(&mut self, number: usize) -> Reading {
        match number > PAGES {
            true => Err(Fault::limit("it has more pages than are read")),
            false => Ok(()),
        }
    }

    /// Whether there is no text yet.
    pub(super) fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }

    /// Bytes of text so far.
    pub(super) fn len(&self) -> usize {
        self.text.len()
    }

    /// The text since there were so many bytes of it.
    pub(super) fn since(&self, start: usize) -> &str {
        self.text.get(start..).unwrap_or_default()
    }

    /// Passes over the fault of one part, so that the others are read; but a limit stops all.
    pub(super) fn part(&mut self, result: Reading) -> Reading {
        match result {
            Err(fault) if fault.state == State::Limit => Err(fault),
            Err(fault) => {
                self.note(fault);
                Ok(())
            }
            Ok(()) => Ok(()),
        }
    }

    /// Remembers that something was wrong, unless something was already.
    pub(super) fn note(&mut self, fault: Fault) {
        self.fault.get_or_insert(fault);
    }

    /// The result, once the reader has ended.
    pub(super) fn finish(mut self, format: Format, result: Reading) -> Extracted {
        self.end_line();
        let fault = result.err().or(self.fault);
        let (state, detail) = match fault {
            Some(fault) => (fault.state, fault.detail),
            None if self.text.trim().is_empty() => (State::NoText, "it has no text".into()),
            None => (State::Read, String::new()),
        };
        Extracted {
            format,
            state,
            detail,
            text: self.text,
            metadata: self.metadata,
        }
    }
}

/// The character as it is kept, if it is.
fn printable(character: char) -> Option<char> {
    match character {
        '\t' | '\n' => Some(character),
        '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => Some('\n'),
        '\u{feff}' => None,
        character if character.is_control() => None,
        character => Some(character),
    }
}
