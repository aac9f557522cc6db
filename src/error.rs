//! Hard errors: those that end a command. Soft ones are [`crate::problem::Problem`]s.

use std::fmt;

/// A convenient result.
pub type Result<T> = std::result::Result<T, Error>;

/// How a failed command ends; see the exit codes in the README.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// Nothing usable: no mail, no such case, no such person (exit 1).
    Nothing,
    /// Arguments that make no sense together (exit 2).
    Usage,
    /// Interrupted by the user (exit 130).
    Interrupted,
}

/// One sentence in lower case: what was looked for, what was found, where; and something to type next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    /// How the command ends.
    pub kind: ErrorKind,
    /// The sentence, without a final full stop.
    pub message: String,
    /// What to try.
    pub hint: Option<String>,
}

impl Error {
    /// An error of the kind [`ErrorKind::Nothing`].
    pub fn new(message: impl Into<String>) -> Self {
        Self {
            kind: ErrorKind::Nothing,
            message: message.into(),
            hint: None,
        }
    }

    /// An error of the kind [`ErrorKind::Usage`].
    pub fn usage(message: impl Into<String>) -> Self {
        Self {
            kind: ErrorKind::Usage,
            ..Self::new(message)
        }
    }

    /// The same error with a hint.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// An input or output error, told without the system's own jargon.
    /// `what` is what was tried, such as "write to 'cases/one'".
    pub fn io(what: impl fmt::Display, error: &std::io::Error) -> Self {
        Self::new(format!("cannot {what}: {}", reason(error)))
    }
}

/// The reason of an input or output error in plain words.
pub fn reason(error: &std::io::Error) -> String {
    use std::io::ErrorKind as K;
    match error.kind() {
        K::NotFound => "no such file or folder".into(),
        K::PermissionDenied => "permission denied".into(),
        K::AlreadyExists => "it exists already".into(),
        K::StorageFull => "the disk is full".into(),
        K::ReadOnlyFilesystem => "the file system is read-only".into(),
        K::UnexpectedEof => "it ends too early".into(),
        K::InvalidData => "the data is damaged".into(),
        K::IsADirectory => "it is a folder".into(),
        K::NotADirectory => "it is not a folder".into(),
        _ => {
            let text = error.to_string();
            text.split(" (os error")
                .next()
                .unwrap_or_default()
                .to_lowercase()
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {}
