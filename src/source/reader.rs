//! Reads all sources one after the other and hands out raw messages, part by part. It has no threads of its own:
//! workers share it behind a lock, so what it does under the lock is only to read, cut and hash.

use std::collections::VecDeque;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use regex::Regex;

use super::custodian::custodian;
use super::sniff::{HEAD, Kind, sniff};
use super::split::{Cut, Doubt, PART, Piece, Splitter};
use super::walk::{self, Entry, Folder, Walk, walk};
use super::window::Window;
use super::{Format, Limits, Mailbox, Part, SourceFile};
use crate::error::{Result, reason};
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
    mailbox: Option<Arc<Mailbox>>,
    progress: Progress,
    /// Size of the file that is open, to be added to the progress when it is done.
    size: u64,
}

/// A stream of messages that is being cut.
struct Open {
    file: Arc<SourceFile>,
    input: Box<dyn Read + Send>,
    splitter: Splitter,
    number: u32,
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
        } = walk(paths, &options.exclude, options.limits.folders)?;
        Ok(Self {
            progress: Progress {
                bytes_total: entries.iter().map(|entry| entry.size).sum(),
                files_total: entries.len() as u64,
                ..Progress::default()
            },
            options,
            folders,
            entries: entries.into_iter(),
            queue: problems.into_iter().map(Event::Problem).collect(),
            batch: Vec::new(),
            batched: 0,
            window: Window::new(),
            open: None,
            mailbox: None,
            size: 0,
        })
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
            } else if !self.file(skip) {
                return self.flush();
            }
        }
    }

    /// How far it is.
    pub fn progress(&self) -> Progress {
        let within = self
            .open
            .as_ref()
            .map_or(0, |_| self.window.offset().min(self.size));
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
        let Piece {
            bytes,
            spans,
            end,
            doubts,
        } = open.splitter.next(&mut self.window, &mut open.input);
        let mut problems: Vec<Problem> = doubts
            .into_iter()
            .map(|doubt| told(&open.file, doubt))
            .collect();
        if let (Some(end), Some(error)) = (&end, self.window.error()) {
            problems.push(Problem {
                source: open.file.path.clone(),
                offset: Some(end.size),
                kind: ProblemKind::Unreadable,
                detail: format!("it cannot be read further: {}", reason(error)),
            });
        }
        self.batched += bytes.len();
        self.batch.push(Part {
            file: open.file.clone(),
            number: open.number,
            bytes,
            spans,
            end,
            problems,
        });
        if end.is_none() {
            open.number += 1;
            self.open = Some(open);
        } else {
            self.done();
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
        let mut file = self.source_file(&entry);
        if skip(&file) {
            self.done();
            return true;
        }
        match File::open(&file.absolute) {
            Ok(input) => self.start(entry.folder as usize, &mut file, input),
            Err(error) => self.reject(
                &file,
                ProblemKind::Unreadable,
                &format!("it cannot be opened: {}", reason(&error)),
            ),
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

    /// Looks what a file is.
    fn start(&mut self, folder: usize, file: &mut SourceFile, mut input: File) {
        self.window.reset();
        self.window.fill(&mut input, HEAD);
        let mut kind = sniff(self.window.bytes());
        if kind == Kind::Unknown {
            self.window.fill(&mut input, PART);
            kind = super::split::late_mbox(self.window.bytes());
        }
        let cut = match kind {
            Kind::Mbox => Cut::Mbox,
            Kind::Message => Cut::Whole,
            Kind::Emlx => Cut::Emlx,
            _ => return self.not_mail(file, kind),
        };
        file.mailbox = self.mailbox_of(folder, &file.path, cut);
        self.open = Some(Open {
            file: Arc::new(file.clone()),
            input: Box::new(input),
            splitter: Splitter::new(cut, self.options.limits.message),
            number: 0,
        });
    }

    fn not_mail(&mut self, file: &SourceFile, kind: Kind) {
        if let Some(error) = self.window.error() {
            let text = format!("it cannot be read: {}", reason(error));
            return self.reject(file, ProblemKind::Unreadable, &text);
        }
        match kind {
            Kind::Empty => self.reject(file, ProblemKind::NotMail, "an empty file"),
            Kind::Other(what) => self.reject(file, ProblemKind::NotMail, what),
            Kind::Utf16 => self.reject(
                file,
                ProblemKind::Encoding,
                "text in UTF-16, which is no form of mail; save it as UTF-8",
            ),
            _ => self.reject(
                file,
                ProblemKind::NotMail,
                "neither mail nor a container of mail",
            ),
        }
    }

    fn reject(&mut self, file: &SourceFile, kind: ProblemKind, detail: &str) {
        self.queue.push_back(Event::Problem(Problem {
            source: file.path.clone(),
            offset: None,
            kind,
            detail: detail.to_string(),
        }));
        self.done();
    }

    fn mailbox_of(&mut self, folder: usize, file: &str, cut: Cut) -> Arc<Mailbox> {
        let folder = &self.folders[folder];
        let (path, format) = match cut {
            Cut::Mbox => (file, Format::Mbox),
            _ if folder.of_given_file => (file, Format::Single),
            _ if folder.maildir => (parent(&folder.display), Format::Maildir),
            _ => (folder.display.as_str(), Format::Folder),
        };
        if let Some(last) = &self.mailbox
            && last.path == path
            && last.format == format
        {
            return last.clone();
        }
        // The absolute path tells more than `.` does, and the owner of `Maildir/`.
        let custodian = custodian(path, format, self.options.custodian.as_ref());
        let mailbox = Arc::new(Mailbox {
            path: path.to_string(),
            format,
            custodian,
        });
        self.mailbox = Some(mailbox.clone());
        mailbox
    }
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
