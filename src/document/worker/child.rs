//! The parent's side of one child: starts it, asks it, watches the time, and says in words how it died. It does not decide what to do then.

use std::io::{self, Read};
use std::path::Path;
use std::process::{ChildStderr, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use super::super::limits::MEMORY;
use super::{BYTES_PER_CHILD, COMMAND, DOCUMENTS_PER_CHILD, Extracted, STACK, frame};

/// Bytes kept of the end of what a child says before it dies.
const LAST_WORDS: usize = 4 << 10;
/// How long a dead child's last words are waited for.
const PATIENCE: Duration = Duration::from_secs(2);
/// The allocator asks the system for memory in pieces of this many KiB; 1 GiB, as it is by default, is more than the child may have.
const RESERVE: (&str, &str) = ("MIMALLOC_ARENA_RESERVE", "32768");

/// One process that reads documents. Dropped, it is killed and waited for.
#[derive(Debug)]
pub(super) struct Child {
    input: ChildStdin,
    output: ChildStdout,
    last_words: Receiver<Vec<u8>>,
    watch: Arc<Watch>,
    time: Duration,
    id: u32,
    documents: u32,
    bytes: u64,
}

/// How a child ended.
#[derive(Debug)]
pub(super) struct Death {
    /// What happened, in a sentence without a full stop.
    pub(super) words: String,
    /// It was killed since the document took too long.
    pub(super) in_time: bool,
}

/// What the child and the thread that watches it share.
#[derive(Debug)]
struct Watch {
    state: Mutex<Watched>,
    changed: Condvar,
}

#[derive(Debug)]
struct Watched {
    process: std::process::Child,
    /// The number of the document that is being read.
    reading: Option<u32>,
    /// It was killed by the watch.
    stopped: bool,
    /// Nobody needs it any more.
    over: bool,
}

/// One start at a time: where the system cannot make a pipe that is closed in other children at once, another child would hold it open.
static START: Mutex<()> = Mutex::new(());

impl Child {
    /// Starts `program` as a reader of documents that may take `time` for each.
    pub(super) fn start(program: &Path, option: Option<&str>, time: Duration) -> io::Result<Self> {
        let mut command = Command::new(program);
        command
            .arg(COMMAND)
            .args(option)
            .env_clear()
            .env(RESERVE.0, RESERVE.1)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        #[cfg(unix)]
        std::os::unix::process::CommandExt::arg0(&mut command, "mailties");
        let mut process = {
            let _one = START.lock().unwrap_or_else(PoisonError::into_inner);
            command.spawn()?
        };
        let missing = || io::Error::other("it has no pipes");
        let input = process.stdin.take().ok_or_else(missing)?;
        let output = process.stdout.take().ok_or_else(missing)?;
        let talk = process.stderr.take().ok_or_else(missing)?;
        let id = process.id();
        let watch = Arc::new(Watch {
            state: Mutex::new(Watched {
                process,
                reading: None,
                stopped: false,
                over: false,
            }),
            changed: Condvar::new(),
        });
        let child = Self {
            input,
            output,
            last_words: listen(talk)?,
            watch,
            time,
            id,
            documents: 0,
            bytes: 0,
        };
        let watch = Arc::clone(&child.watch);
        thread::Builder::new().spawn(move || watch.keep(time))?;
        Ok(child)
    }

    pub(super) fn id(&self) -> u32 {
        self.id
    }

    /// It has read nothing yet.
    pub(super) fn is_new(&self) -> bool {
        self.documents == 0
    }

    /// It has read as much as one process should.
    pub(super) fn is_worn(&self) -> bool {
        self.documents >= DOCUMENTS_PER_CHILD || self.bytes >= BYTES_PER_CHILD
    }

    /// Has one document read. After an error the child is dead.
    pub(super) fn ask(&mut self, bytes: &[u8]) -> Result<Extracted, Death> {
        self.documents += 1;
        self.bytes += bytes.len() as u64;
        self.watch.set(Some(self.documents));
        let answer = frame::send_document(&mut self.input, bytes)
            .and_then(|()| frame::receive_answer(&mut self.output));
        self.watch.set(None);
        answer.map_err(|error| self.death(&error))
    }

    /// Why it died. It may be dying only, or alive and talking nonsense: killing what is dying does not change how it ended.
    fn death(&mut self, error: &io::Error) -> Death {
        let (status, in_time) = self.watch.end();
        let last = self.last_words.recv_timeout(PATIENCE).unwrap_or_default();
        let last = String::from_utf8_lossy(&last);
        let is_nonsense = error.kind() == io::ErrorKind::InvalidData;
        let what = match () {
            () if in_time => format!("took longer than {} s and was stopped", self.time.as_secs()),
            () if is_nonsense => "answered nonsense".to_owned(),
            () if last.contains("memory allocation of") => {
                format!("ran out of memory ({} MiB)", MEMORY >> 20)
            }
            () if last.contains("overflowed its stack") => {
                format!("went too deep (more than {} MiB of stack)", STACK >> 20)
            }
            () => ended(status),
        };
        Death {
            words: format!("the reader of documents {what}"),
            in_time,
        }
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        self.watch.end();
    }
}

impl Watch {
    fn lock(&self) -> MutexGuard<'_, Watched> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn set(&self, reading: Option<u32>) {
        self.lock().reading = reading;
        self.changed.notify_one();
    }

    /// Kills the child when a document takes longer than `time`; returns when the child is needed no more.
    fn keep(&self, time: Duration) {
        let mut state = self.lock();
        while !state.over {
            let Some(this) = state.reading else {
                state = self
                    .changed
                    .wait(state)
                    .unwrap_or_else(PoisonError::into_inner);
                continue;
            };
            let (after, timed) = self
                .changed
                .wait_timeout_while(state, time, |now| !now.over && now.reading == Some(this))
                .unwrap_or_else(PoisonError::into_inner);
            state = after;
            if timed.timed_out() && state.reading == Some(this) {
                state.stopped = true;
                state.reading = None;
                drop(state.process.kill());
            }
        }
    }

    /// Ends the child, and the watch: how it ended, and whether the watch had killed it.
    fn end(&self) -> (Option<ExitStatus>, bool) {
        let mut state = self.lock();
        state.over = true;
        self.changed.notify_one();
        drop(state.process.kill());
        (state.process.wait().ok(), state.stopped)
    }
}

/// Reads to its end what the child says, and hands on the last of it.
fn listen(mut talk: ChildStderr) -> io::Result<Receiver<Vec<u8>>> {
    let (send, receive) = channel();
    thread::Builder::new().spawn(move || {
        let (mut last, mut piece) = (Vec::new(), [0; LAST_WORDS]);
        while let Ok(read @ 1..) = talk.read(&mut piece) {
            last.extend_from_slice(&piece[..read]);
            let before = last.len().saturating_sub(LAST_WORDS);
            last.drain(..before);
        }
        drop(send.send(last));
    })?;
    Ok(receive)
}

/// How a process ended that was not stopped, in words.
fn ended(status: Option<ExitStatus>) -> String {
    #[cfg(unix)]
    if let Some(signal) = status.and_then(|s| std::os::unix::process::ExitStatusExt::signal(&s)) {
        return match signal {
            SIGXCPU => "took too much processor time and was stopped".to_owned(),
            _ => format!("crashed (signal {signal})"),
        };
    }
    match status.and_then(|status| status.code()) {
        Some(code) => format!("ended by itself (exit code {code})"),
        None => "ended".to_owned(),
    }
}

/// The signal of a process that used up its processor time; the same number wherever the limit is used.
#[cfg(unix)]
const SIGXCPU: i32 = 24;
