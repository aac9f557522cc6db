//! Cuts mailboxes into raw messages and says where each lies: `cargo run --example split_mailbox [PATH]`.
//!
//! Teaches `source`: paths are walked, files told by content, and every byte is accounted for:
//! messages + framing + skipped = size.

use std::error::Error;
use std::io::Write;
use std::path::Path;

use mailties::source::{Event, Options, Reader};

/// Lists files and their first messages.
///
/// # Errors
/// If the path cannot be opened, or nothing can be written.
pub fn run(path: &Path, out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    let mut reader = Reader::open(&[path.to_path_buf()], Options::default())?;
    let mut in_messages = 0;
    while let Some(event) = reader.next(&mut |_| false) {
        let parts = match event {
            Event::Parts(parts) => parts,
            Event::Problem(problem) => {
                writeln!(out, "{}: {}", problem.source, problem.detail)?;
                continue;
            }
            // The sums of an Outlook file.
            Event::Counted(..) => continue,
        };
        for part in parts {
            let format = part.file.mailbox.format.name();
            let messages = part.spans.len();
            writeln!(out, "{} ({format}): {messages} messages", part.file.path)?;
            for span in part.spans.iter().take(3) {
                let (offset, length) = (span.offset, span.range.len());
                writeln!(out, "  at byte {offset:>6}, {length:>5} bytes")?;
            }
            in_messages += part
                .spans
                .iter()
                .map(|span| span.range.len())
                .sum::<usize>();
            // A large file comes in several parts; the last one brings the sums.
            if let Some(end) = part.end {
                let (framing, skipped, size) = (end.framing, end.skipped, end.size);
                writeln!(
                    out,
                    "  {in_messages} + {framing} framing + {skipped} skipped = {size} bytes"
                )?;
                in_messages = 0;
            }
        }
    }
    Ok(())
}

fn main() -> Result<(), Box<dyn Error>> {
    let given = std::env::args_os().nth(1);
    let path = given.unwrap_or_else(|| "sample_mbox".into());
    run(Path::new(&path), &mut std::io::stdout().lock())
}
