//! The checksum of pages and blocks ([MS-PST] 5.3): CRC-32 with the usual polynomial, begun with 0 and not inverted.
//! Does not know what is summed.

/// `TABLES[k][b]` is the checksum of the byte `b` with `k` zero bytes after it, so eight bytes are taken at once.
const TABLES: [[u32; 256]; 8] = tables();

const fn tables() -> [[u32; 256]; 8] {
    let mut tables = [[0u32; 256]; 8];
    let mut byte = 0;
    while byte < 256 {
        let mut sum = byte as u32;
        let mut bit = 0;
        while bit < 8 {
            sum = if sum & 1 == 1 {
                (sum >> 1) ^ 0xEDB8_8320
            } else {
                sum >> 1
            };
            bit += 1;
        }
        tables[0][byte] = sum;
        byte += 1;
    }
    let mut later = 1;
    while later < 8 {
        let mut byte = 0;
        while byte < 256 {
            let before = tables[later - 1][byte];
            tables[later][byte] = (before >> 8) ^ tables[0][(before & 0xFF) as usize];
            byte += 1;
        }
        later += 1;
    }
    tables
}

/// The checksum of some bytes.
pub(super) fn crc(bytes: &[u8]) -> u32 {
    let (eights, rest) = bytes.as_chunks::<8>();
    let mut sum = 0u32;
    for eight in eights {
        let [a, b, c, d, e, f, g, h] = *eight;
        let low = (sum ^ u32::from_le_bytes([a, b, c, d])).to_le_bytes();
        sum = TABLES[7][low[0] as usize]
            ^ TABLES[6][low[1] as usize]
            ^ TABLES[5][low[2] as usize]
            ^ TABLES[4][low[3] as usize]
            ^ TABLES[3][e as usize]
            ^ TABLES[2][f as usize]
            ^ TABLES[1][g as usize]
            ^ TABLES[0][h as usize];
    }
    for byte in rest {
        sum = (sum >> 8) ^ TABLES[0][((sum ^ u32::from(*byte)) & 0xFF) as usize];
    }
    sum
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::crc;

    /// Bit by bit, as the polynomial is defined.
    fn slow(bytes: &[u8]) -> u32 {
        let mut sum = 0u32;
        for byte in bytes {
            sum ^= u32::from(*byte);
            for _ in 0..8 {
                sum = if sum & 1 == 1 {
                    (sum >> 1) ^ 0xEDB8_8320
                } else {
                    sum >> 1
                };
            }
        }
        sum
    }

    #[test]
    fn eight_bytes_at_once_is_bit_by_bit() {
        let bytes: Vec<u8> = (0..1000u32).map(|n| (n * n / 7) as u8).collect();
        for length in [0, 1, 7, 8, 9, 63, 64, 65, 1000] {
            assert_eq!(crc(&bytes[..length]), slow(&bytes[..length]), "{length}");
        }
    }

    /// CRC-32 of "123456789" is 0xCBF43926 (ISO 3309) when begun with ones and inverted; begun with ones is the same as
    /// the first four bytes inverted.
    #[test]
    fn the_polynomial_is_the_usual_one() {
        let inverted = [!b'1', !b'2', !b'3', !b'4', b'5', b'6', b'7', b'8', b'9'];
        assert_eq!(!crc(&inverted), 0xCBF4_3926);
    }
}
