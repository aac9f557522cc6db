//! Reads all sources one after the other and hands out raw messages, part by part. It has no threads of its own:
//! workers share it behind a lock, so what it does under the lock is only to read, cut and hash.

use std::collections::VecDeque;
use std::io::{self, Cursor, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use regex::Regex;

use super::custodian::custodian;
use super::look::{fill, look};
use super::sniff::Kind;
use super::split::{Cut, Doubt, PART, Piece, Splitter};
use super::stream::Input;
use super::unpack::{Archive, Step, trouble};
use super::walk::{self, Entry, Folder, Walk};
use super::window::Window;
use super::{FileEnd, Format, Limits, Mailbox, Part, SourceFile};
use crate::error::{Result, reason};
use crate::origin::Sha256Digest;
use crate::outlook::Tally;
use crate::problem::{Problem, ProblemKind};

/// Bytes of small files that are handed out together.
const BATCH: usize = 1 << 20;
/// Files that are handed out together at most.
const BATCH_FILES: usize = 512;

/// What to read and how far.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Its first group, matched on a mailbox' path, is the custodian.
    pub custodian: Option<Regex>,
    /// Folders that are not mail, absolute: the case.
    pub exclude: Vec<PathBuf>,
    /// Bounds.
    pub limits: Limits,
}

/// What comes out of a [`Reader`].
#[derive(Debug)]
pub enum Event {
    /// One part of a large file, or some small files.
    Parts(Vec<Part>),
    /// Something that could not be read, with its place.
    Problem(Problem),
    /// An Outlook file, by its path as the user would name it, is at its end: its sums.
    Counted(String, Tally),
}

/// How far a [`Reader`] is; bytes are those on disk.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Bytes of the files that were read or skipped.
    pub bytes_done: u64,
    /// Bytes of all files.
    pub bytes_total: u64,
    /// Files that were read or skipped.
    pub files_done: u64,
    /// All files.
    pub files_total: u64,
}

/// Reads sources; see [`Reader::next`].
pub struct Reader {
    options: Options,
    folders: Vec<Folder>,
    entries: std::vec::IntoIter<Entry>,
    queue: VecDeque<Event>,
    batch: Vec<Part>,
    batched: usize,
    window: Window,
    open: Option<Open>,
    archive: Option<Within>,
    mailbox: Option<Arc<Mailbox>>,
    /// Bytes that are read in place of a file.
    memory: Option<Arc<[u8]>>,
    progress: Progress,
    /// Size of the file that is open, to be added to the progress when it is done.
    size: u64,
}

/// A stream of messages that is being cut.
struct Open {
    file: Arc<SourceFile>,
    /// The file; `None` if it is the current member of the open container.
    input: Option<Input>,
    splitter: Splitter,
    number: u32,
}

/// A container that is being read.
struct Within {
    archive: Archive,
    file: SourceFile,
    /// Nothing of it was left out for damage or a limit.
    whole: bool,
}

impl Reader {
    /// Walks `paths` and gets ready to read what lies there. O(files).
    ///
    /// # Errors
    /// If a path cannot be opened, or is neither a file nor a folder.
    pub fn open(paths: &[PathBuf], options: Options) -> Result<Self> {
        let Walk {
            folders,
            entries,
            problems,
        } = walk::walk(paths, &options.exclude, options.limits.folders)?;
        let mut reader = Self::of(folders, entries, options);
        reader.queue = problems.into_iter().map(Event::Problem).collect();
        Ok(reader)
    }

    /// Reads `bytes` as if they were a file of that name.
    pub(super) fn of_bytes(name: &str, bytes: &[u8], limits: Limits) -> Self {
        let folder = Folder {
            absolute: PathBuf::new(),
            display: name.to_string(),
            of_given_file: true,
            maildir: false,
        };
        let entry = Entry {
            folder: 0,
            name: name.into(),
            size: bytes.len() as u64,
            modified: 0,
        };
        let options = Options {
            limits,
            ..Options::default()
        };
        let mut reader = Self::of(vec![folder], vec![entry], options);
        reader.memory = Some(bytes.into());
        reader
    }

    fn of(folders: Vec<Folder>, entries: Vec<Entry>, options: Options) -> Self {
        Self {
            progress: Progress {
                bytes_total: entries.iter().map(|entry| entry.size).sum(),
                files_total: entries.len() as u64,
                ..Progress::default()
            },
            options,
            folders,
            entries: entries.into_iter(),
            queue: VecDeque::new(),
            memory: None,
            batch: Vec::new(),
            batched: 0,
            window: Window::new(),
            open: None,
            archive: None,
            mailbox: None,
            size: 0,
        }
    }

