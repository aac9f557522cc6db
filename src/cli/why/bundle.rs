//! `why --bundle`: the messages behind a tie as files that somebody else can check.

use std::path::Path;

use mailties::case::lookup::{FoundCopy, Lookup};
use mailties::case::{original, schema};
use mailties::error::{Error, Result};
use mailties::export::bundle::{self, Entry, MANIFEST, Manifest, PAGE, Packer, Page, Place, Query};
use mailties::export::files::AtomicFile;
use mailties::export::json;
use mailties::origin::Sha256Digest;
use mailties::pipeline::Conclusions;
use mailties::report::proof::{Row, Tie};

use super::super::Talk;
use super::super::args::Why;
use super::gather::{Gathered, Origin};

const NOTE: &str = "Each message is here once, byte for byte as it lies in the archive (without the separator line of a mailbox): its first copy, in the order of files and places, that shows the tie. sha256 covers exactly these bytes. Bytes of an mbox are not unmasked: a line that begins with >From stays so.";

/// Writes the bundle.
pub fn write(
    args: &Why,
    case: &Conclusions,
    path: &Path,
    tie: &Tie,
    rows: &[Row],
    gathered: &Gathered,
    talk: Talk,
) -> Result<()> {
    let failed = |e: &std::io::Error| Error::io(format!("write to '{}'", path.display()), e);
    let mut packer = Packer::new(AtomicFile::create(path)?);
    let taken = messages(rows, gathered, &mut |name, bytes| {
        packer.add(name, bytes).map_err(|e| failed(&e))
    })?;
    let mut manifest = Manifest {
        bundle_version: bundle::VERSION,
        program: format!("mailties {}", env!("CARGO_PKG_VERSION")),
        schema_version: schema::SCHEMA_VERSION,
        facts_version: schema::FACTS_VERSION,
        query: Query {
            a: args.a.clone(),
            b: args.b.clone(),
            mail: args.mail,
            after: args.slice.after.clone(),
            before: args.slice.before.clone(),
        },
        tie: tie.clone(),
        note: NOTE,
        page: Page {
            file: PAGE,
            sha256: String::new(),
        },
        messages: taken
            .into_iter()
            .enumerate()
            .map(|(i, copy)| entry(i, &rows[i], gathered, copy))
            .collect(),
    };
    let page = bundle::page(&manifest, &texts(args, case, rows)?);
    manifest.page.sha256 = Sha256Digest::of(page.as_bytes()).to_string();
    let mut said = Vec::new();
    json::write_pretty(&manifest, &mut said)
        .and_then(|()| packer.add(PAGE, page.as_bytes()))
        .and_then(|()| packer.add(MANIFEST, &said))
        .and_then(|()| packer.finish())
        .map_err(|e| failed(&e))?
        .commit(true)?;
    let (_, sha256) = mailties::source::digest(path, None)?;
    talk.say(&format!(
        "{} messages in {}, SHA-256 {sha256}\nto check it elsewhere: mailties verify {} --archive PATH",
        rows.len(),
        path.display(),
        path.display()
    ));
    Ok(())
}

/// Hands the bytes of each message to `add`; which copy it took, row by row.
fn messages(
    rows: &[Row],
    gathered: &Gathered,
    add: &mut dyn FnMut(&str, &[u8]) -> Result<()>,
) -> Result<Vec<usize>> {
    let origin = |row: usize| -> Result<&Origin> {
        gathered.copies[row]
            .as_ref()
            .ok_or_else(|| Error::new(format!("no copy of {} is in the case", rows[row].id)))
    };
    let mut order = Vec::with_capacity(rows.len());
    for row in 0..rows.len() {
        order.push((origin(row)?.first(), row));
    }
    // Each source is read once, forwards.
    order.sort_by(|a, b| a.0.cmp(b.0));
    let first: Vec<&FoundCopy> = order.iter().map(|(copy, _)| *copy).collect();
    let mut taken = vec![0; rows.len()];
    original::fetch_all(&first, &mut |index, found| {
        let row = order[index].1;
        let (copy, bytes) = match found {
            Ok(bytes) => (origin(row)?.shown[0], bytes),
            Err(error) => another(origin(row)?).ok_or(error)?,
        };
        taken[row] = copy;
        add(&bundle::name(row + 1, &rows[row]), &bytes)
    })?;
    Ok(taken)
}

/// The next copy that shows it and is as it was.
fn another(origin: &Origin) -> Option<(usize, Vec<u8>)> {
    let others = origin.shown.iter().skip(1);
    let mut found = others.filter_map(|&i| Some((i, original::fetch(&origin.copies[i]).ok()?)));
    found.next()
}

fn entry(index: usize, row: &Row, gathered: &Gathered, taken: usize) -> Entry {
    let copies: &[FoundCopy] = gathered.copies[index].as_ref().map_or(&[], |o| &o.copies);
    let copy = &copies[taken];
    let others = copies.iter().enumerate().filter(|(i, _)| *i != taken);
    Entry {
        file: bundle::name(index + 1, row),
        bytes: copy.length,
        sha256: copy.sha256.clone(),
        subject: gathered.subjects[index].clone(),
        row: row.clone(),
        document_words: match row.in_document {
            Some(_) => gathered.snippets[index].clone(),
            None => String::new(),
        },
        message_id: copy.message_id.clone(),
        copy: taken + 1,
        copies: copies.len(),
        origin: place(copy),
        other_copies: others.map(|(_, copy)| place(copy)).collect(),
    }
}

fn place(copy: &FoundCopy) -> Place {
    let member = copy.place.1.clone();
    let inside = member.as_ref().map(|m| format!("!{m}")).unwrap_or_default();
    Place {
        file: (copy.path.strip_suffix(&inside))
            .unwrap_or(&copy.path)
            .to_owned(),
        member,
        offset: copy.stretch.offset,
        length: copy.stretch.length,
        within: copy.stretch.within.clone(),
        sha256: copy.sha256.clone(),
    }
}

fn texts(args: &Why, case: &Conclusions, rows: &[Row]) -> Result<Vec<String>> {
    let lookup = Lookup::open(&args.case)?;
    let text = |row: &Row| {
        let version = &case.facts.versions[row.version as usize];
        Ok(lookup.text(version.row)?.text)
    };
    rows.iter().map(text).collect()
}
