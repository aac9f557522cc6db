//! Tables on stdout: aligned text on a terminal or in a pipe, CSV, JSON. A closed pipe is success.

use std::io::{self, IsTerminal, Write};

use mailties::error::{Error, Result};
use mailties::export::csv::{self, Profile};
use mailties::export::{json, text};
use mailties::network::Period;
use mailties::report::measures::Settings;
use mailties::report::{Column, Table};

use super::args::{Form, Include, Measuring, Slice};

/// The message of the error that a closed pipe gives; the program then ends in silence.
pub const CLOSED: &str = "the reader has closed the pipe";

/// Turns an output error into ours.
pub fn told(result: io::Result<()>) -> Result<()> {
    result.map_err(|e| match e.kind() {
        io::ErrorKind::BrokenPipe => Error::new(CLOSED),
        _ => Error::io("write to the standard output", &e),
    })
}

/// Prints a table in the form asked for; `narrow` names the columns that a person sees first.
pub fn table(table: &Table, form: Form, narrow: Option<&[&str]>) -> Result<()> {
    let stdout = io::stdout();
    let terminal = stdout.is_terminal();
    let mut out = io::BufWriter::with_capacity(1 << 16, stdout.lock());
    let written = if form.json {
        json::write_table(table, &mut out)
    } else if form.csv {
        csv::write_table(table, Profile::Exact, &mut out)
    } else {
        let chosen = narrow.map(|names| columns(table, names));
        text::write_table(
            chosen.as_ref().unwrap_or(table),
            terminal.then(width),
            &mut out,
        )
    };
    told(written.and_then(|()| out.flush()))
}

fn columns(table: &Table, names: &[&str]) -> Table {
    let kept: Vec<Column> = names
        .iter()
        .filter_map(|n| table.column(n))
        .cloned()
        .collect();
    Table { columns: kept }
}

/// Columns of the terminal, or 120 if it does not tell.
fn width() -> usize {
    terminal_size::terminal_size().map_or(120, |(width, _)| usize::from(width.0))
}

/// The period of `--after` and `--before`.
pub fn period(slice: &Slice) -> Result<Period> {
    let day = |text: &Option<String>, option: &str| {
        text.as_deref()
            .map(|t| {
                day(t).ok_or_else(|| {
                    Error::usage(format!(
                        "'{t}' is no day for {option}: it is written YYYY-MM-DD"
                    ))
                })
            })
            .transpose()
    };
    Ok(Period {
        after: day(&slice.after, "--after")?,
        before: day(&slice.before, "--before")?,
    })
}

/// Seconds since 1970 at the start of a day written `YYYY-MM-DD`.
fn day(text: &str) -> Option<i64> {
    let mut parts = text.splitn(3, '-').map(|p| p.parse::<i64>().ok());
    let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let lengths = [
        31,
        if leap { 29 } else { 28 },
        31,
        30,
        31,
        30,
        31,
        31,
        30,
        31,
        30,
        31,
    ];
    let length = *lengths.get(usize::try_from(month - 1).ok()?)?;
    if !(1..=9999).contains(&year) || !(1..=length).contains(&day) {
        return None;
    }
    // Days from civil: Howard Hinnant, chrono-compatible low-level date algorithms.
    let y = if month <= 2 { year - 1 } else { year };
    let era = y.div_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era =
        (y - era * 400) * 365 + (y - era * 400) / 4 - (y - era * 400) / 100 + day_of_year;
    Some((era * 146_097 + day_of_era - 719_468) * 86_400)
}

/// The library's words for `--include`, `--exact`, `--seed`, `--resolution`.
pub fn settings(args: &Measuring) -> (Settings, mailties::network::build::Include) {
    let has = |what| args.include.contains(&what);
    let include = mailties::network::build::Include {
        lists: has(Include::Lists),
        robots: has(Include::Robots),
        bulk: has(Include::Bulk),
    };
    (
        Settings {
            seed: args.seed,
            exact: args.exact,
            resolution: args.resolution,
        },
        include,
    )
}

#[cfg(test)]
mod tests {
    use super::day;

    // Python: calendar.timegm
    #[test]
    fn days_are_counted_from_1970() {
        assert_eq!(day("1970-01-01"), Some(0));
        assert_eq!(day("2001-10-01"), Some(1_001_894_400));
        assert_eq!(day("2024-02-29"), Some(1_709_164_800));
        assert_eq!(day("2023-02-29"), None);
        assert_eq!(day("2023-2"), None);
    }
}
