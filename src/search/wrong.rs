//! Why a search was not made.

use crate::case::index::read::Named;
use crate::error::Error;

/// Why a search was not made.
#[derive(Clone, Debug, PartialEq)]
pub enum Wrong {
    /// The query is not understood: why, and at which byte.
    Query {
        /// Why.
        reason: String,
        /// Byte of the query.
        at: usize,
    },
    /// A name means several.
    Several {
        /// As typed.
        typed: String,
        /// Byte of the query.
        at: usize,
        /// Those it means, those with most messages first; not all if there are many.
        candidates: Vec<Named>,
        /// How many there are.
        count: usize,
    },
    /// A name means nobody and nothing.
    Nobody {
        /// As typed.
        typed: String,
        /// Byte of the query.
        at: usize,
        /// Those whose names are most like it.
        nearest: Vec<Named>,
    },
    /// The case or its index cannot be read.
    Case(Error),
}

impl Wrong {
    /// A query that is not understood.
    pub fn query(reason: impl Into<String>, at: usize) -> Self {
        Self::Query {
            reason: reason.into(),
            at,
        }
    }
}

impl From<Error> for Wrong {
    fn from(error: Error) -> Self {
        Self::Case(error)
    }
}