    /// What comes next; `None` at the end. Large files come in parts of about 4 MiB, small ones several at a time, and
    /// all of it in the same order and with the same cuts on every run. `skip` is asked before a file is opened (and
    /// for each member of a container): if it says yes, the file is not read.
    pub fn next(&mut self, skip: &mut dyn FnMut(&SourceFile) -> bool) -> Option<Event> {
        loop {
            if self.batched >= BATCH || self.batch.len() >= BATCH_FILES {
                return self.flush();
            }
            if let Some(event) = self.queue.pop_front() {
                return Some(event);
            }
            if self.open.is_some() {
                self.part();
            } else if self.archive.is_some() {
                self.member(skip);
            } else if !self.file(skip) {
                return self.flush();
            }
        }
    }

    /// How far it is.
    pub fn progress(&self) -> Progress {
        let within = match (&self.archive, &self.open) {
            (Some(within), _) => within.archive.taken(),
            (None, Some(_)) => self.window.offset(),
            (None, None) => 0,
        }
        .min(self.size);
        Progress {
            bytes_done: self.progress.bytes_done + within,
            ..self.progress
        }
    }

    fn flush(&mut self) -> Option<Event> {
        self.batched = 0;
        (!self.batch.is_empty()).then(|| Event::Parts(std::mem::take(&mut self.batch)))
    }

    /// Cuts the next part of the open stream.
    fn part(&mut self) {
        let Some(mut open) = self.open.take() else {
            return;
        };
        let input: &mut dyn Read = match (&mut open.input, &mut self.archive) {
            (Some(file), _) => file,
            (None, Some(within)) => within.archive.input(),
            (None, None) => return,
        };
        let Piece {
            bytes,
            spans,
            end,
            doubts,
        } = open.splitter.next(&mut self.window, input);
        let mut problems: Vec<Problem> = doubts
            .into_iter()
            .map(|doubt| told(&open.file, doubt))
            .collect();
        if let (Some(end), Some(error)) = (&end, self.window.error()) {
            let (kind, detail) = self.trouble(error);
            problems.push(told(
                &open.file,
                Doubt {
                    offset: end.size,
                    kind,
                    detail,
                },
            ));
        }
        if let (Some(within), Some(end)) = (&mut self.archive, &end) {
            within.whole &= end.whole;
        }
        self.hand_out(Part {
            file: open.file.clone(),
            number: open.number,
            bytes,
            document: false,
            spans,
            end,
            problems,
        });
        if end.is_none() {
            open.number += 1;
            self.open = Some(open);
        } else if self.archive.is_none() {
            self.done();
        }
    }

    fn hand_out(&mut self, part: Part) {
        self.batched += part.bytes.len();
        self.batch.push(part);
    }

    fn trouble(&self, error: &io::Error) -> (ProblemKind, String) {
        if self.archive.is_some() {
            trouble(error)
        } else {
            (
                ProblemKind::Unreadable,
                format!("it cannot be read further: {}", reason(error)),
            )
        }
    }

    fn done(&mut self) {
        self.progress.bytes_done += std::mem::take(&mut self.size);
        self.progress.files_done += 1;
    }

    /// Opens the next file on disk; says whether there was one.
    fn file(&mut self, skip: &mut dyn FnMut(&SourceFile) -> bool) -> bool {
        let Some(entry) = self.entries.next() else {
            return false;
        };
        self.size = entry.size;
        let file = self.source_file(&entry);
        if skip(&file) {
            self.done();
            return true;
        }
        let opened = match self.memory.take() {
            Some(bytes) => Ok(Input::Memory(Cursor::new(bytes))),
            None => Input::open(&file.absolute),
        };
        match opened {
            Ok(input) => self.start(entry.folder as usize, file, input),
            Err(error) => {
                let text = format!("it cannot be opened: {}", reason(&error));
                self.problem(file.path, ProblemKind::Unreadable, text);
                self.done();
            }
        }
        true
    }

    /// As it is known before the file was opened.
    fn source_file(&mut self, entry: &Entry) -> SourceFile {
        let folder = &self.folders[entry.folder as usize];
        let path = if folder.of_given_file {
            folder.display.clone()
        } else {
            walk::join(&folder.display, &entry.name)
        };
        SourceFile {
            absolute: folder.absolute.join(&entry.name),
            mailbox: Arc::new(Mailbox {
                path: path.clone(),
                format: Format::Single,
                custodian: String::new(),
            }),
            path,
            member: None,
            disk_size: entry.size,
            modified: entry.modified,
        }
    }

