//! Streams of a PDF unpacked within bounds: filters are applied by our own hand, so that no stream grows beyond what is left. It does not
//! know what a stream holds.

use std::io::Read;

use flate2::bufread::{DeflateDecoder, ZlibDecoder};
use hayro_syntax::Filter;
use hayro_syntax::object::{Array, Dict, Stream};

use crate::document::found::{Fault, Reading};
use crate::document::limits::{RATIO, UNPACKED_BYTES};

/// What a part may always unpack to, whatever its ratio.
const FREE: usize = 1 << 20;

/// How much work is left for one document: bytes unpacked and bytes of content read (a form drawn twice is read twice).
pub(super) struct Budget {
    left: u64,
}

impl Budget {
    pub(super) fn new() -> Self {
        Self {
            left: UNPACKED_BYTES,
        }
    }

    /// Takes some; fails when nothing is left.
    pub(super) fn spend(&mut self, bytes: usize) -> Reading {
        match self.left.checked_sub(bytes as u64) {
            Some(left) => self.left = left,
            None => {
                return Err(Fault::limit(
                    "its parts unpack to more than is read of a document",
                ));
            }
        }
        Ok(())
    }
}

/// The content of a stream. Of a broken stream, what comes before the break. O(n) in what it unpacks to.
pub(super) fn unpack(stream: &Stream<'_>, budget: &mut Budget) -> Result<Vec<u8>, Fault> {
    // A stream costs work even if it is empty.
    budget.spend(1 << 8)?;
    let mut data = stream.raw_data().into_owned();
    let most = FREE.max(
        data.len()
            .saturating_mul(usize::try_from(RATIO).unwrap_or(usize::MAX)),
    );
    let most = most.min(usize::try_from(budget.left).unwrap_or(usize::MAX));
    for filter in stream.filters() {
        data = apply(filter, &data, most + 1)?;
        if data.len() > most {
            return Err(Fault::limit(
                "a part of it unpacks to far more than its size",
            ));
        }
    }
    if predicted(stream.dict()) {
        // The whole fits, so the crate may do it once more, with the prediction undone. Content is hardly ever written like this.
        let whole = stream.decoded_data();
        data = whole
            .map_err(|_| Fault::damaged("a stream cannot be unpacked"))?
            .into_owned();
    }
    budget.spend(data.len())?;
    Ok(data)
}

/// Whether the bytes were written as differences to their neighbours (`/Predictor`).
fn predicted(dict: &Dict<'_>) -> bool {
    let one = |params: &Dict<'_>| params.get::<i32>("Predictor").is_some_and(|p| p > 1);
    if let Some(params) = dict.get::<Dict<'_>>("DecodeParms") {
        return one(&params);
    }
    let many = dict.get::<Array<'_>>("DecodeParms");
    many.is_some_and(|many| many.iter::<Dict<'_>>().take(8).any(|params| one(&params)))
}

fn apply(filter: Filter, data: &[u8], most: usize) -> Result<Vec<u8>, Fault> {
    match filter {
        Filter::FlateDecode => Ok(inflate(data, most)),
        Filter::LzwDecode => Ok(lzw(data, most)),
        Filter::AsciiHexDecode => Ok(hexadecimal(data)),
        Filter::Ascii85Decode => Ok(base85(data)),
        Filter::RunLengthDecode => Ok(run_length(data, most)),
        Filter::Crypt => Ok(data.to_vec()),
        _ => Err(Fault::damaged("a stream of text is packed as a picture")),
    }
}

/// Zlib; if its header is broken, the bare deflate after it.
fn inflate(data: &[u8], most: usize) -> Vec<u8> {
    let start = data
        .iter()
        .position(|byte| !matches!(byte, b'\r' | b'\n'))
        .unwrap_or(0);
    let data = &data[start..];
    let mut out = Vec::new();
    // An error at the end costs only what comes after it.
    let _ = ZlibDecoder::new(data)
        .take(most as u64)
        .read_to_end(&mut out);
    if out.is_empty() && data.len() > 2 {
        let _ = DeflateDecoder::new(&data[2..])
            .take(most as u64)
            .read_to_end(&mut out);
    }
    out
}

fn hexadecimal(data: &[u8]) -> Vec<u8> {
    let digits = data.iter().take_while(|byte| **byte != b'>');
    let digits: Vec<u32> = digits
        .filter_map(|byte| char::from(*byte).to_digit(16))
        .collect();
    let pair = |pair: &[u32]| (pair[0] << 4 | pair.get(1).copied().unwrap_or(0)) as u8;
    digits.chunks(2).map(pair).collect()
}

