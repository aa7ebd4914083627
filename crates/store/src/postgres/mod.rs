//! PostgreSQL 15 or newer, over two small pools of connections.
//!
//! A commit is one pipelined transaction: everything is sent at once, the affected rows are
//! checked, and only then COMMIT goes out. No transaction is open while somebody thinks, except
//! the read-only one under a snapshot. A use-case usually still holds its snapshot when it commits,
//! so writers have connections of their own: were both lent from one pool, as many use-cases as
//! there are connections would all wait for one more.

pub(crate) mod address;
mod bind;
pub(crate) mod connection;
mod load;
mod pool;
mod schemas;
mod tls;
mod unconnected;
mod write;

use std::sync::Arc;

use linli_app::ports::{CommitError, StoreError};

use crate::{
    plan::{Done, Work},
    statements,
    value::{Parameter, Row, Take},
};
use address::Address;
use connection::in_order;
pub(crate) use load::Loading;
use pool::{Lease, Pool};
pub use unconnected::{Cause, Unconnected};

/// One connection in so many is a writer's: a commit takes a fraction of the time for which a
/// snapshot is held.
const WRITERS_SHARE: usize = 4;

/// A server's database.
pub(crate) struct Postgres {
    /// For snapshots, each held as long as its use-case runs.
    readers: Arc<Pool>,
    /// For writes, each held for one transaction; whoever has one waits for no other.
    writers: Arc<Pool>,
    schema: Option<String>,
}

impl Postgres {
    pub(crate) async fn open(
        url: &str,
        schema: Option<&str>,
        connections: usize,
    ) -> Result<Self, Unconnected> {
        let mut address = Address::read(url).map_err(Unconnected::address)?;
        if let Some(schema) = schema {
            check_name(schema).map_err(Unconnected::address)?;
            address = address.within(schema);
        }
        let writing = (connections / WRITERS_SHARE).max(1);
        let reading = connections.saturating_sub(writing);
        let readers = Arc::new(Pool::new(address.clone(), reading));
        let writers = Arc::new(Pool::new(address, writing));
        // An address where nothing answers is found now, not by the first visitor.
        writers.open().await?;
        Ok(Self { readers, writers, schema: schema.map(str::to_owned) })
    }

    /// Makes the schema that the tables go to.
    pub(crate) async fn make_schema(&self) -> Result<(), StoreError> {
        let Some(schema) = &self.schema else { return Ok(()) };
        let lease = Pool::take(&self.writers).await?;
        loop {
            let script = format!("CREATE SCHEMA IF NOT EXISTS {schema}");
            match lease.connection()?.script(&script).await {
                // Two nodes that start at once: the later one looks again.
                Err(CommitError::Conflict(_)) => {}
                Err(CommitError::Store(error)) => return Err(error),
                Ok(()) => return Ok(()),
            }
        }
    }

    /// What autovacuum does some time after many rows came: reads of an index alone need it.
    #[cfg(feature = "measure")]
    pub(crate) async fn settle(&self) -> Result<(), StoreError> {
        let lease = Pool::take(&self.writers).await?;
        Ok(lease.connection()?.script("VACUUM ANALYZE").await?)
    }

    pub(crate) async fn reader(&self) -> Result<Reader, StoreError> {
        Ok(Reader { lease: Pool::take(&self.readers).await?, begun: false })
    }

    pub(crate) async fn write(&self, work: Work) -> Result<Done, CommitError> {
        let mut lease = Pool::take(&self.writers).await?;
        match work {
            Work::Commit(plan) => write::commit(&mut lease, plan).await,
            Work::Statement(sql, parameters) => {
                let connection = lease.connection_mut()?;
                connection.prepare(sql).await?;
                let rows = connection.rows(sql, &parameters).await?;
                let rows =
                    rows.iter().map(|row| Row::new(row).values()).collect::<Result<_, _>>()?;
                Ok(Done { rows, ..Done::default() })
            }
            Work::Script(script) => {
                lease.connection()?.script(&script).await?;
                Ok(Done::default())
            }
        }
    }

    /// Whether the tables of a first migration are there.
    pub(crate) async fn has_tables(&self) -> Result<bool, StoreError> {
        let lease = Pool::take(&self.readers).await?;
        lease.connection()?.has_table("schema_version").await
    }

    /// A transaction that reads a backup in.
    pub(crate) async fn loading(&self) -> Result<Loading, StoreError> {
        Loading::begin(Pool::take(&self.writers).await?).await
    }

    pub(crate) async fn prepare_all(&self) -> Result<usize, StoreError> {
        let mut lease = Pool::take(&self.readers).await?;
        let mut count = 0;
        for sql in statements::all() {
            let connection = lease.connection_mut()?;
            connection.prepare(sql).await?;
            connection.check_types(sql)?;
            count += 1;
        }
        Ok(count)
    }
}

/// The schema's name goes into statements as it is.
fn check_name(schema: &str) -> Result<(), StoreError> {
    let letter = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    let first = schema.bytes().next().is_some_and(|byte| byte.is_ascii_lowercase());
    if first && schema.len() <= 63 && schema.bytes().all(letter) {
        return Ok(());
    }
    Err(StoreError(format!(
        "`{schema}` cannot be a schema: use lower-case letters, digits and _, a letter first"
    )))
}

/// One snapshot: a read-only transaction that sees the rows as they were at its first read.
pub(crate) struct Reader {
    lease: Lease,
    begun: bool,
}

const BEGIN: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY";

impl Reader {
    /// Hands over the rows for each set of parameters, with the set's position; all sets travel
    /// together, and with the first the beginning of the transaction.
    pub(crate) async fn each(
        &mut self,
        sql: &'static str,
        sets: &[Vec<Parameter>],
        take: &mut Take<'_>,
    ) -> Result<(), StoreError> {
        self.lease.connection_mut()?.prepare(sql).await?;
        let begin = !std::mem::replace(&mut self.begun, true);
        if begin {
            self.lease.transaction_open(true);
        }
        let connection = self.lease.connection()?;
        let mut work = Vec::with_capacity(sets.len() + 1);
        if begin {
            work.push(connection.boxed_command(BEGIN));
        }
        work.extend(sets.iter().map(|parameters| connection.boxed_rows(sql, parameters)));
        let answers = in_order(work).await;
        let rows = answers.into_iter().collect::<Result<Vec<_>, _>>()?;
        for (position, rows) in rows.iter().skip(usize::from(begin)).enumerate() {
            rows.iter().try_for_each(|row| take(position, &mut Row::new(row)))?;
        }
        Ok(())
    }

    /// Rows of one statement, one at a time, as the server sends them.
    pub(crate) async fn scan(
        &mut self,
        sql: &'static str,
        take: &mut Take<'_>,
    ) -> Result<(), StoreError> {
        self.lease.connection_mut()?.prepare(sql).await?;
        if !std::mem::replace(&mut self.begun, true) {
            self.lease.transaction_open(true);
            self.lease.connection()?.boxed_command(BEGIN).await?;
        }
        self.lease.connection()?.scan(sql, take).await
    }
}
