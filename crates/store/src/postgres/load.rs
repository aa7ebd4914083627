//! Reading a whole backup in: one transaction, each table as one copy.

use linli_app::ports::{CommitError, StoreError};

use super::{connection::Connection, pool::Lease};
use crate::backup::{Load, SEEDED};

/// The foreign keys of all tables, as what takes one away and what makes it again. Rows refer to
/// rows that come later, and a key that is made over all rows is checked in one go, in a tenth of
/// the time that checking each row takes.
const KEYS: &str = "SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname) \
    FROM pg_constraint WHERE contype = 'f' AND connamespace = current_schema()::regnamespace \
    ORDER BY conrelid, conname";
const KEYS_AGAIN: &str = "SELECT format('ALTER TABLE %s ADD CONSTRAINT %I %s', conrelid::regclass, \
    conname, pg_get_constraintdef(oid)) \
    FROM pg_constraint WHERE contype = 'f' AND connamespace = current_schema()::regnamespace \
    ORDER BY conrelid, conname";

/// A transaction that takes rows until it is finished; dropped before that, it leaves nothing.
pub(crate) struct Loading {
    lease: Lease,
    /// What makes the foreign keys again.
    keys: Vec<String>,
    tables: Vec<&'static str>,
}

fn said(error: CommitError) -> StoreError {
    match error {
        CommitError::Store(error) => error,
        CommitError::Conflict(subject) => {
            StoreError(format!("a row of the backup is there twice ({subject})"))
        }
    }
}

impl Loading {
    pub(super) async fn begin(mut lease: Lease) -> Result<Self, StoreError> {
        lease.transaction_open(true);
        let connection = lease.connection()?;
        connection.command("BEGIN").await.map_err(said)?;
        let keys = connection.catalogue(KEYS_AGAIN).await?;
        let away = connection.catalogue(KEYS).await?;
        connection.script(&away.join("; ")).await.map_err(said)?;
        let seeded = format!(
            "DO $seeded$ BEGIN IF to_regclass('{SEEDED}') IS NOT NULL THEN \
             DELETE FROM {SEEDED}; END IF; END $seeded$;"
        );
        connection.script(&seeded).await.map_err(said)?;
        Ok(Self { lease, keys, tables: Vec::new() })
    }

    pub(crate) async fn load(&mut self, load: Load<'_>) -> Result<(), StoreError> {
        let connection: &Connection = self.lease.connection()?;
        let Load { table, columns, insert, rows } = load;
        self.tables.push(table);
        let copy = format!("COPY {table} ({columns}) FROM STDIN (FORMAT binary)");
        connection.copy(&copy, &insert, rows).await
    }

    pub(crate) async fn finish(mut self) -> Result<(), StoreError> {
        let connection = self.lease.connection()?;
        connection.script(&self.keys.join("; ")).await.map_err(said)?;
        for table in &self.tables {
            // Without this the first plans are made for empty tables.
            connection.script(&format!("ANALYZE {table}")).await.map_err(said)?;
        }
        connection.command("COMMIT").await.map_err(said)?;
        self.lease.transaction_open(false);
        Ok(())
    }
}
