//! Fresh databases on each engine.

use std::{
    collections::BTreeMap,
    path::PathBuf,
    process,
    sync::atomic::{AtomicU64, Ordering},
};

use linli_store::{Database, SqliteLocation, SqliteOptions, Synchronous};
use linli_testkit::needs;
use tokio_postgres::NoTls;

/// A test's database.
pub(crate) struct Fresh {
    pub(crate) database: Database,
    schema: Option<(String, String)>,
}

impl std::ops::Deref for Fresh {
    type Target = Database;

    fn deref(&self) -> &Database {
        &self.database
    }
}

impl Fresh {
    /// Its rows behind the ports' back, on PostgreSQL.
    pub(crate) fn raw(&self) -> Option<Raw> {
        let (address, schema) = self.schema.clone()?;
        Some(Raw::Postgres { address, schema })
    }

    /// Leaves nothing behind.
    pub(crate) async fn remove(self) {
        let raw = self.raw();
        drop(self.database);
        if let Some(raw) = raw {
            raw.drop_schema().await;
        }
    }
}

/// The rows behind the ports' back.
#[derive(Clone, Debug)]
pub(crate) enum Raw {
    Sqlite(PathBuf),
    Postgres { address: String, schema: String },
}

impl Raw {
    /// Runs statements.
    pub(crate) async fn script(&self, script: &str) {
        match self {
            Self::Sqlite(path) => {
                rusqlite::Connection::open(path).unwrap().execute_batch(script).unwrap();
            }
            Self::Postgres { .. } => {
                self.session().await.batch_execute(script).await.unwrap();
            }
        }
    }

    /// Rows of two numbers, by the first.
    pub(crate) async fn pairs(&self, query: &str) -> BTreeMap<i64, i64> {
        match self {
            Self::Sqlite(path) => {
                let connection = rusqlite::Connection::open(path).unwrap();
                let mut statement = connection.prepare(query).unwrap();
                let rows = statement.query_map((), |row| Ok((row.get(0)?, row.get(1)?)));
                rows.unwrap().map(Result::unwrap).collect()
            }
            Self::Postgres { .. } => {
                let rows = self.session().await.query(query, &[]).await.unwrap();
                rows.iter().map(|row| (row.get(0), row.get(1))).collect()
            }
        }
    }

    /// Waits until the server has noticed that its clients were killed: until then it may still
    /// finish what they had sent.
    pub(crate) async fn wait_until_alone(&self) {
        let Self::Postgres { schema, .. } = self else { return };
        let client = self.connect().await;
        let query = "SELECT COUNT(*) FROM pg_stat_activity WHERE application_name = $1";
        while client.query_one(query, &[schema]).await.unwrap().get::<_, i64>(0) > 0 {
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
    }

    /// Leaves nothing behind.
    pub(crate) async fn drop_schema(&self) {
        if let Self::Postgres { schema, .. } = self {
            let script = format!("DROP SCHEMA IF EXISTS {schema} CASCADE");
            self.connect().await.batch_execute(&script).await.unwrap();
        }
    }

    /// A connection to PostgreSQL that sees the test's tables.
    pub(crate) async fn session(&self) -> tokio_postgres::Client {
        let client = self.connect().await;
        if let Self::Postgres { schema, .. } = self {
            let path = format!("SET search_path = {schema}");
            client.batch_execute(&path).await.unwrap();
        }
        client
    }

    async fn connect(&self) -> tokio_postgres::Client {
        let Self::Postgres { address, .. } = self else { panic!("{self:?} has no address") };
        let (client, connection) = tokio_postgres::connect(address, NoTls).await.unwrap();
        tokio::spawn(connection);
        client
    }
}

/// An empty SQLite database, migrated.
pub(crate) async fn fresh_sqlite() -> Fresh {
    let options = SqliteOptions { synchronous: Synchronous::Off, ..SqliteOptions::default() };
    let database = Database::open_sqlite(SqliteLocation::Temporary, options).unwrap();
    database.migrate().await.unwrap();
    Fresh { database, schema: None }
}

/// A schema that no other test uses.
pub(crate) fn new_schema() -> String {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    format!("test_{}_{}", process::id(), COUNT.fetch_add(1, Ordering::Relaxed))
}

/// An empty schema on PostgreSQL, migrated.
pub(crate) async fn fresh_postgres() -> Fresh {
    let address = needs::postgres();
    let schema = new_schema();
    let database = Database::open_postgres(&address, Some(&schema), 16).await.unwrap();
    database.migrate().await.unwrap();
    Fresh { database, schema: Some((address, schema)) }
}

/// Runs each story on each engine, as a test of its own.
macro_rules! on_every_engine {
    ($($story:ident),+ $(,)?) => {
        mod sqlite {$(
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $story() {
                let fresh = $crate::engines::fresh_sqlite().await;
                super::$story(&fresh).await;
                fresh.remove().await;
            }
        )+}

        mod postgres {$(
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $story() {
                let fresh = $crate::engines::fresh_postgres().await;
                super::$story(&fresh).await;
                fresh.remove().await;
            }
        )+}
    };
}
pub(crate) use on_every_engine;
