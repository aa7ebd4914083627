//! The bare loop on SQLite: one connection, prepared statements, no program around it.

use std::{collections::HashMap, path::Path, time::Duration};

use linli_app::ports::StoreError;
use rusqlite::{CachedStatement, Connection, params_from_iter};

use super::{Reads, Write};
use crate::{
    dialect::Dialect,
    outbox::NEXT_NUMBER,
    sqlite::{Synchronous, connect, failed},
    value::Parameter,
};

/// Plays recorded reads and writes.
pub struct SqlitePlayer(Connection);

/// How long it waits for the program's own writer, which may go on for long on a slow disk.
const PATIENCE: Duration = Duration::from_secs(300);

/// Statements by where their text lies: the text of a statement is a constant.
type Prepared<'c> = HashMap<*const u8, CachedStatement<'c>>;

fn prepared<'a, 'c>(
    connection: &'c Connection,
    known: &'a mut Prepared<'c>,
    sql: &'static str,
) -> rusqlite::Result<&'a mut CachedStatement<'c>> {
    use std::collections::hash_map::Entry;
    match known.entry(sql.as_ptr()) {
        Entry::Occupied(entry) => Ok(entry.into_mut()),
        Entry::Vacant(entry) => {
            Ok(entry.insert(connection.prepare_cached(&Dialect::Sqlite.text(sql))?))
        }
    }
}

/// Steps through the rows and touches every value; answers how many rows there were.
fn step(statement: &mut CachedStatement<'_>, parameters: &[Parameter]) -> rusqlite::Result<usize> {
    let columns = statement.column_count();
    let mut rows = statement.query(params_from_iter(parameters))?;
    let mut count = 0;
    while let Some(row) = rows.next()? {
        for column in 0..columns {
            std::hint::black_box(row.get_ref(column)?);
        }
        count += 1;
    }
    Ok(count)
}

impl SqlitePlayer {
    /// Opens the file beside the program that serves it, with the same settings.
    ///
    /// # Errors
    /// [`StoreError`] if the file cannot be opened.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        let connection = connect(path, Synchronous::Full)?;
        connection.busy_timeout(PATIENCE).map_err(|error| failed(&error))?;
        Ok(Self(connection))
    }

    /// Plays each, a snapshot as one transaction; answers how many rows there were.
    ///
    /// # Errors
    /// [`StoreError`] if the database fails.
    pub fn read(&self, all: &[Reads]) -> Result<usize, StoreError> {
        self.try_read(all).map_err(|error| failed(&error))
    }

    fn try_read(&self, all: &[Reads]) -> rusqlite::Result<usize> {
        let mut known = Prepared::new();
        let mut count = 0;
        for snapshot in all.iter().flat_map(|reads| &reads.0) {
            self.0.prepare_cached("BEGIN")?.execute(())?;
            for read in snapshot {
                let statement = prepared(&self.0, &mut known, read.sql)?;
                for parameters in &read.sets {
                    count += step(statement, parameters)?;
                }
            }
            self.0.prepare_cached("ROLLBACK")?.execute(())?;
        }
        Ok(count)
    }

    /// Plays so many writes with each commit.
    ///
    /// # Errors
    /// [`StoreError`] if the database fails or a row is there already.
    pub fn write(&self, writes: Vec<Write>, per_commit: usize) -> Result<(), StoreError> {
        self.try_write(writes, per_commit).map_err(|error| failed(&error))
    }

    fn try_write(&self, mut writes: Vec<Write>, per_commit: usize) -> rusqlite::Result<()> {
        let mut known = Prepared::new();
        for together in writes.chunks_mut(per_commit.max(1)) {
            self.0.prepare_cached("BEGIN IMMEDIATE")?.execute(())?;
            for write in together {
                let mut latest = Vec::new();
                for parameters in write.sequences() {
                    let statement = prepared(&self.0, &mut known, NEXT_NUMBER)?;
                    let parameters = params_from_iter(&parameters);
                    latest.push(statement.query_row(parameters, |row| row.get(0))?);
                }
                write.assign(&latest);
                for exec in &write.0.execs {
                    let statement = prepared(&self.0, &mut known, exec.sql)?;
                    step(statement, &exec.parameters)?;
                }
            }
            self.0.prepare_cached("COMMIT")?.execute(())?;
        }
        Ok(())
    }
}
