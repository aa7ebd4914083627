//! What SQLite makes of the statements.

use std::{fs, path::Path};

use super::*;

/// What a statement may walk through from end to end: the statement's beginning, and why nobody
/// waits for it.
const WALKS: [(&str, &str); 7] = [
    ("SELECT name, version FROM playbook", "one row a published version"),
    ("SELECT day, size, note FROM audit_checkpoint", "one row a day"),
    ("SELECT year, body FROM calendar_year", "one row a year"),
    ("SELECT district, day, latest FROM sequence", "the integrity check reads everything"),
    ("SELECT DISTINCT case_id FROM", "the integrity check reads everything"),
    ("SELECT name, position, run_at, version FROM background_job", "a handful of jobs"),
    ("SELECT COALESCE(MAX(version), 0) FROM schema_version", "one row a migration"),
];

fn migrated() -> Connection {
    let connection = Connection::open_in_memory().unwrap();
    connection.execute_batch("CREATE TABLE schema_version (version INTEGER PRIMARY KEY)").unwrap();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations");
    let files = fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
    let files: std::collections::BTreeSet<_> = files.collect();
    for file in files {
        let script = fs::read_to_string(file).unwrap();
        connection.execute_batch(&Dialect::Sqlite.text(&script)).unwrap();
    }
    connection
}

/// How SQLite would run a statement, line by line.
fn plan(connection: &Connection, sql: &str) -> Vec<String> {
    let text = format!("EXPLAIN QUERY PLAN {}", Dialect::Sqlite.text(sql));
    let mut statement = connection.prepare(&text).unwrap();
    let nothing = vec![rusqlite::types::Null; statement.parameter_count()];
    let nothing = rusqlite::params_from_iter(nothing);
    let lines = statement.query_map(nothing, |row| row.get::<_, String>(3)).unwrap();
    lines.map(Result::unwrap).collect()
}

/// The names of tables, or of indexes that hold a part of their table only.
fn names(connection: &Connection, condition: &str) -> Vec<String> {
    let text = format!("SELECT name FROM sqlite_schema WHERE {condition}");
    let mut statement = connection.prepare(&text).unwrap();
    let names = statement.query_map((), |row| row.get(0)).unwrap();
    names.map(Result::unwrap).collect()
}

#[test]
fn no_statement_walks_through_a_table() {
    let connection = migrated();
    let tables = names(&connection, "type = 'table'");
    let partial = names(&connection, "type = 'index' AND sql LIKE '% WHERE %'");
    for sql in statements::all() {
        // A backup reads everything.
        let is_backup = crate::backup::STATEMENTS.contains(&sql);
        if is_backup || WALKS.iter().any(|(beginning, _)| sql.starts_with(beginning)) {
            continue;
        }
        for line in plan(&connection, sql) {
            let mut words = line.split(' ').skip_while(|word| *word != "SCAN").skip(1);
            let walked = words.next().unwrap_or("");
            let index = words.last().unwrap_or("");
            // A part of an index, or its beginning, is the list itself.
            let is_list = partial.iter().any(|name| name == index)
                || (line.contains("USING INDEX") && sql.contains("LIMIT"));
            assert!(is_list || !tables.iter().any(|name| name == walked), "{line}: {sql}");
        }
    }
}

#[test]
fn pages_come_in_the_order_of_their_index() {
    let connection = migrated();
    let pages = [crate::lists::STATEMENTS, crate::inbox::STATEMENTS].concat();
    for sql in pages.into_iter().filter(|sql| sql.contains("LIMIT")) {
        for line in plan(&connection, sql) {
            assert!(!line.contains("TEMP B-TREE"), "{line}: {sql}");
        }
    }
}
