//! The process in which documents are read: the program calls itself, gives the child one document after the other and takes what was
//! found. A document on which the child crashes, hangs or runs out of memory is told as such; the child is replaced, the next document is
//! read as if nothing had been. It does not know any format of documents, nor where the program lies (`cli/` says so).
//!
//! What the child may do, by system:
//!
//! * Everywhere: it gets bytes by a pipe and answers by a pipe; it has no environment of its own; a panic is caught; it is killed when a
//!   document takes longer than [`TIME`]; it ends when the pipe does.
//! * Unix: limits on address space (Linux holds to it, macOS does not), processor time, files written (none), open files, core dumps.
//! * Linux: killed with its parent; Landlock (no files, no TCP, no signals, as far as the kernel knows them) and, on x86-64, AArch64 and
//!   RISC-V, a seccomp filter that lets through memory, threads and the pipes that are open, and nothing else.
//! * Windows: none of the limits but time.

mod child;
mod frame;
#[cfg(unix)]
mod rights;
#[cfg(target_os = "linux")]
mod sandbox;
#[cfg(all(
    target_os = "linux",
    any(
        target_arch = "x86_64",
        target_arch = "aarch64",
        target_arch = "riscv64"
    )
))]
mod seccomp;
mod self_test;
mod serve;

use std::panic::catch_unwind;
use std::path::{Path, PathBuf};
use std::time::Duration;

pub use self::self_test::extract as self_test;
pub use self::serve::{run, serve};

use self::child::Child;
use super::limits::{DOCUMENT_BYTES, TIME};
use super::{Extracted, Format, Metadata, State, extract, format};

/// How a document is read: [`super::extract`], or a stand-in for tests.
pub type Extract = fn(&[u8]) -> Extracted;

/// The hidden command of the program that calls [`run`].
pub const COMMAND: &str = "read-documents";
/// Its option to obey [`self_test`] documents.
pub const SELF_TEST: &str = "--self-test";

/// Documents that one child reads before it is replaced, so that what a reader leaks or scatters in memory does not add up.
const DOCUMENTS_PER_CHILD: u32 = 2_000;
/// Bytes of documents that one child reads before it is replaced, for the same reason.
const BYTES_PER_CHILD: u64 = 1 << 30;
/// Stack on which documents are read: readers recurse, and threads have 2 MiB by default.
const STACK: usize = 64 << 20;

/// Reads documents, one at a time; one for each thread that has documents. Dropped, it ends its child.
#[derive(Debug)]
pub struct Reader {
    program: Option<PathBuf>,
    extract: Extract,
    option: Option<&'static str>,
    time: Duration,
    child: Option<Child>,
}

impl Reader {
    /// A reader that lets `program`, which must be `mailties` itself, read each document in a process of its own. The process is started
    /// with the first document. Without a program documents are read in this process: panics are caught, but a reader that never
    /// returns, asks for too much memory or overflows the stack takes the process with it.
    #[must_use]
    pub fn new(program: Option<PathBuf>) -> Self {
        Self {
            program,
            extract,
            option: None,
            time: TIME,
            child: None,
        }
    }

    /// The same, with another bound on the time of a document than [`TIME`].
    #[must_use]
    pub fn within(mut self, time: Duration) -> Self {
        self.time = time;
        self
    }

    /// The same, whose process obeys [`self_test`] documents: for tests.
    #[must_use]
    pub fn obeying(mut self) -> Self {
        self.option = Some(SELF_TEST);
        self.extract = self_test;
        self
    }

    /// The number that the system gave to the process that reads now; `None` if none does.
    #[must_use]
    pub fn process(&self) -> Option<u32> {
        self.child.as_ref().map(Child::id)
    }

    /// Reads one document. Always answers, within the limits of [`super::limits`]; the same bytes give the same answer, whatever was
    /// read before: what fails in a process that has read others is tried once more in a new one. Only time is not the same on all
    /// machines.
    pub fn read(&mut self, bytes: &[u8]) -> Extracted {
        if bytes.len() > DOCUMENT_BYTES {
            let most = DOCUMENT_BYTES >> 20;
            return without_text(
                State::Limit,
                format!("it is larger than {most} MiB, the most that is read"),
            );
        }
        let Some(program) = self.program.clone() else {
            let extract = self.extract;
            return serve::on_deep_stack(|| serve::caught(extract, bytes))
                .unwrap_or_else(|error| without_text(State::Failed, not_started(&error)));
        };
        if self.child.as_ref().is_some_and(Child::is_worn) {
            self.child = None;
        }
        match self.ask(&program, bytes) {
            Ok(found) => found,
            Err(detail) => Extracted {
                format: catch_unwind(|| format(bytes)).unwrap_or(Format::Unknown),
                ..without_text(State::Failed, detail)
            },
        }
    }

    fn ask(&mut self, program: &Path, bytes: &[u8]) -> Result<Extracted, String> {
        loop {
            let mut child = match self.child.take() {
                Some(child) => child,
                None => Child::start(program, self.option, self.time)
                    .map_err(|error| not_started(&error))?,
            };
            let is_new = child.is_new();
            match child.ask(bytes) {
                Ok(found) => {
                    self.child = Some(child);
                    return Ok(found);
                }
                Err(death) if is_new || death.in_time => return Err(death.words),
                Err(_) => {}
            }
        }
    }
}

fn not_started(error: &std::io::Error) -> String {
    format!("the reader of documents cannot be started: {error}")
}

/// What is told of a document that was not read.
fn without_text(state: State, detail: String) -> Extracted {
    Extracted {
        format: Format::Unknown,
        state,
        detail,
        text: String::new(),
        metadata: Metadata::default(),
    }
}

#[cfg(test)]
mod tests;
