//! Arguments of the commands about two actors, or one and what lies near it.

use std::path::PathBuf;

use clap::Args;

use super::{Form, Slice};

/// Arguments of `path`.
#[derive(Debug, Args)]
pub struct Path {
    /// The case folder
    pub case: PathBuf,
    /// A correspondent or organization
    #[arg(value_name = "A")]
    pub a: String,
    /// Another one
    #[arg(value_name = "B")]
    pub b: String,
    /// So many paths at most, the best first
    #[arg(long, short = 'k', value_name = "K", default_value_t = 3, value_parser = clap::value_parser!(u8).range(1..=100))]
    pub count: u8,
    /// The period.
    #[command(flatten)]
    pub slice: Slice,
    /// Draw the chains too, into this file
    #[arg(long, value_name = "FILE")]
    pub svg: Option<PathBuf>,
    /// The form.
    #[command(flatten)]
    pub form: Form,
}

/// Arguments of `absent`.
#[derive(Debug, Args)]
pub struct Absent {
    /// The case folder
    pub case: PathBuf,
    /// A correspondent or organization
    #[arg(value_name = "A")]
    pub a: String,
    /// Another one
    #[arg(value_name = "B")]
    pub b: String,
    /// The period.
    #[command(flatten)]
    pub slice: Slice,
    /// The form.
    #[command(flatten)]
    pub form: Form,
}

/// Arguments of `codenames`.
#[derive(Debug, Args)]
pub struct Codenames {
    /// The case folder
    pub case: PathBuf,
    /// The organization that the code name may stand for
    #[arg(long, value_name = "ORG")]
    pub near: String,
    /// So many candidates at most, the best first
    #[arg(long, value_name = "N", default_value_t = 10)]
    pub top: usize,
    /// The period.
    #[command(flatten)]
    pub slice: Slice,
    /// The form.
    #[command(flatten)]
    pub form: Form,
}

/// Arguments of `why`.
#[derive(Debug, Args)]
pub struct Why {
    /// The case folder
    pub case: PathBuf,
    /// A correspondent or organization
    #[arg(value_name = "A")]
    pub a: String,
    /// Another one
    #[arg(value_name = "B")]
    pub b: String,
    /// Write these messages, untouched, with a manifest and a page to read, for somebody who is to check them
    #[arg(long, value_name = "FILE.zip")]
    pub bundle: Option<PathBuf>,
    /// Of a person and an organization: the mail with its people, not the mails that name it
    #[arg(long)]
    pub mail: bool,
    /// Of two organizations: the mails that name both, not the mail between their people
    #[arg(long, conflicts_with = "mail")]
    pub named: bool,
    /// Only the first N messages; the default is 40 on a terminal, else all
    #[arg(long, value_name = "N", conflicts_with = "bundle")]
    pub limit: Option<usize>,
    /// All columns on a terminal too
    #[arg(long)]
    pub wide: bool,
    /// The period.
    #[command(flatten)]
    pub slice: Slice,
    /// The form.
    #[command(flatten)]
    pub form: Form,
}
