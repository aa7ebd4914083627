//! Reading a whole backup in: one transaction on a connection of its own.

use std::path::Path;

use linli_app::ports::StoreError;
use rusqlite::{Connection, params_from_iter};

use super::{Synchronous, connect, failed};
use crate::backup::{Load, SEEDED};

/// A transaction that takes rows until it is finished; dropped before that, it leaves nothing.
pub(crate) struct Loading(Connection);

impl Loading {
    pub(super) fn begin(path: &Path) -> Result<Self, StoreError> {
        let connection = connect(path, Synchronous::Full)?;
        // Rows refer to rows that come later in the same table.
        let begin = "BEGIN IMMEDIATE; PRAGMA defer_foreign_keys = ON;";
        let seeded = connection.table_exists(None, SEEDED).map_err(|error| failed(&error))?;
        let cleared = if seeded { format!("DELETE FROM {SEEDED};") } else { String::new() };
        let script = format!("{begin} {cleared}");
        connection.execute_batch(&script).map_err(|error| failed(&error))?;
        Ok(Self(connection))
    }

    pub(crate) fn load(&mut self, load: Load<'_>) -> Result<(), StoreError> {
        let prepared = self.0.prepare(&load.insert);
        let mut statement = prepared.map_err(|error| failed(&error))?;
        for row in load.rows {
            statement.execute(params_from_iter(row?)).map_err(|error| failed(&error))?;
        }
        Ok(())
    }

    pub(crate) fn finish(self) -> Result<(), StoreError> {
        self.0.execute_batch("COMMIT").map_err(|error| failed(&error))
    }
}
