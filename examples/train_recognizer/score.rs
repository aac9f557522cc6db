//! How well labelled texts are read: strict spans.

use mailties::mention::candidate::candidates;
use mailties::mention::known::Known;
use mailties::mention::recognizer::{Found, NameKind, Recognizer};
use mailties::mention::token::Tokens;
use mailties::mention::votes::Votes;

use crate::corpus::Text;

/// Prints precision, recall and F1 of organizations and persons.
pub fn print(what: &str, texts: &[Text], model: &[u8], known: &Known) {
    let recognizer = Recognizer::new(model, known);
    let mut reader = recognizer.reader();
    let (mut found, mut votes, mut signs, mut tokens) =
        (Vec::new(), Votes::default(), Vec::new(), Tokens::default());
    for text in texts {
        let mut out = Vec::new();
        reader.read(&text.text, &mut out);
        candidates(&text.text, &mut tokens, &mut signs);
        votes.add(&text.text, &out, &signs);
        found.push(out);
    }
    figures(what, texts, &found);
    calibration(what, texts, &found);
    let verdicts = votes.verdicts(known);
    for (text, found) in texts.iter().zip(&mut found) {
        candidates(&text.text, &mut tokens, &mut signs);
        verdicts.apply(&text.text, found, &signs);
    }
    figures(&format!("together, {what}"), texts, &found);
}

fn figures(what: &str, texts: &[Text], names: &[Vec<Found>]) {
    for (kind, label) in [(NameKind::Organization, 1), (NameKind::Person, 3)] {
        let (mut right, mut found, mut gold) = (0, 0, 0);
        for (text, out) in texts.iter().zip(names) {
            let mut want: Vec<(usize, usize)> = text
                .spans
                .iter()
                .filter(|s| s.2 == label)
                .map(|s| trim(&text.text, s.0, s.1))
                .collect();
            want.sort_unstable();
            want.dedup();
            gold += want.len();
            for one in out.iter().filter(|f| f.kind == kind) {
                let have = trim(&text.text, one.start, one.end);
                let is_right = want.contains(&have);
                let optional = text
                    .spans
                    .iter()
                    .any(|s| s.2 == 0 && s.0 < have.1 && have.0 < s.1)
                    && !want.iter().any(|w| w.0 < have.1 && have.0 < w.1);
                right += usize::from(is_right);
                found += usize::from(!optional);
            }
        }
        let (p, r) = (
            right as f64 / found.max(1) as f64,
            right as f64 / gold.max(1) as f64,
        );
        println!(
            "{what}: {} {right} of {found} found, {gold} right ones: precision {p:.3} recall {r:.3} F1 {:.3}",
            kind.word(),
            2.0 * p * r / (p + r).max(1e-9)
        );
    }
}

/// Prints, for each tenth of confidence, how many names are right.
fn calibration(what: &str, texts: &[Text], names: &[Vec<Found>]) {
    let mut bins = [(0, 0); 10];
    for (text, out) in texts.iter().zip(names) {
        for one in out {
            let have = trim(&text.text, one.start, one.end);
            let label = match one.kind {
                NameKind::Organization => 1,
                NameKind::Person => 3,
            };
            let spans = || {
                text.spans
                    .iter()
                    .filter(|s| trim(&text.text, s.0, s.1) == have)
            };
            if spans().any(|s| s.2 == 0) {
                continue;
            }
            let bin = &mut bins[((one.confidence * 10.0) as usize).min(9)];
            bin.0 += u32::from(spans().any(|s| s.2 == label));
            bin.1 += 1;
        }
    }
    for (tenth, (right, all)) in bins.iter().enumerate().filter(|(_, b)| b.1 > 0) {
        println!("{what}: confidence {tenth}/10: {right} of {all} right");
    }
}

/// Without `the` and marks at the ends, as the scorer has it.
fn trim(text: &str, start: usize, end: usize) -> (usize, usize) {
    let mark = |c: char| c.is_whitespace() || "\"'`.,;:()<>[]*_!?-".contains(c);
    let mut part = text[start..end.max(start)].trim_matches(mark);
    for the in ["the ", "The ", "THE "] {
        part = part.strip_prefix(the).unwrap_or(part).trim_start();
    }
    for tail in ["'s", "\u{2019}s"] {
        part = part
            .strip_suffix(tail)
            .unwrap_or(part)
            .trim_end_matches(mark);
    }
    let from = part.as_ptr() as usize - text.as_ptr() as usize;
    (from, from + part.len())
}
