//! Fresh databases on each engine.

use std::{
    env, process,
    sync::atomic::{AtomicU64, Ordering},
};

use linli_store::{Database, SqliteLocation, SqliteOptions, Synchronous};
use tokio_postgres::NoTls;

/// Where the test runner says that a PostgreSQL is.
pub(crate) const ADDRESS: &str = "LINLI_TEST_POSTGRES";

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
    /// Leaves nothing behind.
    pub(crate) async fn remove(self) {
        drop(self.database);
        if let Some((address, schema)) = self.schema {
            let (client, connection) = tokio_postgres::connect(&address, NoTls).await.unwrap();
            tokio::spawn(connection);
            let script = format!("DROP SCHEMA IF EXISTS {schema} CASCADE");
            client.batch_execute(&script).await.unwrap();
        }
    }
}

/// An empty SQLite database, migrated.
pub(crate) async fn fresh_sqlite() -> Fresh {
    let options = SqliteOptions { synchronous: Synchronous::Off, ..SqliteOptions::default() };
    let database = Database::open_sqlite(SqliteLocation::Temporary, options).unwrap();
    database.migrate().await.unwrap();
    Fresh { database, schema: None }
}

/// The address of a PostgreSQL, if there is one for this run; a build server must have one.
pub(crate) fn postgres_address() -> Option<String> {
    let address = env::var(ADDRESS).ok();
    let must = env::var("CI").is_ok_and(|value| value == "true");
    assert!(address.is_some() || !must, "{ADDRESS} is not set");
    address
}

/// A schema that no other test uses.
pub(crate) fn new_schema() -> String {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    format!("test_{}_{}", process::id(), COUNT.fetch_add(1, Ordering::Relaxed))
}

/// An empty schema on PostgreSQL, migrated; `None` where this run has no PostgreSQL.
pub(crate) async fn fresh_postgres() -> Option<Fresh> {
    let address = postgres_address()?;
    let schema = new_schema();
    let database = Database::open_postgres(&address, Some(&schema), 16).await.unwrap();
    database.migrate().await.unwrap();
    Some(Fresh { database, schema: Some((address, schema)) })
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
                let Some(fresh) = $crate::engines::fresh_postgres().await else { return };
                super::$story(&fresh).await;
                fresh.remove().await;
            }
        )+}
    };
}
pub(crate) use on_every_engine;
