//! An archive that somebody gives beside a bundle: which of its files may be the one named, and where in it messages with given
//! digests lie.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::path::{Component, Path, PathBuf};

use memchr::memmem;

use crate::error::Result;
use crate::message::{Context, Parser};
use crate::origin::Sha256Digest;
use crate::source::{Event, Options, Part, Reader, Span};

/// Messages inside one another are looked into so deep.
const DEEPEST: usize = 20;

/// So many files are all tried.
const FEW: usize = 8;

/// Digests that are looked for, and where they were found.
pub type Wanted = BTreeMap<Sha256Digest, Option<String>>;

/// A file or member as people name it.
pub fn member_name(path: &Path, member: Option<&str>) -> String {
    let path = path.display();
    member.map_or_else(|| path.to_string(), |member| format!("{path}!{member}"))
}

/// Files of the archive that may be the one named so: those given, and in folders given those at the end of the path. What a
/// bundle says leads to no other place.
pub fn candidates(named: &str, archive: &[PathBuf]) -> Vec<PathBuf> {
    let parts: Vec<&OsStr> = Path::new(named)
        .components()
        .filter_map(|part| match part {
            Component::Normal(name) => Some(name),
            _ => None,
        })
        .collect();
    let mut found = Vec::new();
    for given in archive {
        if given.is_file() {
            // Of many files only those with that name are tried; if it has another now, its messages are found by their digests.
            if archive.len() <= FEW || given.file_name() == parts.last().copied() {
                found.push(given.clone());
            }
            continue;
        }
        let ends =
            (0..parts.len()).map(|start| given.join(parts[start..].iter().collect::<PathBuf>()));
        found.extend(ends.filter(|path| path.is_file()));
    }
    found
}

/// Reads an archive and notes where the messages wanted lie, those inside messages too; ends when all are found. O(archive).
///
/// # Errors
/// If a path of it is not there.
pub fn look_for(wanted: &mut Wanted, archive: &[PathBuf]) -> Result<()> {
    let mut reader = Reader::open(archive, Options::default())?;
    let mut parser = Parser::new();
    while let Some(event) = reader.next(&mut |_| false) {
        let Event::Parts(parts) = event else { continue };
        for part in &parts {
            for span in &part.spans {
                look_into(wanted, &mut parser, part, span);
            }
        }
        if wanted.values().all(Option::is_some) {
            break;
        }
    }
    Ok(())
}

fn look_into(wanted: &mut Wanted, parser: &mut Parser, part: &Part, span: &Span) {
    let Some(raw) = part.bytes.get(span.range.clone()) else {
        return;
    };
    let place = format!("byte {} of {}", span.offset, part.file.path);
    note(wanted, raw, &place);
    let carries = |mark: &[u8]| memmem::find(raw, mark).is_some();
    if !carries(b"rfc822") && !carries(b"RFC822") {
        return;
    }
    let place = format!("inside the message at {place}");
    let mut context = Context {
        separator: None,
        unescape: span.unescape,
        obfuscated: span.obfuscated,
    };
    let mut waiting = vec![(raw.to_vec(), 0)];
    while let Some((bytes, depth)) = waiting.pop() {
        if depth > 0 {
            note(wanted, &bytes, &place);
        }
        if depth < DEEPEST
            && let Ok(message) = parser.read(&bytes, &context)
        {
            let inner = message.embedded.into_iter();
            waiting.extend(inner.map(|inner| (inner.bytes, depth + 1)));
        }
        context = Context::default();
    }
}

fn note(wanted: &mut Wanted, bytes: &[u8], place: &str) {
    if let Some(found) = wanted.get_mut(&Sha256Digest::of(bytes)) {
        found.get_or_insert_with(|| place.to_owned());
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn names_lead_only_into_the_archive() {
        let folder = tempfile::tempdir().unwrap();
        let archive = folder.path().join("archive");
        std::fs::create_dir_all(archive.join("box")).unwrap();
        std::fs::write(archive.join("box/a.mbox"), "x").unwrap();
        std::fs::write(folder.path().join("secret"), "x").unwrap();
        let found = |named: &str| candidates(named, std::slice::from_ref(&archive));
        assert_eq!(found("/old/place/box/a.mbox"), [archive.join("box/a.mbox")]);
        assert!(found("../secret").is_empty());
        assert!(found("box/../../secret").is_empty());
        assert!(found(&folder.path().join("secret").display().to_string()).is_empty());
    }
}
