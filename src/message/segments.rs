//! The text cut in own words, quoted words, the headers that introduce them, signatures and disclaimers. It does not
//! know what other messages say.

use super::{Segment, SegmentKind};

/// Cuts a text; the segments cover it without gaps. O(n).
pub fn cut(text: &str, out: &mut Vec<Segment>) {
    out.clear();
    let mut at = 0;
    while at < text.len() {
        let end = memchr::memchr(b'\n', &text.as_bytes()[at..]).map_or(text.len(), |n| at + n + 1);
        let depth = quote_depth(&text.as_bytes()[at..end]);
        let kind = if depth > 0 {
            SegmentKind::Quoted
        } else {
            SegmentKind::Own
        };
        push(out, kind, depth, at, end);
        at = end;
    }
}

fn push(out: &mut Vec<Segment>, kind: SegmentKind, depth: u8, start: usize, end: usize) {
    match out.last_mut() {
        Some(last) if last.kind == kind && last.depth == depth => last.end = end as u32,
        _ => out.push(Segment {
            kind,
            depth,
            start: start as u32,
            end: end as u32,
        }),
    }
}

fn quote_depth(line: &[u8]) -> u8 {
    let mut depth = 0u8;
    for &byte in line {
        match byte {
            b'>' => depth = depth.saturating_add(1),
            b' ' | b'\t' => {}
            _ => break,
        }
    }
    depth
}
