//! Trains the recognizer of names: reads labelled texts and lists of names, writes `src/mention/recognizer.bin`. The same data, options
//! and version give the same bytes. Not needed to build the program; the data are named in `src/mention/NOTICE.md`.
//!
//! ```sh
//! cargo run --release --example train_recognizer -- NER GAZETTEER --mail labels.jsonl --output src/mention/recognizer.bin
//! ```
//!
//! `--mail FILE` (again and again): more labelled mails, JSON lines `{text, spans, people, optional}` in code points.
//! `--no-mail` leaves all mail out, to see what the recognizer owes to it (then with `--bias 100`). `--held-out K` keeps every fifth mail, from the K-th,
//! out of training and prints how well it is read.
#![allow(clippy::print_stdout, reason = "a program")]

mod corpus;
mod lexicons;
mod perceptron;
mod score;

use std::path::PathBuf;

use mailties::mention::known::Known;
use mailties::mention::lexicon::Lexicon;

/// What was typed.
pub struct Options {
    ner: PathBuf,
    gazetteer: PathBuf,
    mail: Vec<PathBuf>,
    no_mail: bool,
    held_out: Option<usize>,
    output: PathBuf,
    epochs: usize,
    rows: u32,
    dropout: u32,
    margin: i32,
    bias: i32,
}

fn options() -> Option<Options> {
    let mut words = std::env::args().skip(1);
    let mut options = Options {
        ner: words.next()?.into(),
        gazetteer: words.next()?.into(),
        mail: Vec::new(),
        no_mail: false,
        held_out: None,
        output: "recognizer.bin".into(),
        epochs: 24,
        rows: 1 << 18,
        dropout: 30,
        margin: 10,
        bias: -60,
    };
    while let Some(word) = words.next() {
        match word.as_str() {
            "--no-mail" => options.no_mail = true,
            "--mail" => options.mail.push(words.next()?.into()),
            "--held-out" => options.held_out = Some(words.next()?.parse().ok()?),
            "--output" => options.output = words.next()?.into(),
            "--epochs" => options.epochs = words.next()?.parse().ok()?,
            "--rows" => options.rows = 1 << words.next()?.parse::<u32>().ok()?,
            "--dropout" => options.dropout = words.next()?.parse().ok()?,
            "--bias" => options.bias = words.next()?.parse().ok()?,
            "--margin" => options.margin = words.next()?.parse().ok()?,
            _ => return None,
        }
    }
    Some(options)
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let options = options().ok_or("usage: train_recognizer NER GAZETTEER [--mail FILE]... [--no-mail] [--held-out K] [--output FILE]")?;
    let known = Known::embedded();
    let mut texts = corpus::read(&options)?;
    let held_out: Vec<corpus::Text> = match options.held_out {
        None => Vec::new(),
        Some(fold) => {
            let mut mail = 0;
            let (out, rest): (Vec<_>, Vec<_>) = texts.into_iter().partition(|t| {
                mail += usize::from(t.is_mail);
                t.is_mail && mail % 5 == fold
            });
            texts = rest;
            out
        }
    };
    let never = lexicons::never(&texts);
    let bytes = lexicons::read(&options, &never)?;
    let lexicon = Lexicon::from_bytes(&bytes).ok_or("the lexicon is damaged")?;
    println!("{} texts, lexicon {} bytes", texts.len(), bytes.len());
    let sentences = corpus::sentences(&texts, lexicon, known);
    println!(
        "{} runs, {} tokens",
        sentences.len(),
        sentences.iter().map(|s| s.ends.len()).sum::<usize>()
    );
    let trained = perceptron::train(&sentences, &options);
    if !held_out.is_empty() {
        for bias in (-2..=-2).map(|b| b * 30) {
            let model = trained.quantised(&options, [bias, bias / 2], &bytes);
            score::print(&format!("bias {bias}"), &held_out, &model, known);
        }
    }
    let model = trained.quantised(&options, [options.bias, options.bias / 2], &bytes);
    std::fs::write(&options.output, &model)?;
    println!("{} bytes", model.len());
    Ok(())
}
