//! The recognizer: names of organizations and persons in a text, with their spans. It reads one text at a time; what other texts say
//! about a name is weighed in `votes.rs`.

use std::ops::Range;
use std::sync::LazyLock;

use super::Rule;
use super::candidate::{self, Candidate};
use super::features::Features;
use super::known::Known;
use super::lexicon;
use super::name::is_legal_tail;
use super::reading::{Place, Reading};
use super::tagger::{COLUMNS, LABELS, Model, Viterbi};
use super::token::{Case, Gap, Kind, Token, hash_word};

/// What a name names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NameKind {
    /// A company, agency, party, university, place of power ...
    Organization,
    /// A human being.
    Person,
}

impl NameKind {
    /// The word for it: `organization`, `person`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Organization => "organization",
            Self::Person => "person",
        }
    }
}

/// A name found in a text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Found {
    /// First byte; always a character's first.
    pub start: usize,
    /// Byte after the last.
    pub end: usize,
    /// What it names.
    pub kind: NameKind,
    /// How sure, 0 to 1: an estimate of the share of right ones among such.
    pub confidence: f32,
    /// The rule that found it: tagger, lexicon or votes.
    pub rule: Rule,
}

/// Finds names in text. Made once, used by all threads.
#[derive(Clone, Debug)]
pub struct Recognizer<'a> {
    model: Option<Model<'a>>,
    known: &'a Known,
}

/// A recognizer with its working memory, for one thread.
#[derive(Clone, Debug)]
pub struct Reader<'a> {
    recognizer: &'a Recognizer<'a>,
    reading: Reading,
    features: Features,
    rows: Vec<u32>,
    words: Vec<(u64, [i16; COLUMNS])>,
    sums: Vec<[i16; COLUMNS]>,
    scores: Vec<[i32; LABELS]>,
    viterbi: Viterbi,
}

static EMBEDDED: LazyLock<Recognizer<'static>> =
    LazyLock::new(|| Recognizer::new(include_bytes!("recognizer.bin"), Known::embedded()));

/// Runs whose words alone give less than this to every label of a name are passed over: what stands around has never made up for it in
/// the texts of the trainer, and half the work is spared.
const LOWEST: i16 = -100;
/// Words whose sums are kept, as a power of two.
const CACHE: u32 = 12;
/// Longer texts are read in blocks of at most this many bytes, cut between lines.
const BLOCK: usize = 1 << 15;

impl<'a> Recognizer<'a> {
    /// A recognizer of a model file; of anything else one that finds nothing.
    pub fn new(model: &'a [u8], known: &'a Known) -> Self {
        Self {
            model: Model::from_bytes(model),
            known,
        }
    }

    /// Working memory for one thread.
    pub fn reader(&'a self) -> Reader<'a> {
        Reader {
            recognizer: self,
            reading: Reading::default(),
            features: Features::default(),
            rows: Vec::new(),
            words: vec![(0, [0; COLUMNS]); 1 << CACHE],
            sums: Vec::new(),
            scores: Vec::new(),
            viterbi: Viterbi::default(),
        }
    }

    /// The names in a text, in order and apart from each other. O(n).
    pub fn read(&'a self, text: &str, out: &mut Vec<Found>) {
        self.reader().read(text, out);
    }
}

impl Recognizer<'_> {
    /// Changes when what it finds may change.
    pub fn fingerprint(&self) -> String {
        let model = self.model.map_or(0, |model| model.fingerprint());
        format!("{model:016x} {:016x}", self.known.fingerprint())
    }

    /// What the lexicon knows of a word ([`lexicon`]).
    pub fn word(&self, word: &str) -> u16 {
        let flags = |model: Model| model.lexicon.flags(hash_word(word));
        self.model.map_or(0, flags)
    }
}

impl Recognizer<'static> {
    /// The recognizer that comes with the program.
    pub fn embedded() -> &'static Self {
        &EMBEDDED
    }
}

/// A text in blocks, each with its first byte.
fn blocks(text: &str) -> impl Iterator<Item = (&str, usize)> {
    let mut start = 0;
    std::iter::from_fn(move || {
        let rest = text.get(start..).filter(|rest| !rest.is_empty())?;
        let length = block_length(rest);
        start += length;
        Some((&rest[..length], start - length))
    })
}

