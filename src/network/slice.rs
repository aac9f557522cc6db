//! Slices of the archive: a period of time.

/// A period: from `after` (inclusive) to `before` (exclusive), in seconds since 1970. Undated messages are in no bounded period.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Period {
    /// First second inside.
    pub after: Option<i64>,
    /// First second that is outside again.
    pub before: Option<i64>,
}

impl Period {
    /// Whether a time is inside.
    pub fn holds(&self, date: Option<i64>) -> bool {
        match date {
            Some(date) => {
                self.after.is_none_or(|a| date >= a) && self.before.is_none_or(|b| date < b)
            }
            None => self.after.is_none() && self.before.is_none(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Period;

    #[test]
    fn periods_are_half_open_and_undated_mail_is_in_none() {
        let period = Period {
            after: Some(10),
            before: Some(20),
        };
        assert!(period.holds(Some(10)) && period.holds(Some(19)));
        assert!(!period.holds(Some(20)) && !period.holds(Some(9)) && !period.holds(None));
        assert!(Period::default().holds(None));
    }
}
