//! Compressed RTF, as Outlook keeps bodies (MS-OXRTFCP): LZFu, and MELA, which is not compressed. Does not know what RTF means.

/// What the dictionary holds before the first byte.
const BEGINNING: &[u8] = b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \
\\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx";
/// Bytes of the dictionary, a ring.
const RING: usize = 4096;
const HEAD: usize = 16;

/// The RTF, and whether all of it is there; `None` if it is neither form. At most 9 times as long as the input (two bytes stand for 17 at
/// most). O(n).
pub fn unpack(bytes: &[u8]) -> Option<(Vec<u8>, bool)> {
    let size = u32::from_le_bytes(bytes.get(4..8)?.try_into().ok()?) as usize;
    match bytes.get(8..12)? {
        b"LZFu" => {
            let out = expand(bytes.get(HEAD..).unwrap_or_default());
            let whole = out.len() >= size;
            Some((out, whole))
        }
        b"MELA" => {
            let rest = bytes.get(HEAD..).unwrap_or_default();
            let out = rest[..rest.len().min(size)].to_vec();
            let whole = out.len() == size;
            Some((out, whole))
        }
        _ => None,
    }
}

/// Runs of eight, each with a byte of flags: a literal, or a place in the dictionary (12 bits) and a length less 2 (4 bits). The place
/// where the next byte goes says that this is the end.
fn expand(bytes: &[u8]) -> Vec<u8> {
    let mut ring = [b' '; RING];
    ring[..BEGINNING.len()].copy_from_slice(BEGINNING);
    let mut at = BEGINNING.len();
    let mut out = Vec::with_capacity(bytes.len() * 2);
    let mut input = bytes.iter().copied();
    let mut put = |byte: u8, ring: &mut [u8; RING], at: &mut usize| {
        ring[*at] = byte;
        *at = (*at + 1) % RING;
        out.push(byte);
    };
    'all: while let Some(flags) = input.next() {
        for bit in 0..8 {
            let Some(first) = input.next() else {
                break 'all;
            };
            if flags >> bit & 1 == 0 {
                put(first, &mut ring, &mut at);
                continue;
            }
            let Some(second) = input.next() else {
                break 'all;
            };
            let token = usize::from(u16::from_be_bytes([first, second]));
            let from = token >> 4;
            if from == at {
                break 'all;
            }
            for step in 0..(token & 0x0F) + 2 {
                let byte = ring[(from + step) % RING];
                put(byte, &mut ring, &mut at);
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// MS-OXRTFCP 4.1.1 and 4.2 give both forms byte for byte.
    const SIMPLE: &[u8] = &[
        0x2d, 0, 0, 0, 0x2b, 0, 0, 0, 0x4c, 0x5a, 0x46, 0x75, 0xf1, 0xc5, 0xc7, 0xa7, 0x03, 0x00,
        0x0a, 0x00, 0x72, 0x63, 0x70, 0x67, 0x31, 0x32, 0x35, 0x42, 0x32, 0x0a, 0xf3, 0x20, 0x68,
        0x65, 0x6c, 0x09, 0x00, 0x20, 0x62, 0x77, 0x05, 0xb0, 0x6c, 0x64, 0x7d, 0x0a, 0x80, 0x0f,
        0xa0,
    ];
    const CROSSING: &[u8] = &[
        0x1a, 0, 0, 0, 0x1c, 0, 0, 0, 0x4c, 0x5a, 0x46, 0x75, 0xe2, 0xd4, 0x4b, 0x51, 0x41, 0x00,
        0x04, 0x20, 0x57, 0x58, 0x59, 0x5a, 0x0d, 0x6e, 0x7d, 0x01, 0x0e, 0xb0,
    ];

    #[test]
    fn examples_of_the_specification() {
        assert_eq!(BEGINNING.len(), 207);
        let (rtf, whole) = unpack(SIMPLE).expect("LZFu");
        assert_eq!(rtf, b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n");
        assert!(whole);
        let (rtf, whole) = unpack(CROSSING).expect("LZFu");
        assert_eq!(rtf, b"{\\rtf1 WXYZWXYZWXYZWXYZWXYZ}");
        assert!(whole);
    }

    #[test]
    fn not_compressed_cut_or_neither() {
        let plain = [b"\x0f\0\0\0\x03\0\0\0MELA\0\0\0\0".as_slice(), b"abcdef"].concat();
        assert_eq!(unpack(&plain), Some((b"abc".to_vec(), true)));
        assert_eq!(unpack(&plain[..18]), Some((b"ab".to_vec(), false)));
        assert_eq!(unpack(b"\0\0\0\0\0\0\0\0abcd"), None);
        for end in 0..SIMPLE.len() {
            assert!(unpack(&SIMPLE[..end]).is_none_or(|(_, whole)| !whole || end > 44));
        }
    }
}
