//! Backups: written out of one engine and read into the other, row by row the same.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use linli_app::{
    JobPut,
    ports::{Store as _, StoreError},
};
use linli_kernel::Moment;
use linli_store::{
    Database, Lines, RowSink, RowSource, SqliteLocation, SqliteOptions, TableSum, tables,
};
use linli_testkit::needs;

use crate::{
    engines::{fresh_postgres, fresh_sqlite, new_schema},
    world::{Story, at, build, changes, community_post},
};

/// Lines held in memory.
#[derive(Clone, Debug, Default)]
struct Held {
    tables: BTreeMap<String, Vec<String>>,
    columns: BTreeMap<String, Vec<String>>,
    current: String,
}

impl Held {
    async fn of(database: &Database) -> (Self, Vec<TableSum>) {
        let mut held = Self::default();
        let sums = database.dump(&mut held).await.unwrap();
        for sum in &sums {
            held.columns.insert(sum.table.clone(), sum.columns.clone());
        }
        (held, sums)
    }
}

impl RowSink for Held {
    fn begin(&mut self, table: &str) -> Result<(), StoreError> {
        self.current = table.to_owned();
        self.tables.insert(table.to_owned(), Vec::new());
        Ok(())
    }

    fn line(&mut self, line: &str) -> Result<(), StoreError> {
        self.tables.get_mut(&self.current).unwrap().push(line.to_owned());
        Ok(())
    }
}

impl RowSource for Held {
    fn table(&mut self, table: &str) -> Result<Option<(Vec<String>, Lines<'_>)>, StoreError> {
        let Some(lines) = self.tables.get(table) else { return Ok(None) };
        let columns = self.columns.get(table).cloned().unwrap_or_default();
        Ok(Some((columns, Box::new(lines.iter().map(|line| Ok(line.clone()))))))
    }
}

