//! THE STAIRS: calls the floors once, upward. Ingest reads mail into a case; conclude draws everything from its facts.

pub mod checks;
pub mod codenames;
mod indexed;
mod kept;
mod measured;

pub use indexed::{index, open_index};
pub use kept::{decisions, read_watch_list, said, watch_list};
pub use measured::{Networks, communities, networks};

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Mutex, PoisonError};

use crate::case::Case;
use crate::case::facts::{self, Facts};
use crate::case::lookup::Lookup;
use crate::case::naming;
use crate::case::pack::{Facts as PackedFacts, Packer, ReadCopy, ReadPart, Seen};
use crate::case::writer::{KnownFiles, Writer};
use crate::conversation::distinct::{self, Messages};
use crate::conversation::thread::{self, Threads};
use crate::error::{Error, Result};
use crate::mention::watch::WatchList;
use crate::message::{self, Parser};
use crate::network::{Context, Period, build::Include};
use crate::organizations::{self, Member, Organizations};
use crate::origin::Sha256Digest;
use crate::people::{self, People};
use crate::problem::{Problem, ProblemKind};
use crate::report::summary::Counts;
use crate::source::{Event, Part, Reader, SourceFile, Span};

/// What [`ingest`] tells while it runs.
pub trait Watch: Sync {
    /// A stage begins.
    fn stage(&self, _name: &str) {}
    /// Bytes read of all, and messages so far.
    fn reading(&self, _done: u64, _total: u64, _messages: u64) {}
}

/// Tells nobody.
impl Watch for () {}

/// Name of the threads that parse: a panic there is caught and becomes a problem.
pub const PARSER: &str = "parser";
/// Parts that may wait for the writer: with those in work they bound the memory of an ingest.
const WAITING: usize = 4;
/// Messages inside one another are read to this depth.
const EMBEDDED_DEPTH: usize = 20;

/// Reads mail into a case with `threads` parsers and one writer. What is in the case already is not read again.
///
/// # Errors
/// If a path does not exist or the case cannot be written. What was committed stays; the next run goes on from there.
pub fn ingest(
    case: &Case,
    paths: &[PathBuf],
    options: crate::source::Options,
    threads: usize,
    watch: &dyn Watch,
) -> Result<()> {
    let mut options = options;
    options.exclude.push(absolute(case.folder()));
    let reader = Reader::open(paths, options)?;
    let mut writer = Writer::new(case)?;
    let work = Work {
        known: writer.known_files()?,
        seen: writer.seen()?,
        reader: Mutex::new(reader),
        stop: AtomicBool::new(false),
        messages: AtomicU64::new(0),
        watch,
    };
    let (sender, receiver) = sync_channel(WAITING);
    std::thread::scope(|scope| {
        for _ in 0..threads.max(1) {
            let (sender, work) = (sender.clone(), &work);
            let parser = std::thread::Builder::new().name(PARSER.into());
            let started = parser.spawn_scoped(scope, move || work.run(&sender));
            started.map_err(|e| Error::io("start a thread", &e))?;
        }
        drop(sender);
        let outcome = write(&mut writer, &receiver);
        work.stop.store(true, Ordering::Relaxed);
        drop(receiver);
        outcome
    })?;
    writer.finish()
}

fn absolute(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_path_buf())
}

enum Facet {
    Part(Box<ReadPart>),
    Problem(Problem),
}

fn write(writer: &mut Writer, receiver: &Receiver<Facet>) -> Result<()> {
    for facet in receiver {
        match facet {
            Facet::Part(part) => writer.add(*part)?,
            Facet::Problem(problem) => writer.add_problem(&problem)?,
        }
    }
    Ok(())
}

struct Work<'a> {
    known: KnownFiles,
    seen: Seen,
    reader: Mutex<Reader>,
    stop: AtomicBool,
    messages: AtomicU64,
    watch: &'a dyn Watch,
}

impl Work<'_> {
    fn run(&self, sender: &SyncSender<Facet>) {
        let mut parser = Parser::new();
        while !self.stop.load(Ordering::Relaxed) {
            let event = {
                let mut reader = self.reader.lock().unwrap_or_else(PoisonError::into_inner);
                let event = reader.next(&mut |file| self.known.holds(file));
                let progress = reader.progress();
                self.watch.reading(
                    progress.bytes_done,
                    progress.bytes_total,
                    self.messages.load(Ordering::Relaxed),
                );
                event
            };
            let Some(event) = event else { return };
            let sent = match event {
                Event::Problem(problem) => sender.send(Facet::Problem(problem)),
                Event::Parts(parts) => parts.into_iter().try_for_each(|part| {
                    let read = read_part(part, &mut parser, &self.seen);
                    self.messages
                        .fetch_add(read.copies.len() as u64, Ordering::Relaxed);
                    sender.send(Facet::Part(Box::new(read)))
                }),
            };
            if sent.is_err() {
                return;
            }
        }
    }
}

fn read_part(part: Part, parser: &mut Parser, seen: &Seen) -> ReadPart {
    let mut packer = Packer::new(seen);
    let mut read = ReadPart {
        file: part.file.clone(),
        number: part.number,
        copies: Vec::with_capacity(part.spans.len()),
        facts: PackedFacts::default(),
        end: part.end,
        problems: part.problems,
        bytes: part.bytes.len() as u64,
    };
    for span in &part.spans {
        let Some(raw) = part.bytes.get(span.range.clone()) else {
            continue;
        };
        let context = message::Context {
            separator: span
                .separator
                .clone()
                .and_then(|range| part.bytes.get(range)),
            unescape: span.unescape,
            obfuscated: span.obfuscated,
        };
        read_message(
            &mut read,
            parser,
            &mut packer,
            &part.file,
            span,
            raw,
            &context,
        );
    }
    read.facts = packer.finish();
    read
}