    /// Looks what a file on disk is.
    fn start(&mut self, folder: usize, file: SourceFile, mut input: Input) {
        let kind = look(&mut self.window, &mut input);
        match kind {
            Kind::Mbox | Kind::Message | Kind::Emlx => {
                let cut = cut(kind);
                let folder = &self.folders[folder];
                let (path, format) = match cut {
                    Cut::Mbox => (file.path.as_str(), Format::Mbox),
                    _ if folder.of_given_file => (file.path.as_str(), Format::Single),
                    _ if folder.maildir => (parent(&folder.display), Format::Maildir),
                    _ => (folder.display.as_str(), Format::Folder),
                };
                let mailbox = mailbox(&mut self.mailbox, &self.options, path, format);
                self.begin(SourceFile { mailbox, ..file }, cut, Some(input));
            }
            kind if kind.is_container() => self.enter(kind, file, input),
            Kind::Document if self.window.error().is_none() => {
                self.document(file, &mut input);
                self.done();
            }
            _ => {
                self.reject(&file.path, kind);
                self.done();
            }
        }
    }

    /// A document: its bytes are handed out as they are.
    fn document(&mut self, mut file: SourceFile, input: &mut dyn Read) {
        let limit = self.options.limits.document;
        let most = usize::try_from(limit).map_or(usize::MAX, |limit| limit.saturating_add(1));
        fill(&mut self.window, input, most);
        let too_large = self.window.bytes().len() as u64 > limit;
        let bytes = match too_large {
            true => Vec::new(),
            false => self.window.bytes().to_vec(),
        };
        while !self.window.ended() {
            self.window.advance(self.window.bytes().len());
            self.window.fill(input, PART);
        }
        let mut problems = Vec::new();
        if let Some(error) = self.window.error() {
            let (kind, detail) = self.trouble(error);
            let offset = Some(self.window.offset());
            problems.push(Problem {
                source: file.path.clone(),
                offset,
                kind,
                detail,
            });
        }
        let (size, sha256) = self.window.finish();
        let (folder, _) = folder_of(&file.path);
        file.mailbox = mailbox(&mut self.mailbox, &self.options, folder, Format::Document);
        self.hand_out(Part {
            file: Arc::new(file),
            number: 0,
            bytes,
            document: true,
            spans: Vec::new(),
            end: Some(FileEnd {
                size,
                sha256,
                framing: size,
                skipped: 0,
                whole: problems.is_empty(),
            }),
            problems,
        });
    }

    fn begin(&mut self, file: SourceFile, cut: Cut, input: Option<Input>) {
        self.open = Some(Open {
            file: Arc::new(file),
            input,
            splitter: Splitter::new(cut, self.options.limits.message),
            number: 0,
        });
    }

    fn enter(&mut self, kind: Kind, file: SourceFile, input: Input) {
        let head = self.window.bytes().to_vec();
        let name = file.absolute.file_name().unwrap_or_default();
        match Archive::new(kind, head, input, name, self.options.limits) {
            Ok(archive) => {
                let mailbox = mailbox(&mut self.mailbox, &self.options, &file.path, Format::Folder);
                self.archive = Some(Within {
                    archive,
                    file: SourceFile { mailbox, ..file },
                    whole: true,
                });
            }
            Err(error) => {
                let (kind, detail) = trouble(&error);
                self.problem(file.path, kind, detail);
                self.done();
            }
        }
    }

    /// The next member of the open container.
    fn member(&mut self, skip: &mut dyn FnMut(&SourceFile) -> bool) {
        let Some(mut within) = self.archive.take() else {
            return;
        };
        match within.archive.next() {
            Step::Member(path) => self.look_into(&mut within, path, skip),
            Step::Counted(path, tally) => {
                let counted = Event::Counted(within.path(&path), tally);
                self.queue.push_back(counted);
            }
            Step::Left(path, kind, detail) => {
                within.whole &= !matches!(
                    kind,
                    ProblemKind::Truncated | ProblemKind::DamagedContainer | ProblemKind::Limit
                );
                self.problem(within.path(&path), kind, detail);
            }
            Step::End(end) => return self.leave(within, end),
        }
        self.archive = Some(within);
    }

