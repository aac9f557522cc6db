//! Arguments in, exit code out; the only room that prints.
#![allow(clippy::print_stdout, clippy::print_stderr)]

mod analyze;

use std::process::ExitCode;

/// Runs the program.
pub fn main() -> ExitCode {
    let args: Vec<std::path::PathBuf> = std::env::args().skip(2).map(Into::into).collect();
    match analyze::run_raw(&args) { Ok(()) => ExitCode::SUCCESS, Err(e) => { eprintln!("error: {e}"); ExitCode::FAILURE } }
}
