//! Migrations and statements.

use linli_store::Database;

use crate::engines::on_every_engine;

on_every_engine! {
    every_statement_prepares_with_portable_types,
    migrating_twice_changes_nothing,
    an_empty_database_is_in_order,
}

async fn every_statement_prepares_with_portable_types(database: &Database) {
    assert!(database.prepare_all().await.unwrap() > 80);
}

async fn migrating_twice_changes_nothing(database: &Database) {
    let version = database.schema_version().await.unwrap();
    assert!(version >= 1);
    database.migrate().await.unwrap();
    assert_eq!(database.schema_version().await.unwrap(), version);
}

async fn an_empty_database_is_in_order(database: &Database) {
    assert_eq!(database.check_integrity().await.unwrap(), linli_store::Integrity::default());
}
