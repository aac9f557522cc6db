//! Letters in the order of their dates: where findings about time start. It does not know what is found in them.

use rayon::prelude::*;

use crate::network::{Context, Letter};

/// A mail to more recipients than this speaks to none of them in particular: it is an announcement or a list by hand, and
/// says little about two of them. (Nine of ten mails that people write have fewer.)
pub const FEW: usize = 10;

/// A letter and its time.
#[derive(Clone, Debug)]
pub struct Dated {
    /// Seconds since 1970.
    pub date: i64,
    /// The letter.
    pub letter: Letter,
}

/// All dated letters, by date, then number. O(n log n).
pub fn by_date(context: &Context) -> Vec<Dated> {
    let dated = |letter: Letter| {
        let date = context.date(letter.message)?;
        Some(Dated { date, letter })
    };
    let mut all: Vec<Dated> = context.letters().into_iter().filter_map(dated).collect();
    all.par_sort_unstable_by_key(|one| (one.date, one.letter.message));
    all
}

/// The two ends of a pair, the smaller number first.
pub fn pair(a: u32, b: u32) -> (u32, u32) {
    (a.min(b), a.max(b))
}
