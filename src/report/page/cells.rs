//! Cells of tables as pieces of a page: numbers as people read them, names and messages that lead somewhere. It chooses nothing.

use super::{Piece, Sheet};
use crate::report::figure::letters::grouped;
use crate::report::{Column, Table, Values, day, instant};

/// Messages that a cell cites at most.
const CITED: usize = 3;
/// Texts of a list that a cell shows at most.
const LISTED: usize = 4;

/// A column of a sheet: its heading, the column of the table it comes from, and the column that holds the id if it names an actor.
pub type Chosen = (&'static str, &'static str, Option<&'static str>);

/// The first rows of a table, in the columns chosen; columns that are not there are left out.
pub fn sheet(table: &Table, chosen: &[Chosen], rows: usize) -> Sheet {
    let found: Vec<(&str, &Column, Option<&Column>)> = chosen
        .iter()
        .filter_map(|(heading, name, id)| {
            let id = id.and_then(|id| table.column(id));
            Some((*heading, table.column(name)?, id))
        })
        .collect();
    Sheet {
        caption: String::new(),
        columns: found
            .iter()
            .map(|(heading, column, _)| {
                (
                    (*heading).to_owned(),
                    column.about.to_owned(),
                    is_number(&column.values),
                )
            })
            .collect(),
        rows: (0..table.rows().min(rows))
            .map(|row| found.iter().map(|(_, c, id)| pieces(c, *id, row)).collect())
            .collect(),
        more: None,
    }
}

fn is_number(values: &Values) -> bool {
    matches!(values, Values::Integer(_) | Values::Real(_))
}

/// One cell.
pub fn pieces(column: &Column, id: Option<&Column>, row: usize) -> Vec<Piece> {
    let shown = shown(column, row);
    if let Some(Values::Text(ids)) = id.map(|id| &id.values)
        && let Some(id) = ids.get(row).filter(|id| !id.is_empty())
    {
        let label = if shown.is_empty() { id.clone() } else { shown };
        return vec![Piece::Actor(label, id.clone())];
    }
    match &column.values {
        Values::List(lists) if column.name == "evidence" => {
            let ids = lists.get(row).into_iter().flatten().take(CITED);
            ids.map(|id| Piece::Message(id.clone())).collect()
        }
        Values::Text(texts) if is_message(column.name) => texts
            .get(row)
            .filter(|id| !id.is_empty())
            .map(|id| vec![Piece::Message(id.clone())])
            .unwrap_or_default(),
        _ => vec![Piece::Text(shown)],
    }
}

/// Columns whose cells are one message id.
fn is_message(name: &str) -> bool {
    name == "message" || name.ends_with("_message")
}

fn shown(column: &Column, row: usize) -> String {
    match &column.values {
        Values::Text(v) => v.get(row).cloned().unwrap_or_default(),
        Values::List(v) => v.get(row).map(|list| listed(list)).unwrap_or_default(),
        Values::Integer(v) => v
            .get(row)
            .copied()
            .flatten()
            .map_or_else(String::new, integer),
        Values::Real(v) => v.get(row).copied().flatten().map_or_else(String::new, real),
        Values::Day(v) => v.get(row).copied().flatten().map_or_else(String::new, day),
        Values::Instant(v) => v
            .get(row)
            .copied()
            .flatten()
            .map_or_else(String::new, instant),
        Values::Flag(v) => match v.get(row) {
            Some(true) => "yes".to_owned(),
            _ => String::new(),
        },
    }
}

fn listed(list: &[String]) -> String {
    let mut shown = list
        .iter()
        .take(LISTED)
        .cloned()
        .collect::<Vec<_>>()
        .join(", ");
    if list.len() > LISTED {
        shown.push_str(&format!(" and {} more", list.len() - LISTED));
    }
    shown
}

fn integer(value: i64) -> String {
    let digits = grouped(value.unsigned_abs());
    if value < 0 {
        format!("-{digits}")
    } else {
        digits
    }
}

/// Three digits that count; what is below a millionth is said to be so.
pub fn real(value: f64) -> String {
    let size = value.abs();
    if size == 0.0 {
        "0".to_owned()
    } else if size < 1e-6 {
        "< 0.000001".to_owned()
    } else if size >= 1000.0 {
        integer(value.round() as i64)
    } else {
        let places = (2 - size.log10().floor() as i32).clamp(0, 8) as usize;
        let text = format!("{value:.places$}");
        match text.contains('.') {
            true => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
            false => text,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::real;

    #[test]
    fn numbers_are_as_long_as_they_tell_something() {
        let shown: Vec<String> = [0.0, 1e-9, 0.012_345, 0.5, 12.0, 123.456, 98_765.4, -0.25]
            .into_iter()
            .map(real)
            .collect();
        let wanted = [
            "0",
            "< 0.000001",
            "0.0123",
            "0.5",
            "12",
            "123",
            "98,765",
            "-0.25",
        ];
        assert_eq!(shown, wanted);
    }
}
