//! The structured averaged perceptron (Collins, EMNLP 2002), with private copies of the features of each group of texts that are not
//! mail (Daume, ACL 2007), in whole numbers, so that the result is the same everywhere.

use mailties::mention::tagger::{COLUMNS, IMPOSSIBLE, LABELS, Model, Viterbi};

use crate::Options;
use crate::corpus::Sentence;

type Scores = Vec<[i32; LABELS]>;
type Transitions = [[i32; LABELS]; LABELS];

/// Rows of the private copies.
const PRIVATE: u32 = 1 << 20;

/// Weights and the sum that averages them: average = weight - sum / steps.
struct Table {
    now: Vec<i32>,
    sum: Vec<i64>,
}

impl Table {
    fn new(rows: u32) -> Self {
        Self {
            now: vec![0; rows as usize * COLUMNS],
            sum: vec![0; rows as usize * COLUMNS],
        }
    }

    fn add(&mut self, row: u32, label: u8, by: i32, step: i64) {
        if label > 0 {
            let at = row as usize * COLUMNS + usize::from(label);
            self.now[at] += by;
            self.sum[at] += step * i64::from(by);
        }
    }
}

/// What came out of training.
pub struct Trained {
    shared: Table,
    transitions: Transitions,
    transition_sums: [[i64; LABELS]; LABELS],
    steps: i64,
}

/// A small generator of random numbers (xorshift64*, Vigna 2016).
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        ((self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) % n as u64) as usize
    }
}

struct Trainer {
    shared: Table,
    private: Table,
    transitions: Transitions,
    transition_sums: [[i64; LABELS]; LABELS],
    mask: u32,
    step: i64,
}

/// Trains on all sentences.
pub fn train(sentences: &[Sentence], options: &Options) -> Trained {
    let mut trainer = Trainer {
        shared: Table::new(options.rows),
        private: Table::new(PRIVATE),
        transitions: [[0; LABELS]; LABELS],
        transition_sums: [[0; LABELS]; LABELS],
        mask: options.rows - 1,
        step: 1,
    };
    let mut order: Vec<usize> = (0..sentences.len()).collect();
    let mut random = Random(0x6D61_696C_7469_6573);
    let mut found = Viterbi::default();
    let mut right = Viterbi::default();
    let mut kept = Vec::new();
    for epoch in 0..options.epochs {
        let mut wrong = 0;
        for i in (1..order.len()).rev() {
            order.swap(i, random.below(i + 1));
        }
        for i in &order {
            let sentence = &sentences[*i];
            kept.clear();
            kept.extend(
                sentence
                    .rows
                    .iter()
                    .map(|_| options.dropout == 0 || random.below(100) >= options.dropout as usize),
            );
            let mut scores = trainer.scores(sentence, &kept);
            right_only(&mut scores, &sentence.allowed, 0);
            right.decode(&scores, &trainer.transitions);
            let mut scores = trainer.scores(sentence, &kept);
            if options.margin > 0 {
                right_only(&mut scores, &sentence.allowed, options.margin);
            }
            found.decode(&scores, &trainer.transitions);
            let differs = found
                .path
                .iter()
                .zip(&sentence.allowed)
                .any(|(label, allowed)| allowed & 1 << label == 0);
            if differs {
                wrong += 1;
                trainer.update(sentence, &kept, &right.path, 1);
                trainer.update(sentence, &kept, &found.path, -1);
            }
            trainer.step += 1;
        }
        println!("epoch {}: {wrong} of {} runs wrong", epoch + 1, order.len());
    }
    Trained {
        shared: trainer.shared,
        transitions: trainer.transitions,
        transition_sums: trainer.transition_sums,
        steps: trainer.step,
    }
}

/// Forbids the labels that are wrong; with a margin only makes them look better, so that right ones must win by it.
fn right_only(scores: &mut Scores, allowed: &[u8], margin: i32) {
    for (score, allowed) in scores.iter_mut().zip(allowed) {
        for (label, score) in score.iter_mut().enumerate() {
            if allowed & 1 << label == 0 {
                *score = if margin > 0 {
                    *score + margin
                } else {
                    IMPOSSIBLE
                };
            }
        }
    }
}

