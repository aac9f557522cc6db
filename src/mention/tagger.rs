//! The linear tagger: weights of features, and the best sequence of labels for a run (Viterbi). It knows rows and labels, not
//! words. Trained as a structured averaged perceptron (Collins, EMNLP 2002) by `examples/train_recognizer`.

use super::lexicon::Lexicon;

/// Labels: outside; first and further token of an organization, a person, a place.
pub const LABELS: usize = 7;
/// Weights of a row: one for each label and one that is always 0; `outside` has 0 everywhere.
pub const COLUMNS: usize = 8;

/// Weights, transitions and the lexicon of one model file.
#[derive(Clone, Copy, Debug)]
pub struct Model<'a> {
    /// The hashed lexicon.
    pub lexicon: Lexicon<'a>,
    /// `transitions[before][label]`, in the unit of the weights.
    pub transitions: [[i32; LABELS]; LABELS],
    /// The difference of scores at which a name is found with 73 % confidence (logistic function of 1).
    pub scale: f32,
    at_most: [i32; LABELS],
    mask: u32,
    weights: &'a [[u8; COLUMNS]],
}

const MAGIC: &[u8; 4] = b"MTR1";
/// Never chosen.
pub const IMPOSSIBLE: i32 = -1_000_000;
const HEADER: usize = 4 + 4 + 4 + LABELS * LABELS * 4;

impl<'a> Model<'a> {
    /// Reads a model file; `None` if the bytes are none.
    ///
    /// `MTR1`, number of rows (u32, a power of two), scale (f32), 7 x 7 transitions (i32), rows of 8 weights (i8), the lexicon; all
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
            at_most: at_most(&transitions),
            mask: rows - 1,
            weights: weights.as_chunks().0,
        })
    }

    /// A digest of the weights.
    pub fn fingerprint(&self) -> u64 {
        let mut hasher = rustc_hash::FxHasher::default();
        std::hash::Hasher::write(&mut hasher, self.weights.as_flattened());
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

    /// The sum of weights of features. 16 bits hold the sum of 250 weights; a token has a quarter of that.
    // Not inlined: where the last column is not asked for, the compiler would add in pieces.
    #[inline(never)]
    pub fn sum(&self, rows: &[u32], mut sum: [i16; COLUMNS]) -> [i16; COLUMNS] {
        for row in rows {
            if let Some(weights) = self.weights.get((row & self.mask) as usize) {
                sum = std::array::from_fn(|i| sum[i].wrapping_add(i16::from(weights[i] as i8)));
            }
        }
        sum
    }

    /// Whether no name can be in a run, without looking for the best sequence: no label of any token makes up for what it costs.
    pub fn is_empty(&self, scores: &[[i32; LABELS]]) -> bool {
        scores.iter().all(|score| {
            (1..LABELS).all(|label| score[label].wrapping_add(self.at_most[label]) < 0)
        })
    }
}

/// For each label, the most that transitions into and out of it can add, against staying outside.
fn at_most(transitions: &[[i32; LABELS]; LABELS]) -> [i32; LABELS] {
    let outside = transitions[0][0];
    let back = transitions.iter().map(|t| t[0]).max().unwrap_or(0);
    let mut most = [0; LABELS];
    for (label, most) in most.iter_mut().enumerate() {
        let into = transitions.iter().map(|t| t[label]).max().unwrap_or(0);
        *most = (into - outside) + (back - outside).max(0);
    }
    most
}

/// The best sequence of labels for scores of a run, and its score. Ties go to the smaller label. O(n).
#[derive(Clone, Debug, Default)]
pub struct Viterbi {
    /// Best scores of sequences that end before each token, by their last label.
    before: Vec<[i32; LABELS]>,
    /// The labels.
    pub path: Vec<u8>,
}

/// What sequences may begin with: as if `outside` stood before.
const START: [i32; LABELS] = {
    let mut start = [IMPOSSIBLE; LABELS];
    start[0] = 0;
    start
};

/// Whether a label may follow another: inside a name only more of the same.
#[inline]
fn may_follow(before: usize, label: usize) -> bool {
    label % 2 == 1 || label == 0 || before == label || before + 1 == label
}

