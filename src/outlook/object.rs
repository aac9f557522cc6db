//! Objects of other programs that were put into a mail (OLE): the file in them, if they keep one whole. Does not know which mail.

use super::compound::{Compound, Id};

/// The file in an object that is a compound file of its own.
pub fn unwrapped(bytes: &[u8]) -> Option<Vec<u8>> {
    let file = Compound::open(bytes).ok()?;
    packed(&file, file.root())
}

/// The file in a storage: `Ole10Native`, `Package` or `CONTENTS`.
pub fn packed(file: &Compound, storage: Id) -> Option<Vec<u8>> {
    let read = |name| {
        let stream = file.child(storage, name)?;
        Some(file.read(stream).bytes).filter(|bytes| !bytes.is_empty())
    };
    read("\u{1}Ole10Native")
        .and_then(|bytes| native(&bytes))
        .or_else(|| read("Package"))
        .or_else(|| read("CONTENTS"))
}

/// The file in a stream `Ole10Native`: its length, two bytes, a label and a path, four bytes, another path with its length, the length and
/// the bytes (MS-OLEDS 2.3.6, and what programs write).
fn native(bytes: &[u8]) -> Option<Vec<u8>> {
    let behind_text = |at: usize| {
        let length = bytes.get(at..)?.iter().position(|&byte| byte == 0)?;
        Some(at + length + 1)
    };
    let number = |at: usize| {
        let four = bytes.get(at..at.checked_add(4)?)?;
        usize::try_from(u32::from_le_bytes(four.try_into().ok()?)).ok()
    };
    let at = behind_text(behind_text(6)?)? + 4;
    let at = (at + 4).checked_add(number(at)?)?;
    let length = number(at)?;
    let start = at + 4;
    Some(bytes.get(start..start.checked_add(length)?)?.to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_packed_file() {
        let mut bytes = vec![0, 0, 0, 0, 2, 0];
        bytes.extend(b"memo.txt\0C:\\memo.txt\0\0\0\x03\0\x05\0\0\0temp\0\x04\0\0\0text\0\0");
        assert_eq!(native(&bytes).as_deref(), Some(&b"text"[..]));
        for end in 0..bytes.len() - 2 {
            assert_eq!(native(&bytes[..end]), None);
        }
        assert_eq!(unwrapped(b"no compound file"), None);
    }
}
