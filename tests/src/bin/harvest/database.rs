//! What the harvest keeps: the items, the range they are of, and where to go on.

use larkspur::{Cursor, Timestamp};
use rusqlite::{Connection, ErrorCode, OptionalExtension as _, params};
use std::path::Path;

/// What is harvested. It is fixed by the first start.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Range {
    pub(crate) approval_code: String,
    pub(crate) start: Timestamp,
    pub(crate) end: Timestamp,
}

/// Why the database cannot be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum DatabaseError {
    #[error("another process is harvesting into this database")]
    InUse,
    #[error("the database holds a harvest of {0}; use another file for another definition")]
    OtherHarvest(String),
    #[error("the database: {0}")]
    Sqlite(rusqlite::Error),
    #[error("the cursor in the database: {0}")]
    Cursor(#[from] serde_json::Error),
}

impl From<rusqlite::Error> for DatabaseError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::InUse,
            _ => Self::Sqlite(error),
        }
    }
}

const SCHEMA: &str = "
    CREATE TABLE IF NOT EXISTS harvest (
        one INTEGER PRIMARY KEY CHECK (one = 1),
        approval_code TEXT NOT NULL,
        start_ms INTEGER NOT NULL,
        end_ms INTEGER NOT NULL,
        cursor TEXT
    );
    CREATE TABLE IF NOT EXISTS instance (code TEXT PRIMARY KEY) WITHOUT ROWID;
";

pub(crate) struct Database(Connection);

impl Database {
    /// Opens the file for this process alone, and notes what is harvested if nothing was before.
    pub(crate) fn open(path: &Path, asked: &Range) -> Result<Self, DatabaseError> {
        let connection = Connection::open(path)?;
        connection.busy_timeout(std::time::Duration::ZERO)?;
        connection.pragma_update(None, "locking_mode", "EXCLUSIVE")?;
        connection.execute_batch(&format!("BEGIN EXCLUSIVE; {SCHEMA} COMMIT;"))?;
        connection.execute(
            "INSERT OR IGNORE INTO harvest (one, approval_code, start_ms, end_ms) VALUES (1, ?, ?, ?)",
            params![asked.approval_code, asked.start.as_millis(), asked.end.as_millis()],
        )?;
        let database = Self(connection);
        let known = database.range()?.approval_code;
        match known == asked.approval_code {
            true => Ok(database),
            false => Err(DatabaseError::OtherHarvest(known)),
        }
    }

    pub(crate) fn range(&self) -> Result<Range, DatabaseError> {
        let columns = "SELECT approval_code, start_ms, end_ms FROM harvest";
        Ok(self.0.query_row(columns, [], |row| {
            Ok(Range {
                approval_code: row.get(0)?,
                start: Timestamp::from_millis(row.get(1)?),
                end: Timestamp::from_millis(row.get(2)?),
            })
        })?)
    }

    /// Where to go on; `None` at the beginning.
    pub(crate) fn cursor(&self) -> Result<Option<Cursor>, DatabaseError> {
        let column = self.0.query_row("SELECT cursor FROM harvest", [], |row| row.get(0));
        let text: Option<String> = column.optional()?.flatten();
        Ok(text.map(|text| serde_json::from_str(&text)).transpose()?)
    }

    /// Stores items and the cursor behind them, both or neither. An item that is there already
    /// is an error and not skipped: nothing comes twice.
    pub(crate) fn store(&mut self, codes: &[String], cursor: &Cursor) -> Result<(), DatabaseError> {
        let transaction = self.0.transaction()?;
        {
            let mut insert = transaction.prepare("INSERT INTO instance (code) VALUES (?)")?;
            for code in codes {
                insert.execute([code])?;
            }
        }
        transaction.execute("UPDATE harvest SET cursor = ?", [crate::text(cursor)?])?;
        Ok(transaction.commit()?)
    }

    pub(crate) fn count(&self) -> Result<u64, DatabaseError> {
        let count: i64 = self.0.query_row("SELECT count(*) FROM instance", [], |row| row.get(0))?;
        Ok(u64::try_from(count).unwrap_or_default())
    }
}
