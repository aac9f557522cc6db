//! What a stream is, by as many of its first bytes as that takes. It knows no names.

use std::io::Read;

use super::sniff::{HEAD, Kind, sniff};
use super::split::{PART, late_mbox};
use super::window::Window;
use crate::document::{Format, format};
use crate::outlook::archive::is_msg;

/// A message of Outlook and an old Office document differ in their directories only, which may lie anywhere: so much is read to tell.
const COMPOUND: usize = 256 << 20;
/// How much is asked for at once.
const STEP: usize = 1 << 20;

/// Reads the start of a stream into the window and tells what it is.
pub(super) fn look(window: &mut Window, input: &mut dyn Read) -> Kind {
    window.reset();
    window.fill(input, HEAD);
    match sniff(window.bytes()) {
        Kind::Unknown => {
            window.fill(input, PART);
            match late_mbox(window.bytes()) {
                Kind::Unknown if is_json(window.bytes()) => {
                    Kind::Other("JSON data, which is no document for people")
                }
                Kind::Unknown if is_document(window.bytes()) => Kind::Document,
                kind => kind,
            }
        }
        Kind::Compound => {
            fill(window, input, COMPOUND);
            if is_msg(window.bytes()) {
                Kind::Msg
            } else {
                Kind::Document
            }
        }
        kind => kind,
    }
}

/// Fills the window with up to `limit` bytes, without asking for the room of all of them at once.
pub(super) fn fill(window: &mut Window, input: &mut dyn Read, limit: usize) {
    let mut want = STEP;
    while !window.ended() && window.bytes().len() < limit {
        window.fill(input, want.min(limit));
        want = want.saturating_mul(2);
    }
}

/// An object or a list of objects, by its first signs.
fn is_json(bytes: &[u8]) -> bool {
    let mut signs = bytes.iter().filter(|b| !b.is_ascii_whitespace());
    match (signs.next(), signs.next()) {
        (Some(b'{'), Some(b'"')) => true,
        (Some(b'['), Some(b'{')) => signs.next() == Some(&b'"'),
        _ => false,
    }
}

/// Whether readers of documents know what it is.
fn is_document(bytes: &[u8]) -> bool {
    !matches!(format(bytes), Format::Unknown | Format::Program)
}
