//! A few connections that only read, one for each open snapshot.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
    time::Duration,
};

use linli_app::ports::StoreError;
use rusqlite::Connection;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::{Texts, bind, connect_for_reading, failed};
use crate::value::{Parameter, Take};

/// How long a snapshot may wait for a connection before the request is given up.
const PATIENCE: Duration = Duration::from_secs(10);

/// The connections that nobody uses.
pub(crate) struct Readers {
    path: PathBuf,
    texts: Arc<Texts>,
    idle: Mutex<Vec<Connection>>,
    permits: Arc<Semaphore>,
}

impl Readers {
    pub(crate) fn new(path: &Path, readers: usize, texts: Arc<Texts>) -> Self {
        let permits = Arc::new(Semaphore::new(readers.max(1)));
        Self { path: path.to_owned(), texts, idle: Mutex::new(Vec::new()), permits }
    }

    /// Where the file is.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Begins a snapshot.
    pub(crate) async fn take(self: &Arc<Self>) -> Result<Reader, StoreError> {
        let permit = tokio::time::timeout(PATIENCE, Arc::clone(&self.permits).acquire_owned());
        let busy = "the database is busy: no connection for reading came free";
        let Ok(Ok(permit)) = permit.await else { return Err(StoreError(busy.into())) };
        let idle = self.idle.lock().ok().and_then(|mut idle| idle.pop());
        let connection = match idle {
            Some(connection) => connection,
            None => connect_for_reading(&self.path)?,
        };
        run(&connection, "BEGIN").map_err(|error| failed(&error))?;
        let home = Arc::clone(self);
        Ok(Reader { connection: Some(connection), home, _permit: permit })
    }
}

/// One snapshot.
pub(crate) struct Reader {
    // There until it is dropped.
    connection: Option<Connection>,
    home: Arc<Readers>,
    _permit: OwnedSemaphorePermit,
}

impl Reader {
    fn connection(&self) -> Result<&Connection, StoreError> {
        self.connection.as_ref().ok_or_else(|| StoreError("the snapshot is over".into()))
    }

    /// Hands over the rows for each set of parameters, with the set's position.
    pub(crate) fn each(
        &mut self,
        sql: &'static str,
        sets: &[Vec<Parameter>],
        take: &mut Take<'_>,
    ) -> Result<(), StoreError> {
        let text = self.home.texts.get(sql)?;
        let prepared = self.connection()?.prepare_cached(text);
        let mut statement = prepared.map_err(|error| failed(&error))?;
        for (position, parameters) in sets.iter().enumerate() {
            let read = bind::query(&mut statement, parameters, &mut |row| take(position, row));
            read.map_err(|error| failed(&error))??;
        }
        Ok(())
    }

    /// Rows of one statement, one at a time.
    pub(crate) fn scan(
        &mut self,
        sql: &'static str,
        take: &mut Take<'_>,
    ) -> Result<(), StoreError> {
        let text = self.home.texts.get(sql)?;
        let prepared = self.connection()?.prepare(text);
        let mut statement = prepared.map_err(|error| failed(&error))?;
        let read = bind::query(&mut statement, &[], &mut |row| take(0, row));
        read.map_err(|error| failed(&error))?
    }

    /// Prepares a statement without running it.
    pub(crate) fn prepare(&self, sql: &'static str) -> Result<(), StoreError> {
        let text = self.home.texts.get(sql)?;
        let prepared = self.connection()?.prepare(text);
        prepared.map(drop).map_err(|error| StoreError(format!("{error}: {text}")))
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        let Some(connection) = self.connection.take() else { return };
        // A connection that cannot end its transaction is closed instead of used again.
        if run(&connection, "ROLLBACK").is_ok()
            && let Ok(mut idle) = self.home.idle.lock()
        {
            idle.push(connection);
        }
    }
}

fn run(connection: &Connection, sql: &str) -> rusqlite::Result<()> {
    connection.prepare_cached(sql)?.execute(()).map(drop)
}
