//! The process in which documents are read: however a document ends it, that is told in its own words, the next document is read, and
//! nothing is left behind. The documents that end it are orders which a process obeys that was started for tests.

use std::time::Duration;

use mailties::document::limits::DOCUMENT_BYTES;
use mailties::document::worker::Reader;
use mailties::document::{Extracted, State};

/// A reader that lets the program itself read, and obeys orders.
fn reader() -> Reader {
    Reader::new(Some(env!("CARGO_BIN_EXE_mailties").into())).obeying()
}

fn order(reader: &mut Reader, order: &str) -> Extracted {
    reader.read(format!("mailties self-test: {order}").as_bytes())
}

/// It is there and reads.
#[track_caller]
fn reads(reader: &mut Reader) {
    let found = order(reader, "hello");
    assert_eq!((found.state, found.detail.as_str()), (State::Read, "hello"));
}

#[test]
fn each_failure_has_its_words_and_the_next_document_is_read() {
    const FAILURES: &[(&str, &str)] = &[
        ("abort", "the reader of documents crashed (signal 6)"),
        (
            "exit",
            "the reader of documents ended by itself (exit code 7)",
        ),
        ("panic", "the reader of documents gave up: told to at"),
        (
            "recurse",
            "the reader of documents went too deep (more than 64 MiB of stack)",
        ),
        #[cfg(target_os = "linux")]
        (
            "allocate",
            "the reader of documents ran out of memory (768 MiB)",
        ),
        #[cfg(target_os = "linux")]
        (
            "allocate at once",
            "the reader of documents ran out of memory (768 MiB)",
        ),
    ];
    let mut reader = reader();
    for (cause, words) in FAILURES {
        // In a process that has read something, and in a new one: the same.
        reads(&mut reader);
        let used = order(&mut reader, cause);
        let fresh = order(&mut self::reader(), cause);
        assert_eq!((used.state, used.detail.as_str()), (State::Failed, *words));
        assert_eq!(used, fresh, "{cause}");
    }
    reads(&mut reader);
}

#[test]
fn what_takes_too_long_is_stopped() {
    let mut reader = reader().within(Duration::from_secs(1));
    for cause in ["sleep", "loop"] {
        let found = order(&mut reader, cause);
        assert_eq!(found.state, State::Failed);
        assert_eq!(
            found.detail,
            "the reader of documents took longer than 1 s and was stopped"
        );
        reads(&mut reader);
    }
}

#[test]
fn a_program_that_is_no_reader_is_told_as_such() {
    for program in ["/bin/cat", "/bin/true"] {
        let found = Reader::new(Some(program.into())).read(b"x");
        assert_eq!(found.state, State::Failed, "{program}: {found:?}");
    }
}

#[test]
fn a_document_that_is_too_large_is_not_sent() {
    let mut reader = reader();
    let found = reader.read(&vec![b' '; DOCUMENT_BYTES + 1]);
    assert_eq!(found.state, State::Limit);
    assert_eq!(reader.process(), None, "a process was started for it");
    assert_ne!(
        reader.read(&vec![b' '; DOCUMENT_BYTES]).state,
        State::Failed
    );
}

#[test]
fn the_command_is_hidden_and_ends_with_its_input() {
    let work = crate::support::Work::new();
    let help = work.mailties(["--help"]).ok();
    assert!(!help.stdout.contains("read-documents"), "{help}");
    let output = work.mailties(["read-documents"]).ok();
    assert!(output.bytes.is_empty(), "{output}");
    work.mailties(["read-documents"])
        .stdin(vec![255; 100])
        .code(1)
        .complains("error: cannot read documents from standard input")
        .complains("hint: ");
}

/// What only Linux shows, or does.
#[cfg(target_os = "linux")]
mod linux {
    use std::fs;
    use std::io::{BufRead, BufReader};
    use std::process::{Command, Stdio};
    use std::thread::sleep;
    use std::time::Duration;

    use super::{State, order, reader, reads};

    /// A line of a file under `/proc/PROCESS/`, by its first words.
    #[track_caller]
    fn line(process: u32, file: &str, first: &str) -> String {
        let text = fs::read_to_string(format!("/proc/{process}/{file}")).expect("a process");
        let line = text.lines().find_map(|line| line.strip_prefix(first));
        let line = line.unwrap_or_else(|| panic!("no '{first}' in:\n{text}"));
        line.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn it_has_given_up_its_rights() {
        let mut reader = reader();
        assert_eq!(order(&mut reader, "escape").detail, "", "it could do these");
        let process = reader.process().expect("it runs");
        let memory = line(process, "limits", "Max address space");
        let memory: u64 = memory
            .split(' ')
            .next()
            .expect("a number")
            .parse()
            .expect("a limit");
        assert!(memory <= 1 << 30, "{memory} bytes of address space");
        for (what, limit) in [
            ("Max file size", "0 0 bytes"),
            ("Max core file size", "0 0 bytes"),
            ("Max open files", "3 3 files"),
        ] {
            assert_eq!(line(process, "limits", what), limit, "{what}");
        }
        assert_eq!(line(process, "status", "NoNewPrivs:"), "1");
        assert_eq!(line(process, "status", "Seccomp:"), "2");
        let environment = fs::read(format!("/proc/{process}/environ")).expect("a process");
        assert_eq!(environment.iter().filter(|byte| **byte == b'=').count(), 1);
    }

    #[test]
    fn the_walls_that_are_tested_are_there_without_them() {
        // The same orders outside of the process do what they must not do inside.
        let found = mailties::document::worker::self_test(b"mailties self-test: escape");
        assert_eq!(found.detail, "read written started connected");
    }

    #[test]
    fn nothing_is_left_behind() {
        let mut reader = reader();
        reads(&mut reader);
        let first = reader.process().expect("it runs");
        assert_eq!(order(&mut reader, "abort").state, State::Failed);
        assert_eq!(reader.process(), None);
        reads(&mut reader);
        let second = reader.process().expect("it runs");
        drop(reader);
        for process in [first, second] {
            let left = fs::read_to_string(format!("/proc/{process}/stat"));
            let left = left.unwrap_or_default();
            assert!(!left.contains("mailties"), "left behind: {left}");
        }
    }

    #[test]
    fn it_dies_with_its_parent() {
        // The pipe stays open; only the parent, a shell, is killed.
        let mut shell = Command::new("/bin/sh")
            .args(["-c", "exec 3<&0; \"$0\" read-documents <&3 & echo $!; wait"])
            .arg(env!("CARGO_BIN_EXE_mailties"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("a shell");
        let pipe = shell.stdin.take().expect("its input");
        let mut said = BufReader::new(shell.stdout.take().expect("its output"));
        let mut process = String::new();
        said.read_line(&mut process).expect("a number");
        let process: u32 = process.trim().parse().expect("a number");
        while line(process, "status", "Seccomp:") != "2" {
            sleep(Duration::from_millis(10));
        }
        shell.kill().expect("the shell is there");
        shell.wait().expect("the shell is dead");
        let state = || fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
        let is_there = || {
            state().lines().any(|line| {
                line.starts_with("State:") && !line.contains('Z') && !line.contains('X')
            })
        };
        for _ in 0..1_000 {
            if !is_there() {
                break;
            }
            sleep(Duration::from_millis(10));
        }
        assert!(!is_there(), "it outlived its parent:\n{}", state());
        drop(pipe);
    }
}
