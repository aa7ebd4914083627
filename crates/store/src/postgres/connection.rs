//! One connection with its prepared statements.

use std::{
    collections::HashMap,
    error::Error as _,
    future::{Future, poll_fn},
    pin::Pin,
    task::{Context, Poll, Waker},
};

use futures_util::TryStreamExt as _;
use linli_app::ports::{CommitError, StoreError};
use tokio_postgres::{
    Client, Config, Error, NoTls, Socket, Statement, binary_copy::BinaryCopyInWriter,
    error::SqlState, tls::MakeTlsConnect, types::ToSql,
};

use super::{
    address::Address,
    bind, tls,
    unconnected::{Cause, Unconnected},
};
use crate::{
    dialect::Dialect,
    value::{Parameter, Row, Take},
};

/// How the server plans for this program: every statement finds a few rows by an index, in pages
/// that are in memory, so an index page costs what any other does, and nothing runs long enough to
/// be worth compiling. Without this, small tables are read whole, level by level, on the way up
/// from a place.
const PLANNING: &str = "-c random_page_cost=1.1 -c jit=off";

/// What the driver says of a server that was asked to encrypt and does not.
const NO_TLS: &str = "server does not support TLS";

/// Something on its way to the server.
pub(crate) type Pending<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// A connection.
pub(crate) struct Connection {
    client: Client,
    statements: HashMap<&'static str, Statement>,
}

impl Connection {
    /// Connects.
    ///
    /// # Errors
    /// [`Unconnected`] with its cause.
    pub(crate) async fn open(address: &Address) -> Result<Self, Unconnected> {
        let mut planned = address.config.clone();
        planned.options(format!("{PLANNING} {}", planned.get_options().unwrap_or_default()));
        let client = match &address.tls {
            Some(tls) => connect(&planned, tls.clone()).await,
            None => connect(&planned, NoTls).await,
        };
        let client = client.map_err(|error| unconnected(&planned, &error))?;
        Ok(Self { client, statements: HashMap::new() })
    }

    pub(crate) fn is_closed(&self) -> bool {
        self.client.is_closed()
    }

    /// Prepares a statement at its first use on this connection.
    pub(crate) async fn prepare(&mut self, sql: &'static str) -> Result<(), StoreError> {
        if self.statements.contains_key(sql) {
            return Ok(());
        }
        let text = Dialect::Postgres.text(sql);
        let prepared = self.client.prepare(&text).await;
        let statement =
            prepared.map_err(|error| StoreError(format!("{}: {text}", reason(&error))))?;
        self.statements.insert(sql, statement);
        Ok(())
    }

    fn statement(&self, sql: &'static str) -> Result<&Statement, StoreError> {
        let missing = || StoreError(format!("a statement was not prepared: {sql}"));
        self.statements.get(sql).ok_or_else(missing)
    }

    /// Whether a prepared statement takes and gives portable types only.
    pub(crate) fn check_types(&self, sql: &'static str) -> Result<(), StoreError> {
        let statement = self.statement(sql)?;
        let columns = statement.columns().iter().map(tokio_postgres::Column::type_);
        match statement.params().iter().chain(columns).find(|kind| !bind::is_portable(kind)) {
            Some(kind) => Err(StoreError(format!("the type {kind} is not portable: {sql}"))),
            None => Ok(()),
        }
    }

    /// Rows of a prepared statement.
    ///
    /// # Errors
    /// [`Failure`] as the server gave it.
    pub(crate) async fn rows(
        &self,
        sql: &'static str,
        parameters: &[Parameter],
    ) -> Result<Vec<tokio_postgres::Row>, StoreError> {
        let found = self.client.query(self.statement(sql)?, &references(parameters)).await;
        found.map_err(|error| StoreError(reason(&error)))
    }

    /// Rows of a prepared statement, one at a time, as the server sends them.
    pub(crate) async fn scan(
        &self,
        sql: &'static str,
        take: &mut Take<'_>,
    ) -> Result<(), StoreError> {
        let none: [&(dyn ToSql + Sync); 0] = [];
        let found = self.client.query_raw(self.statement(sql)?, none).await;
        let mut found = std::pin::pin!(found.map_err(|error| StoreError(reason(&error)))?);
        while let Some(row) = found.try_next().await.map_err(|error| StoreError(reason(&error)))? {
            take(0, &mut Row::new(&row))?;
        }
        Ok(())
    }

