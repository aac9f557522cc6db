//! The linear tagger: weights of features, and the best sequence of labels for a run (Viterbi). It knows rows and labels, not
//! words. Trained as a structured averaged perceptron (Collins, EMNLP 2002) by `examples/train_recognizer`.

use super::features::Features;
use super::lexicon::Lexicon;

/// Labels: outside; first and further token of an organization, a person, a place.
pub const LABELS: usize = 7;
/// Labels other than `outside`, whose weights are 0.
pub const COLUMNS: usize = LABELS - 1;

/// Whether one label may follow another: only its own kind goes on.
pub const fn follows(before: usize, label: usize) -> bool {
    label == 0 || label % 2 == 1 || before == label || before + 1 == label
}

/// Weights, transitions and the lexicon of one model file.
#[derive(Clone, Copy, Debug)]
pub struct Model<'a> {
    /// The hashed lexicon.
    pub lexicon: Lexicon<'a>,
    /// `transitions[before][label]`, in the unit of the weights.
    pub transitions: [[i32; LABELS]; LABELS],
    /// The difference of scores at which a name is found with 73 % confidence (logistic function of 1).
    pub scale: f32,
    mask: u32,
    weights: &'a [u8],
}

const MAGIC: &[u8; 4] = b"MTR1";
/// Never chosen.
pub const IMPOSSIBLE: i32 = -1_000_000;
const HEADER: usize = 4 + 4 + 4 + LABELS * LABELS * 4;

impl<'a> Model<'a> {
    /// Reads a model file; `None` if the bytes are none.
    ///
    /// `MTR1`, number of rows (u32, a power of two), scale (f32), 7 x 7 transitions (i32), rows of 6 weights (i8), the lexicon; all
    /// little-endian.
    pub fn from_bytes(bytes: &'a [u8]) -> Option<Self> {
        let (header, rest) = bytes.split_at_checked(HEADER)?;
        let word = |i: usize| Some([header[i], header[i + 1], header[i + 2], header[i + 3]]);
        let rows = u32::from_le_bytes(word(4)?);
        if &header[..4] != MAGIC || !rows.is_power_of_two() || rows > 1 << 24 {
            return None;
        }
        let mut transitions = [[0; LABELS]; LABELS];
        for (i, value) in transitions.iter_mut().flatten().enumerate() {
            *value = i32::from_le_bytes(word(12 + i * 4)?).clamp(-1_000_000, 1_000_000);
        }
        let (weights, lexicon) = rest.split_at_checked(rows as usize * COLUMNS)?;
        Some(Self {
            lexicon: Lexicon::from_bytes(lexicon)?,
            transitions,
            scale: f32::from_le_bytes(word(8)?).max(1.0),
            mask: rows - 1,
            weights,
        })
    }

    /// A digest of the weights.
    pub fn fingerprint(&self) -> u64 {
        let mut hasher = rustc_hash::FxHasher::default();
        std::hash::Hasher::write(&mut hasher, self.weights);
        std::hash::Hasher::finish(&hasher)
    }

    /// Writes a model file; see [`Model::from_bytes`].
    pub fn to_bytes(
        rows: u32,
        scale: f32,
        transitions: &[[i32; LABELS]; LABELS],
        weights: &[i8],
        lexicon: &[u8],
    ) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        bytes.extend(rows.to_le_bytes());
        bytes.extend(scale.to_le_bytes());
        bytes.extend(transitions.iter().flatten().flat_map(|t| t.to_le_bytes()));
        bytes.extend(weights.iter().map(|w| *w as u8));
        bytes.extend(lexicon);
        bytes
    }

    /// Scores of each label for each token of a run. O(features).
    pub fn emissions(&self, features: &Features, scores: &mut Vec<[i32; LABELS]>) {
        scores.clear();
        for index in 0..features.ends.len() {
            let mut sum = [0_i32; COLUMNS];
            for row in features.of(index) {
                let at = (row & self.mask) as usize * COLUMNS;
                if let Some(weights) = self.weights.get(at..at + COLUMNS) {
                    for (sum, weight) in sum.iter_mut().zip(weights) {
                        *sum += i32::from(*weight as i8);
                    }
                }
            }
            let mut score = [0; LABELS];
            score[1..].copy_from_slice(&sum);
            scores.push(score);
        }
    }
}

/// The best sequence of labels for scores of a run, and its score. Ties go to the smaller label. O(n).
#[derive(Clone, Debug, Default)]
pub struct Viterbi {
    back: Vec<[u8; LABELS]>,
    /// The labels.
    pub path: Vec<u8>,
}

impl Viterbi {
    /// Decodes; the labels are in [`Viterbi::path`].
    pub fn decode(
        &mut self,
        scores: &[[i32; LABELS]],
        transitions: &[[i32; LABELS]; LABELS],
    ) -> i32 {
        self.back.clear();
        self.path.clear();
        let mut best = [IMPOSSIBLE; LABELS];
        best[0] = 0;
        for score in scores {
            let mut next = [IMPOSSIBLE; LABELS];
            let mut from = [0_u8; LABELS];
            for label in 0..LABELS {
                for before in (0..LABELS).filter(|b| follows(*b, label)) {
                    let sum =
                        (best[before] + transitions[before][label] + score[label]).max(IMPOSSIBLE);
                    if sum > next[label] {
                        next[label] = sum;
                        from[label] = before as u8;
                    }
                }
            }
            best = next;
            self.back.push(from);
        }
        let mut label = (0..LABELS).fold(0, |top, l| if best[l] > best[top] { l } else { top });
        let total = best[label];
        for from in self.back.iter().rev() {
            self.path.push(label as u8);
            label = usize::from(from[label]);
        }
        self.path.reverse();
        total
    }
}
