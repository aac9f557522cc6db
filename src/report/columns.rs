//! Columns of tables whose rows are findings: one call a column. It does not know any finding.

use super::{Table, Values};
use crate::network::Context;

/// A table in the making over rows of one kind.
#[derive(Debug)]
pub struct Columns<'a, T> {
    context: &'a Context<'a>,
    rows: &'a [T],
    table: Table,
}

impl<'a, T> Columns<'a, T> {
    /// No column yet.
    pub fn new(context: &'a Context<'a>, rows: &'a [T]) -> Self {
        Self {
            context,
            rows,
            table: Table::default(),
        }
    }

    /// The table.
    pub fn done(self) -> Table {
        self.table
    }

    fn with(mut self, name: &'static str, about: &'static str, values: Values) -> Self {
        self.table = self.table.with(name, about, values);
        self
    }

    /// A column of texts.
    pub fn text(
        self,
        name: &'static str,
        about: &'static str,
        cell: impl Fn(&T) -> String,
    ) -> Self {
        let values = Values::Text(self.rows.iter().map(cell).collect());
        self.with(name, about, values)
    }

    /// A column of whole numbers.
    pub fn count<N: Into<i64>>(
        self,
        name: &'static str,
        about: &'static str,
        cell: impl Fn(&T) -> N,
    ) -> Self {
        let values = self.rows.iter().map(|row| Some(cell(row).into()));
        let values = Values::Integer(values.collect());
        self.with(name, about, values)
    }

    /// A column of numbers; what is not finite is absent.
    pub fn real(
        self,
        name: &'static str,
        about: &'static str,
        cell: impl Fn(&T) -> Option<f64>,
    ) -> Self {
        let values = self
            .rows
            .iter()
            .map(|row| cell(row).filter(|x| x.is_finite()));
        let values = Values::Real(values.collect());
        self.with(name, about, values)
    }

    /// A column of days.
    pub fn day(
        self,
        name: &'static str,
        about: &'static str,
        cell: impl Fn(&T) -> Option<i64>,
    ) -> Self {
        let values = Values::Day(self.rows.iter().map(cell).collect());
        self.with(name, about, values)
    }

    /// A column of yes and no.
    pub fn flag(self, name: &'static str, about: &'static str, cell: impl Fn(&T) -> bool) -> Self {
        let values = Values::Flag(self.rows.iter().map(cell).collect());
        self.with(name, about, values)
    }

    /// A correspondent's id, and its name in the next column; both empty for a number that is none.
    pub fn person(
        self,
        (id, about_id): (&'static str, &'static str),
        label: &'static str,
        cell: impl Fn(&T) -> u32,
    ) -> Self {
        let people = &self.context.people.list;
        let of = |row: &T| people.get(cell(row) as usize);
        let ids = |row| of(row).map_or_else(String::new, |p| p.id.clone());
        let labels = |row| of(row).map_or_else(String::new, |p| p.label.clone());
        let ids = Values::Text(self.rows.iter().map(ids).collect());
        let labels = Values::Text(self.rows.iter().map(labels).collect());
        self.with(id, about_id, ids).with(label, "its name", labels)
    }

    /// An organization's id; empty for a number that is none.
    pub fn organization(
        self,
        name: &'static str,
        about: &'static str,
        cell: impl Fn(&T) -> u32,
    ) -> Self {
        let list = &self.context.organizations.list;
        let id = |row: &T| {
            let one = list.get(cell(row) as usize);
            one.map_or_else(String::new, |o| o.id.clone())
        };
        self.text(name, about, id)
    }

    /// The id of a message; empty for a number that is none.
    pub fn message(
        self,
        name: &'static str,
        about: &'static str,
        cell: impl Fn(&T) -> u32,
    ) -> Self {
        let list = &self.context.messages.list;
        let id = |row: &T| {
            let one = list.get(cell(row) as usize);
            one.map_or_else(String::new, |m| m.id.clone())
        };
        self.text(name, about, id)
    }

    /// The ids of the messages that prove a row.
    pub fn evidence(self, about: &'static str, cell: impl Fn(&T) -> &[u32]) -> Self {
        let list = &self.context.messages.list;
        let ids = |row| {
            let known = cell(row).iter().filter_map(|m| list.get(*m as usize));
            known.map(|m| m.id.clone()).collect()
        };
        let values = Values::List(self.rows.iter().map(ids).collect());
        self.with("evidence", about, values)
    }
}
