//! Random numbers and invented words.
//!
//! Knows nothing of mail. The same seed always gives the same numbers and words.

/// SplitMix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number generators", 2014).
#[derive(Clone, Debug)]
pub struct Random(u64);

impl Random {
    /// A stream of numbers for a seed.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next 64 bits.
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below `bound`, which must not be 0. Its bias is below `bound` / 2^32.
    pub fn below(&mut self, bound: usize) -> usize {
        (((self.next() >> 32) * bound as u64) >> 32) as usize
    }

    /// A number below `bound`, small ones more often: the smaller of two.
    pub fn low(&mut self, bound: usize) -> usize {
        self.below(bound).min(self.below(bound))
    }

    /// True in `percent` of 100 cases.
    pub fn percent(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }
}

const WORDS: [&str; 96] = [
    "the", "a", "we", "you", "they", "and", "but", "with", "for", "to", "on", "at", "of", "in",
    "this", "that", "our", "your", "new", "old", "next", "last", "small", "large", "early", "late",
    "open", "good", "plain", "first", "gauge", "sheet", "crate", "harbour", "quay", "table",
    "figure", "draft", "meeting", "station", "report", "window", "cable", "letter", "number",
    "budget", "ferry", "winter", "summer", "morning", "evening", "Monday", "Tuesday", "Thursday",
    "Friday", "week", "month", "file", "page", "column", "line", "driver", "tide", "level",
    "sensor", "clock", "lamp", "door", "coffee", "train", "ticket", "room", "plan", "price",
    "offer", "order", "answer", "question", "send", "read", "check", "bring", "move", "count",
    "write", "call", "sign", "wait", "print", "build", "measure", "compare", "agree", "finish",
    "please", "tomorrow",
];

/// Adds `sentences` sentences of 6 to 15 words; no line breaks.
pub fn sentences(out: &mut Vec<u8>, random: &mut Random, sentences: usize) {
    for sentence in 0..sentences {
        if sentence > 0 {
            out.push(b' ');
        }
        let start = out.len();
        words(out, random, 6, 10);
        out[start].make_ascii_uppercase();
        out.push(b'.');
    }
}

/// Adds `least` to `least + spread - 1` words.
pub fn words(out: &mut Vec<u8>, random: &mut Random, least: usize, spread: usize) {
    for word in 0..least + random.below(spread) {
        if word > 0 {
            out.push(b' ');
        }
        out.extend_from_slice(WORDS[random.below(WORDS.len())].as_bytes());
    }
}

/// First names: as shown, and as in an address.
const FIRST: [(&str, &str); 24] = [
    ("Ada", "ada"),
    ("Bruno", "bruno"),
    ("Clara", "clara"),
    ("Dario", "dario"),
    ("Elif", "elif"),
    ("Frieda", "frieda"),
    ("Gustav", "gustav"),
    ("Hanna", "hanna"),
    ("Ivo", "ivo"),
    ("Jürgen", "juergen"),
    ("Karin", "karin"),
    ("Lucas", "lucas"),
    ("Mirjam", "mirjam"),
    ("Nadia", "nadia"),
    ("Oskar", "oskar"),
    ("Petra", "petra"),
    ("Quentin", "quentin"),
    ("Renée", "renee"),
    ("Sofia", "sofia"),
    ("Tomás", "tomas"),
    ("Ursula", "ursula"),
    ("Viktor", "viktor"),
    ("Wanda", "wanda"),
    ("Zoë", "zoe"),
];
const START: [&str; 16] = [
    "Bar", "Cor", "Dol", "Fen", "Gar", "Hol", "Kar", "Lun", "Mar", "Nor", "Per", "Ros", "Sol",
    "Tar", "Vel", "Wes",
];
const MIDDLE: [&str; 16] = [
    "a", "e", "i", "o", "u", "ani", "ebo", "ilu", "ora", "ude", "ami", "eko", "ino", "osa", "uva",
    "ela",
];
const END: [&str; 16] = [
    "berg", "dal", "feld", "gren", "holt", "kov", "land", "mann", "nes", "quist", "rup", "sen",
    "tini", "vik", "wood", "zak",
];

/// The first name, last name and address part of number `n`; different for every `n` below 98,304.
pub fn name(n: usize) -> (String, String, String) {
    let (first, plain) = FIRST[n % FIRST.len()];
    // 7 has no factor in common with 4096: neighbours get other syllables, and none comes twice.
    let m = (n / FIRST.len() * 7 + n % FIRST.len() * 611) % 4096;
    let last = format!("{}{}{}", START[m % 16], MIDDLE[m / 16 % 16], END[m / 256]);
    let local = format!("{plain}.{}", last.to_ascii_lowercase());
    (first.to_owned(), last, local)
}
