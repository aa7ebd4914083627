//! The migrations: numbered, the same on every engine, run in order, never changed once released.

use linli_app::ports::{CommitError, StoreError};

use crate::{
    database::Engine, plan::Work, statements::statements, upgrade, value::parameters, view::View,
};

/// The n-th of them (from 1) brings a database to version n.
const MIGRATIONS: [&str; 26] = [
    include_str!("../migrations/0001_begin.sql"),
    include_str!("../migrations/0002_audit_log.sql"),
    include_str!("../migrations/0003_search.sql"),
    include_str!("../migrations/0004_upkeep.sql"),
    include_str!("../migrations/0005_desk.sql"),
    include_str!("../migrations/0006_notice.sql"),
    include_str!("../migrations/0007_waiting_members.sql"),
    include_str!("../migrations/0008_published_post.sql"),
    include_str!("../migrations/0009_message_seen.sql"),
    include_str!("../migrations/0010_key_and_words.sql"),
    include_str!("../migrations/0011_photos_and_claims.sql"),
    include_str!("../migrations/0012_finished_orders.sql"),
    include_str!("../migrations/0013_promised_times.sql"),
    include_str!("../migrations/0014_grid_planner.sql"),
    include_str!("../migrations/0015_notice_boards.sql"),
    include_str!("../migrations/0016_figures.sql"),
    include_str!("../migrations/0017_admission.sql"),
    include_str!("../migrations/0018_dispatch.sql"),
    include_str!("../migrations/0019_whistle.sql"),
    include_str!("../migrations/0020_services.sql"),
    include_str!("../migrations/0021_published_figures.sql"),
    include_str!("../migrations/0022_courses.sql"),
    include_str!("../migrations/0023_place_change.sql"),
    include_str!("../migrations/0024_playbook_changes.sql"),
    include_str!("../migrations/0025_inside.sql"),
    include_str!("../migrations/0026_folded_states.sql"),
];

/// Since this version a database says by what its key is recognised.
pub(crate) const WITH_KEY_CHECK: usize = 10;

const BEGIN: &str =
    "CREATE TABLE IF NOT EXISTS schema_version (version {integer} PRIMARY KEY) {strict}";

statements! {
    VERSION = "SELECT COALESCE(MAX(version), 0) FROM schema_version";
}

/// The version of a database; 0 if it holds nothing yet.
///
/// # Errors
/// [`StoreError`] if the database fails.
pub(crate) async fn version(engine: &Engine) -> Result<usize, StoreError> {
    while !engine.has_tables().await? {
        match engine.write(Work::Script(engine.dialect().text(BEGIN))).await {
            Ok(_) | Err(CommitError::Conflict(_)) => {}
            // Two nodes that start at once may both make the table. The later one fails then in one
            // of several ways, and sees it.
            Err(CommitError::Store(error)) => {
                if !engine.has_tables().await? {
                    return Err(error);
                }
            }
        }
    }
    let mut view = View::new(engine.reader().await?);
    let version = view.first(VERSION, parameters![], |row| row.small()).await?;
    Ok(version.unwrap_or(0))
}

/// Whether the tables are those of this program; read only.
///
/// # Errors
/// [`StoreError`] if the database fails or holds nothing yet.
pub(crate) async fn is_current(view: &mut View) -> Result<bool, StoreError> {
    let version: Option<usize> = view.first(VERSION, parameters![], |row| row.small()).await?;
    Ok(version == Some(MIGRATIONS.len()))
}

/// Brings the database to this program's version.
///
/// # Errors
/// [`StoreError`] if the database fails, or was written by a newer program.
pub(crate) async fn migrate(engine: &Engine) -> Result<(), StoreError> {
    migrate_to(engine, MIGRATIONS.len()).await
}

/// The version that this program works with.
pub(crate) const fn newest() -> usize {
    MIGRATIONS.len()
}

