//! Reads one message: `cargo run --example read_message [FILE]`, a file that holds one message.
//!
//! Teaches `message`: raw bytes go in; addresses in their roles, the date and where it is from, the kind of mail with the
//! reason, and the text cut in own words, quotations and signature come out.

use std::error::Error;
use std::io::Write;
use std::path::Path;

use mailties::message::{Context, Parser, Words};

/// Tells what the message says.
///
/// # Errors
/// If the file cannot be read or is no message, or nothing can be written.
pub fn run(path: &Path, out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    let raw = std::fs::read(path)?;
    let message = Parser::new()
        .read(&raw, &Context::default())
        .map_err(|unreadable| unreadable.0)?;
    writeln!(out, "subject  {}", message.subject)?;
    if let Some(date) = message.date {
        let (seconds, source) = (date.seconds, date.source);
        writeln!(out, "date     {seconds} s after 1970, from {source:?}")?;
    }
    let (kind, reason) = (message.kind.name(), &message.kind_reason);
    writeln!(out, "kind     {kind} ({reason})")?;
    for participant in message.participants.iter().take(6) {
        let (role, address) = (format!("{:?}", participant.role), &participant.address);
        writeln!(out, "{role:<8} {} <{}>", address.name, address.address)?;
    }
    for segment in Words::of(&message.text).segments.iter().take(6) {
        let words = &message.text[segment.start as usize..segment.end as usize];
        let first = words
            .lines()
            .find(|line| !line.trim().is_empty())
            .unwrap_or_default();
        writeln!(out, "{:?}, depth {}: {first}", segment.kind, segment.depth)?;
    }
    for attachment in &message.attachments {
        let (name, size) = (&attachment.name, attachment.size);
        writeln!(out, "attached {name} ({size} bytes)")?;
    }
    writeln!(out, "inside   {} messages", message.embedded.len())?;
    Ok(())
}

fn main() -> Result<(), Box<dyn Error>> {
    let sample = "sample_mbox/loose/forwarded-harbour-council-request-for-th.eml";
    let path = std::env::args_os().nth(1).unwrap_or_else(|| sample.into());
    run(Path::new(&path), &mut std::io::stdout().lock())
}
