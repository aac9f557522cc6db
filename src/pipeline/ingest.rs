//! Ingest: mail and documents are read into a case, by several parsers and one writer.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Mutex, PoisonError};

use crate::case::Case;
use crate::case::nested::{Nested, nested};
use crate::case::pack::{Facts, Packer, ReadCopy, ReadPart, Seen};
use crate::case::writer::{KnownFiles, Writer};
use crate::document::worker;
use crate::document::{Extracted, Metadata, State};
use crate::error::{Error, Result};
use crate::message::{self, Message, Parser};
use crate::origin::Sha256Digest;
use crate::outlook::Tally;
use crate::problem::{Problem, ProblemKind};
use crate::source::{self, Event, Part, Reader, Span};

/// What [`ingest`] tells while it runs.
pub trait Watch: Sync {
    /// A stage begins.
    fn stage(&self, _name: &str) {}
    /// Bytes read of all, and messages so far.
    fn reading(&self, _done: u64, _total: u64, _messages: u64) {}
}

/// Tells nobody.
impl Watch for () {}

/// How to read.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Which files, and how far.
    pub source: source::Options,
    /// How many parsers; at least one.
    pub threads: usize,
    /// This program: documents are read in processes of their own. Without it they are read in this one.
    pub program: Option<PathBuf>,
}

/// Name of the threads that parse: a panic there is caught and becomes a problem.
pub const PARSER: &str = "parser";
/// Parts that may wait for the writer: with those in work they bound the memory of an ingest.
const WAITING: usize = 4;
/// Messages inside one another are read to this depth.
const EMBEDDED_DEPTH: usize = 20;

