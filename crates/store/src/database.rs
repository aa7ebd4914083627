//! The database as the program sees it: opened, migrated, read, written.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use async_trait::async_trait;
use linli_app::{
    Changes, Committed,
    ports::{CommitError, OutboxJob, RollUp, Seal, Snapshot, Store, StoreError, StoreFigures},
};
use linli_kernel::{Moment, RawId};

use crate::{
    accounts::TOUCH_SESSION,
    dialect::Dialect,
    integrity::{self, Integrity},
    outbox::{CLAIM, FINISH, RETRY, read_job},
    plan::{Done, Plan, Work},
    postgres::{Postgres, Unconnected},
    schema,
    sqlite::{Sqlite, SqliteLocation, SqliteOptions},
    upkeep::{ANY_CASE, KEEP_KEY_CHECK, KEY_CHECK, SEALED},
    value::{Parameter, Row, parameters},
    view::{Reader, View},
};

/// The engine behind a database.
pub(crate) enum Engine {
    /// SQLite, in this process.
    Sqlite(Sqlite),
    /// PostgreSQL, over a connection pool.
    Postgres(Postgres),
}

impl Engine {
    pub(crate) fn dialect(&self) -> Dialect {
        match self {
            Self::Sqlite(_) => Dialect::Sqlite,
            Self::Postgres(_) => Dialect::Postgres,
        }
    }

    /// Whether the tables of a first migration are there.
    pub(crate) async fn has_tables(&self) -> Result<bool, StoreError> {
        match self {
            Self::Sqlite(sqlite) => sqlite.has_tables(),
            Self::Postgres(postgres) => postgres.has_tables().await,
        }
    }

    /// Begins a consistent view.
    pub(crate) async fn reader(&self) -> Result<Reader, StoreError> {
        match self {
            Self::Sqlite(sqlite) => sqlite.reader().await.map(Reader::Sqlite),
            Self::Postgres(postgres) => postgres.reader().await.map(Reader::Postgres),
        }
    }

    /// Does all of it, durably, or nothing.
    pub(crate) async fn write(&self, work: Work) -> Result<Done, CommitError> {
        match self {
            Self::Sqlite(sqlite) => sqlite.write(work).await,
            Self::Postgres(postgres) => postgres.write(work).await,
        }
    }
}

/// All rows of an installation.
pub struct Database {
    pub(crate) engine: Engine,
    commits: AtomicU64,
    waiting: AtomicU64,
    disk_full: AtomicBool,
    #[cfg(feature = "measure")]
    tape: Option<crate::measure::Tape>,
}

/// What rows tell of the key that personal values in them are sealed under.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeyTrace {
    /// By what it is recognised; `None` where no program that keeps this used the database yet.
    pub word: Option<String>,
    /// Somebody's own key, sealed under it.
    pub sealed: Option<Vec<u8>>,
    /// Whether there are cases.
    pub has_cases: bool,
}

/// A commit that waits, counted until it is written or given up.
struct Waiting<'a>(&'a AtomicU64);

