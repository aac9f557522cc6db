//! Rows to comma-separated tables, and the escape at that border: spreadsheets run formulas, Gephi's reader takes a
//! backslash for an escape and `null` for nothing. It does not know what the columns mean.

use std::io::{self, Write};

use super::cell::{self, Cell};
use super::rows::Rows;
use crate::report::{GraphRows, Table, Values};

/// How text cells are written. Numbers and dates are never touched.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Profile {
    /// No spreadsheet runs a formula, Gephi loses no row: one line, `\` as `/`, a leading `'` before `= + - @`.
    #[default]
    Safe,
    /// Plain RFC 4180: the text as it is.
    Exact,
}

/// Writes a table. Columns named `Label` are cut to one short line in the safe profile.
///
/// # Errors
/// Those of `out`.
pub fn write_table(table: &Table, profile: Profile, out: &mut dyn Write) -> io::Result<()> {
    let mut sheet = Sheet::new(out, profile);
    for column in &table.columns {
        sheet.raw(column.name)?;
    }
    sheet.end_row()?;
    let anchors = anchors(table, profile);
    for row in 0..table.rows() {
        for (column, anchor) in table.columns.iter().zip(&anchors) {
            match &column.values {
                Values::Text(values) if column.name == "Label" && profile == Profile::Safe => {
                    sheet.text(&cell::label(&values[row]), false)?;
                }
                values => sheet.value(values, row, *anchor == Some(row))?,
            }
        }
        sheet.end_row()?;
    }
    sheet.finish()
}

/// Writes `nodes.csv`: the node rows, with the Ids that all files of the network share.
///
/// # Errors
/// Those of `out`; `InvalidData` if the rows do not fit together.
pub fn write_nodes(graph: &GraphRows, profile: Profile, out: &mut dyn Write) -> io::Result<()> {
    let rows = Rows::new(graph)?;
    let mut sheet = Sheet::new(out, profile);
    for column in &graph.nodes.columns {
        sheet.raw(column.name)?;
    }
    sheet.end_row()?;
    let anchors = anchors(&graph.nodes, profile);
    for row in 0..graph.nodes.rows() {
        sheet.raw(&rows.ids[row])?;
        match (profile, &graph.nodes.columns[1].values) {
            (Profile::Exact, values) => sheet.value(values, row, false)?,
            (Profile::Safe, _) => sheet.text(&rows.labels[row], false)?,
        }
        for (column, anchor) in graph.nodes.columns.iter().zip(&anchors).skip(2) {
            sheet.value(&column.values, row, *anchor == Some(row))?;
        }
        sheet.end_row()?;
    }
    sheet.finish()
}

/// Writes `edges.csv`: `Source,Target,Type`, then the edge rows.
///
/// # Errors
/// Those of `out`; `InvalidData` if the rows do not fit together.
pub fn write_edges(graph: &GraphRows, profile: Profile, out: &mut dyn Write) -> io::Result<()> {
    let rows = Rows::new(graph)?;
    let mut sheet = Sheet::new(out, profile);
    for name in ["Source", "Target", "Type"] {
        sheet.raw(name)?;
    }
    for column in &graph.edges.columns {
        sheet.raw(column.name)?;
    }
    sheet.end_row()?;
    let kind = if graph.directed {
        "Directed"
    } else {
        "Undirected"
    };
    let anchors = anchors(&graph.edges, profile);
    for row in 0..graph.source.len() {
        let (source, target) = rows.ends(row);
        sheet.raw(&rows.ids[source])?;
        sheet.raw(&rows.ids[target])?;
        sheet.raw(kind)?;
        for (column, anchor) in graph.edges.columns.iter().zip(&anchors) {
            sheet.value(&column.values, row, *anchor == Some(row))?;
        }
        sheet.end_row()?;
    }
    sheet.finish()
}

/// The csv crate's writer with its two scratch buffers.
struct Sheet<'w> {
    out: csv::Writer<&'w mut dyn Write>,
    profile: Profile,
    scratch: String,
    escaped: String,
}

impl<'w> Sheet<'w> {
    fn new(out: &'w mut dyn Write, profile: Profile) -> Self {
        let out = csv::WriterBuilder::new()
            .buffer_capacity(64 * 1024)
            .from_writer(out);
        Self {
            out,
            profile,
            scratch: String::new(),
            escaped: String::new(),
        }
    }

    fn raw(&mut self, text: &str) -> io::Result<()> {
        self.out.write_field(text).map_err(io_error)
    }

    fn end_row(&mut self) -> io::Result<()> {
        self.out.write_record(None::<&[u8]>).map_err(io_error)
    }

    fn text(&mut self, text: &str, anchor: bool) -> io::Result<()> {
        let text = match self.profile {
            Profile::Safe => escape(text, anchor, &mut self.escaped),
            Profile::Exact => text,
        };
        self.out.write_field(text).map_err(io_error)
    }

    fn value(&mut self, values: &Values, row: usize, anchor: bool) -> io::Result<()> {
        if let (Profile::Exact, Values::Text(values)) = (self.profile, values) {
            return self.out.write_field(&values[row]).map_err(io_error);
        }
        let field = match cell::cell(values, row, &mut self.scratch) {
            Cell::Absent => "",
            Cell::Bare(digits) => digits,
            Cell::Text(text) if self.profile == Profile::Exact => text,
            Cell::Text(text) => escape(text, anchor, &mut self.escaped),
        };
        self.out.write_field(field).map_err(io_error)
    }