/// Reads one message and those inside it, without recursion.
fn read_message(
    read: &mut ReadPart,
    parser: &mut Parser,
    packer: &mut Packer,
    file: &SourceFile,
    span: &Span,
    raw: &[u8],
    context: &message::Context,
) {
    let mut waiting = vec![(
        Some(span.offset),
        None,
        std::borrow::Cow::Borrowed(raw),
        0_usize,
    )];
    while let Some((offset, outer, bytes, depth)) = waiting.pop() {
        let context = if depth == 0 {
            *context
        } else {
            message::Context::default()
        };
        let mut copy = ReadCopy {
            offset,
            length: bytes.len() as u64,
            sha256: Sha256Digest::of(&bytes),
            outer,
            version: None,
            audience: Vec::new(),
        };
        let mut note = |kind, detail| {
            read.problems.push(Problem {
                source: file.path.clone(),
                offset: Some(offset.unwrap_or(span.offset)),
                kind,
                detail,
            });
        };
        match parser.read(&bytes, &context) {
            Ok(mut message) => {
                for (kind, detail) in message.problems.drain(..) {
                    note(kind, detail);
                }
                let place = read.copies.len();
                if depth < EMBEDDED_DEPTH {
                    for (position, inner) in message.embedded.drain(..).enumerate().rev() {
                        let start = offset.zip(inner.offset).map(|(a, b)| a + b);
                        waiting.push((
                            start,
                            Some((place, position)),
                            inner.bytes.into(),
                            depth + 1,
                        ));
                    }
                } else if !message.embedded.is_empty() {
                    note(
                        ProblemKind::Limit,
                        format!(
                            "messages lie inside one another deeper than {EMBEDDED_DEPTH}: the rest was left out"
                        ),
                    );
                }
                let message_id = message.message_id.take();
                copy.audience = packer.audience(std::mem::take(&mut message.audience));
                copy.version = Some((packer.add(message), message_id));
            }
            Err(reason) => note(ProblemKind::UnreadableMessage, reason.0),
        }
        read.copies.push(copy);
    }
}

/// Everything concluded from the facts of a case.
#[derive(Debug)]
pub struct Conclusions {
    /// The facts.
    pub facts: Facts,
    /// Distinct messages.
    pub messages: Messages,
    /// Who answers whom.
    pub threads: Threads,
    /// Who is who.
    pub people: People,
    /// Which organization is which.
    pub organizations: Organizations,
    /// What could not be read or is doubtful.
    pub problems: Vec<Problem>,
    /// The sums.
    pub counts: Counts,
}

impl Conclusions {
    /// What networks are built from.
    pub fn context(&self, period: Period, include: Include) -> Context<'_> {
        Context {
            facts: &self.facts,
            messages: &self.messages,
            threads: &self.threads,
            people: &self.people,
            organizations: &self.organizations,
            period,
            include,
        }
    }
}

/// Finds the names in the texts of a case, if that was not done for these texts and this watch list; then concludes.
///
/// # Errors
/// If the case cannot be read or written, or the sums do not come out.
pub fn name_and_conclude(case: &Case) -> Result<Conclusions> {
    let watch = watch_list(case.folder())?;
    let mut facts = facts::load(case.folder())?;
    let messages = distinct::distinct(&facts);
    let versions: Vec<u32> = messages.list.iter().map(|m| m.version).collect();
    naming::find(case, &mut facts, &versions, &watch)?;
    conclude_from(case.folder(), facts, messages, watch)
}

/// Concludes from all facts of a case: the same for the same facts, whatever the order in which they came.
///
/// # Errors
/// If the case cannot be read, or the sums do not come out.
pub fn conclude(folder: &Path) -> Result<Conclusions> {
    let facts = facts::load(folder)?;
    let messages = distinct::distinct(&facts);
    conclude_from(folder, facts, messages, watch_list(folder)?)
}

fn conclude_from(
    folder: &Path,
    facts: Facts,
    messages: Messages,
    watch: WatchList,
) -> Result<Conclusions> {
    let threads = thread::threads(&facts, &messages);
    let decisions = decisions(folder)?;
    let people = people::resolve(&facts, &messages, &threads, &decisions);
    let members: Vec<Member> = people
        .list
        .iter()
        .map(|p| Member {
            addresses: p
                .aliases
                .iter()
                .map(|a| a.address)
                .filter(|a| *a != facts::NONE)
                .collect(),
            organization: p.organization.clone(),
        })
        .collect();
    let organizations =
        organizations::organizations(&facts, &messages, &members, &people.of_header, &watch);
    let mut problems = Lookup::open(folder)?.problems()?;
    problems.extend(people.unmatched.iter().map(|detail| Problem {
        source: people::decisions::FILE.into(),
        offset: None,
        kind: ProblemKind::Unmatched,
        detail: detail.clone(),
    }));
    problems.extend(kept::unwatched(&watch, &organizations));
    let counts = Counts::new(&facts, &messages, &problems);
    check_sums(&counts)?;
    Ok(Conclusions {
        facts,
        messages,
        threads,
        people,
        organizations,
        problems,
        counts,
    })
}

fn check_sums(counts: &Counts) -> Result<()> {
    let sum = counts.distinct + counts.duplicate_copies + counts.unreadable;
    if sum == counts.found {
        return Ok(());
    }
    Err(Error::new(format!(
        "the counts do not come out: {} messages found, {sum} accounted for",
        counts.found
    ))
    .hint("please report this with the manifest of the case"))
}
