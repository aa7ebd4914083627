//! Migrations and statements.

use std::path::PathBuf;

use linli_store::{Cause, Database, SqliteLocation, SqliteOptions};
use linli_testkit::needs;

use crate::engines::{Raw, new_schema, on_every_engine};

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

#[tokio::test]
async fn a_file_that_is_no_database_is_refused_with_its_name() {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("no-database.sqlite");
    std::fs::write(&path, "this is a letter, not a database, and long enough to be one").unwrap();
    for path in [path, PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("no/such/folder/x.sqlite")] {
        let location = SqliteLocation::File(&path);
        let refused = Database::open_sqlite(location, SqliteOptions::default());
        let sentence = refused.err().map(|error| error.to_string()).unwrap();
        assert!(sentence.contains(&path.display().to_string()), "{sentence}");
    }
}

#[tokio::test]
async fn an_unreachable_server_is_one_sentence_without_the_password() {
    let address = "postgres://linli:opensesame@127.0.0.1:1/linli";
    let refused = Database::open_postgres(address, None, 4).await;
    let sentence = refused.err().map(|error| error.to_string()).unwrap();
    assert!(sentence.contains("127.0.0.1:1 cannot be reached"), "{sentence}");
    assert!(!sentence.contains("opensesame"), "{sentence}");
    for broken in ["", "mysql://somewhere", "postgres://linli:opensesame@[", "x"] {
        let refused = Database::open_postgres(broken, None, 4).await;
        let sentence = refused.err().map(|error| error.to_string()).unwrap();
        assert!(!sentence.contains("opensesame"), "{sentence}");
    }
    let unknown = "postgres://linli:opensesame@no-such-machine.invalid/linli";
    for (address, cause) in
        [(address, Cause::Refused), (unknown, Cause::Unreachable), ("x", Cause::Address)]
    {
        let refused = Database::open_postgres(address, None, 4).await;
        assert_eq!(refused.err().map(|error| error.cause), Some(cause), "{address}");
    }
    let refused = Database::open_postgres(address, Some("x; DROP TABLE y"), 4).await;
    assert!(refused.err().unwrap().to_string().contains("cannot be a schema"));
}

#[tokio::test]
async fn a_database_that_is_not_there_is_said_to_be_the_cause_on_postgres() {
    let address = needs::postgres();
    let (server, _) = address.rsplit_once('/').unwrap();
    let refused = Database::open_postgres(&format!("{server}/no_such_name"), None, 2).await;
    let refused = refused.err().unwrap();
    assert_eq!(refused.cause, Cause::Database);
    assert!(refused.said.contains("no_such_name"), "{}", refused.said);
}

#[tokio::test]
async fn a_database_of_a_newer_program_is_refused_on_sqlite() {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("newer.sqlite");
    let _ = std::fs::remove_file(&path);
    let options = SqliteOptions::default();
    let database = Database::open_sqlite(SqliteLocation::File(&path), options).unwrap();
    database.migrate().await.unwrap();
    newer(&database, &Raw::Sqlite(path)).await;
}

#[tokio::test]
async fn a_database_of_a_newer_program_is_refused_on_postgres() {
    let address = needs::postgres();
    let schema = new_schema();
    let database = Database::open_postgres(&address, Some(&schema), 4).await.unwrap();
    database.migrate().await.unwrap();
    let raw = Raw::Postgres { address, schema };
    newer(&database, &raw).await;
    raw.drop_schema().await;
}

async fn newer(database: &Database, raw: &Raw) {
    raw.script("INSERT INTO schema_version (version) VALUES (900)").await;
    let sentence = database.migrate().await.unwrap_err().to_string();
    assert!(sentence.contains("schema version 900"), "{sentence}");
    assert_eq!(database.schema_version().await.unwrap(), 900);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn several_nodes_migrate_at_once_on_postgres() {
    let address = needs::postgres();
    let schema = new_schema();
    let mut nodes = Vec::new();
    for _ in 0..4 {
        let (address, schema) = (address.clone(), schema.clone());
        nodes.push(tokio::spawn(async move {
            let node = Database::open_postgres(&address, Some(&schema), 2).await.unwrap();
            node.migrate().await.unwrap();
        }));
    }
    for node in nodes {
        node.await.unwrap();
    }
    Raw::Postgres { address, schema }.drop_schema().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lost_connections_are_replaced_on_postgres() {
    let address = needs::postgres();
    let schema = new_schema();
    let joint = if address.contains('?') { '&' } else { '?' };
    let named = format!("{address}{joint}application_name={schema}");
    let database = Database::open_postgres(&named, Some(&schema), 2).await.unwrap();
    database.migrate().await.unwrap();
    let raw = Raw::Postgres { address, schema: schema.clone() };
    for _ in 0..3 {
        database.prepare_all().await.unwrap();
        raw.script(&format!(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
             WHERE application_name = '{schema}'"
        ))
        .await;
        raw.wait_until_alone().await;
        // The loss is noticed by the connection's own task, a moment after the server's word.
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        database.check_integrity().await.unwrap();
    }
    raw.drop_schema().await;
}
