//! Documents in the index: what is shown of one besides its text. It does not know how it is found.

use rusqlite::{Connection, OptionalExtension, params};

/// What is shown of a document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    /// The title that it gives itself; mostly empty.
    pub title: String,
    /// The name that most messages carry it under.
    pub name: String,
    /// Its format, one of [`super::formats`].
    pub format: String,
    /// How many messages carry it.
    pub messages: u32,
    /// Number of the first of them; 0 if there is none.
    pub first: u32,
}

pub(super) fn write(
    database: &Connection,
    number: u32,
    document: &Document,
) -> rusqlite::Result<()> {
    let Document {
        title,
        name,
        format,
        messages,
        first,
    } = document;
    database
        .prepare_cached("INSERT INTO document VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?
        .execute(params![number, title, name, format, messages, first])?;
    Ok(())
}

/// The document of that number; none if it is a message.
pub(super) fn read(database: &Connection, number: u32) -> rusqlite::Result<Option<Document>> {
    let row = |r: &rusqlite::Row| {
        Ok(Document {
            title: r.get(0)?,
            name: r.get(1)?,
            format: r.get(2)?,
            messages: r.get(3)?,
            first: r.get(4)?,
        })
    };
    database
        .prepare_cached(
            "SELECT title, name, format, messages, first FROM document WHERE number = ?1",
        )?
        .query_row([number], row)
        .optional()
}
