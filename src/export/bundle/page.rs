//! The page of a bundle: one HTML file for any browser, without scripts and without anything from elsewhere.

use std::fmt::Write as _;

use super::{Entry, Manifest};
use crate::export::html::{push_text, text};

/// Letters of a message's text on the page; the file beside it has all.
const WORDS: usize = 20_000;

const HEAD: &str = "<!DOCTYPE html>
<html lang=\"en\">
<head>
<meta charset=\"utf-8\">
<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">
<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">
<style>
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #1a1a1a; background: #fff }
article { border-top: 1px solid #999; padding: .75rem 0 }
h1 { font-size: 1.5rem } h2 { font-size: 1.1rem; margin: 0 }
p { margin: .25rem 0 } small, dl { color: #444 } code { overflow-wrap: anywhere }
pre { white-space: pre-wrap; background: #f4f4f4; padding: .75rem; overflow-wrap: anywhere }
.guess { border-left: 4px solid #b45309; padding-left: .5rem }
</style>
";

/// The page; `texts` message by message.
pub fn page(manifest: &Manifest, texts: &[String]) -> String {
    let tie = &manifest.tie;
    let title = format!("{} and {}", tie.a.label, tie.b.label);
    let mut out = String::from(HEAD);
    // Writing to a String cannot fail.
    let _ = write!(
        out,
        "<title>{}</title>\n</head>\n<body>\n<h1>{}</h1>\n<p>{} ({}) and {} ({}): {} messages, {} from the first to the second, {} back.",
        text(&title),
        text(&title),
        text(&tie.a.label),
        text(&tie.a.id),
        text(&tie.b.label),
        text(&tie.b.id),
        manifest.messages.len(),
        tie.a_to_b,
        tie.b_to_a
    );
    let days = |day: &Option<String>| day.as_deref().map(|d| d.get(..10).unwrap_or(d).to_owned());
    if let Some(after) = days(&tie.after) {
        let _ = write!(out, " From {after} on.");
    }
    if let Some(before) = days(&tie.before) {
        let _ = write!(out, " Before {before}.");
    }
    let _ = write!(
        out,
        "</p>\n<p>What counts: {}</p>\n<p>{}</p>\n<p><small>Made by {}. manifest.json holds the SHA-256 and the place of each message; check them against the archive with: <code>mailties verify THIS.zip --archive PATH</code></small></p>\n",
        text(tie.method),
        text(manifest.note),
        text(&manifest.program)
    );
    for (entry, words) in manifest.messages.iter().zip(texts) {
        article(&mut out, manifest, entry, words);
    }
    out.push_str("</body>\n</html>\n");
    out
}

fn article(out: &mut String, manifest: &Manifest, entry: &Entry, words: &str) {
    let (from, to) = match entry.row.forward {
        true => (&manifest.tie.a, &manifest.tie.b),
        false => (&manifest.tie.b, &manifest.tie.a),
    };
    let date = entry.row.date.as_deref().unwrap_or("undated");
    let subject = if entry.subject.is_empty() {
        "(no subject)"
    } else {
        &entry.subject
    };
    let _ = write!(
        out,
        "<article>\n<h2><a href=\"{}\">{}</a></h2>\n<p>{}: {} to {} ({})</p>\n<p><small>as written: {} to {}</small></p>\n",
        text(&entry.file),
        text(subject),
        text(date),
        text(&from.label),
        text(&to.label),
        text(entry.row.role),
        text(&entry.row.written_by),
        text(&entry.row.written_to)
    );
    if !entry.row.inferred.is_empty() {
        let _ = writeln!(
            out,
            "<p class=\"guess\">Inferred: {}</p>",
            text(&entry.row.inferred)
        );
    }
    if !entry.row.document.is_empty() {
        let _ = writeln!(
            out,
            "<p>In its attachment <b>{}</b> (document {}; its bytes lie in the message): {}</p>",
            text(&entry.row.document_name),
            text(&entry.row.document),
            text(&entry.document_words)
        );
    }
    let _ = write!(
        out,
        "<p><small>{}{} byte {}, {} bytes, copy {} of {}; SHA-256 <code>{}</code></small></p>\n<details><summary>Text</summary>\n<pre>",
        text(&entry.origin.file),
        entry
            .origin
            .member
            .as_ref()
            .map_or_else(String::new, |m| format!(" ! {}", text(m))),
        entry.origin.offset,
        entry.bytes,
        entry.copy,
        entry.copies,
        text(&entry.sha256)
    );
    let end = words
        .char_indices()
        .nth(WORDS)
        .map_or(words.len(), |(i, _)| i);
    push_text(out, &words[..end]);
    if end < words.len() {
        out.push_str("\n[cut; the file has the rest]");
    }
    out.push_str("</pre>\n</details>\n</article>\n");
}