/// The best scores of sequences one token longer, by their last label.
#[inline]
fn step(
    best: &[i32; LABELS],
    score: &[i32; LABELS],
    transitions: &[[i32; LABELS]; LABELS],
) -> [i32; LABELS] {
    let mut next = [IMPOSSIBLE; LABELS];
    for before in 0..LABELS {
        for label in 0..LABELS {
            if may_follow(before, label) {
                let sum = best[before].wrapping_add(transitions[before][label]);
                next[label] = next[label].max(sum);
            }
        }
    }
    std::array::from_fn(|label| next[label].wrapping_add(score[label]).max(IMPOSSIBLE))
}

impl Viterbi {
    /// Decodes; the labels are in [`Viterbi::path`].
    pub fn decode(
        &mut self,
        scores: &[[i32; LABELS]],
        transitions: &[[i32; LABELS]; LABELS],
    ) -> i32 {
        self.before.clear();
        let mut best = START;
        for score in scores {
            self.before.push(best);
            best = step(&best, score, transitions);
        }
        let mut label = (0..LABELS).fold(0, |top, l| if best[l] > best[top] { l } else { top });
        let total = best[label];
        self.path.clear();
        for best in self.before.iter().rev() {
            self.path.push(label as u8);
            // The first of those that lead to the best score.
            let mut top = (0, IMPOSSIBLE);
            for before in (0..LABELS).filter(|before| may_follow(*before, label)) {
                let sum = best[before].wrapping_add(transitions[before][label]);
                if sum > top.1 {
                    top = (before, sum);
                }
            }
            label = top.0;
        }
        self.path.reverse();
        total
    }

    /// The best score of sequences that have another label at a token than the one decoded last.
    pub fn without(
        &self,
        at: usize,
        scores: &[[i32; LABELS]],
        transitions: &[[i32; LABELS]; LABELS],
    ) -> i32 {
        let mut best = self.before[at];
        let mut score = scores[at];
        score[usize::from(self.path[at])] = IMPOSSIBLE;
        for next in std::iter::once(&score).chain(&scores[at + 1..]) {
            best = step(&best, next, transitions);
        }
        best.into_iter().max().unwrap_or(IMPOSSIBLE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mention::known::Known;
    use crate::mention::recognizer::Recognizer;

    type Scores = [i32; LABELS];

    /// The best score of all sequences that are allowed, tried one by one.
    fn tried(scores: &[Scores], transitions: &[Scores; LABELS], before: usize) -> i32 {
        let Some((first, rest)) = scores.split_first() else {
            return 0;
        };
        let goes_on = |label: usize| matches!(label, 2 | 4 | 6);
        (0..LABELS)
            .filter(|label| !goes_on(*label) || before == *label || before + 1 == *label)
            .map(|label| {
                transitions[before][label] + first[label] + tried(rest, transitions, label)
            })
            .max()
            .expect("a label")
    }

    #[test]
    fn the_best_sequence_is_as_good_as_any() {
        let mut seed = 1_u32;
        let mut next = || {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (seed >> 16) as i32 % 200 - 100
        };
        let mut viterbi = Viterbi::default();
        for length in [1, 2, 3, 4, 5, 3, 4, 5] {
            let transitions: [Scores; LABELS] =
                std::array::from_fn(|_| std::array::from_fn(|_| next()));
            let scores: Vec<Scores> = (0..length)
                .map(|_| std::array::from_fn(|_| next()))
                .collect();
            let best = viterbi.decode(&scores, &transitions);
            assert_eq!(best, tried(&scores, &transitions, 0));
            let (mut sum, mut before) = (0, 0);
            for (score, label) in scores.iter().zip(&viterbi.path) {
                let label = usize::from(*label);
                sum += transitions[before][label] + score[label];
                before = label;
            }
            assert_eq!(sum, best, "{:?}", viterbi.path);
        }
    }

    #[test]
    fn the_embedded_model_is_whole_and_others_find_nothing() {
        let bytes = include_bytes!("recognizer.bin");
        assert!(Model::from_bytes(bytes).is_some());
        assert!(bytes.len() + include_bytes!("known_organizations.tsv").len() <= 6_000_000);
        let mut found = Vec::new();
        for cut in [0, 3, 100, 100_000, bytes.len() - 1] {
            Recognizer::new(&bytes[..cut], Known::embedded())
                .read("the MPAA and Google", &mut found);
            assert!(found.is_empty(), "{cut} bytes");
        }
        Recognizer::embedded().read("the MPAA and Google", &mut found);
        assert_eq!(found.len(), 2);
    }
}