    fn look_into(
        &mut self,
        within: &mut Within,
        member: String,
        skip: &mut dyn FnMut(&SourceFile) -> bool,
    ) {
        let mut file = SourceFile {
            path: within.path(&member),
            member: Some(member),
            ..within.file.clone()
        };
        if skip(&file) {
            return;
        }
        let kind = look(&mut self.window, within.archive.input());
        if self.window.error().is_none() && kind.is_container() {
            if let Err((kind, detail)) = within.archive.descend(kind, self.window.bytes().to_vec())
            {
                within.whole = false;
                self.problem(file.path, kind, detail);
            }
        } else if matches!(kind, Kind::Mbox | Kind::Message | Kind::Emlx) {
            let (path, format) = match cut(kind) {
                Cut::Mbox => (file.path.as_str(), Format::Mbox),
                _ => folder_of(&file.path),
            };
            file.mailbox = mailbox(&mut self.mailbox, &self.options, path, format);
            self.begin(file, cut(kind), None);
        } else if kind == Kind::Document && self.window.error().is_none() {
            self.document(file, within.archive.input());
        } else if let Some(error) = self.window.error() {
            let (kind, detail) = trouble(error);
            within.whole = false;
            self.problem(file.path, kind, detail);
        } else {
            self.reject(&file.path, kind);
        }
    }

    /// A container itself comes last, as a part without messages, for its size and digest.
    fn leave(&mut self, within: Within, end: Option<(u64, Sha256Digest)>) {
        let whole = within.whole && end.is_some();
        let (size, sha256) = end.unwrap_or_default();
        self.hand_out(Part {
            file: Arc::new(within.file),
            number: 0,
            bytes: Vec::new(),
            document: false,
            spans: Vec::new(),
            end: Some(FileEnd {
                size,
                sha256,
                framing: size,
                skipped: 0,
                whole,
            }),
            problems: Vec::new(),
        });
        self.done();
    }

    fn reject(&mut self, path: &str, kind: Kind) {
        let (kind, detail) = match (self.window.error(), kind) {
            (Some(error), _) => (
                ProblemKind::Unreadable,
                format!("it cannot be read: {}", reason(error)),
            ),
            (_, Kind::Empty) => (ProblemKind::NotMail, "an empty file".into()),
            (_, Kind::Other(what)) => (ProblemKind::NotMail, what.into()),
            (_, Kind::Utf16) => (
                ProblemKind::Encoding,
                "text in UTF-16, which is no form of mail; save it as UTF-8".into(),
            ),
            _ => (
                ProblemKind::NotMail,
                "neither mail nor a container of mail".into(),
            ),
        };
        self.problem(path.to_string(), kind, detail);
    }

    fn problem(&mut self, source: String, kind: ProblemKind, detail: String) {
        self.queue.push_back(Event::Problem(Problem {
            source,
            offset: None,
            kind,
            detail,
        }));
    }
}

impl Within {
    fn path(&self, member: &str) -> String {
        if member.is_empty() {
            self.file.path.clone()
        } else {
            format!("{}!{member}", self.file.path)
        }
    }
}

fn cut(kind: Kind) -> Cut {
    match kind {
        Kind::Mbox => Cut::Mbox,
        Kind::Emlx => Cut::Emlx,
        _ => Cut::Whole,
    }
}

/// The mailbox of a single message within a container: the folder it lies in.
fn folder_of(path: &str) -> (&str, Format) {
    let (folder, _) = path.rsplit_once(['/', '!']).unwrap_or((path, ""));
    match folder.strip_suffix("/cur").or(folder.strip_suffix("/new")) {
        Some(maildir) => (maildir, Format::Maildir),
        None => (folder, Format::Folder),
    }
}

/// The mailbox of that path, made once for neighbours.
fn mailbox(
    last: &mut Option<Arc<Mailbox>>,
    options: &Options,
    path: &str,
    format: Format,
) -> Arc<Mailbox> {
    if let Some(last) = last
        .as_ref()
        .filter(|last| last.path == path && last.format == format)
    {
        return last.clone();
    }
    let mailbox = Arc::new(Mailbox {
        path: path.to_string(),
        format,
        custodian: custodian(path, format, options.custodian.as_ref()),
    });
    *last = Some(mailbox.clone());
    mailbox
}

fn parent(path: &str) -> &str {
    Path::new(path)
        .parent()
        .and_then(Path::to_str)
        .filter(|path| !path.is_empty())
        .unwrap_or(".")
}

fn told(file: &SourceFile, doubt: Doubt) -> Problem {
    Problem {
        source: file.path.clone(),
        offset: Some(doubt.offset),
        kind: doubt.kind,
        detail: doubt.detail,
    }
}
