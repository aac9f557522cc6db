//! Labelled texts, and their runs of tokens with features and the labels that are right.

use std::fs;
use std::path::Path;

use mailties::mention::features::Features;
use mailties::mention::known::Known;
use mailties::mention::lexicon::Lexicon;
use mailties::mention::reading::Reading;
use mailties::mention::tagger::LABELS;
use serde_json::Value;

use crate::Options;

/// A labelled text.
pub struct Text {
    /// The text.
    pub text: String,
    /// Spans in bytes with the label of their first token: 1 organization, 3 person, 5 place, 0 anything goes.
    pub spans: Vec<(usize, usize, usize)>,
    /// Whether places are labelled too.
    pub has_places: bool,
    /// Whether it is a mail as it was sent.
    pub is_mail: bool,
    /// Texts of one kind; 0 is raw mail.
    pub group: u32,
}

/// A run of tokens of a text.
pub struct Sentence {
    /// All features.
    pub rows: Vec<u32>,
    /// Index after the last feature of each token.
    pub ends: Vec<usize>,
    /// A bit for each label that is right.
    pub allowed: Vec<u8>,
    /// The text's group.
    pub group: u32,
}

/// Groups of the pack's files, by the start of their names. Those that are not here are not used.
const GROUPS: &[(&str, u32)] = &[
    ("uner_email_train", 1),
    ("uner_other_train", 2),
    ("wikigold", 3),
    ("cn_", 3),
    ("btc_", 4),
    ("wnut_train", 4),
    ("sec_train", 5),
    ("gum_by", 6),
];

/// Reads all texts, in the order of their files' names.
pub fn read(options: &Options) -> Result<Vec<Text>, Box<dyn std::error::Error>> {
    let mut texts = Vec::new();
    let mut files: Vec<_> = fs::read_dir(options.ner.join("train"))?.collect::<Result<_, _>>()?;
    files.sort_by_key(fs::DirEntry::file_name);
    for file in files {
        let name = file.file_name().to_string_lossy().into_owned();
        let Some((_, group)) = GROUPS.iter().find(|(start, _)| name.starts_with(start)) else {
            continue;
        };
        if options.no_mail && *group <= 1 {
            continue;
        }
        read_file(&file.path(), *group, &mut texts)?;
    }
    if !options.no_mail {
        for file in &options.mail {
            read_file(file, 0, &mut texts)?;
        }
    }
    Ok(texts)
}

/// Reads JSON lines: `{text, ents: [[start, end, label]]}` or `{text, spans, people, optional}`.
pub fn read_file(
    path: &Path,
    group: u32,
    texts: &mut Vec<Text>,
) -> Result<(), Box<dyn std::error::Error>> {
    let content = fs::read_to_string(path).map_err(|e| format!("{}: {e}", path.display()))?;
    for line in content.lines().filter(|l| !l.is_empty()) {
        let value: Value = serde_json::from_str(line)?;
        let text = value["text"].as_str().unwrap_or_default().to_owned();
        let bytes: Vec<usize> = text
            .char_indices()
            .map(|(i, _)| i)
            .chain([text.len()])
            .collect();
        let mut spans = Vec::new();
        let mut add = |key: &str, fixed: Option<usize>| {
            for span in value[key].as_array().into_iter().flatten() {
                let at = |i: usize| {
                    bytes
                        .get(span[i].as_u64().unwrap_or(0) as usize)
                        .copied()
                        .unwrap_or(0)
                };
                let label = fixed.or(match span[2].as_str() {
                    Some("ORG") => Some(1),
                    Some("PER") => Some(3),
                    Some("LOC") => Some(5),
                    _ => None,
                });
                if let Some(label) = label
                    && text[at(0)..at(1).max(at(0))]
                        .chars()
                        .any(char::is_alphanumeric)
                {
                    spans.push((at(0), at(1), label));
                }
            }
        };
        add("ents", None);
        add("spans", Some(1));
        add("people", Some(3));
        add("optional", Some(0));
        let has_places = value.get("ents").is_some();
        texts.push(Text {
            text,
            spans,
            has_places,
            is_mail: group == 0,
            group,
        });
    }
    Ok(())
}

/// All runs of all texts with their features.
pub fn sentences(texts: &[Text], lexicon: Lexicon, known: &Known) -> Vec<Sentence> {
    let mut sentences = Vec::new();
    let mut reading = Reading::default();
    let mut features = Features::default();
    for text in texts {
        reading.read(&text.text, lexicon, known);
        let runs = std::mem::take(&mut reading.runs);
        for run in &runs {
            features.begin(&text.text, &reading, run);
            features.around(&reading, run);
            let tokens = &reading.tokens.list[run.clone()];
            let spans: Vec<(usize, usize)> = tokens
                .iter()
                .map(|t| (t.start as usize, t.end as usize))
                .collect();
            let (mut rows, mut ends) = (Vec::new(), Vec::new());
            for index in 0..run.len() {
                features.word(&text.text, &reading, run, index, &mut rows);
                rows.extend(features.of(index));
                ends.push(rows.len());
            }
            sentences.push(Sentence {
                rows,
                ends,
                allowed: allowed(text, &spans),
                group: text.group,
            });
        }
    }
    sentences
}

/// For each token of a run the labels that are right.
fn allowed(text: &Text, tokens: &[(usize, usize)]) -> Vec<u8> {
    let outside = if text.has_places {
        1
    } else {
        1 | 1 << 5 | 1 << 6
    };
    let mut before = None;
    let mut list = Vec::new();
    for (start, end) in tokens {
        let within = |span: &&(usize, usize, usize)| {
            let shared = span.1.min(*end).saturating_sub(span.0.max(*start));
            shared * 2 > end - start
        };
        let span = text
            .spans
            .iter()
            .filter(within)
            .max_by_key(|s| s.2 != 0)
            .copied();
        list.push(match span {
            None => outside,
            Some((_, _, 0)) => (1 << LABELS) - 1,
            Some((_, _, label)) if before == span => 1 << (label + 1),
            Some((_, _, label)) => 1 << label,
        });
        before = span;
    }
    list
}
