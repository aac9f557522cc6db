//! What sort of document bytes are. It does not know names of files, which lie.

mod plain;

use memchr::memmem;

use super::Format;
use super::compound::{Compound, SIGNATURE};
use super::found::Found;
use super::package::Package;
use plain::plain;

/// First bytes, and where they stand, by which a format is known.
const SIGNATURES: &[(usize, &[u8], Format)] = &[
    (0, b"{\\rtf", Format::Rtf),
    (0, super::doc::WORD_2, Format::Doc),
    (0, b"\xdb\xa5\x2d\0", Format::Doc),
    (0, b"\x89PNG\r\n\x1a\n", Format::Image),
    (0, b"\xff\xd8\xff", Format::Image),
    (0, b"GIF87a", Format::Image),
    (0, b"GIF89a", Format::Image),
    (0, b"II*\0", Format::Image),
    (0, b"MM\0*", Format::Image),
    (0, b"8BPS", Format::Image),
    (0, b"\xd7\xcd\xc6\x9a", Format::Image),
    (0, b"\x01\0\x09\0\0\x03", Format::Image),
    (40, b" EMF", Format::Image),
    (0, b"\0\0\x01\0", Format::Image),
    (0, b"%!PS", Format::Image),
    (0, b"\0\0\0\x0cjP  ", Format::Image),
    (4, b"ftypheic", Format::Image),
    (4, b"ftypheix", Format::Image),
    (4, b"ftypmif1", Format::Image),
    (4, b"ftypavif", Format::Image),
    (4, b"ftyp", Format::Media),
    (4, b"moov", Format::Media),
    (4, b"mdat", Format::Media),
    (0, b"ID3", Format::Media),
    (0, b"OggS", Format::Media),
    (0, b"fLaC", Format::Media),
    (0, b"MThd", Format::Media),
    (0, b"#!AMR", Format::Media),
    (0, b"FLV\x01", Format::Media),
    (0, b"\x1aE\xdf\xa3", Format::Media),
    (0, b"0&\xb2u\x8ef\xcf\x11", Format::Media),
    (0, b"\0\0\x01\xba", Format::Media),
    (0, b"\0\0\x01\xb3", Format::Media),
    (0, b"\x1f\x8b\x08", Format::Archive),
    (0, b"BZh", Format::Archive),
    (0, b"\xfd7zXZ\0", Format::Archive),
    (0, b"\x28\xb5\x2f\xfd", Format::Archive),
    (0, b"7z\xbc\xaf\x27\x1c", Format::Archive),
    (0, b"Rar!\x1a\x07", Format::Archive),
    (0, b"MSCF\0\0\0\0", Format::Archive),
    (257, b"ustar", Format::Archive),
    (0, b"\x7fELF", Format::Program),
    (0, b"\xca\xfe\xba\xbe", Format::Program),
    (0, b"\xcf\xfa\xed\xfe", Format::Program),
    (0, b"\xfe\xed\xfa", Format::Program),
    (0, b"!BDN", Format::Mail),
    (0, b"\x78\x9f\x3e\x22", Format::Mail),
];

/// The format, told by the bytes alone. O(n) for text and packages, else O(1).
pub fn format(bytes: &[u8]) -> Format {
    if bytes.starts_with(SIGNATURE) {
        return compound(bytes);
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return package(bytes);
    }
    if memmem::find(&bytes[..bytes.len().min(1024)], b"%PDF-").is_some() {
        return Format::Pdf;
    }
    let signed = |(at, signature, _): &&(usize, &[u8], Format)| {
        bytes
            .get(*at..)
            .is_some_and(|rest| rest.starts_with(signature))
    };
    let known = SIGNATURES.iter().find(signed).map(|(_, _, format)| *format);
    known
        .or_else(|| chunked(bytes))
        .or_else(|| old_excel(bytes))
        .or_else(|| is_tar(bytes).then_some(Format::Archive))
        .unwrap_or_else(|| plain(bytes))
}

/// RIFF and AIFF files, Windows bitmaps and programs, MPEG sound: their signatures are too short to stand alone.
fn chunked(bytes: &[u8]) -> Option<Format> {
    let kind = bytes.get(8..12)?;
    let zero =
        |range: std::ops::Range<usize>| bytes.get(range).is_some_and(|b| b.iter().all(|&b| b == 0));
    match bytes {
        [b'R', b'I', b'F', b'F', ..] if kind == b"WEBP" => Some(Format::Image),
        [b'R', b'I', b'F', b'F', ..] | [b'F', b'O', b'R', b'M', ..] => Some(Format::Media),
        [b'B', b'M', ..] if zero(6..10) => Some(Format::Image),
        [b'M', b'Z', ..] if bytes.contains(&0) => Some(Format::Program),
        [0xff, 0xfb | 0xf3 | 0xf2, ..] => Some(Format::Media),
        _ => None,
    }
}

