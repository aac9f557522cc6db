//! The first bytes of the file ([MS-PST] 2.2.2.6): which of the three formats it is, its cipher, and where its two B-trees begin.
//! Does not know what the trees hold.

use std::io;

use super::bytes::{id_at, u16_at, u32_at};
use super::cipher::Cipher;
use super::crc::crc;

/// How wide ids are and how large pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    /// Outlook 97 to 2002: 32 bits.
    Ansi,
    /// Since Outlook 2003: 64 bits.
    Unicode,
    /// OST of Outlook 2013 and later: 64 bits, pages of 4096 bytes, blocks that may be compressed. Not in [MS-PST]; after the
    /// documentation of libpff.
    Large,
}

impl Format {
    /// By its number in the header (wVer): Visual Recovery wrote 21, Outlook with Windows Information Protection writes 37.
    fn from_number(number: u16) -> Option<Self> {
        match number {
            14 | 15 => Some(Self::Ansi),
            36 => Some(Self::Large),
            21..=63 => Some(Self::Unicode),
            _ => None,
        }
    }

    /// Ids and offsets are 8 bytes long.
    pub(super) fn wide(self) -> bool {
        self != Self::Ansi
    }

    /// Bytes of a page.
    pub(super) fn page_bytes(self) -> usize {
        match self {
            Self::Large => 4096,
            _ => 512,
        }
    }
}

/// What the header says.
#[derive(Clone, Copy, Debug)]
pub(super) struct Header {
    pub(super) format: Format,
    pub(super) cipher: Cipher,
    /// Offset of the root page of the node B-tree.
    pub(super) nodes: u64,
    /// Offset of the root page of the block B-tree.
    pub(super) blocks: u64,
    /// Bytes that the file should have.
    pub(super) length: u64,
    /// The checksum fits.
    pub(super) sound: bool,
}

/// How many bytes [`Header::read`] wants; a shorter file is no PST.
pub(super) const HEADER_BYTES: usize = 564;
/// The header of ANSI files is shorter.
const ANSI_BYTES: usize = 512;

/// Whether a file begins as a PST or OST does.
pub fn is_pst(head: &[u8]) -> bool {
    head.starts_with(b"!BDN") && matches!(head.get(8..10), Some(b"SM" | b"SO"))
}

impl Header {
    /// Reads it from the first bytes of the file (up to [`HEADER_BYTES`]).
    ///
    /// # Errors
    /// In words: no PST, cut short, of an unknown version, or enciphered in a way that only its owner can undo.
    pub(super) fn read(head: &[u8]) -> io::Result<Self> {
        if !is_pst(head) {
            return Err(refused("this is not an Outlook data file (PST or OST)"));
        }
        let version = u16_at(head, 10).ok_or_else(short)?;
        let format = Format::from_number(version).ok_or_else(|| {
            refused(format!(
                "the Outlook data file is of version {version}, which is not known"
            ))
        })?;
        Self::fields(head, format)
    }

    fn fields(head: &[u8], format: Format) -> io::Result<Self> {
        let ansi = format == Format::Ansi;
        let (length, nodes, blocks, cipher, bytes) = match ansi {
            true => (168, 188, 196, 461, ANSI_BYTES),
            false => (184, 224, 240, 513, HEADER_BYTES),
        };
        let head = head.get(..bytes).ok_or_else(short)?;
        let offset = |at| id_at(head, at, !ansi).ok_or_else(short);
        Ok(Self {
            format,
            cipher: cipher_of(*head.get(cipher).ok_or_else(short)?)?,
            nodes: offset(nodes)?,
            blocks: offset(blocks)?,
            length: offset(length)?,
            sound: u32_at(head, 4) == head.get(8..479).map(crc),
        })
    }
}

fn cipher_of(number: u8) -> io::Result<Cipher> {
    Cipher::from_number(number).ok_or_else(|| match number {
        // NDB_CRYPT_EDPCRYPTED.
        0x10 => refused(
            "the Outlook data file is encrypted with Windows Information Protection: only its owner can open it",
        ),
        _ => refused(format!(
            "the Outlook data file is encrypted in a way that is not known ({number})"
        )),
    })
}

fn refused(words: impl Into<String>) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, words.into())
}

fn short() -> io::Error {
    io::Error::new(
        io::ErrorKind::UnexpectedEof,
        "the Outlook data file ends within its header",
    )
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn only_an_outlook_data_file_begins_as_one() {
        assert!(is_pst(b"!BDN\0\0\0\0SM\x17\0"));
        assert!(is_pst(b"!BDN\0\0\0\0SO\x24\0"));
        // An address book (PAB) holds no mail.
        assert!(!is_pst(b"!BDN\0\0\0\0AB\x0e\0"));
        assert!(!is_pst(b"!BDN\0\0\0"));
        assert!(!is_pst(b"From a@b.example Mon Jan  1 00:00:00 2001"));
    }

    #[test]
    fn what_cannot_be_read_is_refused_in_words() {
        let words = |head: &[u8]| Header::read(head).map(|_| ()).unwrap_err().to_string();
        assert!(words(b"PK\x03\x04").contains("not an Outlook data file"));
        let mut head = vec![0u8; HEADER_BYTES];
        head[..12].copy_from_slice(b"!BDN\0\0\0\0SM\x17\0");
        assert!(Header::read(&head).is_ok());
        assert!(words(&head[..500]).contains("ends within its header"));
        head[513] = 0x10;
        assert!(words(&head).contains("Windows Information Protection"));
        head[10] = 99;
        assert!(words(&head).contains("version 99"));
    }
}