impl<'a> Waiting<'a> {
    fn one(count: &'a AtomicU64) -> Self {
        count.fetch_add(1, Ordering::Relaxed);
        Self(count)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Database {
    /// Opens a SQLite file, making it if need be. Call [`Self::migrate`] before anything else.
    ///
    /// # Errors
    /// [`StoreError`] if the file cannot be opened or is no SQLite database.
    pub fn open_sqlite(
        location: SqliteLocation<'_>,
        options: SqliteOptions,
    ) -> Result<Self, StoreError> {
        Ok(Self::over(Engine::Sqlite(Sqlite::open(location, options)?)))
    }

    /// Connects to a PostgreSQL of version 15 or newer (`postgres://user:password@host/database`)
    /// with at most `connections` connections, two at least: a quarter of them write, the others
    /// read. All tables are in `schema`, or where the server puts them by itself. Call
    /// [`Self::migrate`] before anything else.
    ///
    /// # Errors
    /// [`Unconnected`] if the address is no address, or nobody there lets us in.
    pub async fn open_postgres(
        url: &str,
        schema: Option<&str>,
        connections: usize,
    ) -> Result<Self, Unconnected> {
        Ok(Self::over(Engine::Postgres(Postgres::open(url, schema, connections).await?)))
    }

    fn over(engine: Engine) -> Self {
        Self {
            engine,
            commits: AtomicU64::new(0),
            waiting: AtomicU64::new(0),
            disk_full: AtomicBool::new(false),
            #[cfg(feature = "measure")]
            tape: None,
        }
    }

    /// The same database, with every read from now on recorded.
    #[cfg(feature = "measure")]
    #[must_use]
    pub fn recorded_on(self, tape: crate::measure::Tape) -> Self {
        Self { tape: Some(tape), ..self }
    }

    /// Leaves the tables as a server's own upkeep leaves them some time after many rows came.
    ///
    /// # Errors
    /// [`StoreError`] if the database fails.
    #[cfg(feature = "measure")]
    pub async fn settle(&self) -> Result<(), StoreError> {
        match &self.engine {
            Engine::Sqlite(_) => Ok(()),
            Engine::Postgres(postgres) => postgres.settle().await,
        }
    }

    /// Brings the tables to this program's version.
    ///
    /// # Errors
    /// [`StoreError`] if the database fails, or was written by a newer program.
    pub async fn migrate(&self) -> Result<(), StoreError> {
        if let Engine::Postgres(postgres) = &self.engine {
            postgres.make_schema().await?;
        }
        schema::migrate(&self.engine).await
    }

    /// The version of the tables; 0 before the first [`Self::migrate`].
    ///
    /// # Errors
    /// [`StoreError`] if the database fails.
    pub async fn schema_version(&self) -> Result<usize, StoreError> {
        schema::version(&self.engine).await
    }

    /// The version of the tables that this program works with.
    #[must_use]
    pub const fn newest_schema() -> usize {
        schema::newest()
    }

    /// Whether there are tables already; unlike [`Self::schema_version`] it makes none.
    ///
    /// # Errors
    /// [`StoreError`] if the database fails.
    pub async fn has_tables(&self) -> Result<bool, StoreError> {
        self.engine.has_tables().await
    }

    /// What the rows tell of their key, in tables of any version: whoever has another key must be
    /// refused before the tables are migrated.
    ///
    /// # Errors
    /// [`StoreError`] if the database fails.
    pub async fn key_trace(&self) -> Result<KeyTrace, StoreError> {
        if !self.has_tables().await? {
            return Ok(KeyTrace::default());
        }
        let version = self.schema_version().await?;
        let mut view = self.view().await?;
        let mut trace = KeyTrace::default();
        if version >= schema::WITH_KEY_CHECK {
            trace.word = view.first(KEY_CHECK, parameters![], |row| row.text()).await?;
        }
        if version > 0 {
            trace.sealed = view.first(SEALED, parameters![], |row| row.blob()).await?;
            let case = view.first(ANY_CASE, parameters![], |row| row.integer()).await?;
            trace.has_cases = case.is_some();
        }
        Ok(trace)
    }

    /// Keeps by what the key is recognised; the first one stays for ever.
    ///
    /// # Errors
    /// [`StoreError`] if the database fails.
    pub async fn keep_key_check(&self, word: &str) -> Result<(), StoreError> {
        self.statement(KEEP_KEY_CHECK, parameters![word]).await.map(drop)
    }

    /// Compares every case with its events, its list rows, its audit rows and its number.
    ///
    /// # Errors
    /// [`StoreError`] if the database fails; what does not fit together is in the answer.
    pub async fn check_integrity(&self) -> Result<Integrity, StoreError> {
        integrity::check(&mut self.view().await?).await
    }

    /// Prepares every statement of the program, as a test of the SQL against this engine.
    ///
    /// # Errors
    /// [`StoreError`] with the first statement that the engine does not take.
    pub async fn prepare_all(&self) -> Result<usize, StoreError> {
        match &self.engine {
            Engine::Sqlite(sqlite) => sqlite.prepare_all().await,
            Engine::Postgres(postgres) => postgres.prepare_all().await,
        }
    }

    pub(crate) async fn view(&self) -> Result<View, StoreError> {
        let view = View::new(self.engine.reader().await?);
        #[cfg(feature = "measure")]
        let view = view.recorded_on(self.tape.as_ref());
        Ok(view)
    }

    /// One statement outside any use-case.
    async fn statement(
        &self,
        sql: &'static str,
        parameters: Vec<Parameter>,
    ) -> Result<Done, StoreError> {
        Ok(self.write(Work::Statement(sql, parameters)).await?)
    }

    /// Writes, and keeps in mind that there was no room. That there is room again is said by a
    /// commit, since a statement may find nothing to write.
    async fn write(&self, work: Work) -> Result<Done, CommitError> {
        let commits = matches!(work, Work::Commit(_));
        let done = self.engine.write(work).await;
        match &done {
            Ok(_) if commits => self.disk_full.store(false, Ordering::Relaxed),
            Err(CommitError::Store(error)) if error.is_disk_full() => {
                self.disk_full.store(true, Ordering::Relaxed);
            }
            _ => {}
        }
        done
    }
}

#[async_trait]
impl Store for Database {
    async fn snapshot(&self) -> Result<Box<dyn Snapshot>, StoreError> {
        Ok(Box::new(self.view().await?))
    }

    async fn commit(&self, changes: Changes) -> Result<Committed, CommitError> {
        let plan = Plan::new(changes)?;
        let waiting = Waiting::one(&self.waiting);
        let done = self.write(Work::Commit(plan)).await;
        drop(waiting);
        let done = done?;
        self.commits.fetch_add(1, Ordering::Relaxed);
        Ok(Committed { numbers: done.numbers })
    }

    async fn claim_outbox(
        &self,
        now: Moment,
        locked_until: Moment,
        limit: i64,
    ) -> Result<Vec<OutboxJob>, StoreError> {
        let done = self.statement(CLAIM, parameters![now, locked_until, limit]).await?;
        let jobs: Result<Vec<_>, _> =
            done.rows.iter().map(|row| read_job(&mut Row::new(row))).collect();
        // Ids rise with time, and no engine promises an order of returned rows.
        let mut jobs = jobs?;
        jobs.sort_by_key(|job| job.id);
        Ok(jobs)
    }

    async fn finish_outbox(&self, id: RawId, at: Moment) -> Result<(), StoreError> {
        self.statement(FINISH, parameters![id, at]).await.map(drop)
    }

    async fn retry_outbox(&self, id: RawId, run_at: Moment) -> Result<(), StoreError> {
        self.statement(RETRY, parameters![id, run_at]).await.map(drop)
    }

    async fn touch_session(&self, token_hash: &[u8], idle_until: Moment) -> Result<(), StoreError> {
        self.statement(TOUCH_SESSION, parameters![token_hash, idle_until]).await.map(drop)
    }

    async fn seal_audit(&self, seal: Seal) -> Result<(), CommitError> {
        self.write(Work::Commit(Plan::sealing(seal))).await.map(drop)
    }

    async fn roll_up(&self, roll_up: RollUp) -> Result<(), CommitError> {
        self.write(Work::Commit(Plan::counting(roll_up)?)).await.map(drop)
    }

    async fn is_current(&self) -> Result<bool, StoreError> {
        schema::is_current(&mut self.view().await?).await
    }

    async fn try_to_write(&self) -> Result<(), StoreError> {
        self.write(Work::Commit(Plan::taking_room())).await?;
        Ok(self.write(Work::Commit(Plan::leaving_room())).await.map(drop)?)
    }

    fn figures(&self) -> StoreFigures {
        let commits = self.commits.load(Ordering::Relaxed);
        let flushes = match &self.engine {
            Engine::Sqlite(sqlite) => sqlite.flushes(),
            // The server flushes for itself, and says nothing of who shared.
            Engine::Postgres(_) => commits,
        };
        StoreFigures {
            commits,
            flushes,
            waiting: self.waiting.load(Ordering::Relaxed),
            disk_full: self.disk_full.load(Ordering::Relaxed),
        }
    }
}