/// The row of a feature's private copy.
fn private(row: u32, group: u32) -> u32 {
    (row ^ group.wrapping_mul(0x9E37_79B1)).wrapping_mul(0x85EB_CA6B) >> 12 & (PRIVATE - 1)
}

impl Trainer {
    fn scores(&self, sentence: &Sentence, kept: &[bool]) -> Scores {
        let mut start = 0;
        let mut scores = Vec::with_capacity(sentence.ends.len());
        for end in &sentence.ends {
            let mut score = [0; LABELS];
            for (row, _) in sentence.rows[start..*end]
                .iter()
                .zip(&kept[start..*end])
                .filter(|(_, k)| **k)
            {
                let at = (row & self.mask) as usize * COLUMNS;
                for (score, weight) in score.iter_mut().zip(&self.shared.now[at..at + COLUMNS]) {
                    *score += weight;
                }
                if sentence.group > 0 {
                    let at = private(*row, sentence.group) as usize * COLUMNS;
                    for (score, weight) in score.iter_mut().zip(&self.private.now[at..at + COLUMNS])
                    {
                        *score += weight;
                    }
                }
            }
            scores.push(score);
            start = *end;
        }
        scores
    }

    fn update(&mut self, sentence: &Sentence, kept: &[bool], path: &[u8], by: i32) {
        let (mut start, mut before) = (0, 0);
        for (end, label) in sentence.ends.iter().zip(path) {
            for (row, _) in sentence.rows[start..*end]
                .iter()
                .zip(&kept[start..*end])
                .filter(|(_, k)| **k)
            {
                self.shared.add(row & self.mask, *label, by, self.step);
                if sentence.group > 0 {
                    self.private
                        .add(private(*row, sentence.group), *label, by, self.step);
                }
            }
            self.transitions[before][usize::from(*label)] += by;
            self.transition_sums[before][usize::from(*label)] += self.step * i64::from(by);
            (start, before) = (*end, usize::from(*label));
        }
    }
}

/// This share of the weights, in 1 of 100,000, is cut to 8 bits.
const CUT: usize = 20;

impl Trained {
    /// The model file: averages in 8 bits.
    pub fn quantised(&self, options: &Options, bias: [i32; 2], lexicon: &[u8]) -> Vec<u8> {
        let average = |now: i32, sum: i64| i64::from(now) * self.steps - sum;
        let averages: Vec<i64> = self
            .shared
            .now
            .iter()
            .zip(&self.shared.sum)
            .map(|(now, sum)| average(*now, *sum))
            .collect();
        let mut sizes: Vec<i64> = averages
            .iter()
            .map(|a| a.abs())
            .filter(|a| *a > 0)
            .collect();
        sizes.sort_unstable();
        let largest = sizes[sizes.len() - 1 - sizes.len() * CUT / 100_000].max(1);
        let unit = |a: i64| {
            (i128::from(a) * 254 + i128::from(a.signum() * largest)) / (2 * i128::from(largest))
        };
        let weights: Vec<i8> = averages
            .iter()
            .map(|a| unit(*a).clamp(-127, 127) as i8)
            .collect();
        let mut transitions = [[0; LABELS]; LABELS];
        for (i, row) in transitions.iter_mut().enumerate() {
            for (j, t) in row.iter_mut().enumerate() {
                *t = unit(average(self.transitions[i][j], self.transition_sums[i][j])) as i32;
            }
            row[1] += bias[0];
            row[3] += bias[1];
        }
        let scale = (127.0 * self.steps as f64 / largest as f64 * 24.0) as f32;
        if bias == [0; 2] {
            println!(
                "unit: {:.2} a step, {} weights",
                127.0 * self.steps as f64 / largest as f64,
                weights.iter().filter(|w| **w != 0).count()
            );
        }
        Model::to_bytes(options.rows, scale, &transitions, &weights, lexicon)
    }
}