/// A tar archive without a signature: the sum of its first header, in octal digits, is right.
fn is_tar(bytes: &[u8]) -> bool {
    let sum = |header: &[u8]| -> Option<bool> {
        let stated = std::str::from_utf8(&header[148..154]).ok()?;
        let stated = u32::from_str_radix(stated.trim(), 8).ok()?;
        let blank = 8 * u32::from(b' ');
        let bytes = header[..148].iter().chain(&header[156..]);
        Some(stated == blank + bytes.map(|&byte| u32::from(byte)).sum::<u32>())
    };
    bytes.get(..512).and_then(sum).unwrap_or(false)
}

/// Excel before version 5 wrote its records into the file itself: a beginning of file (BOF) of a worksheet comes first.
fn old_excel(bytes: &[u8]) -> Option<Format> {
    match bytes {
        [9, 0, 4, 0, _, _, 0x10, 0, ..] => Some(Format::Xls),
        [9, 2 | 4, 6, 0, _, _, 0x10 | 0, 0 | 1, ..] => Some(Format::Xls),
        [9, 8, 8 | 16, 0, 0, 5 | 6, 5 | 0x10, 0, ..] => Some(Format::Xls),
        _ => None,
    }
}

/// Streams by which the maker of a compound file is known.
const STREAMS: &[(&str, Format)] = &[
    ("__properties_version1.0", Format::Mail),
    ("EncryptedPackage", Format::Unknown),
    ("WordDocument", Format::Doc),
    ("PowerPoint Document", Format::Ppt),
    ("Workbook", Format::Xls),
    ("Book", Format::Xls),
];

/// The first record of a workbook since Excel 97: by it one is known when the directory is lost.
pub(super) const WORKBOOK: &[u8] = &[9, 8, 16, 0, 0, 6, 5, 0];

fn compound(bytes: &[u8]) -> Format {
    let file = Compound::open(bytes).ok();
    let listed = |name: &str| file.as_ref().is_some_and(|file| file.has(name));
    let known = STREAMS.iter().find(|(name, _)| listed(name));
    // Where the directory is damaged, names still stand in it.
    let scanned = |name: &str| memmem::find(bytes, &directory_name(name)).is_some();
    let known = known.or_else(|| STREAMS.iter().find(|(name, _)| scanned(name)));
    match known {
        Some((_, format)) => *format,
        None if memmem::find(bytes, WORKBOOK).is_some() => Format::Xls,
        None => Format::Unknown,
    }
}

/// Whether a compound file holds a package that is protected by a password.
pub(super) fn is_encrypted_package(bytes: &[u8]) -> bool {
    bytes.starts_with(SIGNATURE)
        && memmem::find(bytes, &directory_name("EncryptedPackage")).is_some()
}

/// A name as the directory writes it, with its end.
fn directory_name(name: &str) -> Vec<u8> {
    let name = format!("{name}\0");
    name.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

fn package(bytes: &[u8]) -> Format {
    let mut package = Package::open(bytes);
    let names: Vec<String> = package.names().map(str::to_ascii_lowercase).collect();
    let under = |folder: &str| names.iter().any(|name| name.starts_with(folder));
    let kind = package.part("mimetype", &mut Found::default());
    if let Some(kind) = kind.as_deref().and_then(open_document) {
        return kind;
    }
    if !package.has("[Content_Types].xml") && !package.damaged {
        return Format::Archive;
    }
    match () {
        () if under("word/") => Format::Docx,
        () if under("xl/") => Format::Xlsx,
        () if under("ppt/") => Format::Pptx,
        () if package.damaged => Format::Archive,
        () => Format::Unknown,
    }
}

/// The format by the media type that an OpenDocument package states.
fn open_document(kind: &[u8]) -> Option<Format> {
    let kind = kind.strip_prefix(b"application/vnd.")?;
    let kind = [&b"oasis.opendocument."[..], b"sun.xml."]
        .iter()
        .find_map(|prefix| kind.strip_prefix(*prefix))?;
    match kind {
        _ if kind.starts_with(b"text") || kind.starts_with(b"writer") => Some(Format::Odt),
        _ if kind.starts_with(b"spreadsheet") || kind.starts_with(b"calc") => Some(Format::Ods),
        _ if kind.starts_with(b"presentation") || kind.starts_with(b"impress") => Some(Format::Odp),
        _ if kind.starts_with(b"graphics") || kind.starts_with(b"draw") => Some(Format::Odp),
        _ => Some(Format::Unknown),
    }
}