fn base85(data: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(data.len() / 5 * 4);
    let (mut group, mut count) = (0u32, 0usize);
    let data = data.strip_prefix(b"<~").unwrap_or(data);
    for byte in data.iter().take_while(|byte| **byte != b'~') {
        match byte {
            b'z' if count == 0 => out.extend([0; 4]),
            b'!'..=b'u' => {
                group = group.wrapping_mul(85).wrapping_add(u32::from(byte - b'!'));
                count += 1;
                if count == 5 {
                    out.extend(group.to_be_bytes());
                    (group, count) = (0, 0);
                }
            }
            _ => {}
        }
    }
    if count > 1 {
        for _ in count..5 {
            group = group.wrapping_mul(85).wrapping_add(84);
        }
        out.extend(&group.to_be_bytes()[..count - 1]);
    }
    out
}

fn run_length(data: &[u8], most: usize) -> Vec<u8> {
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(&length) = data.get(at) {
        at += 1;
        match length {
            0..=127 => {
                let end = (at + usize::from(length) + 1).min(data.len());
                out.extend(&data[at..end]);
                at = end;
            }
            128 => break,
            _ => {
                let Some(&byte) = data.get(at) else { break };
                out.resize(out.len() + 257 - usize::from(length), byte);
                at += 1;
            }
        }
        if out.len() >= most {
            break;
        }
    }
    out
}

/// LZW as PDF has it: codes of 9 to 12 bits, high bit first, 256 clears, 257 ends, the width grows one code early.
fn lzw(data: &[u8], most: usize) -> Vec<u8> {
    let mut out: Vec<u8> = Vec::new();
    // Each code from 258 on stands for a stretch of the output.
    let mut table: Vec<(usize, usize)> = Vec::new();
    let mut last: Option<(usize, usize)> = None;
    let (mut bits, mut held, mut width) = (0u32, 0u32, 9u32);
    for byte in data {
        bits = bits << 8 | u32::from(*byte);
        held += 8;
        if held < width {
            continue;
        }
        held -= width;
        let code = (bits >> held) as usize & ((1 << width) - 1);
        bits &= (1 << held) - 1;
        let start = out.len();
        match code {
            256 => {
                table.clear();
                (width, last) = (9, None);
                continue;
            }
            257 => break,
            0..=255 => out.push(code as u8),
            _ => match (table.get(code - 258).copied(), last) {
                (Some((from, to)), _) => out.extend_from_within(from..to),
                (None, Some((from, to))) => {
                    out.extend_from_within(from..to);
                    let first = out[from];
                    out.push(first);
                }
                (None, None) => break,
            },
        }
        if let Some((from, to)) = last
            && table.len() < 4096 - 258
        {
            // The string before and the first letter of this one: they stand side by side in the output.
            table.push((from, to + 1));
        }
        last = Some((start, out.len()));
        width = match table.len() + 258 {
            0..=510 => 9,
            511..=1022 => 10,
            1023..=2046 => 11,
            _ => 12,
        };
        if out.len() >= most {
            break;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{base85, hexadecimal, inflate, lzw, run_length};

    #[test]
    fn packed_text_comes_back() {
        assert_eq!(hexadecimal(b"48 65 6c6C 6F 7>x"), b"Hello\x70");
        // Adobe's own example of the start of Leviathan.
        assert_eq!(
            base85(b"<~9jqo^BlbD-BleB1DJ+*+F(f,q~>"),
            b"Man is distinguished"
        );
        assert_eq!(
            run_length(&[2, b'a', b'b', b'c', 254, b'x', 128, 9], 99),
            b"abcxxx"
        );
        // PDF 32000-1, 7.4.4.2, example 1.
        let packed = [0x80, 0x0b, 0x60, 0x50, 0x22, 0x0c, 0x0c, 0x85, 0x01];
        assert_eq!(lzw(&packed, 99), [45, 45, 45, 45, 45, 65, 45, 45, 45, 66]);
    }

    #[test]
    fn packing_that_is_broken_or_grows_ends() {
        assert_eq!(inflate(b"x\x9cnot zlib", 99).len(), 0);
        assert!(run_length(&[129, 0].repeat(1000), 500).len() < 700);
        assert!(lzw(&[0xff; 1000], 50).len() < 10_000);
        assert!(lzw(&[0x80, 0x10, 0x20, 0x40].repeat(1000), 50).len() < 10_000);
    }
}
