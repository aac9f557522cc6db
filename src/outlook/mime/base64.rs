//! Base64 (RFC 4648) in lines, as MIME wants it.

const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
/// Bytes on a line of 76 letters.
const LINE: usize = 57;

/// Adds the letters of some bytes, without line ends.
pub fn add(bytes: &[u8], out: &mut Vec<u8>) {
    for three in bytes.chunks(3) {
        let byte = |at: usize| u32::from(three.get(at).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for at in 0..4 {
            let letter = LETTERS[(bits >> (18 - 6 * at) & 63) as usize];
            out.push(if at > three.len() { b'=' } else { letter });
        }
    }
}

/// The lines of a part.
pub fn lines(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len() / LINE * 77 + 80);
    for line in bytes.chunks(LINE) {
        add(line, &mut out);
        out.push(b'\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 4648, section 10.
    #[test]
    fn test_vectors() {
        for (bytes, letters) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foobar", "Zm9vYmFy"),
        ] {
            let mut out = Vec::new();
            add(bytes.as_bytes(), &mut out);
            assert_eq!(out, letters.as_bytes());
        }
        let long = lines(&[0; 60]);
        assert_eq!(long.iter().position(|&byte| byte == b'\n'), Some(76));
    }
}
