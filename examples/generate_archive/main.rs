//! Writes an invented mail archive with known content, of any size: four communities, a broker, people with several
//! addresses, namesakes, lists, robots, copies, broken dates. What was planted is told in `truth.json`.
//!
//! ```text
//! cargo run --release --example generate_archive -- --messages 100000 --seed 7 out/
//! ```

#[path = "generator.rs"]
mod generator;

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use generator::{Options, Truth, file_names, write};

/// Many small strings are made: faster than the system's allocator.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const USAGE: &str = "usage: generate_archive [--messages N] [--seed S] [--one-file] OUT_DIR";

fn main() -> ExitCode {
    let Some((options, folder)) = arguments(std::env::args().skip(1)) else {
        return fail(USAGE, 2);
    };
    match make(&options, &folder) {
        Ok(truth) => {
            let text = format!(
                "{} messages, {} of them distinct, {} bytes\n",
                truth.found, truth.distinct, truth.bytes
            );
            // A closed pipe is no error here.
            let _ = io::stderr().write_all(text.as_bytes());
            ExitCode::SUCCESS
        }
        Err(error) => fail(
            &format!("error: cannot write to '{}': {error}", folder.display()),
            1,
        ),
    }
}

fn fail(text: &str, code: u8) -> ExitCode {
    let _ = writeln!(io::stderr(), "{text}");
    ExitCode::from(code)
}

fn arguments(mut words: impl Iterator<Item = String>) -> Option<(Options, PathBuf)> {
    let mut options = Options {
        messages: 10_000,
        seed: 1,
        one_file: false,
    };
    let mut folder = None;
    while let Some(word) = words.next() {
        match word.as_str() {
            "--messages" => options.messages = words.next()?.parse().ok().filter(|&n| n >= 200)?,
            "--seed" => options.seed = words.next()?.parse().ok()?,
            "--one-file" => options.one_file = true,
            _ if word.starts_with('-') || folder.is_some() => return None,
            _ => folder = Some(PathBuf::from(word)),
        }
    }
    Some((options, folder?))
}

fn make(options: &Options, folder: &Path) -> io::Result<Truth> {
    std::fs::create_dir_all(folder)?;
    let open = |name: &String| {
        File::create(folder.join(name)).map(|file| BufWriter::with_capacity(1 << 20, file))
    };
    let mut files = file_names(options)
        .iter()
        .map(open)
        .collect::<io::Result<Vec<_>>>()?;
    let truth = write(options, &mut |file, bytes| files[file].write_all(bytes))?;
    for file in &mut files {
        file.flush()?;
    }
    let mut file = BufWriter::new(File::create(folder.join("truth.json"))?);
    serde_json::to_writer_pretty(&mut file, &truth)?;
    file.write_all(b"\n")?;
    file.flush()?;
    Ok(truth)
}
