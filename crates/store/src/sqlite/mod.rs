//! SQLite: one file, one writer thread, a few readers.
//!
//! Reads run where they are asked for, without a hop to another thread: they are index lookups on
//! pages in memory that take some tens of microseconds, less than the hop. Only the writer waits
//! for the disk, and it has a thread of its own.

mod bind;
mod file;
mod load;
mod log;
mod readers;
mod writer;

use std::{collections::HashMap, path::Path, sync::Arc, time::Duration};

use linli_app::ports::{CommitError, StoreError};
use rusqlite::{Connection, config::DbConfig};

use crate::{
    dialect::Dialect,
    plan::{Done, Work},
    statements,
};
use file::TemporaryFile;
pub(crate) use load::Loading;
use log::Log;
pub(crate) use readers::Reader;
use readers::Readers;
use writer::Writer;

/// Where the file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SqliteLocation<'a> {
    /// At a path; made if it is not there.
    File(&'a Path),
    /// In the system's folder for temporary files (in memory where there is one), removed when
    /// the database is dropped. SQLite's own memory databases lock out readers while the writer
    /// writes, so a test on one would test another program.
    Temporary,
}

/// How safe a commit is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Synchronous {
    /// On the disk when it is acknowledged.
    #[default]
    Full,
    /// Left to the operating system: for files that are thrown away if anything goes wrong.
    Off,
}

/// How to run SQLite.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SqliteOptions {
    /// How safe a commit is.
    pub synchronous: Synchronous,
    /// Most snapshots open at the same time.
    pub readers: usize,
    /// Most commits written with one flush of the disk.
    pub batch: usize,
    /// How much longer every commit's flush takes than this machine's disk needs: for measuring
    /// what group commit is worth on a slower one.
    #[cfg(feature = "measure")]
    pub slower_flush: Duration,
}

impl Default for SqliteOptions {
    fn default() -> Self {
        Self {
            synchronous: Synchronous::Full,
            readers: 16,
            batch: 64,
            #[cfg(feature = "measure")]
            slower_flush: Duration::ZERO,
        }
    }
}

/// Statements as SQLite reads them, by their portable text.
pub(crate) struct Texts(HashMap<&'static str, String>);

impl Texts {
    fn new() -> Self {
        Self(statements::all().map(|sql| (sql, Dialect::Sqlite.text(sql))).collect())
    }

    fn get(&self, sql: &'static str) -> Result<&str, StoreError> {
        let missing = || StoreError(format!("a statement is not registered: {sql}"));
        self.0.get(sql).map(String::as_str).ok_or_else(missing)
    }
}

/// An open file.
pub(crate) struct Sqlite {
    // Dropped in this order: the writer ends before its file is removed.
    writer: Writer,
    readers: Arc<Readers>,
    _temporary: Option<TemporaryFile>,
}

impl Sqlite {
    pub(crate) fn open(
        location: SqliteLocation<'_>,
        options: SqliteOptions,
    ) -> Result<Self, StoreError> {
        let temporary = match location {
            SqliteLocation::File(_) => None,
            SqliteLocation::Temporary => Some(TemporaryFile::new()),
        };
        let path = match (location, &temporary) {
            (SqliteLocation::File(path), _) => path,
            (SqliteLocation::Temporary, Some(file)) => file.path(),
            (SqliteLocation::Temporary, None) => Path::new(""),
        };
        let texts = Arc::new(Texts::new());
        let connection = connect(path, options.synchronous)?;
        let log = Log::of(path);
        let writer = Writer::start(connection, log, Arc::clone(&texts), &options)?;
        let readers = Arc::new(Readers::new(path, options.readers, texts));
        Ok(Self { writer, readers, _temporary: temporary })
    }

    pub(crate) async fn reader(&self) -> Result<Reader, StoreError> {
        Readers::take(&self.readers).await
    }

    pub(crate) async fn write(&self, work: Work) -> Result<Done, CommitError> {
        self.writer.write(work).await
    }

    /// How often the disk was flushed for writes.
    pub(crate) fn flushes(&self) -> u64 {
        self.writer.flushes()
    }

    /// Whether the tables of a first migration are there.
    pub(crate) fn has_tables(&self) -> Result<bool, StoreError> {
        let connection = connect_for_reading(self.readers.path())?;
        connection.table_exists(None, "schema_version").map_err(|error| failed(&error))
    }

    /// A transaction that reads a backup in.
    pub(crate) fn loading(&self) -> Result<Loading, StoreError> {
        Loading::begin(self.readers.path())
    }

    pub(crate) async fn prepare_all(&self) -> Result<usize, StoreError> {
        let reader = self.reader().await?;
        let mut count = 0;
        for sql in statements::all() {
            reader.prepare(sql)?;
            count += 1;
        }
        Ok(count)
    }
}

/// Opens a connection for writing. What is erased is overwritten: words must not stay in free pages.
pub(crate) fn connect(path: &Path, synchronous: Synchronous) -> Result<Connection, StoreError> {
    let synchronous = match synchronous {
        Synchronous::Full => "FULL",
        Synchronous::Off => "OFF",
    };
    let settings = format!(
        "PRAGMA journal_mode = WAL;
         PRAGMA synchronous = {synchronous};
         PRAGMA foreign_keys = ON;
         PRAGMA secure_delete = ON;
         PRAGMA temp_store = MEMORY;"
    );
    open(path, &settings)
}

/// Opens a connection that cannot write.
fn connect_for_reading(path: &Path) -> Result<Connection, StoreError> {
    open(path, "PRAGMA query_only = ON; PRAGMA temp_store = MEMORY;")
}

fn open(path: &Path, settings: &str) -> Result<Connection, StoreError> {
    let opened = Connection::open(path).and_then(|connection| {
        connection.busy_timeout(BUSY_TIMEOUT)?;
        // Without it SQLite plans a prepared statement anew whenever a value is bound to it that
        // could change the plan. No plan of ours depends on values.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
        connection.execute_batch(settings)?;
        connection.set_prepared_statement_cache_capacity(STATEMENTS_CACHED);
        Ok(connection)
    });
    opened.map_err(|error| {
        StoreError(format!("the database file {} cannot be opened: {error}", path.display()))
    })
}

/// How long a connection waits for another program that has the file: a backup, a command.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);

/// More than there are statements.
const STATEMENTS_CACHED: usize = 256;

pub(crate) fn failed(error: &rusqlite::Error) -> StoreError {
    StoreError(error.to_string())
}

#[cfg(test)]
mod tests;
