//! Numbers of messages by month. It does not know whose.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::report::day;

/// A month, with numbers of messages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Month {
    /// `YYYY-MM`, UTC.
    pub month: String,
    /// Messages sent; of an organization: sent or received by somebody there.
    pub sent: u32,
    /// Messages received; of an organization: that name it.
    pub received: u32,
}

/// Counts by month.
#[derive(Default)]
pub(super) struct Months(BTreeMap<(i64, i64), (u32, u32)>);

impl Months {
    pub(super) fn add(&mut self, date: Option<i64>, sent: u32, received: u32) {
        let Some(date) = date else { return };
        let text = day(date);
        let number = |range| text.get(range).and_then(|t: &str| t.parse().ok());
        if let (Some(year), Some(month)) = (number(0..4), number(5..7)) {
            let counts = self.0.entry((year, month)).or_default();
            *counts = (counts.0 + sent, counts.1 + received);
        }
    }

    /// Months without mail between others are there too, but for long silences.
    pub(super) fn rows(&self) -> Vec<Month> {
        let mut rows = Vec::new();
        let mut last: Option<i64> = None;
        for (&(year, month), &(sent, received)) in &self.0 {
            let number = year * 12 + month - 1;
            if let Some(last) = last.filter(|last| number - last <= SILENCE) {
                rows.extend((last + 1..number).map(|n| row(n, 0, 0)));
            }
            rows.push(row(number, sent, received));
            last = Some(number);
        }
        rows
    }
}

/// A longer silence is no row a month.
const SILENCE: i64 = 24;

fn row(number: i64, sent: u32, received: u32) -> Month {
    Month {
        month: format!(
            "{:04}-{:02}",
            number.div_euclid(12),
            number.rem_euclid(12) + 1
        ),
        sent,
        received,
    }
}

#[cfg(test)]
mod tests {
    use super::{Month, Months};

    // By hand. 2001-12-31T23:59:59Z and 2002-02-01T00:00:00Z: date -u -d
    #[test]
    fn months_without_mail_are_rows_too() {
        let mut months = Months::default();
        months.add(Some(1_012_521_600), 0, 1);
        months.add(Some(1_009_843_199), 1, 0);
        months.add(Some(1_009_843_199), 1, 1);
        months.add(None, 1, 1);
        let row = |month: &str, sent, received| Month {
            month: month.into(),
            sent,
            received,
        };
        assert_eq!(
            months.rows(),
            [
                row("2001-12", 2, 1),
                row("2002-01", 0, 0),
                row("2002-02", 0, 1)
            ]
        );
    }
}