impl Reader<'_> {
    /// Replaces `out` by the names in a text, in order and apart from each other. O(n).
    pub fn read(&mut self, text: &str, out: &mut Vec<Found>) {
        out.clear();
        for (block, start) in blocks(text) {
            self.block(block, start, out);
        }
    }

    /// The same, and tells `sign` the signs of names ([`super::candidate`]). O(n).
    pub fn read_with_signs(
        &mut self,
        text: &str,
        out: &mut Vec<Found>,
        sign: &mut impl FnMut(Candidate),
    ) {
        out.clear();
        for (block, start) in blocks(text) {
            self.block(block, start, out);
            candidate::signs(block, &self.reading.tokens.list, start, sign);
        }
    }

    fn block(&mut self, text: &str, offset: usize, out: &mut Vec<Found>) {
        let Some(model) = self.recognizer.model else {
            return;
        };
        self.reading
            .read(text, model.lexicon, self.recognizer.known);
        let runs = std::mem::take(&mut self.reading.runs);
        for run in &runs {
            if !self.score(&model, text, run) {
                self.add_known(text, offset, run, out.len(), out);
                continue;
            }
            let best = self.viterbi.decode(&self.scores, &model.transitions);
            let first = out.len();
            for (span, kind) in spans(&self.viterbi.path) {
                let confidence = self.confidence(&model, &span, best);
                let tokens = run.start + span.start..run.start + span.end;
                self.add(text, offset, tokens, kind, confidence, out);
            }
            self.add_known(text, offset, run, first, out);
        }
        self.reading.runs = runs;
    }

    /// Scores of each label for each token of a run; `false` if its words alone make it as good as certain that it holds no name.
    fn score(&mut self, model: &Model, text: &str, run: &Range<usize>) -> bool {
        self.features.begin(text, &self.reading, run);
        self.sums.clear();
        let mut most = i16::MIN;
        for index in 0..run.len() {
            let sum = self.word_sum(model, text, run, index);
            most = sum[1..5].iter().fold(most, |most, s| most.max(*s));
            self.sums.push(sum);
        }
        if most < LOWEST {
            return false;
        }
        self.features.around(&self.reading, run);
        self.scores.clear();
        for (index, sum) in self.sums.iter().enumerate() {
            let sum = model.sum(self.features.of(index), *sum);
            let mut score = [0; LABELS];
            for (score, sum) in score.iter_mut().zip(sum) {
                *score = i32::from(sum);
            }
            self.scores.push(score);
        }
        !model.is_empty(&self.scores)
    }

    /// What the word alone adds; kept for words that come again.
    #[inline]
    fn word_sum(
        &mut self,
        model: &Model,
        text: &str,
        run: &Range<usize>,
        index: usize,
    ) -> [i16; COLUMNS] {
        let key = self.features.keys[index];
        let slot = (lexicon::fold(key) >> (32 - CACHE)) as usize;
        if self.words[slot].0 != key {
            self.rows.clear();
            self.features
                .word(text, &self.reading, run, index, &mut self.rows);
            self.words[slot] = (key, model.sum(&self.rows, [0; COLUMNS]));
        }
        self.words[slot].1
    }

    /// How much worse the best sequence is without this name, as a probability.
    fn confidence(&self, model: &Model, span: &Range<usize>, best: i32) -> f32 {
        let second = self
            .viterbi
            .without(span.start, &self.scores, &model.transitions);
        let margin = (best - second) as f32 / model.scale;
        1.0 / (1.0 + (-margin).exp())
    }

    fn add(
        &self,
        text: &str,
        offset: usize,
        span: Range<usize>,
        kind: Option<NameKind>,
        confidence: f32,
        out: &mut Vec<Found>,
    ) {
        let (Some(kind), Some(span)) = (kind, self.trimmed(text, span)) else {
            return;
        };
        let end = match kind {
            NameKind::Organization => self.legal_end(text, span.end),
            NameKind::Person => span.end,
        };
        let tokens = &self.reading.tokens.list;
        let start = offset + tokens[span.start].start as usize;
        if out.last().is_none_or(|last| last.end <= start) {
            out.push(Found {
                start,
                end: offset + tokens[end - 1].end as usize,
                kind,
                confidence,
                rule: Rule::Tagger,
            });
        }
    }

    /// Without `the` and marks at its ends.
    fn trimmed(&self, text: &str, mut span: Range<usize>) -> Option<Range<usize>> {
        let tokens = &self.reading.tokens.list;
        while span.start < span.end
            && (tokens[span.start].kind == Kind::Mark
                || tokens[span.start].text(text).eq_ignore_ascii_case("the"))
        {
            span.start += 1;
        }
        while span.start < span.end
            && (tokens[span.end - 1].kind == Kind::Mark || tokens[span.end - 1].case == Case::Lower)
        {
            span.end -= 1;
        }
        (!span.is_empty()).then_some(span)
    }

    /// The end of a name with the legal forms that follow it: `, Inc.`, ` LLP`.
    fn legal_end(&self, text: &str, mut end: usize) -> usize {
        let tokens = &self.reading.tokens.list;
        loop {
            let dotted =
                tokens[end - 1].case == Case::Title && is_legal_tail(tokens[end - 1].text(text));
            let dot = tokens
                .get(end)
                .is_some_and(|t| t.gap == Gap::None && t.text(text) == ".");
            end += usize::from(dotted && dot);
            let comma = tokens.get(end).is_some_and(|t| t.text(text) == ",");
            let form = end + usize::from(comma);
            let fits =
                |t: &Token| t.gap < Gap::Line && t.is_capital() && is_legal_tail(t.text(text));
            if !tokens.get(form).is_some_and(fits) {
                return end;
            }
            end = form + 1;
        }
    }

    /// Names of two words or more in the list of well-known organizations, where the tagger has seen no name.
    fn add_known(
        &self,
        text: &str,
        offset: usize,
        run: &Range<usize>,
        first: usize,
        out: &mut Vec<Found>,
    ) {
        let tokens = &self.reading.tokens.list;
        let mut at = run.start;
        while at < run.end {
            let known = &self.reading.known[at];
            let mut end = at + 1;
            if known.place == Place::First && known.phrase & lexicon::KNOWN != 0 {
                while end < run.end
                    && matches!(self.reading.known[end].place, Place::Middle | Place::Last)
                {
                    end += 1;
                }
                let (start, stop) = (
                    offset + tokens[at].start as usize,
                    offset + tokens[end - 1].end as usize,
                );
                let free = out[first..]
                    .iter()
                    .all(|f| f.end <= start || stop <= f.start);
                let capital = tokens[at..end].iter().all(|t| {
                    t.kind != Kind::Word || t.case > Case::Lower || t.text(text).len() <= 3
                });
                if free && capital {
                    let place = out[first..].partition_point(|f| f.start < start) + first;
                    out.insert(
                        place,
                        Found {
                            start,
                            end: stop,
                            kind: NameKind::Organization,
                            confidence: KNOWN_CONFIDENCE,
                            rule: Rule::Lexicon,
                        },
                    );
                }
            }
            at = end;
        }
    }
}

