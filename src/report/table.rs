//! Plain columns: what every file, page and command prints. One list of fields serves them all.

/// The values of one column, one a row. Absent is `None` or the empty text.
#[derive(Clone, Debug, PartialEq)]
pub enum Values {
    /// Text on one line.
    Text(Vec<String>),
    /// Several texts a cell.
    List(Vec<Vec<String>>),
    /// Whole numbers.
    Integer(Vec<Option<i64>>),
    /// Numbers; never NaN or infinite.
    Real(Vec<Option<f64>>),
    /// Days, as seconds since 1970-01-01T00:00:00Z; written `YYYY-MM-DD`.
    Day(Vec<Option<i64>>),
    /// Instants, as seconds since 1970-01-01T00:00:00Z; written `YYYY-MM-DDTHH:MM:SSZ`.
    Instant(Vec<Option<i64>>),
    /// Yes or no; written `true`, `false`.
    Flag(Vec<bool>),
}

impl Values {
    /// Number of rows.
    pub fn len(&self) -> usize {
        match self {
            Self::Text(v) => v.len(),
            Self::List(v) => v.len(),
            Self::Integer(v) => v.len(),
            Self::Real(v) => v.len(),
            Self::Day(v) | Self::Instant(v) => v.len(),
            Self::Flag(v) => v.len(),
        }
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// A named column.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// The header, without spaces or quotes.
    pub name: &'static str,
    /// What it means: unit, range, how it was made. One sentence, for the README of a case and the data dictionary.
    pub about: &'static str,
    /// One value a row.
    pub values: Values,
}

/// Columns of equal length.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Table {
    /// The columns, in order.
    pub columns: Vec<Column>,
}

impl Table {
    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.columns.first().map_or(0, |column| column.values.len())
    }

    /// Adds a column.
    #[must_use]
    pub fn with(mut self, name: &'static str, about: &'static str, values: Values) -> Self {
        debug_assert!(
            self.columns.is_empty() || values.len() == self.rows(),
            "{name}"
        );
        self.columns.push(Column {
            name,
            about,
            values,
        });
        self
    }

    /// The column of that name.
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }
}

impl Values {
    /// The values of the given rows, in that order.
    #[must_use]
    pub fn pick(&self, rows: &[u32]) -> Self {
        fn of<T: Clone>(values: &[T], rows: &[u32]) -> Vec<T> {
            rows.iter().map(|r| values[*r as usize].clone()).collect()
        }
        match self {
            Self::Text(v) => Self::Text(of(v, rows)),
            Self::List(v) => Self::List(of(v, rows)),
            Self::Integer(v) => Self::Integer(of(v, rows)),
            Self::Real(v) => Self::Real(of(v, rows)),
            Self::Day(v) => Self::Day(of(v, rows)),
            Self::Instant(v) => Self::Instant(of(v, rows)),
            Self::Flag(v) => Self::Flag(of(v, rows)),
        }
    }
}

impl Table {
    /// The given rows, in that order.
    #[must_use]
    pub fn pick(&self, rows: &[u32]) -> Self {
        let column = |c: &Column| Column {
            name: c.name,
            about: c.about,
            values: c.values.pick(rows),
        };
        Self {
            columns: self.columns.iter().map(column).collect(),
        }
    }
}