    /// Whether a table is there.
    pub(crate) async fn has_table(&self, name: &str) -> Result<bool, StoreError> {
        let found = self.client.query_one("SELECT to_regclass($1) IS NOT NULL", &[&name]).await;
        let found = found.and_then(|row| row.try_get(0));
        found.map_err(|error| StoreError(reason(&error)))
    }

    /// Writes many rows with one statement that stands in no list: `copy` takes them in binary
    /// form, and the parameters of `insert`, which is never run, have the types of the columns.
    pub(crate) async fn copy(
        &self,
        copy: &str,
        insert: &str,
        rows: impl Iterator<Item = Result<Vec<Parameter>, StoreError>> + Send,
    ) -> Result<(), StoreError> {
        let failed = |error: Error| StoreError(reason(&error));
        let typed = self.client.prepare(&Dialect::Postgres.text(insert)).await.map_err(failed)?;
        let sink = self.client.copy_in(copy).await.map_err(failed)?;
        let mut writer = std::pin::pin!(BinaryCopyInWriter::new(sink, typed.params()));
        for row in rows {
            let row = row?;
            if row.len() != typed.params().len() {
                return Err(StoreError("a row has another length than its table".into()));
            }
            writer.as_mut().write_raw(&row).await.map_err(failed)?;
        }
        writer.finish().await.map(drop).map_err(failed)
    }

    /// Texts that a query of the catalogue gives.
    pub(crate) async fn catalogue(&self, sql: &str) -> Result<Vec<String>, StoreError> {
        let found =
            self.client.query(sql, &[]).await.map_err(|error| StoreError(reason(&error)))?;
        let texts = found.iter().map(|row| row.try_get(0));
        texts.collect::<Result<_, _>>().map_err(|error| StoreError(reason(&error)))
    }

    /// [`Self::rows`], to be sent together with others.
    pub(crate) fn boxed_rows<'a>(
        &'a self,
        sql: &'static str,
        parameters: &'a [Parameter],
    ) -> Pending<'a, Result<Vec<tokio_postgres::Row>, StoreError>> {
        Box::pin(self.rows(sql, parameters))
    }

    /// A transaction command, to be sent together with reads.
    pub(crate) fn boxed_command<'a>(
        &'a self,
        command: &'static str,
    ) -> Pending<'a, Result<Vec<tokio_postgres::Row>, StoreError>> {
        Box::pin(async move {
            let done = self.client.batch_execute(command).await;
            done.map(|()| Vec::new()).map_err(|error| StoreError(reason(&error)))
        })
    }

    /// How many rows a prepared statement changed or found.
    pub(crate) async fn change(
        &self,
        sql: &'static str,
        parameters: &[Parameter],
        subject: &'static str,
    ) -> Result<u64, CommitError> {
        let changed = self.client.execute(self.statement(sql)?, &references(parameters)).await;
        changed.map_err(|error| refused(&error, subject))
    }

    /// A transaction command on its own or together with changes.
    pub(crate) async fn command(&self, command: &'static str) -> Result<(), CommitError> {
        self.client.batch_execute(command).await.map_err(|error| refused(&error, "transaction"))
    }

    /// Several statements in one transaction.
    pub(crate) async fn script(&self, script: &str) -> Result<(), CommitError> {
        self.client.batch_execute(script).await.map_err(|error| refused(&error, "schema"))
    }

    /// Sends the end of an open transaction without waiting for the answer: whatever is sent
    /// next on this connection is answered after it.
    pub(crate) fn give_up(&self) {
        let mut rollback = std::pin::pin!(self.client.batch_execute("ROLLBACK"));
        // The first poll sends; the answer is thrown away by the connection.
        let _ = rollback.as_mut().poll(&mut Context::from_waker(Waker::noop()));
    }
}