    fn finish(mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Rows of a table on disk, its header left out. O(size).
///
/// # Errors
/// If the file cannot be read, or a row has another number of cells than the header.
pub fn count_rows(path: &std::path::Path) -> io::Result<u64> {
    let mut reader = csv::Reader::from_path(path).map_err(io_error)?;
    let (mut row, mut rows) = (csv::ByteRecord::new(), 0);
    while reader.read_byte_record(&mut row).map_err(io_error)? {
        rows += 1;
    }
    Ok(rows)
}

fn io_error(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        _ => io::ErrorKind::InvalidData.into(),
    }
}

/// Whether a spreadsheet would take this text for a formula (OWASP, "CSV Injection"), in some languages with full-width
/// signs too; spaces before are ignored as Excel ignores them.
pub fn is_formula(text: &str) -> bool {
    const SIGNS: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];
    text.starts_with(['\t', '\r']) || text.trim_start().starts_with(SIGNS)
}

/// A one-line text for the safe profile; `anchor` marks it as text even if it looks like a number.
fn escape<'a>(text: &'a str, anchor: bool, out: &'a mut String) -> &'a str {
    let formula = anchor || is_formula(text);
    let null = cell::is_null_word(text);
    if !formula && !null && !text.contains('\\') {
        return text;
    }
    out.clear();
    if formula {
        out.push('\'');
    }
    if null {
        out.push('(');
    }
    out.extend(text.chars().map(|c| if c == '\\' { '/' } else { c }));
    if null {
        out.push(')');
    }
    out
}

/// Rows that Gephi looks at to guess a column's type (`MAX_ROWS_TO_ANALYZE_COLUMN_TYPES` of its spreadsheet importer).
const GUESSED_FROM: usize = 25;

/// For each column the row whose text gets a leading `'`, so that Gephi, which guesses types from the first rows, does
/// not take text for numbers and lose the later values. Rarely any.
fn anchors(table: &Table, profile: Profile) -> Vec<Option<usize>> {
    table
        .columns
        .iter()
        .map(|column| match (profile, column.name) {
            (Profile::Exact, _) | (_, "Id" | "Label") => None,
            _ => anchor(&column.values),
        })
        .collect()
}

fn anchor(values: &Values) -> Option<usize> {
    if !matches!(values, Values::Text(_) | Values::List(_)) {
        return None;
    }
    let mut scratch = String::new();
    let mut looks = |row| match cell::cell(values, row, &mut scratch) {
        Cell::Text(text) => Some(looks_typed(text)),
        _ => None,
    };
    let head = values.len().min(GUESSED_FROM);
    let first = (0..head).find(|&row| looks(row).is_some())?;
    let misleading = (first..head).all(|row| looks(row) != Some(false));
    (misleading && (head..values.len()).any(|row| looks(row) == Some(false))).then_some(first)
}

/// Whether Gephi would take the text for a number or a truth value.
fn looks_typed(text: &str) -> bool {
    text.eq_ignore_ascii_case("true")
        || text.eq_ignore_ascii_case("false")
        || text
            .trim_end_matches(['d', 'D', 'f', 'F'])
            .parse::<f64>()
            .is_ok()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn written(table: &Table, profile: Profile) -> String {
        let mut out = Vec::new();
        write_table(table, profile, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn formulas_are_text_and_numbers_stay() {
        let table = Table::default()
            .with(
                "name",
                "",
                Values::Text(
                    ["=1+1", " @x", "-5", "a\\", "NULL", "O'Hara, \"Jo\""]
                        .map(str::to_owned)
                        .to_vec(),
                ),
            )
            .with(
                "n",
                "",
                Values::Integer(vec![Some(-1), None, Some(0), Some(3), Some(4), Some(5)]),
            )
            .with(
                "r",
                "",
                Values::Real(vec![
                    Some(-0.5),
                    None,
                    Some(1.0),
                    Some(1e-7),
                    Some(2.5),
                    Some(3.0),
                ]),
            );
        assert_eq!(
            written(&table, Profile::Safe),
            "name,n,r\n'=1+1,-1,-0.5\n'@x,,\n'-5,0,1.0\na/,3,1e-7\n(NULL),4,2.5\n\"O'Hara, \"\"Jo\"\"\",5,3.0\n"
        );
        assert_eq!(
            written(&table, Profile::Exact),
            "name,n,r\n=1+1,-1,-0.5\n @x,,\n-5,0,1.0\na\\,3,1e-7\nNULL,4,2.5\n\"O'Hara, \"\"Jo\"\"\",5,3.0\n"
        );
    }

    #[test]
    fn a_column_of_text_that_begins_with_numbers_is_marked() {
        let mut names: Vec<String> = (0..30).map(|n| n.to_string()).collect();
        let table =
            |names: &[String]| Table::default().with("name", "", Values::Text(names.to_vec()));
        assert!(written(&table(&names), Profile::Safe).starts_with("name\n0\n"));
        names[28] = "word".into();
        assert!(written(&table(&names), Profile::Safe).starts_with("name\n'0\n1\n"));
        names[3] = "word".into();
        assert!(written(&table(&names), Profile::Safe).starts_with("name\n0\n"));
    }

    #[test]
    fn rows_on_disk_are_counted_by_row_and_not_by_line() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("table.csv");
        std::fs::write(&path, "Id,Label\na,\"one\ntwo\"\nb,\n").unwrap();
        assert_eq!(count_rows(&path).unwrap(), 2);
        std::fs::write(&path, "Id,Label\na,b,c\n").unwrap();
        assert!(count_rows(&path).is_err());
        assert!(count_rows(&folder.path().join("none.csv")).is_err());
    }
}