/// Reads mail and documents into a case. What is in the case already is not read again.
///
/// # Errors
/// If a path does not exist or the case cannot be written. What was committed stays; the next run goes on from there.
pub fn ingest(case: &Case, paths: &[PathBuf], options: Options, watch: &dyn Watch) -> Result<()> {
    let mut sources = options.source;
    sources.exclude.push(absolute(case.folder()));
    let reader = Reader::open(paths, sources)?;
    let mut writer = Writer::new(case)?;
    let work = Work {
        known: writer.known_files()?,
        seen: writer.seen()?,
        reader: Mutex::new(reader),
        stop: AtomicBool::new(false),
        messages: AtomicU64::new(0),
        program: options.program,
        watch,
    };
    let (sender, receiver) = sync_channel(WAITING);
    std::thread::scope(|scope| {
        for _ in 0..options.threads.max(1) {
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
    Counted(String, Tally),
}

fn write(writer: &mut Writer, receiver: &Receiver<Facet>) -> Result<()> {
    for facet in receiver {
        match facet {
            Facet::Part(part) => writer.add(*part)?,
            Facet::Problem(problem) => writer.add_problem(&problem)?,
            Facet::Counted(path, tally) => writer.add_tally(&path, &tally)?,
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
    program: Option<PathBuf>,
    watch: &'a dyn Watch,
}

impl Work<'_> {
    fn run(&self, sender: &SyncSender<Facet>) {
        let mut parser = Parser::new();
        let mut documents = worker::Reader::new(self.program.clone());
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
                Event::Counted(path, tally) => sender.send(Facet::Counted(path, tally)),
                Event::Parts(parts) => parts.into_iter().try_for_each(|part| {
                    let read = Desk::read(part, &mut parser, &mut documents, &self.seen);
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

/// Where the messages and documents of one part are read.
struct Desk<'a> {
    parser: &'a mut Parser,
    documents: &'a mut worker::Reader,
    packer: Packer<'a>,
    read: ReadPart,
}

/// A message that waits to be read.
struct Waiting<'a> {
    offset: Option<u64>,
    /// The copy it lies in, and its place there.
    outer: Option<(usize, usize)>,
    bytes: std::borrow::Cow<'a, [u8]>,
    depth: usize,
}

impl Desk<'_> {
    fn read(
        part: Part,
        parser: &mut Parser,
        documents: &mut worker::Reader,
        seen: &Seen,
    ) -> ReadPart {
        let mut desk = Desk {
            parser,
            documents,
            packer: Packer::new(seen),
            read: ReadPart {
                file: part.file.clone(),
                number: part.number,
                copies: Vec::with_capacity(part.spans.len()),
                facts: Facts::default(),
                end: part.end,
                problems: part.problems,
                bytes: part.bytes.len() as u64,
            },
        };
        if part.document {
            desk.loose(&part.bytes);
        }
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
            desk.message(span, raw, &context);
        }
        desk.read.facts = desk.packer.finish();
        desk.read
    }

    /// Reads one message and those inside it, without recursion.
    fn message(&mut self, span: &Span, raw: &[u8], context: &message::Context) {
        let mut waiting = vec![Waiting {
            offset: Some(span.offset),
            outer: None,
            bytes: raw.into(),
            depth: 0,
        }];
        while let Some(one) = waiting.pop() {
            let context = match one.depth {
                0 => *context,
                _ => message::Context::default(),
            };
            let at = one.offset.unwrap_or(span.offset);
            let mut copy = ReadCopy {
                offset: one.offset,
                length: one.bytes.len() as u64,
                sha256: Sha256Digest::of(&one.bytes),
                outer: one.outer,
                version: None,
                audience: Vec::new(),
            };
            match self.parser.read(&one.bytes, &context) {
                Ok(mut message) => {
                    for (kind, detail) in message.problems.drain(..) {
                        self.note(at, kind, detail);
                    }
                    self.inside(&mut message, &one, at, &mut waiting);
                    let message_id = message.message_id.take();
                    copy.audience = self.packer.audience(std::mem::take(&mut message.audience));
                    copy.version = Some((self.packer.add(message), message_id));
                }
                Err(reason) => self.note(at, ProblemKind::UnreadableMessage, reason.0),
            }
            self.read.copies.push(copy);
        }
    }

    /// The messages and documents in a message.
    fn inside<'a>(
        &mut self,
        message: &mut Message,
        outer: &Waiting<'a>,
        at: u64,
        waiting: &mut Vec<Waiting<'a>>,
    ) {
        let Nested {
            messages,
            attachments,
        } = nested(message);
        let place = self.read.copies.len();
        for (attached, one) in attachments.into_iter().zip(&message.attachments) {
            let mut state = None;
            if let Some(inside) = attached.inside {
                state = Some(inside.messages);
                for problem in inside.problems {
                    let detail = format!(
                        "in the attachment '{}', '{}': {}",
                        one.name, problem.source, problem.detail
                    );
                    self.note(at, problem.kind, detail);
                }
                for (path, bytes) in inside.documents {
                    let inner = self.document(Sha256Digest::of(&bytes), &bytes, None, at);
                    self.packer.lies_in(one.sha256, inner, path);
                }
            }
            self.document(one.sha256, &attached.bytes, state, at);
        }
        if outer.depth >= EMBEDDED_DEPTH {
            if !messages.is_empty() {
                let detail = format!(
                    "messages lie inside one another deeper than {EMBEDDED_DEPTH}: the rest was left out"
                );
                self.note(at, ProblemKind::Limit, detail);
            }
            return;
        }
        for (position, inner) in messages.into_iter().enumerate().rev() {
            let start = outer.offset.zip(inner.offset).map(|(a, b)| a + b);
            waiting.push(Waiting {
                offset: start,
                outer: Some((place, position)),
                bytes: inner.bytes.into(),
                depth: outer.depth + 1,
            });
        }
    }

    /// A document that is a file of its own.
    fn loose(&mut self, bytes: &[u8]) {
        let Some(end) = self.read.end else { return };
        if bytes.is_empty() && end.size > 0 {
            let detail = format!(
                "a document of {} bytes; larger ones than {} are not read",
                end.size,
                source::Limits::DOCUMENT
            );
            self.note(0, ProblemKind::Limit, detail.clone());
            if self.packer.is_new(&end.sha256) {
                let extracted = unread(State::Limit, detail);
                self.packer.add_document(end.sha256, end.size, extracted);
            }
            return;
        }
        self.document(end.sha256, bytes, None, 0);
    }

    /// Reads a document that is new; `container`: how many messages lie in it, if it is a container.
    fn document(
        &mut self,
        sha256: Sha256Digest,
        bytes: &[u8],
        container: Option<usize>,
        at: u64,
    ) -> Sha256Digest {
        if !self.packer.is_new(&sha256) {
            return sha256;
        }
        let extracted = match container {
            None => self.documents.read(bytes),
            Some(messages) => {
                let format = crate::document::format(bytes);
                let detail = format!("a container with {messages} messages");
                Extracted {
                    format,
                    ..unread(State::NoText, detail)
                }
            }
        };
        if matches!(
            extracted.state,
            State::Damaged | State::Limit | State::Failed
        ) {
            let kind = match extracted.state {
                State::Limit => ProblemKind::Limit,
                _ => ProblemKind::UnreadableDocument,
            };
            let id = sha256.to_string();
            let id = id.get(..16).unwrap_or_default();
            let detail = format!("document d{id}: {}", extracted.detail);
            self.note(at, kind, detail);
        }
        self.packer
            .add_document(sha256, bytes.len() as u64, extracted);
        sha256
    }

    fn note(&mut self, at: u64, kind: ProblemKind, detail: String) {
        self.read.problems.push(Problem {
            source: self.read.file.path.clone(),
            offset: Some(at),
            kind,
            detail,
        });
    }
}

fn unread(state: State, detail: String) -> Extracted {
    Extracted {
        format: crate::document::Format::Unknown,
        state,
        detail,
        text: String::new(),
        metadata: Metadata::default(),
    }
}
