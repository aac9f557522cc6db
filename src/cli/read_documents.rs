//! `read-documents`: the process in which documents are read. Hidden: the program calls it itself, and talks to it by pipes.

use std::path::PathBuf;

use mailties::document::{extract, worker};
use mailties::error::{Error, Result};

use super::Exit;
use super::args::ReadDocuments;

/// Runs the command: reads documents from standard input until it ends.
pub fn run(args: &ReadDocuments) -> Result<Exit> {
    // A panic is an answer here, and what is said goes nowhere.
    std::panic::set_hook(Box::new(|_| {}));
    let extract: worker::Extract = match args.self_test {
        true => worker::self_test,
        false => extract,
    };
    worker::run(std::io::stdin(), std::io::stdout(), extract)
        .map(|()| Exit::Done)
        .map_err(|error| {
            Error::io("read documents from standard input".to_owned(), &error)
                .hint("this command is for the program itself; use 'mailties analyze'")
        })
}

/// Where this program lies, for its own call. On Linux by the kernel's own link, which holds when the file is replaced meanwhile.
pub fn program() -> Option<PathBuf> {
    let link = PathBuf::from("/proc/self/exe");
    match cfg!(target_os = "linux") && link.exists() {
        true => Some(link),
        false => std::env::current_exe().ok(),
    }
}