/// Confidence in a name of several words that stands in the list.
const KNOWN_CONFIDENCE: f32 = 0.9;

/// Length of the first block of a text: whole lines, or if a line is longer, whole words.
fn block_length(text: &str) -> usize {
    if text.len() <= BLOCK {
        return text.len();
    }
    let block = &text.as_bytes()[..BLOCK];
    if let Some(end) = memchr::memrchr2(b'\n', b' ', block).map(|i| {
        memchr::memrchr(b'\n', block)
            .filter(|n| *n > BLOCK / 2)
            .unwrap_or(i)
    }) {
        return end + 1;
    }
    (0..=BLOCK)
        .rev()
        .find(|i| text.is_char_boundary(*i) && *i > 0)
        .unwrap_or(text.len())
}

/// Names in a sequence of labels: ranges of indices and their kinds; places have none.
pub fn spans(path: &[u8]) -> Vec<(Range<usize>, Option<NameKind>)> {
    let mut spans: Vec<(Range<usize>, Option<NameKind>)> = Vec::new();
    for (i, label) in path.iter().enumerate() {
        match label {
            0 => {}
            1 | 3 | 5 => spans.push((
                i..i + 1,
                match label {
                    1 => Some(NameKind::Organization),
                    3 => Some(NameKind::Person),
                    _ => None,
                },
            )),
            _ => {
                if let Some((range, _)) = spans.last_mut() {
                    range.end = i + 1;
                }
            }
        }
    }
    spans
}
