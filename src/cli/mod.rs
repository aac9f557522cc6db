//! Arguments in, exit code out; the only room that prints. stdout is data, stderr is talk.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "this room prints"
)]

mod absent;
mod analyze;
mod args;
mod codenames;
mod diff;
mod export;
mod find;
mod list;
mod nearest;
mod output;
mod path;
mod progress;
mod read_documents;
mod recognize;
mod search;
mod show;
mod snippet;
mod verify;
mod which;
mod why;

use std::process::ExitCode;

use clap::Parser;
use mailties::error::{Error, ErrorKind, Result};
use mailties::export::text::terminal_safe;

/// How the program ends. Documented in the README.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Done.
    Done = 0,
    /// Nothing usable.
    Nothing = 1,
    /// Arguments that make no sense.
    Usage = 2,
    /// Written, but a mailbox could not be read to its end, or too many messages were unreadable, or a check failed.
    Partial = 3,
}

/// What all commands share.
#[derive(Clone, Copy, Debug)]
pub struct Talk {
    /// Say nothing but errors.
    pub quiet: bool,
    /// Use colour on stderr.
    pub color: bool,
}

impl Talk {
    /// Says something on stderr.
    pub fn say(self, text: &str) {
        if !self.quiet {
            eprintln!("{text}");
        }
    }
}

/// Runs the program.
pub fn main() -> ExitCode {
    let cli = args::Cli::parse();
    std::panic::set_hook(Box::new(|panic| {
        // A parser that panics on a message is caught and told as a problem.
        if std::thread::current().name() != Some(mailties::pipeline::PARSER) {
            let place = panic
                .location()
                .map_or_else(String::new, |l| format!(" at {}:{}", l.file(), l.line()));
            eprintln!(
                "error: internal error{place}\n\nhint: please report it; the case is whole, running again goes on from there"
            );
        }
    }));
    let color = match cli.color {
        args::Color::Always => true,
        args::Color::Never => false,
        args::Color::Auto => {
            std::io::IsTerminal::is_terminal(&std::io::stderr())
                && std::env::var_os("NO_COLOR").is_none()
        }
    };
    let talk = Talk {
        quiet: cli.quiet,
        color,
    };
    match run(&cli, talk) {
        Ok(exit) => ExitCode::from(exit as u8),
        Err(error) => fail(&error, talk),
    }
}

fn run(cli: &args::Cli, talk: Talk) -> Result<Exit> {
    // Before any thread is started: it gives up its rights, and threads would keep theirs.
    if let args::Command::ReadDocuments(args) = &cli.command {
        return read_documents::run(args);
    }
    let by_conversation = cli.threads == Some(None);
    if by_conversation && !matches!(cli.command, args::Command::Search(_)) {
        return Err(Error::usage("--threads takes a number of threads"));
    }
    let threads = cli.threads.flatten().map_or_else(
        || std::thread::available_parallelism().map_or(1, usize::from),
        usize::from,
    );
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
    let pool = pool.map_err(|e| Error::new(format!("cannot start {threads} threads: {e}")))?;
    pool.install(|| match &cli.command {
        args::Command::Analyze(args) => analyze::run(args, threads, talk),
        args::Command::List(args) => list::run(args),
        args::Command::Show(args) => show::run(args),
        args::Command::Search(args) => search::run(args, by_conversation, cli.color, talk),
        args::Command::Why(args) => why::run(args, talk),
        args::Command::Absent(args) => absent::run(args),
        args::Command::Path(args) => path::run(args),
        args::Command::Codenames(args) => codenames::run(args, talk),
        args::Command::Diff(args) => diff::run(args, talk),
        args::Command::Export(args) => export::run(args, talk),
        args::Command::ReadDocuments(args) => read_documents::run(args),
        args::Command::Recognize(args) => recognize::run(args),
        args::Command::Verify(args) => verify::run(args, talk),
    })
}

fn fail(error: &Error, talk: Talk) -> ExitCode {
    if error.message == output::CLOSED {
        return ExitCode::SUCCESS;
    }
    let label = |word: &str, code: &str| {
        if talk.color {
            format!("\u{1b}[1;{code}m{word}\u{1b}[0m")
        } else {
            word.to_owned()
        }
    };
    eprintln!(
        "{}: {}",
        label("error", "31"),
        terminal_safe(&error.message)
    );
    if let Some(hint) = &error.hint {
        eprintln!("\n{}: {}", label("hint", "36"), terminal_safe(hint));
    }
    ExitCode::from(match error.kind {
        ErrorKind::Usage => Exit::Usage as u8,
        ErrorKind::Interrupted => 130,
        ErrorKind::Nothing => Exit::Nothing as u8,
    })
}
