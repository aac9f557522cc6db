//! Why something in the file could not be read. Knows no structure.

use crate::problem::ProblemKind;

/// What went wrong, in words for the reader.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) kind: ProblemKind,
    pub(super) words: String,
}

/// The outcome of reading something.
pub(super) type Read<T> = Result<T, Fault>;

/// The file contradicts itself or the format.
pub(super) fn damaged(words: impl Into<String>) -> Fault {
    Fault {
        kind: ProblemKind::DamagedContainer,
        words: words.into(),
    }
}

/// A named limit was reached.
pub(super) fn limit(words: impl Into<String>) -> Fault {
    Fault {
        kind: ProblemKind::Limit,
        words: words.into(),
    }
}

/// The file ends before it should.
pub(super) fn truncated(words: impl Into<String>) -> Fault {
    Fault {
        kind: ProblemKind::Truncated,
        words: words.into(),
    }
}
