//! Rows of Outlook files: what their own index lists, and what became of it.

use super::Table;
use super::columns::Columns;
use crate::network::Context;

/// `outlook.csv`, by path; a header alone if there is no such file.
pub fn rows(context: &Context) -> Table {
    type File = (String, [u64; 4]);
    let number = |file: &File, place: usize| file.1[place].cast_signed();
    Columns::new(context, &context.facts.outlook_files)
        .text("path", "the file, as given and what follows", |f: &File| {
            f.0.clone()
        })
        .count("expected", "items that its own index lists", |f| {
            number(f, 0)
        })
        .count("found", "items that were read", |f| number(f, 1))
        .count(
            "failed",
            "items that could not be read; see problems.csv",
            |f| number(f, 2),
        )
        .count("recovered", "of those found: in no folder any more", |f| {
            number(f, 3)
        })
        .done()
}
