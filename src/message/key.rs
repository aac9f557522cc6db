//! Keys and digests of what a message says, so that copies and quotations are known again. It does not decide what is
//! a copy.

use sha2::{Digest, Sha256};

use super::subject::bare_subject;
use super::{Attachment, ContentKey, Date, MAX_LINES, Participant, Role, Segment};

/// Fewest letters of a line worth a digest.
const LINE_LETTERS: usize = 20;

/// Replaces `out` by the letters and digits of a text in lower case. O(n).
pub fn letters(text: &str, out: &mut Vec<u8>) {
    out.clear();
    squeeze(text, out);
}

/// Digests of the first [`MAX_LINES`] lines of at least 20 letters in the segments that are `wanted`. O(n).
pub fn line_digests(
    text: &str,
    segments: &[Segment],
    wanted: impl Fn(&Segment) -> bool,
) -> Vec<u64> {
    let mut digests = Vec::new();
    let mut line = Vec::new();
    for segment in segments.iter().filter(|segment| wanted(segment)) {
        let mut rest = &text[segment.start as usize..segment.end as usize];
        while !rest.is_empty() && digests.len() < MAX_LINES {
            let end = memchr::memchr(b'\n', rest.as_bytes()).map_or(rest.len(), |n| n + 1);
            letters(&rest[..end], &mut line);
            if line.len() >= LINE_LETTERS {
                digests.push(line_digest(&line));
            }
            rest = &rest[end..];
        }
    }
    digests
}

/// Lower case of ASCII letters and digits; 0 for what is left out; 255 for the first byte of a longer character.
const CLASS: [u8; 256] = {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = match byte as u8 {
            b @ (b'a'..=b'z' | b'0'..=b'9') => b,
            b @ b'A'..=b'Z' => b + 32,
            128.. => 255,
            _ => 0,
        };
        byte += 1;
    }
    table
};

/// Appends the letters and digits of `text` in lower case. O(n).
fn squeeze(text: &str, out: &mut Vec<u8>) {
    if text.is_ascii() {
        let start = out.len();
        out.resize(start + text.len(), 0);
        let end = squeeze_ascii(text.as_bytes(), out, start);
        out.truncate(end);
        return;
    }
    let mut buffer = [0; 4];
    for c in text.chars() {
        if c.is_ascii() {
            let class = CLASS[c as usize];
            if class != 0 {
                out.push(class);
            }
        } else if c.is_alphanumeric() {
            for lower in c.to_lowercase() {
                out.extend_from_slice(lower.encode_utf8(&mut buffer).as_bytes());
            }
        }
    }
}

/// Writes from `at` on, where `out` has room for all of `bytes`; gives where the writing ended. Every byte is written
/// and only those that count move the index, so that nothing is to be guessed by the processor.
fn squeeze_ascii(bytes: &[u8], out: &mut [u8], at: usize) -> usize {
    let out = &mut out[at..at + bytes.len()];
    let mut n = 0usize;
    let (chunks, rest) = bytes.as_chunks::<16>();
    for chunk in chunks {
        // There is always room for a whole chunk: what was written is no longer than what was read.
        let Some(window) = out[n..].first_chunk_mut::<16>() else {
            break;
        };
        let mut k = 0usize;
        for &byte in chunk {
            let class = CLASS[usize::from(byte)];
            window[k & 15] = class;
            k = k.wrapping_add(usize::from(class != 0));
        }
        n += k;
    }
    for &byte in rest {
        let class = CLASS[usize::from(byte)];
        out[n] = class;
        n = n.wrapping_add(usize::from(class != 0)); // at most one for each byte
    }
    at + n
}

/// A fixed hash of a squeezed line, the same on every machine: eight bytes at a time, little-endian, each folded in by
/// xor and a 64 x 64 bit multiplication whose halves are xored (as in wyhash), then the length. Not for proof.
fn line_digest(line: &[u8]) -> u64 {
    const FIRST: u64 = 0x9e37_79b9_7f4a_7c15;
    const SECOND: u64 = 0xd1b5_4a32_d192_ed03;
    let fold = |a: u64, b: u64| {
        let wide = u128::from(a) * u128::from(b);
        (wide as u64) ^ (wide >> 64) as u64
    };
    let mut hash = FIRST;
    let (chunks, rest) = line.as_chunks::<8>();
    for chunk in chunks {
        hash = fold(hash ^ u64::from_le_bytes(*chunk), SECOND);
    }
    let word = rest.iter().rev().fold(0, |n, &b| n << 8 | u64::from(b));
    fold(hash ^ word, SECOND ^ line.len() as u64)
}

/// The keys of a message whose text has these letters; see [`ContentKey`]. O(n).
pub fn content_key(
    letters: &[u8],
    subject: &str,
    attachments: &[Attachment],
    participants: &[Participant],
    date: Option<Date>,
) -> ContentKey {
    let mut hash = Sha256::new();
    hash.update(letters);
    hash.update([0xff]);
    let mut topic = Vec::with_capacity(subject.len());
    squeeze(bare_subject(subject), &mut topic);
    hash.update(&topic);
    for attachment in attachments {
        hash.update([0xff]);
        hash.update(attachment.sha256.0);
    }
    let body = first_half(hash);
    let mut key = ContentKey {
        body,
        strict: [0; 16],
        letters: u32::try_from(letters.len()).unwrap_or(u32::MAX),
    };
    let mut hash = Sha256::new();
    hash.update(body);
    let of = |role: Role| {
        participants
            .iter()
            .filter(move |p| p.role == role)
            .map(spelled)
    };
    hash.update(of(Role::From).next().unwrap_or_default());
    hash.update([0xff]);
    hash.update(date.map_or([0xff; 8], |date| date.seconds.to_be_bytes()));
    let mut recipients: Vec<&str> = of(Role::To).chain(of(Role::Cc)).collect();
    recipients.sort_unstable();
    for recipient in recipients {
        hash.update([0xff]);
        hash.update(recipient);
    }
    key.strict = first_half(hash);
    key
}

fn spelled(participant: &Participant) -> &str {
    let address = &participant.address;
    if address.address.is_empty() {
        &address.name
    } else {
        &address.address
    }
}

fn first_half(hash: Sha256) -> [u8; 16] {
    let digest: [u8; 32] = hash.finalize().into();
    let mut half = [0; 16];
    half.copy_from_slice(&digest[..16]);
    half
}
