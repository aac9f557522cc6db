//! THE LANDING: facts on disk, and the conclusions of the last run; text ends here.
//!
//! One SQLite file in the case folder. It is the only room that knows the database. One process writes at a time; facts
//! are appended in transactions, so a run that is killed at any moment leaves a case that the next run completes.

pub mod checks;
pub mod copies;
pub mod documents;
pub mod facts;
pub mod index;
pub mod lookup;
pub mod naming;
pub mod nested;
pub mod original;
pub mod pack;
pub mod reread;
pub mod schema;
pub mod seal;
pub mod text;
pub mod themes;
pub mod writer;

use std::fs::File;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags, OptionalExtension};

use crate::error::{Error, Result};

/// Name of the database in the case folder.
pub const DATABASE: &str = "case.db";
/// Name of the manifest in the case folder.
pub const MANIFEST: &str = "manifest.json";
/// Name of the lock file in the case folder.
const LOCK: &str = "case.lock";

/// A case folder that this process may write to; the lock is given back when it is dropped.
#[derive(Debug)]
pub struct Case {
    folder: PathBuf,
    _lock: File,
}

impl Case {
    /// Opens the case for writing, makes it if there is none.
    ///
    /// # Errors
    /// If the folder cannot be written, is in use by another run, or holds a case of another version.
    pub fn create(folder: &Path) -> Result<Self> {
        let shown = folder.display();
        std::fs::create_dir_all(folder)
            .map_err(|e| Error::io(format!("make the case folder '{shown}'"), &e))?;
        let lock = File::create(folder.join(LOCK))
            .map_err(|e| Error::io(format!("write to the case folder '{shown}'"), &e))?;
        if lock.try_lock().is_err() {
            return Err(
                Error::new(format!("the case '{shown}' is in use by another run"))
                    .hint("wait until it has ended, or give another folder with --case"),
            );
        }
        let case = Self {
            folder: folder.to_path_buf(),
            _lock: lock,
        };
        let database = connect(folder, OpenFlags::default())?;
        if stored_version(&database)?.is_none() {
            database
                .execute_batch(&format!(
                    "PRAGMA page_size = 8192; BEGIN EXCLUSIVE; {}
                     INSERT INTO meta VALUES ('schema', '{}'), ('facts', '{}'); COMMIT;",
                    schema::SCHEMA,
                    schema::SCHEMA_VERSION,
                    schema::FACTS_VERSION
                ))
                .map_err(|e| database_error(folder, &e))?;
        }
        check_version(folder, &database)?;
        Ok(case)
    }

    /// Keeps the pattern that tells custodians, for the manifest.
    ///
    /// # Errors
    /// If the database cannot be written.
    pub fn remember_custodian(&self, pattern: Option<&str>) -> Result<()> {
        let database = connect(&self.folder, OpenFlags::default())?;
        let done = match pattern {
            Some(pattern) => database.execute(
                "INSERT OR REPLACE INTO meta VALUES ('custodian', ?1)",
                [pattern],
            ),
            None => database.execute("DELETE FROM meta WHERE key = 'custodian'", []),
        };
        done.map(|_| ())
            .map_err(|e| database_error(&self.folder, &e))
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }
}

/// Opens the database of an existing case for reading.
///
/// # Errors
/// If there is no case in the folder, or one of another version.
pub(crate) fn open_read_only(folder: &Path) -> Result<Connection> {
    if !folder.join(DATABASE).is_file() {
        return Err(Error::new(format!(
            "no case in '{}': it has no {DATABASE}",
            folder.display()
        ))
        .hint("make one with: mailties analyze PATH --case DIR"));
    }
    let database = connect(
        folder,
        OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )?;
    check_version(folder, &database)?;
    Ok(database)
}

fn connect(folder: &Path, flags: OpenFlags) -> Result<Connection> {
    let database = Connection::open_with_flags(folder.join(DATABASE), flags)
        .map_err(|e| database_error(folder, &e))?;
    // Growing by large steps and keeping changed pages until the commit: ingest only appends.
    database
        .execute_batch("PRAGMA journal_mode = DELETE; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -65536; PRAGMA temp_store = MEMORY;")
        .map_err(|e| database_error(folder, &e))?;
    Ok(database)
}

fn stored_version(database: &Connection) -> Result<Option<i64>> {
    let exists: i64 = database
        .query_row(
            "SELECT count(*) FROM sqlite_master WHERE name = 'meta'",
            [],
            |row| row.get(0),
        )
        .map_err(|e| Error::new(format!("the case database cannot be read: {e}")))?;
    if exists == 0 {
        return Ok(None);
    }
    database
        .query_row("SELECT value FROM meta WHERE key = 'schema'", [], |row| {
            row.get::<_, String>(0)
        })
        .optional()
        .map(|value| Some(value.and_then(|text| text.parse().ok()).unwrap_or(0)))
        .map_err(|e| Error::new(format!("the case database cannot be read: {e}")))
}

fn check_version(folder: &Path, database: &Connection) -> Result<()> {
    match stored_version(database)? {
        Some(schema::SCHEMA_VERSION) => Ok(()),
        found => Err(Error::new(format!(
            "the case '{}' has schema version {}, this program reads version {}",
            folder.display(),
            found.map_or_else(|| "none".into(), |n| n.to_string()),
            schema::SCHEMA_VERSION
        ))
        .hint("make a new case from the same sources: mailties analyze PATH --case NEW_DIR")),
    }
}

/// A database error in plain words.
pub(crate) fn database_error(folder: &Path, error: &rusqlite::Error) -> Error {
    let text = match error.sqlite_error_code() {
        Some(rusqlite::ErrorCode::DiskFull) => "the disk is full".to_owned(),
        Some(rusqlite::ErrorCode::DatabaseBusy | rusqlite::ErrorCode::DatabaseLocked) => {
            "it is in use by another program".to_owned()
        }
        Some(rusqlite::ErrorCode::NotADatabase | rusqlite::ErrorCode::DatabaseCorrupt) => {
            DAMAGED.to_owned()
        }
        Some(rusqlite::ErrorCode::CannotOpen) => "it cannot be opened".to_owned(),
        _ => error.to_string().to_lowercase(),
    };
    let told = Error::new(format!(
        "the case database '{}': {text}",
        folder.join(DATABASE).display()
    ));
    if text == DAMAGED {
        return told
            .hint("make a new case from the same sources: mailties analyze PATH --case NEW_DIR");
    }
    told
}

const DAMAGED: &str = "it is damaged";
