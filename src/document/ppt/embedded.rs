//! Tables and letters inside a presentation ([MS-PPT] 2.10.34 and 2.10.35: ExOleObjStg): their text, one level deep. It does not know
//! slides.

use std::io::Read;

use flate2::read::ZlibDecoder;

use super::super::found::{Fault, Found, Reading};
use super::super::limits::RATIO;
use super::super::{Format, doc, format, xls};
use super::{Record, u32_at};

/// What an object may always unpack to, whatever its ratio.
const FREE: u64 = 1 << 20;

/// Adds the text of an object, if it is of Word or Excel (charts are tables too). `left`: bytes that objects of this file may still
/// unpack to. What is wrong within is noted.
pub(super) fn read(record: Record<'_>, left: &mut u64, found: &mut Found) -> Reading {
    let bytes = match record.instance {
        1 => unpack(record.body, *left)?,
        _ => record.body.to_vec(),
    };
    *left = left.saturating_sub(bytes.len() as u64);
    let mut inner = Found::default();
    let result = match format(&bytes) {
        Format::Doc => doc::read(&bytes, &mut inner),
        Format::Xls => xls::read(&bytes, &mut inner),
        _ => return Ok(()),
    };
    found.line(inner.since(0))?;
    found.part(result.map_err(|fault| Fault::new(fault.state, format!("in it: {}", fault.detail))))
}

/// Zlib behind the size that it claims; of a broken one, what comes before the break.
fn unpack(body: &[u8], left: u64) -> Result<Vec<u8>, Fault> {
    let packed = body.get(4..).unwrap_or_default();
    let most = FREE.max(packed.len() as u64 * RATIO).min(left);
    let claimed = u32_at(body, 0).map_or(0, u64::from);
    let mut bytes = Vec::new();
    // Its error is told by what is missing.
    let _ = ZlibDecoder::new(packed)
        .take(most.min(claimed).saturating_add(1))
        .read_to_end(&mut bytes);
    match bytes.len() as u64 > most {
        true => Err(Fault::limit(
            "an object in it unpacks to far more than its size",
        )),
        false => Ok(bytes),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::super::super::State;
    use super::super::super::limits::UNPACKED_BYTES;
    use super::*;

    fn packed(bytes: &[u8]) -> Vec<u8> {
        let mut out = flate2::write::ZlibEncoder::new(
            (bytes.len() as u32).to_le_bytes().to_vec(),
            flate2::Compression::best(),
        );
        assert!(out.write_all(bytes).is_ok());
        out.finish().unwrap_or_default()
    }

    #[test]
    fn objects_are_unpacked_within_bounds() {
        assert_eq!(
            unpack(&packed(b"some text"), 99).as_deref(),
            Ok(&b"some text"[..])
        );
        assert_eq!(unpack(&[], 99).as_deref(), Ok(&b""[..]));
        assert_eq!(unpack(b"\x09\0\0\0no zlib", 99).as_deref(), Ok(&b""[..]));
        let bomb = packed(&vec![0; 8 << 20]);
        let limit = |fault: Fault| fault.state == State::Limit;
        assert!(unpack(&bomb, UNPACKED_BYTES).is_err_and(limit));
        assert!(unpack(&packed(b"some text"), 8).is_err_and(limit));
    }
}
