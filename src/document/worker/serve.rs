//! The child's side: reads documents from one pipe and answers on another until the first ends. It does not know who asks.

use std::io::{self, Read, Write};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::thread::Builder;

use super::super::{Extracted, State};
use super::{Extract, STACK, frame, without_text};

/// Letters of a panic's message that are told.
const MESSAGE: usize = 160;

/// Gives up the rights of this process, for good, then serves documents. Only for a process that does nothing else.
///
/// # Errors
/// As [`serve`].
pub fn run(input: impl Read + Send, output: impl Write + Send, extract: Extract) -> io::Result<()> {
    #[cfg(unix)]
    super::rights::give_up();
    serve(input, output, extract)
}

/// Answers each document of `input` on `output`, in the order in which they come, on a deep stack.
///
/// # Errors
/// A pipe is broken, or what came is no document.
pub fn serve(
    mut input: impl Read + Send,
    mut output: impl Write + Send,
    extract: Extract,
) -> io::Result<()> {
    on_deep_stack(|| {
        while let Some(bytes) = frame::receive_document(&mut input)? {
            #[cfg(unix)]
            super::rights::renew_time();
            let found = caught(extract, &bytes);
            drop(bytes);
            frame::send_answer(&mut output, &found)?;
        }
        Ok(())
    })?
}

/// Does it on a thread with [`STACK`] bytes of stack.
///
/// # Errors
/// There can be no such thread.
pub(super) fn on_deep_stack<T: Send>(work: impl FnOnce() -> T + Send) -> io::Result<T> {
    std::thread::scope(|scope| {
        let thread = Builder::new().stack_size(STACK).spawn_scoped(scope, work)?;
        Ok(thread.join().unwrap_or_else(|panic| resume_unwind(panic)))
    })
}

/// Reads a document; a panic is an answer too.
pub(super) fn caught(extract: Extract, bytes: &[u8]) -> Extracted {
    catch_unwind(AssertUnwindSafe(|| extract(bytes))).unwrap_or_else(|panic| {
        let message = panic
            .downcast_ref::<&str>()
            .map(|text| (*text).to_owned())
            .or_else(|| panic.downcast_ref::<String>().cloned())
            .unwrap_or_default();
        let detail = format!("the reader of documents gave up: {}", one_line(&message));
        without_text(State::Failed, detail)
    })
}

/// The first line of a message, cut, without what a terminal would obey and without paths of source files.
fn one_line(message: &str) -> String {
    let line = message.lines().next().unwrap_or_default();
    let words = line
        .split_whitespace()
        .filter(|word| !word.contains(".rs") && !word.starts_with('/'));
    let line = words.collect::<Vec<_>>().join(" ");
    line.chars()
        .filter(|letter| !letter.is_control())
        .take(MESSAGE)
        .collect()
}

#[test]
fn a_message_is_one_short_line() {
    assert_eq!(
        one_line("index 3\u{1b}[31m is out\nof bounds"),
        "index 3[31m is out"
    );
    assert_eq!(one_line("at /root/x/lib.rs:12: no table"), "at no table");
    assert_eq!(one_line(&"long ".repeat(99)).chars().count(), MESSAGE);
}
