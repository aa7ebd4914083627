//! The connections, lent one at a time.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use linli_app::ports::StoreError;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::{address::Address, connection::Connection, unconnected::Unconnected};

/// How long somebody may wait for a connection before the request is given up.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long a server may take to answer a new connection.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// The connections that nobody uses, and how many there may be.
pub(crate) struct Pool {
    address: Address,
    idle: Mutex<Vec<Connection>>,
    permits: Arc<Semaphore>,
}

impl Pool {
    pub(crate) fn new(mut address: Address, connections: usize) -> Self {
        let config = &mut address.config;
        if config.get_application_name().is_none() {
            config.application_name("linli");
        }
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(CONNECT_TIMEOUT);
        }
        let permits = Arc::new(Semaphore::new(connections.max(1)));
        Self { address, idle: Mutex::new(Vec::new()), permits }
    }

    /// Opens the first connection.
    ///
    /// # Errors
    /// [`Unconnected`] with its cause.
    pub(crate) async fn open(&self) -> Result<(), Unconnected> {
        let connection = Connection::open(&self.address).await?;
        if let Ok(mut idle) = self.idle.lock() {
            idle.push(connection);
        }
        Ok(())
    }

    /// Lends a connection, opening one if none is idle.
    pub(crate) async fn take(pool: &Arc<Self>) -> Result<Lease, StoreError> {
        let permit = tokio::time::timeout(PATIENCE, Arc::clone(&pool.permits).acquire_owned());
        let busy = "the database is busy: no connection came free";
        let Ok(Ok(permit)) = permit.await else { return Err(StoreError(busy.into())) };
        let connection = match pool.idle() {
            Some(connection) => connection,
            None => Connection::open(&pool.address).await?,
        };
        let home = Arc::clone(pool);
        Ok(Lease { connection: Some(connection), home, open: false, _permit: permit })
    }

    /// The connection used last: it is the likeliest to know the statements, and the others may
    /// fall asleep.
    fn idle(&self) -> Option<Connection> {
        let mut idle = self.idle.lock().ok()?;
        while let Some(connection) = idle.pop() {
            if !connection.is_closed() {
                return Some(connection);
            }
        }
        None
    }
}

/// A lent connection; it goes back when dropped, without an open transaction.
pub(crate) struct Lease {
    // There until it is dropped.
    connection: Option<Connection>,
    home: Arc<Pool>,
    open: bool,
    _permit: OwnedSemaphorePermit,
}

impl Lease {
    pub(crate) fn connection(&self) -> Result<&Connection, StoreError> {
        self.connection.as_ref().ok_or_else(returned)
    }

    pub(crate) fn connection_mut(&mut self) -> Result<&mut Connection, StoreError> {
        self.connection.as_mut().ok_or_else(returned)
    }

    /// Says whether a transaction is open, which must not go back to the pool with it.
    pub(crate) fn transaction_open(&mut self, open: bool) {
        self.open = open;
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        let Some(connection) = self.connection.take() else { return };
        if connection.is_closed() {
            return;
        }
        if self.open {
            connection.give_up();
        }
        if let Ok(mut idle) = self.home.idle.lock() {
            idle.push(connection);
        }
    }
}

fn returned() -> StoreError {
    StoreError("the connection was given back".into())
}