/// Connects, and reads and writes beside as long as the client is used.
async fn connect<T>(config: &Config, tls: T) -> Result<Client, Error>
where
    T: MakeTlsConnect<Socket>,
    T::Stream: Send + 'static,
{
    let (client, connection) = config.connect(tls).await?;
    tokio::spawn(async move {
        if let Err(error) = connection.await {
            tracing::warn!(reason = reason(&error), "a database connection was lost");
        }
    });
    Ok(client)
}

fn references(parameters: &[Parameter]) -> Vec<&(dyn ToSql + Sync)> {
    parameters.iter().map(|parameter| parameter as &(dyn ToSql + Sync)).collect()
}

/// Sends everything in the order given before any answer is awaited, and gives the answers in
/// that order. The client sends at the first poll, so the order of polling is the order on the
/// wire; ready-made joins promise no such order.
pub(crate) async fn in_order<T>(work: Vec<Pending<'_, T>>) -> Vec<T> {
    let mut pending: Vec<Result<T, Pending<'_, T>>> = work.into_iter().map(Err).collect();
    poll_fn(move |context| {
        let mut waiting = false;
        for slot in &mut pending {
            if let Err(future) = slot {
                match future.as_mut().poll(context) {
                    Poll::Ready(answer) => *slot = Ok(answer),
                    Poll::Pending => waiting = true,
                }
            }
        }
        if waiting {
            return Poll::Pending;
        }
        Poll::Ready(std::mem::take(&mut pending).into_iter().filter_map(Result::ok).collect())
    })
    .await
}

/// Two nodes make the same schema, or a table's row type, at once. A table that was there before is
/// neither: it would be there at the next try too.
const MADE_AT_ONCE: [SqlState; 2] = [SqlState::DUPLICATE_SCHEMA, SqlState::DUPLICATE_OBJECT];

/// A taken key and a lost race are conflicts, anything else a failure.
fn refused(error: &Error, subject: &'static str) -> CommitError {
    let lost = [
        SqlState::UNIQUE_VIOLATION,
        SqlState::T_R_SERIALIZATION_FAILURE,
        SqlState::T_R_DEADLOCK_DETECTED,
    ];
    match error.code() {
        Some(code) if lost.contains(code) => CommitError::Conflict(subject),
        Some(code) if MADE_AT_ONCE.contains(code) => CommitError::Conflict(subject),
        _ => CommitError::Store(StoreError(format!("{subject}: {}", reason(error)))),
    }
}

/// The library's message is only a category; the reason is underneath.
fn reason(error: &Error) -> String {
    match (error.as_db_error(), error.source()) {
        (Some(database), _) => database.message().to_owned(),
        (None, Some(source)) => source.to_string(),
        (None, None) => error.to_string(),
    }
}

/// Why the server at an address is not connected.
fn unconnected(config: &Config, error: &Error) -> Unconnected {
    let (at, said) = (shown(config), reason(error));
    let (cause, sentence) = match tls::advice(error) {
        Some((cause, advice)) => {
            (cause, format!("the database at {at} is not trusted ({said}): {advice}"))
        }
        None if said == NO_TLS => (
            Cause::Unencrypted,
            format!(
                "the database at {at} does not encrypt: switch ssl on there, or write \
                 sslmode=disable into its address if its network is your own"
            ),
        ),
        None => (
            Cause::of(error, &said),
            format!(
                "the database at {at} cannot be reached ({said}): start it, or correct its address"
            ),
        ),
    };
    Unconnected { cause, said: format!("{at}: {said}"), sentence }
}

/// Hosts and ports of an address.
fn shown(config: &Config) -> String {
    let hosts = config.get_hosts().iter().map(|host| match host {
        tokio_postgres::config::Host::Tcp(name) => name.clone(),
        tokio_postgres::config::Host::Unix(path) => path.display().to_string(),
    });
    let ports = config.get_ports();
    let shown: Vec<String> = hosts
        .enumerate()
        .map(|(position, host)| {
            let port = ports.get(position).or_else(|| ports.first()).copied().unwrap_or(5432);
            format!("{host}:{port}")
        })
        .collect();
    shown.join(",")
}
