//! Documents that make a child fail on command, so that tests see how each failure is told, and that show what it may not do. They are
//! obeyed only by a child that was started for it. It does not know who reads the answer.

use std::hint::black_box;

use super::super::{Extracted, State};
use super::without_text;

/// How such a document begins; a word follows.
pub const PREFIX: &[u8] = b"mailties self-test: ";

/// Bytes that a child asks for: far more than it may have.
const BOMB: u64 = 10 << 30;

/// Does what the document says; reads every other document as the program does.
#[must_use]
pub fn extract(bytes: &[u8]) -> Extracted {
    let Some(order) = bytes.strip_prefix(PREFIX) else {
        return super::extract(bytes);
    };
    match order {
        b"allocate" => allocate(),
        b"allocate at once" => drop(black_box(vec![
            1_u8;
            usize::try_from(BOMB)
                .unwrap_or(usize::MAX >> 1)
        ])),
        b"loop" => spin(),
        b"sleep" => std::thread::sleep(std::time::Duration::from_secs(3_600)),
        b"recurse" => drop(black_box(recurse(0))),
        b"abort" => std::process::abort(),
        b"exit" => leave(),
        b"panic" => panic_on_command(),
        b"escape" => return without_text(State::Read, escaped()),
        _ => {}
    }
    without_text(State::Read, String::from_utf8_lossy(order).into_owned())
}

/// Piece by piece, each of them written to.
fn allocate() {
    let mut pieces = Vec::new();
    for _ in 0..BOMB >> 20 {
        pieces.push(black_box(vec![1_u8; 1 << 20]));
    }
}

fn spin() {
    let mut count = 0_u64;
    loop {
        count = black_box(count.wrapping_add(1));
    }
}

#[allow(unconditional_recursion, reason = "that is the test")]
fn recurse(depth: u64) -> u64 {
    let room = black_box([depth; 64]);
    recurse(depth + 1) + room[5]
}

#[allow(clippy::exit, reason = "that is the test")]
fn leave() {
    std::process::exit(7);
}

fn panic_on_command() {
    panic!("told to at {}:1", file!());
}

/// What could be done that should not be: empty if the walls stand.
fn escaped() -> String {
    let is_read = std::fs::read_dir("/").is_ok() || std::fs::read("/etc/passwd").is_ok();
    let is_written = std::fs::write("/dev/null", b"x").is_ok();
    let mut done = vec![("read", is_read), ("written", is_written)];
    let started = std::process::Command::new("/bin/true").status();
    done.push(("started", started.is_ok()));
    #[cfg(unix)]
    done.push(("connected", std::os::unix::net::UnixStream::pair().is_ok()));
    let done = done.iter().filter(|(_, is_done)| *is_done);
    done.map(|(what, _)| *what).collect::<Vec<_>>().join(" ")
}