/// Brings the database to an earlier version of this program, or to its own.
///
/// # Errors
/// [`StoreError`] if the database fails, or was written by a newer program.
pub(crate) async fn migrate_to(engine: &Engine, wanted: usize) -> Result<(), StoreError> {
    let known = MIGRATIONS.len();
    if wanted > known {
        return Err(newer(wanted));
    }
    loop {
        let found = version(engine).await?;
        if found > known {
            return Err(newer(found));
        }
        if found >= wanted {
            return Ok(());
        }
        let Some(migration) = MIGRATIONS.get(found) else { return Ok(()) };
        // The version comes first: of two nodes that migrate at once the later one waits here,
        // fails on the key, and looks again.
        let next = found + 1;
        let claim = format!("INSERT INTO schema_version (version) VALUES ({next});\n");
        let reckoned = upgrade::statements_for(engine, next).await?;
        let script = engine.dialect().text(&(claim + migration)) + &reckoned;
        match engine.write(Work::Script(script)).await {
            Ok(_) | Err(CommitError::Conflict(_)) => {}
            Err(CommitError::Store(error)) => return Err(error),
        }
    }
}

fn newer(found: usize) -> StoreError {
    let known = MIGRATIONS.len();
    StoreError(format!(
        "the database has schema version {found} and this program knows only {known}: \
         run the program that wrote it, or a newer one"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Database, KeyTrace, SqliteLocation, SqliteOptions};

    /// What a database of this version tells of its key, empty and with somebody in it.
    async fn trace_at(database: &Database, version: usize, bytes: &str) {
        migrate_to(&database.engine, version).await.unwrap();
        assert_eq!(database.key_trace().await.unwrap(), KeyTrace::default(), "{version}");
        if version == 0 {
            return;
        }
        let columns = "id, data_key, name, has_account, suspended, created_at, version";
        let script =
            format!("INSERT INTO person ({columns}) VALUES (7, {bytes}, {bytes}, 0, 0, 0, 1)");
        database.engine.write(Work::Script(script)).await.unwrap();
        let mut wanted = KeyTrace { sealed: Some(vec![1, 2]), ..KeyTrace::default() };
        assert_eq!(database.key_trace().await.unwrap(), wanted, "{version}");
        if version >= WITH_KEY_CHECK {
            database.keep_key_check("word").await.unwrap();
            wanted.word = Some("word".to_owned());
            assert_eq!(database.key_trace().await.unwrap(), wanted, "{version}");
        }
        assert_eq!(database.schema_version().await.unwrap(), version, "asking migrates nothing");
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn tables_of_every_version_tell_of_their_key() {
        for version in 0..=newest() {
            let options = SqliteOptions::default();
            let database = Database::open_sqlite(SqliteLocation::Temporary, options).unwrap();
            trace_at(&database, version, "X'0102'").await;
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn tables_of_every_version_tell_of_their_key_on_postgres() {
        let address = std::env::var("LINLI_TEST_POSTGRES").unwrap();
        for version in 0..=newest() {
            let name = format!("key_{}_{version}", std::process::id());
            let database = Database::open_postgres(&address, Some(&name), 2).await.unwrap();
            let Engine::Postgres(postgres) = &database.engine else { panic!("another engine") };
            postgres.make_schema().await.unwrap();
            trace_at(&database, version, "'\\x0102'").await;
            Database::drop_postgres_schema(&address, &name).await.unwrap();
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn what_is_counted_anew_marks_every_case_at_its_revision() {
        let options = SqliteOptions::default();
        let database = Database::open_sqlite(SqliteLocation::Temporary, options).unwrap();
        let before = MIGRATIONS
            .iter()
            .position(|text| text.contains("More is counted of each case"))
            .unwrap();
        migrate_to(&database.engine, before).await.unwrap();
        let case = |id| {
            format!(
                "INSERT INTO cases (id, district, text_id, text_hash, anonymous, may_call, class, \
                 opened_at, state, revision) VALUES ({id}, 1, 1, 1, 0, 0, 'ordinary', 0, '{{}}', 3);"
            )
        };
        let place = "INSERT INTO place (id, district, kind, name, position, households, made_up, \
            version) VALUES (1, 1, 'county', 'K', 0, 0, 0, 1);";
        let script = place.to_owned()
            + &case(7)
            + &case(8)
            + "INSERT INTO figure_due (case_id, revision) VALUES (8, 2);";
        database.engine.write(Work::Script(script)).await.unwrap();
        migrate_to(&database.engine, before + 1).await.unwrap();
        let mut view = View::new(database.engine.reader().await.unwrap());
        let counted = "SELECT case_id, revision FROM figure_due ORDER BY case_id";
        let read = |row: &mut crate::value::Row<'_>| Ok((row.integer()?, row.integer()?));
        let due: Vec<(i64, i64)> = view.all(counted, parameters![], read).await.unwrap();
        assert_eq!(due, [(7, 3), (8, 3)]);
    }
}
