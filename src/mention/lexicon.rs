//! What is known of words and phrases, by hash alone: how common a word is, whether it is a first name, a place, the name of an
//! organization. It holds no text; the trainer (`examples/train_recognizer`) makes it from the sources in `NOTICE.md`.

use super::token::mix;

/// How common a word is in small letters: 0 unknown, 1 rare .. 7 very common.
pub const COMMON: u16 = 0b111;
/// A first name.
pub const FIRST_NAME: u16 = 1 << 3;
/// A surname.
pub const SURNAME: u16 = 1 << 4;
/// A research organization, university, agency (ROR).
pub const RESEARCH: u16 = 1 << 5;
/// The acronym of one.
pub const ACRONYM: u16 = 1 << 6;
/// A listed company.
pub const COMPANY: u16 = 1 << 7;
/// A government body.
pub const GOVERNMENT: u16 = 1 << 8;
/// A place.
pub const PLACE: u16 = 1 << 9;
/// Ends a legal name: `inc`, `llp`.
pub const LEGAL: u16 = 1 << 10;
/// Is the head of many organizations' names: `bank`, `university`.
pub const HEAD: u16 = 1 << 11;
/// A capital in front of it says nothing: never part of a name in training.
pub const NEVER: u16 = 1 << 12;
/// A name in the readable list of well-known organizations.
pub const KNOWN: u16 = 1 << 13;
/// A short form there that is a common word or a person's name too.
pub const KNOWN_SHORT: u16 = 1 << 14;

/// The hash of a phrase and one more word; a phrase of one word has the word's own.
pub fn extend(phrase: u64, word: u64) -> u64 {
    mix(phrase, word)
}

/// The 32 bits under which a hash is stored.
pub fn fold(hash: u64) -> u32 {
    let hash = (hash ^ (hash >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    (hash >> 32) as u32
}

/// A set of hashes that may say yes to what it does not hold, never no to what it does.
#[derive(Clone, Debug)]
pub struct Filter {
    bits: Vec<u64>,
    shift: u32,
}

impl Filter {
    /// An empty filter of 2^`log` bits; `log` is 6 to 31.
    pub fn new(log: u32) -> Self {
        let log = log.clamp(6, 31);
        Self {
            bits: vec![0; 1 << (log - 6)],
            shift: 32 - log,
        }
    }

    /// Adds a hash.
    #[inline]
    pub fn add(&mut self, hash: u64) {
        let bit = fold(hash) >> self.shift;
        self.bits[(bit >> 6) as usize] |= 1 << (bit & 63);
    }

    /// Whether it may hold a hash.
    #[inline]
    pub fn has(&self, hash: u64) -> bool {
        let bit = fold(hash) >> self.shift;
        self.bits[(bit >> 6) as usize] & 1 << (bit & 63) != 0
    }

    /// Empties it.
    pub fn clear(&mut self) {
        self.bits.fill(0);
    }
}

/// Bits of the stored filter of phrases' first two words, as a power of two.
const PAIRS: u32 = 20;
const PAIR_BYTES: usize = 1 << (PAIRS - 3);

/// A stored lexicon: a filter of the first two words of longer phrases (2^20 bits), 65,537 offsets (u32), then for each entry the low half of its hash (u16), then its flags (u16), all
/// little-endian; entries are sorted by hash. One wrong answer in about 10,000 questions for 400,000 entries.
#[derive(Clone, Copy, Debug)]
pub struct Lexicon<'a> {
    pairs: &'a [u8],
    offsets: &'a [u8],
    low: &'a [u8],
    flags: &'a [u8],
}

const OFFSETS: usize = 65_537 * 4;

impl<'a> Lexicon<'a> {
    /// Reads a lexicon; `None` if the bytes are none.
    pub fn from_bytes(bytes: &'a [u8]) -> Option<Self> {
        let (pairs, rest) = bytes.split_at_checked(PAIR_BYTES)?;
        let (offsets, rest) = rest.split_at_checked(OFFSETS)?;
        let count = u32_at(offsets, 65_536)? as usize;
        let (low, flags) = rest.split_at_checked(count.checked_mul(2)?)?;
        let sorted = (0..65_536).all(|i| u32_at(offsets, i) <= u32_at(offsets, i + 1));
        (flags.len() == count * 2 && sorted).then_some(Self {
            pairs,
            offsets,
            low,
            flags,
        })
    }

    /// What is known of a word or phrase; 0 if nothing. O(1).
    #[inline]
    pub fn flags(&self, hash: u64) -> u16 {
        let hash = fold(hash);
        let bucket = (hash >> 16) as usize;
        let (Some(from), Some(to)) = (
            u32_at(self.offsets, bucket),
            u32_at(self.offsets, bucket + 1),
        ) else {
            return 0;
        };
        let low = (hash as u16).to_le_bytes();
        let Some(entries) = self.low.get(from as usize * 2..to as usize * 2) else {
            return 0;
        };
        entries
            .chunks_exact(2)
            .position(|entry| entry == low)
            .and_then(|i| {
                let at = (from as usize + i) * 2;
                let flags = self.flags.get(at..at + 2)?;
                Some(u16::from_le_bytes([flags[0], flags[1]]))
            })
            .unwrap_or(0)
    }

    /// Whether a phrase may begin with two words of that hash.
    #[inline]
    pub fn begins(&self, pair: u64) -> bool {
        let bit = fold(pair) >> (32 - PAIRS);
        self.pairs
            .get((bit >> 3) as usize)
            .is_some_and(|byte| byte & 1 << (bit & 7) != 0)
    }

    /// Writes a lexicon of sorted, distinct folded hashes and their flags, and hashes of the first two words of phrases.
    pub fn to_bytes(entries: &[(u32, u16)], pairs: &[u64]) -> Vec<u8> {
        let mut bytes = vec![0; PAIR_BYTES];
        for pair in pairs {
            let bit = fold(*pair) >> (32 - PAIRS);
            bytes[(bit >> 3) as usize] |= 1 << (bit & 7);
        }
        for bucket in 0..=65_536_u64 {
            let before = entries.partition_point(|(hash, _)| u64::from(*hash) < bucket << 16);
            bytes.extend((before as u32).to_le_bytes());
        }
        bytes.extend(
            entries
                .iter()
                .flat_map(|(hash, _)| (*hash as u16).to_le_bytes()),
        );
        bytes.extend(entries.iter().flat_map(|(_, flags)| flags.to_le_bytes()));
        bytes
    }
}

#[inline]
fn u32_at(bytes: &[u8], index: usize) -> Option<u32> {
    let four = bytes.get(index * 4..index * 4 + 4)?;
    Some(u32::from_le_bytes([four[0], four[1], four[2], four[3]]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mention::token::hash_word;

    #[test]
    fn what_is_stored_is_found_and_nothing_else() {
        let mut entries: Vec<(u32, u16)> = ["tide", "gauge", "harbour"]
            .iter()
            .zip([COMMON, PLACE, HEAD])
            .map(|(w, f)| (fold(hash_word(w)), f))
            .collect();
        entries.sort_unstable();
        let bytes = Lexicon::to_bytes(&entries, &[]);
        let lexicon = Lexicon::from_bytes(&bytes).expect("a lexicon");
        assert_eq!(lexicon.flags(hash_word("Gauge")), PLACE);
        assert_eq!(lexicon.flags(hash_word("harbour")), HEAD);
        assert_eq!(lexicon.flags(hash_word("buoy")), 0);
        assert!(Lexicon::from_bytes(&bytes[..bytes.len() - 1]).is_none());
    }
}
