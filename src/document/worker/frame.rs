//! The words between the two processes: a document is its length (8 bytes, little-endian) and its bytes, an answer its length (4 bytes) and
//! JSON of [`Extracted`]. It does not know processes. Neither side believes a length that the other gives.

use std::io::{self, Read, Write};

use super::super::limits::{DOCUMENT_BYTES, TEXT_BYTES};
use super::{Extracted, State, without_text};

/// Bytes of an answer: the text, in which JSON doubles line ends and quotes, and metadata.
const ANSWER_BYTES: usize = 3 * TEXT_BYTES;

/// Sends a document.
///
/// # Errors
/// Whatever the pipe says: mostly that the other end is gone.
pub(super) fn send_document(to: &mut impl Write, bytes: &[u8]) -> io::Result<()> {
    let length = (bytes.len() as u64).to_le_bytes();
    to.write_all(&length)?;
    to.write_all(bytes)?;
    to.flush()
}

/// Receives a document; `None` at the end of the pipe.
///
/// # Errors
/// The pipe ends within a document, or the document is larger than is read.
pub(super) fn receive_document(from: &mut impl Read) -> io::Result<Option<Vec<u8>>> {
    let mut length = [0; 8];
    if from.read(&mut length[..1])? == 0 {
        return Ok(None);
    }
    from.read_exact(&mut length[1..])?;
    let length = usize::try_from(u64::from_le_bytes(length)).unwrap_or(usize::MAX);
    receive(from, length, DOCUMENT_BYTES).map(Some)
}

/// Sends an answer; without its text if it is too long for one.
///
/// # Errors
/// Whatever the pipe says.
pub(super) fn send_answer(to: &mut impl Write, found: &Extracted) -> io::Result<()> {
    let mut frame = packed(found)?;
    if frame.len() - 4 > ANSWER_BYTES {
        let detail = "what was found in it is too long to be handed on".to_owned();
        frame = packed(&without_text(State::Limit, detail))?;
    }
    to.write_all(&frame)?;
    to.flush()
}

fn packed(found: &Extracted) -> io::Result<Vec<u8>> {
    let mut frame = vec![0; 4];
    serde_json::to_writer(&mut frame, found)?;
    let length = u32::try_from(frame.len() - 4).unwrap_or(u32::MAX);
    frame[..4].copy_from_slice(&length.to_le_bytes());
    Ok(frame)
}

/// Receives an answer.
///
/// # Errors
/// `UnexpectedEof` if the other end is gone, `InvalidData` if what came is no answer.
pub(super) fn receive_answer(from: &mut impl Read) -> io::Result<Extracted> {
    let mut length = [0; 4];
    from.read_exact(&mut length)?;
    let bytes = receive(from, u32::from_le_bytes(length) as usize, ANSWER_BYTES)?;
    let found: Extracted = serde_json::from_slice(&bytes)?;
    match found.text.len() > TEXT_BYTES + SLACK {
        true => Err(io::ErrorKind::InvalidData.into()),
        false => Ok(found),
    }
}

/// A reader may stop a piece behind the bound of text.
const SLACK: usize = 1 << 20;

fn receive(from: &mut impl Read, length: usize, most: usize) -> io::Result<Vec<u8>> {
    if length > most {
        return Err(io::ErrorKind::InvalidData.into());
    }
    let mut bytes = Vec::new();
    bytes.try_reserve_exact(length)?;
    match from.take(length as u64).read_to_end(&mut bytes)? == length {
        true => Ok(bytes),
        false => Err(io::ErrorKind::UnexpectedEof.into()),
    }
}
