//! Reading a whole backup in: one transaction, rows sent many at a time.

use linli_app::ports::{CommitError, StoreError};

use super::{connection::Connection, pool::Lease};
use crate::backup::{BATCH, Load, SEEDED};

/// Foreign keys wait for the end of the transaction while `$1` is `DEFERRABLE …`: rows refer to
/// rows that come later in the same table.
fn keys(how: &str) -> String {
    format!(
        "DO $keys$ DECLARE one record; BEGIN
           FOR one IN SELECT conrelid::regclass AS tab, conname FROM pg_constraint
             WHERE contype = 'f' AND connamespace = current_schema()::regnamespace
           LOOP
             EXECUTE format('ALTER TABLE %s ALTER CONSTRAINT %I {how}', one.tab, one.conname);
           END LOOP;
         END $keys$;"
    )
}

/// A transaction that takes rows until it is finished; dropped before that, it leaves nothing.
pub(crate) struct Loading(Lease);

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
        connection.script(&keys("DEFERRABLE INITIALLY DEFERRED")).await.map_err(said)?;
        let seeded = format!(
            "DO $seeded$ BEGIN IF to_regclass('{SEEDED}') IS NOT NULL THEN \
             DELETE FROM {SEEDED}; END IF; END $seeded$;"
        );
        connection.script(&seeded).await.map_err(said)?;
        Ok(Self(lease))
    }

    pub(crate) async fn load(&mut self, load: Load<'_>) -> Result<(), StoreError> {
        let connection: &Connection = self.0.connection()?;
        let statement = connection.prepare_once(&load.insert).await?;
        let mut batch = Vec::with_capacity(BATCH);
        for row in load.rows {
            batch.push(row?);
            if batch.len() == BATCH {
                connection.change_each(&statement, &batch).await?;
                batch.clear();
            }
        }
        connection.change_each(&statement, &batch).await
    }

    pub(crate) async fn finish(mut self) -> Result<(), StoreError> {
        let connection = self.0.connection()?;
        connection.command("SET CONSTRAINTS ALL IMMEDIATE").await.map_err(said)?;
        connection.script(&keys("NOT DEFERRABLE")).await.map_err(said)?;
        connection.command("COMMIT").await.map_err(said)?;
        self.0.transaction_open(false);
        Ok(())
    }
}
