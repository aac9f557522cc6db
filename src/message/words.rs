//! Whose words a text holds: own, quoted, under which headers. It costs as much as all other reading, so it is asked only of mails
//! that are not known yet. It does not know the mail's own headers.

use super::key::line_digests;
use super::{QuotedHeader, Segment, SegmentKind, quoted, segments};

/// What the text of a mail holds.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Words {
    /// The text cut in parts; together they cover it without gaps.
    pub segments: Vec<Segment>,
    /// What the quoted headers tell, in order.
    pub quoted_headers: Vec<QuotedHeader>,
    /// Digests of the lines (words only, in lower case) of the own words: the first [`super::MAX_LINES`] of at least 20 letters.
    pub own_lines: Vec<u64>,
    /// The same of the words quoted at depth 1.
    pub quoted_lines: Vec<u64>,
}

impl Words {
    /// Those of [`super::Message::text`]. O(n).
    pub fn of(text: &str) -> Self {
        let mut segments = Vec::new();
        segments::cut(text, &mut segments);
        let own = |s: &Segment| s.kind == SegmentKind::Own;
        let quoted = |s: &Segment| s.kind == SegmentKind::Quoted && s.depth == 1;
        Self {
            quoted_headers: quoted::read(text, &segments),
            own_lines: line_digests(text, &segments, own),
            quoted_lines: line_digests(text, &segments, quoted),
            segments,
        }
    }
}