fn empty_sqlite() -> Database {
    Database::open_sqlite(SqliteLocation::Temporary, SqliteOptions::default()).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_go_from_engine_to_engine_and_back_unchanged_postgres() {
    let from = fresh_sqlite().await;
    build(&from.database).await;
    let (mut held, sums) = Held::of(&from).await;
    assert!(sums.iter().map(|sum| sum.rows).sum::<u64>() > 10, "{sums:?}");
    let version = from.schema_version().await.unwrap();
    let back = empty_sqlite();
    back.load(version, &mut held).await.unwrap();
    assert_eq!(back.sums().await.unwrap(), sums);
    let address = needs::postgres();
    let schema = new_schema();
    let over = Database::open_postgres(&address, Some(&schema), 4).await.unwrap();
    over.load(version, &mut held).await.unwrap();
    assert_eq!(over.sums().await.unwrap(), sums);
    // The keys are checked again from now on.
    assert_eq!(over.check_integrity().await.unwrap(), from.check_integrity().await.unwrap());
    let (mut returned, _) = Held::of(&over).await;
    let third = empty_sqlite();
    third.load(version, &mut returned).await.unwrap();
    assert_eq!(third.sums().await.unwrap(), sums);
    drop(over);
    Database::drop_postgres_schema(&address, &schema).await.unwrap();
}

/// What a backup of schema 2 did not hold yet.
const LATER_TABLES: [&str; 32] = [
    "case_word",
    "background_job",
    "office_filled",
    "digest",
    "notice",
    "dispatch_entry",
    "message_seen",
    "key_check",
    "figure_due",
    "case_figure",
    "month_figure",
    "case_month",
    "running_case",
    "published_figure",
    "published_share",
    "service_sheet",
    "hung_board",
    "hung_board_source",
    "admission_item",
    "admission_request",
    "admission_reply",
    "admission_message",
    "place_position",
    "grid_plan",
    "whistle",
    "whistle_scope",
    "service_item",
    "duty_day",
    "place_change",
    "playbook_change",
    "inside_setting",
    "inside_work",
];
const LATER_COLUMNS: [(&str, &str); 4] = [
    ("task_queue", "class"),
    ("look", "text_id"),
    ("post", "published"),
    ("household_member", "refused"),
];

impl Held {
    /// The same rows as a program of schema 2 wrote them.
    fn as_of_schema_2(&self) -> Self {
        let mut older = self.clone();
        older.tables.retain(|table, _| !LATER_TABLES.contains(&table.as_str()));
        for (table, column) in LATER_COLUMNS {
            let columns = older.columns.get_mut(table).unwrap();
            let position = columns.iter().position(|name| name == column).unwrap();
            columns.remove(position);
            for line in older.tables.get_mut(table).unwrap() {
                let mut cells: Vec<serde_json::Value> = serde_json::from_str(line).unwrap();
                cells.remove(position);
                *line = serde_json::to_string(&cells).unwrap();
            }
        }
        older
    }

    /// The states of cases as programs wrote them that did not know who had held them.
    fn without_former_holders(&mut self) {
        let position = self.columns["cases"].iter().position(|name| name == "state").unwrap();
        for line in self.tables.get_mut("cases").unwrap() {
            let mut cells: Vec<serde_json::Value> = serde_json::from_str(line).unwrap();
            let state = cells[position].as_str().unwrap();
            let mut state: serde_json::Value = serde_json::from_str(state).unwrap();
            let held = state["former_holders"].take();
            assert!(!held.as_array().unwrap().is_empty(), "{held}");
            state["former_holders"] = serde_json::json!([]);
            cells[position] = state.to_string().into();
            *line = serde_json::to_string(&cells).unwrap();
        }
    }

    /// The queue's rows as programs wrote them that did not know the promised time.
    fn with_own_time(&mut self, own: Moment) {
        let position = self.columns["task_queue"].iter().position(|name| name == "due").unwrap();
        for line in self.tables.get_mut("task_queue").unwrap() {
            let mut cells: Vec<serde_json::Value> = serde_json::from_str(line).unwrap();
            assert_ne!(cells[position], own.ms(), "the promised time comes first");
            cells[position] = own.ms().into();
            *line = serde_json::to_string(&cells).unwrap();
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_of_an_older_program_is_brought_to_this_ones_version_postgres() {
    let from = fresh_sqlite().await;
    build(&from.database).await;
    let mut story = Story::report(100, 3, at(0));
    story.commit(&from.database).await.unwrap();
    let own = story.row.state.due.at.plus_ms(3_600_000);
    story.passes_to(community_post(), story.row.state.due.at);
    story.commit(&from.database).await.unwrap();
    let (held, wanted) = Held::of(&from).await;
    let mut older = held.as_of_schema_2();
    older.with_own_time(own);
    older.without_former_holders();
    assert!(older.tables["task_queue"].iter().all(|line| !line.contains("ordinary")));
    let sqlite = empty_sqlite();
    restored(&sqlite, &mut older, &wanted).await;
    let address = needs::postgres();
    let schema = new_schema();
    let postgres = Database::open_postgres(&address, Some(&schema), 4).await.unwrap();
    restored(&postgres, &mut older, &wanted).await;
    drop(postgres);
    Database::drop_postgres_schema(&address, &schema).await.unwrap();
}

/// It holds what it held, fits together, and has the work begun that an upgrade leaves.
async fn restored(database: &Database, older: &mut Held, wanted: &[TableSum]) {
    database.load(2, older).await.unwrap();
    assert_eq!(database.schema_version().await.unwrap(), Database::newest_schema());
    let found = database.sums().await.unwrap();
    for (found, wanted) in found.iter().zip(wanted) {
        if found.table != "background_job" {
            assert_eq!(found, wanted);
        }
    }
    assert_eq!(database.check_integrity().await.unwrap().problems, []);
    let mut rows = database.snapshot().await.unwrap();
    let jobs: Vec<String> = rows.jobs().await.unwrap().into_iter().map(|job| job.name).collect();
    assert_eq!(jobs, ["digest", "prune", "words"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_load_that_fails_leaves_nothing_postgres() {
    let from = fresh_sqlite().await;
    build(&from.database).await;
    let version = from.schema_version().await.unwrap();
    let (held, _) = Held::of(&from).await;
    let mut damaged = Vec::new();
    let mut short = held.clone();
    short.tables.get_mut("place").unwrap().push("[1]".to_owned());
    damaged.push(("length", short));
    let mut broken = held.clone();
    broken.tables.get_mut("place").unwrap().push("[1, ".to_owned());
    damaged.push(("damaged", broken));
    let mut orphan = held.clone();
    orphan.tables.get_mut("person").unwrap().clear();
    orphan.tables.get_mut("place").unwrap().remove(0);
    damaged.push(("FOREIGN KEY", orphan));
    let mut strange = held.clone();
    strange.columns.insert("place".to_owned(), vec!["id; DROP TABLE place".to_owned()]);
    damaged.push(("other columns", strange));
    for (word, mut source) in damaged {
        let target = empty_sqlite();
        let error = target.load(version, &mut source).await.unwrap_err();
        assert!(error.0.contains(word), "{error}");
        assert!(target.is_empty().await.unwrap(), "{word}");
        let fresh = fresh_postgres().await;
        assert!(fresh.load(version, &mut source).await.is_err(), "{word}");
        assert!(fresh.is_empty().await.unwrap(), "{word}");
        fresh.remove().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn only_an_empty_database_is_filled_and_only_from_known_versions() {
    let from = fresh_sqlite().await;
    build(&from.database).await;
    let version = from.schema_version().await.unwrap();
    let (mut held, _) = Held::of(&from).await;
    let error = from.load(version, &mut held).await.unwrap_err();
    assert!(error.0.contains("rows already"), "{error}");
    let error = empty_sqlite().load(version + 1, &mut held).await.unwrap_err();
    assert!(error.0.contains("newer"), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_written_meanwhile_is_not_in_the_backup() {
    let from = fresh_sqlite().await;
    build(&from.database).await;
    let (mut held, sums) = Held::of(&from).await;
    let mut later = changes(900, "job");
    later.put(JobPut::Begin { name: "refile".to_owned(), run_at: at(5) });
    from.commit(later).await.unwrap();
    assert_ne!(from.sums().await.unwrap(), sums);
    let back = empty_sqlite();
    back.load(from.schema_version().await.unwrap(), &mut held).await.unwrap();
    assert_eq!(back.sums().await.unwrap(), sums);
}

/// A migration that adds a table or a column must add it to the backup.
#[tokio::test]
async fn a_backup_holds_every_column_of_every_table() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("whole.db");
    let database =
        Database::open_sqlite(SqliteLocation::File(&path), SqliteOptions::default()).unwrap();
    database.migrate().await.unwrap();
    let found = columns_of(&path);
    let held: BTreeMap<String, BTreeSet<String>> = tables()
        .into_iter()
        .map(|(table, columns)| {
            (table.to_owned(), columns.into_iter().map(str::to_owned).collect())
        })
        .collect();
    assert_eq!(held, found);
}

fn columns_of(path: &Path) -> BTreeMap<String, BTreeSet<String>> {
    let connection = rusqlite::Connection::open(path).unwrap();
    let query = "SELECT m.name, c.name FROM sqlite_master AS m, pragma_table_info(m.name) AS c \
                 WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' \
                 AND m.name <> 'schema_version'";
    let mut statement = connection.prepare(query).unwrap();
    let rows = statement.query_map((), |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for row in rows {
        let (table, column) = row.unwrap();
        found.entry(table).or_default().insert(column);
    }
    found
}
